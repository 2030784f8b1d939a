//! A group deal's page, made of parts.

use domain::Pence;
use leptos::prelude::*;

use super::{figures, header_for, words::event};
use crate::parts::{
    Actions, BackLink, BigFigure, BigSize, Binding, ButtonKind, ButtonLink, Cell, Change, Column,
    ColumnHead, Columns, Demo, DemoKind, Evidence, Figures, Meta, Narrow, RowKind, Section,
    SectionKind, Table, TableRow, Tag, TagKind, Timeline, TimelineState, Title, Tone, chart::Meter,
};

/// A group deal's page: its header and the page.
pub fn deal_page() -> (AnyView, AnyView) {
    let state = vec![
        view! { <Tag kind=TagKind::Good text="Open"/> }.into_any(),
        view! { "Closes Friday 26 March 2027, in 18 days" }.into_any(),
    ];
    let page = view! {
        <BackLink href="/deals" text="Group deals"/>
        <Title text="HR advice and payroll, from September 2027"/>
        <Meta facts=state/>
        <Columns>
            <Column>
                <Figures>
                    <BigFigure label="Price now" value="£8.10" unit="per pupil a year" note="excluding VAT" tone=Tone::Water id="price-now"/>
                    <BigFigure label="You save, against £4,536 now" value="£1,134" unit="a year" note="420 pupils, excluding VAT" tone=Tone::Saved size=BigSize::Medium/>
                </Figures>
                <Actions>
                    <ButtonLink href="#" large=true>"Sign up"</ButtonLink>
                    <ButtonLink href="#" kind=ButtonKind::Quiet>"Ask a question"</ButtonLink>
                </Actions>
                {figures::staircase("price-breaks")}
                {your_saving()}
                {who_is_in()}
            </Column>
            <Column>{binding()}</Column>
        </Columns>
    };
    (header_for("Ashbrook Primary School", 1), page.into_any())
}

fn your_saving() -> impl IntoView {
    let columns = vec![
        ColumnHead::words("When pupils together are"),
        ColumnHead::numbers("Per pupil"),
        ColumnHead::numbers("You would pay"),
        ColumnHead::numbers("Beside £4,536 now"),
    ];
    let steps = [
        ("1 to 1,999", 950, RowKind::Plain),
        ("2,000 to 4,999", 880, RowKind::Plain),
        ("5,000 to 9,999 (today)", 810, RowKind::Ours),
        ("10,000 or more", 720, RowKind::Plain),
    ];
    let rows = steps
        .into_iter()
        .map(|(range, price, kind)| {
            let pays = Pence::new(price * 420);
            let difference = Pence::new(pays.get() - 453_600);
            TableRow::new(vec![
                range.into(),
                Pence::new(price).to_string().into(),
                crate::parts::whole_pounds(pays).into(),
                Cell::view(view! { <Change difference/> }),
            ])
            .kind(kind)
        })
        .collect();
    view! {
        <Section id="your-saving" title="What each step means for you">
            <Table caption="Ashbrook Primary School, 420 pupils, a year, excluding VAT" columns rows
                note="What you pay now: your invoice of 12 January 2027 from Fenwick Payroll, £4,536 for 420 pupils."/>
            <p><Evidence href="#" text="Your last invoice" size="PDF, 120 kB"/></p>
        </Section>
    }
}

fn who_is_in() -> impl IntoView {
    let school = |name: &str, pupils: &str| TableRow::new(vec![name.into(), pupils.into()]);
    let rows = vec![
        school("Larkfield Academy", "1,080"),
        school("Northgate High School", "1,340"),
        school("St Hilda\u{2019}s Catholic Primary School", "212"),
        school("15 others", "3,608"),
    ];
    let columns = vec![ColumnHead::words("School"), ColumnHead::numbers("Pupils")];
    view! {
        <Section id="who-is-in" title="Who is in">
            <Meter value=18 whole=20 text="18 schools have signed up. The deal goes ahead with 20."/>
            <Table caption="Schools that signed up" quiet_caption=true columns rows narrow=Narrow::Fit
                note="Every member sees who signed up, and for how many pupils. Nobody sees what another pays now."/>
            <p><Demo kind=DemoKind::Illustrative/></p>
        </Section>
    }
}

fn binding() -> impl IntoView {
    let items = vec![
        event("Opened", "Monday 4 January 2027", TimelineState::Done),
        event(
            "Schools sign up",
            "Until Friday 26 March 2027, 5pm. You may withdraw until then.",
            TimelineState::Now,
        ),
        event(
            "Binding for all who signed up",
            "If 20 schools or more are in. If not, nobody owes anything.",
            TimelineState::Later,
        ),
        event(
            "Your school\u{2019}s order is made",
            "Monday 29 March 2027, at the price reached",
            TimelineState::Later,
        ),
        event(
            "The service starts",
            "Wednesday 1 September 2027, for two years",
            TimelineState::Later,
        ),
    ];
    view! {
        <Section id="binding" title="What happens, and when" small=true kind=SectionKind::Rule>
            <Timeline items/>
            <Binding>
                <p><b>"All pay the same price."</b>" It does not matter who came first: the price reached on 26 March holds for everybody, and can only fall until then."</p>
            </Binding>
        </Section>
        <Section id="offer" title="The offer" small=true>
            <p>"Fenwick Payroll, chosen by the procurement group from four quotes."</p>
            <Figures>
                <BigFigure label="Least number of schools" value="20" size=BigSize::Medium/>
            </Figures>
            <p><Evidence href="#" text="Terms of the deal" size="PDF, 96 kB"/></p>
        </Section>
    }
}
