//! Members of a partnership and their levels.

use chrono::NaiveDate;
use domain::access::Role;
use domain::partnership::{MemberRights, SizeBand, TierRule};
use domain::text::Urn;
use domain::{Failure, Net, Pence, Problem};
use market::db::PageAsked;
use market::partnership::{
    ChangeTier, EndMembership, InviteOutcome, InviteSchools, Letter, MemberFilter, MemberTime,
    MoveMember, SpellEnd, add_tier, change_tier, end_membership, invite_schools, member, members,
    membership_history, move_member, tiers,
};
use market::school::{RecordPupils, import_register, record_pupils};
use testbed::{instant, on_both};

use super::world::{everybody, founded, level, other_partnership, paste, urn};
use crate::people::sign_in;
use crate::rows::count;
use InviteOutcome as O;

on_both! {
    async fn pasted_numbers_are_told_line_by_line_and_pasting_again_changes_nothing(bed) {
        let (_, director) = founded(&bed).await;
        let tier = tiers(&bed.market, &director).await.unwrap()[1].id;
        let text = "900005; 900001\n900004 Weir\n999999\nBrook School, N22\n";
        let outcomes = |results: Vec<market::partnership::InviteResult>| -> Vec<InviteOutcome> {
            results.into_iter().map(|result| result.outcome).collect()
        };
        let first = invite_schools(&bed.market, &director, paste(tier, text)).await.unwrap();
        assert_eq!(outcomes(first), [O::Invited, O::AlreadyMember, O::Closed, O::UnknownUrn, O::NoUrn]);
        let second = invite_schools(&bed.market, &director, paste(tier, text)).await.unwrap();
        assert_eq!(outcomes(second), [O::AlreadyMember, O::AlreadyMember, O::Closed, O::UnknownUrn, O::NoUrn]);
        assert_eq!(everybody(&bed, &director).await.len(), 4);
    }

    async fn an_address_with_a_slip_is_told_by_its_line_and_a_name_is_no_slip(bed) {
        let (_, director) = founded(&bed).await;
        let tier = tiers(&bed.market, &director).await.unwrap()[1].id;
        let text = "900005 bad-email\n900001 head@lark\n900004\n900003 Hill Rise Academy, Enfield";
        let told = invite_schools(&bed.market, &director, paste(tier, text)).await.unwrap();
        let letters: Vec<(&str, Letter)> =
            told.iter().map(|one| (one.line.as_str(), one.letter)).collect();
        assert_eq!(letters, [
            ("900005 bad-email", Letter::NotAnAddress),
            ("900001 head@lark", Letter::NotAnAddress),
            ("900004", Letter::NoAddress),
            ("900003 Hill Rise Academy, Enfield", Letter::NoAddress),
        ]);
    }

    async fn a_level_changes_from_a_day_on_and_keeps_its_past(bed) {
        let (_, director) = founded(&bed).await;
        let full = tiers(&bed.market, &director).await.unwrap().remove(0);
        assert_eq!(full.members, 3);
        let change = ChangeTier {
            tier: full.id,
            version: full.version,
            rule: TierRule::PerPupil { each: Pence::pounds(21) },
            includes: "More".to_owned(),
            from: "2027-04-01".parse().unwrap(),
        };
        change_tier(&bed.market, &director, change.clone()).await.unwrap();
        let again = change_tier(&bed.market, &director, change.clone()).await;
        assert_eq!(again.unwrap_err(), Failure::field("from", Problem::BeforeStart));
        let past = ChangeTier { from: "2026-01-01".parse().unwrap(), ..change };
        let past = change_tier(&bed.market, &director, past).await;
        assert_eq!(past.unwrap_err(), Failure::field("from", Problem::InThePast));
        let lark = |all: Vec<market::partnership::Member>| all[1].yearly.clone().unwrap().amount;
        assert_eq!(lark(everybody(&bed, &director).await), Net(Pence::pounds(7_828)));
        bed.clock.set(instant("2027-04-01T09:00:00Z"));
        let director = sign_in(&bed.market, "director@hep.example").await;
        assert_eq!(lark(everybody(&bed, &director).await), Net(Pence::pounds(8_652)));
        let full = tiers(&bed.market, &director).await.unwrap().remove(0);
        assert_eq!((full.members, full.level.includes.as_str()), (3, "More"), "members stay on the level");
    }

    async fn a_membership_moves_and_ends_by_dates(bed) {
        let (_, director) = founded(&bed).await;
        let associate = tiers(&bed.market, &director).await.unwrap()[1].id;
        let first = everybody(&bed, &director).await[1].membership;
        let change = MoveMember { membership: first, tier: associate, from: "2027-04-01".parse().unwrap() };
        let second = move_member(&bed.market, &director, change).await.unwrap();
        assert_ne!(first, second);
        let before = member(&bed.market, &director, first).await.unwrap();
        assert_eq!(before.ends_on, "2027-03-31".parse().ok());
        let end = EndMembership { membership: second, ends_on: "2027-03-01".parse().unwrap() };
        let early = end_membership(&bed.market, &director, end).await;
        assert_eq!(early.unwrap_err(), Failure::field("ends_on", Problem::BeforeStart));
        let end = EndMembership { membership: second, ends_on: "2027-08-31".parse().unwrap() };
        end_membership(&bed.market, &director, end).await.unwrap();
        let twice = end_membership(&bed.market, &director, end).await;
        assert_eq!(twice.unwrap_err(), Failure::ChangedMeanwhile);
        assert_eq!(count(&bed, "SELECT COUNT(*) FROM membership", []).await, 4);
        bed.clock.set(instant("2027-09-01T09:00:00Z"));
        let director = sign_in(&bed.market, "director@hep.example").await;
        assert_eq!(everybody(&bed, &director).await.len(), 2);
    }

    async fn whoever_has_left_is_found_among_the_former_with_what_they_were(bed) {
        let (_, director) = founded(&bed).await;
        let associate = tiers(&bed.market, &director).await.unwrap()[1].id;
        let lark = everybody(&bed, &director).await[1].clone();
        let change = MoveMember {
            membership: lark.membership,
            tier: associate,
            from: "2027-04-01".parse().unwrap(),
        };
        let second = move_member(&bed.market, &director, change).await.unwrap();
        let end = EndMembership { membership: second, ends_on: "2027-08-31".parse().unwrap() };
        end_membership(&bed.market, &director, end).await.unwrap();
        bed.clock.set(instant("2027-09-01T09:00:00Z"));
        let director = sign_in(&bed.market, "director@hep.example").await;
        let market = &bed.market;
        let names = async |time: MemberTime| {
            let filter = MemberFilter { time, ..MemberFilter::default() };
            let found = members(market, &director, &filter, &PageAsked::default()).await.unwrap();
            found.items.into_iter().map(|one| (one.name, one.has_ended)).collect::<Vec<_>>()
        };
        assert_eq!(names(MemberTime::Former).await, [(lark.name.clone(), true)], "once, not twice");
        assert_eq!(names(MemberTime::Current).await.len(), 2);
        let all = names(MemberTime::All).await;
        assert_eq!((all.len(), all[1].clone()), (3, (lark.name.clone(), true)));
        let page = member(market, &director, second).await.unwrap();
        assert!(page.has_ended && !page.is_closed);
        let spells = membership_history(market, &director, second).await.unwrap();
        let told: Vec<(NaiveDate, Option<SpellEnd>)> =
            spells.into_iter().map(|spell| (spell.starts_on, spell.why)).collect();
        assert_eq!(told, [
            ("2027-04-01".parse().unwrap(), Some(SpellEnd::Left)),
            (lark.starts_on, Some(SpellEnd::WentOn(page.tier.clone()))),
        ]);
        let register = "URN,LA (code),LA (name),EstablishmentName,TypeOfEstablishment (code),\
            EstablishmentStatus (code),CloseDate,PhaseOfEducation (code),Town,Postcode\n\
            900003,309,Haringey,Hill Rise Academy,34,2,31-08-2027,2,London,N8 7AA\n";
        import_register(market, register.as_bytes(), &|_| ()).await.unwrap();
        let now = everybody(&bed, &director).await;
        let closed: Vec<&str> =
            now.iter().filter(|one| one.is_closed).filter_map(|one| one.urn.as_ref()).map(Urn::as_str).collect();
        assert_eq!(closed, ["900003"]);
        let rejoin = InviteSchools { starts_on: market.today(), ..paste(associate, "900001") };
        invite_schools(market, &director, rejoin).await.unwrap();
        assert!(names(MemberTime::Former).await.is_empty(), "one who came back is a member");
        assert_eq!(names(MemberTime::All).await.len(), 3);
    }

    async fn what_a_membership_was_is_never_changed_afterwards(bed) {
        let (_, director) = founded(&bed).await;
        let associate = tiers(&bed.market, &director).await.unwrap()[1].id;
        let membership = everybody(&bed, &director).await[1].membership;
        let first_day = member(&bed.market, &director, membership).await.unwrap().starts_on;
        bed.clock.set(instant("2027-09-01T09:00:00Z"));
        let director = sign_in(&bed.market, "director@hep.example").await;
        let change = MoveMember { membership, tier: associate, from: first_day };
        let moved = move_member(&bed.market, &director, change).await;
        assert_eq!(moved.unwrap_err(), Failure::field("from", Problem::InThePast));
        let end = EndMembership { membership, ends_on: "2027-08-31".parse().unwrap() };
        let ended = end_membership(&bed.market, &director, end).await;
        assert_eq!(ended.unwrap_err(), Failure::field("ends_on", Problem::InThePast));
    }

    async fn a_partnership_offers_only_what_a_school_can_be_asked_for(bed) {
        let (_, director) = founded(&bed).await;
        let level = tiers(&bed.market, &director).await.unwrap().remove(0);
        for role in [Role::Operator, Role::Director, Role::Finance] {
            let invite = InviteSchools { role, ..paste(level.id, "900004") };
            let refused = invite_schools(&bed.market, &director, invite).await;
            assert_eq!(refused.unwrap_err(), Failure::field("role", Problem::NotAChoice));
        }
    }

    async fn what_belongs_to_another_partnership_is_not_found(bed) {
        let (_, director) = founded(&bed).await;
        let other = other_partnership(&bed, "303").await;
        let membership = everybody(&bed, &director).await[0].membership;
        let level = tiers(&bed.market, &director).await.unwrap().remove(0);
        assert!(everybody(&bed, &other).await.is_empty());
        let not_found = Failure::NotFound;
        let end = EndMembership { membership, ends_on: "2027-08-31".parse().unwrap() };
        assert_eq!(end_membership(&bed.market, &other, end).await.unwrap_err(), not_found);
        assert_eq!(member(&bed.market, &other, membership).await.unwrap_err(), not_found);
        let change = MoveMember { membership, tier: level.id, from: "2027-04-01".parse().unwrap() };
        assert_eq!(move_member(&bed.market, &other, change).await.unwrap_err(), not_found);
        let taken = paste(level.id, "900005");
        assert_eq!(invite_schools(&bed.market, &other, taken).await.unwrap_err(), not_found);
        let change = ChangeTier {
            tier: level.id,
            version: 1,
            rule: TierRule::Flat { amount: Pence::ZERO },
            includes: String::new(),
            from: "2027-04-01".parse().unwrap(),
        };
        assert_eq!(change_tier(&bed.market, &other, change).await.unwrap_err(), not_found);
        let record = RecordPupils::read(urn("900001"), ["1", "1/10/2026", "Guess", ""], bed.market.today()).unwrap();
        assert_eq!(record_pupils(&bed.market, &other, record).await.unwrap_err(), not_found);
    }

    async fn a_banded_subscription_prices_each_school_by_its_size(bed) {
        let (_, director) = founded(&bed).await;
        let bands = [(0, 400), (421, 900), (1_001, 1_500)];
        let band = |(from_pupils, pounds)| SizeBand { from_pupils, amount: Pence::pounds(pounds) };
        let rule = TierRule::SizeBands { bands: bands.into_iter().map(band).collect() };
        let tier = add_tier(&bed.market, &director, level("By size", MemberRights::Full, rule.clone())).await.unwrap();
        let twice = add_tier(&bed.market, &director, level("by SIZE", MemberRights::Full, rule)).await;
        assert_eq!(twice.unwrap_err(), Failure::field("name", Problem::AlreadyUsed));
        for membership in everybody(&bed, &director).await {
            let change = MoveMember { membership: membership.membership, tier, from: bed.market.today() };
            move_member(&bed.market, &director, change).await.unwrap();
        }
        let filter = MemberFilter {
            tier: Some("By size".to_owned()),
            words: "lark".to_owned(),
            ..MemberFilter::default()
        };
        let found = members(&bed.market, &director, &filter, &PageAsked::default()).await.unwrap();
        assert_eq!(found.items.len(), 1);
        assert_eq!(found.items[0].yearly.clone().unwrap().amount, Net(Pence::pounds(400)));
        assert_eq!(everybody(&bed, &director).await[2].yearly.clone().unwrap().amount, Net(Pence::pounds(1_500)));
    }
}
