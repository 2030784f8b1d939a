//! The basket: what somebody means to order for their school of several services, whoever delivers and
//! sells them, until it is ordered as one purchase.
//!
//! It holds no day and no place, and no price: whatever is shown of it is worked out anew. What is bought
//! leaves it in the transaction that places the purchase.

mod load;
mod order;
mod put;
mod view;

pub use order::{OrderBasket, order_basket};
pub use put::{BASKET_MAX, PutIntoBasket, put_into_basket, take_out_of_basket};
pub use view::{Basket, BasketRow, BasketSum, view_basket};
