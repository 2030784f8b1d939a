//! Links of later letters to suppliers outside, and enquiries in the order of their lists.

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

-- Lists of enquiries begin with those that wait: each state is read by itself, the newest message first.
DROP INDEX enquiry_school;
DROP INDEX enquiry_provider;
DROP INDEX enquiry_partnership;
CREATE INDEX enquiry_school ON enquiry (school_id, state, newest_id);
CREATE INDEX enquiry_provider ON enquiry (provider_id, state, newest_id);
CREATE INDEX enquiry_partnership ON enquiry (partnership_id, state, newest_id);
";
