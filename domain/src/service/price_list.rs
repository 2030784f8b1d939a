//! The header of a partnership's price list: which column holds what, however it is called.

use crate::access::closed_list;
use crate::columns::Headed;

closed_list! {
    /// What a column of a price list can hold.
    Column {
        /// What the service is called. Needed.
        Title = "title",
        /// Its category, in anybody's words. Needed.
        Category = "category",
        /// What a school gets.
        Description = "description",
        /// Who delivers it.
        Provider = "provider",
        /// What the price is for one of.
        Unit = "unit",
        /// What members pay. Needed.
        Price = "price",
        /// What associates pay.
        AssociatePrice = "associate_price",
        /// What others pay.
        NonMemberPrice = "non_member_price",
        /// How many people or places there are.
        Capacity = "capacity",
    }
}

/// Where each column stands in one price list.
pub type Columns = crate::columns::Columns<Column>;

impl Headed for Column {
    fn all() -> &'static [Self] {
        Self::ALL
    }

    fn code(self) -> &'static str {
        self.code()
    }

    fn is_needed(self) -> bool {
        matches!(self, Self::Title | Self::Category | Self::Price)
    }

    fn headings(self) -> &'static [&'static str] {
        match self {
            Self::Title => &["title", "service", "service name", "name", "service title", "offer"],
            Self::Category => &["category", "service category", "type", "area", "service area"],
            Self::Description => &["description", "details", "detail", "what you get", "summary"],
            Self::Provider => &["provider", "delivered by", "supplier", "provided by", "who"],
            Self::Unit => &["unit", "per", "unit of sale", "charged by", "price per", "basis"],
            Self::Price => &[
                "price",
                "cost",
                "member price",
                "members price",
                "members",
                "charge",
                "rate",
                "fee",
                "unit price",
                "price ex vat",
                "price excl vat",
                "price exc vat",
                "net price",
                "price gbp",
                "cost ex vat",
            ],
            Self::AssociatePrice => &["associate price", "associates price", "associates"],
            Self::NonMemberPrice => &[
                "non member price",
                "non members price",
                "non members",
                "price for non members",
                "others",
                "full price",
            ],
            Self::Capacity => &["capacity", "places", "number available", "available", "people"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::no_heading_is_claimed_by_two_columns;
    use crate::failure::{FieldProblem, Problem};

    #[test]
    fn columns_are_found_in_any_order_and_under_the_names_people_use() {
        let columns =
            Columns::read(["\u{feff}Cost", "Notes", "Service name", "Service area", "Per"])
                .unwrap();
        let row = ["£240", "new", " School counselling ", "Counselling", "day"];
        assert_eq!(columns.cell(Column::Title, &row), "School counselling");
        assert_eq!(columns.cell(Column::Price, &row), "£240");
        assert_eq!(columns.cell(Column::Unit, &row), "day");
        assert_eq!(columns.cell(Column::Capacity, &row), "");
        assert_eq!(columns.cell(Column::Unit, &row[..2]), "");
    }

    #[test]
    fn the_header_of_the_documented_format_is_read_whole() {
        let header = "title,category,description,provider,unit,price,capacity";
        let columns = Columns::read(header.split(',')).unwrap();
        assert!(columns.are_all_known());
    }

    #[test]
    fn every_needed_column_that_is_missing_is_named() {
        let missing = Columns::read(["price", "notes"]).unwrap_err();
        let problem = Problem::ColumnMissing;
        let named = ["title", "category"];
        assert_eq!(missing, named.map(|field| FieldProblem { field, problem: problem.clone() }));
    }

    #[test]
    fn no_heading_is_claimed_by_two() {
        no_heading_is_claimed_by_two_columns::<Column>();
    }
}
