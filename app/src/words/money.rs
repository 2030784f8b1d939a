//! Amounts and counts in words.

use domain::Pence;

/// `£1,234.50`.
pub fn money(amount: Pence) -> String {
    amount.to_string()
}

/// `£1,234` where there are no odd pence, else `£1,234.50`: for headings and running text.
pub fn pounds(amount: Pence) -> String {
    let text = amount.to_string();
    text.strip_suffix(".00").map_or(text.clone(), str::to_owned)
}

/// An amount as a spreadsheet reads it: `-1234.50`.
pub fn plain_pounds(amount: Pence) -> String {
    let sign = if amount.is_negative() { "-" } else { "" };
    let pence = amount.get().unsigned_abs();
    format!("{sign}{}.{:02}", pence / 100, pence % 100)
}

/// `1 school`, `2 schools`, `1,204 schools`.
pub fn plural(count: u64, one: &str, many: &str) -> String {
    let word = if count == 1 { one } else { many };
    format!("{} {word}", domain::money::grouped(count))
}

/// The beginning of a long text, as a table shows it.
pub fn beginning(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LONGEST).collect();
    format!("{}\u{2026}", kept.trim_end())
}

/// The same of what a list holds.
pub fn plural_of(count: usize, one: &str, many: &str) -> String {
    plural(u64::try_from(count).unwrap_or(u64::MAX), one, many)
}

/// `1,204`: a count, wherever one is printed.
pub fn count(count: impl TryInto<u64>) -> String {
    domain::money::grouped(count.try_into().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_long_text_is_cut_and_says_so() {
        assert_eq!(beginning(&"x".repeat(60)), "x".repeat(60));
        assert_eq!(beginning(&"x".repeat(61)), format!("{}\u{2026}", "x".repeat(60)));
    }

    #[test]
    fn amounts_lose_only_empty_pence() {
        assert_eq!(pounds(Pence::new(123_400)), "£1,234");
        assert_eq!(pounds(Pence::new(123_450)), "£1,234.50");
        assert_eq!(plural(1, "school", "schools"), "1 school");
        assert_eq!(plural(1_204, "school", "schools"), "1,204 schools");
    }
}
