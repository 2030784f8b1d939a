//! Making schools members: a handful of statements, however many schools there are.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::Failure;
use domain::id::{MembershipId, OrganisationId, TierId};
use domain::school::{RegisterEntry, Standing};
use domain::text::Urn;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::invite::InviteOutcome;
use crate::Market;
use crate::db::{Writer, places};
use crate::{organisation, school};

/// Schools of one statement: both engines take many times as many places.
const BATCH: usize = 500;

/// A school that was asked for, as the register has it.
pub(super) struct Admitted {
    /// The register's entry; nothing where it has no such number.
    pub entry: Option<RegisterEntry>,
    /// Its organisation; nothing where it was not brought in.
    pub school: Option<OrganisationId>,
    /// What came of it.
    pub outcome: InviteOutcome,
}

/// Makes schools of the register members of a partnership from a day on, unless a membership
/// covers the day already or begins later. Those of other numbers, and closed ones, are told.
pub(super) async fn admit(
    market: &Market,
    w: &Writer,
    partnership: OrganisationId,
    tier: TierId,
    starts_on: NaiveDate,
    urns: &[&Urn],
) -> Result<HashMap<Urn, Admitted>, Failure> {
    organisation::one_at_a_time(w, partnership).await?;
    let mut admitted = HashMap::with_capacity(urns.len());
    for urns in urns.chunks(BATCH) {
        let entries = school::entries(w, urns).await?;
        let open: Vec<&RegisterEntry> = entries
            .iter()
            .filter(|entry| entry.standing(market.today()) != Standing::Closed)
            .collect();
        let schools = organisation::bring_in_schools(market, w, &open).await?;
        let members: Vec<OrganisationId> = schools.values().copied().collect();
        let already = members_of(w, partnership, starts_on, &members).await?;
        let new = members.into_iter().filter(|school| !already.contains(school));
        let joining: Vec<Joining> =
            new.map(|school| Joining { school, tier, starts_on, ends_on: None }).collect();
        join(market, w, partnership, &joining).await?;
        for urn in urns {
            let none = Admitted { entry: None, school: None, outcome: InviteOutcome::UnknownUrn };
            admitted.insert((*urn).clone(), none);
        }
        for entry in entries {
            let school = schools.get(&entry.urn).copied();
            let outcome = match school {
                None => InviteOutcome::Closed,
                Some(school) if already.contains(&school) => InviteOutcome::AlreadyMember,
                Some(_) => InviteOutcome::Invited,
            };
            admitted.insert(entry.urn.clone(), Admitted { entry: Some(entry), school, outcome });
        }
    }
    Ok(admitted)
}

/// Those of the schools whose membership covers a day or begins later.
async fn members_of(
    w: &Writer,
    partnership: OrganisationId,
    on: NaiveDate,
    schools: &[OrganisationId],
) -> Result<Vec<OrganisationId>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        organisation_id: Uuid,
    }
    if schools.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT DISTINCT organisation_id FROM membership WHERE organisation_id IN {} \
         AND partnership_id = ${} AND (ends_on IS NULL OR ends_on >= ${})",
        places(1, schools.len()),
        schools.len() + 1,
        schools.len() + 2
    );
    let mut values: Vec<Value> = schools.iter().map(|school| school.uuid().into()).collect();
    values.extend([partnership.uuid().into(), on.into()]);
    let rows: Vec<Row> = w.sql_all(&sql, values).await?;
    Ok(rows.into_iter().map(|row| OrganisationId::from_uuid(row.organisation_id)).collect())
}

/// A membership that begins.
pub(super) struct Joining {
    /// Whose.
    pub school: OrganisationId,
    /// On which level.
    pub tier: TierId,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day, where it has one.
    pub ends_on: Option<NaiveDate>,
}

/// Two at once: the index of live memberships lets one of them in.
pub(super) async fn join(
    market: &Market,
    w: &Writer,
    partnership: OrganisationId,
    joining: &[Joining],
) -> Result<(), Failure> {
    for joining in joining.chunks(BATCH) {
        let sql = format!(
            "INSERT INTO membership \
             (id, partnership_id, organisation_id, tier_id, starts_on, ends_on) \
             VALUES {} ON CONFLICT DO NOTHING",
            places(joining.len(), 6)
        );
        let row = |one: &Joining| -> [Value; 6] {
            [
                MembershipId::from_uuid(market.ids.uuid()).uuid().into(),
                partnership.uuid().into(),
                one.school.uuid().into(),
                one.tier.uuid().into(),
                one.starts_on.into(),
                one.ends_on.into(),
            ]
        };
        w.execute(&sql, joining.iter().flat_map(row).collect::<Vec<_>>()).await?;
    }
    Ok(())
}
