//! Words for what the domain knows by codes and amounts: states, roles, kinds, prices, and all that
//! can go wrong with its HTTP status. Each is said in one place.

mod audit;
pub mod buy_back;
pub mod calendar;
pub mod clearance;
pub mod control;
pub mod deal;
pub mod delegation;
pub mod demand;
pub mod dispute;
pub mod enquiry;
pub mod evaluation;
pub mod event;
mod failure;
pub mod for_whom;
pub mod half;
mod import;
pub mod library;
mod money;
mod notification;
mod order;
mod organisation;
pub mod package;
pub mod partnership;
pub mod pay;
pub mod people;
pub mod price;
mod problem;
pub mod quote_request;
mod refusal;
pub mod renewal;
mod role;
mod saving;
pub mod school;
pub mod service;
pub mod sharing;
pub mod vat;
pub mod waiting;

pub use audit::{deed, deed_group};
pub use failure::{
    failure_page, outside_json, outside_page, problem_json, status, told_in_one_line,
};
pub use import::{
    categories_where_needed, import_summary, parts_outside, price_parts, row_problem, row_wrong,
};
pub use money::{beginning, count, money, plain_pounds, plural, plural_of, pounds};
pub use notification::{notify, topic};
pub use order::{
    Before, cancellation, cancelling_now, invoice_state, line_state, order_event, order_state,
    vat_rate,
};
pub use organisation::{acting_for, group_kind, group_means, office, organisation_kind};
pub use problem::problem;
pub use refusal::refusal;
pub use role::{capacity, may, role};
pub use saving::{
    baseline, basis, cashability, category, price_at, saved, saved_whole, stage, why, year,
};
