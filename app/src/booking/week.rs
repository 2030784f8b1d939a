//! A provider's week on one page, for the wall and for the phone: who is where on which day.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use domain::Failure;
use domain::calendar::{day_in_words, short_day};
use domain::capacity::Half;
use domain::order::LineStateCode;
use leptos::prelude::*;
use market::capacity::{Visit, Week, week};
use market::db::{Page as Listed, PageAsked};

use crate::parts::{
    BackLink, Cell, ColumnHead, EmptyState, Lead, Pagination, Section, Table, TableRow, TextLink,
    Title,
};
use crate::web::{Answer, Ask, Page, csv};
use crate::words::half;

/// Shows the week.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let found = week(ask.market(), ask.actor()?, day_of(&ask)?).await?;
    let paper = named(&found);
    Ok(Page::new("The week", move || body(&found)).paper(paper).into())
}

/// A day of the week that is asked for; today where none is.
fn day_of(ask: &Ask) -> Result<NaiveDate, Failure> {
    match ask.query.get("day") {
        "" => Ok(ask.market().today()),
        text => text.parse().map_err(|_| Failure::NotFound),
    }
}

fn named(week: &Week) -> String {
    format!("Week of {}", short_day(week.monday))
}

fn body(week: &Week) -> impl IntoView + use<> {
    let to = |day: Option<NaiveDate>| {
        day.map(|day| format!("/bookings/week?day={day}")).unwrap_or_default()
    };
    let (before, after) =
        (week.monday.checked_sub_days(Days::new(7)), week.monday.checked_add_days(Days::new(7)));
    let lead = if week.is_own { "Where you are, day by day." } else { "Who is where, day by day." };
    let days = week.monday.iter_days().take(7);
    let days: Vec<AnyView> = days.filter_map(|day| of_day(week, day)).collect();
    let any = !days.is_empty();
    let empty = (!any).then(|| {
        view! {
            <EmptyState title="Nothing is booked in this week"><p>"What schools book stands here."</p></EmptyState>
        }
    });
    view! {
        <BackLink href="/bookings" text="Back to bookings"/>
        <Title caption=named(week) text="The week"/>
        <Lead>{lead}</Lead>
        <Pagination label="Weeks" previous=to(before) next=to(after)/>
        {days}
        {empty}
        {any.then(|| csv::link(format!("/bookings/week.csv?day={}", week.monday), ""))}
    }
}

/// One day; nothing where nobody is anywhere.
fn of_day(week: &Week, day: NaiveDate) -> Option<AnyView> {
    let rows: Vec<TableRow> = week.visits.iter().filter(|one| one.day == day).map(row).collect();
    if rows.is_empty() {
        return None;
    }
    let columns = ["Who", "School", "Arrival", "Room", "Booked by", "Order", "State"];
    let columns = columns.map(ColumnHead::words).to_vec();
    let (title, id) = (day_in_words(day), format!("day-{day}"));
    let caption = format!("Who is where on {title}");
    Some(
        view! {
            <Section id title>
                <Table caption quiet_caption=true columns rows/>
            </Section>
        }
        .into_any(),
    )
}

fn row(one: &Visit) -> TableRow {
    let dash = |text: Option<&str>| text.unwrap_or("–").to_owned();
    let (href, reference) = (format!("/bookings/{}", one.order), one.reference.clone());
    let who = match one.half {
        Some(_) => format!("{}{}", one.who, half::beside(one.half)),
        None if one.is_half => format!("{} (half a day)", one.who),
        None => one.who.clone(),
    };
    TableRow::new(vec![
        who.into(),
        one.school.clone().into(),
        dash(one.arrival.as_deref()).into(),
        dash(one.room.as_deref()).into(),
        one.booked_by.clone().into(),
        Cell::view(view! { <TextLink href=href>{reference}</TextLink> }),
        state(one).into(),
    ])
}

fn state(one: &Visit) -> &'static str {
    if one.is_held {
        return "Held: the school decides";
    }
    match one.state {
        LineStateCode::Booked => "Booked",
        LineStateCode::Delivered | LineStateCode::Invoiced => "Delivered",
        LineStateCode::Cancelled => "Cancelled",
    }
}

const HEAD: [&str; 11] = [
    "Day",
    "Half of the day",
    "Who",
    "School",
    "For what",
    "Days",
    "Arrival",
    "Room",
    "Booked by",
    "Order",
    "State",
];

/// The week as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "week", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, _: PageAsked) -> Result<Listed<Vec<String>>, Failure> {
    let found = week(ask.market(), ask.actor()?, day_of(&ask)?).await?;
    Ok(csv::whole(found.visits, line))
}

fn line(one: Visit) -> Vec<String> {
    let state = state(&one).to_owned();
    vec![
        csv::day(Some(one.day)),
        one.half.map_or("", Half::code).to_owned(),
        one.who,
        one.school,
        one.what,
        if one.is_half { "0.5" } else { "1" }.to_owned(),
        one.arrival.unwrap_or_default(),
        one.room.unwrap_or_default(),
        one.booked_by,
        one.reference,
        state,
    ]
}
