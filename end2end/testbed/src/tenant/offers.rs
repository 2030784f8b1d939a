//! What the partnership sells: counsellors' days on sale, a draft, and a price list sent in.

use domain::id::ServiceId;
use domain::market_rate::TypedPublishedPrice;
use domain::price::{TypedPrice, TypedRates};
use domain::service::{Event, TypedTerms};
use market::Actor;
use market::capacity::{
    AddPractitioner, CreatePool, SetLeave, add_practitioner, create_pool, set_leave,
};
use market::file::Upload;
use market::market_rate::{RecordPricePoint, record_price_point};
use market::service::{
    AddDocument, AddService, MoveService, TypedProvider, add_document, add_service, move_service,
    upload_price_list,
};

use super::{Marks, key};
use crate::Bed;

/// Who delivers what is on sale.
pub(super) const PROVIDER: &str = "Harbour Counselling";

/// Puts counsellors' days on sale at £240 for members and £265 for others, beside three outside
/// prices whose median is £300; a draft stands beside it.
pub(super) async fn put_on_sale(bed: &Bed, marks: Marks, staff: &Actor) -> ServiceId {
    let market = &bed.market;
    let words = |text: &str| marks.open(text);
    let service = add(bed, staff, terms(marks.open("Counselling in school"), &words), &words).await;
    create_pool(market, staff, CreatePool { service }).await.expect("a pool");
    for name in ["Una Ray", "Bo Lind", "Cy Marr"] {
        let add = AddPractitioner {
            key: key(market),
            service,
            name: marks.hidden(name),
            days: vec!["Mon".to_owned(), "Tue".to_owned()],
            starts_on: "2026-11-23".to_owned(),
            ends_on: "2027-03-31".to_owned(),
        };
        let practitioner = add_practitioner(market, staff, add).await.expect("a counsellor");
        let leave = SetLeave {
            key: key(market),
            practitioner,
            first_on: "2027-02-15".to_owned(),
            last_on: "2027-02-16".to_owned(),
        };
        set_leave(market, staff, leave).await.expect("leave");
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
    draft(bed, marks, staff).await;
    service
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

fn terms(title: String, words: &dyn Fn(&str) -> String) -> TypedTerms {
    TypedTerms {
        title,
        summary: words("The same person each week."),
        description: words("A qualified person works in your school for a day."),
        included: words("Supervision and cover"),
        not_included: words("Rooms"),
        accountable: words("The clinical lead"),
        cancel_note: words("By telephone, please."),
        standards: words("BACP register"),
        category: "counselling".to_owned(),
        unit: "day".to_owned(),
        vat: "standard".to_owned(),
        price: TypedPrice {
            kind: "per_unit".to_owned(),
            rates: TypedRates {
                member: "240".to_owned(),
                associate: String::new(),
                non_member: "265".to_owned(),
            },
            ..TypedPrice::default()
        },
        ..TypedTerms::default()
    }
}
