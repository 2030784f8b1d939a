//! What whoever proposed it does next, and giving notice.

use chrono::Days;
use domain::Failure;
use domain::calendar::day_in_words;
use domain::id::{OrganisationId, SharingId};
use leptos::prelude::*;
use market::sharing::{
    AskSharers, EndSharing, SharingShown, WithdrawSharing, ask_sharers, end_sharing, view_sharing,
    withdraw_sharing,
};

use crate::parts::{
    Actions, BackLink, Button, ButtonKind, ColumnHead, DateParts, ErrorSummary, Form, Hidden, Lead,
    Muted, RowKind, Table, TableRow, TextAreaField, Title,
};
use crate::web::{Answer, Ask, Fields, Form as Sent, Page, Typed};
use crate::words::{pounds, sharing as said};

/// How long schools have to answer again unless somebody says otherwise.
const ANSWER_DAYS_USUAL: u64 = 14;

async fn found(ask: &Ask) -> Result<SharingShown, Failure> {
    view_sharing(ask.market(), ask.actor()?, ask.part("sharing")?).await
}

/// Shows what each of those who said yes would pay, before they are asked.
pub async fn ask(ask: Ask) -> Result<Answer, Failure> {
    let day = ask.market().today() + Days::new(ANSWER_DAYS_USUAL);
    let first_on = found(&ask).await?.sharing.terms.span.first_on;
    let day = first_on.pred_opt().map_or(day, |before| day.min(before));
    let DateParts { day, month, year } = DateParts::of(day);
    let typed = Typed::fresh(Sent::of([
        ("answer_by-day", day.as_str()),
        ("answer_by-month", month.as_str()),
        ("answer_by-year", year.as_str()),
    ]));
    again(&ask, typed).await
}

/// Asks them.
pub async fn close(ask: Ask) -> Result<Answer, Failure> {
    let sharing: SharingId = ask.part("sharing")?;
    let seen = ask.form.all("school").into_iter().map(str::parse::<OrganisationId>);
    let seen: Result<Vec<OrganisationId>, _> = seen.collect();
    let seen = seen.map_err(|_| domain::Refusal::NotAsShown)?;
    let answer_by = ask.form.date("answer_by");
    let command = AskSharers { key: ask.form.key()?, sharing, seen, answer_by };
    match Box::pin(ask_sharers(ask.market(), ask.actor()?, command)).await {
        Ok(()) => Ok(Answer::see_other(format!("/sharing/{sharing}"))),
        Err(failure) => again(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn again(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let found = found(ask).await?;
    if !found.is_own_proposal() {
        return Err(Failure::NotFound);
    }
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new("Go on with those who said yes", move || {
        let sharing = &found.sharing;
        let (id, title) = (sharing.id, sharing.terms.title.clone());
        let yes = sharing.who_said_yes();
        let hidden = yes.iter().map(|one| {
            view! { <Hidden name="school" value=one.school.to_string()/> }
        });
        let hidden = hidden.collect_view();
        let mut rows: Vec<TableRow> = found
            .among_yes
            .iter()
            .map(|one| {
                TableRow::new(vec![
                    one.school.clone().into(),
                    one.before.map(|net| pounds(net.pence())).unwrap_or_default().into(),
                    pounds(one.portion.pence()).into(),
                ])
            })
            .collect();
        let total = vec!["All of it".into(), "".into(), pounds(sharing.total.pence()).into()];
        rows.push(TableRow::new(total).kind(RowKind::Total));
        let columns = vec![
            ColumnHead::words("School"),
            ColumnHead::numbers("Asked for before"),
            ColumnHead::numbers("Part of the cost now"),
        ];
        let cost = said::cost(sharing.terms.cost_kind, sharing.total);
        let fields = Fields::of(&shown);
        let until = fields.date("answer_by", "Until when do they answer?", "");
        view! {
            <BackLink href=format!("/sharing/{id}") text=title.clone()/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=title text="Go on with those who said yes"/>
            <Lead>{format!("The cost is {cost}. Each of these schools is asked to agree to its part, whatever it agreed to before.")}</Lead>
            <Table caption="Parts of the cost among those who said yes, excluding VAT" columns rows/>
            <Form action=format!("/sharing/{id}/ask") key>
                {hidden}
                {until}
                <Actions><Button>"Ask these schools to agree"</Button></Actions>
            </Form>
            <Muted>"Schools that have not said yes are not in it any more."</Muted>
        }
    });
    Ok(page.with_form(&typed).into())
}

/// Asks why it is taken back.
pub async fn take_back(ask: Ask) -> Result<Answer, Failure> {
    why(&ask, Typed::default()).await
}

/// Takes it back.
pub async fn withdraw(ask: Ask) -> Result<Answer, Failure> {
    let sharing: SharingId = ask.part("sharing")?;
    let command = WithdrawSharing { sharing, reason: ask.form.get("reason").to_owned() };
    match withdraw_sharing(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/sharing/{sharing}"))),
        Err(failure) => why(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn why(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let found = found(ask).await?;
    if !found.is_own_proposal() {
        return Err(Failure::NotFound);
    }
    let (id, title) = (found.sharing.id, found.sharing.terms.title.clone());
    let shown = typed.clone();
    let page = Page::new("Take it back", move || {
        view! {
            <BackLink href=format!("/sharing/{id}") text=title.clone()/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=title text="Take it back"/>
            <Lead>"It binds nobody, and every school that was asked is told why. This cannot be undone."</Lead>
            <Form action=format!("/sharing/{id}/withdraw")>
                <TextAreaField name="reason" label="Why do you take it back?" rows=3
                    hint="Every school that was asked reads this" value=shown.value("reason") error=shown.error("reason")/>
                <Button kind=ButtonKind::Warning>"Take it back"</Button>
            </Form>
        }
    });
    Ok(page.with_form(&typed).into())
}

/// Asks for the last day and the reason.
pub async fn give_notice(ask: Ask) -> Result<Answer, Failure> {
    ending(&ask, Typed::default()).await
}

/// Gives notice.
pub async fn end(ask: Ask) -> Result<Answer, Failure> {
    let sharing: SharingId = ask.part("sharing")?;
    let ends_on = ask.form.date("ends_on");
    let words = ask.form.get("words").to_owned();
    let command = EndSharing { key: ask.form.key()?, sharing, ends_on, words };
    match Box::pin(end_sharing(ask.market(), ask.actor()?, command)).await {
        Ok(()) => Ok(Answer::see_other(format!("/sharing/{sharing}"))),
        Err(failure) => ending(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn ending(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let found = found(ask).await?;
    let (id, title) = (found.sharing.id, found.sharing.terms.title.clone());
    let (key, shown) = (ask.form_key(), typed.clone());
    let notice = u64::from(found.sharing.terms.notice_days);
    let earliest = ask.market().today() + Days::new(notice);
    let until = found.sharing.ends_on();
    let page = Page::new("End it early", move || {
        let hint = format!(
            "From {} on, by the notice that was agreed. It ends anyway on {}",
            day_in_words(earliest),
            day_in_words(until)
        );
        let fields = Fields::of(&shown);
        let day = fields.date("ends_on", "What is its last day?", &hint);
        view! {
            <BackLink href=format!("/sharing/{id}") text=title.clone()/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=title text="End it early"/>
            <Lead>"It ends for every school: nobody is left to pay more than they agreed to. What came once is not paid back. The day that was agreed is kept beside the new one."</Lead>
            <Form action=format!("/sharing/{id}/end") key>
                {day}
                <TextAreaField name="words" label="Why does it end early?" rows=3
                    hint="Every school that shares it reads this" value=shown.value("words") error=shown.error("words")/>
                <Button kind=ButtonKind::Warning>"Give notice for our school"</Button>
            </Form>
        }
    });
    Ok(page.with_form(&typed).into())
}
