//! What a partnership opens to members of others: at a price of their own, and nobody else's.

use std::sync::Arc;

use domain::access::Role;
use domain::control::Activity;
use domain::id::OrganisationId;
use domain::price::BuyerStanding;
use domain::service::TypedOpening;
use domain::{Failure, Net, Pence, Problem, Refusal};
use market::association::{JoinAssociation, join_association, leave_association};
use market::control::view_control;
use market::order::{self, QuoteOrder, Wanted};
use market::service::{
    Browse, OpenService, PriceShown, ServiceSummary, SettleVat, SortBy, list_services,
    open_service, opening_choices, settle_vat, view_service,
};
use market::{Actor, Market, Viewer, installation};
use testbed::{Bed, on_both};
use uuid::Uuid;

use super::world::{TUESDAY, World, day, person};

/// A partnership elsewhere with its director, and a buyer of one school of it.
struct Elsewhere {
    partnership: OrganisationId,
    director: Actor,
    buyer: Actor,
}

async fn elsewhere(bed: &Bed, world: &World, name: &str, urn: &str) -> Elsewhere {
    let partnership = world.sql.organisation("partnership", name, None).await;
    let prefix = name.replace(' ', "").to_uppercase();
    world
        .sql
        .run(
            "INSERT INTO partnership (organisation_id, model, legal_shape, invoice_prefix, \
             payment_terms_days, version) VALUES ($1, 'traded_only', 'company', $2, 30, 1)",
            [partnership.uuid().into(), prefix.into()],
        )
        .await;
    let tier = Uuid::now_v7();
    world
        .sql
        .run(
            "INSERT INTO tier (id, partnership_id, name, rights, rule, includes, position, \
             starts_on, version) VALUES ($1, $2, 'Full', 'full', '{}', '[]', 1, $3, 1)",
            [tier.into(), partnership.uuid().into(), day("2020-01-01").into()],
        )
        .await;
    let school = world.sql.organisation("school", &format!("{name} Primary"), Some(urn)).await;
    world
        .sql
        .run(
            "INSERT INTO membership (id, partnership_id, organisation_id, tier_id, starts_on) \
             VALUES ($1, $2, $3, $4, $5)",
            [
                Uuid::now_v7().into(),
                partnership.uuid().into(),
                school.uuid().into(),
                tier.into(),
                day("2026-04-01").into(),
            ],
        )
        .await;
    Elsewhere {
        partnership,
        director: person(bed, partnership, Role::Director, &format!("{name} Director"), None).await,
        buyer: person(bed, school, Role::Buyer, &format!("{name} Buyer"), None).await,
    }
}

async fn in_association(market: &Market, director: &Actor) {
    let role = Role::AssociationStaff;
    installation::organisation_for(market, role, None).await.unwrap();
    let join = JoinAssociation { contact: String::new() };
    join_association(market, director, join).await.unwrap();
}

async fn open(market: &Market, world: &World, opening: TypedOpening) -> Result<(), Failure> {
    let staff = Viewer::Actor(Box::new(world.staff.clone()));
    let seen = view_service(market, &staff, world.service).await.unwrap();
    let (service, version) = (world.service, seen.row_version());
    open_service(market, &world.staff, OpenService { service, version, opening }).await
}

fn to(far: OrganisationId, price: &str) -> TypedOpening {
    TypedOpening {
        to: "partnerships".to_owned(),
        partnerships: vec![far.to_string()],
        prices: vec![price.to_owned()],
        vat: String::new(),
    }
}

async fn listed(market: &Market, buyer: &Actor, browse: Browse) -> Vec<ServiceSummary> {
    let viewer = Viewer::Actor(Box::new(buyer.clone()));
    list_services(market, &viewer, browse).await.unwrap().services.items
}

async fn standings(market: &Market, buyer: &Actor, world: &World) -> Vec<BuyerStanding> {
    let viewer = Viewer::Actor(Box::new(buyer.clone()));
    let seen = view_service(market, &viewer, world.service).await.unwrap();
    seen.by_standing.iter().map(|(standing, _)| *standing).collect()
}

async fn quoted(market: &Market, buyer: &Actor, world: &World) -> Result<Net, Failure> {
    let wanted = Wanted::Days(vec![day("2026-12-15")]);
    let ask = QuoteOrder { service: world.service, wanted };
    order::quote_order(market, buyer, ask).await.map(|quote| quote.lines[0].net)
}

on_both! {
    async fn what_is_opened_to_one_partnerships_members_is_listed_priced_and_sold_to_them_alone(bed) {
        let world = Arc::new(World::with_counsellors(&bed, 1).await);
        let market = &bed.market;
        let director = person(&bed, world.partnership, Role::Director, "Ada Reed", None).await;
        let far = elsewhere(&bed, &world, "Hillside", "100301").await;
        let third = elsewhere(&bed, &world, "Lowland", "100302").await;
        for director in [&director, &far.director] {
            in_association(market, director).await;
        }
        let known = opening_choices(market, &world.staff, world.service).await.unwrap();
        assert!(known.in_association);
        assert_eq!(known.partnerships.len(), 1);
        assert!(listed(market, &far.buyer, Browse::default()).await.is_empty());

        let stranger = open(market, &world, to(third.partnership, "290")).await;
        let not_a_choice = Failure::field("open_partnerships", Problem::NotAChoice);
        assert_eq!(stranger.unwrap_err(), not_a_choice);
        open(market, &world, to(far.partnership, "290")).await.unwrap();

        for sort in [SortBy::Title, SortBy::Price] {
            let found = listed(market, &far.buyer, Browse { sort, ..Browse::default() }).await;
            assert_eq!(found.len(), 1, "{sort:?}");
            assert_eq!(found[0].offered_by.as_deref(), Some("Riverside Schools"));
            let PriceShown::Yours(quote) = &found[0].price else { panic!("{:?}", found[0].price) };
            assert_eq!(quote.net, Net(Pence::pounds(290)));
            for (most, count) in [(289, 0), (290, 1)] {
                let price_max = Some(Pence::pounds(most));
                let browse = Browse { sort, price_max, ..Browse::default() };
                assert_eq!(listed(market, &far.buyer, browse).await.len(), count, "{sort:?}");
            }
        }
        assert!(standings(market, &far.buyer, &world).await.contains(&BuyerStanding::OtherMember));
        let own = listed(market, &world.head, Browse::default()).await;
        assert_eq!((own.len(), own[0].offered_by.as_deref()), (1, None));
        for other in [&world.head, &third.buyer] {
            let seen = standings(market, other, &world).await;
            assert!(!seen.contains(&BuyerStanding::OtherMember), "their price is not his to see");
        }
        assert!(listed(market, &third.buyer, Browse::default()).await.is_empty());
        let refused = quoted(market, &third.buyer, &world).await;
        assert_eq!(refused.unwrap_err(), Failure::Refused(Refusal::NotForThisSchool));

        // One counsellor, one day: whoever of either partnership is first has it.
        let mut racing = Vec::new();
        let processes = [bed.market.clone(), bed.another_process().await];
        for number in 0..20 {
            let (world, market) = (world.clone(), processes[number / 2 % 2].clone());
            let buyer = if number % 2 == 0 { far.buyer.clone() } else { world.head.clone() };
            racing.push(tokio::spawn(async move {
                loop {
                    match world.book(&market, &buyer, &[TUESDAY]).await {
                        Err(Failure::TryLater) => {}
                        outcome => return outcome.is_ok(),
                    }
                }
            }));
        }
        let mut placed = 0;
        for one in racing {
            placed += i32::from(one.await.unwrap());
        }
        assert_eq!(placed, 1);

        // What they buy is invoiced by who sells, saves against the market, and is for others.
        let monday = ["2026-12-07"];
        let saved = world.saved("contracted").await;
        let booked = world.book(market, &far.buyer, &monday).await.unwrap();
        assert_eq!(world.saved("contracted").await - saved, 1_000, "£300 is the market's middle");
        let seen = order::view_order(market, &far.buyer, booked.order).await.unwrap();
        assert_eq!(seen.lines[0].net, Net(Pence::pounds(290)));
        bed.clock.set(testbed::instant("2026-12-16T09:00:00Z"));
        world.deliver(market, &booked).await;
        world.invoice_all(market).await;
        let found = view_control(market, &director).await.unwrap();
        let others = found.years[2].invoiced.others();
        assert!(others >= Pence::pounds(290), "{others:?}");
        assert_eq!(Activity::new(Pence::ZERO, others), Some(found.years[2].invoiced));
    }

    async fn open_to_the_association_ends_when_either_leaves_and_vat_that_does_not_follow_is_asked(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let director = person(&bed, world.partnership, Role::Director, "Ada Reed", None).await;
        let far = elsewhere(&bed, &world, "Hillside", "100301").await;
        let everybody = TypedOpening {
            to: "association".to_owned(),
            prices: vec!["290".to_owned()],
            ..TypedOpening::default()
        };
        in_association(market, &far.director).await;
        let outside = open(market, &world, everybody.clone()).await;
        assert_eq!(outside.unwrap_err(), Failure::Refused(Refusal::NotInAssociation));
        in_association(market, &director).await;
        open(market, &world, everybody.clone()).await.unwrap();
        assert_eq!(quoted(market, &far.buyer, &world).await.unwrap(), Net(Pence::pounds(290)));
        assert_eq!(listed(market, &far.buyer, Browse::default()).await.len(), 1);

        // A duty towards one's own schools is no reason to charge others no VAT.
        let duty = |reason: &str| SettleVat { service: world.service, reason: reason.to_owned() };
        settle_vat(market, &world.staff, duty("statutory_duty")).await.unwrap();
        let refused = quoted(market, &far.buyer, &world).await;
        assert_eq!(refused.unwrap_err(), Failure::Refused(Refusal::VatNotSettled));
        assert!(quoted(market, &world.head, &world).await.is_ok());
        let again = open(market, &world, everybody.clone()).await.unwrap_err();
        assert_eq!(again, Failure::field("vat_outside", Problem::Missing));
        let answered = TypedOpening { vat: "standard".to_owned(), ..everybody };
        open(market, &world, answered).await.unwrap();
        assert!(quoted(market, &far.buyer, &world).await.is_ok());

        leave_association(market, &director).await.unwrap();
        let refused = quoted(market, &far.buyer, &world).await;
        assert_eq!(refused.unwrap_err(), Failure::Refused(Refusal::NotForThisSchool));
        assert!(listed(market, &far.buyer, Browse::default()).await.is_empty());
    }
}
