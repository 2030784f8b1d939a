//! Credit notes: what of an invoice was taken back, and what of that was paid back.

use sea_orm_migration::prelude::*;

crate::migration!("m0049_credit_note");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await?;
        crate::append_only(manager, "credit_note_line").await
    }
}

const SQL: &str = "
-- Credit notes have a sequence of their own, beside that of invoices.
ALTER TABLE invoice_sequence ADD COLUMN next_credit_note bigint NOT NULL DEFAULT 1
    CHECK (next_credit_note >= 1);

-- What credit notes have taken back: never more than was charged.
ALTER TABLE invoice ADD COLUMN credited_net_pence bigint NOT NULL DEFAULT 0
    CHECK (credited_net_pence >= 0);
ALTER TABLE invoice ADD COLUMN credited_gross_pence bigint NOT NULL DEFAULT 0
    CHECK (credited_gross_pence >= 0
    AND (credited_gross_pence = 0 OR credited_gross_pence <= gross_pence));
ALTER TABLE invoice_line ADD COLUMN credited_net_pence bigint NOT NULL DEFAULT 0
    CHECK (credited_net_pence >= 0
    AND (credited_net_pence = 0 OR credited_net_pence <= net_pence));

CREATE TABLE credit_note (
    id {uuid} PRIMARY KEY,
    invoice_id {uuid} NOT NULL REFERENCES invoice (id),
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    sequence bigint NOT NULL CHECK (sequence >= 1),
    number text NOT NULL UNIQUE,
    issued_on {day} NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    -- JSON of `domain::vat::InvoiceTotals`.
    totals text NOT NULL,
    net_pence bigint NOT NULL CHECK (net_pence > 0),
    vat_pence bigint NOT NULL CHECK (vat_pence >= 0),
    gross_pence bigint NOT NULL,
    -- What had been paid of it when it was raised: owed to the school.
    refund_pence bigint NOT NULL CHECK (refund_pence >= 0),
    refunded_on {day},
    version bigint NOT NULL CHECK (version >= 1),
    UNIQUE (partnership_id, sequence),
    CHECK (gross_pence = net_pence + vat_pence),
    CHECK (refund_pence <= gross_pence),
    CHECK (refunded_on IS NULL OR (refund_pence > 0 AND refunded_on >= issued_on))
);
CREATE INDEX credit_note_invoice ON credit_note (invoice_id, id);
CREATE INDEX credit_note_school ON credit_note (school_id, id);
CREATE INDEX credit_note_partnership ON credit_note (partnership_id, id);

CREATE TABLE credit_note_line (
    credit_note_id {uuid} NOT NULL REFERENCES credit_note (id),
    invoice_line_id {uuid} NOT NULL REFERENCES invoice_line (id),
    net_pence bigint NOT NULL CHECK (net_pence > 0),
    PRIMARY KEY (credit_note_id, invoice_line_id)
);
";
