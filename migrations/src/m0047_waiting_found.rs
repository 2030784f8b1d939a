//! What waits is found without looking at what does not.

use sea_orm_migration::prelude::*;

crate::migration!("m0047_waiting_found");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
CREATE INDEX enquiry_waiting ON enquiry (partnership_id, waits_since) WHERE state = 'waiting';
CREATE INDEX enquiry_asked ON enquiry (provider_id, waits_since) WHERE state = 'waiting';
CREATE INDEX enquiry_service ON enquiry (service_id);
CREATE INDEX sharing_proposer ON sharing (school_id);
CREATE INDEX sharing_owner ON sharing (owner_id);
";
