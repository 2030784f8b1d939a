//! Charts with made-up figures, for whoever does not know the product yet. Each says that it is
//! illustrative.

use leptos::prelude::*;

use crate::parts::chart::{
    ChartWords, Dot, DotKind, DotStrip, Fall, Ours, Quartiles, Stair, Staircase, Today, Waterfall,
};

fn words(id: &str, title: &str, unit: &str, description: &str) -> ChartWords {
    ChartWords {
        id: id.to_owned(),
        title: title.to_owned(),
        unit: unit.to_owned(),
        description: description.to_owned(),
        source: "Illustrative: no real school’s figures.".to_owned(),
    }
}

/// A school's price among those that others publish.
pub fn market() -> impl IntoView {
    let dot = |value: i64| Dot {
        label: "A published price".to_owned(),
        value,
        text: format!("£{value}"),
        kind: DotKind::Filled,
    };
    let dots = [250, 295, 310, 325, 350, 375, 420, 450].map(dot).to_vec();
    let quartiles = Some(Quartiles {
        low: 306,
        median: 337,
        high: 386,
        words: "the middle price is £337".to_owned(),
    });
    let ours = Ours { label: "Your price £290".to_owned(), value: 290, text: "£290".to_owned() };
    let words = words(
        "example-market",
        "A day of counselling",
        "£ a day, excluding VAT",
        "Eight prices from £250 to £450. Yours, £290, is lower than seven of them.",
    );
    view! {
        <DotStrip words dots quartiles ours filled_words="Published prices (8)"
            open_words="Published as a range: its middle" heads=("Price", "£ a day")/>
    }
}

/// A price that falls as schools join.
pub fn deal() -> impl IntoView {
    let stair = |(from, price): (i64, i64)| Stair {
        from,
        from_text: if from == 0 { "0".to_owned() } else { format!("{},000", from / 1_000) },
        price,
        price_text: format!("£{}.{:02}", price / 100, price % 100),
    };
    let stairs = [(0, 950), (2_000, 880), (5_000, 810), (10_000, 720)].map(stair).to_vec();
    let today = Today {
        value: 6_240,
        label: "Today 6,240 pupils".to_owned(),
        gap: "3,760 more to £7.20".to_owned(),
    };
    let words = words(
        "example-deal",
        "HR advice, bought together",
        "£ per pupil a year, excluding VAT, by pupils signed up together",
        "The price falls from £9.50 to £7.20 a pupil. Today 6,240 pupils are in, and it is £8.10.",
    );
    view! { <Staircase words stairs today heads=("Pupils signed up", "£ per pupil")/> }
}

/// What schools paid before and pay now, a rise among the savings.
pub fn saved() -> impl IntoView {
    let falls = vec![
        Fall::whole("What schools paid before", 3_420_000, "£3,420,000"),
        Fall::change("HR advice", -186_400, "\u{2212}£186,400"),
        Fall::change("Counselling", -121_900, "\u{2212}£121,900"),
        Fall::change("Insurance", 44_000, "£44,000 more"),
        Fall::whole("What they pay now", 3_155_700, "£3,155,700"),
    ];
    let words = words(
        "example-saved",
        "Saved in a year",
        "£, excluding VAT, from invoices",
        "Schools paid £3,420,000 before and pay £3,155,700 now. Insurance costs £44,000 more.",
    );
    view! { <Waterfall words falls heads=("Part", "£")/> }
}
