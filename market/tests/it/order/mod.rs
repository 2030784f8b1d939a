//! Orders and invoices: from the picked days to the saving that was realised.

mod agreed;
mod alike;
mod approval;
mod basket;
mod booking;
mod buy_back;
mod carried_over;
mod credit;
mod earlier;
mod finding;
mod half_days;
mod held;
mod included;
mod invoice;
mod kinds;
mod limits;
mod opened;
mod own_prices;
mod package;
mod payment;
mod provider;
mod race;
mod rests_on;
mod stated;
mod suited;
mod term_dates;
pub mod world;
