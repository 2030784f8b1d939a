//! What a council answers to a partnership that wants to trade through it.

use domain::Failure;
use domain::calendar::short_day;
use domain::id::HostingId;
use leptos::prelude::*;
use market::partnership::{AnswerHosting, Hosting, answer_hosting, hosting};

use crate::parts::{
    Actions, BackLink, Binding, Button, ButtonKind, Form, Lead, Section, SummaryList, SummaryRow,
    Title,
};
use crate::web::{Answer, Ask, Page};

/// What it means, and the answer.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let found = hosting(ask.market(), ask.actor()?, ask.part("hosting")?).await?;
    let council = ask.actor()?.acting_for().map(|acting| acting.name.clone()).unwrap_or_default();
    let page = Page::new(format!("Trade for {}", found.partnership), move || {
        let (lead, rows) = (stands(&found), on_invoices(&found, &council));
        let agree = (found.agreed != Some(true))
            .then(|| view! { <Button name="agree" value="yes">"Agree"</Button> });
        let words = if found.agreed.is_some() { "Stop trading for it" } else { "Say no" };
        let decline = (found.agreed != Some(false)).then(|| {
            view! { <Button kind=ButtonKind::Secondary name="agree" value="no">{words}</Button> }
        });
        view! {
            <BackLink href="/" text="Back to your home page"/>
            <Title caption=found.partnership.clone() text="Trade for this partnership"/>
            <Lead>{lead}</Lead>
            <p>"The partnership is no legal body. Its members order from your council, which invoices them in its own name and is paid. The partnership’s staff look after services, orders and invoices."</p>
            <Section id="invoices" title="What its invoices say"><SummaryList rows=rows/></Section>
            <Form action=format!("/hosting/{}", found.id)>
                <Binding><p>"From the moment you agree, what has been delivered is invoiced in the council’s name. You can stop at any time: what was invoiced stays."</p></Binding>
                <Actions>{agree}{decline}</Actions>
            </Form>
        }
    });
    Ok(page.into())
}

/// Answers.
pub async fn answer(ask: Ask) -> Result<Answer, Failure> {
    let hosting: HostingId = ask.part("hosting")?;
    let agree = ask.form.get("agree") == "yes";
    answer_hosting(ask.market(), ask.actor()?, AnswerHosting { hosting, agree }).await?;
    Ok(Answer::see_other("/"))
}

/// How it stands, in a sentence.
pub(crate) fn stands(found: &Hosting) -> String {
    let since = short_day(found.since);
    let by = found.asked_by.as_ref().map(|name| format!(" by {name}")).unwrap_or_default();
    match found.agreed {
        None => format!("Asked on {since}{by}. Nothing is invoiced before you answer."),
        Some(true) => format!("You trade for it since {since}."),
        Some(false) => format!("You said no on {since}."),
    }
}

fn on_invoices(found: &Hosting, council: &str) -> Vec<SummaryRow> {
    let none = || "None entered by the partnership yet".to_owned();
    let says = &found.invoices;
    let bank = says.bank.as_ref();
    let bank = bank.map(|bank| format!("{}, {}, {}", bank.name, bank.sort_code, bank.account));
    let address = says.address.as_ref().map(|text| text.lines().collect::<Vec<_>>().join(", "));
    vec![
        SummaryRow::new("From", council.to_owned()),
        SummaryRow::new("For", found.partnership.clone()),
        SummaryRow::new("Numbers", format!("{}-000001 and so on", says.prefix)),
        SummaryRow::new("Address", address.unwrap_or_else(none)),
        SummaryRow::new("VAT number", says.vat_number.clone().unwrap_or_else(none)),
        SummaryRow::new("Bank account", bank.unwrap_or_else(none)),
    ]
}
