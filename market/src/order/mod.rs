//! Orders: a booking, a call-off and a subscription are all lines of one order, which keeps the
//! service version, the price's working and the VAT basis. Nothing else holds an amount owed.

mod create;

pub(crate) use create::{Created, NewLine, NewOrder, create};
