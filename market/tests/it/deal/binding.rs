//! What a signature binds a school to: the most it can come to, what was shown, a quantity that
//! fits the school, a baseline that is counted once.

use domain::access::Role;
use domain::deal::{Quorum, Step};
use domain::id::DealId;
use domain::{Failure, Net, Pence, Problem, Refusal};
use market::baseline::{self, AddDocument, Proof, RecordBaseline};
use market::deal::{self, CommitToDeal, DraftDeal, For, LeaveDeal, WithdrawDeal, wording_digest};
use market::mail::About;
use testbed::{Bed, on_both};
use tokio::task::JoinSet;

use super::world::*;

async fn shown(bed: &Bed, member: &Member, deal: DealId) -> deal::ForSchool {
    let shown = deal::view_deal(&bed.market, &member.buyer, deal, None).await.unwrap();
    let For::School(school) = shown.to else { panic!("not a school's view") };
    *school
}

/// A deal like the others, from another day on.
async fn open_from(bed: &Bed, world: &World, starts_on: &str, months: u16) -> DealId {
    let mut draft: DraftDeal = hr_and_payroll();
    draft.terms.starts_on = day(starts_on);
    draft.terms.months = months;
    let id = deal::draft_deal(&bed.market, &world.lead, new(draft)).await.unwrap();
    deal::open_deal(&bed.market, &world.lead, opening(id)).await.unwrap();
    id
}

fn leaving(deal: DealId) -> LeaveDeal {
    LeaveDeal { deal, key: fresh_key() }
}

fn note() -> Proof {
    Proof::Note("From our ledger; the invoice is being looked for.".to_owned())
}

async fn add_document(
    bed: &Bed,
    member: &Member,
    baseline: domain::id::BaselineId,
) -> Result<(), Failure> {
    let add = AddDocument { baseline, document: invoice(), key: fresh_key() };
    baseline::add_document(&bed.market, &member.buyer, add).await
}

on_both! {
    async fn authority_covers_the_most_that_others_leaving_can_make_it(bed) {
        let world = world(&bed, 3).await;
        let deal = open(&bed, &world).await;
        let [first, second, third] = &world.schools[..] else { panic!("three schools") };
        sign_up(&bed.market, deal, first).await.unwrap();
        sign_up(&bed.market, deal, second).await.unwrap();
        // 360 pupils: £12.75 as things stand, £14.50 should the others leave.
        let authority = shown(&bed, third, deal).await.authority.unwrap();
        assert_eq!(authority.value, Net(Pence::new(130 * 1_275 * 5 / 2)));
        assert_eq!(authority.most, Net(Pence::new(130 * 1_450 * 5 / 2 + 1)));
        let as_things_stand = authority.gross.pence().get();
        let limited = person(&bed, third.school, Role::Buyer, "limited", Some(as_things_stand)).await;
        let limited = Member { buyer: limited, ..*third };
        let refused = sign_up(&bed.market, deal, &limited).await.unwrap_err();
        let limit = Pence::new(as_things_stand);
        assert_eq!(refused, Refusal::OverLimit { limit }.into());
    }

    async fn a_least_quantity_bounds_the_most_a_signature_binds_to(bed) {
        let world = world(&bed, 1).await;
        let mut draft = hr_and_payroll();
        draft.terms.quorum = Quorum { schools: None, quantity: Some(300) };
        draft.terms.steps.push(Step { from: 900, unit_price: Net(Pence::new(1_000)) });
        let id = deal::draft_deal(&bed.market, &world.lead, new(draft)).await.unwrap();
        deal::open_deal(&bed.market, &world.lead, opening(id)).await.unwrap();
        let authority = shown(&bed, &world.schools[0], id).await.authority.unwrap();
        assert_eq!(authority.most, Net(Pence::new(110 * 1_275 * 5 / 2 + 1)));
    }

    async fn of_a_persons_roles_the_one_that_allows_the_most_signs(bed) {
        let world = world(&bed, 1).await;
        let deal = open(&bed, &world).await;
        let Member { school, pupils, .. } = world.schools[0];
        person(&bed, school, Role::Buyer, "both", Some(100)).await;
        let both = person(&bed, school, Role::Approver, "both", None).await;
        let member = Member { school, buyer: both, pupils };
        sign_up(&bed.market, deal, &member).await.unwrap();
        assert_eq!(shown(&bed, &member, deal).await.joined.unwrap().role, Role::Approver);
    }

    async fn a_signature_is_to_what_was_shown_and_to_nothing_else(bed) {
        let world = world(&bed, 3).await;
        let deal = open(&bed, &world).await;
        let [first, second, third] = &world.schools[..] else { panic!("three schools") };
        sign_up(&bed.market, deal, first).await.unwrap();
        sign_up(&bed.market, deal, second).await.unwrap();
        let baseline = pays(&bed.market, third, 18, Proof::File(invoice())).await;
        let good = promise(&bed.market, deal, third, baseline).await;
        let sign = async |promise: CommitToDeal| {
            let promise = CommitToDeal { key: fresh_key(), ..promise };
            deal::commit_to_deal(&bed.market, &third.buyer, promise).await
        };
        let mut other_words = good.clone();
        other_words.wording.push_str(" And more.");
        let mut other_bound = good.clone();
        other_bound.seen.most_gross = Pence::new(1);
        for promise in [other_words, other_bound] {
            assert_eq!(sign(promise).await.unwrap_err(), Refusal::NotAsShown.into());
        }
        // Others leave, so that the price is dearer than it was shown.
        deal::leave_deal(&bed.market, &first.buyer, leaving(deal)).await.unwrap();
        assert_eq!(sign(good.clone()).await.unwrap_err(), Refusal::NotAsShown.into());
        let again = promise(&bed.market, deal, third, baseline).await;
        assert!(again.seen.gross > good.seen.gross);
        // A price that falls meanwhile binds nobody to more.
        sign_up_again(&bed, deal, first).await;
        sign(again.clone()).await.unwrap();
        let joined = shown(&bed, third, deal).await.joined.unwrap();
        assert_eq!(joined.wording_digest, Some(wording_digest(&again.wording)));
    }

    async fn a_quantity_far_from_what_the_school_is_known_by_needs_a_reason_that_is_kept(bed) {
        let world = world(&bed, 1).await;
        let deal = open(&bed, &world).await;
        let member = &world.schools[0];
        let baseline = pays(&bed.market, member, 18, Proof::File(invoice())).await;
        // 110 on roll: 132 is a fifth more, 133 is further off.
        let far = promise_for(&bed.market, deal, member, baseline, 133).await;
        let refused = deal::commit_to_deal(&bed.market, &member.buyer, far.clone()).await;
        assert_eq!(refused.unwrap_err(), Failure::field("quantity_reason", Problem::Missing));
        let why = Some("A class joins us in September.".to_owned());
        let told = CommitToDeal { quantity_reason: why.clone(), key: fresh_key(), ..far };
        deal::commit_to_deal(&bed.market, &member.buyer, told).await.unwrap();
        assert_eq!(shown(&bed, member, deal).await.joined.unwrap().quantity_reason, why);
        let seen = deal::view_deal(&bed.market, &world.lead, deal, None).await.unwrap();
        let For::Partnership(seen) = seen.to else { panic!("not the partnership's view") };
        let signature = &seen.signatures[0];
        assert_eq!((signature.known_quantity, &signature.quantity_reason), (Some(110), &why));
        deal::leave_deal(&bed.market, &member.buyer, leaving(deal)).await.unwrap();
        let near = promise_for(&bed.market, deal, member, baseline, 132).await;
        let near = CommitToDeal { key: fresh_key(), ..near };
        deal::commit_to_deal(&bed.market, &member.buyer, near).await.unwrap();
    }

    async fn what_a_school_pays_now_is_not_measured_against_two_deals_of_the_same_time(bed) {
        let world = world(&bed, 1).await;
        let member = &world.schools[0];
        let running = open_from(&bed, &world, "2027-04-01", 24).await;
        let overlapping = open_from(&bed, &world, "2029-03-31", 12).await;
        let following = open_from(&bed, &world, "2029-04-01", 12).await;
        let baseline = pays(&bed.market, member, 18, Proof::File(invoice())).await;
        let commit = async |deal, baseline| {
            let promise = promise(&bed.market, deal, member, baseline).await;
            let promise = CommitToDeal { key: fresh_key(), ..promise };
            deal::commit_to_deal(&bed.market, &member.buyer, promise).await
        };
        commit(running, baseline).await.unwrap();
        let until = day("2029-03-31");
        let refused = commit(overlapping, baseline).await.unwrap_err();
        assert_eq!(refused, Refusal::BaselineCounted { until }.into());
        // Stating the same supplier's spend again does not make it another spend.
        let restated = pays_to(&bed.market, member, "OLD payroll", 19, Proof::File(invoice())).await;
        let refused = commit(overlapping, restated).await.unwrap_err();
        assert_eq!(refused, Refusal::BaselineCounted { until }.into());
        let told = shown(&bed, member, overlapping).await;
        assert_eq!(told.counted_until("Old Payroll"), Some(until));
        commit(following, baseline).await.unwrap();
        // The database refuses it too.
        let put = "INSERT INTO baseline_use (baseline_id, commitment_id, first_on, last_on, quantity) \
                   SELECT baseline_id, id, $1, $1, 1 FROM commitment WHERE deal_id = $2";
        let gone = "DELETE FROM baseline_use WHERE commitment_id IN \
                    (SELECT id FROM commitment WHERE deal_id = $1)";
        world.sql.run(gone, [following.uuid().into()]).await;
        let put = world.sql.try_run(put, [day("2027-04-01").into(), following.uuid().into()]).await;
        assert!(put.unwrap_err().contains("counted twice"));
        // Leaving frees it.
        deal::leave_deal(&bed.market, &member.buyer, leaving(running)).await.unwrap();
        commit(overlapping, baseline).await.unwrap();
    }

    async fn of_deals_signed_at_once_in_two_processes_one_is_measured_against_the_spend(bed) {
        let world = world(&bed, 1).await;
        let (member, other) = (&world.schools[0], bed.another_process().await);
        let baseline = pays(&bed.market, member, 18, Proof::File(invoice())).await;
        let mut tasks = JoinSet::new();
        for number in 0..6 {
            let deal = open_from(&bed, &world, "2027-04-01", 12 + number).await;
            let promise = promise(&bed.market, deal, member, baseline).await;
            let (market, buyer) =
                (if number % 2 == 0 { &bed.market } else { &other }.clone(), member.buyer.clone());
            tasks.spawn(async move { deal::commit_to_deal(&market, &buyer, promise).await });
        }
        let outcomes = tasks.join_all().await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        for outcome in outcomes.into_iter().filter_map(Result::err) {
            assert!(matches!(outcome, Failure::Refused(Refusal::BaselineCounted { .. })), "{outcome:?}");
        }
    }

    async fn a_deal_is_measured_against_what_is_paid_for_what_it_counts(bed) {
        let world = world(&bed, 1).await;
        let deal = open(&bed, &world).await;
        let member = &world.schools[0];
        let by_the_day = RecordBaseline {
            category: domain::service::Category::Hr,
            supplier: "Adviser".to_owned(),
            yearly: Net(Pence::pounds(4_000)),
            quantity: 10,
            unit: domain::price::Unit::Day,
            covers_from: None,
            covers_to: None,
            proof: Proof::File(invoice()),
            key: fresh_key(),
        };
        let by_the_day = baseline::record_baseline(&bed.market, &member.buyer, by_the_day).await;
        assert!(shown(&bed, member, deal).await.baselines.is_empty());
        let promise = promise(&bed.market, deal, member, by_the_day.unwrap()).await;
        let refused = deal::commit_to_deal(&bed.market, &member.buyer, promise).await;
        assert_eq!(refused.unwrap_err(), Failure::field("baseline", Problem::NotAChoice));
    }

    async fn a_document_that_comes_later_lets_the_savings_that_rest_on_it_become_agreed(bed) {
        let world = world(&bed, 3).await;
        let deal = open(&bed, &world).await;
        let mut by_note = Vec::new();
        for member in &world.schools {
            let baseline = pays(&bed.market, member, 18, note()).await;
            let promise = promise(&bed.market, deal, member, baseline).await;
            deal::commit_to_deal(&bed.market, &member.buyer, promise).await.unwrap();
            by_note.push(baseline);
        }
        let [first, second, third] = &world.schools[..] else { panic!("three schools") };
        let expected = saved(&world, "forecast").await;
        // While the deal is open a saving stays expected, and is agreed when it closes.
        add_document(&bed, first, by_note[0]).await.unwrap();
        assert_eq!(saved(&world, "forecast").await, expected);
        close(&bed).await;
        let agreed = |member: &Member| i64::from(member.pupils) * 525 * 5 / 2;
        assert_eq!(saved(&world, "contracted").await, agreed(first));
        assert_eq!(saved(&world, "forecast").await, agreed(second) + agreed(third));
        // After it has closed it is agreed at once.
        add_document(&bed, second, by_note[1]).await.unwrap();
        assert_eq!(saved(&world, "contracted").await, agreed(first) + agreed(second));
        assert_eq!(saved(&world, "forecast").await, agreed(third));
        // And a year that has been invoiced meanwhile is invoiced.
        let year = "UPDATE order_line SET state = 'delivered', delivered_at = $1, delivered_by = $2 \
                    WHERE position = 1 AND order_id IN (SELECT id FROM school_order WHERE school_id = $3)";
        let now = testbed::instant("2027-04-02T09:00:00Z");
        bed.clock.set(now);
        let by = world.lead.person().uuid();
        world.sql.run(year, [now.into(), by.into(), third.school.uuid().into()]).await;
        let partnership = world.lead.acting_for().unwrap().organisation;
        let staff = person(&bed, partnership, Role::PartnershipStaff, "staff", None).await;
        assert_eq!(invoice_all(&bed.market, &staff).await.len(), 1);
        assert_eq!(saved(&world, "realised").await, 0);
        add_document(&bed, third, by_note[2]).await.unwrap();
        assert_eq!(saved(&world, "realised").await, i64::from(third.pupils) * 525);
        assert_eq!(saved(&world, "forecast").await, 0);
        assert_eq!(
            saved(&world, "contracted").await + saved(&world, "realised").await,
            agreed(first) + agreed(second) + agreed(third)
        );
    }

    async fn a_document_is_added_once_and_to_ones_own_statement_only(bed) {
        let world = world(&bed, 2).await;
        let [first, second] = &world.schools[..] else { panic!("two schools") };
        let baseline = pays(&bed.market, first, 18, note()).await;
        assert_eq!(add_document(&bed, second, baseline).await.unwrap_err(), Failure::NotFound);
        let add = AddDocument { baseline, document: invoice(), key: fresh_key() };
        let nothing = market::file::Upload { contents: bytes::Bytes::new(), ..invoice() };
        let empty = AddDocument { document: nothing, key: fresh_key(), ..add.clone() };
        let refused = baseline::add_document(&bed.market, &first.buyer, empty).await;
        assert_eq!(refused.unwrap_err(), Failure::field("evidence", Problem::FileEmpty));
        for _ in 0..2 {
            baseline::add_document(&bed.market, &first.buyer, add.clone()).await.unwrap();
        }
        assert_eq!(add_document(&bed, first, baseline).await.unwrap_err(), Failure::ChangedMeanwhile);
        let kept = baseline::baseline(&bed.market, &first.buyer, baseline).await.unwrap();
        assert!(kept.file.is_some() && kept.note.is_some(), "what was said stays beside it");
        let trail = "SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'add_document'";
        assert_eq!(world.sql.number(trail, []).await, 1);
    }

    async fn a_school_that_left_shows_the_partnership_nothing_it_pays(bed) {
        let world = world(&bed, 1).await;
        let first = &world.schools[0];
        let deal = open(&bed, &world).await;
        let baseline = pays(&bed.market, first, 18, Proof::File(invoice())).await;
        let promise = promise(&bed.market, deal, first, baseline).await;
        deal::commit_to_deal(&bed.market, &first.buyer, promise).await.unwrap();
        baseline::evidence(&bed.market, &world.lead, deal, baseline).await.unwrap();
        deal::leave_deal(&bed.market, &first.buyer, leaving(deal)).await.unwrap();
        let left = baseline::evidence(&bed.market, &world.lead, deal, baseline).await;
        assert_eq!(left.unwrap_err(), Failure::NotFound);
    }

    async fn while_a_document_is_added_and_the_deal_closes_every_saving_is_agreed_once(bed) {
        let world = world(&bed, 5).await;
        let deal = open(&bed, &world).await;
        let other = bed.another_process().await;
        let mut by_note = Vec::new();
        for member in &world.schools {
            let baseline = pays(&bed.market, member, 18, note()).await;
            let promise = promise(&bed.market, deal, member, baseline).await;
            deal::commit_to_deal(&bed.market, &member.buyer, promise).await.unwrap();
            by_note.push(baseline);
        }
        bed.clock.set(testbed::instant(CLOSES));
        let mut tasks = JoinSet::new();
        for (number, (member, baseline)) in world.schools.iter().zip(by_note).enumerate() {
            let market = if number % 2 == 0 { &bed.market } else { &other }.clone();
            let buyer = member.buyer.clone();
            let add = AddDocument { baseline, document: invoice(), key: fresh_key() };
            tasks.spawn(async move { baseline::add_document(&market, &buyer, add).await });
        }
        let (letters, closing) = (bed.letters.clone(), other.clone());
        let closer = tokio::spawn(async move {
            while market::job::run_due(&closing, &letters).await.unwrap() > 0 {}
        });
        for outcome in tasks.join_all().await {
            outcome.unwrap();
        }
        closer.await.unwrap();
        bed.run_jobs().await;
        let pupils: u32 = world.schools.iter().map(|member| member.pupils).sum();
        // 650 pupils together: £11.20.
        assert_eq!(saved(&world, "contracted").await, i64::from(pupils) * 680 * 5 / 2);
        assert_eq!(saved(&world, "forecast").await, 0);
    }

    async fn members_that_had_not_signed_up_are_told_the_outcome_in_short(bed) {
        let world = world(&bed, 5).await;
        let deal = open(&bed, &world).await;
        for member in &world.schools[..3] {
            sign_up(&bed.market, deal, member).await.unwrap();
        }
        // The fifth has left the partnership.
        let left = "UPDATE membership SET ends_on = $1 WHERE organisation_id = $2";
        let fifth = world.schools[4].school;
        world.sql.run(left, [day("2026-12-01").into(), fifth.uuid().into()]).await;
        close(&bed).await;
        let letters = bed.letters.all();
        let of = |to: &str| {
            let mut mine = letters.iter().filter(|letter| letter.to == format!("{to}@pool.example"));
            let first = mine.next().map(|letter| letter.about.clone());
            assert!(mine.next().is_none(), "{to} is told once");
            first
        };
        for party in ["buyer1", "buyer2", "buyer3", "lead"] {
            assert!(matches!(of(party), Some(About::DealEnded { unit_net_pence: Some(_), .. })), "{party}");
        }
        let told = of("buyer4");
        assert!(matches!(told, Some(About::DealOutcome { unit_net_pence: Some(1_275), schools: 3, .. })));
        assert_eq!(of("buyer5"), None);
    }

    async fn whoever_writes_opens_or_withdraws_a_deal_twice_does_it_once(bed) {
        let world = world(&bed, 0).await;
        let draft = new(hr_and_payroll());
        let first = deal::draft_deal(&bed.market, &world.lead, draft.clone()).await.unwrap();
        let again = deal::draft_deal(&bed.market, &world.lead, draft).await.unwrap();
        assert_eq!(first, again);
        let open = opening(first);
        deal::open_deal(&bed.market, &world.lead, open.clone()).await.unwrap();
        deal::open_deal(&bed.market, &world.lead, open.clone()).await.unwrap();
        let anew = deal::open_deal(&bed.market, &world.lead, opening(first)).await.unwrap_err();
        assert_eq!(anew, Refusal::DealStillOpen.into());
        let reason = "The firm has closed.".to_owned();
        let withdraw = WithdrawDeal { deal: first, reason, key: fresh_key() };
        deal::withdraw_deal(&bed.market, &world.lead, withdraw.clone()).await.unwrap();
        deal::withdraw_deal(&bed.market, &world.lead, withdraw.clone()).await.unwrap();
        let other = WithdrawDeal { reason: "Another reason.".to_owned(), ..withdraw };
        let refused = deal::withdraw_deal(&bed.market, &world.lead, other).await.unwrap_err();
        assert_eq!(refused, Refusal::RepeatedWithOtherContents.into());
        assert_eq!(world.sql.number("SELECT COUNT(*) AS n FROM deal", []).await, 1);
    }

    async fn what_a_school_pays_now_sent_twice_is_kept_once(bed) {
        let world = world(&bed, 1).await;
        let member = &world.schools[0];
        let record = RecordBaseline {
            category: domain::service::Category::Hr,
            supplier: "Old Payroll".to_owned(),
            yearly: Net(Pence::pounds(2_000)),
            quantity: 110,
            unit: domain::price::Unit::Pupil,
            covers_from: None,
            covers_to: None,
            proof: Proof::File(invoice()),
            key: fresh_key(),
        };
        let first = baseline::record_baseline(&bed.market, &member.buyer, record.clone()).await;
        let again = baseline::record_baseline(&bed.market, &member.buyer, record.clone()).await;
        assert_eq!(first.unwrap(), again.unwrap());
        let other = RecordBaseline { quantity: 111, ..record };
        let refused = baseline::record_baseline(&bed.market, &member.buyer, other).await;
        assert_eq!(refused.unwrap_err(), Refusal::RepeatedWithOtherContents.into());
        for table in ["baseline", "stored_file"] {
            let count = format!("SELECT COUNT(*) AS n FROM {table}");
            assert_eq!(world.sql.number(&count, []).await, 1, "{table}");
        }
    }
}

async fn sign_up_again(bed: &Bed, deal: DealId, member: &Member) {
    let baseline = pays(&bed.market, member, 18, Proof::File(invoice())).await;
    let promise = promise(&bed.market, deal, member, baseline).await;
    let promise = CommitToDeal { key: fresh_key(), ..promise };
    deal::commit_to_deal(&bed.market, &member.buyer, promise).await.unwrap();
}
