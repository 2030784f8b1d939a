//! Who is acting, for whom, and what they are permitted to touch.
//!
//! An [`Actor`] is made by the session layer only, a [`Permit`] by an actor only, and queries of
//! tenant data take the permit's [`Scope`]: a use case that forgot to ask has nothing to query with.

use domain::access::{Action, Capacity, Role, Scope, allowed, allowed_in};
use domain::id::{OrganisationId, PersonId, SessionId};
use domain::{Failure, Pence};

use crate::organisation::OrganisationKind;

/// A signed-in person, the organisation they act for, and their roles there.
#[derive(Debug, Clone)]
pub struct Actor {
    pub(crate) person: PersonId,
    pub(crate) session: SessionId,
    pub(crate) name: String,
    pub(crate) email: Option<String>,
    pub(crate) acting_for: Option<ActingFor>,
    pub(crate) may_act_for: Vec<ActingFor>,
    /// Whether a code was given beside the password.
    pub(crate) gave_code: bool,
}

/// An organisation somebody may act for, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActingFor {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// What kind of organisation it is.
    pub kind: OrganisationKind,
    /// The roles held there today, with those of people they stand in for.
    pub roles: Vec<HeldRole>,
    /// Whom they stand in for there today.
    pub deputises: Vec<Deputising>,
    /// The trust or federation through which they act for it, where they do; the roles are those
    /// held there.
    pub through: Option<Through>,
}

/// That somebody stands in for an approver who is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deputising {
    /// Whose deputy they are.
    pub of: String,
    /// The last day.
    pub until: chrono::NaiveDate,
}

/// The trust or federation through which somebody acts for a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Through {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
}

impl ActingFor {
    /// Whether it is this organisation, through that one.
    pub(crate) fn is(&self, organisation: OrganisationId, through: Option<OrganisationId>) -> bool {
        let own = self.through.as_ref().map(|through| through.organisation);
        self.organisation == organisation && own == through
    }
}

/// A role as somebody holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldRole {
    /// The role.
    pub role: Role,
    /// The most its holder may order or approve alone, in pence including VAT; none is no limit.
    pub order_limit_pence: Option<i64>,
    /// Whose role it is, where its holder stands in for somebody.
    pub deputy_of: Option<PersonId>,
}

impl HeldRole {
    /// Whether it allows something. A deputy approves, and does nothing else by another's role.
    pub fn allows(self, action: Action) -> bool {
        allowed(self.role, action) && (self.deputy_of.is_none() || action.passes_to_deputy())
    }

    /// The most its holder may order or approve alone, including VAT; none is no limit.
    pub fn limit(self) -> Option<Pence> {
        self.order_limit_pence.map(Pence::new)
    }

    /// How much it allows, for comparing two: no limit is more than any.
    fn reach(self) -> (bool, Option<i64>) {
        (self.order_limit_pence.is_none(), self.order_limit_pence)
    }
}

/// Whoever looks at a page that needs no sign-in.
#[derive(Debug, Clone)]
pub enum Viewer {
    /// Nobody that we know.
    Visitor,
    /// A person signed in.
    Actor(Box<Actor>),
}

impl Viewer {
    /// The person signed in, or the failure that leads to the sign-in page.
    pub fn actor(&self) -> Result<&Actor, Failure> {
        match self {
            Self::Visitor => Err(Failure::SignInNeeded),
            Self::Actor(actor) => Ok(actor),
        }
    }

    /// The person signed in, if there is one.
    pub fn signed_in(&self) -> Option<&Actor> {
        self.actor().ok()
    }
}

impl Actor {
    /// The person.
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// The session they act in.
    pub const fn session(&self) -> SessionId {
        self.session
    }

    /// Their name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Their address, unless it was erased.
    pub fn email(&self) -> Option<&str> {
        self.email.as_deref()
    }

    /// Whom they act for now.
    pub const fn acting_for(&self) -> Option<&ActingFor> {
        self.acting_for.as_ref()
    }

    /// Everybody they may act for.
    pub fn may_act_for(&self) -> &[ActingFor] {
        &self.may_act_for
    }

    /// Whether one of their roles, for whom they act now, allows it. For showing a button; doing
    /// takes a [`Permit`], and may take a code first.
    pub fn can(&self, action: Action) -> bool {
        self.held_for(action).is_some()
    }

    /// Whether their role allows it, but not before they set up a code beside their password.
    pub fn must_set_up_code(&self, action: Action) -> bool {
        self.can(action) && action.needs_second_factor() && !self.gave_code
    }

    /// The role of their own, and nobody's for whom they stand in, that allows the most.
    pub(crate) fn own_role(&self, action: Action) -> Option<HeldRole> {
        let roles = self.acting_for().map(|acting| acting.roles.as_slice()).unwrap_or_default();
        let own = roles.iter().filter(|held| held.deputy_of.is_none() && held.allows(action));
        own.max_by_key(|held| held.reach()).copied()
    }

    fn held_for(&self, action: Action) -> Option<(&ActingFor, HeldRole)> {
        let acting = self.acting_for.as_ref()?;
        // Through a trust they act for what the school buys, and not for who belongs to it.
        if acting.through.is_some() && action.capacity() != Capacity::School {
            return None;
        }
        let allows =
            |held: &&HeldRole| held.allows(action) && allowed_in(acting.kind, held.role, action);
        let held = acting.roles.iter().filter(allows);
        let role = held.max_by_key(|held| held.reach())?;
        Some((acting, *role))
    }

    /// The permit to do something as the organisation acted for.
    ///
    /// # Errors
    /// `NotFound` if they act for somebody else: nobody learns what others have. `NotAllowed` if
    /// no role of theirs allows it.
    pub fn permit(&self, action: Action, organisation: OrganisationId) -> Result<Permit, Failure> {
        match &self.acting_for {
            Some(acting) if acting.organisation == organisation => self.permit_own(action),
            _ => Err(Failure::NotFound),
        }
    }

    /// The permit to do something as whoever they act for, by the role that allows the most.
    ///
    /// # Errors
    /// `NotAllowed` if no role of theirs allows it; `SecondFactorNeeded` if one does, and it takes
    /// a code that they have not given.
    pub fn permit_own(&self, action: Action) -> Result<Permit, Failure> {
        let (acting, role) = self.held_for(action).ok_or(Failure::NotAllowed)?;
        if self.must_set_up_code(action) {
            return Err(Failure::SecondFactorNeeded);
        }
        Ok(Permit {
            person: self.person,
            action,
            role,
            scope: Scope::new(acting.organisation, action.capacity()),
            through: acting.through.as_ref().map(|through| through.organisation),
        })
    }
}

impl Actor {
    /// The same by a role of their own, for what cannot be done again: whoever stands in for somebody
    /// approves and signs at others' request, and decides nothing else.
    ///
    /// # Errors
    /// As [`Actor::permit_own`].
    pub(crate) fn permit_in_person(&self, action: Action) -> Result<Permit, Failure> {
        self.own_role(action).ok_or(Failure::NotAllowed)?;
        self.permit_own(action)
    }

    /// The permit to do something to the installation, whomever they act for: it touches nobody's
    /// business, so that they need not first change whom they act for.
    ///
    /// # Errors
    /// `NotAllowed` if no role they hold anywhere allows it, or the action is another kind.
    pub fn permit_installation(&self, action: Action) -> Result<Permit, Failure> {
        if action.capacity() != Capacity::Installation {
            return Err(Failure::NotAllowed);
        }
        let held = self.may_act_for.iter().find_map(|acting| {
            let role = acting.roles.iter().find(|held| held.allows(action))?;
            Some((acting.organisation, *role))
        });
        let (organisation, role) = held.ok_or(Failure::NotAllowed)?;
        Ok(Permit {
            person: self.person,
            action,
            role,
            scope: Scope::new(organisation, action.capacity()),
            through: None,
        })
    }
}

/// Leave to do one kind of thing as one organisation. Only an [`Actor`] gives one.
#[derive(Debug, Clone)]
pub struct Permit {
    person: PersonId,
    action: Action,
    role: HeldRole,
    scope: Scope,
    through: Option<OrganisationId>,
}

impl Permit {
    /// Who has it.
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// For what.
    pub const fn action(&self) -> Action {
        self.action
    }

    /// The role that gave it.
    pub const fn role(&self) -> HeldRole {
        self.role
    }

    /// The trust or federation through which they act, where they do.
    pub const fn through(&self) -> Option<OrganisationId> {
        self.through
    }

    /// What queries under it may see.
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The organisation acted for.
    pub const fn organisation(&self) -> OrganisationId {
        self.scope.organisation()
    }
}
