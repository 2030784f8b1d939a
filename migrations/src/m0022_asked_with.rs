//! Whoever is asked to sign a school up sees with what: what it pays now, and its order number.

use sea_orm_migration::prelude::*;

crate::migration!("m0022_asked_with");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
ALTER TABLE signature_request ADD COLUMN baseline_id {uuid} REFERENCES baseline (id);
ALTER TABLE signature_request ADD COLUMN purchase_order_number text;
";
