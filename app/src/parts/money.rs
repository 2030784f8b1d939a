//! Amounts, changes of amounts, and the number somebody came for.

use domain::{Pence, money::grouped};
use leptos::prelude::*;

use super::{Icon, Sign, some};

/// Whether an amount includes VAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VatWords {
    /// "excluding VAT".
    Excluding,
    /// "including VAT".
    Including,
    /// "no VAT": out of scope, exempt.
    None,
}

impl VatWords {
    /// The words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Excluding => "excluding VAT",
            Self::Including => "including VAT",
            Self::None => "no VAT",
        }
    }
}

/// An amount without its pence where there are none: `£290`, `£290.50`.
pub fn whole_pounds(amount: Pence) -> String {
    let full = amount.to_string();
    match full.strip_suffix(".00") {
        Some(pounds) => pounds.to_owned(),
        None => full,
    }
}

/// An amount to three figures, for headlines and charts: `£2.91m`, `£412,600`, `£18.20`.
///
/// A million and more is cut, not rounded up, to the hundredth of a million.
pub fn short_pounds(amount: Pence) -> String {
    let size = amount.get().unsigned_abs();
    if size < 100_000_000 {
        return whole_pounds(amount);
    }
    let sign = if amount.is_negative() { "\u{2212}" } else { "" };
    let hundredths = size / 1_000_000;
    let (millions, rest) = (hundredths / 100, hundredths % 100);
    match (rest, rest % 10) {
        (0, _) => format!("{sign}£{}m", grouped(millions)),
        (_, 0) => format!("{sign}£{}.{}m", grouped(millions), rest / 10),
        (_, _) => format!("{sign}£{}.{rest:02}m", grouped(millions)),
    }
}

/// An amount in a sentence or a table.
#[component]
pub fn Money(
    /// The amount.
    amount: Pence,
    /// Whether to leave out pence that are nought.
    #[prop(optional)]
    whole: bool,
    /// Says whether VAT is in it; left out where the table says so once.
    #[prop(optional, into)]
    vat: Option<VatWords>,
) -> impl IntoView {
    let text = if whole { whole_pounds(amount) } else { amount.to_string() };
    view! {
        <span class="cp-num cp-nowrap">{text}</span>
        {vat.map(|vat| view! { " "<span class="cp-money__vat">{vat.words()}</span> })}
    }
}

/// A difference in words: less is a saving, more is a rise, and neither hides.
#[component]
pub fn Change(
    /// What changes: below nothing when less will be paid than before.
    difference: Pence,
    /// After the amount: "a year", "than most schools pay".
    #[prop(optional, into)]
    unit: String,
) -> impl IntoView {
    let size = whole_pounds(Pence::new(difference.get().saturating_abs()));
    let (class, sign, word) = match difference.get() {
        0 => return view! { <span class="cp-change">"The same"</span> }.into_any(),
        ..0 => ("cp-change cp-change--less", Sign::Less, "less"),
        1.. => ("cp-change cp-change--more", Sign::More, "more"),
    };
    view! {
        <span class=class><Icon sign/>" "<span class="cp-num">{size}</span>{format!(" {word} {unit}").trim_end().to_owned()}</span>
    }
    .into_any()
}

/// What colour a figure has beside what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Ink.
    #[default]
    Plain,
    /// Our own price.
    Water,
    /// Saved.
    Saved,
    /// Costs more.
    Bad,
}

/// How large a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BigSize {
    /// The number somebody came for: once on a page.
    #[default]
    Large,
    /// One of a few beside each other.
    Medium,
}

/// A figure with what it is above it and what it rests on below it.
#[component]
pub fn BigFigure(
    /// What it is: "Your price".
    #[prop(into)]
    label: String,
    /// The figure, ready to read: "£290".
    #[prop(into)]
    value: String,
    /// After it: "a day".
    #[prop(optional, into)]
    unit: String,
    /// Below it: "excluding VAT".
    #[prop(optional, into)]
    note: String,
    /// Its colour.
    #[prop(optional)]
    tone: Tone,
    /// Its size.
    #[prop(optional)]
    size: BigSize,
    /// An id for the live part of a page to find the figure by.
    #[prop(optional, into)]
    id: String,
    /// What belongs to it: a [`Change`], a [`super::Demo`] mark.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let size = match size {
        BigSize::Large => "cp-big",
        BigSize::Medium => "cp-big cp-big--medium",
    };
    let tone = match tone {
        Tone::Plain => "",
        Tone::Water => " cp-big--water",
        Tone::Saved => " cp-big--saved",
        Tone::Bad => " cp-big--bad",
    };
    view! {
        <div class=format!("{size}{tone}")>
            <p class="cp-big__label">{label}</p>
            <p class="cp-big__value">
                <span class="cp-big__number cp-num" id=some(id)>{value}</span>
                {some(unit).map(|unit| view! { <span class="cp-big__unit">{unit}</span> })}
            </p>
            {some(note).map(|note| view! { <p class="cp-big__note">{note}</p> })}
            {children.map(|children| children())}
        </div>
    }
}

/// A few figures beside each other.
#[component]
pub fn Figures(
    /// [`BigFigure`]s of medium size.
    children: Children,
) -> impl IntoView {
    view! { <div class="cp-figures">{children()}</div> }
}
