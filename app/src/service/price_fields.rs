//! The fields of a price: the usual ones, and behind a click each what only some prices have.

use domain::price::{BANDS_MAX, CHANGES_MAX, TypedBand, TypedChange, TypedPrice, TypedRates};
use leptos::prelude::*;

use super::price_extras;
use crate::parts::{
    Choice, Column, Columns, ColumnsKind, Details, Fieldset, Notice, NoticeKind, Subheading, Wrong,
};
use crate::web::{Fields, Form, Typed};

/// What limits are of.
const LIMITS: &str = "Of an order; by the pupil, of one year. Not for bands or one amount";
/// What a price for members of other partnerships needs beside itself.
const OTHERS: &str = "Only where you open it to them, which its page asks for";
/// Room for size bands where there are fewer.
const BANDS: usize = 6;
/// The prices of a set: the name of each field and whose price it is.
const WHO: [(&str, &str); 4] = [
    ("member", "Members pay"),
    ("associate", "Associates pay"),
    ("non_member", "Others pay"),
    ("other_member", "Other partnerships’ members pay"),
];

/// The price that was typed.
pub(super) fn typed(form: &Form) -> TypedPrice {
    let text = |name: &str| form.get(name).to_owned();
    TypedPrice {
        kind: text("kind"),
        rates: rates(form, ""),
        base: rates(form, "base_"),
        minimum: text("minimum"),
        maximum: text("maximum"),
        bands: typed_bands(form),
        changes: typed_changes(form),
        extras: price_extras::typed(form),
    }
}

fn rates(form: &Form, prefix: &str) -> TypedRates {
    let field = |name: &str| form.get(&format!("{prefix}{name}")).to_owned();
    TypedRates {
        member: field("member"),
        associate: field("associate"),
        non_member: field("non_member"),
        other_member: field("other_member"),
    }
}

/// Bands up to the last that says something: a gap between two is something left out, and is told.
fn typed_bands(form: &Form) -> Vec<TypedBand> {
    let band = |number| TypedBand {
        from_pupils: form.get(&format!("band_{number}_from")).to_owned(),
        rates: rates(form, &format!("band_{number}_")),
    };
    without_blank_end((1..=BANDS_MAX).map(band).collect())
}

fn typed_changes(form: &Form) -> Vec<TypedChange> {
    let change = |number| TypedChange {
        from_on: form.date(&format!("change_{number}_from_on")),
        rates: rates(form, &format!("change_{number}_")),
        base: rates(form, &format!("change_{number}_base_")),
        bands: without_blank_end(
            (1..=BANDS_MAX)
                .map(|band| rates(form, &format!("change_{number}_band_{band}_")))
                .collect(),
        ),
    };
    without_blank_end((1..=CHANGES_MAX).map(change).collect())
}

pub(super) fn without_blank_end<T: Default + PartialEq>(mut typed: Vec<T>) -> Vec<T> {
    while typed.last().is_some_and(|last| *last == T::default()) {
        typed.pop();
    }
    typed
}

/// The fields of a price: [`typed`] reads them again.
pub(super) fn fields(price: &TypedPrice) -> Vec<(String, String)> {
    let mut fields = vec![
        ("kind".to_owned(), price.kind.clone()),
        ("minimum".to_owned(), price.minimum.clone()),
        ("maximum".to_owned(), price.maximum.clone()),
    ];
    let mut put = |prefix: &str, rates: &TypedRates| {
        let values = [&rates.member, &rates.associate, &rates.non_member, &rates.other_member];
        let named = WHO.iter().zip(values);
        fields.extend(named.map(|((who, _), value)| (format!("{prefix}{who}"), value.clone())));
    };
    put("", &price.rates);
    put("base_", &price.base);
    for (number, band) in (1..).zip(&price.bands) {
        put(&format!("band_{number}_"), &band.rates);
    }
    for (number, change) in (1..).zip(&price.changes) {
        put(&format!("change_{number}_"), &change.rates);
        put(&format!("change_{number}_base_"), &change.base);
        for (band, rates) in (1..).zip(&change.bands) {
            put(&format!("change_{number}_band_{band}_"), rates);
        }
    }
    for (number, band) in (1..).zip(&price.bands) {
        fields.push((format!("band_{number}_from"), band.from_pupils.clone()));
    }
    for (number, change) in (1..).zip(&price.changes) {
        fields.push((format!("change_{number}_from_on"), change.from_on.clone()));
    }
    fields.extend(price_extras::fields(&price.extras));
    fields
}

const KINDS: [(&str, &str); 7] = [
    ("per_unit", "So much for each: day, session, place"),
    ("per_pupil", "So much for each pupil"),
    ("base_plus_per_pupil", "A fixed part and so much for each pupil"),
    ("size_bands", "By the size of the school, in bands"),
    ("flat", "One amount, however much is used"),
    ("percentage", "A share of a value the school states: type 2.5 for 2.5%"),
    ("per_staff", "So much for each member of staff, which the school states"),
];

/// What it costs.
pub(super) fn questions(typed: &Typed) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let price = self::typed(&typed.form);
    let kinds = KINDS.map(|(code, text)| Choice::new(code, text)).to_vec();
    let usual = vec![
        fields.radios("kind", "How the price is worked out", kinds, "per_unit"),
        fields.money("member", "What members pay", "Excluding VAT. For size bands, see below"),
        fields.money(
            "non_member",
            "What other schools pay",
            "Leave empty if it is for members only",
        ),
    ];
    view! {
        {usual}
        {of_associates(typed)}
        {fixed_part(typed)}
        {size_bands(typed, &price)}
        {changes(typed, &price)}
        {price_extras::questions(typed, &price)}
    }
}

/// Whether a part behind a click is in use, or something in it is wrong: then it is open.
pub(super) fn open(typed: &Typed, prefixes: &[&str]) -> bool {
    let of_part = |name: &str| prefixes.iter().any(|prefix| name.starts_with(prefix));
    typed.form.pairs().any(|(name, value)| of_part(name) && !value.trim().is_empty())
        || typed.problems.iter().any(|problem| of_part(problem.field))
}

fn of_associates(typed: &Typed) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let hint = "Leave empty if they pay what members pay";
    let shown = vec![
        fields.money("associate", "What associate members pay", hint),
        fields.money("other_member", "What members of other partnerships pay", OTHERS),
        fields.money("minimum", "The least that is paid", LIMITS),
        fields.money("maximum", "The most that is paid", LIMITS),
    ];
    let open = open(typed, &["associate", "other_member", "minimum", "maximum"]);
    view! { <Details summary="Associates, other partnerships’ members, the least and the most" open>{shown}</Details> }
}

fn fixed_part(typed: &Typed) -> impl IntoView + use<> {
    let shown = side_by_side(Fields::of(typed), "base_");
    let open = open(typed, &["base_"]) || typed.form.get("kind") == "base_plus_per_pupil";
    view! { <Details summary="A fixed part besides so much for each pupil" open>{shown}</Details> }
}

/// The prices of a set beside each other.
fn side_by_side(fields: Fields<'_>, prefix: &str) -> AnyView {
    let each = WHO
        .map(|(who, label)| {
            let field = fields.money(&format!("{prefix}{who}"), label, "");
            view! { <Column>{field}</Column> }
        })
        .collect_view();
    view! { <Columns kind=ColumnsKind::Halves>{each}</Columns> }.into_any()
}

fn size_bands(typed: &Typed, price: &TypedPrice) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let room = (price.bands.len() + 2).clamp(BANDS, BANDS_MAX);
    let bands = (1..=room)
        .map(|number| {
            let label = format!("Band {number}: schools from");
            let from = fields.number(&format!("band_{number}_from"), &label, "pupils");
            view! { {from}{side_by_side(fields, &format!("band_{number}_"))} }
        })
        .collect_view();
    let wrong = typed.error("bands").map(Wrong::words);
    let open = open(typed, &["band_", "bands"]) || typed.form.get("kind") == "size_bands";
    view! {
        <Details summary="Size bands" open>
            <Fieldset legend="Size bands" id="bands">
                {wrong.map(|title| view! { <Notice kind=NoticeKind::Refused title/> })}
                {bands}
            </Fieldset>
        </Details>
    }
}

/// What prices change to on later days.
fn changes(typed: &Typed, price: &TypedPrice) -> impl IntoView + use<> {
    let room = (price.changes.len() + 1).min(CHANGES_MAX);
    let blocks = (1..=room).map(|number| change(typed, price, number)).collect_view();
    let open = open(typed, &["change_", "changes"]);
    view! { <Details summary="Prices from a later day" open>{blocks}</Details> }
}

fn change(typed: &Typed, price: &TypedPrice, number: usize) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let name = |part: &str| format!("change_{number}_{part}");
    let hint = "For example, 1 4 2027. What is left empty stays as it is";
    let from_on = fields.date(&name("from_on"), "From which day", hint);
    let by_bands = price.kind == "size_bands";
    let usual = (!by_bands).then(|| side_by_side(fields, &name("")));
    let fixed = (price.kind == "base_plus_per_pupil").then(|| {
        view! { <Subheading text="The fixed part"/>{side_by_side(fields, &name("base_"))} }
    });
    let bands = (1..=BANDS_MAX)
        .zip(&price.bands)
        .filter(|_| by_bands)
        .map(|(band, of)| {
            let title = format!("Band {band}: schools from {} pupils", of.from_pupils);
            view! { <Subheading text=title/>{side_by_side(fields, &name(&format!("band_{band}_")))} }
        })
        .collect_view();
    let wrong = typed.error(&name("bands")).map(Wrong::words);
    view! {
        <Fieldset legend=format!("Change {number}") id=name("bands")>
            {wrong.map(|title| view! { <Notice kind=NoticeKind::Refused title/> })}
            {from_on}
            {usual}
            {fixed}
            {bands}
        </Fieldset>
    }
}

#[cfg(test)]
pub(super) mod tests {
    use domain::price::{ComponentKind, STEPS_MAX, TypedComponent, TypedExtras, TypedStep};

    use super::*;

    fn some(text: &str) -> TypedRates {
        TypedRates {
            member: format!("{text}1"),
            associate: format!("{text}2"),
            non_member: format!("{text}3"),
            other_member: format!("{text}4"),
        }
    }

    fn of_every_extra() -> TypedExtras {
        let step =
            |number: usize| TypedStep { from: format!("6{number}"), less: format!("7{number}") };
        let component = |number: usize| TypedComponent {
            net: format!("8{number}"),
            cap: format!("9{number}"),
            source: format!("Rate card {number}"),
        };
        TypedExtras {
            steps: (0..STEPS_MAX).map(step).collect(),
            allowance: "3".to_owned(),
            allowance_associate: "1".to_owned(),
            subsidy_share: "50".to_owned(),
            subsidy_most: "100".to_owned(),
            subsidy_until: "31 August 2027".to_owned(),
            components: (0..ComponentKind::ALL.len()).map(component).collect(),
            over_cap: "block".to_owned(),
        }
    }

    /// A price with something in every field there can be.
    pub fn of_every_part() -> TypedPrice {
        let band = |number: usize| TypedBand {
            from_pupils: number.to_string(),
            rates: some(&format!("1{number}")),
        };
        let change = |number: usize| TypedChange {
            from_on: format!("1 April {}", 2027 + number),
            rates: some(&format!("2{number}")),
            base: some(&format!("3{number}")),
            bands: (0..BANDS_MAX).map(|band| some(&format!("4{number}{band}"))).collect(),
        };
        TypedPrice {
            kind: "size_bands".to_owned(),
            rates: some("5"),
            base: some("6"),
            minimum: "7".to_owned(),
            maximum: "8".to_owned(),
            bands: (0..BANDS_MAX).map(band).collect(),
            changes: (0..CHANGES_MAX).map(change).collect(),
            extras: of_every_extra(),
        }
    }

    fn again(price: &TypedPrice) -> TypedPrice {
        let fields = fields(price);
        typed(&Form::of(fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))))
    }

    #[test]
    fn every_part_of_a_price_has_a_field_of_its_own() {
        let price = of_every_part();
        assert_eq!(again(&price), price);
        let mut names: Vec<String> = fields(&price).into_iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn what_is_left_empty_between_two_stays_where_it_is() {
        let mut price = of_every_part();
        for (place, band) in price.bands.iter_mut().enumerate().filter(|(place, _)| place % 3 != 2)
        {
            *band = TypedBand { from_pupils: place.to_string(), ..TypedBand::default() };
        }
        price.changes.truncate(3);
        for change in &mut price.changes {
            change.bands[1] = TypedRates::default();
            change.rates.member.clear();
        }
        price.changes[1] = TypedChange::default();
        assert_eq!(again(&price), price);
    }

    #[test]
    fn a_form_has_room_for_every_band_and_change_there_is_and_for_more() {
        let page = |price: &TypedPrice| {
            let fields = fields(price);
            let form = Form::of(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            Owner::new().with(|| questions(&Typed::fresh(form)).to_html())
        };
        let full = page(&of_every_part());
        for name in [
            "band_20_from",
            "band_20_non_member",
            "change_6_from_on-day",
            "change_6_band_20_associate",
        ] {
            assert!(full.contains(&format!("name=\"{name}\"")), "{name}");
        }
        let mut price = of_every_part();
        price.bands.truncate(7);
        price.changes.truncate(2);
        let page = page(&price);
        assert!(page.contains("name=\"band_9_from\"") && !page.contains("name=\"band_10_from\""));
        assert!(
            page.contains("name=\"change_3_from_on-day\"") && !page.contains("name=\"change_4_")
        );
    }
}
