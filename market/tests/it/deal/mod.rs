//! Group deals from draft to order, on both databases.

mod close;
mod race;
mod sign_up;
pub mod world;
