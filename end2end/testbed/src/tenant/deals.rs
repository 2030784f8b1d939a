//! Group deals: one met, one that did not go ahead, one taken back, a draft, and two that are
//! open: one that the school is in, and one that only the other school is in.

use domain::access::Role;
use domain::deal::{ProposedTerms, Quorum, Step, Unit};
use domain::id::{BaselineId, DealId};
use domain::service::Category;
use domain::text::PurchaseOrderNumber;
use domain::vat::VatReason;
use domain::{BasisPoints, Net, Pence};
use market::Actor;
use market::baseline::{Proof, RecordBaseline, record_baseline};
use market::deal::{
    CommitToDeal, DraftDeal, For, NewDraft, OpenDeal, ProviderChoice, WithdrawDeal, commit_to_deal,
    draft_deal, open_deal, view_deal, withdraw_deal,
};
use market::file::Upload;

use super::{Tenant, day, key};
use crate::{Bed, instant};

/// When the first two deals close.
pub(super) const CLOSED: &str = "2026-12-04T17:00:00Z";
/// When the others do.
const CLOSES: &str = "2026-12-18T17:00:00Z";

/// Drafts them all, opens all but one, and lets schools sign up.
pub(super) async fn open(bed: &Bed, tenant: &Tenant) {
    let met = draft(bed, tenant, "HR advice", Category::Hr, CLOSED, 2).await;
    let lapsed = draft(bed, tenant, "Grounds", Category::Grounds, CLOSED, 40).await;
    let withdrawn = draft(bed, tenant, "Broadband", Category::Ict, CLOSES, 2).await;
    let joined = draft(bed, tenant, "Payroll", Category::Payroll, CLOSES, 3).await;
    let to_join = draft(bed, tenant, "Insurance", Category::Insurance, CLOSES, 3).await;
    draft(bed, tenant, "Energy", Category::Energy, CLOSES, 3).await;
    let lead = &tenant.who(Role::ProcurementLead, tenant.partnership).actor;
    for deal in [met, lapsed, withdrawn, joined, to_join] {
        let open = OpenDeal { deal, key: key(&bed.market) };
        open_deal(&bed.market, lead, open).await.expect("an open deal");
    }
    let other = &tenant.who(Role::Buyer, tenant.other_school).actor;
    for deal in [met, lapsed, withdrawn, joined, to_join] {
        sign_up(bed, tenant, other, deal, 210).await;
        if deal != to_join {
            sign_up(bed, tenant, tenant.head(), deal, 425).await;
        }
    }
    let reason = tenant.marks.hidden("The firm took back its prices");
    let withdraw = WithdrawDeal { deal: withdrawn, reason, key: key(&bed.market) };
    withdraw_deal(&bed.market, lead, withdraw).await.expect("taken back");
}

async fn draft(
    bed: &Bed,
    tenant: &Tenant,
    title: &str,
    category: Category,
    closes_at: &str,
    schools: u32,
) -> DealId {
    let lead = &tenant.who(Role::ProcurementLead, tenant.partnership).actor;
    let step = |from, pence| Step { from, unit_price: Net(Pence::new(pence)) };
    let draft = DraftDeal {
        title: tenant.marks.hidden(title),
        category,
        provider: ProviderChoice::New(tenant.marks.hidden("Fenwick People")),
        description: tenant.marks.hidden("Advice by telephone."),
        terms: ProposedTerms {
            unit: Unit::Pupil,
            steps: vec![step(0, 1_450), step(600, 1_275), step(900, 1_120)],
            quorum: Quorum { schools: Some(schools), quantity: None },
            closes_at: instant(closes_at),
            fee: BasisPoints::new(200),
            starts_on: day("2027-04-01"),
            months: 24,
        },
        vat: VatReason::Standard,
    };
    let new = NewDraft { draft, key: key(&bed.market) };
    draft_deal(&bed.market, lead, new).await.expect("a draft")
}

async fn sign_up(bed: &Bed, tenant: &Tenant, signer: &Actor, deal: DealId, pupils: u32) {
    let number = format!("PO-{}", tenant.marks.hidden);
    let wording = tenant.marks.hidden("Our school takes this if the deal goes ahead.");
    let shown = view_deal(&bed.market, signer, deal, Some(pupils)).await.expect("the deal");
    let For::School(school) = shown.to else { unreachable!("a school signs") };
    let commit = CommitToDeal {
        deal,
        quantity: pupils,
        quantity_reason: Some(tenant.marks.hidden("Counted again this autumn")),
        baseline: pays_now(bed, tenant, signer, shown.category, pupils).await,
        purchase_order_number: Some(PurchaseOrderNumber::parse(&number).expect("a number")),
        seen: school.authority.expect("what it would sign").seen(&wording),
        wording,
        key: key(&bed.market),
    };
    commit_to_deal(&bed.market, signer, commit).await.expect("signed up");
}

/// What the school pays for what it has not signed up to, of which it has no document yet.
pub(super) async fn says_without_a_document(bed: &Bed, tenant: &Tenant) {
    let record = RecordBaseline {
        category: Category::Insurance,
        supplier: tenant.marks.hidden("Long-standing Insurers"),
        yearly: Net(Pence::pounds(2_000)),
        quantity: 425,
        unit: domain::price::Unit::Pupil,
        covers_from: None,
        covers_to: None,
        proof: Proof::Note(tenant.marks.hidden("Our ledger of last year")),
        key: key(&bed.market),
    };
    let buyer = &tenant.who(Role::Buyer, tenant.school).actor;
    record_baseline(&bed.market, buyer, record).await.expect("what it pays now");
}

/// £18 a pupil, with the last invoice.
async fn pays_now(
    bed: &Bed,
    tenant: &Tenant,
    signer: &Actor,
    category: Category,
    pupils: u32,
) -> BaselineId {
    let marks = tenant.marks;
    let record = RecordBaseline {
        category,
        supplier: marks.hidden("Old Payroll"),
        yearly: Net(Pence::new(1_800 * i64::from(pupils))),
        quantity: pupils,
        unit: domain::price::Unit::Pupil,
        covers_from: Some(day("2025-04-01")),
        covers_to: Some(day("2026-03-31")),
        proof: Proof::File(Upload {
            name: format!("last invoice {}.pdf", marks.hidden),
            contents: format!("%PDF-1.7 {}", marks.hidden).into_bytes().into(),
        }),
        key: key(&bed.market),
    };
    record_baseline(&bed.market, signer, record).await.expect("what it pays now")
}
