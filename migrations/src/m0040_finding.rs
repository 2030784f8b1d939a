//! Requests for quotes and their sealed answers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

crate::migration!("m0040_finding");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await?;
        crate::append_only(manager, "quote_bid").await?;
        let guard = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES_GUARD,
            _ => SQLITE_GUARD,
        };
        crate::run(manager, guard).await
    }
}

const SQL: &str = "
-- One specification that a school sends to several suppliers. Where it stands follows from its state and
-- its deadline.
CREATE TABLE quote_request (
    id {uuid} PRIMARY KEY,
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    -- The service from whose page it was asked, where there is one.
    service_id {uuid} REFERENCES service (id),
    category text NOT NULL,
    title text NOT NULL CHECK (title <> ''),
    description text NOT NULL,
    quantity bigint NOT NULL CHECK (quantity >= 1),
    unit text NOT NULL,
    wanted text NOT NULL,
    place text NOT NULL,
    criteria text NOT NULL,
    closes_at {instant} NOT NULL,
    asked_by {uuid} NOT NULL REFERENCES person (id),
    asked_at {instant} NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'decided', 'withdrawn')),
    chosen_id {uuid},
    reason text,
    decided_by {uuid} REFERENCES person (id),
    decided_at {instant},
    -- When the school was told that answers are open.
    told_at {instant},
    -- Rises with whatever is written before the deadline: one comes after the other.
    turn bigint NOT NULL DEFAULT 0,
    CHECK (asked_at < closes_at),
    CHECK ((state = 'open') = (decided_at IS NULL)),
    CHECK ((state = 'open') = (reason IS NULL)),
    CHECK (state <> 'decided' OR decided_at >= closes_at),
    CHECK (state <> 'withdrawn' OR decided_at < closes_at),
    CHECK (chosen_id IS NULL OR state = 'decided')
);
CREATE INDEX quote_request_school ON quote_request (school_id, id);

-- Who is asked: a provider who has people here, or somebody outside who answers by a link.
CREATE TABLE quote_supplier (
    id {uuid} PRIMARY KEY,
    request_id {uuid} NOT NULL REFERENCES quote_request (id),
    position bigint NOT NULL,
    provider_id {uuid} REFERENCES organisation (id),
    service_id {uuid} REFERENCES service (id),
    name text NOT NULL CHECK (name <> ''),
    email text,
    token_hash {bytes} UNIQUE,
    CHECK (provider_id IS NULL OR (email IS NULL AND token_hash IS NULL)),
    UNIQUE (request_id, position)
);
CREATE UNIQUE INDEX quote_supplier_once ON quote_supplier (request_id, provider_id)
    WHERE provider_id IS NOT NULL;
CREATE INDEX quote_supplier_provider ON quote_supplier (provider_id, id);

-- A document of the specification, or of one supplier's answer. The school comes to the latter no sooner
-- than to the answer, so that it is no file of the school's own.
CREATE TABLE quote_document (
    id {uuid} PRIMARY KEY,
    request_id {uuid} NOT NULL REFERENCES quote_request (id),
    supplier_id {uuid} REFERENCES quote_supplier (id),
    name text NOT NULL,
    content_hash text NOT NULL,
    content_type text NOT NULL,
    bytes bigint NOT NULL CHECK (bytes >= 0),
    added_at {instant} NOT NULL
);
CREATE INDEX quote_document_request ON quote_document (request_id, supplier_id);

-- Every answer as it came, sealed until the deadline: a changed one is another, and one that is taken
-- back is a row that says so. The one with the highest number counts.
CREATE TABLE quote_bid (
    supplier_id {uuid} NOT NULL REFERENCES quote_supplier (id),
    number bigint NOT NULL CHECK (number >= 1),
    net_pence bigint CHECK (net_pence >= 0),
    vat text,
    included text,
    valid_until {day},
    document_id {uuid} REFERENCES quote_document (id),
    came_at {instant} NOT NULL,
    answered_by {uuid} REFERENCES person (id),
    PRIMARY KEY (supplier_id, number),
    CHECK ((net_pence IS NULL) = (vat IS NULL) AND (net_pence IS NULL) = (included IS NULL)
        AND (net_pence IS NULL) = (valid_until IS NULL)),
    CHECK (net_pence IS NOT NULL OR document_id IS NULL)
);

-- Questions about the specification, answered for everybody who was asked.
CREATE TABLE quote_question (
    id {uuid} PRIMARY KEY,
    request_id {uuid} NOT NULL REFERENCES quote_request (id),
    supplier_id {uuid} NOT NULL REFERENCES quote_supplier (id),
    question text NOT NULL,
    asked_at {instant} NOT NULL,
    answer text,
    answered_by {uuid} REFERENCES person (id),
    answered_at {instant},
    CHECK ((answer IS NULL) = (answered_at IS NULL))
);
CREATE INDEX quote_question_request ON quote_question (request_id, id);
";

/// Whether an answer comes too late.
macro_rules! too_late {
    () => {
        "NOT EXISTS (SELECT 1 FROM quote_supplier s JOIN quote_request r ON r.id = s.request_id
        WHERE s.id = NEW.supplier_id AND r.state = 'open' AND NEW.came_at < r.closes_at)"
    };
}

const SQLITE_GUARD: &str = concat!(
    "CREATE TRIGGER quote_bid_in_time BEFORE INSERT ON quote_bid WHEN ",
    too_late!(),
    " BEGIN SELECT RAISE(ABORT, 'a quote came after its deadline'); END;"
);

const POSTGRES_GUARD: &str = concat!(
    "CREATE FUNCTION refuse_late_bid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF ",
    too_late!(),
    " THEN RAISE EXCEPTION 'a quote came after its deadline'; END IF; RETURN NEW; END $$;
    CREATE TRIGGER quote_bid_in_time BEFORE INSERT ON quote_bid
    FOR EACH ROW EXECUTE FUNCTION refuse_late_bid();"
);
