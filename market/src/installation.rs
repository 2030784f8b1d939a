//! The installation itself: real or demo, never both, and what its owner asks by command line.

use domain::access::{Capacity, Role};
use domain::id::OrganisationId;
use domain::{Failure, Problem, Refusal};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::association;
use crate::organisation::{self, NewOrganisation, OrganisationKind};

/// What an installation holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstallationKind {
    /// Real schools' business.
    Real,
    /// A demo world.
    Demo,
}

impl InstallationKind {
    const fn code(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Demo => "demo",
        }
    }
}

#[derive(FromQueryResult)]
struct Kind {
    kind: String,
}

/// Says what this database holds. The first to say it decides for good.
///
/// # Errors
/// `Refused(NotBesideRealData)` if it holds the other.
pub async fn claim(market: &Market, kind: InstallationKind) -> Result<(), Failure> {
    let now = market.now();
    market
        .db
        .write(|w| async move {
            let sql = "INSERT INTO installation (only_row, kind, created_at) VALUES (1, $1, $2) \
                       ON CONFLICT (only_row) DO NOTHING";
            w.execute(sql, [kind.code().into(), now.into()]).await?;
            let held: Option<Kind> =
                w.sql_one("SELECT kind FROM installation WHERE only_row = 1", []).await?;
            match held {
                Some(held) if held.kind == kind.code() => Ok(()),
                _ => Err(Refusal::NotBesideRealData.into()),
            }
        })
        .await
}

/// What this database holds, if anybody has said it yet.
pub async fn kind(market: &Market) -> Result<Option<InstallationKind>, Failure> {
    let held: Option<Kind> =
        market
            .db
            .read(|r| async move {
                r.sql_one("SELECT kind FROM installation WHERE only_row = 1", []).await
            })
            .await?;
    Ok(held.map(|held| match held.kind.as_str() {
        "demo" => InstallationKind::Demo,
        _ => InstallationKind::Real,
    }))
}

/// The organisation in which somebody added by command line holds a role: the one named, or for an
/// operator the installation itself, made when first needed.
pub async fn organisation_for(
    market: &Market,
    role: Role,
    slug: Option<&str>,
) -> Result<OrganisationId, Failure> {
    let for_installation = domain::access::Action::ALL.iter().any(|action| {
        domain::access::allowed(role, *action) && action.capacity() == Capacity::Installation
    });
    match slug {
        Some(slug) => {
            let found =
                market.db.read(|r| async move { organisation::by_slug(&r, slug).await }).await;
            found.map(|found| found.id)
        }
        None if for_installation => itself(market).await,
        None if role == Role::AssociationStaff => {
            market.db.write(|w| async move { association::itself(market, &w).await }).await
        }
        None => Err(Failure::field("organisation", Problem::Missing)),
    }
}

/// A council by its name, in which somebody added by command line holds a role; it is made where
/// there is none of that name.
///
/// # Errors
/// `Invalid` on `council` for what is no name.
pub async fn council(market: &Market, name: &str) -> Result<OrganisationId, Failure> {
    market
        .db
        .write(|w| async move { organisation::council(market, &w, name, "council").await })
        .await
}

async fn itself(market: &Market) -> Result<OrganisationId, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        id: Uuid,
    }
    market
        .db
        .write(|w| async move {
            let sql = "SELECT id FROM organisation WHERE kind = 'installation'";
            if let Some(found) = w.sql_one::<Found>(sql, []).await? {
                return Ok(OrganisationId::from_uuid(found.id));
            }
            let kind = OrganisationKind::Installation;
            let new = NewOrganisation { kind, name: "This installation", urn: None };
            organisation::create(market, &w, new).await
        })
        .await
}

/// A partnership by its part of an address, for the owner's command line.
pub async fn partnership(market: &Market, slug: &str) -> Result<OrganisationId, Failure> {
    let found = market.db.read(|r| async move { organisation::by_slug(&r, slug).await }).await?;
    if found.kind == OrganisationKind::Partnership { Ok(found.id) } else { Err(Failure::NotFound) }
}
