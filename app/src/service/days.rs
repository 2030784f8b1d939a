//! Picking days: the calendar of free days on the service's page and on a page of its own.

use ::market::capacity;
use ::market::service::{PriceShown, ServiceDetail, view_service};
use chrono::{Datelike, NaiveDate};
use domain::calendar::{Terms, day_in_words};
use domain::capacity::{CalendarDay, CalendarMonth, Notice, YearMonth};
use domain::form::choice;
use domain::id::ServiceId;
use domain::{Failure, Problem};
use islands::DaysChosen;
use islands::days::{DayPrice, FIELD};
use leptos::prelude::*;

use crate::parts::{
    Actions, BackLink, Button, ButtonKind, Choice, ColumnHead, Day, Details, EmptyState, Form,
    Link, Month, MonthPicker, Muted, OneOfMany, Table, TableRow, TextLink, Title, Width,
};
use crate::web::{Answer, Ask, Fields, Form as Sent, Page, Typed};
use crate::words;

/// `January 2027`.
pub(super) fn month_name(month: YearMonth) -> String {
    month.first().format("%B %Y").to_string()
}

/// A month of free days, to be looked at or picked from.
pub(super) struct Calendar {
    pub month: CalendarMonth,
    service: ServiceId,
    price: Option<DayPrice>,
    picked: Vec<NaiveDate>,
    earliest: NaiveDate,
}

impl Calendar {
    pub fn of(
        service: &ServiceDetail,
        month: CalendarMonth,
        picked: &[NaiveDate],
        today: NaiveDate,
    ) -> Self {
        let price = match &service.price {
            PriceShown::Yours(quote) => quote.unit_price.map(|net| DayPrice {
                one: net.pence(),
                vat: words::vat::vat_note(service.terms().vat).to_owned(),
            }),
            PriceShown::Members(_)
            | PriceShown::BySize
            | PriceShown::PupilsNotKnown
            | PriceShown::MembersOnly => None,
        };
        let earliest = Notice::days(service.terms().notice_days).earliest(today);
        Self { month, service: service.id(), price, picked: picked.to_vec(), earliest }
    }

    /// The form that sends the days picked on to be checked.
    pub fn form(self) -> impl IntoView {
        let action = format!("/services/{}/check", self.service);
        let shown = self.one_of_many();
        let mut days = self.month.weeks.iter().flatten().flatten();
        let nobody = days.all(|day| day.total == 0);
        let nobody = nobody.then(|| {
            format!("Nobody works in {}. Look at another month.", month_name(self.month.month))
        });
        view! {
            <Form action=action wide=true>
                {nobody.map(|told| view! { <Muted>{told}</Muted> })}
                <MonthPicker name=FIELD shown/>
                <DaysChosen count=self.picked.len() price=self.price/>
                <Actions><Button>"Check your order"</Button></Actions>
            </Form>
            <Muted>"Nothing is booked until you have seen the whole order and confirmed it."</Muted>
        }
    }

    fn one_of_many(&self) -> OneOfMany {
        let month = self.month.month;
        let to = |month| {
            let href = format!("/services/{}/days?month={month}", self.service);
            Link::new(month_name(month), href)
        };
        let others = self.picked.iter().filter(|day| !month.holds(**day));
        OneOfMany {
            month: self.drawn(),
            before: to(month.previous()),
            after: to(month.next()),
            elsewhere: others.map(ToString::to_string).collect(),
            until: last_of_term(&self.month).to_string(),
            weekly: WEEK.map(|weekday| format!("Every {weekday} this term")),
        }
    }

    /// The month with a box for each day that can be booked; with its weekends where somebody works
    /// at one.
    fn drawn(&self) -> Month {
        let weeks = &self.month.weeks;
        let mut weekends = weeks.iter().flat_map(|week| week.iter().skip(WEEK.len())).flatten();
        let weekend = weekends.any(|day| day.total > 0);
        let weeks = weeks.iter().map(|week| week.map(|day| day.map(|day| self.box_of(day))));
        Month { name: month_name(self.month.month), weeks: weeks.collect(), weekend }
    }

    fn box_of(&self, day: CalendarDay) -> Day {
        let note = match (day.free, day.total) {
            (_, 0) => String::new(),
            (0, _) => "full".to_owned(),
            (free, _) if day.bookable => format!("{free} free"),
            // Somebody is free, but the day has passed or is too soon.
            _ => String::new(),
        };
        Day {
            value: day.day.to_string(),
            number: day.day.day(),
            words: day_in_words(day.day),
            note,
            free: day.bookable,
            full: day.total > 0 && day.free == 0 && day.day >= self.earliest,
            picked: self.picked.contains(&day.day),
        }
    }

    /// The free days as a list, for those who do not book.
    pub fn shown(self) -> impl IntoView {
        let name = month_name(self.month.month);
        let rows: Vec<TableRow> = self
            .month
            .bookable()
            .map(|one| {
                let free = format!("{} of {}", one.free, one.total);
                TableRow::new(vec![day_in_words(one.day).into(), free.into()])
            })
            .collect();
        let empty = view! {
            <EmptyState title=format!("No free days in {name}")><p>"Look at another month."</p></EmptyState>
        }
        .into_any();
        let to = |month: YearMonth| format!("/services/{}?month={month}", self.service);
        let (before, after) = (self.month.month.previous(), self.month.month.next());
        view! {
            <Table caption=format!("Free days in {name}") quiet_caption=true
                columns=vec![ColumnHead::words("Day"), ColumnHead::numbers("People free")] rows empty/>
            <p>
                <TextLink href=to(before)>{month_name(before)}</TextLink>
                " · "
                <TextLink href=to(after)>{month_name(after)}</TextLink>
            </p>
        }
    }
}

const WEEK: [&str; 5] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];

/// The last day of the term in which the month's first free day lies; of the month in holidays.
fn last_of_term(month: &CalendarMonth) -> NaiveDate {
    let first = month.bookable().next().map_or(month.month.first(), |one| one.day);
    Terms::typical().term_of(first).map_or(month.month.last(), |term| term.last_on)
}

/// The page on which days are picked, month by month or every week.
pub async fn pick(ask: Ask) -> Result<Answer, Failure> {
    let id: ServiceId = ask.part("service")?;
    let service = view_service(ask.market(), &ask.viewer, id).await?;
    let picked: Vec<NaiveDate> =
        ask.query.all("day").iter().filter_map(|day| day.parse().ok()).collect();
    let today = ask.market().today();
    let first = picked.first().copied().unwrap_or(today);
    let month = ask.query.get("month").parse().unwrap_or(YearMonth::of(first));
    let month = capacity::free_days(ask.market(), &ask.viewer, id, month).await?;
    let calendar = Calendar::of(&service, month, &picked, today);
    let buys = service.can_order && matches!(service.price, PriceShown::Yours(_));
    let term = Terms::typical().term_of(first).or_else(|| Terms::typical().next_term(first));
    let until = term.map_or(first, |term| term.last_on);
    let title = service.terms().title.clone();
    let page = Page::new(format!("Choose days: {title}"), move || {
        let back = format!("/services/{id}");
        view! {
            <BackLink href=back text="Back to the service"/>
            <Title caption=title text="Choose days"/>
            {if buys {
                view! { {calendar.form()}{weekly(id, first, until)} }.into_any()
            } else {
                calendar.shown().into_any()
            }}
        }
    });
    Ok(page.into())
}

/// The same day every week: the next page says which of them are free.
fn weekly(id: ServiceId, from: NaiveDate, until: NaiveDate) -> impl IntoView {
    let (from, to) = (day_in_words(from), day_in_words(until));
    let usual = [("weekday", "tuesday"), ("from", from.as_str()), ("to", to.as_str())];
    let form = weekly_form(id, &Typed::fresh(Sent::of(usual)));
    view! { <Details summary="The same day every week">{form}</Details> }
}

/// The form for the same day every week, with what was typed into it.
pub(crate) fn weekly_form(id: ServiceId, typed: &Typed) -> impl IntoView + use<> {
    let choices = WEEK.map(|day| Choice::new(day.to_lowercase(), day)).to_vec();
    let action = format!("/services/{id}/check");
    let fields = Fields::of(typed);
    let weekday = fields.select("weekday", "Day of the week", "", choices);
    let from = fields.line("from", "First day", "For example, 12 January 2027", Width::Twenty);
    let to = fields.line("to", "Last day", "The last day of term is filled in", Width::Twenty);
    view! {
        <Form action=action>
            {weekday}
            {from}
            {to}
            <Button kind=ButtonKind::Secondary>"Check these days"</Button>
        </Form>
    }
}

/// A month of free days for programs.
pub async fn free_days(ask: Ask) -> Result<Answer, Failure> {
    let id: ServiceId = ask.part("service")?;
    let month = choice(ask.query.get("month"), |text| text.parse::<YearMonth>().ok());
    let month = month.map_err(|_: Problem| Failure::field("month", Problem::NotADate));
    // Whether there is such a service is said before what is wrong with the question.
    view_service(ask.market(), &ask.viewer, id).await?;
    let page = capacity::free_days(ask.market(), &ask.viewer, id, month?).await?;
    let text = serde_json::to_string(&page).map_err(|cause| market::incident(&cause))?;
    Ok(Answer::Json(text))
}
