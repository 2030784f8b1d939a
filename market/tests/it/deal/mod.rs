//! Group deals from draft to order, on both databases.

mod binding;
mod close;
mod levels;
mod race;
mod sign_up;
pub mod world;
