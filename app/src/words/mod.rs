//! The words for everything that can go wrong, and its HTTP status. Nowhere else.

pub mod deal;
mod failure;
mod import;
mod money;
mod order;
pub mod partnership;
pub mod people;
pub mod price;
mod problem;
mod refusal;
mod role;
mod saving;
pub mod school;
pub mod service;
pub mod vat;

pub use failure::{failure_page, problem_json, status, told_in_one_line};
pub use import::{import_summary, row_problem};
pub use money::{money, plain_pounds, plural, pounds};
pub use order::{
    cancellation, invoice_state, line_state, order_event, order_state, vat_rate, vat_reason,
};
pub use problem::problem;
pub use refusal::refusal;
pub use role::role;
pub use saving::{baseline, basis, cashability, category, stage, year};
