//! What schools say of what was confirmed as delivered, and visits in vain.

use sea_orm_migration::prelude::*;

crate::migration!("m0038_dispute");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
-- What a school says is not right about a delivery, and what came of it. Its parties are those of the
-- order, through which alone it is read.
CREATE TABLE dispute (
    id {uuid} PRIMARY KEY,
    order_id {uuid} NOT NULL REFERENCES school_order (id),
    order_line_id {uuid} NOT NULL REFERENCES order_line (id),
    kind text NOT NULL CHECK (kind IN ('nobody_came', 'shorter', 'not_as_agreed', 'other')),
    words text NOT NULL,
    raised_by {uuid} NOT NULL REFERENCES person (id),
    raised_at {instant} NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'stood_by', 'settled')),
    -- What the provider says, whatever they do.
    answer text,
    answered_by {uuid} REFERENCES person (id),
    answered_at {instant},
    outcome text CHECK (outcome IN
        ('withdrawn', 'booked_again', 'not_delivered', 'in_part', 'as_said')),
    -- Why staff decided so.
    reason text,
    settled_by {uuid} REFERENCES person (id),
    settled_at {instant},
    -- What is to be credited excluding VAT, of what was on an invoice by then.
    credit_net_pence bigint CHECK (credit_net_pence > 0),
    version bigint NOT NULL CHECK (version >= 1),
    CHECK (state <> 'stood_by' OR (answer IS NOT NULL AND answered_by IS NOT NULL)),
    CHECK ((answered_by IS NULL) = (answered_at IS NULL)),
    CHECK ((state = 'settled') = (outcome IS NOT NULL)),
    CHECK ((state = 'settled') = (settled_at IS NOT NULL)),
    CHECK (credit_net_pence IS NULL OR state = 'settled')
);
CREATE INDEX dispute_order ON dispute (order_id);
-- A line is in one dispute at a time.
CREATE UNIQUE INDEX dispute_standing ON dispute (order_line_id) WHERE state <> 'settled';

-- That the school said it is right.
ALTER TABLE order_line ADD COLUMN agreed_at {instant}
    CHECK (agreed_at IS NULL OR state IN ('delivered', 'invoiced'));
ALTER TABLE order_line ADD COLUMN agreed_by {uuid} REFERENCES person (id);
-- The dispute about what was confirmed last, settled or not.
ALTER TABLE order_line ADD COLUMN dispute_id {uuid} REFERENCES dispute (id)
    CHECK (dispute_id IS NULL OR state IN ('delivered', 'invoiced'));
-- While it is not settled: the state in which the line has to stay, so that nothing in dispute comes
-- onto an invoice, whoever writes.
ALTER TABLE order_line ADD COLUMN disputed_in text
    CHECK (disputed_in IS NULL OR (disputed_in = state AND dispute_id IS NOT NULL));
CREATE INDEX order_line_disputed ON order_line (order_id) WHERE disputed_in IS NOT NULL;

-- Of a day on which the provider came and could not work: why.
ALTER TABLE order_line ADD COLUMN no_show text CHECK (no_show IS NULL OR (state = 'cancelled'
    AND no_show IN ('school_closed', 'nobody_there', 'no_room')));
ALTER TABLE order_line ADD COLUMN no_show_words text;
";
