//! The whole catalogue of a partnership, as its price list would write it: to be changed and brought in
//! again.

use domain::Failure;
use domain::access::Action;
use domain::id::ServiceId;
use domain::service::ServiceTerms;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::stored;
use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked};

/// Services on one page.
const PAGE: usize = 50;

/// Every service of the partnership acted for that is not retired, in the order in which they were added.
///
/// # Errors
/// `NotAllowed` for whoever does not keep its services.
pub async fn catalogue(
    market: &Market,
    actor: &Actor,
    page: &PageAsked,
) -> Result<Page<ServiceTerms>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let permit = &actor.permit_own(Action::ManageServices)?;
    let mut values: Vec<Value> = vec![permit.organisation().uuid().into()];
    let mut after = "";
    if let Some(key) = page.key() {
        let key: ServiceId = key.parse().map_err(|_| Failure::NotFound)?;
        values.push(key.uuid().into());
        after = "AND id > $2";
    }
    let size = page.size(PAGE);
    let sql = &format!(
        "SELECT id FROM service WHERE partnership_id = $1 AND state <> 'retired' {after} \
         ORDER BY id LIMIT {}",
        size + 1
    );
    let values = &values;
    market
        .db
        .read(|r| async move {
            let rows: Vec<Row> = r.sql_all(sql, values.iter().cloned()).await?;
            let ids: Vec<ServiceId> =
                rows.into_iter().map(|row| ServiceId::from_uuid(row.id)).collect();
            let mut found = stored::find_all(&r, &ids).await?;
            found.sort_by_key(|one| one.id);
            let found = Page::of(found, size, |one| one.id.to_string());
            Ok(found.map(|one| one.terms))
        })
        .await
}
