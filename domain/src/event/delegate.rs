//! Who comes: staff of a school, one on a line.

use serde::{Deserialize, Serialize};

use crate::failure::Problem;
use crate::text::{self, Email};

/// The most places that one school takes at an event at once.
pub const DELEGATES_MAX: usize = 500;

/// Somebody of a school's staff who comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegate {
    /// Their name.
    pub name: String,
    /// Their address, where they are to be sent the joining link themselves.
    pub email: Option<Email>,
}

/// Reads delegates, one on a line: `Wren Castle`, or `Wren Castle, wren.castle@hill.example`. Nobody
/// needs to be named yet.
///
/// # Errors
/// `TooMany`; `OnLines` with what is wrong on which.
pub fn read_delegates(text: &str) -> Result<Vec<Delegate>, Problem> {
    let lines: Vec<(usize, &str)> =
        (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).collect();
    if lines.len() > DELEGATES_MAX {
        return Err(Problem::TooMany { most: i64::try_from(DELEGATES_MAX).unwrap_or(i64::MAX) });
    }
    let (mut found, mut wrong): (Vec<Delegate>, Vec<(usize, Problem)>) = (Vec::new(), Vec::new());
    for (number, line) in lines {
        match read_line(line) {
            Ok(delegate) if delegate.email.is_some() && is_there(&found, &delegate) => {
                wrong.push((number, Problem::AlreadyUsed));
            }
            Ok(delegate) => found.push(delegate),
            Err(problem) => wrong.push((number, problem)),
        }
    }
    if wrong.is_empty() { Ok(found) } else { Err(Problem::OnLines(wrong)) }
}

fn is_there(found: &[Delegate], delegate: &Delegate) -> bool {
    found.iter().any(|other| other.email == delegate.email)
}

fn read_line(line: &str) -> Result<Delegate, Problem> {
    let address = |word: &&str| word.contains('@');
    let words = line.split(|c: char| c.is_whitespace() || ",;<>()".contains(c));
    let typed = words.filter(|word| !word.is_empty()).find(address);
    let email = typed.map(Email::parse).transpose()?;
    let name = match typed {
        Some(typed) => line.replacen(typed, " ", 1),
        None => line.to_owned(),
    };
    let name = name.trim_matches(|c: char| c.is_whitespace() || ",;<>()".contains(c));
    Ok(Delegate { name: text::name(name, 120)?, email })
}

/// Delegates as they are typed.
pub fn write_delegates<'a>(delegates: impl IntoIterator<Item = &'a Delegate>) -> String {
    let line = |delegate: &Delegate| match &delegate.email {
        Some(email) => format!("{}, {email}", delegate.name),
        None => delegate.name.clone(),
    };
    delegates.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_name_and_may_have_an_address() {
        let text =
            "Wren  Castle\n\nBo Lind, Bo.Lind@hill.example\nCy Marr <cy@hill.example>\nWren Castle";
        let found = read_delegates(text).unwrap();
        let written = write_delegates(&found);
        assert_eq!(
            written,
            "Wren Castle\nBo Lind, bo.lind@hill.example\nCy Marr, cy@hill.example\nWren Castle"
        );
        assert_eq!(read_delegates(&written), Ok(found));
        assert_eq!(read_delegates(" \n "), Ok(Vec::new()), "nobody is named yet");
    }

    #[test]
    fn what_is_wrong_is_said_by_its_line() {
        let wrong = vec![
            (1, Problem::Missing),
            (2, Problem::NotAnEmail),
            (3, Problem::NoLetter),
            (5, Problem::AlreadyUsed),
        ];
        let text = "bo@hill.example\nBo, bo@hill\n12345\nBo, bo@hill.example\nBob bo@hill.example";
        assert_eq!(read_delegates(text), Err(Problem::OnLines(wrong)));
        let many = "Wren\n".repeat(DELEGATES_MAX + 1);
        assert_eq!(read_delegates(&many), Err(Problem::TooMany { most: 500 }));
    }
}
