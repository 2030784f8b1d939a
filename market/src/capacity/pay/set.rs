//! Setting how somebody is engaged and what a day of theirs is paid: a row that is only added.

use domain::Failure;
use domain::audit::Deed;
use domain::capacity::{Pay, TypedPay, pay_on};
use domain::id::PractitionerId;
use sea_orm::Value;

use super::super::pool;
use super::{keeping, narrowed, terms_of};
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::idempotency::{Once, RequestKey};

/// Terms of pay to be set.
#[derive(Debug, Clone)]
pub struct SetPay {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Whose.
    pub practitioner: PractitionerId,
    /// What was typed.
    pub typed: TypedPay,
}

/// Sets how somebody is engaged and what a day of theirs is paid, from a day on. Days from then on are
/// counted by it, those of months that are over, too: a statement always says what is due by what is
/// known now.
///
/// # Errors
/// `Invalid` by field; `NotFound` for whoever does not manage the provider's people.
pub async fn set_pay(market: &Market, actor: &Actor, command: SetPay) -> Result<(), Failure> {
    let read = &command.typed.read().map_err(Failure::Invalid);
    let contents = (command.practitioner, &command.typed);
    let once = &Once::new(actor.person(), "set_pay", &command.key, &contents)?;
    let practitioner = command.practitioner;
    market
        .db
        .write(|w| async move {
            let pool = pool::find(&w, practitioner).await?;
            let permit = keeping(actor, &pool)?;
            let terms = read.clone()?;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            let whose = narrowed(pool.provider, Some(practitioner));
            let known = terms_of(&w, &whose).await?.remove(&practitioner.uuid());
            let before = pay_on(&known.unwrap_or_default(), terms.from_on);
            let (rate, late, contracted) = match terms.pay {
                Pay::Employed { contracted_days } => (None, None, contracted_days.map(i64::from)),
                Pay::Freelance { day_rate, late_share } => {
                    (Some(day_rate.get()), Some(i64::from(late_share.get())), None)
                }
            };
            let sql = "INSERT INTO practitioner_pay (id, practitioner_id, engagement, from_on, \
                       day_rate_pence, late_share, contracted_days, set_by, set_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
            let values: [Value; 9] = [
                market.ids.uuid().into(),
                practitioner.uuid().into(),
                terms.pay.engagement().code().into(),
                terms.from_on.into(),
                rate.into(),
                late.into(),
                contracted.into(),
                permit.person().uuid().into(),
                market.now().into(),
            ];
            w.execute(sql, values).await?;
            // In the provider's own trail, and not in that of the partnership.
            let record = Record::new(None, &permit, Deed::SetPay, practitioner);
            let record = match before {
                Some(before) => record.before(&before)?,
                None => record,
            };
            audit::record(market, &w, record.after(&terms)?).await?;
            once.keep(&w, &()).await
        })
        .await
}
