//! What is typed: a specification with its deadline, who is asked outside, an answer, a question.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use serde::Serialize;

use super::{BidVat, DAYS_MAX, DAYS_MIN, OUTSIDE_MAX};
use crate::calendar::{london_day, london_instant, parse_day, parse_time};
use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, choice, whole_number};
use crate::money::Net;
use crate::price::{Unit, parse_pounds};
use crate::service::Category;
use crate::text::{self, Email};

/// A specification as it was typed. Fields are named as here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TypedQuoteRequest {
    /// Of which kind: a category's code.
    pub category: String,
    /// What is needed, in a line.
    pub title: String,
    /// The same in full.
    pub description: String,
    /// How many.
    pub quantity: String,
    /// Of what: a unit's code.
    pub unit: String,
    /// When, in words.
    pub wanted: String,
    /// Where, in words.
    pub place: String,
    /// What counts in choosing, in words.
    pub criteria: String,
    /// The day of the deadline.
    pub closes: String,
    /// Its time, by the clocks of London.
    pub closes_time: String,
}

/// A specification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteTerms {
    /// Of which kind.
    pub category: Category,
    /// What is needed, in a line.
    pub title: String,
    /// The same in full.
    pub description: String,
    /// How many, from 1.
    pub quantity: u32,
    /// Of what.
    pub unit: Unit,
    /// When, in words.
    pub wanted: String,
    /// Where, in words.
    pub place: String,
    /// What counts in choosing, in words.
    pub criteria: String,
    /// The deadline.
    pub closes_at: DateTime<Utc>,
}

/// The most of something that is asked for.
const QUANTITY_MAX: u32 = 1_000_000;

impl TypedQuoteRequest {
    /// Reads it, with the deadline from [`DAYS_MIN`] to [`DAYS_MAX`] days from now.
    ///
    /// # Errors
    /// Everything that is wrong, by field.
    pub fn read(&self, now: DateTime<Utc>) -> Result<QuoteTerms, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let category = reading.take("category", choice(&self.category, Category::from_code));
        let title = reading.take("title", text::name(&self.title, 120));
        let description = reading.take("description", text::paragraph(&self.description, 4_000));
        let quantity = reading.take("quantity", quantity(&self.quantity));
        let unit = reading.take("unit", choice(&self.unit, Unit::from_code));
        let wanted = reading.take("wanted", text::line(&self.wanted, 200));
        let place = reading.take("place", text::line(&self.place, 200));
        let criteria = reading.take("criteria", text::paragraph(&self.criteria, 2_000));
        let closes_at = self.closing(now, &mut reading);
        let read = (|| {
            Some(QuoteTerms {
                category: category?,
                title: title?,
                description: description?,
                quantity: quantity?,
                unit: unit?,
                wanted: wanted?,
                place: place?,
                criteria: criteria?,
                closes_at: closes_at?,
            })
        })();
        reading.finish(read)
    }

    fn closing(&self, now: DateTime<Utc>, reading: &mut Reading) -> Option<DateTime<Utc>> {
        let day = reading.take("closes", parse_day(&self.closes));
        let time = reading.take("closes_time", parse_time(&self.closes_time));
        let (day, time) = (day?, time?);
        let at = london_instant(day, time).ok_or(Problem::NotATime);
        let at = reading.take("closes_time", at)?;
        let (earliest, latest) = (now + Duration::days(DAYS_MIN), now + Duration::days(DAYS_MAX));
        let first = london_day(earliest);
        let fits = |day: NaiveDate| london_instant(day, time).is_some_and(|at| at >= earliest);
        let first = if fits(first) { first } else { first + Days::new(1) };
        let read = match at {
            at if at < earliest => Err(Problem::TooEarly { earliest: first }),
            at if at > latest => Err(Problem::AfterFirst { first: london_day(latest) }),
            at => Ok(at),
        };
        reading.take("closes", read)
    }
}

fn quantity(text: &str) -> Result<u32, Problem> {
    let most = i64::from(QUANTITY_MAX);
    match whole_number(text, QUANTITY_MAX) {
        Ok(0) | Err(Problem::OutOfRange { .. }) => Err(Problem::OutOfRange { min: 1, max: most }),
        read => read,
    }
}

/// A supplier who has no account here: they answer by a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outside {
    /// What they are called.
    pub name: String,
    /// Where they are written to.
    pub email: Email,
}

/// The names of the fields for suppliers outside, in pairs.
const OUTSIDE: [(&str, &str); OUTSIDE_MAX] = [
    ("outside_name_1", "outside_email_1"),
    ("outside_name_2", "outside_email_2"),
    ("outside_name_3", "outside_email_3"),
];

/// Reads names and addresses of suppliers outside; a pair that is left open is none.
///
/// # Errors
/// Everything that is wrong, by field: `AlreadyUsed` for an address that is there twice.
pub fn read_outside(
    typed: &[(String, String); OUTSIDE_MAX],
) -> Result<Vec<Outside>, Vec<FieldProblem>> {
    let mut reading = Reading::default();
    let mut found: Vec<Outside> = Vec::new();
    for ((name_field, email_field), (name, email)) in OUTSIDE.into_iter().zip(typed) {
        if name.trim().is_empty() && email.trim().is_empty() {
            continue;
        }
        let name = reading.take(name_field, text::name(name, 120));
        let email = Email::parse(email).and_then(|email| {
            let twice = found.iter().any(|other| other.email == email);
            if twice { Err(Problem::AlreadyUsed) } else { Ok(email) }
        });
        let email = reading.take(email_field, email);
        found.extend(name.zip(email).map(|(name, email)| Outside { name, email }));
    }
    reading.finish(Some(found))
}

/// A question of a supplier, or what the school answers: up to 1,000 characters.
///
/// # Errors
/// `Missing`; `TooLong`.
pub fn read_question(text: &str) -> Result<String, Problem> {
    text::paragraph(text, 1_000)
}

/// An answer as it was typed. Fields are named as here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedBid {
    /// The price for all of it, excluding VAT, in pounds.
    pub net: String,
    /// How VAT applies: a code of [`BidVat`].
    pub vat: String,
    /// What is included.
    pub included: String,
    /// Until which day the price holds.
    pub valid_until: String,
}

/// An answer to a quote request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bid {
    /// The price for all of it, excluding VAT.
    pub net: Net,
    /// How VAT applies.
    pub vat: BidVat,
    /// What is included.
    pub included: String,
    /// Until which day the price holds.
    pub valid_until: NaiveDate,
}

impl TypedBid {
    /// Reads it. A price holds at least until answers are opened.
    ///
    /// # Errors
    /// Everything that is wrong, by field.
    pub fn read(&self, closes_at: DateTime<Utc>) -> Result<Bid, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let net = reading.take("net", parse_pounds(&self.net).map(Net));
        let vat = reading.take("vat", choice(&self.vat, BidVat::from_code));
        let included = reading.take("included", text::paragraph(&self.included, 2_000));
        let opened_on = london_day(closes_at);
        let until = parse_day(&self.valid_until).and_then(|day| {
            if day < opened_on { Err(Problem::TooEarly { earliest: opened_on }) } else { Ok(day) }
        });
        let until = reading.take("valid_until", until);
        let read =
            (|| Some(Bid { net: net?, vat: vat?, included: included?, valid_until: until? }))();
        reading.finish(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> TypedQuoteRequest {
        TypedQuoteRequest {
            category: "ict".to_owned(),
            title: "Laptops for Year 5".to_owned(),
            description: "Thirty laptops, set up.".to_owned(),
            quantity: "30".to_owned(),
            unit: "item".to_owned(),
            wanted: "By Easter".to_owned(),
            place: "At the school".to_owned(),
            criteria: "Price, and how soon.".to_owned(),
            closes: "26 March 2027".to_owned(),
            closes_time: "5pm".to_owned(),
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_deadline_is_by_londons_clocks_and_two_days_away_at_least() {
        let now = at("2027-03-24T17:00:00Z");
        assert_eq!(typed().read(now).unwrap().closes_at, at("2027-03-26T17:00:00Z"));
        // The clocks have gone forward.
        let summer = TypedQuoteRequest { closes: "29 March 2027".to_owned(), ..typed() };
        assert_eq!(summer.read(now).unwrap().closes_at, at("2027-03-29T16:00:00Z"));
        let late = at("2027-03-24T17:00:01Z");
        let earliest = "2027-03-27".parse().unwrap();
        let wrong = |field, problem| vec![FieldProblem { field, problem }];
        assert_eq!(typed().read(late), Err(wrong("closes", Problem::TooEarly { earliest })));
        let gap = TypedQuoteRequest {
            closes: "28 March 2027".to_owned(),
            closes_time: "1:30".to_owned(),
            ..typed()
        };
        assert_eq!(gap.read(now), Err(wrong("closes_time", Problem::NotATime)));
        let far = TypedQuoteRequest { closes: "1 March 2028".to_owned(), ..typed() };
        let first = "2027-07-22".parse().unwrap();
        assert_eq!(far.read(now), Err(wrong("closes", Problem::AfterFirst { first })));
    }

    #[test]
    fn everything_that_is_left_open_is_named() {
        let fields: Vec<&str> = TypedQuoteRequest::default()
            .read(at("2027-03-24T17:00:00Z"))
            .unwrap_err()
            .iter()
            .map(|found| found.field)
            .collect();
        let all = [
            "category",
            "title",
            "description",
            "quantity",
            "unit",
            "wanted",
            "place",
            "criteria",
            "closes",
            "closes_time",
        ];
        assert_eq!(fields, all);
        let none = TypedQuoteRequest { quantity: "0".to_owned(), ..typed() };
        let problem = Problem::OutOfRange { min: 1, max: 1_000_000 };
        let found = none.read(at("2027-03-24T17:00:00Z")).unwrap_err();
        assert_eq!(found, [FieldProblem { field: "quantity", problem }]);
    }

    #[test]
    fn a_supplier_outside_has_a_name_and_an_address_of_its_own() {
        let pair = |name: &str, email: &str| (name.to_owned(), email.to_owned());
        let none = || pair("", " ");
        assert_eq!(read_outside(&[none(), none(), none()]), Ok(Vec::new()));
        let two = [pair("Byte Ltd", "a@byte.example"), none(), pair("Bit", "b@bit.example")];
        assert_eq!(read_outside(&two).unwrap().len(), 2);
        let wrong = [pair("Byte", "A@byte.example"), pair("", "a@byte.example"), pair("Bit", "")];
        let found = read_outside(&wrong).unwrap_err();
        let found: Vec<_> = found.into_iter().map(|one| (one.field, one.problem)).collect();
        assert_eq!(
            found,
            [
                ("outside_name_2", Problem::Missing),
                ("outside_email_2", Problem::AlreadyUsed),
                ("outside_email_3", Problem::Missing),
            ]
        );
    }

    #[test]
    fn a_price_holds_until_it_is_read_at_least() {
        let bid = |valid_until: &str| TypedBid {
            net: "£1,200".to_owned(),
            vat: "added".to_owned(),
            included: "Delivery".to_owned(),
            valid_until: valid_until.to_owned(),
        };
        let closes = at("2027-03-26T17:00:00Z");
        assert_eq!(bid("26 March 2027").read(closes).unwrap().vat, BidVat::Added);
        let problem = Problem::TooEarly { earliest: "2027-03-26".parse().unwrap() };
        let found = bid("25 March 2027").read(closes).unwrap_err();
        assert_eq!(found, [FieldProblem { field: "valid_until", problem }]);
        let open: Vec<&str> =
            TypedBid::default().read(closes).unwrap_err().iter().map(|found| found.field).collect();
        assert_eq!(open, ["net", "vat", "included", "valid_until"]);
    }
}
