//! What nobody needs any more is removed at night; everything else stays.

use chrono::{DateTime, Duration, Utc};
use market::job::run_due;
use market::purge;
use sea_orm::Value;
use testbed::{Bed, instant, on_both};
use uuid::Uuid;

use crate::deal::world::Sql;
use crate::people::operator;

/// The night after every test's beginning.
const NIGHT: &str = "2026-11-24T02:00:00Z";

/// How many rows of a table there are.
async fn rows(sql: &Sql, table: &str) -> i64 {
    sql.number(&format!("SELECT COUNT(*) AS n FROM {table}"), []).await
}

/// A row of each kind that is removed, with its instant so long before the night.
async fn put(sql: &Sql, person: Uuid, organisation: Uuid, ago: &dyn Fn(i64) -> DateTime<Utc>) {
    let bytes = || Value::from(Uuid::now_v7().as_bytes().to_vec());
    let id = || Value::from(Uuid::now_v7());
    let statements: [(&str, Vec<Value>); 7] = [
        (
            "INSERT INTO session (id, token_hash, person_id, device, created_at, last_seen_at, \
             expires_at) VALUES ($1, $2, $3, 'test', $4, $4, $4)",
            vec![id(), bytes(), person.into(), ago(0).into()],
        ),
        (
            "INSERT INTO rate_limit (bucket, window_ends_at, attempts) VALUES ($1, $2, 1)",
            vec![bytes(), ago(0).into()],
        ),
        (
            "INSERT INTO idempotency (person_id, key, command_digest, answer, created_at) \
             VALUES ($1, $2, $3, '', $4)",
            vec![person.into(), Uuid::now_v7().to_string().into(), bytes(), ago(30).into()],
        ),
        (
            "INSERT INTO password_reset (token_hash, person_id, expires_at) VALUES ($1, $2, $3)",
            vec![bytes(), person.into(), ago(1).into()],
        ),
        (
            "INSERT INTO invitation (id, token_hash, email, organisation_id, role, created_at, \
             expires_at) VALUES ($1, $2, 'a@pool.example', $3, 'buyer', $4, $4)",
            vec![id(), bytes(), organisation.into(), ago(30).into()],
        ),
        (
            "INSERT INTO job (id, kind, payload, run_at, attempts, done_at) \
             VALUES ($1, 'send_mail', '{}', $2, 1, $2)",
            vec![id(), ago(7).into()],
        ),
        (
            "INSERT INTO job (id, kind, payload, run_at, attempts, failed_at) \
             VALUES ($1, 'send_mail', '{}', $2, 8, $2)",
            vec![id(), ago(30).into()],
        ),
    ];
    for (statement, values) in statements {
        sql.run(statement, values).await;
    }
}

const TABLES: [&str; 5] = ["session", "rate_limit", "idempotency", "password_reset", "invitation"];

async fn purge_entries(sql: &Sql) -> i64 {
    let entries = "SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'purge' AND agent = 'job'";
    sql.number(entries, []).await
}

async fn with_night_planned(bed: &Bed) -> (Sql, Uuid, Uuid) {
    let nadia = operator(bed).await;
    let sql = Sql::over(bed).await;
    for table in ["session", "rate_limit"] {
        sql.run(&format!("DELETE FROM {table}"), []).await;
    }
    purge::plan(&bed.market).await.unwrap();
    purge::plan(&bed.another_process().await).await.unwrap();
    let organisation = nadia.acting_for().unwrap().organisation;
    (sql, nadia.person().uuid(), organisation.uuid())
}

on_both! {
    async fn a_row_is_removed_the_night_after_its_time_and_not_before(bed) {
        let (sql, person, organisation) = with_night_planned(&bed).await;
        let night = instant(NIGHT);
        put(&sql, person, organisation, &|days| night - Duration::days(days) - Duration::seconds(1)).await;
        put(&sql, person, organisation, &|days| night - Duration::days(days) + Duration::seconds(1)).await;
        bed.clock.set(night - Duration::seconds(1));
        bed.run_jobs().await;
        for table in TABLES {
            assert_eq!(rows(&sql, table).await, 2, "{table}");
        }
        bed.clock.set(night);
        bed.run_jobs().await;
        for table in TABLES {
            assert_eq!(rows(&sql, table).await, 1, "{table}");
        }
        let done = "SELECT COUNT(*) AS n FROM job WHERE payload = '{}' AND kind = 'send_mail'";
        assert_eq!(sql.number(done, []).await, 2, "one done and one set aside stay");
        assert_eq!(purge_entries(&sql).await, 7, "the trail says how many rows of what");
        assert_eq!(market::audit::verify(&bed.market, None, None).await.unwrap(), None);
    }

    async fn two_processes_remove_once_a_night_and_every_night(bed) {
        let (sql, person, organisation) = with_night_planned(&bed).await;
        let planned = "SELECT COUNT(*) AS n FROM job WHERE kind = 'purge' AND done_at IS NULL";
        for night in 0..3 {
            assert_eq!(sql.number(planned, []).await, 1, "asked for twice, there once");
            let at = instant(NIGHT) + Duration::days(night);
            put(&sql, person, organisation, &|days| at - Duration::days(days + 1)).await;
            bed.clock.set(at);
            let mut processes = tokio::task::JoinSet::new();
            for market in [bed.market.clone(), bed.another_process().await] {
                let letters = bed.letters.clone();
                processes.spawn(async move { while run_due(&market, &letters).await.unwrap() > 0 {} });
            }
            processes.join_all().await;
            assert_eq!(purge_entries(&sql).await, 7 * (night + 1));
            assert_eq!(rows(&sql, "session").await, 0);
        }
    }

    async fn many_rows_go_in_batches_and_all_of_them_are_counted(bed) {
        let (sql, ..) = with_night_planned(&bed).await;
        let many: Vec<String> = (0..500).map(|row| format!("(${}, $1, 1)", row + 2)).collect();
        let insert =
            format!("INSERT INTO rate_limit (bucket, window_ends_at, attempts) VALUES {}", many.join(", "));
        for _ in 0..9 {
            let buckets = (0..500).map(|_| Value::from(Uuid::now_v7().as_bytes().to_vec()));
            let ended = Value::from(instant(testbed::BEGINNING));
            sql.run(&insert, std::iter::once(ended).chain(buckets)).await;
        }
        bed.clock.set(instant(NIGHT));
        bed.run_jobs().await;
        assert_eq!(rows(&sql, "rate_limit").await, 0);
        let entries = "SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'purge' AND subject = 'rate_limit'";
        assert_eq!(sql.number(entries, []).await, 3);
        let counted = "SELECT COUNT(*) AS n FROM audit_entry WHERE after_change = '{\"by\":\"window_ends_at\",\"rows\":2000}'";
        assert_eq!(sql.number(counted, []).await, 2);
    }
}
