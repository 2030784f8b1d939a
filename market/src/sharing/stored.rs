//! Sharings and the schools in them as stored, and who may see them.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Action;
use domain::calendar::DaySpan;
use domain::id::{OrganisationId, PersonId, SharingId};
use domain::organisation::OrganisationKind;
use domain::school::{RegisterEntry, Standing};
use domain::sharing::{
    CostKind, SharedKind, SharerState, SharingReach, SharingStage, SharingState, SharingTerms,
    SplitBy, StatedBy, portions,
};
use domain::{Failure, Net, Pence};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::db::{Reader, Writer, broken};

/// A school in a sharing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sharer {
    /// Which.
    pub school: OrganisationId,
    /// What it is called.
    pub name: String,
    /// By what its portion is worked out: days or percent in hundredths, pupils, or 1.
    pub weight: u32,
    /// On which day its pupils were counted, where they are the weight.
    pub pupils_on: Option<NaiveDate>,
    /// How it stands.
    pub state: SharerState,
    /// Whether the register has closed it.
    pub has_closed: bool,
    /// What it pays of the cost, excluding VAT; none while nobody was asked.
    pub portion: Option<Net>,
    /// When it answered last.
    pub answered_at: Option<DateTime<Utc>>,
    /// Who answered for it, by name.
    pub answered_by: Option<String>,
    /// Why it declined.
    pub words: Option<String>,
}

/// A sharing with the schools in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sharing {
    /// Which.
    pub id: SharingId,
    /// Within which partnership.
    pub partnership: OrganisationId,
    /// Who proposed it.
    pub proposer: OrganisationId,
    /// Who of it did so.
    pub proposed_by: PersonId,
    /// What whoever proposed it is called.
    pub proposer_name: String,
    /// Who employs or owns it.
    pub owner: OrganisationId,
    /// What whoever employs or owns it is called.
    pub owner_name: String,
    /// Who is asked.
    pub reach: SharingReach,
    /// What is shared.
    pub terms: SharingTerms,
    /// What all of it costs a year, or once, excluding VAT.
    pub total: Net,
    /// The last day where somebody gave notice.
    pub ends_early_on: Option<NaiveDate>,
    /// What became of it.
    pub state: SharingState,
    /// How often schools were asked to agree.
    pub round: i64,
    /// When it was proposed.
    pub proposed_at: DateTime<Utc>,
    /// Since when it binds.
    pub bound_at: Option<DateTime<Utc>>,
    /// Why it was taken back.
    pub reason: Option<String>,
    /// The schools in it, by name.
    pub sharers: Vec<Sharer>,
}

impl Sharing {
    /// The last day on which it runs.
    pub fn ends_on(&self) -> NaiveDate {
        self.ends_early_on.unwrap_or(self.terms.span.last_on)
    }

    /// Where it stands on a day.
    pub fn stage(&self, today: NaiveDate) -> SharingStage {
        let span = (self.terms.span.first_on, self.ends_on());
        SharingStage::of(self.state, self.terms.answer_by, span, today)
    }

    /// A school in it.
    pub fn sharer(&self, school: OrganisationId) -> Option<&Sharer> {
        self.sharers.iter().find(|sharer| sharer.school == school)
    }

    /// The schools whose portions count.
    pub fn counted(&self) -> impl Iterator<Item = &Sharer> {
        self.sharers.iter().filter(|sharer| sharer.state.counts())
    }

    /// Which they are, without one of them.
    pub(super) fn others(&self, without: Option<OrganisationId>) -> Vec<OrganisationId> {
        let all = self.counted().map(|one| one.school);
        all.filter(|school| Some(*school) != without).collect()
    }

    /// All who are in it, or were asked.
    pub(super) fn parties(&self) -> Vec<OrganisationId> {
        self.sharers.iter().map(|one| one.school).collect()
    }

    /// Those who go on if it is closed with those who said yes; not a school that the register has closed.
    pub fn who_said_yes(&self) -> Vec<&Sharer> {
        let yes = |sharer: &&Sharer| {
            matches!(sharer.state, SharerState::Joins | SharerState::Agreed) && !sharer.has_closed
        };
        self.sharers.iter().filter(yes).collect()
    }

    /// Whether it can go on with those who said yes: two at least, among them whoever proposed it and
    /// whoever employs or owns it.
    pub fn can_go_on(&self) -> bool {
        let yes = self.who_said_yes();
        let says = |school| yes.iter().any(|one| one.school == school);
        yes.len() >= 2 && says(self.owner) && says(self.proposer)
    }

    /// What each of some of its schools would pay.
    ///
    /// # Errors
    /// `Refused(AmountTooLarge)` where there is nobody.
    pub fn portions_among(
        &self,
        sharers: &[&Sharer],
    ) -> Result<BTreeMap<OrganisationId, Net>, Failure> {
        let weights = sharers.iter().map(|sharer| (sharer.school, sharer.weight)).collect();
        Ok(portions(self.total, &weights)?)
    }
}

/// As whom somebody looks.
pub(super) enum Standpoint {
    School(OrganisationId),
    Partnership(OrganisationId),
}

impl Standpoint {
    pub fn of(actor: &Actor) -> Result<Self, Failure> {
        let kind = actor.acting_for().map(|acting| acting.kind);
        match actor.permit_own(Action::ViewSchool) {
            Ok(permit) if kind != Some(OrganisationKind::Partnership) => {
                Ok(Self::School(permit.organisation()))
            }
            _ => Ok(Self::Partnership(actor.permit_own(Action::ViewOrders)?.organisation())),
        }
    }

    /// The condition on `sharing x`: what a school is in, and once it binds only where it agreed, but not
    /// what went over to the school that took its place; what its
    /// whole area was asked to join, also where that was taken back. With `$1` whoever looks and, for a school, `$2` today.
    pub const fn condition(&self) -> &'static str {
        match self {
            Self::School(_) => {
                "x.id IN (SELECT y.sharing_id FROM sharing_school y \
                 JOIN sharing b ON b.id = y.sharing_id WHERE y.school_id = $1 \
                 AND (b.state <> 'bound' OR y.state = 'agreed') AND NOT EXISTS \
                 (SELECT 1 FROM moved_sharing v WHERE v.sharing_id = b.id AND v.school_id = $1) \
                 UNION SELECT g.id FROM sharing g \
                 JOIN membership m ON m.partnership_id = g.partnership_id WHERE g.round = 0 \
                 AND g.state IN ('gathering', 'withdrawn') AND m.organisation_id = $1 \
                 AND m.starts_on <= $2 AND (m.ends_on IS NULL OR m.ends_on >= $2))"
            }
            Self::Partnership(_) => "x.partnership_id = $1",
        }
    }

    pub const fn organisation(&self) -> OrganisationId {
        match self {
            Self::School(own) | Self::Partnership(own) => *own,
        }
    }

    /// The values of the condition.
    pub fn values(&self, market: &Market) -> Vec<Value> {
        let own = self.organisation().uuid().into();
        match self {
            Self::School(_) => vec![own, market.today().into()],
            Self::Partnership(_) => vec![own],
        }
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    partnership_id: Uuid,
    school_id: Uuid,
    proposed_by: Uuid,
    proposer: String,
    owner_id: Uuid,
    owner: String,
    reach: String,
    kind: String,
    title: String,
    description: String,
    cost: String,
    net_pence: i64,
    cost_kind: String,
    split: String,
    first_on: NaiveDate,
    last_on: NaiveDate,
    ends_early_on: Option<NaiveDate>,
    notice_days: i64,
    stated_by: String,
    answer_by: NaiveDate,
    state: String,
    round: i64,
    proposed_at: DateTime<Utc>,
    bound_at: Option<DateTime<Utc>>,
    reason: Option<String>,
}

/// A sharing as a school or a partnership may see it. Two statements.
pub(super) async fn find(
    market: &Market,
    r: &Reader,
    looks: &Standpoint,
    id: SharingId,
) -> Result<Sharing, Failure> {
    found(market, r, (looks.condition(), looks.values(market)), id).await
}

/// The same for a job.
pub(super) async fn find_any(
    market: &Market,
    r: &Reader,
    id: SharingId,
) -> Result<Sharing, Failure> {
    found(market, r, ("1 = 1", Vec::new()), id).await
}

async fn found(
    market: &Market,
    r: &Reader,
    (condition, mut values): (&str, Vec<Value>),
    id: SharingId,
) -> Result<Sharing, Failure> {
    values.push(id.uuid().into());
    let sql = format!(
        "SELECT x.id, x.partnership_id, x.school_id, x.proposed_by, p.name AS proposer, x.owner_id, o.name AS owner, \
         x.reach, x.kind, x.title, x.description, x.cost, x.net_pence, x.cost_kind, x.split, \
         x.first_on, x.last_on, x.ends_early_on, x.notice_days, x.stated_by, x.answer_by, x.state, \
         x.round, x.proposed_at, x.bound_at, x.reason FROM sharing x \
         JOIN organisation p ON p.id = x.school_id JOIN organisation o ON o.id = x.owner_id \
         WHERE {condition} AND x.id = ${}",
        values.len()
    );
    let row: Option<Row> = r.sql_one(&sql, values).await?;
    let row = row.ok_or(Failure::NotFound)?;
    let sharers = sharers(market, r, id).await?;
    row.read(sharers)
}

#[derive(FromQueryResult)]
struct SharerRow {
    school_id: Uuid,
    name: String,
    weight: i64,
    pupils_on: Option<NaiveDate>,
    state: String,
    portion_net_pence: Option<i64>,
    answered_at: Option<DateTime<Utc>>,
    answered_by: Option<String>,
    words: Option<String>,
    entry: Option<String>,
}

async fn sharers(market: &Market, r: &Reader, id: SharingId) -> Result<Vec<Sharer>, Failure> {
    let sql = "SELECT y.school_id, s.name, y.weight, y.pupils_on, y.state, y.portion_net_pence, \
               y.answered_at, a.name AS answered_by, y.words, x.entry FROM sharing_school y \
               JOIN organisation s ON s.id = y.school_id \
               LEFT JOIN register_school x ON x.urn = s.urn \
               LEFT JOIN person a ON a.id = y.answered_by \
               WHERE y.sharing_id = $1 AND NOT EXISTS (SELECT 1 FROM moved_sharing v \
               WHERE v.sharing_id = y.sharing_id AND v.school_id = y.school_id) \
               ORDER BY s.name, s.id";
    let rows: Vec<SharerRow> = r.sql_whole(sql, [id.uuid().into()]).await?;
    let today = market.today();
    let read = |row: SharerRow| {
        let entry = row.entry.as_deref().map(serde_json::from_str::<RegisterEntry>);
        let entry = entry.transpose().map_err(broken)?;
        Ok(Sharer {
            has_closed: entry.is_some_and(|entry| entry.standing(today) == Standing::Closed),
            school: OrganisationId::from_uuid(row.school_id),
            name: row.name,
            weight: u32::try_from(row.weight).map_err(broken)?,
            pupils_on: row.pupils_on,
            state: SharerState::from_code(&row.state)
                .ok_or_else(|| broken(format!("no state of a sharer: {}", row.state)))?,
            portion: row.portion_net_pence.map(|pence| Net(Pence::new(pence))),
            answered_at: row.answered_at,
            answered_by: row.answered_by,
            words: row.words,
        })
    };
    rows.into_iter().map(read).collect()
}

impl Row {
    fn read(self, sharers: Vec<Sharer>) -> Result<Sharing, Failure> {
        let unknown = || broken(format!("a sharing of unknown kind: {}", self.id));
        let terms = SharingTerms {
            kind: SharedKind::from_code(&self.kind).ok_or_else(unknown)?,
            title: self.title,
            description: self.description,
            cost: serde_json::from_str(&self.cost).map_err(broken)?,
            cost_kind: CostKind::from_code(&self.cost_kind).ok_or_else(unknown)?,
            split: SplitBy::from_code(&self.split).ok_or_else(unknown)?,
            span: DaySpan { first_on: self.first_on, last_on: self.last_on },
            notice_days: u16::try_from(self.notice_days).map_err(broken)?,
            stated_by: StatedBy::from_code(&self.stated_by).ok_or_else(unknown)?,
            answer_by: self.answer_by,
        };
        let total = Net(Pence::new(self.net_pence));
        if terms.total()? != total {
            return Err(broken(format!("a cost is not the sum of its parts: {}", self.id)));
        }
        Ok(Sharing {
            id: SharingId::from_uuid(self.id),
            partnership: OrganisationId::from_uuid(self.partnership_id),
            proposer: OrganisationId::from_uuid(self.school_id),
            proposed_by: PersonId::from_uuid(self.proposed_by),
            proposer_name: self.proposer,
            owner: OrganisationId::from_uuid(self.owner_id),
            owner_name: self.owner,
            reach: SharingReach::from_code(&self.reach).ok_or_else(unknown)?,
            terms,
            total,
            ends_early_on: self.ends_early_on,
            state: SharingState::from_code(&self.state).ok_or_else(unknown)?,
            round: self.round,
            proposed_at: self.proposed_at,
            bound_at: self.bound_at,
            reason: self.reason,
            sharers,
        })
    }
}

/// Takes the turn of a sharing: whoever writes to it at this moment is waited for. The school's own turn
/// comes before.
pub(super) async fn take_turn(w: &Writer, id: SharingId) -> Result<(), Failure> {
    let sql = "UPDATE sharing SET version = version + 1 WHERE id = $1";
    match w.execute(sql, [id.uuid().into()]).await? {
        0 => Err(Failure::NotFound),
        _ => Ok(()),
    }
}

/// Writes how a school answered.
pub(super) async fn answered(
    market: &Market,
    w: &Writer,
    (id, school): (SharingId, OrganisationId),
    (state, by): (SharerState, PersonId),
    (agreed, words): (Option<Net>, Option<&str>),
) -> Result<(), Failure> {
    let sql = "UPDATE sharing_school SET state = $3, answered_by = $4, answered_at = $5, \
               agreed_net_pence = $6, words = $7 \
               WHERE sharing_id = $1 AND school_id = $2 AND state IN ('asked', 'agreed')";
    let values: [Value; 7] = [
        id.uuid().into(),
        school.uuid().into(),
        state.code().into(),
        by.uuid().into(),
        market.now().into(),
        agreed.map(|net| net.pence().get()).into(),
        words.map(str::to_owned).into(),
    ];
    w.execute_one(sql, values).await
}
