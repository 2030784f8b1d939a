//! A school that goes on under another number: what stays, what goes over, and doing it.

use domain::calendar::{moment_in_words, short_day};
use domain::order::Fate;
use domain::school::Standing;
use domain::text::Urn;
use domain::{Failure, Refusal};
use leptos::prelude::*;
use market::order::OpenOrder;
use market::school::{
    HandOver, HandOverPage, HandedOver, SuccessionPage, Successor, hand_over, succession,
};
use market::sharing::OpenSharing;

use super::show::urn;
use crate::parts::{
    Actions, BackLink, Binding, Button, ButtonLink, CheckboxesField, Choice, Form, GetForm, Hidden,
    Lead, Notice, NoticeKind, Section, SummaryList, SummaryRow, TextLink, Title, whole_pounds,
};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// What stays, what would go over, and the choice; or what went over.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    match found(&ask).await? {
        SuccessionPage::Done(done) => Ok(done_page(done).into()),
        SuccessionPage::Waits(waits) => Ok(choose_page(*waits).into()),
    }
}

/// Check your answers.
pub async fn check(ask: Ask) -> Result<Answer, Failure> {
    match found(&ask).await? {
        SuccessionPage::Done(done) => Ok(done_page(done).into()),
        SuccessionPage::Waits(waits) => {
            let chosen = ask.query.all("order").into_iter().map(str::to_owned).collect();
            Ok(check_page(*waits, chosen, ask.market().form_key()).into())
        }
    }
}

/// Hands over.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let urn = urn(&ask)?;
    // No school takes the place of itself: what names none is refused there, in its turn.
    let to = Urn::parse(ask.form.get("to")).unwrap_or_else(|_| urn.clone());
    // To whom the school is not known it is not found, whatever they send.
    succession(ask.market(), ask.actor()?, &urn, Some(&to)).await?;
    let orders = ask.form.all("order").into_iter().map(str::parse).collect::<Result<_, _>>();
    let command = HandOver {
        urn: urn.clone(),
        successor: to,
        orders: orders.map_err(|_| Failure::NotFound)?,
        seen: ask.form.get("seen").to_owned(),
        key: ask.form.key()?,
    };
    hand_over(ask.market(), ask.actor()?, command).await?;
    Ok(Answer::see_other(format!("/schools/{urn}/succession")))
}

async fn found(ask: &Ask) -> Result<SuccessionPage, Failure> {
    let to =
        ask.query.filled("to").map(Urn::parse).transpose().map_err(|_| Refusal::NoSuccessor)?;
    succession(ask.market(), ask.actor()?, &urn(ask)?, to.as_ref()).await
}

/// `Lark Lane Academy (URN 140001)`.
fn named(successor: &Successor) -> String {
    format!("{} (URN {})", successor.name, successor.urn)
}

fn done_page(done: HandedOver) -> Page {
    Page::new("Handed over", move || {
        let rows = done.orders.into_iter().map(|(id, before, now)| {
            let href = format!("/orders/{id}");
            SummaryRow::new(before, view! { <TextLink href=href>"Now order "{now}</TextLink> })
        });
        let rows: Vec<SummaryRow> = rows.collect();
        let none = rows.is_empty().then(|| view! { <p>"No order moved."</p> });
        let title = format!("{} goes on as {}", done.school, done.successor);
        let when = moment_in_words(done.at);
        let link = done.urn.map(|urn| {
            view! { <TextLink href=format!("/schools/{urn}")>"See the new school’s page"</TextLink> }
        });
        view! {
            <BackLink href="/" text="Back to your home page"/>
            <Title caption=done.school text=title/>
            <Lead>"This was done on "{when}"."</Lead>
            <p>"What was bought and paid before stays here, and is read as it was. To order for the new school, choose it at the top of the page. "{link}</p>
            <Section id="moved" title="Orders that moved">
                {none}
                <SummaryList rows=rows/>
            </Section>
        }
    })
}

/// What stays, in a few lines.
fn stays() -> Vec<SummaryRow> {
    vec![
        SummaryRow::new("Bought and delivered", "Stays, and is invoiced to the old school"),
        SummaryRow::new("Invoices and payments", "Stay, and are read and paid as before"),
        SummaryRow::new(
            "Savings",
            "Those of what was delivered stay. Those of an order go with it",
        ),
        SummaryRow::new("What you pay now", "Stays. The new school enters its own"),
    ]
}

/// An open order to be ticked.
pub(crate) fn choice(order: &OpenOrder) -> Choice {
    let from = order.first_day.map(|day| format!(", from {} on", short_day(day)));
    let stay = match order.staying {
        0 => String::new(),
        many => format!(
            " {} of it already delivered or billed stays.",
            words::plural(many, "line", "lines")
        ),
    };
    let (state, _) = words::order_state(order.state);
    let lines = words::plural(order.lines, "line", "lines");
    let text = format!("{}, {lines}{}", order.what, from.unwrap_or_default());
    let gross = whole_pounds(order.gross);
    let hint = format!("Order {}, {gross} including VAT. {state}.{stay}", order.reference);
    Choice::new(order.id.to_string(), text).hint(hint)
}

/// Open orders that do not move, with the reason.
fn staying(orders: &[OpenOrder]) -> Option<AnyView> {
    let rows: Vec<SummaryRow> = orders
        .iter()
        .filter_map(|order| {
            let why = match order.fate {
                Fate::Moves => return None,
                Fate::CallOff => {
                    "From a group deal. The provider has to agree in writing that the new school takes \
                     the contract over (novation): speak to whoever runs the deal"
                }
                Fate::Earlier => "For days before the new school began: they stay with the old one",
                Fate::Done => "Delivered already",
            };
            Some(SummaryRow::new(format!("{}, {}", order.reference, order.what), why))
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! { <Section id="staying" title="Orders that stay"><SummaryList rows=rows/></Section> }
            .into_any()
    })
}

fn memberships(page: &HandOverPage) -> AnyView {
    if page.memberships.is_empty() {
        return view! { <p>"The school is no member of a partnership now."</p> }.into_any();
    }
    let rows = page.memberships.iter().map(|live| {
        let told = if live.has_own {
            "Ends. The new school is a member already".to_owned()
        } else {
            format!("{}: ends, and the new school’s begins the same day", live.level)
        };
        SummaryRow::new(live.name.clone(), told)
    });
    view! { <SummaryList rows=rows.collect()/> }.into_any()
}

/// What the school shares with others, all of which goes over.
fn sharings(page: &HandOverPage) -> Option<AnyView> {
    let row = |one: &OpenSharing| {
        let told = if one.is_bound {
            "Goes over with its part of the cost and its days. What was borne before stays with the old school"
        } else {
            "Goes over as it stands, with the answer that was given"
        };
        SummaryRow::new(one.title.clone(), told)
    };
    let rows: Vec<SummaryRow> = page.sharings.iter().map(row).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <Section id="sharings" title="Shared with other schools"><SummaryList rows=rows/></Section>
        }
        .into_any()
    })
}

fn people(page: &HandOverPage) -> &'static str {
    if page.gives_roles {
        "Nobody acts for the new school yet. Whoever acts for this one gets the same roles and limits \
         there, and keeps them here."
    } else {
        "People act for the new school already. They decide who else does; everybody here stays."
    }
}

fn head(page: &HandOverPage) -> impl IntoView + use<> {
    let since = page.successor.since.map(|day| format!(" since {}", short_day(day)));
    let told = format!(
        "The register says that {} goes on as {}{}.",
        page.school,
        named(&page.successor),
        since.unwrap_or_default()
    );
    view! {
        <BackLink href="/" text="Back to your home page"/>
        <Title caption=page.school.clone() text="Your school goes on under another number"/>
        <Lead>{told}</Lead>
    }
}

/// Why whoever looks cannot do it; nothing where they can.
fn stopped(page: &HandOverPage) -> Option<AnyView> {
    let (title, advice) = match &page.may {
        Err(refusal) => words::refusal(refusal),
        Ok(()) if !page.approves => (
            "An approver of your school does this".to_owned(),
            "You see here what it would come to.".to_owned(),
        ),
        Ok(()) if page.must_set_up_code => (
            "This takes a code from your phone".to_owned(),
            "Then come back to this page.".to_owned(),
        ),
        Ok(()) => return None,
    };
    let set_up = (page.may.is_ok() && page.approves).then(|| {
        view! { " "<TextLink href="/account/code">"Set it up in your account"</TextLink> }
    });
    let ask = (page.may == Err(Refusal::SuccessorAttended)).then(|| {
        let href = format!("/schools/{}/join", page.successor.urn);
        let text = format!("Ask to act for {}", page.successor.name);
        view! { <p><TextLink href=href>{text}</TextLink></p> }
    });
    let advice = view! { <p>{advice}{set_up}</p>{ask} };
    Some(view! { <Notice kind=NoticeKind::Waits title=title>{advice}</Notice> }.into_any())
}

fn others(page: &HandOverPage) -> Option<AnyView> {
    let links = page.others.iter().map(|other| {
        let href = format!("/schools/{}/succession?to={}", page.urn, other.urn);
        let text = format!("Hand over to {} instead", named(other));
        view! { <p><TextLink href=href>{text}</TextLink></p> }
    });
    let links = links.collect_view();
    (!page.others.is_empty()).then(|| {
        view! {
            <Section id="others" title="The register names another school, too">
                <p>"All goes to one of them: choose the one that goes on with your orders."</p>
                {links}
            </Section>
        }
        .into_any()
    })
}

fn choose_page(page: HandOverPage) -> Page {
    Page::new("Your school goes on under another number", move || {
        let head = head(&page);
        let stopped = stopped(&page);
        let goes: Vec<&OpenOrder> =
            page.orders.iter().filter(|order| order.fate == Fate::Moves).collect();
        let ticked: Vec<String> = goes.iter().map(|order| order.id.to_string()).collect();
        let choices: Vec<Choice> = goes.into_iter().map(choice).collect();
        let field = if choices.is_empty() {
            view! { <p>"No order is open that could move."</p> }.into_any()
        } else {
            view! {
                <CheckboxesField name="order" label="Which open orders move to the new school?"
                    hint="Price, days and purchase order number stay as they are. What you leave out stays here"
                    choices=choices values=ticked/>
            }
            .into_any()
        };
        let action = format!("/schools/{}/succession/check", page.urn);
        let to = page.successor.urn.to_string();
        let form = if stopped.is_none() {
            view! {
                <GetForm action=action>
                    <Hidden name="to" value=to/>
                    {field}
                    <Button>"Check what happens"</Button>
                </GetForm>
            }
            .into_any()
        } else {
            let rows: Vec<SummaryRow> = choices_as_rows(&page);
            view! { <SummaryList rows=rows label="Open orders"/> }.into_any()
        };
        let (kept, memberships, people) = (stays(), memberships(&page), people(&page));
        let (staying, others, sharings) = (staying(&page.orders), others(&page), sharings(&page));
        view! {
            {head}
            {stopped}
            <Section id="stays" title="What stays"><SummaryList rows=kept/></Section>
            <Section id="memberships" title="Memberships">{memberships}</Section>
            <Section id="people" title="People"><p>{people}</p></Section>
            {sharings}
            {staying}
            <Section id="moves" title="What moves">{form}</Section>
            {others}
        }
    })
}

fn choices_as_rows(page: &HandOverPage) -> Vec<SummaryRow> {
    let goes = page.orders.iter().filter(|order| order.fate == Fate::Moves).map(choice);
    goes.map(|choice| SummaryRow::new(choice.text, choice.hint)).collect()
}

fn check_page(page: HandOverPage, chosen: Vec<String>, key: String) -> Page {
    Page::new("Check what happens", move || {
        let head = head(&page);
        let stopped = stopped(&page);
        let goes = page.orders.iter().filter(|order| order.fate == Fate::Moves);
        let (moving, left): (Vec<&OpenOrder>, Vec<&OpenOrder>) =
            goes.partition(|order| chosen.contains(&order.id.to_string()));
        let row = |order: &&OpenOrder, told: &'static str| {
            SummaryRow::new(format!("{}, {}", order.reference, order.what), told)
        };
        let mut rows: Vec<SummaryRow> =
            moving.iter().map(|order| row(order, "Moves to the new school")).collect();
        rows.extend(left.iter().map(|order| row(order, "Stays with the old school")));
        let none = rows.is_empty().then(|| view! { <p>"No order moves."</p> });
        let fields = moving.iter().map(|order| {
            view! { <Hidden name="order" value=order.id.to_string()/> }
        });
        let fields = fields.collect_view();
        let (memberships, people, sharings) = (memberships(&page), people(&page), sharings(&page));
        let (base, to) =
            (format!("/schools/{}/succession", page.urn), page.successor.urn.to_string());
        let back = format!("{base}?to={to}");
        let seen = page.seen.clone();
        let form = stopped.is_none().then(|| view! {
            <Form action=base key=key>
                <Hidden name="to" value=to/>
                <Hidden name="seen" value=seen/>
                {fields}
                <Binding><p>"This can be done once. The orders that move bind the new school from now on, at the prices and on the days they were placed for, and the people of both schools are told."</p></Binding>
                <Actions>
                    <Button>"Hand over"</Button>
                    <ButtonLink href=back kind=crate::parts::ButtonKind::Secondary>"Change"</ButtonLink>
                </Actions>
            </Form>
        });
        view! {
            {head}
            {stopped}
            <Section id="orders" title="Orders">{none}<SummaryList rows=rows/></Section>
            <Section id="memberships" title="Memberships">{memberships}</Section>
            <Section id="people" title="People"><p>{people}</p></Section>
            {sharings}
            {form}
        }
    })
}

/// What a closed school's people are told on their first page.
pub(crate) fn notice(closing: &market::school::Closing) -> AnyView {
    let href = format!("/schools/{}/succession", closing.urn);
    let on = closing.on.map(|day| format!(" on {}", short_day(day))).unwrap_or_default();
    let (title, told, link) = match (&closing.successor, closing.done) {
        (_, true) => (
            "Your school goes on under another number".to_owned(),
            "It was handed over. What was bought before stays readable here.",
            Some((href, "See what moved")),
        ),
        (Some(successor), false) => {
            let since = successor.since.map(|day| format!(" since {}", short_day(day)));
            let title = format!(
                "The register says that your school goes on as {}{}",
                named(successor),
                since.unwrap_or_default()
            );
            let told =
                "Nothing new can be ordered here. What you have open can move to the new school.";
            (title, told, Some((href, "See what stays and what moves")))
        }
        (None, false) => (
            format!("The register says that your school closed{on}"),
            "Nothing new can be ordered. What was bought stays, and is read and paid as before.",
            None,
        ),
    };
    let link = link.map(|(href, text)| view! { <p><TextLink href=href>{text}</TextLink></p> });
    view! { <Notice kind=NoticeKind::Waits title=title><p>{told}</p>{link}</Notice> }.into_any()
}

/// On the page of one's own school, where it is closed and something took its place.
pub(super) fn link(page: &market::school::SchoolPage, standing: Standing) -> Option<AnyView> {
    let followed = page.links.iter().any(|link| link.kind == domain::school::LinkKind::Successor);
    (page.is_own && standing == Standing::Closed && followed).then(|| {
        let href = format!("/schools/{}/succession", page.entry.urn);
        view! { <p><TextLink href=href>"See what stays and what moves"</TextLink></p> }.into_any()
    })
}
