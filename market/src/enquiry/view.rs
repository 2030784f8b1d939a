//! One enquiry, for those who are party to it.

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::enquiry::{EnquirySide, EnquiryState};
use domain::id::{EnquiryId, ServiceId};
use sea_orm::FromQueryResult;

use super::stored::{Party, To, find, side};
use crate::Market;
use crate::access::{Actor, Viewer};
use crate::organisation;
use crate::service;

/// A message of an enquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnquiryMessage {
    /// For whom it was written.
    pub side: EnquirySide,
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// In their words.
    pub words: String,
}

/// An enquiry with all that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnquiryShown {
    /// Which.
    pub id: EnquiryId,
    /// What it is about.
    pub subject: String,
    /// About which service.
    pub service: ServiceId,
    /// What that is called.
    pub title: String,
    /// Whether whoever looks can see the service: one that is retired has no page for schools.
    pub has_page: bool,
    /// Which school asked.
    pub school: String,
    /// Who delivers.
    pub provider: String,
    /// Through which partnership it is sold.
    pub partnership: String,
    /// Where it stands.
    pub state: EnquiryState,
    /// For whom whoever looks would write.
    pub side: EnquirySide,
    /// Whether they may write.
    pub can_write: bool,
    /// What was said, in its order.
    pub messages: Vec<EnquiryMessage>,
}

/// An enquiry for the school that asked, for whoever delivers, and for the partnership's staff.
///
/// # Errors
/// `NotFound` for everybody else.
pub async fn view_enquiry(
    market: &Market,
    actor: &Actor,
    enquiry: EnquiryId,
) -> Result<EnquiryShown, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        side: String,
        name: String,
        written_at: DateTime<Utc>,
        words: String,
    }
    let party = &Party::of(actor, To::Read)?;
    let viewer = &Viewer::Actor(Box::new(actor.clone()));
    let writer = &Party::of(actor, To::Write).ok();
    market
        .db
        .read(|r| async move {
            let stored = find(&r, enquiry).await?;
            let (_, own) = party.to(&stored)?;
            let has_page = match service::seen_by(market, &r, viewer, stored.service).await {
                Ok(_) => true,
                Err(Failure::NotFound) => false,
                Err(other) => return Err(other),
            };
            let sql = "SELECT m.side, p.name, m.written_at, m.words FROM enquiry_message m \
                       JOIN person p ON p.id = m.written_by WHERE m.enquiry_id = $1 \
                       ORDER BY m.number";
            let rows: Vec<Row> = r.sql_whole(sql, [enquiry.uuid().into()]).await?;
            let message = |row: Row| {
                Ok(EnquiryMessage {
                    side: side(&row.side)?,
                    by: row.name,
                    at: row.written_at,
                    words: row.words,
                })
            };
            Ok(EnquiryShown {
                id: enquiry,
                school: organisation::by_id(&r, stored.school).await?.name,
                provider: organisation::by_id(&r, stored.provider).await?.name,
                partnership: organisation::by_id(&r, stored.partnership).await?.name,
                can_write: writer.as_ref().is_some_and(|writer| writer.to(&stored).is_ok()),
                subject: stored.subject,
                service: stored.service,
                title: stored.title,
                has_page,
                state: stored.state,
                side: own,
                messages: rows.into_iter().map(message).collect::<Result<_, Failure>>()?,
            })
        })
        .await
}
