//! A partnership's first page: the director's.

use domain::access::Action;
use domain::calendar::{day_in_words, moment_in_words};
use domain::capacity::{Utilisation, WeeksAhead};
use domain::{Failure, Pence};
use leptos::prelude::*;
use market::home::{Invoiced, PartnershipHome, PoolWeeks, partnership_home};

use super::school::{needs_you, saved};
use crate::evaluation;
use crate::partnership::begun::next_steps;
use crate::parts::chart::{ChartWords, Heat, HeatMap, HeatRow};
use crate::parts::{
    Actions, BigFigure, BigSize, ButtonKind, ButtonLink, Cell, Column, ColumnHead, Columns,
    ColumnsKind, Demo, DemoKind, EmptyState, HiddenWords, Link, Section, SectionKind, Table,
    TableRow, Tag, TagKind, TextLink, Title, ToDo, ToDoList, short_pounds, whole_pounds,
};
use crate::web::{Answer, Ask, Page};
use crate::words::{count as count_of, plural};

/// What needs somebody, what was invoiced and saved, how full the pools are, which deals are open.
pub async fn show(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let home = partnership_home(ask.market(), actor).await?;
    let name = actor.acting_for().map(|acting| acting.name.clone()).unwrap_or_default();
    let sells = actor.can(Action::ManageServices);
    let demo = ask.site.demo.is_some();
    let begins = actor.can(Action::ManagePartnership);
    let (bills, deals_too) = (actor.can(Action::ViewOrders), actor.can(Action::ManageDeals));
    let page = Page::new("Home", move || {
        let to_do = if sells { to_do(&home) } else { Vec::new() };
        let count = u64::try_from(to_do.len()).unwrap_or(0);
        let next = if begins { next_steps(home.begun) } else { None };
        let title = match (count, &next) {
            (0, Some(_)) => "What is left to set up".to_owned(),
            _ => needs_you(count),
        };
        let nothing = (sells && count == 0 && next.is_none()).then(|| {
            view! { <p>"Every service has been checked, and all that was delivered has been invoiced."</p> }
        });
        // Whoever cannot add a pool is not told that there is none.
        let pools = (sells || !home.pools.is_empty()).then(|| pools(&home.pools, sells));
        let saved = saved(&home.saved, BigSize::Medium);
        let thought = evaluation::figures(home.thought);
        let (members, deals) = (members(&home), deals(&home));
        view! {
            <Title caption=name text=title/>
            {next}
            {if sells {
                view! {
                    <Columns>
                        <Column>
                            {nothing}
                            {(count > 0).then(|| view! { <ToDoList items=to_do/> })}
                            {actions()}
                        </Column>
                        <Column>{this_year(home.invoiced, bills, demo)}</Column>
                    </Columns>
                }
                .into_any()
            } else {
                let open = view! { <Actions><ButtonLink href="/deals/new">"Open a deal"</ButtonLink></Actions> };
                view! { {deals_too.then_some(open)}{this_year(home.invoiced, bills, demo)} }.into_any()
            }}
            {thought}
            {pools.map(|pools| view! {
                <Section id="pools" title="How full the pools are" kind=SectionKind::Strong>{pools}</Section>
            })}
            <Columns kind=ColumnsKind::Thirds>
                <Column>
                    <Section id="saved" title="Saved for our schools" small=true
                        more=Some(Link::new("How it is worked out", "/savings"))>
                        {saved}
                        {demo.then(illustrative)}
                    </Section>
                </Column>
                <Column>
                    <Section id="deals" title="Open deals" small=true more=Some(Link::new("All deals", "/deals"))>
                        {deals}
                    </Section>
                </Column>
                <Column>
                    <Section id="members" title="Members" small=true more=Some(Link::new("All members", "/members"))>
                        {members}
                        <p><TextLink href="/control">"Ownership and control"</TextLink></p>
                    </Section>
                </Column>
            </Columns>
        }
    });
    Ok(page.into())
}

fn actions() -> impl IntoView {
    let kind = ButtonKind::Secondary;
    view! {
        <Actions>
            <ButtonLink href="/services/new" kind=kind>"Add a service"</ButtonLink>
            <ButtonLink href="/deals/new" kind=kind>"Open a deal"</ButtonLink>
            <ButtonLink href="/members/invite" kind=kind>"Invite schools"</ButtonLink>
        </Actions>
    }
}

/// What schools were invoiced since the financial year began.
fn this_year(invoiced: Invoiced, may_open: bool, demo: bool) -> impl IntoView {
    let since = day_in_words(invoiced.since);
    let unpaid = match invoiced.unpaid {
        Pence::ZERO if invoiced.net == Pence::ZERO => "Nothing has been invoiced yet.".to_owned(),
        Pence::ZERO => "All of it has been paid.".to_owned(),
        unpaid => format!("{} including VAT is still to be paid.", whole_pounds(unpaid)),
    };
    view! {
        <Section id="this-year" title="This year" kind=SectionKind::Plain small=true
            more=may_open.then(|| Link::new("All invoices", "/invoices"))>
            <BigFigure label="Invoiced to schools" value=short_pounds(invoiced.net)
                note=format!("excluding VAT, since {since}")/>
            <p>{unpaid}</p>
            {demo.then(illustrative)}
        </Section>
    }
}

/// Under figures of a demo: the partnership's name is real.
fn illustrative() -> impl IntoView {
    view! { <p><Demo kind=DemoKind::Illustrative/></p> }
}

/// What schools say is not right: to be decided on, or answered for the partnership's own team.
fn disputed(home: &PartnershipHome) -> [(u64, String, &'static str, &'static str); 3] {
    let (decide, answer) = (home.disputes, home.own_disputes);
    [
        (
            decide,
            format!("Decide on {}", plural(decide, "disputed delivery", "disputed deliveries")),
            "A school says that it is not right, and the provider stands by it or does not answer",
            "/orders?state=disputed",
        ),
        (
            answer,
            format!("Answer {}", plural(answer, "school", "schools")),
            "Something is not right about what your own team delivered",
            "/bookings?when=disputed",
        ),
        (
            home.enquiries,
            format!("Answer {}", plural(home.enquiries, "question", "questions")),
            "Schools ask about your own team’s services, or wait for a provider’s answer for days",
            "/enquiries",
        ),
    ]
}

/// What is to be done about invoices.
fn invoices(home: &PartnershipHome) -> [(u64, String, String, &'static str); 3] {
    let ((lines, net), (overdue, gross)) = (home.to_invoice, home.overdue);
    [
        (
            lines,
            format!("Invoice {}", plural(lines, "delivery", "deliveries")),
            format!("{} excluding VAT", whole_pounds(net)),
            "/invoices/new",
        ),
        (
            overdue,
            format!("{} overdue", plural(overdue, "invoice is", "invoices are")),
            format!("{} including VAT", whole_pounds(gross)),
            "/invoices?state=overdue",
        ),
        (
            home.to_credit,
            format!("Credit something on {}", plural(home.to_credit, "invoice", "invoices")),
            "It was settled with the school that it is not owed".to_owned(),
            "/invoices?state=to_credit",
        ),
    ]
}

fn to_do(home: &PartnershipHome) -> Vec<ToDo> {
    let mut items = Vec::new();
    let mut add = |count: u64, text: String, note: String, href: &str| {
        if count > 0 {
            items.push(ToDo { text, note, href: href.to_owned() });
        }
    };
    add(
        home.joins,
        match home.joins {
            1 => "Decide on a request to act for a member".to_owned(),
            more => format!("Decide on {} requests to act for members", count_of(more)),
        },
        "Nobody there can decide yet, so you do".to_owned(),
        "/members",
    );
    let review = home.services_in_review;
    add(
        review,
        format!("Check {}", plural(review, "service", "services")),
        if review == 1 { "It goes on sale once you have" } else { "They go on sale once you have" }
            .to_owned(),
        "/services?state=in_review",
    );
    let proposals = home.proposals;
    add(
        proposals,
        format!("Decide on {}", plural(proposals, "proposed change", "proposed changes")),
        "A provider asks you to change a service".to_owned(),
        "/proposals",
    );
    for (count, text, note, href) in disputed(home) {
        add(count, text, note.to_owned(), href);
    }
    let own_days = home.own_days;
    add(
        own_days,
        format!("Confirm {} of your own team", plural(own_days, "delivery", "deliveries")),
        "What is confirmed can be invoiced".to_owned(),
        "/bookings",
    );
    for (count, text, note, href) in invoices(home) {
        add(count, text, note, href);
    }
    let offers = home.offers;
    add(
        offers,
        format!("List what {}", plural(offers, "school offers", "schools offer")),
        "Others find it once you have put it on sale".to_owned(),
        "/providers",
    );
    let drafts = home.drafts;
    add(
        drafts,
        format!("Finish {}", plural(drafts, "draft service", "draft services")),
        match drafts {
            1 => "Settle the VAT and send it to be checked",
            _ => "Settle the VAT and send them to be checked",
        }
        .to_owned(),
        "/services?state=draft",
    );
    items
}

fn members(home: &PartnershipHome) -> impl IntoView + use<> {
    let (full, associate) = home.members;
    let full = plural(full, "full member", "full members");
    let count = match associate {
        0 => full,
        _ => format!("{full} and {}", plural(associate, "associate member", "associate members")),
    };
    let alone = match home.members_alone {
        0 => "Each has somebody who acts for it here.".to_owned(),
        1 => "One has nobody who acts for it here yet.".to_owned(),
        alone => format!("{alone} have nobody who acts for them here yet."),
    };
    view! { <p>{count}</p><p>{alone}</p> }
}

/// Each pool's weeks as a heat map: the fuller, the darker; a holiday is empty. Under it what that
/// tells.
fn pools(pools: &[PoolWeeks], sells: bool) -> AnyView {
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
    let heads = vec![
        ColumnHead::words("Pool"),
        ColumnHead::numbers("People"),
        ColumnHead::numbers("Days booked"),
        ColumnHead::numbers("Of days"),
        ColumnHead::numbers("Weeks with no day free"),
        ColumnHead::words("These weeks"),
    ];
    let told = pools.iter().map(|pool| told(pool, sells)).collect();
    view! {
        <HeatMap words columns rows row_head="Pool"
            colour_words="The darker, the fuller. A week without days is a holiday."/>
        <Table caption="The pools over the next eight weeks" quiet_caption=true columns=heads rows=told/>
    }
    .into_any()
}

/// A pool over the weeks shown, and how easily a school finds a day in them.
fn told(pool: &PoolWeeks, sells: bool) -> TableRow {
    let name = pool.name.clone();
    let name = match pool.service {
        Some(service) => {
            let page = if sells { "/pool" } else { "" };
            Cell::view(
                view! { <TextLink href=format!("/services/{service}{page}")>{name}</TextLink> },
            )
        }
        None => name.into(),
    };
    // These weeks only: whether to hire or to release is told from whole terms, on the page behind it.
    let (kind, text) = match pool.ahead() {
        Some(WeeksAhead::HardToFind) => (TagKind::Waits, "Hard to find a day"),
        Some(WeeksAhead::SomeFree) => (TagKind::Good, "Some days free"),
        Some(WeeksAhead::MostFree) => (TagKind::Plain, "Most days free"),
        None => (TagKind::Plain, "No days"),
    };
    // What the terms tell of hiring or releasing somebody, for those who keep the pool.
    let demand = pool.service.filter(|_| sells).map(|service| {
        let (href, of) = (format!("/services/{service}/pool/demand"), format!(" of {}", pool.name));
        view! { " "<TextLink href>"Hire or release: demand by term"<HiddenWords text=of/></TextLink> }
    });
    TableRow::new(vec![
        name,
        count_of(pool.people).into(),
        count_of(pool.together.booked).into(),
        count_of(pool.together.available).into(),
        count_of(pool.full_weeks()).into(),
        Cell::view(view! { <Tag kind text/>{demand} }),
    ])
}

fn in_words(pool: &PoolWeeks) -> String {
    let full = match pool.together.basis_points() {
        None => "no days in the next eight weeks".to_owned(),
        Some(_) => format!("{} booked over the next eight weeks", share(pool.together)),
    };
    format!("{}: {}, {full}", pool.name, plural(pool.people, "person", "people"))
}

/// Whole per cent, rounded; all of it only where it is all.
fn share(days: Utilisation) -> String {
    let Some(points) = days.basis_points() else { return "–".to_owned() };
    let rounded = (points.get() + 50) / 100;
    format!("{}%", if days.is_full() { 100 } else { rounded.min(99) })
}

fn heat_row(pool: &PoolWeeks) -> HeatRow {
    let places = pool.weeks.iter().map(|week| Heat {
        value: i64::from(week.days.booked),
        whole: i64::from(week.days.available),
        text: share(week.days),
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
