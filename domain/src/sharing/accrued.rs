//! What a portion comes to by a day, and for a month or a term.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::{CostKind, StatedBy};
use crate::calendar::DaySpan;
use crate::money::{Net, Overflow, Pence};

/// What a school's portion comes to from the first day of a sharing up to a day, that day included.
///
/// What comes yearly grows day by day within each year from the first day, rounded half away from nought
/// once; a whole year comes to the portion exactly. What comes once comes on the first day. A later end
/// changes nothing of what came before, so that statements stand once they are made.
///
/// # Errors
/// `Overflow` for amounts beyond all sense.
pub fn accrued(
    kind: CostKind,
    portion: Net,
    first_on: NaiveDate,
    until: NaiveDate,
) -> Result<Net, Overflow> {
    if until < first_on {
        return Ok(Net(Pence::ZERO));
    }
    match kind {
        CostKind::OneOff => Ok(portion),
        CostKind::Yearly => {
            let past = until.checked_add_days(Days::new(1)).ok_or(Overflow)?;
            let mut years: u32 = 0;
            while year_begins(first_on, years + 1)? <= past {
                years += 1;
            }
            let (begins, ends) = (year_begins(first_on, years)?, year_begins(first_on, years + 1)?);
            let whole = portion.pence().times(i64::from(years))?;
            let days = (past - begins).num_days();
            let part = portion.pence().fraction(days, (ends - begins).num_days())?;
            whole.plus(part).map(Net)
        }
    }
}

/// The first day of a year of a sharing, counted from nought.
fn year_begins(first_on: NaiveDate, years: u32) -> Result<NaiveDate, Overflow> {
    let months = years.checked_mul(12).ok_or(Overflow)?;
    first_on.checked_add_months(Months::new(months)).ok_or(Overflow)
}

/// What a portion comes to within a span.
///
/// # Errors
/// `Overflow` for amounts beyond all sense.
pub fn spell_net(
    kind: CostKind,
    portion: Net,
    first_on: NaiveDate,
    spell: DaySpan,
) -> Result<Net, Overflow> {
    let before = spell.first_on.checked_sub_days(Days::new(1)).ok_or(Overflow)?;
    let (to, from) = (
        accrued(kind, portion, first_on, spell.last_on)?,
        accrued(kind, portion, first_on, before)?,
    );
    to.pence().minus(from.pence()).map(Net)
}

/// The months or terms of a sharing, the first and the last as far as it goes.
pub fn periods(by: StatedBy, span: DaySpan) -> Vec<DaySpan> {
    let mut all = Vec::new();
    let mut first_on = span.first_on;
    while first_on <= span.last_on {
        let Some(next) = next_begins(by, first_on) else { break };
        let last_on = next.pred_opt().map_or(span.last_on, |day| day.min(span.last_on));
        all.push(DaySpan { first_on, last_on });
        first_on = next;
    }
    all
}

/// The first day of the month or term after the one in which a day lies.
fn next_begins(by: StatedBy, day: NaiveDate) -> Option<NaiveDate> {
    let months = match by {
        StatedBy::Month => 1,
        StatedBy::Term => 4 - day.month0() % 4,
    };
    day.with_day(1)?.checked_add_months(Months::new(months))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn span(first: &str, last: &str) -> DaySpan {
        DaySpan { first_on: day(first), last_on: day(last) }
    }

    #[test]
    fn months_and_terms_begin_where_people_expect() {
        let said = |by| {
            periods(by, span("2026-11-16", "2027-05-31"))
                .iter()
                .map(|one| format!("{} to {}", one.first_on, one.last_on))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            said(StatedBy::Term),
            ["2026-11-16 to 2026-12-31", "2027-01-01 to 2027-04-30", "2027-05-01 to 2027-05-31",]
        );
        let months = said(StatedBy::Month);
        assert_eq!(months.len(), 7);
        assert_eq!(months[0], "2026-11-16 to 2026-11-30");
        assert_eq!(months[6], "2027-05-01 to 2027-05-31");
    }

    #[test]
    fn what_comes_once_comes_on_the_first_day() {
        let (portion, first) = (Net(Pence::pounds(120)), day("2026-11-16"));
        let net = |last| accrued(CostKind::OneOff, portion, first, day(last)).unwrap();
        assert_eq!(net("2026-11-15"), Net(Pence::ZERO));
        assert_eq!(net("2026-11-16"), portion);
        assert_eq!(net("2029-11-16"), portion);
    }

    proptest! {
        #[test]
        fn statements_of_a_year_come_to_the_portion_and_an_early_end_changes_none_before_it(
            pence in 0_i64..50_000_000, begins in 0_u64..3_000, years in 1_u32..4, cut in 1_u64..1_000,
            by in 0_usize..2,
        ) {
            let first_on = day("2024-01-01") + Days::new(begins);
            let last_on = first_on.checked_add_months(Months::new(12 * years)).unwrap() - Days::new(1);
            let (portion, whole) = (Net(Pence::new(pence)), DaySpan { first_on, last_on });
            let net = |spell| spell_net(CostKind::Yearly, portion, first_on, spell).unwrap();
            let all = periods(StatedBy::ALL[by], whole);
            let stated: Vec<Net> = all.iter().map(|spell| net(*spell)).collect();
            prop_assert!(stated.iter().all(|net| !net.pence().is_negative()));
            let sum = Net::total(stated.iter().copied()).unwrap();
            prop_assert_eq!(sum.pence().get(), pence * i64::from(years));
            let end = (first_on + Days::new(cut)).min(last_on);
            let early = periods(StatedBy::ALL[by], DaySpan { first_on, last_on: end });
            for (spell, net_before) in early.iter().zip(&stated).take(early.len() - 1) {
                prop_assert_eq!(&net(*spell), net_before);
            }
        }
    }
}
