//! Who has renewed in a round, who has not, and the way to remind them.

use std::sync::Arc;

use domain::Failure;
use domain::buy_back::{Progress, REMIND_AFTER_DAYS};
use domain::calendar::{day_in_words, london_day, short_day};
use domain::id::{BuyBackId, OrganisationId};
use leptos::prelude::*;
use market::buy_back::{Remind, Renewal, Renewals, RenewalsAsked, remind_schools, renewals};
use market::db::{Page as Listed, PageAsked};

use crate::parts::{
    Actions, BackLink, Button, ButtonKind, Cell, ColumnHead, EmptyState, Form, Hidden, Lead, Muted,
    Notice, Pagination, Tab, Table, TableRow, Tabs, Tag, Title,
};
use crate::web::csv::csv_address;
use crate::web::{Answer, Ask, Form as Filled, Page, csv};
use crate::words;

/// The members with how far each has come.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let id: BuyBackId = ask.part("buyback")?;
    let found = listed(&ask, ask.page()).await?;
    let chosen = progress(&ask.query);
    let key = ask.form_key();
    let next = found.schools.next.clone();
    let next = next.map(|after| format!("/buy-backs/{id}?{}", ask.query.with("after", &after)));
    let file = csv_address(&format!("/buy-backs/{id}/schools.csv"), &ask.query);
    let reminded = ask.query.filled("reminded").and_then(|count| count.parse::<u64>().ok());
    let page = Page::new("Who has renewed", move || {
        body(&found, chosen, (key, next.unwrap_or_default(), file), reminded)
    });
    Ok(page.into())
}

fn progress(query: &Filled) -> Option<Progress> {
    Progress::from_code(query.get("state"))
}

async fn listed(ask: &Ask, page: PageAsked) -> Result<Renewals, Failure> {
    let id: BuyBackId = ask.part("buyback")?;
    let asked = RenewalsAsked { progress: progress(&ask.query), page };
    renewals(ask.market(), ask.actor()?, id, &asked).await
}

/// Reminds one school, or all that have not renewed.
pub async fn remind(ask: Ask) -> Result<Answer, Failure> {
    let id: BuyBackId = ask.part("buyback")?;
    let school = |text: &str| text.parse::<OrganisationId>().map_err(|_| Failure::NotFound);
    let schools = ask.form.all("school").into_iter().map(school).collect::<Result<_, _>>()?;
    let command = Remind { buy_back: id, schools, key: ask.form.key()? };
    let count = remind_schools(ask.market(), ask.actor()?, command).await?;
    Ok(Answer::see_other(format!("/buy-backs/{id}?reminded={count}")))
}

fn body(
    found: &Renewals,
    chosen: Option<Progress>,
    (key, next, file): (String, String, String),
    reminded: Option<u64>,
) -> impl IntoView + use<> {
    let id = found.id;
    let may = found.can_remind && found.is_open;
    let any = found.schools.items.iter().any(|one| one.can_remind);
    let rows = found.schools.items.iter();
    let rows = rows.map(|one| row(id, one, may.then_some(key.as_str()))).collect();
    let mut columns = vec![
        ColumnHead::words("School"),
        ColumnHead::words("State"),
        ColumnHead::words("Chosen"),
        ColumnHead::numbers("Last year"),
        ColumnHead::numbers("Next year"),
        ColumnHead::words("Reminded"),
    ];
    columns.extend(may.then(|| ColumnHead::words("Remind")));
    let empty = view! {
        <EmptyState title="No school here"><p>"Members that have come so far will stand here."</p></EmptyState>
    }
    .into_any();
    let round = found.round;
    let lead = if found.is_open {
        format!("Schools can renew until {}.", day_in_words(round.last_on()))
    } else {
        format!(
            "Prices open on {}. Schools can renew from then until {}.",
            day_in_words(round.opens_on),
            day_in_words(round.last_on())
        )
    };
    let told = reminded.map(|count| {
        let title = format!("{} reminded", words::plural(count, "school", "schools"));
        view! { <Notice title=title><p>"Those who buy for them have a letter."</p></Notice> }
    });
    let all = (may && any).then(|| {
        view! {
            <Form action=format!("/buy-backs/{id}/remind") key=format!("{key}-all")>
                <Actions><Button kind=ButtonKind::Secondary>"Remind all that have not renewed"</Button></Actions>
                <Muted>{format!("Each at most once in {REMIND_AFTER_DAYS} days.")}</Muted>
            </Form>
        }
    });
    view! {
        <BackLink href="/buy-backs" text="Back to buy-back"/>
        <Title caption=format!("Buy-back for the year from {}", day_in_words(round.begins_on)) text="Who has renewed"/>
        {told}
        <Lead>{lead}</Lead>
        <Tabs label="Which schools" tabs=tabs(id, chosen)/>
        <Table caption="Members and what they renew, excluding VAT" quiet_caption=true columns rows empty
            note="Amounts exclude VAT. Next year’s is what the school has chosen so far."/>
        <Pagination label="Schools" next/>
        {csv::link(file, "")}
        {all}
    }
}

fn tabs(id: BuyBackId, chosen: Option<Progress>) -> Vec<Tab> {
    let tab = |state: Option<Progress>, text: &str| {
        let href = match state {
            Some(state) => format!("/buy-backs/{id}?state={}", state.code()),
            None => format!("/buy-backs/{id}"),
        };
        Tab { text: text.to_owned(), count: String::new(), href, current: state == chosen }
    };
    let each = Progress::ALL.iter().map(|one| tab(Some(*one), words::buy_back::progress(*one).0));
    std::iter::once(tab(None, "All")).chain(each).collect()
}

fn row(id: BuyBackId, one: &Renewal, key: Option<&str>) -> TableRow {
    let (text, kind) = words::buy_back::progress(one.progress);
    let mut cells: Vec<Cell> = vec![
        one.name.clone().into(),
        Cell::view(view! { <Tag kind text/> }),
        chosen(one).into(),
        one.last.to_string().into(),
        one.next.map(|next| next.to_string()).unwrap_or_default().into(),
        reminded(one).into(),
    ];
    if let Some(key) = key {
        let button = one.can_remind.then(|| {
            let school = one.school.to_string();
            let key = format!("{key}-{}", one.school.uuid().simple());
            let label = format!("Remind {}", one.name);
            view! {
                <Form action=format!("/buy-backs/{id}/remind") key>
                    <Hidden name="school" value=school/>
                    <Button kind=ButtonKind::Quiet>{label}</Button>
                </Form>
            }
        });
        cells.push(Cell::view(button));
    }
    TableRow::new(cells)
}

/// What it had, and what it says of that.
fn chosen(one: &Renewal) -> String {
    let had = words::plural(one.services, "service", "services");
    match one.chosen {
        _ if one.services == 0 => "Had nothing last year".to_owned(),
        (0, 0, 0) => format!("Had {had}"),
        (kept, changed, stopped) => {
            format!("Had {had}: keeps {kept}, changes {changed}, stops {stopped}")
        }
    }
}

fn reminded(one: &Renewal) -> String {
    one.reminded
        .as_ref()
        .map(|(at, by)| format!("{}, by {by}", short_day(london_day(*at))))
        .unwrap_or_default()
}

const HEAD: [&str; 10] = [
    "School",
    "State",
    "Services last year",
    "Kept",
    "Changed",
    "Stopped",
    "Last year",
    "Next year",
    "Reminded on",
    "Reminded by",
];

/// The list as a file: amounts excluding VAT.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "buy-back", &HEAD, file_rows).await
}

async fn file_rows(ask: Arc<Ask>, page: PageAsked) -> Result<Listed<Vec<String>>, Failure> {
    Ok(listed(&ask, page).await?.schools.map(|one| {
        let (kept, changed, stopped) = one.chosen;
        let (at, by) = one.reminded.clone().unzip();
        vec![
            one.name.clone(),
            words::buy_back::progress(one.progress).0.to_owned(),
            one.services.to_string(),
            kept.to_string(),
            changed.to_string(),
            stopped.to_string(),
            words::plain_pounds(one.last),
            one.next.map(words::plain_pounds).unwrap_or_default(),
            csv::day(at.map(london_day)),
            by.unwrap_or_default(),
        ]
    }))
}
