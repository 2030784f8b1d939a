//! What waits for somebody, and how things stand: the first page after signing in.

mod partnership;
mod school;
mod waiting;

pub use partnership::{Invoiced, PartnershipHome, PoolWeeks, WeekOfPool, partnership_home};
pub use school::{BookedDay, DealGlance, InvoiceGlance, OrderGlance, SchoolHome, school_home};
pub(crate) use waiting::OFFER_TO_LIST;
pub use waiting::{CLOSING_DAYS, Waiting, Waits, waiting};

use domain::access::Scope;
use domain::saving::Stage;
use domain::vat::ComparisonBasis;
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;

use crate::db::{Reader, broken};
use crate::saving;

/// How many of a kind a first page shows.
const GLANCE: u32 = 5;

/// Savings by stage: invoiced, agreed, expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSoFar {
    /// Whether VAT is in the amounts.
    pub basis: ComparisonBasis,
    /// From invoices.
    pub invoiced: Pence,
    /// Agreed, to be invoiced.
    pub agreed: Pence,
    /// Expected.
    pub expected: Pence,
}

#[derive(FromQueryResult)]
struct Sum {
    basis: String,
    stage: String,
    amount_pence: i64,
}

/// The savings of a scope, the two bases apart. One statement.
async fn saved(r: &Reader, scope: &Scope) -> Result<Vec<SavedSoFar>, Failure> {
    let sql = format!(
        "SELECT basis, stage, CAST(SUM(amount_pence) AS BIGINT) AS amount_pence FROM saving_sum \
         WHERE {} = $1 GROUP BY basis, stage",
        saving::column(scope)?
    );
    let sums: Vec<Sum> = r.sql_all(&sql, [scope.organisation().uuid().into()]).await?;
    let mut saved: Vec<SavedSoFar> = Vec::new();
    for sum in sums {
        let basis = ComparisonBasis::from_code(&sum.basis);
        let stage = Stage::from_code(&sum.stage);
        let (Some(basis), Some(stage)) = (basis, stage) else {
            return Err(broken("a stored saving is of no known basis or stage"));
        };
        let at = match saved.iter().position(|held| held.basis == basis) {
            Some(at) => at,
            None => {
                let none = Pence::ZERO;
                saved.push(SavedSoFar { basis, invoiced: none, agreed: none, expected: none });
                saved.len() - 1
            }
        };
        if let Some(held) = saved.get_mut(at) {
            let amount = Pence::new(sum.amount_pence);
            match stage {
                Stage::Realised => held.invoiced = amount,
                Stage::Contracted => held.agreed = amount,
                Stage::Forecast => held.expected = amount,
            }
        }
    }
    Ok(saved)
}
