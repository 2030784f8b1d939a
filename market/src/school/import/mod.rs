//! Bringing in the national register: schools, their groups and the links between them.
//!
//! A file is read in batches, each one transaction. A row is read over what is known, so that only
//! differences are written: a second run of the same file writes nothing. Pupils of the register
//! are dated by the file's census day; where the file names none, by the day of the import, and
//! only when the number is another than before.

mod links;
mod table;
mod write;

use std::collections::HashMap;

use domain::Failure;
use domain::audit::Deed;
use domain::school::{
    Change, Columns, Group, GroupColumns, GroupKind, LinkColumns, RegisterEntry, RowProblem,
    TrustBehind, TrustKind, change,
};
use domain::text::Urn;
use serde_json::json;
use table::{Line, Table, unreadable};

use crate::Market;
use crate::audit::{self, Record, Who};
use crate::spreadsheet;

/// Rows of one transaction.
const BATCH: usize = 500;

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Rows read.
    pub rows: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Bytes of the file.
    pub bytes_in_all: u64,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportSummary {
    /// Not known before.
    pub new: u32,
    /// Known, and different now.
    pub changed: u32,
    /// Known, and no different: nothing was written.
    pub unchanged: u32,
    /// Closed since the last import.
    pub closed: u32,
    /// Rows that were left out, in the order of the file.
    pub rejected: Vec<Rejection>,
}

/// A row that was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rejection {
    /// The line of the file it begins on, from 1.
    pub line: u64,
    /// Why; it names the column.
    pub reason: RowProblem,
}

impl ImportSummary {
    const fn count(&mut self, change: Change) {
        match change {
            Change::New => self.new += 1,
            Change::Changed => self.changed += 1,
            Change::Unchanged => self.unchanged += 1,
            Change::Closed => self.closed += 1,
        }
    }

    const fn wrote(&self) -> bool {
        self.new > 0 || self.changed > 0 || self.closed > 0
    }
}

/// Brings in a file of the register: institutions (`edubasealldata`), links between them
/// (`links_edubasealldata`) or groups with a row for each school, told apart by their headers.
///
/// Whoever can run the command line owns the installation: there is no actor to ask.
///
/// # Errors
/// `Invalid` on `file` or on the column that is missing or there twice; a row that cannot be read
/// is no failure and stands in the summary.
pub async fn import_register(
    market: &Market,
    contents: &[u8],
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<ImportSummary, Failure> {
    let text = spreadsheet::decode(contents)?;
    let mut table = Table::open(&text)?;
    let layout = Layout::of(&table.first_cells())?;
    table.begins_with(layout.first_row());
    let bytes_in_all = u64::try_from(text.len()).unwrap_or(u64::MAX);
    let mut summary = ImportSummary::default();
    let mut rows = 0;
    loop {
        let lines = table.batch(BATCH)?;
        if lines.is_empty() {
            break;
        }
        match &layout {
            Layout::Schools(schools) => {
                schools.import(market, &table, &lines, &mut summary).await?;
            }
            Layout::Links(columns) => {
                links::import(market, columns, &table, &lines, &mut summary).await?;
            }
        }
        rows += u64::try_from(lines.len()).unwrap_or_default();
        progress(Progress { rows, bytes: table.bytes_done(), bytes_in_all });
    }
    if summary.wrote() {
        record(market, &summary).await?;
    }
    Ok(summary)
}

async fn record(market: &Market, summary: &ImportSummary) -> Result<(), Failure> {
    market
        .db
        .write(|w| async move {
            let counts =
                json!({"new": summary.new, "changed": summary.changed, "closed": summary.closed});
            let who = Who::owner(market);
            let entry = Record::new(None, who, Deed::ImportRegister, "register").after(&counts)?;
            audit::record(market, &w, entry).await
        })
        .await
}

/// What a file holds.
enum Layout {
    Schools(Box<Schools>),
    Links(LinkColumns),
}

/// Columns of institutions, and of their groups where the file is one of groups.
struct Schools {
    columns: Columns,
    groups: Option<GroupColumns>,
    first: domain::school::FirstRow,
}

impl Layout {
    fn of(first_cells: &[&str]) -> Result<Self, Failure> {
        if let Ok(links) = LinkColumns::from_header(first_cells) {
            return Ok(Self::Links(links));
        }
        let (columns, first) = Columns::from_first_row(first_cells).map_err(unreadable)?;
        let groups = GroupColumns::from_header(first_cells).ok();
        Ok(Self::Schools(Box::new(Schools { columns, groups, first })))
    }

    const fn first_row(&self) -> domain::school::FirstRow {
        match self {
            Self::Schools(schools) => schools.first,
            Self::Links(_) => domain::school::FirstRow::Header,
        }
    }
}

impl Schools {
    async fn import(
        &self,
        market: &Market,
        table: &Table<'_>,
        lines: &[Line],
        summary: &mut ImportSummary,
    ) -> Result<(), Failure> {
        let mut rows: Vec<(u64, Vec<&str>, Urn)> = Vec::with_capacity(lines.len());
        for line in lines {
            let cells = line.cells();
            match table.is_whole(line).and_then(|()| self.urn(&cells)) {
                Ok(urn) => rows.push((line.number, cells, urn)),
                Err(reason) => summary.rejected.push(Rejection { line: line.number, reason }),
            }
        }
        let urns: Vec<&Urn> = rows.iter().map(|(_, _, urn)| urn).collect();
        let stored = write::known(market, &urns).await?;
        let mut known = stored.clone();
        let mut touched: HashMap<Urn, RegisterEntry> = HashMap::new();
        for (line, cells, urn) in rows {
            match self.read(&cells, known.get(&urn)) {
                Ok(entry) => {
                    let change = change(known.get(&urn), &entry);
                    summary.count(change);
                    if change != Change::Unchanged {
                        known.insert(urn.clone(), entry.clone());
                        touched.insert(urn, entry);
                    }
                }
                Err(reason) => summary.rejected.push(Rejection { line, reason }),
            }
        }
        summary.rejected.sort_by_key(|rejection| rejection.line);
        write::entries(market, &stored, &touched).await
    }

    /// The number a row is about. Those with a nought in front are none of the register's.
    fn urn(&self, cells: &[&str]) -> Result<Urn, RowProblem> {
        let urn = self.columns.urn(cells)?;
        if urn.as_str().starts_with('0') { Err(RowProblem::NotAUrn("URN")) } else { Ok(urn) }
    }

    fn read(
        &self,
        cells: &[&str],
        known: Option<&RegisterEntry>,
    ) -> Result<RegisterEntry, RowProblem> {
        let mut entry = self.columns.read_over(cells, known)?;
        if let Some(columns) = &self.groups {
            join(&mut entry, columns.read(cells)?);
        }
        Ok(entry)
    }
}

/// Puts a school into its group, unless the group has closed.
fn join(entry: &mut RegisterEntry, group: Group) {
    if group.closed_on.is_some() {
        return;
    }
    match group.kind {
        Some(GroupKind::Federation) => {
            entry.federation_uid = Some(group.uid);
            entry.federation_name = Some(group.name);
            entry.federation_since = group.joined_on;
        }
        Some(GroupKind::Trust | GroupKind::MultiAcademyTrust | GroupKind::SingleAcademyTrust) => {
            entry.trust = group.kind.and_then(TrustKind::of_group).map(|kind| TrustBehind {
                kind: Some(kind),
                umbrella: entry.trust.is_some_and(|known| known.umbrella),
            });
            entry.trust_uid = Some(group.uid);
            entry.trust_name = Some(group.name);
            entry.trust_since = group.joined_on;
        }
        None => {}
    }
}
