//! The audit trail: every change by a person or a job, append-only, hash-chained per partnership.
//!
//! An entry is written in the transaction of the change. A leased job seals entries into the
//! chain afterwards, so that the chain is no lock on every write. Personal values stand beside
//! the entry with salts and can be erased; the chain covers their salted digests.

mod erase;
mod list;
mod named;
mod seal;
mod table;
mod verify;

use std::collections::{BTreeMap, BTreeSet};

use domain::Failure;
use domain::audit::Deed;
use domain::id::{AuditId, OrganisationId, PersonId};
pub(crate) use erase::{
    FROM_WHERE, FROM_WHERE_DAYS, SIGNED_BY, erase_values, erase_values_about, first_id, people_with,
};
pub use list::{ActedBy, Trail, TrailAsked, TrailEntry, view_trail};
pub use named::{FOUND_MAX, Thing};
use sea_orm::ActiveValue::Set;
pub use seal::seal;
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::Market;
use crate::access::{Permit, Viewer};
use crate::db::{Writer, broken};
pub use verify::{Break, Head, head, verify};

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who {
    pub(crate) person: Option<PersonId>,
    acting_for: Option<OrganisationId>,
    through: Option<OrganisationId>,
    agent: Option<Agent>,
}

/// By what something came about where nobody was signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Agent {
    /// The market itself, at its time.
    Job,
    /// Whoever runs the command line: the owner of the installation.
    Owner,
    /// Somebody who is not signed in.
    Visitor,
}

impl Agent {
    const fn code(self) -> &'static str {
        match self {
            Self::Job => "job",
            Self::Owner => "owner",
            Self::Visitor => "visitor",
        }
    }
}

impl Who {
    /// A job of the market itself.
    pub const JOB: Self = Self::by(None, Agent::Job);
    /// Somebody who is not signed in. What they say of themselves is a personal value of the entry.
    pub const VISITOR: Self = Self::by(None, Agent::Visitor);

    const fn by(person: Option<PersonId>, agent: Agent) -> Self {
        Self { person, acting_for: None, through: None, agent: Some(agent) }
    }

    /// The owner of the installation, by command line; named where the market knows by whom it is
    /// run ([`Market::run_by`]).
    pub fn owner(market: &Market) -> Self {
        Self::by(market.run_by, Agent::Owner)
    }

    /// A person on their own behalf.
    pub const fn person(person: PersonId) -> Self {
        Self { person: Some(person), acting_for: None, through: None, agent: None }
    }

    /// A person for an organisation.
    pub const fn acting(person: PersonId, organisation: OrganisationId) -> Self {
        Self { person: Some(person), acting_for: Some(organisation), through: None, agent: None }
    }

    /// Whoever looks at a page that is for everybody.
    pub fn viewer(viewer: &Viewer) -> Self {
        viewer.signed_in().map_or(Self::VISITOR, |actor| {
            let acting = actor.acting_for();
            let through = acting.and_then(|acting| acting.through.as_ref());
            Self {
                person: Some(actor.person()),
                acting_for: acting.map(|acting| acting.organisation),
                through: through.map(|through| through.organisation),
                agent: None,
            }
        })
    }
}

impl From<&Permit> for Who {
    fn from(permit: &Permit) -> Self {
        let acting = Self::acting(permit.person(), permit.organisation());
        Self { through: permit.through(), ..acting }
    }
}

/// What happened, to be written to the trail.
pub(crate) struct Record<'a> {
    /// The partnership in whose chain it stands; none is the installation's own chain.
    pub chain: Option<OrganisationId>,
    /// Who did it.
    pub who: Who,
    /// What was done.
    pub deed: Deed,
    /// To what: an id with its kind.
    pub subject: String,
    /// How it was.
    pub before: Option<String>,
    /// How it is now.
    pub after: Option<String>,
    /// Personal values, erasable.
    pub personal: Vec<(&'a str, String)>,
    /// Organisations that it touches besides the one acted for: it stands in their trail too.
    pub parties: Vec<OrganisationId>,
}

impl<'a> Record<'a> {
    /// Something done to something, in the chain of a partnership.
    pub fn new(
        chain: Option<OrganisationId>,
        who: impl Into<Who>,
        deed: Deed,
        subject: impl ToString,
    ) -> Self {
        Self {
            chain,
            who: who.into(),
            deed,
            subject: subject.to_string(),
            before: None,
            after: None,
            personal: Vec::new(),
            parties: Vec::new(),
        }
    }

    /// The school whose order, invoice or signature it is about.
    pub fn party(self, organisation: OrganisationId) -> Self {
        self.parties([organisation])
    }

    /// The schools that it is about.
    pub fn parties(mut self, organisations: impl IntoIterator<Item = OrganisationId>) -> Self {
        self.parties.extend(organisations);
        self
    }

    /// How it was, as JSON.
    pub fn before(mut self, state: &impl Serialize) -> Result<Self, Failure> {
        self.before = Some(serde_json::to_string(state).map_err(broken)?);
        Ok(self)
    }

    /// How it is now, as JSON.
    pub fn after(mut self, state: &impl Serialize) -> Result<Self, Failure> {
        self.after = Some(serde_json::to_string(state).map_err(broken)?);
        Ok(self)
    }

    /// A personal value.
    pub fn personal(mut self, field: &'a str, value: impl Into<String>) -> Self {
        self.personal.push((field, value.into()));
        self
    }
}

/// What an entry keeps of a personal value.
fn digest_of(salt: &[u8], value: &str) -> String {
    hex::encode(Sha256::new().chain_update(salt).chain_update(value.as_bytes()).finalize())
}

impl Record<'_> {
    /// Where it was done from, where somebody did it by a request.
    fn place(&self, market: &Market) -> Option<(&'static str, String)> {
        let by_somebody = self.who.agent.is_none_or(|agent| agent == Agent::Visitor);
        let place = market.asked_from.as_deref().filter(|_| by_somebody)?;
        Some((FROM_WHERE, place.to_owned()))
    }

    /// In whose trail the entry stands besides that of its chain.
    fn stands_with(&self) -> BTreeSet<OrganisationId> {
        let who = self.who.acting_for.into_iter().chain(self.who.through);
        let all = self.parties.iter().copied().chain(who);
        all.filter(|organisation| Some(*organisation) != self.chain).collect()
    }
}

/// Writes an entry, within the transaction of what it tells.
pub(crate) async fn record(market: &Market, w: &Writer, record: Record<'_>) -> Result<(), Failure> {
    let id = AuditId::from_uuid(market.ids.uuid());
    let parties = record.stands_with();
    let mut digests = BTreeMap::new();
    let mut personal = Vec::new();
    let from_where = record.place(market);
    for (field, value) in record.personal.into_iter().chain(from_where) {
        let salt = market.ids.secret();
        digests.insert(field.to_owned(), digest_of(&salt, &value));
        personal.push(table::personal::ActiveModel {
            entry_id: Set(id.uuid()),
            field: Set(field.to_owned()),
            value: Set(value),
            salt: Set(salt.to_vec()),
        });
    }
    w.insert(table::entry::ActiveModel {
        id: Set(id.uuid()),
        chain: Set(record.chain.map_or(Uuid::nil(), OrganisationId::uuid)),
        at: Set(market.now()),
        person_id: Set(record.who.person.map(PersonId::uuid)),
        acting_for: Set(record.who.acting_for.map(OrganisationId::uuid)),
        acting_through: Set(record.who.through.map(OrganisationId::uuid)),
        agent: Set(record.who.agent.map(|agent| agent.code().to_owned())),
        action: Set(record.deed.code().to_owned()),
        subject: Set(record.subject),
        before_change: Set(record.before),
        after_change: Set(record.after),
        personal_digests: Set(serde_json::to_string(&digests).map_err(broken)?),
    })
    .await?;
    w.insert_all(personal).await?;
    let parties = parties.into_iter().map(|organisation| table::party::ActiveModel {
        organisation_id: Set(organisation.uuid()),
        entry_id: Set(id.uuid()),
    });
    w.insert_all(parties.collect()).await?;
    w.insert(table::unsealed::ActiveModel { entry_id: Set(id.uuid()) }).await
}
