//! Accounts, opened when first needed.

use domain::Failure;
use domain::id::{AccountId, OrganisationId};
use domain::ledger::AccountKind;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::db::{Writer, broken};

#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
}

/// The account of a kind that a partnership keeps for a party: a school for what it owes, the
/// partnership itself for what is its own.
pub(crate) async fn account(
    market: &Market,
    w: &Writer,
    partnership: OrganisationId,
    kind: AccountKind,
    party: OrganisationId,
) -> Result<AccountId, Failure> {
    let sql = "INSERT INTO ledger_account (id, partnership_id, kind, party_id) \
               VALUES ($1, $2, $3, $4) ON CONFLICT (partnership_id, kind, party_id) DO NOTHING";
    let values = [
        market.ids.uuid().into(),
        partnership.uuid().into(),
        kind.code().into(),
        party.uuid().into(),
    ];
    w.execute(sql, values).await?;
    let sql = "SELECT id FROM ledger_account \
               WHERE partnership_id = $1 AND kind = $2 AND party_id = $3";
    let values = [partnership.uuid().into(), kind.code().into(), party.uuid().into()];
    let found: Option<Found> = w.sql_one(sql, values).await?;
    let found = found.ok_or_else(|| broken("an account that was just opened is not there"))?;
    Ok(AccountId::from_uuid(found.id))
}
