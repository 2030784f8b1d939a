//! People who leave, invitations taken back, how joining was decided; statements of pupils that are
//! never overwritten, dated areas, and changes of a partnership that wait for a second person.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

crate::migration!("m0011_people");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let rebuilt = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        crate::run(manager, rebuilt).await?;
        crate::run(manager, ADDED).await?;
        crate::append_only(manager, "pupil_count").await
    }
}

/// SQLite changes no constraint of a table: each is made anew, and its rows are copied.
const SQLITE: &str = "
CREATE TABLE role_holding_anew (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES person (id),
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    role text NOT NULL,
    order_limit_pence bigint CHECK (order_limit_pence >= 0),
    starts_on {day} NOT NULL,
    ends_on {day},
    ended_at {instant},
    CHECK (ends_on IS NULL OR ends_on >= starts_on OR ended_at IS NOT NULL)
);
INSERT INTO role_holding_anew
    SELECT id, person_id, organisation_id, role, order_limit_pence, starts_on, ends_on, NULL
    FROM role_holding;
DROP TABLE role_holding;
ALTER TABLE role_holding_anew RENAME TO role_holding;
CREATE UNIQUE INDEX role_holding_live ON role_holding (person_id, organisation_id, role)
    WHERE ends_on IS NULL;
CREATE INDEX role_holding_organisation ON role_holding (organisation_id);

CREATE TABLE pupil_count_anew (
    urn text NOT NULL,
    counted_on {day} NOT NULL,
    source text NOT NULL CHECK (source IN ('register', 'school', 'partnership')),
    revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
    pupils bigint NOT NULL CHECK (pupils >= 0),
    note text,
    reason text,
    entered_by {uuid} REFERENCES person (id),
    entered_for {uuid} REFERENCES organisation (id),
    entered_at {instant} NOT NULL,
    PRIMARY KEY (urn, counted_on, source, revision),
    CHECK (source <> 'partnership' OR entered_for IS NOT NULL)
);
INSERT INTO pupil_count_anew
    SELECT urn, counted_on, source, 1, pupils, note, NULL, entered_by, NULL, entered_at
    FROM pupil_count;
DROP TABLE pupil_count;
ALTER TABLE pupil_count_anew RENAME TO pupil_count;

CREATE TABLE partnership_area_anew (
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    la_code text NOT NULL,
    starts_on {day} NOT NULL,
    ends_on {day},
    PRIMARY KEY (partnership_id, la_code, starts_on)
);
INSERT INTO partnership_area_anew
    SELECT a.partnership_id, a.la_code, substr(o.created_at, 1, 10), NULL
    FROM partnership_area a JOIN organisation o ON o.id = a.partnership_id;
DROP TABLE partnership_area;
ALTER TABLE partnership_area_anew RENAME TO partnership_area;
";

const POSTGRES: &str = "
ALTER TABLE role_holding ADD COLUMN ended_at {instant};
ALTER TABLE role_holding DROP CONSTRAINT role_holding_check;
ALTER TABLE role_holding ADD CONSTRAINT role_holding_check
    CHECK (ends_on IS NULL OR ends_on >= starts_on OR ended_at IS NOT NULL);

ALTER TABLE pupil_count DROP CONSTRAINT pupil_count_source_check;
ALTER TABLE pupil_count ADD CONSTRAINT pupil_count_source_check
    CHECK (source IN ('register', 'school', 'partnership'));
ALTER TABLE pupil_count ADD COLUMN revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1);
ALTER TABLE pupil_count ADD COLUMN reason text;
ALTER TABLE pupil_count ADD COLUMN entered_for {uuid} REFERENCES organisation (id);
ALTER TABLE pupil_count DROP CONSTRAINT pupil_count_pkey;
ALTER TABLE pupil_count ADD PRIMARY KEY (urn, counted_on, source, revision);
ALTER TABLE pupil_count ADD CONSTRAINT pupil_count_check
    CHECK (source <> 'partnership' OR entered_for IS NOT NULL);

ALTER TABLE partnership_area ADD COLUMN starts_on {day};
ALTER TABLE partnership_area ADD COLUMN ends_on {day};
UPDATE partnership_area SET starts_on =
    (SELECT CAST(o.created_at AT TIME ZONE 'UTC' AS date) FROM organisation o
     WHERE o.id = partnership_area.partnership_id);
ALTER TABLE partnership_area ALTER COLUMN starts_on SET NOT NULL;
ALTER TABLE partnership_area DROP CONSTRAINT partnership_area_pkey;
ALTER TABLE partnership_area ADD PRIMARY KEY (partnership_id, la_code, starts_on);
";

const ADDED: &str = "
-- An area that is given up ends, and may begin again; an end before its beginning is one that was
-- taken back on the day it was entered.
CREATE UNIQUE INDEX partnership_area_live ON partnership_area (partnership_id, la_code)
    WHERE ends_on IS NULL;
CREATE INDEX partnership_area_code ON partnership_area (la_code);

ALTER TABLE invitation ADD COLUMN order_limit_pence bigint CHECK (order_limit_pence >= 0);
ALTER TABLE invitation ADD COLUMN revoked_at {instant};

-- How a partnership knew whom it let in: what the address said, and the sentence it gave.
ALTER TABLE join_request ADD COLUMN address_check text
    CHECK (address_check IN ('matches', 'differs', 'not_known'));
ALTER TABLE join_request ADD COLUMN reason text;

-- Another bank account waits for a second person of the partnership.
CREATE TABLE partnership_change (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    kind text NOT NULL CHECK (kind IN ('bank', 'host')),
    -- What would hold from then on, and what holds until then.
    wanted text NOT NULL,
    held text NOT NULL,
    asked_by {uuid} NOT NULL REFERENCES person (id),
    asked_at {instant} NOT NULL,
    decided_by {uuid} REFERENCES person (id),
    decided_at {instant},
    outcome text CHECK (outcome IN ('confirmed', 'declined', 'replaced')),
    CHECK ((decided_at IS NULL) = (outcome IS NULL)),
    CHECK (outcome IS NULL OR outcome <> 'confirmed' OR decided_by <> asked_by)
);
CREATE UNIQUE INDEX partnership_change_open ON partnership_change (partnership_id, kind)
    WHERE decided_at IS NULL;

-- A host trades for an informal partnership from the day somebody of it agreed until it ends.
CREATE TABLE hosting (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    host_id {uuid} NOT NULL REFERENCES organisation (id),
    asked_by {uuid} REFERENCES person (id),
    asked_at {instant} NOT NULL,
    answered_by {uuid} REFERENCES person (id),
    answered_at {instant},
    agreed integer CHECK (agreed IN (0, 1)),
    ended_at {instant},
    CHECK ((answered_at IS NULL) = (agreed IS NULL))
);
CREATE UNIQUE INDEX hosting_live ON hosting (partnership_id) WHERE ended_at IS NULL;
CREATE INDEX hosting_host ON hosting (host_id);
-- Nobody has asked the hosts there are until now: what they invoice waits for their answer.
INSERT INTO hosting (id, partnership_id, host_id, asked_at)
    SELECT p.organisation_id, p.organisation_id, p.host_id, o.created_at
    FROM partnership p JOIN organisation o ON o.id = p.organisation_id
    WHERE p.host_id IS NOT NULL;
";
