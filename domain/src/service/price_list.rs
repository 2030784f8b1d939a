//! The header of a partnership's price list: which column holds what, however it is called.

use crate::access::closed_list;
use crate::columns::{self, Headed};
use crate::failure::FieldProblem;
use crate::price::Unit;
use crate::text::plain_words;

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
        /// What members of other partnerships pay.
        OtherMemberPrice = "other_member_price",
        /// What the price is by.
        PriceKind = "price_by",
        /// The fewest pupils of each size band.
        SizeBands = "size_bands",
        /// The fixed part that members pay.
        Base = "fixed_part",
        /// The fixed part that associates pay.
        AssociateBase = "associate_fixed_part",
        /// The fixed part that others pay.
        NonMemberBase = "non_member_fixed_part",
        /// The fixed part that members of other partnerships pay.
        OtherMemberBase = "other_member_fixed_part",
        /// The least that is paid.
        Minimum = "minimum",
        /// The most that is paid.
        Maximum = "maximum",
        /// From which number on each costs less, and how much.
        Steps = "less_from",
        /// How many a year a full membership includes.
        Included = "included_a_year",
        /// How many a year an associate's includes.
        AssociateIncluded = "associate_included_a_year",
        /// The share in per cent that the partnership pays.
        SubsidyShare = "partnership_pays_percent",
        /// The most that the partnership pays of one.
        SubsidyMost = "partnership_pays_at_most",
        /// The last day on which it does.
        SubsidyUntil = "partnership_pays_until",
        /// How it is booked.
        Booked = "booked",
        /// How many people or places there are.
        Capacity = "capacity",
    }
}

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
            Self::OtherMemberPrice => {
                &["other member price", "price for members of other partnerships"]
            }
            Self::PriceKind => &["price by", "kind of price", "price kind"],
            Self::SizeBands => &["size bands", "size bands from", "pupils from", "bands"],
            Self::Base => &["fixed part", "base price", "base"],
            Self::AssociateBase => &["associate fixed part", "associate base price"],
            Self::NonMemberBase => &["non member fixed part", "non member base price"],
            Self::OtherMemberBase => &["other member fixed part", "other member base price"],
            Self::Minimum => &["minimum", "minimum charge", "at least"],
            Self::Maximum => &["maximum", "maximum charge", "at most"],
            Self::Steps => &["less from", "discount from", "discounts"],
            Self::Included => &["included a year", "included in membership"],
            Self::AssociateIncluded => &["associate included a year"],
            Self::SubsidyShare => &["partnership pays percent", "subsidy percent", "subsidy share"],
            Self::SubsidyMost => &["partnership pays at most", "subsidy at most"],
            Self::SubsidyUntil => &["partnership pays until", "subsidy until"],
            Self::Booked => &["booked", "how it is booked", "booked by", "booking"],
            Self::Capacity => &["capacity", "places", "number available", "available", "people"],
        }
    }

    fn read(heading: &str) -> Option<Self> {
        Self::and_unit(heading).map(|(column, _)| column)
    }
}

impl Column {
    /// The column of a heading, and the unit where the heading of a price says it.
    fn and_unit(heading: &str) -> Option<(Self, Option<Unit>)> {
        let words = plain_words(heading.trim_start_matches('\u{feff}'));
        let called = |words: &str| Self::ALL.iter().find(|one| one.headings().contains(&words));
        if let Some(column) = called(&words) {
            return Some((*column, None));
        }
        let bare = bare_price(&words);
        let (price, unit) = match (bare.split_once("per "), bare.rsplit_once(' ')) {
            (Some((price, unit)), _) => (price.trim(), unit),
            // `Day rate`, `cost each`: either word may come first.
            (None, Some((first, last))) if Unit::read(first).is_some() => (last, first),
            (None, Some((first, last))) => (first, last),
            (None, None) => (bare, ""),
        };
        let column = called(if price.is_empty() { "price" } else { price })?;
        let unit = Unit::read(unit);
        (column.is_price() && (unit.is_some() || bare != words)).then_some((*column, unit))
    }

    /// The columns that say what a price is, in the order in which a list writes them.
    pub const OF_PRICE: [Self; 18] = [
        Self::PriceKind,
        Self::Price,
        Self::AssociatePrice,
        Self::NonMemberPrice,
        Self::OtherMemberPrice,
        Self::SizeBands,
        Self::Base,
        Self::AssociateBase,
        Self::NonMemberBase,
        Self::OtherMemberBase,
        Self::Minimum,
        Self::Maximum,
        Self::Steps,
        Self::Included,
        Self::AssociateIncluded,
        Self::SubsidyShare,
        Self::SubsidyMost,
        Self::SubsidyUntil,
    ];

    const fn is_price(self) -> bool {
        matches!(self, Self::Price | Self::AssociatePrice | Self::NonMemberPrice)
    }
}

/// The heading of a price without the words on its VAT and its currency, which prices are in anyway.
fn bare_price(words: &str) -> &str {
    let endings = [
        " ex vat",
        " exc vat",
        " excl vat",
        " excluding vat",
        " exclusive of vat",
        " plus vat",
        " net of vat",
        " net",
        " gbp",
        " in pounds",
    ];
    endings.iter().find_map(|ending| words.strip_suffix(ending)).unwrap_or(words)
}

/// Where each column stands in one price list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    columns: columns::Columns<Column>,
    /// What the prices are for one of, where a heading says so.
    unit: Option<Unit>,
}

impl Columns {
    /// Reads the header, as [`columns::Columns::read`] does.
    pub fn read<'a>(
        headings: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, Vec<FieldProblem>> {
        let headings: Vec<&str> = headings.into_iter().collect();
        let unit = headings.iter().find_map(|heading| Column::and_unit(heading)?.1);
        Ok(Self { columns: columns::Columns::read(headings)?, unit })
    }

    /// What prices are for one of, where the heading of a price says so: `Price per day`.
    pub const fn unit(&self) -> Option<Unit> {
        self.unit
    }

    /// Whether the list has a column.
    pub fn has(&self, column: Column) -> bool {
        self.columns.has(column)
    }

    /// What a row holds in a column; nothing where the list has no such column, or the row is too
    /// short.
    pub fn cell<'r>(&self, column: Column, row: &[&'r str]) -> &'r str {
        self.columns.cell(column, row)
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
        assert!(columns.columns.are_all_known());
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

    #[test]
    fn a_heading_says_what_the_price_is_for_one_of() {
        use Column as C;
        for (heading, column, unit) in [
            ("Price per day", C::Price, Some(Unit::Day)),
            ("Day rate", C::Price, Some(Unit::Day)),
            ("Daily rate (£)", C::Price, Some(Unit::Day)),
            ("Price per pupil", C::Price, Some(Unit::Pupil)),
            ("£ per half-day", C::Price, Some(Unit::HalfDay)),
            ("Cost each", C::Price, Some(Unit::Item)),
            ("Annual charge", C::Price, Some(Unit::Year)),
            ("Price per school per year", C::Price, Some(Unit::Year)),
            ("Member price per day (ex. VAT)", C::Price, Some(Unit::Day)),
            ("Price (excluding VAT)", C::Price, None),
            ("Non-member price per day", C::NonMemberPrice, Some(Unit::Day)),
            ("Price per", C::Unit, None),
        ] {
            assert_eq!(Column::and_unit(heading), Some((column, unit)), "{heading}");
        }
        for other in ["Per cent", "Price last year", "Price per fortnight", "Day", "VAT rate"] {
            assert_eq!(Column::read(other), None, "{other}");
        }
        let columns = Columns::read(["Title", "Category", "Day rate", "Price per pupil"]).unwrap();
        assert_eq!(columns.unit(), Some(Unit::Day), "of two prices the first counts");
    }
}
