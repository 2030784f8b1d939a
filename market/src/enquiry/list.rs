//! Enquiries to which somebody is party: those that wait for them first, then the newest.

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::enquiry::{EnquirySide, EnquiryState};
use domain::id::EnquiryId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::stored::{Party, To, column, state};
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

/// Where an enquiry stands in the list of one of its parties: what waits for them is first, what is
/// closed last.
const fn rank(side: EnquirySide, state: EnquiryState) -> i64 {
    match (state, side) {
        (EnquiryState::Closed, _) => 2,
        (EnquiryState::Waiting, EnquirySide::Provider | EnquirySide::Partnership)
        | (EnquiryState::Answered, EnquirySide::School) => 0,
        (EnquiryState::Waiting, EnquirySide::School)
        | (EnquiryState::Answered, EnquirySide::Provider | EnquirySide::Partnership) => 1,
    }
}

/// The statement of a list of some sides of the organisation bound at `own`, behind a rank and a message;
/// nothing where no more can follow. Each state of each side is read by itself from its index, no further
/// than the page is long, so that a list of very many is as quick as a short one.
fn listed(
    sides: &[EnquirySide],
    own: &str,
    after: Option<&(i64, String)>,
    most: usize,
) -> Option<String> {
    let mut parts = Vec::new();
    for side in sides {
        for state in EnquiryState::ALL {
            let rank = rank(*side, *state);
            let behind = match after {
                Some((at, _)) if rank < *at => continue,
                Some((at, message)) if rank == *at => format!("AND e.newest_id < {message}"),
                Some(_) | None => String::new(),
            };
            parts.push(format!(
                "SELECT * FROM (SELECT e.id, e.newest_id, CAST({rank} AS BIGINT) AS rank \
                 FROM enquiry e WHERE e.{} = {own} AND e.state = '{}' {behind} \
                 ORDER BY e.newest_id DESC LIMIT {most}) AS p{}",
                column(*side),
                state.code(),
                parts.len()
            ));
        }
    }
    if parts.is_empty() {
        return None;
    }
    // What somebody is party to from two sides stands in two parts, and once in their union.
    let parts = parts.join(" UNION ");
    Some(format!(
        "SELECT e.id, e.subject, s.title AS service, b.name AS school, p.name AS provider, e.state, \
         e.newest_id, m.written_at AS newest_at, w.rank FROM \
         (SELECT * FROM ({parts}) AS u ORDER BY rank, newest_id DESC LIMIT {most}) AS w \
         JOIN enquiry e ON e.id = w.id JOIN service s ON s.id = e.service_id \
         JOIN organisation b ON b.id = e.school_id JOIN organisation p ON p.id = e.provider_id \
         JOIN enquiry_message m ON m.id = e.newest_id ORDER BY w.rank, w.newest_id DESC"
    ))
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
    let after = page.key().map(place).transpose()?;
    let size = page.size(PAGE);
    let mut parameters = Parameters::default();
    let own = parameters.bind(organisation.uuid());
    let after = after.map(|(rank, message)| (rank, parameters.bind(message)));
    let Some(sql) = &listed(&party.sides(), &own, after.as_ref(), size + 1) else {
        return Ok(Page { items: Vec::new(), next: None });
    };
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

#[cfg(test)]
mod tests {
    use testbed::Database;

    use super::*;
    use crate::two_processes::process;

    #[derive(FromQueryResult)]
    struct Step {
        detail: String,
    }

    #[tokio::test]
    async fn a_list_reads_each_state_from_its_index_and_no_further_than_a_page() {
        let database = Database::sqlite().await;
        let market = process(&database).await;
        let sides = [EnquirySide::School, EnquirySide::Provider, EnquirySide::Partnership];
        let own = Uuid::from_u128(1);
        for after in [None, Some((0, "$2".to_owned())), Some((2, "$2".to_owned()))] {
            let sql = listed(&sides, "$1", after.as_ref(), 31).unwrap();
            let sql = &format!("EXPLAIN QUERY PLAN {sql}");
            let values = [own.into(), own.into()].into_iter().take(1 + after.iter().len());
            let values: &Vec<sea_orm::Value> = &values.collect();
            let read = market.db.read(|r| async move { r.sql_all(sql, values.clone()).await });
            let plan: Vec<Step> = read.await.unwrap();
            let own = ["enquiry_school", "enquiry_provider", "enquiry_partnership"];
            let of = |step: &&Step| own.iter().any(|index| step.detail.contains(index));
            let by_index: Vec<&Step> = plan.iter().filter(of).collect();
            let parts = if after.as_ref().is_some_and(|(rank, _)| *rank == 2) { 3 } else { 9 };
            assert_eq!(by_index.len(), parts);
            for step in by_index {
                assert!(step.detail.contains("_id=? AND state=?"), "{}", step.detail);
            }
            assert!(!plan.iter().any(|step| step.detail.starts_with("SCAN e")));
        }
        assert_eq!(listed(&sides, "$1", Some(&(3, "$2".to_owned())), 31), None);
    }
}
