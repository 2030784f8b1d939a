//! What a row of a list of people would change in an organisation. Whoever is not there yet is
//! invited, whether or not anybody elsewhere knows the address: the answer is the same.

use chrono::NaiveDate;
use serde::Serialize;

use super::limit::{FIRST_ORDER_LIMIT, Held, has_limit, may_change, may_narrow, may_set_limit};
use super::person_list::{AskedLimit, PersonRow};
use super::role_days::RoleDays;
use super::roles::{may_end, may_give, roles_of};
use crate::access::Role;
use crate::failure::{FieldProblem, Problem};
use crate::id::{PersonId, RoleHoldingId};
use crate::money::Pence;
use crate::organisation::OrganisationKind;

/// A role that somebody holds in the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Post {
    /// Its id; nothing for one that is not held yet.
    pub id: Option<RoleHoldingId>,
    /// Who holds it.
    pub person: PersonId,
    /// Their address, unless it was erased.
    pub email: Option<String>,
    /// The role.
    pub role: Role,
    /// The most they may order or approve alone; nothing for no limit.
    pub limit: Option<Pence>,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day, where it has one.
    pub ends_on: Option<NaiveDate>,
}

impl Post {
    /// The role with its limit.
    const fn held(&self) -> Held {
        Held { role: self.role, limit: self.limit }
    }
}

/// What a row would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum PersonWill {
    /// All is as the row says already, or an invitation waits.
    Keep,
    /// An invitation would go to the address.
    Invite {
        /// The most they may order or approve alone.
        limit: Option<Pence>,
        /// For how long.
        days: RoleDays,
    },
    /// Somebody who acts for the organisation already would get the role.
    Give {
        /// Who.
        person: PersonId,
        /// The most they may order or approve alone.
        limit: Option<Pence>,
        /// For how long.
        days: RoleDays,
    },
    /// A role would go on differently.
    Change {
        /// As it is now.
        post: Post,
        /// Another limit.
        limit: Option<NewLimit>,
        /// The last day, where it gets one.
        until: Option<NaiveDate>,
    },
}

/// A limit that is set anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NewLimit {
    /// The amount; nothing for no limit.
    pub to: Option<Pence>,
}

/// An organisation with its people, as the rows before have left them, and who brings in the list.
#[derive(Debug, Clone)]
pub struct Staffing<'a> {
    /// What kind of organisation it is.
    pub kind: OrganisationKind,
    /// The roles that whoever brings in the list holds there.
    pub own: &'a [Held],
    /// Their address.
    pub own_email: Option<&'a str>,
    /// Roles held today or to come.
    pub posts: Vec<Post>,
    /// Addresses with the roles to which an invitation waits.
    pub invited: Vec<(String, Role)>,
    /// Whether the scheme of delegation asks for the governors.
    pub needs_governors: bool,
    /// The day.
    pub today: NaiveDate,
}

impl Staffing<'_> {
    /// What a row would do, and does it, as far as the rows that follow are concerned.
    ///
    /// # Errors
    /// By column: `NotAChoice`, `NotYoursToGive` and `ApprovesMore` for a role, `InThePast` and
    /// `BeginsAlready` for a start, `EndsAlready`, `InThePast`, `BeforeStart` and `LastInRole` for an
    /// end, `OwnAddress`, and what a limit can be refused for.
    pub fn plan(&mut self, row: &PersonRow) -> Result<PersonWill, Vec<FieldProblem>> {
        let own = |post: &&Post| post.email.as_deref() == Some(row.email.as_str());
        let held = self.posts.iter().filter(own).find(|post| post.role == row.role).cloned();
        let there = self.posts.iter().find(own).map(|post| post.person);
        match (held, there) {
            (Some(post), _) => self.go_on(post, row),
            (None, _) if self.is_invited(row) => Ok(PersonWill::Keep),
            (None, there) => self.begin(there, row),
        }
    }

    fn is_invited(&self, row: &PersonRow) -> bool {
        let same =
            |(email, role): &(String, Role)| email == row.email.as_str() && *role == row.role;
        self.invited.iter().any(same)
    }

    fn gives(&self, role: Role) -> Result<(), Vec<FieldProblem>> {
        let own: Vec<Role> = self.own.iter().map(|held| held.role).collect();
        if !roles_of(self.kind).contains(&role) {
            Err(wrong("role", Problem::NotAChoice))
        } else if !may_give(self.kind, &own, role) {
            Err(wrong("role", Problem::NotYoursToGive))
        } else {
            Ok(())
        }
    }

    fn begin(
        &mut self,
        there: Option<PersonId>,
        row: &PersonRow,
    ) -> Result<PersonWill, Vec<FieldProblem>> {
        self.gives(row.role)?;
        if self.own_email == Some(row.email.as_str()) {
            return Err(wrong("email", Problem::OwnAddress));
        }
        let limit = match asked_limit(row) {
            AskedLimit::Said(None) if row.role == Role::Buyer => {
                return Err(wrong("limit", Problem::Missing));
            }
            AskedLimit::Said(limit) => limit,
            AskedLimit::Unsaid => (row.role == Role::Buyer).then_some(FIRST_ORDER_LIMIT),
        };
        if has_limit(row.role) {
            may_set_limit(self.own, limit, None).map_err(|problem| wrong("limit", problem))?;
        }
        row.days.check(self.today)?;
        let (role, days) = (row.role, row.days);
        let email = row.email.as_str().to_owned();
        match there {
            Some(person) => {
                let email = Some(email);
                let (starts_on, ends_on) = (days.begins(self.today), days.last);
                self.posts.push(Post { id: None, person, email, role, limit, starts_on, ends_on });
                Ok(PersonWill::Give { person, limit, days })
            }
            None => {
                self.invited.push((email, role));
                Ok(PersonWill::Invite { limit, days })
            }
        }
    }

    fn go_on(&mut self, post: Post, row: &PersonRow) -> Result<PersonWill, Vec<FieldProblem>> {
        let limit = match asked_limit(row) {
            AskedLimit::Said(to) if to != post.limit => Some(NewLimit { to }),
            AskedLimit::Said(_) | AskedLimit::Unsaid => None,
        };
        if row.days.first.is_some_and(|first| !self.began(&post, first)) {
            return Err(wrong("starts", Problem::BeginsAlready { on: post.starts_on }));
        }
        let until = row.days.last.filter(|until| post.ends_on != Some(*until));
        if limit.is_none() && until.is_none() {
            return Ok(PersonWill::Keep);
        }
        self.gives(post.role)?;
        self.may_change(&post)?;
        if let Some(NewLimit { to }) = limit {
            self.may_have(&post, to).map_err(|problem| wrong("limit", problem))?;
        }
        if let Some(until) = until {
            self.may_end_on(&post, until).map_err(|problem| wrong("until", problem))?;
        }
        for held in self.posts.iter_mut().filter(|held| **held == post) {
            held.limit = limit.map_or(held.limit, |limit| limit.to);
            held.ends_on = until.or(held.ends_on);
        }
        Ok(PersonWill::Change { post, limit, until })
    }

    /// Whether a role begins on a day, as far as that still matters: of one that is held today,
    /// every day that has been is as good.
    fn began(&self, post: &Post, first: NaiveDate) -> bool {
        post.starts_on == first || post.starts_on.max(first) <= self.today
    }

    fn may_change(&self, post: &Post) -> Result<(), Vec<FieldProblem>> {
        if post.email.as_deref() == self.own_email {
            return Ok(());
        }
        let theirs = self.posts.iter().filter(|other| other.person == post.person);
        let theirs: Vec<Held> = theirs.map(Post::held).collect();
        may_change(self.own, &theirs).map_err(|_| wrong("role", Problem::ApprovesMore))
    }

    /// The roles that are held and go on without an end beside one.
    fn beside(&self, post: &Post) -> Vec<Held> {
        let stays = |other: &&Post| {
            *other != post && other.ends_on.is_none() && other.starts_on <= self.today
        };
        self.posts.iter().filter(stays).map(Post::held).collect()
    }

    fn may_have(&self, post: &Post, limit: Option<Pence>) -> Result<(), Problem> {
        if limit.is_none() && post.role == Role::Buyer {
            return Err(Problem::Missing);
        }
        let is_own = post.email.as_deref() == self.own_email;
        may_set_limit(self.own, limit, is_own.then_some(post.limit))?;
        may_narrow(&self.beside(post), post.held(), limit)
    }

    fn may_end_on(&self, post: &Post, until: NaiveDate) -> Result<(), Problem> {
        if let Some(on) = post.ends_on {
            return Err(Problem::EndsAlready { on });
        }
        if until < self.today {
            return Err(Problem::InThePast);
        }
        if until < post.starts_on {
            return Err(Problem::BeforeStart);
        }
        let others = self.beside(post);
        let governs = |held: &Held| held.role == Role::Governor;
        let last_governor = governs(&post.held()) && !others.iter().any(governs);
        let is_last = may_end(self.kind, &others, post.held()).is_err();
        if is_last || (last_governor && self.needs_governors) {
            return Err(Problem::LastInRole);
        }
        Ok(())
    }
}

/// What a row says of a limit; of a role that spends nothing it says nothing.
const fn asked_limit(row: &PersonRow) -> AskedLimit {
    if has_limit(row.role) { row.limit } else { AskedLimit::Unsaid }
}

fn wrong(field: &'static str, problem: Problem) -> Vec<FieldProblem> {
    vec![FieldProblem { field, problem }]
}

#[cfg(test)]
mod tests;
