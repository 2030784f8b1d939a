//! Which school of the register somebody acts for.

use domain::Failure;
use domain::access::Action;

use crate::Market;
use crate::access::Actor;
use crate::organisation;

/// The number in the register of the school acted for.
///
/// # Errors
/// `NotFound` where it has none.
pub async fn own_urn(market: &Market, actor: &Actor) -> Result<String, Failure> {
    let permit = actor.permit_own(Action::ViewSchool)?;
    let school = permit.organisation();
    let found = market.db.read(|r| async move { organisation::by_id(&r, school).await }).await?;
    found.urn.ok_or(Failure::NotFound)
}
