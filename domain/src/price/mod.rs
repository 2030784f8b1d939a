//! What a service costs a school: price rules, the quote they give, and the working kept with it.
//!
//! Prices exclude VAT. A quote is a pure function of the rule, the buyer's standing, its pupils,
//! the quantity and the day. A new kind of price is a new [`PriceKind`] with its own lines of
//! [`Working`]; what goes with any kind stands beside it in the [`PriceRule`]. What orders have kept
//! stays readable.

mod amount;
#[cfg(test)]
pub(crate) mod arbitrary;
mod days;
mod extra;
mod listed;
mod made_of;
mod package;
mod quote;
mod rates;
mod rule;
mod stated;
mod typed;
mod unit;
mod who_pays;
mod working;

pub use amount::parse_pounds;
pub use days::quote_days;
pub use extra::{Allowance, Step, Subsidy, Used};
pub use listed::{ListedPrice, listed_prices};
pub use made_of::{Cap, Component, ComponentKind, MadeOf, OverCap, share_of};
pub use package::{FromPackage, PackageLeft, Packages, Taken};
pub use quote::{Buyer, Quote, quote, quote_after};
pub use rates::{BuyerStanding, Rate, RateChange, Rates};
pub use rule::{PriceKind, PriceRule, SizeBand};
pub use stated::{Stated, StatedBase};
pub use typed::{
    BANDS_MAX, CHANGES_MAX, STEPS_MAX, TypedBand, TypedChange, TypedComponent, TypedExtras,
    TypedPrice, TypedRates, TypedStep,
};
pub use unit::Unit;
pub use who_pays::WhoPays;
pub use working::{Working, WorkingComponent, WorkingLine};
