//! Last invoices and price sheets of made-up firms: the evidence behind what schools pay now.

use std::fmt::Write as _;

/// A one-page PDF with a line of text under the other (ISO 32000-1, section 7).
pub(crate) fn pdf(lines: &[String]) -> Vec<u8> {
    let mut text = "BT /F1 11 Tf 60 780 Td 18 TL\n".to_owned();
    for line in lines {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "({}) Tj T*", escaped(line));
    }
    text.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R \
         /Resources << /Font << /F1 4 0 R >> >> >>"
            .to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = String::new();
    for (number, object) in (1_u32..).zip(&objects) {
        let _ = writeln!(places, "{:010} 00000 n ", file.len());
        let _ = write!(file, "{number} 0 obj\n{object}\nendobj\n");
    }
    let table = file.len();
    let _ = write!(
        file,
        "xref\n0 6\n0000000000 65535 f \n{places}trailer\n<< /Size 6 /Root 1 0 R >>\n\
         startxref\n{table}\n%%EOF\n"
    );
    file.into_bytes()
}

/// Text as a PDF's string holds it: brackets and backslashes marked, and what Helvetica's plain
/// letters cannot show said without.
fn escaped(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '(' | ')' | '\\' => {
                text.push('\\');
                text.push(c);
            }
            '\u{a3}' => text.push_str("GBP "),
            c if c.is_ascii() => text.push(c),
            _ => text.push('?'),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_a_pdf_whose_table_points_at_its_objects() {
        let file = String::from_utf8(pdf(&["Invoice (last year) £1,200".to_owned()])).unwrap();
        assert!(file.starts_with("%PDF-1.4"));
        assert!(file.contains("(Invoice \\(last year\\) GBP 1,200) Tj"));
        let table = file.find("xref\n").unwrap();
        assert!(file.ends_with(&format!("startxref\n{table}\n%%EOF\n")));
        let places = file[table..].lines().skip(3).take(5);
        for (number, line) in (1..).zip(places) {
            let at: usize = line[..10].parse().unwrap();
            assert!(file[at..].starts_with(&format!("{number} 0 obj")), "{line}");
        }
    }
}
