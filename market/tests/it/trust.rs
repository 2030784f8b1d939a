//! Trusts: which schools are in one, who acts for them, and that it ends.

use domain::access::{Action, Role};
use domain::id::{OrganisationId, ServiceId};
use domain::order::OrderState;
use domain::text::Email;
use domain::{Failure, Problem, Refusal};
use market::audit::{TrailAsked, view_trail};
use market::db::PageAsked;
use market::order::{self, DecideOrder, Decision};
use market::people::{EndRole, People, end_role, people};
use market::person::{self, ActFor};
use market::school::import_register;
use market::service::{Browse, list_services, view_service};
use market::trust::{
    AgreeTrust, BringInTrust, BringsIn, LetAct, agree_trust, bring_in_trust, let_act, trust_home,
    trust_page,
};
use market::{Actor, Market, Viewer};
use testbed::{Bed, on_both};

use crate::order::world::{TUESDAY, World, day, key, person};
use crate::partnership::world::come_in;
use crate::people::{sign_in, sign_in_for};

pub const TESS: &str = "tess@tidewater.example";
pub const BO: &str = "bo.lind@pool.example";

/// The world's two schools in the register, the second in this trust.
async fn register(market: &Market, second: &str) {
    let file = format!(
        "URN,LA (code),LA (name),EstablishmentName,EstablishmentStatus (code),Trusts (code),\
         Trusts (name)\n\
         100101,309,Haringey,Hill Rise Primary,1,5001,Tidewater Trust\n\
         100102,309,Haringey,Marsh Lane School,1,{second}\n"
    );
    import_register(market, file.as_bytes(), &|_| ()).await.unwrap();
}

fn tidewater() -> BringInTrust {
    BringInTrust { uid: "5001".to_owned(), email: Email::parse(TESS).unwrap() }
}

/// The trust of both schools; the other school has no approver, so that it acts for that at once.
pub async fn brought_in(bed: &Bed, world: &World) -> (OrganisationId, Actor) {
    register(&bed.market, "5001,Tidewater Trust").await;
    let trust = bring_in_trust(&bed.market, &world.staff, &key(), tidewater()).await.unwrap();
    let tess = come_in(bed, TESS).await;
    lets_act(&bed.market, &tess, Role::Approver).await;
    (trust, sign_in(&bed.market, TESS).await)
}

/// Whether a school reads that its trust buys a service, on its page and in the list.
async fn trust_buys(market: &Market, buyer: &Actor, service: ServiceId) -> [bool; 2] {
    let viewer = Viewer::Actor(Box::new(buyer.clone()));
    let page = view_service(market, &viewer, service).await.unwrap();
    let listed = list_services(market, &viewer, Browse::default()).await.unwrap().services.items;
    let row = listed.iter().find(|one| one.id == service).unwrap();
    [page.trust_buys, row.trust_buys]
}

async fn all(market: &Market, actor: &Actor) -> People {
    people(market, actor, &PageAsked::default()).await.unwrap()
}

pub async fn lets_act(market: &Market, tess: &Actor, role: Role) {
    let held = all(market, tess).await.holdings.items;
    let holding = held.iter().find(|held| held.role == role).unwrap().id;
    let_act(market, tess, &key(), LetAct { holding, act: true }).await.unwrap();
}

/// Whoever has the address, acting for a school through the trust.
pub async fn through(
    market: &Market,
    email: &str,
    school: OrganisationId,
    trust: OrganisationId,
) -> Result<Actor, Failure> {
    let typed = person::SignIn {
        email: email.to_owned(),
        password: crate::people::PASSWORD.to_owned(),
        from: "test".to_owned(),
        device: "test".to_owned(),
        known_by: None,
    };
    let token = person::sign_in(market, typed).await.unwrap();
    let Viewer::Actor(actor) = person::viewer(market, token.as_str()).await.unwrap() else {
        panic!("not signed in")
    };
    let to = ActFor { organisation: school, through: Some(trust) };
    person::act_for(market, &actor, to).await?;
    let viewer = person::viewer(market, token.as_str()).await.unwrap();
    viewer.actor().cloned()
}

pub async fn agrees(market: &Market, head: &Actor, agree: bool) {
    let tie = all(market, head).await.through[0].tie;
    agree_trust(market, head, AgreeTrust { tie, agree }).await.unwrap();
}

on_both! {
    async fn a_trust_acts_for_a_school_once_the_school_agrees(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let (trust, tess) = brought_in(&bed, &world).await;
        let home = trust_home(market, &tess).await.unwrap();
        let may: Vec<bool> = home.schools.iter().map(|school| school.may_act).collect();
        assert_eq!(may, [false, true], "Hill Rise has an approver of its own, Marsh Lane none");
        let early = through(market, TESS, world.school, trust).await;
        assert_eq!(early.unwrap_err(), Failure::NotFound);

        agrees(market, &world.head, true).await;
        let seen = all(market, &world.head).await.through;
        assert_eq!(seen[0].people.len(), 1);
        assert_eq!((seen[0].people[0].role, seen[0].people[0].limit), (Role::Approver, None));
        let acting = through(market, TESS, world.school, trust).await.unwrap();
        assert!(acting.can(Action::PlaceOrder) && acting.can(Action::ApproveOrder));
        assert!(!acting.can(Action::ManagePeople) && !acting.can(Action::OfferService));
        assert_eq!(people(market, &acting, &PageAsked::default()).await, Err(Failure::NotAllowed));

        let from_office = &market.asked_from("198.51.100.4, Edge on Windows");
        assert_eq!(trust_buys(market, &world.other_buyer, world.service).await, [false, false]);
        let placed = world.book(from_office, &acting, &[TUESDAY]).await.unwrap();
        assert_eq!(trust_buys(market, &world.other_buyer, world.service).await, [true, true]);
        let outside = world.buyer_of_another(&bed, 3).await;
        assert_eq!(trust_buys(market, &outside, world.service).await, [false, false]);
        let viewed = order::view_order(market, &world.head, placed.order).await.unwrap();
        assert_eq!(viewed.requested_through.as_deref(), Some("Tidewater Trust"));
        let director = person(&bed, world.partnership, Role::Director, "Dana Reed", None).await;
        for (reader, from_where) in [(&world.head, true), (&tess, true), (&director, false)] {
            let trail = view_trail(market, reader, TrailAsked::default()).await.unwrap();
            let entry = trail.entries.items.iter().find(|entry| entry.action == "place_booking");
            let entry = entry.expect("either reads of it");
            assert_eq!(entry.acting_for.as_deref(), Some("Hill Rise Primary"));
            assert_eq!(entry.through.as_deref(), Some("Tidewater Trust"));
            assert_eq!(entry.from_where.is_some(), from_where, "{}", reader.name());
        }
        bed.run_jobs().await;
        assert_eq!(market::audit::verify(market, Some(world.partnership), None).await.unwrap(), None, "the chain is whole");

        agrees(market, &world.head, false).await;
        let after = through(market, TESS, world.school, trust).await;
        assert_eq!(after.unwrap_err(), Failure::NotFound);
    }

    async fn limits_and_who_approves_hold_for_the_school(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let (trust, tess) = brought_in(&bed, &world).await;
        agrees(market, &world.head, true).await;
        person(&bed, trust, Role::Buyer, "Bo Lind", Some(30_000)).await;
        lets_act(market, &tess, Role::Buyer).await;
        let bo = through(market, BO, world.school, trust).await.unwrap();
        let tess = through(market, TESS, world.school, trust).await.unwrap();
        let days = ["2026-12-08", "2026-12-15"];
        let placed = world.book(market, &bo, &days).await.unwrap();
        assert!(placed.needs_approval, "two days are over the limit of one");
        bed.run_jobs().await;
        let letters = bed.letters.all();
        let told = |to: &str| letters.iter().any(|letter| {
            letter.to == to && matches!(letter.about, market::mail::About::ApprovalNeeded(_))
        });
        assert!(told(TESS) && told("grace.adeyemi@pool.example"));
        let approve = |version| DecideOrder {
            order: placed.order,
            version,
            decision: Decision::Approve,
            key: key(),
        };
        assert_eq!(order::decide_order(market, &bo, approve(1)).await, Err(Failure::NotAllowed));
        order::decide_order(market, &tess, approve(1)).await.unwrap();
        let seen = order::view_order(market, &world.head, placed.order).await.unwrap();
        assert_eq!(seen.state, OrderState::Placed);
        // What one person ordered alone in thirty days counts for the school, however they act.
        let bos = world.book(market, &bo, &["2026-12-14"]).await.unwrap();
        assert!(!bos.needs_approval);
        let again = world.book(market, &bo, &["2027-01-12"]).await.unwrap();
        assert!(again.needs_approval);
        let own = world.book(market, &tess, &["2027-01-19"]).await.unwrap();
        assert!(!own.needs_approval);
        let marsh = through(market, BO, world.other_school, trust).await.unwrap();
        let elsewhere = order::view_order(market, &marsh, placed.order).await;
        assert_eq!(elsewhere.unwrap_err(), Failure::NotFound, "each school's business is its own");
    }

    async fn the_right_ends_on_the_day_the_tie_ends(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let (trust, _) = brought_in(&bed, &world).await;
        let marsh = world.other_school;
        let sql = "UPDATE tie SET ends_on = $2 WHERE child_id = $1";
        world.sql.run(sql, [marsh.uuid().into(), day("2026-11-30").into()]).await;
        bed.clock.set(testbed::instant("2026-11-30T22:00:00Z"));
        let last_day = through(market, TESS, marsh, trust).await.unwrap();
        assert!(last_day.can(Action::PlaceOrder));
        bed.clock.set(testbed::instant("2026-12-01T08:00:00Z"));
        assert_eq!(through(market, TESS, marsh, trust).await.unwrap_err(), Failure::NotFound);
        let token = crate::people::sign_in(market, TESS).await;
        assert!(token.may_act_for().iter().all(|acting| acting.through.is_none()));
    }

    async fn a_school_that_moves_to_another_trust_leaves_the_first(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let (trust, _) = brought_in(&bed, &world).await;
        let marsh = world.other_school;
        let acting = through(market, TESS, marsh, trust).await.unwrap();
        assert!(acting.can(Action::PlaceOrder));
        bed.clock.set(testbed::instant("2026-12-01T08:00:00Z"));
        register(market, "5002,Lamplight Trust").await;
        assert_eq!(through(market, TESS, marsh, trust).await.unwrap_err(), Failure::NotFound);
        let tess = sign_in_for(market, TESS, trust).await;
        let home = trust_home(market, &tess).await.unwrap();
        assert_eq!(home.schools.len(), 1);
        assert_eq!(home.left[0].name, "Marsh Lane School");
        assert_eq!(home.left[0].ends_on, Some(day("2026-11-30")));
        // It comes back: another tie, which it is to agree to anew.
        register(market, "5001,Tidewater Trust").await;
        assert_eq!(through(market, TESS, marsh, trust).await.unwrap_err(), Failure::NotFound);
        let ties = "SELECT COUNT(*) AS n FROM tie";
        assert_eq!(world.sql.number(ties).await, 3);
        register(market, "5001,Tidewater Trust").await;
        assert_eq!(world.sql.number(ties).await, 3, "the same file again changes nothing");
    }

    async fn a_trust_of_other_schools_finds_nothing(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let (trust, tess) = brought_in(&bed, &world).await;
        let other = world.sql.organisation("trust", "Other Trust", None).await;
        person(&bed, other, Role::Approver, "Olu Ade", None).await;
        let olu = sign_in(market, "olu.ade@pool.example").await;
        lets_act(market, &olu, Role::Approver).await;
        for through_whom in [trust, other] {
            let tried = through(market, "olu.ade@pool.example", world.other_school, through_whom).await;
            assert_eq!(tried.unwrap_err(), Failure::NotFound);
        }
        let holding = all(market, &tess).await.holdings.items[0].id;
        let tried = let_act(market, &olu, &key(), LetAct { holding, act: false }).await;
        assert_eq!(tried.unwrap_err(), Failure::NotFound);
        let tie = all(market, &world.head).await.through[0].tie;
        let tried = agree_trust(market, &olu, AgreeTrust { tie, agree: true }).await;
        assert_eq!(tried.unwrap_err(), Failure::NotFound);
        let administrator = person(&bed, world.school, Role::Administrator, "Rosa Marsh", None).await;
        let tried = agree_trust(market, &administrator, AgreeTrust { tie, agree: true }).await;
        assert_eq!(tried.unwrap_err(), Failure::NotAllowed, "only an approver lets others approve");
    }

    async fn the_right_goes_with_the_role(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let (trust, tess) = brought_in(&bed, &world).await;
        person(&bed, trust, Role::Administrator, "Ada Roe", None).await;
        person(&bed, trust, Role::Buyer, "Bo Lind", Some(30_000)).await;
        let held = all(market, &tess).await.holdings.items;
        let of = |role| held.iter().find(|held| held.role == role).unwrap();
        let refused = LetAct { holding: of(Role::Administrator).id, act: true };
        let refused = let_act(market, &tess, &key(), refused).await;
        assert_eq!(refused.unwrap_err(), Failure::field("act", Problem::NotAChoice));
        assert_eq!(of(Role::Buyer).acts_for_schools, Some(false));
        lets_act(market, &tess, Role::Buyer).await;
        let marsh = world.other_school;
        assert!(through(market, BO, marsh, trust).await.is_ok());
        let last_day = Some(day("2026-11-25"));
        let end = EndRole { holding: of(Role::Buyer).id, last_day };
        end_role(market, &tess, &key(), end).await.unwrap();
        bed.clock.set(testbed::instant("2026-11-25T17:00:00Z"));
        assert!(through(market, BO, marsh, trust).await.is_ok(), "it holds on the last day");
        bed.clock.set(testbed::instant("2026-11-26T08:00:00Z"));
        for last_day in [None, Some(day("2026-11-26"))] {
            person(&bed, trust, Role::Buyer, "Bo Lind", Some(30_000)).await;
            let back = through(market, BO, marsh, trust).await;
            assert_eq!(back.unwrap_err(), Failure::NotFound, "whoever comes back is given it anew");
            let held = all(market, &tess).await.holdings.items;
            let again = held.iter().find(|held| held.role == Role::Buyer).unwrap().id;
            end_role(market, &tess, &key(), EndRole { holding: again, last_day }).await.unwrap();
        }
    }

    async fn a_partnership_brings_in_trusts_of_its_own_members_only(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        register(market, "5001,Tidewater Trust").await;
        let seen = async |actor: &Actor| {
            let viewer = Viewer::Actor(Box::new(actor.clone()));
            trust_page(market, &viewer, "5001").await.unwrap().brings_in
        };
        assert_eq!(seen(&world.staff).await, BringsIn::Yes);
        assert_eq!(seen(&world.head).await, BringsIn::No);
        let unknown = BringInTrust { uid: "4711".to_owned(), ..tidewater() };
        let unknown = bring_in_trust(market, &world.staff, &key(), unknown).await;
        assert_eq!(unknown.unwrap_err(), Failure::NotFound);
        let elsewhere = world.sql.organisation("partnership", "Elsewhere", None).await;
        world.sql.run(
            "INSERT INTO partnership (organisation_id, model, legal_shape, invoice_prefix, \
             payment_terms_days, version) VALUES ($1, 'traded_only', 'company', 'ELSE', 30, 1)",
            [elsewhere.uuid().into()],
        ).await;
        world.sql.run(
            "UPDATE membership SET partnership_id = $1 WHERE organisation_id = $2",
            [elsewhere.uuid().into(), world.other_school.uuid().into()],
        ).await;
        assert_eq!(seen(&world.staff).await, BringsIn::Elsewhere);
        let refused = bring_in_trust(market, &world.staff, &key(), tidewater()).await;
        assert_eq!(refused.unwrap_err(), Failure::Refused(Refusal::TrustElsewhere));
        let operator = crate::people::operator(&bed).await;
        bring_in_trust(market, &operator, &key(), tidewater()).await.unwrap();
        come_in(&bed, TESS).await;
        let twice = bring_in_trust(market, &operator, &key(), tidewater()).await;
        assert_eq!(twice.unwrap_err(), Failure::field("email", Problem::AlreadyThere));
    }
}
