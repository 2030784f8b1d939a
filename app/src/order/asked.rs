//! What a form, or the address of a page, asks for of a service: days, so many of something, or a
//! year of an agreement; and the same as fields again.

use domain::calendar::parse_day;
use domain::capacity::{ChosenDay, Half};
use domain::event::{DELEGATES_MAX, read_delegates, write_delegates};
use domain::form::{optional, whole_number};
use domain::id::ServiceId;
use domain::price::StatedBase;
use domain::{Failure, FieldProblem, text};
use islands::days::LEFT_OUT;
use leptos::prelude::*;
use market::order::{QUANTITY_MAX, STATED_FROM_MAX, StatedFigure, Wanted};

use super::pick::{carried, picked};
use crate::parts::Hidden;
use crate::web::{Ask, Form};

/// What is asked for, and the days of it that cannot be had.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub wanted: Wanted,
    pub not_free: Vec<ChosenDay>,
}

impl Asked {
    /// Something without days that are left out.
    pub const fn of(wanted: Wanted) -> Self {
        Self { wanted, not_free: Vec::new() }
    }

    /// Whether it is days, and none of them.
    pub fn is_nothing(&self) -> bool {
        matches!(&self.wanted, Wanted::Days(days) | Wanted::HalfDays { days, .. } if days.is_empty())
    }

    /// It as an address: of the page on which it is checked or, without the days that are left out,
    /// chosen anew.
    pub fn in_address(&self, more: Option<(&'static str, String)>) -> String {
        let left_out = self.not_free.iter().map(|one| (LEFT_OUT, carried(*one)));
        let said: Vec<_> = fields(&self.wanted).into_iter().chain(left_out).chain(more).collect();
        serde_urlencoded::to_string(said).unwrap_or_default()
    }

    /// It as a form carries it on.
    pub fn hidden(&self) -> impl IntoView + use<> {
        let left_out = self.not_free.iter().map(|one| (LEFT_OUT, carried(*one)));
        let all = fields(&self.wanted).into_iter().chain(left_out);
        all.map(|(name, value)| view! { <Hidden name=name value/> }).collect_view()
    }
}

/// The fields that say what is wanted.
pub(super) fn fields(wanted: &Wanted) -> Vec<(&'static str, String)> {
    match wanted {
        Wanted::Days(days) | Wanted::HalfDays { days, .. } => {
            let half = wanted.half().map(|half| ("half", half.code().to_owned()));
            half.into_iter().chain(days.iter().map(|day| ("day", day.to_string()))).collect()
        }
        Wanted::Stated { figure, of } => {
            let mut said = fields(of);
            said.extend([
                ("stated", figure.stated.typed()),
                ("stated_base", figure.stated.base().code().to_owned()),
                ("stated_from", figure.from.clone()),
            ]);
            said
        }
        Wanted::Agreement { year } => vec![("year", year.to_string())],
        Wanted::Places { event, count, delegates } => {
            let of = [("event", event.to_string()), ("places", count.to_string())];
            let named = delegates.iter().map(|one| ("delegate", write_delegates([one])));
            of.into_iter().chain(named).collect()
        }
        Wanted::Quantity { count, wished_on, note } => {
            let wish = wished_on.map(|day| ("wished_on", day.to_string()));
            let note = note.clone().map(|note| ("note", note));
            std::iter::once(("quantity", count.to_string())).chain(wish).chain(note).collect()
        }
    }
}

/// The page on which it was chosen, with what was chosen.
pub(crate) fn chosen_again(service: ServiceId, wanted: &Wanted) -> String {
    let said = Asked::of(wanted.clone()).in_address(None);
    match wanted {
        Wanted::Days(_) | Wanted::HalfDays { .. } => format!("/services/{service}/days?{said}"),
        Wanted::Places { event, .. } => format!("/events/{event}/places?{said}"),
        Wanted::Quantity { .. } | Wanted::Agreement { .. } | Wanted::Stated { .. } => {
            format!("/services/{service}/order?{said}")
        }
    }
}

/// What a form asks for, without the days of it that cannot be had.
pub(crate) async fn read_asked(ask: &Ask, service: ServiceId) -> Result<Wanted, Failure> {
    Ok(asked(ask, service).await?.wanted)
}

/// Reads what a form asks for: `year` of an agreement, `quantity` of something, and days otherwise.
pub(super) async fn asked(ask: &Ask, service: ServiceId) -> Result<Asked, Failure> {
    if is_sent(&ask.form, "event") {
        return places(&ask.form).map(Asked::of);
    }
    if is_sent(&ask.form, "year") {
        return year(&ask.form).map(Asked::of);
    }
    if is_sent(&ask.form, "quantity") {
        return quantity(&ask.form).map(Asked::of);
    }
    let picked = picked(ask, service).await?;
    let half = Half::from_code(ask.form.get("half"));
    Ok(Asked { wanted: Wanted::days_of(half, picked.days), not_free: picked.not_free })
}

/// Whether a form asks for something else than days.
pub(super) fn is_by_order_form(form: &Form) -> bool {
    is_sent(form, "year") || is_sent(form, "quantity")
}

fn is_sent(form: &Form, field: &str) -> bool {
    !form.all(field).is_empty()
}

/// Reads at which event places are wanted, how many, and who comes. Their own page has read it before.
fn places(form: &Form) -> Result<Wanted, Failure> {
    let event = form.get("event").parse().map_err(|_| Failure::NotFound)?;
    let most = u32::try_from(DELEGATES_MAX).unwrap_or(u32::MAX);
    let count = whole_number(form.get("places"), most).map_err(|_| Failure::NotFound)?;
    let names = form.all("delegate").join("\n");
    let delegates = read_delegates(&names).map_err(|_| Failure::NotFound)?;
    if count == 0 || delegates.len() > usize::try_from(count).unwrap_or(usize::MAX) {
        return Err(Failure::NotFound);
    }
    Ok(Wanted::Places { event, count, delegates })
}

/// Reads which year is meant.
pub(super) fn year(form: &Form) -> Result<Wanted, Failure> {
    let year = parse_day(form.get("year")).map_err(|problem| Failure::field("year", problem));
    by_figure(form, year.map(|year| Wanted::Agreement { year }))
}

/// What is wanted with the figure that its price rests on, where the form asks for one; all that is
/// wrong with either is said at once.
fn by_figure(form: &Form, wanted: Result<Wanted, Failure>) -> Result<Wanted, Failure> {
    let Some(base) = StatedBase::from_code(form.get("stated_base")) else { return wanted };
    let stated = base.read(form.get("stated"));
    let from = text::line(form.get("stated_from"), STATED_FROM_MAX);
    let mut problems = match &wanted {
        Err(Failure::Invalid(problems)) => problems.clone(),
        Ok(_) | Err(_) => Vec::new(),
    };
    let wrong = [("stated", stated.as_ref().err()), ("stated_from", from.as_ref().err())];
    problems.extend(wrong.into_iter().filter_map(|(field, problem)| {
        problem.map(|problem| FieldProblem { field, problem: problem.clone() })
    }));
    match (wanted, stated, from) {
        (Ok(of), Ok(stated), Ok(from)) => {
            let figure = StatedFigure { stated, from };
            Ok(Wanted::Stated { figure, of: Box::new(of) })
        }
        (Err(failure), ..) if !matches!(failure, Failure::Invalid(_)) => Err(failure),
        _ => Err(Failure::Invalid(problems)),
    }
}

/// Reads how many are wanted, from when, and the note.
pub(super) fn quantity(form: &Form) -> Result<Wanted, Failure> {
    by_figure(form, so_many(form))
}

fn so_many(form: &Form) -> Result<Wanted, Failure> {
    let count = whole_number(form.get("quantity"), QUANTITY_MAX);
    let wished_on = optional(parse_day(&form.date("wished_on")));
    match (count, wished_on) {
        (Ok(count), Ok(wished_on)) => {
            let note = form.filled("note").map(str::to_owned);
            Ok(Wanted::Quantity { count, wished_on, note })
        }
        (count, wished_on) => {
            let wrong = [("quantity", count.err()), ("wished_on", wished_on.err())];
            let told = wrong.into_iter().filter_map(|(field, problem)| {
                problem.map(|problem| FieldProblem { field, problem })
            });
            Err(Failure::Invalid(told.collect()))
        }
    }
}
