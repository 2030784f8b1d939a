//! The first page: what the product is, or what waits for whoever is signed in.

mod association;
mod council;
mod example;
mod partnership;
mod school;
mod trust;
mod visitor;

use domain::Failure;
use domain::access::Action;
use market::organisation::OrganisationKind;

use crate::web::{Answer, Ask};

/// Shows the first page that fits whoever looks.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let Some(actor) = ask.viewer.signed_in() else {
        return Ok(visitor::page(ask.site.demo.is_some()).into());
    };
    match actor.acting_for().map(|acting| acting.kind) {
        // Whoever does nothing for the school but deliver has its bookings.
        Some(OrganisationKind::School) if !actor.can(Action::ViewSchool) => {
            Ok(if actor.can(Action::ViewBookings) {
                Answer::see_other("/bookings")
            } else {
                visitor::without_business(actor.name()).into()
            })
        }
        Some(OrganisationKind::School) => school::show(&ask).await,
        Some(OrganisationKind::Trust | OrganisationKind::Federation) => trust::show(&ask).await,
        Some(OrganisationKind::Partnership) => partnership::show(&ask).await,
        Some(OrganisationKind::Council) if actor.can(Action::HostPartnership) => {
            council::show(&ask).await
        }
        Some(OrganisationKind::Association) => association::show(&ask).await,
        Some(OrganisationKind::Provider) => Ok(Answer::see_other("/bookings")),
        Some(OrganisationKind::Council) if actor.can(Action::ViewBookings) => {
            Ok(Answer::see_other("/bookings"))
        }
        Some(OrganisationKind::Installation)
            if actor.permit_installation(Action::CreatePartnership).is_ok() =>
        {
            crate::partnership::founded::home(&ask).await
        }
        Some(_) => Ok(visitor::without_business(actor.name()).into()),
        None => Ok(visitor::without_organisation(actor.name()).into()),
    }
}
