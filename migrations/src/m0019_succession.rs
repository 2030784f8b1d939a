//! Schools that handed over to the one that took their place in the register, and what became of
//! their open orders.

use sea_orm_migration::prelude::*;

crate::migration!("m0019_succession");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await?;
        crate::append_only(manager, "school_succession").await?;
        crate::append_only(manager, "moved_order").await
    }
}

const SQL: &str = "
-- A school hands over once; several may hand over to one.
CREATE TABLE school_succession (
    school_id {uuid} PRIMARY KEY REFERENCES organisation (id),
    successor_id {uuid} NOT NULL REFERENCES organisation (id),
    -- From which day what was booked is the other's, by the register.
    began_on {day} NOT NULL,
    handed_over_at {instant} NOT NULL,
    CHECK (school_id <> successor_id)
);
CREATE INDEX school_succession_successor ON school_succession (successor_id);

-- What was not delivered of one order is ordered by the other.
CREATE TABLE moved_order (
    order_id {uuid} PRIMARY KEY REFERENCES school_order (id),
    new_order_id {uuid} NOT NULL UNIQUE REFERENCES school_order (id),
    school_id {uuid} NOT NULL REFERENCES school_succession (school_id),
    moved_at {instant} NOT NULL,
    CHECK (order_id <> new_order_id)
);
CREATE INDEX moved_order_school ON moved_order (school_id);
";
