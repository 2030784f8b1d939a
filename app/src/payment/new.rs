//! Writing a payment down: from which school, and then how much and for what.

use domain::Failure;
use domain::calendar::{day_in_words, short_day};
use domain::id::OrganisationId;
use leptos::prelude::*;
use market::payment::{Owing, OwingSchool, RecordPayment, owing, owing_schools, record_payment};

use super::{fields, typed};
use crate::parts::{
    Actions, BackLink, Button, Cell, Choice, ColumnHead, EmptyState, ErrorSummary, Form, Lead,
    Muted, Pagination, Table, TableRow, TextLink, Title,
};
use crate::web::{Answer, Ask, Fields, Form as Sent, Page, Typed};
use crate::words;

/// Shows who owes something.
pub async fn choose(ask: Ask) -> Result<Answer, Failure> {
    let found = owing_schools(ask.market(), ask.actor()?, &ask.page()).await?;
    let next = found.next.map(|key| format!("/payments/new?{}", ask.query.with("after", &key)));
    let items = found.items;
    let page = Page::new("Record a payment", move || {
        let columns = vec![
            ColumnHead::words("School"),
            ColumnHead::numbers("Invoices"),
            ColumnHead::words("First due"),
            ColumnHead::numbers("Owed"),
        ];
        let rows = items.into_iter().map(school_row).collect();
        let empty = view! {
            <EmptyState title="No school owes anything">
                <p>"Every invoice is paid or taken back."</p>
            </EmptyState>
        };
        view! {
            <BackLink href="/payments" text="Back to payments"/>
            <Title text="Record a payment"/>
            <Lead>"Which school has paid?"</Lead>
            <Table caption="Schools that owe something, including VAT" columns rows empty=empty.into_any()/>
            <Pagination label="Schools" next=next.unwrap_or_default()/>
        }
    });
    Ok(page.into())
}

fn school_row(school: OwingSchool) -> TableRow {
    let (href, name) = (format!("/payments/new/{}", school.school), school.name);
    TableRow::new(vec![
        Cell::view(view! { <TextLink href>{name}</TextLink> }),
        words::count(school.invoices).into(),
        short_day(school.first_due).into(),
        school.owed.to_string().into(),
    ])
}

/// Asks how much, when and for what.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let today = day_in_words(ask.market().today());
    page(&ask, Typed::fresh(Sent::of([("received_on", today.as_str())]))).await
}

/// Writes it down.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let invoices = ask.form.all("invoices").into_iter().map(str::parse);
    let command = RecordPayment {
        key: ask.form.key()?,
        school: ask.part("school")?,
        typed: typed(&ask.form),
        invoices: invoices.collect::<Result<_, _>>().map_err(|_| Failure::NotFound)?,
    };
    match record_payment(ask.market(), ask.actor()?, command).await {
        Ok(payment) => Ok(Answer::see_other(format!("/payments/{payment}"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let school: OrganisationId = ask.part("school")?;
    let found = owing(ask.market(), ask.actor()?, school).await?;
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new("Record a payment", move || {
        let form = form(&found, key, &shown);
        let credit = found.credit.pence();
        let credit = (!credit.is_zero()).then(|| {
            let told = format!("{} stands to its credit already.", words::pounds(credit));
            view! { <Muted>{told}</Muted> }
        });
        let statement = format!("/statement?with={}", found.school);
        view! {
            <BackLink href="/payments/new" text="Back to the schools"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=found.name.clone() text="Record a payment"/>
            {credit}
            {form}
            <Muted><TextLink href=statement>"Statement of account"</TextLink></Muted>
        }
    });
    Ok(page.with_form(&typed).into())
}

fn form(found: &Owing, key: String, typed: &Typed) -> impl IntoView + use<> {
    let fields_of = Fields::of(typed);
    let money = fields(fields_of);
    let choices: Vec<Choice> = found
        .invoices
        .iter()
        .map(|(id, number, owed, due)| {
            let (owed, due) = (words::pounds(owed.pence()), short_day(*due));
            Choice::new(id.to_string(), format!("{number}: {owed} owed, due {due}"))
        })
        .collect();
    let hint =
        "None ticked: those that are due first. What is left over stands to the school’s credit";
    let invoices = (!choices.is_empty())
        .then(|| fields_of.boxes("invoices", "Which invoices is it for?", hint, choices, &[]));
    view! {
        <Form action=format!("/payments/new/{}", found.school) key>
            {money}
            {invoices}
            <Actions><Button>"Record the payment"</Button></Actions>
        </Form>
    }
}
