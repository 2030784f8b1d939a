//! The trial balance: what stands on every account, and whether debits and credits agree.

use domain::access::Action;
use domain::id::{AccountId, OrganisationId};
use domain::ledger::{AccountKind, Balance, TrialBalance};
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::db::broken;

/// A partnership's books, summed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Every account that something was posted to.
    pub accounts: Vec<AccountBalance>,
    /// The sums of all debits and all credits.
    pub sums: Balance,
    /// Whether they agree, as they always must.
    pub is_balanced: bool,
}

/// What stands on one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountBalance {
    /// The account.
    pub account: AccountId,
    /// What it is for.
    pub kind: AccountKind,
    /// Whose it is.
    pub party: OrganisationId,
    /// The party's name.
    pub party_name: String,
    /// What was posted to it.
    pub balance: Balance,
}

impl AccountBalance {
    /// What it stands at on its usual side.
    pub fn standing(&self) -> Result<Pence, Failure> {
        Ok(self.balance.on(self.kind.usual_side())?)
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    kind: String,
    party_id: Uuid,
    party_name: String,
    debits: i64,
    credits: i64,
}

/// Sums the books of the partnership acted for.
pub async fn trial_balance(market: &Market, actor: &Actor) -> Result<Trial, Failure> {
    let permit = actor.permit_own(Action::ManageInvoices)?;
    let partnership = permit.scope().organisation();
    let sql = "SELECT a.id, a.kind, a.party_id, o.name AS party_name, \
               COALESCE((SELECT CAST(SUM(t.amount_pence) AS BIGINT) FROM ledger_transfer t \
                   WHERE t.debit_account_id = a.id AND t.state = 'posted'), 0) AS debits, \
               COALESCE((SELECT CAST(SUM(t.amount_pence) AS BIGINT) FROM ledger_transfer t \
                   WHERE t.credit_account_id = a.id AND t.state = 'posted'), 0) AS credits \
               FROM ledger_account a JOIN organisation o ON o.id = a.party_id \
               WHERE a.partnership_id = $1 ORDER BY a.kind, o.name, a.id";
    let rows: Vec<Row> = market
        .db
        .read(|r| async move { r.sql_all(sql, [partnership.uuid().into()]).await })
        .await?;
    let accounts = rows.into_iter().map(balance).collect::<Result<Vec<_>, Failure>>()?;
    let trial =
        TrialBalance::from_balances(accounts.iter().map(|found| (found.account, found.balance)));
    Ok(Trial { sums: trial.sums()?, is_balanced: trial.is_balanced()?, accounts })
}

fn balance(row: Row) -> Result<AccountBalance, Failure> {
    Ok(AccountBalance {
        account: AccountId::from_uuid(row.id),
        kind: AccountKind::from_code(&row.kind)
            .ok_or_else(|| broken(format!("a stored account is not known: {}", row.kind)))?,
        party: OrganisationId::from_uuid(row.party_id),
        party_name: row.party_name,
        balance: Balance { debits: Pence::new(row.debits), credits: Pence::new(row.credits) },
    })
}
