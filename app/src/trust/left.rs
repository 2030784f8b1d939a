//! A school that left its trust: the orders that were open, and which of them it keeps.

use domain::Failure;
use domain::calendar::{moment_in_words, short_day};
use leptos::prelude::*;
use market::trust::{
    ChooseOrders, Chosen, FormerTrust, LeftNotice, LeftOrder, LeftTrust, choose_orders, left_trust,
};

use super::whose;
use crate::parts::{
    Actions, BackLink, Binding, Button, ButtonKind, ButtonLink, CheckboxesField, Choice, Form,
    GetForm, Hidden, Lead, Notice, NoticeKind, Section, SummaryList, SummaryRow, TextLink, Title,
};
use crate::school::succession::choice;
use crate::school::urn;
use crate::web::{Answer, Ask, Page};
use crate::words;

/// What is open and the choice; or what was chosen.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    Ok(page(left_trust(ask.market(), ask.actor()?, &urn(&ask)?).await?).into())
}

/// Check your answers.
pub async fn check(ask: Ask) -> Result<Answer, Failure> {
    let left = left_trust(ask.market(), ask.actor()?, &urn(&ask)?).await?;
    if left.orders.is_empty() {
        return Ok(page(left).into());
    }
    let keep = ask.query.all("order").into_iter().map(str::to_owned).collect();
    Ok(check_page(left, keep, ask.market().form_key()).into())
}

/// Keeps and cancels.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let urn = urn(&ask)?;
    // To whom the school is not known it is not found, whatever they send.
    left_trust(ask.market(), ask.actor()?, &urn).await?;
    let keep = ask.form.all("order").into_iter().map(str::parse).collect::<Result<_, _>>();
    let command = ChooseOrders {
        urn: urn.clone(),
        keep: keep.map_err(|_| Failure::NotFound)?,
        seen: ask.form.get("seen").to_owned(),
        key: ask.form.key()?,
    };
    choose_orders(ask.market(), ask.actor()?, command).await?;
    Ok(Answer::see_other(format!("/schools/{urn}/left-trust")))
}

/// `Lamplight Trust since 1 Dec 2026`; where it is in none, that.
fn now(left: &LeftTrust) -> String {
    match &left.now {
        Some((name, Some(since))) => format!("{name} since {}", short_day(*since)),
        Some((name, None)) => name.clone(),
        None => format!("No {}", whose(left.former.kind)),
    }
}

fn head(left: &LeftTrust, title: &'static str) -> impl IntoView + use<> {
    let FormerTrust { name, from, until, .. } = &left.former;
    let spell = format!("From {} until {}", short_day(*from), short_day(*until));
    let rows = vec![
        SummaryRow::new(name.clone(), spell),
        SummaryRow::new("In the register now", now(left)),
    ];
    let what = whose(left.former.kind);
    let lead = format!(
        "Your school left {name}. Nobody of that {what} acts for it any more. What was bought and paid stays yours."
    );
    view! {
        <BackLink href="/" text="Back to your home page"/>
        <Title caption=left.school.clone() text=title/>
        <Lead>{lead}</Lead>
        <SummaryList rows=rows/>
    }
}

fn page(left: LeftTrust) -> Page {
    if left.orders.is_empty() { done_page(left) } else { choose_page(left) }
}

fn done_page(left: LeftTrust) -> Page {
    Page::new("Your school left its trust", move || {
        let head = head(&left, "Your school left its trust");
        let told = match &left.former.chosen {
            Some((at, by)) => {
                let rows = left.chosen.iter().map(|(id, reference, chosen)| {
                    let (href, reference) = (format!("/orders/{id}"), reference.clone());
                    let told = match chosen {
                        Chosen::Kept => "Kept by your school",
                        Chosen::Cancelled => "Cancelled",
                    };
                    let link = view! { <TextLink href=href>{reference}</TextLink>" · "{told} };
                    SummaryRow::new("Order", link)
                });
                let (when, by, rows) = (moment_in_words(*at), by.clone(), rows.collect());
                view! { <p>{by}" chose this on "{when}"."</p><SummaryList rows=rows/> }.into_any()
            }
            None => view! { <p>"No order that it made or had to approve is open."</p> }.into_any(),
        };
        view! { {head}<Section id="orders" title="Open orders">{told}</Section> }
    })
}

/// Why whoever looks cannot choose; nothing where they can.
fn stopped(left: &LeftTrust) -> Option<AnyView> {
    let (title, set_up) = match (left.approves, left.must_set_up_code) {
        (false, _) => ("An approver of your school chooses", None),
        (true, true) => {
            let link = view! { <p><TextLink href="/account/code">"Set it up in your account"</TextLink></p> };
            ("This takes a code from your phone", Some(link))
        }
        (true, false) => return None,
    };
    Some(view! { <Notice kind=NoticeKind::Waits title=title>{set_up}</Notice> }.into_any())
}

/// Orders about which there is nothing to choose, with the reason.
fn bound(orders: &[LeftOrder]) -> Option<AnyView> {
    let rows = orders.iter().filter_map(|order| {
        let (why, _) = words::refusal(order.bound.as_ref()?);
        let href = format!("/orders/{}", order.open.id);
        let told = view! { {why}". "<TextLink href=href>"See which of its days can still be cancelled"</TextLink> };
        Some(SummaryRow::new(format!("{}, {}", order.open.reference, order.open.what), told))
    });
    let rows: Vec<SummaryRow> = rows.collect();
    (!rows.is_empty()).then(|| {
        view! { <Section id="staying" title="Orders that stay in any case"><SummaryList rows=rows/></Section> }
            .into_any()
    })
}

fn choose_page(left: LeftTrust) -> Page {
    Page::new("Choose which orders you keep", move || {
        let head = head(&left, "Choose which orders you keep");
        let (stopped, bound) = (stopped(&left), bound(&left.orders));
        let free: Vec<&LeftOrder> =
            left.orders.iter().filter(|order| order.bound.is_none()).collect();
        let ticked: Vec<String> = free.iter().map(|order| order.open.id.to_string()).collect();
        let choices: Vec<Choice> = free.into_iter().map(|order| choice(&order.open)).collect();
        let form = if stopped.is_some() {
            let rows = choices.into_iter().map(|one| SummaryRow::new(one.text, one.hint));
            let rows: Vec<SummaryRow> = rows.collect();
            view! { <SummaryList rows=rows label="Open orders"/> }.into_any()
        } else {
            let action = format!("/schools/{}/left-trust/check", left.urn);
            let field = (!choices.is_empty()).then(|| view! {
                <CheckboxesField name="order" label="Which open orders does your school keep?"
                    hint="Price and days stay as they are, and your own approvers give the approvals that are still missing. What you leave out is cancelled, free of charge"
                    choices=choices values=ticked/>
            });
            view! { <GetForm action=action>{field}<Button>"Check what happens"</Button></GetForm> }
                .into_any()
        };
        let name = left.former.name.clone();
        view! {
            {head}
            {stopped}
            {bound}
            <Section id="orders" title=format!("Ordered through {name}, or waiting for it")>{form}</Section>
        }
    })
}

fn check_page(left: LeftTrust, keep: Vec<String>, key: String) -> Page {
    Page::new("Check what happens", move || {
        let head = head(&left, "Check what happens");
        let stopped = stopped(&left);
        let kept =
            |order: &&LeftOrder| order.bound.is_some() || keep.contains(&order.open.id.to_string());
        let rows = left.orders.iter().map(|order| {
            let told = if kept(&order) { "Your school keeps it" } else { "Is cancelled" };
            SummaryRow::new(format!("{}, {}", order.open.reference, order.open.what), told)
        });
        let rows: Vec<SummaryRow> = rows.collect();
        let fields = left.orders.iter().filter(kept).map(|order| {
            view! { <Hidden name="order" value=order.open.id.to_string()/> }
        });
        let fields = fields.collect_view();
        let base = format!("/schools/{}/left-trust", left.urn);
        let (back, seen) = (base.clone(), left.seen.clone());
        let form = stopped.is_none().then(|| view! {
            <Form action=base key=key>
                <Hidden name="seen" value=seen/>
                {fields}
                <Binding><p>"This can be done once. What is cancelled frees its days, and whoever delivers it is told. What your school keeps binds it as before, and approvals that are still missing are your own approvers’ to give. One that was given stands."</p></Binding>
                <Actions>
                    <Button>"Keep and cancel as shown"</Button>
                    <ButtonLink href=back kind=ButtonKind::Secondary>"Change"</ButtonLink>
                </Actions>
            </Form>
        });
        view! {
            {head}
            {stopped}
            <Section id="orders" title="Orders"><SummaryList rows=rows/></Section>
            {form}
        }
    })
}

/// What the people of a school that left are told on their first page.
pub(crate) fn notice(left: &LeftNotice) -> AnyView {
    let href = format!("/schools/{}/left-trust", left.urn);
    let title = format!("Your school left {} on {}", left.trust, short_day(left.until));
    let orders = words::plural(left.orders, "open order", "open orders");
    let told = format!("Your school keeps or cancels {orders} that it made or had to approve.");
    view! {
        <Notice kind=NoticeKind::Waits title=title>
            <p>{told}</p>
            <p><TextLink href=href>"Choose which orders you keep"</TextLink></p>
        </Notice>
    }
    .into_any()
}

/// The trusts that a school has left, on its own page.
pub(crate) fn history(left: &[FormerTrust], urn: &domain::text::Urn) -> Option<AnyView> {
    let rows = left.iter().map(|one| {
        let told = format!("From {} until {}", short_day(one.from), short_day(one.until));
        SummaryRow::new(one.name.clone(), told)
    });
    let rows: Vec<SummaryRow> = rows.collect();
    let href = format!("/schools/{urn}/left-trust");
    (!rows.is_empty()).then(|| {
        view! {
            <Section id="left" title="Trusts and federations before" small=true>
                <SummaryList rows=rows/>
                <p><TextLink href=href>"What became of its orders"</TextLink></p>
            </Section>
        }
        .into_any()
    })
}
