//! What an order saves: an expectation when it is asked for, an agreement when it is placed, a
//! fact when it is invoiced.
//!
//! A school that has shown what it paid before, for the same kind of service by the same unit, saves
//! against that as far as it goes: money is set free. What it buys beyond, and any other school,
//! saves against the median of the published prices, and that is avoided cost. Without either,
//! nothing is claimed.

use std::num::NonZeroU32;

use domain::access::Scope;
use domain::id::{BaselineId, CommitmentId, OrderLineId, PersonId, SavingId};
use domain::market_rate::MarketRate;
use domain::price::Unit;
use domain::saving::{
    BaselineKind, Cashability, Change, Counted, Entry, EntryIds, Evidence, Facts, Stage, Subject,
    UnitPrice,
};
use domain::vat::{self, ComparisonBasis};
use domain::{BasisPoints, Failure, Pence, Refusal};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::priced::{LineFor, PricedLine};
use super::sale::Sale;
use crate::Market;
use crate::baseline::{self, Baseline, Earlier};
use crate::db::{Reader, Writer, broken};
use crate::school::SchoolFacts;
use crate::{market_rate, saving};

/// What the prices of a service are measured against for one school.
pub(super) struct Against {
    basis: ComparisonBasis,
    earlier: Option<Earlier>,
    /// The median of the published prices of a unit, with those.
    market: Option<(Pence, Vec<Evidence>)>,
}

/// What one price is measured against, with what is behind it.
#[derive(Debug, Clone)]
pub(super) struct Measure {
    pub kind: BaselineKind,
    pub price: UnitPrice,
    /// Of how many: of an agreement, of so many months.
    pub quantity: NonZeroU32,
    pub basis: ComparisonBasis,
    pub evidence: Vec<Evidence>,
    /// The school's own statement and what of it is counted, where it is that.
    pub statement: Option<(BaselineId, Counted)>,
}

/// The months of a year.
const YEAR: NonZeroU32 = NonZeroU32::MIN.saturating_add(11);

/// What the school's price for a service is measured against.
pub(super) async fn against(r: &Reader, scope: &Scope, sale: &Sale) -> Result<Against, Failure> {
    let basis = vat::comparison_basis(sale.school.vat_position);
    let earlier = match basis {
        ComparisonBasis::Net => {
            let (category, unit) = (sale.terms.category, sale.terms.unit);
            Some(baseline::earlier(r, scope, category, unit).await?)
        }
        // What was paid before was entered without VAT: it is no match for a price including it.
        ComparisonBasis::Gross => None,
    };
    let points = market_rate::points(r, sale.service, sale.terms.unit).await?;
    let rate = MarketRate::of(&points, None, basis)?;
    let evidence: Vec<Evidence> =
        rate.published.iter().map(|point| Evidence::PricePoint(point.id)).collect();
    let market = rate.distribution.filter(|_| !evidence.is_empty());
    let market = market.map(|market| (market.median, evidence));
    Ok(Against { basis, earlier, market })
}

impl Against {
    /// What a line is measured against, if there is anything. What the school paid before is counted
    /// by it.
    pub fn measure(&mut self, sale: &Sale, line: &PricedLine) -> Result<Option<Measure>, Failure> {
        // What it saves, the package does.
        if line.package.is_some() {
            return Ok(None);
        }
        let Some(quantity) = NonZeroU32::new(measured_of(line)) else { return Ok(None) };
        let year = sale.school.year_of(line.counts_on(sale.today));
        let counted = line.counted(sale.today, year);
        let own = self.earlier.as_mut().and_then(|earlier| earlier.take(counted));
        if let Some(measure) = own.and_then(|own| own_spend(&own, line, self.basis, counted)) {
            return Ok(Some(Measure { quantity, ..measure }));
        }
        // A price elsewhere is for one of something, and no share of what the school has.
        // Nobody else sells what is in a package as one.
        let comparable = sale.terms.price.by.needs_stated().is_none() && !sale.terms.is_package();
        let Some((median, evidence)) = self.market.as_ref().filter(|_| comparable) else {
            return Ok(None);
        };
        let price = match &line.what {
            LineFor::Day(_) | LineFor::Places(_) | LineFor::Quantity { .. } => {
                UnitPrice::each(*median)
            }
            LineFor::Agreement(_) => {
                UnitPrice::of(median.times(i64::from(units_a_year(sale)?))?, YEAR)
            }
        };
        let (basis, evidence) = (self.basis, evidence.clone());
        let kind = BaselineKind::MarketRate;
        Ok(Some(Measure { kind, price, quantity, basis, evidence, statement: None }))
    }
}

/// How many of what it is measured by a line is: units, or the months of an agreement.
const fn measured_of(line: &PricedLine) -> u32 {
    match &line.what {
        LineFor::Day(_) | LineFor::Places(_) | LineFor::Quantity { .. } => line.quantity,
        LineFor::Agreement(part) => part.months,
    }
}

/// How many units at the market's price a year is.
fn units_a_year(sale: &Sale) -> Result<u32, Refusal> {
    if sale.terms.unit == Unit::Pupil {
        return sale.school.pupils.ok_or(Refusal::PupilsNotKnown);
    }
    sale.a_year()
}

fn own_spend(
    own: &Baseline,
    line: &PricedLine,
    basis: ComparisonBasis,
    counted: Counted,
) -> Option<Measure> {
    let of = match &line.what {
        LineFor::Day(_) | LineFor::Places(_) | LineFor::Quantity { .. } => {
            NonZeroU32::new(own.quantity)?
        }
        LineFor::Agreement(_) => YEAR,
    };
    Some(Measure {
        kind: own.kind,
        price: UnitPrice::of(own.yearly.pence(), of),
        quantity: NonZeroU32::MIN,
        basis,
        evidence: vec![Evidence::File(own.file.as_ref()?.id)],
        statement: Some((own.id, counted)),
    })
}

/// An entry for one line.
pub(super) fn entry(
    market: &Market,
    sale: &Sale,
    measure: &Measure,
    line: OrderLineId,
    priced: &PricedLine,
    stage: Stage,
) -> Result<Entry, Failure> {
    let counts_on = priced.counts_on(sale.today);
    let facts = Facts {
        school: sale.school.organisation,
        partnership: sale.partnership,
        subject: Subject::OrderLine(line),
        part: 1,
        category: sale.terms.category.code().to_owned(),
        basis: measure.basis,
        baseline_kind: measure.kind,
        baseline: measure.price,
        price: UnitPrice::of(measure.basis.amount(priced.net, sale.vat)?, measure.quantity),
        quantity: measure.quantity,
        fee: BasisPoints::new(0),
        counts_on,
        year_starts_on: sale.school.year_of(counts_on).first_on(),
        evidence: measure.evidence.clone(),
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
    let change = Change {
        price: UnitPrice::of(old.basis.amount(line.net, line.vat)?, old.quantity),
        quantity: old.quantity,
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

/// Takes a line's saving back: it will not come to pass, and what it was measured against is free.
pub(super) async fn take_back(
    market: &Market,
    w: &Writer,
    line: OrderLineId,
    by: Option<PersonId>,
) -> Result<(), Failure> {
    if let Some(live) = saving::live_entry(w, Subject::OrderLine(line), 1).await? {
        let reversal = live.reversal(new_id(market))?;
        saving::write(market, w, &reversal, by).await?;
    }
    baseline::free_units(market, w, line).await
}

/// Takes the saving of a line back that was not delivered, or not whole; of a call-off, the saving of
/// that year.
pub(crate) async fn take_back_delivered(
    market: &Market,
    w: &Writer,
    line: &super::StoredLine,
    by: PersonId,
) -> Result<(), Failure> {
    let (subject, part) = subject_of(w, line).await?;
    if let Some(live) = saving::live_entry(w, subject, part).await? {
        let reversal = live.reversal(new_id(market))?;
        saving::write(market, w, &reversal, Some(by)).await?;
    }
    baseline::free_units(market, w, line.id).await
}

/// Fewer were delivered of a line: it saves for so many, at the same price of each.
pub(super) async fn lessen(
    market: &Market,
    w: &Writer,
    line: &super::StoredLine,
    quantity: NonZeroU32,
    by: PersonId,
) -> Result<(), Failure> {
    let (subject, part) = subject_of(w, line).await?;
    let Some(live) = saving::live_entry(w, subject, part).await? else { return Ok(()) };
    if live.facts().quantity.get() != line.quantity {
        return take_back_delivered(market, w, line, by).await;
    }
    let old = live.facts().clone();
    let price = UnitPrice::of(old.price.times(quantity)?, quantity);
    let ids = EntryIds { reversal: new_id(market), replacement: new_id(market) };
    for entry in live.correct(ids, Facts { quantity, price, ..old })? {
        saving::write(market, w, &entry, Some(by)).await?;
    }
    baseline::keep_units(w, line.id, quantity.get()).await
}

/// What a line was to save, another line of another school saves in its place: at the same stage, on
/// the same day, against the same.
pub(super) async fn hand_over(
    market: &Market,
    w: &Writer,
    from: OrderLineId,
    to: OrderLineId,
    school: &SchoolFacts,
    by: PersonId,
) -> Result<(), Failure> {
    let live = saving::live_entry(w, Subject::OrderLine(from), 1).await?;
    let Some(live) = live else { return Ok(()) };
    let old = live.facts();
    let facts = Facts {
        school: school.organisation,
        subject: Subject::OrderLine(to),
        year_starts_on: school.year_of(old.counts_on).first_on(),
        ..old.clone()
    };
    let entries =
        [live.reversal(new_id(market))?, Entry::new(new_id(market), live.stage(), facts)?];
    for entry in &entries {
        saving::write(market, w, entry, Some(by)).await?;
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
    /// The same by what it is measured against.
    pub parts: Vec<SavingPart>,
}

/// The lines of an order that are measured against the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavingPart {
    /// The first of their entries; a quote's is not stored yet.
    pub entry: SavingId,
    /// What they are measured against.
    pub baseline_kind: BaselineKind,
    /// Whether money is set free.
    pub cashability: Cashability,
    /// The baseline's price of one unit, rounded to the penny.
    pub baseline_unit: Pence,
    /// What is behind the baseline.
    pub evidence: Vec<Evidence>,
    /// How many units, or months of an agreement.
    pub quantity: u32,
    /// What they save, in pence; negative for a rise.
    pub amount: Pence,
}

impl OrderSaving {
    /// Adds up entries; nothing where there are none.
    pub(super) fn of(entries: &[Entry]) -> Result<Option<Self>, Failure> {
        let Some(first) = entries.first() else { return Ok(None) };
        let mut parts: Vec<(UnitPrice, SavingPart)> = Vec::new();
        for entry in entries {
            let facts = entry.facts();
            let same = parts.iter_mut().find(|(baseline, part)| {
                *baseline == facts.baseline && part.evidence == facts.evidence
            });
            match same {
                Some((_, part)) => {
                    part.quantity = part.quantity.saturating_add(facts.quantity.get());
                    part.amount = part.amount.plus(entry.amount())?;
                }
                None => parts.push((facts.baseline, SavingPart::of(entry)?)),
            }
        }
        Ok(Some(Self {
            stage: entries.iter().map(Entry::stage).min().unwrap_or(Stage::Forecast),
            amount: Pence::total(entries.iter().map(Entry::amount))?,
            basis: first.facts().basis,
            parts: parts.into_iter().map(|(_, part)| part).collect(),
        }))
    }
}

impl SavingPart {
    fn of(entry: &Entry) -> Result<Self, Failure> {
        let facts = entry.facts();
        Ok(Self {
            entry: entry.stored().id,
            baseline_kind: facts.baseline_kind,
            cashability: entry.cashability(),
            baseline_unit: facts.baseline.times(NonZeroU32::MIN)?,
            evidence: facts.evidence.clone(),
            quantity: facts.quantity.get(),
            amount: entry.amount(),
        })
    }
}
