//! Services: finding one, seeing its price beside the market's, picking days; and for staff,
//! listing, changing and importing them.

mod catalogue;
mod compare;
pub(crate) mod days;
mod documents;
mod edit;
mod events;
mod export;
mod fields;
mod filters;
mod import;
mod list;
pub(crate) mod market;
mod offer;
mod opening;
mod ordering;
pub(crate) mod package;
pub(crate) mod price_about;
mod price_example;
mod price_extras;
mod price_fields;
mod prices;
mod proposal;
mod providers;
pub mod saved;
mod show;
mod standing;
mod state;

pub use catalogue::file_of_catalogue;
pub use compare::compare;
pub use days::{free_days, pick};
pub use documents::{add_document, documents, download, take_back};
pub use edit::{add, change, edit, new};
pub use export::{file, file_of_market, file_of_member, file_of_offered, file_of_providers};
pub(crate) use fields::phase_choices;
pub use import::{bring_in, check, choose, send};
pub(crate) use list::row;
pub use list::{forget_viewed, list};
pub use market::evidence;
pub use offer::{show as offer, submit as become_provider};
pub use opening::{open, opening};
pub use prices::{prices, record, withdraw};
pub use proposal::{
    ask_for, decide as decide_proposal, file as file_of_proposals, list as proposals, propose,
    show as proposal, take_back as withdraw_proposal,
};
pub use providers::show as providers;
pub use show::show;
pub use state::{move_on, settle, vat};

use ::market::service::{ServiceDetail, view_service};
use domain::Failure;
use domain::access::Action;
use domain::id::ServiceId;

use crate::web::Ask;

/// The service the address names, for those who may change it.
///
/// # Errors
/// `NotFound` for whoever belongs to another organisation, `NotAllowed` without the right.
async fn own(ask: &Ask) -> Result<ServiceDetail, Failure> {
    let actor = ask.actor()?;
    let id: ServiceId = ask.part("service")?;
    let service = view_service(ask.market(), &ask.viewer, id).await?;
    actor.permit(Action::ManageServices, service.partnership.id)?;
    Ok(service)
}
