//! The tables, as one truth for SQLite and PostgreSQL.
//!
//! A migration is plain SQL, so that a database administrator can read it; the few types that the
//! two engines name differently stand in braces (`{uuid}`, `{instant}`, `{day}`, `{bytes}`).
//! Nothing but tables, constraints, indexes and triggers may come in.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

mod m0001_foundation;
mod m0002_school;
mod m0003_partnership;
mod m0004_service;
mod m0005_order;
mod m0006_invoice;
mod m0007_deal;
mod m0008_saving;
mod m0009_binding;
mod m0010_upkeep;
mod m0011_people;
mod m0012_pages;
mod m0013_account;
mod m0014_lists;
mod m0015_seller;
mod m0016_trail;
mod m0017_delegation;
mod m0018_structure;
mod m0019_succession;
mod m0020_deal_providers;
mod m0021_control;
mod m0022_asked_with;
mod m0023_group_seat;
mod m0024_from_and_until;
mod m0025_trail_form;
mod m0026_left_trust;
mod m0027_pool_day_counted;
mod m0028_service_proposal;
mod m0029_order_kinds;
mod m0030_clearance;
mod m0031_event;
mod m0032_price_parts;
mod m0033_late_charge;
mod m0034_planning;
mod m0035_term_dates;
mod m0036_waiting_for_days;
mod m0037_buy_back;
mod m0038_dispute;
mod m0039_renewal;
mod m0040_finding;
mod m0041_open_services;
mod m0042_profile;
mod m0043_enquiry_and_basket;
mod m0044_sharing;
mod m0045_working_days;
mod m0046_alike;
mod m0047_waiting_found;
mod m0048_quotes_count;
mod m0049_credit_note;
mod m0050_half_day;
mod m0051_package;
mod m0052_links_and_moves;
mod m0053_payment;

/// Brings a database to the newest tables.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_foundation::Migration),
            Box::new(m0002_school::Migration),
            Box::new(m0003_partnership::Migration),
            Box::new(m0004_service::Migration),
            Box::new(m0005_order::Migration),
            Box::new(m0006_invoice::Migration),
            Box::new(m0007_deal::Migration),
            Box::new(m0008_saving::Migration),
            Box::new(m0009_binding::Migration),
            Box::new(m0010_upkeep::Migration),
            Box::new(m0011_people::Migration),
            Box::new(m0012_pages::Migration),
            Box::new(m0013_account::Migration),
            Box::new(m0014_lists::Migration),
            Box::new(m0015_seller::Migration),
            Box::new(m0016_trail::Migration),
            Box::new(m0017_delegation::Migration),
            Box::new(m0018_structure::Migration),
            Box::new(m0019_succession::Migration),
            Box::new(m0020_deal_providers::Migration),
            Box::new(m0021_control::Migration),
            Box::new(m0022_asked_with::Migration),
            Box::new(m0023_group_seat::Migration),
            Box::new(m0024_from_and_until::Migration),
            Box::new(m0025_trail_form::Migration),
            Box::new(m0026_left_trust::Migration),
            Box::new(m0027_pool_day_counted::Migration),
            Box::new(m0028_service_proposal::Migration),
            Box::new(m0029_order_kinds::Migration),
            Box::new(m0030_clearance::Migration),
            Box::new(m0031_event::Migration),
            Box::new(m0032_price_parts::Migration),
            Box::new(m0033_late_charge::Migration),
            Box::new(m0034_planning::Migration),
            Box::new(m0035_term_dates::Migration),
            Box::new(m0036_waiting_for_days::Migration),
            Box::new(m0037_buy_back::Migration),
            Box::new(m0038_dispute::Migration),
            Box::new(m0039_renewal::Migration),
            Box::new(m0040_finding::Migration),
            Box::new(m0041_open_services::Migration),
            Box::new(m0042_profile::Migration),
            Box::new(m0043_enquiry_and_basket::Migration),
            Box::new(m0044_sharing::Migration),
            Box::new(m0045_working_days::Migration),
            Box::new(m0046_alike::Migration),
            Box::new(m0047_waiting_found::Migration),
            Box::new(m0048_quotes_count::Migration),
            Box::new(m0049_credit_note::Migration),
            Box::new(m0050_half_day::Migration),
            Box::new(m0051_package::Migration),
            Box::new(m0052_links_and_moves::Migration),
            Box::new(m0053_payment::Migration),
        ]
    }
}

/// Runs SQL on either engine, with the names of types that differ filled in.
async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let types: [(&str, &str); 4] = match manager.get_database_backend() {
        DbBackend::Postgres => [
            ("{uuid}", "uuid"),
            ("{instant}", "timestamptz"),
            ("{day}", "date"),
            ("{bytes}", "bytea"),
        ],
        _ => [
            ("{uuid}", "uuid_text"),
            ("{instant}", "timestamp_with_timezone_text"),
            ("{day}", "date_text"),
            ("{bytes}", "blob"),
        ],
    };
    let sql = types.iter().fold(sql.to_owned(), |sql, (from, to)| sql.replace(from, to));
    manager.get_connection().execute_unprepared(&sql).await.map(|_| ())
}

/// Makes a table append-only: the database itself refuses to change or remove a row.
async fn append_only(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let sql = match manager.get_database_backend() {
        DbBackend::Postgres => format!(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'append-only table %', TG_TABLE_NAME; END $$;
             CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} \
             FOR EACH ROW EXECUTE FUNCTION refuse_change();"
        ),
        _ => format!(
            "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} \
             BEGIN SELECT RAISE(ABORT, 'append-only table {table}'); END;
             CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} \
             BEGIN SELECT RAISE(ABORT, 'append-only table {table}'); END;"
        ),
    };
    manager.get_connection().execute_unprepared(&sql).await.map(|_| ())
}

/// Declares a migration from its module: forward only, since self-hosted data is never dropped.
macro_rules! migration {
    ($name:literal) => {
        /// One step of the tables' history.
        #[derive(Debug)]
        pub struct Migration;

        impl sea_orm_migration::MigrationName for Migration {
            fn name(&self) -> &'static str {
                $name
            }
        }
    };
}
use migration;
