//! What schools that are alike buy beside a service: counted at night from real orders, and kept as it is
//! said, so that whoever looks asks the orders of nobody.

mod count;

pub(crate) use count::count_bought_beside;
