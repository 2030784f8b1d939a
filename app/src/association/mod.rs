//! The association of partnerships: its directory, and a partnership that joins it.

pub mod export;

use domain::Failure;
use domain::calendar::short_day;
use domain::school::Area;
use leptos::prelude::*;
use market::association::{
    JoinAssociation, Listed, Standing, association_standing, directory, join_association,
    leave_association,
};

use crate::parts::{
    BackLink, Button, ButtonKind, Cell, ColumnHead, EmptyState, ErrorSummary, Form, Lead, Muted,
    Notice, NoticeKind, Section, Table, TableRow, TextField, TextLink, Title,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed, csv};
use crate::words;

/// The directory, for everybody.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let found = directory(ask.market()).await?;
    // Whole lists are for those whom we know.
    let file = ask.viewer.signed_in().is_some();
    let page = Page::new("Partnerships", move || {
        let listed = listed(&found, file);
        view! {
            <Title text="Partnerships"/>
            <Lead>"Education partnerships that belong to the association, with what they work in and how they are reached."</Lead>
            {listed}
        }
    });
    Ok(page.into())
}

/// The directory as a table; with the way to its file for those who may have it.
pub(crate) fn listed(found: &[Listed], file: bool) -> impl IntoView + use<> {
    let file = file && !found.is_empty();
    let rows = found.iter().map(row).collect();
    let empty = view! {
        <EmptyState title="No partnership yet">
            <p>"A partnership stands here once it has joined the association, on its own settings."</p>
        </EmptyState>
    };
    let columns = vec![
        ColumnHead::words("Partnership"),
        ColumnHead::words("Area"),
        ColumnHead::words("What it works in"),
        ColumnHead::numbers("Members here"),
        ColumnHead::numbers("Services on sale"),
        ColumnHead::words("Contact"),
    ];
    view! {
        <Table caption="Partnerships by name" quiet_caption=true columns rows empty=empty.into_any()/>
        <Muted>"Members are counted here today. Services are those on sale on Commonpool."</Muted>
        {file.then(|| csv::link("/partnerships.csv".to_owned(), ""))}
    }
}

fn row(one: &Listed) -> TableRow {
    let contact = one.contact.clone().unwrap_or_else(|| "Not said".to_owned());
    let (name, since) = (one.name.clone(), format!("since {}", short_day(one.since)));
    TableRow::new(vec![
        Cell::view(view! { {name}" "<Muted>{since}</Muted> }),
        areas(&one.areas).into(),
        work(one).into(),
        words::count(one.members).into(),
        words::count(one.on_sale).into(),
        contact.into(),
    ])
}

/// The names of areas, in a line.
pub(crate) fn areas(areas: &[&'static Area]) -> String {
    areas.iter().map(|area| area.name).collect::<Vec<_>>().join(", ")
}

/// What it works in, in a line.
fn work(one: &Listed) -> String {
    let lines = one.lines_of_work.iter().map(|line| words::partnership::line_of_work(*line));
    lines.collect::<Vec<_>>().join("; ")
}

/// How the partnership stands to the association.
pub async fn standing(ask: Ask) -> Result<Answer, Failure> {
    let found = association_standing(ask.market(), ask.actor()?).await?;
    let contact = found.contact.clone().unwrap_or_default();
    let typed = Typed::fresh(Filled::of([("contact", contact.as_str())]));
    Ok(page(found, typed).into())
}

/// Joins it, or says how the partnership is reached now.
pub async fn join(ask: Ask) -> Result<Answer, Failure> {
    let command = JoinAssociation { contact: ask.form.get("contact").to_owned() };
    match join_association(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other("/partnership/association")),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            let found = association_standing(ask.market(), ask.actor()?).await?;
            Ok(page(found, typed).into())
        }
    }
}

/// Leaves it.
pub async fn leave(ask: Ask) -> Result<Answer, Failure> {
    leave_association(ask.market(), ask.actor()?).await?;
    Ok(Answer::see_other("/partnership/association"))
}

fn page(found: Standing, typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new("The association", move || {
        let Standing { association, since, .. } = found;
        let (lead, button) = match since {
            Some(day) => {
                (format!("Your partnership has belonged to it since {}.", short_day(day)), "Save")
            }
            None => (
                "Your partnership does not belong to it. It joins and leaves by its own act.".to_owned(),
                "Join the association",
            ),
        };
        let leave = since.is_some().then(|| {
            view! {
                <Section id="leave" title="Leave the association" small=true>
                    <Form action="/partnership/association/leave">
                        <Button kind=ButtonKind::Secondary>"Leave the association"</Button>
                    </Form>
                </Section>
            }
        });
        view! {
            <BackLink href="/partnership" text="Back to levels and settings"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text=association/>
            <Lead>{lead}</Lead>
            <Notice kind=NoticeKind::Info title="What everybody reads then">
                <p>"Your name, areas, what you work in, how many members you have and how many services are on sale, in "
                    <TextLink href="/partnerships">"the directory"</TextLink>". Nothing of what schools order or pay."</p>
            </Notice>
            <Form action="/partnership/association">
                <TextField name="contact" label="How are you reached?"
                    hint="Everybody reads it. For example, an office’s email address or telephone number"
                    value=shown.value("contact") error=shown.error("contact")/>
                <Button>{button}</Button>
            </Form>
            {leave}
        }
    })
    .with_form(&typed)
}
