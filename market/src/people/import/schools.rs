//! Rows about people of member schools: staff of a partnership let in the first of a school, and the
//! approver that is missing; from then on its own people do.

use std::collections::HashMap;

use domain::Failure;
use domain::FieldProblem;
use domain::Problem;
use domain::access::{Action, Role};
use domain::id::OrganisationId;
use domain::people::{
    AskedLimit, FIRST_ORDER_LIMIT, LetsIn, PersonRow, PersonWill, RoleDays, check_address,
    who_lets_in,
};
use domain::school::RegisterEntry;
use domain::text::Urn;

use super::{invited, wrong};
use crate::Market;
use crate::access::Actor;
use crate::db::Reader;
use crate::organisation;
use crate::people::held_roles;
use crate::school::{askable, entries, is_member};

/// Member schools that the rows of a list name.
pub(super) struct Schools {
    own: OrganisationId,
    found: HashMap<Urn, Member>,
}

struct Member {
    id: OrganisationId,
    entry: RegisterEntry,
    held: Vec<Role>,
    invited: Vec<(String, Role)>,
}

impl Schools {
    /// Those of the schools that are members of the partnership acted for; none where it is none, or
    /// the actor may not let others in.
    pub async fn of(
        market: &Market,
        r: &Reader,
        actor: &Actor,
        urns: &[Urn],
    ) -> Result<Self, Failure> {
        let own =
            actor.acting_for().map(|acting| acting.organisation).ok_or(Failure::NotAllowed)?;
        let mut found = HashMap::new();
        let urns: Vec<&Urn> = urns.iter().collect();
        if urns.is_empty() || actor.permit_own(Action::ManageMembers).is_err() {
            return Ok(Self { own, found });
        }
        let today = market.today();
        let ids = organisation::of_schools(r, &urns).await?;
        for entry in entries(r, &urns).await? {
            let Some(id) = ids.get(&entry.urn).copied() else { continue };
            if is_member(r, own, id, today).await? {
                let held = held_roles(r, id, today).await?;
                let invited = invited(market, r, id).await?;
                found.insert(entry.urn.clone(), Member { id, entry, held, invited });
            }
        }
        Ok(Self { own, found })
    }

    /// What a row would do: for whom, its name, and what.
    pub fn plan(
        &mut self,
        urn: &Urn,
        row: &PersonRow,
    ) -> (OrganisationId, String, Result<PersonWill, Vec<FieldProblem>>) {
        match self.found.get_mut(urn) {
            None => (self.own, String::new(), Err(wrong("urn", Problem::NotAMember))),
            Some(school) => (school.id, school.entry.name.clone(), school.plan(row)),
        }
    }
}

impl Member {
    fn plan(&mut self, row: &PersonRow) -> Result<PersonWill, Vec<FieldProblem>> {
        let asked = (row.email.as_str().to_owned(), row.role);
        if self.invited.contains(&asked) {
            return Ok(PersonWill::Keep);
        }
        if askable(row.role).is_err() {
            return Err(wrong("role", Problem::NotYoursToGive));
        }
        if who_lets_in(&self.held, row.role) != LetsIn::Partnership {
            return Err(wrong("urn", Problem::SchoolDecides));
        }
        // The first there stay until the school has found others.
        for (column, day) in [("starts", row.days.first), ("until", row.days.last)] {
            if day.is_some() {
                return Err(wrong(column, Problem::AfterJoining));
            }
        }
        // What its people may spend the school says itself.
        if row.limit != AskedLimit::Unsaid {
            return Err(wrong("limit", Problem::SchoolDecides));
        }
        if check_address(&row.email, &self.entry).needs_reason() && row.reason.is_none() {
            return Err(wrong("reason", Problem::ReasonNeeded));
        }
        self.invited.push(asked);
        let limit = (row.role == Role::Buyer).then_some(FIRST_ORDER_LIMIT);
        Ok(PersonWill::Invite { limit, days: RoleDays::default() })
    }
}
