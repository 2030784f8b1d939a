//! A message with its address.

use serde::{Deserialize, Serialize};

use super::About;

/// One message to one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The address.
    pub to: String,
    /// The name of whoever has it.
    pub name: String,
    /// What it is about.
    pub about: About,
}
