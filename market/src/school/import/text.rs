//! From a file's bytes to its text: what the register is published in, and what spreadsheets make
//! of it.

use std::borrow::Cow;

use domain::{Failure, Problem};
use encoding_rs::{Encoding, WINDOWS_1252};

/// The text of a file in UTF-8 or UTF-16 by its byte order mark, in UTF-8 without one, or else in
/// Windows-1252, which the register is published in and in which every byte means something.
///
/// # Errors
/// `Invalid` on `file` where it is empty or no text.
pub(super) fn decode(contents: &[u8]) -> Result<Cow<'_, str>, Failure> {
    let text = match Encoding::for_bom(contents) {
        Some((encoding, _)) => encoding.decode(contents).0,
        None if contents.iter().take(4_096).any(|byte| *byte == 0) => {
            return Err(Failure::field("file", Problem::NotText));
        }
        None => without_mark(contents),
    };
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
    }
}
