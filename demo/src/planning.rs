//! What the counsellors’ days were wanted for before they were sold here, what the counsellors are paid,
//! and what they can do. Every figure is illustrative.

use domain::Failure;
use domain::capacity::{TermKey, TypedPay, TypedProfile, TypedTerm};
use domain::id::ServiceId;
use market::Actor;
use market::capacity::{
    DemandPage, EnterTerm, KeepProfile, PersonDays, SetPay, enter_term, keep_profile, set_pay,
    view_demand, view_pool,
};

use crate::cast::Cast;
use crate::services::Catalogue;
use crate::stage::Stage;

/// How many terms are entered: with those sold here, more than three school years.
const TERMS: usize = 8;
/// What schools wanted a year before, of a hundred days a year later.
const YEAR_BEFORE: u32 = 74;
/// Of a hundred days wanted, how many could not be had.
const IN_VAIN: u32 = 7;
/// Of a hundred days there were, how many were booked.
const BOOKED: u32 = 91;
/// Days of a term where none was sold here yet.
const USUAL: u32 = 180;

/// Enters the terms from before, and on what terms the counsellors work.
pub(crate) async fn enter(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
) -> Result<(), Failure> {
    let market = &stage.market;
    let service = catalogue.service("Counselling for pupils")?;
    let found = view_demand(market, &cast.staff, service).await?;
    for term in found.to_enter.iter().take(TERMS).copied() {
        let command = EnterTerm { key: stage.key()?, service, typed: before(&found, term) };
        enter_term(market, &cast.staff, command).await?;
    }
    let (manager, people) = managed(stage, cast, service).await?;
    for (place, one) in (0_u32..).zip(&people) {
        let from_on = stage.days_ago(200).to_string();
        let typed = if place % 3 == 0 {
            TypedPay {
                engagement: "employed".to_owned(),
                from_on,
                contracted_days: "120".to_owned(),
                ..TypedPay::default()
            }
        } else {
            TypedPay {
                engagement: "freelance".to_owned(),
                from_on,
                day_rate: (185 + place).to_string(),
                late_share: "50".to_owned(),
                ..TypedPay::default()
            }
        };
        let command = SetPay { key: stage.key()?, practitioner: one.id, typed };
        set_pay(market, manager, command).await?;
        let command = KeepProfile { key: stage.key()?, practitioner: one.id, typed: can_do(place) };
        keep_profile(market, manager, command).await?;
    }
    stage.tell("earlier terms of the counsellors’ days are entered, and what they are paid");
    Ok(())
}

/// What the counsellors of the demo can do.
fn can_do(place: u32) -> TypedProfile {
    let skills = ["Bereavement", "Drawing and talking", "Anxiety and school attendance"];
    let languages = ["Polish", "Bengali", "", "Urdu", "", "British Sign Language"];
    let turn = usize::try_from(place).unwrap_or_default();
    let of = |all: &[&str]| all.get(turn % all.len()).copied().unwrap_or_default().to_owned();
    TypedProfile {
        skills: of(&skills),
        languages: of(&languages),
        schools_most: "12".to_owned(),
        ..TypedProfile::default()
    }
}

/// Whoever manages the people of a service, and these.
async fn managed<'a>(
    stage: &Stage<'_>,
    cast: &'a Cast,
    service: ServiceId,
) -> Result<(&'a Actor, Vec<PersonDays>), Failure> {
    for manager in &cast.day_managers {
        match view_pool(&stage.market, manager, service).await {
            Ok(pool) => return Ok((manager, pool.people)),
            Err(Failure::NotFound | Failure::NotAllowed) => {}
            Err(other) => return Err(other),
        }
    }
    Err(Failure::NotFound)
}

/// A term from before, by the same term of a later year.
fn before(found: &DemandPage, term: TermKey) -> TypedTerm {
    let whole = found.terms.iter().filter(|one| !one.is_running).map(|one| one.days);
    let same = whole.clone().find(|days| days.term.name() == term.name());
    let later = same.or_else(|| whole.clone().next_back());
    let years = later.map_or(0, |days| days.term.school_year().abs_diff(term.school_year()));
    let mut wanted = later.map_or(USUAL, |days| days.wanted());
    for _ in 0..years {
        wanted = wanted * YEAR_BEFORE / 100;
    }
    let unmet = wanted * IN_VAIN / 100;
    let sold = wanted - unmet;
    TypedTerm {
        term: term.to_string(),
        offered: (sold * 100 / BOOKED).max(sold).to_string(),
        sold: sold.to_string(),
        delivered: (sold - sold / 40).to_string(),
        unmet: unmet.to_string(),
    }
}
