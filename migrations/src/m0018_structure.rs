//! How organisations belong together: schools that deliver, trusts and federations, groups, the
//! association; each tie is dated, and a person of a trust may act for its schools.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

crate::migration!("m0018_structure");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await?;
        // What the register has said of each school already.
        let of = match manager.get_database_backend() {
            DbBackend::Postgres => "CAST(entry AS json) ->> '{field}'",
            _ => "json_extract(entry, '$.{field}')",
        };
        for field in ["trust_uid", "federation_uid"] {
            let of = of.replace("{field}", field);
            crate::run(manager, &format!("UPDATE register_school SET {field} = {of}")).await?;
        }
        Ok(())
    }
}

const SQL: &str = "
-- A school that offers a service of its own, who offered it, and what, in their words.
ALTER TABLE partnership_provider ADD COLUMN offered_at {instant};
ALTER TABLE partnership_provider ADD COLUMN offered_by {uuid} REFERENCES person (id);
ALTER TABLE partnership_provider ADD COLUMN offers text;
CREATE INDEX partnership_provider_provider ON partnership_provider (provider_id);

-- No two partnerships share a name, however many are founded at once.
CREATE UNIQUE INDEX organisation_partnership_name ON organisation (lower(name))
    WHERE kind = 'partnership';

-- The register's number of a trust or federation.
ALTER TABLE organisation ADD COLUMN group_uid text
    CHECK (group_uid IS NULL OR kind IN ('trust', 'federation'));
CREATE UNIQUE INDEX organisation_group_uid ON organisation (group_uid)
    WHERE group_uid IS NOT NULL;
ALTER TABLE register_school ADD COLUMN trust_uid text;
ALTER TABLE register_school ADD COLUMN federation_uid text;
CREATE INDEX register_school_trust ON register_school (trust_uid);
CREATE INDEX register_school_federation ON register_school (federation_uid);

-- One organisation within another from a day on: a school in a trust or federation, a school in a
-- group, a partnership in an association. Never overwritten, only ended; one that ended on the day
-- it began ends before it.
CREATE TABLE tie (
    id {uuid} PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('trust', 'federation', 'group', 'association')),
    parent_id {uuid} NOT NULL REFERENCES organisation (id),
    child_id {uuid} NOT NULL REFERENCES organisation (id),
    starts_on {day} NOT NULL,
    ends_on {day},
    ended_at {instant},
    -- Since when the parent may act for the child, and who agreed to that for it.
    agreed_at {instant},
    agreed_by {uuid} REFERENCES person (id),
    CHECK (parent_id <> child_id),
    CHECK (ends_on IS NULL OR ends_on >= starts_on OR ended_at IS NOT NULL),
    CHECK (agreed_at IS NULL OR kind IN ('trust', 'federation'))
);
CREATE UNIQUE INDEX tie_live ON tie (parent_id, child_id) WHERE ends_on IS NULL;
-- A school is in one trust and in one federation at a time.
CREATE UNIQUE INDEX tie_one_trust ON tie (child_id, kind)
    WHERE ends_on IS NULL AND kind IN ('trust', 'federation');
CREATE INDEX tie_child ON tie (child_id, kind);

-- Somebody of a trust acts for its schools in the role that they hold in the trust.
CREATE TABLE acting_right (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES person (id),
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    role text NOT NULL,
    given_by {uuid} NOT NULL REFERENCES person (id),
    starts_on {day} NOT NULL,
    ends_on {day},
    ended_at {instant},
    CHECK (ends_on IS NULL OR ends_on >= starts_on OR ended_at IS NOT NULL)
);
CREATE UNIQUE INDEX acting_right_live ON acting_right (person_id, organisation_id, role)
    WHERE ends_on IS NULL;
CREATE INDEX acting_right_organisation ON acting_right (organisation_id);

-- Through which organisation somebody acts for another, where they do.
ALTER TABLE session ADD COLUMN acting_through {uuid} REFERENCES organisation (id);
ALTER TABLE audit_entry ADD COLUMN acting_through {uuid};
ALTER TABLE school_order ADD COLUMN requested_through {uuid} REFERENCES organisation (id);

-- How a partnership that belongs to the association is reached: everybody reads it.
ALTER TABLE partnership ADD COLUMN public_contact text;

-- A group that a partnership or an association keeps, within another of its groups or by itself.
CREATE TABLE school_group (
    organisation_id {uuid} PRIMARY KEY REFERENCES organisation (id),
    keeper_id {uuid} NOT NULL REFERENCES organisation (id),
    parent_id {uuid} REFERENCES school_group (organisation_id),
    kind text NOT NULL CHECK (kind IN ('county', 'quadrant', 'locality', 'committee', 'sub_group',
        'network')),
    starts_on {day} NOT NULL,
    ends_on {day},
    version bigint NOT NULL CHECK (version >= 1),
    CHECK (parent_id IS NULL OR parent_id <> organisation_id),
    CHECK (ends_on IS NULL OR ends_on >= starts_on)
);
CREATE INDEX school_group_keeper ON school_group (keeper_id);
CREATE INDEX school_group_parent ON school_group (parent_id);
";
