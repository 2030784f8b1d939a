//! Bringing in a list: it is sent or pasted, what it would change is shown row by row, and a button
//! makes the changes. What differs from list to list is [`Listed`].

use bytes::Bytes;
use domain::{Failure, FieldProblem, Problem, Refusal};
use leptos::prelude::*;
use market::listed::{CarriedOut, CarryOut, Preview, RowWrong};
use market::{Actor, Market};

use crate::parts::{
    Actions, BackLink, Button, ButtonKind, ButtonLink, ColumnHead, Details, ErrorSummary,
    FileField, Form, Hidden, Lead, Muted, Notice, NoticeKind, Section, Table, TableRow,
    TextAreaField, TextLink, Title,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};
use crate::words::{plural, plural_of};

/// A list that can be brought in: how its pages are worded, and who looks at it and carries it out.
pub trait Listed {
    /// What one of its rows would change.
    type Change: Send + 'static;

    /// The words of its pages.
    const KIND: &'static Kind;

    /// What a list would change: nothing is written.
    fn preview(
        market: &Market,
        actor: &Actor,
        contents: &[u8],
    ) -> impl Future<Output = Result<Preview<Self::Change>, Failure>> + Send;

    /// Makes the changes that were shown.
    fn make(
        market: &Market,
        actor: &Actor,
        command: CarryOut,
    ) -> impl Future<Output = Result<CarriedOut, Failure>> + Send;

    /// The row of the table for what would change; none where nothing would.
    fn row(change: &Self::Change) -> Option<TableRow>;
}

/// Shows what a list that was sent would change.
///
/// # Errors
/// Whatever is not about the list.
pub async fn check<L: Listed>(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let looked = match sent(&ask) {
        Ok(contents) => L::preview(ask.market(), actor, &contents).await,
        Err(failure) => Err(failure),
    };
    match looked {
        Ok(preview) => Ok(check_page::<L>(preview, ask.form_key(), false).into()),
        Err(failure) => refused(L::KIND, ask.form, failure),
    }
}

/// Makes the changes that were shown; where they would be others by now, shows those.
///
/// # Errors
/// Whatever is not about the list.
pub async fn make<L: Listed>(ask: Ask) -> Result<Answer, Failure> {
    let (actor, command) = (ask.actor()?, to_carry_out(&ask.form)?);
    match L::make(ask.market(), actor, command).await {
        Ok(done) => Ok(done_page(L::KIND, done).into()),
        Err(Failure::Refused(Refusal::NotAsShown)) => {
            let list = ask.form.get("list").as_bytes();
            let preview = L::preview(ask.market(), actor, list).await?;
            Ok(check_page::<L>(preview, ask.form_key(), true).into())
        }
        Err(failure) => refused(L::KIND, ask.form, failure),
    }
}

/// The words of the pages of a kind of list.
pub struct Kind {
    /// The heading of the page that asks for it.
    pub title: &'static str,
    /// What stands under it.
    pub lead: &'static str,
    /// What its columns can be called, and what a blank means.
    pub columns: &'static [&'static str],
    /// Where it is sent; the button that makes the changes posts to `/make` under it.
    pub action: &'static str,
    /// The page of what is in the list, and the words of a link to it.
    pub back: (&'static str, &'static str),
    /// The heads of the table that shows what would change.
    pub heads: &'static [&'static str],
    /// What is wrong with a cell, where a list has words of its own for it.
    pub wrong: fn(&FieldProblem) -> Option<&'static str>,
}

/// The most rows that cannot be used which are told one by one.
const WRONG_SHOWN: usize = 200;
/// The most, where no row can be used: what is wrong is wrong with all of them.
const FIRST_WRONG: usize = 10;

/// Asks for the list.
pub fn ask_page(kind: &'static Kind, typed: Typed) -> Page {
    let shown = typed.clone();
    let missing: Vec<String> = typed
        .problems
        .iter()
        .filter(|one| one.problem == Problem::ColumnMissing)
        .map(|one| one.field.replace('_', " "))
        .collect();
    let rest = Typed {
        form: typed.form.clone(),
        problems: typed.problems.into_iter().filter(is_of_a_field).collect(),
    };
    let failed = !missing.is_empty();
    Page::new(kind.title, move || {
        let (back, back_words) = kind.back;
        let explained = kind.columns.iter().map(|line| view! { <p>{*line}</p> }).collect_view();
        view! {
            <BackLink href=back text=back_words/>
            <ErrorSummary errors=rest.summary()/>
            {failed.then(|| view! {
                <Notice kind=NoticeKind::Refused title=format!("The first row has no column for: {}", missing.join(", "))>
                    <p>"Name the columns in the first row of the list, and send it again."</p>
                </Notice>
            })}
            <Title text=kind.title/>
            <Lead>{kind.lead}</Lead>
            <Form action=kind.action multipart=true>
                <FileField name="file" label="A file" hint="An Excel workbook (.xlsx) or CSV" accept=".xlsx,.csv"
                    error=rest.error("file")/>
                <TextAreaField name="list" label="Or paste the rows here" rows=6
                    hint="From a spreadsheet, with the row that names the columns"
                    value=rest.value("list") error=rest.error("list")/>
                <Button>"See what would change"</Button>
            </Form>
            <Details summary="What the columns can be called">{explained}</Details>
        }
    })
    .with_form(&shown)
}

fn is_of_a_field(found: &FieldProblem) -> bool {
    ["file", "list"].contains(&found.field)
}

/// What was sent: the file, or what was pasted where there is none.
///
/// # Errors
/// `Invalid` on `file` where there is neither, and where the file is empty or too large.
fn sent(ask: &Ask) -> Result<Bytes, Failure> {
    match (ask.form.file("file"), ask.form.filled("list")) {
        (Some(upload), _) => {
            upload.check_size().map_err(|problem| Failure::field("file", problem))?;
            Ok(upload.contents)
        }
        (None, Some(pasted)) => Ok(Bytes::from(pasted.to_owned())),
        (None, None) => Err(Failure::field("file", Problem::Missing)),
    }
}

/// The list with its digest and key, as the button sends them.
///
/// # Errors
/// `Invalid` on `key` where it is missing: then the form is not one of ours.
fn to_carry_out(form: &Filled) -> Result<CarryOut, Failure> {
    let (list, seen) = (form.get("list").to_owned(), form.get("seen").to_owned());
    Ok(CarryOut { list, seen, key: form.key()? })
}

/// The page that asks for the list again, where what was sent is none.
///
/// # Errors
/// Whatever is not about the list.
fn refused(kind: &'static Kind, form: Filled, failure: Failure) -> Result<Answer, Failure> {
    Ok(ask_page(kind, Typed::refused(form, failure)?).into())
}

/// What the list would change: nothing is written. `otherwise` says that it is not what was shown
/// before.
fn check_page<L: Listed>(preview: Preview<L::Change>, key: String, otherwise: bool) -> Page {
    let kind = L::KIND;
    let rows: Vec<TableRow> = preview.rows.iter().filter_map(L::row).collect();
    let Preview { would, wrong, list, seen, .. } = preview;
    let page = Page::new("Check what would change", move || {
        let changes = would.new + would.changed > 0;
        let none_of_use = would.rejected > 0 && !changes && would.unchanged == 0;
        let heads = kind.heads.iter().map(|head| ColumnHead::words(*head)).collect();
        let action = format!("{}/make", kind.action);
        view! {
            <BackLink href=kind.action text="Choose another list"/>
            {otherwise.then(|| view! {
                <Notice kind=NoticeKind::Refused title="This has changed since you looked">
                    <p>"Nothing has been changed by your list. Check it again, and go on if you still agree."</p>
                </Notice>
            })}
            <Title text="Check what would change"/>
            <Lead>{counts(would)}</Lead>
            {none_of_use.then(|| view! {
                <Notice kind=NoticeKind::Refused title=format!("None of the {} can be used", plural_of(would.rejected, "row", "rows"))>
                    <p>"Look at what the first ones say: most often a column holds something else than its name says, or the first row names the wrong columns. Put the list right and send it again."</p>
                    <p><TextLink href=kind.action>"Choose another list"</TextLink></p>
                </Notice>
            })}
            {told(kind, &wrong, if none_of_use { FIRST_WRONG } else { WRONG_SHOWN })}
            {changes.then(|| view! {
                <Section id="changes" title="What would change">
                    <Table caption="What would change, row by row" quiet_caption=true columns=heads rows/>
                </Section>
                <Form action=action key=key>
                    <Hidden name="list" value=list/>
                    <Hidden name="seen" value=seen/>
                    <Button>"Make these changes"</Button>
                </Form>
            })}
            {(!changes && !none_of_use).then(|| view! { <p>"There is nothing to change."</p> })}
        }
    });
    if otherwise { page.status(409) } else { page }
}

/// `2 new, 1 to change, 40 as they are, 3 that cannot be used`.
fn counts(would: CarriedOut) -> String {
    let CarriedOut { new, changed, unchanged, rejected } = would;
    format!(
        "Rows: {new} new, {changed} to change, {unchanged} as they are, {rejected} that cannot be used."
    )
}

/// The rows that cannot be used, by line.
fn told(kind: &Kind, wrong: &[RowWrong], most: usize) -> Option<AnyView> {
    if wrong.is_empty() {
        return None;
    }
    let words = |one: &FieldProblem| {
        let own = (kind.wrong)(one).map(str::to_owned);
        let words = own.unwrap_or_else(|| crate::words::problem(&one.problem));
        format!("{}: {words}", one.field.replace('_', " "))
    };
    let rows = wrong.iter().take(most).map(|row| {
        let told: Vec<String> = row.problems.iter().map(words).collect();
        TableRow::new(vec![format!("Line {}", row.line).into(), told.join(". ").into()])
    });
    let rows: Vec<TableRow> = rows.collect();
    let more = wrong.len().saturating_sub(most);
    let columns = vec![ColumnHead::words("Line"), ColumnHead::words("What to put right")];
    let section = view! {
        <Section id="wrong" title="Rows that cannot be used">
            <Table caption="Rows that cannot be used" quiet_caption=true columns rows/>
            {(more > 0).then(|| view! { <Muted>{format!("And {more} more.")}</Muted> })}
        </Section>
    };
    Some(section.into_any())
}

/// What became of the list.
fn done_page(kind: &'static Kind, done: CarriedOut) -> Page {
    Page::new("The changes are made", move || {
        let (back, back_words) = kind.back;
        let rows = |count: usize, what: &str| {
            let count = u64::try_from(count).unwrap_or(u64::MAX);
            (count > 0).then(|| format!("{} {what}.", plural(count, "row", "rows")))
        };
        let told = [
            rows(done.new, "new"),
            rows(done.changed, "changed"),
            rows(done.unchanged, "as before"),
            rows(done.rejected, "could not be used"),
        ];
        let told: Vec<String> = told.into_iter().flatten().collect();
        view! {
            <Title text="The changes are made"/>
            <Lead>{told.join(" ")}</Lead>
            <Actions>
                <ButtonLink href=back>{back_words}</ButtonLink>
                <ButtonLink href=kind.action kind=ButtonKind::Secondary>"Bring in another list"</ButtonLink>
            </Actions>
        }
    })
}
