//! What people of a pool can do.

use sea_orm_migration::prelude::*;

crate::migration!("m0042_profile");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
-- JSON of `domain::capacity::Profile`; nothing where nobody has said.
ALTER TABLE practitioner ADD COLUMN profile text;
";
