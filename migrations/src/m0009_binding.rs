//! What binds a school: days that are held undecided, the span of each line, the unit of what a
//! school pays now and what is measured against it, and what a signature was given to.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

crate::migration!("m0009_binding");

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, SQL).await?;
        let (carry_over, guard) = match manager.get_database_backend() {
            DbBackend::Postgres => (POSTGRES_SPANS.to_owned(), POSTGRES_GUARD),
            _ => (sqlite_spans(), SQLITE_GUARD),
        };
        crate::run(manager, &carry_over).await?;
        crate::run(manager, guard).await
    }
}

const SQL: &str = "
-- What a school orders is changed under its row, one at a time: so its limits hold in a race.
CREATE TABLE school_counter (
    school_id {uuid} PRIMARY KEY REFERENCES organisation (id),
    -- Days held by orders that nobody has decided.
    held_days bigint NOT NULL CHECK (held_days >= 0)
);
INSERT INTO school_counter (school_id, held_days)
    SELECT o.school_id, COUNT(*) FROM school_order o JOIN order_line l ON l.order_id = o.id
    WHERE o.state IN ('awaiting_approval', 'sent_back') AND l.state = 'booked' AND l.day IS NOT NULL
    GROUP BY o.school_id;

-- Until when an order can wait undecided, and when it lapsed because nobody decided. An order that
-- waited before there was such an instant is given one by the first round of jobs.
ALTER TABLE school_order ADD COLUMN held_until {instant};
ALTER TABLE school_order ADD COLUMN lapsed_at {instant};
CREATE INDEX school_order_held ON school_order (held_until)
    WHERE state IN ('awaiting_approval', 'sent_back');
-- What a buyer has ordered alone of late.
CREATE INDEX school_order_requester ON school_order (school_id, requested_by, requested_at);

-- The first and the last day that a line is for: nothing is delivered before it has begun.
ALTER TABLE order_line ADD COLUMN first_on {day};
ALTER TABLE order_line ADD COLUMN last_on {day};
UPDATE order_line SET first_on = day, last_on = day WHERE day IS NOT NULL;

-- Every statement so far was for what its deal counted: pupils, unless the deal counts things.
UPDATE baseline SET unit = CASE
    WHEN EXISTS (SELECT 1 FROM commitment c JOIN deal d ON d.id = c.deal_id
        WHERE c.baseline_id = baseline.id AND d.terms LIKE '%\"unit\":\"each\"%') THEN 'item'
    WHEN EXISTS (SELECT 1 FROM commitment c WHERE c.baseline_id = baseline.id) THEN 'pupil'
    WHEN EXISTS (SELECT 1 FROM deal d
        WHERE d.category = baseline.category AND d.terms LIKE '%\"unit\":\"each\"%')
        AND NOT EXISTS (SELECT 1 FROM deal d
        WHERE d.category = baseline.category AND d.terms LIKE '%\"unit\":\"pupil\"%') THEN 'item'
    ELSE 'pupil' END
    WHERE unit IS NULL;
-- A document that came after a note.
ALTER TABLE baseline ADD COLUMN evidence_added_by {uuid} REFERENCES person (id);
ALTER TABLE baseline ADD COLUMN evidence_added_at {instant};

-- The SHA-256 of the wording, the most that the signature can bind the school to, the number the
-- school was known by, and why another was signed for.
ALTER TABLE commitment ADD COLUMN wording_digest text;
ALTER TABLE commitment ADD COLUMN most_gross_pence bigint;
ALTER TABLE commitment ADD COLUMN known_quantity bigint;
ALTER TABLE commitment ADD COLUMN quantity_reason text;

-- What is measured against what a school paid before: a contract, or units bought in one of its
-- financial years. Freed when nothing of it comes to pass.
CREATE TABLE baseline_use (
    baseline_id {uuid} NOT NULL REFERENCES baseline (id),
    commitment_id {uuid} UNIQUE REFERENCES commitment (id),
    order_line_id {uuid} UNIQUE REFERENCES order_line (id),
    first_on {day} NOT NULL,
    last_on {day} NOT NULL,
    year_starts_on {day},
    quantity bigint NOT NULL CHECK (quantity > 0),
    freed_at {instant},
    CHECK (last_on >= first_on),
    CHECK ((commitment_id IS NULL) <> (order_line_id IS NULL)),
    CHECK ((order_line_id IS NULL) = (year_starts_on IS NULL))
);
CREATE INDEX baseline_use_baseline ON baseline_use (baseline_id);
";

/// The days of call-offs' contract years, and what deals that run are measured against.
const POSTGRES_SPANS: &str = "
UPDATE order_line SET
    first_on = (d.start + make_interval(months => 12 * (order_line.position - 1)::int))::date,
    last_on = (d.start + make_interval(months => LEAST(12 * order_line.position, d.months)::int))::date - 1
    FROM (SELECT id, (terms::json ->> 'starts_on')::date AS start,
        (terms::json ->> 'months')::bigint AS months FROM deal) d
    WHERE d.id = order_line.deal_id;
INSERT INTO baseline_use (baseline_id, commitment_id, first_on, last_on, quantity)
    SELECT c.baseline_id, c.id, d.start,
        (d.start + make_interval(months => d.months::int))::date - 1, c.quantity
    FROM commitment c JOIN (SELECT id, state, (terms::json ->> 'starts_on')::date AS start,
        (terms::json ->> 'months')::bigint AS months FROM deal) d ON d.id = c.deal_id
    WHERE c.withdrawn_at IS NULL AND d.state IN ('open', 'met');
ALTER TABLE baseline ALTER COLUMN unit SET NOT NULL;
";

fn sqlite_spans() -> String {
    let (start, months) =
        ("json_extract(d.terms, '$.starts_on')", "json_extract(d.terms, '$.months')");
    let first = later(start, "12 * (order_line.position - 1)");
    let last = later(start, &format!("MIN(12 * order_line.position, {months})"));
    let end = later(start, months);
    format!(
        "
UPDATE order_line SET first_on = {first}, last_on = date({last}, '-1 day')
    FROM deal d WHERE d.id = order_line.deal_id;
INSERT INTO baseline_use (baseline_id, commitment_id, first_on, last_on, quantity)
    SELECT c.baseline_id, c.id, {start}, date({end}, '-1 day'), c.quantity
    FROM commitment c JOIN deal d ON d.id = c.deal_id
    WHERE c.withdrawn_at IS NULL AND d.state IN ('open', 'met');
"
    )
}

/// SQLite's day so many months later. A month without such a day would run over into the next:
/// then it is the month's last, as everywhere else.
fn later(day: &str, months: &str) -> String {
    let over = format!("date({day}, '+' || ({months}) || ' months')");
    format!(
        "CASE WHEN substr({over}, 9, 2) = substr({day}, 9, 2) THEN {over} \
         ELSE date({over}, 'start of month', '-1 day') END"
    )
}

/// Whether a new row would count spend that is counted already: a contract beside anything of the
/// same time, or more units in a year than were paid for in one.
macro_rules! counted_twice {
    () => {
        "EXISTS (SELECT 1 FROM baseline_use u WHERE u.baseline_id = NEW.baseline_id
        AND u.freed_at IS NULL AND (u.commitment_id IS NOT NULL OR NEW.commitment_id IS NOT NULL)
        AND u.first_on <= NEW.last_on AND u.last_on >= NEW.first_on)
    OR NEW.order_line_id IS NOT NULL AND NEW.quantity + (SELECT COALESCE(SUM(u.quantity), 0)
        FROM baseline_use u WHERE u.baseline_id = NEW.baseline_id AND u.freed_at IS NULL
        AND u.order_line_id IS NOT NULL AND u.year_starts_on = NEW.year_starts_on)
        > (SELECT b.quantity FROM baseline b WHERE b.id = NEW.baseline_id)"
    };
}

const SQLITE_GUARD: &str = concat!(
    "
CREATE TRIGGER baseline_counted_once BEFORE INSERT ON baseline_use WHEN ",
    counted_twice!(),
    "
BEGIN SELECT RAISE(ABORT, 'what a school paid before is counted twice'); END;
CREATE TRIGGER baseline_has_unit BEFORE INSERT ON baseline WHEN NEW.unit IS NULL
BEGIN SELECT RAISE(ABORT, 'what a school pays now has no unit'); END;
"
);

const POSTGRES_GUARD: &str = concat!(
    "
CREATE FUNCTION refuse_counting_twice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF ",
    counted_twice!(),
    "
    THEN RAISE EXCEPTION 'what a school paid before is counted twice'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER baseline_counted_once BEFORE INSERT ON baseline_use
    FOR EACH ROW EXECUTE FUNCTION refuse_counting_twice();
"
);
