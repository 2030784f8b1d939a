//! Whoever delivers a deal delivers through its partnership, as whoever delivers a service does.

use sea_orm_migration::prelude::*;

crate::migration!("m0020_deal_providers");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
INSERT INTO partnership_provider (partnership_id, provider_id)
SELECT DISTINCT d.partnership_id, d.provider_id FROM deal d WHERE NOT EXISTS (
    SELECT 1 FROM partnership_provider p
    WHERE p.partnership_id = d.partnership_id AND p.provider_id = d.provider_id);
";
