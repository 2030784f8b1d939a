//! Pools of people whose days are sold: who works when, which days are free, and taking one.
//!
//! A person's day is one row. Whoever's order line stands on it holds it; taking is a conditional
//! update of one free row, so that no day is ever sold twice, from however many processes.

mod calendar;
mod change_days;
mod clearance;
mod cover;
mod days;
mod demand;
mod expiry;
mod gone;
pub(crate) mod half;
mod ill;
mod offer;
mod pay;
mod people;
mod pool;
mod profile;
mod question;
mod renewal;
mod share;
mod suited;
mod take;
mod tell;
mod terms;
mod unmet;
mod visitor;
mod waiting;
mod week;

pub(crate) use calendar::{Sold, counted, free_in};
pub use calendar::{days_to_pick, free_days};
pub use change_days::{ChangeDays, change_days};
pub use clearance::{
    AskForClearances, ClearanceOf, ClearancePage, RecordClearance, SeenClearance,
    WithdrawClearance, ask_for_clearances, clearances, pool_clearances, record_clearance,
    withdraw_clearance,
};
pub(crate) use cover::pool_of_line;
pub use cover::{CoverPage, DayToCover, GiveCover, days_to_cover, give_cover};
pub(crate) use days::extend;
pub use days::{AddDay, SetLeave, add_day, set_leave};
pub use demand::{DemandPage, EnterTerm, KnownTerm, enter_term, view_demand};
pub(crate) use expiry::tell_of_clearance;
pub(crate) use gone::keep_gone;
pub use ill::{LinkPractitioner, MayBeIll, ReportIll, link_practitioner, may_be_ill, report_ill};
pub(crate) use offer::{accept_day, end_day_offer, offer_days, offered_to};
pub use pay::{PayRow, PayStatement, SetPay, StatementDay, pay_of_month, pay_statement, set_pay};
pub use people::{
    AddPractitioner, EndPractitioner, PersonDays, PoolPage, RenamePractitioner, add_practitioner,
    end_practitioner, rename_practitioner, view_pool,
};
pub use pool::{CreatePool, create_pool, pools_to_share};
pub(crate) use pool::{insert_people, insert_pool, permit as keeping};
pub use profile::{CanDo, KeepProfile, KnownProfile, can_do, keep_profile};
pub use question::{DayInQuestion, WhyInQuestion};
pub(crate) use renewal::end_renewal;
pub use renewal::{
    NextYearPage, OfferRenewals, Offered, RENEWAL_DAYS, RENEWAL_DAYS_MAX, RenewalOffered,
    RenewalWeekday, SchoolNextYear, decline_renewal, next_year, offer_renewals, renewals,
};
pub(crate) use suited::suited;
pub(crate) use take::{exchange_day, hand_over_day, release_days, take_day};
pub(crate) use tell::tell_practitioner;
pub(crate) use terms::follow_terms;
pub(crate) use unmet::{note_refused, note_taken};
pub use visitor::Visitor;
pub(crate) use visitor::visitors;
pub use waiting::{
    DayList, DayListForSchool, JoinDayList, OwnDayWish, WISHES_MAX, WaitingForDay, day_list,
    day_list_for_school, join_day_list, leave_day_list,
};
pub use week::{Visit, Week, week};

#[cfg(test)]
mod tests;
