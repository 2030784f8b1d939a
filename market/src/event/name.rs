//! A school says who comes: until the first day of the event.

use domain::access::Action;
use domain::audit::Deed;
use domain::event::{Delegate, read_delegates};
use domain::id::{EventId, OrderId, OrderLineId};
use domain::{Failure, Problem, Refusal};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::ahead::send_to_late_comers;
use super::keep::{count, find};
use super::ordered::can_name;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer};
use crate::idempotency::{Once, RequestKey};

/// Who comes on the places of a line of an order.
#[derive(Debug, Clone)]
pub struct NameDelegates {
    /// The order.
    pub order: OrderId,
    /// The line.
    pub line: OrderLineId,
    /// One on a line, as typed; fewer than there are places leave some to be named later.
    pub names: String,
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    event_id: Uuid,
    name: Option<String>,
    email: Option<String>,
}

/// Says who comes on the places of a line of an order of the school acted for. What was said before is
/// replaced; a new delegate is sent the joining link, where that has been sent already.
///
/// # Errors
/// `NotFound` for another's; `Invalid` on `names`; `Refused(EventState)` after its first day.
pub async fn name_delegates(
    market: &Market,
    actor: &Actor,
    command: NameDelegates,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let contents = (command.order, command.line, &command.names);
    let once = &Once::new(permit.person(), "name_delegates", &command.key, &contents)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            let places = places(&w, permit, command).await?;
            let wrong = |problem| Failure::field("names", problem);
            let delegates = read_delegates(&command.names).map_err(wrong)?;
            if delegates.len() > places.len() {
                let most = i64::try_from(places.len()).unwrap_or(i64::MAX);
                return Err(wrong(Problem::MoreThanPlaces { places: count(most) }));
            }
            let of = (command.order, command.line);
            once.answer(market, &w, name(market, &w, permit, of, &places, &delegates)).await
        })
        .await
}

/// The places of the line, which is of the permit's school.
async fn places(r: &Reader, permit: &Permit, command: &NameDelegates) -> Result<Vec<Row>, Failure> {
    let sql = "SELECT p.id, p.event_id, p.name, p.email FROM event_place p \
               JOIN order_line l ON l.id = p.order_line_id JOIN school_order o ON o.id = l.order_id \
               WHERE l.id = $1 AND o.id = $2 AND o.school_id = $3 AND p.released_at IS NULL \
               ORDER BY p.position";
    let values: [Value; 3] = [
        command.line.uuid().into(),
        command.order.uuid().into(),
        permit.organisation().uuid().into(),
    ];
    let rows: Vec<Row> = r.sql_all(sql, values).await?;
    if rows.is_empty() { Err(Failure::NotFound) } else { Ok(rows) }
}

async fn name(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (order, line): (OrderId, OrderLineId),
    places: &[Row],
    delegates: &[Delegate],
) -> Result<(), Failure> {
    let event = places.first().map(|place| EventId::from_uuid(place.event_id));
    let event = event.ok_or(Failure::NotFound)?;
    let stored = find(w, event).await?;
    if !can_name(&stored, market.today()) {
        return Err(Refusal::EventState.into());
    }
    for (index, place) in places.iter().enumerate() {
        let delegate = delegates.get(index);
        let named = delegate.map(|one| one.name.clone());
        let email = delegate.and_then(|one| one.email.as_ref()).map(|one| one.as_str().to_owned());
        if named == place.name && email == place.email {
            continue;
        }
        // Another address has not been sent the link.
        let sql = "UPDATE event_place SET name = $2, email = $3, \
                   link_sent_at = CASE WHEN $4 THEN NULL ELSE link_sent_at END WHERE id = $1";
        let is_new = email.is_some() && email != place.email;
        let values: [Value; 4] = [place.id.into(), named.into(), email.into(), is_new.into()];
        w.execute_one(sql, values).await?;
    }
    send_to_late_comers(market, w, line).await?;
    let after = json!({"event": stored.title, "delegates": delegates.len()});
    let record = Record::new(Some(stored.partnership), permit, Deed::NameDelegates, order);
    audit::record(market, w, record.after(&after)?).await
}
