//! Services over HTTP with plain forms: listed by staff, found and priced for a school.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::access::Role;
use market::association::{JoinAssociation, join_association, leave_association};
use market::installation;
use testbed::{Bed, on_both};

use crate::page;
use crate::trade::World;
use crate::world::{Answer, Browser, browser};

const PASSWORD: &str = "river boats at noon";

async fn signed_in(bed: &Bed, name: &str) -> Browser {
    let mut browser = browser(bed, false);
    let email = format!("{}@pool.example", name.to_lowercase().replace(' ', "."));
    browser.sign_in(&email, PASSWORD).await;
    browser
}

/// What stands in a hidden field of a page.
fn hidden(page: &str, name: &str) -> String {
    let field = page.split("<input").find(|field| field.contains(&format!("name=\"{name}\"")));
    let value = field.unwrap_or_else(|| panic!("no field {name}")).split("value=\"").nth(1);
    value.unwrap().split('"').next().unwrap().to_owned()
}

fn says(answer: &Answer, words: &[&str]) {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    for words in words {
        assert!(answer.text.contains(words), "{words} is not in {}", answer.text);
    }
}

/// What a browser sends when a form is sent as it was shown.
fn sent_back(page: &str) -> Vec<(String, String)> {
    let forms = page::read(page).forms;
    let form = forms.iter().find(|form| form.action.ends_with("/edit")).expect("the form");
    form.as_it_is()
}

fn as_sent(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// A service added over its form, as a draft whose VAT is a question.
async fn added(staff: &mut Browser) -> String {
    let form = staff.get("/services/new").await;
    let key = hidden(&form.text, "key");
    let fields = [
        ("key", key.as_str()),
        ("title", "Play therapy"),
        ("category", "counselling"),
        ("description", "A play therapist in school for a day."),
        ("provider", "new"),
        ("provider_name", "Lantern Practice"),
        ("kind", "per_unit"),
        ("member", "310"),
        ("non_member", "340"),
    ];
    let first = staff.post("/services/new", &fields).await;
    let again = staff.post("/services/new", &fields).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    assert_eq!(first.leads_to(), again.leads_to(), "sent twice is sent once");
    first.leads_to().to_owned()
}

async fn on_sale(staff: &mut Browser) -> String {
    let service = added(staff).await;
    staff.post_and_follow(&format!("{service}/vat"), &[("vat", "standard")]).await;
    let page = staff.post_and_follow(&format!("{service}/move"), &[("event", "publish")]).await;
    assert!(page.text.contains("Pause"), "{}", page.text);
    service
}

async fn send_list(staff: &mut Browser, name: &str, list: &str) -> Answer {
    let body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/csv\r\n\r\n{list}\r\n--edge--\r\n"
    );
    let request = Request::post("/services/import")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .header("sec-fetch-site", "same-origin");
    staff.send(request, Body::from(body)).await
}

on_both! {
    async fn a_form_left_empty_comes_back_with_everything_that_is_wrong(bed) {
        World::of(&bed).await;
        let mut staff = signed_in(&bed, "Sam Patel").await;
        let form = staff.get("/services/new").await;
        let key = hidden(&form.text, "key");
        let fields = [("key", key.as_str()), ("kind", "per_unit"), ("member", "dear")];
        let page = staff.post("/services/new", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text.contains("There is a problem"));
        assert!(page.text.contains("value=\"dear\""), "what was typed is kept");
        for field in ["title", "category", "description", "provider", "member"] {
            assert!(page.text.contains(&format!("href=\"#{field}\"")), "{field}");
        }
    }

    async fn staff_list_a_service_and_a_school_finds_it_with_its_own_price(bed) {
        World::of(&bed).await;
        let mut staff = signed_in(&bed, "Sam Patel").await;
        let service = added(&mut staff).await;
        says(&staff.get(&service).await, &["VAT has to be settled", "Draft"]);
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        assert_eq!(buyer.get(&service).await.status, StatusCode::NOT_FOUND);
        let refused = staff.post(&format!("{service}/move"), &[("event", "publish")]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        staff.post_and_follow(&format!("{service}/vat"), &[("vat", "standard")]).await;
        staff.post_and_follow(&format!("{service}/move"), &[("event", "publish")]).await;
        let list = buyer.get("/services?q=play+therapies&category=counselling").await;
        says(&list, &["Play therapy", "£310", "a day", "Lantern Practice"]);
        says(&buyer.get(&service).await, &["Your price", "£310", "VAT at 20% is added", "E28a"]);
        let mut visitor = browser(&bed, false);
        says(&visitor.get(&service).await, &["Members’ price", "£310"]);
        let none = buyer.get("/services?q=%22+OR+%22&after=y").await;
        assert_eq!(none.status, StatusCode::OK);
    }

    async fn a_filter_that_cannot_be_used_is_told_beside_its_field_and_narrows_nothing(bed) {
        World::of(&bed).await;
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        let nobody = "0193f3a1-c0de-7000-a1b2-c3d4e5f60718";
        for (field, typed, told) in [
            ("price", "abc", "Enter an amount in pounds"),
            ("category", "zoo", "Choose one of the options"),
            ("phase", "nonsense", "Choose one of the options"),
            ("area", "999", "Choose one of the options"),
            ("provider", nobody, "Choose one of the options"),
            ("provider", "me", "Choose one of the options"),
            ("free", "2026-13", "Choose one of the options"),
            ("free", "2026-10", "Choose one of the options"),
        ] {
            let page = buyer.get(&format!("/services?{field}={typed}")).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={typed}");
            for told in [told, &format!("href=\"#{field}\""), &format!("id=\"{field}-error\"")] {
                assert!(page.text.contains(told), "{field}={typed}: {told} is not in {}", page.text);
            }
            let file = buyer.get(&format!("/services.csv?{field}={typed}")).await;
            assert_eq!(file.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={typed}");
        }
        let page = buyer.get("/services?price=abc").await;
        assert!(page.text.contains("value=\"abc\""), "what was typed is kept");
    }

    async fn who_cannot_order_is_told_whom_to_ask(bed) {
        let world = World::of(&bed).await;
        installation::organisation_for(&bed.market, Role::AssociationStaff, None).await.unwrap();
        let page = format!("/services/{}", world.service);
        let mail = "<a href=\"mailto:office@riverside.example\"";
        let mut visitor = browser(&bed, false);
        let unknown = visitor.get(&page).await;
        says(&unknown, &["Sign in to book", "Ask Riverside Schools"]);
        assert!(!unknown.text.contains("mailto:"), "{}", unknown.text);
        let reached = JoinAssociation { contact: "office@riverside.example".to_owned() };
        join_association(&bed.market, &world.staff, reached).await.unwrap();
        says(&visitor.get(&page).await, &["Sign in to book", mail]);
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        let booked = buyer.get(&page).await;
        says(&booked, &["Book days", "When to book", "Up to the day itself"]);
        assert!(!booked.text.contains("mailto:"), "{}", booked.text);
        let mut finance = signed_in(&bed, "Tom Field").await;
        says(&finance.get(&page).await, &["Its business manager or headteacher can."]);
        let mut staff = signed_in(&bed, "Sam Patel").await;
        staff.post_and_follow(&format!("{page}/move"), &[("event", "pause")]).await;
        let on_hold = buyer.get(&page).await;
        says(&on_hold, &["To hear when it is on sale again, ask Riverside Schools", mail]);
        // Who has left the directory is reached as before they joined it.
        leave_association(&bed.market, &world.staff).await.unwrap();
        let left = buyer.get(&page).await;
        assert!(!left.text.contains("mailto:"), "{}", left.text);
    }

    async fn an_edit_form_sent_back_as_it_came_changes_nothing(bed) {
        World::of(&bed).await;
        let mut staff = signed_in(&bed, "Sam Patel").await;
        let form = staff.get("/services/new").await;
        let key = hidden(&form.text, "key");
        let bands: Vec<(String, String)> = (1..=9)
            .flat_map(|number| {
                let name = |part: &str| format!("band_{number}_{part}");
                let amount = |more: usize| (number * 100 + more).to_string();
                [
                    (name("from"), ((number - 1) * 50).to_string()),
                    (name("member"), amount(1)),
                    (name("associate"), amount(2)),
                    (name("non_member"), amount(3)),
                ]
            })
            .collect();
        let mut fields = vec![
            ("key", key.as_str()),
            ("title", "Play therapy"),
            ("category", "counselling"),
            ("description", "A play therapist in school for a day."),
            ("provider", "new"),
            ("provider_name", "Lantern Practice"),
            ("kind", "size_bands"),
        ];
        fields.extend(bands.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let service = staff.post("/services/new", &fields).await.leads_to().to_owned();
        let edit = format!("{service}/edit");
        let shown = sent_back(&staff.get(&edit).await.text);
        let mut with_change = shown.clone();
        for (name, typed) in [
            ("change_1_from_on-day", "1"),
            ("change_1_from_on-month", "4"),
            ("change_1_from_on-year", "2027"),
            ("change_1_band_9_associate", "1,000"),
        ] {
            let field = with_change.iter_mut().find(|(known, _)| known == name);
            field.expect(name).1 = typed.to_owned();
        }
        let changed = staff.post(&edit, &as_sent(&with_change)).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text);
        let again = sent_back(&staff.get(&edit).await.text);
        let value = |name: &str| {
            again.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
        };
        assert_eq!(value("band_9_associate"), Some("902.00"));
        assert_eq!(value("change_1_band_9_associate"), Some("1000.00"));
        assert_eq!(value("version"), Some("2"));
        let saved = staff.post(&edit, &as_sent(&again)).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        let after = sent_back(&staff.get(&edit).await.text);
        assert_eq!(after, again, "nothing changed, so there is no new version");
    }

    async fn outside_prices_stand_beside_a_schools_with_source_date_and_conversion(bed) {
        World::of(&bed).await;
        let mut staff = signed_in(&bed, "Sam Patel").await;
        let service = on_sale(&mut staff).await;
        let prices = format!("{service}/prices");
        for low in ["400", "420", "60"] {
            let key = hidden(&staff.get(&prices).await.text, "key");
            let mut fields = vec![
                ("key", key.as_str()),
                ("source_name", "Northshire Council price list"),
                ("source_url", "https://northshire.example/prices"),
                ("seen_on-day", "1"),
                ("seen_on-month", "10"),
                ("seen_on-year", "2026"),
                ("low", low),
            ];
            let unsaid = staff.post(&prices, &fields).await;
            assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(unsaid.text.contains("<a href=\"#vat\">Choose the VAT</a>"), "{}", unsaid.text);
            assert!(unsaid.text.contains("counts as if VAT were in it"), "{}", unsaid.text);
            let vat = unsaid.text.split("name=\"vat\"").skip(1).take(4);
            let ticked = vat.filter(|one| one.split('>').next().unwrap().contains("checked"));
            assert_eq!(ticked.count(), 0, "nothing is chosen for anybody");
            if low == "60" {
                fields.extend([("conversion", "sessions_per_day"), ("sessions", "5"), ("high", "72")]);
                fields.push(("vat", "not_said"));
            } else {
                fields.push(("vat", "excluded"));
            }
            staff.post_and_follow(&prices, &fields).await;
        }
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        says(&buyer.get(&service).await, &["What it costs elsewhere", "£90", "less"]);
        let evidence = buyer.get(&format!("{service}/market")).await;
        says(&evidence, &[
            "Northshire Council price list", "https://northshire.example/prices",
            "counts as if it were: £60 to £72 is £50 to £60 without VAT",
            "A day holds 5 sessions: £50 × 5 = £250, £60 × 5 = £300", "1 Oct 2026",
        ]);
        let page = staff.get(&prices).await;
        let point = hidden(&page.text, "point");
        let fewer = staff.post_and_follow(&format!("{prices}/withdraw"), &[("point", &point)]).await;
        assert_eq!(fewer.text.matches("Take back").count(), 2);
        let refused = buyer.post(&format!("{prices}/withdraw"), &[("point", &point)]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }

    async fn people_are_added_and_their_free_days_can_be_ticked_without_javascript(bed) {
        World::of(&bed).await;
        let mut staff = signed_in(&bed, "Sam Patel").await;
        let service = on_sale(&mut staff).await;
        let pool = format!("{service}/pool");
        let page = staff.post_and_follow(&pool, &[]).await;
        let key = hidden(&page.text, "key");
        let page = staff.post(&pool, &[("key", &key)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let fields = [("key", key.as_str()), ("name", "Ama Boateng"), ("days", "Tue")];
        says(&staff.post_and_follow(&pool, &fields).await, &["Ama Boateng", "Tue"]);
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        let days = buyer.get(&format!("{service}/days?month=2027-01")).await;
        says(&days, &["value=\"2027-01-12\"", "name=\"day\"", "Tuesday 12 January 2027"]);
        assert!(!days.text.contains("Ama Boateng"), "schools never learn who");
        assert!(!days.text.contains(">Sat<"), "nobody works at a weekend");
        let listed = staff.get(&pool).await.text;
        let who = listed.split(&format!("{pool}/pract_")).nth(1).unwrap().split('"').next().unwrap();
        let who = format!("pract_{who}");
        // What is wrong with an illness stands beside its own day, on the page of whoever is ill.
        let ill = [("what", "ill"), ("key", &*bed.market.form_key()), ("ill_until-day", "40")];
        let wrong = staff.post(&format!("{pool}/{who}"), &ill).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains("id=\"ill_until-error\""), "{}", wrong.text);
        let turns = [
            ("key", &*bed.market.form_key()), ("weeks", "two"), ("days", "Tue"), ("second_days", "Tue"),
            ("second_days", "Fri"), ("from", "2027-02-01"),
        ];
        let changed = staff.post_and_follow(&format!("{pool}/{who}/days"), &turns).await;
        says(&changed, &["Tue; from 1 Feb 2027: Tue in odd weeks of term, Tue, Fri in even ones"]);
        let (key, open_day) = (bed.market.form_key(), "16 January 2027");
        let extra = [("what", "day"), ("key", &*key), ("day", open_day)];
        staff.post_and_follow(&format!("{pool}/{who}"), &extra).await;
        let days = buyer.get(&format!("{service}/days?month=2027-01")).await;
        says(&days, &[">Sat<", ">Sun<", "value=\"2027-01-16\"", "Saturday 16 January 2027"]);
        let other = buyer.get(&format!("{service}/days?month=2027-02")).await;
        assert!(!other.text.contains(">Sat<"), "only where somebody works: {}", other.text);
        let api = service.replace("/services/", "/api/services/");
        let json = buyer.get(&format!("{api}/free-days?month=2027-01")).await;
        says(&json, &["{\"day\":\"2027-01-12\",\"free\":1,\"total\":1,\"bookable\":true}"]);
        let wrong = buyer.get(&format!("{api}/free-days?month=soon")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(buyer.get(&pool).await.status, StatusCode::FORBIDDEN);
    }

    async fn a_price_list_is_checked_and_then_brought_in(bed) {
        World::of(&bed).await;
        let mut staff = signed_in(&bed, "Sam Patel").await;
        let list = "title,category,price\nPayroll,payroll,4.20\n,payroll,dear\nClerking,clerking,900\n";
        let sent = send_list(&mut staff, "prices.csv", list).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        let check = sent.leads_to().to_owned();
        says(&staff.get(&check).await, &["2 to add", "1 that cannot be used", "Payroll", "Clerking"]);
        let done = staff.post(&check, &[("on_sale", "yes")]).await;
        says(&done, &["2 services added. 1 row could not be used."]);
        let again = staff.post(&check, &[("on_sale", "yes")]).await;
        says(&again, &["2 services as before. 1 row could not be used."]);
        let no_header = send_list(&mut staff, "prices.csv", "a,b\n1,2\n").await;
        let page = staff.get(no_header.leads_to()).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text.contains("no column for: title, category, price"));
        let picture = send_list(&mut staff, "prices.png", "x").await;
        assert_eq!(picture.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        assert_eq!(buyer.get(&check).await.status, StatusCode::FORBIDDEN);
    }
}
