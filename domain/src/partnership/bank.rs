//! What stands at the foot of an invoice: VAT number and bank account.

use crate::failure::Problem;

/// Reads a VAT registration number, with or without `GB` and spaces: nine digits, or twelve for a
/// branch. Written `GB123456789`.
pub fn read_vat_number(text: &str) -> Result<String, Problem> {
    let bare = bare(text);
    let digits = bare.strip_prefix("GB").unwrap_or(&bare);
    match digits.len() {
        0 => Err(Problem::Missing),
        9 | 12 if is_digits(digits) => Ok(format!("GB{digits}")),
        _ => Err(Problem::NotAVatNumber),
    }
}

/// Reads a sort code however it is set apart. Written `20-00-00`.
pub fn read_sort_code(text: &str) -> Result<String, Problem> {
    let bare = bare(text);
    match (bare.get(..2), bare.get(2..4), bare.get(4..6)) {
        _ if bare.is_empty() => Err(Problem::Missing),
        (Some(a), Some(b), Some(c)) if bare.len() == 6 && is_digits(&bare) => {
            Ok(format!("{a}-{b}-{c}"))
        }
        _ => Err(Problem::NotASortCode),
    }
}

/// Reads a bank account number of eight digits.
pub fn read_account_number(text: &str) -> Result<String, Problem> {
    let bare = bare(text);
    match bare.len() {
        0 => Err(Problem::Missing),
        8 if is_digits(&bare) => Ok(bare),
        _ => Err(Problem::NotAnAccountNumber),
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_uppercase()
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_however_they_are_set_apart() {
        assert_eq!(read_vat_number("gb 123 4567 89").as_deref(), Ok("GB123456789"));
        assert_eq!(read_sort_code("20 00-00").as_deref(), Ok("20-00-00"));
        assert_eq!(read_account_number("1234 5678").as_deref(), Ok("12345678"));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        assert_eq!(read_vat_number("GB12345"), Err(Problem::NotAVatNumber));
        assert_eq!(read_sort_code("2000\u{e9}0"), Err(Problem::NotASortCode));
        assert_eq!(read_account_number("1234567"), Err(Problem::NotAnAccountNumber));
        assert_eq!(read_sort_code(" "), Err(Problem::Missing));
    }
}
