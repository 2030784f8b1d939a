//! Bringing in a partnership's price list.

use bytes::Bytes;
use domain::price::{TypedBand, TypedChange, TypedExtras, TypedPrice, TypedRates, TypedStep};
use domain::service::{Column, PriceCells, PricePart, State};
use domain::vat::VatReason;
use domain::{Failure, Problem};
use market::db::PageAsked;
use market::file::Upload;
use market::service::{self, Browse, ImportChoice, ImportedServices, RowWill};
use market::{Actor, Market};
use testbed::{Bed, on_both};

use crate::setting::{World, counselling};

const LIST: &str = "title,category,description,provider,unit,price,capacity\n\
    School counselling,Counselling,\"A counsellor, all day\",Harbour Practice,day,£395,3\n\
    Payroll,payroll,,,pupil,4.20,\n\
    ,payroll,,,pupil,dear,\n\
    Governor training,governors,Two hours,,session,120,\n";

const AT_ONCE: ImportChoice = ImportChoice { on_sale: true, vat: Some(VatReason::Standard) };

async fn bring(bed: &Bed, world: &World, list: &str, choice: ImportChoice) -> ImportedServices {
    let contents = Bytes::from(list.to_owned());
    service::import_for_owner(&bed.market, world.partnership.id, &contents, choice).await.unwrap()
}

fn upload(name: &str, contents: &[u8]) -> Option<Upload> {
    Some(Upload { name: name.to_owned(), contents: Bytes::copy_from_slice(contents) })
}

/// A price of every kind, with what goes with it; the last changes on a later day.
fn prices() -> Vec<TypedPrice> {
    let rates = TypedRates {
        member: "240".to_owned(),
        associate: "250".to_owned(),
        non_member: "310.50".to_owned(),
        other_member: "300".to_owned(),
    };
    let of = |kind: &str| TypedPrice {
        kind: kind.to_owned(),
        rates: rates.clone(),
        ..TypedPrice::default()
    };
    let mut per_unit = of("per_unit");
    per_unit.minimum = "100".to_owned();
    per_unit.extras = TypedExtras {
        steps: vec![TypedStep { from: "10".to_owned(), less: "5".to_owned() }],
        subsidy_share: "37.5".to_owned(),
        subsidy_most: "60".to_owned(),
        subsidy_until: "31 August 2027".to_owned(),
        ..TypedExtras::default()
    };
    let mut per_pupil = of("per_pupil");
    per_pupil.extras.allowance = "2".to_owned();
    let mut both = of("base_plus_per_pupil");
    both.base = TypedRates { member: "500".to_owned(), ..rates.clone() };
    let mut bands = TypedPrice { kind: "size_bands".to_owned(), ..TypedPrice::default() };
    for (from, member) in [("0", "500"), ("201", "900")] {
        let rates = TypedRates::members(member);
        bands.bands.push(TypedBand { from_pupils: from.to_owned(), rates });
    }
    let mut share = of("percentage");
    share.rates = TypedRates::members("2.5");
    let mut changes = of("per_staff");
    changes.changes = vec![TypedChange {
        from_on: "2027-04-01".to_owned(),
        rates: TypedRates::members("260"),
        ..TypedChange::default()
    }];
    vec![per_unit, per_pupil, both, bands, of("flat"), share, changes]
}

/// The catalogue as its file writes it.
async fn written(market: &Market, staff: &Actor) -> String {
    let before =
        [Column::Title, Column::Category, Column::Description, Column::Provider, Column::Unit];
    let heads =
        before.into_iter().chain(Column::OF_PRICE).map(|column| column.code().replace('_', " "));
    let mut lines = vec![heads.collect::<Vec<_>>().join(",")];
    let found = service::catalogue(market, staff, &PageAsked::default()).await.unwrap();
    for terms in found.items {
        let price = PriceCells::of(&terms.price);
        let price = Column::OF_PRICE.into_iter().map(|column| price.cell(column).to_owned());
        let unit = terms.unit.label().to_owned();
        let category = terms.category.label().to_owned();
        let first = [terms.title, category, terms.description, terms.provider_name, unit];
        let cells = first.into_iter().chain(price).map(|cell| format!("\"{cell}\""));
        lines.push(cells.collect::<Vec<_>>().join(","));
    }
    lines.join("\n")
}

on_both! {
    async fn a_list_is_looked_at_then_brought_in_and_a_second_run_changes_nothing(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let file = upload("prices.csv", LIST.as_bytes());
        let file = service::upload_price_list(market, world.staff(), file).await.unwrap();
        let preview = service::preview_services(market, world.staff(), file).await.unwrap();
        assert!(preview.rows.iter().all(|row| row.will == RowWill::Add));
        assert_eq!(preview.wrong.len(), 1);
        assert_eq!(preview.wrong[0].line, 4);
        let fields: Vec<_> = preview.wrong[0].problems.iter().map(|one| one.field).collect();
        assert_eq!(fields, ["title", "price"]);
        let done =
            service::import_services(market, world.staff(), file, AT_ONCE).await.unwrap();
        assert_eq!((done.new, done.changed, done.unchanged, done.not_on_sale), (3, 0, 0, 0));
        let versions = "SELECT COUNT(*) AS n FROM service_version";
        let audited = "SELECT COUNT(*) AS n FROM audit_entry";
        let before =
            (world.setting.count(versions).await, world.setting.count(audited).await);
        let again =
            service::import_services(market, world.staff(), file, AT_ONCE).await.unwrap();
        assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 3));
        let after = (world.setting.count(versions).await, world.setting.count(audited).await);
        assert_eq!(before, after);
        bed.run_jobs().await;
        let listing =
            service::list_services(market, &world.buyer, Browse::default()).await.unwrap();
        let counselling = listing.services.items.iter().find(|one| one.pool.is_some()).unwrap();
        assert_eq!(counselling.title, "School counselling");
        assert!(counselling.next_free.is_some());
    }

    async fn a_workbook_is_looked_at_and_brought_in_like_any_list(bed) {
        let world = World::of(&bed).await;
        let book = testbed::workbook::of(&[
            &["Service", "Category", "Price per pupil"],
            &["Payroll", "payroll", "\u{a3}4.20"],
            &["Choir", "music", "dear"],
        ]);
        let file = service::upload_price_list(&bed.market, world.staff(), upload("Prices.XLSX", &book));
        let file = file.await.unwrap();
        let preview = service::preview_services(&bed.market, world.staff(), file).await.unwrap();
        assert_eq!((preview.rows.len(), preview.wrong.len()), (1, 1));
        assert_eq!((preview.rows[0].line, preview.wrong[0].line), (2, 3));
        assert_eq!(preview.rows[0].terms.unit, domain::price::Unit::Pupil);
        let done = service::import_services(&bed.market, world.staff(), file, AT_ONCE).await.unwrap();
        assert_eq!((done.new, done.rejected.len()), (1, 1));
    }

    async fn a_changed_price_makes_a_version_and_leaves_what_the_list_does_not_say(bed) {
        let world = World::of(&bed).await;
        bring(&bed, &world, LIST, AT_ONCE).await;
        let dearer = LIST.replace("£395", "£410");
        let done = bring(&bed, &world, &dearer, AT_ONCE).await;
        assert_eq!((done.new, done.changed, done.unchanged), (0, 1, 2));
        let listing =
            service::list_services(&bed.market, &world.buyer, Browse::default()).await.unwrap();
        let id = listing.services.items.iter().find(|one| one.pool.is_some()).unwrap().id;
        let seen = service::view_service(&bed.market, &world.buyer, id).await.unwrap();
        assert_eq!(seen.version_number(), 2);
        assert!(seen.terms().vat.basis().is_ok());
    }

    async fn days_are_sold_no_more_where_a_list_sells_what_is_no_day(bed) {
        let world = World::of(&bed).await;
        let by_days = LIST.replace("unit,price", "unit,booked,price");
        let by_days = by_days.replace("day,£395", "day,days,£395");
        let by_days = by_days.replace("pupil,", "pupil,,").replace("session,", "session,,");
        bring(&bed, &world, &by_days, AT_ONCE).await;
        let refused = by_days.replace("day,days,", "session,days,");
        let told = bring(&bed, &world, &refused, AT_ONCE).await.rejected;
        assert_eq!((told[0].line, told[0].problems[0].field), (2, "booked"));
        assert_eq!(told[0].problems[0].problem, Problem::NotByThisUnit);
        // A list that says nothing of it leaves no way that the unit does not allow.
        let by_the_session = LIST.replace("day,£395", "session,£395");
        bring(&bed, &world, &by_the_session, AT_ONCE).await;
        let all = service::catalogue(&bed.market, world.staff(), &PageAsked::default()).await.unwrap();
        let found = all.items.iter().find(|one| one.title == "School counselling").unwrap();
        assert_eq!((found.unit, found.booked), (domain::price::Unit::Session, None));
    }

    async fn a_catalogue_that_is_written_and_brought_in_again_changes_nothing(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        for (number, price) in prices().into_iter().enumerate() {
            let mut add = counselling(&format!("Service {number}"), "240", "");
            add.terms.price = price;
            add.terms.unit = "item".to_owned();
            service::add_service(market, world.staff(), add).await.unwrap();
        }
        let written = written(market, world.staff()).await;
        let file = upload("catalogue.csv", written.as_bytes());
        let file = service::upload_price_list(market, world.staff(), file).await.unwrap();
        let preview = service::preview_services(market, world.staff(), file).await.unwrap();
        assert_eq!(preview.wrong, []);
        assert_eq!(preview.rows.len(), prices().len());
        for row in &preview.rows {
            assert_eq!((row.will, &row.lost), (RowWill::Keep, &Vec::new()), "{}", row.terms.title);
        }
        // What stands in no column is named for the row that has it.
        let kept: Vec<&[PricePart]> = preview.rows.iter().map(|row| row.kept.as_slice()).collect();
        assert_eq!(kept.last().unwrap(), &[PricePart::LaterPrices]);
        assert!(kept[..kept.len() - 1].iter().all(|parts| parts.is_empty()), "{kept:?}");
        let done = service::import_services(market, world.staff(), file, ImportChoice::default()).await;
        let done = done.unwrap();
        assert_eq!((done.new, done.changed, done.unchanged), (0, 0, prices().len()));
        assert_eq!(done.noted.len(), 1);
        // A list with one price and no more leaves the rest as it is.
        let list = "title,category,provider,unit,price\nService 0,counselling,Harbour Practice,item,250\n";
        let list = list.replace("Harbour Practice", &preview.rows[0].terms.provider_name);
        let before = preview.rows[0].terms.price.clone();
        let done = bring(&bed, &world, &list, ImportChoice::default()).await;
        assert_eq!((done.changed, done.noted.len()), (1, 0));
        let now = service::catalogue(market, world.staff(), &PageAsked::default()).await.unwrap();
        let now = &now.items[0].price;
        assert_eq!((&now.subsidy, &now.steps, now.minimum), (&before.subsidy, &before.steps, before.minimum));
        assert_eq!(now.by.rates()[0].member.net.pence().get(), 25_000);
    }

    async fn without_an_answer_what_has_an_open_vat_question_stays_a_draft(bed) {
        let world = World::of(&bed).await;
        let choice = ImportChoice { on_sale: true, vat: None };
        let done = bring(&bed, &world, LIST, choice).await;
        // Counselling turns on who gives it; payroll and governor services do not.
        assert_eq!((done.new, done.not_on_sale), (3, 1));
        let drafts = Browse { state: Some(State::Draft), ..Browse::default() };
        let listing = service::list_services(&bed.market, &world.staff, drafts).await.unwrap();
        assert_eq!(listing.services.items[0].title, "School counselling");
        let done = bring(&bed, &world, LIST, AT_ONCE).await;
        assert_eq!((done.changed, done.unchanged, done.not_on_sale), (1, 2, 0));
    }

    async fn a_list_of_2_000_rows_comes_in_within_seconds(bed) {
        use std::fmt::Write;
        let world = World::of(&bed).await;
        let mut list = String::from("title,category,provider,unit,price\n");
        for number in 0..2_000 {
            let provider = number % 40;
            writeln!(list, "Service {number},Training,Provider {provider},place,{number}").unwrap();
        }
        let started = std::time::Instant::now();
        let done = bring(&bed, &world, &list, AT_ONCE).await;
        assert_eq!(done.new, 2_000);
        let again = bring(&bed, &world, &list, AT_ONCE).await;
        assert_eq!(again.unchanged, 2_000);
        // Generous, for a busy machine: it is a matter of two or three.
        assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    }

    async fn what_is_no_price_list_is_refused_with_a_reason(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let send = |file| service::upload_price_list(market, world.staff(), file);
        let missing = send(None).await.unwrap_err();
        assert_eq!(missing, Failure::field("file", Problem::Missing));
        let picture = send(upload("x.csv", b"\x89PNG\r\n\x1a\n")).await.unwrap_err();
        assert_eq!(picture, Failure::field("file", Problem::NotASpreadsheet));
        let paper = send(upload("x.pdf", b"%PDF-1.7")).await.unwrap_err();
        assert_eq!(paper, Failure::field("file", Problem::NotASpreadsheet));
        let damaged = send(upload("x.xlsx", b"PK\x03\x04 and no more")).await.unwrap();
        let refused = service::preview_services(market, world.staff(), damaged).await.unwrap_err();
        assert_eq!(refused, Failure::field("file", Problem::WorkbookDamaged));
        let no_header = send(upload("x.csv", b"a,b\n1,2\n")).await.unwrap();
        let refused = service::preview_services(market, world.staff(), no_header).await;
        let Failure::Invalid(problems) = refused.unwrap_err() else { panic!("invalid") };
        assert!(problems.iter().all(|one| one.problem == Problem::ColumnMissing));
        let buyer = world.buyer.actor().unwrap();
        let refused = service::preview_services(market, buyer, no_header).await;
        assert_eq!(refused.unwrap_err(), Failure::NotAllowed);
    }
}
