//! A fresh database for each test, copied from one that has its tables already.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait, Database as Connect};
use tempfile::TempDir;
use uuid::Uuid;

/// Names the server on which tests make their databases, like
/// `postgres://commonpool@127.0.0.1:5433/postgres`.
const POSTGRES: &str = "COMMONPOOL_TEST_POSTGRES";
/// Where the tables are written down.
const MIGRATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/src");

/// A database that lasts as long as this.
pub struct Database {
    url: String,
    _home: Home,
}

/// Where a database is, and goes with the test.
enum Home {
    Folder(#[allow(dead_code, reason = "dropping it removes the file")] TempDir),
    Server(#[allow(dead_code, reason = "dropping it removes the database")] OnServer),
}

/// A database on the server. A thousand tests leave gigabytes if each leaves its own.
struct OnServer {
    admin: String,
    name: String,
}

impl Drop for OnServer {
    /// Removes it, with whatever connections a test has left open. What a failing test leaves stays
    /// to be looked at.
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let (admin, name) = (self.admin.clone(), self.name.clone());
        let remove = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                let admin = Connect::connect(admin).await.expect("the server");
                let gone = format!("DROP DATABASE {name} WITH (FORCE)");
                admin.execute_unprepared(&gone).await.expect("a database of ours");
                admin.close().await.expect("closing");
            });
        };
        // A runtime of its own: a test's may be the one that is ending.
        std::thread::spawn(remove).join().expect("the database is removed");
    }
}

/// Whether the tests have been given a PostgreSQL.
pub fn postgres_is_there() -> bool {
    std::env::var(POSTGRES).is_ok()
}

impl Database {
    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A file of its own, with the tables.
    pub async fn sqlite() -> Self {
        let template = sqlite_template().await;
        let made = Self::bare_sqlite();
        std::fs::copy(template, file_of(made.url())).expect("a copy of the template");
        made
    }

    /// An empty file. Its tables are made when it is opened.
    pub fn bare_sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = sqlite_url(&folder.path().join("test.db"));
        Self { url, _home: Home::Folder(folder) }
    }

    /// A database of its own on the server that the environment names.
    pub async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var(POSTGRES) else {
            tokio::task::spawn_blocking(tell_left_out).await.expect("telling");
            return None;
        };
        Some(Self::on_server(&server, true).await)
    }

    /// The same without a table, as whoever keeps the server would make it for us.
    pub async fn bare_postgres() -> Option<Self> {
        Some(Self::on_server(&std::env::var(POSTGRES).ok()?, false).await)
    }

    async fn on_server(server: &str, with_tables: bool) -> Self {
        let server = without_database(server);
        let url = format!("{server}/postgres");
        let admin = Connect::connect(&url).await.expect("the server");
        let name = format!("test_{}", Uuid::new_v4().simple());
        let mut made = format!("CREATE DATABASE {name}");
        if with_tables {
            let template = template_name();
            make_template(&admin, server, &template).await;
            made = format!("{made} TEMPLATE {template}");
        }
        admin.execute_unprepared(&made).await.expect("a database");
        admin.close().await.expect("closing");
        let home = Home::Server(OnServer { admin: url, name: name.clone() });
        Self { url: format!("{server}/{name}"), _home: home }
    }
}

/// `postgres://user@host:port` of an address that may name a database behind it.
fn without_database(url: &str) -> &str {
    let host_starts = url.find("://").map_or(0, |at| at + 3);
    let slash = url.get(host_starts..).and_then(|rest| rest.find('/'));
    slash.and_then(|at| url.get(..host_starts + at)).unwrap_or(url)
}

fn tell_left_out() {
    use std::io::Write;
    let told = writeln!(std::io::stderr(), "left out: no PostgreSQL ({POSTGRES} is not set)");
    told.expect("standard error");
}

/// The name of the database that the others are copied from: another one whenever the tables
/// change.
fn template_name() -> String {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(MIGRATIONS)
        .expect("the migrations")
        .map(|entry| entry.expect("a migration").path())
        .collect();
    paths.sort();
    let mut hash = DefaultHasher::new();
    for path in paths {
        std::fs::read(path).expect("a migration").hash(&mut hash);
    }
    format!("template_{:016x}", hash.finish())
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

fn file_of(url: &str) -> &Path {
    Path::new(url.trim_start_matches("sqlite://"))
}

/// The file that the others are copied from, made where there is none. Two tests that both make it
/// make the same: the last one's name holds.
async fn sqlite_template() -> PathBuf {
    let template = std::env::temp_dir().join(format!("commonpool-{}.db", template_name()));
    if !template.exists() {
        let draft = tempfile::tempdir().expect("a temporary folder");
        let file = draft.path().join("draft.db");
        let db = market::db::connect(&sqlite_url(&file)).await.expect("migrations");
        db.close().await;
        std::fs::rename(&file, &template).expect("a name for the template");
    }
    template
}

/// Makes the template once for a server. Tests of several processes may come at the same time: an
/// advisory lock lets one make it while the others wait.
async fn make_template(admin: &sea_orm::DatabaseConnection, server: &str, template: &str) {
    use sea_orm::TransactionTrait;
    let lock = admin.begin().await.expect("a transaction to hold the lock");
    lock.execute_unprepared("SELECT pg_advisory_xact_lock(7316)").await.expect("the lock");
    let asked = sea_orm::Statement::from_string(
        sea_orm::DbBackend::Postgres,
        format!("SELECT 1 AS one FROM pg_database WHERE datname = '{template}'"),
    );
    if lock.query_one_raw(asked).await.expect("the list of databases").is_none() {
        let draft = format!("{template}_draft");
        admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {draft}")).await.expect("drop");
        admin.execute_unprepared(&format!("CREATE DATABASE {draft}")).await.expect("create");
        let db = market::db::connect(&format!("{server}/{draft}")).await.expect("migrations");
        db.close().await;
        admin
            .execute_unprepared(&format!("ALTER DATABASE {draft} RENAME TO {template}"))
            .await
            .expect("rename");
    }
    lock.commit().await.expect("giving back the lock");
}
