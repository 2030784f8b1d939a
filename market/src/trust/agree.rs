//! A school agrees that its trust acts for it, or takes that back.

use domain::Failure;
use domain::access::{Action, Role};
use domain::audit::Deed;
use domain::id::{OrganisationId, TieId};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::people::gives;

/// What a school says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgreeTrust {
    /// Its tie to the trust.
    pub tie: TieId,
    /// Whether people of the trust may act for it.
    pub agree: bool,
}

/// Says whether people of the trust may act for the school acted for. Letting them approve is as
/// much as making an approver, so that only an approver says it.
///
/// # Errors
/// `NotFound` for another school's tie or one that has ended; `ChangedMeanwhile` where the same was
/// said before.
pub async fn agree_trust(
    market: &Market,
    actor: &Actor,
    command: AgreeTrust,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        parent_id: Uuid,
    }
    let permit = &actor.permit_own(Action::ManagePeople)?;
    market
        .db
        .write(|w| async move {
            let own = permit.organisation().uuid();
            let sql = "SELECT parent_id FROM tie WHERE id = $1 AND child_id = $2 \
                       AND kind IN ('trust', 'federation') AND (ends_on IS NULL OR ends_on >= $3)";
            let values = [command.tie.uuid().into(), own.into(), market.today().into()];
            let row: Option<Row> = w.sql_one(sql, values).await?;
            let trust = OrganisationId::from_uuid(row.ok_or(Failure::NotFound)?.parent_id);
            if !gives(actor, Role::Approver) {
                return Err(Failure::NotAllowed);
            }
            let (agreed, was) = if command.agree {
                (Some((market.now(), permit.person().uuid())), "IS NULL")
            } else {
                (None, "IS NOT NULL")
            };
            let sql = format!(
                "UPDATE tie SET agreed_at = $2, agreed_by = $3 WHERE id = $1 AND agreed_at {was}"
            );
            let values: [Value; 3] = [
                command.tie.uuid().into(),
                agreed.map(|(at, _)| at).into(),
                agreed.map(|(_, by)| by).into(),
            ];
            w.execute_one(&sql, values).await?;
            let record = Record::new(None, permit, Deed::AgreeTrust, command.tie)
                .party(trust)
                .before(&!command.agree)?
                .after(&command.agree)?;
            audit::record(market, &w, record).await
        })
        .await
}
