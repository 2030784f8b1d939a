//! What a school is offered for the next school year: who comes, which days, what it costs, yes or no.

use ::market::capacity::{RenewalOffered, RenewalWeekday, decline_renewal, renewals};
use ::market::order::{OrderQuote, QuoteOrder, Wanted, quote_order};
use chrono::NaiveDate;
use domain::calendar::{TermName, moment_in_words};
use domain::capacity::Half;
use domain::id::RenewalId;
use domain::{Failure, Problem};
use leptos::prelude::*;

use crate::parts::{
    Actions, BigFigure, BigSize, Button, ButtonKind, Choice, EmptyState, ErrorSummary, Form,
    Hidden, Muted, Section, TextLink, Title, whole_pounds,
};
use crate::web::{Answer, Ask, Fields, Page, Typed};
use crate::words::waiting::weekday;
use crate::words::{half, plural, renewal as said};

/// An offer with its price.
struct Priced {
    offer: RenewalOffered,
    quote: Option<OrderQuote>,
}

/// Shows what is offered.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Goes on to the page that says what the chosen days cost, where they are booked as any others.
pub async fn choose(ask: Ask) -> Result<Answer, Failure> {
    let offer = one(&ask).await?;
    let chosen = ask.form.all("part");
    let mut days: Vec<NaiveDate> = Vec::new();
    for (place, weekday) in offer.weekdays.iter().enumerate() {
        for (term, of_term) in &weekday.terms {
            if chosen.contains(&part(place, *term).as_str()) {
                days.extend(of_term);
            }
        }
    }
    days.sort_unstable();
    days.dedup();
    if days.is_empty() {
        let failure = Failure::field("part", Problem::Missing);
        return page(&ask, Typed::refused(ask.form.clone(), failure)?).await;
    }
    let days: Vec<String> = days.iter().map(|day| format!("day={day}")).collect();
    let half = half::in_address(offer.half);
    Ok(Answer::see_other(format!("/services/{}/check?{}{half}", offer.service, days.join("&"))))
}

/// Declines what is left of an offer.
pub async fn decline(ask: Ask) -> Result<Answer, Failure> {
    let renewal: RenewalId = ask.part("renewal")?;
    decline_renewal(ask.market(), ask.actor()?, renewal).await?;
    Ok(Answer::see_other("/next-year"))
}

async fn one(ask: &Ask) -> Result<RenewalOffered, Failure> {
    let renewal: RenewalId = ask.part("renewal")?;
    let all = renewals(ask.market(), ask.actor()?).await?;
    let half = Half::from_code(ask.form.get("half"));
    let found = all.into_iter().find(|offer| (offer.id, offer.half) == (renewal, half));
    found.ok_or(Failure::NotFound)
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let mut all = Vec::new();
    for offer in renewals(ask.market(), ask.actor()?).await? {
        let wanted = Wanted::days_of(offer.half, offer.days());
        let asked = QuoteOrder { service: offer.service, wanted };
        let quote = match quote_order(ask.market(), ask.actor()?, asked).await {
            Ok(quote) => Some(quote),
            // Off sale, or without a price for that year: the page of the booking says why.
            Err(Failure::Refused(_)) => None,
            Err(other) => return Err(other),
        };
        all.push(Priced { offer, quote });
    }
    let (keys, shown) = (ask.form_key(), typed.clone());
    let page = Page::new("Next school year", move || {
        let several = all.len() > 1;
        let offers: Vec<AnyView> =
            all.iter().map(|one| section(one, several, &keys, &shown)).collect();
        let empty = offers.is_empty().then(|| {
            view! {
                <EmptyState title="Nothing is offered for the next school year">
                    <p>"Where the same person comes to your school every week, you are offered the same days again before others."</p>
                </EmptyState>
            }
        });
        view! {
            <ErrorSummary errors=shown.summary()/>
            <Title text="Next school year"/>
            {offers}
            {empty}
            <p><TextLink href="/orders">"All your orders"</TextLink></p>
        }
    });
    Ok(page.with_form(&typed).into())
}

/// What is sent of one choice: whose day of the week, and which term.
fn part(place: usize, term: TermName) -> String {
    format!("{place}-{}", term.code())
}

fn choices(offer: &RenewalOffered) -> Vec<Choice> {
    let of = |(place, one): (usize, &RenewalWeekday)| {
        let half = half::beside(offer.half);
        let name = format!("{}s{half} with {}", weekday(one.weekday), one.who);
        let term = |(term, days): (&TermName, &Vec<NaiveDate>)| {
            let count = u64::try_from(days.len()).unwrap_or(0);
            let text = format!(
                "{name}, {}: {}",
                said::term(*term).to_lowercase(),
                plural(count, "day", "days")
            );
            Choice::new(part(place, *term), text)
        };
        one.terms.iter().map(term).collect::<Vec<_>>()
    };
    offer.weekdays.iter().enumerate().flat_map(of).collect()
}

fn section(one: &Priced, several: bool, key: &str, typed: &Typed) -> AnyView {
    let offer = &one.offer;
    let year = said::year(offer.year.begins_in());
    let title = format!("{}, {year}", offer.title);
    let held = format!(
        "{} offers you the same again. The days are held for your school until {}.",
        offer.provider,
        moment_in_words(offer.until)
    );
    let price = match &one.quote {
        Some(quote) => {
            let gross = whole_pounds(quote.totals.gross.pence());
            let note = format!("including VAT, for all {}", plural(days(offer), "day", "days"));
            view! { <BigFigure size=BigSize::Medium label="All of it" value=gross note=note/> }.into_any()
        }
        None => view! { <Muted>"It has no price for that year yet, so it cannot be booked now."</Muted> }.into_any(),
    };
    let choices = choices(offer);
    let values: Vec<String> = choices.iter().map(|one| one.value.clone()).collect();
    let all: Vec<&str> = values.iter().map(String::as_str).collect();
    // Of several offers on a page it is not known into which one something was typed.
    let fields = Fields::of_one(typed, !several);
    let parts = fields.boxes("part", "What do you take?", "", choices, &all);
    let (take, leave) =
        (format!("/next-year/{}/choose", offer.id), format!("/next-year/{}/decline", offer.id));
    // Mornings and afternoons of one offer stand as two: each of its own.
    let half = offer.half.map_or("day", Half::code);
    let id = format!("offer-{}-{half}", offer.id);
    let keys = (format!("{key}-{half}-take"), format!("{key}-{half}-decline"));
    view! {
        <Section id title>
            <p>{held}</p>
            {price}
            <Form action=take key=keys.0>
                <Hidden name="half" value=half/>
                {parts}
                <Actions><Button>"See what it costs, and book"</Button></Actions>
            </Form>
            <Muted>"Nothing is booked before you have seen the price of what you take. What you do not take stays held until then."</Muted>
            <Form action=leave key=keys.1>
                <Button kind=ButtonKind::Quiet>"We do not want these days"</Button>
            </Form>
        </Section>
    }
    .into_any()
}

fn days(offer: &RenewalOffered) -> u64 {
    u64::try_from(offer.days().len()).unwrap_or(0)
}
