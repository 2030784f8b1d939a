//! What is new among the services of saved searches.

use market::mail::{NewTold, PriceTold, SearchTold};

use super::Said;
use crate::words::price::price_unit;
use crate::words::{count, plural, pounds};

/// All of them in one letter.
pub(super) fn news(searches: &[SearchTold]) -> Said {
    let found: u64 = searches.iter().map(found).sum();
    let services = plural(found, "service", "services");
    let subject = match searches {
        [one] => format!("New for “{}”: {services}", one.name),
        _ => format!("New in your saved searches: {services}"),
    };
    let mut paragraphs = vec!["This is new since we last told you.".to_owned()];
    for search in searches {
        paragraphs.push(format!("“{}”, for {}:", search.name, search.school));
        paragraphs.extend(search.services.iter().map(line));
        if search.more > 0 {
            paragraphs.push(format!("And {} more.", count(search.more)));
        }
    }
    paragraphs.push(
        "Prices are your school’s own, excluding VAT. You choose whether you are told on your account’s page."
            .to_owned(),
    );
    Said::new(subject, paragraphs).link("Open your saved searches", "/services/saved")
}

fn found(search: &SearchTold) -> u64 {
    u64::try_from(search.services.len()).unwrap_or(u64::MAX).saturating_add(search.more)
}

fn line(one: &NewTold) -> String {
    let what = if one.is_new { "New" } else { "Changed" };
    let offered = one.offered_by.as_ref().map(|name| format!(", offered by {name}"));
    let price = one.price.as_ref().map(|PriceTold { net, rule, unit }| {
        format!(", {} {}", pounds(net.pence()), price_unit(rule, *unit))
    });
    let (offered, price) = (offered.unwrap_or_default(), price.unwrap_or_default());
    format!("{what}: {}, by {}{offered}{price}", one.title, one.provider)
}

#[cfg(test)]
mod tests {
    use domain::price::{PriceRule, Unit};
    use domain::{Net, Pence};

    use super::*;

    fn new(title: &str, is_new: bool, pounds: Option<i32>) -> NewTold {
        let price = pounds.map(|pounds| {
            let net = Net(Pence::pounds(pounds));
            PriceTold { net, rule: PriceRule::per_unit(net), unit: Unit::Day }
        });
        let (title, provider) = (title.to_owned(), "Harbour Practice".to_owned());
        NewTold { title, provider, offered_by: None, price, is_new }
    }

    #[test]
    fn one_letter_names_each_search_what_is_new_and_how_many_more() {
        let one = SearchTold {
            name: "Speech".to_owned(),
            school: "Hill Rise Primary".to_owned(),
            services: vec![new("Therapist", true, Some(395)), new("One session", false, None)],
            more: 12,
        };
        let said = news(std::slice::from_ref(&one));
        assert_eq!(said.subject, "New for “Speech”: 14 services");
        assert_eq!(
            said.paragraphs.get(1..5).unwrap(),
            [
                "“Speech”, for Hill Rise Primary:",
                "New: Therapist, by Harbour Practice, £395 a day",
                "Changed: One session, by Harbour Practice",
                "And 12 more.",
            ]
        );
        assert_eq!(news(&[one.clone(), one]).subject, "New in your saved searches: 28 services");
    }
}
