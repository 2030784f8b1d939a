//! The standard rate of VAT as dated data.

use chrono::NaiveDate;

use crate::money::BasisPoints;

/// Where the standard rate stands.
pub const RATE_SOURCE: &str = "Value Added Tax Act 1994, section 2(1)";

/// From which day which standard rate holds, earliest first. A change of rate is a new row.
const STANDARD: &[((i32, u32, u32), u32)] = &[((2011, 1, 4), 2_000)];

/// The standard rate on a day; nothing for days before the first rate held.
pub fn standard_rate(on: NaiveDate) -> Option<BasisPoints> {
    STANDARD.iter().rev().find_map(|((year, month, day), points)| {
        let from = NaiveDate::from_ymd_opt(*year, *month, *day)?;
        (from <= on).then_some(BasisPoints::new(*points))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_rate_is_a_fifth_since_4_january_2011() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(standard_rate(day(2011, 1, 4)), Some(BasisPoints::new(2_000)));
        assert_eq!(standard_rate(day(2026, 9, 1)), Some(BasisPoints::new(2_000)));
        assert_eq!(standard_rate(day(2011, 1, 3)), None);
    }
}
