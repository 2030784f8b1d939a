//! A deal's meter in words: the same on its page and in the stream that keeps the page up to date.

use domain::Pence;
use domain::deal::{DealState, Meter, OwnFigures, SchoolView};
use domain::money::grouped;

use crate::words::deal::counted;
use crate::words::pounds;

/// The id of the price as things stand.
pub(super) const PRICE_NOW: &str = "price-now";
/// The id of what the school saves in a year.
pub(super) const YOUR_SAVING: &str = "your-saving-now";
/// The id of the sentence that says who is in.
pub(super) const SCHOOLS_IN: &str = "schools-in";
/// The id of the sentence about the next price break.
pub(super) const NEXT_STEP: &str = "next-step";
/// The id of the sentence about what the school's joining does.
pub(super) const EFFECT: &str = "effect";
/// The id of what is around the staircase of price breaks.
pub(super) const STAIRS: &str = "stairs";

/// The id of what is around the state and when it closes.
pub(super) const FACTS: &str = "deal-facts";
/// The id of what is around the price and the school's own figures; or the outcome.
pub(super) const FIGURES: &str = "deal-figures";
/// The id of what is around what can be done next.
pub(super) const NEXT: &str = "deal-next";
/// The id of what is around what each price break means for the school.
pub(super) const YOURS: &str = "deal-yours";
/// The id of the section of who is in.
pub(super) const WHO_IS_IN: &str = "who-is-in";
/// The id of the section of what is binding, and when.
pub(super) const BINDING: &str = "binding";

/// Everything on the page that is drawn for whoever looks, or that must not part from it.
pub(super) const PLACES: [&str; 6] = [FACTS, FIGURES, NEXT, YOURS, WHO_IS_IN, BINDING];

/// Everything about a meter that moves, in words.
pub(super) struct MeterWords {
    /// `£8.10`.
    pub price_now: String,
    /// `£1,134`, or `£90 more` for a rise; nothing until the school says what it pays now.
    pub your_saving: Option<String>,
    /// `18 schools have signed up. The deal goes ahead with 20.`
    pub schools_in: String,
    /// `760 more pupils and everybody pays £7.20 a pupil.`
    pub next_step: String,
    /// `If you sign up, everybody pays £7.20, and the others together save £900 a year more.`
    pub effect: String,
}

impl MeterWords {
    /// Words a meter, for a school with these figures.
    pub fn of(meter: &Meter, own: Option<OwnFigures>) -> Self {
        let view = own.and_then(|own| SchoolView::of(meter, own).ok());
        Self {
            effect: effect(view.as_ref(), own),
            price_now: meter.price_now.pence().to_string(),
            your_saving: view.and_then(|view| view.saving).map(saving),
            schools_in: schools_in(meter),
            next_step: next_step(meter),
        }
    }
}

/// A saving in words; a rise is said to be one.
fn saving(amount: Pence) -> String {
    match amount.negated() {
        Ok(rise) if amount.is_negative() => format!("{} more", pounds(rise)),
        _ => pounds(amount),
    }
}

/// What is read out when the meter moves.
pub(super) fn said(meter: &Meter) -> String {
    match meter.state {
        DealState::Open | DealState::Draft => {
            let words = MeterWords::of(meter, None);
            format!("{} now. {}", words.price_now, words.next_step)
        }
        DealState::Met => "The deal has closed and is going ahead.".to_owned(),
        DealState::Lapsed | DealState::Withdrawn => "The deal is not going ahead.".to_owned(),
    }
}

/// What the school's joining does to everybody's price; nothing where it does nothing.
fn effect(view: Option<&SchoolView>, own: Option<OwnFigures>) -> String {
    let (Some(view), Some(own)) = (view, own) else { return String::new() };
    let effect = view.effect_of_joining;
    if own.signed_up_for > 0 || effect.price_with >= effect.price_without {
        return String::new();
    }
    format!(
        "If you sign up, everybody pays {}, and the others together save {} a year more.",
        effect.price_with.pence(),
        pounds(effect.others_save),
    )
}

fn schools_in(meter: &Meter) -> String {
    let schools = u64::from(meter.schools_in);
    let joined = match schools {
        0 => "No school has signed up yet".to_owned(),
        1 => "1 school has signed up".to_owned(),
        _ => format!("{} schools have signed up", grouped(schools)),
    };
    if !matches!(meter.state, DealState::Draft | DealState::Open) {
        return format!("{joined}.");
    }
    let needed = u64::from(meter.quorum.needed.schools.unwrap_or(1).max(1));
    let needed = match (meter.quorum.reached, needed) {
        (true, _) => "That is enough for the deal to go ahead.".to_owned(),
        (false, 1) => "The deal goes ahead with 1.".to_owned(),
        (false, _) => format!("The deal goes ahead with {}.", grouped(needed)),
    };
    format!("{joined}. {needed}")
}

fn next_step(meter: &Meter) -> String {
    match meter.next {
        None => "The lowest price has been reached.".to_owned(),
        Some(next) => format!(
            "{} more {} and everybody pays {}.",
            grouped(next.missing),
            counted(meter.unit, next.missing),
            next.unit_price.pence(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use domain::deal::{Commitment, Commitments, ProposedTerms, Quorum, Step, Terms, Unit};
    use domain::id::OrganisationId;
    use domain::{BasisPoints, Net};

    use super::*;

    fn meter(quantities: &[u32]) -> Meter {
        let step = |from, pence| Step { from, unit_price: Net(Pence::new(pence)) };
        let terms = Terms::new(ProposedTerms {
            unit: Unit::Pupil,
            steps: vec![step(0, 950), step(1_000, 810)],
            quorum: Quorum { schools: Some(2), quantity: None },
            closes_at: "2026-12-18T17:00:00Z".parse().unwrap(),
            fee: BasisPoints::new(0),
            starts_on: "2027-04-01".parse().unwrap(),
            months: 12,
        })
        .unwrap();
        let mut commitments = Commitments::none();
        for (number, quantity) in (1_u128..).zip(quantities) {
            let text = format!("org_{number:032x}");
            let school: OrganisationId = text.parse().unwrap();
            commitments.add(school, Commitment::new(*quantity).unwrap()).unwrap();
        }
        Meter::of(&terms, &commitments, DealState::Open)
    }

    #[test]
    fn the_meter_says_who_is_in_and_what_the_next_break_needs() {
        let words = MeterWords::of(&meter(&[420]), None);
        assert_eq!(words.price_now, "£9.50");
        assert_eq!(words.schools_in, "1 school has signed up. The deal goes ahead with 2.");
        assert_eq!(words.next_step, "580 more pupils and everybody pays £8.10.");
        let words = MeterWords::of(&meter(&[420, 580]), None);
        assert_eq!(
            words.schools_in,
            "2 schools have signed up. That is enough for the deal to go ahead."
        );
        assert_eq!(words.next_step, "The lowest price has been reached.");
    }

    #[test]
    fn the_meter_says_what_one_more_school_does_to_everybodys_price() {
        let own = |signed_up_for| OwnFigures { quantity: 580, baseline: None, signed_up_for };
        let words = MeterWords::of(&meter(&[420]), Some(own(0)));
        assert_eq!(
            words.effect,
            "If you sign up, everybody pays £8.10, and the others together save £588 a year more."
        );
        assert_eq!(MeterWords::of(&meter(&[420, 580]), Some(own(580))).effect, "");
    }

    #[test]
    fn a_rise_is_said_to_be_one() {
        let own = |baseline| OwnFigures {
            quantity: 100,
            baseline: Some(Net(Pence::new(baseline))),
            signed_up_for: 0,
        };
        let saved = |baseline| MeterWords::of(&meter(&[420]), Some(own(baseline))).your_saving;
        assert_eq!(saved(100_000).as_deref(), Some("£50"));
        assert_eq!(saved(90_000).as_deref(), Some("£50 more"));
    }
}
