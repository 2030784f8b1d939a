//! The checks of somebody in a pool, and which of them the pool asks for.

use ::market::capacity::{
    self, AskForClearances, ClearancePage, DayInQuestion, PoolPage, RecordClearance, SeenClearance,
    WithdrawClearance,
};
use domain::Failure;
use domain::calendar::{day_in_words, short_day};
use domain::capacity::{ClearanceKind, Cleared, TypedClearance};
use domain::id::{PractitionerId, ServiceId};
use leptos::prelude::*;

use super::{forms, profile, week};
use crate::parts::{
    Actions, BackLink, Button, ButtonKind, Cell, Choice, ColumnHead, EmptyState, ErrorSummary,
    Form, Lead, Notice, NoticeKind, Section, Table, TableRow, Title,
};
use crate::web::{Answer, Ask, Fields, Page, Typed, csv};
use crate::words::clearance as words;

/// Shows somebody's checks.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, None).await
}

/// Enters a check.
pub async fn record(ask: Ask) -> Result<Answer, Failure> {
    let (service, practitioner) = whose(&ask)?;
    find(&ask).await?;
    let entered = match ask.form.key() {
        Ok(key) => {
            let command = RecordClearance { key, practitioner, typed: typed(&ask) };
            capacity::record_clearance(ask.market(), ask.actor()?, command).await.map(|_| ())
        }
        Err(failure) => Err(failure),
    };
    match entered {
        Ok(()) => Ok(Answer::see_other(format!("/services/{service}/pool/{practitioner}"))),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            page(&ask, Some((Sent::Check, typed))).await
        }
    }
}

/// Takes a check back that was entered wrongly.
pub async fn withdraw(ask: Ask) -> Result<Answer, Failure> {
    let (service, practitioner) = whose(&ask)?;
    find(&ask).await?;
    let (key, clearance) = (ask.form.key()?, ask.part("clearance")?);
    let command = WithdrawClearance { key, practitioner, clearance };
    capacity::withdraw_clearance(ask.market(), ask.actor()?, command).await?;
    Ok(Answer::see_other(format!("/services/{service}/pool/{practitioner}")))
}

/// Says which checks the pool asks for.
pub async fn ask_for(ask: Ask) -> Result<Answer, Failure> {
    let service: ServiceId = ask.part("service")?;
    let kinds = ask.form.all("kinds").into_iter().map(str::to_owned).collect();
    let command = AskForClearances { key: ask.form.key()?, service, kinds };
    capacity::ask_for_clearances(ask.market(), ask.actor()?, command).await?;
    Ok(Answer::see_other(format!("/services/{service}/pool")))
}

pub(super) fn whose(ask: &Ask) -> Result<(ServiceId, PractitionerId), Failure> {
    Ok((ask.part("service")?, ask.part("pract")?))
}

fn typed(ask: &Ask) -> TypedClearance {
    TypedClearance {
        kind: ask.form.get("kind").to_owned(),
        number: ask.form.get("number").to_owned(),
        issued_on: ask.form.date("issued_on"),
        expires_on: ask.form.date("expires_on"),
        seen_by: ask.form.get("seen_by").to_owned(),
        seen_on: ask.form.date("seen_on"),
    }
}

/// Whoever the address names. Nobody of another pool is found, whatever the form says.
pub(super) async fn find(ask: &Ask) -> Result<ClearancePage, Failure> {
    capacity::clearances(ask.market(), ask.actor()?, whose(ask)?).await
}

/// Which of the page's forms was sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    /// A check.
    Check,
    /// What they can do.
    CanDo,
    /// The days on which they work.
    Days,
    /// When they are away, their name or their last day.
    Change,
}

/// The page, with what was typed into the form that was sent.
pub(super) async fn page(ask: &Ask, sent: Option<(Sent, Typed)>) -> Result<Answer, Failure> {
    let (service, _) = whose(ask)?;
    let found = find(ask).await?;
    let pool = capacity::view_pool(ask.market(), ask.actor()?, service).await?;
    let keys = (ask.form_key(), ask.market().form_key());
    let typed = sent.as_ref().map(|(_, typed)| typed.clone()).unwrap_or_default();
    let page = Page::new("Days, checks and skills", move || {
        body(service, (&found, &pool), keys, sent.as_ref())
    });
    Ok(page.with_form(&typed).into())
}

fn body(
    service: ServiceId,
    (found, pool): (&ClearancePage, &PoolPage),
    (key, key_of_each): (String, String),
    sent: Option<&(Sent, Typed)>,
) -> impl IntoView + use<> {
    let at = format!("/services/{service}/pool/{}", found.practitioner);
    let rows: Vec<TableRow> =
        found.clearances.iter().map(|one| row(&at, &key_of_each, one)).collect();
    let columns = ["Check", "Number", "Issued", "Valid until", "Seen by", "Seen on", "Change"]
        .map(ColumnHead::words);
    let any = !rows.is_empty();
    let empty = view! {
        <EmptyState title="No checks yet"><p>"Enter below what you have seen."</p></EmptyState>
    }
    .into_any();
    let (told, question) = (told(found), in_question(&found.in_question));
    let typed = |form| sent.filter(|(sent, _)| *sent == form).map(|(_, typed)| typed.clone());
    let wrong = sent.map(|(_, typed)| typed.summary()).unwrap_or_default();
    let fields = fields(found, &typed(Sent::Check).unwrap_or_default());
    let can_do = typed(Sent::CanDo).unwrap_or_else(|| profile::fresh(&found.known));
    let days = typed(Sent::Days).unwrap_or_default();
    let change = typed(Sent::Change).unwrap_or_default();
    let can_do = profile::section(&at, format!("{key}-profile"), &found.known, &can_do);
    // Whoever has left has no days to change.
    let person = pool.people.iter().find(|one| one.id == found.practitioner);
    let of_days = person.map(|one| {
        let away = forms::away_or_here(&at, &key, one, &change);
        let days = week::section(&at, format!("{key}-days"), &one.working, &days);
        view! { {away}{days} }
    });
    let who = person.map(|one| forms::who(&at, &key, (one, &pool.accounts), &change));
    view! {
        <BackLink href=format!("/services/{service}/pool") text="Back to people and days"/>
        <ErrorSummary errors=wrong/>
        <Title caption=found.name.clone() text="Days, checks and skills"/>
        <Lead>{told}</Lead>
        {question}
        {of_days}
        <Section id="checks" title="Checks">
            <Table caption="Checks that were seen" quiet_caption=true columns=columns.to_vec() rows empty/>
            {any.then(|| csv::link(format!("/services/{service}/pool/checks.csv"), "everybody’s checks"))}
        </Section>
        <Section id="enter" title="Enter a check">
            <Form action=format!("{at}/checks") key>
                {fields}
                <Actions><Button>"Enter the check"</Button></Actions>
            </Form>
        </Section>
        {can_do}
        {who}
    }
}

/// Until when their days are offered, and why.
fn told(found: &ClearancePage) -> String {
    let missing: Vec<ClearanceKind> = found
        .asked
        .iter()
        .flatten()
        .copied()
        .filter(|kind| found.clearances.iter().all(|one| one.what.kind != *kind))
        .collect();
    match found.cleared {
        Cleared::Always if found.clearances.is_empty() => {
            "Nothing is asked for here, so their days are offered to schools without an end."
                .to_owned()
        }
        Cleared::Always => "Nothing of theirs runs out.".to_owned(),
        Cleared::Until(last) => format!(
            "Their days are offered to schools up to {}, when the first of their checks runs out.",
            day_in_words(last)
        ),
        Cleared::Never => format!(
            "None of their days is offered to schools: {} has not been seen.",
            words::clearances(&missing)
        ),
    }
}

/// Days that schools have booked on which they cannot come as things stand.
fn in_question(days: &[DayInQuestion]) -> Option<AnyView> {
    if days.is_empty() {
        return None;
    }
    let told: Vec<String> =
        days.iter().map(|one| format!("{}, {}", day_in_words(one.day), one.school)).collect();
    Some(
        view! {
            <Notice kind=NoticeKind::Waits title="Schools have booked days on which they cannot come">
                <p>{told.join("; ")}". They stand until you find somebody else or agree with the school to cancel."</p>
            </Notice>
        }
        .into_any(),
    )
}

fn row(at: &str, key: &str, one: &SeenClearance) -> TableRow {
    let (id, what) = (one.id, &one.what);
    let dash = |text: Option<String>| text.unwrap_or("–".to_owned());
    let cells: Vec<Cell> = vec![
        words::clearance(what.kind).into(),
        dash(what.number.clone()).into(),
        dash(what.issued_on.map(short_day)).into(),
        what.expires_on.map_or("No end".to_owned(), short_day).into(),
        what.seen_by.clone().into(),
        short_day(what.seen_on).into(),
        Cell::view(view! {
            <Form action=format!("{at}/checks/{id}/withdraw") key=format!("{key}-{id}")>
                <Button kind=ButtonKind::Quiet>"Take back"</Button>
            </Form>
        }),
    ];
    TableRow::new(cells)
}

fn choices() -> Vec<Choice> {
    ClearanceKind::ALL
        .iter()
        .map(|kind| Choice::new(kind.code(), words::clearance(*kind)))
        .collect()
}

fn fields(found: &ClearancePage, typed: &Typed) -> Vec<AnyView> {
    let fields = Fields::of(typed);
    let mut kinds = vec![Choice::new("", "Choose one")];
    let asked = found.asked.as_deref().unwrap_or_default();
    let (first, last): (Vec<Choice>, Vec<Choice>) =
        choices().into_iter().partition(|one| asked.iter().any(|kind| kind.code() == one.value));
    kinds.extend(first.into_iter().chain(last));
    vec![
        fields.select("kind", "Which check", "", kinds),
        fields.text("number", "Its number", "Where it has one. Never what the certificate says"),
        fields.date("issued_on", "Issued on", "Left empty where it was not issued"),
        fields.date(
            "expires_on",
            "Valid until",
            "The last day on which you count it. Left empty, no end",
        ),
        fields.text("seen_by", "Who saw the proof", "Their name"),
        fields.date("seen_on", "Seen on", "Left empty, today"),
    ]
}

/// Which checks a pool asks for, with the form that says so.
pub(super) fn asked(pool: &PoolPage, key: &str) -> AnyView {
    let service = pool.service;
    let told = match pool.asked.as_deref() {
        None => {
            "Nobody has said yet which checks are asked for. What is usual for such a service is ticked."
        }
        Some([]) => "Nothing is asked for.",
        Some(_) => "Whoever lacks one of these is not offered to schools.",
    };
    let held = pool.asked.as_deref().unwrap_or(pool.suggested);
    let held: Vec<&str> = held.iter().map(|kind| kind.code()).collect();
    let typed = Typed::default();
    let (action, key) = (format!("/services/{service}/pool/checks"), format!("{key}-checks"));
    let boxes = Fields::of_one(&typed, false).boxes(
        "kinds",
        "Checks asked of everybody",
        "",
        choices(),
        &held,
    );
    view! {
        <Section id="checks" title="Checks">
            <p>{told}</p>
            <Form action key>
                {boxes}
                <Button kind=ButtonKind::Secondary>"Save what is asked for"</Button>
            </Form>
        </Section>
    }
    .into_any()
}
