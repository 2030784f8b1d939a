//! What no use case makes yet: a partnership with its area, its level of membership, its members.
#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "these rows are put into the tables as the use cases that make them will"
)]

use chrono::NaiveDate;
use domain::id::OrganisationId;
use market::Market;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement, Value};
use uuid::Uuid;

use crate::{Ended, register};

/// The tables of a market, written directly.
pub struct Rooms<'a> {
    connection: DatabaseConnection,
    market: &'a Market,
}

/// A partnership and its level of membership.
pub struct Partnership {
    pub id: OrganisationId,
    tier: Uuid,
}

impl<'a> Rooms<'a> {
    pub async fn open(market: &'a Market, database_url: &str) -> Ended<Self> {
        let mut options = ConnectOptions::new(database_url);
        options.sqlx_logging(false).max_connections(1);
        Ok(Self { connection: Database::connect(options).await?, market })
    }

    /// Ends the writing, so that nothing of it is left beside the file.
    pub async fn close(self) -> Ended {
        Ok(self.connection.close().await?)
    }

    async fn run(&self, sql: &str, values: Vec<Value>) -> Ended {
        let backend = self.connection.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        self.connection.execute_raw(statement).await?;
        Ok(())
    }

    async fn organisation(&self, kind: &str, name: &str, urn: Option<String>) -> Ended<Uuid> {
        let id = Uuid::now_v7();
        let slug = format!("{kind}-{}", id.simple());
        let sql = "INSERT INTO organisation (id, kind, name, slug, urn, created_at, version) \
                   VALUES ($1, $2, $3, $4, $5, $6, 1)";
        let now = self.market.now();
        self.run(
            sql,
            vec![id.into(), kind.into(), name.into(), slug.into(), urn.into(), now.into()],
        )
        .await?;
        Ok(id)
    }

    /// A company of schools.
    pub async fn partnership(&self, name: &str) -> Ended<Partnership> {
        let id = self.organisation("partnership", name, None).await?;
        let sql = "INSERT INTO partnership (organisation_id, model, legal_shape, invoice_prefix, \
                   payment_terms_days, version) VALUES ($1, 'traded_only', 'company', 'BENCH', 30, 1)";
        self.run(sql, vec![id.into()]).await?;
        let sql = "INSERT INTO partnership_area (partnership_id, la_code) VALUES ($1, $2)";
        self.run(sql, vec![id.into(), register::AREA.into()]).await?;
        let tier = Uuid::now_v7();
        let sql = "INSERT INTO tier (id, partnership_id, name, rights, rule, includes, position, \
                   starts_on, version) VALUES ($1, $2, 'Full', 'full', '{}', '[]', 1, $3, 1)";
        self.run(sql, vec![tier.into(), id.into(), long_ago(self.market).into()]).await?;
        Ok(Partnership { id: OrganisationId::from_uuid(id), tier })
    }

    /// A school of the register that is a member.
    pub async fn member(&self, partnership: &Partnership, number: u32) -> Ended<OrganisationId> {
        let urn = Some(register::urn(number));
        let id = self.organisation("school", &register::name(number), urn).await?;
        let sql = "INSERT INTO membership (id, partnership_id, organisation_id, tier_id, starts_on) \
                   VALUES ($1, $2, $3, $4, $5)";
        let values = vec![
            Uuid::now_v7().into(),
            partnership.id.uuid().into(),
            id.into(),
            partnership.tier.into(),
            long_ago(self.market).into(),
        ];
        self.run(sql, values).await?;
        Ok(OrganisationId::from_uuid(id))
    }
}

fn long_ago(market: &Market) -> NaiveDate {
    market.today() - chrono::Days::new(400)
}
