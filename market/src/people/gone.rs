//! Who has left.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Failure;
use domain::access::{Action, Role};
use domain::id::{OrganisationId, RoleHoldingId};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::list::read_role;
use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked, Reader};

/// Roles on one page.
const PAGE: usize = 50;

/// A role that somebody held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// The role as they held it.
    pub id: RoleHoldingId,
    /// Who.
    pub name: String,
    /// The role.
    pub role: Role,
    /// Since when.
    pub starts_on: NaiveDate,
    /// Until which day.
    pub until: NaiveDate,
}

/// Who has left the organisation acted for, the last first.
///
/// # Errors
/// `NotFound` for a page that is none.
pub async fn people_gone(
    market: &Market,
    actor: &Actor,
    page: &PageAsked,
) -> Result<Page<Gone>, Failure> {
    let permit = actor.permit_own(Action::ManagePeople)?;
    let (own, today) = (permit.organisation(), market.today());
    market.db.read(|r| async move { gone(&r, own, today, page).await }).await
}

#[derive(FromQueryResult)]
struct GoneRow {
    id: Uuid,
    name: String,
    role: String,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    ended_at: Option<DateTime<Utc>>,
}

/// Who held a role of an organisation, the last to leave first.
pub(super) async fn gone(
    r: &Reader,
    own: OrganisationId,
    today: NaiveDate,
    page: &PageAsked,
) -> Result<Page<Gone>, Failure> {
    let size = page.size(PAGE);
    let mut values: Vec<Value> = vec![own.uuid().into(), today.into()];
    let further = match page.key() {
        None => "",
        Some(key) => {
            let after: RoleHoldingId = key.parse().map_err(|_| Failure::NotFound)?;
            values.push(after.uuid().into());
            "AND EXISTS (SELECT 1 FROM role_holding k WHERE k.id = $3 \
             AND (h.ends_on < k.ends_on OR (h.ends_on = k.ends_on AND h.id > k.id)))"
        }
    };
    // A limit that changed ended one holding and began the next: that person has not left.
    let sql = format!(
        "SELECT h.id, p.name, h.role, h.starts_on, h.ends_on, h.ended_at FROM role_holding h \
         JOIN person p ON p.id = h.person_id \
         WHERE h.organisation_id = $1 AND h.ends_on < $2 AND NOT EXISTS (SELECT 1 \
           FROM role_holding n WHERE n.organisation_id = h.organisation_id \
           AND n.person_id = h.person_id AND n.role = h.role AND n.id <> h.id AND n.starts_on > h.ends_on) \
         {further} ORDER BY h.ends_on DESC, h.id LIMIT {}",
        size + 1
    );
    let rows: Vec<GoneRow> = r.sql_all(&sql, values).await?;
    let rows = rows.into_iter().map(GoneRow::gone).collect::<Result<_, Failure>>()?;
    let mut page = Page::of(rows, size, |one: &Gone| one.id.to_string());
    // A role that ended before its first day was never held.
    page.items.retain(|one| one.starts_on <= one.until);
    Ok(page)
}

impl GoneRow {
    fn gone(self) -> Result<Gone, Failure> {
        // One that ended at once held for a part of the day on which somebody ended it.
        let ended = self.ended_at.map(domain::calendar::london_day);
        Ok(Gone {
            id: RoleHoldingId::from_uuid(self.id),
            name: self.name,
            role: read_role(&self.role)?,
            starts_on: self.starts_on,
            until: ended.filter(|day| *day > self.ends_on).unwrap_or(self.ends_on),
        })
    }
}
