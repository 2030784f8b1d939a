//! Links of later letters to suppliers outside, enquiries in the order of their lists, and what is shared by
//! a school in whose place another stands.

use sea_orm_migration::prelude::*;

crate::migration!("m0052_links_and_moves");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await?;
        crate::append_only(manager, "moved_sharing").await
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

-- What went over to the school that took the place of one that shared it. What the old one bore is kept
-- where it was bound: on statements it bears its part until the other began.
CREATE TABLE moved_sharing (
    sharing_id {uuid} NOT NULL,
    school_id {uuid} NOT NULL REFERENCES school_succession (school_id),
    portion_net_pence bigint CHECK (portion_net_pence >= 0),
    was_owner bigint NOT NULL CHECK (was_owner IN (0, 1)),
    PRIMARY KEY (sharing_id, school_id),
    FOREIGN KEY (sharing_id, school_id) REFERENCES sharing_school (sharing_id, school_id),
    CHECK (was_owner = 0 OR portion_net_pence IS NOT NULL)
);
CREATE INDEX moved_sharing_school ON moved_sharing (school_id);
";
