//! Founding a partnership, third page: check the answers, and found it.

use domain::partnership::{PricedTier, yearly_price};
use domain::{Failure, Pence, Problem};
use leptos::prelude::*;
use market::idempotency::RequestKey;
use market::partnership::{CreatePartnership, Director, create_partnership};
use market::school::{AreaSchool, schools_of_areas};

use super::{choose, draft, may_found};
use crate::parts::{
    Actions, BackLink, BigFigure, BigSize, Binding, Button, ButtonKind, ButtonLink, Cell,
    ColumnHead, Details, Figures, Form, Hidden, SummaryList, SummaryRow, Table, TableRow, Title,
};
use crate::web::{Answer, Ask, Page};
use crate::words::{partnership as words, plural, pounds};

/// Founds the partnership, and goes to its settings; or, where somebody else directs it, to the list
/// that says that it stands.
pub async fn create(ask: Ask) -> Result<Answer, Failure> {
    if let Some(page) = may_found(&ask)? {
        return Ok(page.into());
    }
    let done = match (draft::read(&ask.form), RequestKey::parse(ask.form.get("key"))) {
        (Ok(create), Ok(key)) => {
            let myself = create.director == Director::Founder;
            let done = create_partnership(ask.market(), ask.actor()?, &key, create).await;
            done.map(|created| (!myself).then_some(created.partnership))
        }
        (Err(failure), _) => Err(failure),
        (_, Err(_)) => Err(Failure::field("name", Problem::Missing)),
    };
    match done {
        Ok(None) => Ok(Answer::see_other("/partnership")),
        Ok(Some(new)) => Ok(Answer::see_other(format!("/partnerships/founded?new={new}"))),
        Err(failure) => choose::again(&ask, failure).await,
    }
}

/// Shows the answers that the address carries.
pub async fn show(mut ask: Ask) -> Result<Answer, Failure> {
    if let Some(page) = may_found(&ask)? {
        return Ok(page.into());
    }
    if !draft::is_carried(&ask.query) {
        return Ok(Answer::see_other("/partnerships/new"));
    }
    let schools = schools_of_areas(ask.market(), &draft::areas(&ask.query)).await?;
    ask.form = draft::carried(&ask.query, &schools);
    match draft::read(&ask.form) {
        Ok(create) => page(&ask, create, schools),
        Err(failure) => choose::again(&ask, failure).await,
    }
}

/// The answers, and what they come to.
fn page(
    ask: &Ask,
    create: CreatePartnership,
    of_areas: Vec<AreaSchool>,
) -> Result<Answer, Failure> {
    let change = format!("/partnerships/new/schools?{}", draft::query(&ask.form, &of_areas));
    let schools: Vec<AreaSchool> =
        of_areas.into_iter().filter(|school| create.schools.contains(&school.urn)).collect();
    let today = ask.market().today();
    let rule = create.tiers.first().map(|tier| tier.rule.clone());
    let prices: Vec<Option<PricedTier>> = schools
        .iter()
        .map(|school| rule.as_ref().and_then(|rule| yearly_price(rule, school.pupils, today).ok()))
        .collect();
    let known = prices.iter().flatten().map(|priced| priced.amount.pence());
    let total = Pence::total(known)?;
    let unknown = prices.iter().filter(|price| price.is_none()).count();
    let key = RequestKey::fresh(ask.market()).as_str().to_owned();
    let carried: Vec<(String, String)> =
        ask.form.pairs().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let page = Page::new("Check your answers", move || {
        let hidden = carried.into_iter().map(|(name, value)| view! { <Hidden name value/> });
        let hidden = hidden.collect_view();
        let example = schools.iter().zip(&prices).find_map(|(school, price)| {
            Some(format!("{}: {}", school.name, words::working(price.as_ref()?)))
        });
        let members = plural(u64::try_from(schools.len()).unwrap_or_default(), "school", "schools");
        let note = match unknown {
            0 => "excluding VAT".to_owned(),
            some => format!(
                "excluding VAT, without {} whose pupils are not known",
                plural(u64::try_from(some).unwrap_or_default(), "school", "schools")
            ),
        };
        // Of nothing that is known there is no sum.
        let all_unknown = unknown > 0 && unknown == schools.len();
        let (income, note) = if all_unknown {
            ("Not known".to_owned(), "until the schools’ pupils are entered".to_owned())
        } else {
            (pounds(total), note)
        };
        view! {
            <BackLink href=change.clone() text="Back to its schools and what they pay"/>
            <Title caption="Step 3 of 3" text="Check your answers"/>
            <Figures>
                <BigFigure label="Members from the start" value=members size=BigSize::Medium/>
                <BigFigure label="Membership income a year" value=income note=note size=BigSize::Medium/>
            </Figures>
            <SummaryList rows=answers(&create, example)/>
            <Details summary="Each school and its price">{table(&schools, &prices)}</Details>
            <Form action="/partnerships" key=key>
                {hidden}
                <Binding><p>"The partnership stands at once, and these schools are its members from today. Nothing is invoiced yet."</p></Binding>
                <Button>"Found the partnership"</Button>
            </Form>
            <Actions>
                <ButtonLink href=change kind=ButtonKind::Secondary>"Change these answers"</ButtonLink>
            </Actions>
        }
    });
    Ok(page.into())
}

fn answers(create: &CreatePartnership, example: Option<String>) -> Vec<SummaryRow> {
    let mut rows = vec![
        SummaryRow::new("Name", create.name.clone()),
        SummaryRow::new("Areas", draft::area_names(&create.areas)),
        SummaryRow::new("Kind of partnership", words::model(create.model).0),
        SummaryRow::new("Who sells and invoices", words::shape(create.shape)),
    ];
    if let Some(host) = &create.host {
        let who = match &host.contact {
            Some(email) => format!("{}, which is asked: {email}", host.name),
            None => format!("{}, which is asked", host.name),
        };
        rows.push(SummaryRow::new("Trades through", who));
    }
    for tier in &create.tiers {
        rows.push(SummaryRow::new(tier.name.clone(), words::rule(&tier.rule)));
    }
    let lines: Vec<&str> =
        create.lines_of_work.iter().map(|line| words::line_of_work(*line)).collect();
    rows.push(SummaryRow::new("Sells", lines.join(", ")));
    rows.extend(example.map(|example| SummaryRow::new("For example", example)));
    let director = match &create.director {
        Director::Founder => "You".to_owned(),
        Director::Invited(email) => format!("{email}, by invitation"),
    };
    rows.push(SummaryRow::new("Director", director));
    rows.push(SummaryRow::new(
        "Invoices",
        format!("{}-000001 and so on", create.invoice_prefix.as_str()),
    ));
    rows
}

fn table(schools: &[AreaSchool], prices: &[Option<PricedTier>]) -> impl IntoView + use<> {
    let rows = schools
        .iter()
        .zip(prices)
        .map(|(school, price)| {
            let pupils = school.pupils.map(|pupils| domain::money::grouped(u64::from(pupils)));
            let price = price.as_ref().map(|priced| priced.amount.pence().to_string());
            TableRow::new(vec![
                Cell::Text(school.name.clone()),
                Cell::Text(pupils.unwrap_or_else(|| crate::words::school::NOT_KNOWN.to_owned())),
                Cell::Text(price.unwrap_or_else(|| "Needs pupil number".to_owned())),
            ])
        })
        .collect();
    let columns = vec![
        ColumnHead::words("School"),
        ColumnHead::numbers("Pupils"),
        ColumnHead::numbers("A year"),
    ];
    view! { <Table caption="Each school’s price, excluding VAT" columns rows/> }
}
