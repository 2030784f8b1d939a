//! The list of orders.

use domain::Failure;
use domain::calendar::short_day;
use domain::order::OrderState;
use leptos::prelude::*;
use market::db::{Page as Listed, PageAsked};
use market::order::{OnlyThose, OrderRow, OrdersAsked, Side, orders};

use crate::parts::{
    ButtonLink, Cell, ColumnHead, EmptyState, Muted, Pagination, Tab, Table, TableRow, Tabs, Tag,
    TagKind, TextLink, Title,
};
use crate::web::csv::csv_address;
use crate::web::{Answer, Ask, Form, Page};
use crate::words;

/// What the address calls orders with a delivery that is not right.
const DISPUTED: &str = "disputed";
/// What it calls those with a delivery that the school can say still is not right.
const TO_CHECK: &str = "to_check";

/// Orders of the school or through the partnership, the newest first.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let (state, only) = (state(&ask.query), only(&ask.query));
    let (side, page) = listed(&ask, ask.page()).await?;
    let csv = csv_address("/orders.csv", &ask.query);
    let next = page.next.map(|key| format!("/orders?{}", ask.query.with("after", &key)));
    let items = page.items;
    let has_calendar = side == Side::School;
    let page = Page::new("Orders", move || {
        let rows = items.into_iter().map(|order| row(order, side)).collect();
        let calendar = has_calendar.then(|| {
            view! {
                <p><TextLink href="/calendar">"See booked days in your own calendar"</TextLink></p>
                <p><TextLink href="/next-year">"Days held for the next school year"</TextLink></p>
                <p><TextLink href="/quotes">"Quotes that your school asked for"</TextLink></p>
                <p><TextLink href="/enquiries">"Questions that your school asked about services"</TextLink></p>
                <p><TextLink href="/buy-back">"Renew last year’s services"</TextLink></p>
            }
        });
        let sharing = if has_calendar {
            "What your school shares with others"
        } else {
            "What schools share with each other"
        };
        view! {
            <Title text="Orders"/>
            {calendar}
            <p><TextLink href="/sharing">{sharing}</TextLink></p>
            <Tabs label="Which orders" tabs=tabs(state, only, side)/>
            <Table caption="Orders, newest first" quiet_caption=true columns=columns(side) rows
                empty=empty(side)/>
            <Pagination label="Orders" next=next.unwrap_or_default()/>
            <Muted><TextLink href=csv>"Download as CSV"</TextLink></Muted>
        }
    });
    Ok(page.into())
}

/// What else narrows the list, as the address says it.
fn only(query: &Form) -> Option<OnlyThose> {
    match query.get("state") {
        DISPUTED => Some(OnlyThose::Disputed),
        TO_CHECK => Some(OnlyThose::ToCheck),
        _ => None,
    }
}

fn state(query: &Form) -> Option<OrderState> {
    OrderState::from_code(query.get("state"))
}

/// A page of the orders that the address asks for.
pub(super) async fn listed(
    ask: &Ask,
    page: PageAsked,
) -> Result<(Side, Listed<OrderRow>), Failure> {
    let (state, only) = (state(&ask.query), only(&ask.query));
    let asked = OrdersAsked { state, only, page, ..OrdersAsked::default() };
    let (side, page) = orders(ask.market(), ask.actor()?, asked).await?;
    if side == Side::Provider {
        // Whoever delivers has a list of their own: bookings, day by day.
        return Err(Failure::NotAllowed);
    }
    Ok((side, page))
}

fn tabs(chosen: Option<OrderState>, only: Option<OnlyThose>, side: Side) -> Vec<Tab> {
    let tab = |code: &str, text: &str, current: bool| {
        let href =
            if code.is_empty() { "/orders".to_owned() } else { format!("/orders?state={code}") };
        Tab { text: text.to_owned(), count: String::new(), href, current }
    };
    let state =
        |state: OrderState| tab(state.code(), words::order_state(state).0, chosen == Some(state));
    let mut tabs = vec![
        tab("", "All", chosen.is_none() && only.is_none()),
        tab(DISPUTED, words::dispute::DISPUTED, only == Some(OnlyThose::Disputed)),
        state(OrderState::AwaitingApproval),
        state(OrderState::SentBack),
        state(OrderState::Placed),
        state(OrderState::Completed),
        state(OrderState::Cancelled),
    ];
    if side == Side::School {
        tabs.insert(1, tab(TO_CHECK, "Just delivered", only == Some(OnlyThose::ToCheck)));
    }
    tabs
}

fn columns(side: Side) -> Vec<ColumnHead> {
    let mut columns = vec![ColumnHead::words("Order"), ColumnHead::words("What")];
    if side != Side::School {
        columns.push(ColumnHead::words("School"));
    }
    columns.extend([
        ColumnHead::words("When"),
        ColumnHead::words("State"),
        ColumnHead::numbers("Including VAT"),
    ]);
    columns
}

fn row(order: OrderRow, side: Side) -> TableRow {
    let (state, kind) = words::order_state(order.state);
    let (when, disputed) = (when(&order), order.disputed > 0);
    let href = format!("/orders/{}", order.id);
    let reference = order.reference;
    let mut cells = vec![
        Cell::view(view! { <TextLink href=href together=true>{reference}</TextLink> }),
        Cell::Text(order.what),
    ];
    if side != Side::School {
        cells.push(order.school.into());
    }
    cells.extend([
        when.into(),
        Cell::view(view! {
            <Tag kind=kind text=state/>
            {disputed.then(|| view! { " "<Tag kind=TagKind::Bad text=words::dispute::DISPUTED/> })}
        }),
        order.gross.to_string().into(),
    ]);
    TableRow::new(cells)
}

/// The day, or how many from when to when; the time of an agreement; without either, when it was asked
/// for.
fn when(order: &OrderRow) -> String {
    match (order.first_day, order.last_day) {
        (Some(first), Some(last)) if first == last => short_day(first),
        (Some(first), Some(last)) if !order.by_day => {
            format!("{} to {}", short_day(first), short_day(last))
        }
        (Some(first), Some(last)) => {
            let days = words::plural(u64::from(order.lines), "day", "days");
            format!("{days}, {} to {}", short_day(first), short_day(last))
        }
        _ => short_day(domain::calendar::london_day(order.requested_at)),
    }
}

fn empty(side: Side) -> AnyView {
    match side {
        Side::School => view! {
            <EmptyState title="No orders here yet">
                <p>"What your school books or orders will be listed here."</p>
                <ButtonLink href="/services">"Find a service"</ButtonLink>
            </EmptyState>
        }
        .into_any(),
        Side::Partnership | Side::Provider => view! {
            <EmptyState title="No orders here yet">
                <p>"What schools order through you will be listed here."</p>
            </EmptyState>
        }
        .into_any(),
    }
}
