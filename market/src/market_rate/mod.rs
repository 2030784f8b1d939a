//! What a service costs elsewhere: outside prices, each with its source, and what schools pay
//! themselves, in sum; recording and withdrawing the first, letting the second count, and keeping what
//! lists show in step.

mod own;
mod paid;
mod record;
mod sharing;
mod stored;

pub(crate) use own::{count_own_prices, own_figures};
pub use record::{RecordPricePoint, WithdrawPricePoint, record_price_point, withdraw_price_point};
pub use sharing::{PriceSharing, price_sharing, share_prices};
pub(crate) use stored::{points, points_by_id, refresh};
