//! The evidence of a request on one page, to print, and as a file: for the auditor (Academy Trust
//! Handbook; Schools Financial Value Standard).

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::calendar::{deadline_in_words, moment_in_words};
use domain::id::{QuoteRequestId, SupplierId};
use domain::quote_request::QuoteStage;
use leptos::prelude::*;
use market::db::{Page as Listed, PageAsked};
use market::quote_request::{QuoteDocument, QuoteRequestShown, view_quote_request};

use super::specification::specification;
use crate::parts::{
    BackLink, Cell, ColumnHead, Lead, Section, SummaryList, SummaryRow, Table, TableRow, Title,
};
use crate::web::{Answer, Ask, Page, csv};
use crate::words::{pounds, quote_request as said};

async fn found(ask: &Ask) -> Result<QuoteRequestShown, Failure> {
    let request: QuoteRequestId = ask.part("quote")?;
    view_quote_request(ask.market(), ask.actor()?, request).await
}

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let found = found(&ask).await?;
    let reference = format!("Quotes: {}", found.terms.title);
    Ok(Page::new("Evidence of quotes", move || body(&found)).paper(reference).into())
}

fn body(found: &QuoteRequestShown) -> impl IntoView + use<> {
    let id = found.id;
    let specification = specification(&found.terms, &found.documents, &|one| {
        format!("/quotes/{id}/documents/{}", one.id)
    });
    let rows = entries(found).into_iter().map(|entry| TableRow::new(entry.cells())).collect();
    let mut columns: Vec<ColumnHead> =
        ["When", "What", "Who", "In their words"].map(ColumnHead::words).to_vec();
    columns.extend(["Excluding VAT", "Including VAT"].map(ColumnHead::numbers));
    columns.push(ColumnHead::words("Document (SHA-256)"));
    let lead = match found.stage {
        QuoteStage::Sealed => format!(
            "Quotes are sealed until {}. They stand here from then on.",
            deadline_in_words(found.terms.closes_at)
        ),
        QuoteStage::Opened | QuoteStage::Decided => format!(
            "The same specification went to every supplier. Quotes were sealed until {}.",
            deadline_in_words(found.terms.closes_at)
        ),
        QuoteStage::Withdrawn => "The request was taken back. No quote was opened.".to_owned(),
    };
    let school = found.school.clone();
    let title = found.terms.title.clone();
    let decision = decision(found);
    view! {
        <BackLink href=format!("/quotes/{id}") text="Back to the quotes"/>
        <Title caption=school text=format!("Evidence of quotes: {title}")/>
        <Lead>{lead}</Lead>
        {specification}
        {decision}
        <Section id="record" title="What happened">
            <Table caption="Everything as it came, in the order of its time" quiet_caption=true columns rows
                note="Times are those of London. Amounts are for all that was asked for. The last quote of a supplier counts."/>
            {csv::link(format!("/quotes/{id}/evidence.csv"), "")}
        </Section>
    }
}

fn decision(found: &QuoteRequestShown) -> Option<AnyView> {
    let decision = found.decision.as_ref()?;
    let chosen = match decision.chosen {
        Some(id) => name(found, id),
        None => "None".to_owned(),
    };
    let rows = vec![
        SummaryRow::new("Chosen", chosen),
        SummaryRow::new("Why", decision.reason.clone()),
        SummaryRow::new("By", decision.by.clone()),
        SummaryRow::new("When", moment_in_words(decision.at)),
        SummaryRow::new("Quotes", format!("{} of {}", found.answered, found.suppliers.len())),
    ];
    let title = if found.stage == QuoteStage::Withdrawn {
        "Why it was taken back"
    } else {
        "What was decided"
    };
    let section = view! { <Section id="decision" title><SummaryList rows label=title/></Section> };
    Some(section.into_any())
}

fn name(found: &QuoteRequestShown, id: SupplierId) -> String {
    let one = found.suppliers.iter().find(|one| one.id == id);
    one.map(|one| one.name.clone()).unwrap_or_default()
}

/// One thing that happened.
struct Entry {
    at: DateTime<Utc>,
    what: &'static str,
    who: String,
    words: String,
    amounts: Option<(domain::Pence, domain::Pence)>,
    document: Option<QuoteDocument>,
}

impl Entry {
    fn new(at: DateTime<Utc>, what: &'static str, who: String, words: String) -> Self {
        Self { at, what, who, words, amounts: None, document: None }
    }

    fn paper(&self) -> String {
        self.document.as_ref().map(|one| format!("{} {}", one.name, one.hash)).unwrap_or_default()
    }

    fn cells(self) -> Vec<Cell> {
        let amount = |of: fn(&(domain::Pence, domain::Pence)) -> domain::Pence| {
            self.amounts.as_ref().map(|amounts| pounds(of(amounts))).unwrap_or_default()
        };
        let (net, gross) = (amount(|both| both.0), amount(|both| both.1));
        let paper = self.paper();
        vec![
            moment_in_words(self.at).into(),
            self.what.into(),
            self.who.into(),
            self.words.into(),
            net.into(),
            gross.into(),
            paper.into(),
        ]
    }
}

/// Everything that happened, in the order of its time.
fn entries(found: &QuoteRequestShown) -> Vec<Entry> {
    let by = &found.asked_by;
    let mut all =
        vec![Entry::new(found.asked_at, "Asked for quotes", by.clone(), found.terms.title.clone())];
    for one in &found.documents {
        let entry =
            Entry::new(found.asked_at, "Document of the specification", by.clone(), String::new());
        all.push(Entry { document: Some(one.clone()), ..entry });
    }
    for one in &found.suppliers {
        let how = one.email.clone().unwrap_or_default();
        all.push(Entry::new(found.asked_at, "Was asked", one.name.clone(), how));
        for bid in &one.bids {
            let entry = match &bid.terms {
                Some(terms) => Entry {
                    amounts: Some((terms.offered.net.pence(), terms.offered.gross.pence())),
                    document: terms.document.clone(),
                    ..Entry::new(
                        bid.came_at,
                        if bid.number == 1 { "Quote" } else { "Changed quote" },
                        one.name.clone(),
                        format!(
                            "{} {}. Valid until {}",
                            terms.bid.included,
                            said::vat(terms.bid.vat),
                            domain::calendar::short_day(terms.bid.valid_until)
                        ),
                    )
                },
                None => {
                    Entry::new(bid.came_at, "Took the quote back", one.name.clone(), String::new())
                }
            };
            all.push(entry);
        }
    }
    for one in &found.questions {
        // Who asked is told once answers are open, and not before.
        let who = if found.stage.is_unsealed() {
            name(found, one.supplier)
        } else {
            "A supplier".to_owned()
        };
        all.push(Entry::new(one.asked_at, "Question", who, one.question.clone()));
        if let Some((answer, at)) = &one.answer {
            let school = found.school.clone();
            all.push(Entry::new(*at, "Answer to all", school, answer.clone()));
        }
    }
    if let Some(decision) = &found.decision {
        let what = match (found.stage, decision.chosen) {
            (QuoteStage::Withdrawn, _) => "Took the request back",
            (_, Some(_)) => "Chose a quote",
            (_, None) => "Chose none",
        };
        let words = match decision.chosen {
            Some(id) => format!("{}: {}", name(found, id), decision.reason),
            None => decision.reason.clone(),
        };
        all.push(Entry::new(decision.at, what, decision.by.clone(), words));
    }
    all.sort_by_key(|entry| entry.at);
    all
}

const COLUMNS: [&str; 8] = [
    "When",
    "What",
    "Who",
    "In their words",
    "Excluding VAT",
    "Including VAT",
    "Document",
    "SHA-256",
];

/// The same as a file, with the specification before it.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "evidence-of-quotes", &COLUMNS, rows).await
}

async fn rows(ask: Arc<Ask>, _: PageAsked) -> Result<Listed<Vec<String>>, Failure> {
    let found = found(&ask).await?;
    let terms = &found.terms;
    let quantity = format!("{} {}", terms.quantity, terms.unit.label_for(terms.quantity));
    let specified = [
        ("Specification", &terms.title),
        ("Description", &terms.description),
        ("How much", &quantity),
        ("When needed", &terms.wanted),
        ("Where", &terms.place),
        ("How it is chosen", &terms.criteria),
    ];
    let mut all: Vec<Vec<String>> = specified
        .into_iter()
        .map(|(what, words)| {
            let mut cells = vec![String::new(); COLUMNS.len()];
            for (cell, text) in cells.iter_mut().skip(1).zip([what, "", words]) {
                text.clone_into(cell);
            }
            cells
        })
        .collect();
    let mut closes = vec![String::new(); COLUMNS.len()];
    for (cell, text) in closes.iter_mut().zip([terms.closes_at.to_rfc3339(), "Deadline".to_owned()])
    {
        *cell = text;
    }
    all.push(closes);
    all.extend(entries(&found).into_iter().map(|entry| {
        let amount = |of: fn(&(domain::Pence, domain::Pence)) -> domain::Pence| {
            let plain = |both| crate::words::plain_pounds(of(both));
            entry.amounts.as_ref().map(plain).unwrap_or_default()
        };
        let document = entry.document.as_ref();
        vec![
            entry.at.to_rfc3339(),
            entry.what.to_owned(),
            entry.who.clone(),
            entry.words.clone(),
            amount(|both| both.0),
            amount(|both| both.1),
            document.map(|one| one.name.clone()).unwrap_or_default(),
            document.map(|one| one.hash.clone()).unwrap_or_default(),
        ]
    }));
    Ok(Listed { items: all, next: None })
}
