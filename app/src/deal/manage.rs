//! Opening a deal and taking it back.

use domain::Failure;
use leptos::prelude::*;
use market::deal::{DealShown, OpenDeal, WithdrawDeal, open_deal, withdraw_deal};

use super::deal_of;
use crate::parts::{BackLink, Button, ButtonKind, ErrorSummary, Form, Lead, TextAreaField, Title};
use crate::web::{Answer, Ask, Page, Typed};

/// Opens it.
pub async fn open(ask: Ask) -> Result<Answer, Failure> {
    let deal = deal_of(&ask, None).await?.id;
    let command = OpenDeal { deal, key: ask.form.key()? };
    open_deal(ask.market(), ask.actor()?, command).await?;
    Ok(Answer::see_other(format!("/deals/{deal}")))
}

/// Asks why.
pub async fn ask_reason(ask: Ask) -> Result<Answer, Failure> {
    let deal = deal_of(&ask, None).await?;
    let key = ask.form_key();
    Ok(page(&deal, key, Typed::fresh(ask.form)).into())
}

/// Takes it back.
pub async fn withdraw(ask: Ask) -> Result<Answer, Failure> {
    let deal = deal_of(&ask, None).await?;
    let reason = ask.form.get("reason").to_owned();
    let command = WithdrawDeal { deal: deal.id, reason, key: ask.form.key()? };
    match withdraw_deal(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/deals/{}", deal.id))),
        Err(failure) => {
            let key = ask.form_key();
            Ok(page(&deal, key, Typed::refused(ask.form, failure)?).into())
        }
    }
}

fn page(deal: &DealShown, key: String, typed: Typed) -> Page {
    let (shown, title, id) = (typed.clone(), deal.title.clone(), deal.id);
    Page::new("Withdraw the deal", move || {
        view! {
            <BackLink href=format!("/deals/{id}") text=title.clone()/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Withdraw the deal" caption=title/>
            <Lead>"Nobody can sign up any more. Every school that has is told why, and owes nothing. This cannot be undone."</Lead>
            <Form action=format!("/deals/{id}/withdraw") key=key>
                <TextAreaField name="reason" label="Why is the deal withdrawn?"
                    hint="Every school that signed up reads this" value=shown.value("reason") error=shown.error("reason")/>
                <Button kind=ButtonKind::Warning>"Withdraw the deal"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}
