//! Whether an institution is open.

use chrono::NaiveDate;

use super::kind::plain;
use crate::access::closed_list;

closed_list! {
    /// The register's statuses.
    SchoolStatus {
        /// Open.
        Open = "open",
        /// Closed; what follows it may be found by the register's links.
        Closed = "closed",
        /// Open, but proposed to close.
        OpenProposedToClose = "open_proposed_to_close",
        /// Proposed to open.
        ProposedToOpen = "proposed_to_open",
    }
}

closed_list! {
    /// What a buyer or seller needs to know of it.
    Standing {
        /// It can buy and sell.
        Open = "open",
        /// It is no more.
        Closed = "closed",
        /// It is yet to open.
        Proposed = "proposed",
        /// The register's file does not say.
        NotKnown = "not_known",
    }
}

impl SchoolStatus {
    /// Reads the register's code, `1` to `4`.
    pub fn from_register_code(code: &str) -> Option<Self> {
        match code.trim().trim_start_matches('0') {
            "1" => Some(Self::Open),
            "2" => Some(Self::Closed),
            "3" => Some(Self::OpenProposedToClose),
            "4" => Some(Self::ProposedToOpen),
            _ => None,
        }
    }

    /// Reads the register's name, whatever its capitals and commas.
    pub fn from_register_name(name: &str) -> Option<Self> {
        // `plain` leaves out every `to`.
        match plain(name).as_str() {
            "open" => Some(Self::Open),
            "closed" => Some(Self::Closed),
            "open but proposed close" => Some(Self::OpenProposedToClose),
            "proposed open" => Some(Self::ProposedToOpen),
            _ => None,
        }
    }
}

/// The standing on a day, by the status if the register states one, else by its dates.
pub(super) fn standing(
    status: Option<SchoolStatus>,
    opened_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    on: NaiveDate,
) -> Standing {
    match status {
        Some(SchoolStatus::Open | SchoolStatus::OpenProposedToClose) => Standing::Open,
        Some(SchoolStatus::Closed) => Standing::Closed,
        Some(SchoolStatus::ProposedToOpen) => Standing::Proposed,
        None if closed_on.is_some_and(|closed| closed < on) => Standing::Closed,
        None if opened_on.is_some_and(|opens| opens > on) => Standing::Proposed,
        None => Standing::NotKnown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_of_the_register_agree() {
        for (code, name, status) in [
            ("1", "Open", SchoolStatus::Open),
            ("2", "Closed", SchoolStatus::Closed),
            ("3", "Open, but proposed to close", SchoolStatus::OpenProposedToClose),
            ("4", "Proposed to open", SchoolStatus::ProposedToOpen),
        ] {
            assert_eq!(SchoolStatus::from_register_code(code), Some(status));
            assert_eq!(SchoolStatus::from_register_name(name), Some(status));
        }
        assert_eq!(SchoolStatus::from_register_code("5"), None);
        assert_eq!(SchoolStatus::from_register_name("Asleep"), None);
    }

    #[test]
    fn without_a_status_dates_tell_and_no_date_tells_nothing() {
        let day = |text: &str| Some(text.parse().unwrap());
        let today = day("2026-06-15").unwrap();
        assert_eq!(standing(None, None, day("2012-08-31"), today), Standing::Closed);
        assert_eq!(standing(None, None, day("2026-06-15"), today), Standing::NotKnown);
        assert_eq!(standing(None, day("2026-09-01"), None, today), Standing::Proposed);
        assert_eq!(standing(None, day("2012-09-01"), None, today), Standing::NotKnown);
        assert_eq!(standing(None, None, None, today), Standing::NotKnown);
        let stated = Some(SchoolStatus::OpenProposedToClose);
        assert_eq!(standing(stated, None, day("2012-08-31"), today), Standing::Open);
    }
}
