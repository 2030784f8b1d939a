//! Addresses made from names: `/redbridge-education-partnership`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::failure::Problem;

/// The part of an address that stands for a name: small letters, digits and single hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

impl Slug {
    /// The most characters of a slug.
    pub const MAX: usize = 60;
    /// How many numbers are tried behind a name that is taken.
    const MOST_ALIKE: u16 = 10_000;

    /// Reads a slug as it stands in an address.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.is_empty() {
            return Err(Problem::Missing);
        }
        if text.len() > Self::MAX {
            return Err(Problem::TooLong { max: Self::MAX });
        }
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let odd = text.starts_with('-') || text.ends_with('-') || text.contains("--");
        if odd || !text.chars().all(plain) {
            return Err(Problem::NotAChoice);
        }
        Ok(Self(text.to_owned()))
    }

    /// Makes the slug of a name, with a number behind it if that is taken: `-2`, `-3`, …
    ///
    /// `taken` says of a slug whether something else has it or it is kept free for other pages.
    /// A name without a Latin letter or digit is missing; one that ten thousand others have is
    /// already used.
    pub fn from_name(name: &str, mut taken: impl FnMut(&str) -> bool) -> Result<Self, Problem> {
        let stem = hyphenated(name);
        if stem.is_empty() {
            return Err(Problem::Missing);
        }
        let first = shortened(&stem, Self::MAX).to_owned();
        if !taken(&first) {
            return Ok(Self(first));
        }
        (2..=Self::MOST_ALIKE)
            .map(|number| {
                let end = format!("-{number}");
                format!("{}{end}", shortened(&stem, Self::MAX.saturating_sub(end.len())))
            })
            .find(|slug| !taken(slug))
            .map(Self)
            .ok_or(Problem::AlreadyUsed)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name's words in small plain letters with hyphens between.
fn hyphenated(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.to_lowercase().chars() {
        match c {
            '&' => plain.push_str(" and "),
            // Left out, so that what an apostrophe joins stays one word.
            '\'' | '\u{2019}' => {}
            c if c.is_ascii_alphanumeric() => plain.push(c),
            c => plain.push_str(without_accent(c)),
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join("-")
}

/// The plain letters for an accented one of the languages around us; else a space.
fn without_accent(c: char) -> &'static str {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => "a",
        'ç' => "c",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ł' => "l",
        'ñ' | 'ń' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => "o",
        'š' | 'ś' => "s",
        'ù' | 'ú' | 'û' | 'ü' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ž' | 'ż' | 'ź' => "z",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        _ => " ",
    }
}

/// At most so many characters, cut between words where there is a place to cut.
fn shortened(stem: &str, most: usize) -> &str {
    let Some((head, tail)) = stem.split_at_checked(most) else {
        return stem;
    };
    let cut = if tail.is_empty() || tail.starts_with('-') {
        head
    } else {
        head.rsplit_once('-').map_or(head, |(words, _)| words)
    };
    cut.trim_end_matches('-')
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

impl TryFrom<String> for Slug {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|_| format!("not a slug: {text}"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn free(name: &str) -> Result<String, Problem> {
        Slug::from_name(name, |_| false).map(String::from)
    }

    #[test]
    fn names_become_addresses() {
        for (name, slug) in [
            ("Redbridge Education Partnership", "redbridge-education-partnership"),
            ("  Barking & Dagenham  SIP ", "barking-and-dagenham-sip"),
            ("St Ninian\u{2019}s Schools", "st-ninians-schools"),
            ("École à Becket / South", "ecole-a-becket-south"),
            ("A--B", "a-b"),
        ] {
            assert_eq!(free(name).as_deref(), Ok(slug));
        }
        assert_eq!(free("???"), Err(Problem::Missing));
    }

    #[test]
    fn a_taken_address_gets_a_number() {
        let taken = ["lark", "lark-2"];
        let slug = Slug::from_name("Lark", |slug| taken.contains(&slug)).unwrap();
        assert_eq!(slug.as_str(), "lark-3");
        assert_eq!(Slug::from_name("Lark", |_| true), Err(Problem::AlreadyUsed));
    }

    #[test]
    fn long_names_are_cut_between_words() {
        let name = "word ".repeat(20);
        assert_eq!(free(&name).unwrap(), ["word"; 12].join("-"));
        assert_eq!(free(&"x".repeat(100)).unwrap(), "x".repeat(60));
    }

    #[test]
    fn what_is_no_slug_is_refused() {
        assert_eq!(Slug::parse(""), Err(Problem::Missing));
        assert_eq!(Slug::parse(&"x".repeat(61)), Err(Problem::TooLong { max: 60 }));
        for bad in ["-a", "a-", "a--b", "A", "a b", "a/b", "é"] {
            assert_eq!(Slug::parse(bad), Err(Problem::NotAChoice), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn slugs_never_collide_and_are_always_slugs(
            names in proptest::collection::vec("[A-Za-zéß &'’.-]{1,80}", 1..40),
        ) {
            let mut taken = HashSet::new();
            for name in names {
                match Slug::from_name(&name, |slug| taken.contains(slug)) {
                    Ok(slug) => {
                        prop_assert_eq!(Slug::parse(slug.as_str()), Ok(slug.clone()));
                        prop_assert!(taken.insert(String::from(slug)));
                    }
                    Err(problem) => prop_assert_eq!(problem, Problem::Missing),
                }
            }
        }
    }
}
