//! Partnerships: founding one, its settings, its members.

mod founding;
mod members;
mod money;
pub mod world;
