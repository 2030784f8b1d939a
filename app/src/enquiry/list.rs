//! Questions about services: those that wait for the reader first, with their file.

use std::sync::Arc;

use domain::Failure;
use domain::access::Action;
use domain::calendar::moment_in_words;
use leptos::prelude::*;
use market::db::{Page as Listed, PageAsked};
use market::enquiry::{EnquiryRow, enquiries};

use crate::parts::{
    BackLink, Cell, ColumnHead, EmptyState, Lead, Pagination, Table, TableRow, Tag, TextLink, Title,
};
use crate::web::{Answer, Ask, Page, csv};
use crate::words::enquiry as said;

/// The list.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let found = enquiries(ask.market(), actor, &ask.page()).await?;
    let asks = actor.can(Action::ViewSchool);
    let next = found.next.map(|key| format!("/enquiries?{}", ask.query.with("after", &key)));
    let items = found.items;
    let page = Page::new("Questions about services", move || {
        let rows = items.iter().map(row).collect();
        let columns = ["About", "Service", "School", "Provider", "Last message", "State"];
        let columns = columns.map(ColumnHead::words).to_vec();
        let (back, lead, empty) = if asks {
            (
                ("/orders", "Back to orders"),
                "What your school asked about services, and what was answered.",
                "On the page of each service you can ask whoever delivers it.",
            )
        } else {
            (
                ("/bookings", "Back to bookings"),
                "What schools ask about services. What waits for your answer is first.",
                "Schools ask on the pages of services. You are told by email.",
            )
        };
        let empty = view! { <EmptyState title="No questions yet"><p>{empty}</p></EmptyState> };
        view! {
            <BackLink href=back.0 text=back.1/>
            <Title text="Questions about services"/>
            <Lead>{lead}</Lead>
            <Table caption="Questions, those that wait first" quiet_caption=true columns rows
                empty=empty.into_any()/>
            <Pagination label="Questions" next=next.unwrap_or_default()/>
            {csv::link("/enquiries.csv".to_owned(), "")}
        }
    });
    Ok(page.into())
}

fn row(one: &EnquiryRow) -> TableRow {
    let (href, subject) = (format!("/enquiries/{}", one.id), one.subject.clone());
    let (text, kind) = said::state(one.state, one.is_next);
    TableRow::new(vec![
        Cell::view(view! { <TextLink href>{subject}</TextLink> }),
        one.service.clone().into(),
        one.school.clone().into(),
        one.provider.clone().into(),
        moment_in_words(one.newest_at).into(),
        Cell::view(view! { <Tag kind text/> }),
    ])
}

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    let head = ["About", "Service", "School", "Provider", "Last message", "State"];
    csv::download(ask, "questions", &head, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Listed<Vec<String>>, Failure> {
    let row = |one: EnquiryRow| {
        let state = said::state(one.state, one.is_next).0.to_owned();
        let at = one.newest_at.to_rfc3339();
        vec![one.subject, one.service, one.school, one.provider, at, state]
    };
    Ok(enquiries(ask.market(), ask.actor()?, &page).await?.map(row))
}
