//! Indexes for lists, so that each costs as its page and not as its table: by state, by what a
//! saving is of, by the newest.

use sea_orm_migration::prelude::*;

crate::migration!("m0014_lists");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
-- Orders of one state, the newest first, and what of them is still to come.
CREATE INDEX school_order_of_school ON school_order (school_id, state, id);
CREATE INDEX school_order_of_partnership ON school_order (partnership_id, state, id);
CREATE INDEX school_order_of_provider ON school_order (provider_id, state, id);
DROP INDEX school_order_state;

-- A partnership's invoices of every state, the newest first.
CREATE INDEX invoice_of_partnership ON invoice (partnership_id, id);

-- The entries under one figure of a report.
CREATE INDEX saving_entry_of_partnership ON saving_entry
    (partnership_id, category, year_starts_on, stage, id);
CREATE INDEX saving_entry_of_school ON saving_entry
    (school_id, category, year_starts_on, stage, id);
";
