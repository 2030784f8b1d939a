//! Workbooks of Excel, made part by part, whole and otherwise.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const ROOT: &str = "<Relationships><Relationship Id=\"rId1\" Target=\"xl/workbook.xml\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\"/>\
    </Relationships>";

/// A workbook with one sheet of text.
pub fn of(rows: &[&[&str]]) -> Vec<u8> {
    let mut sheet = String::new();
    for (row, cells) in rows.iter().enumerate() {
        let row = row + 1;
        write!(sheet, "<row r=\"{row}\">").expect("written");
        for (column, text) in ('A'..='Z').zip(*cells) {
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            write!(
                sheet,
                "<c r=\"{column}{row}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
            )
            .expect("written");
        }
        sheet.push_str("</row>");
    }
    with_sheets(&[&sheet], &[])
}

/// A workbook with sheets, each given by its rows as they are stored, and cell formats, of which a
/// cell names one by its place.
pub fn with_sheets(sheets: &[&str], formats: &[&str]) -> Vec<u8> {
    let mut parts = Vec::new();
    let (mut listed, mut targets) = (String::new(), String::new());
    for (index, rows) in sheets.iter().enumerate() {
        let n = index + 1;
        write!(listed, "<sheet name=\"Sheet{n}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>")
            .expect("written");
        write!(
            targets,
            "<Relationship Id=\"rId{n}\" Target=\"worksheets/sheet{n}.xml\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\"/>"
        )
        .expect("written");
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/sheet{n}.xml"), sheet));
    }
    let (mut codes, mut styles) = (String::new(), String::new());
    for (index, format) in formats.iter().enumerate() {
        let (id, code) = (index + 164, format.replace('"', "&quot;"));
        write!(codes, "<numFmt numFmtId=\"{id}\" formatCode=\"{code}\"/>").expect("written");
        write!(styles, "<xf numFmtId=\"{id}\" applyNumberFormat=\"1\"/>").expect("written");
    }
    let styles =
        format!("<styleSheet><numFmts>{codes}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>");
    parts.extend([
        ("_rels/.rels".to_owned(), ROOT.to_owned()),
        ("xl/workbook.xml".to_owned(), format!("<workbook><sheets>{listed}</sheets></workbook>")),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships>{targets}</Relationships>"),
        ),
        ("xl/styles.xml".to_owned(), styles),
    ]);
    packed(&parts)
}

/// A workbook without sheets whose part of a name says something of its own.
pub fn with_part(name: &str, part: &str) -> Vec<u8> {
    let parts = [
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", "<workbook><sheets></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", "<Relationships></Relationships>"),
        (name, part),
    ];
    packed(&parts.map(|(name, part)| (name.to_owned(), part.to_owned())))
}

fn packed(parts: &[(String, String)]) -> Vec<u8> {
    let mut book = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        book.start_file(name.as_str(), SimpleFileOptions::default()).expect("a part");
        book.write_all(part.as_bytes()).expect("written");
    }
    book.finish().expect("packed").into_inner()
}
