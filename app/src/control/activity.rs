//! Activity outside Commonpool: the list of what was entered, entering more, taking an entry back.

use domain::access::Action;
use domain::calendar::{london_day, short_day};
use domain::control::TypedActivity;
use domain::{Failure, Pence};
use leptos::prelude::*;
use market::control::{
    EnterActivity, Entered, ReverseActivity, enter_activity, entered_activity, reverse_activity,
};
use market::partnership::partnership;

use super::year_of;
use crate::parts::{
    Actions, BackLink, Button, ButtonKind, ButtonLink, Cell, Choice, ColumnHead, EmptyState,
    ErrorSummary, Form, HiddenWords, Lead, MoneyField, Muted, Pagination, SelectField, Table,
    TableRow, Tag, TextField, TextLink, Title,
};
use crate::web::csv::csv_address;
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};
use crate::words::money;

/// How many years are offered: those of the test come first.
const OFFERED: usize = 5;

/// What was entered, the newest first.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    let (actor, today) = (ask.actor()?, ask.market().today());
    let year = ask.query.filled("year").map(|text| year_of(text, today));
    let found = entered_activity(ask.market(), actor, year, &ask.page()).await?;
    let manages = actor.can(Action::ManagePartnership);
    let key = ask.form_key();
    let next = found.next.as_ref().map(|after| {
        let query = ask.query.with("after", after);
        format!("/control/activity?{query}")
    });
    let csv = csv_address("/control/activity.csv", &ask.query);
    let title = match year {
        Some(year) => format!("Activity outside Commonpool, {year}"),
        None => "Activity outside Commonpool".to_owned(),
    };
    let page = Page::new(title.clone(), move || {
        let rows = found.items.iter().map(|one| row(one, manages, &key)).collect();
        let mut columns = vec![
            ColumnHead::words("Financial year"),
            ColumnHead::numbers("For members"),
            ColumnHead::numbers("For others"),
            ColumnHead::words("Source"),
            ColumnHead::words("Entered"),
        ];
        if manages {
            columns.push(ColumnHead::words("Change"));
        }
        let empty = view! {
            <EmptyState title="Nothing has been entered"><p>"What the partnership did outside Commonpool stands here with its source."</p></EmptyState>
        };
        view! {
            <BackLink href="/control" text="Back to ownership and control"/>
            <Title text=title/>
            <Lead>"An entry is never changed. One that is wrong is taken back by another, and both stay."</Lead>
            {manages.then(|| view! {
                <Actions><ButtonLink href="/control/activity/new">"Enter activity"</ButtonLink></Actions>
            })}
            <Table caption="Entries, newest first. Amounts exclude VAT" columns rows empty=empty.into_any()/>
            <Pagination label="Entries" next=next.unwrap_or_default()/>
            <Muted><TextLink href=csv>"Download as CSV"</TextLink></Muted>
        }
    });
    Ok(page.into())
}

fn amount(amount: Pence) -> Cell {
    money(amount).into()
}

fn row(one: &Entered, manages: bool, key: &str) -> TableRow {
    let entered = format!("{} by {}", short_day(london_day(one.at)), one.by);
    let source = one.source.clone();
    let source = match (one.reverses, one.is_reversed) {
        (Some(_), _) => Cell::view(view! { <Tag text="Takes an entry back"/>" "{source} }),
        (None, true) => Cell::view(view! { <Tag text="Taken back"/>" "{source} }),
        (None, false) => source.into(),
    };
    let mut cells = vec![
        one.year.label().into(),
        amount(one.members),
        amount(one.others),
        source,
        entered.into(),
    ];
    if manages {
        let open = one.reverses.is_none() && !one.is_reversed;
        cells.push(if open { take_back(one, key) } else { "".into() });
    }
    TableRow::new(cells)
}

fn take_back(one: &Entered, key: &str) -> Cell {
    let action = format!("/control/activity/{}/reverse", one.id);
    // Each row's form is a command of its own.
    let (key, which) = (format!("{key}-{}", one.id), format!(" the entry: {}", one.source));
    Cell::view(view! {
        <Form action=action key=key>
            <Button kind=ButtonKind::Quiet>"Take back"<HiddenWords text=which/></Button>
        </Form>
    })
}

/// Takes an entry back.
pub async fn reverse(ask: Ask) -> Result<Answer, Failure> {
    let command = ReverseActivity { entry: ask.part("activity")?, key: ask.form.key()? };
    reverse_activity(ask.market(), ask.actor()?, command).await?;
    Ok(Answer::see_other("/control/activity"))
}

/// Asks for activity.
pub async fn new(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::fresh(Filled::default())).await
}

/// Enters it.
pub async fn enter(ask: Ask) -> Result<Answer, Failure> {
    let text = |field: &str| ask.form.get(field).to_owned();
    let typed = TypedActivity {
        year: text("year"),
        members: text("members"),
        others: text("others"),
        source: text("source"),
    };
    let command = EnterActivity { typed, key: ask.form.key()? };
    match enter_activity(ask.market(), ask.actor()?, command).await {
        Ok(_) => Ok(Answer::see_other("/control/activity")),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    // Whoever acts for no partnership has nothing to enter.
    let partnership = partnership(ask.market(), ask.actor()?).await?;
    let this = year_of("", ask.market().today());
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new("Enter activity outside Commonpool", move || {
        let years = std::iter::successors(Some(this), |year| Some(year.previous())).take(OFFERED);
        let years = years.map(|year| Choice::new(year.first_on().to_string(), year.label()));
        view! {
            <BackLink href="/control" text="Back to ownership and control"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=partnership.facts.name.clone() text="Enter activity outside Commonpool"/>
            <Lead>"Leave out what was invoiced here: it is counted already."</Lead>
            <Form action="/control/activity/new" key=key>
                <SelectField name="year" label="Financial year, from April" choices=years.collect()
                    value=shown.value("year") error=shown.error("year")/>
                <MoneyField name="members" label="For those who control the partnership, excluding VAT"
                    hint="Schools and the council that hold a share, and what is done on their behalf"
                    value=shown.value("members") error=shown.error("members")/>
                <MoneyField name="others" label="For others, excluding VAT" hint="Leave it empty for none"
                    value=shown.value("others") error=shown.error("others")/>
                <TextField name="source" label="Where are the figures from?" hint="Like: signed accounts 2025–26, note 3"
                    value=shown.value("source") error=shown.error("source")/>
                <Button>"Enter it"</Button>
            </Form>
        }
    });
    Ok(page.with_form(&typed).into())
}
