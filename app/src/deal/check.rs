//! Signing up, second page: check your answers, read what is binding, sign; or ask who may.

use domain::deal::Unit;
use domain::delegation::ApprovalLevel;
use domain::id::{BaselineId, DealId};
use domain::text::PurchaseOrderNumber;
use domain::{Failure, Pence, Problem, Refusal};
use leptos::prelude::*;
use market::baseline::Baseline;
use market::deal::{
    AskForSignature, Authority, CommitToDeal, DealShown, ForSchool, KnownNumber, Seen,
    ask_for_signature, commit_to_deal,
};

use super::{as_school, check_rows, deal_of, sign_up, signed_already};
use crate::parts::{
    BackLink, Binding, Button, ErrorSummary, Form, Hidden, Notice, NoticeKind, Section,
    SummaryList, TextAreaField, Ticks, Title,
};
use crate::web::{Answer, Ask, Form as Sent, Page, Typed};
use crate::words::{self, plural, pounds};

/// The answers of the first page.
pub(super) struct Answers {
    pub quantity: u32,
    pub baseline: BaselineId,
    pub purchase_order_number: Option<PurchaseOrderNumber>,
}

/// Reads the answers: they come from our own page, so what cannot be read leads nowhere.
fn answers(form: &Sent) -> Result<Answers, Failure> {
    let number = form.filled("purchase_order_number").map(PurchaseOrderNumber::parse);
    Ok(Answers {
        quantity: sign_up::quantity(form.get("quantity"))
            .map_err(|problem| Failure::field("quantity", problem))?,
        baseline: form
            .get("baseline")
            .parse()
            .map_err(|_| Failure::field("baseline", Problem::NotAChoice))?,
        purchase_order_number: number
            .transpose()
            .map_err(|problem| Failure::field("purchase_order_number", problem))?,
    })
}

/// What stood above the button, as the form carries it. A form without it showed nothing, and
/// nothing is what it agrees to.
fn seen(form: &Sent) -> Seen {
    let amount = |name: &str| Pence::new(form.get(name).parse().unwrap_or(-1));
    Seen {
        most_gross: amount("seen_most"),
        gross: amount("seen_gross"),
        wording_digest: form.get("seen_wording").to_owned(),
    }
}

/// Shows the answers and what is binding.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let deal = deal_of(&ask, None).await?;
    if let Some(signed) = signed_already(&deal, ask.market().now())? {
        return Ok(signed);
    }
    let answers = answers(&ask.query)?;
    let deal = deal_of(&ask, Some(answers.quantity)).await?;
    Ok(page(&ask, &deal, answers, Typed::default(), None)?.into())
}

/// Signs. What is not as it was shown is shown again, and so is a question that is left open.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let deal = deal_of(&ask, None).await?;
    as_school(&deal)?;
    let answers = answers(&ask.form)?;
    let deal = deal_of(&ask, Some(answers.quantity)).await?;
    let before = seen(&ask.form);
    match sign(&ask, &deal, &answers, before.clone()).await {
        Ok(()) => Ok(Answer::see_other(format!("/deals/{}/signed-up", deal.id))),
        Err(Failure::Refused(Refusal::NotAsShown)) => {
            let typed = Typed::fresh(ask.form.clone());
            Ok(page(&ask, &deal, answers, typed, Some(before))?.status(409).into())
        }
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            Ok(page(&ask, &deal, answers, typed, None)?.into())
        }
    }
}

async fn sign(ask: &Ask, deal: &DealShown, answers: &Answers, seen: Seen) -> Result<(), Failure> {
    let school = as_school(deal)?;
    let command = CommitToDeal {
        deal: deal.id,
        quantity: answers.quantity,
        quantity_reason: ask.form.filled("quantity_reason").map(str::to_owned),
        baseline: answers.baseline,
        purchase_order_number: answers.purchase_order_number.clone(),
        wording: words::deal::binding(deal, &school.name, answers.quantity).join("\n"),
        seen,
        key: ask.form.key()?,
    };
    commit_to_deal(ask.market(), ask.actor()?, command).await.map(|_| ())
}

/// Asks the school's approvers to sign.
pub async fn ask_approver(ask: Ask) -> Result<Answer, Failure> {
    let deal = deal_of(&ask, None).await?;
    let school = as_school(&deal)?;
    let answers = answers(&ask.form)?;
    if !school.baselines.iter().any(|known| known.id == answers.baseline) {
        return Err(Failure::field("baseline", Problem::NotAChoice));
    }
    let command = AskForSignature {
        deal: deal.id,
        quantity: answers.quantity,
        baseline: Some(answers.baseline),
        purchase_order_number: answers.purchase_order_number,
        key: ask.form.key()?,
    };
    let asked = ask_for_signature(ask.market(), ask.actor()?, command).await?;
    let (title, id) = (deal.title.clone(), deal.id);
    let page = Page::new("Asking for a signature", move || {
        let (kind, words) = if asked == 0 {
            (NoticeKind::Refused, "Nobody at your school is an approver on Commonpool".to_owned())
        } else {
            let people = plural(asked, "approver has", "approvers have");
            (NoticeKind::Success, format!("{people} been asked by email"))
        };
        view! {
            <BackLink href=format!("/deals/{id}") text=title.clone()/>
            <Title text="Asking for a signature" caption=title/>
            <Notice kind=kind title=words>
                <p>"They find your answers filled in. Nothing is binding until somebody who may decide signs up."</p>
            </Notice>
        }
    });
    Ok(page.into())
}

fn page(
    ask: &Ask,
    deal: &DealShown,
    answers: Answers,
    typed: Typed,
    before: Option<Seen>,
) -> Result<Page, Failure> {
    let school = as_school(deal)?.clone();
    let baseline = school.baselines.iter().find(|known| known.id == answers.baseline).cloned();
    let baseline = baseline.ok_or_else(|| Failure::field("baseline", Problem::NotAChoice))?;
    if let Some(until) = school.counted_until(&baseline.supplier) {
        return Err(Refusal::BaselineCounted { until }.into());
    }
    let authority = school.authority.ok_or(Failure::NotAllowed)?;
    let rows = check_rows::rows(deal, &school, &baseline, &answers, authority)?;
    let binding = words::deal::binding(deal, &school.name, answers.quantity);
    let seen = authority.seen(&binding.join("\n"));
    let changed = before.map(|before| changed(&before, &seen));
    let key = ask.market().form_key();
    let (title, id, unit) = (deal.title.clone(), deal.id, deal.meter.unit);
    let shown = typed.clone();
    let page = Page::new("Check your answers", move || {
        let back = back(id, &answers);
        let sign = if authority.enough {
            let question = question(&school, &baseline, unit, answers.quantity, &shown);
            let (kept, seen) = (kept(&answers), seen_fields(seen));
            view! {
                <Form action=format!("/deals/{id}/check") key=key>
                    {kept}
                    {seen}
                    {question}
                    <Button large=true>"Sign up for your school"</Button>
                </Form>
            }
            .into_any()
        } else {
            over_limit(id, key, kept(&answers).into_any(), authority)
        };
        view! {
            <BackLink href=back text="Change your answers"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Check your answers" caption=title/>
            {changed}
            <SummaryList rows/>
            <Section id="what-is-binding" title="What you sign">
                <Binding>{binding.into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}</Binding>
                {sign}
            </Section>
        }
    });
    Ok(page.with_form(&typed))
}

/// What is different from what was shown before.
fn changed(before: &Seen, now: &Seen) -> AnyView {
    let moved = |what: &str, was: Pence, is: Pence| {
        let (was, is) = (pounds(was), pounds(is));
        format!("{what}: {is} including VAT. When you looked it was {was}")
    };
    let mut items = Vec::new();
    if before.gross != now.gross {
        items.push(moved("The whole contract as things stand", before.gross, now.gross));
    }
    if before.most_gross != now.most_gross {
        items.push(moved("The most that it can come to", before.most_gross, now.most_gross));
    }
    if before.wording_digest != now.wording_digest {
        items.push("The words that you sign, below".to_owned());
    }
    view! {
        <Notice kind=NoticeKind::Refused title="This has changed since you looked">
            <Ticks items/>
            <p>"You have not signed anything. Check it again, and sign if you still agree."</p>
        </Notice>
    }
    .into_any()
}

/// Asks why, where the quantity is far from the number that the school is known by.
fn question(
    school: &ForSchool,
    baseline: &Baseline,
    unit: Unit,
    quantity: u32,
    typed: &Typed,
) -> Option<AnyView> {
    let known: KnownNumber = school.known_beside(baseline);
    if !known.is_far_from(quantity) {
        return None;
    }
    let label = format!(
        "We know {} for your school. Why do you sign up for {}?",
        words::deal::known(known, unit),
        words::deal::quantity(unit, u64::from(quantity)),
    );
    let (value, error) = (typed.value("quantity_reason"), typed.error("quantity_reason"));
    Some(
        view! {
            <TextAreaField name="quantity_reason" label=label rows=2 value=value error=error
                hint="Your answer is kept with the signature, and your partnership reads it"/>
        }
        .into_any(),
    )
}

fn over_limit(id: DealId, key: String, kept: AnyView, authority: Authority) -> AnyView {
    let (title, told, button) = ask_words(authority);
    view! {
        <Notice kind=NoticeKind::Waits title=title>
            <p>{told}</p>
        </Notice>
        <Form action=format!("/deals/{id}/ask") key=key>
            {kept}
            <Button>{button}</Button>
        </Form>
    }
    .into_any()
}

/// Why somebody else has to sign, who it is, and what the button does.
fn ask_words(authority: Authority) -> (String, &'static str, &'static str) {
    let over = |limit: Option<Pence>| {
        format!(
            "This is over your limit of {} including VAT",
            limit.map_or_else(String::new, pounds)
        )
    };
    match authority.governors_above {
        Some(above) if authority.agrees || authority.asks == ApprovalLevel::Governors => (
            format!("Above {} including VAT the governors’ approver signs", pounds(above)),
            if authority.agrees {
                "If you agree, the governors’ approver is asked by email, with a link to this deal. Your agreement is kept, \
                 and your school is bound once they sign."
            } else {
                "An approver of your school has agreed. We can ask the governors’ approver again by email."
            },
            if authority.agrees { "Agree, and ask the governors’ approver" } else { "Ask again" },
        ),
        Some(above) => (
            format!("Above {} including VAT it takes two", pounds(above)),
            "An approver of your school agrees first, and the governors’ approver signs. We can ask your approvers by email, \
             with a link to this deal.",
            "Ask your approvers",
        ),
        None => (
            over(authority.limit),
            "Your limit must cover the most that the contract can come to. Somebody at your school with a higher limit has \
             to sign. We can ask your approvers by email, with a link to this deal.",
            "Ask your approvers",
        ),
    }
}

fn kept(answers: &Answers) -> impl IntoView + use<> {
    let number = answers.purchase_order_number.as_ref().map(ToString::to_string);
    view! {
        <Hidden name="quantity" value=answers.quantity.to_string()/>
        <Hidden name="baseline" value=answers.baseline.to_string()/>
        <Hidden name="purchase_order_number" value=number.unwrap_or_default()/>
    }
}

/// What stands above the button, carried by the form.
fn seen_fields(seen: Seen) -> impl IntoView {
    view! {
        <Hidden name="seen_most" value=seen.most_gross.get().to_string()/>
        <Hidden name="seen_gross" value=seen.gross.get().to_string()/>
        <Hidden name="seen_wording" value=seen.wording_digest/>
    }
}

/// The first page with the answers in it.
pub(super) fn back(id: DealId, answers: &Answers) -> String {
    let number = answers.purchase_order_number.as_ref().map(ToString::to_string);
    let answers = [
        ("quantity", answers.quantity.to_string()),
        ("baseline", answers.baseline.to_string()),
        ("purchase_order_number", number.unwrap_or_default()),
    ];
    let answers = serde_urlencoded::to_string(answers).unwrap_or_default();
    format!("/deals/{id}/sign-up?{answers}")
}
