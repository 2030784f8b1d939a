//! Partnerships, their areas, membership levels and dated memberships.

use sea_orm_migration::prelude::*;

crate::migration!("m0003_partnership");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
CREATE TABLE partnership (
    organisation_id {uuid} PRIMARY KEY REFERENCES organisation (id),
    model text NOT NULL,
    legal_shape text NOT NULL CHECK (legal_shape IN ('company', 'informal')),
    -- The legal body an informal partnership trades through: its name stands on invoices.
    host_id {uuid} REFERENCES organisation (id),
    invoice_prefix text NOT NULL UNIQUE,
    vat_number text,
    -- The seller's, as it must stand on a VAT invoice (VAT Regulations 1995, regulation 14).
    invoice_address text,
    bank_name text,
    bank_sort_code text,
    bank_account text,
    payment_terms_days bigint NOT NULL CHECK (payment_terms_days BETWEEN 0 AND 120),
    -- What it works in: codes with commas between.
    lines_of_work text NOT NULL DEFAULT '',
    version bigint NOT NULL CHECK (version >= 1),
    CHECK (host_id IS NULL OR legal_shape = 'informal')
);

CREATE TABLE partnership_area (
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    la_code text NOT NULL,
    PRIMARY KEY (partnership_id, la_code)
);

CREATE TABLE tier (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    name text NOT NULL,
    rights text NOT NULL CHECK (rights IN ('full', 'associate')),
    rule text NOT NULL,
    includes text NOT NULL,
    position bigint NOT NULL,
    starts_on {day} NOT NULL,
    ends_on {day},
    version bigint NOT NULL CHECK (version >= 1),
    UNIQUE (partnership_id, name, starts_on)
);

CREATE TABLE membership (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    tier_id {uuid} NOT NULL REFERENCES tier (id),
    starts_on {day} NOT NULL,
    ends_on {day},
    CHECK (ends_on IS NULL OR ends_on >= starts_on)
);
CREATE UNIQUE INDEX membership_live ON membership (partnership_id, organisation_id)
    WHERE ends_on IS NULL;
CREATE INDEX membership_organisation ON membership (organisation_id);
";
