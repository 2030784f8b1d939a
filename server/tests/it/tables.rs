//! Every table and list on a page: the file that holds it whole, or why it is no list of records.

use std::collections::BTreeSet;
use std::path::Path;

use app::routes::{Method, routes};
use axum::http::StatusCode;
use testbed::on_sqlite;

use crate::coverage::{World, signed_in};
use crate::explore::route_of;
use crate::page;

/// Words of a table's caption, and the row of the file that holds all of it. What comes first counts.
const IN_A_FILE: &[(&str, &str)] = &[
    ("Days of peer review given and received", "/peer-review.csv"),
    ("Your days of peer review by school year", "/peer-review.csv"),
    ("Orders, newest first", "/orders.csv"),
    ("Last year’s services with next year’s prices", "/buy-back/{buyback}/costs.csv"),
    ("By budget code (CFR)", "/buy-back/{buyback}/costs.csv"),
    ("Members and what they renew", "/buy-backs/{buyback}/schools.csv"),
    ("Bookings by day", "/bookings.csv"),
    ("Who is where on", "/bookings/week.csv"),
    ("People and what their month comes to", "/pay.csv"),
    ("Days of the month, and what is due", "/pay/{pract}/days.csv"),
    ("Events by the time they begin", "/events.csv"),
    ("Delegates by school", "/events/{event}/delegates.csv"),
    ("Delegates of the date, by school", "/events/{event}/register/{sitting}/list.csv"),
    ("Schools that wait, in the order of asking", "/events/{event}/waiting.csv"),
    ("Placements by school", "/services/{service}/pool/next-year.csv"),
    ("Schools that wait for a day", "/services/{service}/pool/waiting.csv"),
    ("Answers, the newest first", "/evaluations.csv"),
    ("What is in your basket", "/basket.csv"),
    ("Questions, those that wait first", "/enquiries.csv"),
    ("Quotes asked for, the newest first", "/quotes.csv"),
    ("Requests for quotes, the newest first", "/quotes/asked.csv"),
    ("What schools share, the newest first", "/sharing.csv"),
    ("What each school bears over the whole time", "/sharing/{sharing}/statement.csv"),
    ("Who owes whom, by time and school", "/sharing/{sharing}/statement.csv"),
    ("Quotes side by side", "/quotes/{quote}/evidence.csv"),
    ("Who was asked for a quote", "/quotes/{quote}/evidence.csv"),
    ("Everything as it came", "/quotes/{quote}/evidence.csv"),
    ("Invoices that count", "/control/invoiced.csv"),
    ("Invoices, newest first", "/invoices.csv"),
    ("Delivered to", "/invoices/new.csv"),
    ("Credit notes, newest first", "/credit-notes.csv"),
    ("Payments, newest first", "/payments.csv"),
    ("Payments with something left", "/payments.csv"),
    ("Invoiced, credited and paid", "/statement.csv"),
    ("Schools that have signed up", "/deals/{deal}/schools.csv"),
    ("INSET days to come, by day", "/inset-days.csv"),
    ("What you pay now, excluding VAT", "/what-you-pay.csv"),
    ("Savings by", "/savings.csv"),
    ("Entries, the last recorded first", "/savings.csv"),
    ("Members by name", "/members.csv"),
    ("Membership levels", "/partnership/levels.csv"),
    ("Groups, each under the one", "/groups.csv"),
    ("in the group, by name", "/groups/{group}/members.csv"),
    ("Who sits on the group", "/groups/{group}/people.csv"),
    ("Whose time on the group has ended", "/groups/{group}/people.csv"),
    ("What the test rests on", "/control.csv"),
    ("What was concluded", "/control/conclusions.csv"),
    ("Who holds a share today", "/control/shareholders.csv"),
    ("Shareholdings that have ended", "/control/shareholders.csv"),
    ("Who sits on the board", "/control/board.csv"),
    ("Directors whose time has ended", "/control/board.csv"),
    ("Entries, newest first. Amounts exclude VAT", "/control/activity.csv"),
    ("Entries, newest first", "/audit.csv"),
    ("Partnerships by name", "/partnerships.csv"),
    ("Partnerships, the newest first", "/partnerships/founded.csv"),
    ("Partnerships that trade through the council", "/hosting.csv"),
    ("Who delivers through the partnership", "/providers.csv"),
    ("Services that your school delivers", "/offer/services.csv"),
    ("Proposed changes, newest first", "/proposals.csv"),
    ("Days by term, the earliest first", "/services/{service}/pool/demand.csv"),
    ("Days to cover, the next first", "/services/{service}/pool/cover.csv"),
    ("Checks that were seen", "/services/{service}/pool/checks.csv"),
    ("People", "/services/{service}/pool.csv"),
    ("Published prices", "/services/{service}/market.csv"),
    ("Versions, the newest first", "/library/{resource}/versions.csv"),
    ("Prices recorded", "/services/{service}/market.csv"),
    ("Who may act for it, by name", "/people.csv"),
    ("Invitations that nobody has accepted yet", "/people/invited.csv"),
    ("Who acts for the school through", "/people/through.csv"),
    ("Who decides on an order", "/people/delegation.csv"),
    ("What holds for single kinds of service", "/people/delegation.csv"),
    ("Deputies, now and to come", "/people/delegation/deputies.csv"),
    ("Who orders and approves", "/people/delegation/people.csv"),
    ("What was laid down", "/people/delegation/history.csv"),
];

/// Files that are there to be changed and brought in again, and hold no table of a page.
const TO_BRING_IN: [&str; 1] = ["/services/catalogue.csv"];

/// Captions that stand on two pages, with the page of each and its file.
const BY_PAGE: &[(&str, &str, &str)] = &[
    ("Schools by name", "/", "/trust/schools.csv"),
    ("Schools by name", "/trusts/{uid}", "/trusts/{uid}/schools.csv"),
    ("Who left last", "/people", "/people/left.csv"),
    ("Who left last", "/groups/{group}", "/groups/{group}/members.csv"),
];

/// Lists that are no tables, by the row of their page: the file, or why there is none.
const ROWS: &[(&str, Result<&str, &str>)] = &[
    ("/services", Ok("/services.csv")),
    ("/schools", Ok("/schools.csv")),
    ("/library", Ok("/library.csv")),
    ("/deals", Ok("/deals.csv")),
    ("/members/{membership}/prices", Ok("/members/{membership}/prices.csv")),
    ("/bookings/ill", Err("colleagues, to choose who is ill")),
    ("/search", Err("the first of each kind, beside the way to its list")),
    ("/services/{service}", Err("four services at most, each of which stands in its own list")),
];

/// Words of the caption of a table that is no list of records, and why.
const NO_LIST: &[(&str, &str)] = &[
    ("Lines, excluding VAT", "one order, which prints"),
    ("What is ordered together", "one purchase, which prints"),
    ("What the basket comes to, by partnership", "sums of the rows above, which have a file"),
    ("What is ordered from the basket", "one purchase, before it is placed"),
    ("What is ordered for next year", "one purchase, before it is placed"),
    ("Buy-backs", "the few rounds of the years, each with a file of its schools"),
    ("Total, by VAT", "one order, which prints"),
    ("Checks seen of", "one order, which prints"),
    ("What was delivered, excluding VAT", "one invoice, which prints"),
    ("What is credited, excluding VAT", "one credit note, which prints"),
    ("Credited and paid of this invoice", "one invoice, which prints"),
    ("What it settles", "one payment, on its page"),
    (
        "Schools that owe something",
        "where a payment is written down; each invoice is in the file of invoices",
    ),
    ("Prices, excluding VAT", "the terms of one service"),
    ("What is in the package, excluding VAT", "the terms of one service"),
    ("What is in the package, and what is left", "one order, which prints"),
    ("What would change", "one proposed change"),
    ("Services side by side", "the terms of up to four services, chosen one by one"),
    ("with your school in, excluding VAT", "the terms of one deal, worked out"),
    ("Prices then", "the evidence of one saving"),
    ("Pupils by day and source", "the history of one school, on its page"),
    ("Memberships, the newest first", "the history of one member, on its page"),
    ("Where you are signed in", "in the file of everything kept about a person"),
    ("Your saved searches", "in the file of everything kept about a person"),
    ("Requests, the oldest first", "waits to be decided, one by one"),
    ("Free days in", "a calendar, to choose from"),
    ("Terms of the school year", "three rows of one year"),
    ("Schools and their parts of the cost", "one sharing, whose statement is a file"),
    ("Parts of the cost among those", "what would be asked of the schools of one sharing"),
    ("INSET days of the school year", "the few days of one school’s year"),
    ("Booked days on which pupils are not", "what to mend, and gone once it is"),
    ("Dates of the event", "the dates of one event, each with its register"),
    ("The next events of this service", "what is on sale, to choose from"),
    ("Who comes for the school", "one order, which prints"),
    ("Who has been asked", "one order’s delegates, to be asked"),
    ("Documents", "files already"),
    ("Services in the list", "a file that was sent, before it is brought in"),
    ("Parts of prices that are not in the list", "a file that was sent, once it is brought in"),
    ("Rows that cannot be used", "a file that was sent, before it is brought in"),
    (
        "Each school’s price, excluding VAT",
        "what a partnership to be would charge, before it is founded",
    ),
    ("Orders that wait for approval", "the first of a list that has a file"),
    ("Booked next", "the first of a list that has a file"),
    ("Invoices to be paid", "the first of a list that has a file"),
    ("Next days that the council delivers", "the first of a list that has a file"),
    ("Days wanted, by term", "figures, worked out for a chart"),
    ("The pools over the next eight weeks", "figures, worked out for a chart"),
    ("Partnerships through which your school delivers", "how one school stands"),
    ("Who may do what", "rules, which are the same for everybody"),
];

/// Captions that are no list on the page of one row, and why.
const NO_LIST_HERE: &[(&str, &str, &str)] = &[(
    "Invitations that nobody has accepted yet",
    "/members/{membership}",
    "what waits for one member, on its page, to be taken back one by one",
)];

/// The captions of the tables of a page; those of charts say what is drawn, and are no tables of ours.
fn captions(html: &str) -> impl Iterator<Item = &str> {
    let begin = html.split("<caption class=\"govuk-table__caption").skip(1);
    begin.filter_map(|rest| rest.split_once('>')?.1.split('<').next())
}

/// Whether a table of a page is no list of records, as it stands above.
fn is_no_list(caption: &str, path: &str) -> bool {
    let mut here = NO_LIST_HERE.iter();
    here.any(|(words, page, _)| caption == *words && path == *page)
        || NO_LIST.iter().any(|(words, _)| caption.contains(words))
}

/// The row of the file that holds a table of a page.
fn file_of(caption: &str, path: &str) -> Option<&'static str> {
    let by_page = BY_PAGE.iter().find(|(words, page, _)| caption == *words && path == *page);
    if let Some((_, _, file)) = by_page {
        return Some(file);
    }
    // The lists of ownership and control are read by members at an address of their own.
    let of = |file: &'static str| match (path, file) {
        ("/control/of/{partnership}", "/control.csv") => "/control/of/{partnership}/test.csv",
        ("/control/of/{partnership}", _) => {
            let name = file.rsplit('/').next().unwrap();
            let own = routes().find(|route| {
                route.path.starts_with("/control/of/{partnership}/") && route.path.ends_with(name)
            });
            own.unwrap_or_else(|| panic!("members have no file {name}")).path
        }
        _ => file,
    };
    let known = IN_A_FILE.iter().find(|(words, _)| caption.contains(words));
    known.map(|(_, file)| of(file))
}

on_sqlite! {
    async fn what_a_page_lists_is_in_a_file_or_is_no_list(bed) {
        let world = Box::pin(World::of(&bed)).await;
        let (mut tables, mut missing) = (BTreeSet::new(), BTreeSet::new());
        let of_people = world.led.iter().filter_map(|led| Some((led.by.as_ref()?, &led.to)));
        for (by, to) in of_people {
            let mut browser = signed_in(&bed, by).await;
            // Whoever owes a code is a visitor still.
            if browser.get("/account").await.status != StatusCode::OK {
                continue;
            }
            let is_page = |path: &str| !is_file(path) && !path.ends_with("/live");
            let pages = to.iter().filter(|found| {
                found.route.method == Method::Get && is_page(found.route.path)
            });
            for found in pages {
                let (path, answer) = (found.route.path, found.ask(&mut browser).await);
                if answer.status != StatusCode::OK {
                    continue;
                }
                let links = page::read(&answer.text).links;
                let leads_to = |file: &str| {
                    let mut rows = links.iter().filter_map(|link| route_of(Method::Get, link));
                    rows.any(|row| row.path == file)
                };
                for caption in captions(&answer.text) {
                    tables.insert((path, caption.to_owned()));
                    let is_in_a_file = || file_of(caption, path).is_some_and(leads_to);
                    if !is_no_list(caption, path) && !is_in_a_file() {
                        missing.insert(format!("{caption} on {path}, for {}", by.email));
                    }
                }
                if answer.text.contains("<ul class=\"cp-rows") {
                    let known = ROWS.iter().find(|(page, _)| *page == path);
                    if !known.is_some_and(|(_, file)| file.is_err() || file.is_ok_and(leads_to)) {
                        missing.insert(format!("the list on {path}, for {}", by.email));
                    }
                }
            }
        }
        assert!(missing.is_empty(), "no way to the file of {missing:#?}");
        let known = IN_A_FILE.iter().chain(NO_LIST).map(|(words, _)| words);
        let seen = |words: &&&str| tables.iter().any(|(_, caption)| caption.contains(**words));
        let pages = sources();
        let gone = known.filter(|words| !seen(words) && !pages.contains(**words));
        let gone: Vec<&&str> = gone.collect();
        assert!(gone.is_empty(), "no page has {gone:#?}");
    }
}

/// What the pages are made from: the world of this test does not stand in every state.
fn sources() -> String {
    fn read(folder: &Path, all: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, all);
            } else {
                all.push_str(&std::fs::read_to_string(&path).unwrap_or_default());
            }
        }
    }
    let mut all = String::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src"), &mut all);
    all
}

/// Whether a route's path is that of a list as a file.
fn is_file(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, kind)| kind == "csv")
}

#[test]
fn every_file_is_that_of_a_list() {
    let tables = IN_A_FILE.iter().map(|(_, file)| *file);
    let by_page = BY_PAGE.iter().map(|(_, _, file)| *file);
    let rows = ROWS.iter().filter_map(|(_, file)| file.ok());
    let known: BTreeSet<&str> = tables.chain(by_page).chain(rows).chain(TO_BRING_IN).collect();
    let own = |path: &&str| is_file(path) && !path.starts_with("/control/of/");
    let all: BTreeSet<&str> = routes().map(|route| route.path).filter(own).collect();
    assert_eq!(known, all);
}
