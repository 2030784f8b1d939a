//! The outbox: work that a transaction asked for, done after it, once it is sure.
//!
//! [`run`] does it, [`operate`] is what the owner of the installation sees and does of it. Rules
//! of the market may not come in: a job names a use case of the room it belongs to.

mod operate;
mod run;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Failure;
use domain::id::{
    BuyBackId, DealId, EventId, JobId, OrderId, OrganisationId, PersonId, PoolId, PractitionerId,
    QuoteRequestId, RenewalId, SharingId, WaitingId,
};
use serde::{Deserialize, Serialize};

pub use operate::{Counts, JobRow, Retry, Standing, counts, list, retry};
pub use run::run_due;

use crate::Market;
use crate::db::{Writer, broken};
use crate::mail::Mail;

/// Something to be done later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "what", rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "a job is read, done and dropped")]
pub enum Job {
    /// Send a message.
    SendMail(Mail),
    /// Send what waited for somebody's day.
    SendDigest(PersonId),
    /// Close a deal whose time has come.
    CloseDeal(DealId),
    /// Let an order lapse on which nobody has decided.
    LapseOrder(OrderId),
    /// Keep the prices of services that lists have none of.
    ListPrices,
    /// Tell of the end of somebody's checks.
    TellOfClearance(ClearanceEnd),
    /// Make the days of a pool's people up to the end of the next school year.
    ExtendPool(PoolId),
    /// Tell those who have a place at an event when and where it is.
    SendAhead(EventId),
    /// Say of an event that is over that it was held.
    HoldEvent(EventId),
    /// End an offer of places that nobody took in time.
    EndOffer(WaitingId),
    /// End an offer of a day that nobody took in time.
    EndDayOffer(WaitingId),
    /// Tell schools that next year's prices are open.
    OpenBuyBack(BuyBackId),
    /// End what was offered for the next school year and nobody took in time.
    EndRenewal(RenewalId),
    /// Tell a school what was confirmed as delivered in the day before.
    TellOfDeliveries {
        /// The school.
        school: OrganisationId,
        /// The London day at whose five in the afternoon that day ended.
        on: chrono::NaiveDate,
    },
    /// Send a link for a new password to whoever has an address, if anybody has.
    SendReset {
        /// The address that was typed.
        email: String,
        /// Where it was typed.
        #[serde(default)]
        asked_from: Option<String>,
    },
    /// Remove what nobody needs any more.
    Purge,
    /// Work out what schools pay themselves.
    CountOwnPrices,
    /// Work out what schools that are alike buy beside each service.
    CountBoughtBeside,
    /// See whether the books agree with what they are about.
    CheckBooks,
    /// Tell everybody who keeps searches what is new among them.
    TellOfSearches {
        /// The Monday on which it is told.
        monday: chrono::NaiveDate,
    },
    /// Tell one of them.
    TellOfSearchesOf {
        /// Whom.
        person: PersonId,
        /// The Monday on which it is told.
        monday: chrono::NaiveDate,
    },
    /// Tell a school that the quotes it asked for are open.
    OpenQuotes(QuoteRequestId),
    /// Tell whoever proposed a sharing who said yes by the last day for answers.
    TellOfAnswers {
        /// To share what.
        sharing: SharingId,
        /// In which round of asking.
        round: i64,
    },
}

/// An end of somebody's checks that is to be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearanceEnd {
    /// Whose.
    pub practitioner: PractitionerId,
    /// The last day on which they count. Where another holds by then, nothing is told.
    pub until: chrono::NaiveDate,
    /// How many days before that day; 0 once they have run out.
    pub days_before: u16,
}

/// How the kind of a message is stored: the only kind of work that may be given up.
const MAIL: &str = "send_mail";
/// How the nightly removal is stored: the only work that may take long.
const PURGE: &str = "purge";

impl Job {
    const fn kind(&self) -> &'static str {
        match self {
            Self::SendMail(_) => MAIL,
            Self::SendDigest(_) => "send_digest",
            Self::CloseDeal(_) => "close_deal",
            Self::LapseOrder(_) => "lapse_order",
            Self::ListPrices => "list_prices",
            Self::TellOfClearance(_) => "tell_of_clearance",
            Self::ExtendPool(_) => "extend_pool",
            Self::SendAhead(_) => "send_ahead",
            Self::HoldEvent(_) => "hold_event",
            Self::EndOffer(_) => "end_offer",
            Self::EndDayOffer(_) => "end_day_offer",
            Self::OpenBuyBack(_) => "open_buy_back",
            Self::EndRenewal(_) => "end_renewal",
            Self::TellOfDeliveries { .. } => "tell_of_deliveries",
            Self::SendReset { .. } => "send_reset",
            Self::Purge => PURGE,
            Self::CountOwnPrices => "count_own_prices",
            Self::CountBoughtBeside => "count_bought_beside",
            Self::CheckBooks => "check_books",
            Self::TellOfSearches { .. } => "tell_of_searches",
            Self::TellOfSearchesOf { .. } => "tell_of_searches_of",
            Self::OpenQuotes(_) => "open_quotes",
            Self::TellOfAnswers { .. } => "tell_of_answers",
        }
    }
}

/// Sends messages. Behind it stands SMTP, or files in development.
#[async_trait]
pub trait Post: Send + Sync {
    /// Sends one message. It may be sent again under the same id: when a process dies between
    /// handing it over and writing that down.
    async fn send(&self, id: JobId, mail: &Mail) -> Result<(), PostError>;
}

/// A message could not be handed over.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// Trying again may help.
    #[error("the message could not be handed over: {0}")]
    Later(String),
    /// It will not be taken however often it is tried: nobody has the address.
    #[error("the message will never be taken: {0}")]
    Never(String),
}

/// Asks for a job, within the transaction that makes it due.
pub(crate) async fn enqueue(market: &Market, w: &Writer, job: &Job) -> Result<(), Failure> {
    enqueue_at(market, w, job, market.now(), None).await
}

/// Asks for a job at an instant; with a key, only one of that key ever exists. Asking for one that
/// was set aside takes it up again.
pub(crate) async fn enqueue_at(
    market: &Market,
    w: &Writer,
    job: &Job,
    run_at: DateTime<Utc>,
    unique_key: Option<String>,
) -> Result<(), Failure> {
    let sql = "INSERT INTO job (id, kind, payload, unique_key, run_at, attempts) \
               VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (unique_key) DO UPDATE \
               SET failed_at = NULL, attempts = 0, due_since = NULL, run_at = excluded.run_at \
               WHERE job.failed_at IS NOT NULL";
    let values: [sea_orm::Value; 5] = [
        JobId::from_uuid(market.ids.uuid()).uuid().into(),
        job.kind().into(),
        serde_json::to_string(job).map_err(broken)?.into(),
        unique_key.into(),
        run_at.into(),
    ];
    w.execute(sql, values).await.map(|_| ())
}
