//! One role that somebody holds: what they may spend, and its end.

use domain::calendar::{parse_day, short_day};
use domain::form::optional;
use domain::id::RoleHoldingId;
use domain::people::{has_limit, read_limit};
use domain::{Failure, Pence, Refusal};
use leptos::prelude::*;
use market::people::{ChangeLimit, EndRole, Holding, change_limit, end_role, holding};
use market::trust::{LetAct, let_act};

use crate::parts::{
    BackLink, Button, ButtonKind, ErrorSummary, Form, Lead, MoneyField, Notice, Section,
    SummaryList, SummaryRow, Title,
};
use crate::web::{Answer, Ask, Fields, Form as Filled, Page, Typed};
use crate::words;

/// The role.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let held = find(&ask).await?;
    let limit = held.limit.map(plain).unwrap_or_default();
    let typed = Typed::fresh(Filled::of([("limit", limit.as_str())]));
    Ok(page(held, keys(&ask), typed).into())
}

/// Changes what they may spend.
pub async fn limit(ask: Ask) -> Result<Answer, Failure> {
    let held = find(&ask).await?;
    let read = read_limit(held.role, ask.form.get("limit"));
    let done = match read {
        Ok(limit) => {
            let change = ChangeLimit { holding: held.id, limit };
            change_limit(ask.market(), ask.actor()?, &ask.form.key()?, change).await
        }
        Err(problem) => Err(Failure::field("limit", problem)),
    };
    match done {
        Ok(now) => Ok(Answer::see_other(format!("/people/{now}"))),
        Err(failure) => again(ask, held, failure),
    }
}

/// Ends the role.
pub async fn end(ask: Ask) -> Result<Answer, Failure> {
    let held = find(&ask).await?;
    let done = match optional(parse_day(&ask.form.date("last_day"))) {
        Ok(last_day) => {
            let end = EndRole { holding: held.id, last_day };
            end_role(ask.market(), ask.actor()?, &ask.form.key()?, end).await
        }
        Err(problem) => Err(Failure::field("last_day", problem)),
    };
    match done {
        Ok(()) => Ok(Answer::see_other("/people")),
        Err(failure) => again(ask, held, failure),
    }
}

async fn find(ask: &Ask) -> Result<Holding, Failure> {
    let id: RoleHoldingId = ask.part("role")?;
    let held = holding(ask.market(), ask.actor()?, id).await?;
    if held.may_change { Ok(held) } else { Err(Failure::NotAllowed) }
}

fn again(ask: Ask, held: Holding, failure: Failure) -> Result<Answer, Failure> {
    let keys = keys(&ask);
    Ok(page(held, keys, Typed::refused(ask.form, failure)?).into())
}

/// A key for each of the page's three forms. What was refused has claimed none.
fn keys(ask: &Ask) -> [String; 3] {
    [ask.market().form_key(), ask.market().form_key(), ask.market().form_key()]
}

fn plain(limit: Pence) -> String {
    words::plain_pounds(limit).trim_end_matches(".00").to_owned()
}

fn page(held: Holding, [limit_key, act_key, end_key]: [String; 3], typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new(held.name.clone(), move || {
        let mut rows = vec![SummaryRow::new("Role", words::role(held.role))];
        rows.extend(held.email.clone().map(|email| SummaryRow::new("Email", email)));
        if has_limit(held.role) {
            let limit = words::people::limit(held.role, held.limit);
            rows.push(SummaryRow::new("May decide alone, including VAT", limit));
        }
        rows.push(SummaryRow::new("Since", short_day(held.starts_on)));
        rows.extend(held.ends_on.map(|last| SummaryRow::new("Until", short_day(last))));
        view! {
            <BackLink href="/people" text="Back to people"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=words::role(held.role) text=held.name.clone()/>
            <SummaryList rows=rows/>
            {if held.approves_more { approves_more() } else {
                view! {
                    {has_limit(held.role).then(|| limit_form(&held, limit_key, &shown))}
                    {act_form(&held, act_key, &shown)}
                    {end_form(&held, end_key, &shown)}
                }
                .into_any()
            }}
        }
    })
    .with_form(&typed)
}

/// Why there is nothing to change.
fn approves_more() -> AnyView {
    let (title, who) = words::refusal(&Refusal::ApprovesMore);
    view! { <Notice title=title><p>{who}</p></Notice> }.into_any()
}

/// Lets somebody of a trust act for its schools, or ends that.
pub async fn act(ask: Ask) -> Result<Answer, Failure> {
    let held = find(&ask).await?;
    let command = LetAct { holding: held.id, act: ask.form.get("act") == "yes" };
    match let_act(ask.market(), ask.actor()?, &ask.form.key()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/people/{}", held.id))),
        Err(failure) => again(ask, held, failure),
    }
}

/// Whether they act for the schools of the trust, for a role in which one may.
fn act_form(held: &Holding, key: String, typed: &Typed) -> Option<AnyView> {
    let acts = held.acts_for_schools?;
    let action = format!("/people/{}/act", held.id);
    let role = words::role(held.role).to_lowercase();
    let (lead, value, words, kind) = if acts {
        (
            format!("They act as {role} for each school that has agreed to it."),
            "no",
            "Let them act for the schools no more",
            ButtonKind::Warning,
        )
    } else {
        (
            format!(
                "They would act as {role} for each school that has agreed to it, within the same limit. \
                     The school sees who they are."
            ),
            "yes",
            "Let them act for the schools",
            ButtonKind::Secondary,
        )
    };
    let wrong = typed.error("act").is_some();
    Some(
        view! {
            <Section id="act" title="Acting for the schools" small=true>
                <Lead>{lead}</Lead>
                {wrong.then(|| view! { <p>"In this role nobody acts for schools."</p> })}
                <Form action=action key=key>
                    <Button kind=kind name="act" value=value>{words}</Button>
                </Form>
            </Section>
        }
        .into_any(),
    )
}

fn limit_form(held: &Holding, key: String, typed: &Typed) -> impl IntoView + use<> {
    let action = format!("/people/{}/limit", held.id);
    let (value, error) = (typed.value("limit"), typed.error("limit"));
    let hint = match held.role {
        domain::access::Role::Buyer => "Above it, an approver decides",
        _ => "Leave it empty for no limit",
    };
    view! {
        <Section id="spend" title="What they may decide alone" small=true>
            <Form action=action key=key>
                <MoneyField name="limit" label="The most they may order or approve alone, including VAT"
                    hint=hint value error/>
                <Button kind=ButtonKind::Secondary>"Change the limit"</Button>
            </Form>
        </Section>
    }
}

fn end_form(held: &Holding, key: String, typed: &Typed) -> impl IntoView + use<> {
    let action = format!("/people/{}/end", held.id);
    let last = Fields::of(typed).date("last_day", "Last day", "Leave it empty to end it now");
    let whose = if held.is_own { "your role" } else { "the role" };
    view! {
        <Section id="end" title="End the role" small=true>
            <Lead>"What was ordered and approved stays as it is. The role stays in the list of who has left."</Lead>
            <Form action=action key=key>
                {last}
                <Button kind=ButtonKind::Warning>{format!("End {whose}")}</Button>
            </Form>
        </Section>
    }
}
