//! Group deals in the users' words.

use domain::calendar::{day_in_words, moment_in_words};
use domain::deal::{DealState, Terms, Unit};
use domain::money::grouped;
use domain::vat::VatReason;
use market::deal::DealShown;

use super::plural;

/// What a state is called.
pub const fn deal_state(state: DealState) -> &'static str {
    match state {
        DealState::Draft => "Draft",
        DealState::Open => "Open",
        DealState::Met => "Going ahead",
        DealState::Lapsed => "Not going ahead",
        DealState::Withdrawn => "Withdrawn",
    }
}

/// `per pupil a year`.
pub const fn per_unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Pupil => "per pupil a year",
        Unit::Each => "each a year",
    }
}

/// `Pupils`, above a column of numbers.
pub const fn counted_head(unit: Unit) -> &'static str {
    match unit {
        Unit::Pupil => "Pupils",
        Unit::Each => "Items",
    }
}

/// What is counted, in words that fit a number.
pub const fn counted(unit: Unit, count: u64) -> &'static str {
    match (unit, count) {
        (Unit::Pupil, 1) => "pupil",
        (Unit::Pupil, _) => "pupils",
        (Unit::Each, 1) => "item",
        (Unit::Each, _) => "items",
    }
}

/// `412 pupils`.
pub fn quantity(unit: Unit, count: u64) -> String {
    format!("{} {}", grouped(count), counted(unit, count))
}

/// `2 years`, `30 months`.
pub fn length(months: u16) -> String {
    match (months / 12, months % 12) {
        (years, 0) => plural(u64::from(years), "year", "years"),
        (_, _) => plural(u64::from(months), "month", "months"),
    }
}

/// What the deal needs to go ahead.
pub fn least(terms: &Terms) -> String {
    let schools = u64::from(terms.quorum().schools.unwrap_or(1).max(1));
    let schools = plural(schools, "school", "schools");
    match terms.quorum().quantity {
        None => schools,
        Some(count) => format!("{schools} and {}", quantity(terms.unit(), count)),
    }
}

/// The words under which a school signs. They follow from the frozen terms and the quantity alone,
/// so that what was shown and what is kept are the same.
pub fn binding(deal: &DealShown, school: &str, count: u32) -> Vec<String> {
    let terms = &deal.terms;
    let most = terms.steps().reached(0).unit_price.pence();
    let closes = moment_in_words(terms.closes_at());
    vec![
        format!(
            "{school} signs up to “{}” for {}. The signature can be taken back until {closes}.",
            deal.title,
            quantity(terms.unit(), u64::from(count)),
        ),
        format!(
            "It becomes binding at that time if at least {} have signed up. Then {school} buys for {} \
             from {}, and pays {} the price that everybody pays: at most {most} {} excluding VAT.",
            least(terms),
            length(terms.months()),
            day_in_words(terms.starts_on()),
            deal.seller,
            per_unit(terms.unit()),
        ),
        "If too few sign up, the deal is not going ahead and nobody owes anything.".to_owned(),
    ]
}

/// How VAT is treated and why, for those who choose it.
pub const fn vat_reason(reason: VatReason) -> &'static str {
    match reason {
        VatReason::Standard => "Standard rate",
        VatReason::RegisteredHealthProfessional => {
            "Exempt: care by a registered health professional"
        }
        VatReason::Welfare => "Exempt: welfare services",
        VatReason::EligibleBodyEducation => {
            "Exempt: education by a school, council or other eligible body"
        }
        VatReason::EligibleBodyTeachingStaff => "Exempt: teaching staff lent by an eligible body",
        VatReason::PrivateTuition => "Exempt: private tuition",
        VatReason::Insurance => "Exempt: insurance",
        VatReason::PrintedMatter => "Zero rate: books and printed matter",
        VatReason::PassengerTransport => "Zero rate: passenger transport",
        VatReason::SellerNotRegistered => "No VAT: the seller is not registered",
        VatReason::StatutoryDuty => "Outside VAT: a statutory duty of a public body",
        VatReason::NoSupply => "Outside VAT: nothing is supplied for the money",
    }
}
