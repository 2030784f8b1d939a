//! The fields of what goes with a price: each behind a click, since few prices have any of it.

use domain::price::{
    ComponentKind, OverCap, STEPS_MAX, TypedComponent, TypedExtras, TypedPrice, TypedStep,
};
use leptos::prelude::*;

use crate::parts::{
    Choice, Column, Columns, ColumnsKind, Details, Fieldset, Muted, Notice, NoticeKind, Wrong,
};
use crate::web::{Fields, Form, Typed};
use crate::words;

/// What was typed.
pub(super) fn typed(form: &Form) -> TypedExtras {
    let text = |name: &str| form.get(name).to_owned();
    let step = |number| TypedStep {
        from: form.get(&format!("step_{number}_from")).to_owned(),
        less: form.get(&format!("step_{number}_less")).to_owned(),
    };
    let component = |kind: &ComponentKind| TypedComponent {
        net: text(kind.field()),
        cap: form.get(&format!("{}_cap", kind.field())).to_owned(),
        source: form.get(&format!("{}_source", kind.field())).to_owned(),
    };
    TypedExtras {
        steps: super::price_fields::without_blank_end((1..=STEPS_MAX).map(step).collect()),
        allowance: text("allowance"),
        allowance_associate: text("allowance_associate"),
        subsidy_share: text("subsidy_share"),
        subsidy_most: text("subsidy_most"),
        subsidy_until: form.date("subsidy_until"),
        components: super::price_fields::without_blank_end(
            ComponentKind::ALL.iter().map(component).collect(),
        ),
        over_cap: text("over_cap"),
    }
}

/// The fields of it: [`typed`] reads them again.
pub(super) fn fields(extras: &TypedExtras) -> Vec<(String, String)> {
    let single = [
        ("allowance", &extras.allowance),
        ("allowance_associate", &extras.allowance_associate),
        ("subsidy_share", &extras.subsidy_share),
        ("subsidy_most", &extras.subsidy_most),
        ("subsidy_until", &extras.subsidy_until),
        ("over_cap", &extras.over_cap),
    ];
    let single = single.map(|(name, value)| (name.to_owned(), value.clone()));
    let steps = (1..).zip(&extras.steps).flat_map(|(number, step)| {
        [
            (format!("step_{number}_from"), step.from.clone()),
            (format!("step_{number}_less"), step.less.clone()),
        ]
    });
    let components = ComponentKind::ALL.iter().zip(&extras.components).flat_map(|(kind, of)| {
        [
            (kind.field().to_owned(), of.net.clone()),
            (format!("{}_cap", kind.field()), of.cap.clone()),
            (format!("{}_source", kind.field()), of.source.clone()),
        ]
    });
    single.into_iter().chain(steps).chain(components).collect()
}

/// What may go with a price.
pub(super) fn questions(typed: &Typed, price: &TypedPrice) -> impl IntoView + use<> {
    view! {
        {steps(typed, price)}
        {allowance(typed)}
        {subsidy(typed)}
        {made_of(typed)}
    }
}

fn half(field: AnyView) -> AnyView {
    view! { <Column>{field}</Column> }.into_any()
}

fn steps(typed: &Typed, price: &TypedPrice) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let room = (price.extras.steps.len() + 1).clamp(2, STEPS_MAX);
    let each = (1..=room)
        .map(|number| {
            let from = fields.number(&format!("step_{number}_from"), "From which on", "");
            let less = fields.money(&format!("step_{number}_less"), "Each costs less by", "");
            view! { <Columns kind=ColumnsKind::Halves>{half(from)}{half(less)}</Columns> }
        })
        .collect_view();
    let open = super::price_fields::open(typed, &["step_", "steps"]);
    view! {
        <Details summary="Less for each from a number on" open>
            <Muted>
                "For example, from the 11th day of an order on £20 less for each. Those before cost what they did, so \
                 more never costs less in all. A price by the pupil counts pupils."
            </Muted>
            {each}
        </Details>
    }
}

fn allowance(typed: &Typed) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let shown = vec![
        fields.number("allowance", "How many a full membership includes", "a year"),
        fields.number("allowance_associate", "How many an associate membership includes", "a year"),
    ];
    let open = super::price_fields::open(typed, &["allowance"]);
    view! {
        <Details summary="Included in the membership" open>
            <Muted>"Counted from September to August, by the days they are for. What goes beyond it is paid."</Muted>
            {shown}
        </Details>
    }
}

fn subsidy(typed: &Typed) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let shown = vec![
        fields.number("subsidy_share", "How much the partnership pays", "% of a member’s price"),
        fields.money(
            "subsidy_most",
            "At most, of each",
            "Alone, it is paid of each whatever it costs",
        ),
        fields.date(
            "subsidy_until",
            "Until which day",
            "For example, 31 8 2027. Leave empty if no end is known",
        ),
    ];
    let open = super::price_fields::open(typed, &["subsidy_"]);
    view! { <Details summary="Part paid by the partnership" open>{shown}</Details> }
}

fn made_of(typed: &Typed) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let each = ComponentKind::ALL
        .iter()
        .map(|kind| {
            let net = fields.money(kind.field(), words::price::component(*kind), "");
            let cap = fields.money(&format!("{}_cap", kind.field()), "At most", "");
            let source = fields.text(&format!("{}_source", kind.field()), "Who says so", "");
            view! {
                <Columns kind=ColumnsKind::Thirds>{half(net)}{half(cap)}{half(source)}</Columns>
            }
        })
        .collect_view();
    let over = vec![
        Choice::new(OverCap::Warn.code(), "Everybody is told on the page"),
        Choice::new(OverCap::Block.code(), "The price cannot be saved"),
    ];
    let over = fields.radios("over_cap", "What happens over the most", over, OverCap::Warn.code());
    let wrong = typed.error("made_of").map(Wrong::words);
    let open = super::price_fields::open(typed, &["made_of"]);
    view! {
        <Details summary="What the price is made of" open>
            <Fieldset legend="What one is made of, for members" id="made_of">
                {wrong.map(|title| view! { <Notice kind=NoticeKind::Refused title/> })}
                <Muted>
                    "Schools see each part with its share. Leave what members pay empty, and these make the price. \
                     Who pays more or less than members does so by the partnership’s fee."
                </Muted>
                {each}
            </Fieldset>
            {over}
        </Details>
    }
}
