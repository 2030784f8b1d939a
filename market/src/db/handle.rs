//! What can be done inside a read or a write.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::Failure;
#[allow(clippy::disallowed_types, reason = "this module is the wall")]
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, DatabaseConnection,
    DatabaseTransaction, DbBackend, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, Select,
    Statement, Value,
};

use super::Engine;
use super::trouble::{broken, is_lost_race, is_taken};

/// The most rows of a list that is read whole: there are fewer schools in any county, providers of
/// any partnership, partnerships in England.
const WHOLE_MAX: usize = 10_000;

/// Reads statements' answers. Does not give out its connection.
#[derive(Clone)]
pub struct Reader {
    handle: Handle,
    engine: Engine,
    lost_race: LostRace,
}

/// Reads and writes within one transaction.
#[derive(Clone)]
pub struct Writer(Reader);

#[derive(Clone)]
#[allow(clippy::disallowed_types, reason = "this module is the wall")]
enum Handle {
    Connection(DatabaseConnection),
    Transaction(Arc<DatabaseTransaction>),
}

/// Whether a statement failed because another writer was first.
#[derive(Clone, Default)]
pub(super) struct LostRace(Arc<AtomicBool>);

impl LostRace {
    pub(super) fn happened(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

macro_rules! on_handle {
    ($self:expr, |$connection:ident| $run:expr) => {
        match &$self.handle {
            Handle::Connection($connection) => $run,
            Handle::Transaction(transaction) => {
                let $connection = transaction.as_ref();
                $run
            }
        }
    };
}

impl Reader {
    #[allow(clippy::disallowed_types, reason = "this module is the wall")]
    pub(super) fn over_connection(connection: DatabaseConnection, engine: Engine) -> Self {
        Self { handle: Handle::Connection(connection), engine, lost_race: LostRace::default() }
    }

    /// Which engine stands behind it, for the few statements that must differ.
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    #[track_caller]
    fn failure(&self, error: DbErr) -> Failure {
        if is_lost_race(&error) {
            self.lost_race.0.store(true, Ordering::SeqCst);
            return Failure::TryLater;
        }
        broken(error)
    }

    /// At most one row of a table.
    pub(crate) async fn one<E: EntityTrait>(
        &self,
        select: Select<E>,
    ) -> Result<Option<E::Model>, Failure> {
        on_handle!(self, |c| select.one(c).await).map_err(|error| self.failure(error))
    }

    /// Rows of a table; the caller bounds how many.
    pub(crate) async fn all<E: EntityTrait>(
        &self,
        select: Select<E>,
    ) -> Result<Vec<E::Model>, Failure> {
        on_handle!(self, |c| select.all(c).await).map_err(|error| self.failure(error))
    }

    /// At most one row of a statement in SQL that both engines read alike; parameters are `$1`, `$2`, ….
    pub(crate) async fn sql_one<T: FromQueryResult>(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Option<T>, Failure> {
        let statement = self.statement(sql, values);
        let row = on_handle!(self, |c| c.query_one_raw(statement).await);
        row.and_then(|row| row.map(|row| T::from_query_result(&row, "")).transpose())
            .map_err(|error| self.failure(error))
    }

    /// Rows of a statement in SQL that both engines read alike.
    pub(crate) async fn sql_all<T: FromQueryResult>(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<T>, Failure> {
        let statement = self.statement(sql, values);
        let rows = on_handle!(self, |c| c.query_all_raw(statement).await);
        rows.and_then(|rows| rows.iter().map(|row| T::from_query_result(row, "")).collect())
            .map_err(|error| self.failure(error))
    }

    /// Every row of a list that is read whole, since the country bounds it. A statement without
    /// `LIMIT`.
    ///
    /// # Errors
    /// `Broken` beyond [`WHOLE_MAX`]: a list is never cut where nobody sees it.
    pub(crate) async fn sql_whole<T: FromQueryResult>(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<T>, Failure> {
        let rows = self.sql_all(&format!("{sql} LIMIT {}", WHOLE_MAX + 1), values).await?;
        if rows.len() > WHOLE_MAX {
            return Err(broken(format!("a list is longer than {WHOLE_MAX} rows: {sql}")));
        }
        Ok(rows)
    }

    fn statement(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
        let backend = match self.engine {
            Engine::Sqlite => DbBackend::Sqlite,
            Engine::Postgres => DbBackend::Postgres,
        };
        Statement::from_sql_and_values(backend, sql, values)
    }
}

/// Whatever can be read can be read while writing.
impl Deref for Writer {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.0
    }
}

impl Writer {
    #[allow(clippy::disallowed_types, reason = "this module is the wall")]
    pub(super) fn over_transaction(transaction: Arc<DatabaseTransaction>, engine: Engine) -> Self {
        let handle = Handle::Transaction(transaction);
        Self(Reader { handle, engine, lost_race: LostRace::default() })
    }

    pub(super) fn lost_race(&self) -> LostRace {
        self.0.lost_race.clone()
    }

    /// Adds a row.
    pub(crate) async fn insert<A>(&self, row: A) -> Result<(), Failure>
    where
        A: ActiveModelTrait + ActiveModelBehavior + Send,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        #[allow(clippy::disallowed_methods, reason = "this module is the wall")]
        let insert = A::Entity::insert(row);
        on_handle!(self.0, |c| insert.exec_without_returning(c).await)
            .map(|_| ())
            .map_err(|error| self.failure(error))
    }

    /// Adds rows, in statements of a size that both engines take.
    pub(crate) async fn insert_all<A>(&self, rows: Vec<A>) -> Result<(), Failure>
    where
        A: ActiveModelTrait + ActiveModelBehavior + Send + Clone,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        for chunk in rows.chunks(400) {
            #[allow(clippy::disallowed_methods, reason = "this module is the wall")]
            let insert = A::Entity::insert_many(chunk.to_vec());
            on_handle!(self.0, |c| insert.exec_without_returning(c).await)
                .map_err(|error| self.failure(error))?;
        }
        Ok(())
    }

    /// Runs a statement that changes rows, and says how many.
    pub(crate) async fn execute(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<u64, Failure> {
        let statement = self.statement(sql, values);
        on_handle!(self.0, |c| c.execute_raw(statement).await)
            .map(|done| done.rows_affected())
            .map_err(|error| self.failure(error))
    }

    /// Runs a statement that takes a name or a number which nobody else may have. Where somebody
    /// took it since it was looked at, that is a lost race: the closure runs again, and finds it
    /// taken by its own check.
    pub(crate) async fn claim(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<u64, Failure> {
        let statement = self.statement(sql, values);
        let done = on_handle!(self.0, |c| c.execute_raw(statement).await);
        done.map(|done| done.rows_affected()).map_err(|error| {
            if is_taken(&error) {
                self.0.lost_race.0.store(true, Ordering::SeqCst);
                return Failure::TryLater;
            }
            self.failure(error)
        })
    }

    /// Runs a statement that must change exactly one row: a row at the version that was read.
    /// None changed means that somebody else was first.
    pub(crate) async fn execute_one(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<(), Failure> {
        match self.execute(sql, values).await? {
            1 => Ok(()),
            0 => Err(Failure::ChangedMeanwhile),
            more => Err(broken(format!("{more} rows changed where one should: {sql}"))),
        }
    }
}

/// A pattern for `LIKE … ESCAPE '\'` that matches what starts with the text.
pub fn like_prefix(text: &str) -> String {
    let mut pattern = escaped(text);
    pattern.push('%');
    pattern
}

/// A pattern for `LIKE … ESCAPE '\'` that matches what has the text in it.
pub(crate) fn like_part(text: &str) -> String {
    format!("%{}%", escaped(text))
}

fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

/// The places of several rows for an `INSERT`: `($1, $2), ($3, $4)`. Both engines take 30,000.
pub(crate) fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let places: Vec<String> =
            (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// A query over a table, to be narrowed by a scope and handed to a [`Reader`]. The only place
/// where one begins.
pub(crate) fn rows<E: EntityTrait>() -> Select<E> {
    #[allow(clippy::disallowed_methods, reason = "this module is the wall")]
    E::find()
}
