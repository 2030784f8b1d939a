//! A trust's or federation's page, as the national register knows it.

use domain::Failure;
use domain::access::Action;
use domain::id::OrganisationId;
use domain::organisation::OrganisationKind;
use domain::school::{RegisterEntry, TrustBehind};
use domain::text::Urn;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::access::{Actor, Permit, Viewer};
use crate::db::{Reader, broken};

/// What a trust's page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustPage {
    /// The register's number of it.
    pub uid: String,
    /// Trust or federation.
    pub kind: OrganisationKind,
    /// What kind of trust it is, where the register says.
    pub trust: Option<TrustBehind>,
    /// Its name.
    pub name: String,
    /// Its schools by name, two hundred at most.
    pub schools: Vec<SchoolOfTrust>,
    /// Its organisation, if it is on Commonpool.
    pub organisation: Option<OrganisationId>,
    /// Whether somebody acts for it already.
    pub attended: bool,
    /// Whether whoever looks may bring it in.
    pub brings_in: BringsIn,
}

/// Whether somebody may bring a trust in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BringsIn {
    /// They have nothing to do with it.
    No,
    /// They may.
    Yes,
    /// Not they: schools of it are members of other partnerships too.
    Elsewhere,
}

/// A school of a trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolOfTrust {
    /// Its number.
    pub urn: Urn,
    /// Its name.
    pub name: String,
    /// The council's area it lies in.
    pub area: Option<String>,
}

#[derive(FromQueryResult)]
struct SchoolRow {
    urn: String,
    name: String,
    la_name: Option<String>,
    group_name: Option<String>,
    is_trust: i64,
}

/// The trust or federation of a number.
///
/// # Errors
/// `NotFound` where no school of the register is in one of this number.
pub async fn trust_page(market: &Market, viewer: &Viewer, uid: &str) -> Result<TrustPage, Failure> {
    let actor = viewer.signed_in();
    market
        .db
        .read(|r| async move {
            let (kind, name, schools) = schools(&r, uid).await?;
            let trust = trust_of(&r, &schools).await?;
            let organisation = organisation_of(&r, uid).await?;
            let attended = match organisation {
                Some(id) => !crate::people::held_roles(&r, id, market.today()).await?.is_empty(),
                None => false,
            };
            let brings_in = match actor {
                Some(actor) if !attended => may_bring_in(market, &r, actor, uid).await?.into(),
                _ => BringsIn::No,
            };
            let uid = uid.to_owned();
            Ok(TrustPage { uid, kind, trust, name, schools, organisation, attended, brings_in })
        })
        .await
}

/// Its kind, name and schools.
pub(super) async fn schools(
    r: &Reader,
    uid: &str,
) -> Result<(OrganisationKind, String, Vec<SchoolOfTrust>), Failure> {
    let sql = "SELECT urn, name, la_name, COALESCE(CASE WHEN trust_uid = $1 THEN trust_name END, \
         federation_name) AS group_name, \
         CAST(CASE WHEN trust_uid = $1 THEN 1 ELSE 0 END AS BIGINT) AS is_trust \
         FROM register_school WHERE (trust_uid = $1 OR federation_uid = $1) \
         AND status <> 'closed' ORDER BY name, urn";
    let rows: Vec<SchoolRow> = r.sql_whole(sql, [uid.into()]).await?;
    let first = rows.first().ok_or(Failure::NotFound)?;
    let kind =
        if first.is_trust == 1 { OrganisationKind::Trust } else { OrganisationKind::Federation };
    let name = first.group_name.clone().unwrap_or_else(|| uid.to_owned());
    let schools = rows.into_iter().map(|row| {
        let urn = Urn::parse(&row.urn).map_err(|_| broken("a stored school has no number"))?;
        Ok(SchoolOfTrust { urn, name: row.name, area: row.la_name })
    });
    Ok((kind, name, schools.collect::<Result<_, Failure>>()?))
}

/// What kind of trust the register says is behind its schools.
async fn trust_of(r: &Reader, schools: &[SchoolOfTrust]) -> Result<Option<TrustBehind>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        entry: String,
    }
    let Some(first) = schools.first() else { return Ok(None) };
    let sql = "SELECT entry FROM register_school WHERE urn = $1";
    let row: Option<Row> = r.sql_one(sql, [first.urn.as_str().into()]).await?;
    let entry = row.map(|row| serde_json::from_str::<RegisterEntry>(&row.entry)).transpose();
    Ok(entry.map_err(broken)?.and_then(|entry| entry.trust))
}

/// Its organisation, if it is on Commonpool.
pub(super) async fn organisation_of(
    r: &Reader,
    uid: &str,
) -> Result<Option<OrganisationId>, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        id: Uuid,
    }
    let sql = "SELECT id FROM organisation WHERE group_uid = $1";
    let found: Option<Found> = r.sql_one(sql, [uid.into()]).await?;
    Ok(found.map(|found| OrganisationId::from_uuid(found.id)))
}

/// Whether somebody may bring a trust in, with the permit under which they do.
pub(super) enum MayBringIn {
    No(Failure),
    Yes(Permit),
    Elsewhere,
}

impl From<MayBringIn> for BringsIn {
    fn from(may: MayBringIn) -> Self {
        match may {
            MayBringIn::No(_) => Self::No,
            MayBringIn::Yes(_) => Self::Yes,
            MayBringIn::Elsewhere => Self::Elsewhere,
        }
    }
}

/// Staff of a partnership bring in a trust whose schools are their members and nobody else's;
/// whoever keeps the installation any.
pub(super) async fn may_bring_in(
    market: &Market,
    r: &Reader,
    actor: &Actor,
    uid: &str,
) -> Result<MayBringIn, Failure> {
    #[derive(FromQueryResult)]
    struct Members {
        own: i64,
        others: i64,
    }
    if let Ok(permit) = actor.permit_installation(Action::CreatePartnership) {
        return Ok(MayBringIn::Yes(permit));
    }
    let permit = match actor.permit_own(Action::ManageMembers) {
        Ok(permit) => permit,
        Err(failure) => return Ok(MayBringIn::No(failure)),
    };
    let members = |which: &str| {
        format!(
            "(SELECT COUNT(*) FROM membership m JOIN organisation o ON o.id = m.organisation_id \
             JOIN register_school s ON s.urn = o.urn WHERE (s.trust_uid = $1 OR \
             s.federation_uid = $1) AND m.starts_on <= $3 \
             AND (m.ends_on IS NULL OR m.ends_on >= $3) AND m.partnership_id {which} $2)"
        )
    };
    let sql = format!("SELECT {} AS own, {} AS others", members("="), members("<>"));
    let values = [uid.into(), permit.organisation().uuid().into(), market.today().into()];
    let found: Option<Members> = r.sql_one(&sql, values).await?;
    Ok(match found {
        Some(Members { own: 1.., others: 0 }) => MayBringIn::Yes(permit),
        Some(Members { own: 1.., .. }) => MayBringIn::Elsewhere,
        _ => MayBringIn::No(Failure::NotFound),
    })
}
