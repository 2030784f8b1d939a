//! Half days: the morning or the afternoon of somebody's day is booked by itself.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

crate::migration!("m0050_half_day");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let days = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES_DAYS,
            _ => SQLITE_DAYS,
        };
        crate::run(manager, days).await?;
        crate::run(manager, SQL).await
    }
}

/// A row is a day of somebody's, or the half of one whose other half is a row of its own or is not worked.
/// No half stands in two rows: whoever's order line is on a row holds all that the row has.
const POSTGRES_DAYS: &str = "
ALTER TABLE pool_day ADD COLUMN morning boolean NOT NULL DEFAULT true;
ALTER TABLE pool_day ADD COLUMN afternoon boolean NOT NULL DEFAULT true;
ALTER TABLE pool_day ADD CHECK (morning OR afternoon);
ALTER TABLE pool_day ADD UNIQUE (practitioner_id, day, morning);
ALTER TABLE pool_day ADD UNIQUE (practitioner_id, day, afternoon);
ALTER TABLE pool_day DROP CONSTRAINT pool_day_practitioner_id_day_key;
DROP INDEX pool_day_counted;
ALTER TABLE renewal_day ADD COLUMN half text CHECK (half IN ('morning', 'afternoon'));
ALTER TABLE renewal_day DROP CONSTRAINT renewal_day_pkey;
";

const SQLITE_DAYS: &str = "
CREATE TABLE pool_day_halved (
    id {uuid} PRIMARY KEY,
    pool_id {uuid} NOT NULL REFERENCES pool (id),
    practitioner_id {uuid} NOT NULL REFERENCES practitioner (id),
    day {day} NOT NULL,
    order_line_id {uuid} UNIQUE,
    morning boolean NOT NULL DEFAULT true,
    afternoon boolean NOT NULL DEFAULT true,
    CHECK (morning OR afternoon),
    UNIQUE (practitioner_id, day, morning),
    UNIQUE (practitioner_id, day, afternoon)
);
INSERT INTO pool_day_halved (id, pool_id, practitioner_id, day, order_line_id)
    SELECT id, pool_id, practitioner_id, day, order_line_id FROM pool_day;
DROP TABLE pool_day;
ALTER TABLE pool_day_halved RENAME TO pool_day;
CREATE INDEX pool_day_free ON pool_day (pool_id, day) WHERE order_line_id IS NULL;
CREATE TRIGGER pool_day_cleared BEFORE UPDATE OF order_line_id, practitioner_id ON pool_day
WHEN NEW.order_line_id IS NOT NULL AND OLD.order_line_id IS NULL AND EXISTS
    (SELECT 1 FROM practitioner p WHERE p.id = NEW.practitioner_id AND p.cleared_until < NEW.day)
BEGIN SELECT RAISE(ABORT, 'nobody is cleared for that day'); END;

CREATE TABLE renewal_day_halved (
    renewal_id {uuid} NOT NULL REFERENCES renewal (id),
    practitioner_id {uuid} NOT NULL REFERENCES practitioner (id),
    day {day} NOT NULL,
    term text NOT NULL CHECK (term IN ('autumn', 'spring', 'summer')),
    state text NOT NULL CHECK (state IN ('held', 'ordered', 'freed')),
    held_as {uuid} UNIQUE,
    half text CHECK (half IN ('morning', 'afternoon')),
    CHECK ((state = 'held') = (held_as IS NOT NULL))
);
INSERT INTO renewal_day_halved (renewal_id, practitioner_id, day, term, state, held_as)
    SELECT renewal_id, practitioner_id, day, term, state, held_as FROM renewal_day;
DROP TABLE renewal_day;
ALTER TABLE renewal_day_halved RENAME TO renewal_day;
";

const SQL: &str = "
CREATE INDEX pool_day_counted ON pool_day (pool_id, day, morning, afternoon, order_line_id);

-- Which half of its day a line is for; the whole of it where none is said.
ALTER TABLE order_line ADD COLUMN half text CHECK (half IN ('morning', 'afternoon'));
ALTER TABLE pool_waiting ADD COLUMN half text CHECK (half IN ('morning', 'afternoon'));
DROP INDEX pool_waiting_once;
CREATE UNIQUE INDEX pool_waiting_once
    ON pool_waiting (pool_id, school_id, weekday, last_on, COALESCE(half, 'day'))
    WHERE state IN ('waiting', 'offered');
-- Several services may sell the days of one pool, whole or by halves: each renews its own.
DROP INDEX renewal_once;
CREATE UNIQUE INDEX renewal_once ON renewal (service_id, school_id, year_starts_on)
    WHERE state = 'offered';
CREATE UNIQUE INDEX renewal_day_once
    ON renewal_day (renewal_id, practitioner_id, day, COALESCE(half, 'day'));
";
