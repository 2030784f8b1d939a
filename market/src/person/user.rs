//! Adding people from the command line or a demo world.

use domain::access::Role;
use domain::audit::Deed;
use domain::id::{OrganisationId, PersonId};
use domain::text::{self, Email};
use domain::{Failure, FieldProblem, Problem};
use serde_json::json;

use super::password;
use crate::Market;
use crate::audit::{self, Record, Who};
use crate::db::{Reader, Writer};
use crate::organisation;

/// A person to be added, with a role in an organisation.
#[derive(Debug, Clone)]
pub struct AddUser {
    /// Their address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Their password; without one they choose it by e-mail.
    pub password: Option<String>,
    /// Where they belong.
    pub organisation: OrganisationId,
    /// As what.
    pub role: Role,
    /// The most they may order or approve alone, in pence including VAT.
    pub order_limit_pence: Option<i64>,
}

/// Adds a person, or gives one who is known another role. Whoever can run the command line owns
/// the installation: there is no actor to ask.
pub async fn add_user(market: &Market, add: AddUser) -> Result<PersonId, Failure> {
    let email = Email::parse(&add.email);
    let name = text::name(&add.name, 120);
    let mut problems = Vec::new();
    let mut note = |field, problem: Option<&Problem>| {
        problems.extend(problem.map(|p| FieldProblem { field, problem: p.clone() }));
    };
    note("email", email.as_ref().err());
    note("name", name.as_ref().err());
    note("password", add.password.as_deref().and_then(|p| password::check(p).err()).as_ref());
    let (Ok(email), Ok(name), true) = (email, name, problems.is_empty()) else {
        return Err(Failure::Invalid(problems));
    };
    let digest = match add.password {
        Some(password) => Some(password::digest(market, password).await?),
        None => None,
    };
    let (email, name, digest) = (&email, &name, &digest);
    market
        .db
        .write(|w| async move {
            let person = find_or_create(market, &w, email, name, digest.as_deref()).await?;
            organisation::grant_role(
                market,
                &w,
                person,
                add.organisation,
                add.role,
                add.order_limit_pence,
            )
            .await?;
            let chain = organisation::chain_of(&w, add.organisation).await?;
            let entry = Record::new(chain, Who::owner(market), Deed::AddUser, person)
                .party(add.organisation)
                .after(&json!({"organisation": add.organisation, "role": add.role}))?
                .personal("email", email.as_str())
                .personal("name", name.clone());
            audit::record(market, &w, entry).await?;
            Ok(person)
        })
        .await
}

/// Whoever has an address, if anybody has.
pub async fn with_email(market: &Market, email: &str) -> Result<Option<PersonId>, Failure> {
    let Ok(email) = Email::parse(email) else { return Ok(None) };
    let email = email.as_str();
    market.db.read(|r| async move { find(&r, email).await }).await
}

#[derive(sea_orm::FromQueryResult)]
struct Found {
    id: uuid::Uuid,
}

/// The name and the address of somebody; nothing where the address was erased.
pub(super) async fn address(
    r: &Reader,
    person: PersonId,
) -> Result<Option<(String, String)>, Failure> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        name: String,
        email: Option<String>,
    }
    let sql = "SELECT name, email FROM person WHERE id = $1";
    let row: Option<Row> = r.sql_one(sql, [person.uuid().into()]).await?;
    Ok(row.and_then(|row| Some((row.name, row.email?))))
}

pub(super) async fn find(r: &Reader, email: &str) -> Result<Option<PersonId>, Failure> {
    let sql = "SELECT id FROM person WHERE email = $1";
    let found: Option<Found> = r.sql_one(sql, [email.into()]).await?;
    Ok(found.map(|found| PersonId::from_uuid(found.id)))
}

/// Fails as `NotFound` unless the person is one of a demo world.
pub(super) async fn must_be_of_demo(r: &Reader, person: PersonId) -> Result<(), Failure> {
    let sql = "SELECT p.id FROM person p JOIN installation i ON i.kind = 'demo' WHERE p.id = $1";
    let found: Option<Found> = r.sql_one(sql, [person.uuid().into()]).await?;
    found.map(|_| ()).ok_or(Failure::NotFound)
}

/// The person with the address, made if nobody has it yet.
pub(crate) async fn find_or_create(
    market: &Market,
    w: &Writer,
    email: &Email,
    name: &str,
    password_hash: Option<&str>,
) -> Result<PersonId, Failure> {
    let sql = "INSERT INTO person (id, email, name, password_hash, created_at, version) \
               VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (email) DO NOTHING";
    let values: [sea_orm::Value; 5] = [
        market.ids.uuid().into(),
        email.as_str().into(),
        name.into(),
        password_hash.map(str::to_owned).into(),
        market.now().into(),
    ];
    w.execute(sql, values).await?;
    find(w, email.as_str()).await?.ok_or_else(|| crate::db::broken("a person vanished"))
}
