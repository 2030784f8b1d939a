//! A table from its bytes on: as text (CSV), which the register is published in and spreadsheets
//! write, and as the workbooks (.xlsx) in which people keep their lists.

mod marks;
mod shown;
mod workbook;

use std::borrow::Cow;

use domain::{Failure, Problem};
use encoding_rs::{Encoding, WINDOWS_1252};
pub(crate) use marks::{OpenMark, OpenMarks};

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

/// Reads on a thread of its own: a workbook may take a second, and one that is made to trip up what
/// reads workbooks trips up nothing else.
///
/// # Errors
/// As `read`; `Invalid` on `file` where it gave up.
pub(crate) async fn aside<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(read).await.unwrap_or_else(|cause| {
        tracing::warn!(%cause, "a list could not be read");
        Err(Failure::field("file", Problem::WorkbookDamaged))
    })
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
    /// The line it begins on, as somebody with the file open counts: the header is line 1. Where a
    /// quotation mark opens that nothing closes, the line of that mark.
    pub line: u64,
    /// Its cells, without blanks around them.
    pub cells: Vec<String>,
    /// The last line that went into a cell whose quotation mark nothing closes: what is missing
    /// must not be taken for blank.
    pub unclosed_to: Option<u64>,
}

impl Sheet {
    /// Reads a list as spreadsheets write it: a workbook of Excel, or CSV in any of the encodings
    /// of [`decode`], its cells parted by commas, semicolons or tabs, whichever the header has most
    /// of.
    ///
    /// # Errors
    /// `Invalid` on `file` where it is neither, has no header, ends within it, or has more rows
    /// than `most`: none of it is read then, so that nothing is left out.
    pub fn read(contents: &[u8], most: usize) -> Result<Self, Failure> {
        if workbook::is_one(contents) {
            return workbook::read(contents, most);
        }
        if contents.starts_with(b"%PDF-") {
            return Err(Failure::field("file", Problem::NotASpreadsheet));
        }
        let text = decode(contents).map_err(|failure| match failure {
            Failure::Invalid(problems)
                if problems.iter().any(|p| p.problem == Problem::NotText) =>
            {
                Failure::field("file", Problem::NotASpreadsheet)
            }
            other => other,
        })?;
        Self::from_csv(&text, most)
    }

    fn from_csv(text: &str, most: usize) -> Result<Self, Failure> {
        let parted_by = separator(text);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(parted_by)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut marks = OpenMarks::of(text, char::from(parted_by));
        let mut record = csv::StringRecord::new();
        // Text is UTF-8 by now and rows may have any length: this fails for nothing we know.
        let mut next = |record: &mut csv::StringRecord| -> Result<_, Failure> {
            let found = reader.read_record(record).map_err(|_| Problem::NotASpreadsheet);
            let found = found.map_err(|problem| Failure::field("file", problem))?;
            Ok(found.then(|| marks.in_row_to(reader.position().byte())))
        };
        let Some(open) = next(&mut record)? else {
            return Err(Failure::field("file", Problem::FileEmpty));
        };
        if open.is_some() {
            return Err(Failure::field("file", Problem::CutOff));
        }
        let mut sheet = Self { header: cells(&record), rows: Vec::new() };
        let mut lines = Lines { left: text.bytes(), passed: 0, line: 1 };
        let mut place = 0;
        while let Some(open) = next(&mut record)? {
            place += 1;
            if place > most {
                let most = i64::try_from(most).unwrap_or(i64::MAX);
                return Err(Failure::field("file", Problem::TooMany { most }));
            }
            let line = record.position().map_or(0, |position| lines.at(position.byte()));
            let line = open.map_or(line, |mark| mark.line);
            let cells = cells(&record);
            if open.is_some() || cells.iter().any(|cell| !cell.is_empty()) {
                sheet.rows.push(SheetRow { line, cells, unclosed_to: open.map(|mark| mark.to) });
            }
        }
        Ok(sheet)
    }
}

fn cells(record: &csv::StringRecord) -> Vec<String> {
    record.iter().map(as_it_was).collect()
}

/// A cell as it was before it was made harmless: a list that we wrote reads as it was.
fn as_it_was(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(formula) if formula.starts_with(['=', '+', '-', '@']) => formula.to_owned(),
        _ => cell.to_owned(),
    }
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
    fn a_row_whose_quotation_mark_nothing_closes_is_known_and_a_longer_list_is_refused_whole() {
        let open = |contents| -> Vec<(u64, Option<u64>)> {
            let rows = Sheet::read(contents, 10).unwrap().rows;
            rows.iter().map(|row| (row.line, row.unclosed_to)).collect()
        };
        assert_eq!(open(b"a;b\n1;2\n3;\"4"), [(2, None), (3, Some(3))]);
        assert_eq!(
            open(b"a,b\n1,\"2\n3,4\n5,\"six, 7\"\n8,9\n"),
            [(2, Some(4)), (5, None)],
            "the mark is closed in vain three lines on"
        );
        let refused = |contents, most| Sheet::read(contents, most).err().unwrap();
        assert_eq!(refused(b"a;\"b", 10), Failure::field("file", Problem::CutOff));
        let most = Problem::TooMany { most: 1 };
        assert_eq!(refused(b"a\n1\n2\n", 1), Failure::field("file", most));
    }

    #[test]
    fn a_workbook_reads_like_the_list_it_was_saved_from() {
        let book = testbed::workbook::of(&[
            &["School", "Number"],
            &[],
            &[" St Ninian\u{2019}s ", "1"],
            &["'=1+1", ""],
        ]);
        let cells = |of: [&str; 2]| of.map(str::to_owned).to_vec();
        assert_eq!(
            rows(&book),
            [(3, cells(["St Ninian\u{2019}s", "1"])), (4, vec!["=1+1".to_owned()])]
        );
    }

    #[test]
    fn numbers_and_days_of_a_workbook_come_as_they_are_seen() {
        let sheet = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c></row>\
            <row r=\"4\"><c r=\"A4\" s=\"1\"><v>46473</v></c><c r=\"B4\" s=\"2\"><v>1240.5</v></c>\
            <c r=\"C4\" t=\"b\"><v>1</v></c><c r=\"D4\" t=\"e\"><v>#N/A</v></c>\
            <c r=\"F4\"><f>1/3</f><v>0.30000000000000004</v></c></row>";
        let formats = ["General", "dd/mm/yyyy", "\"\u{a3}\"#,##0.00"];
        let book = testbed::workbook::with_sheets(&["", sheet], &formats);
        let seen = ["27/03/2027", "\u{a3}1240.50", "TRUE", "#N/A", "", "0.3"].map(str::to_owned);
        assert_eq!(rows(&book), [(4, seen.to_vec())], "of the first sheet that holds something");
    }

    #[test]
    fn a_workbook_that_is_damaged_or_unpacks_without_end_is_refused_and_never_panics() {
        let refused = |contents: &[u8]| Sheet::read(contents, 10).err().unwrap();
        let whole = testbed::workbook::of(&[&["School"], &["Lark Lane"]]);
        for cut in (4..whole.len()).step_by(97) {
            let damaged = Failure::field("file", Problem::WorkbookDamaged);
            assert_eq!(refused(&whole[..cut]), damaged, "cut off at {cut}");
        }
        let nothing = testbed::workbook::with_sheets(&["", ""], &[]);
        assert_eq!(refused(&nothing), Failure::field("file", Problem::FileEmpty));
        let most = Problem::TooMany { most: 10 };
        let long = testbed::workbook::of(&[&["School"][..]; 12]);
        assert_eq!(refused(&long), Failure::field("file", most));
        let too_large = Failure::field("file", Problem::UnpacksTooLarge { max_megabytes: 64 });
        let blanks = " ".repeat(65 << 20);
        let bomb = testbed::workbook::with_sheets(&[&blanks], &[]);
        assert!(bomb.len() < 1 << 20);
        assert_eq!(refused(&bomb), too_large);
        let styles = format!(
            "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"{}\"/></numFmts>\
             <cellXfs>{}</cellXfs></styleSheet>",
            "0".repeat(1 << 20),
            "<xf numFmtId=\"164\"/>".repeat(100)
        );
        assert_eq!(refused(&testbed::workbook::with_part("xl/styles.xml", &styles)), too_large);
        let texts = "<sst uniqueCount=\"99999999999999\"></sst>";
        let texts = testbed::workbook::with_part("xl/sharedStrings.xml", texts);
        assert_eq!(refused(&texts), Failure::field("file", Problem::WorkbookDamaged));
    }

    #[test]
    fn other_kinds_of_files_are_told_from_spreadsheets() {
        for other in
            [&b"%PDF-1.7 a list"[..], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", b"\x89PNG\0"]
        {
            let refused = Sheet::read(other, 10).err().unwrap();
            assert_eq!(refused, Failure::field("file", Problem::NotASpreadsheet));
        }
    }
}
