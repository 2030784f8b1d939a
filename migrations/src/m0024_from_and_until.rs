//! From where something was done is found, to be taken away, without reading what else stands beside
//! the trail. An invitation says from when and until when its role is given.

use sea_orm_migration::prelude::*;

crate::migration!("m0024_from_and_until");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
CREATE INDEX audit_personal_from_where ON audit_personal (entry_id) WHERE field = 'from_where';

ALTER TABLE invitation ADD COLUMN starts_on {day};
ALTER TABLE invitation ADD COLUMN ends_on {day};
";
