//! Sharing between schools: nothing binds before all agree, nobody pays more than they agreed to, and
//! statements come to the cost to the penny.

use std::sync::Arc;

use domain::access::Role;
use domain::id::{OrganisationId, SharingId};
use domain::sharing::{
    SharerState, SharingReach, SharingRefusal, SharingStage, SharingState, TypedSharing, spell_net,
};
use domain::{Failure, Net, Pence, Problem, Refusal};
use market::db::PageAsked;
use market::delegation::name_deputy;
use market::home::{Waits, waiting};
use market::mail::{About, SharingNews};
use market::sharing::{
    AgreeSharing, AskSharers, DeclineSharing, EndSharing, JoinSharing, ProposeSharing,
    WithdrawSharing, agree_sharing, ask_sharers, decline_sharing, end_sharing, join_sharing,
    leave_sharing, propose_sharing, sharing_choices, sharing_statement, sharings, view_sharing,
    withdraw_sharing,
};
use market::{Actor, Market};
use testbed::{Bed, instant, on_both};
use tokio::task::JoinSet;

use crate::delegation::{above, again, lay_down, named};
use crate::order::world::{World, key, person};

/// Three schools with somebody who approves for each.
pub struct Three {
    pub world: World,
    pub heads: [Actor; 3],
    pub schools: [OrganisationId; 3],
}

impl Three {
    pub async fn of(bed: &Bed) -> Self {
        let world = World::of(bed).await;
        let third = world.buyer_of_another(bed, 3).await;
        let third = third.acting_for().unwrap().organisation;
        let schools = [world.school, world.other_school, third];
        let second = person(bed, world.other_school, Role::Approver, "Nora Quill", None).await;
        let last = person(bed, third, Role::Approver, "Bola Ige", None).await;
        Self { heads: [world.head.clone(), second, last], schools, world }
    }

    pub fn named(&self) -> ProposeSharing {
        let weights = ["2", "2", "1"].map(str::to_owned).to_vec();
        let schools = self.schools[1..].to_vec();
        let owner = self.schools[0];
        ProposeSharing {
            key: key(),
            within: None,
            reach: SharingReach::Named,
            schools,
            owner,
            weights,
            typed: typed(),
        }
    }
}

fn typed() -> TypedSharing {
    let text = |text: &str| text.to_owned();
    let none = || (String::new(), String::new());
    TypedSharing {
        kind: text("staff"),
        title: text("School business manager"),
        description: text("Two days at two of us, one at the third."),
        cost: [
            (text("Salary"), text("41,000")),
            (text("On-costs"), text("11,480.53")),
            none(),
            none(),
            none(),
        ],
        cost_kind: text("yearly"),
        split: text("days"),
        first_on: text("4 January 2027"),
        last_on: text("3 January 2029"),
        notice_days: text("90"),
        stated_by: text("term"),
        answer_by: text("11 December 2026"),
    }
}

pub async fn agree(market: &Market, head: &Actor, id: SharingId) -> Result<(), Failure> {
    let shown = view_sharing(market, head, id).await?;
    let own = shown.own.and_then(|own| shown.sharing.sharer(own)).unwrap();
    let portion = own.portion.unwrap_or(Net(Pence::ZERO));
    agree_sharing(market, head, AgreeSharing { sharing: id, round: shown.sharing.round, portion })
        .await
}

async fn state(market: &Market, actor: &Actor, id: SharingId) -> SharingState {
    view_sharing(market, actor, id).await.unwrap().sharing.state
}

fn told(bed: &Bed) -> Vec<(String, SharingNews)> {
    let all = bed.letters.all().into_iter().filter_map(|mail| match mail.about {
        About::Sharing(told) => Some((mail.to, told.news)),
        _ => None,
    });
    all.collect()
}

fn refused(refusal: SharingRefusal) -> Result<(), Failure> {
    Err(Refusal::Sharing(refusal).into())
}

on_both! {
    async fn where_one_school_drops_out_everybody_sees_new_portions_and_agrees_again(bed) {
        let three = Three::of(&bed).await;
        let (market, world) = (&bed.market, &three.world);
        let [first, second, third] = &three.heads;
        assert_eq!(sharing_choices(market, first, None).await.unwrap().schools.len(), 2);
        let command = three.named();
        let id = propose_sharing(market, &world.buyer, command.clone()).await.unwrap();
        assert_eq!(propose_sharing(market, &world.buyer, command).await, Ok(id), "sent twice");
        bed.run_jobs().await;
        let asked = |news: &SharingNews| matches!(news, SharingNews::Asked { again: false, .. });
        let letters = told(&bed);
        assert_eq!(letters.iter().filter(|(_, news)| asked(news)).count(), 3, "{letters:?}");
        let shown = view_sharing(market, second, id).await.unwrap();
        let portions: Vec<i64> =
            shown.sharing.sharers.iter().filter_map(|one| Some(one.portion?.pence().get())).collect();
        assert_eq!(portions.iter().sum::<i64>(), 5_248_053);
        // A buyer does not bind the school, and nobody outside hears of it.
        assert_eq!(agree(market, &world.buyer, id).await, Err(Failure::NotAllowed));
        let stranger = world.sql.organisation("school", "Far Away", Some("300001")).await;
        let stranger = person(&bed, stranger, Role::Approver, "Stan Gray", None).await;
        assert_eq!(view_sharing(market, &stranger, id).await.map(drop), Err(Failure::NotFound));
        assert!(sharings(market, &stranger, &PageAsked::default()).await.unwrap().items.is_empty());
        agree(market, first, id).await.unwrap();
        let no = DeclineSharing { sharing: id, words: "We have our own.".to_owned() };
        decline_sharing(market, third, no.clone()).await.unwrap();
        decline_sharing(market, third, no).await.unwrap();
        assert_eq!(agree(market, third, id).await, refused(SharingRefusal::Answered));
        // The last that is asked says yes beside one that declined: it binds nobody, and is heard.
        agree(market, second, id).await.unwrap();
        assert_eq!(state(market, first, id).await, SharingState::Proposed);
        // With those who agreed: shown to both, agreed to by nobody yet.
        let yes = three.schools[..2].to_vec();
        let ask = AskSharers { key: key(), sharing: id, seen: yes, answer_by: "18 December 2026".to_owned() };
        let wrong = AskSharers { key: key(), seen: three.schools.to_vec(), ..ask.clone() };
        assert_eq!(ask_sharers(market, &world.buyer, wrong).await, Err(Refusal::NotAsShown.into()));
        assert_eq!(ask_sharers(market, second, ask.clone()).await, Err(Failure::NotFound));
        ask_sharers(market, &world.buyer, ask.clone()).await.unwrap();
        ask_sharers(market, &world.buyer, ask).await.unwrap();
        let again = view_sharing(market, second, id).await.unwrap();
        assert_eq!((again.sharing.round, again.stage), (2, SharingStage::Asking));
        let stands: Vec<SharerState> = again.sharing.counted().map(|one| one.state).collect();
        assert_eq!(stands, [SharerState::Asked, SharerState::Asked]);
        // Whoever agrees to what was shown before the last one dropped out agrees to nothing.
        let old = AgreeSharing { sharing: id, round: 1, portion: Net(Pence::new(portions[0])) };
        assert_eq!(agree_sharing(market, second, old).await, Err(Refusal::NotAsShown.into()));
        agree(market, first, id).await.unwrap();
        agree(market, second, id).await.unwrap();
        agree(market, second, id).await.unwrap();
        assert_eq!(state(market, &world.staff, id).await, SharingState::Bound);
        bed.run_jobs().await;
        let letters = told(&bed);
        assert!(letters.iter().any(|(_, news)| matches!(news, SharingNews::Declined { .. })));
        assert!(letters.iter().any(|(_, news)| *news == SharingNews::Bound), "{letters:?}");
        let no = DeclineSharing { sharing: id, words: "After all not.".to_owned() };
        assert_eq!(decline_sharing(market, second, no).await, refused(SharingRefusal::State));
        // What binds the others is no business of a school that declined.
        assert_eq!(view_sharing(market, third, id).await.map(drop), Err(Failure::NotFound));
        assert!(sharings(market, third, &PageAsked::default()).await.unwrap().items.is_empty());
    }

    async fn a_deputy_does_not_agree_to_what_they_proposed_and_ends_nothing(bed) {
        let three = Three::of(&bed).await;
        let (market, world) = (&bed.market, &three.world);
        let today = "2026-11-23";
        let days = named(&world.buyer, today, "2027-01-29");
        name_deputy(market, &world.head, &key(), days).await.unwrap();
        let deputy = again(&bed, "Amina Rahman").await;
        let id = propose_sharing(market, &deputy, three.named()).await.unwrap();
        assert_eq!(agree(market, &deputy, id).await, Err(Refusal::OwnRequest.into()));
        let shown = view_sharing(market, &deputy, id).await.unwrap();
        assert_eq!(shown.bound.unwrap().refused, Some(Refusal::OwnRequest));
        for head in &three.heads {
            agree(market, head, id).await.unwrap();
        }
        bed.clock.set(instant("2027-01-11T09:00:00Z"));
        let deputy = again(&bed, "Amina Rahman").await;
        assert!(!view_sharing(market, &deputy, id).await.unwrap().may_end);
        let words = "No more.".to_owned();
        let end = EndSharing { key: key(), sharing: id, ends_on: "2028-01-31".to_owned(), words };
        assert_eq!(end_sharing(market, &deputy, end).await, Err(Failure::NotAllowed));
    }

    async fn where_governors_agree_as_well_they_are_asked_once_the_head_has(bed) {
        let three = Three::of(&bed).await;
        let (market, world) = (&bed.market, &three.world);
        let governor = person(&bed, world.school, Role::Governor, "Ruth Okoro", None).await;
        lay_down(&bed, &world.head, None, above(1_000)).await.unwrap();
        let id = propose_sharing(market, &world.buyer, three.named()).await.unwrap();
        let waits = async |actor: &Actor| waiting(market, actor).await.unwrap().of(Waits::SharingAsked);
        assert_eq!(waits(&world.head).await, 1);
        let shown = view_sharing(market, &world.head, id).await.unwrap();
        assert!(shown.bound.unwrap().governors_next && shown.given.is_empty());
        agree(market, &world.head, id).await.unwrap();
        assert_eq!(state(market, &world.head, id).await, SharingState::Proposed);
        assert_eq!((waits(&world.head).await, waits(&governor).await), (0, 1));
        let shown = view_sharing(market, &world.head, id).await.unwrap();
        let given: Vec<&str> = shown.given.iter().map(|one| one.by.as_str()).collect();
        assert_eq!((given, shown.own_state()), (vec!["Grace Adeyemi"], Some(SharerState::Asked)));
        assert_eq!(agree(market, &world.head, id).await, Err(Refusal::ApprovedBefore.into()));
        agree(market, &governor, id).await.unwrap();
        let shown = view_sharing(market, &governor, id).await.unwrap();
        assert_eq!((shown.own_state(), waits(&governor).await), (Some(SharerState::Agreed), 0));
    }

    async fn what_the_whole_area_was_asked_is_taken_back_with_a_word_to_all(bed) {
        let three = Three::of(&bed).await;
        let (market, world) = (&bed.market, &three.world);
        let area = ProposeSharing {
            reach: SharingReach::Area, schools: Vec::new(), weights: vec!["2".to_owned()], ..three.named()
        };
        let id = propose_sharing(market, &world.buyer, area.clone()).await.unwrap();
        let back = WithdrawSharing { sharing: id, reason: "She has gone.".to_owned() };
        withdraw_sharing(market, &world.buyer, back).await.unwrap();
        bed.run_jobs().await;
        let back = SharingNews::Withdrawn { reason: "She has gone.".to_owned() };
        let told = told(&bed).into_iter().filter(|(_, news)| *news == back).count();
        assert!(told >= 2, "both other schools are told, though neither had answered: {told}");
        let shown = view_sharing(market, &three.heads[2], id).await.unwrap();
        assert_eq!(shown.sharing.reason.as_deref(), Some("She has gone."), "the letter's link opens");
        // Each is a letter to every school of the area: ten in a day, and no more.
        for _ in 1..10 {
            propose_sharing(market, &world.buyer, ProposeSharing { key: key(), ..area.clone() }).await.unwrap();
        }
        let more = propose_sharing(market, &world.buyer, ProposeSharing { key: key(), ..area }).await;
        assert!(matches!(more, Err(Failure::TooMany { .. })), "{more:?}");
    }

    async fn what_has_begun_is_not_asked_for_again(bed) {
        let three = Three::of(&bed).await;
        let (market, world) = (&bed.market, &three.world);
        let id = propose_sharing(market, &world.buyer, three.named()).await.unwrap();
        for head in &three.heads[..2] {
            agree(market, head, id).await.unwrap();
        }
        let ask = |answer_by: &str| AskSharers {
            key: key(), sharing: id, seen: three.schools[..2].to_vec(),
            answer_by: answer_by.to_owned(),
        };
        ask_sharers(market, &world.buyer, ask("2026-12-18")).await.unwrap();
        bed.run_jobs().await;
        let left_out = told(&bed).into_iter().filter(|(_, news)| *news == SharingNews::LeftOut);
        assert_eq!(left_out.count(), 2, "both of the school that had not answered, and nobody else");
        for head in &three.heads[..2] {
            agree(market, head, id).await.unwrap_or_else(|wrong| panic!("{wrong:?}"));
        }
        assert_eq!(state(market, &three.heads[0], id).await, SharingState::Bound);
        let id = propose_sharing(market, &world.buyer, three.named()).await.unwrap();
        for head in &three.heads[..2] {
            agree(market, head, id).await.unwrap();
        }
        let ask = |answer_by: &str| AskSharers { sharing: id, ..ask(answer_by) };
        let first = "2027-01-04".parse().unwrap();
        let late = ask_sharers(market, &world.buyer, ask("2027-01-04")).await;
        assert_eq!(late, Err(Failure::field("answer_by", Problem::AfterFirst { first })));
        bed.clock.set(instant("2027-01-03T09:00:00Z"));
        let on = "2027-01-03".parse().unwrap();
        let begins = ask_sharers(market, &world.buyer, ask("2027-01-20")).await;
        assert_eq!(begins, refused(SharingRefusal::TooLate { on }));
    }

    async fn a_statement_comes_to_the_cost_and_an_early_end_leaves_what_was_before(bed) {
        let three = Three::of(&bed).await;
        let market = &bed.market;
        let id = propose_sharing(market, &three.world.buyer, three.named()).await.unwrap();
        assert_eq!(sharing_statement(market, &three.heads[0], id).await, Err(Failure::NotFound));
        for head in &three.heads {
            agree(market, head, id).await.unwrap();
        }
        let whole = sharing_statement(market, &three.world.staff, id).await.unwrap();
        let sum = Net::total(whole.owed.iter().map(|one| one.net)).unwrap();
        assert_eq!(sum.pence().get(), 2 * 5_248_053, "two whole years");
        assert_eq!(whole.sums.iter().filter(|one| one.is_owner).count(), 1);
        // Every term comes to its part of the cost, not only every year.
        let terms = &whole.sharing.terms;
        for of_term in whole.owed.chunks(3) {
            let period = of_term[0].period;
            let net = Net::total(of_term.iter().map(|one| one.net)).unwrap();
            let cost = whole.sharing.total;
            let cost = spell_net(terms.cost_kind, cost, terms.span.first_on, period).unwrap();
            assert_eq!(net, cost, "{period:?}");
        }
        bed.clock.set(instant("2027-02-01T09:00:00Z"));
        let end = |ends_on: &str| EndSharing {
            key: key(), sharing: id, ends_on: ends_on.to_owned(), words: "She moves on.".to_owned(),
        };
        let soon = end_sharing(market, &three.heads[2], end("2027-05-01")).await;
        let earliest = "2027-05-02".parse().unwrap();
        assert_eq!(soon, Err(Failure::field("ends_on", Problem::TooEarly { earliest })));
        end_sharing(market, &three.heads[2], end("2027-08-31")).await.unwrap();
        let later = end_sharing(market, &three.heads[1], end("2027-10-31")).await;
        assert!(matches!(later, Err(Failure::Invalid(_))), "it ends before that: {later:?}");
        let early = sharing_statement(market, &three.heads[1], id).await.unwrap();
        assert_eq!(early.sharing.terms.span.last_on, "2029-01-03".parse().unwrap(), "kept");
        let many = early.owed.len();
        assert_eq!(early.owed[..many], whole.owed[..many], "terms that were over stand");
        let shown = view_sharing(market, &three.heads[0], id).await.unwrap();
        assert_eq!(shown.notices.len(), 1);
        bed.clock.set(instant("2027-09-01T09:00:00Z"));
        assert_eq!(view_sharing(market, &three.heads[0], id).await.unwrap().stage, SharingStage::Ended);
    }

    async fn schools_of_the_area_say_that_they_would_join_until_the_last_day(bed) {
        let three = Three::of(&bed).await;
        let (market, world) = (&bed.market, &three.world);
        let area = |split: &str| ProposeSharing {
            within: None,
            reach: SharingReach::Area,
            schools: Vec::new(),
            weights: vec!["2".to_owned()],
            typed: TypedSharing { split: split.to_owned(), ..typed() },
            ..three.named()
        };
        let wrong = propose_sharing(market, &world.buyer, area("percentage")).await;
        assert_eq!(wrong, Err(Failure::field("split", Problem::NotAChoice)));
        let unknown = propose_sharing(market, &world.buyer, area("pupils")).await;
        assert_eq!(unknown, Err(Refusal::PupilsNotKnown.into()));
        let id = propose_sharing(market, &world.buyer, area("days")).await.unwrap();
        let join = |days: &str| JoinSharing { sharing: id, days: days.to_owned() };
        let none = join_sharing(market, &three.heads[1], join("")).await;
        assert_eq!(none, Err(Failure::field("days", Problem::Missing)));
        join_sharing(market, &three.heads[1], join("3")).await.unwrap();
        join_sharing(market, &three.heads[1], join("1.5")).await.unwrap();
        join_sharing(market, &three.heads[2], join("1")).await.unwrap();
        leave_sharing(market, &three.heads[2], id).await.unwrap();
        leave_sharing(market, &three.heads[2], id).await.unwrap();
        assert_eq!(agree(market, &three.heads[1], id).await, refused(SharingRefusal::State));
        bed.clock.set(instant("2026-12-12T08:00:00Z"));
        bed.run_jobs().await;
        let over = SharingNews::AnswersOver { yes: 2, asked: 2 };
        assert!(told(&bed).iter().any(|(_, news)| *news == over), "{:?}", told(&bed));
        let on = "2026-12-11".parse().unwrap();
        let late = join_sharing(market, &three.heads[2], join("1")).await;
        assert_eq!(late, refused(SharingRefusal::TooLate { on }));
        let seen = three.schools[..2].to_vec();
        let ask = AskSharers { key: key(), sharing: id, seen, answer_by: "2026-12-18".to_owned() };
        ask_sharers(market, &world.buyer, ask).await.unwrap();
        let shown = view_sharing(market, &three.heads[1], id).await.unwrap();
        let days: Vec<u32> = shown.sharing.counted().map(|one| one.weight).collect();
        assert_eq!(days, [200, 150]);
        // It is nobody's business any more but theirs.
        assert_eq!(view_sharing(market, &three.heads[2], id).await.map(drop), Err(Failure::NotFound));
        bed.clock.set(instant("2026-12-19T00:00:00Z"));
        let on = "2026-12-18".parse().unwrap();
        assert_eq!(agree(market, &three.heads[1], id).await, refused(SharingRefusal::TooLate { on }));
    }

    async fn nobody_binds_a_school_beyond_their_limit(bed) {
        let three = Three::of(&bed).await;
        let market = &bed.market;
        let id = propose_sharing(market, &three.world.buyer, three.named()).await.unwrap();
        // The third pays £10,496.11 a year for two years: over £25,000 if VAT is due.
        let limit = Some(2_500_000);
        let some = person(&bed, three.schools[2], Role::Approver, "Ada Low", limit).await;
        let over = Refusal::OverLimit { limit: Pence::new(2_500_000) };
        assert_eq!(agree(market, &some, id).await, Err(over.clone().into()));
        let shown = view_sharing(market, &some, id).await.unwrap().bound.unwrap();
        assert_eq!(shown.refused, Some(over));
        let governor = person(&bed, three.schools[2], Role::Governor, "Gil Ford", None).await;
        let level = domain::delegation::ApprovalLevel::Head;
        assert_eq!(agree(market, &governor, id).await, Err(Refusal::OtherLevel { level }.into()));
        agree(market, &three.heads[2], id).await.unwrap();
    }

    async fn whoever_agrees_last_binds_all_however_many_press_at_once(bed) {
        let three = Three::of(&bed).await;
        let id = propose_sharing(&bed.market, &three.world.buyer, three.named()).await.unwrap();
        agree(&bed.market, &three.heads[0], id).await.unwrap();
        let processes = [Arc::new(bed.another_process().await), Arc::new(bed.another_process().await)];
        let mut at_once = JoinSet::new();
        for (market, head) in processes.iter().zip(&three.heads[1..]) {
            let (market, head) = (market.clone(), head.clone());
            at_once.spawn(async move { agree(&market, &head, id).await });
        }
        let ask = AskSharers {
            key: key(), sharing: id, seen: three.schools[..2].to_vec(),
            answer_by: "2026-12-18".to_owned(),
        };
        let (market, buyer) = (processes[0].clone(), three.world.buyer.clone());
        at_once.spawn(async move { ask_sharers(&market, &buyer, ask).await });
        let mut agreed = 0;
        while let Some(done) = at_once.join_next().await {
            match done.unwrap() {
                Ok(()) => agreed += 1,
                Err(Failure::Refused(_) | Failure::ChangedMeanwhile) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert!(agreed >= 1);
        // Whatever came first: what binds comes to the cost, by consents to exactly that (promises).
        let sharing = view_sharing(&bed.market, &three.heads[0], id).await.unwrap().sharing;
        match sharing.state {
            SharingState::Bound => assert_eq!(sharing.round, 1),
            _ => assert_eq!(sharing.round, 2),
        }
    }
}
