//! What an order saves, part by part, in words.

use domain::price::Unit;
use market::order::SavingPart;

use crate::words;

/// What it is measured by, one and several: its unit, or the months of an agreement.
pub(super) const fn measured_by(unit: Unit, is_agreement: bool) -> (&'static str, &'static str) {
    if is_agreement { ("month", "months") } else { (unit.label(), unit.plural()) }
}

/// `2 days: £52.63 less, cash released, against what the school paid before, £263.16 a day.` and
/// why.
pub(super) fn part(part: &SavingPart, (one, several): (&str, &str)) -> String {
    let count = words::plural(u64::from(part.quantity), one, several);
    let size = words::pounds(domain::Pence::new(part.amount.get().saturating_abs()));
    let (baseline, of) = (words::baseline(part.baseline_kind), part.baseline_unit);
    let against = format!("against {baseline} of {of} for one {one}.");
    if part.amount.is_negative() {
        return format!("{count}: {size} more, {against}");
    }
    let kind = words::cashability(part.cashability).to_lowercase();
    format!("{count}: {size} less, {kind}, {against} {}", words::why(part.baseline_kind))
}
