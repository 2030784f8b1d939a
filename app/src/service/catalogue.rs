//! The whole catalogue in the columns of a price list: to be changed in a spreadsheet and brought in again.

use std::sync::Arc;

use ::market::db::{Page, PageAsked};
use ::market::service::catalogue;
use domain::Failure;
use domain::service::{Column, PriceCells, ServiceTerms};

use crate::web::{Answer, Ask, csv};
use crate::words;

/// What stands before the price.
const BEFORE: [Column; 6] = [
    Column::Title,
    Column::Category,
    Column::Description,
    Column::Provider,
    Column::Unit,
    Column::Booked,
];

/// The catalogue as a file.
pub async fn file_of_catalogue(ask: Ask) -> Result<Answer, Failure> {
    let columns = BEFORE.into_iter().chain(Column::OF_PRICE);
    let heads: Vec<String> = columns.map(|column| column.code().replace('_', " ")).collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).chain(["not in this list"]).collect();
    csv::download(ask, "catalogue", &heads, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(catalogue(ask.market(), ask.actor()?, &page).await?.map(|terms| row(&terms)))
}

fn row(terms: &ServiceTerms) -> Vec<String> {
    let price = PriceCells::of(&terms.price);
    let before = [
        terms.title.clone(),
        terms.category.label().to_owned(),
        terms.description.clone(),
        terms.provider_name.clone(),
        terms.unit.label().to_owned(),
        terms.booked.map(|booked| booked.code().to_owned()).unwrap_or_default(),
    ];
    let price = Column::OF_PRICE.into_iter().map(|column| price.cell(column).to_owned()).collect();
    let outside = words::price_parts(&PriceCells::outside(&terms.price));
    [before.to_vec(), price, vec![outside]].concat()
}
