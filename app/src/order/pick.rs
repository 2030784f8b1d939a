//! Which days a form means: ticked one by one, or every such day of the week.

use chrono::{NaiveDate, Weekday};
use domain::calendar::parse_day;
use domain::capacity::{ChosenDay, DayAnswer, Half};
use domain::id::ServiceId;
use domain::{Failure, FieldProblem, Problem};
use islands::days::LEFT_OUT;
use market::order::{ChooseDays, choose_days};

use crate::web::{Ask, Form};

/// The days a form asks for, and those of them that cannot be had.
#[derive(Debug, Clone, Default)]
pub(super) struct Picked {
    pub days: Vec<NaiveDate>,
    pub not_free: Vec<ChosenDay>,
}

/// Reads the days: `day` once for each; and with the button for them, those of `weekday` between
/// `from` and `to`.
pub(super) async fn picked(ask: &Ask, service: ServiceId) -> Result<Picked, Failure> {
    let ticked = ask.form.all("day").into_iter().filter(|day| !day.trim().is_empty());
    let ticked = ticked.map(parse_day).collect::<Result<Vec<_>, Problem>>();
    let mut days = ticked.map_err(|problem| Failure::field("day", problem))?;
    if ask.form.get("by") != "week" {
        let not_free = left_out(&ask.form, &days);
        return Ok(Picked { days, not_free });
    }
    let choice = choose_days(ask.market(), ask.actor()?, weekly(service, &ask.form)?).await?;
    // That nobody works in the holidays surprises nobody; that a day is taken does.
    let told = |chosen: &ChosenDay| chosen.answer != DayAnswer::TooSoon;
    days.extend(choice.free());
    days.sort_unstable();
    days.dedup();
    Ok(Picked { days, not_free: choice.not_free().filter(told).collect() })
}

/// What a form carries of a day that was meant and cannot be had: `2026-12-08 taken`.
pub(super) fn carried(chosen: ChosenDay) -> String {
    format!("{} {}", chosen.day, chosen.answer.code())
}

/// The same, read again. It is only told: what is no such day is not.
fn left_out(form: &Form, days: &[NaiveDate]) -> Vec<ChosenDay> {
    let read = |text: &str| {
        let (day, answer) = text.trim().split_once(' ')?;
        let (day, answer) = (day.parse().ok()?, DayAnswer::from_code(answer)?);
        Some(ChosenDay { day, answer })
    };
    let told = form.all(LEFT_OUT).into_iter().filter_map(read);
    told.filter(|chosen| !days.contains(&chosen.day)).collect()
}

fn weekly(service: ServiceId, form: &Form) -> Result<ChooseDays, Failure> {
    let weekday: Result<Weekday, Problem> =
        form.get("weekday").trim().parse().map_err(|_| Problem::NotAChoice);
    let (from, to) = (parse_day(&form.date("from")), parse_day(&form.date("to")));
    match (weekday, from, to) {
        (Ok(weekday), Ok(from), Ok(to)) => {
            let half = Half::from_code(form.get("half"));
            Ok(ChooseDays { service, half, weekday, from, to })
        }
        (weekday, from, to) => {
            let wrong = [("weekday", weekday.err()), ("from", from.err()), ("to", to.err())];
            let told = wrong.into_iter().filter_map(|(field, problem)| {
                problem.map(|problem| FieldProblem { field, problem })
            });
            Err(Failure::Invalid(told.collect()))
        }
    }
}

/// Why a day that was meant cannot be had.
pub(super) const fn why_not(answer: DayAnswer) -> &'static str {
    match answer {
        DayAnswer::Free => "free",
        DayAnswer::Taken => "everybody is booked",
        DayAnswer::SchoolClosed => "your school is closed to pupils",
        DayAnswer::NobodyWorks => "nobody works that day",
        DayAnswer::TooSoon => "too soon to book",
    }
}
