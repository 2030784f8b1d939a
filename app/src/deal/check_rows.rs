//! The answers to check before signing: what the school pays now, what it would pay, and the most
//! that the contract can come to.

use domain::{Failure, Pence};
use market::baseline::Baseline;
use market::deal::{Authority, DealShown, ForSchool};

use super::check::{Answers, back};
use crate::parts::SummaryRow;
use crate::words::{self, pounds};

/// The rows, each answer with a link back to it.
pub(super) fn rows(
    deal: &DealShown,
    school: &ForSchool,
    baseline: &Baseline,
    answers: &Answers,
    authority: Authority,
) -> Result<Vec<SummaryRow>, Failure> {
    let change = back(deal.id, answers);
    let view = school.view.as_ref().ok_or(Failure::NotFound)?;
    let now = baseline.yearly_for(answers.quantity)?;
    let saving = now.pence().minus(view.cost.pence())?;
    let effect = view.effect_of_joining;
    let document = baseline
        .file
        .as_ref()
        .map_or_else(|| "a note, no document".to_owned(), |file| file.name.clone());
    let count = words::deal::quantity(deal.meter.unit, u64::from(answers.quantity));
    let number = answers.purchase_order_number.as_ref();
    let number = number.map_or_else(|| "None".to_owned(), ToString::to_string);
    let mut rows = vec![
        SummaryRow::new("School", school.name.clone()),
        SummaryRow::new("Quantity", count).change(change.clone()),
        SummaryRow::new(
            "What you pay now",
            format!("{} a year to {} ({document})", pounds(now.pence()), baseline.supplier),
        )
        .change(change.clone()),
        SummaryRow::new("Purchase order number", number).change(change),
        SummaryRow::new(
            "Price with you in",
            format!(
                "{} {}, excluding VAT",
                effect.price_with.pence(),
                words::deal::per_unit(deal.meter.unit)
            ),
        ),
        SummaryRow::new(
            "You would pay",
            format!("{} a year, excluding VAT", pounds(view.cost.pence())),
        ),
        SummaryRow::new("Beside what you pay now", beside(saving)),
        SummaryRow::new(
            format!("The whole contract, {}", words::deal::length(deal.terms.months())),
            whole_contract(authority),
        ),
    ];
    if effect.price_with < effect.price_without {
        let text = format!("All others together save {} more a year", pounds(effect.others_save));
        rows.push(SummaryRow::new("Because you join", text));
    }
    Ok(rows)
}

fn whole_contract(authority: Authority) -> String {
    let (most, gross) = (authority.most_gross.pence(), authority.gross.pence());
    let now = format!(
        "{} as things stand ({} excluding VAT)",
        pounds(gross),
        pounds(authority.value.pence())
    );
    if most == gross {
        format!("At most {now}, including VAT")
    } else {
        format!("At most {} including VAT, should others leave; {now}", pounds(most))
    }
}

fn beside(saving: Pence) -> String {
    let size = pounds(Pence::new(saving.get().saturating_abs()));
    match saving.get() {
        0 => "The same".to_owned(),
        1.. => format!("{size} less a year"),
        ..0 => format!("{size} more a year: a rise"),
    }
}
