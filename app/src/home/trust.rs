//! A trust's or federation's first page: its schools, and the way to act for each.

use domain::Failure;
use domain::access::Action;
use domain::calendar::short_day;
use leptos::prelude::*;
use market::trust::{TrustSchool, trust_home};

use crate::parts::{
    Actions, Button, ButtonKind, ButtonLink, Cell, ColumnHead, Details, EmptyState, Form, Hidden,
    Lead, Section, Table, TableRow, Tag, TagKind, TextLink, Title,
};
use crate::trust::whose;
use crate::web::{Answer, Ask, Page, csv};
use crate::words;

/// Its schools.
pub async fn show(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let home = trust_home(ask.market(), actor).await?;
    let (own, name, what) = match actor.acting_for() {
        Some(acting) => (acting.organisation.to_string(), acting.name.clone(), whose(acting.kind)),
        None => return Err(Failure::NotFound),
    };
    let keeps_people = actor.can(Action::ManagePeople);
    let acts = home.schools.iter().any(|school| school.may_act);
    let page = Page::new("Home", move || {
        let rows = home.schools.iter().map(|school| row(school, &own)).collect();
        let count = u64::try_from(home.schools.len()).unwrap_or_default();
        let title = words::plural(count, "school", "schools");
        let lead = if acts {
            "What you do for a school stands under its name: its limits, its approvers and its audit trail hold."
        } else {
            "You see which schools there are. Somebody who looks after people here can let you act for them."
        };
        let empty = view! {
            <EmptyState title="No school here yet">
                <p>{format!("Schools of the {what} stand here once they are on Commonpool.")}</p>
            </EmptyState>
        };
        let columns = ["School", "Since", "Acting for it", "Act"].map(ColumnHead::words).to_vec();
        let any = !home.schools.is_empty() || !home.left.is_empty();
        let left = left(&home.left);
        view! {
            <Title caption=name text=title/>
            <Lead>{lead}</Lead>
            {keeps_people.then(|| view! {
                <Actions><ButtonLink href="/people" kind=ButtonKind::Secondary>"Who acts for the schools"</ButtonLink></Actions>
            })}
            <Section id="schools" title=format!("Schools of the {what}")>
                <Table caption="Schools by name" quiet_caption=true columns rows empty=empty.into_any()/>
            </Section>
            {left}
            {any.then(|| csv::link("/trust/schools.csv".to_owned(), ""))}
        }
    });
    Ok(page.into())
}

fn row(school: &TrustSchool, own: &str) -> TableRow {
    let name = named(school);
    let since = match school.ends_on {
        Some(last) => format!("{} to {}", short_day(school.starts_on), short_day(last)),
        None => short_day(school.starts_on),
    };
    let (kind, text) = match (school.agreed, school.may_act) {
        (true, true) => (TagKind::Good, "You may"),
        (true, false) => (TagKind::Plain, "Agreed"),
        (false, _) => (TagKind::Waits, "The school has not agreed"),
    };
    let value = format!("{}.{own}", school.organisation);
    let act = school.may_act.then(|| {
        view! {
            <Form action="/act-for">
                <Hidden name="organisation" value=value/>
                <Button kind=ButtonKind::Secondary>"Act for it"</Button>
            </Form>
        }
    });
    TableRow::new(vec![
        name,
        since.into(),
        Cell::view(view! { <Tag kind text/> }),
        Cell::view(view! { {act} }),
    ])
}

fn named(school: &TrustSchool) -> Cell {
    let name = school.name.clone();
    match &school.urn {
        Some(urn) => {
            let href = format!("/schools/{urn}");
            Cell::view(view! { <TextLink href=href>{name}</TextLink> })
        }
        None => Cell::Text(name),
    }
}

/// Schools that have left.
fn left(schools: &[TrustSchool]) -> Option<AnyView> {
    if schools.is_empty() {
        return None;
    }
    let rows = schools
        .iter()
        .map(|school| {
            let until = school.ends_on.map(short_day).unwrap_or_default();
            TableRow::new(vec![named(school), short_day(school.starts_on).into(), until.into()])
        })
        .collect();
    let columns = ["School", "Since", "Until"].map(ColumnHead::words).to_vec();
    let details = view! {
        <Details summary="Schools that have left">
            <Table caption="Schools that left last" quiet_caption=true columns rows/>
        </Details>
    };
    Some(details.into_any())
}
