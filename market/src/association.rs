//! The association of partnerships: which partnerships belong to it, by their own act, and the
//! directory that everybody reads.

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::form::optional;
use domain::id::{OrganisationId, TieId};
use domain::organisation::OrganisationKind;
use domain::partnership::LineOfWork;
use domain::school::Area;
use domain::text;
use domain::{Failure, Refusal};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};
use crate::organisation::{self, NewOrganisation};
use crate::partnership::areas_of_each;

/// What the association is called when it is made.
const NAME: &str = "The association of partnerships";
/// The longest that a partnership says of how it is reached.
const CONTACT_MAX: usize = 120;

/// A partnership in the directory: what everybody may know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The partnership.
    pub partnership: OrganisationId,
    /// Its name.
    pub name: String,
    /// The councils' areas it works in.
    pub areas: Vec<&'static Area>,
    /// What it works in.
    pub lines_of_work: Vec<LineOfWork>,
    /// How many of its services are on sale.
    pub on_sale: u64,
    /// How many members it has, as counted here.
    pub members: u64,
    /// How it is reached, in its own words.
    pub contact: Option<String>,
    /// Since when it belongs to the association.
    pub since: NaiveDate,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    lines_of_work: String,
    public_contact: Option<String>,
    on_sale: i64,
    members: i64,
    starts_on: NaiveDate,
}

/// The partnerships `p` whose tie `t` to the association holds on a day, `$1`.
pub(crate) const LISTED: &str = "tie t JOIN partnership p ON p.organisation_id = t.child_id \
    WHERE t.kind = 'association' AND t.starts_on <= $1 AND (t.ends_on IS NULL OR t.ends_on >= $1)";

/// The partnerships that belong to the association, by name. Two statements.
pub async fn directory(market: &Market) -> Result<Vec<Listed>, Failure> {
    let today = market.today();
    let sql = format!(
        "SELECT o.id, o.name, p.lines_of_work, p.public_contact, t.starts_on, \
         (SELECT COUNT(*) FROM service s WHERE s.partnership_id = o.id AND s.state = 'live') \
         AS on_sale, (SELECT COUNT(DISTINCT m.organisation_id) FROM membership m \
         WHERE m.partnership_id = o.id AND m.starts_on <= $1 \
         AND (m.ends_on IS NULL OR m.ends_on >= $1)) AS members \
         FROM organisation o, {LISTED} AND o.id = t.child_id \
         ORDER BY o.name, o.id"
    );
    market
        .db
        .read(|r| async move {
            let rows: Vec<Row> = r.sql_whole(&sql, [today.into()]).await?;
            let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
            let mut areas = areas_of_each(&r, &ids).await?;
            let count = |number: i64| u64::try_from(number).unwrap_or(0);
            rows.into_iter()
                .map(|row| {
                    let lines = row.lines_of_work.split(',').filter(|code| !code.is_empty());
                    let lines: Option<Vec<LineOfWork>> = lines.map(LineOfWork::from_code).collect();
                    Ok(Listed {
                        partnership: OrganisationId::from_uuid(row.id),
                        name: row.name,
                        areas: areas.remove(&row.id).unwrap_or_default(),
                        lines_of_work: lines
                            .ok_or_else(|| broken("a stored line of work is not known"))?,
                        on_sale: count(row.on_sale),
                        members: count(row.members),
                        contact: row.public_contact,
                        since: row.starts_on,
                    })
                })
                .collect()
        })
        .await
}

/// How a partnership stands to the association.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What the association is called.
    pub association: String,
    /// Since when the partnership belongs to it; nothing where it does not.
    pub since: Option<NaiveDate>,
    /// How it is reached, in its own words.
    pub contact: Option<String>,
}

/// The association.
struct Association {
    id: OrganisationId,
    name: String,
}

async fn find(r: &Reader) -> Result<Option<Association>, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        id: Uuid,
        name: String,
    }
    let sql = "SELECT id, name FROM organisation WHERE kind = 'association' ORDER BY id LIMIT 1";
    let found: Option<Found> = r.sql_one(sql, []).await?;
    Ok(found.map(|row| Association { id: OrganisationId::from_uuid(row.id), name: row.name }))
}

/// The association, made when somebody first works for it.
pub(crate) async fn itself(market: &Market, w: &Writer) -> Result<OrganisationId, Failure> {
    match find(w).await? {
        Some(found) => Ok(found.id),
        None => {
            let kind = OrganisationKind::Association;
            let new = NewOrganisation { kind, name: NAME, urn: None };
            organisation::create(market, w, new).await
        }
    }
}

/// How the partnership acted for stands to the association.
///
/// # Errors
/// `NotFound` where there is no association here.
pub async fn association_standing(market: &Market, actor: &Actor) -> Result<Standing, Failure> {
    #[derive(FromQueryResult)]
    struct Own {
        contact: Option<String>,
        since: Option<NaiveDate>,
    }
    let permit = actor.permit_own(Action::ManagePartnership)?;
    let (own, today) = (permit.organisation().uuid(), market.today());
    market
        .db
        .read(|r| async move {
            let found = find(&r).await?.ok_or(Failure::NotFound)?;
            let sql = "SELECT p.public_contact AS contact, (SELECT t.starts_on FROM tie t \
                       WHERE t.parent_id = $2 AND t.child_id = $1 AND t.kind = 'association' \
                       AND (t.ends_on IS NULL OR t.ends_on >= $3)) AS since \
                       FROM partnership p WHERE p.organisation_id = $1";
            let values = [own.into(), found.id.uuid().into(), today.into()];
            let row: Option<Own> = r.sql_one(sql, values).await?;
            let row = row.ok_or(Failure::NotFound)?;
            Ok(Standing { association: found.name, since: row.since, contact: row.contact })
        })
        .await
}

/// A partnership's wish to belong to the association.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinAssociation {
    /// How it is reached: everybody reads it. May be left out.
    pub contact: String,
}

/// Joins the association, and stands in its directory from today on. One that belongs to it already
/// changes how it is reached.
///
/// # Errors
/// `NotFound` where there is no association here; `Invalid` on `contact`.
pub async fn join_association(
    market: &Market,
    actor: &Actor,
    command: JoinAssociation,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManagePartnership)?;
    let contact = &optional(text::contact(&command.contact, CONTACT_MAX))
        .map_err(|problem| Failure::field("contact", problem))?;
    market
        .db
        .write(|w| async move {
            let association = find(&w).await?.ok_or(Failure::NotFound)?.id;
            let own = permit.organisation();
            let sql = "UPDATE partnership SET public_contact = $2 WHERE organisation_id = $1";
            w.execute_one(sql, [own.uuid().into(), contact.clone().into()]).await?;
            let sql = "INSERT INTO tie (id, kind, parent_id, child_id, starts_on) \
                       VALUES ($1, 'association', $2, $3, $4) ON CONFLICT DO NOTHING";
            let id = TieId::from_uuid(market.ids.uuid());
            let values: [Value; 4] = [
                id.uuid().into(),
                association.uuid().into(),
                own.uuid().into(),
                market.today().into(),
            ];
            w.execute(sql, values).await?;
            let record = Record::new(Some(own), permit, Deed::JoinAssociation, own)
                .party(association)
                .after(&json!({"contact": contact}))?;
            audit::record(market, &w, record).await
        })
        .await
}

/// Leaves the association, and its directory, at once.
///
/// # Errors
/// `NotFound` where there is no association here; `Refused(NotInAssociation)`.
pub async fn leave_association(market: &Market, actor: &Actor) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManagePartnership)?;
    market
        .db
        .write(|w| async move {
            let association = find(&w).await?.ok_or(Failure::NotFound)?.id;
            let own = permit.organisation();
            let yesterday = market.today().pred_opt();
            let yesterday = yesterday.ok_or_else(|| broken("a day without one before"))?;
            let sql = "UPDATE tie SET ends_on = $3, ended_at = $4 WHERE parent_id = $1 \
                       AND child_id = $2 AND kind = 'association' AND ends_on IS NULL";
            let values: [Value; 4] = [
                association.uuid().into(),
                own.uuid().into(),
                yesterday.into(),
                market.now().into(),
            ];
            if w.execute(sql, values).await? == 0 {
                return Err(Refusal::NotInAssociation.into());
            }
            let record =
                Record::new(Some(own), permit, Deed::LeaveAssociation, own).party(association);
            audit::record(market, &w, record).await
        })
        .await
}
