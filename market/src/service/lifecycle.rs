//! Moving a service through its states.

use domain::Failure;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::ServiceId;
use domain::service::Event;
use serde::Serialize;

use super::stored;
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};

/// Something that shall happen to a service.
#[derive(Debug, Clone, Copy)]
pub struct MoveService {
    /// Which.
    pub service: ServiceId,
    /// What.
    pub event: Event,
}

#[derive(Serialize)]
struct Kept {
    state: &'static str,
}

/// Sends a service to review, puts it on sale, pauses, resumes or retires it.
///
/// # Errors
/// `ChangedMeanwhile` where its state does not allow it; `Refused(VatNotSettled)` where it shall
/// go on sale and its VAT is still a question.
pub async fn move_service(
    market: &Market,
    actor: &Actor,
    command: MoveService,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManageServices)?;
    market
        .db
        .write(|w| async move {
            let stored = stored::find_own(&w, permit.scope(), command.service).await?;
            let next = stored.lifecycle.apply(command.event, stored.terms.vat, market.today())?;
            stored::set_state(&w, stored.id, stored.version, next).await?;
            let record =
                Record::new(Some(stored.partnership), permit, deed(command.event), stored.id)
                    .before(&Kept { state: stored.lifecycle.state().code() })?
                    .after(&Kept { state: next.state().code() })?;
            audit::record(market, &w, record).await
        })
        .await
}

const fn deed(event: Event) -> Deed {
    match event {
        Event::Submit => Deed::SubmitService,
        Event::Publish => Deed::PublishService,
        Event::SendBack => Deed::SendBackService,
        Event::Pause => Deed::PauseService,
        Event::Resume => Deed::ResumeService,
        Event::Retire => Deed::RetireService,
    }
}
