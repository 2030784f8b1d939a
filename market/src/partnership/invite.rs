//! Making schools members, one by one or by pasting their numbers.

use std::collections::{HashMap, HashSet};

use chrono::{Duration, NaiveDate};
use domain::Failure;
use domain::access::{Action, Role};
use domain::audit::Deed;
use domain::id::{OrganisationId, TierId};
use domain::people::{RoleDays, check_address};
use domain::school::{Pasted, RegisterEntry};
use domain::text::{Email, Urn, plain_words};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::admit::{Admitted, admit};
use super::tier;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Writer, places};
use crate::limit::{self, Bucket};
use crate::person::{Invite, invite};
use crate::school::askable;

/// Invitations that a partnership may send in a day: every school of a large county once.
const INVITATIONS: i64 = 1_500;

/// Schools to be made members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviteSchools {
    /// The numbers, as read from what was pasted.
    pub pasted: Vec<Pasted>,
    /// On which level.
    pub tier: TierId,
    /// From which day.
    pub starts_on: NaiveDate,
    /// As what whoever has an address that was pasted is invited.
    pub role: Role,
    /// How the partnership knows addresses that are not the schools' own, up to 300 characters.
    pub reason: Option<String>,
}

/// What came of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviteResult {
    /// The line, as pasted.
    pub line: String,
    /// The school's number, if there is one in it.
    pub urn: Option<Urn>,
    /// The school's name, if the register has it.
    pub name: Option<String>,
    /// What came of it.
    pub outcome: InviteOutcome,
    /// What became of the address in it.
    pub letter: Letter,
}

/// What became of an address that stands beside a school's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letter {
    /// There is none.
    NoAddress,
    /// There is none that can be read, but there is something that is not the school's name.
    NotAnAddress,
    /// An invitation went to it.
    Sent,
    /// One that was sent before waits.
    SentBefore,
    /// Somebody acts for the school already, and says who else does.
    PeopleThere,
    /// It is not the school's own, and nothing says how it is known.
    NeedsReason,
}

/// What came of a school's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InviteOutcome {
    /// It is a member now.
    Invited,
    /// It was a member already.
    AlreadyMember,
    /// The register has closed it.
    Closed,
    /// The register has no such number.
    UnknownUrn,
    /// The line has no number.
    NoUrn,
}

/// Makes schools members at once, and invites whoever has an address that stands beside a number.
/// A school for which anybody acts already gets no invitation from outside, and an address that is
/// not the school's own needs a reason, which is kept.
///
/// Pasting the same again changes nothing and sends nothing.
///
/// # Errors
/// `Invalid` on `role` for one that only the school itself can give.
pub async fn invite_schools(
    market: &Market,
    actor: &Actor,
    command: InviteSchools,
) -> Result<Vec<InviteResult>, Failure> {
    let permit = actor.permit_own(Action::ManageMembers)?;
    askable(command.role).map_err(|problem| Failure::field("role", problem))?;
    let (command, permit) = (&command, &permit);
    market
        .db
        .write(|w| async move {
            let partnership = permit.organisation();
            let tier = tier::of_scope(&w, permit.scope(), command.tier, market.today()).await?;
            let urns: Vec<&Urn> =
                command.pasted.iter().filter_map(|pasted| pasted.urn.as_ref()).collect();
            let admitted =
                admit(market, &w, partnership, tier.id, command.starts_on, &urns).await?;
            let letters = write_to(market, &w, actor, permit, command, &admitted).await?;
            let results: Vec<InviteResult> =
                command.pasted.iter().map(|pasted| result(pasted, &admitted, &letters)).collect();
            let invited = |result: &&InviteResult| result.outcome == InviteOutcome::Invited;
            let made: Vec<&Urn> =
                results.iter().filter(invited).filter_map(|result| result.urn.as_ref()).collect();
            if !made.is_empty() || !letters.is_empty() {
                let record = Record::new(Some(partnership), permit, Deed::InviteSchools, tier.id)
                    .after(
                    &json!({"schools": made, "from": command.starts_on, "reason": &command.reason}),
                )?;
                audit::record(market, &w, record).await?;
            }
            Ok(results)
        })
        .await
}

fn result(
    pasted: &Pasted,
    admitted: &HashMap<Urn, Admitted>,
    letters: &HashMap<Urn, Letter>,
) -> InviteResult {
    let found = pasted.urn.as_ref().and_then(|urn| admitted.get(urn));
    let letter = pasted.urn.as_ref().and_then(|urn| letters.get(urn)).copied();
    let is_slip = pasted.email.is_none()
        && found
            .and_then(|found| found.entry.as_ref())
            .is_some_and(|entry| has_more(pasted, entry));
    let none = if is_slip { Letter::NotAnAddress } else { Letter::NoAddress };
    InviteResult {
        line: pasted.line.clone(),
        urn: pasted.urn.clone(),
        name: found.and_then(|found| found.entry.as_ref()).map(|entry| entry.name.clone()),
        outcome: found.map_or(InviteOutcome::NoUrn, |found| found.outcome),
        letter: letter.unwrap_or(none),
    }
}

/// Whether a line says more of a school than its name and where it is.
fn has_more(pasted: &Pasted, entry: &RegisterEntry) -> bool {
    let known = format!("{} {} urn", entry.name, entry.address.lines().join(" "));
    let known = plain_words(&known);
    let known: HashSet<&str> = known.split(' ').collect();
    let is_more = |word: &String| {
        let plain = plain_words(word);
        word.contains('@') || plain.split(' ').any(|word| !word.is_empty() && !known.contains(word))
    };
    pasted.others.iter().any(is_more)
}

/// An address that was pasted beside the number of a school that is a member now.
struct Addressed<'a> {
    entry: &'a RegisterEntry,
    school: OrganisationId,
    email: &'a Email,
}

/// Invites whoever may be, and says what became of each address.
async fn write_to(
    market: &Market,
    w: &Writer,
    actor: &Actor,
    permit: &Permit,
    command: &InviteSchools,
    admitted: &HashMap<Urn, Admitted>,
) -> Result<HashMap<Urn, Letter>, Failure> {
    let addressed: Vec<Addressed<'_>> = command
        .pasted
        .iter()
        .filter_map(|pasted| {
            let found = admitted.get(pasted.urn.as_ref()?)?;
            let (entry, email) = (found.entry.as_ref()?, pasted.email.as_ref()?);
            Some(Addressed { entry, school: found.school?, email })
        })
        .collect();
    let attended = attended(market, w, &addressed).await?;
    let waiting = invited(market, w, &addressed).await?;
    let mut letters = HashMap::with_capacity(addressed.len());
    for one in &addressed {
        let letter = if attended.contains(&one.school) {
            Letter::PeopleThere
        } else if waiting.contains(&(one.school, one.email.as_str().to_owned())) {
            Letter::SentBefore
        } else if check_address(one.email, one.entry).needs_reason() && command.reason.is_none() {
            Letter::NeedsReason
        } else {
            send(market, w, actor, permit, command.role, one).await?;
            Letter::Sent
        };
        letters.insert(one.entry.urn.clone(), letter);
    }
    Ok(letters)
}

/// The letters to schools that a partnership sends in a day.
pub(crate) fn letters_to_schools(partnership: OrganisationId) -> Bucket {
    Bucket::new(&["invite", &partnership.to_string()], INVITATIONS, Duration::days(1))
}

async fn send(
    market: &Market,
    w: &Writer,
    actor: &Actor,
    permit: &Permit,
    role: Role,
    to: &Addressed<'_>,
) -> Result<(), Failure> {
    limit::count(market, w, &letters_to_schools(permit.organisation())).await?;
    let offer = Invite {
        organisation: to.school,
        organisation_name: &to.entry.name,
        role,
        order_limit_pence: None,
        days: RoleDays::default(),
        email: to.email,
        name: "colleague",
        invited_by: permit.person(),
        inviter_name: actor.name(),
    };
    invite(market, w, offer).await.map(|_| ())
}

#[derive(FromQueryResult)]
struct School {
    organisation_id: Uuid,
}

/// Those of the schools for which anybody acts today, whatever they may do.
async fn attended(
    market: &Market,
    w: &Writer,
    addressed: &[Addressed<'_>],
) -> Result<HashSet<OrganisationId>, Failure> {
    if addressed.is_empty() {
        return Ok(HashSet::new());
    }
    let today = addressed.len() + 1;
    let sql = format!(
        "SELECT DISTINCT organisation_id FROM role_holding WHERE organisation_id IN {} \
         AND starts_on <= ${today} AND (ends_on IS NULL OR ends_on >= ${today})",
        places(1, addressed.len())
    );
    let mut values: Vec<Value> = addressed.iter().map(|one| one.school.uuid().into()).collect();
    values.push(market.today().into());
    let rows: Vec<School> = w.sql_all(&sql, values).await?;
    Ok(rows.into_iter().map(|row| OrganisationId::from_uuid(row.organisation_id)).collect())
}

#[derive(FromQueryResult)]
struct Sent {
    organisation_id: Uuid,
    email: String,
}

/// The invitations to act for the schools that wait in somebody's letter box.
async fn invited(
    market: &Market,
    w: &Writer,
    addressed: &[Addressed<'_>],
) -> Result<HashSet<(OrganisationId, String)>, Failure> {
    if addressed.is_empty() {
        return Ok(HashSet::new());
    }
    let sql = format!(
        "SELECT organisation_id, email FROM invitation WHERE organisation_id IN {} \
         AND used_at IS NULL AND revoked_at IS NULL AND expires_at > ${}",
        places(1, addressed.len()),
        addressed.len() + 1
    );
    let mut values: Vec<Value> = addressed.iter().map(|one| one.school.uuid().into()).collect();
    values.push(market.now().into());
    let rows: Vec<Sent> = w.sql_all(&sql, values).await?;
    let found = |row: Sent| (OrganisationId::from_uuid(row.organisation_id), row.email);
    Ok(rows.into_iter().map(found).collect())
}
