//! What would become of each row of a price list.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::id::OrganisationId;
use domain::service::{Lifecycle, PricePart, ServiceRow, ServiceTerms};
use domain::vat::VatTreatment;
use domain::{Failure, id::ServiceId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{ImportChoice, RowNoted};
use crate::db::{Parameters, Reader};
use crate::organisation;
use crate::service::stored::{self, Stored};

/// What would become of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowWill {
    /// A service would be added.
    Add,
    /// A service would be changed.
    Change,
    /// A service is as the row says already.
    Keep,
}

/// A row that can be used, with what would become of it.
#[derive(Debug, Clone)]
pub struct RowPlan {
    /// Its line in the file.
    pub line: u64,
    /// What would become of it.
    pub will: RowWill,
    /// The service it would make.
    pub terms: ServiceTerms,
    /// How many people or places the row states.
    pub capacity: Option<u32>,
    /// Parts of the price that stand in no column of a list and stay as they are.
    pub kept: Vec<PricePart>,
    /// Parts of the price that go, though the list says nothing of them.
    pub lost: Vec<PricePart>,
    pub(super) existing: Option<Stored>,
    pub(super) lifecycle: Lifecycle,
}

/// The providers of a partnership by their names in lower case, its own name among them.
struct Providers {
    own_name: String,
    by_name: HashMap<String, OrganisationId>,
}

/// Plans rows: four statements, whatever their number up to a few hundred.
pub(super) async fn plan(
    r: &Reader,
    partnership: OrganisationId,
    rows: &[(u64, ServiceRow)],
    choice: ImportChoice,
    today: NaiveDate,
) -> Result<Vec<RowPlan>, Failure> {
    let providers = providers(r, partnership).await?;
    let mut plans = Vec::with_capacity(rows.len());
    for chunk in rows.chunks(200) {
        let mut existing = existing(r, partnership, chunk).await?;
        for (line, row) in chunk {
            let name = row.provider.as_deref().unwrap_or(&providers.own_name);
            let provider = providers.by_name.get(&name.to_lowercase()).copied();
            let found = provider.and_then(|id| existing.remove(&(id, row.title.clone())));
            plans.push(plan_row(*line, row, &providers, found, choice, today)?);
        }
    }
    Ok(plans)
}

fn plan_row(
    line: u64,
    row: &ServiceRow,
    providers: &Providers,
    existing: Option<Stored>,
    choice: ImportChoice,
    today: NaiveDate,
) -> Result<RowPlan, Failure> {
    let fresh = row.terms(&providers.own_name, today)?;
    let (mut kept, mut lost) = (Vec::new(), Vec::new());
    let mut terms = match &existing {
        None => fresh,
        Some(stored) => {
            let before = (&stored.terms.price, stored.terms.unit);
            let over = row.cells.over(before, row.unit).map_err(Failure::Invalid)?;
            (kept, lost) = (over.kept, over.lost);
            merged(&stored.terms, ServiceTerms { price: over.rule, ..fresh }, row)
        }
    };
    terms.vat = answered(terms.vat, choice, today)?;
    let lifecycle = existing
        .as_ref()
        .map_or(Lifecycle::Draft(domain::service::Draft), |stored| stored.lifecycle);
    let lifecycle = match lifecycle {
        Lifecycle::Draft(draft) if choice.on_sale => {
            draft.publish(terms.vat, today).map_or(lifecycle, Lifecycle::Live)
        }
        Lifecycle::Draft(_)
        | Lifecycle::InReview(_)
        | Lifecycle::Live(_)
        | Lifecycle::Paused(_)
        | Lifecycle::Retired(_) => lifecycle,
    };
    let will = match &existing {
        None => RowWill::Add,
        Some(stored) if stored.terms == terms && stored.lifecycle == lifecycle => RowWill::Keep,
        Some(_) => RowWill::Change,
    };
    Ok(RowPlan { line, will, terms, capacity: row.capacity, kept, lost, existing, lifecycle })
}

/// What a list states wins; what it says nothing of stays as staff have it.
fn merged(stored: &ServiceTerms, fresh: ServiceTerms, row: &ServiceRow) -> ServiceTerms {
    let says_more = row.description != row.title;
    let described = says_more && fresh.description != stored.description;
    ServiceTerms {
        summary: if described { fresh.summary } else { stored.summary.clone() },
        description: if described { fresh.description } else { stored.description.clone() },
        category: fresh.category,
        unit: fresh.unit,
        price: fresh.price,
        booked: fresh.booked.or(stored.booked.filter(|way| way.goes_with(fresh.unit))),
        ..stored.clone()
    }
}

/// The answer chosen for the whole list, where it is one of the answers.
fn answered(
    vat: VatTreatment,
    choice: ImportChoice,
    today: NaiveDate,
) -> Result<VatTreatment, Failure> {
    match (vat, choice.vat) {
        (VatTreatment::Ask(question), Some(reason)) if question.answers().contains(&reason) => {
            Ok(VatTreatment::settle(reason, today)?)
        }
        (vat, _) => Ok(vat),
    }
}

async fn providers(r: &Reader, partnership: OrganisationId) -> Result<Providers, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        name: String,
    }
    let own = organisation::by_id(r, partnership).await?;
    let sql = "SELECT o.id, o.name FROM partnership_provider p \
               JOIN organisation o ON o.id = p.provider_id WHERE p.partnership_id = $1";
    let rows: Vec<Row> = r.sql_all(sql, [partnership.uuid().into()]).await?;
    let mut by_name: HashMap<String, OrganisationId> = rows
        .into_iter()
        .map(|row| (row.name.to_lowercase(), OrganisationId::from_uuid(row.id)))
        .collect();
    by_name.insert(own.name.to_lowercase(), own.id);
    Ok(Providers { own_name: own.name, by_name })
}

/// The partnership's services of the titles in some rows, by provider and title. What has been
/// retired is gone: a row brings it back as a new service.
async fn existing(
    r: &Reader,
    partnership: OrganisationId,
    rows: &[(u64, ServiceRow)],
) -> Result<HashMap<(OrganisationId, String), Stored>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let mut parameters = Parameters::default();
    let own = parameters.bind(partnership.uuid());
    let titles: Vec<String> =
        rows.iter().map(|(_, row)| parameters.bind(row.title.clone())).collect();
    let sql = format!(
        "SELECT id FROM service WHERE partnership_id = {own} AND state <> 'retired' \
         AND title IN ({})",
        titles.join(", ")
    );
    let found: Vec<Row> = r.sql_all(&sql, parameters.values()).await?;
    let ids: Vec<ServiceId> = found.into_iter().map(|row| ServiceId::from_uuid(row.id)).collect();
    let stored = stored::find_all(r, &ids).await?;
    Ok(stored.into_iter().map(|one| ((one.provider, one.terms.title.clone()), one)).collect())
}

impl RowPlan {
    /// The name of whoever delivers it.
    pub fn provider_name(&self) -> &str {
        &self.terms.provider_name
    }

    /// The parts of the price of which the row says nothing, where there are any.
    pub fn noted(&self) -> Option<RowNoted> {
        let any = !self.kept.is_empty() || !self.lost.is_empty();
        any.then(|| RowNoted {
            line: self.line,
            title: self.terms.title.clone(),
            kept: self.kept.clone(),
            lost: self.lost.clone(),
        })
    }

    /// Whether nobody knows yet how VAT applies to it.
    pub const fn vat_is_open(&self) -> bool {
        matches!(self.terms.vat, VatTreatment::Ask(_))
    }
}
