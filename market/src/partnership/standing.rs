//! In what standing an organisation buys through a partnership, and who sells.

use chrono::NaiveDate;
use domain::Failure;
use domain::id::OrganisationId;
use domain::partnership::{LegalShape, seller};
use domain::price::BuyerStanding;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::db::{Reader, broken};

#[derive(FromQueryResult)]
struct Rights {
    rights: String,
}

/// The standing of an organisation with a partnership on a day: by the membership that covers it.
pub(crate) async fn standing(
    r: &Reader,
    partnership: OrganisationId,
    organisation: OrganisationId,
    on: NaiveDate,
) -> Result<BuyerStanding, Failure> {
    let sql = "SELECT t.rights FROM membership m JOIN tier t ON t.id = m.tier_id \
               WHERE m.partnership_id = $1 AND m.organisation_id = $2 \
               AND m.starts_on <= $3 AND (m.ends_on IS NULL OR m.ends_on >= $3) \
               ORDER BY m.starts_on DESC LIMIT 1";
    let values = [partnership.uuid().into(), organisation.uuid().into(), on.into()];
    let rights: Option<Rights> = r.sql_one(sql, values).await?;
    match rights.as_ref().map(|row| row.rights.as_str()) {
        None => Ok(BuyerStanding::NonMember),
        Some("full") => Ok(BuyerStanding::Full),
        Some("associate") => Ok(BuyerStanding::Associate),
        Some(other) => Err(broken(format!("a stored right is not known: {other}"))),
    }
}

#[derive(FromQueryResult)]
struct Trades {
    legal_shape: String,
    name: String,
    host_id: Option<Uuid>,
    host_name: Option<String>,
}

/// Who sells and invoices.
#[derive(Clone)]
pub(crate) struct Seller {
    pub id: OrganisationId,
    pub name: String,
}

/// Who sells and invoices for a partnership: the company itself, or the host of an informal one.
///
/// # Errors
/// `Refused(HostNeeded)` where an informal partnership has no host yet.
pub(crate) async fn seller_of(r: &Reader, partnership: OrganisationId) -> Result<Seller, Failure> {
    let sql = "SELECT p.legal_shape, o.name, p.host_id, h.name AS host_name FROM partnership p \
               JOIN organisation o ON o.id = p.organisation_id \
               LEFT JOIN organisation h ON h.id = p.host_id WHERE p.organisation_id = $1";
    let row: Option<Trades> = r.sql_one(sql, [partnership.uuid().into()]).await?;
    let row = row.ok_or(Failure::NotFound)?;
    let shape = LegalShape::from_code(&row.legal_shape)
        .ok_or_else(|| broken(format!("a stored legal shape is not known: {}", row.legal_shape)))?;
    let host = row.host_id.map(OrganisationId::from_uuid);
    let id = seller(shape, partnership, host)?;
    let host_name = row.host_name.filter(|_| id != partnership);
    Ok(Seller { id, name: host_name.unwrap_or(row.name) })
}
