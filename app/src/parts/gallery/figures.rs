//! The gallery's figures and charts.

use domain::Pence;
use leptos::prelude::*;

use crate::parts::{
    BigFigure, BigSize, Change, Column, Columns, ColumnsKind, Demo, DemoKind, Figures, Money,
    Section, SectionKind, Tone, VatWords,
    chart::{
        Bar, Bars, ChartWords, Dot, DotKind, DotStrip, Fall, Heat, HeatMap, HeatRow, Hue, Meter,
        Ours, Quartiles, Share, ShareBar, Stair, Staircase, Today, Waterfall,
    },
};

pub(super) fn figures() -> impl IntoView {
    view! {
        <Section id="figures" title="Figures" kind=SectionKind::Strong>
            <BigFigure label="Your price" value="£290" unit="a day" note="excluding VAT" tone=Tone::Water>
                <p><Change difference=Pence::pounds(-60) unit="than the middle price"/></p>
            </BigFigure>
            <Figures>
                <BigFigure label="Invoiced" value="£412,600" size=BigSize::Medium tone=Tone::Saved/>
                <BigFigure label="Insurance" value="£44,000" unit="more" size=BigSize::Medium tone=Tone::Bad/>
                <BigFigure label="Schools" value="56" size=BigSize::Medium><p><Demo kind=DemoKind::Published(2021)/></p></BigFigure>
            </Figures>
            <p>"In a sentence: "<Money amount=Pence::new(123_450) vat=VatWords::Excluding/>", "<Money amount=Pence::pounds(290) whole=true/>", "<Money amount=Pence::new(-4_500)/>", "<Change difference=Pence::pounds(90) unit="a year"/>", "<Change difference=Pence::ZERO/>"."</p>
            <Meter value=24 whole=40 text="24 of 40 places taken"/>
        </Section>
    }
}

pub(super) fn charts() -> impl IntoView {
    view! {
        <Section id="charts" title="Charts" kind=SectionKind::Strong>
            <Columns kind=ColumnsKind::Halves>
                <Column>{market("market")}{income("income")}{by_category()}</Column>
                <Column>{staircase("stairs")}{saved("saved")}</Column>
            </Columns>
            {weeks("weeks")}
        </Section>
    }
}

fn words(id: &str, title: &str, unit: &str, description: &str) -> ChartWords {
    ChartWords {
        id: id.to_owned(),
        title: title.to_owned(),
        unit: unit.to_owned(),
        description: description.to_owned(),
        source: "Illustrative".to_owned(),
    }
}

pub(super) fn market(id: &str) -> impl IntoView + use<> {
    let published = [250, 295, 310, 325, 350, 350, 375, 420, 450, 520];
    let members = [285, 300, 310, 330, 345, 380];
    let dot = |kind, label: &'static str| {
        move |value: i64| Dot { label: label.to_owned(), value, text: format!("£{value}"), kind }
    };
    let dots = published
        .into_iter()
        .map(dot(DotKind::Filled, "Published price"))
        .chain(members.into_iter().map(dot(DotKind::Open, "Paid by a member school")))
        .collect();
    let quartiles = Some(Quartiles {
        low: 310,
        median: 337,
        high: 378,
        words: "half of them are under £337".to_owned(),
    });
    let ours = Ours { label: "Your price £290".to_owned(), value: 290, text: "£290".to_owned() };
    view! {
        <DotStrip
            words=words(id, "What others charge for a day of counselling", "£ a day, excluding VAT",
                "Sixteen prices from £250 to £520. Half are between £310 and £378. Your price, £290, is lower than 14 of them.")
            dots quartiles ours filled_words="Published prices (10)" open_words="Paid by member schools (6)"
            heads=("Price", "£ a day")/>
    }
}

pub(super) fn stairs() -> Vec<Stair> {
    [(0, 950), (2_000, 880), (5_000, 810), (10_000, 720)]
        .into_iter()
        .map(|(from, price)| Stair {
            from,
            from_text: match from {
                0 => "1 pupil".to_owned(),
                _ => format!("{},000", from / 1_000),
            },
            price,
            price_text: format!("£{}.{:02}", price / 100, price % 100),
        })
        .collect()
}

pub(super) fn staircase(id: &str) -> impl IntoView + use<> {
    let today = Today {
        value: 6_240,
        label: "Today 6,240 pupils".to_owned(),
        gap: "3,760 more to £7.20".to_owned(),
    };
    view! {
        <Staircase
            words=words(id, "The price falls as schools join", "£ per pupil a year, excluding VAT, by pupils signed up together",
                "Four price breaks from £9.50 to £7.20. Today 6,240 pupils are signed up and the price is £8.10. 3,760 more bring it to £7.20.")
            stairs=stairs() today heads=("Pupils signed up", "£ per pupil")/>
    }
}

pub(super) fn income(id: &str) -> impl IntoView + use<> {
    let share = |label: &str, value, text: &str, per_cent: &str, hue| Share {
        label: label.to_owned(),
        value,
        text: text.to_owned(),
        per_cent: per_cent.to_owned(),
        hue,
    };
    let shares = vec![
        share("Schools", 2_000, "£2.0m", "69%", Hue::Water),
        share("Council contract", 600, "£0.6m", "21%", Hue::Light),
        share("Central DSG, ends 2030", 300, "£0.3m", "10%", Hue::Grey),
    ];
    let words = ChartWords {
        source: "Published by the partnership, 2021".to_owned(),
        ..words(
            id,
            "Where it comes from",
            "£ a year",
            "Schools pay £2.0m, the council £0.6m, the central grant is £0.3m.",
        )
    };
    view! { <ShareBar words shares heads=("Source", "£ a year", "Share")/> }
}

pub(super) fn saved(id: &str) -> impl IntoView + use<> {
    let falls = vec![
        Fall::whole("What schools paid before", 3_420_000, "£3,420,000"),
        Fall::change("HR advice and payroll", -186_400, "\u{2212}£186,400"),
        Fall::change("Supply staff", -148_300, "\u{2212}£148,300"),
        Fall::change("Counselling", -121_900, "\u{2212}£121,900"),
        Fall::change("Insurance", 44_000, "£44,000 more"),
        Fall::whole("What they pay now", 3_007_400, "£3,007,400"),
    ];
    view! {
        <Waterfall
            words=words(id, "From what schools paid to what they pay", "£, April 2026 to March 2027, excluding VAT, from invoices",
                "Schools paid £3,420,000 before and pay £3,007,400 now. Insurance costs £44,000 more; the rest costs less.")
            falls heads=("Part", "£")/>
    }
}

fn by_category() -> impl IntoView {
    let bars = vec![
        Bar::new("School improvement", 812, "£812,000").target(760, "£760,000"),
        Bar::new("Training", 431, "£431,000").target(480, "£480,000"),
        Bar::new("Counselling", 377, "£377,000").target(300, "£300,000"),
        Bar::new("Governor support", 148, "£148,000").hue(Hue::Light),
        Bar::new("Refunded", -26, "\u{2212}£26,000").hue(Hue::Bad),
    ];
    view! {
        <Bars words=words("sold", "Sold to schools", "£, April 2026 to March 2027, excluding VAT",
                "School improvement is the largest at £812,000.")
            bars heads=("Category", "£") target_words="Last year"/>
    }
}

pub(super) fn weeks(id: &str) -> impl IntoView + use<> {
    let columns = ["4", "11", "18", "25", "1", "8", "15", "22"];
    let people: [(&str, i64, [i64; 8]); 5] = [
        ("Mondays", 11, [9, 11, 11, 10, 11, 11, 0, 8]),
        ("Tuesdays", 13, [13, 13, 13, 13, 13, 12, 0, 13]),
        ("Wednesdays", 12, [10, 12, 12, 12, 11, 12, 0, 9]),
        ("Thursdays", 12, [12, 12, 11, 12, 12, 12, 0, 12]),
        ("Fridays", 9, [3, 4, 6, 8, 7, 9, 0, 4]),
    ];
    let rows = people
        .into_iter()
        .map(|(label, whole, booked)| HeatRow {
            label: label.to_owned(),
            places: booked
                .into_iter()
                .map(|value| Heat { value, whole, text: (whole - value).to_string() })
                .collect(),
        })
        .collect();
    view! {
        <HeatMap
            words=words(id, "Counselling: days still free", "Free days by week, beginning 4 January to 22 February 2027; 15 February is half term",
                "Tuesdays are full in most weeks. Fridays have days to spare.")
            columns=columns.map(ToOwned::to_owned).to_vec() rows row_head="Day of the week" colour_words="Days booked:"/>
    }
}
