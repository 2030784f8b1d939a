//! The rest of a deal's page: who is in, what is binding and when, the offer.

use chrono::NaiveDate;
use domain::calendar::{day_in_words, moment_in_words};
use domain::deal::DealState;
use domain::vat::VatCategory;
use leptos::prelude::*;
use market::deal::{DealShown, For, Signature};

use super::figures;
use super::meter::{self, MeterWords};
use crate::parts::{
    Binding, Cell, ColumnHead, EmptyState, Evidence, Fold, Link, Moving, Narrow, RowKind, Section,
    SummaryList, SummaryRow, Table, TableRow, Timeline, TimelineItem, TimelineState,
};
use crate::web::csv;
use crate::words;

/// Who is in. Members see names and quantities; the partnership also who signed and on what
/// evidence. What a school pays now is seen by itself and its partnership only.
pub(super) fn who_is_in(deal: &DealShown, at: &str, all: bool) -> AnyView {
    if deal.meter.state == DealState::Draft {
        return ().into_any();
    }
    let moving = MeterWords::of(&deal.meter, None);
    let quorum = figures::quorum(&deal.meter);
    let table = schools(deal, at, all);
    view! {
        <Section id=meter::WHO_IS_IN title="Who is in">
            <Moving id=meter::SCHOOLS_IN text=moving.schools_in/>
            {quorum}
            {table}
        </Section>
    }
    .into_any()
}

/// How many schools are named at first: more where a row is only a name and a number.
const FIRST_NAMED: usize = 30;
const FIRST_SIGNED: usize = 10;

fn schools(deal: &DealShown, at: &str, all: bool) -> AnyView {
    let (signatures, own) = match &deal.to {
        For::School(school) => (&[][..], Some(school.school)),
        For::Partnership(own) => (own.signatures.as_slice(), None),
    };
    let mut columns = vec![
        ColumnHead::words("School"),
        ColumnHead::numbers(words::deal::counted_head(deal.meter.unit)),
    ];
    if !signatures.is_empty() {
        columns
            .extend(["Signed by", "Why this quantity", "What it pays now"].map(ColumnHead::words));
    }
    let (narrow, first) = if signatures.is_empty() {
        (Narrow::Fit, FIRST_NAMED)
    } else {
        (Narrow::Stack, FIRST_SIGNED)
    };
    let fold = (!all).then(|| fold(deal, first));
    let rows = deal.schools.iter().enumerate().map(|(index, school)| {
        let mut cells: Vec<Cell> = vec![
            school.name.clone().into(),
            domain::money::grouped(u64::from(school.quantity)).into(),
        ];
        if let Some(signature) = signatures.get(index) {
            let role = words::role(signature.role);
            cells.push(format!("{}, {}", signature.signed_by, role.to_lowercase()).into());
            cells.push(quantity_told(signature).into());
            let href = format!("/deals/{}/evidence/{}", deal.id, signature.baseline);
            cells.push(if signature.has_document {
                Cell::view(view! { <Evidence href=href text="Document"/> })
            } else {
                "A note, no document".into()
            });
        }
        let kind = if own == Some(school.school) { RowKind::Ours } else { RowKind::Plain };
        TableRow::new(cells).kind(kind)
    });
    let any = !deal.schools.is_empty();
    let note = format!(
        "As of {at}. Every member sees who signed up, and for how much. What a school pays now is seen \
         by itself and the partnership."
    );
    let empty = view! {
        <EmptyState title="No school has signed up yet"><p>"Somebody has to be the first. The price is the same for who comes first and who comes last."</p></EmptyState>
    };
    view! {
        <Table caption="Schools that have signed up" quiet_caption=true columns rows=rows.collect()
            narrow=narrow empty=empty.into_any() fold=fold
            note=note/>
        {any.then(|| csv::link(format!("/deals/{}/schools.csv", deal.id), "schools that have signed up"))}
    }
    .into_any()
}

fn fold(deal: &DealShown, first: usize) -> Fold {
    let schools = words::plural_of(deal.schools.len(), "school", "schools");
    let href = format!("/deals/{}?schools=all#{}", deal.id, meter::WHO_IS_IN);
    Fold { first, all: Link::new(format!("Show all {schools}"), href) }
}

/// Why a school signed up for another number than it is known by, where that was asked.
fn quantity_told(signature: &Signature) -> String {
    match (&signature.quantity_reason, signature.known_quantity) {
        (Some(reason), Some(known)) => {
            format!("{reason} (known: {})", domain::money::grouped(u64::from(known)))
        }
        (Some(reason), None) => reason.clone(),
        (None, _) => "As known".to_owned(),
    }
}

/// What happens when, and what is binding from when.
pub(super) fn binding(deal: &DealShown, today: NaiveDate) -> AnyView {
    let terms = &deal.terms;
    let state = deal.meter.state;
    let at = |done: bool, now: bool| match (done, now) {
        (true, _) => TimelineState::Done,
        (false, true) => TimelineState::Now,
        (false, false) => TimelineState::Later,
    };
    let ended = !matches!(state, DealState::Draft | DealState::Open);
    let closes = moment_in_words(terms.closes_at());
    let opened = deal.opened_at.map_or_else(|| "Not yet".to_owned(), moment_in_words);
    let mut items = vec![
        item("Opened", opened, at(deal.opened_at.is_some(), false)),
        item(
            "Schools sign up",
            format!("Until {closes}. You can leave until then."),
            at(ended, state == DealState::Open),
        ),
        item(
            "Binding for all who signed up",
            format!(
                "At that time, if at least {} are in. If not, nobody owes anything.",
                words::deal::least(terms)
            ),
            at(state == DealState::Met, false),
        ),
    ];
    if !matches!(state, DealState::Lapsed | DealState::Withdrawn) {
        items.push(item(
            "Your school’s order is made",
            "At once when the deal closes, at the price that everybody pays".to_owned(),
            at(state == DealState::Met, false),
        ));
        items.push(item(
            "The service starts",
            format!(
                "{}, for {}",
                day_in_words(terms.starts_on()),
                words::deal::length(terms.months())
            ),
            at(state == DealState::Met && terms.starts_on() <= today, false),
        ));
    }
    view! {
        <Section id=meter::BINDING title="What is binding, and when" small=true>
            <Timeline items/>
            <Binding>
                <p><b>"All pay the same price."</b>" It does not matter who came first: the price reached at closing holds for everybody."</p>
            </Binding>
        </Section>
    }
    .into_any()
}

fn item(text: &str, note: String, state: TimelineState) -> TimelineItem {
    TimelineItem { text: text.to_owned(), note, state }
}

/// What is offered, by whom, on what terms.
pub(super) fn offer(deal: &DealShown) -> AnyView {
    let vat = match deal.vat.category() {
        VatCategory::Standard => format!("{} on top", deal.vat.rate()),
        VatCategory::Zero => "Zero-rated".to_owned(),
        VatCategory::Exempt => "Exempt".to_owned(),
        VatCategory::OutsideScope => "Outside VAT".to_owned(),
    };
    let paragraphs: Vec<String> =
        deal.description.split("\n\n").map(|text| text.replace('\n', " ")).collect();
    let rows = vec![
        SummaryRow::new("Provider", deal.provider.clone()),
        SummaryRow::new("Who invoices", deal.seller.clone()),
        SummaryRow::new("Least number of schools", words::deal::least(&deal.terms)),
        SummaryRow::new("Contract", words::deal::length(deal.terms.months())),
        SummaryRow::new("VAT", vat),
        SummaryRow::new(
            "Fee of the partnership",
            format!("{} of the price, included in it", deal.terms.fee()),
        ),
    ];
    view! {
        <Section id="offer" title="The offer" small=true>
            {paragraphs.into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}
            <SummaryList rows/>
        </Section>
    }
    .into_any()
}
