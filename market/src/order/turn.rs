//! A school's turn: what it orders, decides and signs is done one after the other, so that limits
//! and caps hold however many press a button at once. It is the first lock that is taken.

use domain::id::OrganisationId;
use domain::order::HELD_DAYS_MAX;
use domain::{Failure, Refusal};

use crate::access::Permit;
use crate::db::Writer;
use crate::trust;

/// Waits until no other transaction of the school's has the turn, and has it until this one ends.
pub(crate) async fn take_turn(w: &Writer, school: OrganisationId) -> Result<(), Failure> {
    let sql = "INSERT INTO school_counter (school_id, held_days) VALUES ($1, 0) \
               ON CONFLICT (school_id) DO UPDATE SET held_days = school_counter.held_days";
    w.execute_one(sql, [school.uuid().into()]).await
}

/// The same for whoever holds a permit. Where it was given through a trust, that is looked at again: the
/// school may have left the trust since the request came.
///
/// # Errors
/// `NotAllowed` where the trust acts for the school no more.
pub(crate) async fn take_turn_as(w: &Writer, permit: &Permit) -> Result<(), Failure> {
    let school = permit.organisation();
    take_turn(w, school).await?;
    match permit.through() {
        Some(trust) if !trust::acts_for(w, trust, school).await? => Err(Failure::NotAllowed),
        _ => Ok(()),
    }
}

/// Holds so many days more for a school while nobody has decided; fewer, where it is negative.
///
/// # Errors
/// `Refused(TooManyHeld)` where that would be more than a school may hold.
pub(super) async fn hold(w: &Writer, school: OrganisationId, more: i64) -> Result<(), Failure> {
    if more == 0 {
        return Ok(());
    }
    let sql = "UPDATE school_counter SET held_days = held_days + $2 \
               WHERE school_id = $1 AND ($2 < 0 OR held_days + $2 <= $3)";
    let values = [school.uuid().into(), more.into(), i64::from(HELD_DAYS_MAX).into()];
    match w.execute(sql, values).await? {
        0 => Err(Refusal::TooManyHeld { most: HELD_DAYS_MAX }.into()),
        _ => Ok(()),
    }
}
