//! Waiting for a day on which nobody of a pool is free; addresses of calendars.

use sea_orm_migration::prelude::*;

crate::migration!("m0036_waiting_for_days");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
-- Schools that wait for a day of a pool. An offer holds a day until it is taken or ends, in the name of
-- the order line to come: nobody else finds it free.
CREATE TABLE pool_waiting (
    id {uuid} PRIMARY KEY,
    pool_id {uuid} NOT NULL REFERENCES pool (id),
    service_id {uuid} NOT NULL REFERENCES service (id),
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    first_on {day} NOT NULL,
    last_on {day} NOT NULL,
    -- 1 for Monday to 7 for Sunday; 0 for every day of the span, which is one certain day.
    weekday bigint NOT NULL CHECK (weekday BETWEEN 0 AND 7),
    state text NOT NULL CHECK (state IN ('waiting', 'offered', 'taken', 'passed', 'left')),
    asked_by {uuid} NOT NULL REFERENCES person (id),
    asked_at {instant} NOT NULL,
    offered_on {day},
    offered_until {instant},
    -- What holds the day while it is offered.
    held_as {uuid} UNIQUE,
    CHECK (first_on <= last_on AND (weekday > 0 OR first_on = last_on)),
    CHECK (state <> 'offered' OR (offered_on IS NOT NULL AND offered_until IS NOT NULL)),
    CHECK ((state = 'offered') = (held_as IS NOT NULL))
);
CREATE INDEX pool_waiting_pool ON pool_waiting (pool_id, state, last_on);
CREATE INDEX pool_waiting_school ON pool_waiting (school_id, pool_id);
-- A school waits once for a day, and once for a day of the week.
CREATE UNIQUE INDEX pool_waiting_once ON pool_waiting (pool_id, school_id, weekday, last_on)
    WHERE state IN ('waiting', 'offered');

-- The secret address of a calendar that a person reads elsewhere: theirs for an organisation, of which a
-- digest is kept. A new one takes the place of the old.
CREATE TABLE calendar_link (
    person_id {uuid} NOT NULL REFERENCES person (id),
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    kind text NOT NULL CHECK (kind IN ('school', 'provider', 'own')),
    token_hash {bytes} NOT NULL UNIQUE,
    made_at {instant} NOT NULL,
    PRIMARY KEY (person_id, organisation_id, kind)
);

-- A booked day that was somebody's and is another's now: their own calendar says that it is cancelled.
CREATE TABLE calendar_gone (
    order_line_id {uuid} NOT NULL REFERENCES order_line (id),
    practitioner_id {uuid} NOT NULL REFERENCES practitioner (id),
    day {day} NOT NULL,
    -- Beyond that of every state of the entry before.
    sequence bigint NOT NULL,
    PRIMARY KEY (order_line_id, practitioner_id)
);
-- What one person is booked for, day by day.
CREATE INDEX order_line_practitioner ON order_line (practitioner_id, day);
CREATE INDEX calendar_gone_practitioner ON calendar_gone (practitioner_id, day);
";
