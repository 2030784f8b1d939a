//! Putting something into the basket, and taking it out again.

use domain::access::Action;
use domain::audit::Deed;
use domain::capacity::Half;
use domain::id::{BasketRowId, ServiceId};
use domain::{Failure, Pence, Refusal};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::super::purchase::quoted_order;
use super::super::quote::{QuoteOrder, quote_order};
use super::super::turn::take_turn_as;
use super::super::wanted::Wanted;
use super::load::load;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Writer, broken};

/// The most rows of one basket.
pub const BASKET_MAX: u32 = 30;

/// Something that goes into the basket.
#[derive(Debug, Clone)]
pub struct PutIntoBasket {
    /// Of which service.
    pub service: ServiceId,
    /// What of it.
    pub wanted: Wanted,
}

/// Puts it into the actor's basket of the school acted for. What was wanted of the same service before,
/// or of the same event, is replaced: sending it twice is sending it once.
///
/// # Errors
/// As for ordering it by itself; `Refused(BasketFull)` after 30.
pub async fn put_into_basket(
    market: &Market,
    actor: &Actor,
    put: PutIntoBasket,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Rows {
        rows: i64,
    }
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let (service, wanted) = (put.service, put.wanted.tidy()?);
    let asked = QuoteOrder { service, wanted: wanted.clone() };
    let quote = &Box::pin(quote_order(market, actor, asked)).await?;
    let thing = match &wanted {
        Wanted::Places { event, .. } => event.uuid(),
        // The afternoons of a service stand beside its mornings.
        Wanted::HalfDays { half: Half::Afternoon, .. } => {
            uuid::Uuid::from_u128(service.uuid().as_u128() ^ 1)
        }
        Wanted::Days(_)
        | Wanted::HalfDays { .. }
        | Wanted::Quantity { .. }
        | Wanted::Agreement { .. }
        | Wanted::Stated { .. } => service.uuid(),
    };
    let wanted = &serde_json::to_string(&wanted).map_err(broken)?;
    let (school, person) = (permit.organisation().uuid(), permit.person().uuid());
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let sql = "INSERT INTO basket_row (id, school_id, person_id, service_id, thing_id, wanted, \
                       gross_pence, put_in_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                       ON CONFLICT (school_id, person_id, thing_id) DO UPDATE SET \
                       wanted = excluded.wanted, gross_pence = excluded.gross_pence, \
                       put_in_at = excluded.put_in_at";
            let gross = quote.totals.gross.pence();
            let values: [Value; 8] = [
                market.ids.uuid().into(),
                school.into(),
                person.into(),
                service.uuid().into(),
                thing.into(),
                wanted.as_str().into(),
                gross.get().into(),
                market.now().into(),
            ];
            w.execute_one(sql, values).await?;
            let sql = "SELECT COUNT(*) AS rows FROM basket_row WHERE school_id = $1 AND person_id = $2";
            let counted: Option<Rows> = w.sql_one(sql, [school.into(), person.into()]).await?;
            if counted.is_some_and(|counted| counted.rows > i64::from(BASKET_MAX)) {
                return Err(Refusal::BasketFull { most: BASKET_MAX }.into());
            }
            let gross = price_beside(market, &w, permit, thing).await?.unwrap_or(gross);
            let record = Record::new(None, permit, Deed::PutIntoBasket, service)
                .after(&json!({ "service": quote.title, "gross_pence": gross.get() }))?;
            audit::record(market, &w, record).await
        })
        .await
}

/// Keeps what a row comes to beside those before it, where it can be had: what the membership includes is
/// used once.
async fn price_beside(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    thing: Uuid,
) -> Result<Option<Pence>, Failure> {
    let rows = Box::pin(load(market, w, permit)).await?;
    let own = rows.iter().find(|row| row.thing == thing);
    let Some((row, Ok(sale))) = own.map(|row| (row, &row.now)) else { return Ok(None) };
    let gross = quoted_order(sale, &row.wanted)?.totals.gross.pence();
    let sql = "UPDATE basket_row SET gross_pence = $2 WHERE id = $1";
    w.execute_one(sql, [row.id.uuid().into(), gross.get().into()]).await?;
    Ok(Some(gross))
}

/// Takes something out of the actor's basket of the school acted for. What is not in it any more needs no
/// taking out.
///
/// # Errors
/// `NotFound` where it is in another's.
pub async fn take_out_of_basket(
    market: &Market,
    actor: &Actor,
    row: BasketRowId,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Gone {
        service_id: Uuid,
        gross_pence: i64,
    }
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    market
        .db
        .write(|w| async move {
            let sql = "DELETE FROM basket_row WHERE id = $1 AND school_id = $2 AND person_id = $3 \
                       RETURNING service_id, gross_pence";
            let values: [Value; 3] = [
                row.uuid().into(),
                permit.organisation().uuid().into(),
                permit.person().uuid().into(),
            ];
            let gone: Option<Gone> = w.sql_one(sql, values).await?;
            let Some(gone) = gone else { return nowhere(&w, row).await };
            let service = ServiceId::from_uuid(gone.service_id);
            let record = Record::new(None, permit, Deed::TakeOutOfBasket, service)
                .before(&json!({ "gross_pence": gone.gross_pence }))?;
            audit::record(market, &w, record).await
        })
        .await
}

/// Whether a row is in nobody's basket.
async fn nowhere(w: &Writer, row: BasketRowId) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Other {
        #[allow(dead_code, reason = "a row must have a column")]
        id: Uuid,
    }
    let sql = "SELECT id FROM basket_row WHERE id = $1";
    match w.sql_one::<Other>(sql, [row.uuid().into()]).await? {
        Some(_) => Err(Failure::NotFound),
        None => Ok(()),
    }
}
