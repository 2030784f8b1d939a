//! People sit on a group: a committee's chair, its clerk, its members.

use sea_orm_migration::prelude::*;

crate::migration!("m0023_group_seat");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await
    }
}

const SQL: &str = "
-- Who sits on a group in which office: somebody on Commonpool, or a name. Only ended, never removed;
-- one that was entered by mistake ends the day before it began.
CREATE TABLE group_seat (
    id {uuid} PRIMARY KEY,
    group_id {uuid} NOT NULL REFERENCES school_group (organisation_id),
    person_id {uuid} REFERENCES person (id),
    name text CHECK (name <> ''),
    office text NOT NULL CHECK (office IN ('chair', 'vice_chair', 'clerk', 'member', 'observer')),
    -- For which school or organisation they sit there.
    organisation_id {uuid} REFERENCES organisation (id),
    starts_on {day} NOT NULL,
    entered_by {uuid} NOT NULL REFERENCES person (id),
    entered_at {instant} NOT NULL,
    ends_on {day},
    ended_by {uuid} REFERENCES person (id),
    ended_at {instant},
    CHECK ((person_id IS NULL) <> (name IS NULL)),
    CHECK ((ends_on IS NULL) = (ended_at IS NULL))
);
CREATE INDEX group_seat_group ON group_seat (group_id);
CREATE INDEX group_seat_person ON group_seat (person_id);
CREATE INDEX group_seat_organisation ON group_seat (organisation_id);
-- One chair at a time, and nobody twice.
CREATE UNIQUE INDEX group_seat_chair ON group_seat (group_id)
    WHERE office = 'chair' AND ends_on IS NULL;
CREATE UNIQUE INDEX group_seat_once ON group_seat (group_id, person_id) WHERE ends_on IS NULL;
";
