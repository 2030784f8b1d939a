//! The register's layouts, its blanks and its slips.

use proptest::prelude::*;

use super::super::*;
use super::*;
use crate::calendar::FinancialYearKind;

/// Today's layout with each value by code and by name; the school is made up.
const FULL: [(&str, &str); 30] = [
    ("URN", "100123"),
    ("LA (code)", "317"),
    ("LA (name)", "Redbridge"),
    ("EstablishmentNumber", "2042"),
    ("EstablishmentName", "St  Ninian\u{2019}s Catholic Primary School "),
    ("TypeOfEstablishment (code)", "02"),
    ("TypeOfEstablishment (name)", "Voluntary aided school"),
    ("EstablishmentStatus (code)", "1"),
    ("EstablishmentStatus (name)", "Open"),
    ("OpenDate", "01-09-1971"),
    ("CloseDate", ""),
    ("PhaseOfEducation (code)", "2"),
    ("PhaseOfEducation (name)", "Primary"),
    ("StatutoryLowAge", "3"),
    ("StatutoryHighAge", "11"),
    ("ReligiousCharacter (name)", "Roman Catholic"),
    ("SchoolCapacity", "420"),
    ("CensusDate", "15-01-2026"),
    ("NumberOfPupils", "412"),
    ("Trusts (code)", ""),
    ("Trusts (name)", ""),
    ("UKPRN", "10070000"),
    ("Street", "1 Lark Lane"),
    ("Town", "Ilford"),
    ("Postcode", "ig11aa"),
    ("SchoolWebsite", "www.st-ninians.example.uk"),
    ("TelephoneNum", "02000000000"),
    ("HeadLastName", "Nobody"),
    ("GOR (name)", "London"),
    ("CHNumber", ""),
];

fn header() -> Vec<&'static str> {
    FULL.iter().map(|(name, _)| *name).collect()
}

/// The full row with some cells changed.
fn row(changes: &[(&str, &'static str)]) -> Vec<&'static str> {
    FULL.iter()
        .map(|(name, value)| {
            changes.iter().find(|(changed, _)| changed == name).map_or(*value, |(_, v)| *v)
        })
        .collect()
}

fn read(changes: &[(&str, &'static str)]) -> Result<RegisterEntry, RowProblem> {
    Columns::from_header(&header()).unwrap().read(&row(changes))
}

#[test]
fn a_row_of_the_register_is_read_whole() {
    let entry = read(&[]).unwrap();
    insta::assert_debug_snapshot!(entry);
    assert_eq!(entry.la_estab().as_deref(), Some("3172042"));
    assert_eq!(entry.legal_buyer(), LegalBuyer::GoverningBody);
    assert_eq!(entry.financial_year_kind(), Some(FinancialYearKind::AprilToMarch));
    assert_eq!(entry.vat_position(), VatPosition::Section33);
    assert_eq!(entry.known_phase().unwrap().basis, PhaseBasis::Register);
}

#[test]
fn the_order_of_columns_does_not_matter() {
    let names: Vec<&str> = header().into_iter().rev().collect();
    let cells: Vec<&str> = row(&[]).into_iter().rev().collect();
    let columns = Columns::from_header(&names).unwrap();
    assert_eq!(columns.read(&cells), read(&[]));
}

#[test]
fn names_of_heads_and_telephone_numbers_are_not_read() {
    let entry = format!("{:?}", read(&[]).unwrap());
    assert!(!entry.contains("Nobody") && !entry.contains("02000000000"));
}

#[test]
fn a_layout_with_names_only_is_read() {
    let columns = Columns::from_header(&[
        "URN",
        "EstablishmentName",
        "TypeOfEstablishment (name)",
        "EstablishmentStatus (name)",
        "StatutoryLowAge",
        "MaxAge_as_published",
    ])
    .unwrap();
    let entry = columns
        .read(&["100007", "Lark Lane School", "Academy Converter", "Open", "4", "10"])
        .unwrap();
    assert_eq!(entry.kind, Some(InstitutionKind::AcademyConverter));
    assert_eq!(entry.status, Some(SchoolStatus::Open));
    assert_eq!((entry.low_age, entry.high_age), (Some(4), Some(11)));
    let known = entry.known_phase().unwrap();
    assert_eq!((known.phase, known.basis), (Phase::Primary, PhaseBasis::Ages));
    assert_eq!(entry.pupils, None);
}

#[test]
fn a_file_without_headers_is_numbers_and_names() {
    let (columns, first) =
        Columns::from_first_row(&["\u{feff}100000", "Lark Lane School"]).unwrap();
    assert_eq!(first, FirstRow::Data);
    let entry = columns.read(&["100005", "Hill Rise School"]).unwrap();
    assert_eq!(entry.name, "Hill Rise School");
    assert_eq!(entry.standing("2026-06-15".parse().unwrap()), Standing::NotKnown);

    let (_, first) = Columns::from_first_row(&header()).unwrap();
    assert_eq!(first, FirstRow::Header);
    for no_header in [&["100000", "Lark Lane School", "E2"][..], &["100000"], &["100000", "7"]] {
        assert_eq!(Columns::from_first_row(no_header), Err(HeaderProblem::NoHeader));
    }
    let other = Columns::from_first_row(&["Name", "Town"]);
    assert_eq!(other, Err(HeaderProblem::ColumnMissing("URN")));
}

#[test]
fn a_byte_order_mark_before_the_first_number_is_not_part_of_it() {
    let (columns, _) = Columns::from_first_row(&["\u{feff}100000", "Lark Lane School"]).unwrap();
    assert_eq!(
        columns.read(&["\u{feff}100000", "Lark Lane School"]).unwrap().urn.as_str(),
        "100000"
    );
}

#[test]
fn the_code_goes_before_the_name_and_a_name_does_without_its_code() {
    let entry = read(&[("EstablishmentStatus (code)", "2")]).unwrap();
    assert_eq!(entry.status, Some(SchoolStatus::Closed));
    let entry = read(&[("EstablishmentStatus (code)", "")]).unwrap();
    assert_eq!(entry.status, Some(SchoolStatus::Open));
}

#[test]
fn a_type_that_is_new_in_the_register_is_kept_in_its_words() {
    let changes =
        [("TypeOfEstablishment (code)", "99"), ("TypeOfEstablishment (name)", "Hedge school")];
    let entry = read(&changes).unwrap();
    assert_eq!(entry.kind, None);
    assert_eq!(entry.kind_as_written.as_deref(), Some("Hedge school"));
    assert_eq!(entry.legal_buyer(), LegalBuyer::NotKnown);
}

#[test]
fn each_slip_is_rejected_with_its_column() {
    for (column, cell, problem) in [
        ("URN", "", RowProblem::Missing("URN")),
        ("URN", "10000a", RowProblem::NotAUrn("URN")),
        ("EstablishmentName", " ", RowProblem::Missing("EstablishmentName")),
        ("OpenDate", "31-02-2020", RowProblem::NotADate("OpenDate")),
        ("NumberOfPupils", "many", RowProblem::NotANumber("NumberOfPupils")),
        ("NumberOfPupils", "-1", RowProblem::NotANumber("NumberOfPupils")),
        ("SchoolCapacity", "99999999999", RowProblem::NotANumber("SchoolCapacity")),
        ("StatutoryLowAge", "200", RowProblem::NotANumber("StatutoryLowAge")),
        ("Postcode", "Ilford", RowProblem::NotAPostcode("Postcode")),
        ("LA (code)", "Red", RowProblem::NotAValue("LA (code)")),
        ("UKPRN", "123456789012345678901", RowProblem::TooLong { column: "UKPRN", max: 20 }),
    ] {
        let found = read(&[(column, cell)]).unwrap_err();
        assert_eq!(found, problem);
        assert_eq!(found.column(), Some(column));
    }
    let strange = [("PhaseOfEducation (code)", "9"), ("PhaseOfEducation (name)", "Late")];
    assert_eq!(read(&strange), Err(RowProblem::NotAValue("PhaseOfEducation (code)")));
}

#[test]
fn a_row_shifted_by_a_comma_is_rejected() {
    let mut cells = row(&[("CHNumber", "01234567")]);
    cells.insert(22, "Lark House");
    assert!(Columns::from_header(&header()).unwrap().read(&cells).is_err());
}

#[test]
fn a_school_abroad_needs_no_british_postcode() {
    let entry = read(&[("TypeOfEstablishment (code)", "26"), ("Postcode", "BFPO 39")]).unwrap();
    assert_eq!(entry.address.postcode, None);
}

#[test]
fn what_a_file_has_no_column_for_stays_and_a_blank_cell_clears() {
    let known = read(&[]).unwrap();
    let columns = Columns::from_header(&["URN", "NumberOfPupils", "SchoolCapacity"]).unwrap();
    assert_eq!(columns.urn(&["100123", "398"]).as_ref(), Ok(&known.urn));
    let entry = columns.read_over(&["100123", "398", ""], Some(&known)).unwrap();
    assert_eq!(entry, RegisterEntry { pupils: Some(398), capacity: None, ..known });
}

#[test]
fn a_school_is_not_made_without_a_name() {
    let columns = Columns::from_header(&["URN", "NumberOfPupils"]).unwrap();
    let problem = columns.read(&["100123", "398"]).unwrap_err();
    assert_eq!(problem, RowProblem::Missing("EstablishmentName"));
}

#[test]
fn reading_the_same_row_again_changes_nothing() {
    let known = read(&[]).unwrap();
    let columns = Columns::from_header(&header()).unwrap();
    let again = columns.read_over(&row(&[]), Some(&known)).unwrap();
    assert_eq!(change(Some(&known), &again), Change::Unchanged);
}

#[test]
fn an_entry_is_stored_and_loaded_unchanged() {
    let entry = read(&[]).unwrap();
    let json = serde_json::to_string(&entry).unwrap();
    assert_eq!(serde_json::from_str::<RegisterEntry>(&json).unwrap(), entry);
}

proptest! {
    #[test]
    fn no_row_makes_reading_panic(cells in proptest::collection::vec(any::<String>(), 0..40)) {
        let columns = Columns::from_header(&header()).unwrap();
        let _ = columns.read(&cells);
        let _ = columns.urn(&cells);
    }

    #[test]
    fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let text = String::from_utf8_lossy(&bytes);
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
        for header in &rows {
            if let Ok((columns, _)) = Columns::from_first_row(header) {
                for row in &rows {
                    let _ = columns.read(row);
                }
            }
        }
    }

    #[test]
    fn one_spoilt_cell_is_read_or_rejected_but_never_lands_elsewhere(
        at in 0_usize..30,
        cell in "[ -~]{0,30}",
    ) {
        let columns = Columns::from_header(&header()).unwrap();
        let whole = columns.read(&row(&[])).unwrap();
        let mut cells: Vec<String> = row(&[]).into_iter().map(str::to_owned).collect();
        cells[at] = cell;
        if let Ok(entry) = columns.read(&cells) {
            if at != 0 {
                prop_assert_eq!(&entry.urn, &whole.urn);
            }
            if at != 4 {
                prop_assert_eq!(&entry.name, &whole.name);
            }
            if at != 18 {
                prop_assert_eq!(entry.pupils, whole.pupils);
            }
        }
    }
}
