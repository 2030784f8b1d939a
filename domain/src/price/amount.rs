//! Reading an amount of money as people type it.

use crate::failure::Problem;
use crate::money::Pence;

/// The largest amount that is taken from a form or a file: ten million pounds.
pub(super) const LARGEST: i64 = 1_000_000_000;

/// Reads `£395`, `395.00`, `1,200` or `1,200.50` as pounds and pence, and `free` as nothing.
///
/// What says that VAT is added (`+ VAT`, `ex VAT`) is fine, since prices exclude VAT; what says
/// that VAT is included is refused, as are a minus sign and more than two decimals.
pub fn parse_pounds(text: &str) -> Result<Pence, Problem> {
    let lower = text.trim().to_lowercase();
    if lower.is_empty() {
        return Err(Problem::Missing);
    }
    let bare = without_vat_words(&lower);
    if bare == "free" {
        return Ok(Pence::ZERO);
    }
    let bare = bare.strip_prefix('£').or(bare.strip_prefix("gbp")).unwrap_or(bare).trim();
    let (pounds, pence) = bare.split_once('.').unwrap_or((bare, ""));
    let pounds = whole_pounds(pounds).ok_or(Problem::NotMoney)?;
    let pence = pence_after_point(pence).ok_or(Problem::NotMoney)?;
    let amount = pounds.checked_mul(100).and_then(|p| p.checked_add(pence));
    match amount {
        Some(amount) if amount <= LARGEST => Ok(Pence::new(amount)),
        _ => Err(Problem::OutOfRange { min: 0, max: LARGEST / 100 }),
    }
}

fn without_vat_words(text: &str) -> &str {
    let endings = ["+ vat", "+vat", "plus vat", "ex vat", "ex. vat", "excl vat", "excl. vat"];
    endings.iter().find_map(|ending| text.strip_suffix(ending)).unwrap_or(text).trim()
}

/// Digits, with thousands marked by commas in their right places or not at all.
fn whole_pounds(text: &str) -> Option<i64> {
    let mut groups = text.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let grouped = rest.is_empty() || first.len() <= 3;
    let fits = !first.is_empty()
        && digits(first)
        && grouped
        && rest.iter().all(|group| group.len() == 3 && digits(group));
    if !fits {
        return None;
    }
    // Digits beyond 64 bits: hold the value at the top, so that the range is what is complained of.
    Some(format!("{first}{}", rest.concat()).parse().unwrap_or(i64::MAX))
}

fn pence_after_point(text: &str) -> Option<i64> {
    match text.len() {
        0 => Some(0),
        1 => text.parse::<u8>().ok().map(|tenths| i64::from(tenths) * 10),
        2 if text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_read_as_price_lists_write_them() {
        for (text, pence) in [
            ("£395", 39_500),
            ("395.00", 39_500),
            ("1,200", 120_000),
            (" £1,200.50 ", 120_050),
            ("19.5", 1_950),
            ("£ 240 + VAT", 24_000),
            ("GBP 85 ex VAT", 8_500),
            ("Free", 0),
            ("0", 0),
        ] {
            assert_eq!(parse_pounds(text), Ok(Pence::new(pence)), "{text}");
        }
    }

    #[test]
    fn what_is_no_plain_amount_is_refused() {
        for text in [
            "abc",
            "-5",
            "1,20",
            "1.200,00",
            "12.345",
            "£",
            "5 inc VAT",
            "1,,200",
            "1200,300",
            "+5",
        ] {
            assert_eq!(parse_pounds(text), Err(Problem::NotMoney), "{text}");
        }
        assert_eq!(parse_pounds("  "), Err(Problem::Missing));
        for text in ["10000000.01", "99999999999999999999999"] {
            let range = Problem::OutOfRange { min: 0, max: 10_000_000 };
            assert_eq!(parse_pounds(text), Err(range), "{text}");
        }
    }

    proptest! {
        #[test]
        fn an_amount_reads_back_as_written(pence in 0_i64..=LARGEST) {
            let amount = Pence::new(pence);
            prop_assert_eq!(parse_pounds(&amount.to_string()), Ok(amount));
        }

        #[test]
        fn no_text_whatever_breaks_the_reader(text in ".{0,40}") {
            if let Ok(amount) = parse_pounds(&text) {
                prop_assert!((0..=LARGEST).contains(&amount.get()));
            }
        }
    }
}
