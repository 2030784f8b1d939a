//! A line of an invoice.

use serde::{Deserialize, Serialize};

use crate::id::OrderLineId;
use crate::money::Net;
use crate::vat::VatBasis;

/// One line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// What was ordered and is now charged for.
    pub order_line: OrderLineId,
    /// What it says on paper.
    pub description: String,
    /// How many units.
    pub quantity: u32,
    /// What a unit costs, for show; the line's amount is `net`.
    pub unit_price: Net,
    /// The line's amount.
    pub net: Net,
    /// How VAT applies to it, and why.
    pub vat: VatBasis,
}
