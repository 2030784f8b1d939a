//! Partnerships: their areas, membership levels and members.

mod standing;

pub(crate) use standing::{seller_of, standing};
