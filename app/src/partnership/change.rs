//! A change that waits for a second person: what would hold, confirming it, dropping it.

use domain::Failure;
use domain::access::Action;
use domain::calendar::short_day;
use domain::id::ChangeId;
use domain::partnership::{Bank, LegalShape};
use leptos::prelude::*;
use market::partnership::{
    DecideChange, Partnership, WaitingChange, Wanted, decide_change, partnership,
};

use crate::parts::{
    Actions, BackLink, Binding, Button, ButtonKind, Form, Notice, NoticeKind, Section, SummaryList,
    SummaryRow, TextLink, Title,
};
use crate::web::{Answer, Ask, Page};
use crate::words::partnership as words;

/// What holds and what would, with the buttons that whoever looks may press.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let id: ChangeId = ask.part("change")?;
    let actor = ask.actor()?;
    actor.permit_own(Action::ManageBank)?;
    let found = partnership(ask.market(), actor).await?;
    let change = found.waiting.iter().find(|change| change.id == id).cloned();
    let change = change.ok_or(Failure::NotFound)?;
    let is_own = change.asked_by.0 == actor.person();
    let page = Page::new(title(&change.wanted), move || {
        let asked = format!("Asked for by {} on {}", change.asked_by.1, short_day(change.asked_on));
        let (holds, would) = rows(&found, &change.wanted);
        let words = if is_own {
            "You asked for it, so another director or colleague of the partnership confirms it. Until then nothing changes."
        } else {
            "Confirm only what you know to be right: ask whoever wanted it in person, or by telephone on a number you know."
        };
        let confirm = (!is_own)
            .then(|| view! { <Button name="confirm" value="yes">"Confirm the change"</Button> });
        view! {
            <BackLink href="/partnership" text="Back to levels and settings"/>
            <Title caption=asked text=title(&change.wanted)/>
            <Section id="would" title="What it would be"><SummaryList rows=would/></Section>
            <Section id="holds" title="What it is now" small=true><SummaryList rows=holds/></Section>
            <Form action=format!("/partnership/changes/{id}")>
                <Binding><p>{words}</p></Binding>
                <Actions>
                    {confirm}
                    <Button kind=ButtonKind::Secondary name="confirm" value="no">"Drop the change"</Button>
                </Actions>
            </Form>
        }
    });
    Ok(page.into())
}

/// Confirms or drops it.
pub async fn decide(ask: Ask) -> Result<Answer, Failure> {
    let change: ChangeId = ask.part("change")?;
    let confirm = ask.form.get("confirm") == "yes";
    decide_change(ask.market(), ask.actor()?, DecideChange { change, confirm }).await?;
    Ok(Answer::see_other("/partnership"))
}

const fn title(wanted: &Wanted) -> &'static str {
    match wanted {
        Wanted::Bank(_) => "Another bank account",
        Wanted::Trading(_) => "Another seller",
    }
}

/// What is now, and what would be.
fn rows(found: &Partnership, wanted: &Wanted) -> (Vec<SummaryRow>, Vec<SummaryRow>) {
    match wanted {
        Wanted::Bank(bank) => {
            (found.bank.as_ref().map(bank_rows).unwrap_or_default(), bank_rows(bank))
        }
        Wanted::Trading(trading) => {
            let host = found.host.as_ref().map(|host| host.name.clone());
            let would = trading.host.as_ref().map(|host| host.name.clone());
            (trading_rows(found.shape, host), trading_rows(trading.shape, would))
        }
    }
}

fn bank_rows(bank: &Bank) -> Vec<SummaryRow> {
    vec![
        SummaryRow::new("Name of the account", bank.name.clone()),
        SummaryRow::new("Sort code", bank.sort_code.clone()),
        SummaryRow::new("Account number", bank.account.clone()),
    ]
}

fn trading_rows(shape: LegalShape, host: Option<String>) -> Vec<SummaryRow> {
    let mut rows = vec![SummaryRow::new("Who sells and invoices", words::shape(shape))];
    rows.extend(host.map(|host| SummaryRow::new("Trades through", host)));
    rows
}

/// Changes that wait, on the page of settings.
pub(super) fn waiting(changes: &[WaitingChange], may_decide: bool) -> impl IntoView + use<> {
    changes
        .iter()
        .map(|change| {
            let href = format!("/partnership/changes/{}", change.id);
            let told = format!(
                "{}: asked for by {} on {}, waits for a second person",
                title(&change.wanted),
                change.asked_by.1,
                short_day(change.asked_on)
            );
            let link = may_decide.then(|| {
                view! { <p><TextLink href=href>"See it, and confirm or drop it"</TextLink></p> }
            });
            view! { <Notice kind=NoticeKind::Waits title=told>{link}</Notice> }
        })
        .collect_view()
}
