//! What a partnership invoiced here, counted for its members or for others by who controlled it on the
//! day of the invoice.

use std::sync::LazyLock;

use chrono::NaiveDate;
use domain::access::Action;
use domain::calendar::FinancialYear;
use domain::control::{Activity, YEARS, public_kinds};
use domain::id::{InvoiceId, OrganisationId};
use domain::{Failure, Pence};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked, Reader, broken};

/// Invoices on one page.
const PAGE: usize = 50;

/// Whether somebody is entered as shareholder on the day of an invoice `i`.
const SOMEBODY_HOLDS: &str = "EXISTS (SELECT 1 FROM shareholding h \
    LEFT JOIN shareholding_end e ON e.shareholding_id = h.id \
    WHERE h.partnership_id = i.partnership_id AND h.starts_on <= i.issued_on \
    AND (e.ends_on IS NULL OR e.ends_on >= i.issued_on))";

/// Whether its buyer `b` is, as a public authority: itself, or through the trust that it is in.
const BUYER_HOLDS: &str = "EXISTS (SELECT 1 FROM shareholding h \
    JOIN shareholder s ON s.id = h.shareholder_id \
    LEFT JOIN shareholding_end e ON e.shareholding_id = h.id \
    WHERE h.partnership_id = i.partnership_id AND h.authority = 'public' \
    AND h.starts_on <= i.issued_on AND (e.ends_on IS NULL OR e.ends_on >= i.issued_on) \
    AND (s.urn = b.urn OR s.organisation_id = b.id OR EXISTS (SELECT 1 FROM tie t \
    WHERE t.child_id = b.id AND t.parent_id = s.organisation_id AND t.kind = 'trust' \
    AND t.starts_on <= i.issued_on AND (t.ends_on IS NULL OR t.ends_on >= i.issued_on))))";

/// Whether the buyer is a full member, and a public authority as the register tells.
static BUYER_IS_MEMBER: LazyLock<String> = LazyLock::new(|| {
    let codes: Vec<String> = public_kinds().map(|kind| format!("'{}'", kind.code())).collect();
    format!(
        "EXISTS (SELECT 1 FROM membership m JOIN tier t ON t.id = m.tier_id \
         JOIN register_school g ON g.urn = b.urn WHERE m.partnership_id = i.partnership_id \
         AND m.organisation_id = b.id AND t.rights = 'full' AND m.starts_on <= i.issued_on \
         AND (m.ends_on IS NULL OR m.ends_on >= i.issued_on) AND g.kind IN ({}))",
        codes.join(", ")
    )
});

/// What a partnership sold itself, `$1`: a company in its own name, an informal partnership through
/// its host. With it, 1 for what counts for members and 0 for what counts for others.
fn own_trade(is_company: bool) -> String {
    let sold = if is_company { "=" } else { "<>" };
    format!(
        "SELECT i.id, i.number, i.issued_on, i.net_pence - i.credited_net_pence AS net_pence, \
         b.name AS buyer, \
         CAST(CASE WHEN ({SOMEBODY_HOLDS} AND {BUYER_HOLDS}) \
         OR (NOT {SOMEBODY_HOLDS} AND {member}) THEN 1 ELSE 0 END AS bigint) AS for_members \
         FROM invoice i JOIN organisation b ON b.id = i.school_id \
         WHERE i.partnership_id = $1 AND i.seller_id {sold} i.partnership_id \
         AND i.state <> 'credited' AND i.issued_on >= $2 AND i.issued_on <= $3",
        member = *BUYER_IS_MEMBER
    )
}

/// What was invoiced in each of the years, the oldest first. One statement.
pub(super) async fn invoiced(
    r: &Reader,
    partnership: OrganisationId,
    is_company: bool,
    years: &[FinancialYear; YEARS],
) -> Result<[Activity; YEARS], Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        year: i64,
        members: i64,
        others: i64,
    }
    let [first, second, third] = years;
    let sql = format!(
        "SELECT CAST(CASE WHEN x.issued_on >= $5 THEN 2 WHEN x.issued_on >= $4 THEN 1 ELSE 0 END \
         AS bigint) AS year, \
         CAST(SUM(CASE WHEN x.for_members = 1 THEN x.net_pence ELSE 0 END) AS bigint) AS members, \
         CAST(SUM(CASE WHEN x.for_members = 0 THEN x.net_pence ELSE 0 END) AS bigint) AS others \
         FROM ({}) x GROUP BY 1",
        own_trade(is_company)
    );
    let values: [Value; 5] = [
        partnership.uuid().into(),
        first.first_on().into(),
        third.last_on().into(),
        second.first_on().into(),
        third.first_on().into(),
    ];
    let rows: Vec<Row> = r.sql_all(&sql, values).await?;
    let mut found = [Activity::NONE; YEARS];
    for row in rows {
        let place = usize::try_from(row.year).ok().and_then(|year| found.get_mut(year));
        let place = place.ok_or_else(|| broken("invoices of a year that was not asked for"))?;
        *place = read(row.members, row.others)?;
    }
    Ok(found)
}

/// Activity as it is summed.
pub(super) fn read(members: i64, others: i64) -> Result<Activity, Failure> {
    Activity::new(Pence::new(members), Pence::new(others))
        .ok_or_else(|| broken("activity below nothing"))
}

/// For whom something was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// For members.
    Members,
    /// For others.
    Others,
}

/// Which invoices are asked for.
#[derive(Debug, Clone)]
pub struct InvoicedAsked {
    /// Of which financial year.
    pub year: FinancialYear,
    /// For whom; both, where nothing is said.
    pub side: Option<Side>,
    /// Which page.
    pub page: PageAsked,
}

/// An invoice that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoicedActivity {
    /// The invoice.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// Who bought.
    pub buyer: String,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// Excluding VAT.
    pub net: Pence,
    /// For whom it counts.
    pub side: Side,
}

/// The invoices that a year's figures are the sums of, the newest first.
///
/// # Errors
/// `NotFound` where the organisation acted for is no partnership.
pub async fn invoiced_activity(
    market: &Market,
    actor: &Actor,
    asked: InvoicedAsked,
) -> Result<Page<InvoicedActivity>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        number: String,
        buyer: String,
        issued_on: NaiveDate,
        net_pence: i64,
        for_members: i64,
    }
    let permit = actor.permit_own(Action::ViewOrders)?;
    let (partnership, asked) = (permit.organisation(), &asked);
    let size = asked.page.size(PAGE);
    let rows: Vec<Row> = market
        .db
        .read(|r| async move {
            let is_company = super::view::is_company(&r, partnership).await?;
            let mut sql = format!("SELECT * FROM ({}) x WHERE 1 = 1", own_trade(is_company));
            let mut values: Vec<Value> = vec![
                partnership.uuid().into(),
                asked.year.first_on().into(),
                asked.year.last_on().into(),
            ];
            if let Some(side) = asked.side {
                let wanted = match side {
                    Side::Members => 1,
                    Side::Others => 0,
                };
                sql.push_str(&format!(" AND x.for_members = {wanted}"));
            }
            if let Some(after) = asked.page.key() {
                let after: InvoiceId = after.parse().map_err(|_| Failure::NotFound)?;
                values.push(after.uuid().into());
                sql.push_str(&format!(" AND x.id < ${}", values.len()));
            }
            sql.push_str(&format!(" ORDER BY x.id DESC LIMIT {}", size + 1));
            r.sql_all(&sql, values).await
        })
        .await?;
    let rows = rows
        .into_iter()
        .map(|row| InvoicedActivity {
            id: InvoiceId::from_uuid(row.id),
            number: row.number,
            buyer: row.buyer,
            issued_on: row.issued_on,
            net: Pence::new(row.net_pence),
            side: if row.for_members == 1 { Side::Members } else { Side::Others },
        })
        .collect();
    Ok(Page::of(rows, size, |row| row.id.to_string()))
}
