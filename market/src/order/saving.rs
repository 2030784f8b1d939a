//! What an order saves: an expectation when it is asked for, an agreement when it is placed, a
//! fact when it is invoiced.
//!
//! A school that has said what it paid before, for the same unit, saves against that; any other
//! against the median of the published prices, and that is avoided cost. Without either, nothing
//! is claimed.

use std::num::NonZeroU32;

use domain::id::{CommitmentId, FileId, OrderLineId, PersonId, SavingId};
use domain::market_rate::MarketRate;
use domain::saving::{
    BaselineKind, Cashability, Change, Entry, EntryIds, Evidence, Facts, Stage, Subject, UnitPrice,
};
use domain::vat::{self, ComparisonBasis, VatBasis};
use domain::{BasisPoints, Failure, Net, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::sale::{PricedDay, Sale};
use crate::Market;
use crate::db::{Reader, Writer, broken};
use crate::{market_rate, saving};

/// What a price is measured against, with what is behind it.
#[derive(Debug, Clone)]
pub(super) struct Against {
    pub kind: BaselineKind,
    pub price: UnitPrice,
    pub basis: ComparisonBasis,
    pub evidence: Vec<Evidence>,
}

impl Against {
    /// What a net amount is on the basis of the comparison.
    fn comparable(&self, net: Net, vat: VatBasis) -> Result<Pence, Failure> {
        Ok(self.basis.amount(net, vat)?)
    }
}

#[derive(FromQueryResult)]
struct BaselineRow {
    yearly_net_pence: i64,
    quantity: i64,
    evidence_file_id: Option<Uuid>,
}

/// What the school's price for a service is measured against, if there is anything.
pub(super) async fn against(r: &Reader, sale: &Sale) -> Result<Option<Against>, Failure> {
    let basis = vat::comparison_basis(sale.school.vat_position);
    // What was paid before was entered without VAT: it is no match for a price including it.
    if basis == ComparisonBasis::Net
        && let Some(own) = own_earlier_spend(r, sale).await?
    {
        return Ok(Some(own));
    }
    let points = market_rate::points(r, sale.service, sale.terms.unit).await?;
    let rate = MarketRate::of(&points, None, basis)?;
    let evidence: Vec<Evidence> =
        rate.published.iter().map(|point| Evidence::PricePoint(point.id)).collect();
    let market = rate.distribution.filter(|_| !evidence.is_empty());
    Ok(market.map(|market| Against {
        kind: BaselineKind::MarketRate,
        price: UnitPrice::each(market.median),
        basis,
        evidence,
    }))
}

/// What the school itself paid for the category by the same unit, the newest first. Only with its
/// document: an agreement is not measured against a memory.
async fn own_earlier_spend(r: &Reader, sale: &Sale) -> Result<Option<Against>, Failure> {
    let sql = "SELECT yearly_net_pence, quantity, evidence_file_id FROM baseline \
               WHERE school_id = $1 AND category = $2 AND kind = $3 AND unit = $4 \
               AND evidence_file_id IS NOT NULL ORDER BY id DESC LIMIT 1";
    let values = [
        sale.school.organisation.uuid().into(),
        sale.terms.category.code().into(),
        BaselineKind::OwnEarlierSpend.code().into(),
        sale.terms.unit.code().into(),
    ];
    let row: Option<BaselineRow> = r.sql_one(sql, values).await?;
    let Some(row) = row else { return Ok(None) };
    let per = u32::try_from(row.quantity).ok().and_then(NonZeroU32::new);
    let per = per.ok_or_else(|| broken("a stored baseline has no quantity"))?;
    let evidence = row.evidence_file_id.map(|file| Evidence::File(FileId::from_uuid(file)));
    Ok(Some(Against {
        kind: BaselineKind::OwnEarlierSpend,
        price: UnitPrice::of(Pence::new(row.yearly_net_pence), per),
        basis: ComparisonBasis::Net,
        evidence: evidence.into_iter().collect(),
    }))
}

/// An entry for one booked day.
pub(super) fn entry(
    market: &Market,
    sale: &Sale,
    against: &Against,
    line: OrderLineId,
    priced: &PricedDay,
    stage: Stage,
) -> Result<Entry, Failure> {
    let facts = Facts {
        school: sale.school.organisation,
        partnership: sale.partnership,
        subject: Subject::OrderLine(line),
        part: 1,
        category: sale.terms.category.code().to_owned(),
        basis: against.basis,
        baseline_kind: against.kind,
        baseline: against.price,
        price: UnitPrice::each(against.comparable(priced.net, sale.vat)?),
        quantity: NonZeroU32::MIN,
        fee: BasisPoints::new(0),
        counts_on: priced.day,
        year_starts_on: sale.school.year_of(priced.day).first_on(),
        evidence: against.evidence.clone(),
    };
    Ok(Entry::new(new_id(market), stage, facts)?)
}

fn new_id(market: &Market) -> SavingId {
    SavingId::from_uuid(market.ids.uuid())
}

/// Moves a line's saving on to a later stage, at the price paid then. A line without a saving, or
/// with one that is there already, stays as it is.
pub(crate) async fn advance(
    market: &Market,
    w: &Writer,
    line: &super::StoredLine,
    to: Stage,
    by: PersonId,
) -> Result<(), Failure> {
    let (subject, part) = subject_of(w, line).await?;
    let Some(live) = saving::live_entry(w, subject, part).await? else { return Ok(()) };
    if live.stage() >= to {
        return Ok(());
    }
    let old = live.facts();
    // Without a document behind what was paid before, a saving stays expected.
    if old.evidence.is_empty() {
        return Ok(());
    }
    let quantity = NonZeroU32::new(line.quantity).ok_or_else(|| broken("a line of nothing"))?;
    let change = Change {
        price: UnitPrice::of(old.basis.amount(line.net, line.vat)?, quantity),
        quantity,
        counts_on: old.counts_on,
        year_starts_on: old.year_starts_on,
        evidence: None,
    };
    let ids = EntryIds { reversal: new_id(market), replacement: new_id(market) };
    for entry in live.advance(to, ids, change)? {
        saving::write(market, w, &entry, Some(by)).await?;
    }
    Ok(())
}

/// What a line's saving was entered on: the line itself, or for a call-off the school's commitment
/// to the deal, of which the line at position `n` is part `n`.
async fn subject_of(r: &Reader, line: &super::StoredLine) -> Result<(Subject, u16), Failure> {
    #[derive(FromQueryResult)]
    struct Promise {
        commitment_id: Uuid,
        position: i64,
    }
    if line.deal.is_none() {
        return Ok((Subject::OrderLine(line.id), 1));
    }
    let sql = "SELECT c.id AS commitment_id, l.position FROM order_line l \
               JOIN school_order o ON o.id = l.order_id \
               JOIN commitment c ON c.deal_id = l.deal_id AND c.school_id = o.school_id \
               AND c.withdrawn_at IS NULL WHERE l.id = $1";
    let promise: Option<Promise> = r.sql_one(sql, [line.id.uuid().into()]).await?;
    let promise = promise.ok_or_else(|| broken("a call-off without a commitment"))?;
    let part = u16::try_from(promise.position).map_err(broken)?;
    Ok((Subject::DealCommitment(CommitmentId::from_uuid(promise.commitment_id)), part))
}

/// Takes a line's saving back: it will not come to pass.
pub(super) async fn take_back(
    market: &Market,
    w: &Writer,
    line: OrderLineId,
    by: PersonId,
) -> Result<(), Failure> {
    if let Some(live) = saving::live_entry(w, Subject::OrderLine(line), 1).await? {
        let reversal = live.reversal(new_id(market))?;
        saving::write(market, w, &reversal, Some(by)).await?;
    }
    Ok(())
}

/// What an order saves, as far as anybody can say: the sum of its lines' live entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderSaving {
    /// The stage all of it has reached, the earliest of its lines'.
    pub stage: Stage,
    /// In pence; negative for a rise.
    pub amount: Pence,
    /// Whether VAT is in the comparison.
    pub basis: ComparisonBasis,
    /// What it is measured against.
    pub baseline_kind: BaselineKind,
    /// Whether money is set free.
    pub cashability: Cashability,
    /// The baseline's price of one unit, rounded to the penny.
    pub baseline_unit: Pence,
    /// What is behind the baseline.
    pub evidence: Vec<Evidence>,
}

impl OrderSaving {
    /// Adds up entries; nothing where there are none.
    pub(super) fn of(entries: &[Entry]) -> Result<Option<Self>, Failure> {
        let Some(first) = entries.first() else { return Ok(None) };
        let facts = first.facts();
        Ok(Some(Self {
            stage: entries.iter().map(Entry::stage).min().unwrap_or(Stage::Forecast),
            amount: Pence::total(entries.iter().map(Entry::amount))?,
            basis: facts.basis,
            baseline_kind: facts.baseline_kind,
            cashability: first.cashability(),
            baseline_unit: facts.baseline.times(NonZeroU32::MIN)?,
            evidence: facts.evidence.clone(),
        }))
    }
}
