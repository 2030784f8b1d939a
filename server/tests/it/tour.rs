//! The tour of the demo world, walked as its people walk it: by the picker, links and forms.

use std::collections::BTreeSet;
use std::path::Path;

use axum::http::{StatusCode, header};
use market::installation::{self, InstallationKind};
use testbed::Bed;

use crate::page;
use crate::typing::Sending;
use crate::world::{Browser, site, whole};

/// A price list as somebody uploads it at the end of the tour.
const PRICE_LIST: &str = "title,category,provider,unit,price\n\
    Clerking,clerking,,year,1450\n\
    Forest school,training,Acorn Trails,day,310\n";

/// Somebody on the tour.
struct Visitor {
    browser: Browser,
}

impl Visitor {
    /// Becomes somebody by one click on the picker.
    async fn be(&mut self, name: &str) -> String {
        let picker = self.page("/demo").await;
        let before = picker.split(&format!(">{name}<")).next().unwrap();
        let value = before.rsplit("value=\"").next().unwrap().split('"').next().unwrap();
        let answer = self.browser.post("/demo", &[("person", value)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{name}");
        let home = self.page(answer.leads_to()).await;
        assert!(home.contains(name), "{name} is not signed in");
        home
    }

    /// A page that is there.
    async fn page(&mut self, at: &str) -> String {
        let mut answer = self.browser.get(at).await;
        while answer.status.is_redirection() {
            let to = answer.leads_to().to_owned();
            answer = self.browser.get(&to).await;
        }
        assert_eq!(answer.status, StatusCode::OK, "{at}: {}", answer.text);
        answer.text
    }

    /// Follows the first link of a page that leads to where it says.
    async fn follow(&mut self, page: &str, to: &str) -> String {
        let href = link(page, to);
        self.page(&href).await
    }

    /// Sends a form of a page with some fields changed, and goes where it leads.
    async fn send(&mut self, page: &str, to: &str, changed: &[(&str, &str)]) -> String {
        self.send_with(page, to, changed, &[]).await
    }

    /// The same with files.
    async fn send_with(
        &mut self,
        page: &str,
        to: &str,
        changed: &[(&str, &str)],
        files: &[(&str, &str)],
    ) -> String {
        let forms = page::read(page).forms;
        let form = forms.iter().find(|form| form.action == to);
        let form = form.unwrap_or_else(|| panic!("no form goes to {to}: {}", words(page)));
        let file = |(name, contents): &(&str, &str)| {
            ((*name).to_owned(), ("list.csv".to_owned(), (*contents).to_owned()))
        };
        let sending = Sending {
            address: to.to_owned(),
            multipart: form.multipart,
            fields: form.with(changed),
            files: files.iter().map(file).collect(),
        };
        let answer = sending.post(&mut self.browser).await;
        if answer.status.is_redirection() {
            let next = answer.leads_to().to_owned();
            return self.page(&next).await;
        }
        assert_eq!(answer.status, StatusCode::OK, "{to}: {}", words(&answer.text));
        answer.text
    }
}

/// The first link of a page that begins so.
fn link(page: &str, to: &str) -> String {
    let links = page::read(page).links;
    let found = links.iter().find(|link| link.starts_with(to));
    found.unwrap_or_else(|| panic!("no link leads to {to}: {links:?}")).clone()
}

/// Where the link leads whose words these are.
fn named(page: &str, words: &str) -> String {
    let before = page.split(&format!(">{words}</a>")).next().unwrap();
    assert_ne!(before, page, "nothing is called {words}: {page}");
    before.rsplit("href=\"").next().unwrap().split('"').next().unwrap().to_owned()
}

/// The words of a page without its tags.
fn words(page: &str) -> String {
    let main = page.split("<main").nth(1).unwrap_or(page);
    let texts = main.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text);
    texts.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The amount that stands first behind some words, in pence.
fn pounds_after(text: &str, words: &str) -> i64 {
    let after = text.split(words).nth(1).unwrap_or_else(|| panic!("{words} is not in {text}"));
    let amount = after.split('£').nth(1).unwrap().split(' ').next().unwrap().replace(',', "");
    let (whole, part) = amount.split_once('.').unwrap_or((&amount, "00"));
    whole.parse::<i64>().unwrap() * 100 + part.parse::<i64>().unwrap()
}

/// Fails where one of the parts is not in the words of the page.
fn says(page: &str, parts: &[&str]) {
    let words = words(page);
    for part in parts {
        assert!(words.contains(part), "{part} is not in {words}");
    }
}

/// The world is made once, since that takes most of the time; each step has a function of its own.
/// Codes are asked for as in what ships: the picker stands for them.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_step_of_the_tour_is_walked_by_its_people() {
    let bed = match Bed::postgres().await {
        Some(bed) => bed,
        None => Bed::sqlite().await,
    };
    let market = bed.requiring_codes().await;
    installation::claim(&market, InstallationKind::Demo).await.unwrap();
    demo::load(&market, &|_| ()).await.unwrap();
    let told = server::tour::in_lines(&market).await.unwrap().join("\n");
    let people = demo::tour().iter().map(|stop| stop.people.len()).sum::<usize>();
    assert_eq!(told.lines().count(), demo::tour().len() + people, "{told}");
    assert!(told.contains("Priya Lindgreen") && told.contains("London Borough of Lewisham"));

    let mut site = site(&bed, true);
    site.market = market;
    let browser = whole(server::serve::router(site, Path::new("/nowhere")));
    let mut visitor = Visitor { browser };
    step_2_a_term_of_tuesdays_is_booked_and_approved(&mut visitor).await;
    step_4_a_school_signs_up_and_everybodys_price_falls(&mut visitor).await;
    step_6_a_figure_opens_to_its_invoice_and_the_spreadsheet_agrees(&mut visitor).await;
    step_7_a_partnership_stands_with_its_schools_and_prices(&mut visitor).await;
    beside_the_tour_councils_see_what_is_theirs(&mut visitor).await;
    beside_the_tour_every_kind_of_institution_is_a_member_of_s12(&mut visitor).await;
}

/// Kinds of the brief as pages name them, with who signs, the financial year, and what becomes of VAT.
const KINDS: [[&str; 4]; 11] = [
    ["Community school", "The governing body", "April to March", "through the council"],
    ["Voluntary aided school", "The governing body", "April to March", "through the council"],
    ["Foundation school", "The governing body", "April to March", "through the council"],
    ["Academy converter", "The academy trust", "September to August", "back itself"],
    ["Free schools", "The academy trust", "September to August", "back itself"],
    ["Community special school", "The governing body", "April to March", "through the council"],
    [
        "Academy alternative provision converter",
        "The academy trust",
        "September to August",
        "back itself",
    ],
    ["Pupil referral unit", "The council", "April to March", "through the council"],
    [
        "Local authority nursery school",
        "The governing body",
        "April to March",
        "through the council",
    ],
    ["Further education", "The college corporation", "Not known", "Does not get VAT back"],
    ["Academy special converter", "The academy trust", "September to August", "back itself"],
];

async fn beside_the_tour_every_kind_of_institution_is_a_member_of_s12(visitor: &mut Visitor) {
    visitor.be("Cornelia Abernethy").await;
    let members = visitor.page("/members").await;
    let held = page::read(&members).links;
    let is_one = |link: &&String| link.starts_with("/members/") && link.contains('_');
    let (mut kinds, mut groups) = (BTreeSet::new(), BTreeSet::new());
    for member in held.iter().filter(is_one) {
        let page = visitor.page(member).await;
        let page = visitor.follow(&page, "/schools/9").await;
        let told = words(&page);
        let kind = KINDS.iter().find(|[kind, ..]| told.contains(&format!("{kind} ")));
        let [kind, buyer, year, vat] = kind.unwrap_or_else(|| panic!("no kind in {told}"));
        for what_follows in [
            format!("Who signs {buyer}"),
            format!("Financial year {year}"),
            format!("VAT {}", if vat.starts_with("Does") { vat } else { "Gets VAT back" }),
        ] {
            assert!(told.contains(&what_follows), "{kind}: {what_follows} is not in {told}");
        }
        assert!(told.contains(vat), "{kind}: {vat} is not in {told}");
        kinds.insert(*kind);
        if let Some(link) = page::read(&page).links.iter().find(|link| link.starts_with("/trusts/"))
        {
            let page = words(&visitor.page(link).await);
            let of = |what: &&&str| page.contains(**what);
            let what = [
                "Foundation trust",
                "Single-academy trust",
                "Multi-academy trust",
                "In an umbrella trust",
                "Federation",
            ];
            groups.extend(what.iter().find(of).copied());
        }
    }
    assert!(kinds.len() >= 10, "{kinds:?}");
    assert_eq!(groups.len(), 5, "{groups:?}");
}

async fn step_2_a_term_of_tuesdays_is_booked_and_approved(visitor: &mut Visitor) {
    visitor.be("Priya Lindgreen").await;
    says(&visitor.page("/school").await, &["You act for it."]);
    let found = visitor.page("/services?q=counsellors").await;
    let service = named(&found, "Counselling for pupils");
    let page = visitor.page(&service).await;
    says(&page, &["Your price £245 a day", "less than the middle of"]);
    says(&page, &["Published prices (5)", "British Association for Counselling", "17 Mar 2022"]);
    let month = visitor.page(&format!("{service}/days?month=2027-01")).await;
    says(&month, &["Tuesday 5 January 2027: not free", "Tuesday 12 January 2027 12 4 free"]);
    let tuesdays = [
        ("by", "week"),
        ("weekday", "tuesday"),
        ("from-day", "11"),
        ("from-month", "1"),
        ("from-year", "2027"),
        ("to-day", "26"),
        ("to-month", "3"),
        ("to-year", "2027"),
    ];
    let order = visitor.send(&month, &format!("{service}/check"), &tuesdays).await;
    says(&order, &["Tuesday 12 January 2027"]);
    let number = [("purchase_order_number", "PO-777")];
    let placed = visitor.send(&order, &format!("{service}/book"), &number).await;
    says(&placed, &["PO-777", "Waiting for an approver"]);

    let home = visitor.be("Samuel Achterberg").await;
    says(
        &home,
        &[
            "things need you",
            "Decide on £2,940: Counselling for pupils, 10 days From 12 Jan 2027 on",
        ],
    );
    let placed = words(&placed);
    let reference = placed.split(' ').find(|word| word.starts_with("CP-")).unwrap();
    let orders = visitor.page("/orders").await;
    let at = named(&orders, reference);
    let order = visitor.page(&at).await;
    let decided = visitor.send(&order, &format!("{at}/decide"), &[]).await;
    says(&decided, &["Samuel Achterberg"]);
    assert!(!words(&decided).contains("Waiting for an approver"), "{}", words(&decided));
}

async fn step_4_a_school_signs_up_and_everybodys_price_falls(visitor: &mut Visitor) {
    visitor.be("Joanna Sandhurst").await;
    let deals = visitor.page("/deals").await;
    let address = named(&deals, "HR advice and payroll");
    let deal = visitor.page(&address).await;
    says(&deal, &["Price now £20.60", "495 more pupils and everybody pays £19.40"]);
    says(
        &deal,
        &[
            "With your school in, you save",
            "against £13,680.75 now",
            "Closes Monday 14 December",
            "20 schools have signed up",
        ],
    );
    assert!(pounds_after(&words(&deal), "With your school in, you save") > 0);

    visitor.be("Grace Nakamoura").await;
    let deal = visitor.page(&address).await;
    let form = visitor.follow(&deal, &format!("{address}/sign-up")).await;
    let check = visitor.send(&form, &format!("{address}/sign-up"), &[]).await;
    says(&check, &["£19.40", "binding"]);
    visitor.send(&check, &format!("{address}/check"), &[]).await;

    visitor.be("Farah Kowalski").await;
    let deal = visitor.page(&address).await;
    says(&deal, &["Price now £19.40", "21 schools have signed up"]);
}

async fn step_6_a_figure_opens_to_its_invoice_and_the_spreadsheet_agrees(visitor: &mut Visitor) {
    visitor.be("Lucian Ferreday").await;
    let savings = visitor.page("/savings").await;
    says(
        &savings,
        &["Saved, from invoices", "Where more is paid than before, the amount says “more”"],
    );
    says(&savings, &["Every figure here is illustrative"]);
    let figure = pounds_after(&words(&savings), "Total");
    let entries = visitor.follow(&savings, "/savings/entries?stage=realised").await;
    says(&entries, &["£30 more", "Counselling for pupils, Thursday"]);
    let invoice = visitor.follow(&entries, "/invoices/invoice_").await;
    says(&invoice, &["Invoice BDSIP-", "To Fennelwater Primary School", "What was delivered"]);

    let sheet = visitor.browser.get("/savings.csv?stage=realised&basis=net").await;
    // What leaves the product says that it is of a demo.
    let name = sheet.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(name.starts_with("attachment; filename=\"demo-"), "{name}");
    let sheet = sheet.text;
    // The last column says what an entry rests on.
    let saved = sheet.trim().lines().skip(1).map(|line| line.rsplit(',').nth(1).unwrap());
    let pence = saved.map(|amount| {
        let (sign, amount) = amount.strip_prefix('-').map_or((1, amount), |rest| (-1, rest));
        let (whole, part) = amount.split_once('.').unwrap();
        sign * (whole.parse::<i64>().unwrap() * 100 + part.parse::<i64>().unwrap())
    });
    assert_eq!(pence.sum::<i64>(), figure);
}

async fn step_7_a_partnership_stands_with_its_schools_and_prices(visitor: &mut Visitor) {
    visitor.be("Tomasz Wilderspin").await;
    let begin = visitor.page("/partnerships/new").await;
    let answers =
        [("name", "Forest Schools Together"), ("area", "Waltham Forest"), ("model", "traded_only")];
    let choose = visitor.send(&begin, "/partnerships/new", &answers).await;
    let schools = page::read(&choose).forms.into_iter().flat_map(|form| form.fields);
    let schools = schools.filter(|field| field.name == "schools").map(|field| field.values.len());
    assert_eq!(schools.sum::<usize>(), 20, "all schools of the area are ticked");
    let check = visitor.send(&choose, "/partnerships/new/schools", &[]).await;
    visitor.send(&check, "/partnerships", &[]).await;
    let members = visitor.page("/members").await;
    let member = visitor.follow(&members, "/members/member_").await;
    assert!(pounds_after(&words(&member), "a year") > 0, "{}", words(&member));

    let upload = visitor.page("/services/import").await;
    let list = [("file", PRICE_LIST)];
    let plan = visitor.send_with(&upload, "/services/import", &[], &list).await;
    says(&plan, &["Clerking", "Forest school"]);
    let forms = page::read(&plan).forms;
    let to = forms.iter().map(|form| form.action.as_str());
    let to = to.clone().find(|to| to.starts_with("/services/import/")).unwrap().to_owned();
    let done = visitor.send(&plan, &to, &[("vat", "standard")]).await;
    says(&done, &["2 services added."]);
    let prices = visitor.follow(&member, "/members/member_").await;
    says(&prices, &["Clerking", "£1,450", "at the price this school sees"]);
}

async fn beside_the_tour_councils_see_what_is_theirs(visitor: &mut Visitor) {
    let home = visitor.be("Owen Baptista").await;
    says(&home, &["London Borough of Barking and Dagenham", "Next days that the council delivers"]);
    says(&home, &["Educational psychologist", "Go to Barking and Dagenham School Improvement"]);
    let button = page::read(&home).forms.into_iter().find(|form| form.action == "/act-for");
    let organisation = button.unwrap().as_it_is().remove(0).1;
    let theirs = visitor.send(&home, "/act-for", &[("organisation", &organisation)]).await;
    says(&theirs, &["Saved for our schools", "56 full members", "illustrative"]);

    let home = visitor.be("Harriet Solanke").await;
    says(&home, &["Lewisham Learning", "Agreed"]);
    let hosting = visitor.follow(&home, "/hosting/").await;
    says(&hosting, &["LEWL", "GB000000000"]);
    visitor.be("Tobias Wrenfield").await;
    let invoices = visitor.page("/invoices").await;
    let invoice = visitor.follow(&invoices, "/invoices/invoice_").await;
    says(&invoice, &["From London Borough of Lewisham", "for Lewisham Learning", "LEWL-"]);
}
