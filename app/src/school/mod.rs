//! Schools of the national register: finding one, its page, its pupils, asking to act for it.

mod export;
pub mod join;
mod list;
pub mod prices;
mod show;
pub mod succession;

use domain::Failure;

use crate::web::{Answer, Ask};

pub use export::file;
pub use list::list;
pub(crate) use list::row;
pub(crate) use show::before_and_after;
pub(crate) use show::urn;
pub use show::{record, show};

/// Leads to the page of the school acted for.
pub async fn own(ask: Ask) -> Result<Answer, Failure> {
    let urn = ::market::school::own_urn(ask.market(), ask.actor()?).await?;
    Ok(Answer::see_other(format!("/schools/{urn}")))
}
