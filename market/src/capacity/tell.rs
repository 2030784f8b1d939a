//! Who is told of what becomes of a pool's days: whoever keeps it, and the schools that booked them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::Failure;
use domain::access::Action;
use domain::id::{OrganisationId, PersonId, PoolId, PractitionerId, ServiceId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::db::{Reader, Writer};
use crate::mail::About;
use crate::person::{Recipient, tell_each, tell_once, who_may};

/// A pool as messages tell of it.
pub(super) struct Told {
    /// What it is called.
    pub name: String,
    /// Who delivers.
    pub provider: String,
    provider_id: OrganisationId,
    partnership_id: OrganisationId,
    service: Option<ServiceId>,
}

impl Told {
    /// A page of the pool.
    pub fn path(&self, of: impl std::fmt::Display) -> String {
        match self.service {
            Some(service) => format!("/services/{service}/pool{of}"),
            None => "/services".to_owned(),
        }
    }

    /// The partnership through which its days are sold.
    pub fn partnership(&self) -> OrganisationId {
        self.partnership_id
    }
}

/// A pool as messages tell of it.
pub(super) async fn told(r: &Reader, pool: PoolId) -> Result<Told, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
        provider: String,
        provider_id: Uuid,
        partnership_id: Uuid,
        service_id: Option<Uuid>,
    }
    let sql = "SELECT x.name, o.name AS provider, x.provider_id, x.partnership_id, \
               (SELECT s.id FROM service s WHERE s.pool_id = x.id ORDER BY s.number LIMIT 1) \
               AS service_id \
               FROM pool x JOIN organisation o ON o.id = x.provider_id WHERE x.id = $1";
    let row: Option<Row> = r.sql_one(sql, [pool.uuid().into()]).await?;
    let row = row.ok_or(Failure::NotFound)?;
    Ok(Told {
        name: row.name,
        provider: row.provider,
        provider_id: OrganisationId::from_uuid(row.provider_id),
        partnership_id: OrganisationId::from_uuid(row.partnership_id),
        service: row.service_id.map(ServiceId::from_uuid),
    })
}

/// Tells the provider and the partnership's staff, each person once.
pub(super) async fn tell_keepers(
    market: &Market,
    w: &Writer,
    told: &Told,
    about: &About,
) -> Result<(), Failure> {
    let whom = vec![
        (told.provider_id, Action::ManagePool, String::new()),
        (told.partnership_id, Action::ManageServices, String::new()),
    ];
    tell_once(market, w, whom, |_| about.clone()).await
}

/// Tells each school of its own days that whoever is booked cannot come as things stand, and never
/// why; gives the schools.
pub(super) async fn tell_schools(
    market: &Market,
    w: &Writer,
    told: &Told,
    days: impl IntoIterator<Item = (OrganisationId, NaiveDate)>,
) -> Result<Vec<OrganisationId>, Failure> {
    let mut of_school: BTreeMap<OrganisationId, Vec<NaiveDate>> = BTreeMap::new();
    for (school, day) in days {
        of_school.entry(school).or_default().push(day);
    }
    let mut schools = Vec::new();
    for (school, days) in of_school {
        let (what, provider) = (told.name.clone(), told.provider.clone());
        let about = About::DaysUncertain { what, provider, days };
        let people = who_may(w, school, Action::PlaceOrder, market.today()).await?;
        tell_each(market, w, people, &about).await?;
        schools.push(school);
    }
    Ok(schools)
}

/// Tells somebody of a pool who has an account.
pub(crate) async fn tell_practitioner(
    market: &Market,
    w: &Writer,
    who: PractitionerId,
    about: &About,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Account {
        id: Uuid,
        name: String,
        email: String,
    }
    let sql = "SELECT x.id, x.name, x.email FROM practitioner p JOIN person x ON x.id = p.person_id \
               WHERE p.id = $1 AND x.email IS NOT NULL";
    let account: Option<Account> = w.sql_one(sql, [who.uuid().into()]).await?;
    let one = |row: Account| Recipient::new(PersonId::from_uuid(row.id), row.name, row.email);
    tell_each(market, w, account.map(one), about).await
}
