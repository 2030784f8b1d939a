//! What a school has said of a delivery, by a day.

use chrono::{Days, NaiveDate};

use super::{AGREE_DAYS, DisputeState, NO_SHOW_DAYS};

/// What a school has said of what was confirmed as delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Nothing yet.
    Nothing {
        /// The last day on which it can say that it is not right.
        until: NaiveDate,
    },
    /// That it is right.
    Agreed,
    /// Nothing in time, which agrees.
    Silent,
    /// That it is not right.
    Disputed(DisputeState),
}

impl Said {
    /// Whether the school can still say that it is not right.
    pub const fn may_dispute(self) -> bool {
        matches!(self, Self::Nothing { .. })
    }

    /// Whether it is in dispute.
    pub const fn is_disputed(self) -> bool {
        matches!(self, Self::Disputed(DisputeState::Open | DisputeState::StoodBy))
    }
}

/// Whether it can be said on a day that somebody came in vain on a booked day: on that day, and for a
/// week after.
pub fn no_show_in_time(booked: NaiveDate, today: NaiveDate) -> bool {
    let last = booked.checked_add_days(Days::new(NO_SHOW_DAYS)).unwrap_or(NaiveDate::MAX);
    (booked..=last).contains(&today)
}

/// The last day on which a school can say that what was confirmed on a day is not right.
pub fn agreed_after(delivered_on: NaiveDate) -> NaiveDate {
    delivered_on.checked_add_days(Days::new(AGREE_DAYS)).unwrap_or(NaiveDate::MAX)
}

/// What a school has said by today of what was confirmed on a day: whether it agreed, and where a
/// dispute about that confirmation is, if there is one.
pub fn said(
    delivered_on: NaiveDate,
    agreed: bool,
    dispute: Option<DisputeState>,
    today: NaiveDate,
) -> Said {
    let until = agreed_after(delivered_on);
    match dispute {
        // Whoever takes a dispute back agrees.
        _ if agreed => Said::Agreed,
        Some(state) => Said::Disputed(state),
        None if today > until => Said::Silent,
        None => Said::Nothing { until },
    }
}
