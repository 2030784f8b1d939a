//! A group deal that forty schools have signed, as the first buyer's school sees it before it does.

use chrono::{Days, Months};
use domain::access::Role;
use domain::deal::{ProposedTerms, Quorum, Step, Unit};
use domain::id::{BaselineId, DealId, OrganisationId};
use domain::service::Category;
use domain::vat::VatReason;
use domain::{BasisPoints, Net, Pence};
use market::baseline::{Proof, RecordBaseline, record_baseline};
use market::deal::{
    CommitToDeal, DraftDeal, For, NewDraft, OpenDeal, ProviderChoice, commit_to_deal, draft_deal,
    open_deal, view_deal,
};
use market::{Actor, Market};

use crate::world::{add, key, sign_in};
use crate::{Ended, told};

/// How many schools have signed.
const SIGNED: usize = 40;
/// How long schools can sign.
const OPEN_DAYS: u64 = 60;

/// Opens it, and signs for the schools behind the first.
pub async fn make(
    market: &Market,
    manager: &Actor,
    onlooker: &Actor,
    members: &[OrganisationId],
) -> Ended<DealId> {
    let new = NewDraft { draft: draft(market), key: key()? };
    let deal = draft_deal(market, manager, new).await.map_err(told)?;
    open_deal(market, manager, OpenDeal { deal, key: key()? }).await.map_err(told)?;
    pays_now(market, onlooker, 90).await?;
    for (number, school) in members.iter().skip(1).take(SIGNED).enumerate() {
        let name = format!("head{number}");
        add(market, *school, Role::Approver, &name).await?;
        let (_, head) = sign_in(market, &name).await?;
        sign(market, &head, deal).await?;
    }
    Ok(deal)
}

fn draft(market: &Market) -> DraftDeal {
    let step = |from, pence| Step { from, unit_price: Net(Pence::new(pence)) };
    let closes_at = market.now() + Days::new(OPEN_DAYS);
    DraftDeal {
        title: "Bench payroll".to_owned(),
        category: Category::Hr,
        provider: ProviderChoice::New("Harbour Payroll".to_owned()),
        description: "Advice by telephone, payroll every month, pensions.".to_owned(),
        terms: ProposedTerms {
            unit: Unit::Pupil,
            steps: vec![step(0, 2_350), step(2_000, 2_190), step(4_000, 2_060), step(9_000, 1_940)],
            quorum: Quorum { schools: Some(15), quantity: None },
            closes_at,
            fee: BasisPoints::new(150),
            starts_on: closes_at.date_naive() + Months::new(1),
            months: 24,
        },
        vat: VatReason::Standard,
    }
}

async fn pays_now(market: &Market, buyer: &Actor, quantity: u32) -> Ended<BaselineId> {
    let record = RecordBaseline {
        category: Category::Hr,
        supplier: "Yesterday Payroll".to_owned(),
        yearly: Net(Pence::new(2_200 * i64::from(quantity))),
        quantity,
        unit: domain::price::Unit::Pupil,
        covers_from: None,
        covers_to: None,
        proof: Proof::Note("By our books of last year".to_owned()),
        key: key()?,
    };
    record_baseline(market, buyer, record).await.map_err(told)
}

async fn sign(market: &Market, head: &Actor, deal: DealId) -> Ended {
    let shown = view_deal(market, head, deal, None).await.map_err(told)?;
    let For::School(school) = shown.to else { return Err("no school signs".into()) };
    let quantity = school.quantity().map_err(told)?;
    let authority = school.authority.ok_or("the head may not sign")?;
    let wording = "Our school takes this service if the deal goes ahead.".to_owned();
    let promise = CommitToDeal {
        deal,
        quantity,
        quantity_reason: None,
        baseline: pays_now(market, head, quantity).await?,
        purchase_order_number: None,
        seen: authority.seen(&wording),
        wording,
        key: key()?,
    };
    commit_to_deal(market, head, promise).await.map_err(told)?;
    Ok(())
}
