//! A table as text (CSV), from its bytes on: what the register is published in, and what
//! spreadsheets make of it and of price lists.

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

/// Whether a table ends before the quotation mark that closes its last cell: the file was cut off
/// there, or the mark forgotten, and all that follows went into that cell.
pub(crate) fn ends_within_quotes(table: &str) -> bool {
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
        (_, ',' | '\n' | '\r') => At::Beginning,
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
            assert!(!ends_within_quotes(whole), "{whole}");
        }
        for cut in ["\"", "a,\"b", "a,\"b\n", "a,\"b\"\"\n", "\"a\",\"b,c\nd,e\n"] {
            assert!(ends_within_quotes(cut), "{cut}");
        }
    }
}
