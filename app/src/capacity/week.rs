//! The days of the week on which somebody works: in words, and the form for other ones.

use ::market::capacity::{ChangeDays, change_days};
use chrono::Weekday;
use domain::Failure;
use domain::calendar::short_day;
use domain::capacity::{Halves, TypedPattern, Working, WorkingPattern};
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
    let all = |days: &str, halves: &str| {
        form.all(days).into_iter().chain(form.all(halves)).map(str::to_owned).collect()
    };
    TypedPattern {
        weeks: form.get("weeks").to_owned(),
        days: all("days", "half_days"),
        second_days: all("second_days", "second_half_days"),
    }
}

/// The days of the week; behind one click the halves of days, and the days of every second week of a term.
pub(super) fn fields(fields: Fields<'_>, held: WorkingPattern) -> Vec<AnyView> {
    let (first, second) = (codes(held, 1), codes(held, 2));
    let second = if held.alternates() { second } else { Vec::new() };
    let (usual, usual_second) = (texts(&first), texts(&second));
    let weeks = vec![
        Choice::new("same", "The same every week"),
        Choice::new("two", "Others in the second, fourth and further even weeks of a term"),
    ];
    let same_or_two = if held.alternates() { "two" } else { "same" };
    let by_turns = held.alternates() || fields.has("weeks", "two");
    let by_halves = first.iter().any(|code| code.contains(' ')) || fields.any("half_days");
    let halved = fields.boxes("half_days", "Halves of other days", "", halves(), &usual);
    let second_week = [
        fields.radios("weeks", "Which weeks?", weeks, same_or_two),
        fields.boxes("second_days", "Days in the even weeks", "", days(), &usual_second),
        fields.boxes(
            "second_half_days",
            "Halves of other days in the even weeks",
            "",
            halves(),
            &usual_second,
        ),
    ];
    let halved = view! { <Details summary="Half days" open=by_halves>{halved}</Details> };
    let second_week = view! {
        <Details summary="Other days in every second week" open=by_turns>
            {second_week.into_iter().collect_view()}
        </Details>
    };
    vec![
        fields.boxes("days", "Days of work", "", days(), &usual),
        halved.into_any(),
        second_week.into_any(),
    ]
}

fn texts(codes: &[String]) -> Vec<&str> {
    codes.iter().map(String::as_str).collect()
}

fn days() -> Vec<Choice> {
    WEEK.map(|(code, name)| Choice::new(code, name)).to_vec()
}

fn halves() -> Vec<Choice> {
    let of = |(code, name): (&str, &str)| {
        [("am", "mornings"), ("pm", "afternoons")]
            .map(|(at, half)| Choice::new(format!("{code} {at}"), format!("{name} {half}")))
    };
    WEEK.into_iter().flat_map(of).collect()
}

/// What is worked in a week of a term, as the boxes send it: `Mon`, `Tue am`, `Wed pm`.
fn codes(held: WorkingPattern, week: u32) -> Vec<String> {
    let worked = |(code, _): (&str, &str)| {
        let day: Weekday = code.parse().ok()?;
        let halves = held.works(week, day);
        match (halves.morning, halves.afternoon) {
            (true, true) => Some(code.to_owned()),
            (true, false) => Some(format!("{code} am")),
            (false, true) => Some(format!("{code} pm")),
            (false, false) => None,
        }
    };
    WEEK.into_iter().filter_map(worked).collect()
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

fn listed(days: impl Iterator<Item = (Weekday, Halves)>) -> String {
    let said = |(day, halves): (Weekday, Halves)| match (halves.morning, halves.afternoon) {
        (true, false) => format!("{day} morning"),
        (false, true) => format!("{day} afternoon"),
        (_, _) => day.to_string(),
    };
    let days: Vec<String> = days.map(said).collect();
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
        let halves = WorkingPattern::parse(&["Mon", "Tue am", "Fri pm"]).unwrap();
        assert_eq!(works(&Working::always(halves)), "Mon, Tue morning, Fri afternoon");
        let turns = WorkingPattern::by_turns(&[Mon], &[]);
        let from = chrono::NaiveDate::from_ymd_opt(2027, 1, 4).unwrap();
        let changed = Working { now: turns, next: Some((from, WorkingPattern::of(&[Fri]))) };
        let said = "Mon in odd weeks of term, none in even ones; from 4 Jan 2027: Fri";
        assert_eq!(works(&changed), said);
    }
}
