//! Outside prices of a service, each with its source: recording and withdrawing them, and keeping
//! what lists show of the market in step.

mod record;
mod stored;

pub use record::{RecordPricePoint, WithdrawPricePoint, record_price_point, withdraw_price_point};
pub(crate) use stored::{points, points_by_id, refresh};
