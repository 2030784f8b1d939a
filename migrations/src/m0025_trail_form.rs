//! A link of the audit chain says by which form it was hashed: since the second, it covers in whose
//! trail its entry stands too.

use sea_orm_migration::prelude::*;

crate::migration!("m0025_trail_form");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
ALTER TABLE audit_seal ADD COLUMN form bigint NOT NULL DEFAULT 1 CHECK (form IN (1, 2));

-- In whose trail an entry stands is read with the entry, when its link is made and checked.
CREATE INDEX audit_party_entry ON audit_party (entry_id);
";
