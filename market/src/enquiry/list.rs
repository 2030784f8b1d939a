//! Enquiries to which somebody is party: those that wait for them first, then the newest.

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::enquiry::EnquiryState;
use domain::id::EnquiryId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::stored::{Party, To, state};
use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked, Parameters};

const PAGE: usize = 30;

/// An enquiry in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnquiryRow {
    /// Which.
    pub id: EnquiryId,
    /// What it is about.
    pub subject: String,
    /// About which service.
    pub service: String,
    /// Which school asked.
    pub school: String,
    /// Who delivers the service.
    pub provider: String,
    /// Where it stands.
    pub state: EnquiryState,
    /// When the newest message was written.
    pub newest_at: DateTime<Utc>,
    /// Whether whoever looks is to answer, or to read an answer.
    pub is_next: bool,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    subject: String,
    service: String,
    school: String,
    provider: String,
    state: String,
    newest_id: Uuid,
    newest_at: DateTime<Utc>,
    rank: i64,
}

/// Where a page goes on: behind a rank and a message.
fn place(key: &str) -> Result<(i64, Uuid), Failure> {
    let (rank, message) = key.split_once('.').ok_or(Failure::NotFound)?;
    let rank = rank.parse().map_err(|_| Failure::NotFound)?;
    Ok((rank, Uuid::parse_str(message).map_err(|_| Failure::NotFound)?))
}

/// The enquiries of whoever acts: of a school what it asked, of whoever delivers what they are asked, of
/// a partnership all about its services.
///
/// # Errors
/// `NotAllowed` where their role lets them see none.
pub async fn enquiries(
    market: &Market,
    actor: &Actor,
    page: &PageAsked,
) -> Result<Page<EnquiryRow>, Failure> {
    let party = Party::of(actor, To::Read)?;
    let organisation = party.organisation().ok_or(Failure::NotAllowed)?;
    let mut parameters = Parameters::default();
    let place_of_own = parameters.bind(organisation.uuid());
    let own = party.own(&place_of_own);
    // What waits for them is first, what is closed last.
    let rank = format!(
        "CAST(CASE WHEN e.state = 'closed' THEN 2 \
         WHEN e.state = 'waiting' AND {} THEN 0 \
         WHEN e.state = 'answered' AND e.school_id = {place_of_own} THEN 0 ELSE 1 END AS BIGINT)",
        party.answers(&place_of_own)
    );
    let after = match page.key() {
        Some(key) => {
            let (at, message) = place(key)?;
            let (at, message) = (parameters.bind(at), parameters.bind(message));
            format!("AND ({rank} > {at} OR ({rank} = {at} AND e.newest_id < {message}))")
        }
        None => String::new(),
    };
    let size = page.size(PAGE);
    let sql = &format!(
        "SELECT e.id, e.subject, s.title AS service, b.name AS school, p.name AS provider, e.state, \
         e.newest_id, m.written_at AS newest_at, {rank} AS rank FROM enquiry e \
         JOIN service s ON s.id = e.service_id JOIN organisation b ON b.id = e.school_id \
         JOIN organisation p ON p.id = e.provider_id JOIN enquiry_message m ON m.id = e.newest_id \
         WHERE {own} {after} ORDER BY {rank}, e.newest_id DESC LIMIT {}",
        size + 1
    );
    let values = &parameters.values();
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_all(sql, values.clone()).await }).await?;
    let found = Page::of(rows, size, |row| format!("{}.{}", row.rank, row.newest_id));
    let items = found.items.into_iter().map(|row| {
        Ok(EnquiryRow {
            id: EnquiryId::from_uuid(row.id),
            subject: row.subject,
            service: row.service,
            school: row.school,
            provider: row.provider,
            state: state(&row.state)?,
            newest_at: row.newest_at,
            is_next: row.rank == 0,
        })
    });
    Ok(Page { items: items.collect::<Result<_, Failure>>()?, next: found.next })
}
