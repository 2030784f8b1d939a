//! The gallery's lists: services to choose from, tables short, long and empty.

use domain::Pence;
use leptos::prelude::*;

use crate::parts::{
    Cell, CheckboxesField, Choice, Chosen, Column, ColumnHead, Columns, ColumnsKind, EmptyState,
    Filters, MarketStrip, Money, MoneyField, Narrow, Pagination, Row, RowKind, RowPrice, Rows,
    Section, SectionKind, Table, TableRow, Tag, TagKind, Title,
};

pub(super) fn listing() -> impl IntoView {
    view! {
        <Section id="services" title="A list to choose from" kind=SectionKind::Strong>
            <Title text="Services for Ashbrook Primary School"/>
            <Columns kind=ColumnsKind::SideMain>
                <Column>{filters()}</Column>
                <Column>
                    <Rows>{services()}</Rows>
                    <Pagination label="Services" previous="#" next="#" shown="24 of 312"/>
                </Column>
            </Columns>
        </Section>
    }
}

fn filters() -> impl IntoView {
    let categories = ["Counselling", "Governor support", "School improvement", "Training"]
        .map(|name| Choice::new(name, name));
    let phases = ["Primary", "Secondary", "Special"].map(|name| Choice::new(name, name));
    let chosen = vec![Chosen { text: "Primary".to_owned(), without: "#".to_owned() }];
    view! {
        <Filters action="#" chosen clear="#">
            <CheckboxesField name="filter-category" label="Category" choices=categories.to_vec() small=true/>
            <CheckboxesField name="filter-phase" label="Phase" choices=phases.to_vec() values=vec!["Primary".to_owned()] small=true/>
            <MoneyField name="filter-price" label="Price up to"/>
        </Filters>
    }
}

fn services() -> impl IntoView {
    let strip = |ours| Some(MarketStrip { middle: (310, 378), ours });
    let price = |amount: &str, unit: &str, note: &str, strip| {
        Some(RowPrice {
            amount: amount.to_owned(),
            unit: unit.to_owned(),
            note: note.to_owned(),
            strip,
        })
    };
    let facts = |facts: [&str; 3]| facts.map(ToOwned::to_owned).to_vec();
    view! {
        <Row href="#" title="School counselling by the day"
            text="A qualified counsellor in your school, for pupils or for staff."
            meta=facts(["13 counsellors", "Primary, secondary, special", "Free from Tuesday 12 January"])
            price=price("£290", "a day", "excluding VAT · £47 less than the middle price", strip(290))/>
        <Row href="#" title="Speech and language therapy, delivered in school by a specialist partner for early years, primary and specially resourced provision"
            text="Assessment, therapy and training for your staff."
            meta=facts(["Brightwater Therapies", "Primary, special", "No days free before March"])
            tag=view! { <Tag kind=TagKind::Waits text="Hard to find a day"/> }.into_any()
            price=price("£412.50", "a day", "excluding VAT · £75 more than the middle price", strip(412))/>
        <Row href="#" title="Governor training: the first hundred days"
            meta=facts(["Online", "All phases", "11 places left"])
            price=price("Included", "", "in your membership", None)/>
    }
}

pub(super) fn tables() -> impl IntoView {
    let columns = || {
        vec![
            ColumnHead::words("School").sorted("#", Some(true)),
            ColumnHead::words("State"),
            ColumnHead::numbers("Pupils").sorted("#", None),
            ColumnHead::numbers("A year"),
        ]
    };
    let nothing = view! {
        <EmptyState title="No schools yet"><p>"Schools you invite are listed here."</p></EmptyState>
    };
    view! {
        <Section id="tables" title="Tables" kind=SectionKind::Strong>
            <Table caption="Schools that signed up, excluding VAT" columns=columns() rows=few()
                note="Pupils from the January 2026 census. Illustrative."/>
            <Table caption="Nothing in it" columns=columns() rows=vec![] empty=nothing.into_any()/>
            <Table caption="Two hundred rows, excluding VAT" columns=columns() rows=many() narrow=Narrow::Scroll/>
        </Section>
    }
}

fn row(school: String, tag: (TagKind, &'static str), pupils: i64) -> TableRow {
    let (kind, text) = tag;
    TableRow::new(vec![
        school.into(),
        Cell::view(view! { <Tag kind text/> }),
        domain::money::grouped(pupils.unsigned_abs()).into(),
        Cell::view(view! { <Money amount=Pence::new(pupils.saturating_mul(810))/> }),
    ])
}

fn few() -> Vec<TableRow> {
    let good = (TagKind::Good, "Signed up");
    vec![
        row("Ashbrook Primary School".to_owned(), good, 420).kind(RowKind::Ours),
        row("St Hilda\u{2019}s Catholic Primary School and Nursery with Specially Resourced Provision".to_owned(), good, 212),
        row("Larkfield Academy".to_owned(), (TagKind::Waits, "Waits for approval"), 1_080),
        TableRow::new(vec!["Together".into(), "".into(), "1,712".into(), "£13,867.20".into()])
            .kind(RowKind::Total),
    ]
}

fn many() -> Vec<TableRow> {
    (1..=200)
        .map(|number| {
            let state =
                if number % 7 == 0 { (TagKind::Bad, "Overdue") } else { (TagKind::Good, "Paid") };
            row(format!("School number {number}"), state, 90 + number * 7 % 900)
        })
        .collect()
}
