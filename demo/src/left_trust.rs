//! A school that left its trust: the register has it in another one, two orders that the trust made for it
//! are open, and its head has yet to choose which of them the school keeps.

use std::sync::Arc;

use chrono::Weekday;
use domain::Failure;
use market::{person, school};

use crate::academy::book_ahead;
use crate::cast::{Cast, School};
use crate::people;
use crate::schools::register::in_another_trust;
use crate::services::Catalogue;
use crate::stage::Stage;

/// So many days are more than the trust's manager orders alone.
const DAYS_WAITING: usize = 10;

/// The trust's manager orders for the school, and then the register says that it left.
pub(crate) async fn leaves(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
) -> Result<(), Failure> {
    stage.set(stage.today, 7);
    let school = school(cast)?;
    let own = school.head.acting_for().ok_or(Failure::NotFound)?.organisation;
    people::LEFT_HEAD.join(stage, own).await?;
    let manager = person::with_email(&stage.market, &people::TRUST_MANAGER.email()).await?;
    let manager = stage.become_through(manager.ok_or(Failure::NotFound)?, own).await?;
    let service = catalogue.service("Counselling for pupils")?;
    for days in [(Weekday::Wed, 1), (Weekday::Thu, DAYS_WAITING)] {
        book_ahead(stage, &manager, service, days).await?;
    }
    let file = in_another_trust(&school.is, stage.today);
    school::import_register(&stage.market, file.as_bytes(), &|_| ()).await?;
    stage.tell("a school left its trust, and has two orders to keep or to cancel");
    Ok(())
}

/// The last of the trust's schools.
fn school(cast: &Cast) -> Result<&Arc<School>, Failure> {
    let of_trust = cast.barking_and_dagenham.iter().filter(|one| one.is.is_of_three());
    of_trust.max_by_key(|one| &one.is.urn).ok_or(Failure::NotFound)
}
