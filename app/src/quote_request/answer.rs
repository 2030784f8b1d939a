//! A request as a supplier sees it, and the forms by which it is answered: here, or by a link.

use domain::Failure;
use domain::calendar::{deadline_in_words, moment_in_words, short_day};
use domain::id::{QuoteDocumentId, SupplierId};
use domain::quote_request::{BidVat, QuoteStage, TypedBid};
use leptos::prelude::*;
use market::quote_request::{
    AskedForQuote, BidShown, SendBid, ask_quote_question, asked_for_quote,
    quote_document_of_supplier, send_bid, withdraw_bid,
};

use super::page::file;
use super::specification::{document as paper, paragraphs, question, specification};
use crate::parts::{
    Actions, BackLink, Button, ButtonKind, Choice, ErrorSummary, FileField, Form, Hidden, Lead,
    Muted, Section, SummaryList, SummaryRow, Tag, Title,
};
use crate::web::{Answer, Ask, Fields, Form as Sent, Page, Typed};
use crate::words::{pounds, quote_request as said};

/// Where the forms of a supplier's page lead.
#[derive(Debug, Clone)]
pub(super) enum Way {
    /// Somebody acts for a provider.
    Here(SupplierId),
    /// By the secret of a link.
    Link(String),
}

impl Way {
    /// The address of one of its forms: the answer itself, or `withdraw` or `question`.
    fn action(&self, what: &str) -> String {
        let what = if what.is_empty() { String::new() } else { format!("/{what}") };
        match self {
            Self::Here(supplier) => format!("/quotes/asked/{supplier}{what}"),
            Self::Link(_) => format!("/quote{what}"),
        }
    }

    /// The address of a document.
    fn document(&self, id: QuoteDocumentId) -> String {
        match self {
            Self::Here(supplier) => format!("/quotes/asked/{supplier}/documents/{id}"),
            Self::Link(token) => {
                let document = id.to_string();
                let said = [("token", token.as_str()), ("document", document.as_str())];
                let said = serde_urlencoded::to_string(said).unwrap_or_default();
                format!("/quote/document?{said}")
            }
        }
    }

    /// The secret, as a form carries it.
    fn hidden(&self) -> Option<AnyView> {
        match self {
            Self::Here(_) => None,
            Self::Link(token) => {
                Some(view! { <Hidden name="token" value=token.clone()/> }.into_any())
            }
        }
    }
}

/// Shows it to a provider.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    shown(&ask, Typed::default()).await
}

async fn shown(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let supplier: SupplierId = ask.part("supplier")?;
    let found = asked_for_quote(ask.market(), ask.actor()?, supplier).await?;
    Ok(page(found, Way::Here(supplier), typed).into())
}

/// Takes an answer.
pub async fn send(ask: Ask) -> Result<Answer, Failure> {
    let supplier: SupplierId = ask.part("supplier")?;
    let (typed, document) = (typed_bid(&ask), ask.form.file("document"));
    let command = SendBid { supplier, typed, document };
    after(&ask, send_bid(ask.market(), ask.actor()?, command).await).await
}

/// Takes it back.
pub async fn take_back(ask: Ask) -> Result<Answer, Failure> {
    let supplier: SupplierId = ask.part("supplier")?;
    after(&ask, withdraw_bid(ask.market(), ask.actor()?, supplier).await).await
}

/// Asks about the specification.
pub async fn ask(ask: Ask) -> Result<Answer, Failure> {
    let supplier: SupplierId = ask.part("supplier")?;
    let question = ask.form.get("question");
    let asked = ask_quote_question(ask.market(), ask.actor()?, supplier, question).await;
    after(&ask, asked).await
}

/// A document of the specification, or of its own answer.
pub async fn document(ask: Ask) -> Result<Answer, Failure> {
    let (supplier, document) = (ask.part("supplier")?, ask.part("qdoc")?);
    let found = quote_document_of_supplier(ask.market(), ask.actor()?, supplier, document).await?;
    Ok(file(found))
}

async fn after(ask: &Ask, outcome: Result<(), Failure>) -> Result<Answer, Failure> {
    match outcome {
        Ok(()) => {
            let supplier: SupplierId = ask.part("supplier")?;
            Ok(Answer::see_other(format!("/quotes/asked/{supplier}")))
        }
        Err(failure) => shown(ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

/// An answer as it was typed.
pub(super) fn typed_bid(ask: &Ask) -> TypedBid {
    let text = |field: &str| ask.form.get(field).to_owned();
    TypedBid {
        net: text("net"),
        vat: text("vat"),
        included: text("included"),
        valid_until: ask.form.date("valid_until"),
    }
}

/// The page of a supplier.
pub(super) fn page(found: AskedForQuote, way: Way, typed: Typed) -> Page {
    let shown = typed.clone();
    let title = found.terms.title.clone();
    Page::new(title, move || body(&found, &way, &shown)).with_form(&typed)
}

fn body(found: &AskedForQuote, way: &Way, typed: &Typed) -> impl IntoView + use<> {
    let stands = found.bids.last().is_some_and(|last| last.terms.is_some());
    let (text, kind) = said::asked(found.stage, stands, found.is_chosen.unwrap_or_default());
    let back = matches!(way, Way::Here(_)).then(|| {
        view! { <BackLink href="/quotes/asked" text="Back to all requests"/> }
    });
    let caption = format!("{} asks {} for a quote", found.school, found.name);
    let title = found.terms.title.clone();
    let open = found.stage == QuoteStage::Sealed;
    let lead = if open {
        format!(
            "Send your quote by {}. Nobody reads it before then, and until then you can change it or take it back.",
            deadline_in_words(found.terms.closes_at)
        )
    } else {
        format!("The deadline was {}.", deadline_in_words(found.terms.closes_at))
    };
    let specification = specification(&found.terms, &found.documents, &|one| way.document(one.id));
    let own = own(found, way);
    let form = open.then(|| form(found, way, typed));
    let questions = questions(found, way, typed);
    view! {
        {back}
        <ErrorSummary errors=typed.summary()/>
        <Title caption text=title/>
        <p><Tag kind text/></p>
        <Lead>{lead}</Lead>
        {own}
        {specification}
        {questions}
        {form}
    }
}

/// What was answered last.
fn own(found: &AskedForQuote, way: &Way) -> Option<AnyView> {
    let BidShown { came_at, terms, .. } = found.bids.last()?;
    let Some(terms) = terms else {
        let told = format!("You took your quote back {}.", moment_in_words(*came_at));
        return Some(
            view! { <Section id="own" title="Your quote"><p>{told}</p></Section> }.into_any(),
        );
    };
    let mut rows = vec![
        SummaryRow::new("Excluding VAT", pounds(terms.offered.net.pence())),
        SummaryRow::new("VAT", said::vat(terms.bid.vat)),
        SummaryRow::new("Including VAT", pounds(terms.offered.gross.pence())),
        SummaryRow::new("What is included", paragraphs(&terms.bid.included)),
        SummaryRow::new("Valid until", short_day(terms.bid.valid_until)),
        SummaryRow::new("Sent", moment_in_words(*came_at)),
    ];
    if let Some(document) = &terms.document {
        rows.push(SummaryRow::new("Document", paper(document, way.document(document.id))));
    }
    let withdraw = (found.stage == QuoteStage::Sealed).then(|| {
        let (action, token) = (way.action("withdraw"), way.hidden());
        view! {
            <Form action>
                {token}
                <Button kind=ButtonKind::Quiet>"Take the quote back"</Button>
            </Form>
        }
    });
    let section = view! {
        <Section id="own" title="Your quote">
            <SummaryList rows label="Your quote"/>
            {withdraw}
        </Section>
    };
    Some(section.into_any())
}

/// The form of an answer, filled in with the one that stands.
fn form(found: &AskedForQuote, way: &Way, typed: &Typed) -> AnyView {
    let mine =
        !typed.problems.is_empty() && typed.problems.iter().all(|one| one.field != "question");
    let stands = found.bids.last().and_then(|last| last.terms.as_ref());
    let before = stands.map(|terms| {
        let until = terms.bid.valid_until.to_string();
        let net = terms.bid.net.pence().to_string();
        Typed::fresh(Sent::of([
            ("net", net.as_str()),
            ("vat", terms.bid.vat.code()),
            ("included", terms.bid.included.as_str()),
            ("valid_until", until.as_str()),
        ]))
    });
    let before = before.unwrap_or_default();
    let fields = if mine { Fields::of(typed) } else { Fields::of(&before) };
    let vats = BidVat::ALL.iter().map(|vat| Choice::new(vat.code(), said::vat(*vat))).collect();
    let label = format!(
        "Your price for all of it ({} {}), excluding VAT",
        crate::words::count(u64::from(found.terms.quantity)),
        found.terms.unit.label_for(found.terms.quantity)
    );
    let price = fields.money("net", &label, "In pounds");
    let vat = fields.radios("vat", "How does VAT apply?", vats, "");
    let hint = format!("And what is not. {}", said::NO_NAMES);
    let included = fields.lines("included", "What is included?", &hint, 4);
    let until =
        fields.date("valid_until", "Until when is it valid?", "The day of the deadline or later");
    let (title, button, paper_hint) = if stands.is_some() {
        (
            "Change your quote",
            "Send the changed quote",
            "The one you sent stays, unless you choose another. Up to 10 MB",
        )
    } else {
        ("Your quote", "Send your quote", "PDF, picture, Word, Excel or CSV, up to 10 MB")
    };
    let (action, token, wrong) = (way.action(""), way.hidden(), typed.error("document"));
    view! {
        <Section id="answer" title>
            <Form action multipart=true>
                {token}
                {price}
                {vat}
                {included}
                {until}
                <FileField name="document" label="Your quote as a document (optional)" hint=paper_hint
                    accept=".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.csv,.txt" error=wrong/>
                <Actions><Button>{button}</Button></Actions>
            </Form>
            <Muted>"A quote binds nobody until the school orders. A quote that is chosen can count in the market rate of its kind, in the middle of at least five and without your name; others stay between you and the school."</Muted>
        </Section>
    }
    .into_any()
}

fn questions(found: &AskedForQuote, way: &Way, typed: &Typed) -> Option<AnyView> {
    let open = found.stage == QuoteStage::Sealed;
    if found.questions.is_empty() && !open {
        return None;
    }
    let each = found.questions.iter().map(|one| question(one, None)).collect_view();
    let form = open.then(|| {
        let mine = typed.problems.iter().any(|one| one.field == "question");
        let fields = Fields::of_one(typed, mine);
        let hint = format!(
            "The school’s answer goes to everybody who was asked, without your name. {}",
            said::NO_NAMES
        );
        let field = fields.lines("question", "Is anything unclear?", &hint, 3);
        let (action, token) = (way.action("question"), way.hidden());
        view! {
            <Form action>
                {token}
                {field}
                <Button kind=ButtonKind::Secondary>"Ask the school"</Button>
            </Form>
        }
    });
    let section = view! {
        <Section id="questions" title="Questions">
            {each}
            {form}
        </Section>
    };
    Some(section.into_any())
}
