//! The words of the yearly round of renewing.

use domain::Net;
use domain::buy_back::{Choice, Difference, Progress};
use domain::money::grouped;

use super::pounds;
use crate::parts::TagKind;

/// How far a school has come.
pub const fn progress(progress: Progress) -> (&'static str, TagKind) {
    match progress {
        Progress::NotBegun => ("Not begun", TagKind::Plain),
        Progress::Begun => ("Begun, not sent", TagKind::Waits),
        Progress::Waiting => ("Waiting for its approver", TagKind::Waits),
        Progress::Renewed => ("Renewed", TagKind::Good),
        Progress::Stopped => ("Decided, nothing ordered", TagKind::Plain),
    }
}

/// What a school does with a service.
pub fn choice(choice: Choice) -> String {
    match choice {
        Choice::Keep => "Keep".to_owned(),
        Choice::Change(quantity) => format!("Change to {}", grouped(quantity.into())),
        Choice::Stop => "Stop".to_owned(),
    }
}

/// What something costs more or less than before: `£35 more (3.5%)`.
pub fn difference(last: Net, next: Net) -> String {
    let Ok(found) = Difference::between(last, next) else { return String::new() };
    let size = pounds(domain::Pence::new(found.pence.get().saturating_abs()));
    let word = match found.pence.get() {
        0 => return "The same".to_owned(),
        ..0 => "less",
        1.. => "more",
    };
    match found.per_mille {
        Some(tenths) => format!("{size} {word} ({})", percent(tenths)),
        None => format!("{size} {word}"),
    }
}

/// What a whole year costs more or less than the months before it: `£233.33 more, for 7 months more`. A
/// share in per cent would compare what is not alike.
pub fn difference_of_months(last: Net, next: Net, months: u32) -> String {
    let Ok(found) = Difference::between(last, next) else { return String::new() };
    let told = difference(last, next);
    let size = told.split(" (").next().unwrap_or_default();
    match 12_u32.checked_sub(months) {
        Some(more) if more > 0 && found.pence.get() > 0 => {
            format!("{size}, for {} more", super::plural(more.into(), "month", "months"))
        }
        Some(_) | None => told,
    }
}

/// Tenths of a per cent without their sign: `3.5%`.
fn percent(tenths: i64) -> String {
    let size = tenths.unsigned_abs();
    match (size / 10, size % 10) {
        (whole, 0) => format!("{}%", grouped(whole)),
        (whole, tenth) => format!("{}.{tenth}%", grouped(whole)),
    }
}

#[cfg(test)]
mod tests {
    use domain::Pence;

    use super::*;

    #[test]
    fn a_difference_says_how_much_and_which_way() {
        let told = |last, next| difference(Net(Pence::new(last)), Net(Pence::new(next)));
        assert_eq!(told(100_000, 103_500), "£35 more (3.5%)");
        assert_eq!(told(100_000, 95_000), "£50 less (5%)");
        assert_eq!(told(0, 95_050), "£950.50 more");
        let months =
            |months| difference_of_months(Net(Pence::new(16_667)), Net(Pence::new(40_000)), months);
        assert_eq!(months(5), "£233.33 more, for 7 months more");
        assert_eq!(months(12), "£233.33 more (140%)");
        assert_eq!(told(7, 7), "The same");
    }
}
