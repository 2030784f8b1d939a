//! Who sits on a committee, from when to when: one chair at a time, and nothing is lost.

use domain::access::Role;
use domain::group::{GroupKind, Office, TypedGroupSeat};
use domain::id::{GroupSeatId, OrganisationId};
use domain::{Failure, Problem};
use market::audit::{self, TrailAsked};
use market::group::{
    AddGroup, EndGroup, EndGroupSeat, EnterGroupSeat, GroupSeat, MemberSought, add_group,
    end_group, end_group_seat, enter_group_seat, group, groups, own_seats,
};
use market::{Actor, Market, person, purge};
use testbed::tables::Onlooker;
use testbed::{Bed, on_both};

use crate::order::world::key;
use crate::partnership::world::{everybody, founded, other_partnership};
use crate::people::actor;

const EMAIL: &str = "head@lark.example";

fn named(name: &str, office: &str, from: &str) -> TypedGroupSeat {
    TypedGroupSeat {
        name: name.to_owned(),
        office: office.to_owned(),
        from: from.to_owned(),
        ..TypedGroupSeat::default()
    }
}

fn of_head(office: &str) -> TypedGroupSeat {
    TypedGroupSeat { email: EMAIL.to_owned(), ..named("", office, "1 November 2026") }
}

/// A committee of a partnership, its director, and the head of a member school.
struct Setting {
    director: Actor,
    committee: OrganisationId,
    school: OrganisationId,
    head: Actor,
}

impl Setting {
    async fn of(bed: &Bed) -> Self {
        let market = &bed.market;
        let (_, director) = founded(bed).await;
        let school = everybody(bed, &director).await[1].organisation;
        let head = actor(bed, EMAIL, school, Role::Approver).await;
        let add = AddGroup { name: "Finance".to_owned(), kind: GroupKind::Committee, parent: None };
        let committee = add_group(market, &director, &key(), add).await.unwrap();
        Self { director, committee, school, head }
    }

    async fn enter(&self, market: &Market, typed: TypedGroupSeat) -> Result<GroupSeatId, Failure> {
        let command = EnterGroupSeat { group: self.committee, typed, key: key() };
        enter_group_seat(market, &self.director, command).await
    }

    async fn end(
        &self,
        market: &Market,
        seat: GroupSeatId,
        ends_on: &str,
        mistaken: bool,
    ) -> Result<(), Failure> {
        let (group, ends_on) = (self.committee, ends_on.to_owned());
        let command = EndGroupSeat { group, seat, ends_on, mistaken };
        end_group_seat(market, &self.director, command).await
    }

    async fn seats(&self, market: &Market) -> Vec<GroupSeat> {
        let sought = MemberSought::default();
        group(market, &self.director, self.committee, &sought).await.unwrap().seats
    }
}

fn told(seats: &[GroupSeat]) -> Vec<(&str, Office)> {
    seats.iter().map(|seat| (seat.name.as_str(), seat.office)).collect()
}

on_both! {
    async fn the_chair_comes_first_and_whoever_has_an_account_sits_for_their_school(bed) {
        let market = &bed.market;
        let at = Setting::of(&bed).await;
        at.enter(market, named("Wren Castle", "clerk", "22 November 2026")).await.unwrap();
        let twice = EnterGroupSeat { group: at.committee, typed: of_head("chair"), key: key() };
        let first = enter_group_seat(market, &at.director, twice.clone()).await.unwrap();
        assert_eq!(enter_group_seat(market, &at.director, twice).await.unwrap(), first);
        let seats = at.seats(market).await;
        let name = at.head.name().to_owned();
        assert_eq!(told(&seats), [(name.as_str(), Office::Chair), ("Wren Castle", Office::Clerk)]);
        assert_eq!(seats[0].organisation.as_deref(), Some("Lark Lane Primary School"));
        assert_eq!(seats[1].organisation, None);
        let tree = groups(market, &at.director).await.unwrap();
        assert_eq!((tree[0].members, tree[0].people), (0, 2));
        let own = own_seats(market, &at.head).await.unwrap();
        assert_eq!((own[0].group.as_str(), own[0].office), ("Finance", Office::Chair));
        let data = person::my_data(market, &at.head).await.unwrap();
        assert_eq!((data.seats[0].body.as_str(), data.seats[0].office.as_str()), ("Finance", "chair"));
        assert_eq!(own_seats(market, &at.director).await.unwrap(), []);
        let trail = audit::view_trail(market, &at.director, TrailAsked::default()).await.unwrap();
        let entered = trail.entries.items.iter().filter(|one| one.action == "enter_group_seat");
        let whom: Vec<&str> = entered.map(|one| trail.things[&one.subject].name.as_str()).collect();
        assert_eq!(whom, [name.as_str(), "Wren Castle"], "the trail says who, the last first");
    }

    async fn one_chair_at_a_time_and_the_day_of_the_change_is_both_s(bed) {
        let market = &bed.market;
        let at = Setting::of(&bed).await;
        let first = at.enter(market, of_head("chair")).await.unwrap();
        let next = || named("Ivo Lanyon", "chair", "20 November 2026");
        let second = at.enter(market, next()).await;
        let (by, since) = (at.head.name().to_owned(), "2026-11-01".parse().unwrap());
        let taken = Problem::ChairTaken { by, since };
        assert_eq!(second, Err(Failure::field("office", taken)));
        at.enter(market, named("Ivo Lanyon", "vice_chair", "20 November 2026")).await.unwrap();
        at.end(market, first, "21 November 2026", false).await.unwrap();
        let earliest = "2026-11-21".parse().unwrap();
        let early = at.enter(market, next()).await;
        assert_eq!(early, Err(Failure::field("starts_on", Problem::TooEarly { earliest })));
        at.enter(market, named("Ivo Lanyon", "chair", "21 November 2026")).await.unwrap();
        let again = at.end(market, first, "22 November 2026", false).await;
        assert_eq!(again, Err(Failure::ChangedMeanwhile));
        let seats = at.seats(market).await;
        assert_eq!(seats.len(), 3, "who was in the chair stays known");
        assert_eq!(seats[2].ends_on, Some(earliest));
    }

    async fn two_chairs_entered_at_once_become_one(bed) {
        let market = &bed.market;
        let at = Setting::of(&bed).await;
        let from = "22 November 2026";
        let (one, other) = tokio::join!(
            at.enter(market, named("Wren Castle", "chair", from)),
            at.enter(market, named("Ivo Lanyon", "chair", from)),
        );
        let since = "2026-11-22".parse().unwrap();
        let refused = |by: &str| {
            let by = by.to_owned();
            Err(Failure::field("office", Problem::ChairTaken { by, since }))
        };
        let first_won = one.is_ok() && other == refused("Wren Castle");
        assert!(first_won || (other.is_ok() && one == refused("Ivo Lanyon")));
        assert_eq!(at.seats(market).await.len(), 1);
    }

    async fn what_was_entered_by_mistake_never_was_and_bars_nobody(bed) {
        let market = &bed.market;
        let at = Setting::of(&bed).await;
        let wrong = at.enter(market, named("Wren Castle", "chair", "1 November 2026")).await.unwrap();
        at.end(market, wrong, "", true).await.unwrap();
        at.enter(market, of_head("chair")).await.unwrap();
        let seats = at.seats(market).await;
        assert_eq!((seats.len(), seats[1].never_sat(), seats[0].never_sat()), (2, true, false));
    }

    async fn what_a_committee_refuses(bed) {
        let market = &bed.market;
        let at = Setting::of(&bed).await;
        let other = other_partnership(&bed, "303").await;
        let elsewhere = other.acting_for().unwrap().organisation;
        let stranger = TypedGroupSeat {
            email: other.email().unwrap().to_owned(),
            ..named("", "member", "1 November 2026")
        };
        let stranger = at.enter(market, stranger).await;
        assert_eq!(stranger, Err(Failure::field("email", Problem::NoAccountHere)));
        let for_other = TypedGroupSeat {
            organisation: elsewhere.to_string(),
            ..named("Wren Castle", "member", "1 November 2026")
        };
        let for_other = at.enter(market, for_other).await;
        assert_eq!(for_other, Err(Failure::field("organisation", Problem::NotAChoice)));
        let to_come = at.enter(market, named("Wren Castle", "member", "23 November 2027")).await;
        assert_eq!(to_come, Err(Failure::field("starts_on", Problem::InTheFuture)));
        let seat = at.enter(market, of_head("member")).await.unwrap();
        let twice = at.enter(market, of_head("clerk")).await;
        assert_eq!(twice, Err(Failure::field("email", Problem::SitsAlready)));
        let early = at.end(market, seat, "31 October 2026", false).await;
        assert_eq!(early, Err(Failure::field("ends_on", Problem::BeforeStart)));
        let theirs = EndGroupSeat {
            group: at.committee,
            seat,
            ends_on: "22 November 2026".to_owned(),
            mistaken: false,
        };
        let theirs = end_group_seat(market, &other, theirs).await;
        assert_eq!(theirs, Err(Failure::NotFound));
        end_group(market, &at.director, EndGroup { group: at.committee, version: 1 }).await.unwrap();
        assert_eq!(own_seats(market, &at.head).await.unwrap(), [], "it ended with the group");
    }

    async fn whoever_is_erased_leaves_and_names_without_an_account_go_after_six_years(bed) {
        let market = &bed.market;
        let at = Setting::of(&bed).await;
        actor(&bed, "other.head@lark.example", at.school, Role::Approver).await;
        at.enter(market, of_head("chair")).await.unwrap();
        let clerk = at.enter(market, named("Wren Castle", "clerk", "1 November 2026")).await.unwrap();
        let sits = at.enter(market, named("Ivo Lanyon", "member", "1 November 2026")).await.unwrap();
        at.end(market, clerk, "20 November 2026", false).await.unwrap();
        person::erase(market, EMAIL).await.unwrap();
        let seats = at.seats(market).await;
        assert_eq!((seats[0].id, seats.len()), (sits, 3));
        let gone: Vec<&str> = seats[1..].iter().map(|seat| seat.name.as_str()).collect();
        assert_eq!(gone, ["Somebody who has left", "Wren Castle"]);
        purge::plan(market).await.unwrap();
        bed.clock.set(testbed::instant("2032-11-23T03:00:00Z"));
        bed.run_jobs().await;
        let everything = format!("{:?}", Onlooker::of(&bed).await.look().await);
        assert!(!everything.contains("Wren Castle"), "neither beside the trail");
        assert!(everything.contains("Ivo Lanyon"), "who sits there is named");
        assert_eq!(audit::verify(market, at.director.acting_for().map(|own| own.organisation), None).await.unwrap(), None);
    }
}
