//! A country's purchases: copies of the one that went all the way, a million within a minute or two.
//! The bench measures the product over them; nothing else ever writes past the use cases.
#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "a million orders are written by the database itself, not one by one"
)]

use std::time::Instant;

use chrono::{Months, NaiveDate};
use domain::service::Category;
use market::clock::{Clock, SystemClock};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, FromQueryResult, Statement,
};

use crate::{Ended, kind};

/// Years over which savings are spread.
const YEARS: u32 = 3;
/// Categories over which savings are spread.
const CATEGORIES: usize = 8;

/// Copies the one completed order until there are so many. Of a hundred, four are still to come and
/// one waits to be invoiced. Those of the partnership bring their invoice and their savings along,
/// and are about as many as make one saving entry for each order of all; the others go through
/// another partnership, by the rest of the register's schools, which deliver to themselves. Says how
/// many seconds it took.
pub async fn fill(database_url: &str, orders: u64) -> Ended<f64> {
    let began = Instant::now();
    let bulk = Bulk::over(database_url).await?;
    bulk.keep_original().await?;
    let entries = bulk.entries().await?;
    let own = orders * 20 / (u64::try_from(entries.len())?.max(1) * 19);
    bulk.number_schools().await?;
    bulk.orders(0, own, "bulk_member", "v.id", None).await?;
    bulk.invoices(own).await?;
    for (place, entry) in entries.iter().enumerate() {
        bulk.savings(place, entry, &entries, own).await?;
    }
    bulk.sum_savings().await?;
    let elsewhere = bulk.uuid(kind::PARTNERSHIP, "0");
    bulk.orders(own, orders, "bulk_other", "s.id", Some(&elsewhere)).await?;
    bulk.finish().await?;
    Ok(began.elapsed().as_secs_f64())
}

struct Bulk {
    database: DatabaseConnection,
    is_sqlite: bool,
}

/// An entry of the original order.
#[derive(FromQueryResult)]
struct Original {
    /// Its id as text: 32 hexadecimal digits.
    id: String,
    reverses: Option<String>,
}

#[derive(FromQueryResult)]
struct Named {
    name: String,
}

/// The original's own values that its facts name.
#[derive(FromQueryResult)]
struct Facts {
    line: String,
    school: String,
    category: String,
    counted_on: NaiveDate,
    year_starts_on: NaiveDate,
}

impl Bulk {
    /// One connection, so that what is kept beside the tables stays in reach; and nothing is checked
    /// or waited for that only matters to data that somebody wants to keep.
    async fn over(url: &str) -> Ended<Self> {
        let is_sqlite = url.starts_with("sqlite:");
        let mut options = ConnectOptions::new(url);
        options.sqlx_logging(false).max_connections(1).min_connections(1).idle_timeout(None);
        options.map_sqlx_sqlite_opts(|options| {
            options
                .foreign_keys(false)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "OFF")
                .pragma("cache_size", "-400000")
                .pragma("temp_store", "MEMORY")
        });
        let bulk = Self { database: Database::connect(options).await?, is_sqlite };
        if !is_sqlite {
            bulk.run("SET session_replication_role = replica").await?;
            bulk.run("SET synchronous_commit = off").await?;
        }
        Ok(bulk)
    }

    async fn run(&self, sql: &str) -> Ended {
        self.database.execute_unprepared(sql).await.map_err(|error| format!("{error}: {sql}"))?;
        Ok(())
    }

    async fn rows<T: FromQueryResult>(&self, sql: &str) -> Ended<Vec<T>> {
        let statement = Statement::from_string(self.database.get_database_backend(), sql);
        let rows = self.database.query_all_raw(statement).await?;
        Ok(rows.iter().map(|row| T::from_query_result(row, "")).collect::<Result<_, _>>()?)
    }

    /// An id as text, of a kind and a number: `01900000-0000-70KK-8000-NNNNNNNNNNNN` without dashes.
    fn digits(&self, kind: u8, number: &str) -> String {
        let begin = format!("01900000000070{kind:02x}8000");
        if self.is_sqlite {
            format!("printf('{begin}%012x', {number})")
        } else {
            format!("('{begin}' || lpad(to_hex({number}), 12, '0'))")
        }
    }

    /// The same as it is stored.
    fn uuid(&self, kind: u8, number: &str) -> String {
        let digits = self.digits(kind, number);
        if self.is_sqlite { format!("unhex({digits})") } else { format!("CAST({digits} AS uuid)") }
    }

    /// The digits of an id that is stored.
    fn digits_of(&self, column: &str) -> String {
        if self.is_sqlite {
            format!("lower(hex({column}))")
        } else {
            format!("replace(CAST({column} AS text), '-', '')")
        }
    }

    fn day(&self, text: &str) -> String {
        if self.is_sqlite { text.to_owned() } else { format!("CAST({text} AS date)") }
    }

    /// A number with so many digits.
    fn padded(&self, number: &str, digits: u8) -> String {
        if self.is_sqlite {
            format!("printf('%0{digits}d', {number})")
        } else {
            format!("lpad(CAST({number} AS text), {digits}, '0')")
        }
    }

    /// Sets the original's rows aside, each under the name of its table.
    async fn keep_original(&self) -> Ended {
        for (table, of) in [
            ("school_order", "state = 'completed'"),
            ("order_line", "order_id IN (SELECT id FROM bulk_school_order)"),
            ("saving_entry", "order_line_id IN (SELECT id FROM bulk_order_line)"),
            ("invoice_line", "order_line_id IN (SELECT id FROM bulk_order_line)"),
            ("invoice", "id IN (SELECT invoice_id FROM bulk_invoice_line)"),
            ("partnership", "organisation_id IN (SELECT partnership_id FROM bulk_school_order)"),
            ("organisation", "id IN (SELECT partnership_id FROM bulk_school_order)"),
        ] {
            let sql = format!("CREATE TEMP TABLE bulk_{table} AS SELECT * FROM {table} WHERE {of}");
            self.run(&sql).await?;
        }
        Ok(())
    }

    /// The original's entries, each before the one that takes it back.
    async fn entries(&self) -> Ended<Vec<Original>> {
        let (id, reverses) = (self.digits_of("id"), self.digits_of("reverses_id"));
        let sql = format!(
            "SELECT {id} AS id, CASE WHEN reverses_id IS NULL THEN NULL ELSE {reverses} END AS reverses \
             FROM bulk_saving_entry ORDER BY 1"
        );
        self.rows(&sql).await
    }

    /// Numbers the members, makes organisations of the register's other schools and numbers those,
    /// and founds the partnership that they buy through.
    async fn number_schools(&self) -> Ended {
        self.run(
            "CREATE TEMP TABLE bulk_member AS SELECT m.organisation_id AS id, \
             row_number() OVER (ORDER BY m.organisation_id) - 1 AS place FROM membership m \
             WHERE m.partnership_id IN (SELECT partnership_id FROM bulk_school_order)",
        )
        .await?;
        let school = self.uuid(kind::SCHOOL, "r.number");
        self.run(&format!(
            "INSERT INTO organisation (id, kind, name, slug, urn, created_at, version) \
             SELECT {school}, 'school', r.name, 'bulk-' || r.urn, r.urn, o.created_at, 1 \
             FROM register_school r CROSS JOIN bulk_organisation o \
             WHERE r.urn NOT IN (SELECT urn FROM organisation WHERE urn IS NOT NULL)"
        ))
        .await?;
        self.run(
            "CREATE TEMP TABLE bulk_other AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS place \
             FROM organisation WHERE slug LIKE 'bulk-%'",
        )
        .await?;
        self.run(
            "CREATE TEMP TABLE bulk_provider AS SELECT provider_id AS id, \
             row_number() OVER (ORDER BY provider_id) - 1 AS place FROM partnership_provider",
        )
        .await?;
        let id = self.uuid(kind::PARTNERSHIP, "0");
        let one = "FROM (SELECT 0 AS i) n CROSS JOIN bulk";
        let organisation = [("id", id.as_str()), ("slug", "'elsewhere'"), ("name", "'Elsewhere'")];
        self.copy("organisation", &organisation, &format!("{one}_organisation t")).await?;
        let partnership = [("organisation_id", id.as_str()), ("invoice_prefix", "'ELSE'")];
        self.copy("partnership", &partnership, &format!("{one}_partnership t")).await
    }

    /// Copies a row for each row of `from`: every column as it was, but for those that are named.
    async fn copy(&self, table: &str, with: &[(&str, &str)], from: &str) -> Ended {
        let sql = if self.is_sqlite {
            format!("SELECT name FROM pragma_table_info('{table}')")
        } else {
            format!(
                "SELECT CAST(column_name AS text) AS name FROM information_schema.columns \
                 WHERE table_name = '{table}' AND table_schema = current_schema()"
            )
        };
        let columns: Vec<Named> = self.rows(&sql).await?;
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let values = names.iter().map(|name| {
            let other = with.iter().find(|(column, _)| column == name);
            other.map_or_else(|| format!("t.{name}"), |(_, value)| (*value).to_owned())
        });
        let values: Vec<String> = values.collect();
        // Numbers come first: the other tables are looked up for each.
        let from = from.replace("NUMBERS", "(SELECT i FROM bulk_number) n");
        let (names, values) = (names.join(", "), values.join(", "));
        self.run(&format!("INSERT INTO {table} ({names}) SELECT {values} {from}")).await
    }

    async fn numbers(&self, from: u64, to: u64) -> Ended {
        self.run("DROP TABLE IF EXISTS bulk_number").await?;
        self.run(&format!(
            "CREATE TEMP TABLE bulk_number AS WITH RECURSIVE n(i) AS (SELECT CAST({from} AS bigint) \
             UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {to}) SELECT i FROM n"
        ))
        .await
    }

    /// A day so many days from today.
    fn coming(&self, days: &str) -> String {
        let today = SystemClock.now().date_naive();
        if self.is_sqlite {
            format!("date('{today}', '+' || ({days}) || ' days')")
        } else {
            format!("(CAST('{today}' AS date) + CAST({days} AS integer))")
        }
    }

    /// Orders of one line each, by the schools of a table in turn.
    async fn orders(
        &self,
        from: u64,
        to: u64,
        schools: &str,
        provider: &str,
        through: Option<&str>,
    ) -> Ended {
        self.numbers(from, to).await?;
        let (order, line) = (self.uuid(kind::ORDER, "n.i"), self.uuid(kind::LINE, "n.i"));
        let reference = format!(
            "'CP-' || {} || '-' || {}",
            self.padded("n.i / 10000", 4),
            self.padded("n.i % 10000", 4)
        );
        let mut with =
            vec![("id", order.as_str()), ("reference", &reference), ("school_id", "s.id")];
        with.extend([
            ("provider_id", provider),
            ("state", "CASE WHEN n.i % 100 < 5 THEN 'placed' ELSE t.state END"),
        ]);
        with.extend(through.map(|partnership| ("partnership_id", partnership)));
        let from = format!(
            "FROM NUMBERS CROSS JOIN bulk_school_order t \
             JOIN {schools} s ON s.place = n.i % (SELECT COUNT(*) FROM {schools}) \
             JOIN bulk_provider v ON v.place = n.i / (SELECT COUNT(*) FROM {schools}) \
                                             % (SELECT COUNT(*) FROM bulk_provider)"
        );
        self.copy("school_order", &with, &from).await?;
        let coming = self.coming("n.i / 100 % 300");
        let still = |coming: &str, column: &str| {
            format!("CASE WHEN n.i % 100 < 4 THEN {coming} ELSE t.{column} END")
        };
        let state = format!(
            "CASE WHEN n.i % 100 = 4 THEN 'delivered' ELSE {} END",
            still("'booked'", "state")
        );
        let days = ["day", "first_on", "last_on"].map(|column| (column, still(&coming, column)));
        let nobody = ["delivered_at", "delivered_by"].map(|column| (column, still("NULL", column)));
        let mut with = vec![("id", line.as_str()), ("order_id", order.as_str()), ("state", &state)];
        with.extend(days.iter().chain(&nobody).map(|(column, value)| (*column, value.as_str())));
        self.copy("order_line", &with, "FROM NUMBERS CROSS JOIN bulk_order_line t").await
    }

    /// An invoice for each order that is completed; the newest of each school are unpaid.
    async fn invoices(&self, orders: u64) -> Ended {
        self.numbers(0, orders).await?;
        let (invoice, line) = (self.uuid(kind::INVOICE, "n.i"), self.uuid(kind::LINE, "n.i"));
        let number = format!("'BULK-' || {}", self.padded("n.i", 8));
        let is_paid = format!("n.i < {orders} - 500");
        let with = [
            ("id", invoice.as_str()),
            ("sequence", "n.i + 1000"),
            ("number", &number),
            ("school_id", "s.id"),
            ("state", &format!("CASE WHEN {is_paid} THEN 'paid' ELSE 'issued' END")),
            ("paid_on", &format!("CASE WHEN {is_paid} THEN t.issued_on END")),
        ];
        let from = "FROM NUMBERS CROSS JOIN bulk_invoice t \
                    JOIN bulk_member s ON s.place = n.i % (SELECT COUNT(*) FROM bulk_member) \
                    WHERE n.i % 100 >= 5";
        self.copy("invoice", &with, from).await?;
        let id = self.uuid(kind::INVOICE_LINE, "n.i");
        let with = [("id", id.as_str()), ("invoice_id", &invoice), ("order_line_id", &line)];
        let from = "FROM NUMBERS CROSS JOIN bulk_invoice_line t WHERE n.i % 100 >= 5";
        self.copy("invoice_line", &with, from).await?;
        self.run(&format!("UPDATE invoice_sequence SET next = {orders} + 2000")).await
    }

    /// One of the original's entries for each order, spread over categories and years.
    async fn savings(
        &self,
        place: usize,
        entry: &Original,
        all: &[Original],
        orders: u64,
    ) -> Ended {
        if place == 0 {
            self.numbers(0, orders).await?;
            self.spread().await?;
        }
        let kind_of =
            |place: usize| Ok::<u8, std::num::TryFromIntError>(kind::ENTRY + u8::try_from(place)?);
        let id = self.uuid(kind_of(place)?, "n.i");
        let reversed = entry.reverses.as_ref();
        let reversed = reversed.and_then(|id| all.iter().position(|other| other.id == *id));
        let reverses = match reversed {
            Some(other) => self.uuid(kind_of(other)?, "n.i"),
            None => "t.reverses_id".to_owned(),
        };
        let line = self.uuid(kind::LINE, "n.i");
        let facts = [
            ("k.old_school", self.digits_of("s.id")),
            ("k.old_line", self.digits(kind::LINE, "n.i")),
            ("k.old_category", "k.new_category".to_owned()),
            ("k.old_day", "k.new_day".to_owned()),
            ("k.old_year", "k.new_year".to_owned()),
        ];
        let facts = facts.iter().fold("t.facts".to_owned(), |text, (old, new)| {
            format!("replace({text}, {old}, {new})")
        });
        let with = [
            ("id", id.as_str()),
            ("reverses_id", &reverses),
            ("order_line_id", &line),
            ("school_id", "s.id"),
            ("category", "k.category"),
            ("counted_on", "k.counted_on"),
            ("year_starts_on", "k.year_starts_on"),
            ("facts", &facts),
        ];
        let from = format!(
            "FROM NUMBERS CROSS JOIN bulk_saving_entry t \
             JOIN bulk_member s ON s.place = n.i % (SELECT COUNT(*) FROM bulk_member) \
             JOIN bulk_kind k ON k.place = n.i / (SELECT COUNT(*) FROM bulk_member) \
                                           % (SELECT COUNT(*) FROM bulk_kind) \
             WHERE n.i % 100 >= 5 AND {} = '{}'",
            self.digits_of("t.id"),
            entry.id
        );
        self.copy("saving_entry", &with, &from).await
    }

    /// The kinds of saving there shall be, each with what its facts say instead of the original's.
    async fn spread(&self) -> Ended {
        let (line, school) = (self.digits_of("order_line_id"), self.digits_of("school_id"));
        let sql = format!(
            "SELECT {line} AS line, {school} AS school, category, counted_on, year_starts_on \
             FROM bulk_saving_entry LIMIT 1"
        );
        let original: Vec<Facts> = self.rows(&sql).await?;
        let original = original.into_iter().next().ok_or("nothing was saved")?;
        self.run(
            "CREATE TEMP TABLE bulk_kind (place bigint, category text, counted_on date, \
             year_starts_on date, old_school text, old_line text, old_category text, \
             new_category text, old_day text, new_day text, old_year text, new_year text)",
        )
        .await?;
        let mut place = 0;
        for category in Category::ALL.iter().take(CATEGORIES) {
            for years in 0..YEARS {
                let earlier = |day: NaiveDate| {
                    day.checked_sub_months(Months::new(12 * years)).ok_or("no such year")
                };
                let (day, year) =
                    (earlier(original.counted_on)?, earlier(original.year_starts_on)?);
                let named = |name: &str, value: &str| format!("'\"{name}\":\"{value}\"'");
                let values = [
                    format!("{place}, '{}'", category.code()),
                    format!(
                        "{}, {}",
                        self.day(&format!("'{day}'")),
                        self.day(&format!("'{year}'"))
                    ),
                    format!("'{}', '{}'", original.school, original.line),
                    named("category", &original.category),
                    named("category", category.code()),
                    named("counts_on", &original.counted_on.to_string()),
                    named("counts_on", &day.to_string()),
                    named("year_starts_on", &original.year_starts_on.to_string()),
                    named("year_starts_on", &year.to_string()),
                ];
                self.run(&format!("INSERT INTO bulk_kind VALUES ({})", values.join(", "))).await?;
                place += 1;
            }
        }
        Ok(())
    }

    /// The sums as they would be if every entry had been written by itself.
    async fn sum_savings(&self) -> Ended {
        self.run("DELETE FROM saving_sum").await?;
        self.run(
            "INSERT INTO saving_sum (partnership_id, school_id, category, year_starts_on, stage, \
             cashability, basis, amount_pence, entries) \
             SELECT partnership_id, school_id, category, year_starts_on, stage, cashability, basis, \
             CAST(SUM(amount_pence) AS bigint), COUNT(*) FROM saving_entry \
             GROUP BY partnership_id, school_id, category, year_starts_on, stage, cashability, basis",
        )
        .await
    }

    /// What PostgreSQL does by itself a minute later: learns how much there is of what.
    async fn finish(self) -> Ended {
        if !self.is_sqlite {
            self.run("ANALYZE").await?;
        }
        self.database.close().await?;
        Ok(())
    }
}
