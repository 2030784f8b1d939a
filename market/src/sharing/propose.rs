//! Proposing to share: to schools that are named, or to all of the area.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate, NaiveTime};
use domain::access::Action;
use domain::audit::Deed;
use domain::calendar::london_instant;
use domain::id::{OrganisationId, SharingId};
use domain::sharing::{
    SHARERS_MAX, SharerState, SharingReach, SharingState, SharingTerms, SplitBy, TypedSharing,
    portions, read_weight, read_weights,
};
use domain::{Failure, FieldProblem, Problem};
use sea_orm::Value;
use serde_json::json;

use super::choices::{SharingChoices, choices};
use super::stored::{Sharing, find_any};
use super::tell;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::job::{self, Job};
use crate::limit::{self, Bucket};
use crate::mail::SharingNews;
use crate::order::take_turn_as;
use crate::school::facts;

/// How much one school may propose in a day: each is a letter to many.
const A_DAY: i64 = 10;

/// Something to be shared.
#[derive(Debug, Clone)]
pub struct ProposeSharing {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Field `within`: within which of its partnerships; the one it joined first where none is said.
    pub within: Option<OrganisationId>,
    /// Field `reach`: who is asked.
    pub reach: SharingReach,
    /// Field `schools`: those that are named; the own one needs no name.
    pub schools: Vec<OrganisationId>,
    /// Field `owner`: who employs or owns it; one of those who share.
    pub owner: OrganisationId,
    /// Fields `weight_1` and following: the own school's, then the named ones' in their order, by name.
    pub weights: Vec<String>,
    /// What was typed.
    pub typed: TypedSharing,
}

/// How one school's portion is worked out.
pub(super) struct Weighed {
    pub weight: u32,
    pub pupils_on: Option<NaiveDate>,
}

/// Proposes it. Nothing binds anybody before all have agreed.
///
/// # Errors
/// `Invalid` on what was typed, on `schools`, `owner`, `split` or a weight; `Refused(NotForThisSchool)`,
/// `Refused(SchoolClosed)`; `Refused(PupilsNotKnown)` where a cost is split by pupils and nobody knows how
/// many a school has; `TooMany` after ten of one school in a day.
pub async fn propose_sharing(
    market: &Market,
    actor: &Actor,
    command: ProposeSharing,
) -> Result<SharingId, Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let (terms, weights) = &read(market, &command)?;
    let ProposeSharing { key, within, reach, schools, owner, weights: said, typed } = &command;
    let contents = (permit.organisation(), within, reach, schools, owner, said, typed);
    let once = &Once::new(permit.person(), "propose_sharing", key, &contents)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let work = async {
                let own = permit.organisation();
                facts(&w, own, market.today()).await?.must_be_open()?;
                let school = own.to_string();
                let bucket = Bucket::new(&["sharing", &school], A_DAY, Duration::hours(24));
                limit::count(market, &w, &bucket).await?;
                let choices = choices(&w, own, *within, market.today()).await?;
                let schools = who(command, &choices)?;
                let weighed = weighed(market, &w, terms.split, &schools, weights).await?;
                let proposing = Proposing { permit, command, terms, choices };
                proposing.store(market, &w, weighed).await
            };
            once.answer(market, &w, work).await
        })
        .await
}

fn read(market: &Market, command: &ProposeSharing) -> Result<(SharingTerms, Vec<u32>), Failure> {
    let split = SplitBy::from_code(command.typed.split.trim());
    let named = command.reach == SharingReach::Named;
    let weights = match split {
        Some(split) if named => read_weights(split, &command.weights),
        // Whoever joins says so for itself.
        Some(SplitBy::Days) => {
            let own = command.weights.first().map_or("", String::as_str);
            let wrong = |problem| vec![FieldProblem { field: "weight_1", problem }];
            read_weight(own).map(|weight| vec![weight]).map_err(wrong)
        }
        Some(split) if !split.is_open_ended() => {
            Err(vec![FieldProblem { field: "split", problem: Problem::NotAChoice }])
        }
        Some(_) | None => Ok(Vec::new()),
    };
    match (command.typed.read(market.today()), weights) {
        (Ok(terms), Ok(weights)) => Ok((terms, weights)),
        (terms, weights) => {
            let wrong = terms.err().into_iter().flatten();
            Err(Failure::Invalid(wrong.chain(weights.err().into_iter().flatten()).collect()))
        }
    }
}

/// The schools that share from the start: the own one, then those that are named.
fn who(command: &ProposeSharing, choices: &SharingChoices) -> Result<Vec<OrganisationId>, Failure> {
    let own = choices.own.school;
    let mut schools = vec![own];
    if command.reach == SharingReach::Named {
        for named in &command.schools {
            if choices.school(*named).is_none() {
                return Err(Failure::field("schools", Problem::NotAChoice));
            }
            if !schools.contains(named) {
                schools.push(*named);
            }
        }
        if schools.len() < 2 {
            return Err(Failure::field("schools", Problem::Missing));
        }
        if schools.len() > SHARERS_MAX {
            let most = i64::try_from(SHARERS_MAX - 1).unwrap_or(i64::MAX);
            return Err(Failure::field("schools", Problem::TooMany { most }));
        }
    }
    if schools.contains(&command.owner) {
        Ok(schools)
    } else {
        Err(Failure::field("owner", Problem::NotAChoice))
    }
}

/// The weights of schools, typed or from the register.
async fn weighed(
    market: &Market,
    r: &Reader,
    split: SplitBy,
    schools: &[OrganisationId],
    typed: &[u32],
) -> Result<BTreeMap<OrganisationId, Weighed>, Failure> {
    let mut all = BTreeMap::new();
    for (place, school) in schools.iter().enumerate() {
        let field = domain::sharing::WEIGHT_FIELDS.get(place).copied().unwrap_or("weight_1");
        let missing = || Failure::field(field, Problem::Missing);
        let weight = typed.get(place).copied();
        let one = match split {
            SplitBy::Days | SplitBy::Percentage => {
                Weighed { weight: weight.ok_or_else(missing)?, pupils_on: None }
            }
            SplitBy::Equally => Weighed { weight: 1, pupils_on: None },
            SplitBy::Pupils => pupils(market, r, *school).await?,
        };
        all.insert(*school, one);
    }
    Ok(all)
}

/// What a school weighs by its pupils.
pub(super) async fn pupils(
    market: &Market,
    r: &Reader,
    school: OrganisationId,
) -> Result<Weighed, Failure> {
    let facts = facts(r, school, market.today()).await?;
    let weight = facts.pupils.filter(|pupils| *pupils > 0);
    let weight = weight.ok_or(domain::Refusal::PupilsNotKnown)?;
    Ok(Weighed { weight, pupils_on: facts.pupils_on })
}

struct Proposing<'a> {
    permit: &'a Permit,
    command: &'a ProposeSharing,
    terms: &'a SharingTerms,
    choices: SharingChoices,
}

impl Proposing<'_> {
    async fn store(
        &self,
        market: &Market,
        w: &Writer,
        weighed: BTreeMap<OrganisationId, Weighed>,
    ) -> Result<SharingId, Failure> {
        let id = SharingId::from_uuid(market.ids.uuid());
        self.insert(market, w, id).await?;
        let weights = weighed.iter().map(|(school, one)| (*school, one.weight)).collect();
        let named = self.command.reach == SharingReach::Named;
        let portions = portions(self.terms.total()?, &weights)?;
        for (school, one) in &weighed {
            let portion = portions.get(school).filter(|_| named).copied();
            let state = if named { SharerState::Asked } else { SharerState::Joins };
            add(w, (id, *school), one, (state, portion.map(|net| net.pence().get()))).await?;
        }
        let sharing = find_any(market, w, id).await?;
        if named {
            tell::asked(market, w, &sharing).await?;
        } else {
            let all: Vec<OrganisationId> =
                self.choices.schools.iter().map(|one| one.school).collect();
            tell::schools(market, w, &sharing, &all, &SharingNews::WhoJoins).await?;
        }
        remind(market, w, &sharing).await?;
        let parties: Vec<OrganisationId> = weighed.into_keys().collect();
        let record = Record::new(Some(sharing.partnership), self.permit, Deed::ProposeSharing, id)
            .parties(parties)
            .after(&told(&sharing))?;
        audit::record(market, w, record).await?;
        Ok(id)
    }

    async fn insert(&self, market: &Market, w: &Writer, id: SharingId) -> Result<(), Failure> {
        let (terms, command) = (self.terms, self.command);
        let (state, round): (SharingState, i64) = match command.reach {
            SharingReach::Named => (SharingState::Proposed, 1),
            SharingReach::Area => (SharingState::Gathering, 0),
        };
        let sql = "INSERT INTO sharing (id, partnership_id, school_id, owner_id, reach, kind, title, \
                   description, cost, net_pence, cost_kind, split, first_on, last_on, notice_days, \
                   stated_by, answer_by, state, round, proposed_by, proposed_at, version) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
                   $17, $18, $19, $20, $21, 1)";
        let values: [Value; 21] = [
            id.uuid().into(),
            self.choices.partnership.uuid().into(),
            self.permit.organisation().uuid().into(),
            command.owner.uuid().into(),
            command.reach.code().into(),
            terms.kind.code().into(),
            terms.title.clone().into(),
            terms.description.clone().into(),
            serde_json::to_string(&terms.cost).map_err(broken)?.into(),
            terms.total()?.pence().get().into(),
            terms.cost_kind.code().into(),
            terms.split.code().into(),
            terms.span.first_on.into(),
            terms.span.last_on.into(),
            i64::from(terms.notice_days).into(),
            terms.stated_by.code().into(),
            terms.answer_by.into(),
            state.code().into(),
            round.into(),
            self.permit.person().uuid().into(),
            market.now().into(),
        ];
        w.execute_one(sql, values).await
    }
}

/// Puts a school into a sharing.
pub(super) async fn add(
    w: &Writer,
    (id, school): (SharingId, OrganisationId),
    weighed: &Weighed,
    (state, portion): (SharerState, Option<i64>),
) -> Result<(), Failure> {
    let sql = "INSERT INTO sharing_school (sharing_id, school_id, weight, pupils_on, state, \
               portion_net_pence) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (sharing_id, school_id) DO UPDATE SET weight = excluded.weight, \
               pupils_on = excluded.pupils_on WHERE sharing_school.state = 'joins'";
    let values: [Value; 6] = [
        id.uuid().into(),
        school.uuid().into(),
        i64::from(weighed.weight).into(),
        weighed.pupils_on.into(),
        state.code().into(),
        portion.into(),
    ];
    w.execute_one(sql, values).await
}

/// Has whoever proposed it told what was answered, on the morning after the last day for answers.
pub(super) async fn remind(market: &Market, w: &Writer, sharing: &Sharing) -> Result<(), Failure> {
    let day = sharing.terms.answer_by.succ_opt().unwrap_or(sharing.terms.answer_by);
    let Some(at) = NaiveTime::from_hms_opt(7, 0, 0).and_then(|time| london_instant(day, time))
    else {
        return Err(broken("no seven in the morning"));
    };
    let key = Some(format!("tell_of_answers:{}:{}", sharing.id, sharing.round));
    let job = Job::TellOfAnswers { sharing: sharing.id, round: sharing.round };
    job::enqueue_at(market, w, &job, at, key).await
}

/// What the trail keeps of it.
pub(super) fn told(sharing: &Sharing) -> serde_json::Value {
    let mut schools: BTreeMap<String, Option<i64>> = BTreeMap::new();
    for one in sharing.counted() {
        // Schools can have the same name.
        let again = (2..).map(|number| format!("{} ({number})", one.name));
        let mut names = std::iter::once(one.name.clone()).chain(again);
        if let Some(name) = names.find(|name| !schools.contains_key(name)) {
            schools.insert(name, one.portion.map(|net| net.pence().get()));
        }
    }
    json!({
        "title": sharing.terms.title, "owner": sharing.owner_name, "net": sharing.total,
        "split": sharing.terms.split.code(), "first_on": sharing.terms.span.first_on,
        "last_on": sharing.terms.span.last_on, "answer_by": sharing.terms.answer_by,
        "portions_net_pence": schools,
    })
}
