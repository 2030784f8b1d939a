//! In whose audit trail an entry stands besides that of its chain: whoever was acted for, and the
//! school whose order, invoice or signature it is about.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

crate::migration!("m0016_trail");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // How a subject names an id.
        let bare = match manager.get_database_backend() {
            DbBackend::Postgres => "replace(CAST(t.id AS text), '-', '')",
            _ => "lower(hex(t.id))",
        };
        crate::run(manager, &SQL.replace("{bare}", bare)).await?;
        crate::append_only(manager, "audit_party").await
    }
}

const SQL: &str = "
CREATE TABLE audit_party (
    organisation_id {uuid} NOT NULL,
    entry_id {uuid} NOT NULL REFERENCES audit_entry (id),
    PRIMARY KEY (organisation_id, entry_id)
);

INSERT INTO audit_party (organisation_id, entry_id)
    SELECT acting_for, id FROM audit_entry WHERE acting_for <> chain
    UNION SELECT t.school_id, e.id FROM school_order t
        JOIN audit_entry e ON e.subject = 'order_' || {bare}
    UNION SELECT t.school_id, e.id FROM invoice t
        JOIN audit_entry e ON e.subject = 'invoice_' || {bare}
    UNION SELECT t.organisation_id, e.id FROM membership t
        JOIN audit_entry e ON e.subject = 'member_' || {bare};
";
