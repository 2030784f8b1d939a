//! Telling everybody how a deal ended.

use domain::Failure;
use domain::deal::{Deal, Shortfall};
use domain::id::{DealId, OrganisationId};
use sea_orm::FromQueryResult;

use super::stored::Stored;
use crate::Market;
use crate::db::{Reader, Writer};
use crate::job::{self, Job};
use crate::mail::{About, Mail};

/// Tells every school that signed up, and the partnership's staff, that the deal is met or not
/// going ahead.
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
        met: unit_net_pence.is_some(),
        unit_net_pence,
        schools: u32::try_from(stored.signed.len()).unwrap_or(u32::MAX),
        missing_schools: missing.schools,
        missing_quantity: missing.quantity,
    };
    tell_all(market, w, stored, &about).await
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
    tell_all(market, w, stored, &about).await
}

async fn tell_all(
    market: &Market,
    w: &Writer,
    stored: &Stored,
    about: &About,
) -> Result<(), Failure> {
    for reader in readers(market, w, stored.id, stored.partnership).await? {
        let mail = Mail { to: reader.email, name: reader.name, about: about.clone() };
        job::enqueue(market, w, &Job::SendMail(mail)).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Reads {
    name: String,
    email: String,
}

/// Whoever signed, the buyers and approvers of every school that is in, and those who run the
/// partnership's deals: each once.
async fn readers(
    market: &Market,
    r: &Reader,
    deal: DealId,
    partnership: OrganisationId,
) -> Result<Vec<Reads>, Failure> {
    let sql = "SELECT p.name, p.email FROM person p WHERE p.email IS NOT NULL AND (p.id IN \
               (SELECT c.signed_by FROM commitment c \
                WHERE c.deal_id = $1 AND c.withdrawn_at IS NULL) \
               OR p.id IN (SELECT h.person_id FROM role_holding h \
                JOIN commitment c ON c.school_id = h.organisation_id \
                WHERE c.deal_id = $1 AND c.withdrawn_at IS NULL AND h.role IN ('buyer', 'approver') \
                AND h.starts_on <= $3 AND (h.ends_on IS NULL OR h.ends_on >= $3)) \
               OR p.id IN (SELECT h.person_id FROM role_holding h WHERE h.organisation_id = $2 \
                AND h.role IN ('director', 'partnership_staff', 'procurement_lead') \
                AND h.starts_on <= $3 AND (h.ends_on IS NULL OR h.ends_on >= $3))) \
               ORDER BY p.email";
    let values: [sea_orm::Value; 3] =
        [deal.uuid().into(), partnership.uuid().into(), market.today().into()];
    r.sql_all(sql, values).await
}
