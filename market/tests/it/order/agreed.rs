//! What was agreed with an order stays readable, whatever becomes of its service and its documents.

use domain::Failure;
use domain::service::TypedTerms;
use market::Viewer;
use market::file::Upload;
use market::order::{agreed_document, agreed_terms};
use market::service::{
    AddDocument, ChangeService, TypedProvider, WithdrawDocument, add_document, change_service,
    view_service, withdraw_document,
};
use testbed::{Bed, on_both};

use super::world::{TUESDAY, World, key, per_day};

async fn with_document(bed: &Bed, world: &World, title: &str) -> domain::id::ServiceDocumentId {
    let contents = b"%PDF-1.7 The service level agreement.".to_vec();
    let upload = Upload { name: "sla.pdf".to_owned(), contents: contents.into() };
    let add = AddDocument {
        key: key(),
        service: world.service,
        title: title.to_owned(),
        upload: Some(upload),
    };
    add_document(&bed.market, &world.staff, add).await.unwrap()
}

on_both! {
    async fn an_order_keeps_the_terms_and_the_documents_it_was_placed_on(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let first = with_document(&bed, &world, "Service level agreement").await;
        bed.clock.set(testbed::instant("2026-12-01T10:00:00Z"));
        let placed = world.book(market, &world.buyer, &[TUESDAY]).await.unwrap();
        let before = agreed_terms(market, &world.buyer, placed.order).await.unwrap();
        assert_eq!((before.version, before.is_past), (1, false));
        bed.clock.set(testbed::instant("2026-12-02T10:00:00Z"));
        let viewer = Viewer::Actor(Box::new(world.staff.clone()));
        let seen = view_service(market, &viewer, world.service).await.unwrap();
        let provider =
            TypedProvider { chosen: seen.provider.id.to_string(), new_name: String::new() };
        let terms = TypedTerms {
            title: "Counselling, newly named".to_owned(),
            standards: "Another standard".to_owned(),
            price: per_day("300"),
            ..TypedTerms::of(seen.terms(), market.today())
        };
        let change = ChangeService {
            service: world.service, version: seen.row_version(), provider, terms,
        };
        change_service(market, &world.staff, change).await.unwrap();
        let withdraw = WithdrawDocument { service: world.service, document: first };
        withdraw_document(market, &world.staff, withdraw).await.unwrap();
        let later = with_document(&bed, &world, "A later agreement").await;
        for party in [&world.buyer, &world.staff, &world.manager] {
            let agreed = agreed_terms(market, party, placed.order).await.unwrap();
            assert_eq!((agreed.terms.title.as_str(), agreed.is_past), ("Counselling in school", true));
            assert_eq!(agreed.terms, before.terms);
            let titles: Vec<_> = agreed.documents.iter().map(|one| one.title.as_str()).collect();
            assert_eq!(titles, ["Service level agreement"]);
            agreed_document(market, party, (placed.order, first)).await.unwrap();
            let since = agreed_document(market, party, (placed.order, later)).await;
            assert_eq!(since.err(), Some(Failure::NotFound), "it came after the order");
        }
        let other = agreed_terms(market, &world.other_buyer, placed.order).await;
        assert_eq!(other.err(), Some(Failure::NotFound));
        let other = agreed_document(market, &world.other_buyer, (placed.order, first)).await;
        assert_eq!(other.err(), Some(Failure::NotFound));
    }
}
