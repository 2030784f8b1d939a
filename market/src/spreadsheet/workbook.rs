//! A workbook of Excel (.xlsx): its first sheet that holds something, each cell as it is seen.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use domain::{Failure, Problem};
use zip::ZipArchive;

use super::{Sheet, SheetRow, as_it_was, shown};

/// The most megabytes that a workbook may take once it is unpacked, and its cells as text.
const MEGABYTES_MAX: u32 = 64;
/// Columns that are read: more than any list has.
const COLUMNS_MAX: usize = 128;
/// Sheets that are looked into for the first that holds something.
const SHEETS_MAX: usize = 50;
/// The most characters a cell of Excel can hold.
const CELL_MAX: usize = 32_767;

/// Whether a file is packed as workbooks of Excel are.
pub(super) fn is_one(contents: &[u8]) -> bool {
    contents.starts_with(b"PK\x03\x04")
}

/// Reads the first sheet that holds something.
///
/// # Errors
/// `Invalid` on `file` where it is damaged, no workbook of Excel, holds nothing or too much.
pub(super) fn read(contents: &[u8], most: usize) -> Result<Sheet, Failure> {
    let wrong = |problem| Failure::field("file", problem);
    unpacks_within(contents, bytes_max()).map_err(wrong)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(contents)).map_err(|e| wrong(damaged(&e)))?;
    let sheets = book.sheets_metadata().iter();
    let sheets = sheets.filter(|sheet| {
        sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
    });
    let names: Vec<String> = sheets.take(SHEETS_MAX).map(|sheet| sheet.name.clone()).collect();
    for name in names {
        let mut rows = rows(&mut book, &name, most).map_err(wrong)?.into_iter();
        if let Some((_, header)) = rows.next() {
            let rows = rows.map(|(line, cells)| SheetRow { line, cells, unclosed_to: None });
            return Ok(Sheet { header, rows: rows.collect() });
        }
    }
    Err(wrong(Problem::FileEmpty))
}

fn bytes_max() -> usize {
    usize::try_from(MEGABYTES_MAX).unwrap_or(usize::MAX).saturating_mul(1_048_576)
}

const fn too_large() -> Problem {
    Problem::UnpacksTooLarge { max_megabytes: MEGABYTES_MAX }
}

fn damaged(cause: &XlsxError) -> Problem {
    tracing::info!(%cause, "a workbook that cannot be read");
    Problem::WorkbookDamaged
}

/// The rows of a sheet that hold something, by their numbers.
fn rows(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    most: usize,
) -> Result<BTreeMap<u64, Vec<String>>, Problem> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|e| damaged(&e))?;
    let styles = reader.styles().iter();
    let formats: Vec<String> = styles
        .map(|style| style.number_format.as_ref().map(|format| format.format_code.clone()))
        .map(Option::unwrap_or_default)
        .collect();
    let mut rows: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    let mut left = bytes_max();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|e| damaged(&e))? {
        let (row, column) = cell.get_position();
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        let seen = seen(cell.get_value(), formats.get(style).map_or("", String::as_str));
        let seen = seen.trim();
        if seen.is_empty() || column >= COLUMNS_MAX {
            continue;
        }
        if seen.len() > CELL_MAX * 4 {
            return Err(Problem::WorkbookDamaged);
        }
        left = left.checked_sub(seen.len()).ok_or_else(too_large)?;
        let cells = rows.entry(u64::from(row) + 1).or_default();
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        if let Some(held) = cells.get_mut(column) {
            *held = as_it_was(seen);
        }
        // The header is a row too.
        if rows.len() > most + 1 {
            return Err(Problem::TooMany { most: i64::try_from(most).unwrap_or(i64::MAX) });
        }
    }
    Ok(rows)
}

/// A cell as somebody sees it who has the workbook open.
fn seen(value: &DataRef<'_>, format: &str) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => shown::number(*number, format),
        DataRef::Bool(is) => is.to_string().to_uppercase(),
        DataRef::DateTime(moment) => date(*moment),
        DataRef::Error(error) => error.to_string(),
    }
}

/// A day as it is written in England, a time of day, or both.
fn date(moment: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}");
    let day = format!("{day:02}/{month:02}/{year:04}");
    match moment.as_f64() {
        value if value < 1.0 => time,
        _ if (hour, minute, second) == (0, 0, 0) => day,
        _ => format!("{day} {time}"),
    }
}

/// Whether a workbook stays small once it is unpacked, whatever it says of its own size: each part
/// is unpacked here, one after the other, and no further than allowed.
fn unpacks_within(contents: &[u8], most: usize) -> Result<(), Problem> {
    let broken = |_| Problem::WorkbookDamaged;
    let mut archive = ZipArchive::new(Cursor::new(contents)).map_err(broken)?;
    let mut left = most;
    let mut part = Vec::new();
    for index in 0..archive.len() {
        part.clear();
        let file = archive.by_index(index).map_err(broken)?;
        let is_xml = file.name().is_ok_and(|name| name.to_lowercase().ends_with(".xml"));
        let most = u64::try_from(left).unwrap_or(u64::MAX).saturating_add(1);
        file.take(most).read_to_end(&mut part).map_err(|_| Problem::WorkbookDamaged)?;
        left = left.checked_sub(part.len()).ok_or_else(too_large)?;
        if is_xml {
            promises_no_more(std::str::from_utf8(&part).map_err(|_| Problem::WorkbookDamaged)?)?;
        }
    }
    Ok(())
}

/// Whether a part asks for no more memory than it has contents: room is made for as many texts as
/// it announces, and each style keeps the longest name and format there is.
fn promises_no_more(part: &str) -> Result<(), Problem> {
    let announced = part.split("uniqueCount").skip(1).filter_map(|after| {
        let digits = after.trim_start_matches(|c: char| c.is_whitespace() || "=\"'".contains(c));
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        digits.get(..end).filter(|digits| !digits.is_empty())
    });
    for count in announced {
        if count.parse::<usize>().map_or(true, |count| count > part.len()) {
            return Err(Problem::WorkbookDamaged);
        }
    }
    let is_style =
        |tag: &&str| tag.split([' ', '/', '>']).next().is_some_and(|name| name.ends_with("xf"));
    let styles = part.split('<').filter(is_style).count();
    // The root is long, and kept by no style.
    let tags = part.split('<').filter(|tag| !tag.contains("styleSheet"));
    let longest = tags.map(str::len).max().unwrap_or(0);
    if styles.saturating_mul(longest) > bytes_max() {
        return Err(too_large());
    }
    Ok(())
}
