//! Who owns and controls a partnership as CSV: the test with the invoices and entries behind it, the
//! register of shareholders, the board, what was concluded. All four are also for members
//! of the partnership and whoever holds a share, as they see them.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::Failure;
use domain::calendar::london_day;
use domain::control::Arrangement;
use domain::seat::never_was;
use market::control::{
    BoardSeat, Concluded, ControlPage, Entered, InvoicedActivity, Shareholding, YearActivity,
    entered_activity, invoiced_activity, view_control, view_control_of,
};
use market::db::{Page, PageAsked};

use super::{invoiced, year_of};
use crate::web::{Answer, Ask, csv};
use crate::words::control as words;
use crate::words::plain_pounds;

const YEARS: [&str; 8] = [
    "Financial year",
    "For members, invoiced here",
    "For members, entered",
    "For others, invoiced here",
    "For others, entered",
    "All, excluding VAT",
    "For members, %",
    "Outcome",
];

/// The page that a list is of: of the partnership that the route names, or of the one acted for.
async fn found(ask: &Ask) -> Result<ControlPage, Failure> {
    let (market, actor) = (ask.market(), ask.actor()?);
    if ask.names("partnership") {
        view_control_of(market, actor, ask.part("partnership")?).await
    } else {
        view_control(market, actor).await
    }
}

/// The test, year by year.
pub async fn years(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "control-test", &YEARS, year_rows).await
}

async fn year_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let found = found(&ask).await?;
    let rows = found.years.iter().map(|year| year_row(year, found.arrangement));
    Ok(Page { items: rows.collect::<Result<_, _>>()?, next: None })
}

fn year_row(year: &YearActivity, arrangement: Arrangement) -> Result<Vec<String>, Failure> {
    let share = year.together.for_members().map(|points| {
        let points = points.get();
        format!("{}.{:02}", points / 100, points % 100)
    });
    let state = year.together.state(arrangement).map(|state| words::state(state).1);
    Ok(vec![
        year.year.label(),
        plain_pounds(year.invoiced.members()),
        plain_pounds(year.entered.members()),
        plain_pounds(year.invoiced.others()),
        plain_pounds(year.entered.others()),
        plain_pounds(year.together.all()?),
        share.unwrap_or_default(),
        state.unwrap_or("No activity").to_owned(),
    ])
}

const SHAREHOLDERS: [&str; 9] = [
    "Shareholder",
    "Kind",
    "URN",
    "Public authority",
    "Why",
    "Counted in",
    "Holds",
    "From",
    "Until",
];

/// Everything in the register, with what has ended.
pub async fn shareholders(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "shareholders", &SHAREHOLDERS, shareholder_rows).await
}

async fn shareholder_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(csv::whole(&found(&ask).await?.holdings, shareholder_row))
}

fn shareholder_row(one: &Shareholding) -> Vec<String> {
    let why = one.why.clone().unwrap_or_else(|| words::grounds(one.grounds).to_owned());
    vec![
        one.name.clone(),
        words::holder_kind(one.kind).to_owned(),
        one.urn.as_ref().map(ToString::to_string).unwrap_or_default(),
        words::authority(one.authority).to_owned(),
        why,
        words::measure(one.measure).to_owned(),
        words::held(one.measure, i64::from(one.amount)),
        one.starts_on.to_string(),
        until(one.starts_on, one.ends_on),
    ]
}

const ACTIVITY: [&str; 7] = [
    "Financial year",
    "For members, excluding VAT",
    "For others, excluding VAT",
    "Source",
    "Takes another back",
    "Entered on",
    "Entered by",
];

/// What was entered by hand, every entry.
pub async fn activity(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "activity", &ACTIVITY, activity_rows).await
}

async fn activity_rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let today = ask.market().today();
    let year = ask.query.filled("year").map(|text| year_of(text, today));
    let found = entered_activity(ask.market(), ask.actor()?, year, &page).await?;
    Ok(found.map(activity_row))
}

fn activity_row(one: Entered) -> Vec<String> {
    vec![
        one.year.label(),
        plain_pounds(one.members),
        plain_pounds(one.others),
        one.source,
        csv::yes(one.reverses.is_some()),
        london_day(one.at).to_string(),
        one.by,
    ]
}

const BOARD: [&str; 4] = ["Director", "Represents", "From", "Until"];

/// Everybody who sits or sat on the board, with whom they represent.
pub async fn board(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "board", &BOARD, board_rows).await
}

async fn board_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(csv::whole(&found(&ask).await?.seats, board_row))
}

fn board_row(seat: &BoardSeat) -> Vec<String> {
    let voices: Vec<&str> = seat.voices.iter().map(|voice| voice.name.as_str()).collect();
    vec![
        seat.name.clone(),
        voices.join("; "),
        seat.starts_on.to_string(),
        until(seat.starts_on, seat.ends_on),
    ]
}

/// The last day; what was entered by mistake had none.
fn until(since: NaiveDate, until: Option<NaiveDate>) -> String {
    if never_was(since, until) { "by mistake".to_owned() } else { csv::day(until) }
}

const CONCLUSIONS: [&str; 6] =
    ["Concluded", "Why", "Worked out then", "Share for members", "By", "On"];

/// What was concluded, the newest first.
pub async fn conclusions(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "conclusions", &CONCLUSIONS, conclusion_rows).await
}

async fn conclusion_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(csv::whole(found(&ask).await?.conclusions, conclusion_row))
}

fn conclusion_row(one: Concluded) -> Vec<String> {
    vec![
        words::concluded(one.concluded).to_owned(),
        one.reason,
        one.worked_out.map_or("No activity", |state| words::state(state).1).to_owned(),
        one.activity.for_members().map(|share| share.to_string()).unwrap_or_default(),
        one.by.unwrap_or_default(),
        london_day(one.at).to_string(),
    ]
}

const INVOICED: [&str; 5] = ["Invoice", "School", "Issued on", "Counts for", "Excluding VAT"];

/// The invoices that a figure of the test is the sum of.
pub async fn invoices(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "counted-invoices", &INVOICED, invoice_rows).await
}

async fn invoice_rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let asked = invoiced::asked(&ask, page);
    Ok(invoiced_activity(ask.market(), ask.actor()?, asked).await?.map(invoice_row))
}

fn invoice_row(one: InvoicedActivity) -> Vec<String> {
    vec![
        one.number,
        one.buyer,
        one.issued_on.to_string(),
        words::side(one.side).to_owned(),
        plain_pounds(one.net),
    ]
}
