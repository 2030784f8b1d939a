//! Partnerships: founding one, its settings, its members.

mod founding;
mod members;
pub mod world;
