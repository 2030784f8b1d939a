//! What one of a service costs each standing and size of school, for lists; documents of services;
//! indexes for what waits and what is searched for.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

crate::migration!("m0012_pages");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await?;
        // The engines write ids each in their own way.
        let id = match manager.get_database_backend() {
            DbBackend::Postgres => "'0193f3a1-c0de-7000-a1b2-000000000012'",
            _ => "x'0193f3a1c0de7000a1b2000000000012'",
        };
        crate::run(manager, &PRICE_JOB.replace("{job}", id)).await
    }
}

const SQL: &str = "
-- What members paid for one, as it stood when the service was saved: the table below says it for
-- every standing, size and day.
DROP INDEX service_price;
ALTER TABLE service DROP COLUMN member_unit_net_pence;

CREATE TABLE listed_price (
    service_id {uuid} NOT NULL REFERENCES service (id),
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    standing text NOT NULL CHECK (standing IN ('full', 'associate', 'non_member')),
    -- The first and last day of the price.
    from_on {day} NOT NULL,
    until_on {day},
    -- Whether the school's pupils must be known, and for schools of which sizes it is.
    by_size boolean NOT NULL,
    from_pupils bigint NOT NULL CHECK (from_pupils >= 0),
    to_pupils bigint,
    fixed_pence bigint NOT NULL CHECK (fixed_pence >= 0),
    pupil_pence bigint NOT NULL CHECK (pupil_pence >= 0),
    minimum_pence bigint,
    maximum_pence bigint,
    PRIMARY KEY (service_id, standing, from_on, from_pupils),
    CHECK (until_on IS NULL OR until_on >= from_on),
    CHECK (by_size = TRUE OR (from_pupils = 0 AND to_pupils IS NULL AND pupil_pence = 0))
);
-- Prices that are the same for every size stand in their order; the others are worked out.
CREATE INDEX listed_price_in_order ON listed_price
    (partnership_id, standing, fixed_pence, service_id) WHERE by_size = FALSE;
CREATE INDEX listed_price_public ON listed_price
    (standing, fixed_pence, service_id) WHERE by_size = FALSE;
CREATE INDEX listed_price_by_size ON listed_price
    (partnership_id, standing, service_id) WHERE by_size = TRUE;
CREATE INDEX listed_price_public_by_size ON listed_price
    (standing, service_id) WHERE by_size = TRUE;

-- A document of a service: its agreement, a policy. Whoever may see the service may read it.
CREATE TABLE service_document (
    id {uuid} PRIMARY KEY,
    service_id {uuid} NOT NULL REFERENCES service (id),
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    title text NOT NULL,
    file_id {uuid} NOT NULL REFERENCES stored_file (id),
    added_by {uuid} NOT NULL REFERENCES person (id),
    added_at {instant} NOT NULL,
    withdrawn_at {instant}
);
CREATE INDEX service_document_service ON service_document (service_id) WHERE withdrawn_at IS NULL;

-- What waits for somebody of a school, and a buyer's own numbers.
CREATE INDEX school_order_undecided ON school_order (school_id)
    WHERE state IN ('awaiting_approval', 'sent_back');
CREATE INDEX invoice_issued ON invoice (partnership_id, issued_on, state, net_pence);
CREATE INDEX service_pool ON service (pool_id) WHERE pool_id IS NOT NULL;
CREATE INDEX school_order_number ON school_order (purchase_order_number)
    WHERE purchase_order_number IS NOT NULL;
";

/// Services that are there already get their prices from their terms, by a job.
const PRICE_JOB: &str = "
INSERT INTO job (id, kind, payload, unique_key, run_at, attempts)
    SELECT {job}, 'list_prices', '{\"kind\":\"list_prices\"}', 'list_prices m0012',
        '2026-01-01T00:00:00+00:00', 0
    WHERE EXISTS (SELECT 1 FROM service);
";
