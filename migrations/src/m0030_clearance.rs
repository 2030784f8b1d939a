//! What was checked of the people of a pool, until when that counts, and what schools say of a visit.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

crate::migration!("m0030_clearance");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await?;
        let guard = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES_GUARD,
            _ => SQLITE_GUARD,
        };
        crate::run(manager, guard).await
    }
}

const SQL: &str = "
-- Which checks a pool asks of its people, as a list of codes; nothing where nobody has said.
ALTER TABLE pool ADD COLUMN clearances text;
-- The last day on which all that is asked of them counts: nothing for no end. Free days after it are
-- taken away, and no day after it is taken.
ALTER TABLE practitioner ADD COLUMN cleared_until {day};
-- Whether they are away because they are ill: such days are covered or not delivered.
-- Whose account they have, where they say themselves that they are ill.
ALTER TABLE practitioner ADD COLUMN person_id {uuid} REFERENCES person (id);
CREATE INDEX practitioner_person ON practitioner (person_id) WHERE person_id IS NOT NULL;
ALTER TABLE practitioner_leave ADD COLUMN ill boolean NOT NULL DEFAULT false;

-- That somebody saw the proof of a check: never what it says. A renewal is a new row; what was entered
-- wrongly is withdrawn.
CREATE TABLE clearance (
    id {uuid} PRIMARY KEY,
    practitioner_id {uuid} NOT NULL REFERENCES practitioner (id),
    kind text NOT NULL CHECK (kind IN ('identity', 'enhanced_dbs', 'barred_list', 'right_to_work',
        'prohibition', 'overseas', 'registration', 'insurance')),
    number text,
    issued_on {day},
    -- The last day on which it counts; nothing for no end.
    expires_on {day},
    seen_by text NOT NULL,
    seen_on {day} NOT NULL,
    entered_by {uuid} NOT NULL REFERENCES person (id),
    entered_at {instant} NOT NULL,
    withdrawn_at {instant},
    CHECK (issued_on IS NULL OR expires_on IS NULL OR expires_on >= issued_on)
);
CREATE INDEX clearance_practitioner ON clearance (practitioner_id, kind);

-- Who runs out when, and which warnings of it went out: each once.
CREATE TABLE clearance_told (
    practitioner_id {uuid} NOT NULL REFERENCES practitioner (id),
    cleared_until {day} NOT NULL,
    days_before bigint NOT NULL CHECK (days_before >= 0),
    told_at {instant} NOT NULL,
    PRIMARY KEY (practitioner_id, cleared_until, days_before)
);

-- When and where whoever comes is expected, in the school's words.
CREATE TABLE order_visit (
    order_id {uuid} PRIMARY KEY REFERENCES school_order (id),
    arrival text,
    room text,
    version bigint NOT NULL CHECK (version >= 1)
);
";

/// Nobody's day is taken after the last day on which they are cleared, whatever a statement forgets.
const SQLITE_GUARD: &str = "
CREATE TRIGGER pool_day_cleared BEFORE UPDATE OF order_line_id, practitioner_id ON pool_day
WHEN NEW.order_line_id IS NOT NULL AND OLD.order_line_id IS NULL AND EXISTS
    (SELECT 1 FROM practitioner p WHERE p.id = NEW.practitioner_id AND p.cleared_until < NEW.day)
BEGIN SELECT RAISE(ABORT, 'nobody is cleared for that day'); END;
";

const POSTGRES_GUARD: &str = "
CREATE FUNCTION refuse_uncleared() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF EXISTS (SELECT 1 FROM practitioner p
        WHERE p.id = NEW.practitioner_id AND p.cleared_until < NEW.day) THEN
        RAISE EXCEPTION 'nobody is cleared for that day';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pool_day_cleared BEFORE UPDATE OF order_line_id, practitioner_id ON pool_day
FOR EACH ROW WHEN (NEW.order_line_id IS NOT NULL AND OLD.order_line_id IS NULL)
EXECUTE FUNCTION refuse_uncleared();
";
