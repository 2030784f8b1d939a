//! What there is to choose before something is ordered: which days can be had, how many, which year.

use chrono::{Days, NaiveDate, Weekday};
use domain::access::Action;
use domain::calendar::FinancialYear;
use domain::capacity::{self, Choice, Half};
use domain::id::ServiceId;
use domain::price::{Packages, PriceRule, StatedBase, Unit, Working};
use domain::service::BookedBy;
use domain::{Failure, Net, Problem, Refusal};

use super::already::{OrderedAlready, ordered_already};
use super::sale::{AHEAD_DAYS, Sale};
use super::wanted::Wanted;
use crate::Market;
use crate::access::Actor;
use crate::capacity::note_taken;
use crate::db::Reader;
use crate::term_dates::days_of;

/// Which of every such day of the week from one day to another can be had.
#[derive(Debug, Clone, Copy)]
pub struct ChooseDays {
    /// The service.
    pub service: ServiceId,
    /// Which half of each day, where halves are sold.
    pub half: Option<Half>,
    /// The day of the week.
    pub weekday: Weekday,
    /// The first day that may be meant.
    pub from: NaiveDate,
    /// The last one.
    pub to: NaiveDate,
}

/// Answers each of the days, free or why not.
pub async fn choose_days(
    market: &Market,
    actor: &Actor,
    ask: ChooseDays,
) -> Result<Choice, Failure> {
    let permit = actor.permit_own(Action::PlaceOrder)?;
    let permit = &permit;
    let choice = market
        .db
        .read(|r| async move {
            let sale = Sale::load(market, &r, ask.service, permit.organisation()).await?;
            let sale = Sale { half: ask.half, ..sale };
            let ahead = ask.from.checked_add_days(Days::new(AHEAD_DAYS));
            if ask.to < ask.from || ahead.is_none_or(|end| ask.to > end) {
                return Err(Failure::field("to", Problem::BeforeStart));
            }
            let today = market.today();
            let free = sale.free_days(&r, ask.from, ask.to).await?;
            let notice = sale.notice();
            let school = days_of(&r, permit.organisation(), sale.partnership).await?;
            let asked = (ask.from, ask.to);
            Ok(capacity::choose_days(&free, &school, ask.weekday, asked, notice, today))
        })
        .await?;
    note_taken(market, (permit.organisation(), ask.service, ask.half), &choice).await?;
    Ok(choice)
}

/// What a school is asked when it orders a service.
#[derive(Debug, Clone)]
pub struct OrderChoices {
    /// What the service is called.
    pub title: String,
    /// How it is booked.
    pub booked: BookedBy,
    /// What one of it is.
    pub unit: Unit,
    /// What one costs the school now, excluding VAT; none where it is not sold by number.
    pub one: Option<Net>,
    /// The figure that the school has to state for a price, and how that follows from it.
    pub stated: Option<(StatedBase, PriceRule)>,
    /// The first day for which it can be wished.
    pub earliest: NaiveDate,
    /// The years of an agreement that can be ordered.
    pub years: Vec<YearChoice>,
    /// What the school has left of it in packages that it has bought.
    pub packages: Packages,
}

/// A year of an agreement that can be ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearChoice {
    /// Which.
    pub year: FinancialYear,
    /// From which day on, if it is ordered today.
    pub first_on: NaiveDate,
    /// What it costs the school from then on, excluding VAT; none where that rests on a figure that it
    /// states.
    pub net: Option<Net>,
    /// How its whole price is worked out.
    pub working: Option<Working>,
    /// What of it the school has ordered before.
    pub already: Vec<OrderedAlready>,
}

/// What the school acted for can choose of a service.
///
/// # Errors
/// As a quote.
pub async fn order_choices(
    market: &Market,
    actor: &Actor,
    service: ServiceId,
) -> Result<OrderChoices, Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    market
        .db
        .read(|r| async move {
            let sale = Sale::load(market, &r, service, permit.organisation()).await?;
            let price = &sale.terms.price;
            let stated = match price.by.needs_stated() {
                Some(base) => {
                    let rule = price.starting(sale.today).paid_by(sale.standing);
                    Some((base, rule.ok_or(Refusal::NotForThisSchool)?))
                }
                None => None,
            };
            let mut years = Vec::new();
            let mut one = None;
            match sale.booked {
                BookedBy::Agreement => {
                    for year in sale.years() {
                        years.push(year_choice(&r, &sale, year).await?);
                    }
                }
                BookedBy::Quantity if stated.is_none() => {
                    // What one costs that no package has left.
                    let beyond = Sale { packages: Packages::default(), ..sale.clone() };
                    let wanted = Wanted::Quantity { count: 1, wished_on: None, note: None };
                    one = beyond.price(&wanted)?.first().map(|line| line.unit_net);
                }
                BookedBy::Quantity
                | BookedBy::Days
                | BookedBy::Places
                | BookedBy::Ask
                | BookedBy::Free => {}
            }
            Ok(OrderChoices {
                title: sale.terms.title.clone(),
                booked: sale.booked,
                unit: sale.terms.unit,
                one,
                stated,
                earliest: sale.notice().earliest(sale.today),
                years,
                packages: sale.packages.clone(),
            })
        })
        .await
}

async fn year_choice(r: &Reader, sale: &Sale, year: FinancialYear) -> Result<YearChoice, Failure> {
    // What follows from a figure that is not stated yet has its time, and no price.
    let lines = match sale.agreement(year) {
        Err(Failure::Refused(Refusal::FigureNotStated)) => None,
        lines => Some(lines?),
    };
    let kept = sale.terms.agreement.parts(year, sale.school.kept_year(), sale.today);
    let spans: Vec<_> = kept.iter().map(|part| (part.first_on, part.last_on)).collect();
    let first_on = spans.first().map_or(year.first_on(), |(first, _)| *first);
    Ok(YearChoice {
        year,
        first_on,
        net: match &lines {
            Some(lines) => Some(Net::total(lines.iter().map(|line| line.net))?),
            None => None,
        },
        working: lines.and_then(|lines| lines.first().map(|line| line.working.clone())),
        already: ordered_already(r, (sale.school.organisation, sale.service), &spans).await?,
    })
}
