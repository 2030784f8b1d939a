//! What people of a provider's pools are paid for their days: for the person themselves and whoever
//! manages the provider's people, and for nobody else. The partnership that sells their days does not
//! read it, and neither does its trail: who set what stands in the provider's own.

mod read;
mod set;
mod statement;

use chrono::{Datelike, NaiveDate};
use domain::Failure;
use domain::access::Action;
use domain::capacity::{PayFrom, PayTotals, YearMonth};
use domain::id::{OrganisationId, PractitionerId};

pub use set::{SetPay, set_pay};
pub use statement::{PayStatement, StatementDay, pay_statement};

use self::read::{Whose, days_of, terms_of};
use super::pool::Pool;
use crate::Market;
use crate::access::{Actor, Permit};

/// Whether whoever acts for a provider manages its people. A partnership's own team is managed by its
/// staff.
fn manages(actor: &Actor) -> bool {
    actor.can(Action::ManagePool) || actor.can(Action::ManageServices)
}

/// The permit to keep what people of a pool are paid.
fn keeping(actor: &Actor, pool: &Pool) -> Result<Permit, Failure> {
    let own_team = pool.provider == pool.partnership;
    match actor.permit(Action::ManagePool, pool.provider) {
        Err(Failure::NotAllowed | Failure::NotFound) if own_team => {
            actor.permit(Action::ManageServices, pool.partnership)
        }
        answer => answer,
    }
}

/// The first day of the school year that a day is in: 1 September.
fn school_year_of(day: NaiveDate) -> NaiveDate {
    let year = if day.month() >= 9 { day.year() } else { day.year().saturating_sub(1) };
    NaiveDate::from_ymd_opt(year, 9, 1).unwrap_or(day)
}

/// Somebody's month, in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayRow {
    /// Who.
    pub practitioner: PractitionerId,
    /// Their name.
    pub name: String,
    /// Of which pool.
    pub pool: String,
    /// On what terms at the end of the month; nothing where nobody has said.
    pub terms: Option<PayFrom>,
    /// What the month comes to.
    pub totals: PayTotals,
}

/// A month of the people of the provider acted for, by name: of everybody, for whoever manages them;
/// else of whoever looks, in each pool they are of. Three statements.
pub async fn pay_of_month(
    market: &Market,
    actor: &Actor,
    month: YearMonth,
) -> Result<Vec<PayRow>, Failure> {
    let permit = actor.permit_own(Action::ViewBookings)?;
    let whose = Whose::of(permit.organisation(), (!manages(actor)).then(|| actor.person()));
    let today = market.today();
    market
        .db
        .read(|r| async move {
            let people = read::people(&r, &whose, month).await?;
            let mut terms = terms_of(&r, &whose).await?;
            let mut days = days_of(&r, &whose, (month.first(), month.last()), today).await?;
            people
                .into_iter()
                .map(|one| {
                    let terms = terms.remove(&one.id).unwrap_or_default();
                    let days = days.remove(&one.id).unwrap_or_default();
                    let days: Vec<_> = days.iter().map(|one| one.day).collect();
                    Ok(PayRow {
                        practitioner: PractitionerId::from_uuid(one.id),
                        name: one.display_name,
                        pool: one.pool,
                        terms: domain::capacity::pay_on(&terms, month.last()),
                        totals: domain::capacity::pay_totals(&terms, &days)?,
                    })
                })
                .collect()
        })
        .await
}

/// Whose pools and people are meant.
fn narrowed(provider: OrganisationId, only: Option<PractitionerId>) -> Whose {
    Whose { provider, account: None, only }
}
