//! A service's page, made of parts. Nothing is above the price but the name.

use domain::Pence;
use leptos::prelude::*;

use super::{choosing, figures, header_for};
use crate::parts::{
    Actions, BigFigure, ButtonKind, ButtonLink, Change, Column, Columns, ColumnsKind, DayPicker,
    Demo, DemoKind, Evidence, Form, Icon, Meta, Muted, Prose, Quote, Section, SectionKind, Sign,
    SummaryList, SummaryRow, Ticks, Title, Tone,
};

/// A service's page: its header and the page.
pub fn service_page() -> (AnyView, AnyView) {
    let facts = vec![
        view! { <a href="#">"Barking and Dagenham SIP"</a>" delivers it and answers for it" }
            .into_any(),
    ];
    let page = view! {
        <Title text="School counselling by the day"/>
        <Meta facts/>
        <Columns>
            <Column>
                <BigFigure label="Your price" value="£290" unit="a day" note="excluding VAT, as a full member" tone=Tone::Water>
                    <p><Change difference=Pence::pounds(-47) unit="than the middle price"/></p>
                </BigFigure>
                <Actions>
                    <ButtonLink href="#free-days" large=true>"Book days"</ButtonLink>
                    <ButtonLink href="#" kind=ButtonKind::Quiet>"Ask a question"</ButtonLink>
                </Actions>
                {figures::market("market-price")}
                {worked_out()}
                {free_days()}
                {included()}
                {reviews()}
            </Column>
            <Column>{beside()}</Column>
        </Columns>
    };
    (header_for("Ashbrook Primary School", 1), page.into_any())
}

fn worked_out() -> impl IntoView {
    view! {
        <Section id="worked-out" title="How your price is worked out">
            <Prose>
                <p>"£340 a day, less £50 because Ashbrook Primary School is a full member. VAT is added on the invoice, and your school claims it back."</p>
                <p><Demo kind=DemoKind::Illustrative/></p>
            </Prose>
        </Section>
    }
}

fn free_days() -> impl IntoView {
    view! {
        <Section id="free-days" title="Free days" kind=SectionKind::Strong>
            <p>"Choose one day or several. A day is six hours in your school. "<a href="#">"Every Tuesday this term"</a></p>
            <Form action="#" wide=true key="0192">
                <DayPicker name="day" months=choosing::months()/>
                <Actions><crate::parts::Button kind=ButtonKind::Secondary>"Check your order"</crate::parts::Button></Actions>
            </Form>
            <Muted>"Nothing is booked until you have seen the whole order and confirmed it."</Muted>
        </Section>
    }
}

fn included() -> impl IntoView {
    let yes = [
        "A qualified counsellor, supervised every month",
        "Up to five sessions of 50 minutes",
        "A report for the school each half term, without names",
        "Cover when the counsellor is ill, within two weeks",
    ];
    let no = ["A room: the school gives a quiet one", "Crisis support out of hours"];
    view! {
        <Section id="included" title="What is included">
            <Columns kind=ColumnsKind::Halves>
                <Column><Ticks items=yes.map(ToOwned::to_owned).to_vec()/></Column>
                <Column><Ticks items=no.map(ToOwned::to_owned).to_vec() not=true/></Column>
            </Columns>
        </Section>
    }
}

fn reviews() -> impl IntoView {
    view! {
        <Section id="reviews" title="What schools say" more=Some(crate::parts::Link::new("All 38 answers", "#"))>
            <p><b>"36 of 38 schools"</b>" would book it again."</p>
            <Quote by="Headteacher, primary school, July 2026">"She knew our children by the second week, and our staff room by the third."</Quote>
        </Section>
    }
}

fn beside() -> impl IntoView {
    let rows = vec![
        SummaryRow::new("Next free day", "Tuesday 12 January 2027"),
        SummaryRow::new("Counsellors", "13"),
        SummaryRow::new("For", "Pupils and staff, all phases"),
        SummaryRow::new("Cancelling", "Free until 5 working days before"),
    ];
    view! {
        <Section id="at-a-glance" title="At a glance" small=true>
            <SummaryList rows label="At a glance"/>
        </Section>
        <Section id="standards" title="Standards" small=true>
            <p><Icon sign=Sign::Check/>" Checked by the partnership, November 2026"</p>
            <p><Icon sign=Sign::Check/>" All counsellors on an accredited register"</p>
        </Section>
        <Section id="documents" title="Documents" small=true>
            <p><Evidence href="#" text="Service agreement" size="PDF, 84 kB"/></p>
            <p><Evidence href="#" text="Privacy notice" size="PDF, 51 kB"/></p>
        </Section>
    }
}
