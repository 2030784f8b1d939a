//! Sums of savings for a school or for a partnership's schools.

use chrono::NaiveDate;
use domain::access::{Action, Capacity, Scope};
use domain::id::OrganisationId;
use domain::money::Overflow;
use domain::saving::{Cashability, Stage};
use domain::vat::ComparisonBasis;
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::access::{Actor, Permit};
use crate::db::broken;
use crate::organisation::OrganisationKind;

/// One sum: what a school saved in one category, year and stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SumRow {
    /// Whose saving.
    pub school: OrganisationId,
    /// The school's name.
    pub school_name: String,
    /// The category's code.
    pub category: String,
    /// The first day of the school's financial year.
    pub year_starts_on: NaiveDate,
    /// How certain it is.
    pub stage: Stage,
    /// Whether money is set free, or a cost was avoided.
    pub cashability: Cashability,
    /// Whether VAT is in it.
    pub basis: ComparisonBasis,
    /// How much; below nothing where it cost more.
    pub amount: Pence,
    /// How many entries are under it, reversals included.
    pub entries: u64,
}

/// The sums of one school, or of all schools of a partnership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Whether this is a partnership's report over its schools.
    pub for_partnership: bool,
    /// The sums. Those with nothing in them are left out.
    pub rows: Vec<SumRow>,
}

impl Report {
    /// The total of a stage over the rows that fit.
    pub fn total(
        &self,
        basis: ComparisonBasis,
        stage: Stage,
        fits: impl Fn(&SumRow) -> bool,
    ) -> Result<Pence, Overflow> {
        let of_stage = |row: &&SumRow| row.basis == basis && row.stage == stage && fits(row);
        Pence::total(self.rows.iter().filter(of_stage).map(|row| row.amount))
    }
}

/// The permit under which savings are read: as a school its own, as a partnership its schools'.
pub(super) fn permit(actor: &Actor) -> Result<Permit, Failure> {
    let kind = actor.acting_for().map(|acting| acting.kind);
    if kind == Some(OrganisationKind::Partnership) {
        actor.permit_own(Action::ViewPartnershipSavings)
    } else {
        actor.permit_own(Action::ViewSchoolSavings)
    }
}

/// The party column that a scope filters savings on.
pub(crate) fn column(scope: &Scope) -> Result<&'static str, Failure> {
    match scope.capacity() {
        Capacity::School => Ok("school_id"),
        Capacity::Partnership => Ok("partnership_id"),
        Capacity::Provider | Capacity::Itself | Capacity::Installation => Err(Failure::NotAllowed),
    }
}

#[derive(FromQueryResult)]
struct Row {
    school_id: Uuid,
    school_name: String,
    category: String,
    year_starts_on: NaiveDate,
    stage: String,
    cashability: String,
    basis: String,
    amount_pence: i64,
    entries: i64,
}

impl Row {
    fn sum(self) -> Result<SumRow, Failure> {
        let unknown = |what: &str| broken(format!("a stored {what} is not known"));
        Ok(SumRow {
            school: OrganisationId::from_uuid(self.school_id),
            school_name: self.school_name,
            category: self.category,
            year_starts_on: self.year_starts_on,
            stage: Stage::from_code(&self.stage).ok_or_else(|| unknown("stage"))?,
            cashability: Cashability::from_code(&self.cashability)
                .ok_or_else(|| unknown("cashability"))?,
            basis: ComparisonBasis::from_code(&self.basis).ok_or_else(|| unknown("basis"))?,
            amount: Pence::new(self.amount_pence),
            entries: u64::try_from(self.entries).unwrap_or(0),
        })
    }
}

/// The sums of whoever the actor acts for. One statement, over sums that are kept in step with the
/// entries: as many rows as schools × categories × years, however many entries there are.
pub async fn view_savings(market: &Market, actor: &Actor) -> Result<Report, Failure> {
    let permit = permit(actor)?;
    let scope = permit.scope();
    let sql = format!(
        "SELECT s.school_id, o.name AS school_name, s.category, s.year_starts_on, s.stage, \
         s.cashability, s.basis, s.amount_pence, s.entries \
         FROM saving_sum s JOIN organisation o ON o.id = s.school_id \
         WHERE s.{} = $1 AND s.amount_pence <> 0 \
         ORDER BY s.year_starts_on DESC, s.category, o.name, s.stage",
        column(scope)?
    );
    let party = scope.organisation().uuid();
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_all(&sql, [party.into()]).await }).await?;
    Ok(Report {
        for_partnership: scope.capacity() == Capacity::Partnership,
        rows: rows.into_iter().map(Row::sum).collect::<Result<_, _>>()?,
    })
}
