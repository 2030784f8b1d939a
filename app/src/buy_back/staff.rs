//! A partnership's rounds: which there are, and the form that sets one.

use domain::Failure;
use domain::access::Action;
use domain::buy_back::{TypedRound, coming_years};
use domain::calendar::day_in_words;
use leptos::prelude::*;
use market::buy_back::{BuyBackRow, SetBuyBack, buy_backs, set_buy_back};

use crate::parts::{
    Actions, BackLink, Button, Cell, Choice, ColumnHead, EmptyState, ErrorSummary, Form, Lead,
    Muted, Section, Table, TableRow, TextLink, Title,
};
use crate::web::{Answer, Ask, Fields, Page, Typed};
use crate::words;

/// The rounds, and the form where whoever looks may set one.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Sets one.
pub async fn set(ask: Ask) -> Result<Answer, Failure> {
    let typed = TypedRound {
        begins_on: ask.form.get("begins_on").to_owned(),
        opens_on: ask.form.date("opens_on"),
    };
    match set_buy_back(ask.market(), ask.actor()?, SetBuyBack { typed }).await {
        Ok(id) => Ok(Answer::see_other(format!("/buy-backs/{id}"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let rounds = buy_backs(ask.market(), actor).await?;
    let may_set = actor.can(Action::ManageServices);
    let (today, shown) = (ask.market().today(), typed.clone());
    let page = Page::new("Buy-back", move || {
        let rows = rounds.iter().map(row).collect();
        let columns = vec![
            ColumnHead::words("For the year from"),
            ColumnHead::words("Prices open"),
            ColumnHead::numbers("Not sent"),
            ColumnHead::numbers("With their approver"),
            ColumnHead::numbers("Decided"),
        ];
        let empty = view! {
            <EmptyState title="No buy-back yet">
                <p>"Say from when schools see next year’s prices. Each then finds last year’s services in one table, and you see who has renewed."</p>
            </EmptyState>
        }
        .into_any();
        let form = may_set.then(|| form(&coming_years(today), &shown));
        view! {
            <BackLink href="/partnership" text="Back to levels and settings"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Buy-back"/>
            <Lead>"Once a year schools look through what they had, keep it, change it or stop it, and order it in one go."</Lead>
            <Table caption="Buy-backs, the newest first" quiet_caption=true columns rows empty/>
            {form}
        }
    });
    Ok(page.with_form(&typed).into())
}

fn row(one: &BuyBackRow) -> TableRow {
    let (href, year) = (format!("/buy-backs/{}", one.id), day_in_words(one.round.begins_on));
    let opens = day_in_words(one.round.opens_on);
    let opens = if one.told { format!("{opens}: schools were told") } else { opens };
    TableRow::new(vec![
        Cell::view(view! { <TextLink href>{year}</TextLink> }),
        opens.into(),
        words::count(one.open).into(),
        words::count(one.waiting).into(),
        words::count(one.done).into(),
    ])
}

/// A year by the day on which it begins.
fn year(begins_on: chrono::NaiveDate) -> Choice {
    Choice::new(begins_on.to_string(), format!("The year from {}", day_in_words(begins_on)))
}

fn form(years: &[chrono::NaiveDate], typed: &Typed) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let choices: Vec<Choice> = years.iter().map(|day| year(*day)).collect();
    let begins = fields.radios("begins_on", "Which year is it for?", choices, "");
    let opens = fields.date(
        "opens_on",
        "From when do they see next year’s prices?",
        "For example, 11 1 2027",
    );
    view! {
        <Section id="set" title="Say when next year’s prices are open">
            <Form action="/buy-backs">
                {begins}
                {opens}
                <Muted>"Schools that had something last year are told by email at 7am on that day. Until then you can set another day here. Enter next year’s prices in each service before."</Muted>
                <Actions><Button>"Set the day"</Button></Actions>
            </Form>
        </Section>
    }
}
