//! An older database, brought to the tables of what binds a school: nothing that stood in it is
//! lost, and what it says is made whole.

use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, Value};
use testbed::Database as TestDatabase;
use uuid::Uuid;

use super::world::day;

/// How many migrations there were before.
const BEFORE: u32 = 8;

struct Old {
    connection: DatabaseConnection,
    now: chrono::DateTime<chrono::Utc>,
    partnership: Uuid,
    school: Uuid,
    person: Uuid,
}

impl Old {
    /// The tables as they were, with a partnership, a school and somebody in it.
    async fn of(url: &str) -> Self {
        let creating = if url.starts_with("sqlite") { "?mode=rwc" } else { "" };
        let connection = Database::connect(format!("{url}{creating}")).await.unwrap();
        if connection.get_database_backend() == DbBackend::Postgres {
            let anew = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";
            connection.execute_unprepared(anew).await.unwrap();
        }
        Migrator::up(&connection, Some(BEFORE)).await.unwrap();
        let [partnership, school, person] = [(); 3].map(|()| Uuid::now_v7());
        let now = testbed::instant(testbed::BEGINNING);
        let old = Self { connection, now, partnership, school, person };
        for (id, kind) in [(partnership, "partnership"), (school, "school")] {
            let sql = "INSERT INTO organisation (id, kind, name, slug, created_at, version) \
                       VALUES ($1, $2, $2, $2, $3, 1)";
            old.run(sql, [id.into(), kind.into(), now.into()]).await;
        }
        let sql = "INSERT INTO partnership (organisation_id, model, legal_shape, invoice_prefix, \
                   payment_terms_days, version) VALUES ($1, 'traded_only', 'company', 'RLP', 30, 1)";
        old.run(sql, [partnership.into()]).await;
        let sql = "INSERT INTO person (id, name, created_at, version) VALUES ($1, 'Old', $2, 1)";
        old.run(sql, [person.into(), now.into()]).await;
        old
    }

    fn statement(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
        Statement::from_sql_and_values(self.connection.get_database_backend(), sql, values)
    }

    async fn run(&self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.connection.execute_raw(self.statement(sql, values)).await.unwrap();
    }

    async fn is_refused(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> bool {
        self.connection.execute_raw(self.statement(sql, values)).await.is_err()
    }

    /// What a statement gives under the name `told`, row by row.
    async fn told(&self, sql: &str) -> Vec<Option<String>> {
        let rows = self.connection.query_all_raw(self.statement(sql, [])).await.unwrap();
        rows.iter().map(|row| row.try_get("", "told").unwrap()).collect()
    }

    async fn baseline(&self, category: &str) -> Uuid {
        let id = Uuid::now_v7();
        let sql = "INSERT INTO baseline (id, school_id, category, kind, supplier, \
                   yearly_net_pence, quantity, evidence_note, entered_by, entered_at) \
                   VALUES ($1, $2, $3, 'own_earlier_spend', 'Old', 100000, 100, 'note', $4, $5)";
        let values =
            [id.into(), self.school.into(), category.into(), self.person.into(), self.now.into()];
        self.run(sql, values).await;
        id
    }

    async fn deal(&self, state: &str, unit: &str, starts_on: &str, months: u32) -> Uuid {
        let id = Uuid::now_v7();
        let terms =
            format!("{{\"unit\":\"{unit}\",\"starts_on\":\"{starts_on}\",\"months\":{months}}}");
        let ended = ["met", "lapsed"].contains(&state).then_some(self.now);
        let price = (state == "met").then_some(1_000_i64);
        let sql = "INSERT INTO deal (id, partnership_id, provider_id, seller_id, state, category, \
                   title, description, terms, closes_at, ended_at, final_unit_net_pence, \
                   vat_basis, created_by, version) \
                   VALUES ($1, $2, $2, $2, $3, $4, 'Deal', '', $5, $6, $7, $8, '{}', $9, 1)";
        let values = [
            id.into(),
            self.partnership.into(),
            state.into(),
            format!("of {unit}").into(),
            terms.into(),
            self.now.into(),
            ended.into(),
            price.into(),
            self.person.into(),
        ];
        self.run(sql, values).await;
        id
    }

    async fn commitment(&self, deal: Uuid, baseline: Uuid, withdrawn: bool) -> Uuid {
        let id = Uuid::now_v7();
        let sql = "INSERT INTO commitment (id, deal_id, school_id, partnership_id, quantity, \
                   baseline_id, signed_by, signed_role, wording, signed_at, withdrawn_at, \
                   withdrawn_by) VALUES ($1, $2, $3, $4, 100, $5, $6, 'buyer', 'We take it.', $7, \
                   $8, $9)";
        let values = [
            id.into(),
            deal.into(),
            self.school.into(),
            self.partnership.into(),
            baseline.into(),
            self.person.into(),
            self.now.into(),
            withdrawn.then_some(self.now).into(),
            withdrawn.then_some(self.person).into(),
        ];
        self.run(sql, values).await;
        id
    }

    async fn order(&self, state: &str) -> Uuid {
        let id = Uuid::now_v7();
        let sql = "INSERT INTO school_order (id, reference, state, school_id, partnership_id, \
                   seller_id, provider_id, net_pence, vat_pence, gross_pence, requested_by, \
                   requested_at, version) VALUES ($1, $2, $3, $4, $5, $5, $5, 0, 0, 0, $6, $7, 1)";
        let values = [
            id.into(),
            id.to_string().into(),
            state.into(),
            self.school.into(),
            self.partnership.into(),
            self.person.into(),
            self.now.into(),
        ];
        self.run(sql, values).await;
        id
    }

    async fn line(&self, order: Uuid, position: i64, day: Option<&str>, deal: Option<Uuid>) {
        let sql = "INSERT INTO order_line (id, order_id, position, state, deal_id, category, \
                   description, day, unit, quantity, unit_net_pence, net_pence, price_working, \
                   vat_basis, version) VALUES ($1, $2, $3, 'booked', $4, 'hr', '', $5, 'day', 1, \
                   0, 0, '{}', '{}', 1)";
        let values = [
            Uuid::now_v7().into(),
            order.into(),
            position.into(),
            deal.into(),
            day.map(super::world::day).into(),
        ];
        self.run(sql, values).await;
    }
}

/// A row as text: its words with a space between.
fn rows(text: &[&str]) -> Vec<Option<String>> {
    text.iter().map(|row| Some((*row).to_owned())).collect()
}

async fn nothing_is_lost(database: TestDatabase) {
    let old = Old::of(database.url()).await;
    let waits = old.order("awaiting_approval").await;
    old.line(waits, 1, Some("2026-12-08"), None).await;
    old.line(waits, 2, Some("2026-12-15"), None).await;
    let met = old.deal("met", "pupil", "2026-08-31", 18).await;
    let open = old.deal("open", "each", "2027-04-01", 24).await;
    let lapsed = old.deal("lapsed", "each", "2027-04-01", 24).await;
    let call_off = old.order("placed").await;
    for position in [1, 2] {
        old.line(call_off, position, None, Some(met)).await;
    }
    let (pupils, things) = (old.baseline("of pupil").await, old.baseline("of each").await);
    for unused in ["other", "of each"] {
        old.baseline(unused).await;
    }
    old.commitment(met, pupils, false).await;
    old.commitment(open, things, true).await;
    let signed = old.commitment(open, things, false).await;
    old.commitment(lapsed, things, false).await;

    Migrator::up(&old.connection, None).await.unwrap();

    let held = "SELECT CAST(held_days AS text) AS told FROM school_counter";
    assert_eq!(old.told(held).await, rows(&["2"]));
    let spans = "SELECT CAST(first_on AS text) || ' ' || CAST(last_on AS text) AS told \
                 FROM order_line ORDER BY first_on";
    // Eighteen months from the 31st end with the 28th of a leap year's February.
    assert_eq!(
        old.told(spans).await,
        rows(&[
            "2026-08-31 2027-08-30",
            "2026-12-08 2026-12-08",
            "2026-12-15 2026-12-15",
            "2027-08-31 2028-02-28",
        ])
    );
    let units = "SELECT unit AS told FROM baseline ORDER BY id";
    assert_eq!(old.told(units).await, rows(&["pupil", "item", "pupil", "item"]));
    let uses = "SELECT CAST(first_on AS text) || ' ' || CAST(last_on AS text) AS told \
                FROM baseline_use ORDER BY first_on";
    assert_eq!(old.told(uses).await, rows(&["2026-08-31 2028-02-28", "2027-04-01 2029-03-31"]));
    let waiting = "SELECT CAST(COUNT(held_until) AS text) AS told FROM school_order";
    assert_eq!(old.told(waiting).await, rows(&["0"]), "the first round of jobs says until when");
    spend_is_counted_once(&old, things, signed).await;
    a_unit_must_be_said(&old).await;
}

async fn spend_is_counted_once(old: &Old, counted: Uuid, signed: Uuid) {
    let again = old.deal("open", "each", "2028-01-01", 12).await;
    let commitment = old.commitment(again, counted, false).await;
    let count = "INSERT INTO baseline_use (baseline_id, commitment_id, first_on, last_on, quantity) \
                 VALUES ($1, $2, $3, $4, 100)";
    let of = |baseline: Uuid| -> [Value; 4] {
        let (first, last) = (day("2028-01-01"), day("2028-12-31"));
        [baseline.into(), commitment.into(), first.into(), last.into()]
    };
    assert!(old.is_refused(count, of(counted)).await, "the database itself counts once");
    let free = "UPDATE baseline_use SET freed_at = $2 WHERE commitment_id = $1";
    old.run(free, [signed.into(), old.now.into()]).await;
    old.run(count, of(counted)).await;
}

async fn a_unit_must_be_said(old: &Old) {
    let sql = "INSERT INTO baseline (id, school_id, category, kind, supplier, yearly_net_pence, \
               quantity, evidence_note, entered_by, entered_at) \
               VALUES ($1, $2, 'hr', 'own_earlier_spend', 'Old', 1, 1, 'note', $3, $4)";
    let values: [Value; 4] =
        [Uuid::now_v7().into(), old.school.into(), old.person.into(), old.now.into()];
    assert!(old.is_refused(sql, values).await);
}

#[tokio::test]
async fn an_older_database_is_carried_over_on_sqlite() {
    nothing_is_lost(TestDatabase::bare_sqlite()).await;
}

#[tokio::test]
async fn an_older_database_is_carried_over_on_postgres() {
    if let Some(database) = TestDatabase::postgres().await {
        nothing_is_lost(database).await;
    }
}
