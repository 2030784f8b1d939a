//! Savings in the users' words.

use chrono::{Datelike, NaiveDate};
use domain::Pence;
use domain::saving::{BaselineKind, Cashability, Stage};
use domain::service::Category;
use domain::vat::ComparisonBasis;

/// A saving to the penny: `£180.00`; where more is paid than before, `£180.00 more`.
pub fn saved(amount: Pence) -> String {
    less_or_more(amount, |size| size.to_string())
}

/// A saving without pence that are nought: `£180`, `£180 more`.
pub fn saved_whole(amount: Pence) -> String {
    less_or_more(amount, super::pounds)
}

fn less_or_more(amount: Pence, say: impl Fn(Pence) -> String) -> String {
    match amount.negated() {
        Ok(rise) if amount.is_negative() => format!("{} more", say(rise)),
        Ok(_) | Err(_) => say(amount),
    }
}

/// What a stage is called.
pub const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Forecast => "Expected",
        Stage::Contracted => "Agreed",
        Stage::Realised => "Invoiced",
    }
}

/// What a price is at a stage: nothing has been paid before it was invoiced.
pub const fn price_at(stage: Stage) -> &'static str {
    match stage {
        Stage::Forecast => "Expected price",
        Stage::Contracted => "Agreed price",
        Stage::Realised => "Price invoiced",
    }
}

/// What a kind of saving is called.
pub const fn cashability(kind: Cashability) -> &'static str {
    match kind {
        Cashability::Cashable => "Cash released",
        Cashability::Avoided => "Cost avoided",
    }
}

/// What a saving is measured against.
pub const fn baseline(kind: BaselineKind) -> &'static str {
    match kind {
        BaselineKind::OwnEarlierSpend => "what the school paid before",
        BaselineKind::MarketRate => "the market rate",
        BaselineKind::MeanOfOtherBids => "the mean of the other bids",
        BaselineKind::ListPrice => "the list price",
    }
}

/// Why a saving measured against it is of its kind.
pub const fn why(kind: BaselineKind) -> &'static str {
    match kind {
        BaselineKind::OwnEarlierSpend => {
            "The school paid this before and has shown the document, so its budget is relieved."
        }
        BaselineKind::MarketRate | BaselineKind::MeanOfOtherBids | BaselineKind::ListPrice => {
            "There is no document of what the school paid for this before that could be compared with."
        }
    }
}

/// Whether VAT is in the amounts.
pub const fn basis(basis: ComparisonBasis) -> &'static str {
    match basis {
        ComparisonBasis::Net => "excluding VAT",
        ComparisonBasis::Gross => "including VAT",
    }
}

/// A category's name; a code that is not known any more stands as it is.
pub fn category(code: &str) -> String {
    Category::from_code(code).map_or_else(|| code.to_owned(), |known| known.label().to_owned())
}

/// A financial year by its first day: `2026–27 (April to March)`.
pub fn year(starts_on: NaiveDate) -> String {
    let first = starts_on.year();
    let months = match starts_on.month() {
        4 => "April to March",
        9 => "September to August",
        _ => "twelve months",
    };
    format!("{first}\u{2013}{:02} ({months})", (first + 1).rem_euclid(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rise_is_said_in_words_and_keeps_its_pence() {
        let told = [18_000, 18_050, 0, -18_000, -18_050].map(|pence| saved(Pence::new(pence)));
        assert_eq!(told, ["£180.00", "£180.50", "£0.00", "£180.00 more", "£180.50 more"]);
        let told = [18_000, 0, -18_000, -18_050].map(|pence| saved_whole(Pence::new(pence)));
        assert_eq!(told, ["£180", "£0", "£180 more", "£180.50 more"]);
    }

    #[test]
    fn years_say_which_months_they_are() {
        assert_eq!(year("2026-04-01".parse().unwrap()), "2026–27 (April to March)");
        assert_eq!(year("2099-09-01".parse().unwrap()), "2099–00 (September to August)");
    }
}
