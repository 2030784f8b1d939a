//! Who approves what in a school: by amount, by kind of service, by person; who is away; what was
//! laid down before.

use domain::Failure;
use domain::access::Action;
use domain::calendar::{london_day, short_day};
use leptos::prelude::*;
use market::delegation::{LaidDown, SchemeShown, StandsIn, view_scheme};

use crate::parts::{
    Actions, BackLink, Button, ButtonKind, ButtonLink, Cell, ColumnHead, Details, Form, Lead,
    Muted, Notice, NoticeKind, Section, Table, TableRow, TextLink, Title,
};
use crate::web::{Answer, Ask, Page, csv};
use crate::words::{self, delegation as said};

/// The page, for everybody of the school.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let shown = view_scheme(ask.market(), actor).await?;
    let manages = actor.can(Action::ManagePeople);
    let keys: Vec<String> = shown.away.iter().map(|_| ask.market().form_key()).collect();
    let page = Page::new("Who approves what", move || {
        let (back, back_words) =
            if manages { ("/people", "Back to people") } else { ("/orders", "Back to orders") };
        let school = shown.school.clone();
        view! {
            <BackLink href=back text=back_words/>
            <Title caption=school text="Who approves what"/>
            <Lead>"Nobody approves their own request, and nobody approves the same order twice. Amounts include VAT."</Lead>
            {nobody_stands_in(&shown)}
            {by_amount(&shown)}
            {by_category(&shown)}
            {csv::link("/people/delegation.csv".to_owned(), "who decides, by amount and kind of service")}
            {change(&shown)}
            {away(&shown, keys)}
            {people(&shown)}
            {history(&shown)}
        }
    });
    Ok(page.into())
}

/// An approver is away and nobody stands in: somebody else has to see to what waits.
fn nobody_stands_in(shown: &SchemeShown) -> AnyView {
    let alone = shown.away.iter().filter(|away| away.is_now && away.deputy.is_none());
    alone
        .map(|away| {
            let title =
                format!("{} is away until {}", away.approver, short_day(away.last_on));
            view! {
                <Notice kind=NoticeKind::Waits title=title>
                    <p>"Nobody stands in. What waits for them waits, unless another approver decides."</p>
                </Notice>
            }
        })
        .collect_view()
        .into_any()
}

fn by_amount(shown: &SchemeShown) -> impl IntoView + use<> {
    let rows = said::who_decides(shown, None);
    let rows = rows.into_iter().map(|(amount, who)| TableRow::new(vec![amount.into(), who.into()]));
    let columns = vec![ColumnHead::words("An order"), ColumnHead::words("Who decides")];
    let rows = rows.collect();
    view! {
        <Section id="amounts" title="By amount">
            <Table caption="Who decides on an order, by what it comes to" quiet_caption=true columns rows/>
        </Section>
    }
}

fn by_category(shown: &SchemeShown) -> Option<AnyView> {
    let rows: Vec<TableRow> = shown
        .scheme
        .categories()
        .map(|(category, _)| {
            let rule = shown.scheme.of(Some(category));
            let name = words::category(category.code());
            let name = if shown.may_change && !shown.must_set_up_code {
                let href = format!("/people/delegation/change?category={}", category.code());
                Cell::view(view! { <TextLink href=href>{name}</TextLink> })
            } else {
                Cell::Text(name)
            };
            TableRow::new(vec![name, said::alone(rule).into(), said::governors(rule).into()])
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let columns = vec![
        ColumnHead::words("Kind of service"),
        ColumnHead::words("A buyer orders alone"),
        ColumnHead::words("Governors’ approver"),
    ];
    let section = view! {
        <Section id="kinds" title="By kind of service">
            <Table caption="What holds for single kinds of service" quiet_caption=true columns rows/>
        </Section>
    };
    Some(section.into_any())
}

/// The ways to change it, for those who may.
fn change(shown: &SchemeShown) -> Option<AnyView> {
    if !shown.may_change {
        return None;
    }
    if shown.must_set_up_code {
        let notice = view! {
            <Notice title="Changing this takes a code from your phone">
                <p>"It says who binds your school. You set the code up once, in two minutes."</p>
                <Actions>
                    <ButtonLink href="/account/code?back=%2Fpeople%2Fdelegation">"Set up the code"</ButtonLink>
                </Actions>
            </Notice>
        };
        return Some(notice.into_any());
    }
    let actions = view! {
        <Actions>
            <ButtonLink href="/people/delegation/change">"Change what holds for everything"</ButtonLink>
            <TextLink href="/people/delegation/change?category=new">"Add one kind of service"</TextLink>
        </Actions>
    };
    Some(actions.into_any())
}

fn away(shown: &SchemeShown, keys: Vec<String>) -> impl IntoView + use<> {
    let may_end = shown.may_name && !shown.must_set_up_code;
    let rows: Vec<TableRow> =
        shown.away.iter().zip(keys).map(|(away, key)| away_row(away, key, may_end)).collect();
    let mut columns = vec![
        ColumnHead::words("Who is away"),
        ColumnHead::words("Days"),
        ColumnHead::words("Who stands in"),
        ColumnHead::numbers("Approves up to"),
    ];
    if may_end {
        columns.push(ColumnHead::words("End it"));
    }
    let table = (!rows.is_empty()).then(|| {
        view! {
            <Table caption="Deputies, now and to come" quiet_caption=true columns rows/>
            {csv::link("/people/delegation/deputies.csv".to_owned(), "deputies")}
        }
    });
    let name = (shown.may_name && !shown.must_set_up_code).then(|| {
        view! {
            <Actions><ButtonLink href="/people/deputy">"Name a deputy for yourself"</ButtonLink></Actions>
        }
    });
    view! {
        <Section id="away" title="Deputies">
            <p>"An approver who is away names who stands in, from one day to another. The deputy may approve on those days and do nothing else by it. It ends by itself."</p>
            {table}
            {name}
        </Section>
    }
}

fn away_row(away: &StandsIn, key: String, may_end: bool) -> TableRow {
    let who = if away.is_own { format!("{} (you)", away.approver) } else { away.approver.clone() };
    let days = format!("{} to {}", short_day(away.first_on), short_day(away.last_on));
    let days = if away.is_now { format!("{days}, now") } else { days };
    let deputy = away.deputy.clone();
    let limit = match (&deputy, away.limit) {
        (None, _) => "–".to_owned(),
        (Some(_), Some(limit)) => words::pounds(limit),
        (Some(_), None) => "As they do".to_owned(),
    };
    let mut cells =
        vec![who.into(), days.into(), deputy.unwrap_or("Nobody".to_owned()).into(), limit.into()];
    if may_end {
        let action = format!("/people/deputy/{}/end", away.id);
        cells.push(Cell::view(view! {
            <Form action=action key=key>
                <Button kind=ButtonKind::Secondary>"End now"</Button>
            </Form>
        }));
    }
    TableRow::new(cells)
}

fn people(shown: &SchemeShown) -> impl IntoView + use<> {
    let rows = shown
        .people
        .iter()
        .map(|(colleague, role, limit)| {
            let limit = words::people::limit(*role, *limit);
            TableRow::new(vec![
                colleague.name.clone().into(),
                words::role(*role).into(),
                limit.into(),
            ])
        })
        .collect();
    let columns = vec![
        ColumnHead::words("Name"),
        ColumnHead::words("Role"),
        ColumnHead::numbers("Own limit"),
    ];
    view! {
        <Section id="people" title="Who orders and approves">
            <Table caption="Who orders and approves, by name" quiet_caption=true columns rows/>
            {csv::link("/people/delegation/people.csv".to_owned(), "who orders and approves")}
            <Muted><TextLink href="/about/roles">"What each role may do"</TextLink></Muted>
        </Section>
    }
}

fn history(shown: &SchemeShown) -> Option<AnyView> {
    if shown.history.is_empty() {
        return None;
    }
    let row = |laid: &LaidDown| {
        TableRow::new(vec![
            short_day(london_day(laid.at)).into(),
            laid.by.clone().into(),
            said::category(laid.category).into(),
            said::laid_down(laid.rule.alone).into(),
            said::laid_down(laid.rule.governors_above).into(),
        ])
    };
    let rows = shown.history.iter().map(row).collect();
    let columns = vec![
        ColumnHead::words("Since"),
        ColumnHead::words("Laid down by"),
        ColumnHead::words("For"),
        ColumnHead::numbers("A buyer alone"),
        ColumnHead::numbers("Governors above"),
    ];
    let details = view! {
        <Details summary="What was laid down before">
            <Table caption="What was laid down, the last first" quiet_caption=true columns rows/>
            {csv::link("/people/delegation/history.csv".to_owned(), "what was laid down")}
        </Details>
    };
    Some(details.into_any())
}
