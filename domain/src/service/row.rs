//! One row of a partnership's price list.

use chrono::NaiveDate;

use super::agreement::AgreementTerms;
use super::booked::BookedBy;
use super::category::Category;
use super::opening::OpenTo;
use super::price_cells::PriceCells;
use super::price_list::{Column, Columns};
use super::terms::{Cancellation, ServiceTerms};
use super::typed::beginning;
use crate::failure::{FieldProblem, Refusal};
use crate::form::{Reading, choice, optional, whole_number};
use crate::price::{PriceRule, Unit};
use crate::text;

/// The most places a row may state.
const MOST_PLACES: u32 = 100_000;
/// The most people a row may state whose days are sold: more is a slip of the finger.
const MOST_PEOPLE: u32 = 100;

/// A row that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceRow {
    /// What the service is called.
    pub title: String,
    /// What kind it is.
    pub category: Category,
    /// What a school gets; where the list says nothing, the title.
    pub description: String,
    /// Who delivers it, where the list says so.
    pub provider: Option<String>,
    /// What the price is for one of.
    pub unit: Unit,
    /// How it is booked, where the list says so.
    pub booked: Option<BookedBy>,
    /// The price that it states.
    pub price: PriceRule,
    /// The same as the list writes it.
    pub cells: PriceCells,
    /// How many people or places there are, where the list says so.
    pub capacity: Option<u32>,
}

impl ServiceRow {
    /// Reads a row, or says what is wrong with it by column.
    pub fn read(columns: &Columns, row: &[&str]) -> Result<Self, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let cell = |column| columns.cell(column, row);
        let cells = PriceCells::of_row(columns, row);
        let service = Self::columns(&mut reading, columns.unit(), cell, cells);
        reading.finish(service)
    }

    fn columns<'a>(
        reading: &mut Reading,
        sold_by: Option<Unit>,
        cell: impl Fn(Column) -> &'a str,
        cells: PriceCells,
    ) -> Option<Self> {
        use Column as C;
        let title = reading.take(C::Title.code(), text::name(cell(C::Title), 120));
        let category = reading.take(C::Category.code(), choice(cell(C::Category), Category::read));
        let description = text::paragraph(cell(C::Description), 6_000);
        let description = reading.take(C::Description.code(), optional(description));
        let provider = text::optional_line(cell(C::Provider), 120);
        let provider = reading.take(C::Provider.code(), provider);
        let unit = optional(choice(cell(C::Unit), Unit::read)).map(|unit| unit.or(sold_by));
        let unit = reading.take(C::Unit.code(), unit);
        let booked =
            reading.take(C::Booked.code(), optional(choice(cell(C::Booked), BookedBy::read)));
        let sold_by =
            unit.zip(category).map(|(unit, category)| unit.unwrap_or(category.defaults().unit));
        if let (Some(unit), Some(Some(way))) = (sold_by, booked) {
            reading.take(C::Booked.code(), way.problem(unit, None).map_or(Ok(()), Err));
        }
        // What is wrong with a price is said also where nobody can tell what it is for one of.
        let price = cells.read(sold_by.unwrap_or(Unit::Item)).map_err(|problems| {
            for FieldProblem { field, problem } in problems {
                reading.wrong(field, problem);
            }
        });
        let by_day = sold_by.is_some_and(Unit::is_booked_by_day);
        let most = if by_day { MOST_PEOPLE } else { MOST_PLACES };
        let capacity = optional(whole_number(cell(C::Capacity), most));
        let capacity = reading.take(C::Capacity.code(), capacity);
        let (title, category) = (title?, category?);
        Some(Self {
            description: description?.unwrap_or_else(|| title.clone()),
            title,
            category,
            provider: provider?,
            unit: unit?.unwrap_or(category.defaults().unit),
            booked: booked?,
            price: price.ok()?,
            cells,
            capacity: capacity?,
        })
    }

    /// The terms of the service the row stands for, on a day's VAT, with the partnership's name
    /// where the list names no provider. Codes and VAT are the category's, for staff to check.
    pub fn terms(&self, partnership_name: &str, on: NaiveDate) -> Result<ServiceTerms, Refusal> {
        let suggested = self.category.defaults();
        let provider = self.provider.clone().unwrap_or_else(|| partnership_name.to_owned());
        Ok(ServiceTerms {
            title: self.title.clone(),
            summary: beginning(&self.description),
            description: self.description.clone(),
            included: Vec::new(),
            not_included: Vec::new(),
            category: self.category,
            provider_name: provider,
            accountable: partnership_name.to_owned(),
            unit: self.unit,
            price: self.price.clone(),
            booked: self.booked,
            agreement: AgreementTerms::default(),
            package: Vec::new(),
            vat: suggested.vat.treatment(on)?,
            vat_outside: None,
            open_to: OpenTo::Nobody,
            notice_days: 0,
            cancellation: Cancellation::default(),
            phases: Vec::new(),
            areas: Vec::new(),
            cpv: suggested.cpv(),
            cfr: suggested.cfr(),
            standards: Vec::new(),
            safeguards: Vec::new(),
            delivery: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::failure::Problem;
    use crate::money::{Net, Pence};
    use crate::price::{PriceKind, Rate};

    const HEADER: &str = "title,category,description,provider,unit,price,capacity";

    fn read(row: &[&str]) -> Result<ServiceRow, Vec<FieldProblem>> {
        ServiceRow::read(&Columns::read(HEADER.split(',')).unwrap(), row)
    }

    fn on() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, 1).unwrap()
    }

    #[test]
    fn a_row_of_a_price_list_becomes_a_service() {
        let row = read(&[
            "School counselling",
            "Counsellor",
            "A day of counselling.",
            "Counselling pool",
            "per day",
            "£1,240.50",
            "13",
        ])
        .unwrap();
        assert_eq!(row.category, Category::Counselling);
        assert_eq!(row.unit, Unit::Day);
        assert_eq!(row.price, PriceRule::per_unit(Net(Pence::new(124_050))));
        assert_eq!(row.capacity, Some(13));
        let terms = row.terms("Demo partnership", on()).unwrap();
        assert_eq!(terms.provider_name, "Counselling pool");
        assert_eq!(terms.accountable, "Demo partnership");
        assert!(terms.vat.basis().is_err());
    }

    #[test]
    fn what_a_row_leaves_out_is_filled_where_it_can_be() {
        let row = read(&["HR advice", "HR", "", "", "", "11"]).unwrap();
        assert_eq!(row.description, "HR advice");
        assert_eq!(row.unit, Unit::Pupil);
        let terms = row.terms("Demo partnership", on()).unwrap();
        assert_eq!(terms.provider_name, "Demo partnership");
        assert!(matches!(terms.price.by, PriceKind::PerPupil { .. }));
    }

    #[test]
    fn everything_that_is_wrong_with_a_row_is_said_by_column() {
        let problems = read(&["", "zoo", "", "", "fortnight", "cheap", "-1"]).unwrap_err();
        let said: Vec<_> = problems.into_iter().map(|p| (p.field, p.problem)).collect();
        assert_eq!(
            said,
            [
                ("title", Problem::Missing),
                ("category", Problem::NotAChoice),
                ("unit", Problem::NotAChoice),
                ("price", Problem::NotMoney),
                ("capacity", Problem::OutOfRange { min: 0, max: 100_000 }),
            ]
        );
    }

    #[test]
    fn more_people_than_a_pool_can_have_are_refused_and_not_cut_off() {
        let row = |unit, capacity| read(&["Therapy", "counselling", "", "", unit, "300", capacity]);
        assert_eq!(row("day", "100").unwrap().capacity, Some(100));
        let problem = Problem::OutOfRange { min: 0, max: 100 };
        assert_eq!(row("day", "101"), Err(vec![FieldProblem { field: "capacity", problem }]));
        assert_eq!(row("place", "101").unwrap().capacity, Some(101));
    }

    #[test]
    fn prices_for_associates_and_others_are_taken_where_the_list_has_them() {
        let header = ["Service", "Category", "Members", "Associates", "Non-members"];
        let columns = Columns::read(header).unwrap();
        let row = ServiceRow::read(&columns, &["Clerking", "clerk", "900", "", "1,100"]).unwrap();
        let rates = row.price.by.rates()[0];
        assert_eq!(rates.associate, None);
        assert_eq!(rates.non_member, Some(Rate::of(Net(Pence::pounds(1_100)))));
    }

    proptest! {
        #[test]
        fn no_row_whatever_breaks_the_reader(cells in proptest::collection::vec(".{0,30}", 0..9)) {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            if let Ok(row) = read(&cells) {
                prop_assert!(row.terms("Demo partnership", on()).is_ok());
            }
        }
    }
}
