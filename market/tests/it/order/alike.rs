//! What schools that are alike buy beside a service: never of fewer than five, and to nobody else.

use domain::id::{OrganisationId, ServiceId};
use domain::school::{Phase, RegisterEntry};
use domain::text::Urn;
use market::order::{PlaceOrder, QuoteOrder, Wanted, place_order, quote_order};
use market::{Actor, Market, Viewer, purge, service};
use testbed::{Bed, on_both};

use super::world::{World, day, key};

/// Enters a school into the register: a primary or a secondary school, with so many pupils.
pub async fn register(world: &World, number: u32, phase: Phase, pupils: i64) {
    let urn = (200_000 + number).to_string();
    let entry = RegisterEntry {
        phase: Some(phase),
        ..RegisterEntry::new(Urn::parse(&urn).unwrap(), format!("School {number}"))
    };
    let now = testbed::instant(testbed::BEGINNING);
    let values = [
        i64::from(200_000 + number).into(),
        urn.clone().into(),
        serde_json::to_string(&entry).unwrap().into(),
        now.into(),
    ];
    let sql = "INSERT INTO register_school (number, urn, name, kind, status, entry, changed_at) \
               VALUES ($1, $2, 'A school', 'x', 'open', $3, $4)";
    world.sql.run(sql, values).await;
    let sql = "INSERT INTO pupil_count (urn, counted_on, source, pupils, entered_at) \
               VALUES ($1, $2, 'register', $3, $4)";
    world.sql.run(sql, [urn.into(), day("2026-01-15").into(), pupils.into(), now.into()]).await;
}

async fn buy(market: &Market, buyer: &Actor, service: ServiceId) {
    let wanted = Wanted::Quantity { count: 2, wished_on: None, note: None };
    let asked = QuoteOrder { service, wanted: wanted.clone() };
    let seen = quote_order(market, buyer, asked).await.unwrap().seen();
    let place = PlaceOrder { service, wanted, purchase_order_number: None, seen, key: key() };
    place_order(market, buyer, place).await.unwrap();
}

async fn beside(market: &Market, looks: &Viewer, service: ServiceId) -> Vec<String> {
    let visit = service::visit_service(market, looks, service).await.unwrap();
    visit.also_bought.into_iter().map(|one| one.title).collect()
}

fn viewer(actor: &Actor) -> Viewer {
    Viewer::Actor(Box::new(actor.clone()))
}

/// The night before the first of a month, and what it counts.
async fn month_begins(bed: &Bed, first: &str) {
    purge::plan(&bed.market).await.unwrap();
    bed.clock.set(testbed::instant(&format!("{first}T09:00:00Z")));
    bed.run_jobs().await;
}

/// Eight primary schools of one form, and one of two forms.
async fn schools(bed: &Bed, world: &World) -> (Vec<Actor>, Actor) {
    let mut buyers = Vec::new();
    for number in 1..=9 {
        let pupils = if number == 9 { 420 } else { 200 };
        register(world, number, Phase::Primary, pupils).await;
        buyers.push(world.buyer_of_another(bed, number).await);
    }
    let bigger = buyers.pop().unwrap();
    (buyers, bigger)
}

on_both! {
    async fn of_four_schools_nothing_is_shown_and_of_five_what_they_buy_beside_to_their_like_alone(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let [atlases, globes] = [
            world.sold_by_number(market, "Atlases").await,
            world.sold_by_number(market, "Globes").await,
        ];
        let (alike, bigger) = schools(&bed, &world).await;
        for buyer in &alike[..4] {
            buy(market, buyer, atlases).await;
            buy(market, buyer, globes).await;
        }
        // Others buy both, and are of another kind, or of none that is known.
        for buyer in [&bigger, &world.other_buyer] {
            buy(market, buyer, atlases).await;
            buy(market, buyer, globes).await;
        }
        let looks = viewer(&alike[7]);
        month_begins(&bed, "2026-12-01").await;
        assert_eq!(beside(market, &looks, atlases).await, Vec::<String>::new(), "four schools");

        buy(market, &alike[4], atlases).await;
        buy(market, &alike[4], globes).await;
        month_begins(&bed, "2026-12-02").await;
        let early = beside(market, &looks, atlases).await;
        assert_eq!(early, Vec::<String>::new(), "on which day somebody ordered is not to be seen");
        month_begins(&bed, "2027-01-01").await;
        assert_eq!(beside(market, &looks, atlases).await, ["Globes"]);
        assert_eq!(beside(market, &looks, globes).await, ["Atlases"]);
        for (who, whom) in [
            (viewer(&alike[0]), "who has it this year"),
            (viewer(&bigger), "who is of another size"),
            (viewer(&world.other_buyer), "of whom no kind is known"),
            (viewer(&world.staff), "staff"),
            (Viewer::Visitor, "a visitor"),
        ] {
            assert_eq!(beside(market, &who, atlases).await, Vec::<String>::new(), "{whom}");
        }

        // One more alone shows nothing of what it buys: three must have changed.
        let paper = world.sold_by_number(market, "Paper").await;
        for (place, buyer) in alike[..5].iter().enumerate() {
            buy(market, buyer, paper).await;
            let month = format!("2027-0{}-01", place + 2);
            month_begins(&bed, &month).await;
            let expected: &[&str] = &["Globes"];
            assert_eq!(beside(market, &looks, atlases).await, expected, "after {} more", place + 1);
        }
        buy(market, &alike[5], paper).await;
        month_begins(&bed, "2027-07-01").await;
        assert_eq!(beside(market, &looks, atlases).await, ["Globes", "Paper"]);
    }

    async fn a_school_that_leaves_takes_what_was_shown_with_it(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let [atlases, globes] = [
            world.sold_by_number(market, "Atlases").await,
            world.sold_by_number(market, "Globes").await,
        ];
        let (alike, _) = schools(&bed, &world).await;
        for buyer in &alike[..5] {
            buy(market, buyer, atlases).await;
            buy(market, buyer, globes).await;
        }
        month_begins(&bed, "2026-12-01").await;
        let looks = viewer(&alike[7]);
        assert_eq!(beside(market, &looks, atlases).await, ["Globes"]);
        let left: OrganisationId = alike[0].acting_for().unwrap().organisation;
        let sql = "UPDATE membership SET ends_on = $2 WHERE organisation_id = $1";
        world.sql.run(sql, [left.uuid().into(), day("2026-12-01").into()]).await;
        month_begins(&bed, "2026-12-03").await;
        assert_eq!(beside(market, &looks, atlases).await, Vec::<String>::new());
        let rows = "SELECT COUNT(*) AS n FROM bought_beside";
        assert_eq!(world.sql.number(rows).await, 0, "nothing is kept that is not told");
    }
}
