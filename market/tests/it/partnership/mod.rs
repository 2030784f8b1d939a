//! Partnerships: founding one, its settings, its members.

mod founding;
mod import;
mod members;
mod money;
pub mod world;
