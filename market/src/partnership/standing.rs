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
struct Shape {
    legal_shape: String,
    host_id: Option<Uuid>,
}

/// Who sells and invoices for a partnership: the company itself, or the host of an informal one.
///
/// # Errors
/// `Refused(HostNeeded)` where an informal partnership has no host yet.
pub(crate) async fn seller_of(
    r: &Reader,
    partnership: OrganisationId,
) -> Result<OrganisationId, Failure> {
    let sql = "SELECT legal_shape, host_id FROM partnership WHERE organisation_id = $1";
    let row: Option<Shape> = r.sql_one(sql, [partnership.uuid().into()]).await?;
    let row = row.ok_or(Failure::NotFound)?;
    let shape = LegalShape::from_code(&row.legal_shape)
        .ok_or_else(|| broken(format!("a stored legal shape is not known: {}", row.legal_shape)))?;
    let host = row.host_id.map(OrganisationId::from_uuid);
    Ok(seller(shape, partnership, host)?)
}
