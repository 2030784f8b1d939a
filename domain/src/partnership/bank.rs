//! What stands at the foot of an invoice: VAT number and bank account.

use serde::{Deserialize, Serialize};

use crate::failure::{FieldProblem, Problem};
use crate::form::Reading;
use crate::text;

/// Where schools pay what a partnership sells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bank {
    /// The name of the account.
    pub name: String,
    /// Its sort code, written `20-00-00`.
    pub sort_code: String,
    /// Its number: eight digits.
    pub account: String,
}

impl Bank {
    /// Reads a form: fields `bank_name`, `bank_sort_code` and `bank_account`.
    pub fn read(name: &str, sort_code: &str, account: &str) -> Result<Self, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let name = reading.take("bank_name", text::name(name, 80));
        let sort_code = reading.take("bank_sort_code", read_sort_code(sort_code));
        let account = reading.take("bank_account", read_account_number(account));
        let read = name.zip(sort_code).zip(account);
        reading.finish(read.map(|((name, sort_code), account)| Self { name, sort_code, account }))
    }

    /// The account as it is kept; none where a part of it is missing.
    pub fn of(
        name: Option<String>,
        sort_code: Option<String>,
        account: Option<String>,
    ) -> Option<Self> {
        Some(Self { name: name?, sort_code: sort_code?, account: account? })
    }

    /// The account with all but the end of its number hidden, as letters tell of it.
    pub fn hidden(&self) -> String {
        let shown = self.account.get(self.account.len().saturating_sub(4)..).unwrap_or_default();
        format!("{}, account ending {shown}", self.name)
    }
}

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
fn read_sort_code(text: &str) -> Result<String, Problem> {
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
fn read_account_number(text: &str) -> Result<String, Problem> {
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
    fn an_account_is_whole_or_everything_wrong_with_it_is_said() {
        let bank = Bank::read(" Riverside  Schools", "200000", "1234 5678").unwrap();
        assert_eq!(bank.hidden(), "Riverside Schools, account ending 5678");
        let wrong = Bank::read("", "2000", "x").unwrap_err();
        let fields: Vec<&str> = wrong.iter().map(|found| found.field).collect();
        assert_eq!(fields, ["bank_name", "bank_sort_code", "bank_account"]);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        assert_eq!(read_vat_number("GB12345"), Err(Problem::NotAVatNumber));
        assert_eq!(read_sort_code("2000\u{e9}0"), Err(Problem::NotASortCode));
        assert_eq!(read_account_number("1234567"), Err(Problem::NotAnAccountNumber));
        assert_eq!(read_sort_code(" "), Err(Problem::Missing));
    }
}
