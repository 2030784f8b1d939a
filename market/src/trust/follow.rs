//! Ties between schools and their trusts and federations, kept in line with the national register.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::Failure;
use domain::access::{Action, Role};
use domain::audit::Deed;
use domain::id::{OrganisationId, TieId};
use domain::organisation::OrganisationKind;
use domain::school::RegisterEntry;
use domain::text::Urn;
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::left::left_open;
use crate::Market;
use crate::audit::{self, Record, Who};
use crate::db::{Reader, Writer, broken, places};
use crate::mail::About;
use crate::order::take_turn;
use crate::organisation;
use crate::people::held_roles;
use crate::person::tell_once;

#[derive(FromQueryResult)]
struct SchoolRow {
    id: Uuid,
    entry: String,
}

#[derive(FromQueryResult)]
struct ParentRow {
    id: Uuid,
    kind: String,
    group_uid: String,
}

#[derive(FromQueryResult)]
struct TieRow {
    id: Uuid,
    kind: String,
    parent_id: Uuid,
    child_id: Uuid,
}

/// In which group of a kind the register has a school, and since when.
struct Says {
    school: OrganisationId,
    kind: OrganisationKind,
    parent: Option<OrganisationId>,
    since: Option<NaiveDate>,
    /// What the register calls that group, and the school, with its number.
    named: Option<String>,
    school_named: (String, Urn),
}

/// Brings the ties of these schools into line with the register: one that moved to another trust
/// leaves the one and comes into the other. Trusts that are not on Commonpool have no ties.
///
/// `agreed_for` says for which schools the trust may act at once: those without an approver for
/// whom whoever brings the trust in answers.
pub(crate) async fn follow(
    market: &Market,
    w: &Writer,
    who: Who,
    urns: &[&Urn],
    agreed_for: &[OrganisationId],
) -> Result<(), Failure> {
    let says = says(w, urns).await?;
    let held = live(w, &says).await?;
    for one in &says {
        let tie = held
            .iter()
            .find(|tie| tie.child_id == one.school.uuid() && tie.kind == one.kind.code());
        let parent = one.parent.map(OrganisationId::uuid);
        if tie.map(|tie| tie.parent_id) == parent {
            continue;
        }
        if let Some(tie) = tie {
            end(market, w, who, tie).await?;
        }
        if let Some(parent) = one.parent {
            let agreed = agreed_for.contains(&one.school);
            begin(market, w, who, one, parent, agreed).await?;
        }
        if let Some(tie) = tie {
            tell_left(market, w, one, tie).await?;
        }
    }
    Ok(())
}

/// What the register says of those schools that are on Commonpool.
async fn says(r: &Reader, urns: &[&Urn]) -> Result<Vec<Says>, Failure> {
    if urns.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT o.id, s.entry FROM organisation o JOIN register_school s ON s.urn = o.urn \
         WHERE o.urn IN {} ORDER BY o.id",
        places(1, urns.len())
    );
    let values: Vec<Value> = urns.iter().map(|urn| urn.as_str().into()).collect();
    let rows: Vec<SchoolRow> = r.sql_all(&sql, values).await?;
    let mut schools: Vec<(OrganisationId, RegisterEntry)> = Vec::with_capacity(rows.len());
    for row in rows {
        let entry = serde_json::from_str(&row.entry).map_err(broken)?;
        schools.push((OrganisationId::from_uuid(row.id), entry));
    }
    let parents = parents(r, &schools).await?;
    let of = |kind: OrganisationKind, uid: &Option<String>| {
        uid.as_ref().and_then(|uid| parents.get(&(kind.code().to_owned(), uid.clone())).copied())
    };
    let said = schools.iter().flat_map(|(school, entry)| {
        let (trust, federation) = (OrganisationKind::Trust, OrganisationKind::Federation);
        [
            Says {
                school: *school,
                kind: trust,
                parent: of(trust, &entry.trust_uid),
                since: entry.trust_since,
                named: entry.trust_name.clone(),
                school_named: (entry.name.clone(), entry.urn.clone()),
            },
            Says {
                school: *school,
                kind: federation,
                parent: of(federation, &entry.federation_uid),
                since: entry.federation_since,
                named: entry.federation_name.clone(),
                school_named: (entry.name.clone(), entry.urn.clone()),
            },
        ]
    });
    Ok(said.collect())
}

/// The trusts and federations of the schools that are on Commonpool, by kind and number.
async fn parents(
    r: &Reader,
    schools: &[(OrganisationId, RegisterEntry)],
) -> Result<HashMap<(String, String), OrganisationId>, Failure> {
    let uids: Vec<&String> = schools
        .iter()
        .flat_map(|(_, entry)| [&entry.trust_uid, &entry.federation_uid])
        .filter_map(Option::as_ref)
        .collect();
    if uids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT id, kind, group_uid FROM organisation WHERE group_uid IN {}",
        places(1, uids.len())
    );
    let values: Vec<Value> = uids.into_iter().map(|uid| uid.as_str().into()).collect();
    let rows: Vec<ParentRow> = r.sql_all(&sql, values).await?;
    let by = |row: ParentRow| ((row.kind, row.group_uid), OrganisationId::from_uuid(row.id));
    Ok(rows.into_iter().map(by).collect())
}

/// The ties that hold without an end.
async fn live(r: &Reader, says: &[Says]) -> Result<Vec<TieRow>, Failure> {
    if says.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT id, kind, parent_id, child_id FROM tie WHERE child_id IN {} \
         AND kind IN ('trust', 'federation') AND ends_on IS NULL",
        places(1, says.len())
    );
    let values: Vec<Value> = says.iter().map(|one| one.school.uuid().into()).collect();
    r.sql_all(&sql, values).await
}

/// Ends a tie: yesterday was its last whole day, so that nobody acts under it from this moment. The
/// school's turn makes what is ordered through the trust come before that, or not at all.
async fn end(market: &Market, w: &Writer, who: Who, tie: &TieRow) -> Result<(), Failure> {
    take_turn(w, OrganisationId::from_uuid(tie.child_id)).await?;
    let yesterday = market.today().pred_opt().ok_or_else(|| broken("a day without one before"))?;
    let sql = "UPDATE tie SET ends_on = $2, ended_at = $3 WHERE id = $1 AND ends_on IS NULL";
    w.execute_one(sql, [tie.id.into(), yesterday.into(), market.now().into()]).await?;
    let [parent, child] = [tie.parent_id, tie.child_id].map(OrganisationId::from_uuid);
    let record = Record::new(None, who, Deed::EndTie, TieId::from_uuid(tie.id))
        .parties([parent, child])
        .after(&json!({"trust": parent, "school": child, "last_day": yesterday}))?;
    audit::record(market, w, record).await
}

/// Tells the people of the school, of what it left and of what it came into, where that is here. What
/// is open is between the first two.
async fn tell_left(market: &Market, w: &Writer, says: &Says, tie: &TieRow) -> Result<(), Failure> {
    let left = OrganisationId::from_uuid(tie.parent_id);
    let trust = organisation::by_id(w, left).await?.name;
    let open = left_open(w, says.school, TieId::from_uuid(tie.id)).await?;
    let (school, urn) = &says.school_named;
    let about = |orders: Option<u32>, path: &str| About::SchoolLeftTrust {
        school: school.clone(),
        trust: trust.clone(),
        now: says.named.clone(),
        orders,
        path: path.to_owned(),
    };
    let own = vec![
        (says.school, Action::ViewSchool, format!("/schools/{urn}/left-trust")),
        (left, Action::ViewSchool, "/".to_owned()),
    ];
    tell_once(market, w, own, |path| about(Some(open), path)).await?;
    let new = says.parent.map(|parent| (parent, Action::ViewSchool, "/".to_owned()));
    tell_once(market, w, new.into_iter().collect(), |path| about(None, path)).await
}

async fn begin(
    market: &Market,
    w: &Writer,
    who: Who,
    says: &Says,
    parent: OrganisationId,
    agreed: bool,
) -> Result<(), Failure> {
    let id = TieId::from_uuid(market.ids.uuid());
    let starts_on = says.since.filter(|day| *day <= market.today()).unwrap_or(market.today());
    let agreed =
        agreed && !held_roles(w, says.school, market.today()).await?.contains(&Role::Approver);
    let sql = "INSERT INTO tie (id, kind, parent_id, child_id, starts_on, agreed_at) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    let values: [Value; 6] = [
        id.uuid().into(),
        says.kind.code().into(),
        parent.uuid().into(),
        says.school.uuid().into(),
        starts_on.into(),
        agreed.then(|| market.now()).into(),
    ];
    w.claim(sql, values).await?;
    let record = Record::new(None, who, Deed::StartTie, id)
        .parties([parent, says.school])
        .after(&json!({"trust": parent, "school": says.school, "from": starts_on}))?;
    audit::record(market, w, record).await
}
