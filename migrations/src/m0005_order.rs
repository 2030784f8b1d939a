//! Orders and their lines: the only place that holds an amount owed.

use sea_orm_migration::prelude::*;

crate::migration!("m0005_order");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
CREATE TABLE school_order (
    id {uuid} PRIMARY KEY,
    reference text NOT NULL UNIQUE,
    state text NOT NULL CHECK (state IN
        ('awaiting_approval', 'sent_back', 'declined', 'placed', 'completed', 'cancelled')),
    -- The parties: who buys, through which partnership, who invoices, who delivers.
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    partnership_id {uuid} NOT NULL REFERENCES partnership (organisation_id),
    seller_id {uuid} NOT NULL REFERENCES organisation (id),
    provider_id {uuid} NOT NULL REFERENCES organisation (id),
    purchase_order_number text,
    net_pence bigint NOT NULL CHECK (net_pence >= 0),
    vat_pence bigint NOT NULL CHECK (vat_pence >= 0),
    gross_pence bigint NOT NULL,
    requested_by {uuid} NOT NULL REFERENCES person (id),
    requested_at {instant} NOT NULL,
    decided_by {uuid} REFERENCES person (id),
    decided_at {instant},
    reason text,
    version bigint NOT NULL CHECK (version >= 1),
    CHECK (gross_pence = net_pence + vat_pence),
    CHECK (decided_by IS NULL OR decided_by <> requested_by)
);
CREATE INDEX school_order_school ON school_order (school_id, id);
CREATE INDEX school_order_partnership ON school_order (partnership_id, id);
CREATE INDEX school_order_provider ON school_order (provider_id, id);
CREATE INDEX school_order_state ON school_order (partnership_id, state, school_id);

CREATE TABLE order_line (
    id {uuid} PRIMARY KEY,
    order_id {uuid} NOT NULL REFERENCES school_order (id),
    position bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('booked', 'delivered', 'invoiced', 'cancelled')),
    service_id {uuid} REFERENCES service (id),
    service_version_id {uuid} REFERENCES service_version (id),
    deal_id {uuid},
    category text NOT NULL,
    description text NOT NULL,
    -- For a booked day: which, and whose.
    day {day},
    practitioner_id {uuid} REFERENCES practitioner (id),
    unit text NOT NULL,
    quantity bigint NOT NULL CHECK (quantity > 0),
    unit_net_pence bigint NOT NULL CHECK (unit_net_pence >= 0),
    net_pence bigint NOT NULL CHECK (net_pence >= 0),
    price_working text NOT NULL,
    vat_basis text NOT NULL,
    delivered_at {instant},
    delivered_by {uuid} REFERENCES person (id),
    cancelled_on {day},
    version bigint NOT NULL CHECK (version >= 1),
    CHECK ((state IN ('delivered', 'invoiced')) = (delivered_at IS NOT NULL)),
    CHECK ((state = 'cancelled') = (cancelled_on IS NOT NULL)),
    UNIQUE (order_id, position)
);
CREATE INDEX order_line_service ON order_line (service_id, id);
CREATE INDEX order_line_deal ON order_line (deal_id);
CREATE INDEX order_line_day ON order_line (day, id);
CREATE INDEX order_line_state ON order_line (state, order_id);
";
