//! Links of later letters to suppliers outside.

use sea_orm_migration::prelude::*;

crate::migration!("m0052_links_and_moves");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
-- Each letter to a supplier outside has a link of its own beside that of the first: no secret is kept
-- that could be sent again. All of them end when the first does.
CREATE TABLE quote_link (
    token_hash {bytes} PRIMARY KEY,
    supplier_id {uuid} NOT NULL REFERENCES quote_supplier (id)
);
CREATE INDEX quote_link_supplier ON quote_link (supplier_id);
";
