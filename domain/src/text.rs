//! Small parsed texts: once one of these exists, it is well formed.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::failure::Problem;
use crate::form::optional;

/// Trims, folds runs of white space, and holds the length between one and `max` characters.
pub fn line(text: &str, max: usize) -> Result<String, Problem> {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let folded: String =
        folded.chars().filter(|c| !c.is_control() && !turns_direction(*c)).collect();
    match folded.chars().count() {
        0 => Err(Problem::Missing),
        count if count > max => Err(Problem::TooLong { max }),
        _ => Ok(folded),
    }
}

/// Whether a character turns the direction of what is written after it, so that an amount would read
/// backwards.
const fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character is one that nobody sees: it controls a machine, turns the direction of what
/// follows, or has no width.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Reads what people, organisations and things are called: a [`line()`] with a letter in it, and with
/// nothing that would make it look like another.
///
/// # Errors
/// As for a line; `HiddenCharacter`, `NoLetter`.
pub fn name(text: &str, max: usize) -> Result<String, Problem> {
    let folded = |c: char| matches!(c, '\t' | '\n' | '\r');
    if text.trim().chars().any(|c| is_hidden(c) && !folded(c)) {
        return Err(Problem::HiddenCharacter);
    }
    let name = line(text, max)?;
    if name.chars().any(char::is_alphabetic) { Ok(name) } else { Err(Problem::NoLetter) }
}

/// The fewest digits that a telephone number has.
const TELEPHONE_DIGITS: usize = 7;

/// Reads how somebody is reached: by name, by address, or by telephone.
///
/// # Errors
/// As for a line; `HiddenCharacter`, `NotAContact`.
pub fn contact(text: &str, max: usize) -> Result<String, Problem> {
    match name(text, max) {
        Err(Problem::NoLetter) => {
            let line = line(text, max)?;
            let digits = line.chars().filter(char::is_ascii_digit).count();
            if digits >= TELEPHONE_DIGITS { Ok(line) } else { Err(Problem::NotAContact) }
        }
        read => read,
    }
}

/// Like [`line()`], but nothing typed is fine and gives nothing.
pub fn optional_line(text: &str, max: usize) -> Result<Option<String>, Problem> {
    optional(line(text, max))
}

/// Several lines: trims the ends, keeps inner line breaks, drops other control characters.
pub fn paragraph(text: &str, max: usize) -> Result<String, Problem> {
    let shown = |c: &char| *c == '\n' || !(c.is_control() || turns_direction(*c));
    let kept: String = text.replace("\r\n", "\n").chars().filter(shown).collect();
    let kept = kept.trim();
    match kept.chars().count() {
        0 => Err(Problem::Missing),
        count if count > max => Err(Problem::TooLong { max }),
        _ => Ok(kept.to_owned()),
    }
}

/// What names are sorted by: "Person 2" stands before "Person 10", and capitals make no difference.
pub fn sort_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut digits = String::new();
    for c in text.chars().flat_map(char::to_lowercase).map(Some).chain([None]) {
        match c {
            Some(digit) if digit.is_ascii_digit() => digits.push(digit),
            other => {
                if !digits.is_empty() {
                    key.push_str(&format!("{:0>20}", digits.trim_start_matches('0')));
                    digits.clear();
                }
                key.extend(other);
            }
        }
    }
    key
}

/// Lower-case words with one space between, for matching what people typed: `&` reads as `and`,
/// and everything that is neither letter nor digit as a space.
pub fn plain_words(text: &str) -> String {
    let spaced: String = text
        .replace('&', " and ")
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                Self::parse(&text).map_err(|_| format!("not a {}: {text}", stringify!($name)))
            }
        }
    )*};
}

texts! {
    /// An e-mail address, lower case.
    Email;
    /// A school's unique reference number in the national register: six digits.
    Urn;
    /// A postcode in its usual form, `E2 9PJ`.
    Postcode;
    /// A buyer's purchase order number, up to 30 characters.
    PurchaseOrderNumber;
    /// A code of the Common Procurement Vocabulary (2008), eight digits.
    Cpv;
    /// A code of the Consistent Financial Reporting framework, like `E27` or `E28a`.
    Cfr;
    /// A local authority's three-digit code in the national register.
    LaCode;
}

impl Email {
    /// Reads an address: one `@`, a dot in the domain, no white space, at most 254 characters
    /// (RFC 5321, section 4.5.3.1.3).
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim().to_lowercase();
        if text.is_empty() {
            return Err(Problem::Missing);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(Problem::NotAnEmail)?;
        let odd = |c: char| c.is_whitespace() || c.is_control() || "<>(),;:\"[]\\".contains(c);
        let dotted = domain.contains('.')
            && domain.split('.').all(|label| {
                !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            });
        let fits = text.len() <= 254 && !local.is_empty() && local.len() <= 64;
        if !dotted || !fits || local.contains('@') || text.chars().any(odd) {
            return Err(Problem::NotAnEmail);
        }
        Ok(Self(text))
    }

    /// What stands after the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl Urn {
    /// Reads a number of five to seven digits (six today; the register has had no others since).
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        match text {
            "" => Err(Problem::Missing),
            _ if (5..=7).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(Problem::NotAUrn),
        }
    }
}

impl LaCode {
    /// Reads three digits, leading zeros kept.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        match text {
            "" => Err(Problem::Missing),
            _ if text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit()) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(Problem::NotAChoice),
        }
    }
}

impl Postcode {
    /// Reads a postcode however it is spaced, and writes it with one space before the last three
    /// characters (BS 7666).
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let bare = bare.to_ascii_uppercase();
        if bare.is_empty() {
            return Err(Problem::Missing);
        }
        let long_enough = (5..=7).contains(&bare.len()) && bare.is_ascii();
        let (outward, inward) =
            bare.split_at_checked(bare.len().saturating_sub(3)).ok_or(Problem::NotAPostcode)?;
        let mut inward_chars = inward.chars();
        let inward_fits = inward_chars.next().is_some_and(|c| c.is_ascii_digit())
            && inward_chars.all(|c| c.is_ascii_alphabetic());
        let outward_fits = outward.starts_with(|c: char| c.is_ascii_alphabetic())
            && outward.chars().all(|c| c.is_ascii_alphanumeric())
            && outward.chars().any(|c| c.is_ascii_digit());
        if !long_enough || !inward_fits || !outward_fits {
            return Err(Problem::NotAPostcode);
        }
        Ok(Self(format!("{outward} {inward}")))
    }
}

impl PurchaseOrderNumber {
    /// Reads up to 30 letters, digits, spaces, `-`, `/`, `.` and `_`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = line(text, 30)?;
        let fits = text.chars().all(|c| c.is_ascii_alphanumeric() || " -/._".contains(c));
        if fits { Ok(Self(text)) } else { Err(Problem::NotAPurchaseOrderNumber) }
    }
}

impl Cpv {
    /// Reads eight digits, with or without the check digit behind them.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Problem::Missing);
        }
        let (code, check) = text.split_once('-').unwrap_or((text, "0"));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if code.len() == 8 && digits(code) && check.len() == 1 && digits(check) {
            Ok(Self(code.to_owned()))
        } else {
            Err(Problem::NotACpv)
        }
    }
}

impl Cfr {
    /// Reads `E01` to `E32` or `I01` to `I18`, with the letter some have behind them.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Problem::Missing);
        }
        let mut chars = text.chars();
        let kind = chars.next().map(|c| c.to_ascii_uppercase());
        let number: String = chars.by_ref().take(2).collect();
        let tail: String = chars.collect();
        let most = match kind {
            Some('E') => 32,
            Some('I') => 18,
            _ => return Err(Problem::NotACfr),
        };
        let in_range =
            number.len() == 2 && number.parse().is_ok_and(|n: u8| (1..=most).contains(&n));
        let tail_fits = tail.len() <= 1 && tail.chars().all(|c| c.is_ascii_alphabetic());
        match kind {
            Some(kind) if in_range && tail_fits => Ok(Self(format!("{kind}{number}{tail}"))),
            _ => Err(Problem::NotACfr),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_trimmed_folded_and_measured() {
        assert_eq!(line("  Hill   Rise\tPrimary ", 40), Ok("Hill Rise Primary".to_owned()));
        assert_eq!(line(" \n ", 40), Err(Problem::Missing));
        assert_eq!(line("abcdef", 5), Err(Problem::TooLong { max: 5 }));
        assert_eq!(optional_line("  ", 5), Ok(None));
        assert_eq!(paragraph("one\r\ntwo\u{7} \n", 40), Ok("one\ntwo".to_owned()));
    }

    #[test]
    fn a_name_has_a_letter_and_nothing_that_nobody_sees() {
        let hidden = [
            "\u{202e}eno",
            "Hill\u{200b} Rise",
            "a\u{2066}b",
            "b\u{7}ell",
            "c\u{85}d",
            "\u{feff}x\u{feff}",
        ];
        for text in hidden {
            assert_eq!(name(text, 40), Err(Problem::HiddenCharacter), "{text:?}");
        }
        assert_eq!(line("Salary\u{202e} £54\u{2069}", 40).as_deref(), Ok("Salary £54"));
        assert_eq!(paragraph("a\u{2066}b\nc", 40).as_deref(), Ok("ab\nc"));
        for text in ["42", "...", "🦉", "-", "½"] {
            assert_eq!(name(text, 40), Err(Problem::NoLetter), "{text}");
        }
        for text in ["Zoë O’Neil", "李小龙", "عائشة", "24-hour care", "É", "Hill\tRise"]
        {
            assert!(name(text, 40).is_ok(), "{text}");
        }
        assert_eq!(name("  ", 40), Err(Problem::Missing));
        assert_eq!(name("abcdef", 5), Err(Problem::TooLong { max: 5 }));
    }

    proptest::proptest! {
        #[test]
        fn a_name_that_was_read_reads_again_as_it_is(text in "\\PC{0,30}") {
            if let Ok(read) = name(&text, 40) {
                proptest::prop_assert_eq!(name(&read, 40), Ok(read.clone()));
            }
        }
    }

    #[test]
    fn somebody_is_reached_by_name_address_or_telephone() {
        for text in ["office@pool.example", "Ask for the office", "020 7946 0000"] {
            assert_eq!(contact(text, 60), Ok(text.to_owned()));
        }
        for text in ["1234", "🦉", "???"] {
            assert_eq!(contact(text, 60), Err(Problem::NotAContact), "{text}");
        }
        assert_eq!(contact("\u{202e}office", 60), Err(Problem::HiddenCharacter));
    }

    #[test]
    fn names_with_numbers_are_sorted_as_people_count() {
        let mut names = ["Person 10", "Ms 3", "person 2", "Person 02b", "Person 1", "Ms 12"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["Ms 3", "Ms 12", "Person 1", "person 2", "Person 02b", "Person 10"]);
    }

    #[test]
    fn words_are_plain_however_they_were_typed() {
        assert_eq!(plain_words("  HR & Payroll (per-pupil) "), "hr and payroll per pupil");
        assert_eq!(plain_words("speech_and_language"), "speech and language");
        assert_eq!(plain_words("£"), "");
    }

    #[test]
    fn addresses_are_read_or_refused() {
        assert_eq!(Email::parse(" Amina@School.sch.UK ").unwrap().as_str(), "amina@school.sch.uk");
        for bad in ["a", "a@b", "@b.uk", "a b@c.uk", "a@b..uk", "a@@b.uk", "a@b.uk\nBcc: c@d.uk"] {
            assert_eq!(Email::parse(bad), Err(Problem::NotAnEmail), "{bad}");
        }
    }

    #[test]
    fn postcodes_come_out_in_one_form() {
        assert_eq!(Postcode::parse("e29pj").unwrap().as_str(), "E2 9PJ");
        assert_eq!(Postcode::parse("RM10 7 FH").unwrap().as_str(), "RM10 7FH");
        for bad in ["E2", "12345", "E2 99J", "EEEEEEE", "É2 9PJ"] {
            assert_eq!(Postcode::parse(bad), Err(Problem::NotAPostcode), "{bad}");
        }
    }

    #[test]
    fn codes_are_read_or_refused() {
        assert_eq!(Urn::parse("100000").unwrap().as_str(), "100000");
        assert_eq!(Urn::parse("10000a"), Err(Problem::NotAUrn));
        assert_eq!(Cpv::parse("85312320-8").unwrap().as_str(), "85312320");
        assert_eq!(Cpv::parse("8531232"), Err(Problem::NotACpv));
        assert_eq!(Cfr::parse("e28a").unwrap().as_str(), "E28a");
        assert_eq!(Cfr::parse("E33"), Err(Problem::NotACfr));
        assert_eq!(PurchaseOrderNumber::parse("PO-10423").unwrap().as_str(), "PO-10423");
        assert_eq!(PurchaseOrderNumber::parse("PO;10423"), Err(Problem::NotAPurchaseOrderNumber));
    }
}
