//! What a pool's days will be wanted for and what its people are paid: days asked for in vain, terms from
//! before its days were sold here, and rates of pay.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

crate::migration!("m0034_planning");

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
-- A day that a school asked for and on which nobody was free: once, however often it asked.
CREATE TABLE unmet_ask (
    pool_id {uuid} NOT NULL REFERENCES pool (id),
    school_id {uuid} NOT NULL REFERENCES organisation (id),
    day {day} NOT NULL,
    asked_at {instant} NOT NULL,
    PRIMARY KEY (pool_id, school_id, day)
);
CREATE INDEX unmet_ask_day ON unmet_ask (pool_id, day);

-- A term from before a pool's days were sold here, as whoever keeps it knows it.
CREATE TABLE pool_term (
    pool_id {uuid} NOT NULL REFERENCES pool (id),
    -- By the year in which the school year begins: 2024-autumn.
    term text NOT NULL,
    offered bigint NOT NULL CHECK (offered >= 0),
    sold bigint NOT NULL CHECK (sold >= 0 AND sold <= offered),
    delivered bigint NOT NULL CHECK (delivered >= 0 AND delivered <= sold),
    unmet bigint NOT NULL CHECK (unmet >= 0),
    version bigint NOT NULL CHECK (version >= 1),
    PRIMARY KEY (pool_id, term)
);

-- How somebody of a pool is engaged and what a day of theirs is paid, from a day on. Never changed:
-- what was set wrongly is set again from the same day, and the last one set counts.
CREATE TABLE practitioner_pay (
    id {uuid} PRIMARY KEY,
    practitioner_id {uuid} NOT NULL REFERENCES practitioner (id),
    engagement text NOT NULL CHECK (engagement IN ('employed', 'freelance')),
    from_on {day} NOT NULL,
    -- What a freelance day is paid.
    day_rate_pence bigint CHECK (day_rate_pence > 0),
    -- What share of it is paid for a day that a school cancelled late, in basis points.
    late_share bigint CHECK (late_share BETWEEN 0 AND 10000),
    -- How many days a school year an employee owes; nothing where nobody has said.
    contracted_days bigint CHECK (contracted_days BETWEEN 1 AND 366),
    set_by {uuid} NOT NULL REFERENCES person (id),
    set_at {instant} NOT NULL,
    CHECK ((engagement = 'freelance') = (day_rate_pence IS NOT NULL)),
    CHECK ((engagement = 'freelance') = (late_share IS NOT NULL)),
    CHECK (engagement = 'employed' OR contracted_days IS NULL)
);
CREATE INDEX practitioner_pay_from ON practitioner_pay (practitioner_id, from_on, id);
";

/// What somebody was paid is never rewritten.
const SQLITE_GUARD: &str = "
CREATE TRIGGER practitioner_pay_kept BEFORE UPDATE ON practitioner_pay
BEGIN SELECT RAISE(ABORT, 'practitioner_pay is append-only'); END;
CREATE TRIGGER practitioner_pay_stays BEFORE DELETE ON practitioner_pay
BEGIN SELECT RAISE(ABORT, 'practitioner_pay is append-only'); END;
";

const POSTGRES_GUARD: &str = "
CREATE FUNCTION refuse_pay_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'practitioner_pay is append-only'; END $$;
CREATE TRIGGER practitioner_pay_kept BEFORE UPDATE OR DELETE ON practitioner_pay
FOR EACH ROW EXECUTE FUNCTION refuse_pay_change();
";
