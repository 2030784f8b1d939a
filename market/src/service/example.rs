//! A price worked out for any school, while whoever writes it is still at it.

use domain::access::Action;
use domain::failure::FieldProblem;
use domain::form::{Reading, optional, whole_number};
use domain::price::{Buyer, BuyerStanding, Quote, TypedPrice, quote_after};
use domain::school::MOST_PUPILS;
use domain::{Failure, Problem, Refusal};
use sea_orm::FromQueryResult;

use crate::Market;
use crate::access::Actor;
use crate::db::PageAsked;
use crate::school::{FindSchools, find_schools, newest_count};

/// The most that an example is of.
const MOST: u32 = 100_000;

/// Asks what a price that was typed would come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AskExample {
    /// The price.
    pub price: TypedPrice,
    /// A school by its name, postcode or number: field `example_school`. Empty for none.
    pub school: String,
    /// How many pupils, where no school is named: field `example_pupils`.
    pub pupils: String,
    /// The figure that a school would state, where the price rests on one: field `example_stated`.
    pub stated: String,
    /// How many are bought: field `example_quantity`. Empty for one.
    pub quantity: String,
}

/// What it would come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The school, where one was named.
    pub school: Option<String>,
    /// Its pupils, where they are known.
    pub pupils: Option<u32>,
    /// How many are bought.
    pub quantity: u32,
    /// What each standing would pay today for the first ones of a year.
    pub by_standing: Vec<(BuyerStanding, Result<Quote, Refusal>)>,
}

/// Works a price out for a school of the register, or for so many pupils. Keeps nothing.
///
/// # Errors
/// `Invalid` with all that is wrong with the price and with what was asked.
pub async fn example_price(
    market: &Market,
    actor: &Actor,
    ask: AskExample,
) -> Result<Example, Failure> {
    actor.permit_own(Action::ManageServices)?;
    let mut reading = Reading::default();
    let rule = ask.price.read().map_err(|found| reading.all_wrong(found)).ok();
    let pupils = whole_number(&ask.pupils, MOST_PUPILS);
    let pupils = reading.take("example_pupils", optional(pupils));
    let quantity = reading.take("example_quantity", optional(whole_number(&ask.quantity, MOST)));
    let base = rule.as_ref().and_then(|rule| rule.by.needs_stated());
    let stated = base.map(|base| optional(base.read(&ask.stated))).transpose();
    let stated = reading.take("example_stated", stated.map(Option::flatten));
    let read = rule.zip(pupils).zip(quantity).zip(stated);
    let (((rule, pupils), quantity), stated) = reading.finish(read).map_err(Failure::Invalid)?;
    let (school, pupils) = match ask.school.trim() {
        "" => (None, pupils),
        words => {
            school_of(market, words).await.map(|(name, known)| (Some(name), known.or(pupils)))?
        }
    };
    let quantity = quantity.unwrap_or(1);
    let of = |standing: &BuyerStanding| {
        let buyer = Buyer { standing: *standing, pupils, stated };
        (*standing, quote_after(&rule, buyer, 0, quantity, market.today()))
    };
    let by_standing = BuyerStanding::ALL.iter().map(of).collect();
    Ok(Example { school, pupils, quantity, by_standing })
}

/// The first school that somebody's words mean, with its pupils.
async fn school_of(market: &Market, words: &str) -> Result<(String, Option<u32>), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        pupils: Option<i64>,
    }
    let asked = FindSchools { words: words.to_owned(), area: None };
    let found = find_schools(market, &asked, &PageAsked::default()).await?;
    let Some(school) = found.items.into_iter().next() else {
        let field = "example_school";
        return Err(Failure::Invalid(vec![FieldProblem {
            field,
            problem: Problem::UnknownSchool,
        }]));
    };
    let (urn, today) = (&school.urn, market.today());
    let pupils = market
        .db
        .read(|r| async move {
            let sql = format!("SELECT {} AS pupils", newest_count("$1", 2));
            let row: Option<Row> = r.sql_one(&sql, [urn.as_str().into(), today.into()]).await?;
            Ok(row.and_then(|row| row.pupils))
        })
        .await?;
    Ok((school.name, pupils.and_then(|pupils| u32::try_from(pupils).ok())))
}
