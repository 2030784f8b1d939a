//! A council's first page: partnerships that trade through it or ask to.

use domain::Failure;
use leptos::prelude::*;
use market::partnership::{Hosting, hostings};

use crate::partnership::hosting::stands;
use crate::parts::{
    Button, ButtonKind, Cell, ColumnHead, EmptyState, Form, Hidden, Section, Table, TableRow, Tag,
    TagKind, TextLink, Title, ToDo, ToDoList,
};
use crate::web::{Answer, Ask, Page};

/// What waits for an answer, whom the council trades for, and what else its person looks after.
pub async fn show(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let found = hostings(ask.market(), actor).await?;
    let council = actor.acting_for().map(|acting| acting.name.clone()).unwrap_or_default();
    let own = actor.acting_for().map(|acting| acting.organisation);
    let others: Vec<(String, String)> = actor
        .may_act_for()
        .iter()
        .filter(|acting| Some(acting.organisation) != own)
        .map(|acting| (acting.organisation.to_string(), acting.name.clone()))
        .collect();
    let page = Page::new("Home", move || {
        let to_do: Vec<ToDo> = found.iter().filter(|one| one.agreed.is_none()).map(to_do).collect();
        let title = super::school::needs_you(u64::try_from(to_do.len()).unwrap_or_default());
        view! {
            <Title caption=council text=title/>
            {(!to_do.is_empty()).then(|| view! { <ToDoList items=to_do/> })}
            <Section id="hosted" title="Partnerships that trade through the council">{hosted(&found)}</Section>
            {also(others)}
        }
    });
    Ok(page.into())
}

fn to_do(asked: &Hosting) -> ToDo {
    ToDo {
        text: format!("Answer {}", asked.partnership),
        note: "It asks to trade through the council".to_owned(),
        href: format!("/hosting/{}", asked.id),
    }
}

fn hosted(found: &[Hosting]) -> impl IntoView + use<> {
    let empty = view! {
        <EmptyState title="None yet">
            <p>"A partnership that is no legal body can ask the council to sell and invoice for it. It stands here then."</p>
        </EmptyState>
    };
    let rows = found
        .iter()
        .map(|one| {
            let (href, name) = (format!("/hosting/{}", one.id), one.partnership.clone());
            let (kind, text) = match one.agreed {
                None => (TagKind::Waits, "Waits for you"),
                Some(true) => (TagKind::Good, "Agreed"),
                Some(false) => (TagKind::Plain, "Not agreed"),
            };
            TableRow::new(vec![
                Cell::view(view! { <TextLink href=href>{name}</TextLink> }),
                Cell::view(view! { <Tag kind text/> }),
                Cell::Text(stands(one)),
            ])
        })
        .collect();
    let columns = vec![
        ColumnHead::words("Partnership"),
        ColumnHead::words("Answer"),
        ColumnHead::words("How it stands"),
    ];
    view! {
        <Table caption="Partnerships that trade through the council" quiet_caption=true columns rows
            empty=empty.into_any()/>
    }
}

/// What the person looks after beside: a partnership whose figures the council may read.
fn also(others: Vec<(String, String)>) -> Option<AnyView> {
    if others.is_empty() {
        return None;
    }
    let buttons = others
        .into_iter()
        .map(|(id, name)| {
            view! {
                <Form action="/act-for">
                    <Hidden name="organisation" value=id/>
                    <Button kind=ButtonKind::Secondary>{format!("Go to {name}")}</Button>
                </Form>
            }
        })
        .collect_view();
    let section = view! { <Section id="also" title="You may also see">{buttons}</Section> };
    Some(section.into_any())
}
