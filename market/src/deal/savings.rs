//! What a deal does to the savings ledger.
//!
//! Signing up enters an *expected* saving for each contract year, at the price that holds with the
//! school in. It is not touched when the price falls further: the page shows that live. At closing
//! each is taken back and the *agreed* saving entered at the price that all pay; when the school
//! leaves, or the deal does not go ahead, it is taken back and nothing follows. So at any time one
//! entry for each year counts, and no sum counts twice. Without a document behind what the school
//! pays now a saving stays expected, at the price that all pay.

use std::num::NonZeroU32;

use domain::deal::{CallOff, ContractYear, share_by_years};
use domain::id::{BaselineId, CommitmentId, DealId, FileId, OrganisationId, PersonId, SavingId};
use domain::order::LineStateCode;
use domain::saving::{Change, Entry, EntryIds, Evidence, Facts, Stage, Subject, UnitPrice};
use domain::vat::{ComparisonBasis, VatBasis, comparison_basis};
use domain::{BasisPoints, Failure, Net};

use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::stored::{Stored, lock};
use crate::Market;
use crate::baseline::{self, Baseline};
use crate::db::{Writer, broken};
use crate::saving;
use crate::school;

/// What a school buys by signing up.
pub(super) struct Bought<'a> {
    pub commitment: CommitmentId,
    pub school: OrganisationId,
    pub quantity: u32,
    /// The whole contract, excluding VAT.
    pub net: Net,
    pub baseline: &'a Baseline,
}

/// Enters the expected saving of each contract year.
pub(super) async fn expect(
    market: &Market,
    w: &Writer,
    stored: &Stored,
    bought: Bought<'_>,
    by: PersonId,
) -> Result<(), Failure> {
    let terms = stored.deal.terms();
    let years = terms.contract_years();
    let shares = share_by_years(bought.net, &years)?;
    let known = school::facts(w, bought.school, terms.starts_on()).await?;
    let basis = comparison_basis(known.vat_position);
    let file = bought.baseline.file.iter();
    let evidence: Vec<Evidence> = file.map(|file| Evidence::File(file.id)).collect();
    for (year, net) in years.iter().zip(shares) {
        let before = Net(bought.baseline.yearly.pence().fraction(i64::from(year.months), 12)?);
        let facts = Facts {
            school: bought.school,
            partnership: stored.partnership,
            subject: Subject::DealCommitment(bought.commitment),
            part: year.number,
            category: stored.category.code().to_owned(),
            basis,
            baseline_kind: bought.baseline.kind,
            baseline: unit_price(before, stored.vat, basis, bought.baseline.quantity)?,
            price: unit_price(net, stored.vat, basis, bought.quantity)?,
            quantity: at_least_one(bought.quantity)?,
            // The partnership's fee is inside the price.
            fee: BasisPoints::new(0),
            counts_on: year.first_on,
            year_starts_on: known.year_of(year.first_on).first_on(),
            evidence: evidence.clone(),
        };
        let entry = Entry::new(saving_id(market), Stage::Forecast, facts)?;
        saving::write(market, w, &entry, Some(by)).await?;
    }
    Ok(())
}

/// Puts the agreed saving in the place of the expected one, at the price that all pay.
pub(super) async fn agree(
    market: &Market,
    w: &Writer,
    stored: &Stored,
    commitment: CommitmentId,
    call_off: &CallOff,
) -> Result<(), Failure> {
    let years = stored.deal.terms().contract_years();
    let shares = share_by_years(call_off.net, &years)?;
    let entries = saving::live_entries(w, Subject::DealCommitment(commitment)).await?;
    for (entry, (year, net)) in entries.iter().zip(years.iter().zip(shares)) {
        if entry.facts().part != year.number {
            return Err(broken("an expected saving is missing"));
        }
        for moved in moved_on(market, entry, (year, net), stored.vat)? {
            saving::write(market, w, &moved, None).await?;
        }
    }
    if entries.len() == years.len() { Ok(()) } else { Err(broken("an expected saving is missing")) }
}

fn moved_on(
    market: &Market,
    entry: &Entry,
    (year, net): (&ContractYear, Net),
    vat: VatBasis,
) -> Result<[Entry; 2], Failure> {
    let old = entry.facts();
    let price = unit_price(net, vat, old.basis, old.quantity.get())?;
    let ids = EntryIds { reversal: saving_id(market), replacement: saving_id(market) };
    if old.evidence.is_empty() {
        return Ok(entry.correct(ids, Facts { price, ..old.clone() })?);
    }
    let change = Change {
        price,
        quantity: old.quantity,
        counts_on: year.first_on,
        year_starts_on: old.year_starts_on,
        evidence: None,
    };
    Ok(entry.advance(Stage::Contracted, ids, change)?)
}

/// Takes back what was expected, and frees what it was measured against for another.
pub(super) async fn take_back(
    market: &Market,
    w: &Writer,
    commitment: CommitmentId,
    by: Option<PersonId>,
) -> Result<(), Failure> {
    for entry in saving::live_entries(w, Subject::DealCommitment(commitment)).await? {
        saving::write(market, w, &entry.reversal(saving_id(market))?, by).await?;
    }
    baseline::free_contract(market, w, commitment).await
}

#[derive(FromQueryResult)]
struct Resting {
    id: Uuid,
    deal_id: Uuid,
    school_id: Uuid,
}

/// What a school pays now has got its document: the savings of its signatures that rest on it are
/// taken back and written anew with it, as far on as they are.
pub(crate) async fn documented(
    market: &Market,
    w: &Writer,
    baseline: BaselineId,
    document: FileId,
    by: PersonId,
) -> Result<(), Failure> {
    let sql = "SELECT c.id, c.deal_id, c.school_id FROM commitment c JOIN deal d ON d.id = c.deal_id \
               WHERE c.baseline_id = $1 AND c.withdrawn_at IS NULL \
               AND d.state IN ('open', 'met') ORDER BY c.id";
    let resting: Vec<Resting> = w.sql_all(sql, [baseline.uuid().into()]).await?;
    for signed in resting {
        // Whoever closes the deal comes before or after, not between.
        lock(w, DealId::from_uuid(signed.deal_id)).await?;
        let lines = lines_of(w, &signed).await?;
        let subject = Subject::DealCommitment(CommitmentId::from_uuid(signed.id));
        for entry in saving::live_entries(w, subject).await? {
            if entry.facts().evidence.is_empty() {
                let line = lines.iter().find(|(part, _)| *part == i64::from(entry.facts().part));
                let stage = line.map_or(Stage::Forecast, |(_, state)| stage_of(*state));
                for moved in with_document(market, &entry, stage, document)? {
                    saving::write(market, w, &moved, Some(by)).await?;
                }
            }
        }
    }
    Ok(())
}

/// The lines of a school's order from a deal by position, held until the transaction ends: whoever
/// invoices one of them comes before or after, not between.
async fn lines_of(w: &Writer, signed: &Resting) -> Result<Vec<(i64, LineStateCode)>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        position: i64,
        state: String,
    }
    let sql = "UPDATE order_line SET version = version WHERE deal_id = $1 AND order_id IN \
               (SELECT id FROM school_order WHERE school_id = $2) RETURNING position, state";
    let values = [signed.deal_id.into(), signed.school_id.into()];
    let rows: Vec<Row> = w.sql_all(sql, values).await?;
    let known = |row: Row| {
        let state = LineStateCode::from_code(&row.state);
        Ok((row.position, state.ok_or_else(|| broken("a stored state is not known"))?))
    };
    rows.into_iter().map(known).collect()
}

/// How far on a saving is whose line is so far on, once there is a document behind it.
const fn stage_of(line: LineStateCode) -> Stage {
    match line {
        LineStateCode::Booked | LineStateCode::Delivered => Stage::Contracted,
        LineStateCode::Invoiced => Stage::Realised,
        LineStateCode::Cancelled => Stage::Forecast,
    }
}

fn with_document(
    market: &Market,
    entry: &Entry,
    stage: Stage,
    document: FileId,
) -> Result<[Entry; 2], Failure> {
    let ids = EntryIds { reversal: saving_id(market), replacement: saving_id(market) };
    let old = entry.facts();
    let evidence = vec![Evidence::File(document)];
    if stage == Stage::Forecast {
        return Ok(entry.correct(ids, Facts { evidence, ..old.clone() })?);
    }
    let change = Change {
        price: old.price,
        quantity: old.quantity,
        counts_on: old.counts_on,
        year_starts_on: old.year_starts_on,
        evidence: Some(evidence),
    };
    Ok(entry.advance(stage, ids, change)?)
}

fn unit_price(
    net: Net,
    vat: VatBasis,
    basis: ComparisonBasis,
    quantity: u32,
) -> Result<UnitPrice, Failure> {
    let amount = basis.amount(net, vat)?;
    Ok(UnitPrice::of(amount, at_least_one(quantity)?))
}

fn at_least_one(quantity: u32) -> Result<NonZeroU32, Failure> {
    NonZeroU32::new(quantity).ok_or_else(|| broken("a stored quantity is nought"))
}

fn saving_id(market: &Market) -> SavingId {
    SavingId::from_uuid(market.ids.uuid())
}
