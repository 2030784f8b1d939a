//! A director's home, made of parts.

use leptos::prelude::*;

use super::{figures, header_for};
use crate::parts::{
    BigFigure, BigSize, Cell, Column, ColumnHead, Columns, ColumnsKind, Demo, DemoKind, Figures,
    Link, Section, SectionKind, Table, TableRow, Tag, TagKind, Title, ToDo, ToDoList, Tone,
};

/// A director's home: its header and the page.
pub fn home_page() -> (AnyView, AnyView) {
    let page = view! {
        <Title text="Good morning. Three things need you"/>
        <Columns kind=ColumnsKind::Halves>
            <Column>
                <ToDoList items=things_to_do()/>
                {happy()}
            </Column>
            <Column>{income()}</Column>
        </Columns>
        <Section id="savings" title="Saved for our schools" kind=SectionKind::Strong more=Some(Link::new("Every figure behind this", "/savings"))>
            <Columns kind=ColumnsKind::SideMain>
                <Column>{saved()}</Column>
                <Column>{figures::saved("saved-this-year")}</Column>
            </Columns>
        </Section>
        <Section id="pools" title="Our people" more=Some(Link::new("All pools", "/pools"))>
            {pools()}
            {figures::weeks("counselling-weeks")}
        </Section>
    };
    (header_for("Barking and Dagenham SIP", 3), page.into_any())
}

fn things_to_do() -> Vec<ToDo> {
    [
        ("Approve 2 changes to services", "Speech and language therapy; governor training"),
        ("4 schools have not renewed", "£18,200 a year, ends Wednesday 31 March 2027"),
        ("Counselling is short of days from March", "11 schools waiting for 34 days"),
    ]
    .map(|(text, note)| ToDo { text: text.to_owned(), note: note.to_owned(), href: "#".to_owned() })
    .to_vec()
}

fn saved() -> impl IntoView {
    view! {
        <BigFigure label="Invoiced" value="£412,600" note="April 2026 to today, excluding VAT" tone=Tone::Saved/>
        <Figures>
            <BigFigure label="Agreed" value="£96,200" size=BigSize::Medium/>
            <BigFigure label="Expected" value="£81,200" size=BigSize::Medium/>
        </Figures>
        <p>"Insurance costs £44,000 more than last year. "<a href="/savings">"See why"</a></p>
        <p><Demo kind=DemoKind::Illustrative/></p>
    }
}

fn income() -> impl IntoView {
    view! {
        <Section id="this-year" title="Income this year" small=true kind=SectionKind::Plain>
            <BigFigure label="April 2026 to March 2027" value="£2.9m" size=BigSize::Medium/>
            {figures::income("income-sources")}
            <p>"The central grant ends in 2030: £300,000 a year to replace. "<a href="/plan">"Plan for it"</a></p>
        </Section>
    }
}

fn pools() -> impl IntoView {
    let columns = vec![
        ColumnHead::words("Pool"),
        ColumnHead::numbers("People"),
        ColumnHead::numbers("Days booked"),
        ColumnHead::numbers("Of days available"),
        ColumnHead::numbers("Schools waiting"),
        ColumnHead::words("State"),
    ];
    let tag = |kind, text: &'static str| Cell::view(view! { <Tag kind text/> });
    let rows = vec![
        TableRow::new(vec![
            Cell::view(view! { <a href="/pools/counselling">"Counselling"</a> }),
            "13".into(),
            "2,094".into(),
            "92%".into(),
            "11".into(),
            tag(TagKind::Waits, "Hard to find a day"),
        ]),
        TableRow::new(vec![
            Cell::view(view! { <a href="/pools/salt">"Speech and language therapy"</a> }),
            "6".into(),
            "612".into(),
            "71%".into(),
            "0".into(),
            tag(TagKind::Good, "Some days free"),
        ]),
        TableRow::new(vec![
            Cell::view(view! { <a href="/pools/improvement">"School improvement"</a> }),
            "9".into(),
            "744".into(),
            "58%".into(),
            "0".into(),
            tag(TagKind::Plain, "Most days free"),
        ]),
    ];
    view! { <Table caption="Pools this school year" quiet_caption=true columns rows/> }
}

fn happy() -> impl IntoView {
    view! {
        <Section id="happy" title="Are they happy?" small=true more=Some(Link::new("What they wrote", "/feedback"))>
            <Figures>
                <BigFigure label="Headteachers: good or better" value="94%" size=BigSize::Medium note="47 of 50 who answered"/>
                <BigFigure label="Training informed our practice" value="91%" size=BigSize::Medium note="1,204 of 1,323 who answered"/>
            </Figures>
        </Section>
    }
}
