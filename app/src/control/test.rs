//! The control test: its outcome, each year with its inputs, what is counted and what is not.

use domain::Pence;
use domain::control::{Activity, Arrangement, ControlState};
use domain::partnership::LegalShape;
use leptos::prelude::*;
use market::control::{ControlPage, YearActivity};

use super::May;
use crate::parts::chart::{Bar, Bars, ChartWords, Hue};
use crate::parts::{
    Actions, BigFigure, BigSize, ButtonKind, ButtonLink, Cell, ColumnHead, Details, EmptyState,
    Figures, Narrow, Notice, NoticeKind, RowKind, Section, SectionKind, Table, TableRow, Tag,
    TextLink, Tone, short_pounds,
};
use crate::words::control as words;
use crate::words::{money, pounds};

/// The edge, as a line across each bar.
const EDGE: i64 = 8_000;
/// All activity: what each bar is a share of.
const WHOLE: i64 = 10_000;

pub(super) fn section(found: &ControlPage, may: May) -> impl IntoView + use<> {
    let state = found.together.state(found.arrangement);
    let body = match state {
        None => nothing(may),
        Some(state) => outcome(found, state, may),
    };
    let counted = counted(found);
    view! {
        <Section id="test" title="Control test" kind=SectionKind::Strong>
            {body}
            {counted}
        </Section>
    }
}

fn nothing(may: May) -> AnyView {
    let enter = may.manage.then(enter_button);
    view! {
        <EmptyState title="No activity yet">
            <p>
                "Nothing has been invoiced in the last three financial years, and nothing has been entered by hand. \
                 There is no share to work out."
            </p>
            {enter}
        </EmptyState>
    }
    .into_any()
}

fn enter_button() -> impl IntoView {
    view! {
        <Actions>
            <ButtonLink href="/control/activity/new" kind=ButtonKind::Secondary>"Enter activity outside Commonpool"</ButtonLink>
        </Actions>
    }
}

fn share_of(activity: Activity) -> String {
    activity.for_members().map_or_else(|| "No activity".to_owned(), |points| points.to_string())
}

fn outcome(found: &ControlPage, state: ControlState, may: May) -> AnyView {
    let (rule, section) = words::rule(found.arrangement);
    let (_, told) = words::state(state);
    let tone = match state {
        ControlState::Clear => Tone::Saved,
        ControlState::Near => Tone::Plain,
        ControlState::Fails => Tone::Bad,
    };
    let kind = match state {
        ControlState::Clear => NoticeKind::Info,
        ControlState::Near | ControlState::Fails => NoticeKind::Waits,
    };
    let together = found.together;
    let first = found.years.first().map(|year| year.year.label()).unwrap_or_default();
    let chart = chart(found);
    let table = table(found, may);
    let room = together.room(found.arrangement).map(|room| {
        view! { <p>{format!("{} more for others would still pass, if nothing else changed.", pounds(room))}</p> }
    });
    view! {
        <Figures>
            <BigFigure label="For members" value=share_of(together) size=BigSize::Medium tone=tone
                note=format!("over three financial years, since April {}", first.chars().take(4).collect::<String>())/>
            <BigFigure label="Activity for members" value=short_pounds(together.members()) size=BigSize::Medium
                note="excluding VAT"/>
            <BigFigure label="Activity for others" value=short_pounds(together.others()) size=BigSize::Medium
                note="excluding VAT"/>
        </Figures>
        <Notice kind=kind title=format!("{told}: {}", reason(state, found.arrangement))>
            <p>{rule}" "{section}"."</p>
            {room}
        </Notice>
        {chart}
        {table}
        {may.manage.then(enter_button)}
    }
    .into_any()
}

/// Why it comes out so.
const fn reason(state: ControlState, arrangement: Arrangement) -> &'static str {
    match (state, arrangement) {
        (ControlState::Clear, _) => "more than 85% is for members",
        (ControlState::Near, Arrangement::Vertical) => {
            "more than 80% is for members, and no more than 85%"
        }
        (ControlState::Near, Arrangement::Horizontal) => {
            "at least 80% is for members, and no more than 85%"
        }
        (ControlState::Fails, Arrangement::Vertical) => "80% or less is for members",
        (ControlState::Fails, Arrangement::Horizontal) => "less than 80% is for members",
    }
}

fn chart(found: &ControlPage) -> impl IntoView + use<> {
    let hue = |state: ControlState| match state {
        ControlState::Clear => Hue::Saved,
        ControlState::Near => Hue::Light,
        ControlState::Fails => Hue::Bad,
    };
    let bar = |label: String, activity: Activity| {
        let points = activity.for_members()?;
        let state = activity.state(found.arrangement)?;
        let bar = Bar::new(label, i64::from(points.get()), points.to_string());
        Some(bar.hue(hue(state)).target(EDGE, "80%"))
    };
    let years = found.years.iter().filter_map(|year| bar(year_label(year), year.together));
    let bars: Vec<Bar> = years.chain(bar("All three years".to_owned(), found.together)).collect();
    let told: Vec<String> = bars.iter().map(|bar| format!("{}: {}", bar.label, bar.text)).collect();
    let chart = ChartWords {
        id: "control-years".to_owned(),
        title: "For members, by financial year".to_owned(),
        unit: "% of activity, excluding VAT".to_owned(),
        description: told.join("; "),
        source: String::new(),
    };
    view! { <Bars words=chart bars heads=("Financial year", "For members") target_words="80%: the edge"
    table_follows=true whole=WHOLE/> }
}

fn year_label(year: &YearActivity) -> String {
    let label = year.year.label();
    if year.is_running { format!("{label}, so far") } else { label }
}

fn table(found: &ControlPage, may: May) -> impl IntoView + use<> {
    let rows = found.years.iter().map(|year| row(found.arrangement, year, may));
    let total = TableRow::new(vec![
        "All three years".into(),
        money(found.invoiced.members()).into(),
        money(found.entered.members()).into(),
        money(found.invoiced.others()).into(),
        money(found.entered.others()).into(),
        share_of(found.together).into(),
        state_cell(found.together, found.arrangement),
    ]);
    let rows = rows.chain([total.kind(RowKind::Total)]).collect();
    let columns = vec![
        ColumnHead::words("Financial year"),
        ColumnHead::numbers("For members: invoiced here"),
        ColumnHead::numbers("For members: entered"),
        ColumnHead::numbers("For others: invoiced here"),
        ColumnHead::numbers("For others: entered"),
        ColumnHead::numbers("For members"),
        ColumnHead::words("Outcome"),
    ];
    view! {
        <Table caption="What the test rests on. Amounts exclude VAT" columns rows narrow=Narrow::Stack
            note="The share is activity for members, divided by all activity. It is cut off after the second place; the outcome is worked out to the penny."/>
    }
}

fn row(arrangement: Arrangement, year: &YearActivity, may: May) -> TableRow {
    let first = year.year.first_on();
    let invoiced = |side: &str, amount: Pence| {
        figure(amount, may.open.then(|| format!("/control/invoiced?year={first}&for={side}")))
    };
    let entered =
        |amount: Pence| figure(amount, may.read.then(|| format!("/control/activity?year={first}")));
    TableRow::new(vec![
        year_label(year).into(),
        invoiced("members", year.invoiced.members()),
        entered(year.entered.members()),
        invoiced("others", year.invoiced.others()),
        entered(year.entered.others()),
        share_of(year.together).into(),
        state_cell(year.together, arrangement),
    ])
}

/// A figure that leads to what it is the sum of.
fn figure(amount: Pence, href: Option<String>) -> Cell {
    match href {
        Some(href) if !amount.is_zero() => {
            Cell::view(view! { <TextLink href=href>{money(amount)}</TextLink> })
        }
        _ => money(amount).into(),
    }
}

fn state_cell(activity: Activity, arrangement: Arrangement) -> Cell {
    match activity.state(arrangement) {
        Some(state) => {
            let (kind, text) = words::state(state);
            Cell::view(view! { <Tag kind text/> })
        }
        None => "No activity".into(),
    }
}

/// What is counted and what is not.
fn counted(found: &ControlPage) -> impl IntoView + use<> {
    let (sold, members) = match found.shape {
        LegalShape::Company => (
            "What the company itself invoiced here, excluding VAT, on the day of the invoice. Credited invoices are left out.",
            "An invoice counts for members where its school is in the register of shareholders on that day as a public \
             authority, itself or through its trust. On days for which the register names nobody, full members count instead, \
             where the school register says that they are public authorities.",
        ),
        LegalShape::Informal => (
            "What the host invoiced here in the partnership’s name, excluding VAT, on the day of the invoice. Credited invoices \
             are left out.",
            "An invoice counts for members where its school is a full member on that day, and a public authority by the \
             register of schools.",
        ),
    };
    view! {
        <Details summary="What is counted, and what is not">
            <p>{sold}</p>
            <p>{members}</p>
            <p>"What the partnership did outside Commonpool is counted where staff have entered it, with its source: a council’s commission, grants, sales before it came here."</p>
            <p>"The Act leaves how the share is worked out to regulations, and there are none. Turnover over three years is what is mostly used. Here those are the year that runs and the two before it."</p>
        </Details>
    }
}
