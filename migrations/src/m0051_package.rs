//! Packages of services: what each that a school has bought contains, how much of that is taken, and
//! which lines of orders were taken from which.

use sea_orm_migration::prelude::*;

crate::migration!("m0051_package");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
-- So many of a service in the package that was bought by an order, for days from the first to the last.
CREATE TABLE package_part (
    order_id {uuid} NOT NULL REFERENCES school_order (id),
    service_id {uuid} NOT NULL REFERENCES service (id),
    position bigint NOT NULL CHECK (position >= 1),
    included bigint NOT NULL CHECK (included >= 1 AND included <= 10000),
    -- What orders that count have taken: never more than there is.
    taken bigint NOT NULL DEFAULT 0 CHECK (taken >= 0 AND taken <= included),
    first_on {day} NOT NULL,
    last_on {day} NOT NULL,
    PRIMARY KEY (order_id, service_id),
    CHECK (last_on >= first_on)
);
CREATE INDEX package_part_service ON package_part (service_id, last_on);

-- The order of the package that a line was taken from: such a line costs nothing.
ALTER TABLE order_line ADD COLUMN package_order_id {uuid} REFERENCES school_order (id)
    CHECK (package_order_id IS NULL OR (net_pence = 0 AND service_id IS NOT NULL));
CREATE INDEX order_line_package ON order_line (package_order_id) WHERE package_order_id IS NOT NULL;
";
