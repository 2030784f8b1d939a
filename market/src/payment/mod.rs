//! Money that schools pay: what came, which invoices it settles, what of it stands to their credit, and what
//! is between a school and a partnership in all.

mod credit;
mod list;
mod owing;
mod part;
mod record;
mod statement;
mod undo;
mod view;

pub(crate) use credit::credit_of;
pub use credit::{ReturnPayment, UseCredit, return_payment, use_credit};
pub use list::{PaymentRow, PaymentsAsked, payments};
pub use owing::{Owing, OwingSchool, owing, owing_schools};
pub use record::{RecordPayment, record_payment};
pub use statement::{Entry, EntryKind, Period, Statement, statement};
pub use undo::{UndoPayment, undo_payment};
pub use view::{PaymentPart, PaymentView, view_payment};
