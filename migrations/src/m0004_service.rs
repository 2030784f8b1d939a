//! Services and their versions, outside prices, pools of people and their days.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

crate::migration!("m0004_service");

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
CREATE TABLE pool (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    provider_id {uuid} NOT NULL REFERENCES organisation (id),
    name text NOT NULL,
    version bigint NOT NULL CHECK (version >= 1)
);
CREATE INDEX pool_provider ON pool (provider_id);

CREATE TABLE practitioner (
    id {uuid} PRIMARY KEY,
    pool_id {uuid} NOT NULL REFERENCES pool (id),
    display_name text NOT NULL,
    pattern text NOT NULL,
    starts_on {day} NOT NULL,
    ends_on {day},
    version bigint NOT NULL CHECK (version >= 1)
);
CREATE INDEX practitioner_pool ON practitioner (pool_id);

-- Days on which somebody is away: none of them is made while it stands.
CREATE TABLE practitioner_leave (
    practitioner_id {uuid} NOT NULL REFERENCES practitioner (id),
    first_on {day} NOT NULL,
    last_on {day} NOT NULL,
    PRIMARY KEY (practitioner_id, first_on, last_on),
    CHECK (last_on >= first_on)
);

-- Who delivers through a partnership; the partnership itself may be one of them.
CREATE TABLE partnership_provider (
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    provider_id {uuid} NOT NULL REFERENCES organisation (id),
    PRIMARY KEY (partnership_id, provider_id)
);

CREATE TABLE service (
    -- A stable number for the full-text index; never shown.
    number bigint NOT NULL UNIQUE,
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    provider_id {uuid} NOT NULL REFERENCES organisation (id),
    pool_id {uuid} REFERENCES pool (id),
    state text NOT NULL CHECK (state IN ('draft', 'in_review', 'live', 'paused', 'retired')),
    -- The day on which the state began; a draft has none.
    state_since {day},
    category text NOT NULL,
    title text NOT NULL,
    summary text NOT NULL,
    -- Copied from the current version for lists; the version is what orders keep.
    provider_name text NOT NULL,
    -- The category's name and its other words, for search only.
    search_words text NOT NULL,
    -- What a member pays for one, where that does not depend on the school's size.
    member_unit_net_pence bigint,
    sold_to_others boolean NOT NULL,
    current_version_id {uuid} NOT NULL,
    -- The market rate as last computed, for lists: an evidence page recomputes it.
    market_points bigint NOT NULL DEFAULT 0,
    market_lower_net_pence bigint,
    market_median_net_pence bigint,
    market_upper_net_pence bigint,
    version bigint NOT NULL CHECK (version >= 1),
    CHECK ((state = 'draft') = (state_since IS NULL))
);
CREATE INDEX service_list ON service (partnership_id, state, title, id);
CREATE INDEX service_all_states ON service (partnership_id, title, id);
CREATE INDEX service_public ON service (state, title, id);
CREATE INDEX service_price ON service
    (partnership_id, state, COALESCE(member_unit_net_pence, 9223372036854775807), id);
CREATE INDEX service_category ON service (partnership_id, state, category, title, id);
CREATE INDEX service_provider ON service (partnership_id, provider_id, title, id);
CREATE INDEX service_of_provider ON service (provider_id, title, id);

CREATE TABLE service_version (
    id {uuid} PRIMARY KEY,
    service_id {uuid} NOT NULL REFERENCES service (id),
    number bigint NOT NULL CHECK (number >= 1),
    terms text NOT NULL,
    made_by {uuid} REFERENCES person (id),
    made_at {instant} NOT NULL,
    UNIQUE (service_id, number)
);

-- For filters; nothing listed means all.
CREATE TABLE service_phase (
    service_id {uuid} NOT NULL REFERENCES service (id),
    phase text NOT NULL,
    PRIMARY KEY (service_id, phase)
);
CREATE TABLE service_area (
    service_id {uuid} NOT NULL REFERENCES service (id),
    la_code text NOT NULL,
    PRIMARY KEY (service_id, la_code)
);

-- A published price with its source and how it was turned into the service's unit.
CREATE TABLE price_point (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    service_id {uuid} NOT NULL REFERENCES service (id),
    point text NOT NULL,
    unit_net_pence bigint NOT NULL CHECK (unit_net_pence > 0),
    seen_on {day} NOT NULL,
    entered_by {uuid} REFERENCES person (id),
    entered_at {instant} NOT NULL,
    withdrawn_at {instant}
);
CREATE INDEX price_point_service ON price_point (service_id);

-- One person's one day. Whoever's order line stands on it holds it: nobody else can.
CREATE TABLE pool_day (
    id {uuid} PRIMARY KEY,
    pool_id {uuid} NOT NULL REFERENCES pool (id),
    practitioner_id {uuid} NOT NULL REFERENCES practitioner (id),
    day {day} NOT NULL,
    order_line_id {uuid} UNIQUE,
    UNIQUE (practitioner_id, day)
);
CREATE INDEX pool_day_free ON pool_day (pool_id, day) WHERE order_line_id IS NULL;
CREATE INDEX pool_day_all ON pool_day (pool_id, day);
";

const SQLITE_SEARCH: &str = "
CREATE VIRTUAL TABLE service_search USING fts5 (
    title, summary, provider_name, search_words, content='service', content_rowid='number',
    tokenize='porter unicode61 remove_diacritics 2', prefix='2 3'
);
CREATE TRIGGER service_search_insert AFTER INSERT ON service BEGIN
    INSERT INTO service_search (rowid, title, summary, provider_name, search_words)
    VALUES (new.number, new.title, new.summary, new.provider_name, new.search_words);
END;
CREATE TRIGGER service_search_delete AFTER DELETE ON service BEGIN
    INSERT INTO service_search (service_search, rowid, title, summary, provider_name, search_words)
    VALUES ('delete', old.number, old.title, old.summary, old.provider_name, old.search_words);
END;
CREATE TRIGGER service_search_update AFTER
    UPDATE OF title, summary, provider_name, search_words ON service BEGIN
    INSERT INTO service_search (service_search, rowid, title, summary, provider_name, search_words)
    VALUES ('delete', old.number, old.title, old.summary, old.provider_name, old.search_words);
    INSERT INTO service_search (rowid, title, summary, provider_name, search_words)
    VALUES (new.number, new.title, new.summary, new.provider_name, new.search_words);
END;
CREATE TABLE service_number (only_row integer PRIMARY KEY CHECK (only_row = 1), next bigint NOT NULL);
INSERT INTO service_number VALUES (1, 1);
";

const POSTGRES_SEARCH: &str = "
ALTER TABLE service ADD COLUMN search tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('english', title), 'A')
    || setweight(to_tsvector('english', summary), 'B')
    || setweight(to_tsvector('english', provider_name), 'C')
    || setweight(to_tsvector('english', search_words), 'D')
) STORED;
CREATE INDEX service_search ON service USING gin (search);
CREATE TABLE service_number (only_row integer PRIMARY KEY CHECK (only_row = 1), next bigint NOT NULL);
INSERT INTO service_number VALUES (1, 1);
";
