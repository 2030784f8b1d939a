//! An intruder with the database's own password, who knows the tables and not the hashes.

use proptest::prelude::*;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend};
use testbed::Bed;

/// Something done to the trail behind the product's back. Positions are those of the chain's links.
#[derive(Debug, Clone)]
pub enum Act {
    /// A column of an entry becomes something else.
    ChangeEntry { position: usize, column: Column },
    /// The hash of a link becomes another.
    ChangeHash { position: usize },
    /// A link goes to another chain, or to another place.
    MoveLink { position: usize, away: bool },
    /// Two entries change places.
    Swap { one: usize, other: usize },
    /// An entry goes, with its link; the later ones may close up.
    Remove { position: usize, close_up: bool },
    /// A link goes, its entry stays.
    RemoveLink { position: usize },
    /// An entry comes to stand in one more trail.
    AddParty { position: usize },
    /// A personal value goes from beside an entry, and nobody says so.
    RemoveValue { position: usize },
    /// An entry comes in without a link.
    PutIn,
    /// An entry comes in with a link, and the later ones make room.
    PutInAt { position: usize },
}

/// The columns of an entry that are not its key.
#[derive(Debug, Clone, Copy)]
pub enum Column {
    Chain,
    At,
    Person,
    ActingFor,
    Agent,
    Action,
    Subject,
    Before,
    After,
    Digests,
}

/// Any act on a chain of so many links.
pub fn act(links: usize) -> impl Strategy<Value = Act> {
    let column = prop::sample::select(vec![
        Column::Chain,
        Column::At,
        Column::Person,
        Column::ActingFor,
        Column::Agent,
        Column::Action,
        Column::Subject,
        Column::Before,
        Column::After,
        Column::Digests,
    ]);
    let position = 1..=links;
    let inner = 1..links;
    prop_oneof![
        4 => (position.clone(), column)
            .prop_map(|(position, column)| Act::ChangeEntry { position, column }),
        1 => position.clone().prop_map(|position| Act::ChangeHash { position }),
        1 => (inner.clone(), any::<bool>())
            .prop_map(|(position, away)| Act::MoveLink { position, away }),
        1 => (1..links, 1..links).prop_map(move |(one, step)| {
            Act::Swap { one, other: (one + step - 1) % links + 1 }
        }).prop_filter("two different ones", |act| {
            !matches!(act, Act::Swap { one, other } if one == other)
        }),
        1 => (inner, any::<bool>())
            .prop_map(|(position, close_up)| Act::Remove { position, close_up }),
        1 => position.clone().prop_map(|position| Act::RemoveLink { position }),
        1 => position.clone().prop_map(|position| Act::AddParty { position }),
        1 => position.clone().prop_map(|position| Act::RemoveValue { position }),
        1 => Just(Act::PutIn),
        1 => position.prop_map(|position| Act::PutInAt { position }),
    ]
}

const TABLES: [&str; 5] =
    ["audit_entry", "audit_personal", "audit_party", "audit_unsealed", "audit_seal"];

/// Every column of an entry, in one order.
const COLUMNS: &str = "id, chain, at, person_id, acting_for, action, subject, before_change, \
                       after_change, personal_digests, agent";

/// The trail of a bed with its guards off, and a copy of how it was.
pub struct Tampered(DatabaseConnection);

impl Tampered {
    pub async fn with(bed: &Bed) -> Self {
        let mut behind = Self(Database::connect(bed.database.url()).await.unwrap());
        if behind.is_sqlite() {
            behind.run("DROP TRIGGER IF EXISTS audit_entry_no_update").await;
            behind.run("DROP TRIGGER IF EXISTS audit_entry_no_delete").await;
            behind.run("DROP TRIGGER IF EXISTS audit_party_no_update").await;
            behind.run("DROP TRIGGER IF EXISTS audit_party_no_delete").await;
        } else {
            behind.run("DROP TRIGGER IF EXISTS audit_entry_append_only ON audit_entry").await;
            behind.run("DROP TRIGGER IF EXISTS audit_party_append_only ON audit_party").await;
        }
        for table in TABLES {
            behind.run(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await;
        }
        behind
    }

    fn is_sqlite(&self) -> bool {
        self.0.get_database_backend() == DbBackend::Sqlite
    }

    pub async fn run(&mut self, sql: &str) {
        self.0.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// Puts everything back as it was.
    pub async fn restore(&mut self) {
        for table in TABLES.into_iter().rev() {
            self.run(&format!("DELETE FROM {table}")).await;
        }
        for table in TABLES {
            self.run(&format!("INSERT INTO {table} SELECT * FROM kept_{table}")).await;
        }
    }

    /// The chain ends here, as if nothing had come after.
    pub async fn cut_after(&mut self, position: usize) {
        self.run(&format!("DELETE FROM audit_seal WHERE position > {position}")).await;
        for beside in ["audit_personal", "audit_party"] {
            self.run(&format!(
                "DELETE FROM {beside} WHERE entry_id NOT IN (SELECT entry_id FROM audit_seal)"
            ))
            .await;
        }
        self.run("DELETE FROM audit_entry WHERE id NOT IN (SELECT entry_id FROM audit_seal)").await;
    }

    /// One entry is forged, and every link from it on waits to be made again.
    pub async fn write_anew_from(&mut self, position: usize) {
        let forged = at(position);
        self.run(&format!("UPDATE audit_entry SET action = 'forged' WHERE id = {forged}")).await;
        self.run(&format!(
            "INSERT INTO audit_unsealed (entry_id) SELECT entry_id FROM audit_seal \
             WHERE position >= {position}"
        ))
        .await;
        self.run(&format!("DELETE FROM audit_seal WHERE position >= {position}")).await;
    }

    pub async fn commit(&mut self, act: &Act) {
        match *act {
            Act::ChangeEntry { position, column } => self.change(position, column).await,
            Act::ChangeHash { position } => {
                let other = if self.is_sqlite() { "zeroblob(32)" } else { "'\\x00'::bytea" };
                self.run(&format!(
                    "UPDATE audit_seal SET hash = {other} WHERE position = {position}"
                ))
                .await;
            }
            Act::MoveLink { position, away } => {
                let change = if away {
                    format!("chain = {}", self.uuid(7))
                } else {
                    "position = 99".to_owned()
                };
                self.run(&format!("UPDATE audit_seal SET {change} WHERE position = {position}"))
                    .await;
            }
            Act::Swap { one, other } => self.swap(one, other).await,
            Act::AddParty { position } => {
                let (new, id) = (self.uuid(6), at(position));
                self.run(&format!(
                    "INSERT INTO audit_party (organisation_id, entry_id) VALUES ({new}, {id})"
                ))
                .await;
            }
            Act::RemoveValue { position } => {
                let id = at(position);
                self.run(&format!(
                    "DELETE FROM audit_personal WHERE field = 'name' AND entry_id = {id}"
                ))
                .await;
            }
            Act::Remove { position, close_up } => {
                let id = at(position);
                self.run(&format!("DELETE FROM audit_personal WHERE entry_id = {id}")).await;
                self.run(&format!("DELETE FROM audit_party WHERE entry_id = {id}")).await;
                self.run(&format!("CREATE TABLE gone AS SELECT {id} AS id")).await;
                self.run(&format!("DELETE FROM audit_seal WHERE position = {position}")).await;
                self.run("DELETE FROM audit_entry WHERE id IN (SELECT id FROM gone)").await;
                self.run("DROP TABLE gone").await;
                if close_up {
                    self.shift(position, -1).await;
                }
            }
            Act::RemoveLink { position } => {
                self.run(&format!("DELETE FROM audit_seal WHERE position = {position}")).await;
            }
            Act::PutIn => self.put_in().await,
            Act::PutInAt { position } => {
                self.put_in().await;
                self.shift(position - 1, 1).await;
                let new = self.uuid(9);
                self.run(&format!(
                    "INSERT INTO audit_seal (chain, position, entry_id, hash, form, sealed_at) \
                     SELECT chain, {position}, {new}, hash, form, sealed_at FROM audit_seal \
                     ORDER BY position LIMIT 1"
                ))
                .await;
            }
        }
    }

    async fn change(&mut self, position: usize, column: Column) {
        let uuid = self.uuid(8);
        let earlier = if self.is_sqlite() {
            "strftime('%Y-%m-%dT%H:%M:%S+00:00', at, '-1 second')"
        } else {
            "at - interval '1 second'"
        };
        let change = match column {
            Column::Chain => format!("chain = {uuid}"),
            Column::At => format!("at = {earlier}"),
            Column::Person => format!("person_id = {uuid}"),
            Column::ActingFor => format!("acting_for = {uuid}"),
            Column::Agent => {
                "agent = CASE WHEN agent = 'job' THEN 'owner' ELSE 'job' END".to_owned()
            }
            Column::Action => "action = action || '.'".to_owned(),
            Column::Subject => "subject = 'x' || subject".to_owned(),
            Column::Before => "before_change = COALESCE(before_change, '') || ' '".to_owned(),
            Column::After => "after_change = NULL".to_owned(),
            Column::Digests => "personal_digests = '{}'".to_owned(),
        };
        let id = at(position);
        self.run(&format!("UPDATE audit_entry SET {change} WHERE id = {id}")).await;
    }

    /// The links of two entries, exchanged by way of a third value that no entry has.
    async fn swap(&mut self, one: usize, other: usize) {
        self.run(&format!(
            "CREATE TABLE pair AS SELECT position, entry_id FROM audit_seal \
             WHERE position IN ({one}, {other})"
        ))
        .await;
        self.run(&format!(
            "CREATE TABLE rest AS SELECT * FROM audit_seal WHERE position IN ({one}, {other})"
        ))
        .await;
        self.run(&format!("DELETE FROM audit_seal WHERE position IN ({one}, {other})")).await;
        self.run(
            "INSERT INTO audit_seal (chain, position, entry_id, hash, form, sealed_at) \
             SELECT r.chain, r.position, (SELECT p.entry_id FROM pair p \
             WHERE p.position <> r.position), r.hash, r.form, r.sealed_at FROM rest r",
        )
        .await;
        self.run("DROP TABLE pair").await;
        self.run("DROP TABLE rest").await;
    }

    /// Moves every link after a position up or down by one.
    async fn shift(&mut self, after: usize, by: i64) {
        self.run(&format!(
            "UPDATE audit_seal SET position = position + 1000 WHERE position > {after}"
        ))
        .await;
        self.run(&format!(
            "UPDATE audit_seal SET position = position - 1000 + {by} WHERE position > 1000"
        ))
        .await;
    }

    /// An entry like the first, under another id.
    async fn put_in(&mut self) {
        let (new, rest) = (self.uuid(9), COLUMNS.trim_start_matches("id, "));
        self.run(&format!(
            "INSERT INTO audit_entry ({COLUMNS}) SELECT {new}, {rest} FROM audit_entry \
             WHERE id = {}",
            at(1)
        ))
        .await;
    }

    /// A UUID that nothing has, as the engine writes it.
    fn uuid(&self, digit: u8) -> String {
        let id = uuid::Uuid::from_bytes([digit; 16]);
        if self.is_sqlite() { format!("x'{}'", id.simple()) } else { format!("'{id}'::uuid") }
    }
}

/// The id of the entry at a position, as a subquery.
fn at(position: usize) -> String {
    format!("(SELECT entry_id FROM audit_seal WHERE position = {position} LIMIT 1)")
}
