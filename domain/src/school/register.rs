//! Reading the register's main file, `edubasealldata`: about 140 columns, of which we need few.

use super::cells::{self, Column, FirstRow, Header, HeaderProblem, Row, RowProblem};
use super::{InstitutionKind, Phase, RegisterEntry, SchoolStatus, TrustBehind};
use crate::text::{LaCode, Postcode, Urn};

/// Longest name of an institution, in characters.
const NAME: usize = 200;
/// Longest line of an address or name of a group, in characters.
const LINE: usize = 200;
/// Longest web address, in characters.
const WEB: usize = 400;
/// Longest reference number, in characters.
const REFERENCE: usize = 20;
/// More pupils than any school has: a larger number is a slip.
const MOST_PUPILS: u32 = 100_000;

/// Where the columns of one file stand.
///
/// Read both layouts of the register, `X (code)` with `X (name)`, and files that have only names.
/// `URN` alone is required: a file of numbers and pupil counts updates what is known already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    width: usize,
    urn: Column,
    name: Option<Column>,
    la_code: Option<Column>,
    la_name: Option<Column>,
    establishment_number: Option<Column>,
    kind: (Option<Column>, Option<Column>),
    phase: (Option<Column>, Option<Column>),
    status: (Option<Column>, Option<Column>),
    opened_on: Option<Column>,
    closed_on: Option<Column>,
    low_age: Option<Column>,
    high_age: Option<Column>,
    oldest_age: Option<Column>,
    capacity: Option<Column>,
    pupils: Option<Column>,
    census_on: Option<Column>,
    religious_character: Option<Column>,
    trust_uid: Option<Column>,
    trust_name: Option<Column>,
    trust_flag: Option<Column>,
    federation_uid: Option<Column>,
    federation_name: Option<Column>,
    ukprn: Option<Column>,
    companies_house: Option<Column>,
    street: Option<Column>,
    locality: Option<Column>,
    third_line: Option<Column>,
    town: Option<Column>,
    county: Option<Column>,
    postcode: Option<Column>,
    website: Option<Column>,
    region: Option<Column>,
    changed_on: Option<Column>,
}

impl Columns {
    /// Finds the columns by the file's headers.
    pub fn from_header(cells: &[impl AsRef<str>]) -> Result<Self, HeaderProblem> {
        let header = Header::new(cells);
        let urn = header.need("URN")?;
        let one = |name| header.find(&[name]);
        let coded = |code, name, bare| Ok((header.find(&[code])?, header.find(&[name, bare])?));
        Ok(Self {
            width: header.width(),
            urn,
            name: header.find(&[
                "EstablishmentName",
                "Establishment name",
                "School name",
                "Name",
            ])?,
            la_code: one("LA (code)")?,
            la_name: header.find(&["LA (name)", "LA"])?,
            establishment_number: one("EstablishmentNumber")?,
            kind: coded(
                "TypeOfEstablishment (code)",
                "TypeOfEstablishment (name)",
                "TypeOfEstablishment",
            )?,
            phase: coded("PhaseOfEducation (code)", "PhaseOfEducation (name)", "PhaseOfEducation")?,
            status: coded(
                "EstablishmentStatus (code)",
                "EstablishmentStatus (name)",
                "EstablishmentStatus",
            )?,
            opened_on: one("OpenDate")?,
            closed_on: one("CloseDate")?,
            low_age: one("StatutoryLowAge")?,
            high_age: one("StatutoryHighAge")?,
            oldest_age: one("MaxAge_as_published")?,
            capacity: one("SchoolCapacity")?,
            pupils: one("NumberOfPupils")?,
            census_on: one("CensusDate")?,
            religious_character: header
                .find(&["ReligiousCharacter (name)", "ReligiousCharacter"])?,
            trust_uid: one("Trusts (code)")?,
            trust_name: header.find(&["Trusts (name)", "Trusts"])?,
            trust_flag: header.find(&["TrustSchoolFlag (name)", "TrustSchoolFlag"])?,
            federation_uid: one("Federations (code)")?,
            federation_name: header.find(&["Federations (name)", "Federations"])?,
            ukprn: one("UKPRN")?,
            companies_house: one("CHNumber")?,
            street: one("Street")?,
            locality: one("Locality")?,
            third_line: one("Address3")?,
            town: one("Town")?,
            county: header.find(&["County (name)", "County"])?,
            postcode: one("Postcode")?,
            website: one("SchoolWebsite")?,
            region: header.find(&["GOR (name)", "GOR"])?,
            changed_on: one("LastChangedDate")?,
        })
    }

    /// Finds the columns by the first row of a file, which may have no headers.
    ///
    /// A file without headers is read if its first row has two cells, a number of five to seven
    /// digits and then a name: they are taken for `URN` and `EstablishmentName`, and the row is
    /// data. Any other first row must be a header.
    pub fn from_first_row(cells: &[impl AsRef<str>]) -> Result<(Self, FirstRow), HeaderProblem> {
        match cells {
            [urn, name] if is_urn(urn.as_ref()) && is_name(name.as_ref()) => {
                Self::from_header(&["URN", "EstablishmentName"])
                    .map(|columns| (columns, FirstRow::Data))
            }
            [first, ..] if is_urn(first.as_ref()) => Err(HeaderProblem::NoHeader),
            _ => Self::from_header(cells).map(|columns| (columns, FirstRow::Header)),
        }
    }

    /// How many columns the file has.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// The number of the institution that a row is about, by which to look up what is known.
    pub fn urn(&self, cells: &[impl AsRef<str>]) -> Result<Urn, RowProblem> {
        Row::new(cells, self.width)?.urn(self.urn)
    }

    /// Reads a row on its own.
    pub fn read(&self, cells: &[impl AsRef<str>]) -> Result<RegisterEntry, RowProblem> {
        self.read_over(cells, None)
    }

    /// Reads a row over what is known of the institution: what the file has no column for stays
    /// as it was; a blank cell says that the register no longer has it.
    pub fn read_over(
        &self,
        cells: &[impl AsRef<str>],
        known: Option<&RegisterEntry>,
    ) -> Result<RegisterEntry, RowProblem> {
        let row = Row::new(cells, self.width)?;
        let urn = row.urn(self.urn)?;
        let mut name = known.map(|known| known.name.clone());
        row.read(self.name, &mut name, cells::line(NAME))?;
        let name = name.ok_or(RowProblem::Missing("EstablishmentName"))?;
        let mut entry = match known {
            Some(known) => RegisterEntry { urn, name, ..known.clone() },
            None => RegisterEntry::new(urn, name),
        };
        self.read_what_it_is(&row, &mut entry)?;
        self.read_size(&row, &mut entry)?;
        self.read_groups(&row, &mut entry)?;
        self.read_address(&row, &mut entry)?;
        row.read(self.changed_on, &mut entry.changed_on, cells::date)?;
        Ok(entry)
    }

    fn read_what_it_is<S: AsRef<str>>(
        &self,
        row: &Row<'_, S>,
        entry: &mut RegisterEntry,
    ) -> Result<(), RowProblem> {
        row.read(self.la_code, &mut entry.la_code, |cell, column| {
            LaCode::parse(cell).map_err(|_| RowProblem::NotAValue(column))
        })?;
        row.read(self.la_name, &mut entry.la_name, cells::line(LINE))?;
        row.read(
            self.establishment_number,
            &mut entry.establishment_number,
            cells::line(REFERENCE),
        )?;
        self.read_kind(row, entry)?;
        row.read_coded(
            self.phase,
            &mut entry.phase,
            Phase::from_register_code,
            Phase::from_register_name,
        )?;
        row.read_coded(
            self.status,
            &mut entry.status,
            SchoolStatus::from_register_code,
            SchoolStatus::from_register_name,
        )?;
        row.read(self.opened_on, &mut entry.opened_on, cells::date)?;
        row.read(self.closed_on, &mut entry.closed_on, cells::date)?;
        row.read(self.religious_character, &mut entry.religious_character, cells::line(LINE))
    }

    /// A type that is new in the register is kept in its words: the school is real all the same.
    fn read_kind<S: AsRef<str>>(
        &self,
        row: &Row<'_, S>,
        entry: &mut RegisterEntry,
    ) -> Result<(), RowProblem> {
        let (code, name) = self.kind;
        if code.or(name).is_none() {
            return Ok(());
        }
        let (code_cell, name_cell) = (row.cell(code), row.cell(name));
        entry.kind = InstitutionKind::from_register_code(code_cell)
            .or_else(|| InstitutionKind::from_register_name(name_cell));
        entry.kind_as_written = None;
        if entry.kind.is_none() {
            let written = if name_cell.is_empty() { code } else { name };
            row.read(written, &mut entry.kind_as_written, cells::line(LINE))?;
        }
        Ok(())
    }

    fn read_size<S: AsRef<str>>(
        &self,
        row: &Row<'_, S>,
        entry: &mut RegisterEntry,
    ) -> Result<(), RowProblem> {
        row.read(self.low_age, &mut entry.low_age, cells::age)?;
        if self.high_age.is_some() {
            row.read(self.high_age, &mut entry.high_age, cells::age)?;
        } else {
            // Files derived from EduBase before 2016 give the oldest pupils' age instead: one
            // less than the age by which they have left.
            row.read(self.oldest_age, &mut entry.high_age, |cell, column| {
                cells::age(cell, column).map(|age| age.saturating_add(1))
            })?;
        }
        row.read(self.capacity, &mut entry.capacity, cells::number(MOST_PUPILS))?;
        row.read(self.pupils, &mut entry.pupils, cells::number(MOST_PUPILS))?;
        row.read(self.census_on, &mut entry.census_on, cells::date)
    }

    fn read_groups<S: AsRef<str>>(
        &self,
        row: &Row<'_, S>,
        entry: &mut RegisterEntry,
    ) -> Result<(), RowProblem> {
        row.read(self.trust_uid, &mut entry.trust_uid, cells::line(LINE))?;
        row.read(self.trust_name, &mut entry.trust_name, cells::line(LINE))?;
        if self.trust_flag.is_some() {
            entry.trust = TrustBehind::from_flag(row.cell(self.trust_flag));
        }
        row.read(self.federation_uid, &mut entry.federation_uid, cells::line(LINE))?;
        row.read(self.federation_name, &mut entry.federation_name, cells::line(LINE))?;
        row.read(self.ukprn, &mut entry.ukprn, cells::line(REFERENCE))?;
        row.read(self.companies_house, &mut entry.companies_house, cells::line(REFERENCE))
    }

    fn read_address<S: AsRef<str>>(
        &self,
        row: &Row<'_, S>,
        entry: &mut RegisterEntry,
    ) -> Result<(), RowProblem> {
        let address = &mut entry.address;
        row.read(self.street, &mut address.street, cells::line(LINE))?;
        row.read(self.locality, &mut address.locality, cells::line(LINE))?;
        row.read(self.third_line, &mut address.third_line, cells::line(LINE))?;
        row.read(self.town, &mut address.town, cells::line(LINE))?;
        row.read(self.county, &mut address.county, cells::line(LINE))?;
        let abroad = entry.kind.is_some_and(InstitutionKind::is_abroad);
        let mut postcode = None;
        row.read(self.postcode, &mut postcode, |cell, column| match Postcode::parse(cell) {
            Ok(postcode) => Ok(Some(postcode)),
            // A postal code of another country or of the forces: left out, for it leads nowhere.
            Err(_) if abroad => Ok(None),
            Err(_) => Err(RowProblem::NotAPostcode(column)),
        })?;
        if self.postcode.is_some() {
            entry.address.postcode = postcode.flatten();
        }
        row.read(self.website, &mut entry.website, cells::line(WEB))?;
        row.read(self.region, &mut entry.region, cells::line(LINE))
    }
}

fn is_urn(cell: &str) -> bool {
    Urn::parse(cells::without_mark(cell)).is_ok()
}

fn is_name(cell: &str) -> bool {
    cell.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests;
