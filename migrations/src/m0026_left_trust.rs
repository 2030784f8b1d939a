//! What a school chose of the orders that were open when it left a trust or federation.

use sea_orm_migration::prelude::*;

crate::migration!("m0026_left_trust");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await?;
        crate::append_only(manager, "left_trust").await?;
        crate::append_only(manager, "left_trust_order").await
    }
}

const SQL: &str = "
-- A school chooses once for each time that it left.
CREATE TABLE left_trust (
    tie_id {uuid} PRIMARY KEY REFERENCES tie (id),
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    chosen_by {uuid} NOT NULL REFERENCES person (id),
    chosen_at {instant} NOT NULL
);
CREATE INDEX left_trust_school ON left_trust (school_id);

CREATE TABLE left_trust_order (
    tie_id {uuid} NOT NULL REFERENCES left_trust (tie_id),
    order_id {uuid} NOT NULL REFERENCES school_order (id),
    fate text NOT NULL CHECK (fate IN ('kept', 'cancelled')),
    PRIMARY KEY (tie_id, order_id)
);
";
