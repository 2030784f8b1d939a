//! What is asked for, as everybody who is asked reads it, and questions with their answers.

use domain::calendar::{deadline_in_words, moment_in_words};
use domain::quote_request::QuoteTerms;
use leptos::prelude::*;
use market::quote_request::{QuoteDocument, QuoteQuestion};

use crate::parts::{Evidence, Quote, Section, SummaryList, SummaryRow};
use crate::words::service::{file_kind, file_size};

/// The specification, with its documents at addresses of the reader.
pub(super) fn specification(
    terms: &QuoteTerms,
    documents: &[QuoteDocument],
    href: &dyn Fn(&QuoteDocument) -> String,
) -> AnyView {
    let quantity = format!(
        "{} {}",
        crate::words::count(u64::from(terms.quantity)),
        terms.unit.label_for(terms.quantity)
    );
    let mut rows = vec![
        SummaryRow::new("Kind", terms.category.label()),
        SummaryRow::new("What is needed", paragraphs(&terms.description)),
        SummaryRow::new("How much", quantity),
        SummaryRow::new("When", terms.wanted.clone()),
        SummaryRow::new("Where", terms.place.clone()),
        SummaryRow::new("How it is chosen", paragraphs(&terms.criteria)),
        SummaryRow::new("Deadline", deadline_in_words(terms.closes_at)),
    ];
    if !documents.is_empty() {
        let links = documents.iter().map(|one| document(one, href(one))).collect_view();
        rows.push(SummaryRow::new("Documents", links));
    }
    view! {
        <Section id="specification" title="What is asked for">
            <SummaryList rows label="What is asked for"/>
        </Section>
    }
    .into_any()
}

/// A document with its kind and size.
pub(super) fn document(one: &QuoteDocument, href: String) -> AnyView {
    let (text, size) =
        (one.name.clone(), format!("{}, {}", file_kind(&one.content_type), file_size(one.bytes)));
    view! { <p><Evidence href text size/></p> }.into_any()
}

/// Text with the breaks that its writer made.
pub(super) fn paragraphs(text: &str) -> AnyView {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| view! { <p>{line.to_owned()}</p> }).collect_view().into_any()
}

/// One question with its answer, and whatever follows it.
pub(super) fn question(one: &QuoteQuestion, more: Option<AnyView>) -> AnyView {
    let by = format!("Asked {}", moment_in_words(one.asked_at));
    let asked = one.question.clone();
    let answer = match &one.answer {
        Some((answer, at)) => {
            let told = format!("Answered for everybody {}", moment_in_words(*at));
            view! { <p><b>{answer.clone()}</b><br/>{told}</p> }.into_any()
        }
        None => view! { <p>"Not answered yet."</p> }.into_any(),
    };
    view! { <Quote by>{asked}</Quote>{answer}{more} }.into_any()
}
