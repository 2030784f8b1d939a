//! The small partnerships beside the tour's: each is what it is there for.

use std::collections::BTreeSet;

use domain::Pence;
use domain::access::Role;
use domain::group::Office;
use domain::order::Fate;
use domain::organisation::OrganisationKind;
use domain::partnership::TierRule;
use domain::price::Unit;
use market::db::PageAsked;
use market::group::{MemberSought, group, groups};
use market::home::school_home;
use market::partnership::tiers;
use market::people::people;
use market::school::{SuccessionPage, succession};
use market::service::{Browse, list_services, offering};
use market::{Market, Viewer};

use crate::world::{Tour, members_of};

/// What each director and business manager has of their own.
pub async fn everybody_sees_what_is_theirs(market: &Market, tour: &Tour) {
    let of = |wanted: Role| tour.0.iter().filter(move |(role, _)| *role == wanted);
    let on_sale = async |actor: &market::Actor| {
        let viewer = Viewer::Actor(Box::new(actor.clone()));
        let found = list_services(market, &viewer, Browse::default()).await.unwrap();
        found.services.items.len()
    };
    assert_eq!(of(Role::Director).count(), 11);
    for (_, director) in of(Role::Director) {
        assert!(members_of(market, director).await.len() > 1);
        assert!(on_sale(director).await > 0, "{:?}", director.acting_for());
    }
    let schools = of(Role::Buyer)
        .filter(|(_, buyer)| buyer.acting_for().unwrap().kind == OrganisationKind::School);
    for (_, buyer) in schools {
        assert!(on_sale(buyer).await > 0, "{:?}", buyer.acting_for());
    }
}

/// What is free today costs something from a day to come (S9).
pub async fn a_free_membership_turns_into_a_paid_one(market: &Market, tour: &Tour) {
    let found = tiers(market, tour.is(Role::Director, "Tower Hamlets")).await.unwrap();
    let [free, paid] = found.as_slice() else { panic!("two rows: {found:?}") };
    assert_eq!(free.level.rule, TierRule::Flat { amount: Pence::ZERO });
    assert_eq!(paid.level.rule, TierRule::PerPupil { each: Pence::pounds(8) });
    assert!(paid.starts_on > market.today() && free.ends_on == paid.starts_on.pred_opt());
    assert_eq!((free.members, paid.members), (3, 3));
}

/// A school is in a trust and in a partnership, which lies in a quadrant of a county (S11).
pub async fn a_county_has_quadrants_and_a_school_belongs_twice(market: &Market, tour: &Tour) {
    let keeper = tour.is(Role::AssociationStaff, "association");
    let all = groups(market, keeper).await.unwrap();
    assert_eq!(all.iter().filter(|one| one.within == ["Essex"]).count(), 4);
    let quadrant = all.iter().find(|one| one.name == "Essex North East").unwrap();
    let page = group(market, keeper, quadrant.id, &MemberSought::default()).await.unwrap();
    assert!(format!("{page:?}").contains("Essex: one of its school partnerships"));
    let member = members_of(market, tour.is(Role::Director, "Essex")).await;
    let head = tour.0.iter().find(|(role, actor)| {
        let here = actor.acting_for().unwrap().organisation;
        *role == Role::Approver && member.iter().any(|one| one.organisation == here)
    });
    let through = people(market, &head.unwrap().1, &PageAsked::default()).await.unwrap().through;
    assert_eq!(through.len(), 1);
    assert!(through[0].agreed_on.is_some() && through[0].people.len() == 2);
}

/// Members are of every kind (S12), and of two areas, one without a number of pupils (S4).
pub async fn members_are_of_every_kind_and_of_two_areas(market: &Market, tour: &Tour) {
    let bexley = members_of(market, tour.is(Role::Director, "Bexley")).await;
    let phases: BTreeSet<_> = bexley.iter().map(|member| member.phase).collect();
    assert_eq!((bexley.len(), phases.len()), (17, 5));
    let haringey = members_of(market, tour.is(Role::Director, "Haringey")).await;
    let areas: BTreeSet<_> = haringey.iter().map(|member| member.area.clone()).collect();
    assert_eq!((haringey.len(), areas.len()), (6, 2));
    let unpriced = haringey.iter().filter(|member| member.yearly.is_err()).count();
    assert_eq!(unpriced, 1, "the college");
}

/// A school that gives (S14).
pub async fn a_school_gives(market: &Market, tour: &Tour) {
    let director = tour.is(Role::Director, "Lincolnshire");
    let members = members_of(market, director).await;
    let head = tour.0.iter().find(|(role, actor)| {
        let here = actor.acting_for().unwrap().organisation;
        *role == Role::Approver && members.iter().any(|one| one.organisation == here)
    });
    let own = offering(market, &head.unwrap().1).await.unwrap();
    assert_eq!(own.services.len(), 1);
    assert!(own.through.iter().all(|one| one.is_provider));
}

/// What is sold by the day can be booked: consultants (S4), support by other schools (S3) and peer
/// review (S14).
pub async fn what_is_sold_by_the_day_has_free_days(market: &Market, tour: &Tour) {
    for partnership in ["Ealing", "Haringey", "Lincolnshire"] {
        let director = tour.is(Role::Director, partnership);
        let viewer = Viewer::Actor(Box::new(director.clone()));
        let found = list_services(market, &viewer, Browse::default()).await.unwrap();
        let by_day = found.services.items.iter().filter(|one| one.unit == Unit::Day);
        let free: Vec<_> = by_day.map(|one| one.next_free).collect();
        assert!(!free.is_empty() && free.iter().all(Option::is_some), "{partnership}: {free:?}");
    }
}

/// Committees have people (S3, S12): a chair, and one who was in the chair before.
pub async fn committees_have_people(market: &Market, tour: &Tour) {
    for (partnership, chaired) in [("Ealing", 2), ("Bexley", 1)] {
        let director = tour.is(Role::Director, partnership);
        let mut chairs = 0;
        for one in groups(market, director).await.unwrap().iter().filter(|one| one.people > 0) {
            let page = group(market, director, one.id, &MemberSought::default()).await.unwrap();
            let led = page.seats.iter().filter(|seat| seat.office == Office::Chair);
            let (now, before): (Vec<_>, Vec<_>) = led.partition(|seat| seat.ends_on.is_none());
            assert_eq!((now.len(), before.len(), page.seats.len()), (1, 1, 5));
            chairs += 1;
        }
        assert_eq!(chairs, chaired, "{partnership}");
    }
}

/// A school that became an academy waits to be handed over, with an order that moves (S6).
pub async fn an_academy_waits_for_its_school(market: &Market, tour: &Tour) {
    let members = members_of(market, tour.is(Role::Director, "Lewisham")).await;
    let head = tour.0.iter().find(|(role, actor)| {
        let here = actor.acting_for().unwrap().organisation;
        *role == Role::Approver && members.iter().any(|one| one.organisation == here)
    });
    let head = &head.unwrap().1;
    let closing = school_home(market, head).await.unwrap().closing.unwrap();
    assert!(!closing.done);
    let SuccessionPage::Waits(page) = succession(market, head, &closing.urn, None).await.unwrap()
    else {
        panic!("it is handed over")
    };
    assert_eq!(page.may, Ok(()));
    assert!(page.orders.iter().any(|order| order.fate == Fate::Moves), "{:?}", page.orders);
}
