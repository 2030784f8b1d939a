//! Reads licence expressions: `MIT OR Apache-2.0`, `(MIT OR Apache-2.0) AND Unicode-3.0`.

/// Whether somebody who accepts only the licences that `accepted` says yes to may use a work
/// under this expression. The old form `MIT/Apache-2.0` means `OR`; one that cannot be read
/// allows nothing.
pub(crate) fn allows(expression: &str, accepted: impl Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, accepted: &accepted };
    let allowed = reader.either();
    allowed == Some(true) && reader.words.is_empty()
}

struct Reader<'a> {
    words: &'a [&'a str],
    accepted: &'a dyn Fn(&str) -> bool,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first)
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.words.first() == Some(&word);
        if found {
            self.next();
        }
        found
    }

    fn either(&mut self) -> Option<bool> {
        let mut allowed = self.both()?;
        while self.eat("OR") {
            allowed |= self.both()?;
        }
        Some(allowed)
    }

    fn both(&mut self) -> Option<bool> {
        let mut allowed = self.one()?;
        while self.eat("AND") {
            allowed &= self.one()?;
        }
        Some(allowed)
    }

    fn one(&mut self) -> Option<bool> {
        if self.eat("(") {
            let allowed = self.either()?;
            return self.eat(")").then_some(allowed);
        }
        let licence = self.next()?;
        // An exception only widens what the licence allows.
        if self.eat("WITH") {
            self.next()?;
        }
        Some((self.accepted)(licence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mit_or_bsd(expression: &str) -> bool {
        allows(expression, |licence| licence == "MIT" || licence == "BSD-3-Clause")
    }

    #[test]
    fn one_accepted_choice_is_enough() {
        assert!(mit_or_bsd("MIT"));
        assert!(mit_or_bsd("GPL-3.0 OR MIT"));
        assert!(mit_or_bsd("MIT/Apache-2.0"));
        assert!(!mit_or_bsd("Apache-2.0 OR GPL-3.0"));
    }

    #[test]
    fn every_part_of_a_sum_must_be_accepted() {
        assert!(mit_or_bsd("MIT AND BSD-3-Clause"));
        assert!(!mit_or_bsd("MIT AND GPL-3.0"));
        assert!(mit_or_bsd("(GPL-3.0 OR MIT) AND BSD-3-Clause"));
        assert!(!mit_or_bsd("GPL-3.0 OR MIT AND GPL-2.0"));
    }

    #[test]
    fn an_exception_keeps_the_licence() {
        assert!(mit_or_bsd("Apache-2.0 WITH LLVM-exception OR MIT"));
        assert!(!mit_or_bsd("Apache-2.0 WITH LLVM-exception"));
    }

    #[test]
    fn what_cannot_be_read_allows_nothing() {
        for expression in ["", "MIT OR", "(MIT", "MIT)", "MIT MIT", "AND"] {
            assert!(!mit_or_bsd(expression), "{expression}");
        }
    }
}
