//! Invoices with gap-free numbers, and the double-entry ledger under them.

use sea_orm_migration::prelude::*;

crate::migration!("m0006_invoice");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await?;
        crate::append_only(manager, "ledger_transfer").await
    }
}

const SQL: &str = "
-- The next number of a seller. Taken in the transaction that stores the invoice: no gaps.
CREATE TABLE invoice_sequence (
    partnership_id {uuid} PRIMARY KEY REFERENCES partnership (organisation_id),
    next bigint NOT NULL CHECK (next >= 1)
);

CREATE TABLE invoice (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    seller_id {uuid} NOT NULL REFERENCES organisation (id),
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    sequence bigint NOT NULL CHECK (sequence >= 1),
    number text NOT NULL UNIQUE,
    state text NOT NULL CHECK (state IN ('issued', 'paid', 'credited')),
    purchase_order_number text,
    -- Names and addresses as they were on the day of issue.
    paper text NOT NULL,
    issued_on {day} NOT NULL,
    due_on {day} NOT NULL,
    paid_on {day},
    net_pence bigint NOT NULL,
    vat_pence bigint NOT NULL,
    gross_pence bigint NOT NULL,
    version bigint NOT NULL CHECK (version >= 1),
    UNIQUE (partnership_id, sequence),
    CHECK (gross_pence = net_pence + vat_pence),
    CHECK ((state = 'paid') = (paid_on IS NOT NULL))
);
CREATE INDEX invoice_school ON invoice (school_id, id);
CREATE INDEX invoice_partnership ON invoice (partnership_id, state, id);

CREATE TABLE invoice_line (
    id {uuid} PRIMARY KEY,
    invoice_id {uuid} NOT NULL REFERENCES invoice (id),
    position bigint NOT NULL,
    -- A line of an order is invoiced once.
    order_line_id {uuid} NOT NULL UNIQUE REFERENCES order_line (id),
    description text NOT NULL,
    quantity bigint NOT NULL CHECK (quantity > 0),
    unit text NOT NULL,
    unit_net_pence bigint NOT NULL,
    net_pence bigint NOT NULL,
    vat_basis text NOT NULL,
    UNIQUE (invoice_id, position)
);

CREATE TABLE ledger_account (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    kind text NOT NULL,
    -- Whose account, for receivables and payables; the partnership itself otherwise.
    party_id {uuid} NOT NULL REFERENCES organisation (id),
    UNIQUE (partnership_id, kind, party_id)
);

-- Money always goes from one account to another. A pending transfer is settled by a later row
-- that names it; nothing is ever changed.
CREATE TABLE ledger_transfer (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    debit_account_id {uuid} NOT NULL REFERENCES ledger_account (id),
    credit_account_id {uuid} NOT NULL REFERENCES ledger_account (id),
    amount_pence bigint NOT NULL CHECK (amount_pence > 0),
    state text NOT NULL CHECK (state IN ('pending', 'posted', 'voided')),
    settles_id {uuid} UNIQUE REFERENCES ledger_transfer (id),
    reason text NOT NULL,
    invoice_id {uuid} REFERENCES invoice (id),
    made_by {uuid} REFERENCES person (id),
    made_at {instant} NOT NULL,
    CHECK (debit_account_id <> credit_account_id),
    CHECK (state <> 'voided' OR settles_id IS NOT NULL)
);
CREATE INDEX ledger_transfer_partnership ON ledger_transfer (partnership_id, id);
CREATE INDEX ledger_transfer_invoice ON ledger_transfer (invoice_id);
CREATE INDEX ledger_transfer_debit ON ledger_transfer (debit_account_id);
CREATE INDEX ledger_transfer_credit ON ledger_transfer (credit_account_id);
";
