//! When pupils are at school: the term dates of an area and of single schools, and INSET days.

use sea_orm_migration::prelude::*;

crate::migration!("m0035_term_dates");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
-- The three terms of a school year as a partnership entered them for its area, or a school for itself.
CREATE TABLE term_dates (
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    -- The calendar year in which the school year begins.
    begins_in bigint NOT NULL,
    -- JSON of `domain::calendar::Terms`.
    terms text NOT NULL,
    version bigint NOT NULL CHECK (version >= 1),
    PRIMARY KEY (organisation_id, begins_in)
);

-- School days of a school without pupils.
CREATE TABLE inset_day (
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    day {day} NOT NULL,
    note text,
    PRIMARY KEY (school_id, day)
);
CREATE INDEX inset_day_by_day ON inset_day (day);
";
