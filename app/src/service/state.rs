//! Moving a service on, and settling its VAT.

use ::market::service::{MoveService, SettleVat, move_service, settle_vat};
use domain::Failure;
use domain::form::choice;
use domain::service::Event;
use domain::vat::{VatReason, VatTreatment};
use leptos::prelude::*;

use super::own;
use crate::parts::{BackLink, Button, Choice, ErrorSummary, Form, Lead, Muted, RadiosField, Title};
use crate::web::{Answer, Ask, Page, Typed};
use crate::words;

/// Does what the button says.
pub async fn move_on(ask: Ask) -> Result<Answer, Failure> {
    let service = own(&ask).await?;
    let event = choice(ask.form.get("event"), Event::from_code)
        .map_err(|problem| Failure::field("event", problem))?;
    let command = MoveService { service: service.id(), event };
    move_service(ask.market(), ask.actor()?, command).await?;
    Ok(Answer::see_other(format!("/services/{}", service.id())))
}

/// Asks how VAT applies.
pub async fn vat(ask: Ask) -> Result<Answer, Failure> {
    vat_page(&ask, Typed::fresh(ask.form.clone())).await
}

/// Keeps the answer.
pub async fn settle(ask: Ask) -> Result<Answer, Failure> {
    let service = own(&ask).await?;
    let command = SettleVat { service: service.id(), reason: ask.form.get("vat").to_owned() };
    match settle_vat(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/services/{}", service.id()))),
        Err(failure) => vat_page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn vat_page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let service = own(ask).await?;
    let terms = service.terms();
    let suggested = terms.category.defaults().vat.choices();
    let rest = VatReason::ALL.iter().copied().filter(|reason| !suggested.contains(reason));
    let choices: Vec<Choice> = suggested
        .iter()
        .copied()
        .chain(rest)
        .map(|one| Choice::new(one.code(), words::vat::vat_reason(one)).hint(one.source()))
        .collect();
    let (question, held) = match terms.vat {
        VatTreatment::Ask(question) => (words::vat::vat_question(question), String::new()),
        VatTreatment::Settled(basis) => {
            ("How does VAT apply to this service?", basis.reason().code().to_owned())
        }
    };
    let (id, title) = (service.id(), terms.title.clone());
    let shown = typed.clone();
    let page = Page::new("Settle VAT", move || {
        let value = shown.form.filled("vat").map_or(held, str::to_owned);
        view! {
            <BackLink href=format!("/services/{id}") text="Back to the service"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=title text="VAT"/>
            <Lead>{question}</Lead>
            <Form action=format!("/services/{id}/vat")>
                <RadiosField name="vat" label="How VAT applies, and why" choices value error=shown.error("vat")/>
                <Button>"Save"</Button>
            </Form>
            <Muted>"Every invoice line carries the reason. Ask your accountant where you are not sure: we never guess."</Muted>
        }
    });
    Ok(page.with_form(&typed).into())
}
