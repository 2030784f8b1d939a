//! The national register of schools as imported, links between schools, dated pupil numbers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

crate::migration!("m0002_school");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await?;
        let search = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES_SEARCH,
            _ => SQLITE_SEARCH,
        };
        crate::run(manager, search).await
    }
}

const SQL: &str = "
CREATE TABLE register_school (
    number bigint PRIMARY KEY,
    urn text NOT NULL UNIQUE,
    name text NOT NULL,
    la_code text,
    la_name text,
    kind text NOT NULL,
    phase text,
    status text NOT NULL,
    opened_on {day},
    closed_on {day},
    low_age bigint,
    high_age bigint,
    street text,
    locality text,
    town text,
    postcode text,
    website text,
    trust_name text,
    federation_name text,
    -- Everything read from the file, so that a second run can tell what changed.
    entry text NOT NULL,
    changed_at {instant} NOT NULL,
    CHECK (number > 0)
);
CREATE INDEX register_school_area ON register_school (la_code, name);
CREATE INDEX register_school_postcode ON register_school (postcode);

-- A school's number changes when it becomes an academy or merges: the link is kept.
CREATE TABLE register_link (
    urn text NOT NULL,
    linked_urn text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('predecessor', 'successor', 'merged', 'split', 'other')),
    linked_on {day},
    PRIMARY KEY (urn, linked_urn, kind)
);

-- Dated: the newest on or before a day counts; on one day what a school corrected wins.
CREATE TABLE pupil_count (
    urn text NOT NULL,
    counted_on {day} NOT NULL,
    source text NOT NULL CHECK (source IN ('register', 'school')),
    pupils bigint NOT NULL CHECK (pupils >= 0),
    note text,
    entered_by {uuid} REFERENCES person (id),
    entered_at {instant} NOT NULL,
    PRIMARY KEY (urn, counted_on, source)
);

-- Somebody asks to act for a school. Decided by those who manage the school's people, or, while
-- there are none, by staff of a partnership of the school's area.
CREATE TABLE join_request (
    id {uuid} PRIMARY KEY,
    urn text NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('buyer', 'approver')),
    asked_at {instant} NOT NULL,
    decided_at {instant},
    decided_by {uuid} REFERENCES person (id),
    accepted integer CHECK (accepted IN (0, 1)),
    CHECK ((decided_at IS NULL) = (accepted IS NULL))
);
CREATE UNIQUE INDEX join_request_open ON join_request (urn, email) WHERE decided_at IS NULL;
";

const SQLITE_SEARCH: &str = "
CREATE VIRTUAL TABLE register_search USING fts5 (
    name, town, la_name, content='register_school', content_rowid='number',
    tokenize='porter unicode61 remove_diacritics 2', prefix='2 3'
);
CREATE TRIGGER register_search_insert AFTER INSERT ON register_school BEGIN
    INSERT INTO register_search (rowid, name, town, la_name)
    VALUES (new.number, new.name, new.town, new.la_name);
END;
CREATE TRIGGER register_search_delete AFTER DELETE ON register_school BEGIN
    INSERT INTO register_search (register_search, rowid, name, town, la_name)
    VALUES ('delete', old.number, old.name, old.town, old.la_name);
END;
CREATE TRIGGER register_search_update AFTER UPDATE OF name, town, la_name ON register_school BEGIN
    INSERT INTO register_search (register_search, rowid, name, town, la_name)
    VALUES ('delete', old.number, old.name, old.town, old.la_name);
    INSERT INTO register_search (rowid, name, town, la_name)
    VALUES (new.number, new.name, new.town, new.la_name);
END;
";

const POSTGRES_SEARCH: &str = "
ALTER TABLE register_school ADD COLUMN search tsvector GENERATED ALWAYS AS (
    to_tsvector('english', name || ' ' || coalesce(town, '') || ' ' || coalesce(la_name, ''))
) STORED;
CREATE INDEX register_school_search ON register_school USING gin (search);
";
