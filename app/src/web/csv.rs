//! Lists as CSV: a file holds what the list holds, over all its pages, and is sent as it is read.

use std::io;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use domain::Failure;
use futures::{StreamExt, stream};
use leptos::prelude::*;
use market::db::{Page, PageAsked};

use super::{Answer, Ask, Form};
use crate::parts::{HiddenWords, Muted, TextLink};

/// What Excel needs in front to read a file as UTF-8.
const MARK: &str = "\u{feff}";

/// A list as a file. Its first page is read before anything is sent, so that whoever may not have
/// it is told so on a page; those that follow are read as the receiver takes them. Should one of
/// them fail, the transfer is broken off: nobody takes half a list for the whole.
///
/// # Errors
/// Whatever reading the first page ends with.
pub async fn download<Read, Rows>(
    ask: Ask,
    name: &str,
    head: &[&str],
    read: Read,
) -> Result<Answer, Failure>
where
    Read: Fn(Arc<Ask>, PageAsked) -> Rows + Send + Sync + 'static,
    Rows: Future<Output = Result<Page<Vec<String>>, Failure>> + Send + 'static,
{
    let name = format!("{name}-{}.csv", ask.market().today());
    let ask = Arc::new(ask);
    let read = move |page| read(ask.clone(), page);
    let body = body(name.clone(), head, read).await?;
    Ok(Answer::Csv { name, body })
}

async fn body<Read, Rows>(name: String, head: &[&str], read: Read) -> Result<Body, Failure>
where
    Read: Fn(PageAsked) -> Rows + Send + Sync + 'static,
    Rows: Future<Output = Result<Page<Vec<String>>, Failure>> + Send + 'static,
{
    let first = read(PageAsked::for_file(None)).await?;
    let head: Vec<String> = head.iter().map(|&cell| cell.to_owned()).collect();
    let beginning = Bytes::from(format!("{MARK}{}{}", text(&[head])?, text(&first.items)?));
    let rest = stream::try_unfold((name, read, first.next), |(name, read, next)| async move {
        let Some(after) = next else { return Ok(None) };
        let page = read(PageAsked::for_file(Some(after))).await;
        match page.and_then(|page| Ok((text(&page.items)?, page.next))) {
            Ok((rows, next)) => Ok(Some((Bytes::from(rows), (name, read, next)))),
            Err(failure) => Err(broken_off(&name, failure)),
        }
    });
    let beginning = stream::once(async { Ok::<_, io::Error>(beginning) });
    Ok(Body::from_stream(beginning.chain(rest)))
}

/// A file of which a part has been sent: there is no page any more on which to say what went wrong.
fn broken_off(name: &str, failure: Failure) -> io::Error {
    let failure = match failure {
        Failure::Broken(_) => failure,
        other => market::incident(&other),
    };
    tracing::error!(%failure, file = name, "a download was broken off");
    io::Error::other(failure.to_string())
}

/// A list that is read whole, as the only page of its file.
pub fn whole<T>(
    rows: impl IntoIterator<Item = T>,
    row: impl Fn(T) -> Vec<String>,
) -> Page<Vec<String>> {
    Page { items: rows.into_iter().map(row).collect(), next: None }
}

/// The address of a list's file with what the list is narrowed to.
pub fn csv_address(path: &str, query: &Form) -> String {
    let narrowed = query.with("after", "");
    if narrowed.is_empty() { path.to_owned() } else { format!("{path}?{narrowed}") }
}

/// The way to a list as a file, under the list. Where a page has several, `of` says of which this is:
/// `the board`.
pub fn link(href: String, of: &str) -> impl IntoView + use<> {
    let of = (!of.is_empty()).then(|| format!(": {of}"));
    view! {
        <Muted><TextLink href>"Download as CSV"{of.map(|text| view! { <HiddenWords text/> })}</TextLink></Muted>
    }
}

/// Rows as CSV (RFC 4180). A cell that a spreadsheet would run as a formula gets an apostrophe
/// before it (OWASP, CSV injection); plain negative numbers stay numbers.
fn text(rows: &[Vec<String>]) -> Result<String, Failure> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(broken)?;
    }
    let bytes = writer.into_inner().map_err(broken)?;
    String::from_utf8(bytes).map_err(broken)
}

/// What begins a formula, in any width, or lets one begin on a line of its own.
const BEGINS_FORMULA: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

fn harmless(cell: &str) -> String {
    let is_number = cell.strip_prefix('-').is_some_and(|rest| {
        !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || c == '.')
    });
    if cell.starts_with(BEGINS_FORMULA) && !is_number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// A day as spreadsheets sort it; nothing where there is none.
pub fn day(day: Option<chrono::NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// `yes` or `no`.
pub fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

fn broken(cause: impl std::fmt::Display) -> Failure {
    market::incident(&cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_cannot_run_as_a_formula_and_a_negative_number_stays_one() {
        let rows = vec![vec!["=1+1".to_owned(), "-12.50".to_owned(), "a, \"b\"".to_owned()]];
        assert_eq!(text(&rows).unwrap(), "'=1+1,-12.50,\"a, \"\"b\"\"\"\r\n");
        for cell in ["+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\u{ff1d}1", "-"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        for cell in ["", "0", "-0.5", "a=b", "12 - 3", "'=1"] {
            assert_eq!(harmless(cell), cell);
        }
    }

    #[test]
    fn a_file_is_narrowed_like_its_list_and_begins_at_its_first_row() {
        let query = Form::from_urlencoded(b"state=paid&after=inv_1&q=a+b");
        assert_eq!(csv_address("/invoices.csv", &query), "/invoices.csv?state=paid&q=a+b");
        assert_eq!(csv_address("/invoices.csv", &Form::default()), "/invoices.csv");
    }

    /// Three pages of a row each, the last of which fails where it is told to.
    async fn three(last: Result<(), Failure>) -> Result<Body, Failure> {
        let read = move |asked: PageAsked| {
            let number: u32 = asked.key().map_or(1, |key| key.parse().unwrap());
            let read = if number == 3 { last.clone() } else { Ok(()) };
            let next = (number < 3).then(|| (number + 1).to_string());
            async move { read.map(|()| Page { items: vec![vec![number.to_string()]], next }) }
        };
        body("list.csv".to_owned(), &["Number"], read).await
    }

    #[tokio::test]
    async fn a_file_holds_every_page_once() {
        let whole = axum::body::to_bytes(three(Ok(())).await.unwrap(), usize::MAX).await.unwrap();
        assert_eq!(whole, "\u{feff}Number\r\n1\r\n2\r\n3\r\n");
    }

    #[tokio::test]
    async fn a_file_whose_reading_fails_in_the_middle_never_comes_to_its_end() {
        let body = three(Err(Failure::TryLater)).await.unwrap();
        let parts: Vec<_> = body.into_data_stream().collect().await;
        assert!(matches!(parts.as_slice(), [Ok(_), Ok(_), Err(_)]), "{parts:?}");
    }

    #[tokio::test]
    async fn what_may_not_be_read_is_said_before_anything_is_sent() {
        let read = |_: PageAsked| async { Err(Failure::NotAllowed) };
        let refused = body("list.csv".to_owned(), &["Number"], read).await.unwrap_err();
        assert_eq!(refused, Failure::NotAllowed);
    }
}
