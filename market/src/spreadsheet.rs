//! A table as text (CSV), from its bytes on: what the register is published in, and what
//! spreadsheets make of it and of the lists that people send.

use std::borrow::Cow;

use domain::{Failure, Problem};
use encoding_rs::{Encoding, WINDOWS_1252};

/// The text of a file in UTF-8 or UTF-16 by its byte order mark, in UTF-8 without one, or else in
/// Windows-1252, which the register is published in and in which every byte means something.
/// Spreadsheets in England write it as often as UTF-8.
///
/// # Errors
/// `Invalid` on `file` where it is empty or no text.
pub(crate) fn decode(contents: &[u8]) -> Result<Cow<'_, str>, Failure> {
    let text = match Encoding::for_bom(contents) {
        Some((encoding, _)) => encoding.decode(contents).0,
        None => without_mark(contents),
    };
    // No text has it, and PostgreSQL keeps none that does.
    if text.contains('\0') {
        return Err(Failure::field("file", Problem::NotText));
    }
    if text.trim().is_empty() {
        return Err(Failure::field("file", Problem::FileEmpty));
    }
    Ok(text)
}

fn without_mark(contents: &[u8]) -> Cow<'_, str> {
    let (whole, end) = match std::str::from_utf8(contents) {
        Ok(text) => return Cow::Borrowed(text),
        Err(error) => (error.error_len().is_none(), error.valid_up_to()),
    };
    // A file of UTF-8 that was cut off may end within a letter.
    match contents.get(..end).map(std::str::from_utf8) {
        Some(Ok(text)) if whole && !text.is_ascii() => Cow::Borrowed(text),
        _ => WINDOWS_1252.decode_without_bom_handling(contents).0,
    }
}

/// A list that somebody sends: its header and the rows behind it.
pub(crate) struct Sheet {
    /// The cells of the first row.
    pub header: Vec<String>,
    /// The rows that hold something.
    pub rows: Vec<SheetRow>,
}

/// A row of a list.
pub(crate) struct SheetRow {
    /// The line it begins on, as somebody with the file open counts: the header is line 1.
    pub line: u64,
    /// Its cells, without blanks around them.
    pub cells: Vec<String>,
    /// Whether the file ends within it: what is missing must not be taken for blank.
    pub is_cut_off: bool,
}

impl Sheet {
    /// Reads a list as spreadsheets write it: in any of the encodings of [`decode`], its cells parted
    /// by commas, semicolons or tabs, whichever the header has most of.
    ///
    /// # Errors
    /// `Invalid` on `file` where it has no header, ends within it, or has more rows than `most`: none
    /// of it is read then, so that nothing is left out.
    pub fn read(contents: &[u8], most: usize) -> Result<Self, Failure> {
        let text = decode(contents)?;
        let parted_by = separator(&text);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(parted_by)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut records = reader.records().peekable();
        let Some(Ok(header)) = records.next() else {
            return Err(Failure::field("file", Problem::FileEmpty));
        };
        let is_cut_off = ends_within_quotes(&text, char::from(parted_by));
        if is_cut_off && records.peek().is_none() {
            return Err(Failure::field("file", Problem::CutOff));
        }
        let mut sheet = Self { header: cells(&header), rows: Vec::new() };
        let mut lines = Lines { left: text.bytes(), passed: 0, line: 1 };
        let mut place = 0;
        while let Some(record) = records.next() {
            place += 1;
            if place > most {
                let most = i64::try_from(most).unwrap_or(i64::MAX);
                return Err(Failure::field("file", Problem::TooMany { most }));
            }
            // Text is UTF-8 by now and rows may have any length: this fails for nothing we know.
            let record = record.map_err(|_| Failure::field("file", Problem::FileKind))?;
            let line = record.position().map_or(0, |position| lines.at(position.byte()));
            let cells = cells(&record);
            if cells.iter().any(|cell| !cell.is_empty()) {
                let is_cut_off = is_cut_off && records.peek().is_none();
                sheet.rows.push(SheetRow { line, cells, is_cut_off });
            }
        }
        Ok(sheet)
    }
}

/// Cells as they were before they were made harmless: a list that we wrote reads as it was.
fn cells(record: &csv::StringRecord) -> Vec<String> {
    let cell = |cell: &str| match cell.strip_prefix('\'') {
        Some(formula) if formula.starts_with(['=', '+', '-', '@']) => formula.to_owned(),
        _ => cell.to_owned(),
    };
    record.iter().map(cell).collect()
}

/// What parts the cells of the header. Where Windows is set to a language with decimal commas, Excel
/// writes semicolons.
fn separator(text: &str) -> u8 {
    let mut counts = [(b',', 0_u32), (b';', 0), (b'\t', 0)];
    let mut is_quoted = false;
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
            _ if is_quoted => {}
            other => {
                if let Some((_, count)) = counts.iter_mut().find(|(of, _)| *of == other) {
                    *count += 1;
                }
            }
        }
    }
    let [comma, others @ ..] = counts;
    let most = others.into_iter().fold(comma, |most, one| if one.1 > most.1 { one } else { most });
    most.0
}

/// Counts lines as somebody with the file open does. The reader's own count stops before the line
/// breaks that it skips, so a row behind an empty line would be told by the wrong number.
struct Lines<'a> {
    left: std::str::Bytes<'a>,
    passed: u64,
    line: u64,
}

impl Lines<'_> {
    /// The line of the first character from a byte on that is no line break.
    fn at(&mut self, byte: u64) -> u64 {
        let is_break = |next: u8| next == b'\n' || next == b'\r';
        while self.passed < byte || self.left.clone().next().is_some_and(is_break) {
            match self.left.next() {
                Some(b'\n') => self.line += 1,
                Some(_) => {}
                None => break,
            }
            self.passed += 1;
        }
        self.line
    }
}

/// Whether a table ends before the quotation mark that closes its last cell: the file was cut off
/// there, or the mark forgotten, and all that follows went into that cell.
pub(crate) fn ends_within_quotes(table: &str, separator: char) -> bool {
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum At {
        Beginning,
        Plain,
        Quoted,
        /// Behind a mark that closes the cell, or is the first of two that stand for one.
        Mark,
    }
    let at = table.chars().fold(At::Beginning, |at, c| match (at, c) {
        (At::Quoted, '"') => At::Mark,
        (At::Beginning | At::Mark, '"') | (At::Quoted, _) => At::Quoted,
        (_, '\n' | '\r') => At::Beginning,
        (_, other) if other == separator => At::Beginning,
        _ => At::Plain,
    });
    at == At::Quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registers_encodings_are_told_apart() {
        for bytes in [
            &b"St Ninian\x92s, C\xf4te"[..],
            "St Ninian\u{2019}s, Côte".as_bytes(),
            "\u{feff}St Ninian\u{2019}s, Côte".as_bytes(),
            b"\xff\xfeS\0t\0 \0N\0i\0n\0i\0a\0n\0\x19\x20s\0,\0 \0C\0\xf4\0t\0e\0",
        ] {
            assert_eq!(decode(bytes).unwrap(), "St Ninian\u{2019}s, Côte");
        }
    }

    #[test]
    fn a_file_cut_off_within_a_letter_keeps_its_encoding() {
        assert_eq!(decode(b"C\xc3\xb4te, Caf\xc3").unwrap(), "Côte, Caf");
        assert_eq!(decode(b"Plain, Caf\xe9").unwrap(), "Plain, Café");
    }

    #[test]
    fn nothing_and_no_text_are_refused() {
        let refused = |bytes: &[u8]| decode(bytes).unwrap_err();
        assert_eq!(refused(b""), Failure::field("file", Problem::FileEmpty));
        assert_eq!(refused(b"\xef\xbb\xbf \r\n"), Failure::field("file", Problem::FileEmpty));
        assert_eq!(refused(b"PK\x03\x04\0\0"), Failure::field("file", Problem::NotText));
        assert_eq!(refused(b"\xff\xfea\0\0\0"), Failure::field("file", Problem::NotText));
    }

    #[test]
    fn a_quotation_mark_that_nothing_closes_is_told_from_those_that_are_text() {
        for whole in
            ["", "a,b", "\"a,b\",c\n", "a,\"say \"\"b\"\"\"\n", "a 5\" pipe,b", "\"\",\"\""]
        {
            assert!(!ends_within_quotes(whole, ','), "{whole}");
        }
        for cut in ["\"", "a,\"b", "a,\"b\n", "a,\"b\"\"\n", "\"a\",\"b,c\nd,e\n"] {
            assert!(ends_within_quotes(cut, ','), "{cut}");
        }
    }

    fn rows(contents: &[u8]) -> Vec<(u64, Vec<String>)> {
        let rows = Sheet::read(contents, 10).unwrap().rows;
        rows.into_iter().map(|row| (row.line, row.cells)).collect()
    }

    #[test]
    fn a_list_reads_alike_whatever_parts_its_cells_and_however_it_is_encoded() {
        let expected = [(2, vec!["St Ninian\u{2019}s, C\u{f4}te".to_owned(), "1".to_owned()])];
        for contents in [
            &b"School,Number\r\n\"St Ninian\x92s, C\xf4te\",1\r\n"[..],
            b"School;Number\r\nSt Ninian\x92s, C\xf4te;1",
            "\u{feff}School\tNumber\nSt Ninian\u{2019}s, C\u{f4}te\t1\n".as_bytes(),
            "\u{feff}\"School, its name\";Number\n St Ninian\u{2019}s, C\u{f4}te ; 1 \n".as_bytes(),
        ] {
            assert_eq!(rows(contents), expected);
        }
    }

    #[test]
    fn a_row_is_told_by_the_line_on_which_a_person_finds_it() {
        let list = b"a;b\r\n\r\n\"two\r\nlines\";2\r\n;;\r\n3;4\r\n";
        let told: Vec<u64> = rows(list).into_iter().map(|(line, _)| line).collect();
        assert_eq!(told, [3, 6]);
    }

    #[test]
    fn a_formula_that_was_made_harmless_reads_as_it_was() {
        let list = b"a,b\n'=1+1,'quoted'\n";
        assert_eq!(rows(list), [(2, vec!["=1+1".to_owned(), "'quoted'".to_owned()])]);
    }

    #[test]
    fn the_row_in_which_a_file_ends_is_known_and_a_longer_list_is_refused_whole() {
        let cut = Sheet::read(b"a;b\n1;2\n3;\"4", 10).unwrap().rows;
        assert_eq!(cut.iter().map(|row| row.is_cut_off).collect::<Vec<_>>(), [false, true]);
        let refused = |contents, most| Sheet::read(contents, most).err().unwrap();
        assert_eq!(refused(b"a;\"b", 10), Failure::field("file", Problem::CutOff));
        let most = Problem::TooMany { most: 1 };
        assert_eq!(refused(b"a\n1\n2\n", 1), Failure::field("file", most));
    }
}
