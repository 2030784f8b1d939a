//! Every list as a file: what the list says over all its pages, narrowed as it is, and nothing else.

mod held;

use axum::http::StatusCode;
use domain::Pence;
use domain::access::Role;
use domain::control::TypedConclusion;
use domain::delegation::DelegationRule;
use domain::service::Category;
use market::Actor;
use market::control::{ConcludeControl, conclude_control, view_control};
use market::db::PageAsked;
use market::delegation::{ChangeDelegation, change_delegation};
use market::idempotency::RequestKey;
use market::school::import_register;
use market::service::{OfferService, offer_service};
use testbed::people::{self, PASSWORD, Somebody};
use testbed::tenant::{ALDER, Tenant};
use testbed::{Bed, on_both};

use crate::page;
use crate::trade::{TUESDAY, World};
use crate::world::{Browser, browser};
use held::{List, behind, compare, holds, in_file, list, rows_on, text_of};

async fn signed_in(bed: &Bed, person: &Somebody) -> Browser {
    let mut browser = browser(bed, false);
    browser.sign_in(&person.email, PASSWORD).await;
    browser
}

/// The head lays something down for everything, and for counselling something else.
async fn lay_down(bed: &Bed, head: &Actor) {
    let pounds = |amount| Some(Pence::pounds(amount));
    let counselling = Category::from_code("counselling");
    for (revision, category, rule) in [
        (0, None, DelegationRule { alone: pounds(500), governors_above: None }),
        (1, counselling, DelegationRule { alone: pounds(0), governors_above: None }),
    ] {
        let change = ChangeDelegation { revision, category, rule };
        let key = RequestKey::fresh(&bed.market);
        change_delegation(&bed.market, head, &key, change).await.unwrap();
    }
}

/// The director records a conclusion on the figures as they stand.
async fn conclude(bed: &Bed, director: &Actor) {
    let found = view_control(&bed.market, director).await.unwrap();
    let typed = TypedConclusion {
        concluded: "holds".to_owned(),
        reason: "Our solicitor agrees".to_owned(),
    };
    let key = RequestKey::fresh(&bed.market);
    let command = ConcludeControl { typed, shown: found.together, key };
    conclude_control(&bed.market, director, command).await.unwrap();
}

on_both! {
    async fn a_file_holds_what_its_list_holds(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let of = |role, organisation| tenant.who(role, organisation);
        let operator = people::operator(&bed).await;
        let association = people::of_association(&bed).await;
        let lists: [(&Somebody, &[List]); 7] = [
            (of(Role::Director, tenant.partnership), &[
                list("/orders", 0),
                list("/orders?state=placed", 0),
                list("/invoices", 0),
                list("/invoices?state=paid", 0),
                list("/credit-notes", 0),
                list("/payments", 1),
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
                list("/groups", 0),
                list("/groups", 2),
                list("/providers", 0),
                list("/partnerships", 0),
                list("/control/invoiced?year=2026-04-01", 0),
                list("/control/invoiced?year=2026-04-01&for=members", 0),
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
                list("/bookings", 10),
                list("/bookings?when=coming", 10),
                list("/bookings?when=delivered", 10),
            ]),
            (of(Role::Approver, tenant.trust), &[list("/", 0)]),
            (tenant.council(), &[behind("/", "Partnerships that trade through", 0)]),
            (&operator, &[list("/", 0), list("/partnerships/founded", 0)]),
            (&association, &[list("/", 0)]),
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

    async fn each_list_of_a_page_has_a_file_of_its_own(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let (market, head) = (&bed.market, tenant.who(Role::Approver, tenant.school));
        let lead = tenant.who(Role::Director, tenant.partnership);
        lay_down(&bed, &head.actor).await;
        let mut browser = signed_in(&bed, lead).await;
        let groups = browser.get("/groups").await;
        let links = page::read(&groups.text).links;
        let group = links.iter().find(|link| link.starts_with("/groups/org_")).unwrap();
        let members = format!("{group}/members.csv");
        let files = [
            ("/control", "Who sits on the board", "/control/board.csv", 0),
            ("/control", "Who holds a share today", "/control/shareholders.csv", 0),
            (group.as_str(), "id=\"members\"", members.as_str(), 0),
        ];
        for (page, behind, file, column) in files {
            holds(&mut browser, page, behind, file, column).await;
        }
        let others = in_file(&mut browser, "/control/invoiced.csv?year=2026-04-01&for=others").await;
        assert_eq!(others.len(), 0, "what is invoiced to members is not in the file of others");
        let pool = format!("/services/{}/pool", tenant.service);
        for column in [0, 1] {
            holds(&mut browser, &pool, "<main", &format!("{pool}.csv"), column).await;
        }
        let mut browser = signed_in(&bed, head).await;
        let files = [
            ("Deputies, now and to come", "/people/delegation/deputies.csv", 4),
            ("Who orders and approves", "/people/delegation/people.csv", 0),
            ("What was laid down, the last", "/people/delegation/history.csv", 1),
        ];
        for (behind, file, column) in files {
            holds(&mut browser, "/people/delegation", behind, file, column).await;
        }
        holds(&mut browser, "/people", "Who acts for the school through", "/people/through.csv", 1).await;
        let levels = in_file(&mut browser, "/people/delegation.csv").await;
        let page = browser.get("/people/delegation").await.text;
        let everything = rows_on(&page, "Who decides on an order");
        assert!(everything.len() < levels.len(), "a kind of service has levels of its own");
        for (row, of_file) in everything.iter().zip(&levels) {
            assert!(of_file[0] == "Everything" && row.contains(&of_file[1]), "{row} {of_file:?}");
            assert!(row.contains(&of_file[2]), "{row} {of_file:?}");
        }
        let kind: Vec<&[String]> = levels[everything.len()..].iter().map(Vec::as_slice).collect();
        assert!(kind.iter().all(|row| row[0] == "Counselling"), "{kind:?}");
        assert_eq!(kind.first().unwrap()[1], "Everything", "a buyer orders no counselling alone");
        let offers = "Phonics".to_owned();
        let offer = OfferService { partnership: tenant.partnership, offers };
        offer_service(market, &head.actor, &RequestKey::fresh(market), offer).await.unwrap();
        let none = browser.get("/offer/services.csv").await;
        assert_eq!(none.text, "\u{feff}Service,State,Through\r\n", "nothing is listed yet");
    }

    async fn a_trusts_schools_are_a_file_for_those_who_are_known(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let [uid, _] = tenant.marks.trusts();
        let (page, file) = (format!("/trusts/{uid}"), format!("/trusts/{uid}/schools.csv"));
        let mut buyer = signed_in(&bed, tenant.who(Role::Buyer, tenant.school)).await;
        holds(&mut buyer, &page, "Schools by name", &file, 0).await;
        let mut visitor = browser(&bed, false);
        for (page, file) in [(page.as_str(), file.as_str()), ("/partnerships", "/partnerships.csv")] {
            assert!(!visitor.get(page).await.text.contains(".csv"), "{page}");
            assert!(visitor.get(file).await.leads_to().starts_with("/sign-in?"), "{file}");
        }
    }

    async fn a_file_tells_members_no_more_than_their_page(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let lead = tenant.who(Role::Director, tenant.partnership);
        conclude(&bed, &lead.actor).await;
        let mut director = signed_in(&bed, lead).await;
        let deals = director.get("/deals?show=met").await;
        let links = page::read(&deals.text).links;
        let deal = links.iter().find(|link| link.starts_with("/deals/deal_")).unwrap();
        let signed = format!("{deal}/schools.csv");
        holds(&mut director, &format!("{deal}?schools=all"), "Schools that have signed up", &signed, 0).await;
        let backed = in_file(&mut director, &signed).await;
        let head = tenant.who(Role::Approver, tenant.school);
        let mut member = signed_in(&bed, head).await;
        holds(&mut member, &format!("{deal}?schools=all"), "Schools that have signed up", &signed, 0).await;
        let seen = in_file(&mut member, &signed).await;
        assert!(!seen[0].is_empty() && backed[0].len() > seen[0].len());
        assert!(backed.iter().all(|row| !row[3].is_empty()), "who signed: {backed:?}");
        assert_eq!(seen, backed.iter().map(|row| row[..3].to_vec()).collect::<Vec<_>>());
        let of = format!("/control/of/{}", tenant.partnership);
        for (behind, name, column) in [
            ("Who sits on the board", "board", 0),
            ("Who holds a share today", "shareholders", 0),
            ("What was concluded, newest", "conclusions", 1),
        ] {
            holds(&mut member, &of, behind, &format!("{of}/{name}.csv"), column).await;
            let (theirs, own) = (format!("{of}/{name}.csv"), format!("/control/{name}.csv"));
            let (theirs, own) = (in_file(&mut member, &theirs).await, in_file(&mut director, &own).await);
            assert_eq!(theirs.len(), own.len());
            assert_eq!(theirs == own, name != "conclusions", "{theirs:?} {own:?}");
        }
        let concluded = in_file(&mut member, &format!("{of}/conclusions.csv")).await;
        assert_eq!(concluded[0][4], "", "members are not told by whom");
        let test = in_file(&mut member, &format!("{of}/test.csv")).await;
        assert_eq!(test, in_file(&mut director, "/control.csv").await);
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
        assert_eq!(compare(&mut provider, &list("/bookings?when=coming", 10)).await, (61, 2));
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
