//! Where a partnership's money goes and who trades for it: two people, and the host's own word.

use domain::access::Role;
use domain::id::{ChangeId, OrganisationId};
use domain::partnership::{Bank, LegalShape};
use domain::text::LaCode;
use domain::{Failure, Problem, Refusal};
use market::invoice::{RaiseInvoice, raise_invoice, view_invoice};
use market::mail::{About, ChangeTold};
use market::partnership::{
    AnswerHosting, CreatePartnership, DecideChange, Holds, Host, PartnershipFacts, Trading,
    answer_hosting, change_bank, change_trading, create_partnership, decide_change, hosting,
    hostings, partnership, update_partnership,
};
use market::{Actor, Market};
use testbed::{Bed, instant, on_both};

use super::world::{come_in, founded, haringey, key, other_partnership, register};
use crate::order::world::{TUESDAY, World};
use crate::people::{actor, operator};
use crate::rows::{count, id};

fn bank(account: &str) -> Bank {
    Bank::read("Haringey Schools", "20-00-00", account).unwrap()
}

async fn version(market: &Market, who: &Actor) -> i64 {
    partnership(market, who).await.unwrap().version
}

async fn change(market: &Market, who: &Actor, account: &str) -> Result<Holds, Failure> {
    let version = version(market, who).await;
    change_bank(market, who, version, bank(account)).await
}

async fn account(market: &Market, who: &Actor) -> String {
    partnership(market, who).await.unwrap().bank.unwrap().account
}

async fn waiting(market: &Market, who: &Actor) -> Vec<ChangeId> {
    let found = partnership(market, who).await.unwrap();
    found.waiting.iter().map(|change| change.id).collect()
}

async fn decide(
    market: &Market,
    who: &Actor,
    change: ChangeId,
    confirm: bool,
) -> Result<(), Failure> {
    decide_change(market, who, DecideChange { change, confirm }).await
}

async fn told(bed: &Bed, to: &str, what: ChangeTold) -> usize {
    bed.run_jobs().await;
    let is = |about: &About| matches!(about, About::PartnershipChange { what: told, .. } if *told == what);
    bed.letters.all().iter().filter(|mail| mail.to == to && is(&mail.about)).count()
}

/// The partnership of the orders' world, trading through a council, which has one person.
async fn hosted(bed: &Bed, world: &World) -> (Actor, OrganisationId) {
    let market = &bed.market;
    let director = actor(bed, "dee@river.example", world.partnership, Role::Director).await;
    let host = Host { name: "Riverside Council".to_owned(), contact: None };
    let trading = Trading { shape: LegalShape::Informal, host: Some(host) };
    let held = version(market, &director).await;
    change_trading(market, &director, held, trading).await.unwrap();
    let change = *waiting(market, &director).await.last().unwrap();
    decide(market, &world.staff, change, true).await.unwrap();
    let sql = "SELECT id FROM organisation WHERE kind = 'council'";
    let council = OrganisationId::from_uuid(id(bed, sql).await);
    let ines = actor(bed, "ines@council.example", council, Role::CouncilCommissioner).await;
    (ines, council)
}

on_both! {
    async fn the_first_account_holds_at_once_and_another_when_somebody_else_confirms(bed) {
        let (created, director) = founded(&bed).await;
        let market = &bed.market;
        let staff = actor(&bed, "staff@hep.example", created.partnership, Role::PartnershipStaff).await;
        assert_eq!(change(market, &staff, "11111111").await, Ok(Holds::Now));
        assert_eq!(told(&bed, "director@hep.example", ChangeTold::Made).await, 1);
        assert_eq!(change(market, &staff, "22222222").await, Ok(Holds::WhenConfirmed));
        assert_eq!(account(market, &director).await, "11111111", "nothing changes before that");
        assert_eq!(told(&bed, "director@hep.example", ChangeTold::Asked).await, 1);
        let waits = waiting(market, &staff).await[0];
        let own = decide(market, &staff, waits, true).await.unwrap_err();
        assert_eq!(own, Failure::Refused(Refusal::OwnChange));
        decide(market, &director, waits, true).await.unwrap();
        assert_eq!(account(market, &director).await, "22222222");
        assert!(waiting(market, &director).await.is_empty());
        let twice = decide(market, &director, waits, true).await.unwrap_err();
        assert_eq!(twice, Failure::ChangedMeanwhile);
        let same = change(market, &staff, "22222222").await.unwrap_err();
        assert_eq!(same, Failure::field("bank_account", Problem::AlreadyUsed));
    }

    async fn a_change_may_be_dropped_and_another_takes_its_place(bed) {
        let (created, director) = founded(&bed).await;
        let market = &bed.market;
        let staff = actor(&bed, "staff@hep.example", created.partnership, Role::PartnershipStaff).await;
        change(market, &staff, "11111111").await.unwrap();
        change(market, &staff, "22222222").await.unwrap();
        let first = waiting(market, &staff).await[0];
        change(market, &director, "33333333").await.unwrap();
        let now = waiting(market, &staff).await;
        assert_eq!(now.len(), 1, "one at a time");
        let replaced = decide(market, &director, first, true).await.unwrap_err();
        assert_eq!(replaced, Failure::ChangedMeanwhile, "what was replaced never holds");
        decide(market, &director, now[0], false).await.unwrap();
        assert_eq!(account(market, &director).await, "11111111");
        assert_eq!(told(&bed, "staff@hep.example", ChangeTold::Dropped).await, 1);
        let kept = "SELECT COUNT(*) FROM partnership_change WHERE outcome IN ('replaced', 'declined')";
        assert_eq!(count(&bed, kept, []).await, 2);
        let old = version(market, &staff).await - 1;
        let late = change_bank(market, &staff, old, bank("44444444")).await.unwrap_err();
        assert_eq!(late, Failure::ChangedMeanwhile);
    }

    async fn another_partnerships_change_is_not_found_and_others_may_not_ask(bed) {
        let (created, director) = founded(&bed).await;
        let market = &bed.market;
        change(market, &director, "11111111").await.unwrap();
        change(market, &director, "22222222").await.unwrap();
        let waits = waiting(market, &director).await[0];
        let stranger = other_partnership(&bed, "303").await;
        assert_eq!(decide(market, &stranger, waits, true).await.unwrap_err(), Failure::NotFound);
        let lead = actor(&bed, "lead@hep.example", created.partnership, Role::ProcurementLead).await;
        assert_eq!(decide(market, &lead, waits, true).await.unwrap_err(), Failure::NotAllowed);
        assert_eq!(change(market, &lead, "33333333").await.unwrap_err(), Failure::NotAllowed);
    }

    async fn whoever_was_named_at_the_council_is_asked_and_answers(bed) {
        register(&bed.market).await;
        let founder = operator(&bed).await;
        let contact = domain::text::Email::parse("ines@council.example").ok();
        let create = CreatePartnership {
            shape: LegalShape::Informal,
            host: Some(Host { name: "Haringey Council".to_owned(), contact }),
            ..haringey("Haringey Together", "HT")
        };
        create_partnership(&bed.market, &founder, &key("hosted-1"), create).await.unwrap();
        let ines = come_in(&bed, "ines@council.example").await;
        let asked = hostings(&bed.market, &ines).await.unwrap();
        assert_eq!((asked[0].partnership.as_str(), asked[0].agreed), ("Haringey Together", None));
        let agree = AnswerHosting { hosting: asked[0].id, agree: true };
        answer_hosting(&bed.market, &ines, agree).await.unwrap();
        let twice = answer_hosting(&bed.market, &ines, agree).await.unwrap_err();
        assert_eq!(twice, Failure::ChangedMeanwhile);
        assert_eq!(hostings(&bed.market, &ines).await.unwrap()[0].agreed, Some(true));
        bed.run_jobs().await;
        let answered = |about: &About| matches!(about, About::HostAnswered { agreed: true, .. });
        let letters = bed.letters.all();
        assert!(letters.iter().any(|mail| mail.to == "nadia@pool.example" && answered(&mail.about)));
    }

    async fn nothing_is_invoiced_in_a_councils_name_before_it_agrees_nor_after_it_stops(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let (ines, council) = hosted(&bed, &world).await;
        let placed = world.book(market, &world.buyer, &[TUESDAY]).await.unwrap();
        bed.clock.set(instant("2026-12-08T17:00:00Z"));
        world.deliver(market, &placed).await;
        let raise = || RaiseInvoice { school: world.school, key: crate::order::world::key() };
        let refused = Failure::Refused(Refusal::HostHasNotAgreed);
        assert_eq!(raise_invoice(market, &world.staff, raise()).await.unwrap_err(), refused);
        let asked = hostings(market, &ines).await.unwrap()[0].id;
        let say = async |hosting, agree| {
            answer_hosting(market, &ines, AnswerHosting { hosting, agree }).await.unwrap();
        };
        say(asked, false).await;
        assert_eq!(raise_invoice(market, &world.staff, raise()).await.unwrap_err(), refused);
        let again = hostings(market, &ines).await.unwrap()[0].id;
        assert_eq!(again, asked, "the first answer stands in the row that asked");
        say(again, true).await;
        let now = hostings(market, &ines).await.unwrap()[0].id;
        assert_ne!(now, asked, "another answer is another row");
        let held = partnership(market, &world.staff).await.unwrap();
        let facts = PartnershipFacts {
            vat_number: Some("GB987654321".to_owned()),
            areas: vec![LaCode::parse("301").unwrap()],
            ..held.facts
        };
        update_partnership(market, &world.staff, held.version, facts).await.unwrap();
        let raised = raise_invoice(market, &world.staff, raise()).await.unwrap();
        let seen = view_invoice(market, &world.finance, raised[0].invoice).await.unwrap();
        assert_eq!(seen.paper.seller.name, "Riverside Council");
        assert!(seen.paper.trading_for.is_some());
        say(now, false).await;
        let rows = "SELECT COUNT(*) FROM hosting WHERE host_id = $1";
        assert_eq!(count(&bed, rows, [council.uuid().into()]).await, 3);
        let stranger = actor(&bed, "eve@other.example", world.school, Role::CouncilCommissioner).await;
        let theirs = hostings(market, &ines).await.unwrap()[0].id;
        assert_eq!(hosting(market, &stranger, theirs).await.unwrap_err(), Failure::NotFound);
    }

    async fn each_seller_invoices_with_its_own_number_and_account(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let before = world.book(market, &world.head, &[TUESDAY]).await.unwrap();
        let (ines, _) = hosted(&bed, &world).await;
        let now = partnership(market, &world.staff).await.unwrap();
        assert_eq!((now.bank, now.facts.vat_number), (None, None), "the company's are not the council's");
        let facts = PartnershipFacts {
            vat_number: Some("GB987654321".to_owned()),
            areas: vec![LaCode::parse("301").unwrap()],
            ..now.facts
        };
        update_partnership(market, &world.staff, now.version, facts).await.unwrap();
        assert_eq!(change(market, &world.staff, "99999999").await, Ok(Holds::Now));
        let hosting = hostings(market, &ines).await.unwrap()[0].id;
        answer_hosting(market, &ines, AnswerHosting { hosting, agree: true }).await.unwrap();
        let after = world.book(market, &world.head, &["2026-12-15"]).await.unwrap();
        bed.clock.set(instant("2026-12-15T17:00:00Z"));
        for placed in [&before, &after] {
            world.deliver(market, placed).await;
        }
        let raise = RaiseInvoice { school: world.school, key: crate::order::world::key() };
        let mut papers = Vec::new();
        for raised in raise_invoice(market, &world.staff, raise).await.unwrap() {
            let paper = view_invoice(market, &world.finance, raised.invoice).await.unwrap().paper;
            papers.push((paper.seller.name, paper.vat_number.unwrap(), paper.bank.unwrap().account));
        }
        papers.sort();
        let paper = |name: &str, vat: &str, account: &str| (name.to_owned(), vat.to_owned(), account.to_owned());
        assert_eq!(papers, [
            paper("Riverside Council", "GB987654321", "99999999"),
            paper("Riverside Schools", "GB123456789", "12345678"),
        ]);
    }

    async fn an_account_that_waits_is_not_given_to_the_next_seller(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        assert_eq!(change(market, &world.staff, "22222222").await, Ok(Holds::WhenConfirmed));
        hosted(&bed, &world).await;
        assert!(waiting(market, &world.staff).await.is_empty());
        assert_eq!(partnership(market, &world.staff).await.unwrap().bank, None);
    }

    async fn nothing_that_charges_vat_is_invoiced_without_the_sellers_number(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let (ines, _) = hosted(&bed, &world).await;
        let hosting = hostings(market, &ines).await.unwrap()[0].id;
        answer_hosting(market, &ines, AnswerHosting { hosting, agree: true }).await.unwrap();
        let placed = world.book(market, &world.head, &[TUESDAY]).await.unwrap();
        bed.clock.set(instant("2026-12-08T17:00:00Z"));
        world.deliver(market, &placed).await;
        let raise = || RaiseInvoice { school: world.school, key: crate::order::world::key() };
        let refused = raise_invoice(market, &world.staff, raise()).await.unwrap_err();
        assert_eq!(refused, Failure::Refused(Refusal::VatNumberNeeded));
        let now = partnership(market, &world.staff).await.unwrap();
        let facts = PartnershipFacts {
            vat_number: Some("GB987654321".to_owned()),
            areas: vec![LaCode::parse("301").unwrap()],
            ..now.facts
        };
        update_partnership(market, &world.staff, now.version, facts).await.unwrap();
        let raised = raise_invoice(market, &world.staff, raise()).await.unwrap();
        let number = view_invoice(market, &world.finance, raised[0].invoice).await.unwrap().number;
        assert!(number.ends_with("000001"), "the refusal took no number: {number}");
    }
}
