//! How a service is booked: what a school is asked when it orders one.

use crate::access::closed_list;
use crate::price::Unit;
use crate::text::plain_words;

closed_list! {
    /// How a service is booked.
    BookedBy {
        /// Days of people, picked from a calendar.
        Days = "days",
        /// Places at an event.
        Places = "places",
        /// So many hours, sessions or things.
        Quantity = "quantity",
        /// An agreement for a year.
        Agreement = "agreement",
        /// Nothing is ordered here: a school asks.
        Ask = "ask",
        /// Free for everybody: documents, and nothing to order.
        Free = "free",
    }
}

impl BookedBy {
    /// How what is sold by a unit is booked, where nothing else is said.
    pub const fn usual(unit: Unit) -> Self {
        match unit {
            Unit::Day | Unit::HalfDay => Self::Days,
            Unit::Place => Self::Places,
            Unit::Year | Unit::Term | Unit::Pupil => Self::Agreement,
            Unit::Hour | Unit::Session | Unit::Item => Self::Quantity,
        }
    }

    /// Whether a school picks dates of it.
    pub const fn has_dates(self) -> bool {
        matches!(self, Self::Days | Self::Places)
    }

    /// Reads it as price lists write it: `yearly agreement`, `by the day`, `enquiry`.
    pub fn read(text: &str) -> Option<Self> {
        Some(match plain_words(text).as_str() {
            "days" | "day" | "by the day" | "calendar" => Self::Days,
            "places" | "place" | "event" | "course" => Self::Places,
            "quantity" | "number" | "hours" | "sessions" | "items" | "as needed" => Self::Quantity,
            "agreement" | "yearly" | "year" | "yearly agreement" | "annual agreement" | "sla"
            | "annual" => Self::Agreement,
            "ask" | "enquiry" | "enquire" | "on request" | "by enquiry" => Self::Ask,
            "free" | "free resource" | "download" | "nothing to order" => Self::Free,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_it_is_booked_follows_from_the_unit_where_nothing_is_said() {
        let told = |unit: &Unit| format!("{}: {}", unit.code(), BookedBy::usual(*unit).code());
        let told: Vec<String> = Unit::ALL.iter().map(told).collect();
        assert_eq!(
            told.join(", "),
            "day: days, half_day: days, session: quantity, hour: quantity, pupil: agreement, \
             place: places, year: agreement, term: agreement, item: quantity"
        );
    }

    #[test]
    fn every_way_reads_back_from_its_code_and_what_is_none_is_left_to_people() {
        for way in BookedBy::ALL {
            assert_eq!(BookedBy::read(way.code()), Some(*way));
        }
        assert_eq!(BookedBy::read("Yearly agreement"), Some(BookedBy::Agreement));
        assert_eq!(BookedBy::read("by pigeon"), None);
    }
}
