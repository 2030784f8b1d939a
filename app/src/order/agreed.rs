//! What was agreed with an order: the service as it was, to be read and printed by either side.

use domain::Failure;
use domain::calendar::{london_day, short_day};
use domain::id::{OrderId, ServiceDocumentId};
use domain::service::ServiceTerms;
use domain::vat::VatTreatment;
use leptos::prelude::*;
use market::file::Download;
use market::order::{AgreedTerms, Side, agreed_document, agreed_terms};

use crate::parts::{
    BackLink, Evidence, Lead, Notice, Prose, Section, SummaryList, SummaryRow, TextLink, Ticks,
    Title,
};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let order: OrderId = ask.part("order")?;
    let found = agreed_terms(ask.market(), ask.actor()?, order).await?;
    let here = here(found.side);
    let back = format!("/{here}/{order}");
    let title = format!("What was agreed with order {}", found.reference);
    let (paper, heading) = (title.clone(), title.clone());
    let page = Page::new(title, move || {
        let terms = &found.terms;
        let told = format!(
            "{} as it stood for {} through {}: its version {}, of {}.",
            terms.title,
            found.school,
            found.partnership,
            found.version,
            short_day(london_day(found.since))
        );
        view! {
            <BackLink href=back text="Back to the order"/>
            <Title caption=found.school.clone() text=heading/>
            <Lead>{told}</Lead>
            {by_now(&found)}
            <SummaryList rows=facts(terms)/>
            {words_of("About", &terms.description)}
            {list("included", "What is included", &terms.included)}
            {list("not-included", "What is not included", &terms.not_included)}
            {list("standards", "Standards it keeps to", &terms.standards)}
            {list("safeguards", "Checks and insurance", &terms.safeguards)}
            {documents(&found, order)}
        }
    });
    Ok(page.paper(paper).into())
}

/// A document that stood beside it.
pub async fn document(ask: Ask) -> Result<Answer, Failure> {
    let (order, document): (OrderId, ServiceDocumentId) =
        (ask.part("order")?, ask.part("document")?);
    let read = agreed_document(ask.market(), ask.actor()?, (order, document)).await?;
    let Download { name, content_type, contents } = read;
    Ok(Answer::File { name, content_type, contents })
}

/// Under which address whoever looks has the order.
const fn here(side: Side) -> &'static str {
    match side {
        Side::School | Side::Partnership => "orders",
        Side::Provider => "bookings",
    }
}

/// That the service has other terms by now.
fn by_now(found: &AgreedTerms) -> Option<AnyView> {
    let href = format!("/services/{}", found.service);
    found.is_past.then(|| {
        view! {
            <Notice title="The service has other terms by now">
                <p>"They hold for new orders. This one keeps what stands here. "<TextLink href>"See the service"</TextLink></p>
            </Notice>
        }
        .into_any()
    })
}

fn facts(terms: &ServiceTerms) -> Vec<SummaryRow> {
    let vat = match terms.vat {
        VatTreatment::Settled(basis) => words::vat::vat_in_words(basis),
        VatTreatment::Ask(_) => "Not settled then".to_owned(),
    };
    let mut rows = vec![
        SummaryRow::new("Delivered by", terms.provider_name.clone()),
        SummaryRow::new("Who answers for it", terms.accountable.clone()),
        SummaryRow::new("Members’ price", words::price::rule_in_words(&terms.price, terms.unit)),
        SummaryRow::new("VAT", vat),
        SummaryRow::new("When to book", words::service::notice(terms.notice_days)),
        SummaryRow::new("Cancelling", words::service::cancelling(&terms.cancellation)),
    ];
    rows.extend(
        terms.cancellation.note.clone().map(|note| SummaryRow::new("About cancelling", note)),
    );
    rows.extend(terms.delivery.clone().map(|how| SummaryRow::new("How and where", how)));
    rows.push(SummaryRow::new("For", words::service::phases(&terms.phases)));
    rows.extend(
        words::service::codes(terms).into_iter().map(|(name, code)| SummaryRow::new(name, code)),
    );
    rows
}

fn words_of(title: &'static str, text: &str) -> AnyView {
    let parts = text.split("\n\n").filter(|part| !part.trim().is_empty());
    let parts: Vec<_> = parts.map(|part| view! { <p>{part.to_owned()}</p> }).collect();
    view! { <Section id="about" title><Prose>{parts}</Prose></Section> }.into_any()
}

fn list(id: &'static str, title: &'static str, items: &[String]) -> Option<AnyView> {
    let items = items.to_vec();
    (!items.is_empty()).then(|| view! { <Section id title><Ticks items/></Section> }.into_any())
}

fn documents(found: &AgreedTerms, order: OrderId) -> Option<AnyView> {
    let link = |document: &market::service::ServiceDocument| {
        let href = format!("/{}/{order}/terms/{}", here(found.side), document.id);
        let kind = words::service::file_kind(&document.content_type);
        let size = format!("{kind}, {}", words::service::file_size(document.bytes));
        let text = document.title.clone();
        view! { <p><Evidence href text size/></p> }
    };
    let links: Vec<_> = found.documents.iter().map(link).collect();
    (!links.is_empty())
        .then(|| view! { <Section id="documents" title="Documents">{links}</Section> }.into_any())
}
