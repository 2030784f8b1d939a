//! A school that leaves its trust: what was open is shown, and an approver of the school keeps or
//! cancels each order.

use domain::access::{Action, Role};
use domain::delegation::Away;
use domain::order::OrderState;
use domain::text::Urn;
use domain::{Failure, Refusal};
use market::audit::{TrailAsked, view_trail};
use market::delegation::{NameDeputy, name_deputy};
use market::home::school_home;
use market::mail::About;
use market::order::{self, OrdersAsked, Placed};
use market::school::{import_register, school_page};
use market::trust::{ChooseOrders, Chosen, LeftTrust, choose_orders, left_trust};
use market::{Actor, Market, Viewer};
use testbed::{Bed, instant, on_both};

use crate::order::world::{TUESDAY, World, day, key, person};
use crate::people::sign_in_for;
use crate::trust::{BO, TESS, agrees, brought_in, lets_act, through};

const HILL: &str = "100101";
/// Before the school leaves: two days that the trust's buyer may not order alone.
const LATER: [&str; 2] = ["2026-12-14", "2026-12-15"];

fn urn(text: &str) -> Urn {
    Urn::parse(text).unwrap()
}

/// Hill Rise in another trust, by the register.
async fn hill_moves(market: &Market, to: &str) {
    let file = format!(
        "URN,LA (code),LA (name),EstablishmentName,EstablishmentStatus (code),Trusts (code),\
         Trusts (name)\n100101,309,Haringey,Hill Rise Primary,1,{to}\n"
    );
    import_register(market, file.as_bytes(), &|_| ()).await.unwrap();
}

/// What the trust and the school had open when the school left.
struct Left {
    world: World,
    tess: Actor,
    /// Placed by the trust's buyer.
    placed: Placed,
    /// By them as well; waits for approval.
    waits: Placed,
    /// The school's own, waiting for an approver of the trust or of its own.
    own_waits: Placed,
}

async fn left(bed: &Bed) -> Left {
    let world = World::of(bed).await;
    let market = &bed.market;
    let (trust, tess) = brought_in(bed, &world).await;
    agrees(market, &world.head, true).await;
    person(bed, trust, Role::Buyer, "Bo Lind", Some(30_000)).await;
    lets_act(market, &tess, Role::Buyer).await;
    let bo = through(market, BO, world.school, trust).await.unwrap();
    let placed = world.book(market, &bo, &[TUESDAY]).await.unwrap();
    let waits = world.book(market, &bo, &LATER).await.unwrap();
    let own = world.book(market, &world.buyer, &["2026-12-07"]).await.unwrap();
    let own_waits = world.book(market, &world.buyer, &["2027-01-12", "2027-01-19"]).await.unwrap();
    assert!(!placed.needs_approval && waits.needs_approval);
    assert!(!own.needs_approval && own_waits.needs_approval);
    bed.run_jobs().await;
    bed.clock.set(instant("2026-11-25T09:00:00Z"));
    hill_moves(market, "5002,Lamplight Trust").await;
    Left { world, tess, placed, waits, own_waits }
}

impl Left {
    async fn page(&self, market: &Market) -> LeftTrust {
        left_trust(market, &self.world.head, &urn(HILL)).await.unwrap()
    }

    async fn keeping(&self, market: &Market, keep: &[&Placed]) -> ChooseOrders {
        let seen = self.page(market).await.seen;
        let keep = keep.iter().map(|placed| placed.order).collect();
        ChooseOrders { urn: urn(HILL), keep, seen, key: key() }
    }

    async fn state(&self, market: &Market, placed: &Placed) -> OrderState {
        order::view_order(market, &self.world.head, placed.order).await.unwrap().state
    }
}

fn told(bed: &Bed, about: impl Fn(&About) -> bool) -> Vec<String> {
    let letters = bed.letters.all();
    let mut to: Vec<String> =
        letters.iter().filter(|letter| about(&letter.about)).map(|one| one.to.clone()).collect();
    to.sort();
    to
}

on_both! {
    async fn what_the_trust_ordered_or_had_to_approve_is_shown_and_all_are_told(bed) {
        let at = Box::pin(left(&bed)).await;
        let market = &bed.market;
        let page = at.page(market).await;
        assert_eq!(page.former.name, "Tidewater Trust");
        assert_eq!(page.former.until, day("2026-11-24"));
        assert_eq!(page.now, Some(("Lamplight Trust".to_owned(), None)));
        let shown: Vec<_> = page.orders.iter().map(|one| (one.open.id, one.bound.clone())).collect();
        let all = [&at.placed, &at.waits, &at.own_waits].map(|placed| (placed.order, None));
        assert_eq!(shown, all, "and not what the school placed itself");
        let home = school_home(market, &at.world.head).await.unwrap();
        assert_eq!(home.left.map(|left| left.orders), Some(3));
        let viewer = Viewer::Actor(Box::new(at.world.head.clone()));
        let own = school_page(market, &viewer, &urn(HILL)).await.unwrap();
        assert_eq!(own.left.len(), 1, "history stays");
        assert!(school_page(market, &Viewer::Visitor, &urn(HILL)).await.unwrap().left.is_empty());

        bed.run_jobs().await;
        let told = told(&bed, |about| matches!(about, About::SchoolLeftTrust { orders: Some(3), .. }));
        let everybody = ["amina.rahman@pool.example", BO, "grace.adeyemi@pool.example"];
        for one in everybody.into_iter().chain([TESS]) {
            assert_eq!(told.iter().filter(|to| *to == one).count(), 1, "{one}: {told:?}");
        }
    }

    async fn what_is_kept_goes_on_and_the_rest_is_cancelled_once(bed) {
        let at = Box::pin(left(&bed)).await;
        let market = &bed.market;
        let keep = at.keeping(market, &[&at.own_waits]).await;
        bed.run_jobs().await;
        let asked = |about: &About| matches!(about, About::ApprovalNeeded(_));
        let before = told(&bed, asked).len();
        choose_orders(market, &at.world.head, keep.clone()).await.unwrap();
        choose_orders(market, &at.world.head, keep.clone()).await.unwrap();
        bed.run_jobs().await;
        assert_eq!(told(&bed, asked)[before..].len(), 1, "the head alone is asked again");
        let cancelled = told(&bed, |about| matches!(about, About::BookingCancelled(_)));
        assert_eq!(cancelled.len(), 1, "whoever delivers what was binding");
        let chosen = told(&bed, |about| matches!(about, About::OrdersChosen { kept: 1, cancelled: 2, .. }));
        assert!(chosen.iter().any(|to| to == TESS) && chosen.iter().any(|to| to.starts_with("grace")));
        for (placed, state) in [
            (&at.placed, OrderState::Cancelled),
            (&at.waits, OrderState::Cancelled),
            (&at.own_waits, OrderState::AwaitingApproval),
        ] {
            assert_eq!(at.state(market, placed).await, state);
        }
        let page = at.page(market).await;
        assert!(page.orders.is_empty() && page.former.chosen.is_some());
        let fates: Vec<Chosen> = page.chosen.iter().map(|(_, _, chosen)| *chosen).collect();
        assert_eq!(fates, [Chosen::Cancelled, Chosen::Cancelled, Chosen::Kept]);
        assert_eq!(school_home(market, &at.world.head).await.unwrap().left, None);
        let again = ChooseOrders { key: key(), ..keep };
        assert_eq!(choose_orders(market, &at.world.head, again).await, Err(Refusal::NotAsShown.into()));
        for reader in [&at.world.head, &at.tess] {
            let trail = view_trail(market, reader, TrailAsked::default()).await.unwrap();
            assert!(trail.entries.items.iter().any(|entry| entry.action == "choose_orders"));
        }
        let chain = Some(at.world.partnership);
        assert_eq!(market::audit::verify(market, chain, None).await.unwrap(), None);
        // Its days are free again.
        at.world.book(market, &at.world.other_buyer, &[TUESDAY]).await.unwrap();
    }

    async fn what_can_no_longer_be_cancelled_stays_whatever_is_chosen(bed) {
        let at = Box::pin(left(&bed)).await;
        let market = &bed.market;
        bed.clock.set(instant("2026-12-07T09:00:00Z"));
        let page = at.page(market).await;
        let late = page.orders.iter().find(|one| one.open.id == at.placed.order).unwrap();
        assert!(matches!(late.bound, Some(Refusal::TooLateToCancel { .. })), "{late:?}");
        let none = at.keeping(market, &[]).await;
        choose_orders(market, &at.world.head, none).await.unwrap();
        assert_eq!(at.state(market, &at.placed).await, OrderState::Placed);
    }

    async fn nobody_else_chooses_and_nothing_but_what_was_shown(bed) {
        let at = Box::pin(left(&bed)).await;
        let market = &bed.market;
        let keep = at.keeping(market, &[&at.placed]).await;
        let world = &at.world;
        let buyer = left_trust(market, &world.buyer, &urn(HILL)).await.unwrap();
        assert!(!buyer.approves);
        let refused = choose_orders(market, &world.buyer, keep.clone()).await;
        assert_eq!(refused, Err(Failure::NotAllowed));
        let days = Away { first_on: day("2026-11-25"), last_on: day("2026-11-26") };
        let named = NameDeputy { deputy: Some(world.buyer.person()), away: days, limit: None };
        name_deputy(market, &world.head, &key(), named).await.unwrap();
        let deputy = sign_in_for(market, "amina.rahman@pool.example", world.school).await;
        assert!(deputy.can(Action::ApproveOrder), "of what others ask for");
        assert!(!left_trust(market, &deputy, &urn(HILL)).await.unwrap().approves);
        assert_eq!(choose_orders(market, &deputy, keep.clone()).await, Err(Failure::NotAllowed));
        let trust = at.page(market).await.former.organisation;
        let tess = sign_in_for(market, TESS, trust).await;
        for stranger in [&tess, &world.other_buyer] {
            let seen = left_trust(market, stranger, &urn(HILL)).await.map(|_| ());
            assert!(matches!(seen, Err(Failure::NotFound | Failure::NotAllowed)), "{seen:?}");
            assert!(choose_orders(market, stranger, keep.clone()).await.is_err());
        }
        let unknown = left_trust(market, &world.other_buyer, &urn("100102")).await;
        assert_eq!(unknown.unwrap_err(), Refusal::LeftNoTrust.into());
        let theirs = world.book(market, &world.other_buyer, &["2026-12-15"]).await.unwrap();
        let other = ChooseOrders { keep: vec![theirs.order], key: key(), ..keep.clone() };
        assert_eq!(choose_orders(market, &world.head, other).await, Err(Failure::NotFound));
        order::cancel_order(market, &world.buyer, order::CancelOrder {
            order: at.waits.order,
            line: None, agreed_charge: domain::Pence::ZERO,
            key: key(),
        })
        .await
        .unwrap();
        assert_eq!(choose_orders(market, &world.head, keep).await, Err(Refusal::NotAsShown.into()));
        let left = order::orders(market, &world.head, OrdersAsked::default()).await.unwrap().1;
        assert!(left.items.iter().any(|one| one.id == at.placed.order));
    }
}
