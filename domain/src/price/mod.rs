//! What a service costs a school: price rules, the quote they give, and the working kept with it.
//!
//! Prices exclude VAT. A quote is a pure function of the rule, the buyer's standing, its pupils,
//! the quantity and the day. A new kind of price is a new [`PriceRule`] with its own lines of
//! [`Working`]; what orders have kept stays readable.

mod amount;
#[cfg(test)]
pub(crate) mod arbitrary;
mod listed;
mod quote;
mod rates;
mod rule;
mod typed;
mod unit;
mod working;

pub use amount::parse_pounds;
pub use listed::{ListedPrice, listed_prices};
pub use quote::{Quote, quote};
pub use rates::{BuyerStanding, Rate, RateChange, Rates};
pub use rule::{PriceRule, SizeBand};
pub use typed::{BANDS_MAX, CHANGES_MAX, TypedBand, TypedChange, TypedPrice, TypedRates};
pub use unit::Unit;
pub use working::{Working, WorkingLine};
