//! Who plays: the schools with their business managers and heads, and those of the partnerships.

use std::collections::HashMap;
use std::sync::Arc;

use domain::Failure;
use domain::access::Role;
use domain::id::{OrganisationId, PersonId};
use market::Actor;

use crate::agenda::Partnership;
use crate::names::People;
use crate::people::{self, Persona};
use crate::schools::{self, Sort, Stands};
use crate::stage::Stage;

/// A school that acts in the history.
#[derive(Debug)]
pub(crate) struct School {
    /// What it is.
    pub is: schools::School,
    /// Its business manager.
    pub buyer: Actor,
    /// Its head.
    pub head: Actor,
    /// Whether it gives its orders numbers.
    pub uses_numbers: bool,
}

/// Everybody who acts.
pub(crate) struct Cast {
    /// S1's staff.
    pub staff: Actor,
    /// S8's staff.
    pub redbridge_staff: Actor,
    /// Who runs S8's deals.
    pub procurement: Actor,
    /// Who says that booked days were delivered, for each provider.
    pub day_managers: Vec<Actor>,
    /// Schools of S1, in the order of their numbers.
    pub barking_and_dagenham: Vec<Arc<School>>,
    /// The school of the tour's business manager and head.
    pub tour_school: Arc<School>,
    /// Schools of S8, members and associates, in the order of their numbers.
    pub redbridge: Vec<Arc<School>>,
    /// The school of the tour that is not in the open deal yet.
    pub deal_school: Arc<School>,
    /// S6's director, who also invoices.
    pub lewisham_director: Actor,
    /// Schools of S6 that stand here, in the order of their numbers.
    pub lewisham: Vec<Arc<School>>,
}

/// What business managers may order alone, in pounds including VAT; the usual ones more often.
const LIMITS: &[i32] = &[1_000, 1_500, 2_000, 2_000, 5_000, 5_000, 10_000];

/// The largest primary school among the full members: the one on the tour.
fn largest_primary(all: &[schools::School]) -> Option<&schools::School> {
    all.iter()
        .filter(|school| school.sort == Sort::Primary && school.stands == Stands::Full)
        .max_by_key(|school| school.pupils)
}

/// Gives every member school a business manager and a head, and returns those who act.
pub(crate) async fn schools_of(
    stage: &Stage<'_>,
    people: &mut People,
    partnership: Partnership,
    all: &[schools::School],
    organisations: &HashMap<String, OrganisationId>,
) -> Result<(Vec<Arc<School>>, Arc<School>), Failure> {
    let on_tour = largest_primary(all).ok_or(Failure::NotFound)?;
    let mut acting = Vec::with_capacity(all.len());
    let mut chosen = None;
    for (place, school) in (0_usize..).zip(all) {
        let Some(organisation) = organisations.get(&school.urn).copied() else { continue };
        let is_on_tour = school.urn == on_tour.urn;
        let (buyer, head) = if is_on_tour {
            crew_on_tour(stage, people, organisation, partnership).await?
        } else {
            crew(stage, people, organisation, place).await?
        };
        let acts = Arc::new(School {
            is: school.clone(),
            buyer: stage.become_person(buyer, organisation).await?,
            head: stage.become_person(head, organisation).await?,
            uses_numbers: place % 6 != 5,
        });
        if is_on_tour {
            chosen = Some(acts.clone());
        }
        acting.push(acts);
    }
    Ok((acting, chosen.ok_or(Failure::NotFound)?))
}

/// The people of a school on the tour; those who are not on it themselves get the next names.
async fn crew_on_tour(
    stage: &Stage<'_>,
    people: &mut People,
    school: OrganisationId,
    partnership: Partnership,
) -> Result<(PersonId, PersonId), Failure> {
    let (buyer, head): (Persona, Option<Persona>) = match partnership {
        Partnership::BarkingAndDagenham => {
            people::FINANCE.join(stage, school).await?;
            (people::BUSINESS_MANAGER, Some(people::HEAD))
        }
        Partnership::Redbridge => (people::DEAL_BUSINESS_MANAGER, Some(people::DEAL_HEAD)),
        Partnership::Lewisham => (people::HOSTED_BUSINESS_MANAGER, None),
    };
    let buyer = buyer.join(stage, school).await?;
    let head = match head {
        Some(head) => head.join(stage, school).await?,
        None => people::join(stage, &people.next(), school, Role::Approver, None).await?,
    };
    Ok((buyer, head))
}

async fn crew(
    stage: &Stage<'_>,
    people: &mut People,
    school: OrganisationId,
    place: usize,
) -> Result<(PersonId, PersonId), Failure> {
    let limit = LIMITS.get(place % LIMITS.len()).copied();
    let buyer = people::join(stage, &people.next(), school, Role::Buyer, limit).await?;
    let head = people::join(stage, &people.next(), school, Role::Approver, None).await?;
    Ok((buyer, head))
}
