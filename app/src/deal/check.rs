//! Signing up, second page: check your answers, read what is binding, sign; or ask who may.

use domain::id::BaselineId;
use domain::text::PurchaseOrderNumber;
use domain::{Failure, Problem};
use leptos::prelude::*;
use market::baseline::Baseline;
use market::deal::{
    AskForSignature, Authority, CommitToDeal, DealShown, ForSchool, ask_for_signature,
    commit_to_deal,
};

use super::{as_school, deal_of, sign_up};
use crate::parts::{
    BackLink, Binding, Button, Form, Hidden, Notice, NoticeKind, Section, SummaryList, SummaryRow,
    Title,
};
use crate::web::{Answer, Ask, Form as Sent, Page};
use crate::words::{self, plural, pounds};

/// The answers of the first page.
struct Answers {
    quantity: u32,
    baseline: BaselineId,
    purchase_order_number: Option<PurchaseOrderNumber>,
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

/// Shows the answers and what is binding.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let deal = deal_of(&ask, None).await?;
    as_school(&deal)?;
    let answers = answers(&ask.query)?;
    let deal = deal_of(&ask, Some(answers.quantity)).await?;
    page(&ask, &deal, answers)
}

/// Signs.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let deal = deal_of(&ask, None).await?;
    let school = as_school(&deal)?;
    let answers = answers(&ask.form)?;
    let command = CommitToDeal {
        deal: deal.id,
        quantity: answers.quantity,
        baseline: answers.baseline,
        purchase_order_number: answers.purchase_order_number,
        wording: words::deal::binding(&deal, &school.name, answers.quantity).join("\n"),
        key: ask.form.key()?,
    };
    commit_to_deal(ask.market(), ask.actor()?, command).await?;
    Ok(Answer::see_other(format!("/deals/{}/signed-up", deal.id)))
}

/// Asks the school's approvers to sign.
pub async fn ask_approver(ask: Ask) -> Result<Answer, Failure> {
    let deal = deal_of(&ask, None).await?;
    as_school(&deal)?;
    let answers = answers(&ask.form)?;
    let command =
        AskForSignature { deal: deal.id, quantity: answers.quantity, key: ask.form.key()? };
    let asked = ask_for_signature(ask.market(), ask.actor()?, command).await?;
    let (title, id) = (deal.title.clone(), deal.id);
    let page = Page::new("Your approvers have been asked", move || {
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
                <p>"What you entered is kept. Nothing is binding until somebody with a higher limit signs up."</p>
            </Notice>
        }
    });
    Ok(page.into())
}

fn page(ask: &Ask, deal: &DealShown, answers: Answers) -> Result<Answer, Failure> {
    let school = as_school(deal)?.clone();
    let baseline = school.baselines.iter().find(|known| known.id == answers.baseline).cloned();
    let baseline = baseline.ok_or_else(|| Failure::field("baseline", Problem::NotAChoice))?;
    let authority = school.authority.ok_or(Failure::NotAllowed)?;
    let rows = rows(deal, &school, &baseline, &answers, authority)?;
    let binding = words::deal::binding(deal, &school.name, answers.quantity);
    let key = ask.market().form_key();
    let (title, id) = (deal.title.clone(), deal.id);
    let page = Page::new("Check your answers", move || {
        let (kept, back) = (kept(&answers), back(id, &answers));
        let sign = if authority.enough {
            view! {
                <Form action=format!("/deals/{id}/check") key=key>
                    {kept}
                    <Button large=true>"Sign up for your school"</Button>
                </Form>
            }
            .into_any()
        } else {
            over_limit(id, key, kept.into_any(), authority)
        };
        view! {
            <BackLink href=back text="Change your answers"/>
            <Title text="Check your answers" caption=title/>
            <SummaryList rows/>
            <Section id="what-is-binding" title="What you sign">
                <Binding>{binding.into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}</Binding>
            </Section>
            {sign}
        }
    });
    Ok(page.into())
}

fn rows(
    deal: &DealShown,
    school: &ForSchool,
    baseline: &Baseline,
    answers: &Answers,
    authority: Authority,
) -> Result<Vec<SummaryRow>, Failure> {
    let change = back(deal.id, answers);
    let view = school.view.as_ref().ok_or(Failure::NotFound)?;
    let now = baseline.yearly_for(answers.quantity)?;
    let saving = now.pence().minus(view.cost.pence())?;
    let effect = view.effect_of_joining;
    let document = baseline
        .file
        .as_ref()
        .map_or_else(|| "a note, no document".to_owned(), |file| file.name.clone());
    let count = words::deal::quantity(deal.meter.unit, u64::from(answers.quantity));
    let number = answers.purchase_order_number.as_ref();
    let number = number.map_or_else(|| "None".to_owned(), ToString::to_string);
    let mut rows = vec![
        SummaryRow::new("School", school.name.clone()),
        SummaryRow::new("Quantity", count).change(change.clone()),
        SummaryRow::new(
            "What you pay now",
            format!("{} a year to {} ({document})", pounds(now.pence()), baseline.supplier),
        )
        .change(change.clone()),
        SummaryRow::new("Purchase order number", number).change(change),
        SummaryRow::new(
            "Price with you in",
            format!(
                "{} {}, excluding VAT",
                effect.price_with.pence(),
                words::deal::per_unit(deal.meter.unit)
            ),
        ),
        SummaryRow::new(
            "You would pay",
            format!("{} a year, excluding VAT", pounds(view.cost.pence())),
        ),
        SummaryRow::new("Beside what you pay now", beside(saving)),
        SummaryRow::new(
            format!("The whole contract, {}", words::deal::length(deal.terms.months())),
            format!(
                "{} excluding VAT, {} including VAT, at the price as things stand",
                pounds(authority.value.pence()),
                pounds(authority.gross.pence())
            ),
        ),
    ];
    if effect.price_with < effect.price_without {
        let text = format!("All others together save {} more a year", pounds(effect.others_save));
        rows.push(SummaryRow::new("Because you join", text));
    }
    Ok(rows)
}

fn beside(saving: domain::Pence) -> String {
    let size = pounds(domain::Pence::new(saving.get().saturating_abs()));
    match saving.get() {
        0 => "The same".to_owned(),
        1.. => format!("{size} less a year"),
        ..0 => format!("{size} more a year: a rise"),
    }
}

fn over_limit(id: domain::id::DealId, key: String, kept: AnyView, authority: Authority) -> AnyView {
    let limit = authority.limit.map_or_else(String::new, pounds);
    view! {
        <Notice kind=NoticeKind::Waits title=format!("This is over your limit of {limit} including VAT")>
            <p>"Somebody at your school with a higher limit has to sign. We can ask your approvers by email, with a link to this deal."</p>
        </Notice>
        <Form action=format!("/deals/{id}/ask") key=key>
            {kept}
            <Button>"Ask your approvers"</Button>
        </Form>
    }
    .into_any()
}

fn kept(answers: &Answers) -> impl IntoView + use<> {
    let number = answers.purchase_order_number.as_ref().map(ToString::to_string);
    view! {
        <Hidden name="quantity" value=answers.quantity.to_string()/>
        <Hidden name="baseline" value=answers.baseline.to_string()/>
        <Hidden name="purchase_order_number" value=number.unwrap_or_default()/>
    }
}

fn back(id: domain::id::DealId, answers: &Answers) -> String {
    let number = answers.purchase_order_number.as_ref().map(ToString::to_string);
    let answers = [
        ("quantity", answers.quantity.to_string()),
        ("baseline", answers.baseline.to_string()),
        ("purchase_order_number", number.unwrap_or_default()),
    ];
    let answers = serde_urlencoded::to_string(answers).unwrap_or_default();
    format!("/deals/{id}/sign-up?{answers}")
}
