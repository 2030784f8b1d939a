//! Picking days: the calendar of free days on the service's page and on a page of its own.

use std::collections::BTreeSet;

use ::market::capacity;
use ::market::service::{PriceShown, ServiceDetail, view_service};
use ::market::term_dates::school_days;
use chrono::{Datelike, NaiveDate, Weekday};
use domain::calendar::{Closed, SchoolDays, Terms, day_in_words};
use domain::capacity::{CalendarDay, CalendarMonth, Half, Notice, YearMonth};
use domain::form::choice;
use domain::id::ServiceId;
use domain::price::{Packages, Unit};
use domain::{Failure, FieldProblem, Problem};
use islands::DaysChosen;
use islands::days::{DayPrice, FIELD};
use leptos::prelude::*;

use super::{ordering, package};
use crate::parts::{
    Actions, BackLink, Button, ButtonKind, Choice, ColumnHead, Day, Details, EmptyState,
    ErrorSummary, FieldError, Form, Hidden, Month, MonthPicker, Muted, OneOfMany, Tab, Table,
    TableRow, Tabs, TextLink, Title, Wrong,
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
    /// Which half of its days, where halves are sold.
    half: Option<Half>,
    service: ServiceId,
    price: Option<DayPrice>,
    picked: Vec<NaiveDate>,
    earliest: NaiveDate,
    weekdays: BTreeSet<u8>,
    /// The last day of the term in which the month's first free day lies.
    until: NaiveDate,
}

impl Calendar {
    pub fn of(
        service: &ServiceDetail,
        (half, month): (Option<Half>, CalendarMonth),
        picked: &[NaiveDate],
        (today, terms): (NaiveDate, &Terms),
    ) -> Self {
        let price = match &service.price {
            // Days that do not all cost the same are added up on the page that checks them.
            PriceShown::Yours(_) if !service.rule.is_even() => None,
            PriceShown::Yours(quote) => quote.unit_price.map(|net| DayPrice {
                one: net.pence(),
                vat: words::vat::vat_note(service.vat).to_owned(),
            }),
            PriceShown::Members(_)
            | PriceShown::BySize
            | PriceShown::PupilsNotKnown
            | PriceShown::ByFigure
            | PriceShown::MembersOnly => None,
        };
        let earliest = Notice::days(service.terms().notice_days).earliest(today);
        let worked = month.weeks.iter().flatten().flatten().filter(|day| day.total > 0);
        let weekdays = worked.map(|day| number_of(day.day.weekday())).collect();
        let until = last_of_term(&month, terms);
        let picked = picked.to_vec();
        Self { month, half, service: service.id(), price, picked, earliest, weekdays, until }
    }

    /// The same for a school that has some of it in packages: days that do not all cost the same are
    /// added up on the page that checks them.
    pub fn paid_by(mut self, packages: &Packages) -> Self {
        if !packages.all().is_empty() {
            self.price = None;
        }
        self
    }

    /// The same, where somebody works on other days of the week in other months.
    fn and_weekdays(mut self, weekdays: &[Weekday]) -> Self {
        self.weekdays.extend(weekdays.iter().copied().map(number_of));
        self
    }

    /// The form that sends the days picked on to be checked.
    pub fn form(self) -> impl IntoView {
        self.form_with(None)
    }

    /// The same, with other ways to say which days are meant.
    fn form_with(self, more: Option<AnyView>) -> impl IntoView {
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
                <Hidden name="shown" value=self.month.month.to_string()/>
                {self.half.map(|half| view! { <Hidden name="half" value=half.code()/> })}
                <DaysChosen count=self.picked.len() price=self.price/>
                <Actions><Button name="by" value="days">"Check your order"</Button></Actions>
                {more}
            </Form>
            <Muted>"Nothing is booked until you have seen the whole order and confirmed it."</Muted>
        }
    }

    fn one_of_many(&self) -> OneOfMany {
        let month = self.month.month;
        let to = |month: YearMonth| Choice::new(month.to_string(), month_name(month));
        let others = self.picked.iter().filter(|day| !month.holds(**day));
        let weekly = self.weekdays.iter().filter_map(|number| {
            let name = WEEK.get(usize::from(*number))?;
            Some(Choice::new(number.to_string(), format!("Every {name} this term")))
        });
        OneOfMany {
            month: self.drawn(),
            shown: month.to_string(),
            address: format!("/services/{}/days", self.service),
            before: to(month.previous()),
            after: to(month.next()),
            elsewhere: others.map(|day| Choice::new(day.to_string(), day_in_words(*day))).collect(),
            until: self.until.to_string(),
            weekly: weekly.collect(),
        }
    }

    /// The month with a box for each day that can be booked; with its weekends where somebody works
    /// at one.
    fn drawn(&self) -> Month {
        let weeks = &self.month.weeks;
        let mut weekends = weeks.iter().flat_map(|week| week.iter().skip(WORKING_DAYS)).flatten();
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

    /// The other half, where halves are sold. Names what stands behind the address of the service.
    pub fn halves(&self, page: &str) -> Option<AnyView> {
        let shown = self.half?;
        let (service, month) = (self.service, self.month.month);
        let tab = |half: &Half| {
            let href = format!("/services/{service}{page}?month={month}&half={}", half.code());
            let text = words::half::plural(*half).to_owned();
            Tab { text, count: String::new(), href, current: *half == shown }
        };
        let tabs: Vec<Tab> = Half::ALL.iter().map(tab).collect();
        Some(view! { <Tabs label="Half of the day" tabs/> }.into_any())
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
        let half = words::half::in_address(self.half);
        let to = |month: YearMonth| format!("/services/{}?month={month}{half}", self.service);
        let (before, after) = (self.month.month.previous(), self.month.month.next());
        view! {
            {self.halves("")}
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

/// Which half of its days is meant, where halves of days are sold: the mornings, unless somebody says.
pub(super) fn half_of(service: &ServiceDetail, form: &Sent) -> Option<Half> {
    let by_halves = service.terms().unit == Unit::HalfDay;
    by_halves.then(|| Half::from_code(form.get("half")).unwrap_or(Half::Morning))
}

const WEEK: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Days from Monday to Friday.
const WORKING_DAYS: usize = 5;

/// Monday is nought.
fn number_of(weekday: Weekday) -> u8 {
    u8::try_from(weekday.num_days_from_monday()).unwrap_or_default()
}

/// The last day of the term in which the month's first free day lies; of the month in holidays.
fn last_of_term(month: &CalendarMonth, terms: &Terms) -> NaiveDate {
    let first = month.bookable().next().map_or(month.month.first(), |one| one.day);
    terms.term_of(first).map_or(month.month.last(), |term| term.last_on)
}

/// The page on which days are picked, month by month or every week.
pub async fn pick(ask: Ask) -> Result<Answer, Failure> {
    let typed = Typed::fresh(ask.query.clone());
    Ok(page(&ask, ask.part("service")?, typed).await?.into())
}

/// The same page for a form that names no day that can be had: what was ticked and typed stands there
/// again, with what is wrong.
///
/// # Errors
/// Whatever is not about the days.
pub(crate) async fn pick_again(
    ask: &Ask,
    service: ServiceId,
    problems: Vec<FieldProblem>,
) -> Result<Answer, Failure> {
    let typed = Typed { form: ask.form.clone(), problems };
    Ok(page(ask, service, typed).await?.into())
}

async fn page(ask: &Ask, id: ServiceId, typed: Typed) -> Result<Page, Failure> {
    let service = view_service(ask.market(), &ask.viewer, id).await?;
    let form = &typed.form;
    let picked: BTreeSet<NaiveDate> =
        form.all(FIELD).iter().filter_map(|day| day.parse().ok()).collect();
    let picked: Vec<NaiveDate> = picked.into_iter().collect();
    let today = ask.market().today();
    let first = picked.first().copied().unwrap_or(today);
    let asked = if typed.problems.is_empty() { "month" } else { "shown" };
    let month = [asked, "shown"].iter().find_map(|field| form.get(field).parse().ok());
    let month = month.unwrap_or(YearMonth::of(first));
    let half = half_of(&service, form);
    let (month, weekdays) = capacity::days_to_pick(ask.market(), &service, (half, month)).await?;
    let school = school_days(ask.market(), &ask.viewer, &service).await?;
    let calendar = Calendar::of(&service, (half, month), &picked, (today, school.terms()));
    let packages = package::of(ask, &service).await?;
    let calendar = calendar.and_weekdays(&weekdays).paid_by(&packages);
    let unit = service.terms().unit;
    let buys = service.can_order && matches!(service.price, PriceShown::Yours(_));
    let title = service.terms().title.clone();
    let shown = typed.clone();
    let page = Page::new(format!("Choose days: {title}"), move || {
        let back = format!("/services/{id}");
        let wait = half.map_or_else(String::new, |half| format!("?half={}", half.code()));
        let wait = format!("/services/{id}/wait{wait}");
        let weekly = weekly(&shown, &calendar.weekdays, (first, school.terms()));
        let closed = closed(&school, calendar.month.month);
        view! {
            <BackLink href=back text="Back to the service"/>
            <ErrorSummary errors=summary(&shown)/>
            <Title caption=title text="Choose days"/>
            {ordering::outside(&service)}
            {package::left(&packages, unit)}
            {calendar.halves("/days")}
            {closed}
            {buys.then(|| view! {
                <Muted>
                    "Is the day you want full? "
                    <TextLink href=wait.clone()>"Put your school on the waiting list"</TextLink>
                </Muted>
            })}
            {if buys {
                calendar.form_with(Some(weekly)).into_any()
            } else {
                calendar.shown().into_any()
            }}
        }
    });
    Ok(page.with_form(&typed))
}

/// The INSET days of the school in the month: nobody books counselling for pupils who are at home
/// without knowing it.
fn closed(school: &SchoolDays, month: YearMonth) -> Option<AnyView> {
    let days = month.first().iter_days().take_while(|day| *day <= month.last());
    let told: Vec<String> = days
        .filter_map(|day| match school.closed(day)? {
            Closed::Inset(_) => Some(day_in_words(day)),
            Closed::Holiday => None,
        })
        .collect();
    (!told.is_empty()).then(|| {
        let text = format!("Your pupils are at home on {}: an INSET day.", told.join(" and on "));
        view! { <Muted>{text}</Muted> }.into_any()
    })
}

/// What is wrong; that no day was chosen is no single box's fault.
fn summary(typed: &Typed) -> Vec<FieldError> {
    let mut errors = typed.summary();
    for error in errors.iter_mut().filter(|error| error.field == FIELD) {
        error.wrong = Wrong::Told("Choose at least one day on which somebody is free.".to_owned());
    }
    errors
}

/// The same day every week: the next page says which of them are free. What was ticked besides is
/// sent as well.
fn weekly(typed: &Typed, weekdays: &BTreeSet<u8>, (first, terms): (NaiveDate, &Terms)) -> AnyView {
    let names = weekdays.iter().filter_map(|number| WEEK.get(usize::from(*number)));
    let choices = names.map(|day| Choice::new(day.to_lowercase(), *day)).collect();
    let term = terms.term_of(first).or_else(|| terms.next_term(first));
    let until = term.map_or(first, |term| term.last_on);
    let typed = with_usual_days(typed, [("from", first), ("to", until)]);
    let fields = Fields::of(&typed);
    let open = ["weekday", "from", "to"].iter().any(|field| typed.error(field).is_some());
    let weekday = fields.select("weekday", "Day of the week", "", choices);
    let from = fields.date("from", "First day", "For example, 12 1 2027");
    let to = fields.date("to", "Last day", "The last day of term is filled in");
    view! {
        <Details summary="The same day every week" open>
            {weekday}
            {from}
            {to}
            <Button kind=ButtonKind::Secondary name="by" value="week">"Check these days"</Button>
        </Details>
    }
    .into_any()
}

/// The form with days filled in where nobody has typed any.
fn with_usual_days(typed: &Typed, usual: [(&str, NaiveDate); 2]) -> Typed {
    let blank = usual.into_iter().filter(|(field, _)| typed.form.date(field).is_empty());
    let blank: Vec<(&str, String)> = blank.map(|(field, day)| (field, day.to_string())).collect();
    let filled = blank.iter().map(|(field, day)| (*field, day.as_str()));
    let form = Sent::of(typed.form.pairs().chain(filled));
    Typed { form, problems: typed.problems.clone() }
}

/// A month of free days for programs.
pub async fn free_days(ask: Ask) -> Result<Answer, Failure> {
    let id: ServiceId = ask.part("service")?;
    let month = choice(ask.query.get("month"), |text| text.parse::<YearMonth>().ok());
    let month = month.map_err(|_: Problem| Failure::field("month", Problem::NotADate));
    // Whether there is such a service is said before what is wrong with the question.
    let service = view_service(ask.market(), &ask.viewer, id).await?;
    let half = half_of(&service, &ask.query);
    let page = capacity::free_days(ask.market(), &service, (half, month?)).await?;
    let text = serde_json::to_string(&page).map_err(|cause| market::incident(&cause))?;
    Ok(Answer::Json(text))
}
