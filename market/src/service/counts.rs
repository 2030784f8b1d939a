//! How many services each choice of a filter would leave, with all the other filters as they are.

use std::collections::BTreeMap;

use domain::Failure;
use domain::id::OrganisationId;
use domain::service::{Category, PhaseServed};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::audience::Audience;
use super::browse::Browse;
use super::parts::parts;
use super::rows::Statement;
use crate::Market;
use crate::db::{Parameters, Reader, broken};

/// How many services a filter would leave, by its choices; none stands for a choice that leaves none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilterCounts {
    /// By kind.
    pub categories: BTreeMap<Category, u64>,
    /// By phase: a service for all phases counts for each.
    pub phases: BTreeMap<PhaseServed, u64>,
    /// By who delivers.
    pub providers: BTreeMap<OrganisationId, u64>,
}

#[derive(FromQueryResult)]
struct Row {
    /// Nothing where phases are not looked at; empty for a service that is for all of them.
    phase: Option<String>,
    category: String,
    provider_id: Uuid,
    services: i64,
}

/// The counts beside a list, for whoever sees the services of certain organisations. One statement; none
/// for a visitor, who sees those of the whole country.
pub(super) async fn counts(
    market: &Market,
    r: &Reader,
    audience: &Audience,
    browse: &Browse,
) -> Result<Option<FilterCounts>, Failure> {
    if matches!(audience, Audience::Visitor) {
        return Ok(None);
    }
    let mut parameters = Parameters::default();
    // What is counted by kind and provider is narrowed by phase; what is counted by phase is not.
    let by_phase = Browse { category: None, provider: None, phase: None, ..browse.clone() };
    let by_kind = Browse { phase: browse.phase, ..by_phase.clone() };
    let Some(parts) = parts(audience, browse, &mut parameters) else { return Ok(None) };
    let mut selects = Vec::with_capacity(parts.len() * 2);
    for part in &parts {
        let narrowed =
            Statement::new(market, r, audience, &by_kind).narrowed(&mut parameters, part);
        selects.push(format!(
            "SELECT CAST(NULL AS text) AS phase, s.category, s.provider_id, COUNT(*) AS services \
             FROM {} WHERE {} GROUP BY s.category, s.provider_id",
            part.services(),
            narrowed.join(" AND ")
        ));
        let narrowed =
            Statement::new(market, r, audience, &by_phase).narrowed(&mut parameters, part);
        selects.push(format!(
            "SELECT COALESCE(f.phase, '') AS phase, s.category, s.provider_id, \
             COUNT(*) AS services FROM {} \
             LEFT JOIN service_phase f ON f.service_id = s.id WHERE {} \
             GROUP BY f.phase, s.category, s.provider_id",
            part.services(),
            narrowed.join(" AND ")
        ));
    }
    if selects.is_empty() {
        return Ok(Some(FilterCounts::default()));
    }
    let rows: Vec<Row> = r.sql_all(&selects.join(" UNION ALL "), parameters.values()).await?;
    let mut counts = FilterCounts::default();
    for row in rows {
        counts.add(browse, row)?;
    }
    Ok(Some(counts))
}

impl FilterCounts {
    /// Adds a row to the choices of each filter whose fellows leave it in.
    fn add(&mut self, browse: &Browse, row: Row) -> Result<(), Failure> {
        let services = u64::try_from(row.services).map_err(broken)?;
        let category = Category::from_code(&row.category).ok_or_else(|| broken(&row.category))?;
        let provider = OrganisationId::from_uuid(row.provider_id);
        let of_category = browse.category.is_none_or(|one| one == category);
        let of_provider = browse.provider.is_none_or(|one| one == provider);
        match row.phase.as_deref() {
            None => {
                if of_provider {
                    *self.categories.entry(category).or_default() += services;
                }
                if of_category {
                    *self.providers.entry(provider).or_default() += services;
                }
            }
            Some(phase) if of_category && of_provider => {
                let phases = match phase {
                    "" => PhaseServed::ALL.to_vec(),
                    one => vec![PhaseServed::from_code(one).ok_or_else(|| broken(one))?],
                };
                for phase in phases {
                    *self.phases.entry(phase).or_default() += services;
                }
            }
            Some(_) => {}
        }
        Ok(())
    }
}
