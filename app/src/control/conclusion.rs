//! What a named person concludes, beside what is worked out.

use domain::Failure;
use domain::calendar::moment_in_words;
use domain::control::{Conclusion, TypedConclusion};
use leptos::prelude::*;
use market::control::{
    ConcludeControl, Concluded, ControlPage, conclude_control, read_shown, view_control,
};

use super::May;
use crate::parts::{
    Actions, BackLink, Button, ButtonKind, ButtonLink, Cell, Choice, ColumnHead, ErrorSummary,
    Form, Hidden, Lead, RadiosField, Section, SectionKind, Table, TableRow, TextAreaField, Title,
};
use crate::web::{Answer, Ask, Page, Typed};
use crate::words::control as words;

/// What was concluded, on the page of ownership and control.
pub(super) fn section(found: &ControlPage, may: May) -> Option<AnyView> {
    if found.conclusions.is_empty() && !may.manage {
        return None;
    }
    let rows: Vec<TableRow> = found.conclusions.iter().map(row).collect();
    let none = rows.is_empty();
    let table = if none {
        view! { <p>"Nobody has recorded a conclusion. Whoever answers for the partnership may, with a reason: it stands beside what is worked out, and never in its place."</p> }.into_any()
    } else {
        let columns = ["Concluded", "Why", "Worked out then", "When"].map(ColumnHead::words);
        view! {
            <Table caption="What was concluded, newest first" quiet_caption=true columns=columns.to_vec() rows/>
        }
        .into_any()
    };
    let section = view! {
        <Section id="conclusion" title="What was concluded" kind=SectionKind::Strong>
            {table}
            {may.manage.then(|| view! {
                <Actions>
                    <ButtonLink href="/control/conclusion" kind=ButtonKind::Secondary>"Record a conclusion"</ButtonLink>
                </Actions>
            })}
        </Section>
    };
    Some(section.into_any())
}

fn row(one: &Concluded) -> TableRow {
    let by = one.by.as_ref().map(|by| format!(", by {by}")).unwrap_or_default();
    TableRow::new(vec![
        words::concluded(one.concluded).into(),
        one.reason.clone().into(),
        worked_out(one.activity, one.worked_out),
        format!("{}{by}", moment_in_words(one.at)).into(),
    ])
}

fn worked_out(
    activity: domain::control::Activity,
    state: Option<domain::control::ControlState>,
) -> Cell {
    match activity.for_members().zip(state) {
        Some((points, state)) => {
            let (_, told) = words::state(state);
            format!("{points} for members. {told}").into()
        }
        None => "No activity".into(),
    }
}

/// Asks for a conclusion.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Records it.
pub async fn record(ask: Ask) -> Result<Answer, Failure> {
    match recorded(&ask).await {
        Ok(()) => Ok(Answer::see_other("/control#conclusion")),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn recorded(ask: &Ask) -> Result<(), Failure> {
    let text = |field: &str| ask.form.get(field).to_owned();
    let typed = TypedConclusion { concluded: text("concluded"), reason: text("reason") };
    let shown = read_shown(ask.form.get("shown_members"), ask.form.get("shown_others"))?;
    let command = ConcludeControl { typed, shown, key: ask.form.key()? };
    conclude_control(ask.market(), ask.actor()?, command).await.map(|_| ())
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let found = view_control(ask.market(), ask.actor()?).await?;
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new("Record a conclusion", move || {
        let state = found.together.state(found.arrangement);
        let told = match found.together.for_members().zip(state) {
            Some((points, state)) => {
                let (_, told) = words::state(state);
                format!("Worked out over three years: {points} for members. {told}.")
            }
            None => "Nothing can be worked out: there was no activity.".to_owned(),
        };
        let (_, section) = words::rule(found.arrangement);
        let choices = Conclusion::ALL;
        let choices = choices.iter().map(|one| Choice::new(one.code(), words::concluded(*one)));
        let members = found.together.members().get().to_string();
        let others = found.together.others().get().to_string();
        view! {
            <BackLink href="/control" text="Back to ownership and control"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Record a conclusion"/>
            <Lead>{told}" "{section}". "{words::HELP}</Lead>
            <Form action="/control/conclusion" key=key>
                <Hidden name="shown_members" value=members/>
                <Hidden name="shown_others" value=others/>
                <RadiosField name="concluded" label="What do you conclude?" choices=choices.collect()
                    value=shown.value("concluded") error=shown.error("concluded")/>
                <TextAreaField name="reason" label="Why?" rows=4
                    hint="What you looked at, and who advised you. It stays with your name and the figures above"
                    value=shown.value("reason") error=shown.error("reason")/>
                <Button>"Record it"</Button>
            </Form>
        }
    });
    Ok(page.with_form(&typed).into())
}
