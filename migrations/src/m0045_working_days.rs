//! Other days of work from a day on.

use sea_orm_migration::prelude::*;

crate::migration!("m0045_working_days");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
-- The days of the week on which somebody works from a day on, as `pattern` has those before.
ALTER TABLE practitioner ADD COLUMN next_pattern text;
ALTER TABLE practitioner ADD COLUMN next_from {day}
    CHECK ((next_from IS NULL) = (next_pattern IS NULL));
";
