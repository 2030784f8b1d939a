//! Bringing in a list of people: looked at first, then carried out by what the pages for one person
//! do. Nobody's role in another organisation is read, so that nothing of it can be told.

mod schools;

use chrono::NaiveDate;
use domain::access::{Action, Role};
use domain::audit::Deed;
use domain::id::OrganisationId;
use domain::people::{PersonColumn, PersonRow, PersonWill, Post, RoleDays, Staffing};
use domain::text::{Email, Urn};
use domain::{Failure, FieldProblem, Pence, Problem};
use schools::Schools;
use sea_orm::FromQueryResult;
use serde::Serialize;
use serde_json::json;

use super::change::{ChangeLimit, EndRole, end_in, set_limit};
use super::invite::{InvitePerson, LETTERS, letters, send};
use super::keeper::own_roles;
use super::list::{held, read_role};
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};
use crate::idempotency::Once;
use crate::listed::{Becomes, CarriedOut, CarryOut, List, Preview, RowWrong};
use crate::organisation::{self, Grant, Organisation};
use crate::{Market, delegation, limit, partnership};

/// The most rows that are taken from one list.
const ROWS_MAX: usize = 500;

/// What a row of a list of people would change.
#[derive(Debug, Clone, Serialize)]
pub struct PersonChange {
    /// Its line in the list.
    pub line: u64,
    /// Their address.
    pub email: Email,
    /// As what.
    pub role: Role,
    /// For whom they would act.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// What would become of it.
    pub will: PersonWill,
    /// How an address that is not the school's own is known.
    pub reason: Option<String>,
    /// Whether it is about a member school, and not about the organisation itself.
    pub of_member: bool,
}

impl PersonChange {
    /// What becomes of the role.
    pub const fn becomes(&self) -> Becomes {
        match self.will {
            PersonWill::Keep => Becomes::Unchanged,
            PersonWill::Invite { .. } | PersonWill::Give { .. } => Becomes::New,
            PersonWill::Change { .. } => Becomes::Changed,
        }
    }
}

/// What a list of people would change: nothing is written.
///
/// # Errors
/// `Invalid` on `file`, or naming the columns that are missing from its header.
pub async fn preview_people(
    market: &Market,
    actor: &Actor,
    contents: &[u8],
) -> Result<Preview<PersonChange>, Failure> {
    let permit = &actor.permit_own(Action::ManagePeople)?;
    let list = &List::read_sent(contents, ROWS_MAX).await?;
    market.db.read(|r| async move { preview(market, &r, (actor, permit), list).await }).await
}

/// Carries out a list of people as it was shown.
///
/// # Errors
/// `Invalid` as for looking at it; `NotAsShown` where it would change something else by now;
/// `TooMany` after as many letters as may be sent in a day.
pub async fn import_people(
    market: &Market,
    actor: &Actor,
    command: CarryOut,
) -> Result<CarriedOut, Failure> {
    let permit = &actor.permit_own(Action::ManagePeople)?;
    let contents = (permit.organisation(), &command.list, &command.seen);
    let once = &Once::new(permit.person(), "import_people", &command.key, &contents)?;
    let list = &List::read(command.list.as_bytes(), ROWS_MAX)?;
    let seen = command.seen.as_str();
    market
        .db
        .write(|w| async move {
            let work = carry_out(market, &w, (actor, permit), list, seen);
            once.answer(market, &w, work).await
        })
        .await
}

fn wrong(field: &'static str, problem: Problem) -> Vec<FieldProblem> {
    vec![FieldProblem { field, problem }]
}

/// What each row would do, given what those before it do.
async fn preview(
    market: &Market,
    r: &Reader,
    (actor, permit): (&Actor, &Permit),
    list: &List<PersonColumn>,
) -> Result<Preview<PersonChange>, Failure> {
    let (rows, mut unusable) = list.rows(PersonRow::read);
    let own = organisation::by_id(r, permit.organisation()).await?;
    let roles = own_roles(actor);
    let mut here = Staffing {
        kind: own.kind,
        own: &roles,
        own_email: actor.email(),
        posts: posts(r, own.id, market.today()).await?,
        invited: invited(market, r, own.id).await?,
        needs_governors: delegation::needs_governors(r, own.id).await?,
        today: market.today(),
    };
    let elsewhere =
        |row: &PersonRow| row.urn.clone().filter(|urn| own.urn.as_deref() != Some(urn.as_str()));
    let urns: Vec<Urn> = rows.iter().filter_map(|(_, row)| elsewhere(row)).collect();
    let mut schools = Schools::of(market, r, actor, &urns).await?;
    let (mut planned, mut met) = (Vec::with_capacity(rows.len()), Vec::new());
    for (line, row) in rows {
        let place = elsewhere(&row);
        let key = (place.clone(), row.email.clone(), row.role);
        let (organisation, name, will) = if met.contains(&key) {
            (own.id, String::new(), Err(wrong("email", Problem::AlreadyUsed)))
        } else if let Some(urn) = &place {
            schools.plan(urn, &row)
        } else {
            (own.id, own.name.clone(), here.plan(&row))
        };
        met.push(key);
        match will {
            Ok(will) => {
                let PersonRow { email, role, reason, .. } = row;
                let of_member = place.is_some();
                planned.push(PersonChange {
                    line,
                    email,
                    role,
                    organisation,
                    name,
                    will,
                    reason,
                    of_member,
                });
            }
            Err(problems) => unusable.push(RowWrong { line, problems }),
        }
    }
    let letter =
        |row: &&PersonChange| matches!(row.will, PersonWill::Invite { .. }) && !row.of_member;
    let most = usize::try_from(LETTERS).map_err(broken)?;
    if planned.iter().filter(letter).count() > most {
        return Err(Failure::field("file", Problem::TooMany { most: LETTERS }));
    }
    Preview::new(list.as_text()?, planned, unusable, PersonChange::becomes)
}

/// The roles held in an organisation today or to come.
async fn posts(r: &Reader, own: OrganisationId, today: NaiveDate) -> Result<Vec<Post>, Failure> {
    let rows = held(r, own, today, None, usize::from(u16::MAX)).await?;
    rows.into_iter().map(super::list::Row::post).collect()
}

/// The addresses to which an invitation of an organisation waits, with its role.
async fn invited(
    market: &Market,
    r: &Reader,
    own: OrganisationId,
) -> Result<Vec<(String, Role)>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        email: String,
        role: String,
    }
    let sql = "SELECT email, role FROM invitation WHERE organisation_id = $1 \
               AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2 \
               AND (ends_on IS NULL OR ends_on >= $3)";
    let values = [own.uuid().into(), market.now().into(), market.today().into()];
    let rows: Vec<Row> = r.sql_all(sql, values).await?;
    rows.into_iter().map(|row| Ok((row.email, read_role(&row.role)?))).collect()
}

async fn carry_out(
    market: &Market,
    w: &Writer,
    (actor, permit): (&Actor, &Permit),
    list: &List<PersonColumn>,
    seen: &str,
) -> Result<CarriedOut, Failure> {
    organisation::one_at_a_time(w, permit.organisation()).await?;
    let shown = preview(market, w, (actor, permit), list).await?;
    shown.is_as_shown(seen)?;
    for row in &shown.rows {
        match &row.will {
            PersonWill::Keep => {}
            PersonWill::Invite { limit, days } => {
                invite(market, w, (actor, permit), row, (*limit, *days)).await?;
            }
            PersonWill::Give { person, limit, days } => {
                let grant = Grant {
                    person: *person,
                    organisation: row.organisation,
                    role: row.role,
                    order_limit_pence: limit.map(Pence::get),
                    starts_on: days.first,
                    ends_on: days.last,
                };
                give(market, w, permit, grant).await?;
            }
            PersonWill::Change { post, limit, until } => {
                let mut holding = post.id.ok_or_else(|| broken("a role without an id"))?;
                if let Some(limit) = limit {
                    let change = ChangeLimit { holding, limit: limit.to };
                    holding = set_limit(market, w, (actor, permit), change).await?;
                }
                if let Some(last_day) = *until {
                    let end = EndRole { holding, last_day: Some(last_day) };
                    end_in(market, w, (actor, permit), end).await?;
                }
            }
        }
    }
    Ok(shown.would)
}

async fn invite(
    market: &Market,
    w: &Writer,
    (actor, permit): (&Actor, &Permit),
    row: &PersonChange,
    (limit, days): (Option<Pence>, RoleDays),
) -> Result<(), Failure> {
    let own = permit.organisation();
    let (bucket, permit) = if row.of_member {
        let permit = actor.permit_own(Action::ManageMembers)?;
        (partnership::letters_to_schools(own), permit)
    } else {
        (letters(own), permit.clone())
    };
    limit::count(market, w, &bucket).await?;
    let to: Organisation = organisation::by_id(w, row.organisation).await?;
    let command = InvitePerson { email: row.email.clone(), role: row.role, limit, days };
    let reason = row.reason.as_deref();
    send(market, w, (actor, &permit), &to, &command, reason).await.map(|_| ())
}

/// Gives somebody who acts for the organisation another role there.
async fn give(market: &Market, w: &Writer, permit: &Permit, grant: Grant) -> Result<(), Failure> {
    let id = organisation::begin_role(market, w, grant).await?;
    let chain = organisation::chain_of(w, grant.organisation).await?;
    let record = Record::new(chain, permit, Deed::GiveRole, id).after(&json!({
        "person": grant.person,
        "role": grant.role,
        "limit_pence": grant.order_limit_pence,
        "from": grant.starts_on,
        "until": grant.ends_on,
    }))?;
    audit::record(market, w, record).await
}
