//! An invitation that waits: sending it again, taking it back.

use domain::Failure;
use domain::access::Role;
use domain::calendar::{london_day, short_day};
use domain::id::InvitationId;
use leptos::prelude::*;
use market::people::{
    InvitationAsked, WaitingInvitation, resend_invitation, revoke_invitation, waiting_invitation,
};

use crate::parts::{
    BackLink, Button, ButtonKind, Form, Lead, Section, SummaryList, SummaryRow, Title,
};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// The invitation and its two buttons.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let id: InvitationId = ask.part("invite")?;
    let found = waiting_invitation(ask.market(), ask.actor()?, id).await?;
    let (back, key) = (back(&ask, &found)?, ask.form_key());
    let goes_again = !found.days.is_over(ask.market().today());
    let page = Page::new("Invitation", move || {
        let until = short_day(london_day(found.expires_at));
        let until = if found.has_run_out { format!("{until}. It has run out") } else { until };
        let mut rows = vec![
            SummaryRow::new("To act for", found.organisation),
            SummaryRow::new("Role", words::role(found.role)),
        ];
        if domain::people::has_limit(found.role) && found.limit.is_some() {
            let limit = words::people::limit(found.role, found.limit);
            rows.push(SummaryRow::new("May decide alone, including VAT", limit));
        }
        if let Some(days) = words::people::days(found.days) {
            rows.push(SummaryRow::new("For a time", days));
        }
        rows.push(SummaryRow::new("The link works until", until));
        let path = format!("/people/invitations/{id}");
        let again = format!("{path}/again");
        view! {
            <BackLink href=back text="Back"/>
            <Title caption="Invitation" text=found.email/>
            <SummaryList rows=rows/>
            {goes_again.then(|| view! {
                <Section id="again" title="Send it again" small=true>
                    <Lead>"They get another email, with a link for fourteen days. The first link stops working."</Lead>
                    <Form action=again key=key><Button kind=ButtonKind::Secondary>"Send it again"</Button></Form>
                </Section>
            })}
            <Section id="revoke" title="Take it back" small=true>
                <Lead>"The link stops working at once. Nobody is told."</Lead>
                <Form action=format!("{path}/revoke")>
                    <Button kind=ButtonKind::Warning>"Take it back"</Button>
                </Form>
            </Section>
        }
    });
    Ok(page.into())
}

/// Sends it again.
pub async fn again(ask: Ask) -> Result<Answer, Failure> {
    let asked = InvitationAsked { invitation: ask.part("invite")? };
    let found = waiting_invitation(ask.market(), ask.actor()?, asked.invitation).await?;
    resend_invitation(ask.market(), ask.actor()?, &ask.form.key()?, asked).await?;
    Ok(Answer::see_other(back(&ask, &found)?))
}

/// Takes it back.
pub async fn revoke(ask: Ask) -> Result<Answer, Failure> {
    let asked = InvitationAsked { invitation: ask.part("invite")? };
    let found = waiting_invitation(ask.market(), ask.actor()?, asked.invitation).await?;
    revoke_invitation(ask.market(), ask.actor()?, asked).await?;
    Ok(Answer::see_other(back(&ask, &found)?))
}

/// Where it is listed: among one's own people, or, for a member of a partnership, among its members.
fn back(ask: &Ask, found: &WaitingInvitation) -> Result<&'static str, Failure> {
    let own = ask.actor()?.acting_for().is_some_and(|acting| acting.name == found.organisation);
    Ok(match (own, found.role) {
        (true, _) => "/people",
        (false, Role::ProviderManager) => "/providers",
        (false, _) => "/members",
    })
}
