//! Who comes by an order: one page for the school's single central record, to be printed.

use domain::Failure;
use domain::calendar::{day_in_words, short_day};
use domain::id::OrderId;
use leptos::prelude::*;
use market::capacity::Visitor;
use market::order::{SayVisit, SchoolRecord, say_visit, school_record};

use crate::parts::{
    BackLink, Button, ButtonKind, Cell, ColumnHead, ErrorSummary, Form, Hidden, Lead, Muted,
    Notice, NoticeKind, Section, SummaryList, SummaryRow, Table, TableRow, Title,
};
use crate::web::{Answer, Ask, Fields, Page, Typed};
use crate::words::clearance as words;

/// Shows who comes.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Keeps when and where they are expected.
pub async fn save(ask: Ask) -> Result<Answer, Failure> {
    let order: OrderId = ask.part("order")?;
    let version = ask.form.get("version").parse().map_err(|_| Failure::ChangedMeanwhile);
    let said = match (ask.form.key(), version) {
        (Ok(key), Ok(version)) => {
            let (arrival, room) =
                (ask.form.get("arrival").to_owned(), ask.form.get("room").to_owned());
            let say = SayVisit { key, order, version, arrival, room };
            say_visit(ask.market(), ask.actor()?, say).await
        }
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
    };
    match said {
        Ok(()) => Ok(Answer::see_other(format!("/orders/{order}/people"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let record = school_record(ask.market(), ask.actor()?, ask.part("order")?).await?;
    let (key, shown) = (ask.form_key(), typed.clone());
    let paper = format!("Order {}", record.reference);
    let page = Page::new("Who comes", move || body(record, key, &shown));
    Ok(page.paper(paper).with_form(&typed).into())
}

fn body(record: SchoolRecord, key: String, typed: &Typed) -> impl IntoView + use<> {
    let said = |text: &Option<String>| text.clone().unwrap_or("Not said yet".to_owned());
    let about = vec![
        SummaryRow::new("School", record.school.clone()),
        SummaryRow::new("Order", record.reference.clone()),
        SummaryRow::new("What", record.what.clone()),
        SummaryRow::new("Arrives", said(&record.visit.arrival)),
        SummaryRow::new("Room", said(&record.visit.room)),
        SummaryRow::new("Confirmed by", record.provider.clone()),
    ];
    let people = record.visitors.iter().map(person).collect_view();
    let form = record.can_say.then(|| visit(&record, key, typed));
    let (back, told) = (format!("/orders/{}", record.order), confirmed(&record));
    view! {
        <BackLink href=back text="Back to the order"/>
        <ErrorSummary errors=typed.summary()/>
        <Title caption="For your single central record" text="Who comes"/>
        <Lead>{told}</Lead>
        <SummaryList rows=about/>
        {people}
        {form}
    }
}

/// Who says so, and on which day.
fn confirmed(record: &SchoolRecord) -> String {
    format!(
        "{} confirms that it has seen the checks below. As at {}. See proof of identity when they arrive.",
        record.provider,
        day_in_words(record.today)
    )
}

fn person(one: &Visitor) -> AnyView {
    let days: Vec<String> = one
        .days
        .iter()
        .map(|slot| format!("{}{}", short_day(slot.day), crate::words::half::beside(slot.half)))
        .collect();
    let columns =
        ["Check", "Number", "Issued", "Valid until", "Seen by", "Seen on"].map(ColumnHead::words);
    let rows: Vec<TableRow> = one
        .clearances
        .iter()
        .map(|clearance| {
            let day = |day: Option<chrono::NaiveDate>| day.map_or("–".to_owned(), short_day);
            let cells: Vec<Cell> = vec![
                words::clearance(clearance.kind).into(),
                clearance.number.clone().unwrap_or("–".to_owned()).into(),
                day(clearance.issued_on).into(),
                clearance.expires_on.map_or("No end".to_owned(), short_day).into(),
                clearance.seen_by.clone().into(),
                short_day(clearance.seen_on).into(),
            ];
            TableRow::new(cells)
        })
        .collect();
    let (name, any) = (one.name.clone(), !rows.is_empty());
    let caption = format!("Checks seen of {name}");
    let missing = (!one.missing.is_empty()).then(|| {
        let list = words::clearances(&one.missing);
        view! {
            <Notice kind=NoticeKind::Waits title="Not seen yet">
                <p>{list}". Ask the provider before they come."</p>
            </Notice>
        }
    });
    let id =
        format!("who-{}", one.days.first().map(|slot| slot.day.to_string()).unwrap_or_default());
    view! {
        <Section id=id title=name>
            <p>{format!("Comes on {}.", days.join(", "))}</p>
            {missing}
            {if any {
                view! { <Table caption quiet_caption=true columns=columns.to_vec() rows/> }.into_any()
            } else {
                view! { <Muted>"The provider has entered no checks here. Ask it for its own confirmation."</Muted> }.into_any()
            }}
        </Section>
    }
    .into_any()
}

fn visit(record: &SchoolRecord, key: String, typed: &Typed) -> impl IntoView + use<> {
    let fields = Fields::of_one(typed, !typed.problems.is_empty());
    let held = |text: &Option<String>| text.clone().unwrap_or_default();
    let arrival = fields.held(
        "arrival",
        "When they arrive, and who meets them",
        "For example, 8.40 at reception. Never anything about pupils",
        &held(&record.visit.arrival),
    );
    let room =
        fields.held("room", "Room", "For example, the Rainbow room", &held(&record.visit.room));
    let (action, version) =
        (format!("/orders/{}/people", record.order), record.version.to_string());
    view! {
        <Section id="visit" title="When and where" small=true>
            <Form action key>
                <Hidden name="version" value=version/>
                {arrival}
                {room}
                <Button kind=ButtonKind::Secondary>"Save"</Button>
            </Form>
        </Section>
    }
}
