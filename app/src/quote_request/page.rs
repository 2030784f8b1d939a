//! A request as its school sees it.

use domain::Failure;
use domain::calendar::{deadline_in_words, moment_in_words};
use domain::id::{QuoteDocumentId, QuoteRequestId};
use domain::quote_request::{FEWEST_BIDS, QuoteStage};
use leptos::prelude::*;
use market::file::Download;
use market::quote_request::{
    QuoteQuestion, QuoteRequestShown, SupplierShown, quote_document, view_quote_request,
};

use super::compare;
use super::specification::{question, specification};
use crate::parts::{
    BackLink, Button, ButtonKind, Cell, ColumnHead, ErrorSummary, Form, Hidden, Lead, Notice,
    NoticeKind, Section, Table, TableRow, Tag, TextAreaField, TextLink, Title,
};
use crate::web::{Answer, Ask, Page, Typed, csv};
use crate::words::{self, quote_request as said};

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// A document of it.
pub async fn document(ask: Ask) -> Result<Answer, Failure> {
    let request: QuoteRequestId = ask.part("quote")?;
    let document: QuoteDocumentId = ask.part("qdoc")?;
    let found = quote_document(ask.market(), ask.actor()?, request, document).await?;
    Ok(file(found))
}

/// A document to be kept.
pub(super) fn file(found: Download) -> Answer {
    let Download { name, content_type, contents } = found;
    Answer::File { name, content_type, contents }
}

/// The page with what was typed into one of its forms.
pub(super) async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let request: QuoteRequestId = ask.part("quote")?;
    let found = view_quote_request(ask.market(), ask.actor()?, request).await?;
    let shown = typed.clone();
    let title = found.terms.title.clone();
    Ok(Page::new(title, move || body(&found, &shown)).with_form(&typed).into())
}

fn body(found: &QuoteRequestShown, typed: &Typed) -> impl IntoView + use<> {
    let (text, kind) = said::stage(found.stage);
    let id = found.id;
    let caption = format!("Quotes asked for by {}", found.school);
    let title = found.terms.title.clone();
    let specification = specification(&found.terms, &found.documents, &|one| {
        format!("/quotes/{id}/documents/{}", one.id)
    });
    let take_back = (found.can_act && found.stage == QuoteStage::Sealed).then(|| {
        let href = format!("/quotes/{id}/withdraw");
        view! { <p><TextLink href>"Take the request back"</TextLink></p> }
    });
    let evidence = format!("/quotes/{id}/evidence");
    let (told, compared) = (told(found), compare::section(found, typed));
    let (asked, questions) = (asked(found), questions(found, typed));
    view! {
        <BackLink href="/quotes" text="Back to quotes"/>
        <ErrorSummary errors=typed.summary()/>
        <Title caption text=title/>
        <p><Tag kind text/></p>
        {told}
        {compared}
        {specification}
        {asked}
        {questions}
        <Section id="evidence" title="For your auditor" small=true>
            <p>"What was asked, of whom, every answer as it came, and why one was chosen: "<TextLink href=evidence>"the evidence on one page"</TextLink>", to print."</p>
            {csv::link(format!("/quotes/{id}/evidence.csv"), "")}
        </Section>
        {take_back}
    }
}

/// How many have answered, and what comes next.
fn told(found: &QuoteRequestShown) -> AnyView {
    let many = found.suppliers.len();
    let answered = format!(
        "{} of {} answered.",
        words::count(u64::try_from(found.answered).unwrap_or(u64::MAX)),
        words::count(u64::try_from(many).unwrap_or(u64::MAX)),
    );
    match (found.stage, &found.decision) {
        (QuoteStage::Sealed, _) => {
            let until = deadline_in_words(found.terms.closes_at);
            view! {
                <Lead>{answered}</Lead>
                <p>{format!("What they answered is sealed until {until}. Nobody reads it before: not you, and not your partnership.")}</p>
            }
            .into_any()
        }
        (QuoteStage::Opened, _) => {
            let few = (found.answered < FEWEST_BIDS).then(|| few(found.answered));
            view! { <Lead>{answered}</Lead>{few} }.into_any()
        }
        (QuoteStage::Decided, Some(decision)) => {
            let chosen = found.suppliers.iter().find(|one| Some(one.id) == decision.chosen);
            let title = match chosen {
                Some(one) => format!("You chose {}", one.name),
                None => "You chose none of the quotes".to_owned(),
            };
            let by = format!("{}, {}", decision.by, moment_in_words(decision.at));
            let next = chosen.map(next);
            let reason = decision.reason.clone();
            view! {
                <Notice kind=NoticeKind::Success title>
                    <p>{reason}</p>
                    <p>{by}</p>
                </Notice>
                {next}
            }
            .into_any()
        }
        (QuoteStage::Withdrawn, Some(decision)) => {
            let by = format!("{}, {}", decision.by, moment_in_words(decision.at));
            let reason = decision.reason.clone();
            view! {
                <Notice title="The request was taken back">
                    <p>{reason}</p>
                    <p>{by}</p>
                    <p>"What had been answered stays sealed."</p>
                </Notice>
            }
            .into_any()
        }
        (QuoteStage::Decided | QuoteStage::Withdrawn, None) => ().into_any(),
    }
}

/// Said where fewer came than financial procedures ask for.
fn few(answered: usize) -> impl IntoView {
    let title = match answered {
        0 => "Nobody answered".to_owned(),
        _ => "Fewer than three quotes came in".to_owned(),
    };
    view! {
        <Notice kind=NoticeKind::Waits title>
            <p>"Many schools’ financial rules ask for three. Say in your reason why this is enough, or ask again with a later deadline."</p>
        </Notice>
    }
}

/// How it is ordered.
fn next(chosen: &SupplierShown) -> AnyView {
    match chosen.service {
        Some(service) => {
            let href = format!("/services/{service}");
            view! {
                <p>
                    "Nothing is ordered yet. "<TextLink href>"See the service and order it"</TextLink>
                    ". Where the price there is not the one you were quoted, order from the supplier themselves, and keep this page with the order."
                </p>
            }
            .into_any()
        }
        None => view! {
            <p>"Nothing is ordered yet. Order from the supplier themselves, by your school’s own purchase order, and keep this page with it."</p>
        }
        .into_any(),
    }
}

/// Who was asked.
fn asked(found: &QuoteRequestShown) -> impl IntoView + use<> {
    let rows = found.suppliers.iter().map(|one| {
        let how = match (&one.email, one.provider) {
            (_, Some(_)) => "Here".to_owned(),
            (Some(email), None) => format!("By a link sent to {email}"),
            (None, None) => "By a link".to_owned(),
        };
        TableRow::new(vec![Cell::Text(one.name.clone()), Cell::Text(how)])
    });
    let rows = rows.collect();
    let columns = ["Supplier", "How they answer"].map(ColumnHead::words).to_vec();
    let note = format!("{} asked {}.", found.asked_by, moment_in_words(found.asked_at));
    view! {
        <Section id="asked" title="Who was asked">
            <Table caption="Who was asked for a quote" quiet_caption=true columns rows note/>
        </Section>
    }
}

fn questions(found: &QuoteRequestShown, typed: &Typed) -> Option<AnyView> {
    if found.questions.is_empty() {
        return None;
    }
    let open = found.can_act && found.stage == QuoteStage::Sealed;
    let each = found.questions.iter().map(|one| {
        let form = (open && one.answer.is_none()).then(|| answer(found.id, one, typed));
        question(one, form)
    });
    let each = each.collect_view();
    let section = view! {
        <Section id="questions" title="Questions">
            {each}
        </Section>
    };
    Some(section.into_any())
}

/// The form of one answer.
fn answer(request: QuoteRequestId, one: &QuoteQuestion, typed: &Typed) -> AnyView {
    let id = one.id.to_string();
    let mine = typed.form.get("question") == id;
    let (value, error) =
        if mine { (typed.value("answer"), typed.error("answer")) } else { (String::new(), None) };
    let hint = format!("Everybody you asked reads it. {}", said::NO_NAMES);
    view! {
        <Form action=format!("/quotes/{request}/answer")>
            <Hidden name="question" value=id/>
            <TextAreaField name="answer" label="Your answer" rows=3 hint value error/>
            <Button kind=ButtonKind::Secondary>"Answer for everybody"</Button>
        </Form>
    }
    .into_any()
}
