//! Asking, once an event has been held: each delegate who came, and each school's head.

use domain::Failure;
use domain::access::Role;
use domain::id::{EventId, OrderId, OrganisationId};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::Market;
use crate::db::{Reader, Writer};
use crate::event::Stored;
use crate::job::{self, Job};
use crate::mail::{About, Mail};
use crate::person::{digest_of, holders, new_secret, tell_each};

#[derive(FromQueryResult)]
struct Place {
    id: Uuid,
    order_id: Uuid,
    school_id: Uuid,
    name: Option<String>,
    email: Option<String>,
    came: i64,
}

/// The places of an event that stand, of orders that bind.
async fn places(r: &Reader, event: EventId) -> Result<Vec<Place>, Failure> {
    let sql = "SELECT p.id, l.order_id, p.school_id, p.name, p.email, \
               (SELECT COUNT(*) FROM event_attendance a WHERE a.place_id = p.id) AS came \
               FROM event_place p JOIN order_line l ON l.id = p.order_line_id \
               JOIN school_order o ON o.id = l.order_id WHERE p.event_id = $1 \
               AND p.released_at IS NULL AND o.state IN ('placed', 'completed') \
               ORDER BY l.order_id, p.position";
    r.sql_all(sql, [event.uuid().into()]).await
}

/// Asks those who came to an event what they thought of it, or everybody who had a place where nobody
/// was ticked; and the head of each school.
pub(crate) async fn ask_of_event(
    market: &Market,
    w: &Writer,
    event: &Stored,
) -> Result<(), Failure> {
    let places = places(w, event.id).await?;
    let ticked = places.iter().any(|place| place.came > 0);
    let mut asked: Vec<Uuid> = Vec::new();
    for place in &places {
        if !asked.contains(&place.order_id) {
            asked.push(place.order_id);
            ask_head(market, w, event, place).await?;
        }
        if place.came > 0 || !ticked {
            ask_delegate(market, w, event, place).await?;
        }
    }
    Ok(())
}

async fn ask_delegate(
    market: &Market,
    w: &Writer,
    event: &Stored,
    place: &Place,
) -> Result<(), Failure> {
    let secret = place.email.as_ref().map(|_| new_secret(market));
    let digest = secret.as_deref().map(digest_of);
    let sql = "INSERT INTO evaluation (id, kind, order_id, place_id, service_id, school_id, \
               partnership_id, provider_id, token_hash, asked_at) \
               VALUES ($1, 'delegate', $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    let values: [Value; 9] = [
        market.ids.uuid().into(),
        place.order_id.into(),
        place.id.into(),
        event.service.uuid().into(),
        place.school_id.into(),
        event.partnership.uuid().into(),
        event.provider.uuid().into(),
        digest.into(),
        market.now().into(),
    ];
    let is_new = w.execute(sql, values).await? == 1;
    if let (true, Some(token), Some(to)) = (is_new, secret, place.email.clone()) {
        let about = About::EvaluationAsked { what: event.title.clone(), token };
        let name = place.name.clone().unwrap_or_default();
        job::enqueue(market, w, &Job::SendMail(Mail { to, name, about })).await?;
    }
    Ok(())
}

async fn ask_head(
    market: &Market,
    w: &Writer,
    event: &Stored,
    place: &Place,
) -> Result<(), Failure> {
    let sql = "INSERT INTO evaluation (id, kind, order_id, service_id, school_id, partnership_id, \
               provider_id, asked_at) VALUES ($1, 'head', $2, $3, $4, $5, $6, $7) \
               ON CONFLICT DO NOTHING";
    let values: [Value; 7] = [
        market.ids.uuid().into(),
        place.order_id.into(),
        event.service.uuid().into(),
        place.school_id.into(),
        event.partnership.uuid().into(),
        event.provider.uuid().into(),
        market.now().into(),
    ];
    if w.execute(sql, values).await? == 0 {
        return Ok(());
    }
    let school = OrganisationId::from_uuid(place.school_id);
    let heads = holders(w, school, &[Role::Approver], market.today()).await?;
    let order = OrderId::from_uuid(place.order_id);
    let about = About::SupportAsked { what: event.title.clone(), order };
    tell_each(market, w, heads, &about).await
}
