//! Placements that are offered to their schools for the school year after.

use sea_orm_migration::prelude::*;

crate::migration!("m0039_renewal");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
-- A school's placements of one pool, offered for the school year that begins on a day.
CREATE TABLE renewal (
    id {uuid} PRIMARY KEY,
    pool_id {uuid} NOT NULL REFERENCES pool (id),
    service_id {uuid} NOT NULL REFERENCES service (id),
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    year_starts_on {day} NOT NULL,
    state text NOT NULL CHECK (state IN ('offered', 'taken', 'declined', 'passed')),
    offered_by {uuid} NOT NULL REFERENCES person (id),
    offered_at {instant} NOT NULL,
    offered_until {instant} NOT NULL,
    ended_at {instant},
    CHECK ((state = 'offered') = (ended_at IS NULL))
);
CREATE INDEX renewal_school ON renewal (school_id, state);
CREATE INDEX renewal_partnership ON renewal (partnership_id, state);
-- A school has one such offer of a pool at a time.
CREATE UNIQUE INDEX renewal_once ON renewal (pool_id, school_id, year_starts_on)
    WHERE state = 'offered';

-- Its days. A day is held in the name of the order line to come, until it is ordered or given back.
CREATE TABLE renewal_day (
    renewal_id {uuid} NOT NULL REFERENCES renewal (id),
    practitioner_id {uuid} NOT NULL REFERENCES practitioner (id),
    day {day} NOT NULL,
    term text NOT NULL CHECK (term IN ('autumn', 'spring', 'summer')),
    state text NOT NULL CHECK (state IN ('held', 'ordered', 'freed')),
    held_as {uuid} UNIQUE,
    PRIMARY KEY (renewal_id, practitioner_id, day),
    CHECK ((state = 'held') = (held_as IS NOT NULL))
);
";
