//! How something was and how it is now, read from what the trail keeps and told line by line.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::Pence;
use domain::access::Role;
use domain::audit::Deed;
use domain::calendar::{moment_in_words, short_day};
use domain::id::PersonId;
use domain::money::{BasisPoints, grouped};
use market::audit::Thing;
use serde_json::Value as Json;

use crate::words;

/// Fields that hold an amount in pence, besides those whose names end so.
const AMOUNTS: [&str; 13] = [
    "net",
    "minimum",
    "maximum",
    "each",
    "amount",
    "cap",
    "low",
    "high",
    "quoted",
    "result",
    "unit_price",
    "less",
    "most",
];
/// Fields that hold a share in hundredths of a per cent.
const SHARES: [&str; 4] = ["rate", "fee", "late_charge", "share"];
/// Fields around others that say nothing by themselves.
const WRAPPERS: [&str; 5] = ["terms", "wanted", "Bank", "Trading", "basis"];
/// Fields that say nothing to people.
const QUIET: [&str; 2] = ["held_as", "id"];

/// One thing that is known of how something was, or is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub label: String,
    /// How it was; nothing where that was not said.
    pub before: Option<String>,
    /// How it is since.
    pub after: Option<String>,
}

impl Line {
    /// The line in words.
    pub fn told(&self) -> String {
        let Self { label, before, after } = self;
        match (before, after) {
            (Some(before), Some(after)) => format!("{label}: {before} → {after}"),
            (Some(before), None) => format!("{label}: {before} → nothing"),
            (None, Some(after)) => format!("{label}: {after}"),
            (None, None) => label.clone(),
        }
    }
}

/// What differs between before and after; all that is known where only one of them was kept. What
/// is told of before and not even named after has not changed: it says what it is about.
pub fn lines(
    deed: Option<Deed>,
    (before, after): (Option<&Json>, Option<&Json>),
    things: &BTreeMap<String, Thing>,
) -> Vec<Line> {
    let reader = Reader { bare: bare(deed), things };
    let flat = |json: Option<&Json>| {
        let mut found = Vec::new();
        if let Some(json) = json {
            reader.read(json, &mut Vec::new(), &mut found);
        }
        found
    };
    let (before, about) = before.map(|json| told_apart(json, after)).unwrap_or_default();
    let (before, after, about) = (flat(before.as_ref()), flat(after), flat(about.as_ref()));
    let known: BTreeMap<&str, &str> =
        before.iter().map(|(label, text)| (label.as_str(), text.as_str())).collect();
    let now: BTreeMap<&str, &str> =
        after.iter().map(|(label, text)| (label.as_str(), text.as_str())).collect();
    let changed =
        after.iter().filter(|(label, text)| known.get(label.as_str()) != Some(&text.as_str()));
    let changed = changed.map(|(label, text)| Line {
        label: label.clone(),
        before: known.get(label.as_str()).map(|was| (*was).to_owned()),
        after: Some(text.clone()),
    });
    let gone = before.iter().filter(|(label, _)| !now.contains_key(label.as_str()));
    let gone = gone.map(|(label, text)| Line {
        label: label.clone(),
        before: Some(text.clone()),
        after: None,
    });
    let about =
        about.into_iter().map(|(label, text)| Line { label, before: None, after: Some(text) });
    about.chain(changed).chain(gone).collect()
}

/// The fields of before that after names as well, and the others.
fn told_apart(before: &Json, after: Option<&Json>) -> (Option<Json>, Option<Json>) {
    let (Json::Object(fields), Some(after)) = (before, after) else {
        return (Some(before.clone()), None);
    };
    let is_named = |name: &str| after.as_object().is_some_and(|now| now.contains_key(name));
    let (named, about): (Vec<_>, Vec<_>) =
        fields.clone().into_iter().partition(|(name, _)| is_named(name));
    (Some(named.into_iter().collect()), Some(about.into_iter().collect()))
}

/// What a value is called that stands by itself.
const fn bare(deed: Option<Deed>) -> &'static str {
    let Some(deed) = deed else { return "Value" };
    match deed {
        Deed::PlaceBooking | Deed::AskForApproval => "Order",
        Deed::ResubmitOrder => "Including VAT",
        Deed::ConfirmDelivery | Deed::UndoDelivery => "What",
        Deed::RaiseInvoice | Deed::RaiseCreditNote => "Number",
        Deed::WithdrawDeal => "State and reason",
        Deed::EndMembership | Deed::EndPractitioner | Deed::EndRole => "Last day",
        Deed::AddDay | Deed::RecordRefund | Deed::ReturnPayment => "Day",
        Deed::CreatePool => "Service",
        Deed::AddDocument => "File",
        Deed::AnswerHosting | Deed::AgreeTrust => "Agreed",
        Deed::LeaveDeal => "School",
        Deed::RetryJobs => "Jobs",
        Deed::ForgetNames => "Names",
        Deed::AddPractitioner => "Works on",
        _ => "State",
    }
}

struct Reader<'a> {
    bare: &'static str,
    things: &'a BTreeMap<String, Thing>,
}

impl Reader<'_> {
    /// Every value with its label, in the order of the fields.
    fn read<'j>(
        &self,
        json: &'j Json,
        path: &mut Vec<std::borrow::Cow<'j, str>>,
        found: &mut Vec<(String, String)>,
    ) {
        match json {
            Json::Object(fields) => {
                for (name, value) in
                    fields.iter().filter(|(name, _)| !QUIET.contains(&name.as_str()))
                {
                    path.push(name.as_str().into());
                    self.read(value, path, found);
                    path.pop();
                }
            }
            Json::Array(list) if list.iter().any(|one| one.is_object() || one.is_array()) => {
                for (number, value) in (1_u32..).zip(list) {
                    path.push(number.to_string().into());
                    self.read(value, path, found);
                    path.pop();
                }
            }
            Json::Array(list) => {
                let field = path.last().map_or("", |field| &**field);
                let all: Vec<String> =
                    list.iter().filter_map(|one| self.value(field, one)).collect();
                if !all.is_empty() {
                    found.push((self.label(path), all.join(", ")));
                }
            }
            one => {
                let field = path.last().map_or("", |field| &**field);
                if let Some(text) = self.value(field, one) {
                    found.push((self.label(path), text));
                }
            }
        }
    }

    fn label(&self, path: &[std::borrow::Cow<'_, str>]) -> String {
        let telling = path.iter().filter(|part| !WRAPPERS.contains(&part.as_ref()));
        let parts: Vec<String> = telling.map(|part| label_of(part)).collect();
        if parts.is_empty() { self.bare.to_owned() } else { sentence(&parts.join(", ")) }
    }

    /// A value in words; nothing for what is empty.
    fn value(&self, field: &str, json: &Json) -> Option<String> {
        match json {
            Json::Null => None,
            Json::Bool(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
            Json::Number(number) => Some(amount(field, number)),
            Json::String(text) if text.trim().is_empty() => None,
            Json::String(text) if self.is_nameless(text) => None,
            Json::String(text) => Some(self.text(field, text)),
            Json::Array(_) | Json::Object(_) => Some(json.to_string()),
        }
    }

    /// Whether it is an id of something that has no name: it says nothing to people.
    fn is_nameless(&self, text: &str) -> bool {
        let hex = text.rsplit_once('_').map_or("", |(_, hex)| hex);
        let is_id = hex.len() == 32 && hex.bytes().all(|b| b.is_ascii_hexdigit());
        is_id && !self.things.contains_key(text) && text.parse::<PersonId>().is_err()
    }

    fn text(&self, field: &str, text: &str) -> String {
        if let Some(thing) = self.things.get(text) {
            return thing.name.clone();
        }
        // Whoever belongs to another organisation is not named to this one.
        if text.parse::<PersonId>().is_ok() {
            return "somebody else".to_owned();
        }
        if let Ok(day) = text.parse::<NaiveDate>() {
            return short_day(day);
        }
        if let Ok(at) = text.parse::<DateTime<Utc>>() {
            return moment_in_words(at);
        }
        match field {
            "role" => Role::from_code(text)
                .map_or_else(|| text.to_owned(), |role| words::role(role).to_owned()),
            "category" => words::category(text),
            "account" => ending(text),
            "content" | "wording_digest" => text.chars().take(12).collect(),
            _ if is_code(text) => text.replace('_', " "),
            _ => text.to_owned(),
        }
    }
}

/// An account's number by its end: enough to tell two apart.
fn ending(number: &str) -> String {
    let end: String = number.chars().skip(number.chars().count().saturating_sub(4)).collect();
    format!("ends in {end}")
}

/// Whether words are joined as codes are: `awaiting_approval`.
fn is_code(text: &str) -> bool {
    text.contains('_') && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

fn amount(field: &str, number: &serde_json::Number) -> String {
    let Some(whole) = number.as_i64() else { return number.to_string() };
    if field.ends_with("_pence") || AMOUNTS.contains(&field) {
        return Pence::new(whole).to_string();
    }
    if let (true, Ok(points)) = (SHARES.contains(&field), u32::try_from(whole)) {
        return BasisPoints::new(points).to_string();
    }
    u64::try_from(whole).map_or_else(|_| whole.to_string(), grouped)
}

/// What a field is called.
fn label_of(field: &str) -> String {
    match field {
        "limit_pence" => "limit including VAT".to_owned(),
        "alone_pence" => "a buyer alone including VAT".to_owned(),
        "governors_above_pence" => "governors above including VAT".to_owned(),
        "most_gross_pence" => "the most it can cost including VAT".to_owned(),
        "yearly_pence" => "a year excluding VAT".to_owned(),
        "price_pence" => "price of one excluding VAT".to_owned(),
        "wording_digest" => "fingerprint of the wording begins".to_owned(),
        "content" => "fingerprint of the contents begins".to_owned(),
        "members_pence" => "for members excluding VAT".to_owned(),
        "others_pence" => "for others excluding VAT".to_owned(),
        "known_quantity" => "quantity known before".to_owned(),
        "urn" => "school number".to_owned(),
        "tiers" => "levels".to_owned(),
        field => field.replace('_', " ").to_lowercase(),
    }
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(deed: Deed, before: &Json, after: &Json) -> Vec<String> {
        let things = BTreeMap::from([(
            "deal_0193f3a1c0de7000a1b2c3d4e5f60718".to_owned(),
            Thing { name: "Energy 2027".to_owned(), shown_by: None },
        )]);
        let given = |json: &'_ Json| (!json.is_null()).then(|| json.clone());
        let (before, after) = (given(before), given(after));
        lines(Some(deed), (before.as_ref(), after.as_ref()), &things)
            .iter()
            .map(Line::told)
            .collect()
    }

    #[test]
    fn only_what_differs_is_told() {
        let before =
            json!({"version": 1, "terms": {"title": "Art therapy", "price": {"net": 30_000}}});
        let after =
            json!({"version": 2, "terms": {"title": "Art therapy", "price": {"net": 32_050}}});
        assert_eq!(
            told(Deed::ChangeService, &before, &after),
            ["Price, net: £300.00 → £320.50", "Version: 1 → 2"]
        );
    }

    #[test]
    fn amounts_days_shares_roles_and_things_read_as_people_write_them() {
        let after = json!({
            "deal": "deal_0193f3a1c0de7000a1b2c3d4e5f60718",
            "role": "partnership_staff",
            "from": "2027-01-12",
            "fee": 250,
            "limit_pence": 200_000,
            "quantity": 12_000,
            "reason": null,
        });
        assert_eq!(
            told(Deed::CommitToDeal, &Json::Null, &after),
            [
                "Deal: Energy 2027",
                "Fee: 2.5%",
                "From: 12 Jan 2027",
                "Limit including VAT: £2,000.00",
                "Quantity: 12,000",
                "Role: Partnership staff",
            ]
        );
    }

    #[test]
    fn what_is_named_before_and_not_after_has_not_changed() {
        let before = json!({"role": "buyer", "limit_pence": 5_000, "rule": "rule_0193f3a1c0de7000a1b2c3d4e5f60718"});
        let limit = json!({"held_as": "x", "limit_pence": 7_000});
        let changed = ["Role: Buyer", "Limit including VAT: £50.00 → £70.00"];
        assert_eq!(told(Deed::ChangeLimit, &before, &limit), changed);
        let ended = ["Limit including VAT: £50.00", "Role: Buyer", "Last day: 12 Jan 2027"];
        assert_eq!(told(Deed::EndRole, &before, &json!("2027-01-12")), ended);
    }

    #[test]
    fn a_value_by_itself_is_named_by_what_was_done() {
        let (before, after) = (json!("awaiting_approval"), json!("placed"));
        assert_eq!(
            told(Deed::ApproveOrder, &before, &after),
            ["State: awaiting approval → placed"]
        );
        assert_eq!(told(Deed::AddDay, &Json::Null, &json!("2027-01-12")), ["Day: 12 Jan 2027"]);
    }

    #[test]
    fn what_is_gone_and_what_was_never_said_are_told_apart() {
        let lines = told(Deed::EndRole, &json!({"limit_pence": 5}), &json!({"limit_pence": null}));
        assert_eq!(lines, ["Limit including VAT: £0.05 → nothing"]);
        let steps =
            json!({"steps": [{"from": 0, "unit_price": 900}, {"from": 10, "unit_price": 800}]});
        assert_eq!(
            told(Deed::OpenDeal, &Json::Null, &steps),
            [
                "Steps, 1, from: 0",
                "Steps, 1, unit price: £9.00",
                "Steps, 2, from: 10",
                "Steps, 2, unit price: £8.00",
            ]
        );
    }
}
