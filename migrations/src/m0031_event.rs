//! Events with places: their sittings, who takes a place, who came, who waits for one, and what
//! people thought of what was delivered.

use sea_orm_migration::prelude::*;

crate::migration!("m0031_event");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
CREATE TABLE event (
    id {uuid} PRIMARY KEY,
    service_id {uuid} NOT NULL REFERENCES service (id),
    title text NOT NULL CHECK (title <> ''),
    venue text NOT NULL CHECK (venue IN ('room', 'online')),
    address text,
    -- Shown to those who have a place and to those who hold the event, and to nobody else.
    joining_link text,
    places bigint NOT NULL CHECK (places BETWEEN 1 AND 10000),
    -- How many are held: by lines of orders and by offers to those who wait. Raised by a conditional
    -- update, and by nothing else.
    taken bigint NOT NULL DEFAULT 0 CHECK (taken >= 0),
    -- The last day on which places are sold.
    closes_on {day} NOT NULL,
    first_on {day} NOT NULL,
    last_on {day} NOT NULL,
    starts_at {instant} NOT NULL,
    ends_at {instant} NOT NULL,
    state text NOT NULL CHECK (state IN ('planned', 'cancelled', 'held')),
    -- Why it was cancelled.
    reason text,
    -- When the joining link was sent to those who had a place.
    link_sent_at {instant},
    planned_by {uuid} NOT NULL REFERENCES person (id),
    planned_at {instant} NOT NULL,
    version bigint NOT NULL CHECK (version >= 1),
    CHECK (taken <= places),
    CHECK ((state = 'cancelled') = (reason IS NOT NULL)),
    CHECK (first_on <= last_on AND closes_on <= first_on AND starts_at < ends_at)
);
CREATE INDEX event_service ON event (service_id, starts_at);
CREATE INDEX event_state ON event (state, ends_at);

CREATE TABLE event_sitting (
    id {uuid} PRIMARY KEY,
    event_id {uuid} NOT NULL REFERENCES event (id),
    title text,
    starts_at {instant} NOT NULL,
    ends_at {instant} NOT NULL,
    -- When it was ticked who came; nobody may have.
    attendance_at {instant},
    attendance_by {uuid} REFERENCES person (id),
    CHECK (starts_at < ends_at),
    CHECK ((attendance_at IS NULL) = (attendance_by IS NULL)),
    UNIQUE (event_id, starts_at)
);

-- A place that a line of an order holds: of staff of the school, named or not yet. The line is stored
-- after its places are taken.
CREATE TABLE event_place (
    id {uuid} PRIMARY KEY,
    event_id {uuid} NOT NULL REFERENCES event (id),
    order_line_id {uuid} NOT NULL,
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    position bigint NOT NULL,
    name text CHECK (name <> ''),
    email text,
    -- When its buyer was told when and where it is, and when this delegate was.
    told_at {instant},
    link_sent_at {instant},
    taken_at {instant} NOT NULL,
    released_at {instant},
    CHECK (name IS NOT NULL OR email IS NULL),
    UNIQUE (order_line_id, position)
);
CREATE INDEX event_place_event ON event_place (event_id, id);
CREATE INDEX event_place_school ON event_place (school_id, event_id);
CREATE INDEX event_place_email ON event_place (email);

-- Who came to a sitting.
CREATE TABLE event_attendance (
    sitting_id {uuid} NOT NULL REFERENCES event_sitting (id),
    place_id {uuid} NOT NULL REFERENCES event_place (id),
    PRIMARY KEY (sitting_id, place_id)
);
CREATE INDEX event_attendance_place ON event_attendance (place_id);

-- Schools that wait for places of a full event. An offer holds its places until it is taken or ends.
CREATE TABLE event_waiting (
    id {uuid} PRIMARY KEY,
    event_id {uuid} NOT NULL REFERENCES event (id),
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    places bigint NOT NULL CHECK (places BETWEEN 1 AND 500),
    state text NOT NULL CHECK (state IN ('waiting', 'offered', 'taken', 'passed', 'left')),
    asked_by {uuid} NOT NULL REFERENCES person (id),
    asked_at {instant} NOT NULL,
    offered_until {instant},
    CHECK (state <> 'offered' OR offered_until IS NOT NULL)
);
CREATE INDEX event_waiting_event ON event_waiting (event_id, state, id);
CREATE INDEX event_waiting_until ON event_waiting (state, offered_until);
-- A school waits once for an event.
CREATE UNIQUE INDEX event_waiting_once ON event_waiting (event_id, school_id)
    WHERE state IN ('waiting', 'offered');

-- What was thought of something delivered: one answer of each delegate, and one of a school for each
-- order. Asked by a link, of which a digest is kept, or on the order's page.
CREATE TABLE evaluation (
    id {uuid} PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('delegate', 'head')),
    order_id {uuid} NOT NULL REFERENCES school_order (id),
    place_id {uuid} REFERENCES event_place (id),
    service_id {uuid} NOT NULL REFERENCES service (id),
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    provider_id {uuid} NOT NULL REFERENCES organisation (id),
    token_hash {bytes} UNIQUE,
    asked_at {instant} NOT NULL,
    score bigint CHECK (score BETWEEN 1 AND 5),
    words text,
    answered_at {instant},
    answered_by {uuid} REFERENCES person (id),
    reply text,
    replied_at {instant},
    replied_by {uuid} REFERENCES person (id),
    CHECK ((kind = 'delegate') = (place_id IS NOT NULL)),
    CHECK ((score IS NULL) = (answered_at IS NULL)),
    CHECK (score IS NOT NULL OR words IS NULL),
    CHECK ((reply IS NULL) = (replied_at IS NULL)),
    CHECK (reply IS NULL OR score IS NOT NULL)
);
CREATE UNIQUE INDEX evaluation_delegate ON evaluation (place_id) WHERE kind = 'delegate';
CREATE UNIQUE INDEX evaluation_head ON evaluation (order_id) WHERE kind = 'head';
CREATE INDEX evaluation_service ON evaluation (service_id, kind, score);
CREATE INDEX evaluation_partnership ON evaluation (partnership_id, kind, score);
CREATE INDEX evaluation_order ON evaluation (order_id);
";
