//! Closing: once, by whichever process comes first, all of it or nothing.

use chrono::{DateTime, Duration, Utc};
use domain::audit::Deed;
use domain::deal::{Award, CallOff, ContractYear, Deal, Met, cost, share_by_years};
use domain::id::{DealId, OrderLineId};
use domain::price::{BuyerStanding, Working, WorkingLine};
use domain::{Failure, Net};
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

use super::savings;
use super::stored::{Signed, Stored, find_any, lock_open, write_ended};
use super::tell;
use crate::Market;
use crate::audit::{self, Record, Who};
use crate::change::{self, Topic};
use crate::db::{Writer, broken};
use crate::job::{self, Job};
use crate::order::{self, NewLine, NewOrder};
use crate::partnership::standing;

/// Asks for the job that will close a deal; only one ever exists for each.
pub(super) async fn plan(
    market: &Market,
    w: &Writer,
    id: DealId,
    at: DateTime<Utc>,
) -> Result<(), Failure> {
    job::enqueue_at(market, w, &Job::CloseDeal(id), at, Some(format!("close:{id}"))).await
}

/// How long after its closing time a deal's own job has before it is looked for.
const GRACE_MINUTES: i64 = 2;

/// Asks again for the closing of deals that are open past their time: a job that was lost is made
/// anew, and one that is there is not made twice.
pub(crate) async fn remind_of_closing(market: &Market) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Overdue {
        id: Uuid,
    }
    let now = market.now();
    let overdue = market
        .db
        .read(|r| async move {
            let sql = "SELECT id FROM deal WHERE state = 'open' AND closes_at <= $1 \
                       ORDER BY closes_at LIMIT 50";
            r.sql_all::<Overdue>(sql, [(now - Duration::minutes(GRACE_MINUTES)).into()]).await
        })
        .await?;
    if overdue.is_empty() {
        return Ok(());
    }
    let overdue = &overdue;
    market
        .db
        .write(|w| async move {
            for deal in overdue {
                plan(market, &w, DealId::from_uuid(deal.id), now).await?;
            }
            Ok(())
        })
        .await
}

/// Closes a deal whose time has come: met or not going ahead, orders, savings, messages and the
/// trail in one transaction. A deal that is closed already is left as it is.
pub(crate) async fn close_deal(market: &Market, id: DealId) -> Result<(), Failure> {
    market
        .db
        .write(|w| async move {
            if !lock_open(&w, id).await? {
                return Ok(());
            }
            let stored = find_any(&w, id).await?;
            let now = market.now();
            let closed = stored.deal.clone().close(now)?;
            write_ended(&w, &stored, &closed, now, None).await?;
            match &closed {
                Deal::Met(met) => award(market, &w, &stored, met).await?,
                Deal::Lapsed(_) | Deal::Draft(_) | Deal::Open(_) | Deal::Withdrawn(_) => {
                    for signed in &stored.signed {
                        savings::take_back(market, &w, signed.commitment, None).await?;
                    }
                }
            }
            tell::ended(market, &w, &stored, &closed).await?;
            change::touch(&w, Topic::Deal(id)).await?;
            let entry = Record::new(Some(stored.partnership), Who::JOB, Deed::CloseDeal, id)
                .parties(stored.schools())
                .after(&json!({"state": closed.state(), "schools": stored.signed.len(), "price_pence": closed.final_price()}))?;
            audit::record(market, &w, entry).await
        })
        .await
}

/// Makes each school's order and enters its agreed saving.
async fn award(market: &Market, w: &Writer, stored: &Stored, met: &Met) -> Result<(), Failure> {
    let award = met.award();
    for call_off in &award.call_offs {
        let signed = stored.signed.iter().find(|signed| signed.school == call_off.school);
        let signed = signed.ok_or_else(|| broken("a school that has an order signed nothing"))?;
        let standing = standing(w, stored.partnership, signed.school, market.today()).await?;
        let lines = lines(market, stored, award, call_off, standing)?;
        let new = NewOrder {
            school: signed.school,
            partnership: stored.partnership,
            seller: stored.seller,
            provider: stored.provider,
            purchase_order_number: signed.purchase_order_number.clone(),
            requested_by: signed.by,
            requested_through: None,
            purchase: None,
            held_until: None,
            awaits: None,
            lines,
        };
        let created = order::create(market, w, new).await?;
        savings::agree(market, w, stored, signed.commitment, call_off).await?;
        record_order(market, w, stored, signed, created.id).await?;
    }
    Ok(())
}

async fn record_order(
    market: &Market,
    w: &Writer,
    stored: &Stored,
    signed: &Signed,
    order: domain::id::OrderId,
) -> Result<(), Failure> {
    let entry = Record::new(Some(stored.partnership), Who::JOB, Deed::CallOff, order)
        .party(signed.school)
        .after(
            &json!({"deal": stored.id, "commitment": signed.commitment, "school": signed.school}),
        )?;
    audit::record(market, w, entry).await
}

/// A line for each year of the contract: each is delivered and invoiced by itself. The line at
/// position `n` is what part `n` of the school's saving is about.
fn lines(
    market: &Market,
    stored: &Stored,
    award: &Award,
    call_off: &CallOff,
    standing: BuyerStanding,
) -> Result<Vec<NewLine>, Failure> {
    let terms = stored.deal.terms();
    let years = terms.contract_years();
    let shares = share_by_years(call_off.net, &years)?;
    let mut lines = Vec::with_capacity(years.len());
    for (year, net) in years.iter().zip(shares) {
        let yearly = cost(award.unit_price, u64::from(call_off.quantity))?;
        let counted = WorkingLine::Units { rate: award.unit_price, count: call_off.quantity, net };
        // A year cut short is no multiple of the price of a year.
        let step = if net == yearly { counted } else { WorkingLine::Flat { net } };
        let working = Working::of(standing, terms.starts_on(), vec![step]);
        lines.push(NewLine {
            id: OrderLineId::from_uuid(market.ids.uuid()),
            service: None,
            deal: Some(stored.id),
            category: stored.category.code().to_owned(),
            description: describe(stored, year, years.len()),
            day: None,
            span: Some((year.first_on, year.last_on)),
            months: None,
            wished_on: None,
            note: None,
            charge_for: None,
            package: None,
            unit: terms.unit().priced_in().code(),
            quantity: call_off.quantity,
            unit_net: unit_net(award, year)?,
            net,
            working: serde_json::to_string(&working).map_err(broken)?,
            vat: stored.vat,
        });
    }
    Ok(lines)
}

/// What a unit costs in a year of the contract, rounded where the year is cut short.
fn unit_net(award: &Award, year: &ContractYear) -> Result<Net, Failure> {
    Ok(Net(award.unit_price.pence().fraction(i64::from(year.months), 12)?))
}

fn describe(stored: &Stored, year: &ContractYear, years: usize) -> String {
    let day = domain::calendar::short_day;
    let span = format!("{} to {}", day(year.first_on), day(year.last_on));
    if years == 1 {
        format!("{}, {span}", stored.title)
    } else {
        format!("{}, year {} of {years}, {span}", stored.title, year.number)
    }
}
