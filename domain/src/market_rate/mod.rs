//! Whether a price is good: published prices, brought to one unit and compared, and beside them what
//! schools pay themselves.
//!
//! Published outside prices always show, each with its source. Schools' own prices show only in sum,
//! and apart from the published ones: among them, whoever records published prices could feel for
//! them one by one. Caller's duty: hand in points of one service kind and unit, and own prices of
//! schools only that let them count.

mod conversion;
mod distribution;
mod own;
mod point;
mod rate;
mod strip;
mod typed;

pub use conversion::{Conversion, ConversionWorking};
pub use distribution::{Distribution, PriceRank, Sample};
pub use own::{OwnFigures, OwnMarket, OwnPrice};
pub use point::{AsQuoted, Converted, Origin, PricePoint, QuotedVat};
pub use rate::{MarketRate, PublishedPrice, Verdict};
pub use strip::{Strip, StripPoint};
pub use typed::TypedPublishedPrice;

/// The fewest contributors for members' own prices to be shown. A contributor is one buyer with
/// one seller.
pub const FEWEST_CONTRIBUTORS: usize = 5;
/// The fewest buyers among them.
pub const FEWEST_BUYERS: usize = 3;
/// The fewest prices for quartiles of published ones alone.
pub const FEWEST_FOR_QUARTILES: usize = 3;
/// The fewest prices on which one is called below or above the market.
pub const FEWEST_FOR_VERDICT: usize = 5;
