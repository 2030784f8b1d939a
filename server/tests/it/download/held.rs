//! A list on screen held against its file.

use axum::http::{StatusCode, header};

use crate::page;
use crate::world::Browser;

/// A list on screen: where it is, behind which words it begins, and which column of its file stands
/// in each of its rows.
pub(super) struct List {
    pub(super) at: &'static str,
    behind: &'static str,
    column: usize,
}

pub(super) const fn list(at: &'static str, column: usize) -> List {
    List { at, behind: "<main", column }
}

pub(super) const fn behind(at: &'static str, behind: &'static str, column: usize) -> List {
    List { at, behind, column }
}

/// What a page says in each row of its list, without tags.
pub(super) fn rows_on(html: &str, behind: &str) -> Vec<String> {
    let main = html.split_once(behind).unwrap_or_else(|| panic!("nothing behind {behind}")).1;
    let table = main.split_once("<tbody").map(|(_, table)| table.split("</tbody>").next().unwrap());
    let rows: Vec<&str> = match table {
        Some(table) => table.split("<tr").skip(1).collect(),
        None => main.split("<li class=\"cp-row").skip(1).collect(),
    };
    rows.into_iter().map(text_of).collect()
}

pub(super) fn text_of(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        let (tag, words) = part.split_once('>').unwrap_or(("", part));
        if let Some(href) = tag.split("href=\"").nth(1) {
            text.push_str(href.split('"').next().unwrap());
            text.push(' ');
        }
        text.push_str(words);
        text.push(' ');
    }
    let unescaped = text.replace("&amp;", "&").replace("&quot;", "\"").replace("&#x27;", "'");
    unescaped.replace("&lt;", "<").replace("&gt;", ">")
}

/// Each row of a list, page after page, and where its file is.
pub(super) async fn on_screen(browser: &mut Browser, list: &List) -> (Vec<String>, usize, String) {
    let (mut rows, mut pages, mut file) = (Vec::new(), 0, None);
    let mut next = Some(list.at.to_owned());
    while let Some(address) = next {
        let answer = browser.get(&address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text);
        rows.extend(rows_on(&answer.text, list.behind));
        pages += 1;
        let links = page::read(&answer.text).links;
        next = answer.text.split("rel=\"next\"").nth(1).map(|_| {
            let next = links.iter().rev().find(|link| link.contains("after="));
            next.unwrap_or_else(|| panic!("no next page on {address}")).clone()
        });
        let own = links.into_iter().find(|link| link.contains(".csv"));
        let own = own.unwrap_or_else(|| panic!("{address} leads to no file"));
        assert_eq!(*file.get_or_insert(own.clone()), own, "each page leads to the same file");
    }
    (rows, pages, file.unwrap())
}

/// The rows of a file without its head.
pub(super) async fn in_file(browser: &mut Browser, file: &str) -> Vec<Vec<String>> {
    let answer = browser.get(file).await;
    assert_eq!(answer.status, StatusCode::OK, "{file}: {}", answer.text);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    let name = answer.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(name.starts_with("attachment; filename=\"") && name.contains("-2026-12-0"));
    let text = answer.text.strip_prefix('\u{feff}').expect("a mark for Excel");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
}

/// Holds a list against its file; gives how many rows and pages it has.
pub(super) async fn compare(browser: &mut Browser, list: &List) -> (usize, usize) {
    let (rows, pages, file) = on_screen(browser, list).await;
    let cells: Vec<String> =
        in_file(browser, &file).await.into_iter().map(|row| row[list.column].clone()).collect();
    assert_eq!(rows.len(), cells.len(), "{}: {rows:?} {cells:?}", list.at);
    for (row, cell) in rows.iter().zip(&cells) {
        assert!(!cell.is_empty() && row.contains(cell), "{}: {cell} in {row}", list.at);
    }
    (rows.len(), pages)
}

/// Holds a table of a page with several against its file; a column of it stands in each row.
pub(super) async fn holds(
    browser: &mut Browser,
    page: &str,
    behind: &str,
    file: &str,
    column: usize,
) {
    let html = browser.get(page).await.text;
    assert!(page::read(&html).links.contains(&file.to_owned()), "{page} leads to no {file}");
    let (rows, cells) = (rows_on(&html, behind), in_file(browser, file).await);
    let rows: Vec<&String> = rows.iter().filter(|row| !row.trim().starts_with("All ")).collect();
    assert!(!rows.is_empty() && rows.len() == cells.len(), "{file}: {rows:?} {cells:?}");
    for (row, of_file) in rows.iter().zip(&cells) {
        let cell = &of_file[column];
        assert!(!cell.is_empty() && row.contains(cell.as_str()), "{file}: {cell} in {row}");
    }
}
