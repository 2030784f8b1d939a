//! INSET days of some schools: most of them train on the same Friday.

use chrono::{Datelike, Days, Weekday};
use domain::Failure;
use domain::calendar::Terms;
use market::term_dates::{AddInsetDay, add_inset_day};

use crate::cast::Cast;
use crate::stage::Stage;

/// How many schools have entered theirs.
const SCHOOLS: usize = 9;

/// Enters them: the first Friday in term that is two weeks off, of one school in three the Monday after.
pub(crate) async fn enter(stage: &Stage<'_>, cast: &Cast) -> Result<(), Failure> {
    let terms = Terms::typical();
    let days = terms.school_days(stage.in_days(14), stage.in_days(120));
    let next = |weekday: Weekday| days.iter().copied().find(|day| day.weekday() == weekday);
    let (Some(friday), Some(monday)) = (next(Weekday::Fri), next(Weekday::Mon)) else {
        return Ok(());
    };
    let monday = monday.checked_add_days(Days::new(7)).filter(|day| terms.is_school_day(*day));
    let schools = cast.barking_and_dagenham.iter().take(SCHOOLS);
    for (place, school) in schools.chain([&cast.tour_school]).enumerate() {
        let apart = monday.filter(|_| place % 3 == 2);
        let note = if place % 2 == 0 { "Safeguarding" } else { "" };
        let add = AddInsetDay { day: apart.unwrap_or(friday).to_string(), note: note.to_owned() };
        add_inset_day(&stage.market, &school.buyer, add).await?;
    }
    stage.tell("some schools have entered their INSET days");
    Ok(())
}
