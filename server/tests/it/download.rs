//! Every list as a file: what the list says over all its pages, narrowed as it is, and nothing else.

use axum::http::{StatusCode, header};
use domain::access::Role;
use market::db::PageAsked;
use market::school::import_register;
use testbed::people::{PASSWORD, Somebody};
use testbed::tenant::{ALDER, Tenant};
use testbed::{Bed, on_both};

use crate::page;
use crate::trade::{TUESDAY, World};
use crate::world::{Browser, browser};

async fn signed_in(bed: &Bed, person: &Somebody) -> Browser {
    let mut browser = browser(bed, false);
    browser.sign_in(&person.email, PASSWORD).await;
    browser
}

/// A list on screen: where it is, behind which words it begins, and which column of its file stands
/// in each of its rows.
struct List {
    at: &'static str,
    behind: &'static str,
    column: usize,
}

const fn list(at: &'static str, column: usize) -> List {
    List { at, behind: "<main", column }
}

const fn behind(at: &'static str, behind: &'static str, column: usize) -> List {
    List { at, behind, column }
}

/// What a page says in each row of its list, without tags.
fn rows_on(html: &str, behind: &str) -> Vec<String> {
    let main = html.split_once(behind).unwrap_or_else(|| panic!("nothing behind {behind}")).1;
    let table = main.split_once("<tbody").map(|(_, table)| table.split("</tbody>").next().unwrap());
    let rows: Vec<&str> = match table {
        Some(table) => table.split("<tr").skip(1).collect(),
        None => main.split("<li class=\"cp-row").skip(1).collect(),
    };
    rows.into_iter().map(text_of).collect()
}

fn text_of(html: &str) -> String {
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
async fn on_screen(browser: &mut Browser, list: &List) -> (Vec<String>, usize, String) {
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
async fn in_file(browser: &mut Browser, file: &str) -> Vec<Vec<String>> {
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
async fn compare(browser: &mut Browser, list: &List) -> (usize, usize) {
    let (rows, pages, file) = on_screen(browser, list).await;
    let cells: Vec<String> =
        in_file(browser, &file).await.into_iter().map(|row| row[list.column].clone()).collect();
    assert_eq!(rows.len(), cells.len(), "{}: {rows:?} {cells:?}", list.at);
    for (row, cell) in rows.iter().zip(&cells) {
        assert!(!cell.is_empty() && row.contains(cell), "{}: {cell} in {row}", list.at);
    }
    (rows.len(), pages)
}

on_both! {
    async fn a_file_holds_what_its_list_holds(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let of = |role, organisation| tenant.who(role, organisation);
        let lists: [(&Somebody, &[List]); 3] = [
            (of(Role::Director, tenant.partnership), &[
                list("/orders", 0),
                list("/orders?state=placed", 0),
                list("/invoices", 0),
                list("/invoices?state=paid", 0),
                behind("/members", "Members by name", 0),
                behind("/members?q=lane", "Members by name", 0),
                behind("/members?show=all", "Members by name", 0),
                list("/services", 0),
                list("/services?state=draft", 0),
                list("/services?sort=price", 0),
                list("/deals?show=all", 0),
                list("/deals?show=met", 0),
                list("/savings/entries", 0),
                list("/savings/entries?stage=realised", 0),
                behind("/people", "Who may act for it", 1),
                list("/schools", 1),
                list("/audit", 6),
                list("/audit?about=invoices", 6),
                behind("/partnership", "Membership levels. Amounts", 0),
            ]),
            (of(Role::Approver, tenant.school), &[
                list("/orders", 0),
                list("/invoices", 0),
                list("/services", 0),
                list("/services?sort=price", 0),
                list("/deals?show=mine", 0),
                list("/what-you-pay", 1),
                behind("/people", "Who may act for it", 1),
                list("/savings/entries", 0),
            ]),
            (of(Role::ProviderManager, tenant.provider), &[
                list("/bookings", 5),
                list("/bookings?when=coming", 5),
                list("/bookings?when=delivered", 5),
            ]),
        ];
        let mut empty = Vec::new();
        for (who, lists) in lists {
            let mut browser = signed_in(&bed, who).await;
            for list in lists {
                let (rows, _) = compare(&mut browser, list).await;
                if rows == 0 {
                    empty.push(list.at);
                }
            }
        }
        assert_eq!(empty, Vec::<&str>::new(), "lists on which nothing could be seen");
    }

    async fn a_members_prices_are_the_same_in_its_file(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let mut director = signed_in(&bed, tenant.who(Role::Director, tenant.partnership)).await;
        let members = director.get("/members").await;
        let links = page::read(&members.text).links;
        let is_one = |link: &&String| link.starts_with("/members/") && link.contains('_');
        let member = links.iter().find(is_one).unwrap();
        let prices = director.get(&format!("{member}/prices")).await;
        let file = in_file(&mut director, &format!("{member}/prices.csv")).await;
        let rows = rows_on(&prices.text, "<main");
        assert!(!rows.is_empty() && rows.len() == file.len(), "{rows:?} {file:?}");
        for (row, of_file) in rows.iter().zip(&file) {
            assert!(row.contains(&of_file[0]), "{row}");
            assert!(!of_file[5].is_empty() && of_file[7] == "the school’s own", "{of_file:?}");
        }
    }

    async fn who_is_invited_and_who_has_left_are_files_of_their_own(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let head = tenant.who(Role::Approver, tenant.school);
        let buyer = tenant.who(Role::Buyer, tenant.school);
        market::person::rename(&bed.market, &buyer.actor, "=cmd|' /C calc'!A0").await.unwrap();
        let mut browser = signed_in(&bed, head).await;
        let found = market::people::people(&bed.market, &head.actor, &PageAsked::default()).await;
        let holdings = found.unwrap().holdings.items;
        let held = holdings.iter().find(|held| held.person == buyer.actor.person()).unwrap();
        let end = format!("/people/{}/end", held.id);
        let page = browser.get(&format!("/people/{}", held.id)).await;
        browser.send_form_and_follow(&page.text, &end, &[]).await;
        let page = browser.get("/people").await;
        for (file, behind, columns) in [
            ("/people/invited.csv", "Invitations that nobody has accepted yet", [0, 1]),
            ("/people/left.csv", "Who left last", [0, 1]),
        ] {
            assert!(page::read(&page.text).links.contains(&file.to_owned()), "{file}");
            let rows = rows_on(&page.text, behind);
            let cells = in_file(&mut browser, file).await;
            assert!(!rows.is_empty() && rows.len() == cells.len(), "{rows:?} {cells:?}");
            for (row, of_file) in rows.iter().zip(&cells) {
                for column in columns {
                    let cell = of_file[column].trim_start_matches('\'');
                    assert!(!cell.is_empty() && row.contains(cell), "{cell} in {row}");
                }
            }
        }
        let left = in_file(&mut browser, "/people/left.csv").await;
        assert_eq!(left[0][0], "'=cmd|' /C calc'!A0", "nothing runs in a spreadsheet");
        let mut finance = signed_in(&bed, tenant.who(Role::Finance, tenant.school)).await;
        for file in ["/people/invited.csv", "/people/left.csv"] {
            assert_eq!(finance.get(file).await.status, StatusCode::FORBIDDEN, "{file}");
        }
    }

    async fn what_is_to_be_invoiced_and_prices_elsewhere_are_files_too(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let mut director = signed_in(&bed, tenant.who(Role::Director, tenant.partnership)).await;
        let page = director.get("/invoices/new?schools=all").await.text;
        let file = in_file(&mut director, "/invoices/new.csv").await;
        let tables = page.split("<tbody").skip(1).map(|table| table.split("</tbody>").next().unwrap());
        let rows: Vec<String> = tables
            .flat_map(|table| table.split("<tr").skip(1).map(text_of))
            .filter(|row| !row.contains("Total"))
            .collect();
        assert!(page.contains("href=\"/invoices/new.csv\""));
        assert!(!file.is_empty() && rows.len() == file.len(), "{rows:?} {file:?}");
        for (row, of_file) in rows.iter().zip(&file) {
            assert!(row.contains(&of_file[1]) && row.contains(&of_file[2]), "{of_file:?} in {row}");
        }
        let market = format!("/services/{}/market", tenant.service);
        let csv = format!("{market}.csv");
        let page = director.get(&market).await.text;
        let rows = rows_on(&page, "Published prices, £");
        let file = in_file(&mut director, &csv).await;
        assert!(page.contains(&format!("href=\"{csv}\"")));
        assert!(!file.is_empty() && rows.len() == file.len(), "{rows:?} {file:?}");
        for (row, of_file) in rows.iter().zip(&file) {
            assert!(row.contains(&of_file[0]) && row.contains(&of_file[1]), "{of_file:?} in {row}");
        }
        let mut visitor = browser(&bed, false);
        assert!(!visitor.get(&market).await.text.contains(".csv"));
        assert!(visitor.get(&csv).await.leads_to().starts_with("/sign-in?"));
    }

    async fn who_sits_on_a_group_is_the_same_in_its_file(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let mut director = signed_in(&bed, tenant.who(Role::Director, tenant.partnership)).await;
        let groups = director.get("/groups").await;
        let links = page::read(&groups.text).links;
        let group = links.iter().find(|link| link.starts_with("/groups/org_")).unwrap();
        let html = director.get(group).await.text;
        let file = in_file(&mut director, &format!("{group}/people.csv")).await;
        let rows = rows_on(&html, "id=\"people\"");
        assert!(rows.len() == 2 && file.len() == 2, "{rows:?} {file:?}");
        for (row, of_file) in rows.iter().zip(&file) {
            assert!(row.contains(&of_file[0]) && row.contains(&of_file[1]), "{row} {of_file:?}");
        }
        assert_eq!((file[0][1].as_str(), file[1][1].as_str()), ("Chair", "Clerk or secretary"));
    }

    async fn a_list_of_many_pages_is_one_file(bed) {
        let world = World::with_counsellors(&bed, 65).await;
        for _ in 0..61 {
            world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        }
        let mut register = "URN,EstablishmentName,LA (code),LA (name)\n".to_owned();
        for number in 0..1_203 {
            register.push_str(&format!("{},Lark {number:04} School,301,Barking\n", 700_000 + number));
        }
        import_register(&bed.market, register.as_bytes(), &|_| ()).await.unwrap();
        bed.clock.set(testbed::instant("2026-12-07T09:00:00Z"));
        let mut buyer = browser(&bed, false);
        buyer.sign_in("amina.rahman@pool.example", "river boats at noon").await;
        assert_eq!(compare(&mut buyer, &list("/orders", 0)).await, (61, 3));
        assert_eq!(compare(&mut buyer, &list("/schools?q=lark", 1)).await, (1_203, 61));
        let mut provider = browser(&bed, false);
        provider.sign_in("priya.shah@pool.example", "river boats at noon").await;
        assert_eq!(compare(&mut provider, &list("/bookings?when=coming", 5)).await, (61, 2));
    }

    async fn a_visitor_is_offered_no_whole_list_and_gets_none(bed) {
        Tenant::of(&bed, ALDER).await;
        let mut visitor = browser(&bed, false);
        for list in ["/services", "/schools"] {
            assert!(!visitor.get(list).await.text.contains(".csv"), "{list}");
            let file = visitor.get(&format!("{list}.csv")).await;
            assert_eq!(file.status, StatusCode::SEE_OTHER);
            assert!(file.leads_to().starts_with("/sign-in?"), "{}", file.leads_to());
        }
    }
}
