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

/// How wide a character is where the drawing is narrowest, on a phone: in the places of a drawing of
/// 330 pixels.
const CHARACTER: i64 = 260;
/// Room between two words beside each other.
const APART: i64 = 300;

/// A staircase of prices over a true scale of quantities. The last step goes on for ever: as much
/// of it is drawn as shows where today stands on it.
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
    let scale = quantities(&stairs, today.value);
    let x = scale.at(today.value);
    let steps = steps(&stairs, scale);
    let shown = words_shown(&stairs, &steps, today.value, y_of);
    let mut above: Option<i64> = None;
    let mut level = BOTTOM;
    let drawing = stairs
        .into_iter()
        .zip(steps)
        .zip(shown)
        .map(|((mut stair, (from, to)), shown)| {
            let y = y_of(stair.price);
            let reached = stair.from <= today.value;
            shown.keep(&mut stair);
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

/// The scale from nought to a third beyond the last step, or beyond today where that is further.
fn quantities(stairs: &[Stair], today: i64) -> Scale {
    let last = stairs.last().map_or(0, |stair| stair.from);
    let beyond_last = last.saturating_add(last / 3);
    let beyond_today = today.saturating_add(today / 20);
    Scale::around([0, beyond_last.max(beyond_today).max(1)], 0, 10_000)
}

/// The left and the right of each step.
fn steps(stairs: &[Stair], scale: Scale) -> Vec<(Place, Place)> {
    let lefts = stairs.iter().map(|stair| scale.at(stair.from));
    let rights = lefts.clone().skip(1).chain([Place::new(10_000)]);
    lefts.zip(rights).collect()
}

/// Which words of a step have room in the drawing; all of them stand in the table below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct WordsShown {
    price: bool,
    from: bool,
}

impl WordsShown {
    fn keep(self, stair: &mut Stair) {
        if !self.price {
            stair.price_text.clear();
        }
        if !self.from {
            stair.from_text.clear();
        }
    }
}

/// Gives room to the words of the step of today first, of the next one then, and of the others
/// from the left.
fn words_shown(
    stairs: &[Stair],
    steps: &[(Place, Place)],
    today: i64,
    y_of: impl Fn(i64) -> i64,
) -> Vec<WordsShown> {
    let now = stairs.iter().rposition(|stair| stair.from <= today).unwrap_or(0);
    let mut by_need: Vec<usize> = (0..stairs.len()).collect();
    by_need.sort_by_key(|index| match index.checked_sub(now) {
        Some(ahead @ (0 | 1)) => ahead,
        Some(_) | None => 2,
    });
    let mut shown = vec![WordsShown::default(); stairs.len()];
    let (mut prices, mut froms) = (Vec::new(), Vec::new());
    for index in by_need {
        let (Some(stair), Some((left, _)), Some(shown)) =
            (stairs.get(index), steps.get(index), shown.get_mut(index))
        else {
            continue;
        };
        let price = Room::of(*left, &stair.price_text, y_of(stair.price), index == now);
        shown.price = price.taken_in(&mut prices);
        shown.from = Room::of(*left, &stair.from_text, 0, false).taken_in(&mut froms);
    }
    shown
}

/// The room that words take.
#[derive(Clone, Copy)]
struct Room {
    left: i64,
    right: i64,
    y: i64,
    height: i64,
}

impl Room {
    fn of(left: Place, text: &str, y: i64, is_large: bool) -> Self {
        let characters = i64::try_from(text.chars().count()).unwrap_or_default();
        let (width, y, height) =
            if is_large { (CHARACTER * 3 / 2, y - 17, 26) } else { (CHARACTER, y - 9, 17) };
        let left = left.get();
        Self { left, right: left + characters * width + APART, y, height }
    }

    /// Whether there is room beside what has been taken; then it is taken.
    fn taken_in(self, taken: &mut Vec<Self>) -> bool {
        let meets = |other: &Self| {
            let beside = self.right <= other.left || other.right <= self.left;
            let over = self.y <= other.y - other.height || other.y <= self.y - self.height;
            !beside && !over
        };
        let free = !taken.iter().any(meets);
        if free {
            taken.push(self);
        }
        free
    }
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

    fn edges(today: i64) -> Vec<(i64, i64)> {
        let stairs = stairs();
        let steps = steps(&stairs, quantities(&stairs, today));
        steps.into_iter().map(|(from, to)| (from.get(), to.get())).collect()
    }

    #[test]
    fn a_step_is_as_wide_as_its_quantity() {
        // To 13,333: a third beyond the last.
        assert_eq!(edges(0), [(0, 1_500), (1_500, 3_750), (3_750, 7_500), (7_500, 10_000)]);
    }

    #[test]
    fn today_stands_in_its_true_place_on_every_step() {
        let at = |today| quantities(&stairs(), today).at(today).get();
        assert_eq!(at(0), 0);
        assert_eq!(at(3_500), 2_625);
        assert_eq!(at(10_000), 7_500);
        assert_eq!(at(12_000), 9_000);
        // Far beyond the last step the scale goes as far as today.
        assert_eq!(edges(100_000)[3], (952, 10_000));
        assert_eq!(at(100_000), 9_523);
    }

    #[test]
    fn one_price_alone_and_nobody_in_is_drawn_all_the_same() {
        let one = &stairs()[..1];
        assert_eq!(quantities(one, 0).at(0).get(), 0);
        assert_eq!(steps(one, quantities(one, 0)).len(), 1);
    }

    #[test]
    fn words_that_would_stand_on_each_other_make_way_for_those_of_today() {
        let narrow: Vec<Stair> = [(0, 950), (100, 948), (200, 946), (10_000, 700)]
            .map(|(from, price)| Stair {
                from,
                from_text: from.to_string(),
                price,
                price_text: format!("£{price}"),
            })
            .to_vec();
        let shown = |today| {
            let steps = steps(&narrow, quantities(&narrow, today));
            let shown = words_shown(&narrow, &steps, today, |price| 1_000 - price);
            shown.iter().map(|shown| shown.price).collect::<Vec<_>>()
        };
        assert_eq!(shown(150), [false, true, false, true]);
        assert_eq!(shown(5_000), [false, false, true, true]);
    }
}
