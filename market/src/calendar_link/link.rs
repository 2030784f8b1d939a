//! Making the address of a calendar, anew as often as somebody likes, and withdrawing it.

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::access::Action;
use domain::audit::Deed;
use sea_orm::{FromQueryResult, Value};
use serde_json::json;

use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};
use crate::person::{digest_of, new_secret};

/// Whose bookings a calendar has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarKind {
    /// What a school has booked.
    School,
    /// What is booked of a provider.
    Provider,
    /// The days on which whoever reads it comes.
    Own,
}

impl CalendarKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::School, Self::Provider, Self::Own];

    /// How it is stored and sent.
    pub const fn code(self) -> &'static str {
        match self {
            Self::School => "school",
            Self::Provider => "provider",
            Self::Own => "own",
        }
    }

    /// The one of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What whoever reads it has to be allowed.
    pub(super) const fn action(self) -> Action {
        match self {
            Self::School => Action::ViewSchool,
            Self::Provider | Self::Own => Action::ViewBookings,
        }
    }
}

/// A calendar that whoever looks can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnCalendar {
    /// Which.
    pub kind: CalendarKind,
    /// When its address was made; none where there is none.
    pub made_at: Option<DateTime<Utc>>,
}

/// The calendars that whoever looks can have for whom they act.
///
/// # Errors
/// `NotAllowed` where there is none.
pub async fn calendar_links(market: &Market, actor: &Actor) -> Result<Vec<OwnCalendar>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        kind: String,
        made_at: DateTime<Utc>,
    }
    let permit = match actor.permit_own(CalendarKind::School.action()) {
        Ok(permit) => permit,
        Err(_) => actor.permit_own(CalendarKind::Provider.action())?,
    };
    let permit = &permit;
    market
        .db
        .read(|r| async move {
            let sql = "SELECT kind, made_at FROM calendar_link \
                       WHERE person_id = $1 AND organisation_id = $2";
            let values = [permit.person().uuid().into(), permit.organisation().uuid().into()];
            let made: Vec<Row> = r.sql_all(sql, values).await?;
            let comes = comes(&r, permit).await?;
            let can = |kind: &CalendarKind| {
                actor.can(kind.action()) && (*kind != CalendarKind::Own || comes)
            };
            let own = |kind: CalendarKind| {
                let made = made.iter().find(|row| row.kind == kind.code());
                OwnCalendar { kind, made_at: made.map(|row| row.made_at) }
            };
            Ok(CalendarKind::ALL.into_iter().filter(can).map(own).collect())
        })
        .await
}

/// Whether somebody's own days are sold by the organisation.
async fn comes(r: &Reader, permit: &Permit) -> Result<bool, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        n: i64,
    }
    let sql = "SELECT COUNT(*) AS n FROM practitioner p JOIN pool x ON x.id = p.pool_id \
               WHERE p.person_id = $1 AND x.provider_id = $2";
    let values = [permit.person().uuid().into(), permit.organisation().uuid().into()];
    let row: Option<Row> = r.sql_one(sql, values).await?;
    Ok(row.ok_or_else(|| broken("a count of nothing"))?.n > 0)
}

/// Makes the address of a calendar, and gives its secret: it is told this once. One that was made before
/// leads nowhere from now on.
///
/// # Errors
/// `NotFound` for days of one's own where nobody sells any.
pub async fn make_calendar_link(
    market: &Market,
    actor: &Actor,
    kind: CalendarKind,
) -> Result<String, Failure> {
    let permit = &actor.permit_own(kind.action())?;
    let secret = new_secret(market);
    let digest = &digest_of(&secret);
    market
        .db
        .write(|w| async move {
            if kind == CalendarKind::Own && !comes(&w, permit).await? {
                return Err(Failure::NotFound);
            }
            let sql = "INSERT INTO calendar_link \
                       (person_id, organisation_id, kind, token_hash, made_at) \
                       VALUES ($1, $2, $3, $4, $5) \
                       ON CONFLICT (person_id, organisation_id, kind) \
                       DO UPDATE SET token_hash = excluded.token_hash, made_at = excluded.made_at";
            let values: [Value; 5] = [
                permit.person().uuid().into(),
                permit.organisation().uuid().into(),
                kind.code().into(),
                digest.clone().into(),
                market.now().into(),
            ];
            w.execute_one(sql, values).await?;
            record(market, &w, permit, Deed::MakeCalendarLink, kind).await
        })
        .await?;
    Ok(secret)
}

/// Withdraws the address of a calendar: whoever has it reads nothing any more. One that was never made
/// is fine.
pub async fn withdraw_calendar_link(
    market: &Market,
    actor: &Actor,
    kind: CalendarKind,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(kind.action())?;
    market
        .db
        .write(|w| async move {
            let sql = "DELETE FROM calendar_link \
                       WHERE person_id = $1 AND organisation_id = $2 AND kind = $3";
            let values: [Value; 3] = [
                permit.person().uuid().into(),
                permit.organisation().uuid().into(),
                kind.code().into(),
            ];
            if w.execute(sql, values).await? == 0 {
                return Ok(());
            }
            record(market, &w, permit, Deed::WithdrawCalendarLink, kind).await
        })
        .await
}

async fn record(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    deed: Deed,
    kind: CalendarKind,
) -> Result<(), Failure> {
    let record = Record::new(None, permit, deed, permit.organisation())
        .after(&json!({ "calendar": kind.code() }))?;
    audit::record(market, w, record).await
}
