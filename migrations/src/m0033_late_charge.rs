//! What a late cancellation costs is a line of its own, beside the one that was cancelled.

use sea_orm_migration::prelude::*;

crate::migration!("m0033_late_charge");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
ALTER TABLE order_line ADD COLUMN charge_for {uuid} REFERENCES order_line (id);
";
