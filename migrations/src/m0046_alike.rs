//! What schools that are alike buy beside a service; services that somebody looked at; searches that
//! are kept.

use sea_orm_migration::prelude::*;

crate::migration!("m0046_alike");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
-- What is known of schools of a kind in a partnership, as it was last counted. Nothing of it is told
-- but what stands in bought_beside.
CREATE TABLE bought_beside_count (
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    -- Phase and size, as `domain::alike::Likeness` writes them.
    likeness text NOT NULL,
    computed_at {instant} NOT NULL,
    -- JSON of `domain::alike::BoughtBeside`.
    known text NOT NULL,
    PRIMARY KEY (partnership_id, likeness)
);

-- What is told: what such schools buy beside a service of the partnership.
CREATE TABLE bought_beside (
    service_id {uuid} NOT NULL REFERENCES service (id),
    likeness text NOT NULL,
    other_id {uuid} NOT NULL REFERENCES service (id),
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    -- 1 for what most have bought.
    position bigint NOT NULL CHECK (position >= 1),
    PRIMARY KEY (service_id, likeness, other_id),
    CHECK (other_id <> service_id)
);
CREATE INDEX bought_beside_partnership ON bought_beside (partnership_id, likeness);

-- The services that somebody looked at last. Theirs alone: nobody else is ever told.
CREATE TABLE viewed_service (
    person_id {uuid} NOT NULL REFERENCES person (id),
    service_id {uuid} NOT NULL REFERENCES service (id),
    viewed_at {instant} NOT NULL,
    PRIMARY KEY (person_id, service_id)
);
CREATE INDEX viewed_service_last ON viewed_service (person_id, viewed_at);
CREATE INDEX viewed_service_at ON viewed_service (viewed_at);

-- Searches that somebody keeps, each for the school for which it was made.
CREATE TABLE saved_search (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES person (id),
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    name text NOT NULL CHECK (name <> ''),
    -- JSON of `domain::saved_search::Criteria`.
    criteria text NOT NULL,
    saved_at {instant} NOT NULL,
    -- News of the days before this one were told.
    told_until {day} NOT NULL
);
CREATE UNIQUE INDEX saved_search_once ON saved_search (person_id, school_id, criteria);
CREATE INDEX saved_search_told ON saved_search (told_until, person_id);

-- What is new in a span of days.
CREATE INDEX service_version_made ON service_version (made_at);
CREATE INDEX service_live_since ON service (state_since) WHERE state = 'live';
";
