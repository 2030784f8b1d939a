//! The days of a month are counted from an index alone, however many people work in a pool.

use sea_orm_migration::prelude::*;

crate::migration!("m0027_pool_day_counted");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
CREATE INDEX pool_day_counted ON pool_day (pool_id, day, order_line_id);
DROP INDEX pool_day_all;
";
