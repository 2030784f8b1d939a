//! A school's page: what the register says of it, its pupils with day and source, what came
//! before and after it.

use chrono::NaiveDate;
use domain::Failure;
use domain::access::{Action, Role};
use domain::id::OrganisationId;
use domain::people::{LetsIn, who_lets_in};
use domain::school::{CountSource, LinkKind, RegisterEntry};
use domain::text::Urn;
use sea_orm::FromQueryResult;

use super::area::{entry, organisation_of};
use super::join;
use super::pupils::{self, KNOWN, NEWEST, may_record};
use crate::Market;
use crate::access::Viewer;
use crate::db::{Reader, broken};
use crate::group::{OwnGroup, groups_of};
use crate::partnership::{Spell, spells};
use crate::people::held_roles;
use crate::trust::{FormerTrust, former_trusts};

/// Counts of pupils shown.
const COUNTS: u32 = 12;

/// Everything a school's page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolPage {
    /// What the register says.
    pub entry: RegisterEntry,
    /// Its organisation, if it is on Commonpool.
    pub organisation: Option<OrganisationId>,
    /// Who lets somebody in.
    pub letting_in: LettingIn,
    /// Partnerships that it is a member of, by name.
    pub partnerships: Vec<(OrganisationId, String)>,
    /// The groups that it is in, for its own people.
    pub groups: Vec<OwnGroup>,
    /// The trusts and federations that it has left, the first first, for its own people.
    pub left: Vec<FormerTrust>,
    /// Its memberships, those that ended too, the newest first, for its own people.
    pub memberships: Vec<Spell>,
    /// Its pupils, newest first.
    pub counts: Vec<PupilCount>,
    /// What came before and after it.
    pub links: Vec<LinkedSchool>,
    /// Whether the viewer may enter its pupils.
    pub may_record_pupils: bool,
    /// Whether the viewer would say so as the school itself, and not as a partnership.
    pub speaks_for_itself: bool,
    /// Whether the viewer acts for it and decides who else may.
    pub may_decide: bool,
    /// Whether the viewer acts for it now.
    pub is_own: bool,
}

/// Who lets somebody act for a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LettingIn {
    /// Whether anybody acts for it already.
    pub attended: bool,
    /// A buyer.
    pub buyer: LetsIn,
    /// An approver.
    pub approver: LetsIn,
}

impl LettingIn {
    fn of(held: &[Role]) -> Self {
        Self {
            attended: !held.is_empty(),
            buyer: who_lets_in(held, Role::Buyer),
            approver: who_lets_in(held, Role::Approver),
        }
    }
}

/// A count of pupils.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PupilCount {
    /// How many.
    pub pupils: u32,
    /// On which day.
    pub on: NaiveDate,
    /// Who says so.
    pub source: CountSource,
    /// Where the number is from, as it was entered.
    pub note: Option<String>,
    /// Why it is right, where it was unlikely.
    pub reason: Option<String>,
    /// Who entered it and for whom, for those who may know: the school and its partnerships.
    pub by: Option<(String, String)>,
}

/// A school that this one is linked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedSchool {
    /// Its number.
    pub urn: Urn,
    /// Its name, if the register has it here.
    pub name: Option<String>,
    /// What it is to this one.
    pub kind: LinkKind,
    /// Since when.
    pub since: Option<NaiveDate>,
}

/// A school's page.
///
/// # Errors
/// `NotFound` where the register has no such number.
pub async fn school_page(
    market: &Market,
    viewer: &Viewer,
    urn: &Urn,
) -> Result<SchoolPage, Failure> {
    let today = market.today();
    let actor = viewer.signed_in();
    market
        .db
        .read(|r| async move {
            let entry = entry(&r, urn).await?.ok_or(Failure::NotFound)?;
            let organisation = organisation_of(&r, urn).await?;
            let (held, partnerships) = match organisation {
                Some(school) => (
                    held_roles(&r, school, today).await?,
                    join::partnerships_of(&r, school, today).await?,
                ),
                None => (Vec::new(), Vec::new()),
            };
            let own = actor.and_then(|actor| actor.permit_own(Action::ViewSchool).ok());
            let own =
                own.map(|permit| permit.organisation()).filter(|own| Some(*own) == organisation);
            let (groups, left, memberships) = match own {
                Some(school) => (
                    groups_of(&r, school, today).await?,
                    former_trusts(&r, school).await?,
                    spells(&r, school, None).await?,
                ),
                None => (Vec::new(), Vec::new(), Vec::new()),
            };
            let permit = match actor {
                Some(actor) => may_record(&r, actor, urn, today).await?,
                None => None,
            };
            let estimates = pupils::estimates_of(permit.as_ref());
            let may_record_pupils =
                permit.is_some() && (estimates.is_none() || !pupils::is_known(&r, urn).await?);
            Ok(SchoolPage {
                organisation,
                groups,
                left,
                memberships,
                letting_in: LettingIn::of(&held),
                partnerships,
                counts: counts(&r, urn, permit.is_some(), estimates).await?,
                links: links(&r, urn).await?,
                may_record_pupils,
                speaks_for_itself: estimates.is_none(),
                may_decide: actor.is_some_and(|actor| {
                    let permit = actor.permit_own(Action::ManagePeople);
                    permit.is_ok_and(|permit| Some(permit.organisation()) == organisation)
                }),
                is_own: actor.is_some_and(|actor| {
                    let permit = actor.permit_own(Action::ViewSchool);
                    permit.is_ok_and(|permit| Some(permit.organisation()) == organisation)
                }),
                entry,
            })
        })
        .await
}

#[derive(FromQueryResult)]
struct CountRow {
    pupils: i64,
    counted_on: NaiveDate,
    source: String,
    note: Option<String>,
    reason: Option<String>,
    entered_by: Option<String>,
    entered_for: Option<String>,
}

/// The counts that somebody may see: everybody what holds for everybody; a partnership its own
/// estimate too, and the school all of them, since it is asked to confirm them.
async fn counts(
    r: &Reader,
    urn: &Urn,
    knows_names: bool,
    estimates: Option<OrganisationId>,
) -> Result<Vec<PupilCount>, Failure> {
    let mut values: Vec<sea_orm::Value> = vec![urn.as_str().into()];
    let seen = match (knows_names, estimates) {
        (false, _) => KNOWN.to_owned(),
        (true, None) => "1 = 1".to_owned(),
        (true, Some(own)) => {
            values.push(own.uuid().into());
            format!("({KNOWN} OR c.entered_for = $2)")
        }
    };
    let sql = format!(
        "SELECT c.pupils, c.counted_on, c.source, c.note, c.reason, p.name AS entered_by, \
         o.name AS entered_for FROM pupil_count c LEFT JOIN person p ON p.id = c.entered_by \
         LEFT JOIN organisation o ON o.id = c.entered_for \
         WHERE c.urn = $1 AND {seen} ORDER BY {NEWEST} LIMIT {COUNTS}"
    );
    let rows: Vec<CountRow> = r.sql_all(&sql, values).await?;
    rows.into_iter()
        .map(|row| {
            let by = row.entered_by.zip(row.entered_for).filter(|_| knows_names);
            Ok(PupilCount {
                pupils: u32::try_from(row.pupils).map_err(broken)?,
                on: row.counted_on,
                source: CountSource::from_code(&row.source)
                    .ok_or_else(|| broken("a stored source of pupils is not known"))?,
                note: row.note,
                reason: row.reason,
                by,
            })
        })
        .collect()
}

#[derive(FromQueryResult)]
struct LinkRow {
    urn: String,
    linked_urn: String,
    kind: String,
    linked_on: Option<NaiveDate>,
    name: Option<String>,
}

/// Its links, whichever of the two the register tells them of.
pub(super) async fn links(r: &Reader, urn: &Urn) -> Result<Vec<LinkedSchool>, Failure> {
    let sql = "SELECT l.urn, l.linked_urn, l.kind, l.linked_on, s.name FROM register_link l \
               LEFT JOIN register_school s \
               ON s.urn = CASE WHEN l.urn = $1 THEN l.linked_urn ELSE l.urn END \
               WHERE l.urn = $1 OR l.linked_urn = $1 ORDER BY l.linked_on, l.linked_urn";
    let rows: Vec<LinkRow> = r.sql_all(sql, [urn.as_str().into()]).await?;
    let mut links: Vec<LinkedSchool> = Vec::new();
    for row in rows {
        let kind = LinkKind::from_code(&row.kind)
            .ok_or_else(|| broken(format!("a stored link is of no known kind: {}", row.kind)))?;
        let own = row.urn == urn.as_str();
        let kind = match kind {
            LinkKind::Predecessor if !own => LinkKind::Successor,
            LinkKind::Successor if !own => LinkKind::Predecessor,
            kind => kind,
        };
        let other = if own { row.linked_urn } else { row.urn };
        let other = Urn::parse(&other).map_err(|_| broken("a stored link leads to no number"))?;
        let told = links.iter_mut().find(|link| link.urn == other && link.kind == kind);
        match told {
            Some(told) => told.since = told.since.or(row.linked_on),
            None => {
                links.push(LinkedSchool { urn: other, name: row.name, kind, since: row.linked_on });
            }
        }
    }
    Ok(links)
}
