//! Quotation marks that open a cell and that nothing closes: all that follows goes into that cell.

use std::iter::Peekable;
use std::vec::IntoIter;

/// A quotation mark that nothing closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OpenMark {
    byte: u64,
    /// The line it stands on, from 1.
    pub line: u64,
    /// The last line that went into its cell.
    pub to: u64,
}

/// Those of a table, in its order.
pub(crate) struct OpenMarks(Peekable<IntoIter<OpenMark>>);

impl OpenMarks {
    /// Finds them. The mark that opens a cell further down closes it in vain: what follows is
    /// neither the end of a cell nor a second mark. Within one line that is a slip that harms
    /// nobody; over several, lines between have been taken for text.
    pub fn of(table: &str, separator: char) -> Self {
        #[derive(Clone, Copy, PartialEq, Eq)]
        enum At {
            Beginning,
            Plain,
            Quoted,
            /// Behind a mark that closes the cell, or is the first of two that stand for one.
            Mark,
        }
        let mut found = Vec::new();
        let mut at = At::Beginning;
        let mut open = OpenMark { byte: 0, line: 1, to: 1 };
        let (mut line, mut last) = (1, 1);
        for (byte, c) in table.char_indices() {
            let was = at;
            at = match (was, c) {
                (At::Quoted, '"') => At::Mark,
                (At::Beginning | At::Mark, '"') | (At::Quoted, _) => At::Quoted,
                (_, '\n' | '\r') => At::Beginning,
                (_, other) if other == separator => At::Beginning,
                _ => At::Plain,
            };
            match (was, at) {
                (At::Beginning, At::Quoted) => {
                    open =
                        OpenMark { byte: u64::try_from(byte).unwrap_or(u64::MAX), line, to: line };
                }
                (At::Mark, At::Plain) if line > open.line => {
                    found.push(OpenMark { to: line, ..open });
                }
                _ => {}
            }
            match c {
                '\n' => line += 1,
                '\r' => {}
                _ => last = line,
            }
        }
        if at == At::Quoted {
            found.push(OpenMark { to: last, ..open });
        }
        Self(found.into_iter().peekable())
    }

    /// The first in the row that ends before a byte, where rows are asked for in their order.
    pub fn in_row_to(&mut self, end: u64) -> Option<OpenMark> {
        let first = self.0.next_if(|mark| mark.byte < end)?;
        while self.0.next_if(|mark| mark.byte < end).is_some() {}
        Some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(table: &str) -> Vec<(u64, u64)> {
        OpenMarks::of(table, ',').0.map(|mark| (mark.line, mark.to)).collect()
    }

    #[test]
    fn a_quotation_mark_that_nothing_closes_is_told_from_those_that_are_text() {
        for whole in [
            "",
            "a,b",
            "\"a,b\",c\n",
            "a,\"say \"\"b\"\"\"\n",
            "a 5\" pipe,b",
            "\"\",\"\"",
            "\"two\nlines\",b\n\"Big\" shop,c\n",
        ] {
            assert_eq!(lines(whole), [], "{whole}");
        }
        for (cut, line, to) in [
            ("\"", 1, 1),
            ("a,\"b", 1, 1),
            ("a,\"b\n", 1, 1),
            ("a,\"b\"\"\n", 1, 1),
            ("\"a\",\"b,c\nd,e\n", 1, 2),
            ("a,b\nc,\"d\ne,f\n\n", 2, 3),
        ] {
            assert_eq!(lines(cut), [(line, to)], "{cut}");
        }
    }

    #[test]
    fn a_mark_that_a_later_cell_closes_in_vain_is_found_on_the_line_where_it_opens() {
        let table = "a,b\n1,\"two\n3,4\n5,\"six, seven\"\n8,9\n10,\"eleven\n";
        assert_eq!(lines(table), [(2, 4), (6, 6)]);
    }
}
