//! Orders and invoices: from the picked days to the saving that was realised.

mod approval;
mod booking;
mod invoice;
mod race;
pub mod world;
