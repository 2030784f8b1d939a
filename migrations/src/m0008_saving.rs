//! The savings ledger: append-only, corrected by reversal.

use sea_orm_migration::prelude::*;

crate::migration!("m0008_saving");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await?;
        crate::append_only(manager, "saving_entry").await
    }
}

const SQL: &str = "
CREATE TABLE saving_entry (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    stage text NOT NULL CHECK (stage IN ('forecast', 'contracted', 'realised')),
    cashability text NOT NULL CHECK (cashability IN ('cashable', 'avoided')),
    baseline_kind text NOT NULL,
    method text NOT NULL,
    basis text NOT NULL CHECK (basis IN ('net', 'gross')),
    category text NOT NULL,
    -- A contract year or instalment of its subject, from 1.
    part bigint NOT NULL CHECK (part >= 1),
    -- Prices as ratios, quantity, fee, evidence: what the amount is recomputed from.
    facts text NOT NULL,
    fee_pence bigint NOT NULL,
    -- Negative for a rise in cost, or for a reversal of a saving.
    amount_pence bigint NOT NULL,
    counted_on {day} NOT NULL,
    -- First day of the financial year of the school in which it counts.
    year_starts_on {day} NOT NULL,
    order_line_id {uuid} REFERENCES order_line (id),
    commitment_id {uuid} REFERENCES commitment (id),
    reverses_id {uuid} UNIQUE REFERENCES saving_entry (id),
    entered_at {instant} NOT NULL,
    entered_by {uuid} REFERENCES person (id),
    CHECK ((order_line_id IS NULL) <> (commitment_id IS NULL))
);
CREATE INDEX saving_entry_school ON saving_entry (school_id, partnership_id, id);
CREATE INDEX saving_entry_partnership ON saving_entry (partnership_id, stage, id);
CREATE INDEX saving_entry_line ON saving_entry (order_line_id);
CREATE INDEX saving_entry_commitment ON saving_entry (commitment_id);

-- Kept in step with the entries in the same transaction: a report reads a few rows, not a million.
CREATE TABLE saving_sum (
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    category text NOT NULL,
    year_starts_on {day} NOT NULL,
    stage text NOT NULL,
    cashability text NOT NULL,
    basis text NOT NULL,
    amount_pence bigint NOT NULL,
    entries bigint NOT NULL CHECK (entries >= 0),
    PRIMARY KEY (partnership_id, school_id, category, year_starts_on, stage, cashability, basis)
);
CREATE INDEX saving_sum_school ON saving_sum (school_id);
";
