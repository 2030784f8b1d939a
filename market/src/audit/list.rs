//! The trail as those read it whose it is: the newest first, a page at a time.
//!
//! A partnership reads its own chain. Anybody else reads the entries of whatever chain in which
//! they were acted for, or which are about their order, invoice, signature or membership.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use domain::Failure;
use domain::access::{Action, Capacity, Scope};
use domain::audit::{Deed, DeedGroup};
use domain::calendar::london_instant;
use domain::id::{AuditId, OrganisationId};
use sea_orm::{ColumnTrait, FromQueryResult, QueryFilter, Value};
use serde_json::Value as Json;
use uuid::Uuid;

use super::named::{self, Thing};
use super::seal::newest;
use super::table::personal;
use super::{Agent, FROM_WHERE, Head, SIGNED_BY, first_id};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::db::{Page, PageAsked, Parameters, Reader, broken, like_part, rows};
use crate::organisation::OrganisationKind;

/// How many entries stand on a page.
const PAGE: usize = 30;

/// Which entries are asked for: those that fit everything given.
#[derive(Debug, Clone, Default)]
pub struct TrailAsked {
    /// From the beginning of this day on, in London.
    pub from: Option<NaiveDate>,
    /// Until the end of this day.
    pub until: Option<NaiveDate>,
    /// Of deeds that have to do with this.
    pub group: Option<DeedGroup>,
    /// By people with this in their name; empty for everybody.
    pub who: String,
    /// With this in the name of what it is about or of whoever did it; empty for all.
    pub words: String,
    /// Deeds whose own words have what is searched for in them.
    pub deeds: Vec<Deed>,
    /// Which page.
    pub page: PageAsked,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActedBy {
    /// A person; named to those whose business it is.
    Person(Option<String>),
    /// The market itself, at its time.
    Job,
    /// The owner of the installation by command line; named where that was said.
    Owner(Option<String>),
    /// Somebody who was not signed in.
    Visitor,
}

/// An entry of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailEntry {
    /// The entry.
    pub id: AuditId,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: ActedBy,
    /// For which organisation.
    pub acting_for: Option<String>,
    /// Through which trust or federation, where they acted for a school of it.
    pub through: Option<String>,
    /// Where they did it from, for as long as that is kept: told to whom they acted for, and to
    /// nobody else.
    pub from_where: Option<String>,
    /// What was done, as it is stored.
    pub action: String,
    /// To what: an id with its kind, or what else names it.
    pub subject: String,
    /// How it was.
    pub before: Option<Json>,
    /// How it is since.
    pub after: Option<Json>,
    /// Personal values that have not been erased, by their field.
    pub personal: BTreeMap<String, String>,
}

/// A part of the trail.
#[derive(Debug, Clone)]
pub struct Trail {
    /// The newest link of the partnership's chain, and when it was made; nothing for others, whose
    /// entries stand in several chains.
    pub head: Option<(Head, DateTime<Utc>)>,
    /// The entries, newest first.
    pub entries: Page<TrailEntry>,
    /// What entries name by an id, as far as it is the reader's.
    pub things: BTreeMap<String, Thing>,
    /// Whether more things of a kind have the words searched for in their names than the
    /// [`FOUND_MAX`](super::FOUND_MAX) newest, whose entries these are.
    pub more_match: bool,
}

/// Leave to read the trail: of the partnership acted for, or of what else one acts for.
fn reading(actor: &Actor) -> Result<Permit, Failure> {
    let kind = actor.acting_for().map(|acting| acting.kind);
    actor.permit_own(match kind {
        Some(OrganisationKind::Partnership) => Action::ViewAudit,
        _ => Action::ViewOwnAudit,
    })
}

/// A page of the trail.
///
/// # Errors
/// `NotFound` for a page that is none.
pub async fn view_trail(
    market: &Market,
    actor: &Actor,
    asked: TrailAsked,
) -> Result<Trail, Failure> {
    let permit = reading(actor)?;
    let (scope, asked) = (permit.scope(), &asked);
    market
        .db
        .read(|r| async move {
            let head = match scope.capacity() {
                Capacity::Partnership => head_of(&r, scope.organisation()).await?,
                _ => None,
            };
            let (entries, more_match) = entries(&r, scope, asked, asked.page.size(PAGE)).await?;
            let things = named::names(&r, scope, &ids_in(&entries.items)).await?;
            Ok(Trail { head, entries, things, more_match })
        })
        .await
}

async fn head_of(
    r: &Reader,
    chain: OrganisationId,
) -> Result<Option<(Head, DateTime<Utc>)>, Failure> {
    let Some(seal) = newest(r, chain.uuid()).await? else { return Ok(None) };
    let hash = seal.hash.try_into().map_err(|_| broken("a link's hash has another length"))?;
    Ok(Some((Head { position: seal.position, hash }, seal.sealed_at)))
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    at: DateTime<Utc>,
    person_id: Option<Uuid>,
    person: Option<String>,
    acting_for: Option<Uuid>,
    organisation: Option<String>,
    acting_through: Option<Uuid>,
    through: Option<String>,
    agent: Option<String>,
    action: String,
    subject: String,
    before_change: Option<String>,
    after_change: Option<String>,
}

/// The statement for a page with its values, and whether more things match than are looked for.
async fn statement(
    r: &Reader,
    scope: &Scope,
    asked: &TrailAsked,
    size: usize,
) -> Result<(String, Vec<Value>, bool), Failure> {
    let mut values = Parameters::default();
    let own = values.bind(scope.organisation().uuid());
    // The key by which the list is ordered is that of the index by which it is found.
    let (key, from) = match scope.capacity() {
        Capacity::Partnership => ("e.id", format!("audit_entry e WHERE e.chain = {own}")),
        _ => (
            "p.entry_id",
            format!(
                "audit_party p JOIN audit_entry e ON e.id = p.entry_id \
                 WHERE p.organisation_id = {own}"
            ),
        ),
    };
    let mut narrowed = String::new();
    narrow_period(&mut narrowed, &mut values, key, asked);
    if let Some(group) = asked.group {
        let deeds = Deed::ALL.iter().filter(|deed| deed.group() == group);
        let places: Vec<String> = deeds.map(|deed| values.bind(deed.code())).collect();
        narrowed.push_str(&format!(" AND e.action IN ({})", places.join(", ")));
    }
    let own_people = person_shown(scope, &own);
    let by_name = |place: &str| {
        format!(
            "{own_people} AND e.person_id IN \
             (SELECT n.id FROM person n WHERE lower(n.name) LIKE {place} ESCAPE '\\')"
        )
    };
    let who = asked.who.trim();
    if !who.is_empty() {
        let place = values.bind(like_part(&who.to_lowercase()));
        narrowed.push_str(&format!(" AND {}", by_name(&place)));
    }
    let words = asked.words.trim();
    let mut more_match = false;
    if !words.is_empty() {
        let (mut subjects, more) = named::with_words(r, scope, words).await?;
        more_match = more;
        subjects.push(words.to_owned());
        let subjects: Vec<String> = subjects.into_iter().map(|id| values.bind(id)).collect();
        let place = values.bind(like_part(&words.to_lowercase()));
        let mut any = vec![format!("e.subject IN ({})", subjects.join(", ")), by_name(&place)];
        let deeds: Vec<String> = asked.deeds.iter().map(|deed| values.bind(deed.code())).collect();
        if !deeds.is_empty() {
            any.push(format!("e.action IN ({})", deeds.join(", ")));
        }
        narrowed.push_str(&format!(" AND ({})", any.join(" OR ")));
    }
    if let Some(after) = asked.page.key() {
        let after: AuditId = after.parse().map_err(|_| Failure::NotFound)?;
        narrowed.push_str(&format!(" AND {key} < {}", values.bind(after.uuid())));
    }
    let sql = format!(
        "SELECT q.*, n.name AS person, o.name AS organisation, u.name AS through FROM \
         (SELECT e.id, e.at, e.person_id, e.acting_for, e.acting_through, e.agent, e.action, e.subject, \
         e.before_change, e.after_change FROM {from}{narrowed} ORDER BY {key} DESC LIMIT {}) q \
         LEFT JOIN person n ON n.id = q.person_id \
         LEFT JOIN organisation o ON o.id = q.acting_for \
         LEFT JOIN organisation u ON u.id = q.acting_through ORDER BY q.id DESC",
        size + 1
    );
    Ok((sql, values.values(), more_match))
}

/// Whose entries show who acted: a partnership sees who did its business, anybody else their own
/// people only.
fn person_shown(scope: &Scope, own: &str) -> String {
    match scope.capacity() {
        Capacity::Partnership => "TRUE".to_owned(),
        _ => format!("(e.acting_for = {own} OR e.acting_through = {own})"),
    }
}

/// Ids rise with time, so that a period is a stretch of the index. Clocks of several servers differ
/// a little, hence a day more at either end and the instant itself.
fn narrow_period(sql: &mut String, values: &mut Parameters, key: &str, asked: &TrailAsked) {
    let begins = |day: NaiveDate| london_instant(day, NaiveTime::MIN);
    if let Some(from) = asked.from.and_then(begins) {
        let id = first_id(from - Duration::days(1));
        let (id, at) = (values.bind(id), values.bind(from));
        sql.push_str(&format!(" AND {key} >= {id} AND e.at >= {at}"));
    }
    let until = asked.until.and_then(|day| day.succ_opt()).and_then(begins);
    if let Some(until) = until {
        let id = first_id(until + Duration::days(1));
        let (id, at) = (values.bind(id), values.bind(until));
        sql.push_str(&format!(" AND {key} < {id} AND e.at < {at}"));
    }
}

async fn entries(
    r: &Reader,
    scope: &Scope,
    asked: &TrailAsked,
    size: usize,
) -> Result<(Page<TrailEntry>, bool), Failure> {
    let (sql, values, more_match) = statement(r, scope, asked, size).await?;
    let found: Vec<Row> = r.sql_all(&sql, values).await?;
    let page = Page::of(found, size, |row| AuditId::from_uuid(row.id).to_string());
    let reader = Some(scope.organisation().uuid());
    let by_own = |row: &Row| row.acting_for == reader || row.acting_through == reader;
    let own = |row: &&Row| scope.capacity() == Capacity::Partnership || by_own(row);
    let ids: Vec<Uuid> = page.items.iter().filter(own).map(|row| row.id).collect();
    let mut personal: HashMap<Uuid, BTreeMap<String, String>> = HashMap::new();
    for value in r
        .all(rows::<personal::Entity>().filter(personal::Column::EntryId.is_in(ids.clone())))
        .await?
    {
        personal.entry(value.entry_id).or_default().insert(value.field, value.value);
    }
    let own: BTreeSet<Uuid> = ids.into_iter().collect();
    let page = page.map(|row| {
        let mut personal = personal.remove(&row.id).unwrap_or_default();
        // A partnership reads what its schools' people do, and not where their offices are.
        let from_where = personal.remove(FROM_WHERE).filter(|_| by_own(&row));
        let is_own = own.contains(&row.id);
        TrailEntry { from_where, ..row.entry(is_own, personal) }
    });
    Ok((page, more_match))
}

impl Row {
    fn entry(self, is_own: bool, mut personal: BTreeMap<String, String>) -> TrailEntry {
        let signed = personal.remove(SIGNED_BY);
        let name = signed.or(self.person).filter(|_| is_own);
        let by = match self.agent.as_deref() {
            Some(code) if code == Agent::Job.code() => ActedBy::Job,
            Some(code) if code == Agent::Owner.code() => ActedBy::Owner(name),
            Some(_) => ActedBy::Visitor,
            None if self.person_id.is_some() => ActedBy::Person(name),
            // Entries from before agents were named came about by themselves.
            None => ActedBy::Job,
        };
        TrailEntry {
            id: AuditId::from_uuid(self.id),
            at: self.at,
            by,
            acting_for: self.organisation,
            through: self.through,
            from_where: None,
            action: self.action,
            subject: self.subject,
            before: self.before_change.map(read_json),
            after: self.after_change.map(read_json),
            personal,
        }
    }
}

/// What is no JSON was not written by us, and is shown as it stands.
fn read_json(text: String) -> Json {
    serde_json::from_str(&text).unwrap_or(Json::String(text))
}

/// Everything that entries name by an id.
fn ids_in(entries: &[TrailEntry]) -> BTreeSet<String> {
    fn collect(json: &Json, into: &mut BTreeSet<String>) {
        match json {
            Json::String(text) => drop(into.insert(text.clone())),
            Json::Array(list) => list.iter().for_each(|one| collect(one, into)),
            Json::Object(fields) => fields.values().for_each(|one| collect(one, into)),
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }
    let mut ids = BTreeSet::new();
    for entry in entries {
        ids.insert(entry.subject.clone());
        entry.before.iter().chain(&entry.after).for_each(|json| collect(json, &mut ids));
    }
    ids
}
