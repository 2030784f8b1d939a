//! Founding a partnership in three steps, its settings and its membership levels; who sells and
//! where schools pay, and what a host answers.

pub mod bank;
pub mod begin;
pub(crate) mod begun;
pub mod change;
pub mod check;
pub mod choose;
mod draft;
mod export;
pub mod founded;
pub mod hosting;
pub mod level;
pub mod settings;
pub mod trading;

pub use export::{file, founded_here, hosted};

use domain::Failure;
use domain::access::Action;
use leptos::prelude::*;

use crate::parts::{Lead, Title};
use crate::web::{Ask, Page};

/// Whether the person may found a partnership; if not, the page that says who may.
fn may_found(ask: &Ask) -> Result<Option<Page>, Failure> {
    let actor = ask.actor()?;
    if actor.permit_installation(Action::CreatePartnership).is_ok() {
        return Ok(None);
    }
    let page = Page::new("You cannot found a partnership here", || {
        view! {
            <Title text="You cannot found a partnership here"/>
            <Lead>"Whoever keeps this installation running founds partnerships on it, or gives somebody the role of operator."</Lead>
            <p>"Ask them to found yours and to name you as its director: you get an invitation by email, and everything after that is yours to set up."</p>
        }
    });
    Ok(Some(page.status(403)))
}
