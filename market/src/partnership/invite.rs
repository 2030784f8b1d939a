//! Making schools members, one by one or by pasting their numbers.

use chrono::{Duration, NaiveDate};
use domain::Failure;
use domain::access::{Action, Role};
use domain::id::{MembershipId, OrganisationId, TierId};
use domain::school::{Pasted, Standing};
use domain::text::{Email, Urn};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::tier;
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::limit::{self, Bucket};
use crate::person::{Invite, invite};
use crate::school::{Deciders, bring_in, deciders, entry};

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
    /// Whether an invitation went to an address.
    pub mailed: bool,
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

/// One school asked for.
pub(super) struct Asked<'a> {
    pub urn: &'a Urn,
    pub email: Option<&'a Email>,
    pub role: Role,
}

/// Makes schools members at once, and invites whoever has an address that stands beside a number.
/// A school where somebody decides on its people already gets no invitation from outside.
///
/// Pasting the same again changes nothing and sends nothing.
pub async fn invite_schools(
    market: &Market,
    actor: &Actor,
    command: InviteSchools,
) -> Result<Vec<InviteResult>, Failure> {
    let permit = actor.permit_own(Action::ManageMembers)?;
    let (command, permit) = (&command, &permit);
    market
        .db
        .write(|w| async move {
            let partnership = permit.organisation();
            let tier = tier::of_scope(&w, permit.scope(), command.tier, market.today()).await?;
            let mut results = Vec::with_capacity(command.pasted.len());
            for pasted in &command.pasted {
                let Some(urn) = &pasted.urn else {
                    results.push(no_number(pasted));
                    continue;
                };
                let asked = Asked { urn, email: pasted.email.as_ref(), role: command.role };
                let result =
                    invite_one(market, &w, actor, partnership, tier.id, command.starts_on, asked)
                        .await?;
                results.push(InviteResult { line: pasted.line.clone(), ..result });
            }
            let urns: Vec<&Urn> = results
                .iter()
                .filter(|result| result.outcome == InviteOutcome::Invited)
                .filter_map(|result| result.urn.as_ref())
                .collect();
            if !urns.is_empty() {
                let record = Record::new(Some(partnership), permit, "invite_schools", tier.id)
                    .after(&(urns, command.starts_on))?;
                audit::record(market, &w, record).await?;
            }
            Ok(results)
        })
        .await
}

fn no_number(pasted: &Pasted) -> InviteResult {
    InviteResult {
        line: pasted.line.clone(),
        urn: None,
        name: None,
        outcome: InviteOutcome::NoUrn,
        mailed: false,
    }
}

/// Whether anybody holds a role at an organisation today.
async fn has_people(
    w: &Writer,
    organisation: OrganisationId,
    today: chrono::NaiveDate,
) -> Result<bool, Failure> {
    #[derive(sea_orm::FromQueryResult)]
    struct Held {
        id: uuid::Uuid,
    }
    let sql = "SELECT id FROM role_holding WHERE organisation_id = $1 AND starts_on <= $2 \
               AND (ends_on IS NULL OR ends_on >= $2) LIMIT 1";
    let held: Option<Held> = w.sql_one(sql, [organisation.uuid().into(), today.into()]).await?;
    Ok(held.is_some_and(|held| !held.id.is_nil()))
}

/// Makes one school a member.
pub(super) async fn invite_one(
    market: &Market,
    w: &Writer,
    actor: &Actor,
    partnership: OrganisationId,
    tier: TierId,
    starts_on: NaiveDate,
    asked: Asked<'_>,
) -> Result<InviteResult, Failure> {
    let result = |name, outcome, mailed| InviteResult {
        line: asked.urn.as_str().to_owned(),
        urn: Some(asked.urn.clone()),
        name,
        outcome,
        mailed,
    };
    let Some(entry) = entry(w, asked.urn).await? else {
        return Ok(result(None, InviteOutcome::UnknownUrn, false));
    };
    if entry.standing(market.today()) == Standing::Closed {
        return Ok(result(Some(entry.name), InviteOutcome::Closed, false));
    }
    let school = bring_in(market, w, &entry).await?;
    let outcome = if join(market, w, partnership, school, tier, starts_on).await? {
        InviteOutcome::Invited
    } else {
        InviteOutcome::AlreadyMember
    };
    let today = market.today();
    let unattended =
        matches!(deciders(w, &entry, Some(school), today).await?, Deciders::Partnerships(_));
    // Where anybody is there already, whatever they may do, nobody is let in from outside.
    let email = asked.email.filter(|_| unattended);
    let email = if has_people(w, school, today).await? { None } else { email };
    let mut mailed = false;
    if let Some(email) = email
        && !is_invited(market, w, school, email).await?
    {
        mailed = true;
        let day = Duration::days(1);
        let id = partnership.to_string();
        limit::count(market, w, &Bucket::new(&["invite", &id], INVITATIONS, day)).await?;
        let offer = Invite {
            organisation: school,
            organisation_name: &entry.name,
            role: asked.role,
            email,
            name: "colleague",
            invited_by: actor.person(),
            inviter_name: actor.name(),
        };
        invite(market, w, offer).await?;
    }
    Ok(result(Some(entry.name), outcome, mailed))
}

/// Whether an invitation to act for the school waits in somebody's letter box.
async fn is_invited(
    market: &Market,
    w: &Writer,
    school: OrganisationId,
    email: &Email,
) -> Result<bool, Failure> {
    let sql = "SELECT id FROM invitation WHERE organisation_id = $1 AND email = $2 \
               AND used_at IS NULL AND expires_at > $3 LIMIT 1";
    let values = [school.uuid().into(), email.as_str().into(), market.now().into()];
    Ok(w.sql_one::<Found>(sql, values).await?.is_some())
}

#[derive(FromQueryResult)]
struct Found {
    #[allow(dead_code, reason = "that there is one is all that is asked")]
    id: Uuid,
}

/// Makes a school a member unless a membership covers the day already or begins later.
async fn join(
    market: &Market,
    w: &Writer,
    partnership: OrganisationId,
    school: OrganisationId,
    tier: TierId,
    starts_on: NaiveDate,
) -> Result<bool, Failure> {
    let sql = "SELECT id FROM membership WHERE partnership_id = $1 AND organisation_id = $2 \
               AND (ends_on IS NULL OR ends_on >= $3) LIMIT 1";
    let values = [partnership.uuid().into(), school.uuid().into(), starts_on.into()];
    if w.sql_one::<Found>(sql, values).await?.is_some() {
        return Ok(false);
    }
    // Two at once: the index of live memberships lets one of them in.
    let sql = "INSERT INTO membership (id, partnership_id, organisation_id, tier_id, starts_on) \
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    let values: [sea_orm::Value; 5] = [
        MembershipId::from_uuid(market.ids.uuid()).uuid().into(),
        partnership.uuid().into(),
        school.uuid().into(),
        tier.uuid().into(),
        starts_on.into(),
    ];
    Ok(w.execute(sql, values).await? == 1)
}
