//! What the partnership sells: counsellors' days on sale, a draft, and a price list sent in.

use domain::access::Role;
use domain::capacity::{TypedClearance, TypedPattern};
use domain::id::ServiceId;
use domain::library::TypedResource;
use domain::market_rate::TypedPublishedPrice;
use domain::price::{TypedPrice, TypedRates};
use domain::service::{Event, TypedTerms};

use market::capacity::{
    AddPractitioner, CreatePool, RecordClearance, SetLeave, add_practitioner, create_pool,
    record_clearance, set_leave,
};
use market::file::Upload;
use market::library::{AddResource, WithdrawResource, add_resource, withdraw_resource};
use market::market_rate::{RecordPricePoint, record_price_point};
use market::service::{
    AddDocument, AddService, MoveService, ProposeTerms, TypedProvider, add_document, add_service,
    move_service, propose_terms, upload_price_list, view_service,
};
use market::{Actor, Viewer};

use super::{Marks, Tenant, key};
use crate::Bed;

/// Who delivers what is on sale.
pub(super) const PROVIDER: &str = "Harbour Counselling";

/// Puts counsellors' days on sale at £240 for members and £265 for others, beside three outside
/// prices whose median is £300; a draft stands beside it.
pub(super) async fn put_on_sale(bed: &Bed, marks: Marks, staff: &Actor) -> ServiceId {
    let market = &bed.market;
    let words = |text: &str| marks.open(text);
    let service = add(bed, staff, terms(marks.open("Counselling in school"), &words), &words).await;
    create_pool(market, staff, CreatePool { service, people_of: None }).await.expect("a pool");
    for name in ["Una Ray", "Bo Lind", "Cy Marr"] {
        let add = AddPractitioner {
            key: key(market),
            service,
            name: marks.hidden(name),
            pattern: TypedPattern::every(["Mon", "Tue"]),
            starts_on: "2026-11-23".to_owned(),
            ends_on: "2028-08-31".to_owned(),
        };
        let practitioner = add_practitioner(market, staff, add).await.expect("a counsellor");
        let leave = SetLeave {
            key: key(market),
            practitioner,
            first_on: "2027-02-15".to_owned(),
            last_on: "2027-02-16".to_owned(),
        };
        set_leave(market, staff, leave).await.expect("leave");
        let typed = TypedClearance {
            kind: "enhanced_dbs".to_owned(),
            number: marks.hidden("001234567890"),
            expires_on: "2029-08-31".to_owned(),
            seen_by: marks.hidden("Priya Shah"),
            ..TypedClearance::default()
        };
        let check = RecordClearance { key: key(market), practitioner, typed };
        record_clearance(market, staff, check).await.expect("a check");
    }
    for price in ["280", "300", "340"] {
        let typed = TypedPublishedPrice {
            source_name: marks.open("A council's price list"),
            source_url: "https://council.example/prices".to_owned(),
            seen_on: "2026-11-01".to_owned(),
            low: price.to_owned(),
            vat: "excluded".to_owned(),
            ..TypedPublishedPrice::default()
        };
        let point = RecordPricePoint { key: key(market), service, typed };
        record_price_point(market, staff, point).await.expect("a price");
    }
    let publish = MoveService { service, event: Event::Publish };
    move_service(market, staff, publish).await.expect("on sale");
    document(bed, staff, service, words("Service level agreement")).await;
    share(bed, marks, staff).await;
    draft(bed, marks, staff).await;
    service
}

/// Shares a guide with everybody and a policy with members, and withdraws another.
async fn share(bed: &Bed, marks: Marks, staff: &Actor) {
    let market = &bed.market;
    let all = [
        (marks.open("Guide to the new pay scales"), "guide", "everybody"),
        (marks.hidden("Lone working policy"), "policy", "members"),
        (marks.hidden("Policy of last year"), "policy", "members"),
    ];
    for (number, (title, kind, reach)) in (1..).zip(all) {
        let typed = TypedResource {
            title,
            kind: kind.to_owned(),
            category: "hr".to_owned(),
            reach: reach.to_owned(),
            ..TypedResource::default()
        };
        let contents = format!("%PDF-1.7 {number} {}", marks.open).into_bytes().into();
        let upload = Some(Upload { name: format!("shared {number}.pdf"), contents });
        let add = AddResource { key: key(market), typed, upload };
        let resource = add_resource(market, staff, add).await.expect("shared");
        if number == 3 {
            let withdraw = WithdrawResource { resource };
            withdraw_resource(market, staff, withdraw).await.expect("withdrawn");
        }
    }
}

/// Puts two services more on sale, by the same provider: hours of help, and payroll for a year.
pub(super) async fn put_on_sale_by_number_and_year(
    bed: &Bed,
    marks: Marks,
    staff: &Actor,
) -> (ServiceId, ServiceId) {
    let words = |text: &str| marks.open(text);
    let mut sold = Vec::with_capacity(2);
    for (title, unit, price) in [("Payroll help", "hour", "60"), ("Payroll", "year", "1000")] {
        let offered = TypedTerms {
            category: "payroll".to_owned(),
            unit: unit.to_owned(),
            year_begins: "september".to_owned(),
            opens_months: "11".to_owned(),
            price: members_and_others(price, price),
            ..terms(marks.open(title), &words)
        };
        let service = add(bed, staff, offered, &words).await;
        let publish = MoveService { service, event: Event::Publish };
        move_service(&bed.market, staff, publish).await.expect("on sale");
        sold.push(service);
    }
    match sold.as_slice() {
        [hours, yearly] => (*hours, *yearly),
        _ => panic!("two services"),
    }
}

/// Nobody but staff knows of what is a draft yet. What a price list says may go on sale as it is.
async fn draft(bed: &Bed, marks: Marks, staff: &Actor) {
    let words = |text: &str| marks.hidden(text);
    let service = add(bed, staff, terms(marks.hidden("Play therapy"), &words), &words).await;
    document(bed, staff, service, words("Safeguarding policy")).await;
    let list = format!(
        "title,category,description,provider,unit,price,capacity\n\
         Clerking {open},clerking,Minutes {open},Ink {open},day,120,2\n",
        open = marks.open
    );
    let upload =
        Upload { name: format!("prices {}.csv", marks.hidden), contents: list.into_bytes().into() };
    upload_price_list(&bed.market, staff, Some(upload)).await.expect("a price list");
}

/// Its provider asks for another sentence about what is on sale.
pub(super) async fn propose(bed: &Bed, tenant: &Tenant) {
    let market = &bed.market;
    let manager = &tenant.who(Role::ProviderManager, tenant.provider).actor;
    let viewer = Viewer::Actor(Box::new(manager.clone()));
    let service = view_service(market, &viewer, tenant.service).await.expect("its service");
    let terms = TypedTerms {
        summary: tenant.marks.open("A day at a time, the same person each week."),
        ..TypedTerms::of(service.terms(), market.today())
    };
    let command = ProposeTerms {
        key: key(market),
        service: tenant.service,
        version: service.row_version(),
        terms,
    };
    propose_terms(market, manager, command).await.expect("a proposal");
}

async fn document(bed: &Bed, staff: &Actor, service: ServiceId, title: String) {
    let contents = format!("%PDF-1.7 {title}").into_bytes().into();
    let upload = Some(Upload { name: format!("{title}.pdf"), contents });
    let command = AddDocument { key: key(&bed.market), service, title, upload };
    add_document(&bed.market, staff, command).await.expect("a document");
}

async fn add(
    bed: &Bed,
    staff: &Actor,
    terms: TypedTerms,
    words: &(dyn Fn(&str) -> String + Sync),
) -> ServiceId {
    let provider = TypedProvider { chosen: "new".to_owned(), new_name: words(PROVIDER) };
    let command = AddService { key: key(&bed.market), provider, terms };
    add_service(&bed.market, staff, command).await.expect("a service")
}

pub(super) fn terms(title: String, words: &dyn Fn(&str) -> String) -> TypedTerms {
    TypedTerms {
        title,
        summary: words("The same person each week."),
        description: words("A qualified person works in your school for a day."),
        included: words("Supervision and cover"),
        not_included: words("Rooms"),
        accountable: words("The clinical lead"),
        cancel_note: words("By telephone, please."),
        standards: words("BACP register"),
        safeguards: words("Enhanced DBS check"),
        delivery: words("In your school"),
        category: "counselling".to_owned(),
        unit: "day".to_owned(),
        vat: "standard".to_owned(),
        price: members_and_others("240", "265"),
        ..TypedTerms::default()
    }
}

fn members_and_others(member: &str, other: &str) -> TypedPrice {
    let rates = TypedRates {
        member: member.to_owned(),
        associate: String::new(),
        non_member: other.to_owned(),
        ..TypedRates::default()
    };
    TypedPrice { kind: "per_unit".to_owned(), rates, ..TypedPrice::default() }
}
