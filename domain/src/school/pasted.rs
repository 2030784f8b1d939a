//! Numbers of schools as somebody pastes them: from a spreadsheet, an e-mail, a list with names.

use std::collections::HashSet;

use crate::text::{Email, Urn};

/// The most characters that are given back of a word, and of a line for each of its numbers.
const SHOWN_MAX: usize = 200;

/// The most lines that are read from one paste, and the most numbers.
pub const PASTED_LINES_MAX: usize = 2_000;

/// What stands in one line, or in one line's part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pasted {
    /// The line, as pasted, so that nothing of it is lost; where it holds several numbers, what of it is
    /// about this one.
    pub line: String,
    /// The number in it; nothing where there is none.
    pub urn: Option<Urn>,
    /// An e-mail address in the same line.
    pub email: Option<Email>,
    /// The words of the line that are neither: a name, or an address with a slip in it.
    pub others: Vec<String>,
}

/// Reads numbers, whatever stands between them; a line may hold a name and an e-mail address too.
/// A line without a number is given back as such, a blank one is passed over, and a number that
/// stands there again is left out.
pub fn read_pasted(text: &str) -> Vec<Pasted> {
    let mut found: Vec<Pasted> = Vec::new();
    let mut seen: HashSet<Urn> = HashSet::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()).take(PASTED_LINES_MAX) {
        let words: Vec<&str> =
            line.split(|c: char| c.is_whitespace() || ",;|\"'<>()".contains(c)).collect();
        let email = words.iter().find_map(|word| Email::parse(word).ok());
        let urns: Vec<Urn> = words.iter().filter_map(|word| urn_in(word)).collect();
        let others: Vec<String> = words
            .iter()
            .filter(|word| {
                !word.is_empty() && Email::parse(word).is_err() && urn_in(word).is_none()
            })
            .map(|word| word.chars().take(SHOWN_MAX).collect())
            .collect();
        let several = urns.len() > 1;
        let pasted = |urn: Option<Urn>| {
            let line = match &urn {
                Some(urn) if several => part(urn, email.as_ref(), &others),
                Some(_) | None => line.to_owned(),
            };
            Pasted { line, urn, email: email.clone(), others: others.clone() }
        };
        if urns.is_empty() {
            found.push(pasted(None));
        }
        for urn in urns {
            if found.len() < PASTED_LINES_MAX && seen.insert(urn.clone()) {
                found.push(pasted(Some(urn)));
            }
        }
    }
    found
}

/// What of a line with several numbers is about one of them: so that it can be put right by itself, and
/// a long line is not given back once for each of them.
fn part(urn: &Urn, email: Option<&Email>, others: &[String]) -> String {
    let words = std::iter::once(urn.as_str()).chain(email.map(Email::as_str));
    let words: Vec<&str> = words.chain(others.iter().map(String::as_str)).collect();
    words.join(" ").chars().take(SHOWN_MAX).collect()
}

/// A number of its own or with something like `URN:` or `#` before it.
fn urn_in(word: &str) -> Option<Urn> {
    let digits = word.trim_matches(|c: char| !c.is_ascii_digit());
    let before = word.split(digits).next().unwrap_or_default().to_ascii_lowercase();
    let plain = matches!(before.trim_end_matches([':', '.', '-']), "" | "urn" | "#");
    (plain && !word.contains('@')).then(|| Urn::parse(digits).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urns(text: &str) -> Vec<String> {
        let found = read_pasted(text);
        found.iter().map(|p| p.urn.as_ref().map_or("-", Urn::as_str).to_owned()).collect()
    }

    #[test]
    fn any_separators_will_do_and_names_are_no_numbers() {
        assert_eq!(
            urns("100000, 100001;100002\t100003 100004"),
            ["100000", "100001", "100002", "100003", "100004"]
        );
        assert_eq!(
            urns("100000 Lark Lane School\r\n\r\nURN:100001\n#100002."),
            ["100000", "100001", "100002"]
        );
        assert_eq!(urns("Hill Rise, IG1 1AA\n12345678\nA100000"), ["-", "-", "-"]);
    }

    #[test]
    fn a_number_that_stands_there_again_is_left_out() {
        assert_eq!(urns("100000\n100001 100000\n100000"), ["100000", "100001"]);
    }

    #[test]
    fn a_long_line_is_given_back_whole_and_one_of_several_numbers_in_parts() {
        let long = format!("Lark Lane {}", "x".repeat(400));
        assert_eq!(read_pasted(&long)[0].line, long);
        let several = read_pasted("100000 100001; head@lark.example");
        let lines: Vec<&str> = several.iter().map(|one| one.line.as_str()).collect();
        assert_eq!(lines, ["100000 head@lark.example", "100001 head@lark.example"]);
    }

    #[test]
    fn an_address_belongs_to_the_numbers_of_its_line() {
        let found = read_pasted("100000 <Head@Lark.example>\n100001");
        let email = found[0].email.as_ref().map(Email::as_str);
        assert_eq!((email, &found[1].email), (Some("head@lark.example"), &None));
        let slip = read_pasted("100000, Lark Lane head@lark");
        assert_eq!(
            (&slip[0].email, slip[0].others.join(" ")),
            (&None, "Lark Lane head@lark".to_owned())
        );
    }
}
