//! A partnership's first page: the director's.

use domain::Failure;
use domain::access::Action;
use domain::calendar::moment_in_words;
use leptos::prelude::*;
use market::home::{PartnershipHome, PoolWeeks, partnership_home};

use super::school::{needs_you, saved};
use crate::parts::chart::{ChartWords, Heat, HeatMap, HeatRow};
use crate::parts::{
    Actions, ButtonKind, ButtonLink, Column, Columns, EmptyState, Link, Section, SectionKind,
    TextLink, Title, ToDo, ToDoList, whole_pounds,
};
use crate::web::{Answer, Ask, Page};
use crate::words::plural;

/// What needs somebody, what was saved, how full the pools are, which deals are open.
pub async fn show(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let home = partnership_home(ask.market(), actor).await?;
    let name = actor.acting_for().map(|acting| acting.name.clone()).unwrap_or_default();
    let sells = actor.can(Action::ManageServices);
    let page = Page::new("Home", move || {
        let to_do = if sells { to_do(&home) } else { Vec::new() };
        let count = u64::try_from(to_do.len()).unwrap_or(0);
        let (pools, saved) = (pools(&home.pools), saved(&home.saved));
        let (members, deals) = (members(&home), deals(&home));
        view! {
            <Title caption=name text=needs_you(count)/>
            <Columns>
                <Column>
                    {(count > 0).then(|| view! { <ToDoList items=to_do/> })}
                    {sells.then(|| view! {
                        <Actions>
                            <ButtonLink href="/services/new">"Add a service"</ButtonLink>
                            <ButtonLink href="/deals/new" kind=ButtonKind::Secondary>"Open a deal"</ButtonLink>
                            <ButtonLink href="/members/invite" kind=ButtonKind::Secondary>"Invite schools"</ButtonLink>
                        </Actions>
                    })}
                    <Section id="pools" title="How full the pools are">{pools}</Section>
                </Column>
                <Column>
                    <Section id="saved" title="Saved for our schools" kind=SectionKind::Plain
                        more=Some(Link::new("How it is worked out", "/savings"))>
                        {saved}
                    </Section>
                    <Section id="members" title="Members" small=true more=Some(Link::new("All members", "/members"))>
                        <p>{members}</p>
                    </Section>
                    <Section id="deals" title="Open deals" small=true>{deals}</Section>
                </Column>
            </Columns>
        }
    });
    Ok(page.into())
}

fn to_do(home: &PartnershipHome) -> Vec<ToDo> {
    let mut items = Vec::new();
    let mut add = |count: u64, text: String, note: String, href: &str| {
        if count > 0 {
            items.push(ToDo { text, note, href: href.to_owned() });
        }
    };
    let review = home.services_in_review;
    add(
        review,
        format!("Check {}", plural(review, "service", "services")),
        "They go on sale once you have".to_owned(),
        "/services?state=in_review",
    );
    let (lines, net) = home.to_invoice;
    add(
        lines,
        format!("Invoice {} delivered", plural(lines, "day", "days")),
        format!("{} excluding VAT", whole_pounds(net)),
        "/invoices/new",
    );
    let (overdue, gross) = home.overdue;
    add(
        overdue,
        format!("{} overdue", plural(overdue, "invoice is", "invoices are")),
        format!("{} including VAT", whole_pounds(gross)),
        "/invoices?state=overdue",
    );
    let drafts = home.drafts;
    add(
        drafts,
        format!("Finish {}", plural(drafts, "draft service", "draft services")),
        "Settle the VAT and send them to be checked".to_owned(),
        "/services?state=draft",
    );
    items
}

fn members(home: &PartnershipHome) -> String {
    let (full, associate) = home.members;
    let full = plural(full, "full member", "full members");
    match associate {
        0 => full,
        _ => format!("{full} and {}", plural(associate, "associate member", "associate members")),
    }
}

/// Each pool's weeks as a heat map: the fuller, the darker; a holiday is empty.
fn pools(pools: &[PoolWeeks]) -> AnyView {
    let Some(first) = pools.first() else {
        return view! {
            <EmptyState title="No pools yet">
                <p>"A pool is people whose days schools book. Add one with a service that is booked by the day."</p>
            </EmptyState>
        }
        .into_any();
    };
    let columns = first.weeks.iter().map(|week| week.monday.format("%-d %b").to_string()).collect();
    let rows = pools.iter().map(heat_row).collect();
    let words = ChartWords {
        id: "pool-weeks".to_owned(),
        title: "Days booked of days available, by week".to_owned(),
        unit: "% of days".to_owned(),
        description: pools.iter().map(in_words).collect::<Vec<_>>().join("; "),
        source: String::new(),
    };
    view! {
        <HeatMap words columns rows row_head="Pool"
            colour_words="The darker, the fuller. A week without days is a holiday."/>
    }
    .into_any()
}

fn in_words(pool: &PoolWeeks) -> String {
    let full = match pool.together.basis_points() {
        None => "no days in the next eight weeks".to_owned(),
        Some(points) => format!("{}% booked over the next eight weeks", points.get() / 100),
    };
    format!("{}: {}, {full}", pool.name, plural(pool.people, "person", "people"))
}

fn heat_row(pool: &PoolWeeks) -> HeatRow {
    let places = pool.weeks.iter().map(|week| Heat {
        value: i64::from(week.days.booked),
        whole: i64::from(week.days.available),
        text: week
            .days
            .basis_points()
            .map_or_else(|| "–".to_owned(), |points| format!("{}%", points.get() / 100)),
    });
    HeatRow { label: pool.name.clone(), places: places.collect() }
}

fn deals(home: &PartnershipHome) -> AnyView {
    if home.deals.is_empty() {
        return view! { <p>"No deal is open now."</p> }.into_any();
    }
    home.deals
        .iter()
        .map(|deal| {
            let (href, title) = (format!("/deals/{}", deal.id), deal.title.clone());
            let schools = plural(deal.schools, "school in", "schools in");
            let closes = moment_in_words(deal.closes_at);
            view! {
                <p><TextLink href=href>{title}</TextLink><br/>{format!("{schools}. Closes {closes}")}</p>
            }
        })
        .collect_view()
        .into_any()
}
