//! Letters about an enquiry: one for each message, to the others.

use std::collections::BTreeSet;

use domain::Failure;
use domain::access::Action;
use domain::enquiry::EnquirySide;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::stored::Stored;
use crate::Market;
use crate::db::{Reader, Writer};
use crate::mail::{About, EnquiryTold};
use crate::organisation;
use crate::person::{Recipient, tell_each, who_may};

/// Tells the others what was written. The school's people who wrote in it are told of answers, or all
/// who may ask where none of them is there any more; whoever delivers is told of everything, and where
/// nobody acts for them, the partnership's staff are told what the school asks.
pub(super) async fn others(
    market: &Market,
    w: &Writer,
    stored: &Stored,
    (side, words): (EnquirySide, &str),
) -> Result<(), Failure> {
    let from = match side {
        EnquirySide::School => stored.school,
        EnquirySide::Provider => stored.provider,
        EnquirySide::Partnership => stored.partnership,
    };
    let about = About::Enquiry(EnquiryTold {
        enquiry: stored.id,
        side,
        from: organisation::by_id(w, from).await?.name,
        service: stored.title.clone(),
        subject: stored.subject.clone(),
        words: words.to_owned(),
    });
    let today = market.today();
    let mut told: Vec<Recipient> = Vec::new();
    if side != EnquirySide::Provider {
        told.extend(who_may(w, stored.provider, Action::AnswerSchools, today).await?);
    }
    match side {
        EnquirySide::School if told.is_empty() => {
            told = who_may(w, stored.partnership, Action::ManageServices, today).await?;
        }
        EnquirySide::School => {}
        EnquirySide::Provider | EnquirySide::Partnership => {
            told.extend(of_school(market, w, stored).await?);
        }
    }
    tell_each(market, w, told, &about).await
}

/// Those of the school who wrote, as far as they may still ask; all who may where none of them does.
async fn of_school(
    market: &Market,
    r: &Reader,
    stored: &Stored,
) -> Result<Vec<Recipient>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        written_by: Uuid,
    }
    let may = who_may(r, stored.school, Action::AskProviders, market.today()).await?;
    let sql = "SELECT DISTINCT written_by FROM enquiry_message \
               WHERE enquiry_id = $1 AND side = 'school'";
    let rows: Vec<Row> = r.sql_all(sql, [stored.id.uuid().into()]).await?;
    let wrote: BTreeSet<Uuid> = rows.into_iter().map(|row| row.written_by).collect();
    let there = |one: &Recipient| wrote.contains(&one.person().uuid());
    if may.iter().any(there) {
        return Ok(may.into_iter().filter(there).collect());
    }
    Ok(may)
}
