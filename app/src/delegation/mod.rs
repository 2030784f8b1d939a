//! Who approves what in a school: the scheme of delegation, changing it, and deputies.

pub mod change;
pub mod deputy;
pub mod export;
mod scheme;

pub use scheme::show;
