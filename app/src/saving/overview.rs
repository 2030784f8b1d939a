//! The figures.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use domain::saving::{Cashability, Stage};
use domain::vat::ComparisonBasis;
use domain::{Failure, Pence};
use leptos::prelude::*;
use market::saving::{Report, SumRow, view_savings};

use crate::parts::chart::{Bar, Bars, ChartWords, Hue};
use crate::parts::{
    Actions, BigFigure, BigSize, ButtonKind, ButtonLink, Cell, ColumnHead, Demo, DemoKind,
    EmptyState, Figures, Fold, Lead, Link, Muted, RowKind, Section, SectionKind, Table, TableRow,
    TextLink, Title, Tone,
};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// Shows the figures of whoever is acted for.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let report = view_savings(ask.market(), actor).await?;
    let name = actor.acting_for().map(|acting| acting.name.clone()).unwrap_or_default();
    let page = if report.rows.is_empty() {
        nothing(name, !report.for_partnership)
    } else {
        let all = ask.query.get("schools") == "all";
        figures(name, report, ask.site.demo.is_some(), all)?
    };
    Ok(page.paper("Savings").into())
}

/// What a school's savings are measured against first.
fn what_you_pay() -> AnyView {
    view! { <ButtonLink href="/what-you-pay" kind=ButtonKind::Secondary>"What you pay now"</ButtonLink> }
        .into_any()
}

fn nothing(name: String, is_school: bool) -> Page {
    Page::new("Savings", move || {
        view! {
            <Title caption=name text="Savings"/>
            <EmptyState title="Savings will stand here">
                <p>
                    "Each booking and each group deal is compared with what was paid before, or with the market rate. \
                     What is invoiced counts as saved."
                </p>
                <Actions>
                    <ButtonLink href="/services">"Find a service"</ButtonLink>
                    {is_school.then(what_you_pay)}
                </Actions>
            </EmptyState>
        }
    })
}

/// One line of a table: what it is, its amounts by stage, and the filter that opens it.
struct Line {
    name: String,
    amounts: [Pence; 3],
    filter: String,
}

const STAGES: [Stage; 3] = [Stage::Realised, Stage::Contracted, Stage::Forecast];

/// The sums of one basis: VAT is in all of them or in none, since the two are never added.
struct Block {
    basis: ComparisonBasis,
    totals: [Pence; 3],
    cashable: Pence,
    categories: Vec<Line>,
    years: Vec<Line>,
    schools: Vec<Line>,
}

impl Block {
    fn of(report: &Report, basis: ComparisonBasis) -> Result<Option<Self>, Failure> {
        if !report.rows.iter().any(|row| row.basis == basis) {
            return Ok(None);
        }
        let category =
            |row: &SumRow| (words::category(&row.category), format!("category={}", row.category));
        let year = |row: &SumRow| {
            (words::year(row.year_starts_on), format!("year={}", row.year_starts_on))
        };
        let school = |row: &SumRow| (row.school_name.clone(), format!("school={}", row.school));
        let mut totals = [Pence::ZERO; 3];
        for (total, stage) in totals.iter_mut().zip(STAGES) {
            *total = report.total(basis, stage, |_| true)?;
        }
        let cashable =
            report.total(basis, Stage::Realised, |row| row.cashability == Cashability::Cashable)?;
        let mut years = lines(report, basis, year)?;
        years.reverse();
        let mut schools =
            if report.for_partnership { lines(report, basis, school)? } else { Vec::new() };
        // Those of whom most was saved come first; the sort keeps equal ones by name.
        schools.sort_by_key(|line| Reverse(line.amounts));
        Ok(Some(Self {
            basis,
            totals,
            cashable,
            categories: lines(report, basis, category)?,
            years,
            schools,
        }))
    }
}

/// Sums the rows of a basis by a key, in the order of the key's words.
fn lines(
    report: &Report,
    basis: ComparisonBasis,
    key: impl Fn(&SumRow) -> (String, String),
) -> Result<Vec<Line>, Failure> {
    let mut sums: BTreeMap<(String, String), [Pence; 3]> = BTreeMap::new();
    for row in report.rows.iter().filter(|row| row.basis == basis) {
        let amounts = sums.entry(key(row)).or_default();
        for (amount, stage) in amounts.iter_mut().zip(STAGES) {
            if row.stage == stage {
                *amount = amount.plus(row.amount)?;
            }
        }
    }
    let line = |((name, filter), amounts)| Line { name, amounts, filter };
    Ok(sums.into_iter().map(line).collect())
}

fn figures(name: String, report: Report, demo: bool, all: bool) -> Result<Page, Failure> {
    let for_partnership = report.for_partnership;
    let mut blocks = Vec::new();
    for basis in [ComparisonBasis::Net, ComparisonBasis::Gross] {
        blocks.extend(Block::of(&report, basis)?);
    }
    Ok(Page::new("Savings", move || {
        let title = if for_partnership { "Saved for our schools" } else { "Savings" };
        view! {
            <Title caption=name text=title/>
            <Lead>
                "Only what has been invoiced is saved. What is agreed or expected stands beside it, and moves \
                 when the invoice comes. Where more is paid than before, the amount says “more”."
            </Lead>
            // The partnership's name is real, its figures are not.
            {demo.then(|| view! { <p>"Every figure here is "<Demo kind=DemoKind::Illustrative/>"."</p> })}
            {blocks.into_iter().map(|one| block(one, all)).collect_view()}
            <Actions>
                <ButtonLink href="/savings.csv" kind=ButtonKind::Secondary>"Download every entry (CSV)"</ButtonLink>
                <ButtonLink href="/savings/entries" kind=ButtonKind::Quiet>"See every entry"</ButtonLink>
                {(!for_partnership).then(what_you_pay)}
            </Actions>
        }
    }))
}

/// How many schools are named before all of them are asked for.
const FIRST_SCHOOLS: usize = 10;

/// The schools with the most saved; all of them by a link.
fn fold(basis: ComparisonBasis, schools: usize) -> Fold {
    let text = format!("Show all {}", words::plural_of(schools, "school", "schools"));
    let href = format!("/savings?schools=all#schools-{}", basis.code());
    Fold { first: FIRST_SCHOOLS, all: Link::new(text, href) }
}

fn block(block: Block, all: bool) -> impl IntoView {
    let basis = block.basis;
    let (vat, id) = (words::basis(basis), basis.code());
    let [invoiced, agreed, expected] = block.totals;
    let cashable = words::saved_whole(block.cashable);
    let of_cashable = if block.cashable.is_negative() {
        " is cash: the school paid less before, and has shown it. The rest is measured against the market."
    } else {
        " is cash released: the school paid more before, and has shown it. The rest is cost avoided, measured \
         against the market."
    };
    let released = href(basis, "stage=realised&kind=cashable");
    let first_label =
        if invoiced.is_negative() { "Paid more, from invoices" } else { "Saved, from invoices" };
    let first = (!all).then(|| fold(basis, block.schools.len()));
    let entries = move |stage: Stage, amount: Pence| {
        let href = href(basis, &format!("stage={}", stage.code()));
        let text = format!("Every {} entry", words::stage(stage).to_lowercase());
        (!amount.is_zero()).then(|| view! { <TextLink href>{text}</TextLink> })
    };
    view! {
        <Section id=format!("so-far-{id}") title="So far" kind=SectionKind::Plain>
        <BigFigure label=first_label value=words::saved_whole(invoiced) note=vat tone=tone(invoiced)>
            {entries(Stage::Realised, invoiced)}
        </BigFigure>
        <Figures>
            <BigFigure size=BigSize::Medium label="Agreed, to be invoiced" value=words::saved_whole(agreed) note=vat>
                {entries(Stage::Contracted, agreed)}
            </BigFigure>
            <BigFigure size=BigSize::Medium label="Expected" value=words::saved_whole(expected) note=vat>
                {entries(Stage::Forecast, expected)}
            </BigFigure>
        </Figures>
        <Muted>"Of what is invoiced, "<TextLink href=released>{cashable}</TextLink>{of_cashable}</Muted>
        </Section>
        <Section id=format!("categories-{id}") title="By category">
            {chart(basis, By::Category, &block.categories)}
            {table(basis, By::Category, block.categories, block.totals, None)}
        </Section>
        <Section id=format!("years-{id}") title="By financial year">
            {chart(basis, By::Year, &block.years)}
            {table(basis, By::Year, block.years, block.totals, None)}
        </Section>
        {(!block.schools.is_empty()).then(|| view! {
            <Section id=format!("schools-{id}") title="By school">
                {table(basis, By::School, block.schools, block.totals, first)}
            </Section>
        })}
    }
}

fn tone(amount: Pence) -> Tone {
    if amount.is_negative() { Tone::Bad } else { Tone::Saved }
}

/// What the lines of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Category,
    Year,
    School,
}

impl By {
    /// The head of the first column.
    const fn head(self) -> &'static str {
        match self {
            Self::Category => "Category",
            Self::Year => "Year",
            Self::School => "School",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Year => "financial year",
            Self::School => "school",
        }
    }
}

fn chart(basis: ComparisonBasis, by: By, lines: &[Line]) -> impl IntoView + use<> {
    let bars = lines
        .iter()
        .map(|line| {
            let [invoiced, agreed, _] = line.amounts;
            let hue = if invoiced.is_negative() { Hue::Bad } else { Hue::Saved };
            let together = invoiced.get().saturating_add(agreed.get());
            Bar::new(line.name.clone(), invoiced.get(), words::saved_whole(invoiced))
                .hue(hue)
                .target(together, words::saved_whole(Pence::new(together)))
        })
        .collect();
    let each = by.words();
    let words = ChartWords {
        id: format!("chart-{}-{}", by.head().to_lowercase(), basis.code()),
        title: format!("Saved by {each}"),
        unit: format!("£, {}", words::basis(basis)),
        description: format!(
            "A bar for each {each}, as long as what was saved from invoices; a line across it marks \
             what it will be when everything agreed has been invoiced."
        ),
        source: "The savings ledger".to_owned(),
    };
    view! {
        <Bars words bars heads=(by.head(), "Invoiced") target_words="with what is agreed" table_follows=true/>
    }
}

fn table(
    basis: ComparisonBasis,
    by: By,
    lines: Vec<Line>,
    totals: [Pence; 3],
    fold: Option<Fold>,
) -> impl IntoView + use<> {
    let columns = vec![
        ColumnHead::words(by.head()),
        ColumnHead::numbers("Invoiced"),
        ColumnHead::numbers("Agreed"),
        ColumnHead::numbers("Expected"),
    ];
    let figures = |filter: &str, amounts: [Pence; 3]| -> Vec<Cell> {
        let by_stage = amounts.into_iter().zip(STAGES);
        let cell = |(amount, stage): (Pence, Stage)| {
            opens(amount, href(basis, &format!("{filter}stage={}", stage.code())))
        };
        by_stage.map(cell).collect()
    };
    let schools = lines.len();
    let mut rows: Vec<TableRow> = Vec::with_capacity(schools + 1);
    for line in lines {
        let mut cells = vec![Cell::Text(line.name)];
        cells.extend(figures(&format!("{}&", line.filter), line.amounts));
        rows.push(TableRow::new(cells));
    }
    // The sum is of all of them, also where only the first stand above it.
    let total = match &fold {
        Some(fold) if schools > fold.first => {
            format!("Total of all {}", words::plural_of(schools, "school", "schools"))
        }
        Some(_) | None => "Total".to_owned(),
    };
    let mut cells = vec![Cell::Text(total)];
    cells.extend(figures("", totals));
    rows.push(TableRow::new(cells).kind(RowKind::Total));
    let caption = format!("Savings by {}, {}", by.words(), words::basis(basis));
    view! { <Table caption columns rows fold/> }
}

/// The entries that a figure is the sum of: those of its own basis, since the two are never added.
fn href(basis: ComparisonBasis, filter: &str) -> String {
    format!("/savings/entries?{filter}&basis={}", basis.code())
}

/// A figure that opens to the entries under it.
fn opens(amount: Pence, href: String) -> Cell {
    if amount.is_zero() {
        return Cell::Text(words::saved(amount));
    }
    Cell::view(view! { <TextLink href>{words::saved(amount)}</TextLink> })
}
