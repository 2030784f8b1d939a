//! Questions about services: a school asks, whoever delivers answers, the partnership's staff read and
//! answer too.

mod ask;
mod list;
mod thread;

pub use ask::{new, submit};
pub use list::{file, list};
pub use thread::{close, reopen, show, write};
