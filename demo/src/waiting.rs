//! Schools that wait for days on which every counsellor is booked, and the calendar that one of them
//! reads elsewhere.

use domain::Failure;
use domain::capacity::YearMonth;
use domain::id::ServiceId;
use market::Viewer;
use market::calendar_link::{CalendarKind, make_calendar_link};
use market::capacity::{JoinDayList, free_days, join_day_list};
use market::service::view_service;

use crate::cast::{Cast, School};
use crate::services::Catalogue;
use crate::stage::Stage;

/// How many schools wait for one day.
const SCHOOLS: usize = 3;
/// How many months ahead a day is looked for.
const MONTHS: usize = 8;

/// Schools of S1 join the waiting list, and the manager on the tour has an address for a calendar.
pub(crate) async fn join(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
) -> Result<(), Failure> {
    let service = catalogue.service("Counselling for pupils")?;
    let day = full_day(stage, &cast.tour_school, service).await?;
    let others = cast.barking_and_dagenham.iter().take(SCHOOLS);
    let mut waiting = 0;
    for school in others.chain([&cast.tour_school]) {
        let wish = JoinDayList {
            service,
            which: "day".to_owned(),
            day: day.clone(),
            half: None,
            key: stage.key()?,
        };
        match join_day_list(&stage.market, &school.buyer, wish).await {
            Ok(()) => waiting += 1,
            // One that is closed by now, or waits already.
            Err(Failure::Refused(_)) => {}
            Err(other) => return Err(other),
        }
    }
    make_calendar_link(&stage.market, &cast.tour_school.buyer, CalendarKind::School).await?;
    stage.tell(&format!("{waiting} schools wait for a counsellor on {day}"));
    Ok(())
}

/// The first day to come on which somebody works and nobody is free.
async fn full_day(
    stage: &Stage<'_>,
    school: &School,
    service: ServiceId,
) -> Result<String, Failure> {
    let viewer = Viewer::Actor(Box::new(school.buyer.clone()));
    let detail = view_service(&stage.market, &viewer, service).await?;
    let from = stage.in_days(14);
    let mut month = YearMonth::of(from);
    for _ in 0..MONTHS {
        let shown = free_days(&stage.market, &detail, (None, month)).await?;
        let mut days = shown.weeks.iter().flatten().flatten();
        let full = days.find(|day| day.day >= from && day.total > 0 && day.free == 0);
        if let Some(full) = full {
            return Ok(full.day.to_string());
        }
        month = month.next();
    }
    Err(Failure::NotFound)
}
