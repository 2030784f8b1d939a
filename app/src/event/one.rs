//! One event for those who keep it: what it is, its dates with their registers, who comes, who waits.

use domain::Failure;
use domain::calendar::{moment_in_words, short_day};
use domain::event::EventState;
use domain::id::EventId;
use leptos::prelude::*;
use market::db::Page as Listed;
use market::event::{DelegateRow, EventPage, StoredSitting, delegates, view_event};

use crate::parts::{
    BackLink, ButtonKind, ButtonLink, Cell, ColumnHead, EmptyState, HiddenWords, MoreActions,
    Notice, NoticeKind, Pagination, Section, SummaryList, SummaryRow, Table, TableRow, Tag,
    TextLink, Title,
};
use crate::web::{Answer, Ask, Page, csv};
use crate::words;

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let id: EventId = ask.part("event")?;
    let event = view_event(ask.market(), ask.actor()?, id).await?;
    let rows = delegates(ask.market(), ask.actor()?, id, &ask.page()).await?;
    let title = event.event.title.clone();
    Ok(Page::new(title, move || body(&event, rows)).paper("Event").into())
}

fn body(found: &EventPage, rows: Listed<DelegateRow>) -> impl IntoView + use<> {
    let event = &found.event;
    let (state, kind) = words::event::state(event.state);
    let reason = found.reason.clone().map(|reason| {
        view! { <Notice kind=NoticeKind::Waits title="This event will not be held"><p>{reason}</p></Notice> }
    });
    let bar = (event.state == EventState::Planned).then(|| bar(event.id));
    let (facts, dates) = (facts(found), dates(found));
    let (who, waits) = (who(event.id, rows), waits(found));
    let (caption, title) = (found.service_title.clone(), event.title.clone());
    view! {
        <BackLink href="/events" text="Back to events"/>
        {reason}
        <Title caption text=title/>
        <p><Tag kind=kind text=state/></p>
        {bar}
        <SummaryList label="The event" rows=facts/>
        {dates}
        {who}
        {waits}
    }
}

fn bar(id: EventId) -> impl IntoView {
    let quiet = move |page: &str, text: &'static str| {
        let href = format!("/events/{id}/{page}");
        view! { <ButtonLink href=href kind=ButtonKind::Quiet>{text}</ButtonLink> }
    };
    view! {
        <MoreActions>
            {quiet("edit", "Change")}
            {quiet("cancel", "Cancel the event")}
        </MoreActions>
    }
}

fn facts(found: &EventPage) -> Vec<SummaryRow> {
    let event = &found.event;
    let place = words::event::place(event.venue, event.address.as_deref());
    let taken = format!(
        "{} of {} taken, {} named",
        words::count(event.taken),
        words::count(event.places),
        words::count(found.named)
    );
    let link = match found.joining_link.clone() {
        Some(link) => view! { <TextLink href=link.clone()>{link.clone()}</TextLink> }.into_any(),
        None => "None yet".into_any(),
    };
    let told = match found.told_at {
        Some(at) => format!("Sent on {}", moment_in_words(at)),
        None => "Two days ahead, to everybody who has a place".to_owned(),
    };
    let href = format!("/services/{}", event.service);
    let service = found.service_title.clone();
    vec![
        SummaryRow::new("Service", view! { <TextLink href=href>{service}</TextLink> }.into_any()),
        SummaryRow::new("Delivered by", found.provider.clone()),
        SummaryRow::new("Where", place),
        SummaryRow::new("Joining link", link),
        SummaryRow::new("Reminder", told),
        SummaryRow::new("Places", taken),
        SummaryRow::new("Sold until", short_day(found.closes_on)),
    ]
}

fn dates(found: &EventPage) -> impl IntoView + use<> {
    let id = found.event.id;
    let row = |one: &StoredSitting| {
        let href = format!("/events/{id}/register/{}", one.id);
        let when = one.sitting.when();
        let of = format!(" of {when}");
        let taken = one.attendance_at.map_or("Not yet", |_| "Yes");
        TableRow::new(vec![
            when.into(),
            one.sitting.title.clone().unwrap_or_default().into(),
            taken.into(),
            Cell::view(view! { <TextLink href=href>"Register"<HiddenWords text=of/></TextLink> }),
        ])
    };
    let rows = found.sittings.iter().map(row).collect();
    let columns = ["Date", "About", "Ticked who came", "Open"].map(ColumnHead::words).to_vec();
    view! {
        <Section id="dates" title="Dates">
            <Table caption="Dates of the event" quiet_caption=true columns rows/>
        </Section>
    }
}

fn who(id: EventId, page: Listed<DelegateRow>) -> impl IntoView {
    let next = page.next.map(|key| {
        let query = serde_urlencoded::to_string([("after", key)]).unwrap_or_default();
        format!("/events/{id}?{query}#delegates")
    });
    let any = !page.items.is_empty();
    let rows = page.items.into_iter().map(delegate).collect();
    let columns =
        ["Delegate", "School", "Order", "Dates they came to", "Certificate"].map(ColumnHead::words);
    let empty = view! {
        <EmptyState title="Nobody has a place yet">
            <p>"Schools that take places stand here, with the names they give."</p>
        </EmptyState>
    };
    view! {
        <Section id="delegates" title="Who comes">
            <Table caption="Delegates by school" quiet_caption=true columns=columns.to_vec() rows
                empty=empty.into_any()/>
            <Pagination label="Delegates" next=next.unwrap_or_default()/>
            {any.then(|| csv::link(format!("/events/{id}/delegates.csv"), "the delegates"))}
        </Section>
    }
}

fn delegate(row: DelegateRow) -> TableRow {
    let came = row.came.len();
    let certificate = (came > 0 && row.name.is_some()).then(|| {
        let href = format!("/certificates/{}", row.place);
        let of = format!(" of {}", row.name.clone().unwrap_or_default());
        view! { <TextLink href=href>"Certificate"<HiddenWords text=of/></TextLink> }
    });
    let held = if row.is_held { " (held: the school decides)" } else { "" };
    TableRow::new(vec![
        name(&row).into(),
        row.school.into(),
        format!("{}{held}", row.reference).into(),
        words::count(u64::try_from(came).unwrap_or_default()).into(),
        Cell::view(certificate),
    ])
}

/// Who comes, where that has been said.
pub(super) fn name(row: &DelegateRow) -> String {
    row.name.clone().unwrap_or_else(|| "Not named yet".to_owned())
}

fn waits(found: &EventPage) -> Option<AnyView> {
    if found.waiting.is_empty() {
        return None;
    }
    let id = found.event.id;
    let row = |(place, one): (u64, &market::event::WaitingRow)| {
        let state = match one.offered_until {
            Some(until) => format!("Offered until {}", moment_in_words(until)),
            None => "Waits".to_owned(),
        };
        TableRow::new(vec![
            one.school.clone().into(),
            words::count(place).into(),
            words::count(one.places).into(),
            moment_in_words(one.asked_at).into(),
            state.into(),
        ])
    };
    let rows = (1..).zip(&found.waiting).map(row).collect();
    let columns = vec![
        ColumnHead::words("School"),
        ColumnHead::numbers("Turn"),
        ColumnHead::numbers("Places"),
        ColumnHead::words("Asked"),
        ColumnHead::words("State"),
    ];
    let section = view! {
        <Section id="waiting" title="Waiting list">
            <Table caption="Schools that wait, in the order of asking" quiet_caption=true columns rows
                note="Places that come free are offered to the first school whose wish fits, for two days."/>
            {csv::link(format!("/events/{id}/waiting.csv"), "the waiting list")}
        </Section>
    };
    Some(section.into_any())
}
