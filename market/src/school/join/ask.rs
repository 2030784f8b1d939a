//! Asking to act for a school: whoever decides is told.

use chrono::Duration;
use domain::Failure;
use domain::access::{Action, Role};
use domain::audit::Deed;
use domain::id::JoinRequestId;
use domain::school::{RegisterEntry, Standing};
use domain::text::{self, Email, Urn};
use serde_json::json;

use super::super::area::{entry, organisation_of};
use super::{Deciders, askable, deciders};
use crate::Market;
use crate::access::Viewer;
use crate::audit::{self, Record, Who};
use crate::db::Writer;
use crate::limit::{self, Bucket};
use crate::mail::About;
use crate::person::{tell_each, who_may};

/// Requests from one network address in an hour: a whole school may share one.
const FROM_ADDRESS: i64 = 20;
/// Requests with one e-mail address in a day, for all schools together.
const BY_PERSON: i64 = 5;
/// Requests for one school in a day, whoever asks: somebody has to read them.
const FOR_SCHOOL: i64 = 20;

/// Somebody's wish to act for a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskToJoin {
    /// The school's number in the register.
    pub urn: Urn,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// As what: buyer or approver.
    pub role: Role,
}

/// Asks to act for a school. Whoever decides is told by e-mail; asking twice is asking once.
///
/// # Errors
/// `Invalid` on `name`, `email` or `role`; `NotFound` where the register has no such school or it
/// has closed; `TooMany` for many requests from one network address, by one person or for one
/// school.
pub async fn ask_to_join(
    market: &Market,
    viewer: &Viewer,
    from: &str,
    ask: AskToJoin,
) -> Result<(), Failure> {
    let mut reading = domain::form::Reading::default();
    let name = reading.take("name", text::name(&ask.name, 120));
    let email = reading.take("email", Email::parse(&ask.email));
    let read = name.zip(email).zip(reading.take("role", askable(ask.role)));
    let ((name, email), role) = reading.finish(read).map_err(Failure::Invalid)?;
    let day = Duration::days(1);
    let buckets = &[
        Bucket::new(&["join-from", &limit::network(from)], FROM_ADDRESS, Duration::hours(1)),
        Bucket::new(&["join-by", email.as_str()], BY_PERSON, day),
        Bucket::new(&["join-for", ask.urn.as_str()], FOR_SCHOOL, day),
    ];
    let who = Who::viewer(viewer);
    let (name, email, urn) = (&name, &email, &ask.urn);
    market
        .db
        .write(|w| async move {
            for bucket in buckets {
                limit::count(market, &w, bucket).await?;
            }
            let entry = entry(&w, urn).await?.ok_or(Failure::NotFound)?;
            if entry.standing(market.today()) == Standing::Closed {
                return Err(Failure::NotFound);
            }
            let id = JoinRequestId::from_uuid(market.ids.uuid());
            let sql = "INSERT INTO join_request (id, urn, email, name, role, asked_at) \
                       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
            let values: [sea_orm::Value; 6] = [
                id.uuid().into(),
                urn.as_str().into(),
                email.as_str().into(),
                name.clone().into(),
                role.code().into(),
                market.now().into(),
            ];
            if w.execute(sql, values).await? == 0 {
                return Ok(());
            }
            let record = Record::new(None, who, Deed::AskToJoin, id)
                .after(&json!({"urn": urn, "role": role}))?
                .personal("email", email.as_str())
                .personal("name", name.clone());
            audit::record(market, &w, record).await?;
            tell(market, &w, &entry, role, id, name).await
        })
        .await
}

/// Tells whoever decides; where nobody may yet, those who are at the school.
async fn tell(
    market: &Market,
    w: &Writer,
    entry: &RegisterEntry,
    role: Role,
    id: JoinRequestId,
    name: &str,
) -> Result<(), Failure> {
    let today = market.today();
    let school = organisation_of(w, &entry.urn).await?;
    let (action, organisations) = match deciders(w, school, role, today).await? {
        Deciders::School(school) => (Action::ManagePeople, vec![school]),
        Deciders::Partnerships(ids) => (Action::ManageMembers, ids),
        Deciders::NobodyYet(school) => {
            let about = About::JoinWaits { school: entry.name.clone(), asked_by: name.to_owned() };
            let there = who_may(w, school, Action::ViewSchool, today).await?;
            return tell_each(market, w, there, &about).await;
        }
    };
    let about = About::JoinAsked {
        school: entry.name.clone(),
        asked_by: name.to_owned(),
        path: format!("/join-requests/{id}"),
    };
    for organisation in organisations {
        let to = who_may(w, organisation, action, today).await?;
        tell_each(market, w, to, &about).await?;
    }
    Ok(())
}
