//! Who owes whom what for each month or term: a page to print, and a file.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::calendar::{DaySpan, short_day};
use domain::id::SharingId;
use domain::sharing::StatedBy;
use domain::{Failure, Net};
use leptos::prelude::*;
use market::db::{Page as Listed, PageAsked};
use market::sharing::{Owed, OwedInAll, Predecessor, SharingStatement, sharing_statement};

use super::figures::about_vat;
use crate::parts::{
    BackLink, ColumnHead, EmptyState, Lead, Prose, RowKind, Section, Table, TableRow, Title,
};
use crate::web::{Answer, Ask, Page, csv};
use crate::words::{plain_pounds, pounds};

async fn found(ask: &Ask) -> Result<SharingStatement, Failure> {
    let id: SharingId = ask.part("sharing")?;
    sharing_statement(ask.market(), ask.actor()?, id).await
}

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let found = found(&ask).await?;
    let today = ask.market().today();
    let reference = format!("Statement: {}", found.sharing.terms.title);
    Ok(Page::new("Statement", move || body(&found, today)).paper(reference).into())
}

fn span(period: DaySpan) -> String {
    format!("{} to {}", short_day(period.first_on), short_day(period.last_on))
}

fn body(found: &SharingStatement, today: NaiveDate) -> impl IntoView + use<> {
    let sharing = &found.sharing;
    let (id, title, owner) = (sharing.id, sharing.terms.title.clone(), sharing.owner_name.clone());
    let vat = about_vat(sharing.terms.kind);
    let by = match sharing.terms.stated_by {
        StatedBy::Month => "Month by month",
        StatedBy::Term => "Term by term",
    };
    let lead = format!(
        "What each school bears of the cost, and owes to {owner}, which employs or owns it. {owner} sends its \
         invoices by this statement; none is raised here."
    );
    let nothing = found.owed.is_empty().then(|| {
        view! {
            <EmptyState title="Nobody owes anything"><p>"It ended before it began."</p></EmptyState>
        }
    });
    let (before, sums, periods) = (before(found), sums(found), periods(found, today));
    view! {
        <BackLink href=format!("/sharing/{id}") text=title.clone()/>
        <Title caption=title text="Statement: who owes whom"/>
        <Lead>{lead}</Lead>
        {before}
        {nothing}
        <Section id="sums" title="Over the whole time">{sums}</Section>
        <Section id="periods" title=by>
            {periods}
            {csv::link(format!("/sharing/{id}/statement.csv"), "")}
        </Section>
        {vat}
    }
}

fn sums(found: &SharingStatement) -> AnyView {
    let owner = &found.sharing.owner_name;
    let row = |one: &OwedInAll| {
        let to = if one.is_owner { "Its own part".to_owned() } else { format!("Owes to {owner}") };
        TableRow::new(vec![one.school.clone().into(), to.into(), pounds(one.net.pence()).into()])
    };
    let mut rows: Vec<TableRow> = found.sums.iter().map(row).collect();
    let total = Net::total(found.sums.iter().map(|one| one.net));
    if let Ok(total) = total {
        let cells = vec!["All of it".into(), "".into(), pounds(total.pence()).into()];
        rows.push(TableRow::new(cells).kind(RowKind::Total));
    }
    let columns = vec![
        ColumnHead::words("School"),
        ColumnHead::words("To whom"),
        ColumnHead::numbers("Excluding VAT"),
    ];
    view! {
        <Table caption="What each school bears over the whole time, excluding VAT" quiet_caption=true columns rows/>
    }
    .into_any()
}

fn periods(found: &SharingStatement, today: NaiveDate) -> AnyView {
    let row = |one: &Owed| {
        let when = match one.period {
            period if period.last_on < today => "Over",
            period if period.first_on > today => "To come",
            _ => "Now",
        };
        TableRow::new(vec![
            span(one.period).into(),
            one.school.clone().into(),
            to(one).into(),
            pounds(one.net.pence()).into(),
            when.into(),
        ])
    };
    let rows = found.owed.iter().map(row).collect();
    let columns = vec![
        ColumnHead::words("From and to"),
        ColumnHead::words("School"),
        ColumnHead::words("Owes to"),
        ColumnHead::numbers("Excluding VAT"),
        ColumnHead::words("When"),
    ];
    view! {
        <Table caption="Who owes whom, by time and school" quiet_caption=true columns rows
            note="A yearly cost grows day by day within each year from the first day, so that months differ by their days. Where a penny cannot be split, whoever employs or owns it bears it. What came before an early end stays as it was."/>
    }
    .into_any()
}

fn to(one: &Owed) -> String {
    if one.is_owner { "Nobody: its own part".to_owned() } else { one.to.clone() }
}

/// Schools in whose place others stand, a line for each.
fn before(found: &SharingStatement) -> Option<AnyView> {
    let line = |one: &Predecessor| {
        let told = format!(
            "{} stands in the place of {} from {} on. What was borne before is {}\u{2019}s own.",
            one.successor_name,
            one.name,
            short_day(one.began_on),
            one.name
        );
        view! { <p>{told}</p> }
    };
    let lines = found.before.iter().map(line).collect_view();
    (!found.before.is_empty()).then(|| view! { <Prose>{lines}</Prose> }.into_any())
}

/// The statement as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    let head = ["First day", "Last day", "School", "Owes to", "Excluding VAT"];
    csv::download(ask, "sharing-statement", &head, rows).await
}

async fn rows(ask: Arc<Ask>, _: PageAsked) -> Result<Listed<Vec<String>>, Failure> {
    let found = found(&ask).await?;
    Ok(csv::whole(found.owed, |one| {
        let to = if one.is_owner { String::new() } else { one.to };
        vec![
            csv::day(Some(one.period.first_on)),
            csv::day(Some(one.period.last_on)),
            one.school,
            to,
            plain_pounds(one.net.pence()),
        ]
    }))
}
