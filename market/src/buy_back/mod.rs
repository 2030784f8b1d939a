//! The yearly round in which schools renew what they had: a partnership says when next year's prices
//! are open, a school looks through its services in one sheet and sends it as one purchase, and staff
//! see who has not.

mod had;
mod keep;
mod open;
mod remind;
mod round;
mod row;
mod send;
mod sheet;
mod staff;

pub use had::Had;
pub use keep::{KeepSheet, TypedRow, keep_sheet};
pub(crate) use open::open_buy_back;
pub use remind::{Remind, remind_schools};
pub use round::{BuyBackRow, OpenBuyBack, SetBuyBack, buy_backs, open_buy_backs, set_buy_back};
pub use row::{Next, RowState, SheetRow};
pub use send::{CheckSheet, SendSheet, SheetSent, check_sheet, send_sheet};
pub use sheet::{Sheet, view_sheet};
pub use staff::{Renewal, Renewals, RenewalsAsked, renewals};
