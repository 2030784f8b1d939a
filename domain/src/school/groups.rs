//! Reading the register's groups: trusts and federations, and who is in them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::cells::{self, Column, Header, HeaderProblem, Row, RowProblem};
use crate::access::closed_list;
use crate::text::Urn;

closed_list! {
    /// What holds a group together.
    GroupKind {
        /// Maintained schools under one governing body.
        Federation = "federation",
        /// A foundation trust behind maintained schools.
        Trust = "trust",
        /// A trust that runs several academies.
        MultiAcademyTrust = "multi_academy_trust",
        /// A trust that runs one academy.
        SingleAcademyTrust = "single_academy_trust",
    }
}

impl GroupKind {
    /// Reads the register's code, with or without its leading zero. The register has other kinds,
    /// like children's centres, which are nothing to us.
    pub fn from_register_code(code: &str) -> Option<Self> {
        match code.trim().trim_start_matches('0') {
            "1" => Some(Self::Federation),
            "2" => Some(Self::Trust),
            "6" => Some(Self::MultiAcademyTrust),
            "10" => Some(Self::SingleAcademyTrust),
            _ => None,
        }
    }
}

/// One group, and in some files one of its schools.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The register's number of the group.
    pub uid: String,
    /// Its name.
    pub name: String,
    /// What holds it together, if it is a kind known here.
    pub kind: Option<GroupKind>,
    /// The identifier that trusts quote, like `TR00261`.
    pub reference: Option<String>,
    /// Its number at Companies House.
    pub companies_house: Option<String>,
    /// The school the row is about, in files with a row for each school.
    pub school: Option<Urn>,
    /// Since when that school is in it.
    pub joined_on: Option<NaiveDate>,
    /// The day the group closed.
    pub closed_on: Option<NaiveDate>,
}

/// Where the columns of a file of groups (`allgroupsdata`) stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupColumns {
    width: usize,
    uid: Column,
    name: Column,
    kind: Option<Column>,
    reference: Option<Column>,
    companies_house: Option<Column>,
    school: Option<Column>,
    joined_on: Option<Column>,
    closed_on: Option<Column>,
}

impl GroupColumns {
    /// Finds the columns by the file's headers; those with a row for each group and those with a
    /// row for each school of a group are read.
    pub fn from_header(cells: &[impl AsRef<str>]) -> Result<Self, HeaderProblem> {
        let header = Header::new(cells);
        Ok(Self {
            width: header.width(),
            uid: header.need("Group UID")?,
            name: header.need("Group Name")?,
            kind: header.find(&["Group Type (code)"])?,
            reference: header.find(&["Group ID"])?,
            companies_house: header.find(&["Companies House Number"])?,
            school: header.find(&["URN"])?,
            joined_on: header.find(&["Joined date"])?,
            closed_on: header.find(&["Closed Date"])?,
        })
    }

    /// Reads a row.
    pub fn read(&self, cells: &[impl AsRef<str>]) -> Result<Group, RowProblem> {
        let row = Row::new(cells, self.width)?;
        let must = |column: Column| {
            let mut slot = None;
            row.read(Some(column), &mut slot, cells::line(200))?;
            slot.ok_or(RowProblem::Missing(column.name))
        };
        let school = match self.school {
            Some(column) if !row.cell(self.school).is_empty() => Some(row.urn(column)?),
            _ => None,
        };
        let mut group = Group {
            uid: must(self.uid)?,
            name: must(self.name)?,
            kind: GroupKind::from_register_code(row.cell(self.kind)),
            reference: None,
            companies_house: None,
            school,
            joined_on: None,
            closed_on: None,
        };
        row.read(self.reference, &mut group.reference, cells::line(20))?;
        row.read(self.companies_house, &mut group.companies_house, cells::line(20))?;
        row.read(self.joined_on, &mut group.joined_on, cells::date)?;
        row.read(self.closed_on, &mut group.closed_on, cells::date)?;
        Ok(group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_a_row_for_each_trust_is_read() {
        let columns = GroupColumns::from_header(&[
            "Group UID",
            "Group ID",
            "Group Name",
            "Companies House Number",
            "Group Type (code)",
            "Group Type",
        ])
        .unwrap();
        let cells = ["2044", "TR00999", "Larks Trust", "07000000", "06", "Multi-academy trust"];
        let group = columns.read(&cells).unwrap();
        assert_eq!(group.kind, Some(GroupKind::MultiAcademyTrust));
        assert_eq!(group.companies_house.as_deref(), Some("07000000"));
        assert_eq!(group.school, None);
        let nameless = columns.read(&["2044", "", "", "", "06"]);
        assert_eq!(nameless, Err(RowProblem::Missing("Group Name")));
    }

    #[test]
    fn a_file_with_a_row_for_each_school_is_read() {
        let columns = GroupColumns::from_header(&[
            "URN",
            "Group UID",
            "Group Name",
            "Group Type (code)",
            "Joined date",
        ])
        .unwrap();
        let group = columns.read(&["130000", "80000", "Larks Trust", "1", "29/05/2013"]).unwrap();
        assert_eq!(group.kind, Some(GroupKind::Federation));
        assert_eq!(group.school.unwrap().as_str(), "130000");
        assert_eq!(group.joined_on, NaiveDate::from_ymd_opt(2013, 5, 29));
        let other = columns.read(&["130000", "1", "Sure Start", "08", ""]).unwrap();
        assert_eq!(other.kind, None);
        let broken = columns.read(&["13", "1", "Sure Start", "08", ""]);
        assert_eq!(broken, Err(RowProblem::NotAUrn("URN")));
    }
}
