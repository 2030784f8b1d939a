//! A school's sheet: every service it had in the year that ends, with next year's price beside it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Action;
use domain::buy_back::{Choice, Priced, Progress, ROWS_MAX, Round, Totals, totals};
use domain::id::{BuyBackId, OrganisationId, PersonId, PurchaseId, ServiceId, SheetId};
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::had::had;
use super::round::{self, find_for};
use super::row::{SheetRow, renewal, row};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::db::{Reader, broken};
use crate::order::Sale;

/// How far a school has come: the code of a [`Progress`], from its sheet `sh`. Orders that were all
/// declined or taken back are as if nothing had been sent.
pub(super) const PROGRESS: &str = "CASE WHEN sh.id IS NULL THEN 'not_begun' \
    WHEN sh.sent_at IS NULL THEN 'begun' WHEN sh.purchase_id IS NULL THEN 'stopped' \
    WHEN EXISTS (SELECT 1 FROM school_order po WHERE po.purchase_id = sh.purchase_id \
    AND po.state IN ('awaiting_approval', 'sent_back')) THEN 'waiting' \
    WHEN EXISTS (SELECT 1 FROM school_order po WHERE po.purchase_id = sh.purchase_id \
    AND po.state IN ('placed', 'completed')) THEN 'renewed' ELSE 'begun' END";

/// Reads what [`PROGRESS`] says.
pub(super) fn progress_of(code: &str) -> Result<Progress, Failure> {
    Progress::from_code(code).ok_or_else(|| broken(format!("a progress is not known: {code}")))
}

/// A school's sheet as it is shown.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// In which round.
    pub buy_back: BuyBackId,
    /// Of which partnership.
    pub partnership: String,
    /// Which school.
    pub school: String,
    /// The round by its days.
    pub round: Round,
    /// How far the school has come.
    pub progress: Progress,
    /// Which version is shown; nought where nothing is kept yet.
    pub version: i64,
    /// What the school wants to spend at most, excluding VAT.
    pub budget: Option<Pence>,
    /// Its services, by title.
    pub rows: Vec<SheetRow>,
    /// Agreements whose year begins on another day, with that day: they are no matter of this round.
    pub elsewhere: Vec<(String, NaiveDate)>,
    /// What it had that is not renewed in a sheet: places at events, and what is asked for.
    pub others: Vec<String>,
    /// What its rows come to, as chosen: those that can be had.
    pub totals: Totals,
    /// The purchase as which it was sent, where something was ordered.
    pub purchase: Option<PurchaseId>,
    /// When it was sent last, and by whom.
    pub sent: Option<(DateTime<Utc>, String)>,
    /// Whether whoever looks may change and send it now.
    pub can_change: bool,
}

/// A sheet with what it would be ordered from.
pub(super) struct Loaded {
    pub found: round::Stored,
    pub sheet: Sheet,
    pub id: Option<SheetId>,
    pub sales: BTreeMap<ServiceId, Sale>,
}

/// The sheet of the school acted for in a round. As many statements for many services as for one.
///
/// # Errors
/// `NotFound` where the round does not concern the school; `Refused(BuyBackNotOpen)` before it opens.
pub async fn view_sheet(market: &Market, actor: &Actor, id: BuyBackId) -> Result<Sheet, Failure> {
    let permit = &actor.permit_own(Action::ViewSchool)?;
    let can_buy = actor.can(Action::PlaceOrder);
    market
        .db
        .read(|r| async move {
            let mut sheet = load(market, &r, permit, id).await?.sheet;
            sheet.can_change = can_buy && is_open(market, &sheet);
            Ok(sheet)
        })
        .await
}

/// Whether a sheet can be changed as it stands.
pub(super) fn is_open(market: &Market, sheet: &Sheet) -> bool {
    let undecided = match sheet.progress {
        Progress::NotBegun | Progress::Begun | Progress::Stopped => true,
        Progress::Waiting | Progress::Renewed => false,
    };
    undecided && sheet.round.is_open(market.today())
}

#[derive(FromQueryResult)]
struct Kept {
    id: Uuid,
    budget_pence: Option<i64>,
    version: i64,
    purchase_id: Option<Uuid>,
    sent_at: Option<DateTime<Utc>>,
    sent_by: Option<String>,
    progress: String,
}

#[derive(FromQueryResult)]
struct Chosen {
    service_id: Uuid,
    choice: String,
    quantity: Option<i64>,
}

async fn kept(
    r: &Reader,
    id: BuyBackId,
    school: OrganisationId,
) -> Result<(Option<Kept>, BTreeMap<ServiceId, Choice>), Failure> {
    let sql = format!(
        "SELECT sh.id, sh.budget_pence, sh.version, sh.purchase_id, sh.sent_at, p.name AS sent_by, \
         {PROGRESS} AS progress FROM buy_back_sheet sh LEFT JOIN person p ON p.id = sh.sent_by \
         WHERE sh.buy_back_id = $1 AND sh.school_id = $2"
    );
    let kept: Option<Kept> = r.sql_one(&sql, [id.uuid().into(), school.uuid().into()]).await?;
    let sql = "SELECT c.service_id, c.choice, c.quantity FROM buy_back_choice c \
               JOIN buy_back_sheet sh ON sh.id = c.sheet_id \
               WHERE sh.buy_back_id = $1 AND sh.school_id = $2";
    let rows: Vec<Chosen> = r.sql_whole(sql, [id.uuid().into(), school.uuid().into()]).await?;
    let mut chosen = BTreeMap::new();
    for row in rows {
        let quantity = row.quantity.map(u32::try_from).transpose().map_err(broken)?;
        let choice = Choice::restore(&row.choice, quantity);
        let choice = choice.ok_or_else(|| broken("a stored choice is not known"))?;
        chosen.insert(ServiceId::from_uuid(row.service_id), choice);
    }
    Ok((kept, chosen))
}

/// Loads a sheet of the permit's school.
pub(super) async fn load(
    market: &Market,
    r: &Reader,
    permit: &Permit,
    id: BuyBackId,
) -> Result<Loaded, Failure> {
    let school = permit.organisation();
    let found = find_for(r, permit.scope(), id, market.today()).await?;
    let had = had(r, (school, found.partnership), found.round).await?;
    if had.len() > ROWS_MAX {
        return Err(broken("a school had more services than a sheet has room for"));
    }
    let services: Vec<ServiceId> = had.keys().copied().collect();
    let (facts, sales_of) =
        Sale::load_all(market, r, found.partnership, (school, &services)).await?;
    let (kept, chosen) = kept(r, id, school).await?;
    let mut sheet = Sheet {
        buy_back: id,
        partnership: found.name.clone(),
        school: facts.name.clone(),
        round: found.round,
        progress: kept.as_ref().map_or(Ok(Progress::NotBegun), |one| progress_of(&one.progress))?,
        version: kept.as_ref().map_or(0, |one| one.version),
        budget: kept.as_ref().and_then(|one| one.budget_pence).map(Pence::new),
        rows: Vec::new(),
        elsewhere: Vec::new(),
        others: Vec::new(),
        totals: Totals::default(),
        purchase: kept.as_ref().and_then(|one| one.purchase_id).map(PurchaseId::from_uuid),
        sent: kept.as_ref().and_then(|one| one.sent_at.zip(one.sent_by.clone())),
        can_change: false,
    };
    let mut sales = BTreeMap::new();
    for (stored, sale) in sales_of {
        let Some(of) = had.get(&stored.id) else { continue };
        let Some(renewal) = renewal(stored.booked()) else {
            sheet.others.push(stored.terms.title.clone());
            continue;
        };
        let terms = stored.terms.agreement;
        let own = facts.kept_year();
        let begins_on = found.round.begins_on;
        let is_agreement = renewal == domain::buy_back::Renewal::Agreement;
        if is_agreement && terms.year_beginning(own, begins_on).is_none() {
            let next = terms.next_year(own, market.today()).first_on();
            sheet.elsewhere.push((stored.terms.title.clone(), next));
            continue;
        }
        let choice = chosen.get(&stored.id).copied();
        let (row, sale) = row(&stored, sale, (renewal, of), (found.round, choice))?;
        if let Some(sale) = sale {
            sales.insert(stored.id, sale);
        }
        sheet.rows.push(row);
    }
    sheet.rows.sort_by(|one, two| (&one.title, one.service).cmp(&(&two.title, two.service)));
    sheet.elsewhere.sort();
    sheet.others.sort();
    sheet.totals = total(&sheet.rows)?;
    Ok(Loaded { found, sheet, id: kept.map(|one| SheetId::from_uuid(one.id)), sales })
}

/// What rows come to that can be had.
pub(super) fn total(rows: &[SheetRow]) -> Result<Totals, Failure> {
    let priced: Vec<Priced> = rows.iter().filter_map(SheetRow::priced).collect();
    Ok(totals(&priced)?)
}

/// Who did something to a sheet, as its rows keep it.
pub(super) fn by(permit: &Permit) -> Uuid {
    PersonId::uuid(permit.person())
}
