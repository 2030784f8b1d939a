//! What was saved: figures by category, year and school; the entries and evidence under each; CSV.

mod entries;
pub mod entry;
mod export;
mod overview;

pub use entries::{evidence, list};
pub use export::file;
pub use overview::show;

use domain::Failure;
use domain::saving::{Cashability, Stage};
use domain::vat::ComparisonBasis;
use market::saving::Filter;

use crate::web::Form;

/// Reads a filter from an address. What cannot be read leads nowhere.
fn filter(query: &Form) -> Result<Filter, Failure> {
    fn part<T>(
        query: &Form,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Failure> {
        match query.filled(name) {
            None => Ok(None),
            Some(text) => read(text).map(Some).ok_or(Failure::NotFound),
        }
    }
    Ok(Filter {
        school: part(query, "school", |text| text.parse().ok())?,
        category: query.filled("category").map(str::to_owned),
        year_starts_on: part(query, "year", |text| text.parse().ok())?,
        stage: part(query, "stage", Stage::from_code)?,
        cashability: part(query, "kind", Cashability::from_code)?,
        basis: part(query, "basis", ComparisonBasis::from_code)?,
    })
}
