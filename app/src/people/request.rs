//! Requests to act for a school, and deciding on one.

use domain::Failure;
use domain::access::Action;
use domain::calendar::short_day;
use domain::id::JoinRequestId;
use domain::people::AddressCheck;
use leptos::prelude::*;
use market::school::{DecideJoin, JoinRequest, JoinRequests, Waiting, decide_join, join_request};

use crate::parts::{
    Actions, BackLink, Button, ButtonKind, Cell, ColumnHead, ErrorSummary, Form, Lead, Muted,
    Notice, NoticeKind, Section, SummaryList, SummaryRow, Table, TableRow, TextField, TextLink,
    Title,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};
use crate::words;

/// The request, with what its address says.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let id: JoinRequestId = ask.part("request")?;
    let found = join_request(ask.market(), ask.actor()?, id).await?;
    let back = back(&ask)?;
    Ok(page(found, back, Typed::fresh(Filled::default())).into())
}

/// Accepts or refuses it.
pub async fn decide(ask: Ask) -> Result<Answer, Failure> {
    let request: JoinRequestId = ask.part("request")?;
    let (market, actor) = (ask.market(), ask.actor()?);
    let accept = ask.form.get("accept") == "yes";
    let decide = DecideJoin { request, accept, reason: ask.form.get("reason").to_owned() };
    match decide_join(market, actor, decide).await {
        Ok(()) => Ok(Answer::see_other(back(&ask)?)),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            let found = join_request(market, actor, request).await?;
            Ok(page(found, back(&ask)?, typed).into())
        }
    }
}

/// Where requests are listed.
fn back(ask: &Ask) -> Result<&'static str, Failure> {
    Ok(if ask.actor()?.can(Action::ManageMembers) { "/members" } else { "/people" })
}

fn page(found: JoinRequest, back: &'static str, typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new(format!("{} asks to act for {}", found.name, found.school), move || {
        let rows = vec![
            SummaryRow::new("School", {
                let (href, name) = (format!("/schools/{}", found.urn), found.school.clone());
                view! { <TextLink href=href>{name}</TextLink> }.into_any()
            }),
            SummaryRow::new("Wants to be", words::role(found.role)),
            SummaryRow::new("May then", words::people::does(found.role)),
            SummaryRow::new("Email", found.email.as_str().to_owned()),
            SummaryRow::new("Asked on", short_day(found.asked_on)),
        ];
        let title = format!("{} asks to act for this school", found.name);
        let reason = found.needs_reason().then(|| {
            view! {
                <TextField name="reason" label="How do you know them?"
                    hint="For example, I rang the school’s office and spoke to her. It is kept"
                    value=shown.value("reason") error=shown.error("reason")/>
            }
        });
        view! {
            <BackLink href=back text="Back"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=found.school.clone() text=title/>
            <SummaryList rows=rows/>
            {check(&found)}
            <Form action=format!("/join-requests/{}", found.id)>
                {reason}
                <Lead>"Accept only whom you know: they get a link by email and then act in the school’s name."</Lead>
                <Actions>
                    <Button name="accept" value="yes">"Accept"</Button>
                    <Button kind=ButtonKind::Secondary name="accept" value="no">"Refuse"</Button>
                </Actions>
            </Form>
        }
    })
    .with_form(&typed)
}

/// What the address says, beside the school's website in the register.
fn check(found: &JoinRequest) -> impl IntoView + use<> {
    let host = found.registered_host.clone().unwrap_or_default();
    let (kind, title) = match found.check {
        AddressCheck::Matches => {
            (NoticeKind::Success, format!("The address is at {host}, the school’s own website"))
        }
        AddressCheck::Differs => (
            NoticeKind::Waits,
            format!("The address is not at {host}, the school’s own website in the register"),
        ),
        AddressCheck::NotKnown => (
            NoticeKind::Waits,
            "The register names no website that is this school’s alone, so the address proves nothing"
                .to_owned(),
        ),
    };
    view! { <Notice kind title/> }
}

/// Requests that wait, each with the way to decide on it.
pub(crate) fn requests(waiting: JoinRequests) -> Option<AnyView> {
    if waiting.first.is_empty() {
        return None;
    }
    let shown = u64::try_from(waiting.first.len()).unwrap_or_default();
    let more = (waiting.in_all > shown).then(|| {
        let text = format!(
            "These are the oldest {shown} of {}. The others follow when they are decided.",
            domain::money::grouped(waiting.in_all)
        );
        view! { <Muted>{text}</Muted> }
    });
    let rows = waiting.first.into_iter().map(row).collect();
    let columns = vec![
        ColumnHead::words("Who"),
        ColumnHead::words("School"),
        ColumnHead::words("Wants to be"),
        ColumnHead::words("Since"),
    ];
    let section = view! {
        <Section id="requests" title="Asking to act for a school">
            <Table caption="Requests, the oldest first" quiet_caption=true columns rows/>
            {more}
        </Section>
    };
    Some(section.into_any())
}

fn row(waiting: Waiting) -> TableRow {
    let (href, name) = (format!("/join-requests/{}", waiting.id), waiting.name);
    TableRow::new(vec![
        Cell::view(view! { <TextLink href=href>{name}</TextLink> }),
        Cell::Text(waiting.school),
        Cell::from(words::role(waiting.role)),
        Cell::Text(short_day(waiting.asked_on)),
    ])
}
