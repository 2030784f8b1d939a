//! Who belongs to the organisation, whom an invitation waits for, and who has left.

use chrono::NaiveDate;
use domain::Failure;
use domain::access::{Action, Role};
use domain::calendar::short_day;
use domain::people::roles_of;
use leptos::prelude::*;
use market::organisation::OrganisationKind;
use market::people::{Gone, Holding, People, WaitingInvitation, people};
use market::school::{JoinRequests, join_requests};
use market::trust::ThroughTrust;

use super::request::requests;
use crate::parts::{
    Actions, Button, ButtonKind, ButtonLink, Cell, ColumnHead, Details, Form, Muted, Pagination,
    Section, Table, TableRow, Tag, TagKind, TextLink, Title,
};
use crate::trust::whose;
use crate::web::{Answer, Ask, Page, csv};
use crate::words::people as words;

/// The list.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let (asked, today) = (ask.page(), ask.market().today());
    let found = people(ask.market(), actor, &asked).await?;
    let waiting = match found.kind {
        OrganisationKind::School => join_requests(ask.market(), actor).await?,
        _ => JoinRequests::default(),
    };
    let orders = actor.can(Action::ViewSchool) && roles_of(found.kind).contains(&Role::Buyer);
    let next = found.holdings.next.as_deref();
    let next = next.map(|key| format!("/people?{}", ask.query.with("after", key)));
    let page = Page::new("People", move || {
        let People { organisation, holdings, invitations, gone, may_give, through, .. } = found;
        let approves = may_give.contains(&Role::Approver);
        let rows = holdings.items.iter().map(|held| row(held, today)).collect();
        let may_invite = !may_give.is_empty();
        view! {
            <Title caption=organisation text="People"/>
            {may_invite.then(|| view! {
                <Actions><ButtonLink href="/people/invite">"Invite somebody"</ButtonLink></Actions>
            })}
            {requests(waiting)}
            <Table caption="Who may act for it, by name. Amounts include VAT" columns=columns() rows/>
            <Pagination label="People" next=next.unwrap_or_default()/>
            {orders.then(|| view! {
                <p><TextLink href="/people/delegation">"Who approves what, and deputies"</TextLink></p>
            })}
            <Muted>
                <TextLink href="/people.csv">"Download as CSV"</TextLink>" · "
                {may_invite.then(|| view! { <TextLink href="/people/import">"Bring in a list"</TextLink>" · " })}
                <TextLink href="/about/roles">"What each role may do"</TextLink>
            </Muted>
            {through.into_iter().map(|one| through_trust(one, approves)).collect_view()}
            {self::invitations(invitations, &may_give, Some("/people/invited.csv"))}
            {left(gone)}
        }
    });
    Ok(page.into())
}

/// Who acts for the school through its trust, and whether the trust may.
fn through_trust(one: ThroughTrust, approves: bool) -> AnyView {
    let what = whose(one.kind);
    let id = format!("through-{}", one.tie);
    let told = match one.agreed_on {
        Some(day) => format!("Its people may act for the school since {}.", short_day(day)),
        None => "Nobody of it acts for the school: the school has not agreed to that.".to_owned(),
    };
    let since = format!("The school is in this {what} since {}. {told}", short_day(one.starts_on));
    let rows: Vec<TableRow> = one
        .people
        .iter()
        .map(|person| {
            TableRow::new(vec![
                person.name.clone().into(),
                crate::words::role(person.role).into(),
                words::limit(person.role, person.limit).into(),
            ])
        })
        .collect();
    let columns = vec![
        ColumnHead::words("Name"),
        ColumnHead::words("Role"),
        ColumnHead::numbers("May decide alone"),
    ];
    let caption = format!("Who acts for the school through {}", one.name);
    let table = (!rows.is_empty()).then(|| {
        view! {
            <Table caption=caption quiet_caption=true columns rows/>
            {csv::link("/people/through.csv".to_owned(), "who acts for the school through others")}
        }
    });
    let agreed = one.agreed_on.is_some();
    let (value, text, kind) = if agreed {
        ("no", format!("Stop the {what} acting for the school"), ButtonKind::Warning)
    } else {
        ("yes", format!("Let the {what} act for the school"), ButtonKind::Secondary)
    };
    let action = format!("/people/trusts/{}", one.tie);
    let form = approves.then(|| {
        view! { <Form action=action><Button kind=kind name="agree" value=value>{text}</Button></Form> }
    });
    view! {
        <Section id=id title=format!("Through {}", one.name)>
            <p>{since}</p>
            {table}
            {form}
        </Section>
    }
    .into_any()
}

fn columns() -> Vec<ColumnHead> {
    vec![
        ColumnHead::words("Name"),
        ColumnHead::words("Role"),
        ColumnHead::numbers("May decide alone"),
        ColumnHead::words("Since"),
    ]
}

fn row(held: &Holding, today: NaiveDate) -> TableRow {
    let name = if held.is_own { format!("{} (you)", held.name) } else { held.name.clone() };
    let name = if held.may_change {
        let href = format!("/people/{}", held.id);
        Cell::view(view! { <TextLink href=href>{name}</TextLink> })
    } else {
        Cell::Text(name)
    };
    let first = short_day(held.starts_on);
    let since = if held.starts_on > today { format!("From {first}") } else { first };
    let since = match held.ends_on {
        Some(last) => format!("{since}, until {}", short_day(last)),
        None => since,
    };
    TableRow::new(vec![
        name,
        Cell::from(crate::words::role(held.role)),
        Cell::Text(words::limit(held.role, held.limit)),
        Cell::Text(since),
    ])
}

/// Invitations that nobody has accepted yet, each with the way to it for those who may give its role.
/// `file` is where they are all as a file, for those whose own they are.
pub(crate) fn invitations(
    waiting: Vec<WaitingInvitation>,
    may_give: &[Role],
    file: Option<&'static str>,
) -> Option<AnyView> {
    if waiting.is_empty() {
        return None;
    }
    let rows = waiting.into_iter().map(|one| invitation_row(one, may_give)).collect();
    let columns = vec![
        ColumnHead::words("Address"),
        ColumnHead::words("Role"),
        ColumnHead::words("The link works until"),
    ];
    let section = view! {
        <Section id="invited" title="Invited">
            <Table caption="Invitations that nobody has accepted yet" quiet_caption=true columns rows/>
            {file.map(|href| view! { <Muted><TextLink href>"Download as CSV"</TextLink></Muted> })}
        </Section>
    };
    Some(section.into_any())
}

/// An invitation with the way to send it again or take it back, for those who may.
fn invitation_row(one: WaitingInvitation, may_give: &[Role]) -> TableRow {
    let until = short_day(domain::calendar::london_day(one.expires_at));
    let until = if one.has_run_out {
        Cell::view(view! { {until}" "<Tag kind=TagKind::Bad text="Run out"/> })
    } else {
        Cell::Text(until)
    };
    let email = if may_give.contains(&one.role) {
        let (href, email) = (format!("/people/invitations/{}", one.id), one.email);
        Cell::view(view! { <TextLink href=href>{email}</TextLink> })
    } else {
        Cell::Text(one.email)
    };
    let role = crate::words::role(one.role);
    let role = match words::days(one.days) {
        Some(days) => Cell::view(view! { {role}<Muted>{days}</Muted> }),
        None => Cell::from(role),
    };
    TableRow::new(vec![email, role, until])
}

fn left(gone: Vec<Gone>) -> Option<AnyView> {
    if gone.is_empty() {
        return None;
    }
    let rows = gone
        .into_iter()
        .map(|gone| {
            TableRow::new(vec![
                Cell::Text(gone.name),
                Cell::from(crate::words::role(gone.role)),
                Cell::Text(short_day(gone.starts_on)),
                Cell::Text(short_day(gone.until)),
            ])
        })
        .collect();
    let columns = vec![
        ColumnHead::words("Name"),
        ColumnHead::words("Role"),
        ColumnHead::words("Since"),
        ColumnHead::words("Until"),
    ];
    let details = view! {
        <Details summary="Who has left">
            <Table caption="Who left last" quiet_caption=true columns rows/>
            <Muted><TextLink href="/people/left.csv">"Download as CSV"</TextLink></Muted>
        </Details>
    };
    Some(details.into_any())
}
