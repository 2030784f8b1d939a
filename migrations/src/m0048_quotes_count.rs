//! Quotes that a school chooses count in the market rate where it has said so.

use sea_orm_migration::prelude::*;

crate::migration!("m0048_quotes_count");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
-- Whoever agreed before was asked of orders alone.
ALTER TABLE price_sharing ADD COLUMN quotes boolean NOT NULL DEFAULT FALSE;
";
