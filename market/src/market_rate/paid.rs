//! What one school has paid for one, as far as it lets that count: its orders, and the quotes it chose.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::london_day;
use domain::id::OrganisationId;
use domain::price::{Unit, Working};
use domain::quote_request::BidVat;
use domain::vat::{ComparisonBasis, VatBasis};
use domain::{Failure, Net, Pence};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::sharing::Sharing;
use crate::db::{Reader, broken};

/// A kind of service in a unit, by their codes.
pub(super) type Kind = (String, String);

/// Something bought, or quoted and chosen.
pub(super) struct Paid {
    pub kind: Kind,
    pub seller: OrganisationId,
    pub net: Pence,
    pub gross: Pence,
    /// How many of the unit.
    pub count: i64,
    pub day: NaiveDate,
}

/// Everything of a school since an instant. One statement, and one for the quotes where they count.
pub(super) async fn paid(
    r: &Reader,
    sharing: Sharing,
    since: DateTime<Utc>,
) -> Result<Vec<Paid>, Failure> {
    let mut all = ordered(r, sharing.school, since).await?;
    if sharing.quotes {
        all.extend(chosen(r, sharing.school, since).await?);
    }
    Ok(all)
}

#[derive(FromQueryResult)]
struct LineRow {
    category: String,
    unit: String,
    provider_id: Uuid,
    price_working: String,
    vat_basis: String,
    day: Option<NaiveDate>,
    requested_at: DateTime<Utc>,
}

/// What it has bought and not cancelled, before any subsidy: what one cost, whoever paid it. Packages, and
/// what is taken from them, compare with nothing.
async fn ordered(
    r: &Reader,
    school: OrganisationId,
    since: DateTime<Utc>,
) -> Result<Vec<Paid>, Failure> {
    let sql = "SELECT l.category, l.unit, o.provider_id, l.price_working, l.vat_basis, \
               COALESCE(l.day, l.first_on, l.wished_on) AS day, o.requested_at \
               FROM school_order o JOIN order_line l ON l.order_id = o.id \
               WHERE o.school_id = $1 AND o.state IN ('placed', 'completed') \
               AND l.state <> 'cancelled' AND o.requested_at >= $2 AND l.package_order_id IS NULL \
               AND NOT EXISTS (SELECT 1 FROM package_part p WHERE p.order_id = o.id)";
    let rows: Vec<LineRow> = r.sql_all(sql, [school.uuid().into(), since.into()]).await?;
    rows.into_iter().filter_map(|row| row.paid().transpose()).collect()
}

impl LineRow {
    fn paid(self) -> Result<Option<Paid>, Failure> {
        let working: Working = serde_json::from_str(&self.price_working).map_err(broken)?;
        let vat: VatBasis = serde_json::from_str(&self.vat_basis).map_err(broken)?;
        let full = working.before_subsidy()?;
        let Some(count) = counted(&self.unit, &working).filter(|_| !full.pence().is_zero()) else {
            return Ok(None);
        };
        Ok(Some(Paid {
            kind: (self.category, self.unit),
            seller: OrganisationId::from_uuid(self.provider_id),
            net: full.pence(),
            gross: ComparisonBasis::Gross.amount(full, vat)?,
            count,
            day: self.day.unwrap_or_else(|| london_day(self.requested_at)),
        }))
    }
}

/// Of how many of its unit a price is; nothing where it is for a school of its size in another unit, and
/// compares with nothing.
fn counted(unit: &str, working: &Working) -> Option<i64> {
    let by_size = working.of_pupils().is_some() && Unit::from_code(unit) != Some(Unit::Pupil);
    Some(i64::from(working.charged())).filter(|count| *count > 0 && !by_size)
}

#[derive(FromQueryResult)]
struct QuoteRow {
    category: String,
    unit: String,
    quantity: i64,
    provider_id: Option<Uuid>,
    net_pence: i64,
    vat: String,
    closes_at: DateTime<Utc>,
}

/// The quotes that it has chosen. Those that it has not stay between it and whoever sent them.
async fn chosen(
    r: &Reader,
    school: OrganisationId,
    since: DateTime<Utc>,
) -> Result<Vec<Paid>, Failure> {
    let sql = "SELECT q.category, q.unit, q.quantity, s.provider_id, b.net_pence, b.vat, q.closes_at \
               FROM quote_request q JOIN quote_supplier s ON s.id = q.chosen_id \
               JOIN quote_bid b ON b.supplier_id = s.id \
               WHERE q.school_id = $1 AND q.state = 'decided' AND q.decided_at >= $2 \
               AND b.net_pence > 0 AND NOT EXISTS (SELECT 1 FROM quote_bid n \
               WHERE n.supplier_id = b.supplier_id AND n.number > b.number)";
    let values: [Value; 2] = [school.uuid().into(), since.into()];
    let rows: Vec<QuoteRow> = r.sql_all(sql, values).await?;
    rows.into_iter().map(|row| row.paid(school)).collect()
}

impl QuoteRow {
    fn paid(self, school: OrganisationId) -> Result<Paid, Failure> {
        let day = london_day(self.closes_at);
        let vat = BidVat::from_code(&self.vat).ok_or_else(|| broken("VAT of an unknown kind"))?;
        let net = Net(Pence::new(self.net_pence));
        Ok(Paid {
            kind: (self.category, self.unit),
            // A school with any number of firms that are not here counts once for all of them.
            seller: self.provider_id.map_or(school, OrganisationId::from_uuid),
            net: net.pence(),
            gross: vat.gross(net, day)?.pence(),
            count: self.quantity,
            day,
        })
    }
}
