//! What every price, invoice and saving needs to know of a school, as of a day.

use chrono::NaiveDate;
use domain::calendar::{FinancialYear, FinancialYearKind};
use domain::id::OrganisationId;
use domain::school::{LegalBuyer, Phase, RegisterEntry, Standing, VatPosition};
use domain::text::{LaCode, Urn};
use domain::{Failure, Refusal};
use sea_orm::FromQueryResult;

use super::pupils::{KNOWN, NEWEST};
use crate::db::{Reader, broken};

/// A school as prices, invoices and savings see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolFacts {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its number in the register.
    pub urn: Option<Urn>,
    /// The area it lies in.
    pub la_code: Option<LaCode>,
    /// The ages it teaches.
    pub phase: Option<Phase>,
    /// Its pupils, where they are known.
    pub pupils: Option<u32>,
    /// On which day they were counted.
    pub pupils_on: Option<NaiveDate>,
    /// Who is party to its contracts in law.
    pub legal_buyer: LegalBuyer,
    /// Whether it gets VAT back, and under which section.
    pub vat_position: VatPosition,
    /// When its financial year begins, where that is known.
    pub year_kind: Option<FinancialYearKind>,
    /// Lines of its postal address, as far as known.
    pub address: Vec<String>,
    /// Whether the register has closed it.
    pub closed: bool,
}

impl SchoolFacts {
    /// Refuses what a school cannot begin once the register has closed it.
    pub(crate) const fn must_be_open(&self) -> Result<(), Refusal> {
        if self.closed { Err(Refusal::SchoolClosed) } else { Ok(()) }
    }

    /// The financial year that the school keeps. Where the register does not say which, April to
    /// March: the year of maintained schools and of the register's councils.
    pub fn kept_year(&self) -> FinancialYearKind {
        self.year_kind.unwrap_or(FinancialYearKind::AprilToMarch)
    }

    /// The school's financial year in which a day lies.
    pub fn year_of(&self, day: NaiveDate) -> FinancialYear {
        FinancialYear::of(self.kept_year(), day)
    }
}

#[derive(FromQueryResult)]
struct Row {
    name: String,
    urn: Option<String>,
    entry: Option<String>,
    pupils: Option<i64>,
    counted_on: Option<NaiveDate>,
}

/// The facts of a school as they stand on a day. One statement.
///
/// # Errors
/// `NotFound` where the organisation is not a school.
pub(crate) async fn facts(
    r: &Reader,
    school: OrganisationId,
    on: NaiveDate,
) -> Result<SchoolFacts, Failure> {
    let sql = format!(
        "SELECT o.name, o.urn, s.entry, c.pupils, c.counted_on FROM organisation o \
         LEFT JOIN register_school s ON s.urn = o.urn \
         LEFT JOIN pupil_count c ON c.urn = o.urn AND c.counted_on <= $2 AND {KNOWN} \
         WHERE o.id = $1 AND o.kind = 'school' ORDER BY {NEWEST} LIMIT 1"
    );
    let row: Option<Row> = r.sql_one(&sql, [school.uuid().into(), on.into()]).await?;
    let row = row.ok_or(Failure::NotFound)?;
    let entry: Option<RegisterEntry> =
        row.entry.as_deref().map(serde_json::from_str).transpose().map_err(broken)?;
    let urn = row.urn.as_deref().and_then(|urn| Urn::parse(urn).ok());
    let address = entry.as_ref().map(|entry| -> Vec<String> {
        entry.address.lines().into_iter().map(str::to_owned).collect()
    });
    Ok(SchoolFacts {
        organisation: school,
        name: row.name,
        urn,
        la_code: entry.as_ref().and_then(|entry| entry.la_code.clone()),
        phase: entry.as_ref().and_then(RegisterEntry::known_phase).map(|known| known.phase),
        pupils: row.pupils.and_then(|pupils| u32::try_from(pupils).ok()),
        pupils_on: row.counted_on,
        legal_buyer: entry.as_ref().map_or(LegalBuyer::NotKnown, RegisterEntry::legal_buyer),
        vat_position: entry.as_ref().map_or(VatPosition::NotKnown, RegisterEntry::vat_position),
        year_kind: entry.as_ref().and_then(RegisterEntry::financial_year_kind),
        address: address.unwrap_or_default(),
        closed: entry.as_ref().is_some_and(|entry| entry.standing(on) == Standing::Closed),
    })
}
