//! A staircase: the more there is together, the less one of it costs; where it stands today, and
//! what is missing to the next step.

use leptos::prelude::*;

use super::{
    Place, Scale,
    frame::{ChartTable, ChartWords, frame},
};

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stair {
    /// The quantity from which it holds.
    pub from: i64,
    /// The quantity in words, short: "5,000".
    pub from_text: String,
    /// What one costs.
    pub price: i64,
    /// What one costs, ready to read.
    pub price_text: String,
}

/// Where it stands today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today {
    /// The quantity.
    pub value: i64,
    /// The quantity in words: "Today 6,240".
    pub label: String,
    /// What is missing to the next step: "760 more to £8.10"; empty on the last.
    pub gap: String,
}

const TOP: i64 = 48;
const BOTTOM: i64 = 150;
const AXIS: i64 = 210;

/// A staircase of prices. Each step is drawn equally wide, so that each has room for its words.
#[component]
pub fn Staircase(
    /// Title, unit, description, source.
    words: ChartWords,
    /// The steps, the smallest quantity first.
    stairs: Vec<Stair>,
    /// Where it stands today.
    today: Today,
    /// The heads of the table: what the quantities are, what the prices are.
    heads: (&'static str, &'static str),
) -> impl IntoView {
    let table = ChartTable {
        heads: vec![heads.0.to_owned(), heads.1.to_owned()],
        rows: stairs
            .iter()
            .map(|stair| vec![format!("From {}", stair.from_text), stair.price_text.clone()])
            .collect(),
    };
    let heights = Scale::around(stairs.iter().map(|stair| stair.price), 0, 10_000);
    let y_of = |price: i64| BOTTOM - heights.at(price).get() * (BOTTOM - TOP) / 10_000;
    let x = place_of(&stairs, today.value);
    let steps = edges(stairs.len());
    let mut above: Option<i64> = None;
    let mut level = BOTTOM;
    let drawing = stairs
        .into_iter()
        .zip(steps)
        .map(|(stair, (from, to))| {
            let y = y_of(stair.price);
            let reached = stair.from <= today.value;
            if reached {
                level = y;
            }
            let riser = above.replace(y);
            step(stair, Span { from, to, y, riser, reached, today: x })
        })
        .collect_view();
    let drawing = view! {
        {drawing}
        <line class="cp-l" x1="0" x2="100%" y1=AXIS.to_string() y2=AXIS.to_string()></line>
        {here(x, level, today)}
    };
    frame(words, 238, drawing, None, table)
}

/// The left and the right of each of so many equal steps.
fn edges(count: usize) -> Vec<(Place, Place)> {
    let count = i64::try_from(count).unwrap_or(1).max(1);
    (0..count)
        .map(|index| (Place::new(index * 10_000 / count), Place::new((index + 1) * 10_000 / count)))
        .collect()
}

/// Where a quantity stands: within its step in proportion, on the last step in its middle.
fn place_of(stairs: &[Stair], value: i64) -> Place {
    let edges = edges(stairs.len());
    let mut place = Place::default();
    for (index, (stair, (from, to))) in stairs.iter().zip(edges).enumerate() {
        if stair.from > value {
            break;
        }
        place = match stairs.get(index + 1) {
            Some(next) => {
                let width = to.minus(from).get();
                let along = i128::from(value - stair.from) * i128::from(width)
                    / i128::from((next.from - stair.from).max(1));
                Place::new(from.get() + i64::try_from(along).unwrap_or(width).min(width))
            }
            None => Place::new(i64::midpoint(from.get(), to.get())),
        };
    }
    place
}

struct Span {
    from: Place,
    to: Place,
    y: i64,
    riser: Option<i64>,
    reached: bool,
    today: Place,
}

fn step(stair: Stair, span: Span) -> impl IntoView {
    let Span { from, to, y, riser, reached, today } = span;
    let now = reached && today <= to && today >= from;
    // The water stands as far as today reaches.
    let wet = if reached { today.min(to) } else { from };
    let price = if now { "cp-t--water cp-t--large" } else { "cp-t--strong" };
    let price = if reached { price } else { "cp-t--muted" };
    let rise = if now { y - 17 } else { y - 9 };
    let (left, right, mid) = (from.to_string(), to.to_string(), wet.to_string());
    let (line, base) = (y.to_string(), AXIS.to_string());
    let riser = riser.map(|above| {
        let class = if reached { "cp-l cp-l--water" } else { "cp-l cp-l--later" };
        view! { <line class=class x1=left.clone() x2=left.clone() y1=above.to_string() y2=line.clone()></line> }
    });
    view! {
        <rect class="cp-f--tint" x=left.clone() width=wet.minus(from).to_string() y=line.clone()
            height=(AXIS - y).to_string()></rect>
        {riser}
        {(to > wet).then(|| view! {
            <line class="cp-l cp-l--later" x1=mid.clone() x2=right y1=line.clone() y2=line.clone()></line>
        })}
        {(wet > from).then(|| view! {
            <line class="cp-l cp-l--water" x1=left.clone() x2=mid.clone() y1=line.clone() y2=line.clone()></line>
        })}
        <line class="cp-l" x1=left.clone() x2=left.clone() y1=base y2=(AXIS + 5).to_string()></line>
        <text class=price x=left.clone() dx="6" y=rise.to_string()>{stair.price_text}</text>
        <text class="cp-t--muted" x=left y=(AXIS + 22).to_string()>{stair.from_text}</text>
    }
}

/// Today: a dot on the step, and what is missing to the next, on whichever side has room.
fn here(x: Place, y: i64, today: Today) -> impl IntoView {
    let (anchor, aside) = if x.get() > 5_000 { ("end", "-12") } else { ("start", "12") };
    let at = x.to_string();
    view! {
        <line class="cp-l cp-l--ink" x1=at.clone() x2=at.clone() y1=y.to_string() y2=AXIS.to_string()></line>
        <circle class="cp-o--ours" cx=at.clone() cy=y.to_string() r="9"></circle>
        <text class="cp-t--water" x=at.clone() dx=aside y=(AXIS - 30).to_string() text-anchor=anchor>{today.label}</text>
        <text x=at dx=aside y=(AXIS - 11).to_string() text-anchor=anchor>{today.gap}</text>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stairs() -> Vec<Stair> {
        [(0, 950), (2_000, 880), (5_000, 810), (10_000, 720)]
            .into_iter()
            .map(|(from, price)| Stair {
                from,
                from_text: String::new(),
                price,
                price_text: String::new(),
            })
            .collect()
    }

    #[test]
    fn today_stands_in_proportion_on_its_step() {
        assert_eq!(place_of(&stairs(), 0).get(), 0);
        assert_eq!(place_of(&stairs(), 3_500).get(), 3_750);
        assert_eq!(place_of(&stairs(), 5_000).get(), 5_000);
    }

    #[test]
    fn on_the_last_step_today_stands_in_its_middle() {
        assert_eq!(place_of(&stairs(), 10_000).get(), 8_750);
        assert_eq!(place_of(&stairs(), 90_000).get(), 8_750);
    }
}
