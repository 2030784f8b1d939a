//! Changes that a provider proposes: asking for one, and the partnership's answer.

use ::market::service::{
    DecideProposal, Proposal, ProposalRow, ProposeTerms, WithdrawProposal, decide_proposal,
    proposals, propose_terms, view_proposal, view_service, waiting_proposal, withdraw_proposal,
};
use domain::Failure;
use domain::access::Action;
use domain::calendar::moment_in_words;
use domain::id::{ServiceId, ServiceProposalId};
use domain::service::{ProposalState, ServiceTerms};
use leptos::prelude::*;

use super::fields;
use crate::audit::differences;
use crate::parts::{
    Actions, BackLink, Button, ButtonKind, Cell, ColumnHead, EmptyState, ErrorSummary, Form,
    Hidden, Lead, Notice, NoticeKind, Pagination, Section, Table, TableRow, Tag, TagKind, TextLink,
    Title,
};
use crate::web::{Answer, Ask, Fields, Page, Typed, csv};

/// Shows the service's form, filled in, for the provider.
pub async fn ask_for(ask: Ask) -> Result<Answer, Failure> {
    let service = view_own(&ask).await?;
    let typed = Typed::fresh(fields::filled(&service, ask.market().today()));
    form_page(&ask, typed, service.id(), false).await
}

/// Sends it to the partnership.
pub async fn propose(ask: Ask) -> Result<Answer, Failure> {
    let service = view_own(&ask).await?;
    let command = ProposeTerms {
        key: ask.form.key()?,
        service: service.id(),
        version: ask.form.get("version").parse().unwrap_or(0),
        terms: fields::typed_terms(&ask.form),
    };
    match propose_terms(ask.market(), ask.actor()?, command).await {
        Ok(id) => Ok(Answer::see_other(format!("/proposals/{id}"))),
        Err(Failure::ChangedMeanwhile) => {
            form_page(&ask, Typed::fresh(ask.form.clone()), service.id(), true).await
        }
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            form_page(&ask, typed, service.id(), false).await
        }
    }
}

/// The service the address names, for the provider that delivers it.
async fn view_own(ask: &Ask) -> Result<::market::service::ServiceDetail, Failure> {
    let actor = ask.actor()?;
    let id: ServiceId = ask.part("service")?;
    let service = view_service(ask.market(), &ask.viewer, id).await?;
    actor.permit(Action::ProposeTerms, service.provider.id)?;
    Ok(service)
}

async fn form_page(ask: &Ask, typed: Typed, id: ServiceId, stale: bool) -> Result<Answer, Failure> {
    let waits = waiting_proposal(ask.market(), ask.actor()?, id).await?;
    let key = ask.form_key();
    let shown = typed.clone();
    let title = shown.value("title");
    let page = Page::new("Propose a change", move || {
        view! {
            <BackLink href=format!("/services/{id}") text="Back to the service"/>
            <ErrorSummary errors=shown.summary()/>
            {stale.then(|| view! {
                <Notice kind=NoticeKind::Refused title="Somebody changed this service while you were at it">
                    <p>"Nothing of yours has been sent. Open the service in another window, compare, and start again from there."</p>
                </Notice>
            })}
            {waits.map(|earlier| view! {
                <Notice kind=NoticeKind::Waits title="A change that you proposed waits already">
                    <p><TextLink href=format!("/proposals/{earlier}")>"See it"</TextLink>". What you send now takes its place."</p>
                </Notice>
            })}
            <Title caption=title text="Propose a change"/>
            <Lead>"The partnership looks at it first. Until then schools see the service as it is, and orders already placed keep what they were placed on."</Lead>
            <Form action=format!("/services/{id}/propose") key>
                <Hidden name="version" value=shown.value("version")/>
                {fields::proposed(&shown)}
                <Actions><Button>"Send to the partnership"</Button></Actions>
            </Form>
        }
    });
    let page = page.with_form(&typed);
    Ok(if stale { page.status(409) } else { page }.into())
}

/// What a state is called, and how it is marked.
const fn state(state: ProposalState) -> (&'static str, TagKind) {
    match state {
        ProposalState::Waiting => ("Waits for the partnership", TagKind::Waits),
        ProposalState::Accepted => ("Taken on", TagKind::Good),
        ProposalState::Declined => ("Declined", TagKind::Bad),
        ProposalState::Withdrawn => ("Taken back", TagKind::Plain),
    }
}

/// All of them, the newest first.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    let found = proposals(ask.market(), ask.actor()?, &ask.page()).await?;
    let page = Page::new("Proposed changes", move || {
        let next = found.next.map(|after| format!("/proposals?after={after}"));
        let any = !found.items.is_empty();
        let rows = found.items.into_iter().map(row).collect();
        let columns = ["Service", "Provider", "Partnership", "Proposed", "State"]
            .map(ColumnHead::words)
            .to_vec();
        let empty = view! {
            <EmptyState title="No changes have been proposed">
                <p>"A provider proposes a change on the page of a service that it delivers. The partnership takes it on or declines it."</p>
            </EmptyState>
        };
        view! {
            <BackLink href="/services" text="Back to services"/>
            <Title text="Proposed changes"/>
            <Table caption="Proposed changes, newest first" quiet_caption=true columns rows
                empty=empty.into_any()/>
            <Pagination label="Proposed changes" next=next.unwrap_or_default()/>
            {any.then(|| csv::link("/proposals.csv".to_owned(), ""))}
        }
    });
    Ok(page.into())
}

fn row(one: ProposalRow) -> TableRow {
    let href = format!("/proposals/{}", one.id);
    let (text, kind) = state(one.state);
    TableRow::new(vec![
        Cell::view(view! { <TextLink href=href>{one.title}</TextLink> }),
        one.provider.into(),
        one.partnership.into(),
        moment_in_words(one.proposed_at).into(),
        Cell::view(view! { <Tag kind text=text/> }),
    ])
}

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    const HEAD: [&str; 5] = ["Service", "Provider", "Partnership", "Proposed", "State"];
    csv::download(ask, "proposed-changes", &HEAD, |ask, page| async move {
        let found = proposals(ask.market(), ask.actor()?, &page).await?;
        Ok(found.map(|one| {
            let proposed = moment_in_words(one.proposed_at);
            let told = state(one.state).0.to_owned();
            vec![one.title, one.provider, one.partnership, proposed, told]
        }))
    })
    .await
}

/// One of them: what the service is, beside what it would be.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::fresh(ask.form.clone())).await
}

/// Takes it on, or declines it.
pub async fn decide(ask: Ask) -> Result<Answer, Failure> {
    let id: ServiceProposalId = ask.part("proposal")?;
    let accept = match ask.form.get("answer") {
        "accept" => true,
        "decline" => false,
        _ => return Err(Failure::NotFound),
    };
    let reason = ask.form.get("reason").to_owned();
    let command = DecideProposal { proposal: id, accept, reason };
    match decide_proposal(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/proposals/{id}"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

/// Takes it back.
pub async fn take_back(ask: Ask) -> Result<Answer, Failure> {
    let id: ServiceProposalId = ask.part("proposal")?;
    withdraw_proposal(ask.market(), ask.actor()?, WithdrawProposal { proposal: id }).await?;
    Ok(Answer::see_other(format!("/proposals/{id}")))
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let id: ServiceProposalId = ask.part("proposal")?;
    let found = view_proposal(ask.market(), ask.actor()?, id).await?;
    let today = ask.market().today();
    let starting =
        |terms: &ServiceTerms| ServiceTerms { price: terms.price.starting(today), ..terms.clone() };
    let json = |terms: &ServiceTerms| serde_json::to_value(starting(terms)).ok();
    let changes = differences(json(&found.before).as_ref(), json(&found.after).as_ref());
    let shown = typed.clone();
    let page = Page::new("Proposed change", move || body(found, changes, &shown));
    Ok(page.with_form(&typed).into())
}

type Change = (String, Option<String>, Option<String>);

fn body(found: Proposal, changes: Vec<Change>, typed: &Typed) -> impl IntoView + use<> {
    let columns = ["What", "Now", "Proposed"].map(ColumnHead::words).to_vec();
    let nothing = || "Nothing".to_owned();
    let rows = changes.into_iter().map(|(label, before, after)| {
        let cells = [label, before.unwrap_or_else(nothing), after.unwrap_or_else(nothing)];
        TableRow::new(cells.into_iter().map(Cell::Text).collect())
    });
    let rows = rows.collect();
    let (text, kind) = state(found.state);
    let told = format!(
        "{} of {} proposed this on {}.",
        found.proposed_by,
        found.provider,
        moment_in_words(found.proposed_at)
    );
    let (service, title) = (format!("/services/{}", found.service), found.before.title.clone());
    let errors = typed.summary();
    view! {
        <BackLink href="/proposals" text="Back to proposed changes"/>
        <ErrorSummary errors/>
        <Title caption=title text="Proposed change"/>
        <p><Tag kind text=text/>" "{told}" "<TextLink href=service>"See the service"</TextLink></p>
        {answer(&found)}
        <Table caption="What would change" quiet_caption=true columns rows/>
        {decision(&found, typed)}
    }
}

/// What was decided, by whom and why.
fn answer(found: &Proposal) -> Option<AnyView> {
    let decided = found.decided.as_ref()?;
    let (when, by) = (moment_in_words(decided.at), &decided.by);
    let told = match found.state {
        ProposalState::Waiting => return None,
        ProposalState::Accepted => format!("{by} took it on for {} on {when}.", found.partnership),
        ProposalState::Declined => format!("{by} declined it for {} on {when}.", found.partnership),
        ProposalState::Withdrawn => format!("{by} took it back on {when}."),
    };
    let reason =
        decided.reason.clone().map(|reason| view! { <p>{format!("The reason: {reason}")}</p> });
    Some(view! { <p>{told}</p>{reason} }.into_any())
}

/// The buttons of whoever decides, or of whoever asked.
fn decision(found: &Proposal, typed: &Typed) -> Option<AnyView> {
    let id = found.id;
    let action = move |what: &str| format!("/proposals/{id}/{what}");
    if found.may_withdraw {
        return Some(
            view! {
                <Form action=action("withdraw")>
                    <Button kind=ButtonKind::Secondary>"Take it back"</Button>
                </Form>
            }
            .into_any(),
        );
    }
    if !found.may_decide {
        return None;
    }
    let stale = found.is_stale;
    let reason = Fields::of(typed).lines("reason", "Why not", "The provider reads it", 3);
    Some(
        view! {
            {if stale {
                view! {
                    <Notice kind=NoticeKind::Refused title="The service was changed since this was proposed">
                        <p>"It cannot be taken on any more. Decline it, and ask the provider to propose it again."</p>
                    </Notice>
                }
                .into_any()
            } else {
                view! {
                    <Form action=action("decide")>
                        <Hidden name="answer" value="accept"/>
                        <Button>"Take it on"</Button>
                    </Form>
                    <p>"Schools get it so at once. Orders already placed keep what they were placed on."</p>
                }
                .into_any()
            }}
            <Section id="decline" title="Decline it" small=true>
                <Form action=action("decide")>
                    <Hidden name="answer" value="decline"/>
                    {reason}
                    <Button kind=ButtonKind::Secondary>"Decline"</Button>
                </Form>
            </Section>
        }
        .into_any(),
    )
}
