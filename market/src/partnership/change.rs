//! Where a partnership's money goes, and who trades for it. The first account holds at once; after
//! that somebody else of the partnership confirms each change before it does, and every director is
//! told.

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::calendar::london_day;
use domain::id::{ChangeId, OrganisationId, PersonId};
use domain::partnership::{Bank, LegalShape};
use domain::text;
use domain::{Failure, Problem, Refusal};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::former_seller;
use super::host::{self, Host};
use super::hosting::{self, Asking};
use super::settings::{Partnership, load};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};
use crate::mail::{About, ChangeTold};
use crate::person::{tell_each, who_may};

/// What is to hold from when it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Wanted {
    /// Another bank account.
    Bank(Bank),
    /// Another legal shape, or another host.
    Trading(Trading),
}

impl Wanted {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Bank(_) => "bank",
            Self::Trading(_) => "host",
        }
    }
}

/// What a partnership is in law, and whom an informal one trades through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trading {
    /// What it is in law.
    pub shape: LegalShape,
    /// Its host, where it is informal.
    pub host: Option<Host>,
}

/// A change that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingChange {
    /// Its id.
    pub id: ChangeId,
    /// What would hold.
    pub wanted: Wanted,
    /// Who asked for it.
    pub asked_by: (PersonId, String),
    /// When.
    pub asked_on: NaiveDate,
}

/// When what was said holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// At once.
    Now,
    /// When a second person confirms it.
    WhenConfirmed,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    wanted: String,
    asked_by: Uuid,
    name: String,
    asked_at: chrono::DateTime<chrono::Utc>,
}

impl Row {
    fn change(self) -> Result<WaitingChange, Failure> {
        Ok(WaitingChange {
            id: ChangeId::from_uuid(self.id),
            wanted: serde_json::from_str(&self.wanted).map_err(broken)?,
            asked_by: (PersonId::from_uuid(self.asked_by), self.name),
            asked_on: london_day(self.asked_at),
        })
    }
}

/// What waits for a second person of a partnership.
pub(super) async fn waiting(
    r: &Reader,
    partnership: OrganisationId,
) -> Result<Vec<WaitingChange>, Failure> {
    let sql = "SELECT c.id, c.wanted, c.asked_by, p.name, c.asked_at FROM partnership_change c \
               JOIN person p ON p.id = c.asked_by \
               WHERE c.partnership_id = $1 AND c.decided_at IS NULL ORDER BY c.asked_at, c.id";
    let rows: Vec<Row> = r.sql_all(sql, [partnership.uuid().into()]).await?;
    rows.into_iter().map(Row::change).collect()
}

/// Says where schools pay.
///
/// # Errors
/// `SecondFactorNeeded`; `ChangedMeanwhile` where the partnership is not as it was read; `Invalid` on
/// `bank_account` for the account that holds already.
pub async fn change_bank(
    market: &Market,
    actor: &Actor,
    version: i64,
    bank: Bank,
) -> Result<Holds, Failure> {
    let permit = actor.permit_own(Action::ManageBank)?;
    let (bank, permit) = (&bank, &permit);
    market
        .db
        .write(|w| async move {
            let held = at_version(&w, permit, version).await?;
            match &held.bank {
                Some(account) if account == bank => {
                    Err(Failure::field("bank_account", Problem::AlreadyUsed))
                }
                Some(account) => {
                    let wanted = Wanted::Bank(bank.clone());
                    let held = Wanted::Bank(account.clone());
                    let told = bank.hidden();
                    propose(market, &w, actor, permit, &wanted, &held, &told).await
                }
                None => {
                    store_bank(&w, permit.organisation(), bank).await?;
                    let record = changed(permit, Deed::ChangeBank).after(bank)?;
                    audit::record(market, &w, record).await?;
                    tell(market, &w, permit, actor.name(), ChangeTold::Made, bank.hidden()).await?;
                    Ok(Holds::Now)
                }
            }
        })
        .await
}

/// Says what the partnership is in law, and whom it trades through. Always confirmed by a second
/// person; the new host is asked then.
///
/// # Errors
/// As for the bank; `Invalid` on `host` where an informal partnership names none.
pub async fn change_trading(
    market: &Market,
    actor: &Actor,
    version: i64,
    trading: Trading,
) -> Result<Holds, Failure> {
    let permit = actor.permit_own(Action::ManageBank)?;
    let name = trading.host.as_ref().map(|host| text::name(&host.name, 120)).transpose();
    let name = name.map_err(|problem| Failure::field("host", problem))?;
    if trading.shape == LegalShape::Informal && name.is_none() {
        return Err(Failure::field("host", Problem::Missing));
    }
    // Who answers for a council is not for a partnership to say: it asks those who are there.
    let host = name.filter(|_| trading.shape == LegalShape::Informal);
    let trading =
        Trading { host: host.map(|name| Host { name, contact: None }), shape: trading.shape };
    let (trading, permit) = (&trading, &permit);
    market
        .db
        .write(|w| async move {
            let held = at_version(&w, permit, version).await?;
            let host = held.host.map(|host| Host { name: host.name, contact: None });
            let held = Trading { shape: held.shape, host };
            if held == *trading {
                return Err(Failure::field("host", Problem::AlreadyUsed));
            }
            let told = trading.host.as_ref().map(|host| host.name.clone()).unwrap_or_default();
            let (wanted, held) = (Wanted::Trading(trading.clone()), Wanted::Trading(held));
            propose(market, &w, actor, permit, &wanted, &held, &told).await
        })
        .await
}

/// The partnership as it is, where that is what was read. Whoever changes it next waits.
async fn at_version(w: &Writer, permit: &Permit, version: i64) -> Result<Partnership, Failure> {
    let sql = "UPDATE partnership SET version = version + 1 \
               WHERE organisation_id = $1 AND version = $2";
    w.execute_one(sql, [permit.organisation().uuid().into(), version.into()]).await?;
    load(w, permit.scope()).await
}

async fn propose(
    market: &Market,
    w: &Writer,
    actor: &Actor,
    permit: &Permit,
    wanted: &Wanted,
    held: &Wanted,
    told: &str,
) -> Result<Holds, Failure> {
    let partnership = permit.organisation();
    replace(market, w, permit, wanted.kind()).await?;
    let id = ChangeId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO partnership_change \
               (id, partnership_id, kind, wanted, held, asked_by, asked_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values: [sea_orm::Value; 7] = [
        id.uuid().into(),
        partnership.uuid().into(),
        wanted.kind().into(),
        serde_json::to_string(wanted).map_err(broken)?.into(),
        serde_json::to_string(held).map_err(broken)?.into(),
        permit.person().uuid().into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await?;
    let record = Record::new(Some(partnership), permit, Deed::ProposeChange, id);
    audit::record(market, w, record.before(held)?.after(wanted)?).await?;
    tell(market, w, permit, actor.name(), ChangeTold::Asked, told.to_owned()).await?;
    Ok(Holds::WhenConfirmed)
}

/// Drops what waits of a kind: something else takes its place.
async fn replace(market: &Market, w: &Writer, permit: &Permit, kind: &str) -> Result<(), Failure> {
    let sql = "UPDATE partnership_change SET decided_by = $3, decided_at = $4, \
               outcome = 'replaced' WHERE partnership_id = $1 AND kind = $2 AND decided_at IS NULL";
    let values: [sea_orm::Value; 4] = [
        permit.organisation().uuid().into(),
        kind.into(),
        permit.person().uuid().into(),
        market.now().into(),
    ];
    w.execute(sql, values).await.map(|_| ())
}

fn changed(permit: &Permit, deed: Deed) -> Record<'static> {
    Record::new(Some(permit.organisation()), permit, deed, permit.organisation())
}

async fn store_bank(w: &Writer, partnership: OrganisationId, bank: &Bank) -> Result<(), Failure> {
    let sql = "UPDATE partnership SET bank_name = $2, bank_sort_code = $3, bank_account = $4 \
               WHERE organisation_id = $1";
    let values: [sea_orm::Value; 4] = [
        partnership.uuid().into(),
        bank.name.clone().into(),
        bank.sort_code.clone().into(),
        bank.account.clone().into(),
    ];
    w.execute_one(sql, values).await
}

async fn tell(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    by: &str,
    what: ChangeTold,
    wanted: String,
) -> Result<(), Failure> {
    let about = About::PartnershipChange { what, by: by.to_owned(), wanted };
    let to = who_may(w, permit.organisation(), Action::ManageBank, market.today()).await?;
    tell_each(market, w, to, &about).await
}

/// A change that somebody decides on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecideChange {
    /// Which.
    pub change: ChangeId,
    /// Whether it holds from now on; else it never does.
    pub confirm: bool,
}

/// Confirms a change, which then holds, or drops it. Whoever asked for it can only drop it.
///
/// # Errors
/// `NotFound` for another partnership's, `ChangedMeanwhile` where it has been decided or replaced;
/// `Refused(OwnChange)`; `SecondFactorNeeded`.
pub async fn decide_change(
    market: &Market,
    actor: &Actor,
    decide: DecideChange,
) -> Result<(), Failure> {
    let permit = actor.permit_own(Action::ManageBank)?;
    let permit = &permit;
    market
        .db
        .write(|w| async move {
            let partnership = permit.organisation();
            let sql = "SELECT c.id, c.wanted, c.asked_by, p.name, c.asked_at \
                       FROM partnership_change c JOIN person p ON p.id = c.asked_by \
                       WHERE c.id = $1 AND c.partnership_id = $2";
            let values = [decide.change.uuid().into(), partnership.uuid().into()];
            let row: Option<Row> = w.sql_one(sql, values).await?;
            let found = row.ok_or(Failure::NotFound)?.change()?;
            if decide.confirm && found.asked_by.0 == permit.person() {
                return Err(Refusal::OwnChange.into());
            }
            let outcome = if decide.confirm { "confirmed" } else { "declined" };
            let sql = "UPDATE partnership_change SET decided_by = $2, decided_at = $3, \
                       outcome = $4 WHERE id = $1 AND decided_at IS NULL";
            let values: [sea_orm::Value; 4] = [
                decide.change.uuid().into(),
                permit.person().uuid().into(),
                market.now().into(),
                outcome.into(),
            ];
            w.execute_one(sql, values).await?;
            let what = if decide.confirm { ChangeTold::Made } else { ChangeTold::Dropped };
            let told = match &found.wanted {
                Wanted::Bank(bank) => bank.hidden(),
                Wanted::Trading(trading) => {
                    trading.host.as_ref().map(|host| host.name.clone()).unwrap_or_default()
                }
            };
            if decide.confirm {
                apply(market, &w, actor, permit, &found.wanted).await?;
            }
            let record = Record::new(Some(partnership), permit, Deed::DecideChange, decide.change);
            audit::record(
                market,
                &w,
                record.after(&json!({"outcome": outcome, "wanted": &found.wanted}))?,
            )
            .await?;
            tell(market, &w, permit, actor.name(), what, told).await
        })
        .await
}

/// Makes what was wanted hold.
async fn apply(
    market: &Market,
    w: &Writer,
    actor: &Actor,
    permit: &Permit,
    wanted: &Wanted,
) -> Result<(), Failure> {
    let partnership = permit.organisation();
    let sql = "UPDATE partnership SET version = version + 1 WHERE organisation_id = $1";
    w.execute_one(sql, [partnership.uuid().into()]).await?;
    let trading = match wanted {
        Wanted::Bank(bank) => return store_bank(w, partnership, bank).await,
        Wanted::Trading(trading) => trading,
    };
    let host = match &trading.host {
        Some(host) => Some((host::find_or_create(market, w, host).await?, host)),
        None => None,
    };
    former_seller::keep(market, w, partnership).await?;
    replace(market, w, permit, "bank").await?;
    let sql = "UPDATE partnership SET legal_shape = $2, host_id = $3 WHERE organisation_id = $1";
    let values: [sea_orm::Value; 3] = [
        partnership.uuid().into(),
        trading.shape.code().into(),
        host.map(|(id, _)| id.uuid()).into(),
    ];
    w.execute_one(sql, values).await?;
    former_seller::take_up(w, partnership).await?;
    hosting::end(market, w, partnership).await?;
    let Some((id, host)) = host else { return Ok(()) };
    let name = actor.acting_for().map(|acting| acting.name.clone()).unwrap_or_default();
    let asking = Asking {
        partnership,
        partnership_name: &name,
        host: id,
        host_name: &host.name,
        contact: None,
        asked_by: permit.person(),
        asker_name: actor.name(),
    };
    hosting::ask(market, w, asking).await
}
