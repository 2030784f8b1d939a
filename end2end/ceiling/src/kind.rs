//! What kind of row an id of the bulk belongs to: two hexadecimal digits of it.

/// An order.
pub const ORDER: u8 = 1;
/// A line of one.
pub const LINE: u8 = 2;
/// An invoice.
pub const INVOICE: u8 = 3;
/// A line of one.
pub const INVOICE_LINE: u8 = 4;
/// The other partnership.
pub const PARTNERSHIP: u8 = 5;
/// A school.
pub const SCHOOL: u8 = 6;
/// The first entry of the original; the next one is one more.
pub const ENTRY: u8 = 16;
