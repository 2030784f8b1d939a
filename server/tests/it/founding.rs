//! A partnership in minutes, over its forms: a model, an area, its real schools, the price list, and
//! what one school pays.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::access::Role;
use market::installation::{self, InstallationKind};
use market::person::{self, AddUser};
use market::school::import_register;
use testbed::{Bed, on_both};

use crate::world::{Answer, Browser, browser};

const PASSWORD: &str = "river boats at noon";

const REGISTER: &str = "URN,LA (code),EstablishmentName,TypeOfEstablishment (code),\
EstablishmentStatus (code),PhaseOfEducation (code),NumberOfPupils,CensusDate\n\
900001,309,Lark Lane Primary School,01,1,2,412,15-01-2026\n\
900002,309,Mill Green Primary School,01,1,2,200,15-01-2026\n\
900003,308,Hill Rise Academy,34,1,2,300,15-01-2026\n\
900005,309,Brook Private School,11,1,2,90,15-01-2026\n";

const PRICE_LIST: &str = "title,category,description,provider,unit,price,capacity\n\
Governor training,governor_services,An evening for new governors,Wetherby Partners,session,240,\n\
HR advice,hr,Advice by telephone,Wetherby Partners,pupil,12.50,\n";

async fn keeper(bed: &Bed) -> Browser {
    let market = &bed.market;
    installation::claim(market, InstallationKind::Real).await.unwrap();
    import_register(market, REGISTER.as_bytes(), &|_| ()).await.unwrap();
    let organisation = installation::organisation_for(market, Role::Operator, None).await.unwrap();
    let add = AddUser {
        email: "nadia@pool.example".to_owned(),
        name: "Nadia Fenwick".to_owned(),
        password: Some(PASSWORD.to_owned()),
        organisation,
        role: Role::Operator,
        order_limit_pence: None,
    };
    person::add_user(market, add).await.unwrap();
    let mut browser = browser(bed, false);
    browser.sign_in("nadia@pool.example", PASSWORD).await;
    browser
}

async fn upload(browser: &mut Browser, to: &str, contents: &str) -> Answer {
    let body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"prices.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n{contents}\r\n--edge--\r\n"
    );
    let request = Request::post(to)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .header("sec-fetch-site", "same-origin");
    browser.send(request, Body::from(body)).await
}

/// The first link of a page that begins so.
fn link<'a>(page: &'a str, begins: &str) -> &'a str {
    let begin = format!("href=\"{begins}");
    let found = page.find(&begin).unwrap_or_else(|| panic!("no link to {begins} in {page}"));
    let link = &page[found + "href=\"".len()..];
    &link[..link.find('"').unwrap()]
}

on_both! {
    async fn from_a_model_and_an_area_to_what_one_school_pays(bed) {
        let mut founder = keeper(&bed).await;
        let begin = [("name", "Haringey Learning"), ("model", "traded_only"), ("area", "Haringey")];
        let page = founder.get("/partnerships/new").await;
        let schools = founder.send_form_and_follow(&page.text, "/partnerships/new", &begin).await;
        for school in ["Lark Lane Primary School", "Mill Green Primary School", "Brook Private School"] {
            assert!(schools.text.contains(school), "{school} appears");
        }
        assert!(!schools.text.contains("Hill Rise Academy"), "another borough's");

        let pays = [("kind", "per_pupil"), ("amount", "19")];
        let to = "/partnerships/new/schools";
        // Looking comes behind an address of its own: no step back asks to send anything again.
        let sent = founder.send_form(&schools.text, to, &pays).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        let check = founder.get(sent.leads_to()).await;
        assert_eq!(check.status, StatusCode::OK, "{}", check.text);
        assert!(check.text.contains("2 schools"), "the private school is not ticked");
        assert!(check.text.contains("£11,628"), "612 pupils at £19");
        let change = link(&check.text, "/partnerships/new/schools?").replace("&amp;", "&");
        let again = founder.get(&change).await;
        let forms = crate::page::read(&again.text).forms;
        let kept = forms.iter().find(|form| form.action == to).unwrap().as_it_is();
        let all = |of: &[(String, String)], name: &str| -> Vec<String> {
            of.iter().filter(|(field, _)| field == name).map(|(_, value)| value.clone()).collect()
        };
        assert_eq!(all(&kept, "name"), ["Haringey Learning"]);
        assert_eq!(all(&kept, "amount"), ["19"]);
        assert_eq!(all(&kept, "schools"), ["900001", "900002"], "what was ticked is still so");
        assert_eq!(founder.get("/partnerships/new/check").await.leads_to(), "/partnerships/new");

        let founded = founder.send_form_and_follow(&check.text, "/partnerships", &[]).await;
        assert!(founded.text.contains("Haringey Learning"), "{}", founded.text);

        let sent = upload(&mut founder, "/services/import", PRICE_LIST).await;
        let list = sent.leads_to().to_owned();
        let read = founder.get(&list).await;
        assert!(read.text.contains("Governor training") && read.text.contains("HR advice"), "{}", read.text);
        let done = founder.send_form(&read.text, &list, &[("vat", "standard")]).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text);

        let members = founder.get("/members").await;
        let member = link(&members.text, "/members/mem").to_owned();
        let one = founder.get(&member).await;
        let prices = founder.get(link(&one.text, &format!("{member}/prices"))).await;
        assert!(prices.text.contains("What Lark Lane Primary School pays"), "{}", prices.text);
        // 412 pupils at £12.50 each.
        assert!(prices.text.contains("£5,150") && prices.text.contains("£240"), "{}", prices.text);
    }

    async fn founding_for_another_director_says_that_it_stands(bed) {
        let mut founder = keeper(&bed).await;
        let to = "/partnerships/new/schools";
        let page = founder.get(&format!("{to}?model=traded_only&areas=309&name=Haringey%20Learning")).await;
        let other = [("director", "other"), ("director_email", "head@haringey.example")];
        let check = founder.send_form_and_follow(&page.text, to, &other).await;
        let founded = founder.send_form_and_follow(&check.text, "/partnerships", &[]).await;
        assert!(founded.text.contains("Haringey Learning is founded"), "{}", founded.text);
        assert!(founded.text.contains("gets an invitation by email"), "{}", founded.text);
        // On the founder's own first page, too: its name, area and who directs it, and no more.
        let home = founder.get("/").await;
        assert!(home.text.contains("Haringey Learning") && home.text.contains("Invited"), "{}", home.text);
        assert!(!home.text.contains("Lark Lane") && !home.text.contains("head@haringey.example"));
    }

    async fn a_partnership_that_sells_nothing_is_not_founded(bed) {
        let mut founder = keeper(&bed).await;
        let page = founder.get("/partnerships/new/schools?model=traded_only&areas=309&name=Bare").await;
        let fields: Vec<(String, String)> = crate::page::read(&page.text).forms.iter()
            .find(|form| form.action == "/partnerships/new/schools").unwrap().as_it_is()
            .into_iter().filter(|(name, _)| name != "lines").collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let refused = founder.post("/partnerships/new/schools", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("href=\"#lines\""), "the summary leads to what is missing");
    }
}
