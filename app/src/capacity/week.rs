//! The days of the week on which somebody works: in words, and the form for other ones.

use ::market::capacity::{ChangeDays, change_days};
use chrono::Weekday;
use domain::Failure;
use domain::calendar::short_day;
use domain::capacity::{TypedPattern, Working, WorkingPattern};
use leptos::prelude::*;

use super::checks::{self, Sent};
use super::with_booked;
use crate::parts::{Actions, Button, ButtonKind, Choice, Details, Form, Section};
use crate::web::{Answer, Ask, Fields, Form as Filled, Typed};

const WEEK: [(&str, &str); 5] = [
    ("Mon", "Monday"),
    ("Tue", "Tuesday"),
    ("Wed", "Wednesday"),
    ("Thu", "Thursday"),
    ("Fri", "Friday"),
];

/// Changes them. Booked days on which they would not work stand, and are told.
pub async fn change(ask: Ask) -> Result<Answer, Failure> {
    let (service, practitioner) = checks::whose(&ask)?;
    checks::find(&ask).await?;
    let changed = match ask.form.key() {
        Ok(key) => {
            let (pattern, from) = (typed(&ask.form), ask.form.date("from"));
            let command = ChangeDays { key, practitioner, pattern, from };
            change_days(ask.market(), ask.actor()?, command).await
        }
        Err(failure) => Err(failure),
    };
    match changed {
        Ok(booked) if booked.is_empty() => {
            Ok(Answer::see_other(format!("/services/{service}/pool/{practitioner}#days-of-work")))
        }
        Ok(booked) => {
            Ok(Answer::see_other(with_booked(&format!("/services/{service}/pool"), &booked)))
        }
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            checks::page(&ask, Some((Sent::Days, typed))).await
        }
    }
}

/// The days of the week of a form.
pub(super) fn typed(form: &Filled) -> TypedPattern {
    let all = |field: &str| form.all(field).into_iter().map(str::to_owned).collect();
    let weeks = form.get("weeks").to_owned();
    TypedPattern { weeks, days: all("days"), second_days: all("second_days") }
}

/// The days of the week, and those of every second week of a term behind one click.
pub(super) fn fields(fields: Fields<'_>, held: WorkingPattern) -> Vec<AnyView> {
    let days = || WEEK.map(|(code, name)| Choice::new(code, name)).to_vec();
    let codes = |week: u32| -> Vec<&'static str> {
        let worked = |code: &str| code.parse().is_ok_and(|day: Weekday| held.works(week, day));
        WEEK.iter().map(|(code, _)| *code).filter(|code| worked(code)).collect()
    };
    let second = if held.alternates() { codes(2) } else { Vec::new() };
    let weeks = vec![
        Choice::new("same", "The same every week"),
        Choice::new("two", "Others in the second, fourth and further even weeks of a term"),
    ];
    let usual = if held.alternates() { "two" } else { "same" };
    let open = held.alternates() || fields.has("weeks", "two");
    let weeks = fields.radios("weeks", "Which weeks?", weeks, usual);
    let second = fields.boxes("second_days", "Days in the even weeks", "", days(), &second);
    let more = view! {
        <Details summary="Other days in every second week" open>{weeks}{second}</Details>
    };
    vec![fields.boxes("days", "Days of work", "", days(), &codes(1)), more.into_any()]
}

/// The form for other days of the week.
pub(super) fn section(at: &str, key: String, working: &Working, sent: &Typed) -> AnyView {
    let of = Fields::of(sent);
    let held = working.next.map_or(working.now, |(_, next)| next);
    let days = fields(of, held);
    let from = of.date("from", "From when on", "Left empty, today. What is booked stands");
    let action = format!("{at}/days");
    let works = works(working);
    view! {
        <Section id="days-of-work" title="Days of work">
            <p>{format!("Works: {works}.")}</p>
            <Form action key>
                {days}
                {from}
                <Actions><Button kind=ButtonKind::Secondary>"Save the days of work"</Button></Actions>
            </Form>
        </Section>
    }
    .into_any()
}

/// The days of the week on which somebody works, and from when on others.
pub(super) fn works(working: &Working) -> String {
    let now = of_weeks(working.now);
    match working.next {
        Some((from, next)) => format!("{now}; from {}: {}", short_day(from), of_weeks(next)),
        None => now,
    }
}

fn of_weeks(pattern: WorkingPattern) -> String {
    let odd = listed(pattern.odd());
    if pattern.alternates() {
        format!("{odd} in odd weeks of term, {} in even ones", listed(pattern.even()))
    } else {
        odd
    }
}

fn listed(days: impl Iterator<Item = Weekday>) -> String {
    let days: Vec<String> = days.map(|day| day.to_string()).collect();
    if days.is_empty() { "none".to_owned() } else { days.join(", ") }
}

#[cfg(test)]
mod tests {
    use Weekday::{Fri, Mon, Tue};

    use super::*;

    #[test]
    fn days_of_work_are_said_by_week_and_by_what_is_to_come() {
        let always = Working::always(WorkingPattern::of(&[Mon, Tue]));
        assert_eq!(works(&always), "Mon, Tue");
        let turns = WorkingPattern::by_turns(&[Mon], &[]);
        let from = chrono::NaiveDate::from_ymd_opt(2027, 1, 4).unwrap();
        let changed = Working { now: turns, next: Some((from, WorkingPattern::of(&[Fri]))) };
        let said = "Mon in odd weeks of term, none in even ones; from 4 Jan 2027: Fri";
        assert_eq!(works(&changed), said);
    }
}
