//! Group deals, what schools pay now, and who signed up.

use sea_orm_migration::prelude::*;

crate::migration!("m0007_deal");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
CREATE TABLE deal (
    id {uuid} PRIMARY KEY,
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    provider_id {uuid} NOT NULL REFERENCES organisation (id),
    seller_id {uuid} NOT NULL REFERENCES organisation (id),
    state text NOT NULL CHECK (state IN ('draft', 'open', 'met', 'lapsed', 'withdrawn')),
    category text NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    -- Frozen when the deal opens.
    terms text NOT NULL,
    closes_at {instant} NOT NULL,
    opened_at {instant},
    ended_at {instant},
    final_unit_net_pence bigint,
    -- Why the partnership took it back.
    withdrawn_reason text,
    vat_basis text NOT NULL,
    created_by {uuid} NOT NULL REFERENCES person (id),
    version bigint NOT NULL CHECK (version >= 1),
    CHECK ((state IN ('met', 'lapsed', 'withdrawn')) = (ended_at IS NOT NULL)),
    CHECK ((state = 'met') = (final_unit_net_pence IS NOT NULL)),
    CHECK ((state = 'withdrawn') = (withdrawn_reason IS NOT NULL))
);
CREATE INDEX deal_partnership ON deal (partnership_id, state, closes_at);
CREATE INDEX deal_closes ON deal (closes_at) WHERE state = 'open';

-- What a school pays now for something, with the document that shows it.
CREATE TABLE baseline (
    id {uuid} PRIMARY KEY,
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    category text NOT NULL,
    kind text NOT NULL,
    supplier text NOT NULL,
    yearly_net_pence bigint NOT NULL CHECK (yearly_net_pence >= 0),
    quantity bigint NOT NULL CHECK (quantity > 0),
    -- What the quantity counts; not said for what a deal counts by its own terms.
    unit text,
    evidence_file_id {uuid} REFERENCES stored_file (id),
    evidence_note text,
    covers_from {day},
    covers_to {day},
    entered_by {uuid} NOT NULL REFERENCES person (id),
    entered_at {instant} NOT NULL,
    CHECK (evidence_file_id IS NOT NULL OR evidence_note IS NOT NULL)
);
CREATE INDEX baseline_school ON baseline (school_id, category, id);

CREATE TABLE commitment (
    id {uuid} PRIMARY KEY,
    deal_id {uuid} NOT NULL REFERENCES deal (id),
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    quantity bigint NOT NULL CHECK (quantity > 0),
    baseline_id {uuid} NOT NULL REFERENCES baseline (id),
    -- The signature: who, in which role, to what wording, when.
    signed_by {uuid} NOT NULL REFERENCES person (id),
    signed_role text NOT NULL,
    wording text NOT NULL,
    signed_at {instant} NOT NULL,
    purchase_order_number text,
    withdrawn_at {instant},
    withdrawn_by {uuid} REFERENCES person (id),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
CREATE UNIQUE INDEX commitment_live ON commitment (deal_id, school_id) WHERE withdrawn_at IS NULL;
CREATE INDEX commitment_school ON commitment (school_id, id);
";
