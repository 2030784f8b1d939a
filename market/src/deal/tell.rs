//! Telling everybody how a deal ended.

use domain::Failure;
use domain::access::Role;
use domain::deal::{Deal, Shortfall};
use sea_orm::FromQueryResult;

use super::stored::Stored;
use crate::Market;
use crate::db::Writer;
use crate::job::{self, Job};
use crate::mail::{About, Mail};
use crate::person::codes;

/// Who is told for a school.
const OF_SCHOOLS: [Role; 2] = [Role::Buyer, Role::Approver];
/// Who is told for the partnership.
const OF_PARTNERSHIP: [Role; 3] = [Role::Director, Role::PartnershipStaff, Role::ProcurementLead];

/// Tells every school that signed up, and the partnership's staff, that the deal is met or not
/// going ahead; and in short every other member.
pub(super) async fn ended(
    market: &Market,
    w: &Writer,
    stored: &Stored,
    closed: &Deal,
) -> Result<(), Failure> {
    let (unit_net_pence, missing) = match closed {
        Deal::Met(met) => (Some(met.award().unit_price.pence().get()), Shortfall::default()),
        Deal::Lapsed(lapsed) => (None, lapsed.missing()),
        Deal::Draft(_) | Deal::Open(_) | Deal::Withdrawn(_) => (None, Shortfall::default()),
    };
    let about = About::DealEnded {
        deal: stored.id,
        title: stored.title.clone(),
        unit_net_pence,
        schools: u32::try_from(stored.signed.len()).unwrap_or(u32::MAX),
        missing_schools: missing.schools,
        missing_quantity: missing.quantity,
    };
    tell_all(market, w, stored, &about, unit_net_pence).await
}

/// Tells them that it was taken back, and why.
pub(super) async fn withdrawn(
    market: &Market,
    w: &Writer,
    stored: &Stored,
    reason: &str,
) -> Result<(), Failure> {
    let about = About::DealWithdrawn {
        deal: stored.id,
        title: stored.title.clone(),
        partnership: stored.partnership_name.clone(),
        reason: reason.to_owned(),
    };
    tell_all(market, w, stored, &about, None).await
}

async fn tell_all(
    market: &Market,
    w: &Writer,
    stored: &Stored,
    about: &About,
    unit_net_pence: Option<i64>,
) -> Result<(), Failure> {
    let outcome = About::DealOutcome {
        deal: stored.id,
        title: stored.title.clone(),
        unit_net_pence,
        schools: u32::try_from(stored.signed.len()).unwrap_or(u32::MAX),
    };
    for reader in readers(market, w, stored).await? {
        let about = if reader.is_party == 1 { about } else { &outcome };
        let mail = Mail { to: reader.email, name: reader.name, about: about.clone() };
        job::enqueue(market, w, &Job::SendMail(mail)).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Reads {
    name: String,
    email: String,
    is_party: i64,
}

/// Everybody who is told, each once: as a party whoever signed, the buyers and approvers of every
/// school that is in, and those who run the partnership's deals; in short the buyers and approvers
/// of the other members.
async fn readers(market: &Market, w: &Writer, stored: &Stored) -> Result<Vec<Reads>, Failure> {
    let today = "h.starts_on <= $3 AND (h.ends_on IS NULL OR h.ends_on >= $3)";
    let (of_schools, of_partnership) = (codes(&OF_SCHOOLS), codes(&OF_PARTNERSHIP));
    let party = format!(
        "p.id IN (SELECT c.signed_by FROM commitment c \
         WHERE c.deal_id = $1 AND c.withdrawn_at IS NULL) \
         OR p.id IN (SELECT h.person_id FROM role_holding h \
         JOIN commitment c ON c.school_id = h.organisation_id \
         WHERE c.deal_id = $1 AND c.withdrawn_at IS NULL AND h.role IN ({of_schools}) AND {today}) \
         OR p.id IN (SELECT h.person_id FROM role_holding h \
         WHERE h.organisation_id = $2 AND h.role IN ({of_partnership}) AND {today})"
    );
    let member = format!(
        "p.id IN (SELECT h.person_id FROM role_holding h \
         JOIN membership m ON m.organisation_id = h.organisation_id \
         WHERE m.partnership_id = $2 AND m.starts_on <= $3 \
         AND (m.ends_on IS NULL OR m.ends_on >= $3) AND h.role IN ({of_schools}) AND {today})"
    );
    let sql = format!(
        "SELECT p.name, p.email, CAST(CASE WHEN {party} THEN 1 ELSE 0 END AS BIGINT) AS is_party \
         FROM person p WHERE p.email IS NOT NULL AND ({party} OR {member}) ORDER BY p.email"
    );
    let values: [sea_orm::Value; 3] =
        [stored.id.uuid().into(), stored.partnership.uuid().into(), market.today().into()];
    w.sql_all(&sql, values).await
}
