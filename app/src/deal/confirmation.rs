//! After signing: what was signed, and the way out while there is one.

use domain::calendar::moment_in_words;
use domain::{Failure, Refusal};
use leptos::prelude::*;
use market::deal::{LeaveDeal, leave_deal};

use super::{as_school, deal_of};
use crate::parts::{
    Actions, BackLink, Button, ButtonKind, ButtonLink, Form, Lead, Panel, Prose, Section,
    SummaryList, SummaryRow, Title,
};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// What the school signed.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let deal = deal_of(&ask, None).await?;
    let school = as_school(&deal)?;
    let joined = school.joined.clone().ok_or(Refusal::NotCommitted)?;
    let closes = moment_in_words(deal.terms.closes_at());
    let (title, id, unit, name) =
        (deal.title.clone(), deal.id, deal.meter.unit, school.name.clone());
    let page = Page::new("Signed up", move || {
        let number = joined.purchase_order_number.unwrap_or_else(|| "None".to_owned());
        let rows = vec![
            SummaryRow::new("Deal", title),
            SummaryRow::new("Quantity", words::deal::quantity(unit, u64::from(joined.quantity))),
            SummaryRow::new(
                "Signed by",
                format!("{}, {}", joined.signed_by, words::role(joined.role).to_lowercase()),
            ),
            SummaryRow::new("When", moment_in_words(joined.at)),
            SummaryRow::new("Purchase order number", number),
        ];
        let wording: Vec<String> = joined.wording.lines().map(str::to_owned).collect();
        view! {
            <Panel title=format!("{name} has signed up") reference_label="The deal closes " reference=closes>
                <p>"You can leave until then. Afterwards we tell you by email whether the deal is going ahead, and at what price."</p>
            </Panel>
            <SummaryList rows/>
            <Section id="wording" title="What you signed">
                <Prose>{wording.into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}</Prose>
            </Section>
            <Actions><ButtonLink href=format!("/deals/{id}") kind=ButtonKind::Secondary>"See the deal"</ButtonLink></Actions>
        }
    });
    Ok(page.paper(deal.title.clone()).into())
}

/// Asks whether the school really leaves.
pub async fn ask_to_leave(ask: Ask) -> Result<Answer, Failure> {
    let deal = deal_of(&ask, None).await?;
    let school = as_school(&deal)?;
    if school.joined.is_none() {
        return Err(Refusal::NotCommitted.into());
    }
    let (title, id, name) = (deal.title.clone(), deal.id, school.name.clone());
    let key = ask.form_key();
    let page = Page::new("Leave the deal", move || {
        view! {
            <BackLink href=format!("/deals/{id}") text=title.clone()/>
            <Title text="Leave the deal?" caption=title/>
            <Lead>{format!("{name} owes nothing. The price for the others may rise. You can sign up again until the deal closes.")}</Lead>
            <Form action=format!("/deals/{id}/leave") key>
                <Button kind=ButtonKind::Warning>"Leave the deal"</Button>
            </Form>
        }
    });
    Ok(page.into())
}

/// Leaves.
pub async fn leave(ask: Ask) -> Result<Answer, Failure> {
    let deal = deal_of(&ask, None).await?.id;
    let leave = LeaveDeal { deal, key: ask.form.key()? };
    leave_deal(ask.market(), ask.actor()?, leave).await?;
    Ok(Answer::see_other(format!("/deals/{deal}")))
}
