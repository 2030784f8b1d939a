//! Drafting, opening, seeing, signing up and leaving.

use bytes::Bytes;
use domain::access::Role;
use domain::deal::DealState;
use domain::saving::Stage;
use domain::text::PurchaseOrderNumber;
use domain::{Failure, Net, Pence, Problem, Refusal};
use market::baseline::{self, Proof, RecordBaseline};
use market::db::PageAsked;
use market::deal::{self, AskForSignature, ChangeDraft, For, ListDeals, Show, WithdrawDeal};
use market::file::Upload;
use market::mail::About;
use testbed::on_both;

use super::world::*;

async fn shown(bed: &testbed::Bed, member: &Member, deal: domain::id::DealId) -> deal::ForSchool {
    let shown = deal::view_deal(&bed.market, &member.buyer, deal, None).await.unwrap();
    let For::School(school) = shown.to else { panic!("not a school's view") };
    *school
}

on_both! {
    async fn a_draft_is_seen_by_those_who_manage_deals_only_and_its_terms_freeze_when_it_opens(bed) {
        let world = world(&bed, 1).await;
        let id = deal::draft_deal(&bed.market, &world.lead, new(hr_and_payroll())).await.unwrap();
        let buyer = &world.schools[0].buyer;
        let hidden = deal::view_deal(&bed.market, buyer, id, None).await;
        assert_eq!(hidden.unwrap_err(), Failure::NotFound);
        let change = |version, title: &str| {
            let known = deal::DraftDeal { title: title.to_owned(), ..hr_and_payroll() };
            ChangeDraft { deal: id, version, to: known }
        };
        deal::change_draft(&bed.market, &world.lead, change(1, "Payroll")).await.unwrap();
        let stale = deal::change_draft(&bed.market, &world.lead, change(1, "HR")).await;
        assert_eq!(stale.unwrap_err(), Failure::ChangedMeanwhile);
        let denied = deal::open_deal(&bed.market, buyer, opening(id)).await;
        assert_eq!(denied.unwrap_err(), Failure::NotAllowed);
        deal::open_deal(&bed.market, &world.lead, opening(id)).await.unwrap();
        let frozen = deal::change_draft(&bed.market, &world.lead, change(3, "HR")).await;
        assert_eq!(frozen.unwrap_err(), Failure::Refused(Refusal::TermsFrozen));
        let seen = deal::view_deal(&bed.market, buyer, id, None).await.unwrap();
        assert_eq!((seen.title.as_str(), seen.meter.state), ("Payroll", DealState::Open));
    }

    async fn every_field_of_a_draft_that_cannot_be_used_is_named(bed) {
        let world = world(&bed, 0).await;
        let mut draft = hr_and_payroll();
        draft.title = String::new();
        draft.provider = deal::ProviderChoice::New(" ".to_owned());
        draft.terms.closes_at = testbed::instant("2026-11-20T17:00:00Z");
        draft.terms.starts_on = day("2026-11-20");
        draft.terms.steps.reverse();
        let refused = deal::draft_deal(&bed.market, &world.lead, new(draft)).await.unwrap_err();
        let Failure::Invalid(problems) = refused else { panic!("{refused:?}") };
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["title", "provider_name", "closes", "starts_on", "steps"]);
    }

    async fn one_more_school_lowers_the_price_for_everybody_and_each_sees_its_own_saving(bed) {
        let world = world(&bed, 3).await;
        let deal = open(&bed, &world).await;
        let [first, second, third] = &world.schools[..] else { panic!("three schools") };
        sign_up(&bed.market, deal, first).await.unwrap();
        let alone = shown(&bed, first, deal).await;
        // £18.00 now against £14.50: £3.50 for each of 110 pupils.
        assert_eq!(alone.view.unwrap().saving, Some(Pence::new(110 * 350)));
        sign_up(&bed.market, deal, second).await.unwrap();
        let before = shown(&bed, third, deal).await;
        let effect = before.view.unwrap().effect_of_joining;
        assert_eq!((effect.price_without, effect.price_with), (Net(Pence::new(1_450)), Net(Pence::new(1_275))));
        assert_eq!(effect.others_save, Pence::new(230 * 175));
        sign_up(&bed.market, deal, third).await.unwrap();
        let together = shown(&bed, first, deal).await;
        assert_eq!(together.view.unwrap().saving, Some(Pence::new(110 * 525)));
        let list = ListDeals { show: Show::Mine, ..ListDeals::default() };
        let mine = deal::list_deals(&bed.market, &first.buyer, list).await.unwrap();
        assert_eq!(mine.items.len(), 1);
        assert_eq!((mine.items[0].schools_in, mine.items[0].price_now), (3, Net(Pence::new(1_275))));
    }

    async fn a_deal_does_not_exist_for_who_is_not_a_member(bed) {
        let world = world(&bed, 1).await;
        let deal = open(&bed, &world).await;
        let outside = organisation(&world.sql, "school", "Outside School", Some("900001")).await;
        let stranger = person(&bed, outside, Role::Buyer, "stranger", None).await;
        let member = Member { school: outside, buyer: stranger, pupils: 100 };
        let seen = deal::view_deal(&bed.market, &member.buyer, deal, None).await;
        assert_eq!(seen.unwrap_err(), Failure::NotFound);
        assert_eq!(sign_up(&bed.market, deal, &member).await.unwrap_err(), Failure::NotFound);
        let listed = deal::list_deals(&bed.market, &member.buyer, ListDeals::default()).await.unwrap();
        assert!(listed.items.is_empty());
    }

    async fn a_form_sent_twice_signs_up_once_and_a_second_signature_is_refused(bed) {
        let world = world(&bed, 1).await;
        let deal = open(&bed, &world).await;
        let member = &world.schools[0];
        let baseline = pays(&bed.market, member, 18, Proof::File(invoice())).await;
        let promise = promise(&bed.market, deal, member, baseline).await;
        let first = deal::commit_to_deal(&bed.market, &member.buyer, promise.clone()).await.unwrap();
        let again = deal::commit_to_deal(&bed.market, &member.buyer, promise.clone()).await.unwrap();
        assert_eq!(first, again);
        let other = deal::CommitToDeal { key: key("another"), ..promise };
        let refused = deal::commit_to_deal(&bed.market, &member.buyer, other).await;
        assert_eq!(refused.unwrap_err(), Failure::Refused(Refusal::AlreadyCommitted));
    }

    async fn over_the_limit_a_buyer_may_not_bind_the_school_and_an_approver_is_asked_and_may(bed) {
        let world = world(&bed, 1).await;
        let deal = open(&bed, &world).await;
        let Member { school, pupils, .. } = world.schools[0];
        // 110 pupils at £14.50 for two years and a half, a penny for the rounding, with VAT.
        let limited = person(&bed, school, Role::Buyer, "limited", Some(478_500)).await;
        let member = Member { school, buyer: limited, pupils };
        let refused = sign_up(&bed.market, deal, &member).await.unwrap_err();
        assert_eq!(refused, Failure::Refused(Refusal::OverLimit { limit: Pence::new(478_500) }));
        let authority = shown(&bed, &member, deal).await.authority.unwrap();
        assert_eq!((authority.gross.pence(), authority.enough), (Pence::new(478_500), false));
        assert_eq!(authority.most_gross.pence(), Pence::new(478_501));
        let head = person(&bed, school, Role::Approver, "head", Some(478_501)).await;
        let invoice = Proof::File(invoice());
        let baseline = Some(pays(&bed.market, &member, 19, invoice).await);
        let number = Some(PurchaseOrderNumber::parse("PO-88").unwrap());
        let ask = AskForSignature {
            deal,
            quantity: pupils,
            baseline,
            purchase_order_number: number,
            key: key("ask"),
        };
        assert_eq!(deal::ask_for_signature(&bed.market, &member.buyer, ask.clone()).await.unwrap(), 1);
        assert_eq!(deal::ask_for_signature(&bed.market, &member.buyer, ask).await.unwrap(), 1);
        bed.run_jobs().await;
        let letters = bed.letters.all();
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].to, "head@pool.example");
        assert!(matches!(letters[0].about, About::SignatureNeeded { gross_pence: 478_500, .. }));
        let member = Member { buyer: head, ..member };
        // Whoever is asked finds what the buyer had filled in.
        let asked = shown(&bed, &member, deal).await.asked.unwrap();
        assert_eq!((asked.by.as_str(), asked.is_own), ("Person limited", false));
        assert_eq!((asked.quantity, asked.baseline), (pupils, baseline));
        assert_eq!(asked.purchase_order_number.as_deref(), Some("PO-88"));
        sign_up(&bed.market, deal, &member).await.unwrap();
        let signature = shown(&bed, &member, deal).await.joined.unwrap();
        assert_eq!((signature.role, signature.signed_by.as_str()), (Role::Approver, "Person head"));
        assert_eq!(signature.wording, "Our school takes this service if the deal goes ahead.");
    }

    async fn leaving_takes_the_expected_saving_back_and_is_refused_from_the_closing_time_on(bed) {
        let world = world(&bed, 2).await;
        let deal = open(&bed, &world).await;
        let [first, second] = &world.schools[..] else { panic!("two schools") };
        sign_up(&bed.market, deal, first).await.unwrap();
        sign_up(&bed.market, deal, second).await.unwrap();
        let of_both = saved(&world, Stage::Forecast.code()).await;
        // £3.50 for 230 pupils, two years and a half.
        assert_eq!(of_both, 230 * 350 * 5 / 2);
        let leave = |named: &str| deal::LeaveDeal { deal, key: key(named) };
        deal::leave_deal(&bed.market, &first.buyer, leave("out")).await.unwrap();
        deal::leave_deal(&bed.market, &first.buyer, leave("out")).await.unwrap();
        assert_eq!(saved(&world, Stage::Forecast.code()).await, 120 * 350 * 5 / 2);
        let again = deal::leave_deal(&bed.market, &first.buyer, leave("again")).await;
        assert_eq!(again.unwrap_err(), Failure::Refused(Refusal::NotCommitted));
        // Who has left can come back.
        let baseline = pays(&bed.market, first, 18, Proof::File(invoice())).await;
        let promise = deal::CommitToDeal {
            key: key("back"),
            ..promise(&bed.market, deal, first, baseline).await
        };
        deal::commit_to_deal(&bed.market, &first.buyer, promise).await.unwrap();
        bed.clock.set(testbed::instant(CLOSES));
        let late = deal::leave_deal(&bed.market, &second.buyer, leave("late")).await;
        assert_eq!(late.unwrap_err(), Failure::Refused(Refusal::DealClosed));
    }

    async fn a_withdrawn_deal_tells_everybody_why_and_nothing_is_expected_any_more(bed) {
        let world = world(&bed, 2).await;
        let deal = open(&bed, &world).await;
        sign_up(&bed.market, deal, &world.schools[0]).await.unwrap();
        let empty = WithdrawDeal { deal, reason: " ".to_owned(), key: fresh_key() };
        let refused = deal::withdraw_deal(&bed.market, &world.lead, empty).await;
        assert_eq!(refused.unwrap_err(), Failure::field("reason", Problem::Missing));
        let command = WithdrawDeal { deal, reason: "The firm has closed.".to_owned(), key: fresh_key() };
        deal::withdraw_deal(&bed.market, &world.lead, command).await.unwrap();
        bed.run_jobs().await;
        let why = |about: &About| matches!(about, About::DealWithdrawn { .. });
        let letters = bed.letters.all();
        let told: Vec<(&str, bool)> =
            letters.iter().map(|letter| (letter.to.as_str(), why(&letter.about))).collect();
        // Who had not signed up is told in short.
        let expected = [("buyer1", true), ("buyer2", false), ("lead", true)];
        for (name, with_reason) in expected {
            assert!(told.contains(&(&format!("{name}@pool.example"), with_reason)), "{told:?}");
        }
        assert_eq!(told.len(), expected.len());
        assert_eq!(saved(&world, Stage::Forecast.code()).await, 0);
        let refused = sign_up(&bed.market, deal, &world.schools[1]).await;
        assert_eq!(refused.unwrap_err(), Failure::Refused(Refusal::DealNotOpen));
        close(&bed).await;
        let shown = deal::view_deal(&bed.market, &world.lead, deal, None).await.unwrap();
        assert_eq!(shown.meter.state, DealState::Withdrawn);
    }

    async fn evidence_is_seen_by_its_school_and_by_the_partnership_whose_deal_it_backs(bed) {
        let world = world(&bed, 2).await;
        let deal = open(&bed, &world).await;
        let [first, second] = &world.schools[..] else { panic!("two schools") };
        let unused = pays(&bed.market, first, 19, Proof::File(invoice())).await;
        let baseline = pays(&bed.market, first, 18, Proof::File(invoice())).await;
        deal::commit_to_deal(&bed.market, &first.buyer, promise(&bed.market, deal, first, baseline).await).await.unwrap();
        let file = baseline::baselines(&bed.market, &first.buyer, &PageAsked::default()).await.unwrap().items[0].file.clone().unwrap();
        let own = market::file::download(&bed.market, &first.buyer, file.id).await.unwrap();
        assert_eq!((own.name.as_str(), own.content_type.as_str()), ("last-invoice.pdf", "application/pdf"));
        let others = market::file::download(&bed.market, &second.buyer, file.id).await;
        assert_eq!(others.unwrap_err(), Failure::NotFound);
        let staff = baseline::evidence(&bed.market, &world.lead, deal, baseline).await.unwrap();
        assert_eq!(staff.contents, own.contents);
        let not_backing = baseline::evidence(&bed.market, &world.lead, deal, unused).await;
        assert_eq!(not_backing.unwrap_err(), Failure::NotFound);
        let by_school = baseline::evidence(&bed.market, &second.buyer, deal, baseline).await;
        assert_eq!(by_school.unwrap_err(), Failure::NotAllowed);
        let borrowed = deal::commit_to_deal(&bed.market, &second.buyer, promise(&bed.market, deal, second, baseline).await).await;
        assert_eq!(borrowed.unwrap_err(), Failure::field("baseline", Problem::NotAChoice));
    }

    async fn what_is_no_document_is_refused_as_evidence(bed) {
        let world = world(&bed, 1).await;
        let record = |name: &str, contents: &'static [u8]| RecordBaseline {
            category: domain::service::Category::Hr,
            supplier: "Old Payroll".to_owned(),
            yearly: Net(Pence::pounds(2_000)),
            quantity: 110,
            unit: domain::price::Unit::Pupil,
            covers_from: None,
            covers_to: None,
            proof: Proof::File(Upload { name: name.to_owned(), contents: Bytes::from_static(contents) }),
            key: fresh_key(),
        };
        let buyer = &world.schools[0].buyer;
        for (name, contents, problem) in [
            ("invoice.pdf", b"MZ\x90\0 a program".as_slice(), Problem::FileKind),
            ("invoice.html", b"<script>".as_slice(), Problem::FileKind),
            ("invoice.pdf", b"".as_slice(), Problem::FileEmpty),
        ] {
            let refused = baseline::record_baseline(&bed.market, buyer, record(name, contents)).await;
            assert_eq!(refused.unwrap_err(), Failure::field("evidence", problem), "{name}");
        }
    }
}
