//! Money that schools pay: what came, which invoices it settles, and what of it stands to their credit.

use sea_orm_migration::prelude::*;

crate::migration!("m0053_payment");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
CREATE TABLE payment (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    received_on {day} NOT NULL,
    amount_pence bigint NOT NULL CHECK (amount_pence > 0),
    way text NOT NULL CHECK (way IN ('bank', 'journal', 'other')),
    -- What the payer wrote.
    reference text,
    -- What of it settles no invoice and was not paid back: it stands to the school's credit.
    left_pence bigint NOT NULL CHECK (left_pence >= 0),
    returned_pence bigint NOT NULL DEFAULT 0 CHECK (returned_pence >= 0),
    returned_on {day},
    -- It never came, or is not this school's: nothing of it counts.
    undone_on {day},
    made_by {uuid} REFERENCES person (id),
    made_at {instant} NOT NULL,
    version bigint NOT NULL CHECK (version >= 1),
    CHECK (left_pence + returned_pence <= amount_pence),
    CHECK ((returned_pence > 0) = (returned_on IS NOT NULL)),
    CHECK (undone_on IS NULL OR (left_pence = 0 AND returned_pence = 0))
);
CREATE INDEX payment_partnership ON payment (partnership_id, id);
CREATE INDEX payment_school ON payment (school_id, id);
CREATE INDEX payment_left ON payment (partnership_id, school_id) WHERE left_pence > 0;

-- What of a payment, or of a credit note for what was paid, settles an invoice.
CREATE TABLE payment_part (
    id {uuid} PRIMARY KEY,
    invoice_id {uuid} NOT NULL REFERENCES invoice (id),
    payment_id {uuid} REFERENCES payment (id),
    credit_note_id {uuid} REFERENCES credit_note (id),
    amount_pence bigint NOT NULL CHECK (amount_pence > 0),
    set_on {day} NOT NULL,
    undone boolean NOT NULL DEFAULT false,
    CHECK ((payment_id IS NULL) <> (credit_note_id IS NULL))
);
CREATE INDEX payment_part_invoice ON payment_part (invoice_id);
CREATE INDEX payment_part_payment ON payment_part (payment_id);
CREATE INDEX payment_part_credit_note ON payment_part (credit_note_id);

-- What has been paid of an invoice and was not given back by a credit note.
ALTER TABLE invoice ADD COLUMN paid_pence bigint NOT NULL DEFAULT 0
    CHECK (paid_pence >= 0
    AND (paid_pence = 0 OR paid_pence + credited_gross_pence <= gross_pence));
CREATE INDEX invoice_owed ON invoice (partnership_id, school_id, due_on) WHERE state = 'issued';
-- What of it was set against other invoices.
ALTER TABLE credit_note ADD COLUMN used_pence bigint NOT NULL DEFAULT 0
    CHECK (used_pence >= 0 AND (used_pence = 0 OR used_pence <= refund_pence));
CREATE INDEX credit_note_owed ON credit_note (partnership_id, school_id)
    WHERE refund_pence > 0 AND refunded_on IS NULL;
ALTER TABLE ledger_transfer ADD COLUMN payment_id {uuid} REFERENCES payment (id);
CREATE INDEX ledger_transfer_payment ON ledger_transfer (payment_id);
-- What was settled to be credited.
CREATE INDEX dispute_credit ON dispute (order_line_id) WHERE credit_net_pence IS NOT NULL;

-- What was marked as paid so far came in one part each. What came to nothing is settled.
UPDATE invoice SET paid_pence = gross_pence - credited_gross_pence WHERE state = 'paid';
UPDATE invoice SET state = 'paid', paid_on = issued_on WHERE state = 'issued' AND gross_pence = 0;
INSERT INTO payment (id, partnership_id, school_id, received_on, amount_pence, way, left_pence,
    made_by, made_at, version)
    SELECT i.id, i.partnership_id, i.school_id, i.paid_on, t.amount_pence, 'bank', 0, t.made_by,
        t.made_at, 1
    FROM invoice i JOIN ledger_transfer t ON t.invoice_id = i.id AND t.reason = 'payment';
INSERT INTO payment_part (id, invoice_id, payment_id, amount_pence, set_on)
    SELECT id, id, id, amount_pence, received_on FROM payment;
";
