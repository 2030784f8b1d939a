//! The only parts of pages that become WASM. They rest on `domain` alone and ask the server's own
//! addresses for what they need; without them a page says the same, as of when it was asked for.

pub mod meter;

pub use meter::DealMeter;
