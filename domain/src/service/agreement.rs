//! An agreement for a year: when it begins, what it costs in the middle of it, and how it is billed
//! where a school's financial year changes within.

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::access::closed_list;
use crate::calendar::{FinancialYear, FinancialYearKind};
use crate::money::{Net, Overflow};

closed_list! {
    /// When the year of an agreement begins.
    YearBegins {
        /// With the school's own financial year, so that each is billed once.
        OwnYear = "own_year",
        /// On 1 January.
        January = "january",
        /// On 1 April.
        April = "april",
        /// On 1 September.
        September = "september",
    }
}

closed_list! {
    /// What an agreement costs that is bought after its year has begun.
    MidYear {
        /// The months that remain; a month that has begun counts whole.
        MonthsLeft = "months_left",
        /// The whole year.
        WholeYear = "whole_year",
    }
}

/// How many months before a year begins it can be ordered, where staff say nothing.
const OPENS_MONTHS_BEFORE: u8 = 3;

/// The most months that may be.
pub const OPENS_MONTHS_MAX: u8 = 11;

/// What holds for a service that is agreed on for a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementTerms {
    /// When its year begins.
    pub begins: YearBegins,
    /// What it costs in the middle of the year.
    pub mid_year: MidYear,
    /// How many months before it begins next year's can be ordered.
    pub opens_months_before: u8,
}

impl Default for AgreementTerms {
    /// With the school's own year, the months that remain, and three months ahead.
    fn default() -> Self {
        Self {
            begins: YearBegins::OwnYear,
            mid_year: MidYear::MonthsLeft,
            opens_months_before: OPENS_MONTHS_BEFORE,
        }
    }
}

/// The time of one line of an agreement: it lies in one financial year of the school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementPart {
    /// Its first day.
    pub first_on: NaiveDate,
    /// Its last day.
    pub last_on: NaiveDate,
    /// How many months it is billed for.
    pub months: u32,
}

impl AgreementTerms {
    /// The year of the agreement in which a day lies, for a school that keeps a financial year.
    fn year_of(self, own: FinancialYearKind, day: NaiveDate) -> FinancialYear {
        let kind = match self.begins {
            YearBegins::OwnYear => own,
            YearBegins::January => FinancialYearKind::JanuaryToDecember,
            YearBegins::April => FinancialYearKind::AprilToMarch,
            YearBegins::September => FinancialYearKind::SeptemberToAugust,
        };
        FinancialYear::of(kind, day)
    }

    /// The year of the agreement that begins on a day, where one does.
    pub fn year_beginning(
        self,
        own: FinancialYearKind,
        begins_on: NaiveDate,
    ) -> Option<FinancialYear> {
        let year = self.year_of(own, begins_on);
        (year.first_on() == begins_on).then_some(year)
    }

    /// The year after the one in which a day lies.
    pub fn next_year(self, own: FinancialYearKind, day: NaiveDate) -> FinancialYear {
        self.year_of(own, day).next()
    }

    /// The first day on which a year can be ordered.
    pub fn opens_on(self, year: FinancialYear) -> NaiveDate {
        let before = Months::new(u32::from(self.opens_months_before));
        year.first_on().checked_sub_months(before).unwrap_or(year.first_on())
    }

    /// The years that a school can order today: the one that runs, and the next once it is open.
    pub fn years(self, own: FinancialYearKind, today: NaiveDate) -> Vec<FinancialYear> {
        let running = self.year_of(own, today);
        let next = running.next();
        let next = (self.opens_on(next) <= today).then_some(next);
        std::iter::once(running).chain(next).collect()
    }

    /// What a year costs today, of its whole price: in the middle of it what remains, if the terms
    /// say so.
    pub fn charged(
        self,
        whole: Net,
        year: FinancialYear,
        today: NaiveDate,
    ) -> Result<Net, Overflow> {
        match self.mid_year {
            MidYear::WholeYear => Ok(whole),
            MidYear::MonthsLeft => {
                let months = months_of(first_of(year, today), year.last_on());
                whole.pence().fraction(i64::from(months), 12).map(Net)
            }
        }
    }

    /// The lines of an agreement that is ordered today: one for each financial year of the school in
    /// which some of it lies.
    pub fn parts(
        self,
        year: FinancialYear,
        own: FinancialYearKind,
        today: NaiveDate,
    ) -> Vec<AgreementPart> {
        let last_on = year.last_on();
        let mut parts = Vec::with_capacity(2);
        let mut first_on = first_of(year, today);
        while first_on <= last_on {
            let own_year = FinancialYear::of(own, first_on);
            let until = own_year.last_on().min(last_on);
            parts.push(AgreementPart {
                first_on,
                last_on: until,
                months: months_of(first_on, until),
            });
            match until.succ_opt() {
                Some(next) => first_on = next,
                None => break,
            }
        }
        parts
    }
}

/// What each part comes to by its months: together, to the penny, what is charged.
pub fn share_by_months(charged: Net, parts: &[AgreementPart]) -> Result<Vec<Net>, Overflow> {
    let months: Vec<u32> = parts.iter().map(|part| part.months).collect();
    Ok(charged.pence().split(&months)?.into_iter().map(Net).collect())
}

/// The day from which an agreement ordered today runs: the year's first, or today within it.
fn first_of(year: FinancialYear, today: NaiveDate) -> NaiveDate {
    year.first_on().max(today)
}

/// The months from one day to another, each that has begun counted whole.
fn months_of(first_on: NaiveDate, last_on: NaiveDate) -> u32 {
    let number = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month());
    u32::try_from(number(last_on) - number(first_on) + 1).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Pence;

    const MAINTAINED: FinancialYearKind = FinancialYearKind::AprilToMarch;
    const ACADEMY: FinancialYearKind = FinancialYearKind::SeptemberToAugust;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn september() -> AgreementTerms {
        AgreementTerms { begins: YearBegins::September, ..AgreementTerms::default() }
    }

    /// The parts of a year as text, with what each comes to of so many pounds a year.
    fn billed(
        terms: AgreementTerms,
        own: FinancialYearKind,
        today: &str,
        pounds: i32,
    ) -> Vec<String> {
        let today = day(today);
        let year = terms.years(own, today).pop().unwrap();
        let parts = terms.parts(year, own, today);
        let charged = terms.charged(Net(Pence::pounds(pounds)), year, today).unwrap();
        let shares = share_by_months(charged, &parts).unwrap();
        let told = |(part, share): (&AgreementPart, &Net)| {
            let (first, last) = (part.first_on, part.last_on);
            format!("{first} to {last}, {} months: {}", part.months, share.pence())
        };
        parts.iter().zip(&shares).map(told).collect()
    }

    #[test]
    fn a_september_year_of_a_maintained_school_is_billed_seven_and_five_twelfths() {
        assert_eq!(
            billed(september(), MAINTAINED, "2026-07-01", 1_000),
            [
                "2026-09-01 to 2027-03-31, 7 months: £583.33",
                "2027-04-01 to 2027-08-31, 5 months: £416.67"
            ]
        );
        let whole = ["2026-09-01 to 2027-08-31, 12 months: £1,000.00"];
        assert_eq!(billed(september(), ACADEMY, "2026-07-01", 1_000), whole);
    }

    #[test]
    fn a_calendar_year_is_billed_by_the_months_in_each_year_of_the_school() {
        let january = AgreementTerms { begins: YearBegins::January, ..AgreementTerms::default() };
        assert_eq!(
            billed(january, MAINTAINED, "2026-11-23", 1_200),
            [
                "2027-01-01 to 2027-03-31, 3 months: £300.00",
                "2027-04-01 to 2027-12-31, 9 months: £900.00"
            ]
        );
        assert_eq!(
            billed(january, ACADEMY, "2026-11-23", 1_200),
            [
                "2027-01-01 to 2027-08-31, 8 months: £800.00",
                "2027-09-01 to 2027-12-31, 4 months: £400.00"
            ]
        );
    }

    #[test]
    fn an_april_year_of_an_academy_is_billed_five_and_seven_twelfths() {
        let april = AgreementTerms { begins: YearBegins::April, ..AgreementTerms::default() };
        assert_eq!(
            billed(april, ACADEMY, "2027-02-10", 1_200),
            [
                "2027-04-01 to 2027-08-31, 5 months: £500.00",
                "2027-09-01 to 2028-03-31, 7 months: £700.00"
            ]
        );
    }

    #[test]
    fn in_the_middle_of_a_year_it_costs_the_months_that_remain_or_the_whole() {
        let remaining = ["2026-11-23 to 2027-03-31, 5 months: £500.00"];
        assert_eq!(billed(AgreementTerms::default(), MAINTAINED, "2026-11-23", 1_200), remaining);
        let whole = AgreementTerms { mid_year: MidYear::WholeYear, ..september() };
        assert_eq!(
            billed(whole, MAINTAINED, "2026-11-23", 1_200),
            [
                "2026-11-23 to 2027-03-31, 5 months: £600.00",
                "2027-04-01 to 2027-08-31, 5 months: £600.00"
            ]
        );
    }

    #[test]
    fn next_years_can_be_ordered_from_a_day_on() {
        let years = |today: &str| -> Vec<String> {
            let years = AgreementTerms::default().years(MAINTAINED, day(today));
            years.iter().map(ToString::to_string).collect()
        };
        assert_eq!(years("2026-12-31"), ["2026–27"]);
        assert_eq!(years("2027-01-01"), ["2026–27", "2027–28"]);
        assert_eq!(years("2027-04-01"), ["2027–28"]);
    }

    proptest! {
        #[test]
        fn no_penny_of_an_agreement_is_lost_or_found_and_no_day_billed_twice(
            offset in 0_i64..4_000,
            pence in 0_i64..100_000_000,
            begins in 0_usize..4,
            whole in any::<bool>(),
            academy in any::<bool>(),
            opens in 0_u8..=OPENS_MONTHS_MAX,
        ) {
            let today = day("2026-01-01") + chrono::TimeDelta::days(offset);
            let own = if academy { ACADEMY } else { MAINTAINED };
            let mid_year = if whole { MidYear::WholeYear } else { MidYear::MonthsLeft };
            let begins = YearBegins::ALL[begins];
            let terms = AgreementTerms { begins, mid_year, opens_months_before: opens };
            for year in terms.years(own, today) {
                let price = Net(Pence::new(pence));
                let parts = terms.parts(year, own, today);
                let charged = terms.charged(price, year, today).unwrap();
                let shares = share_by_months(charged, &parts).unwrap();
                prop_assert_eq!(Net::total(shares.iter().copied()).unwrap(), charged);
                prop_assert!(charged <= price);
                if year.first_on() >= today {
                    prop_assert_eq!(charged, price);
                    prop_assert_eq!(parts.iter().map(|part| part.months).sum::<u32>(), 12);
                }
                prop_assert!((1..=2).contains(&parts.len()));
                prop_assert_eq!(parts[0].first_on, year.first_on().max(today));
                prop_assert_eq!(parts[parts.len() - 1].last_on, year.last_on());
                for pair in parts.windows(2) {
                    prop_assert_eq!(pair[0].last_on.succ_opt().unwrap(), pair[1].first_on);
                }
                for part in &parts {
                    let in_one = FinancialYear::of(own, part.first_on);
                    prop_assert!(in_one.contains(part.last_on));
                    prop_assert!(year.contains(part.first_on) && year.contains(part.last_on));
                }
            }
        }
    }
}
