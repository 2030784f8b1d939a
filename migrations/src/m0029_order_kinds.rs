//! Every kind of service is ordered: so many of something, with a wish and a note for whoever
//! delivers, and agreements for a year, of which each line says how many months it is billed for.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

crate::migration!("m0029_order_kinds");

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
-- From when a school would like what is bound to no day, and a note for whoever delivers.
ALTER TABLE order_line ADD COLUMN wished_on {day};
ALTER TABLE order_line ADD COLUMN note text;
-- Of an agreement: how many months the line is billed for.
ALTER TABLE order_line ADD COLUMN months bigint CHECK (months BETWEEN 1 AND 12);
-- An agreement takes the place of all that a school paid before while it runs, like the contract of
-- a deal.
ALTER TABLE baseline_use ADD COLUMN while_it_runs bigint NOT NULL DEFAULT 0
    CHECK (while_it_runs IN (0, 1));
";

/// Whether a new row would count spend that is counted already: a contract or an agreement beside
/// anything of the same time, or more units in a year than were paid for in one.
macro_rules! counted_twice {
    () => {
        "EXISTS (SELECT 1 FROM baseline_use u WHERE u.baseline_id = NEW.baseline_id
        AND u.freed_at IS NULL AND (u.commitment_id IS NOT NULL OR NEW.commitment_id IS NOT NULL
        OR u.while_it_runs = 1 OR NEW.while_it_runs = 1)
        AND u.first_on <= NEW.last_on AND u.last_on >= NEW.first_on)
    OR NEW.order_line_id IS NOT NULL AND NEW.while_it_runs = 0
        AND NEW.quantity + (SELECT COALESCE(SUM(u.quantity), 0)
        FROM baseline_use u WHERE u.baseline_id = NEW.baseline_id AND u.freed_at IS NULL
        AND u.order_line_id IS NOT NULL AND u.while_it_runs = 0
        AND u.year_starts_on = NEW.year_starts_on)
        > (SELECT b.quantity FROM baseline b WHERE b.id = NEW.baseline_id)"
    };
}

const SQLITE_GUARD: &str = concat!(
    "
DROP TRIGGER baseline_counted_once;
CREATE TRIGGER baseline_counted_once BEFORE INSERT ON baseline_use WHEN ",
    counted_twice!(),
    "
BEGIN SELECT RAISE(ABORT, 'what a school paid before is counted twice'); END;
"
);

const POSTGRES_GUARD: &str = concat!(
    "
CREATE OR REPLACE FUNCTION refuse_counting_twice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF ",
    counted_twice!(),
    "
    THEN RAISE EXCEPTION 'what a school paid before is counted twice'; END IF;
    RETURN NEW;
END $$;
"
);
