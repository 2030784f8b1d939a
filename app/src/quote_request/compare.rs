//! Quotes side by side once they are open, and choosing one.

use domain::calendar::{moment_in_words, short_day};
use domain::quote_request::QuoteStage;
use domain::{Net, Pence};
use leptos::prelude::*;
use market::quote_request::{BidTerms, QuoteRequestShown, SupplierShown};

use super::specification::{document, paragraphs};
use crate::parts::{Actions, Button, Cell, Choice, ColumnHead, Form, Section, Table, TableRow};
use crate::web::{Fields, Typed};
use crate::words::{self, pounds, quote_request as said};

/// What is sent for none of them.
pub(super) const NONE: &str = "none";

/// The comparison, and the form that chooses; nothing while answers are sealed.
pub(super) fn section(found: &QuoteRequestShown, typed: &Typed) -> Option<AnyView> {
    if !found.stage.is_unsealed() {
        return None;
    }
    let standing: Vec<(&SupplierShown, &BidTerms)> =
        found.suppliers.iter().filter_map(|one| Some((one, one.stands()?))).collect();
    let table = (!standing.is_empty()).then(|| table(found, &standing));
    let form =
        (found.can_act && found.stage == QuoteStage::Opened).then(|| form(found, &standing, typed));
    let section = view! {
        <Section id="compare" title="What came">
            {table}
            {form}
        </Section>
    };
    Some(section.into_any())
}

fn table(
    found: &QuoteRequestShown,
    standing: &[(&SupplierShown, &BidTerms)],
) -> impl IntoView + use<> {
    let columns = std::iter::once(ColumnHead::words("What"))
        .chain(standing.iter().map(|(one, _)| ColumnHead::words(one.name.clone())))
        .collect();
    let row = |name: &str, cell: &dyn Fn(&SupplierShown, &BidTerms) -> Cell| {
        let cells = standing.iter().map(|(one, terms)| cell(one, terms));
        TableRow::new(std::iter::once(Cell::from(name)).chain(cells).collect())
    };
    let each = format!("For one {}, excluding VAT", found.terms.unit.label());
    let quantity = i64::from(found.terms.quantity);
    let request = found.id;
    let mut rows = vec![
        row("Excluding VAT", &|_, terms| pounds(terms.offered.net.pence()).into()),
        row("VAT", &|_, terms| said::vat(terms.bid.vat).into()),
        row("Including VAT", &|_, terms| pounds(terms.offered.gross.pence()).into()),
        row(&each, &|_, terms| for_one(terms.offered.net, quantity).into()),
        row("What is included", &|_, terms| Cell::View(paragraphs(&terms.bid.included))),
        row("Valid until", &|_, terms| short_day(terms.bid.valid_until).into()),
        row("Came", &|one, _| {
            one.bids.last().map(|last| moment_in_words(last.came_at)).unwrap_or_default().into()
        }),
        row("Document", &|_, terms| match &terms.document {
            Some(paper) => {
                Cell::View(document(paper, format!("/quotes/{request}/documents/{}", paper.id)))
            }
            None => "None".into(),
        }),
    ];
    if let Some([lower, median, upper]) = found.market {
        let told = format!(
            "{} (half of published prices are between {} and {})",
            pounds(median.pence()),
            pounds(lower.pence()),
            pounds(upper.pence())
        );
        let told = &told;
        rows.insert(4, row("Market rate for one, excluding VAT", &|_, _| told.clone().into()));
    }
    view! { <Table caption="Quotes side by side" quiet_caption=true columns rows/> }
}

/// What one of them costs, to the penny.
fn for_one(net: Net, quantity: i64) -> String {
    net.pence().fraction(1, quantity).map_or_else(|_| String::new(), |one: Pence| pounds(one))
}

fn form(
    found: &QuoteRequestShown,
    standing: &[(&SupplierShown, &BidTerms)],
    typed: &Typed,
) -> AnyView {
    let choice = |(one, terms): &(&SupplierShown, &BidTerms)| {
        let price = format!("{} excluding VAT", pounds(terms.offered.net.pence()));
        Choice::new(one.id.to_string(), one.name.clone()).hint(price)
    };
    let none = Choice::new(NONE, "None of them");
    let choices = standing.iter().map(choice).chain([none]).collect();
    let mine = typed.form.filled("question").is_none();
    let fields = Fields::of_one(typed, mine);
    let most = found
        .suppliers
        .iter()
        .map(|one| found.reason_min(Some(one.id)))
        .max()
        .unwrap_or_else(|| found.reason_min(None));
    let hint = format!(
        "Your auditor reads it. At least {most} characters where you do not take the cheapest, \
         or where fewer than three came"
    );
    let action = format!("/quotes/{}/decide", found.id);
    let told = words::plural(
        u64::try_from(standing.len()).unwrap_or(u64::MAX),
        "supplier is told",
        "suppliers are told",
    );
    let which = fields.radios("chosen", "Which do you choose?", choices, "");
    let why = fields.lines("reason", "Why?", &hint, 3);
    view! {
        <Form action>
            {which}
            {why}
            <p>{format!("This cannot be changed. {told} what became of their quote, and never your reason.")}</p>
            <Actions><Button>"Record your choice"</Button></Actions>
        </Form>
    }
    .into_any()
}
