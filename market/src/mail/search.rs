//! What is told of saved searches.

use domain::Net;
use domain::price::{PriceRule, Unit};
use serde::{Deserialize, Serialize};

/// Saved searches of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchesTold {
    /// Each of which there is anything to tell.
    pub searches: Vec<SearchTold>,
}

/// A saved search with what is new among what it finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchTold {
    /// What its owner calls it.
    pub name: String,
    /// For which school.
    pub school: String,
    /// The first services that are new or changed, by title.
    pub services: Vec<NewTold>,
    /// How many more there are.
    pub more: u64,
}

/// A service that is new or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTold {
    /// What it is called.
    pub title: String,
    /// Who delivers it.
    pub provider: String,
    /// The other partnership that offers it to the school, where one does.
    pub offered_by: Option<String>,
    /// What it costs the school, where that can be said.
    pub price: Option<PriceTold>,
    /// Whether it came on sale; otherwise it changed.
    pub is_new: bool,
}

/// What one costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceTold {
    /// Excluding VAT.
    pub net: Net,
    /// How it is worked out.
    pub rule: PriceRule,
    /// What it is for one of.
    pub unit: Unit,
}
