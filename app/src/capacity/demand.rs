//! What a pool is wanted for, term by term, what is expected, and whether to hire or to release.

use ::market::capacity::{self, DemandPage, EnterTerm, KnownTerm};
use domain::Failure;
use domain::capacity::{Advice, Outlook, TermKey, TypedTerm};
use domain::id::ServiceId;
use leptos::prelude::*;

use crate::parts::chart::{Bar, Bars, ChartWords, Hue};
use crate::parts::{
    Actions, BackLink, Button, Cell, Choice, ColumnHead, EmptyState, ErrorSummary, Form, Lead,
    Notice, NoticeKind, Section, Table, TableRow, Title,
};
use crate::web::{Answer, Ask, Fields, Page, Typed, csv};
use crate::words::{self, demand as told};

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::fresh(ask.form.clone())).await
}

/// Enters a term from before.
pub async fn enter(ask: Ask) -> Result<Answer, Failure> {
    let service: ServiceId = ask.part("service")?;
    let get = |field| ask.form.get(field).to_owned();
    let typed = TypedTerm {
        term: get("term"),
        offered: get("offered"),
        sold: get("sold"),
        delivered: get("delivered"),
        unmet: get("unmet"),
    };
    let command = EnterTerm { key: ask.form.key()?, service, typed };
    match capacity::enter_term(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/services/{service}/pool/demand?done=entered"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let service: ServiceId = ask.part("service")?;
    let found = capacity::view_demand(ask.market(), ask.actor()?, service).await?;
    let (shown, done) = (typed.clone(), ask.query.has("done", "entered"));
    let key = ask.form_key();
    let page = Page::new("Demand and signal", move || body(found, key, done, &shown));
    Ok(page.with_form(&typed).into())
}

fn body(found: DemandPage, key: String, done: bool, typed: &Typed) -> impl IntoView + use<> {
    let service = found.service;
    let (heading, sentence) = told::advice(found.advice);
    let kind = match found.advice {
        Advice::Hire { .. } | Advice::Release { .. } | Advice::Hold { watch: true } => {
            NoticeKind::Waits
        }
        Advice::Hold { watch: false } => NoticeKind::Success,
        Advice::TooEarly { .. } => NoticeKind::Info,
    };
    let rows: Vec<TableRow> = found.terms.iter().map(row).collect();
    let any = !rows.is_empty();
    let empty = view! {
        <EmptyState title="No term yet"><p>"The first whole term stands here when it begins. Terms from before can be entered below."</p></EmptyState>
    }
    .into_any();
    let (chart, reasons) = (chart(&found), reasons(&found.outlooks));
    let (summary, fields) = (typed.summary(), fields(&found.to_enter, typed));
    view! {
        <BackLink href=format!("/services/{service}/pool") text="Back to people and days"/>
        <ErrorSummary errors=summary/>
        {done.then(|| view! { <Notice kind=NoticeKind::Success title="The term is entered"/> })}
        <Title caption=found.title text="Demand and signal"/>
        <Lead>"What schools wanted of this pool term by term, and what that tells about the next two."</Lead>
        <Notice kind title=heading><p>{sentence}</p></Notice>
        {reasons}
        {any.then_some(chart)}
        <Table caption="Days by term, the earliest first" quiet_caption=true columns=columns() rows empty
            note="Wanted is what schools booked, and what they asked for on a day when nobody was free and did not replace by another within a fortnight. A school counts once for a day, however often it asks."/>
        {any.then(|| csv::link(format!("/services/{service}/pool/demand.csv"), ""))}
        <Section id="enter" title="Enter a term from before">
            <p>"From your own records, of terms in which these days were not sold here yet. Entering a term again puts it right."</p>
            <Form action=format!("/services/{service}/pool/demand") key>
                {fields}
                <Actions><Button>"Enter the term"</Button></Actions>
            </Form>
        </Section>
    }
}

/// What the signal follows from, figure by figure.
fn reasons(outlooks: &[Outlook]) -> Option<AnyView> {
    let last = outlooks.last()?;
    let reasons = outlooks.iter().map(told::reason).chain([told::sureness(last)]);
    let reasons = reasons.map(|reason| view! { <p>{reason}</p> }).collect_view();
    Some(
        view! {
            <Section id="why" title="Why">
                {reasons}
                <p>"Nobody is hired or released for a single term. The running term is not counted before it is over."</p>
            </Section>
        }
        .into_any(),
    )
}

fn chart(found: &DemandPage) -> AnyView {
    let of_days = |days: u32| words::plural(u64::from(days), "day", "days");
    let past = found.terms.iter().map(|one| {
        let days = one.days;
        let running = if one.is_running { ", so far" } else { "" };
        let label = format!("{}{running}", told::term(days.term));
        let hue = if one.is_running { Hue::Grey } else { Hue::Water };
        let bar = Bar::new(label, i64::from(days.wanted()), of_days(days.wanted())).hue(hue);
        bar.target(i64::from(days.offered), words::count(days.offered))
    });
    let coming = found.outlooks.iter().map(|one| {
        let forecast = one.forecast;
        let label = format!("{}, expected", told::term(forecast.term));
        let (low, high) = (words::count(forecast.low), words::count(forecast.high));
        let text = format!("{} ({low} to {high})", of_days(forecast.expected));
        let bar = Bar::new(label, i64::from(forecast.expected), text).hue(Hue::Light);
        bar.target(i64::from(one.supply.offered), words::count(one.supply.offered))
    });
    let bars: Vec<Bar> = past.chain(coming).collect();
    let said = bars.iter().map(|bar| format!("{}: {}", bar.label, bar.text)).collect::<Vec<_>>();
    let words = ChartWords {
        id: "demand".to_owned(),
        title: "Days wanted, by term".to_owned(),
        unit: "days".to_owned(),
        description: said.join("; "),
        source: String::new(),
    };
    view! { <Bars words bars heads=("Term", "Days wanted") target_words="days there are"/> }
        .into_any()
}

fn columns() -> Vec<ColumnHead> {
    vec![
        ColumnHead::words("Term"),
        ColumnHead::numbers("There were"),
        ColumnHead::numbers("Booked"),
        ColumnHead::numbers("Delivered"),
        ColumnHead::numbers("Asked for in vain"),
        ColumnHead::numbers("Wanted"),
        ColumnHead::words("From"),
    ]
}

fn row(one: &KnownTerm) -> TableRow {
    let days = one.days;
    let cells: Vec<Cell> = vec![
        told::term(days.term).into(),
        words::count(days.offered).into(),
        words::count(days.sold).into(),
        words::count(days.delivered).into(),
        words::count(days.unmet).into(),
        words::count(days.wanted()).into(),
        source(one).into(),
    ];
    TableRow::new(cells)
}

/// Where a term's figures are from.
pub(super) const fn source(one: &KnownTerm) -> &'static str {
    if one.is_entered {
        "Entered"
    } else if one.is_running {
        "Sold here, so far"
    } else {
        "Sold here"
    }
}

fn fields(terms: &[TermKey], typed: &Typed) -> Vec<AnyView> {
    let fields = Fields::of(typed);
    let choices = terms.iter().map(|term| Choice::new(term.to_string(), told::term(*term)));
    let choices = std::iter::once(Choice::new("", "Choose one")).chain(choices).collect();
    vec![
        fields.select("term", "Which term", "", choices),
        fields.number("offered", "Days that people worked, booked or not", "days"),
        fields.number("sold", "Days booked by schools", "days"),
        fields.number("delivered", "Days delivered", "days"),
        fields.number("unmet", "Days that schools asked for in vain", "days"),
    ]
}
