//! Whom a school can ask for a quote: providers of what is on sale to it, of one kind, who have somebody
//! here that answers.

use domain::Failure;
use domain::access::{Action, Role, allowed};
use domain::id::{OrganisationId, ServiceId};
use domain::price::BuyerStanding;
use domain::service::Category;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::audience::school_audience;
use crate::Market;
use crate::db::{Parameters, Reader};
use crate::person::codes;
use crate::school::SchoolFacts;

/// A service whose provider can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceToAsk {
    /// The service.
    pub service: ServiceId,
    /// What it is called.
    pub title: String,
    /// Who delivers it.
    pub provider: OrganisationId,
    /// What they are called.
    pub provider_name: String,
}

/// The services of a kind that are on sale to a school, by provider and title. Two statements.
pub(crate) async fn services_to_ask(
    market: &Market,
    r: &Reader,
    school: &SchoolFacts,
    category: Category,
) -> Result<Vec<ServiceToAsk>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        title: String,
        provider_id: Uuid,
        name: String,
    }
    let reach = school_audience(market, r, school.clone()).await?.reach;
    if reach.is_empty() {
        return Ok(Vec::new());
    }
    let mut parameters = Parameters::default();
    let own = parameters.bind(school.organisation.uuid());
    let today = parameters.bind(market.today());
    let kind = parameters.bind(category.code());
    let open: Vec<String> = reach
        .iter()
        .map(|one| {
            let place = parameters.bind(one.partnership.uuid());
            let others = match one.standing {
                BuyerStanding::NonMember | BuyerStanding::OtherMember => " AND s.sold_to_others",
                BuyerStanding::Full | BuyerStanding::Associate => "",
            };
            format!("(s.partnership_id = {place}{others})")
        })
        .collect();
    let answers = Role::ALL.iter().copied().filter(|role| allowed(*role, Action::AnswerSchools));
    let sql = format!(
        "SELECT s.id, s.title, s.provider_id, o.name FROM service s \
         JOIN organisation o ON o.id = s.provider_id WHERE s.state = 'live' \
         AND s.category = {kind} AND s.provider_id <> {own} AND ({}) \
         AND EXISTS (SELECT 1 FROM role_holding h WHERE h.organisation_id = s.provider_id \
         AND h.role IN ({}) AND h.starts_on <= {today} \
         AND (h.ends_on IS NULL OR h.ends_on >= {today})) ORDER BY o.name, s.title, s.id",
        open.join(" OR "),
        codes(&answers.collect::<Vec<_>>()),
    );
    let rows: Vec<Row> = r.sql_whole(&sql, parameters.values()).await?;
    let service = |row: Row| ServiceToAsk {
        service: ServiceId::from_uuid(row.id),
        title: row.title,
        provider: OrganisationId::from_uuid(row.provider_id),
        provider_name: row.name,
    };
    Ok(rows.into_iter().map(service).collect())
}
