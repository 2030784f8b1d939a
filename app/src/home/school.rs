//! A school's first page.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::Failure;
use domain::access::Action;
use domain::calendar::{day_in_words, london_day, moment_in_words, short_day};
use leptos::prelude::*;
use market::Deputising;
use market::buy_back::open_buy_backs;
use market::home::{
    CLOSING_DAYS, OrderGlance, SavedSoFar, SchoolHome, Waiting, Waits, school_home,
};

use crate::parts::{
    Actions, BigFigure, BigSize, ButtonKind, ButtonLink, Cell, Column, ColumnHead, Columns,
    EmptyState, Figures, Link, Notice, Section, SectionKind, Table, TableRow, Tag, TagKind,
    TextLink, Title, ToDo, ToDoList, Tone, whole_pounds,
};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// What waits, what is booked, what is owed, which deals are open, what was saved.
pub async fn show(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let home = school_home(ask.market(), actor).await?;
    let renewing = open_buy_backs(ask.market(), actor).await?;
    let now = ask.market().now();
    let buys = actor.can(Action::PlaceOrder);
    let (offers, delivers) = (actor.can(Action::OfferService), actor.can(Action::ConfirmDelivery));
    let acting = actor.acting_for().cloned();
    let school = acting.as_ref().map(|acting| acting.name.clone()).unwrap_or_default();
    let stands_in = acting.map(|acting| acting.deputises).unwrap_or_default();
    let page = Page::new("Home", move || {
        let count = home.waiting.things();
        let to_do = to_do(&home, now);
        let (booked, unpaid) = (booked(&home), unpaid(&home, london_day(now)));
        let with_approver = with_approver(&home.with_approver);
        let (saved, deals) = (saved(&home.saved, BigSize::Large), deals(&home));
        let closing = home.closing.as_ref().map(crate::school::succession::notice);
        let is_open = closing.is_none();
        let (buys, offers) = (buys && is_open, offers && is_open);
        let renewing = is_open.then(|| crate::buy_back::notices(&renewing));
        let left = home.left.as_ref().map(crate::trust::left::notice);
        view! {
            <Title caption=school text=needs_you(count)/>
            {stands_in.iter().map(standing_in).collect_view()}
            {closing}
            {left}
            {renewing}
            <Columns>
                <Column>
                    {(count > 0).then(|| view! { <ToDoList items=to_do/> })}
                    {buys.then(|| view! {
                        <Actions>
                            <ButtonLink href="/services">"Find a service"</ButtonLink>
                            <ButtonLink href="/deals" kind=ButtonKind::Secondary>"Group deals"</ButtonLink>
                        </Actions>
                    })}
                    {with_approver}
                    <Section id="booked" title="Booked next" more=Some(Link::new("All orders", "/orders"))>
                        {booked}
                    </Section>
                    <Section id="invoices" title="To be paid" more=Some(Link::new("All invoices", "/invoices"))>
                        {unpaid}
                    </Section>
                </Column>
                <Column>
                    <Section id="saved" title="Saved" kind=SectionKind::Plain
                        more=Some(Link::new("How it is worked out", "/savings"))>
                        {saved}
                    </Section>
                    {is_open.then(|| view! {
                        <Section id="deals" title="Open deals" small=true>{deals}</Section>
                    })}
                    {offers.then(|| give(delivers))}
                </Column>
            </Columns>
        }
    });
    Ok(page.into())
}

/// For whom somebody stands in, and until when.
fn standing_in(one: &Deputising) -> impl IntoView + use<> {
    let title = format!("You stand in for {} until {}", one.of, short_day(one.until));
    view! {
        <Notice title=title>
            <p>
                "You may approve orders in their place. "
                <TextLink href="/people/delegation">"Who approves what"</TextLink>
            </p>
        </Notice>
    }
}

/// Schools give as well as buy.
fn give(delivers: bool) -> impl IntoView {
    let (words, link) = if delivers {
        ("What your school delivers to others.", "Your school’s own services")
    } else {
        ("Is there something your school does well?", "Offer a service to other schools")
    };
    view! {
        <Section id="give" title="Give as well as buy" small=true>
            <p>{words}" "<TextLink href="/offer">{link}</TextLink></p>
            <p><TextLink href="/school">"Your school’s page"</TextLink>": pupils, groups and what the register says"</p>
        </Section>
    }
}

/// The heading: how many things wait.
pub(super) fn needs_you(count: u64) -> String {
    match count {
        0 => "Nothing needs you today".to_owned(),
        1 => "One thing needs you".to_owned(),
        2 => "Two things need you".to_owned(),
        3 => "Three things need you".to_owned(),
        more => format!("{} things need you", words::count(more)),
    }
}

/// What waits, each thing on its own as far as a first page has room, the rest of its kind together.
fn to_do(home: &SchoolHome, now: DateTime<Utc>) -> Vec<ToDo> {
    let today = london_day(now);
    let decide = home.to_decide.iter().map(|order| ToDo {
        text: format!("Decide on {}: {}", whole_pounds(order.gross), what(order)),
        note: match order.first_day {
            Some(day) => format!("From {} on. {} asks you", short_day(day), order.requested_by),
            None => format!("{} asks you", order.requested_by),
        },
        href: format!("/orders/{}", order.id),
    });
    let sent_back = home.sent_back.iter().map(|order| ToDo {
        text: format!("Change and send again: {}", what(order)),
        note: format!("Order {} was sent back", order.reference),
        href: format!("/orders/{}", order.id),
    });
    let overdue = home.unpaid.iter().filter(|invoice| invoice.due_on < today).map(|invoice| ToDo {
        text: format!("Pay invoice {}, {}", invoice.number, whole_pounds(invoice.gross)),
        note: format!("It was due on {}", day_in_words(invoice.due_on)),
        href: format!("/invoices/{}", invoice.id),
    });
    let soon = now + Duration::days(CLOSING_DAYS);
    let closing = home.deals.iter().filter(|deal| !deal.signed_up && deal.closes_at <= soon);
    let closing = closing.map(|deal| ToDo {
        text: format!("Decide whether to join {}", deal.title),
        note: format!("It closes on {}", moment_in_words(deal.closes_at)),
        href: format!("/deals/{}", deal.id),
    });
    let waiting = &home.waiting;
    let decide = with_rest(decide, waiting.of(Waits::OrderToDecide), |more| ToDo {
        text: format!("Decide on {}", words::plural(more, "more order", "more orders")),
        note: String::new(),
        href: "/orders?state=awaiting_approval".to_owned(),
    });
    let sent_back = with_rest(sent_back, waiting.of(Waits::OrderSentBack), |more| ToDo {
        text: format!("Change {}", words::plural(more, "more order", "more orders")),
        note: "They were sent back".to_owned(),
        href: "/orders?state=sent_back".to_owned(),
    });
    let overdue = with_rest(overdue, waiting.of(Waits::InvoiceToPay), |more| ToDo {
        text: format!("Pay {}", words::plural(more, "more invoice", "more invoices")),
        note: "They are overdue".to_owned(),
        href: "/invoices?state=issued".to_owned(),
    });
    let closing = with_rest(closing, waiting.of(Waits::DealClosing), |more| ToDo {
        text: format!("Look at {}", words::plural(more, "more deal", "more deals")),
        note: "They close soon".to_owned(),
        href: "/deals?show=soon".to_owned(),
    });
    let days = waiting.of(Waits::DayToConfirm);
    let deliver = (days > 0).then(|| ToDo {
        text: format!("Confirm {}", words::plural(days, "delivery", "deliveries")),
        note: "Schools are invoiced once you have said what was delivered".to_owned(),
        href: "/bookings".to_owned(),
    });
    let disputes = (waiting.of(Waits::DisputeToAnswer) > 0).then(|| ToDo {
        text: "Answer a school".to_owned(),
        note: "Something is not right about what you delivered".to_owned(),
        href: "/bookings?when=disputed".to_owned(),
    });
    let renewal = (waiting.of(Waits::RenewalOffered) > 0).then(|| ToDo {
        text: "Say who comes again next school year".to_owned(),
        note: "Days are held for your school".to_owned(),
        href: "/next-year".to_owned(),
    });
    let joins = (waiting.of(Waits::JoinsSchool) > 0).then(|| ToDo {
        text: "Decide who may act for your school".to_owned(),
        note: "Somebody asks to".to_owned(),
        href: "/people".to_owned(),
    });
    let rest = renewal
        .into_iter()
        .chain(disputes)
        .chain(deliver)
        .chain(joins)
        .chain(quotes(waiting))
        .collect();
    [decide, sent_back, overdue, closing, rest].concat()
}

/// Quotes to choose from, and those that the school is asked for itself.
fn quotes(waiting: &Waiting) -> impl Iterator<Item = ToDo> + use<> {
    let open = waiting.of(Waits::QuotesOpened);
    let quotes = (open > 0).then(|| ToDo {
        text: format!("Choose from quotes: {} open", words::plural(open, "request", "requests")),
        note: "The deadline has come. Say which you choose, and why".to_owned(),
        href: "/quotes".to_owned(),
    });
    let asked = waiting.of(Waits::QuoteAsked);
    let answer = (asked > 0).then(|| ToDo {
        text: format!(
            "Answer {}",
            words::plural(asked, "request for a quote", "requests for quotes")
        ),
        note: "A school asks yours for a price".to_owned(),
        href: "/quotes/asked".to_owned(),
    });
    let enquiries = waiting.of(Waits::EnquiryToAnswer);
    let enquiries = (enquiries > 0).then(|| ToDo {
        text: format!("Answer {}", words::plural(enquiries, "question", "questions")),
        note: "A school asks about what yours delivers".to_owned(),
        href: "/enquiries".to_owned(),
    });
    let basket = waiting.of(Waits::InBasket);
    let basket = (basket > 0).then(|| ToDo {
        text: format!(
            "Order what is in your basket: {}",
            words::plural(basket, "service", "services")
        ),
        note: "Nothing of it is held until you do".to_owned(),
        href: "/basket".to_owned(),
    });
    let share = waiting.of(Waits::SharingAsked);
    let share = (share > 0).then(|| ToDo {
        text: format!(
            "Agree to share, or decline: {}",
            words::plural(share, "proposal", "proposals")
        ),
        note: "Other schools wait for your answer".to_owned(),
        href: "/sharing".to_owned(),
    });
    quotes.into_iter().chain(answer).chain(enquiries).chain(basket).chain(share)
}

/// The things there is room for, and one line for the rest. Nothing where nothing waits for
/// whoever looks: then these are somebody else's to do.
fn with_rest(
    shown: impl Iterator<Item = ToDo>,
    count: u64,
    rest: impl Fn(u64) -> ToDo,
) -> Vec<ToDo> {
    let room = usize::try_from(count).unwrap_or(usize::MAX);
    let mut items: Vec<ToDo> = shown.take(room).collect();
    let more = count.saturating_sub(u64::try_from(items.len()).unwrap_or(0));
    items.extend((more > 0).then(|| rest(more)));
    items
}

/// What an order is, in a line: `Counselling, 4 days`.
fn what(order: &OrderGlance) -> String {
    if order.by_day {
        return format!("{}, {}", order.what, words::plural(order.lines, "day", "days"));
    }
    order.what.clone()
}

/// What was asked for and somebody else decides.
fn with_approver(orders: &[OrderGlance]) -> Option<AnyView> {
    if orders.is_empty() {
        return None;
    }
    let rows = orders
        .iter()
        .map(|order| {
            let (href, reference) = (format!("/orders/{}", order.id), order.reference.clone());
            TableRow::new(vec![
                Cell::view(view! { <TextLink href=href together=true>{reference}</TextLink> }),
                what(order).into(),
                order.gross.to_string().into(),
            ])
        })
        .collect();
    let columns = vec![
        ColumnHead::words("Order"),
        ColumnHead::words("What"),
        ColumnHead::numbers("Including VAT"),
    ];
    Some(
        view! {
            <Section id="with-approver" title="With your approver">
                <Table caption="Orders that wait for approval" quiet_caption=true columns rows/>
            </Section>
        }
        .into_any(),
    )
}

fn booked(home: &SchoolHome) -> AnyView {
    if home.booked.is_empty() {
        return view! {
            <EmptyState title="Nothing is booked">
                <p>"Days that you book stand here, the next one first."</p>
            </EmptyState>
        }
        .into_any();
    }
    let rows = home
        .booked
        .iter()
        .map(|booked| {
            let href = format!("/orders/{}", booked.order);
            let what = booked.what.clone();
            TableRow::new(vec![
                Cell::Text(day_in_words(booked.day)),
                Cell::view(view! { <TextLink href=href>{what}</TextLink> }),
            ])
        })
        .collect();
    let columns = vec![ColumnHead::words("Day"), ColumnHead::words("What")];
    view! { <Table caption="Booked next" quiet_caption=true columns rows/> }.into_any()
}

fn unpaid(home: &SchoolHome, today: NaiveDate) -> AnyView {
    if home.unpaid.is_empty() {
        return view! { <p>"No invoice waits to be paid."</p> }.into_any();
    }
    let rows = home
        .unpaid
        .iter()
        .map(|invoice| {
            let href = format!("/invoices/{}", invoice.id);
            let number = invoice.number.clone();
            let late = invoice.due_on < today;
            let due = short_day(invoice.due_on);
            TableRow::new(vec![
                Cell::view(view! { <TextLink href=href together=true>{number}</TextLink> }),
                Cell::view(view! {
                    {due}{late.then(|| view! { " "<Tag kind=TagKind::Bad text="Overdue"/> })}
                }),
                Cell::Text(invoice.gross.to_string()),
            ])
        })
        .collect();
    let columns = vec![
        ColumnHead::words("Invoice"),
        ColumnHead::words("Due"),
        ColumnHead::numbers("Including VAT"),
    ];
    view! { <Table caption="Invoices to be paid, including VAT" quiet_caption=true columns rows/> }
        .into_any()
}

fn deals(home: &SchoolHome) -> AnyView {
    if home.deals.is_empty() {
        return view! { <p>"No deal of your partnership is open now."</p> }.into_any();
    }
    home.deals
        .iter()
        .map(|deal| {
            let (href, title) = (format!("/deals/{}", deal.id), deal.title.clone());
            let schools = words::plural(deal.schools, "school in", "schools in");
            let closes = moment_in_words(deal.closes_at);
            let (kind, text) = if deal.signed_up {
                (TagKind::Good, "Signed up")
            } else {
                (TagKind::Waits, "Not signed up")
            };
            view! {
                <p>
                    <TextLink href=href>{title}</TextLink>" "<Tag kind text/><br/>
                    {format!("{schools}. Closes {closes}")}
                </p>
            }
        })
        .collect_view()
        .into_any()
}

/// What was saved, the amounts with and without VAT apart. What invoices show is of the size given.
pub(super) fn saved(saved: &[SavedSoFar], size: BigSize) -> AnyView {
    if saved.is_empty() {
        return view! { <p>"What you save stands here once something is booked or a deal is joined."</p> }
            .into_any();
    }
    saved
        .iter()
        .map(|saved| {
            let vat = words::basis(saved.basis);
            let tone = if saved.invoiced.is_negative() { Tone::Bad } else { Tone::Saved };
            let invoiced = words::saved_whole(saved.invoiced);
            let (agreed, expected) =
                (words::saved_whole(saved.agreed), words::saved_whole(saved.expected));
            view! {
                <BigFigure label="From invoices" value=invoiced note=vat tone=tone size/>
                <Figures>
                    <BigFigure size=BigSize::Medium label="Agreed" value=agreed/>
                    <BigFigure size=BigSize::Medium label="Expected" value=expected/>
                </Figures>
            }
        })
        .collect_view()
        .into_any()
}
