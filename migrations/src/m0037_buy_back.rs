//! Orders that are placed and decided together, and the yearly round in which schools renew.

use sea_orm_migration::prelude::*;

crate::migration!("m0037_buy_back");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
-- Orders that one buyer placed together, under one number, and that are decided together.
CREATE TABLE purchase (
    id {uuid} PRIMARY KEY,
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    placed_by {uuid} NOT NULL REFERENCES person (id),
    placed_at {instant} NOT NULL
);
ALTER TABLE school_order ADD COLUMN purchase_id {uuid} REFERENCES purchase (id);
CREATE INDEX school_order_purchase ON school_order (purchase_id) WHERE purchase_id IS NOT NULL;

-- A partnership's round of renewing: for the year that begins on a day, open from a day on.
CREATE TABLE buy_back (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES organisation (id),
    begins_on {day} NOT NULL,
    opens_on {day} NOT NULL,
    set_by {uuid} NOT NULL REFERENCES person (id),
    -- When schools were told that it is open.
    told_at {instant},
    version bigint NOT NULL CHECK (version > 0),
    UNIQUE (partnership_id, begins_on),
    CHECK (opens_on < begins_on)
);

-- What one school says in a round. Its services are those that it had; what it chose of each is kept
-- beside them.
CREATE TABLE buy_back_sheet (
    id {uuid} PRIMARY KEY,
    buy_back_id {uuid} NOT NULL REFERENCES buy_back (id),
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    budget_pence bigint CHECK (budget_pence >= 0),
    -- What next year's services came to when it was kept last, without VAT.
    next_net_pence bigint NOT NULL,
    begun_at {instant} NOT NULL,
    begun_by {uuid} NOT NULL REFERENCES person (id),
    sent_at {instant},
    sent_by {uuid} REFERENCES person (id),
    purchase_id {uuid} UNIQUE REFERENCES purchase (id),
    version bigint NOT NULL CHECK (version > 0),
    UNIQUE (buy_back_id, school_id),
    CHECK ((sent_at IS NULL) = (sent_by IS NULL)),
    CHECK (purchase_id IS NULL OR sent_at IS NOT NULL)
);
CREATE INDEX buy_back_sheet_school ON buy_back_sheet (school_id);

CREATE TABLE buy_back_choice (
    sheet_id {uuid} NOT NULL REFERENCES buy_back_sheet (id),
    service_id {uuid} NOT NULL REFERENCES service (id),
    choice text NOT NULL CHECK (choice IN ('keep', 'change', 'stop')),
    -- How many next year, where that changes.
    quantity bigint CHECK (quantity > 0),
    chosen_by {uuid} NOT NULL REFERENCES person (id),
    chosen_at {instant} NOT NULL,
    PRIMARY KEY (sheet_id, service_id),
    CHECK ((choice = 'change') = (quantity IS NOT NULL))
);

-- Whom the partnership reminded when.
CREATE TABLE buy_back_reminder (
    id {uuid} PRIMARY KEY,
    buy_back_id {uuid} NOT NULL REFERENCES buy_back (id),
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    reminded_by {uuid} NOT NULL REFERENCES person (id),
    reminded_at {instant} NOT NULL
);
CREATE INDEX buy_back_reminder_school ON buy_back_reminder (buy_back_id, school_id, reminded_at);
";
