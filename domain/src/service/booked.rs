//! How a service is booked: what a school is asked when it orders one.

use crate::access::closed_list;
use crate::failure::Problem;
use crate::price::{PriceRule, Unit};
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

    /// Whether what is sold by a unit can be booked so: days and places have to be what the price is for.
    pub const fn goes_with(self, unit: Unit) -> bool {
        match self {
            Self::Days => unit.is_booked_by_day(),
            Self::Places => matches!(unit, Unit::Place),
            Self::Quantity | Self::Agreement | Self::Ask | Self::Free => true,
        }
    }

    /// What speaks against booking it so, by its unit and its price: whoever picks dates has to see
    /// what they cost.
    pub fn problem(self, unit: Unit, price: Option<&PriceRule>) -> Option<Problem> {
        let stated = price.is_some_and(|price| price.by.needs_stated().is_some());
        if !self.goes_with(unit) {
            return Some(Problem::NotByThisUnit);
        }
        (stated && self.has_dates()).then_some(Problem::NotForThisPrice)
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
    use crate::failure::FieldProblem;
    use crate::price::{TypedPrice, TypedRates};
    use crate::service::{Columns, ServiceRow, TypedTerms};

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

    fn typed(unit: &str, booked: &str) -> TypedTerms {
        TypedTerms {
            title: "Play therapy".to_owned(),
            description: "A play therapist in school.".to_owned(),
            category: "counselling".to_owned(),
            provider_name: "Lantern Practice".to_owned(),
            unit: unit.to_owned(),
            booked: booked.to_owned(),
            price: TypedPrice {
                kind: "per_unit".to_owned(),
                rates: TypedRates::members("45"),
                ..TypedPrice::default()
            },
            ..TypedTerms::default()
        }
    }

    #[test]
    fn days_are_sold_by_the_day_and_places_by_the_place() {
        let on = chrono::NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
        let wrong = FieldProblem { field: "booked", problem: Problem::NotByThisUnit };
        for unit in Unit::ALL {
            for way in BookedBy::ALL {
                let read = typed(unit.code(), way.code()).read(on);
                let fits = match way {
                    BookedBy::Days => matches!(unit, Unit::Day | Unit::HalfDay),
                    BookedBy::Places => *unit == Unit::Place,
                    BookedBy::Quantity | BookedBy::Agreement | BookedBy::Ask | BookedBy::Free => {
                        true
                    }
                };
                let refused = read.err().unwrap_or_default();
                let expected = if fits { Vec::new() } else { vec![wrong.clone()] };
                assert_eq!(refused, expected, "{} by {}", way.code(), unit.code());
            }
            assert!(typed(unit.code(), "").read(on).is_ok(), "as usual for the {}", unit.code());
        }
    }

    #[test]
    fn a_row_of_a_price_list_cannot_sell_days_of_what_has_none() {
        let columns = Columns::read(["title", "category", "price", "unit", "booked"]).unwrap();
        let row = |unit, booked| {
            ServiceRow::read(&columns, &["Play therapy", "counselling", "45", unit, booked])
        };
        let wrong = FieldProblem { field: "booked", problem: Problem::NotByThisUnit };
        assert_eq!(row("session", "days").unwrap_err(), std::slice::from_ref(&wrong));
        assert_eq!(row("day", "event").unwrap_err(), [wrong]);
        assert!(row("", "by the day").is_ok(), "counselling is sold by the day");
        assert!(row("session", "").is_ok());
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
