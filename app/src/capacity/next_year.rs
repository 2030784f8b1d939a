//! What a pool's placements come to in the next school year, and offering them to their schools.

use std::sync::Arc;

use ::market::capacity::{
    NextYearPage, OfferRenewals, RENEWAL_DAYS, RENEWAL_DAYS_MAX, SchoolNextYear, next_year,
    offer_renewals,
};
use ::market::db::{Page as Rows, PageAsked};
use domain::Failure;
use domain::calendar::{moment_in_words, short_day};
use domain::id::{OrganisationId, ServiceId};
use leptos::prelude::*;

use crate::parts::{
    Actions, BackLink, Button, Choice, ColumnHead, EmptyState, ErrorSummary, Form, Lead, Notice,
    NoticeKind, Section, Table, TableRow, Title,
};
use crate::web::{Answer, Ask, Fields, Page, Typed, csv};
use crate::words::waiting::weekday;
use crate::words::{half, plural, renewal as said};

/// What they come to.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Offers them to the schools that were ticked.
pub async fn offer(ask: Ask) -> Result<Answer, Failure> {
    let service: ServiceId = ask.part("service")?;
    let schools = ask.form.all("school").into_iter().map(str::parse::<OrganisationId>);
    let schools = schools.collect::<Result<Vec<_>, _>>().map_err(|_| Failure::NotFound)?;
    let (until, key) = (ask.form.date("until"), ask.form.key()?);
    let command = OfferRenewals { service, schools, until, key };
    match offer_renewals(ask.market(), ask.actor()?, command).await {
        Ok(offered) => Ok(Answer::see_other(format!(
            "/services/{service}/pool/next-year?schools={}&days={}",
            offered.schools, offered.days
        ))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let service: ServiceId = ask.part("service")?;
    let found = next_year(ask.market(), ask.actor()?, service).await?;
    let number = |field: &str| ask.query.get(field).parse::<u64>().ok();
    let offered = number("schools").zip(number("days"));
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new("Next school year", move || body(&found, offered, key, &shown));
    Ok(page.with_form(&typed).into())
}

fn body(
    found: &NextYearPage,
    offered: Option<(u64, u64)>,
    key: String,
    typed: &Typed,
) -> impl IntoView + use<> {
    let service = found.service;
    let (from, to) = (found.from.begins_in(), found.to.begins_in());
    let lead = format!(
        "Whoever is at a school on the same day of the week in at least half of a term’s weeks in {} comes \
         to these days in {}: in the same terms, on days on which they work and the school is in.",
        said::year(from),
        said::year(to)
    );
    let (title, caption) = (format!("Next school year, {}", said::year(to)), found.title.clone());
    let rows: Vec<TableRow> = cells(found)
        .into_iter()
        .map(|row| TableRow::new(row.into_iter().map(Into::into).collect()))
        .collect();
    let any = !rows.is_empty();
    let head = |(at, text): (usize, &str)| {
        if MONEY.contains(&at) { ColumnHead::numbers(text) } else { ColumnHead::words(text) }
    };
    let columns = HEAD.into_iter().enumerate().map(head).collect::<Vec<_>>();
    let empty = view! {
        <EmptyState title="No placements this school year">
            <p>"Once somebody is booked at a school on the same day of most weeks of a term, it stands here."</p>
        </EmptyState>
    }
    .into_any();
    let (done, leavers, form) = (done(offered), leavers(found), form(found, key, typed));
    view! {
        <BackLink href=format!("/services/{service}/pool") text="Back to people and days"/>
        <ErrorSummary errors=typed.summary()/>
        {done}
        <Title caption text=title/>
        <Lead>{lead}</Lead>
        {leavers}
        <Table caption="Placements by school" quiet_caption=true columns rows empty
            note="Amounts exclude VAT. Next year’s are by the prices that hold then, for the schools as they stand today."/>
        {any.then(|| csv::link(format!("/services/{service}/pool/next-year.csv"), ""))}
        {form}
    }
}

/// What was just offered.
fn done(offered: Option<(u64, u64)>) -> Option<AnyView> {
    let (schools, days) = offered?;
    if schools == 0 {
        return Some(
            view! { <Notice kind=NoticeKind::Waits title="Nothing could be offered: somebody has those days by now"/> }
                .into_any(),
        );
    }
    let schools = plural(schools, "school", "schools");
    let title = format!("{} held for {schools}", plural(days, "day is", "days are"));
    Some(
        view! {
            <Notice kind=NoticeKind::Success title>
                <p>"Those who buy for each have been told by email."</p>
            </Notice>
        }
        .into_any(),
    )
}

/// Who leaves before the end of that year.
fn leavers(found: &NextYearPage) -> Option<AnyView> {
    if found.leavers.is_empty() {
        return None;
    }
    let of = |(who, on): (&domain::id::PractitionerId, &chrono::NaiveDate)| {
        format!("{} leaves on {}", found.name_of(*who), short_day(*on))
    };
    let told: Vec<String> = found.leavers.iter().map(of).collect();
    let told = format!("{}. Days after that are not offered.", told.join("; "));
    Some(
        view! { <Notice kind=NoticeKind::Waits title="Not everybody stays"><p>{told}</p></Notice> }
            .into_any(),
    )
}

/// The schools that can be offered their days, and until when.
fn form(found: &NextYearPage, key: String, typed: &Typed) -> Option<AnyView> {
    let open: Vec<&SchoolNextYear> =
        found.schools.iter().filter(|one| one.can_be_offered()).collect();
    if open.is_empty() {
        return None;
    }
    let choice = |one: &&SchoolNextYear| {
        let days = plural(u64::from(one.days()), "day", "days");
        Choice::new(one.school.to_string(), format!("{}: {days}", one.name))
    };
    let choices: Vec<Choice> = open.iter().map(choice).collect();
    let ids: Vec<String> = open.iter().map(|one| one.school.to_string()).collect();
    let all: Vec<&str> = ids.iter().map(String::as_str).collect();
    let fields = Fields::of(typed);
    let schools = fields.boxes("school", "Which schools?", "", choices, &all);
    let hint = format!(
        "{RENEWAL_DAYS} days from today if you leave it empty, {RENEWAL_DAYS_MAX} at most. For example, 12 1 2027"
    );
    let until = fields.date("until", "The last day on which they can say yes", &hint);
    let action = format!("/services/{}/pool/next-year", found.service);
    Some(
        view! {
            <Section id="offer" title="Offer them to the schools">
                <p>"The days are held until then, and nobody else can book them. Each school sees who comes, which days and its price, and takes all of it, some of it or nothing. What is left comes free."</p>
                <Form action key>
                    {schools}
                    {until}
                    <Actions><Button>"Offer to these schools"</Button></Actions>
                </Form>
            </Section>
        }
        .into_any(),
    )
}

/// The columns.
pub(super) const HEAD: [&str; 8] = [
    "School",
    "Who, and when",
    "This year",
    "Next year",
    "What changes",
    "This year’s price",
    "Next year’s price",
    "Offer",
];

/// Which of them are amounts.
const MONEY: [usize; 2] = [5, 6];

/// The rows of the table and its file: a row for each placement; amounts are the school's, and stand with the
/// first of its placements.
pub(super) fn cells(found: &NextYearPage) -> Vec<[String; 8]> {
    let mut rows = Vec::new();
    for school in &found.schools {
        for (place, one) in school.placements.iter().enumerate() {
            let is_first = place == 0;
            let once = |text: String| if is_first { text } else { String::new() };
            let next =
                school.next_year.map_or("Not set yet".to_owned(), |net| net.pence().to_string());
            rows.push([
                school.name.clone(),
                format!(
                    "{}, {}s{}",
                    found.name_of(one.placement.who),
                    weekday(one.placement.weekday),
                    half::beside(one.placement.half)
                ),
                said::this_year(&one.placement.terms),
                said::next_year(&one.terms),
                said::changes(one, |other| found.school(other).to_owned()),
                once(school.this_year.pence().to_string()),
                once(next),
                once(offer_of(school)),
            ]);
        }
    }
    rows
}

fn offer_of(school: &SchoolNextYear) -> String {
    let ordered = plural(u64::from(school.ordered), "day", "days");
    match (school.offered_until, school.ordered) {
        (Some(until), 0) => format!("Held until {}", moment_in_words(until)),
        (Some(until), _) => {
            format!("{ordered} ordered, the rest held until {}", moment_in_words(until))
        }
        (None, 0) => String::new(),
        (None, _) => format!("{ordered} ordered"),
    }
}

/// The rows as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "next-school-year", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, _: PageAsked) -> Result<Rows<Vec<String>>, Failure> {
    let found = next_year(ask.market(), ask.actor()?, ask.part("service")?).await?;
    Ok(csv::whole(cells(&found), Vec::from))
}
