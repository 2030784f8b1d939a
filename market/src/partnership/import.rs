//! Bringing in a list of members: looked at first, then carried out by what the pages for one
//! member do. The list brought in again changes nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::{MembershipId, OrganisationId, TierId};
use domain::partnership::{MemberColumn, MemberRow, MemberWill, Span, carry_out, plan_member};
use domain::school::Standing;
use domain::text::Urn;
use domain::{Failure, FieldProblem, Problem};
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::admit::{Joining, join};
use super::membership::{EndMembership, MoveMember, end_in, move_in};
use super::tier::{self, Tier};
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record, Who};
use crate::db::{Reader, Writer, broken, places};
use crate::idempotency::Once;
use crate::listed::{Becomes, CarriedOut, CarryOut, List, Preview, RowWrong};
use crate::{organisation, school};

/// The most rows that are taken from one list: more schools than a county has.
const ROWS_MAX: usize = 2_000;
/// Schools of one statement.
const BATCH: usize = 500;

/// What a row of a list of members would change.
#[derive(Debug, Clone, Serialize)]
pub struct MemberChange {
    /// Its line in the list.
    pub line: u64,
    /// The school's number.
    pub urn: Urn,
    /// Its name in the register.
    pub name: String,
    /// What would become of its membership.
    pub will: MemberWill,
    /// The membership that goes on, as it is now.
    pub before: Option<Span>,
}

/// What a list of members would change: nothing is written.
///
/// # Errors
/// `Invalid` on `file`, or naming the columns that are missing from its header.
pub async fn preview_members(
    market: &Market,
    actor: &Actor,
    contents: &[u8],
) -> Result<Preview<MemberChange>, Failure> {
    let permit = &actor.permit_own(Action::ManageMembers)?;
    let list = &List::read_sent(contents, ROWS_MAX).await?;
    let (partnership, today) = (permit.organisation(), market.today());
    market.db.read(|r| async move { preview(&r, partnership, list, today).await }).await
}

/// Carries out a list of members as it was shown.
///
/// # Errors
/// `Invalid` as for looking at it; `NotAsShown` where it would change something else by now.
pub async fn import_members(
    market: &Market,
    actor: &Actor,
    command: CarryOut,
) -> Result<CarriedOut, Failure> {
    let permit = &actor.permit_own(Action::ManageMembers)?;
    let contents = (permit.organisation(), &command.list, &command.seen);
    let once = &Once::new(permit.person(), "import_members", &command.key, &contents)?;
    let list = &List::read(command.list.as_bytes(), ROWS_MAX)?;
    let by = &By { market, who: Who::from(permit), partnership: permit.organisation() };
    let seen = Some(command.seen.as_str());
    market
        .db
        .write(|w| async move { once.answer(market, &w, by.bring_in(&w, list, seen)).await })
        .await
}

/// Brings in a list of members for the owner of the installation, by command line.
///
/// # Errors
/// `Invalid` as for looking at it.
pub async fn import_members_for_owner(
    market: &Market,
    partnership: OrganisationId,
    contents: &[u8],
    dry_run: bool,
) -> Result<Preview<MemberChange>, Failure> {
    let list = &List::read_sent(contents, ROWS_MAX).await?;
    let by = &By { market, who: Who::owner(market), partnership };
    market
        .db
        .write(|w| async move {
            let shown = preview(&w, partnership, list, market.today()).await?;
            if !dry_run {
                by.bring_in(&w, list, None).await?;
            }
            Ok(shown)
        })
        .await
}

impl MemberChange {
    /// What becomes of the membership.
    pub const fn becomes(&self) -> Becomes {
        match self.will {
            MemberWill::Keep => Becomes::Unchanged,
            MemberWill::Add { .. } => Becomes::New,
            MemberWill::Change { .. } => Becomes::Changed,
        }
    }
}

/// What each row would do, given what those before it do.
async fn preview(
    r: &Reader,
    partnership: OrganisationId,
    list: &List<MemberColumn>,
    today: NaiveDate,
) -> Result<Preview<MemberChange>, Failure> {
    let (mut rows, mut wrong) = list.rows(MemberRow::read);
    // Memberships of one school follow each other in their lists' order of days.
    rows.sort_by(|(_, one), (_, other)| {
        (&one.urn, one.from.unwrap_or(today)).cmp(&(&other.urn, other.from.unwrap_or(today)))
    });
    let levels = level_names(&tier::all(r, partnership, today).await?);
    let urns = rows.iter().map(|(_, row)| &row.urn);
    let mut known = known_schools(r, partnership, urns, today).await?;
    let (mut planned, mut met) = (Vec::with_capacity(rows.len()), HashSet::new());
    for (line, row) in rows {
        let found = match known.get_mut(&row.urn) {
            None => Err(one_wrong("urn", Problem::UnknownSchool)),
            Some(_) if !met.insert((row.urn.clone(), row.from)) => {
                Err(one_wrong("urn", Problem::AlreadyUsed))
            }
            Some(school) => school.plan(&row, &levels, today),
        };
        match found {
            Ok((name, will, before)) => {
                planned.push(MemberChange { line, urn: row.urn, name, will, before });
            }
            Err(problems) => wrong.push(RowWrong { line, problems }),
        }
    }
    planned.sort_by_key(|row| row.line);
    Preview::new(list.as_text()?, planned, wrong, MemberChange::becomes)
}

fn one_wrong(field: &'static str, problem: Problem) -> Vec<FieldProblem> {
    vec![FieldProblem { field, problem }]
}

/// Every level once, however often its price changes.
fn level_names(tiers: &[Tier]) -> Vec<String> {
    let mut names: Vec<String> = tiers.iter().map(|tier| tier.level.name.clone()).collect();
    names.dedup();
    names
}

/// A school of the register, with its memberships as the rows before have left them.
struct Known {
    name: String,
    is_closed: bool,
    held: Vec<Span>,
}

impl Known {
    fn plan(
        &mut self,
        row: &MemberRow,
        levels: &[String],
        today: NaiveDate,
    ) -> Result<(String, MemberWill, Option<Span>), Vec<FieldProblem>> {
        let will = plan_member(&self.held, row, levels, today)?;
        let before = match &will {
            MemberWill::Add { .. } if self.is_closed => {
                return Err(one_wrong("urn", Problem::ClosedSchool));
            }
            MemberWill::Change { of, .. } => {
                let own = self.held.iter().find(|span| span.starts_on == *of).cloned();
                if own.as_ref().is_none_or(|own| own.id.is_none()) {
                    return Err(one_wrong("urn", Problem::AlreadyUsed));
                }
                own
            }
            MemberWill::Keep | MemberWill::Add { .. } => None,
        };
        carry_out(&mut self.held, &will);
        Ok((self.name.clone(), will, before))
    }
}

/// The schools of these numbers that the register has, with all their memberships of a partnership.
async fn known_schools(
    r: &Reader,
    partnership: OrganisationId,
    urns: impl Iterator<Item = &Urn>,
    today: NaiveDate,
) -> Result<HashMap<Urn, Known>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        urn: String,
        level: String,
        starts_on: NaiveDate,
        ends_on: Option<NaiveDate>,
    }
    let urns: HashSet<&Urn> = urns.collect();
    let urns: Vec<&Urn> = urns.into_iter().collect();
    let mut known = HashMap::with_capacity(urns.len());
    for urns in urns.chunks(BATCH) {
        for entry in school::entries(r, urns).await? {
            let is_closed = entry.standing(today) == Standing::Closed;
            known.insert(entry.urn, Known { name: entry.name, is_closed, held: Vec::new() });
        }
        let sql = format!(
            "SELECT m.id, o.urn, t.name AS level, m.starts_on, m.ends_on FROM membership m \
             JOIN organisation o ON o.id = m.organisation_id JOIN tier t ON t.id = m.tier_id \
             WHERE o.urn IN {} AND m.partnership_id = ${} ORDER BY m.starts_on, m.id",
            places(1, urns.len()),
            urns.len() + 1
        );
        let mut values: Vec<Value> = urns.iter().map(|urn| urn.as_str().into()).collect();
        values.push(partnership.uuid().into());
        for row in r.sql_all::<Row>(&sql, values).await? {
            let urn = Urn::parse(&row.urn).map_err(|_| broken("a stored school has no number"))?;
            let Some(school) = known.get_mut(&urn) else { continue };
            school.held.push(Span {
                id: Some(MembershipId::from_uuid(row.id)),
                level: row.level,
                starts_on: row.starts_on,
                ends_on: row.ends_on,
            });
        }
    }
    Ok(known)
}

/// Who brings in, and for whom.
struct By<'a> {
    market: &'a Market,
    who: Who,
    partnership: OrganisationId,
}

impl By<'_> {
    /// Carries out what a list would change, if that is what was `seen`.
    async fn bring_in(
        &self,
        w: &Writer,
        list: &List<MemberColumn>,
        seen: Option<&str>,
    ) -> Result<CarriedOut, Failure> {
        organisation::one_at_a_time(w, self.partnership).await?;
        let today = self.market.today();
        let shown = preview(w, self.partnership, list, today).await?;
        if let Some(seen) = seen {
            shown.is_as_shown(seen)?;
        }
        let tiers = tier::all(w, self.partnership, today).await?;
        self.add(w, &tiers, &shown.rows).await?;
        for row in &shown.rows {
            let (MemberWill::Change { level, until, .. }, Some(before)) = (&row.will, &row.before)
            else {
                continue;
            };
            let mut membership = before.id.ok_or_else(|| broken("a membership without an id"))?;
            if let Some((level, from)) = level {
                let tier = tier_of(&tiers, level, *from)?;
                let change = MoveMember { membership, tier, from: *from };
                membership = move_in(self.market, w, self.who, self.partnership, change).await?;
            }
            if let Some(ends_on) = *until {
                let end = EndMembership { membership, ends_on };
                end_in(self.market, w, self.who, self.partnership, end).await?;
            }
        }
        Ok(shown.would)
    }

    /// Makes schools members: a few statements, and an entry in the trail for each level and time.
    async fn add(&self, w: &Writer, tiers: &[Tier], rows: &[MemberChange]) -> Result<(), Failure> {
        let adds = |row: &&MemberChange| matches!(row.will, MemberWill::Add { .. });
        let urns: Vec<&Urn> = rows.iter().filter(adds).map(|row| &row.urn).collect();
        let mut schools = HashMap::with_capacity(urns.len());
        for urns in urns.chunks(BATCH) {
            let entries = school::entries(w, urns).await?;
            let entries: Vec<_> = entries.iter().collect();
            schools.extend(organisation::bring_in_schools(self.market, w, &entries).await?);
        }
        let mut joining = Vec::with_capacity(urns.len());
        let mut told: BTreeMap<(TierId, NaiveDate, Option<NaiveDate>), Vec<&Urn>> = BTreeMap::new();
        for row in rows {
            let MemberWill::Add { level, from, until } = &row.will else { continue };
            let tier = tier_of(tiers, level, *from)?;
            let school = schools.get(&row.urn).copied();
            let school = school.ok_or_else(|| broken("a school was not brought in"))?;
            joining.push(Joining { school, tier, starts_on: *from, ends_on: *until });
            told.entry((tier, *from, *until)).or_default().push(&row.urn);
        }
        join(self.market, w, self.partnership, &joining).await?;
        for ((tier, from, until), schools) in told {
            let record = Record::new(Some(self.partnership), self.who, Deed::InviteSchools, tier)
                .after(&json!({"schools": schools, "from": from, "until": until}))?;
            audit::record(self.market, w, record).await?;
        }
        Ok(())
    }
}

/// The row of a level that holds on a day, or the first of its name.
fn tier_of(tiers: &[Tier], level: &str, on: NaiveDate) -> Result<TierId, Failure> {
    let mut named = tiers.iter().filter(|tier| tier.level.name == level);
    let holds = |tier: &&Tier| tier.starts_on <= on && tier.ends_on.is_none_or(|last| last >= on);
    let found = named.clone().find(holds).or_else(|| named.next());
    found.map(|tier| tier.id).ok_or_else(|| broken("a level vanished"))
}
