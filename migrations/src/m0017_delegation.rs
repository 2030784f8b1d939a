//! Who approves what for a school: its scheme of delegation, the approvals that each order was given,
//! and who stands in for an approver who is away.

use sea_orm_migration::prelude::*;

crate::migration!("m0017_delegation");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await?;
        crate::append_only(manager, "delegation_rule").await?;
        crate::append_only(manager, "order_approval").await?;
        crate::append_only(manager, "signature_request").await
    }
}

const SQL: &str = "
-- What a school laid down, for everything or for one category. The newest revision of each holds; one
-- that says nothing takes back what was said before.
CREATE TABLE delegation_rule (
    id {uuid} PRIMARY KEY,
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    revision bigint NOT NULL CHECK (revision >= 1),
    category text,
    alone_pence bigint CHECK (alone_pence >= 0),
    governors_above_pence bigint CHECK (governors_above_pence >= 0),
    set_by {uuid} NOT NULL REFERENCES person (id),
    set_at {instant} NOT NULL,
    UNIQUE (school_id, revision)
);

-- At which level an order waits, and how often it has been asked for: an approval counts for the round
-- in which it was given.
ALTER TABLE school_order ADD COLUMN awaits text CHECK (awaits IN ('head', 'governors'));
ALTER TABLE school_order ADD COLUMN round bigint NOT NULL DEFAULT 1 CHECK (round >= 1);
UPDATE school_order SET awaits = 'head' WHERE state = 'awaiting_approval';

CREATE TABLE order_approval (
    id {uuid} PRIMARY KEY,
    order_id {uuid} NOT NULL REFERENCES school_order (id),
    round bigint NOT NULL CHECK (round >= 1),
    level text NOT NULL CHECK (level IN ('head', 'governors')),
    person_id {uuid} NOT NULL REFERENCES person (id),
    -- For whom they stood in.
    deputy_of {uuid} REFERENCES person (id),
    limit_pence bigint CHECK (limit_pence >= 0),
    -- What it commits the school to.
    net_pence bigint NOT NULL CHECK (net_pence >= 0),
    gross_pence bigint NOT NULL CHECK (gross_pence >= net_pence),
    approved_at {instant} NOT NULL,
    CHECK (deputy_of IS NULL OR deputy_of <> person_id),
    UNIQUE (order_id, round, level),
    UNIQUE (order_id, round, person_id)
);

-- Somebody of a school asked others to sign it up to a deal for so much; an approver agrees by that, so
-- that the governors can.
CREATE TABLE signature_request (
    id {uuid} PRIMARY KEY,
    deal_id {uuid} NOT NULL REFERENCES deal (id),
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    quantity bigint NOT NULL CHECK (quantity > 0),
    level text CHECK (level = 'head'),
    person_id {uuid} NOT NULL REFERENCES person (id),
    deputy_of {uuid} REFERENCES person (id),
    limit_pence bigint CHECK (limit_pence >= 0),
    most_gross_pence bigint NOT NULL CHECK (most_gross_pence >= 0),
    asked_at {instant} NOT NULL,
    CHECK (deputy_of IS NULL OR deputy_of <> person_id)
);
CREATE INDEX signature_request_deal ON signature_request (deal_id, school_id);
-- For whom whoever signed stood in.
ALTER TABLE commitment ADD COLUMN deputy_of {uuid} REFERENCES person (id);

-- An approver is away, and somebody stands in for them, or nobody does.
CREATE TABLE deputy (
    id {uuid} PRIMARY KEY,
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    approver_id {uuid} NOT NULL REFERENCES person (id),
    role text NOT NULL CHECK (role IN ('approver', 'governor')),
    deputy_id {uuid} REFERENCES person (id),
    limit_pence bigint CHECK (limit_pence >= 0),
    first_on {day} NOT NULL,
    last_on {day} NOT NULL,
    named_at {instant} NOT NULL,
    ended_at {instant},
    ended_by {uuid} REFERENCES person (id),
    CHECK (last_on >= first_on),
    CHECK (deputy_id IS NULL OR deputy_id <> approver_id),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX deputy_school ON deputy (school_id, last_on);
CREATE INDEX deputy_person ON deputy (deputy_id);
";
