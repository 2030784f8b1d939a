//! Ordering what is not picked from a calendar: one question, how many or which year.

use domain::calendar::{day_in_words, short_day};
use domain::id::ServiceId;
use domain::price::{PriceRule, StatedBase, Unit};
use domain::service::BookedBy;
use domain::{Failure, FieldProblem, Refusal};
use leptos::prelude::*;
use market::order::{NOTE_MAX, OrderChoices, STATED_FROM_MAX, YearChoice, order_choices};

use super::already;
use super::asked::{self, Asked};
use crate::parts::{
    Actions, BackLink, Button, Choice, DateField, ErrorSummary, Form, Hidden, Lead, Muted,
    NumberField, RadiosField, TextAreaField, Title,
};
use crate::service::package;
use crate::web::{Answer, Ask, Fields, Page, Typed};
use crate::words;

/// Asks it; for what is booked by the day, the calendar does.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let service: ServiceId = ask.part("service")?;
    let choices = choices(&ask, service).await?;
    if choices.booked == BookedBy::Days {
        return Ok(Answer::see_other(format!("/services/{service}/days")));
    }
    let typed = Typed::fresh(ask.query.clone());
    Ok(page(service, choices, &typed).into())
}

/// Takes the answer to the page that says what it comes to.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let service: ServiceId = ask.part("service")?;
    let choices = choices(&ask, service).await?;
    let wanted = match choices.booked {
        BookedBy::Agreement => asked::year(&ask.form),
        BookedBy::Quantity => asked::quantity(&ask.form),
        BookedBy::Days | BookedBy::Places | BookedBy::Ask | BookedBy::Free => {
            Err(Refusal::BookedOtherwise.into())
        }
    };
    match wanted {
        Ok(wanted) => {
            let said = Asked::of(wanted).in_address(None);
            Ok(Answer::see_other(format!("/services/{service}/check?{said}")))
        }
        Err(failure) => {
            let typed = Typed::refused(ask.form, failure)?;
            Ok(page(service, choices, &typed).into())
        }
    }
}

/// The question again, with what was typed and what is wrong with it.
pub(super) async fn ask_again(
    ask: &Ask,
    service: ServiceId,
    problems: Vec<FieldProblem>,
) -> Result<Answer, Failure> {
    let choices = choices(ask, service).await?;
    let typed = Typed { form: ask.form.clone(), problems };
    Ok(page(service, choices, &typed).into())
}

/// What there is to choose, of what is ordered here at all.
async fn choices(ask: &Ask, service: ServiceId) -> Result<OrderChoices, Failure> {
    let choices = order_choices(ask.market(), ask.actor()?, service).await?;
    match choices.booked {
        BookedBy::Days | BookedBy::Quantity | BookedBy::Agreement => Ok(choices),
        BookedBy::Places | BookedBy::Ask | BookedBy::Free => Err(Refusal::BookedOtherwise.into()),
    }
}

fn page(service: ServiceId, choices: OrderChoices, typed: &Typed) -> Page {
    let shown = typed.clone();
    let page = Page::new(format!("Order: {}", choices.title), move || {
        let figure = choices.stated.as_ref().map(|stated| figure(stated, choices.unit, &shown));
        let question = match choices.booked {
            BookedBy::Agreement => which_year(&choices, &shown),
            _ => how_many(&choices, &shown),
        };
        view! {
            <BackLink href=format!("/services/{service}") text="Back to the service"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=choices.title.clone() text="Order"/>
            <Form action=format!("/services/{service}/order")>
                {figure}
                {question}
                <Actions><Button>"Check your order"</Button></Actions>
            </Form>
            <Muted>"Nothing is ordered until you have seen the whole order and confirmed it."</Muted>
        }
    });
    page.with_form(typed)
}

/// The figure that the price rests on, and where it is from.
fn figure((base, rule): &(StatedBase, PriceRule), unit: Unit, typed: &Typed) -> AnyView {
    let fields = Fields::of(typed);
    let told = format!("The price is {}, excluding VAT.", words::price::rule_in_words(rule, unit));
    let asked = match base {
        StatedBase::Value => fields.money(
            "stated",
            "The value",
            "In pounds, without VAT: of the purchase or the payroll it is for",
        ),
        StatedBase::Staff => {
            fields.number("stated", "How many members of staff do you have?", "members of staff")
        }
    };
    let hint = format!(
        "For example, Payroll report of March 2026. It is kept with the order. Up to {STATED_FROM_MAX} characters"
    );
    let from = fields.text("stated_from", "Where is that figure from?", &hint);
    view! {
        <Lead>{told}</Lead>
        <Hidden name="stated_base" value=base.code()/>
        {asked}
        {from}
    }
    .into_any()
}

fn how_many(choices: &OrderChoices, typed: &Typed) -> AnyView {
    let (one, many) = (choices.unit.label(), choices.unit.plural());
    let price = choices.one.map(|net| {
        let told = format!("{} for one {one}, excluding VAT.", words::pounds(net.pence()));
        view! { <Lead>{told}</Lead> }
    });
    let packages = package::left(&choices.packages, choices.unit);
    let earliest = format!("The first day can be {}", day_in_words(choices.earliest));
    let note_hint = format!(
        "Leave out names and details of pupils, and of staff it is for: talk about those with the provider. Up to {NOTE_MAX} characters"
    );
    let usual = if choices.stated.is_some() { "1" } else { "" };
    let quantity = typed.form.filled("quantity").unwrap_or(usual).to_owned();
    let note = typed.value("note");
    let (no_number, bad_day, bad_note) =
        (typed.error("quantity"), typed.error("wished_on"), typed.error("note"));
    view! {
        {packages}
        {price}
        <NumberField name="quantity" label=format!("How many {many}?") suffix=many value=quantity
            error=no_number/>
        <DateField name="wished_on" label="From when would you like it? (optional)" hint=earliest
            value=typed.form.date_parts("wished_on") error=bad_day/>
        <TextAreaField name="note" label="A note to whoever delivers it (optional)" hint=note_hint
            rows=3 value=note error=bad_note/>
    }
    .into_any()
}

fn which_year(choices: &OrderChoices, typed: &Typed) -> AnyView {
    let told = choices.years.iter().map(|year| {
        already::told(&year.already, already::Reader::Orderer(year.year.label())).into_any()
    });
    let told = told.collect_view();
    let radios = choices.years.iter().map(choice).collect();
    let only = match choices.years.as_slice() {
        [only] => only.year.first_on().to_string(),
        _ => String::new(),
    };
    let value = typed.form.filled("year").map_or(only, str::to_owned);
    let error = typed.error("year");
    view! {
        {told}
        <RadiosField name="year" label="Which year?" choices=radios value error/>
    }
    .into_any()
}

/// `2026–27: 23 Nov 2026 to 31 Mar 2027`, with what that costs.
fn choice(year: &YearChoice) -> Choice {
    let span = format!("{} to {}", short_day(year.first_on), short_day(year.year.last_on()));
    let text = format!("{}: {span}", year.year);
    let choice = Choice::new(year.year.first_on().to_string(), text);
    match year.net {
        Some(net) => choice.hint(format!("{} excluding VAT", words::pounds(net.pence()))),
        None => choice,
    }
}
