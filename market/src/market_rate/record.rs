//! Recording an outside price, and taking one back.

use domain::access::Action;
use domain::audit::Deed;
use domain::id::{PricePointId, ServiceId};
use domain::market_rate::{PricePoint, TypedPublishedPrice};
use domain::vat::ComparisonBasis;
use domain::{Failure, Pence, Problem};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::stored::refresh;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::{Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::service::find_own;
use crate::{Market, Permit};

/// An outside price to be recorded.
#[derive(Debug, Clone)]
pub struct RecordPricePoint {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Which service it is compared with.
    pub service: ServiceId,
    /// What was typed.
    pub typed: TypedPublishedPrice,
}

/// Records a price that somebody outside published, with its source and how it was converted.
///
/// # Errors
/// `Invalid` with everything that is wrong with what was typed.
pub async fn record_price_point(
    market: &Market,
    actor: &Actor,
    command: RecordPricePoint,
) -> Result<PricePointId, Failure> {
    let permit = &actor.permit_own(Action::ManageServices)?;
    let contents = (command.service, format!("{:?}", command.typed));
    let once = &Once::new(permit.person(), "record_price_point", &command.key, &contents)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            let service = find_own(&w, permit.scope(), command.service).await?;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            let id = PricePointId::from_uuid(market.ids.uuid());
            let unit = service.terms.unit;
            let point = command.typed.read(id, unit, market.today()).map_err(Failure::Invalid)?;
            insert(market, &w, permit, command.service, &point).await?;
            refresh(&w, command.service, unit).await?;
            let chain = Some(service.partnership);
            let record = Record::new(chain, permit, Deed::RecordPricePoint, id).after(&point)?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &id).await?;
            Ok(id)
        })
        .await
}

async fn insert(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    service: ServiceId,
    point: &PricePoint,
) -> Result<(), Failure> {
    let net = point.converted(ComparisonBasis::Net)?.middle;
    if net <= Pence::ZERO {
        // So little that a unit of ours comes to less than a penny.
        return Err(Failure::field("low", Problem::NotMoney));
    }
    let sql = "INSERT INTO price_point (id, partnership_id, service_id, point, unit_net_pence, \
               seen_on, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values: [Value; 8] = [
        point.id.uuid().into(),
        permit.organisation().uuid().into(),
        service.uuid().into(),
        serde_json::to_string(point).map_err(broken)?.into(),
        net.get().into(),
        point.on.into(),
        permit.person().uuid().into(),
        market.now().into(),
    ];
    w.execute(sql, values).await.map(|_| ())
}

/// An outside price to be taken back.
#[derive(Debug, Clone, Copy)]
pub struct WithdrawPricePoint {
    /// Which.
    pub point: PricePointId,
}

/// Takes an outside price back: it is kept, and no longer counted or shown.
///
/// # Errors
/// `NotFound` for another partnership's.
pub async fn withdraw_price_point(
    market: &Market,
    actor: &Actor,
    command: WithdrawPricePoint,
) -> Result<ServiceId, Failure> {
    #[derive(FromQueryResult)]
    struct Of {
        service_id: Uuid,
        withdrawn: bool,
    }
    let permit = &actor.permit_own(Action::ManageServices)?;
    market
        .db
        .write(|w| async move {
            let own = permit.scope().organisation();
            let sql = "SELECT service_id, withdrawn_at IS NOT NULL AS withdrawn FROM price_point \
                       WHERE id = $1 AND partnership_id = $2";
            let of: Option<Of> =
                w.sql_one(sql, [command.point.uuid().into(), own.uuid().into()]).await?;
            let of = of.ok_or(Failure::NotFound)?;
            let service = ServiceId::from_uuid(of.service_id);
            if of.withdrawn {
                return Ok(service);
            }
            let sql = "UPDATE price_point SET withdrawn_at = $2 WHERE id = $1";
            w.execute_one(sql, [command.point.uuid().into(), market.now().into()]).await?;
            let unit = find_own(&w, permit.scope(), service).await?.terms.unit;
            refresh(&w, service, unit).await?;
            let record = Record::new(Some(own), permit, Deed::WithdrawPricePoint, command.point);
            audit::record(market, &w, record).await?;
            Ok(service)
        })
        .await
}
