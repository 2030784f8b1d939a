//! One payment: what it settles, what is left of it, and taking it back.

use domain::Failure;
use domain::calendar::{day_in_words, parse_day, short_day};
use domain::id::PaymentId;
use leptos::prelude::*;
use market::payment::{
    PaymentView, ReturnPayment, UndoPayment, return_payment, undo_payment, view_payment,
};

use super::way;
use crate::parts::{
    Actions, BackLink, Button, ButtonKind, Cell, ColumnHead, Details, EmptyState, ErrorSummary,
    Form, Notice, NoticeKind, RowKind, Section, SectionKind, SummaryList, SummaryRow, Table,
    TableRow, TextLink, Title,
};
use crate::web::{Answer, Ask, Fields, Form as Sent, Page, Typed};
use crate::words;

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let today = day_in_words(ask.market().today());
    page(&ask, Typed::fresh(Sent::of([("returned_on", today.as_str())]))).await
}

/// Takes it back.
pub async fn undone(ask: Ask) -> Result<Answer, Failure> {
    let payment: PaymentId = ask.part("payment")?;
    let command = UndoPayment { key: ask.form.key()?, payment };
    undo_payment(ask.market(), ask.actor()?, command).await?;
    Ok(Answer::see_other(format!("/payments/{payment}")))
}

/// Says that what is left of it was paid back.
pub async fn returned(ask: Ask) -> Result<Answer, Failure> {
    let payment: PaymentId = ask.part("payment")?;
    let outcome = match parse_day(&ask.form.date("returned_on")) {
        Ok(returned_on) => {
            let command = ReturnPayment { key: ask.form.key()?, payment, returned_on };
            return_payment(ask.market(), ask.actor()?, command).await
        }
        Err(problem) => Err(Failure::field("returned_on", problem)),
    };
    match outcome {
        Ok(()) => Ok(Answer::see_other(format!("/payments/{payment}"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let payment: PaymentId = ask.part("payment")?;
    let view = view_payment(ask.market(), ask.actor()?, payment).await?;
    let (key, shown) = (ask.form_key(), typed.clone());
    let title = format!("Payment of {}", words::pounds(view.amount));
    let heading = title.clone();
    let page = Page::new(title, move || {
        view! {
            <BackLink href="/payments" text="Back to payments"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=view.school_name.clone() text=heading/>
            {state(&view)}
            <SummaryList rows=facts(&view)/>
            {settles(&view)}
            {pay_back(&view, &key, &shown)}
            {take_back(&view, &key)}
        }
    });
    Ok(page.with_form(&typed).into())
}

/// What is out of the ordinary about it.
fn state(view: &PaymentView) -> Option<AnyView> {
    let (kind, title, told) = if let Some(on) = view.undone_on {
        let told = format!("On {}. Nothing of it counts.", day_in_words(on));
        (NoticeKind::Waits, "Taken back".to_owned(), told)
    } else if !view.left.is_zero() {
        let title = format!("{} stands to the school’s credit", words::pounds(view.left));
        let told = "It can settle a later invoice, or be paid back.".to_owned();
        (NoticeKind::Waits, title, told)
    } else {
        return None;
    };
    Some(view! { <Notice kind title><p>{told}</p></Notice> }.into_any())
}

fn facts(view: &PaymentView) -> Vec<SummaryRow> {
    let reference = view.reference.clone();
    let mut rows = vec![
        SummaryRow::new("Amount", view.amount.to_string()),
        SummaryRow::new("Came on", day_in_words(view.received_on)),
        SummaryRow::new("From", view.school_name.clone()),
        SummaryRow::new("To", view.partnership_name.clone()),
        SummaryRow::new("How", way(view.way)),
        SummaryRow::new("The payer’s reference", reference.unwrap_or("None given".to_owned())),
    ];
    rows.extend(view.returned.map(|(amount, on)| {
        SummaryRow::new("Paid back", format!("{amount} on {}", day_in_words(on)))
    }));
    rows
}

fn settles(view: &PaymentView) -> impl IntoView + use<> {
    let columns = vec![
        ColumnHead::words("Invoice"),
        ColumnHead::words("Since"),
        ColumnHead::numbers("Of this payment"),
    ];
    let mut rows: Vec<TableRow> = view
        .parts
        .iter()
        .map(|part| {
            let (href, number) = (format!("/invoices/{}", part.invoice), part.number.clone());
            TableRow::new(vec![
                Cell::view(view! { <TextLink href together=true>{number}</TextLink> }),
                short_day(part.set_on).into(),
                part.amount.pence().to_string().into(),
            ])
        })
        .collect();
    if !view.left.is_zero() {
        let left = vec!["To the school’s credit".into(), "".into(), view.left.to_string().into()];
        rows.push(TableRow::new(left).kind(RowKind::Total));
    }
    let empty = view! {
        <EmptyState title="It settles no invoice"><p>"Nothing was owed that it could be for."</p></EmptyState>
    };
    view! { <Table caption="What it settles" columns rows empty=empty.into_any()/> }
}

fn pay_back(view: &PaymentView, key: &str, typed: &Typed) -> Option<AnyView> {
    let day = Fields::of(typed).date("returned_on", "Day the money left", "For example, 12 1 2026");
    let (action, key) = (format!("/payments/{}/returned", view.id), format!("{key}-returned"));
    let title = format!("Have you paid {} back?", words::pounds(view.left));
    view.can_return.then(|| {
        view! {
            <Section id="return" title kind=SectionKind::Plain small=true>
                <Form action key>
                    {day}
                    <Button kind=ButtonKind::Secondary>"Mark as paid back"</Button>
                </Form>
            </Section>
        }
        .into_any()
    })
}

fn take_back(view: &PaymentView, key: &str) -> Option<AnyView> {
    let (action, key) = (format!("/payments/{}/undone", view.id), format!("{key}-undone"));
    view.can_undo.then(|| {
        view! {
            <Details summary="It never came, or is another school’s">
                <p>"What it settles is owed again. The payment stays here as taken back."</p>
                <Form action key>
                    <Actions><Button kind=ButtonKind::Warning>"Take the payment back"</Button></Actions>
                </Form>
            </Details>
        }
        .into_any()
    })
}
