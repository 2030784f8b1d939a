//! Reading the register's links: which institution took the place of which.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::cells::{self, Column, Header, HeaderProblem, Row, RowProblem};
use crate::access::closed_list;
use crate::text::Urn;

closed_list! {
    /// What the linked institution is to the one of the row.
    LinkKind {
        /// It was there before, under a number of its own.
        Predecessor = "predecessor",
        /// It took its place.
        Successor = "successor",
        /// Something else: a sixth-form centre, an expansion.
        Other = "other",
    }
}

impl LinkKind {
    /// Reads the register's words: `Predecessor`, `Predecessor - merged`, `Successor - Split
    /// School`, …
    pub fn from_register_name(name: &str) -> Self {
        let name = name.trim().to_lowercase();
        if name.starts_with("predecessor") {
            Self::Predecessor
        } else if name.starts_with("successor") {
            Self::Successor
        } else {
            Self::Other
        }
    }
}

/// One link between two institutions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The institution of the row.
    pub urn: Urn,
    /// The one it is linked to.
    pub linked: Urn,
    /// What the linked one is to it.
    pub kind: LinkKind,
    /// Since when.
    pub since: Option<NaiveDate>,
}

/// A school that went on under a new number, mostly by becoming an academy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succession {
    /// The number before.
    pub old: Urn,
    /// The number since.
    pub new: Urn,
    /// Since when.
    pub since: Option<NaiveDate>,
}

impl Link {
    /// The succession it tells of, whichever of the two told it.
    pub fn succession(&self) -> Option<Succession> {
        let (old, new) = match self.kind {
            LinkKind::Predecessor => (&self.linked, &self.urn),
            LinkKind::Successor => (&self.urn, &self.linked),
            LinkKind::Other => return None,
        };
        (old != new).then(|| Succession { old: old.clone(), new: new.clone(), since: self.since })
    }
}

/// Where the columns of a file of links (`links_edubasealldata`) stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkColumns {
    width: usize,
    urn: Column,
    linked: Column,
    kind: Column,
    since: Option<Column>,
}

impl LinkColumns {
    /// Finds the columns by the file's headers.
    pub fn from_header(cells: &[impl AsRef<str>]) -> Result<Self, HeaderProblem> {
        let header = Header::new(cells);
        Ok(Self {
            width: header.width(),
            urn: header.need("URN")?,
            linked: header.need("LinkURN")?,
            kind: header.need("LinkType")?,
            since: header.find(&["LinkEstablishedDate"])?,
        })
    }

    /// Reads a row.
    pub fn read(&self, cells: &[impl AsRef<str>]) -> Result<Link, RowProblem> {
        let row = Row::new(cells, self.width)?;
        let mut since = None;
        row.read(self.since, &mut since, cells::date)?;
        Ok(Link {
            urn: row.urn(self.urn)?,
            linked: row.urn(self.linked)?,
            kind: LinkKind::from_register_name(row.cell(Some(self.kind))),
            since,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: [&str; 5] = ["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"];

    fn read(cells: &[&str]) -> Result<Link, RowProblem> {
        LinkColumns::from_header(&HEADER).unwrap().read(cells)
    }

    #[test]
    fn both_ends_of_an_academisation_tell_the_same_succession() {
        let told_by_new = read(&["140000", "100123", "Lark Lane", "Predecessor", "01-09-2012"]);
        let told_by_old = read(&["100123", "140000", "Lark Lane", "Successor", "01-09-2012"]);
        let succession = told_by_new.unwrap().succession().unwrap();
        assert_eq!(told_by_old.unwrap().succession().as_ref(), Some(&succession));
        assert_eq!((succession.old.as_str(), succession.new.as_str()), ("100123", "140000"));
        assert_eq!(succession.since, NaiveDate::from_ymd_opt(2012, 9, 1));
    }

    #[test]
    fn kinds_of_link_are_read_by_their_first_word() {
        for (name, kind) in [
            ("Predecessor - merged", LinkKind::Predecessor),
            ("Predecessor - Split School", LinkKind::Predecessor),
            ("Successor - merged", LinkKind::Successor),
            ("Sixth Form Centre Link", LinkKind::Other),
            ("", LinkKind::Other),
        ] {
            assert_eq!(LinkKind::from_register_name(name), kind, "{name}");
        }
    }

    #[test]
    fn a_link_to_nothing_or_to_itself_is_no_succession() {
        let nothing = read(&["140000", "", "", "Predecessor", ""]);
        assert_eq!(nothing, Err(RowProblem::Missing("LinkURN")));
        let itself = read(&["140000", "140000", "", "Predecessor", ""]).unwrap();
        assert_eq!(itself.succession(), None);
        let other = read(&["140000", "100123", "", "Closure", ""]).unwrap();
        assert_eq!(other.succession(), None);
    }

    #[test]
    fn a_file_that_is_not_one_of_links_is_refused() {
        let found = LinkColumns::from_header(&["URN", "EstablishmentName"]);
        assert_eq!(found, Err(HeaderProblem::ColumnMissing("LinkURN")));
    }
}
