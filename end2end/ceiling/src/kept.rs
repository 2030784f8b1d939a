//! Pages of the product, as the bench kept them.

use std::path::Path;

use domain::Failure;
use market::{Market, Viewer};
use serde::Deserialize;

use crate::Ended;
use crate::work::Work;

/// A page of the product.
#[derive(Deserialize)]
pub struct Kept {
    /// Its address.
    pub address: String,
    /// The session in which it was asked for, if any.
    pub session: Option<String>,
    /// Whether the ceiling shows it too.
    pub has_ceiling: bool,
    /// The headers it came with, but for those of one answer only.
    pub headers: Vec<(String, String)>,
    /// Its HTML.
    pub html: String,
}

/// Reads what the bench kept.
pub fn read(file: &Path) -> Ended<Vec<Kept>> {
    Ok(serde_json::from_slice(&std::fs::read(file)?)?)
}

impl Kept {
    /// The work behind its address.
    pub fn work(&self) -> Result<Work, String> {
        Work::at(&self.address).ok_or_else(|| format!("no work is known at {}", self.address))
    }

    /// Who looks at it.
    pub async fn viewer(&self, market: &Market) -> Result<Viewer, Failure> {
        match &self.session {
            Some(session) => market::person::viewer(market, session).await,
            None => Ok(Viewer::Visitor),
        }
    }
}
