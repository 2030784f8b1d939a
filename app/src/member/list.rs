//! Who is a member, on which level, for how much a year.

use domain::Failure;
use domain::access::Action;
use domain::calendar::short_day;
use domain::money::grouped;
use leptos::prelude::*;
use market::group::{Group, groups};
use market::partnership::{Member, MemberFilter, MemberTime, Tier, members, tiers};
use market::school::{JoinRequests, join_requests};

use crate::parts::{
    Actions, ButtonKind, ButtonLink, Cell, Choice, Chosen, Column, ColumnHead, Columns,
    ColumnsKind, EmptyState, Filters, Muted, Pagination, SelectField, Table, TableRow, Tag,
    TagKind, TextField, TextKind, TextLink, Title,
};
use crate::people::request::requests;
use crate::web::csv::csv_address;
use crate::web::{Answer, Ask, Form, Page};
use crate::words::plural;
use crate::words::school::NOT_KNOWN;

/// What the list is narrowed to.
pub(super) fn filter(query: &Form) -> MemberFilter {
    MemberFilter {
        words: query.get("q").to_owned(),
        tier: query.filled("level").map(str::to_owned),
        group: query.filled("group").and_then(|id| id.parse().ok()),
        time: match query.get("show") {
            "former" => MemberTime::Former,
            "all" => MemberTime::All,
            _ => MemberTime::Current,
        },
    }
}

/// The list, with what waits above it.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let filter = filter(&ask.query);
    let asked = ask.page();
    let found = members(ask.market(), actor, &filter, &asked).await?;
    let levels = tiers(ask.market(), actor).await?;
    let all_groups = groups(ask.market(), actor).await?;
    let manages = actor.can(Action::ManageMembers);
    let reviews = actor.can(Action::ViewOrders);
    let waiting =
        if manages { join_requests(ask.market(), actor).await? } else { JoinRequests::default() };
    let next =
        found.next.as_deref().map(|key| format!("/members?{}", ask.query.with("after", key)));
    let csv = csv_address("/members.csv", &ask.query);
    let count: i64 = levels.iter().map(|level| level.members).sum();
    let count = plural(u64::try_from(count).unwrap_or_default(), "member", "members");
    let chosen = chosen(&ask.query, &all_groups);
    let show = ask.query.get("show").to_owned();
    let page = Page::new("Members", move || {
        let rows = found.items.iter().map(row).collect();
        let clear = if chosen.is_empty() { "" } else { "/members" };
        view! {
            <Title caption=count text="Members"/>
            {manages.then(|| view! {
                <Actions>
                    <ButtonLink href="/members/invite">"Invite schools"</ButtonLink>
                    <ButtonLink href="/groups" kind=ButtonKind::Secondary>"Groups"</ButtonLink>
                    <ButtonLink href="/partnership" kind=ButtonKind::Secondary>"Levels and settings"</ButtonLink>
                </Actions>
            })}
            {(!manages).then(|| view! { <p><TextLink href="/groups">"Groups"</TextLink></p> })}
            {requests(waiting)}
            <Columns kind=ColumnsKind::SideMain>
                <Column>
                    <Filters action="/members" chosen=chosen clear=clear>
                        <TextField name="q" label="Name or URN" kind=TextKind::Search value=filter.words/>
                        <SelectField name="level" label="Membership level" choices=level_choices(&levels)
                            value=filter.tier.unwrap_or_default()/>
                        <SelectField name="show" label="Current or former" choices=times() value=show/>
                        {(!all_groups.is_empty()).then(|| {
                            let value = filter.group.map(|group| group.to_string()).unwrap_or_default();
                            let choices = group_choices(&all_groups);
                            view! { <SelectField name="group" label="Group" choices value/> }
                        })}
                    </Filters>
                </Column>
                <Column>
                    <Table caption="Members by name. Amounts are a year, excluding VAT" columns=columns() rows
                        empty=nobody(manages)/>
                    <Pagination label="Members" next=next.unwrap_or_default()/>
                    <Muted>
                        <TextLink href=csv>"Download as CSV"</TextLink>
                        {manages.then(|| view! { " · "<TextLink href="/members/import">"Bring in a list"</TextLink> })}
                        {reviews.then(|| view! { " · "<TextLink href="/peer-review">"Peer review: days given and received"</TextLink> })}
                    </Muted>
                </Column>
            </Columns>
        }
    });
    Ok(page.into())
}

fn chosen(query: &Form, groups: &[Group]) -> Vec<Chosen> {
    let named = |id: &str| groups.iter().find(|group| group.id.to_string() == id);
    ["q", "level", "show", "group"]
        .into_iter()
        .filter_map(|field| {
            let text = match (field, query.filled(field)?) {
                ("group", id) => named(id)?.name.clone(),
                ("show", "former") => "Former members".to_owned(),
                ("show", "all") => "Current and former members".to_owned(),
                ("show", _) => return None,
                (_, text) => text.to_owned(),
            };
            Some(Chosen { text, without: format!("/members?{}", query.with(field, "")) })
        })
        .collect()
}

/// Members of today, or those who left.
fn times() -> Vec<Choice> {
    vec![Choice::new("", "Current"), Choice::new("former", "Former"), Choice::new("all", "All")]
}

/// Every level once, however often its price changes.
fn level_choices(levels: &[Tier]) -> Vec<Choice> {
    let mut names: Vec<&str> = levels.iter().map(|level| level.level.name.as_str()).collect();
    names.dedup();
    let names = names.into_iter().map(|name| Choice::new(name, name));
    std::iter::once(Choice::new("", "All levels")).chain(names).collect()
}

/// Every group, under its path.
fn group_choices(groups: &[Group]) -> Vec<Choice> {
    let choice = |group: &Group| {
        let path: Vec<&str> =
            group.within.iter().map(String::as_str).chain([group.name.as_str()]).collect();
        Choice::new(group.id.to_string(), path.join(" › "))
    };
    std::iter::once(Choice::new("", "All groups")).chain(groups.iter().map(choice)).collect()
}

fn nobody(manages: bool) -> AnyView {
    view! {
        <EmptyState title="No members here">
            <p>"Members appear here with their level and what a year costs them."</p>
            {manages.then(|| view! { <p><TextLink href="/members/invite">"Invite schools"</TextLink></p> })}
        </EmptyState>
    }
    .into_any()
}

fn columns() -> Vec<ColumnHead> {
    vec![
        ColumnHead::words("School"),
        ColumnHead::words("Level"),
        ColumnHead::numbers("Pupils"),
        ColumnHead::numbers("A year"),
        ColumnHead::words("Member since"),
        ColumnHead::words("People here"),
    ]
}

/// A year's price, or what is missing for it.
pub(super) fn yearly(member: &Member) -> String {
    match &member.yearly {
        Ok(priced) => priced.amount.pence().to_string(),
        Err(domain::Refusal::PupilsNotKnown) => "Needs pupil number".to_owned(),
        Err(other) => crate::words::refusal(other).0,
    }
}

/// Its pupils; an estimate says so.
fn pupils(member: &Member) -> Cell {
    match member.pupils.map(|pupils| grouped(u64::from(pupils))) {
        None => Cell::from(NOT_KNOWN),
        Some(pupils) if member.is_estimate => {
            Cell::view(view! { {pupils}" "<Tag text="Estimate"/> })
        }
        Some(pupils) => Cell::Text(pupils),
    }
}

/// Since when and until when.
pub(super) fn dates(member: &Member) -> String {
    let since = short_day(member.starts_on);
    match member.ends_on {
        Some(last) => format!("{since} to {}", short_day(last)),
        None => since,
    }
}

fn row(member: &Member) -> TableRow {
    let (href, name) = (format!("/members/{}", member.membership), member.name.clone());
    let closed = member.is_closed.then(|| view! { " "<Tag kind=TagKind::Bad text="Closed"/> });
    let left = member.has_ended.then(|| view! { " "<Tag text="Former"/> });
    TableRow::new(vec![
        Cell::view(view! { <TextLink href=href>{name}</TextLink>{closed}{left} }),
        Cell::Text(member.tier.clone()),
        pupils(member),
        if member.has_ended { Cell::from("–") } else { Cell::Text(yearly(member)) },
        Cell::Text(dates(member)),
        Cell::from(if member.has_people { "Yes" } else { "Nobody yet" }),
    ])
}
