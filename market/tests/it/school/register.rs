//! Importing the national register.

use domain::school::{RowProblem, TrustBehind, TrustKind};
use domain::{Failure, Problem};
use market::school::{self, ImportSummary, Rejection};
use market::{Market, Viewer, trust};
use testbed::{Bed, instant, on_both};

use crate::rows::{count, text};

const FILE: &str = "URN,LA (code),LA (name),EstablishmentName,TypeOfEstablishment (code),\
EstablishmentStatus (code),OpenDate,CloseDate,CensusDate,NumberOfPupils,Postcode\n\
900001,317,Redbridge,Lark Lane Primary School,01,1,,,15-01-2026,412,IG1 1AA\n\
900002,317,Redbridge,Hill Rise School,02,1,01-09-1971,,15-01-2026,230,IG1 1AB\n";

async fn import(market: &Market, file: impl AsRef<[u8]>) -> Result<ImportSummary, Failure> {
    school::import_register(market, file.as_ref(), &|_| ()).await
}

fn counts(summary: &ImportSummary) -> (u32, u32, u32, u32, usize) {
    (summary.new, summary.changed, summary.unchanged, summary.closed, summary.rejected.len())
}

/// Everything an import may write, with when.
const TRACES: [&str; 3] = [
    "SELECT COUNT(*) FROM register_school WHERE changed_at > $1",
    "SELECT COUNT(*) FROM pupil_count WHERE entered_at > $1",
    "SELECT COUNT(*) FROM audit_entry WHERE at > $1",
];

on_both! {
    async fn a_second_import_of_the_same_file_writes_nothing(bed) {
        assert_eq!(counts(&import(&bed.market, FILE).await.unwrap()), (2, 0, 0, 0, 0));
        let first = instant("2026-11-23T12:00:00Z");
        bed.clock.set(instant("2026-11-24T12:00:00Z"));
        assert_eq!(counts(&import(&bed.market, FILE).await.unwrap()), (0, 0, 2, 0, 0));
        for trace in TRACES {
            assert_eq!(count(&bed, trace, [first.into()]).await, 0, "{trace}");
        }
        assert_eq!(count(&bed, "SELECT COUNT(*) FROM pupil_count", []).await, 2);
    }

    async fn only_what_is_different_is_changed_and_a_closing_is_told_apart(bed) {
        import(&bed.market, FILE).await.unwrap();
        let grown = FILE.replace("15-01-2026,412", "21-01-2027,420").replace(
            "02,1,01-09-1971,,",
            "02,2,01-09-1971,31-08-2026,",
        );
        assert_eq!(counts(&import(&bed.market, &grown).await.unwrap()), (0, 1, 0, 1, 0));
        let pupils = "SELECT COUNT(*) FROM pupil_count WHERE urn = '900001'";
        assert_eq!(count(&bed, pupils, []).await, 2, "the earlier count is kept");
    }

    async fn a_census_that_names_no_day_is_dated_by_the_import(bed) {
        import(&bed.market, "URN,EstablishmentName,NumberOfPupils\n900001,Lark Lane,412\n").await.unwrap();
        let on = "SELECT CAST(counted_on AS text) AS text FROM pupil_count";
        assert_eq!(text(&bed, on).await, "2026-11-23");
        bed.clock.set(instant("2026-12-01T09:00:00Z"));
        import(&bed.market, "URN,EstablishmentName,NumberOfPupils\n900001,Lark Lane School,412\n").await.unwrap();
        assert_eq!(count(&bed, "SELECT COUNT(*) FROM pupil_count", []).await, 1, "not counted again");
    }

    async fn numbers_and_names_alone_are_enough(bed) {
        let summary = import(&bed.market, "900001,Lark Lane School\n900002,Hill Rise\n").await.unwrap();
        assert_eq!(counts(&summary), (2, 0, 0, 0, 0));
    }

    async fn windows_1252_and_utf_8_say_the_same(bed) {
        let utf8 = "\u{feff}URN,EstablishmentName\r\n900001,St Ninian\u{2019}s École\r\n";
        let windows = b"URN,EstablishmentName\r\n900001,St Ninian\x92s \xc9cole\r\n";
        assert_eq!(counts(&import(&bed.market, utf8).await.unwrap()), (1, 0, 0, 0, 0));
        assert_eq!(counts(&import(&bed.market, windows).await.unwrap()), (0, 0, 1, 0, 0));
    }

    async fn rows_that_cannot_be_read_are_left_out_with_line_and_reason(bed) {
        let file = "URN,EstablishmentName,OpenDate,Postcode\n\
                    900001,\"Lark Lane\nPrimary\",31-02-2020,\n\
                    ,Nobody,,\n\
                    900003,,,\n\
                    0900004,Nought,,\n\
                    900005,Hill Rise,,\n\
                    900006,Weir,,Ilford\n\
                    900007,Brook,01-09-1971,I";
        let summary = import(&bed.market, file).await.unwrap();
        let reason = |line, reason| Rejection { line, reason };
        assert_eq!(
            summary.rejected,
            [
                reason(2, RowProblem::NotADate("OpenDate")),
                reason(4, RowProblem::Missing("URN")),
                reason(5, RowProblem::Missing("EstablishmentName")),
                reason(6, RowProblem::NotAUrn("URN")),
                reason(8, RowProblem::NotAPostcode("Postcode")),
                reason(9, RowProblem::NotAPostcode("Postcode")),
            ]
        );
        assert_eq!(summary.new, 1);
    }

    async fn half_a_row_at_the_end_of_a_file_wipes_nothing(bed) {
        import(&bed.market, FILE).await.unwrap();
        let cut = &FILE[..FILE.find("15-01-2026,230").unwrap()];
        let summary = import(&bed.market, cut).await.unwrap();
        assert_eq!(summary.rejected, [Rejection { line: 3, reason: RowProblem::CutOff }]);
        assert_eq!(summary.unchanged, 1);
    }

    async fn files_that_are_no_register_are_refused_whole(bed) {
        for (file, field, problem) in [
            (&b"Name,Town\nLark Lane,Ilford\n"[..], "URN", Problem::ColumnMissing),
            (b"URN,Name,URN\n", "URN", Problem::ColumnTwice),
            (b"900001,Lark Lane,Ilford\n", "file", Problem::NoHeader),
            (b"", "file", Problem::FileEmpty),
            (b"\r\n\r\n", "file", Problem::FileEmpty),
            (b"PK\x03\x04\x14\0\0\0", "file", Problem::NotText),
        ] {
            let refused = import(&bed.market, file).await.unwrap_err();
            assert_eq!(refused, Failure::field(field, problem));
        }
        assert_eq!(count(&bed, "SELECT COUNT(*) FROM register_school", []).await, 0);
    }

    async fn a_school_twice_in_a_file_is_written_once_as_it_stands_last(bed) {
        let file = "URN,EstablishmentName\n900001,Lark\n900001,Lark Lane\n900001,Lark Lane\n";
        assert_eq!(counts(&import(&bed.market, file).await.unwrap()), (1, 1, 1, 0, 0));
        let name = "SELECT name AS text FROM register_school";
        assert_eq!(text(&bed, name).await, "Lark Lane");
    }

    async fn a_school_that_becomes_an_academy_keeps_the_link_to_its_old_number(bed) {
        import(&bed.market, FILE).await.unwrap();
        let links = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n\
                     900101,900001,Lark Lane,Predecessor,01-09-2026\n\
                     900001,900101,Lark Lane,Successor,01-09-2026\n\
                     900101,x,Lark Lane,Successor,\n";
        assert_eq!(counts(&import(&bed.market, links).await.unwrap()), (2, 0, 0, 0, 1));
        assert_eq!(counts(&import(&bed.market, links).await.unwrap()), (0, 0, 2, 0, 1));
        let redated = links.replace("900101,900001,Lark Lane,Predecessor,01-09-2026", "900101,900001,,Predecessor,");
        assert_eq!(counts(&import(&bed.market, redated).await.unwrap()), (0, 1, 1, 0, 1));
    }

    async fn what_kind_of_trust_it_is_comes_from_the_schools_flag_or_from_the_groups(bed) {
        let file = "URN,EstablishmentName,Trusts (code),Trusts (name),TrustSchoolFlag (name)\n\
                    900001,Lark Lane,2044,Larks Trust,Supported by a multi-academy trust~Supported by an umbrella trust\n";
        assert_eq!(counts(&import(&bed.market, file).await.unwrap()), (1, 0, 0, 0, 0));
        let shown = trust::trust_page(&bed.market, &Viewer::Visitor, "2044").await.unwrap().trust;
        assert_eq!(shown, Some(TrustBehind { kind: Some(TrustKind::MultiAcademy), umbrella: true }));
        let groups = "URN,Group UID,Group Name,Group Type (code),EstablishmentName\n\
                      900001,2044,Larks Trust,10,Lark Lane\n";
        assert_eq!(counts(&import(&bed.market, groups).await.unwrap()), (0, 1, 0, 0, 0));
        let shown = trust::trust_page(&bed.market, &Viewer::Visitor, "2044").await.unwrap().trust;
        assert_eq!(shown, Some(TrustBehind { kind: Some(TrustKind::SingleAcademy), umbrella: true }));
    }

    async fn groups_put_schools_into_their_trusts_and_closed_groups_do_not(bed) {
        import(&bed.market, FILE).await.unwrap();
        let groups = "URN,Group UID,Group Name,Group Type (code),Closed Date,EstablishmentName\n\
                      900001,2044,Larks Trust,06,,Lark Lane Primary School\n\
                      900002,2045,Old Trust,06,31/08/2020,Hill Rise School\n";
        assert_eq!(counts(&import(&bed.market, groups).await.unwrap()), (0, 1, 1, 0, 0));
        let trust = "SELECT trust_name AS text FROM register_school WHERE urn = '900001'";
        assert_eq!(text(&bed, trust).await, "Larks Trust");
        assert_eq!(counts(&import(&bed.market, FILE).await.unwrap()), (0, 0, 2, 0, 0));
    }

    async fn thirty_thousand_schools_come_in_and_progress_reaches_the_end(bed) {
        let row = |number: u32| {
            let (urn, pupils) = (500_000 + number, number % 900);
            format!(
                "{urn},317,Redbridge,Lark Lane School {number},01,1,01-09-1971,,15-01-2026,{pupils},IG1 1AA\n"
            )
        };
        let header = FILE.lines().next().unwrap();
        let file = format!("{header}\n{}", (0..30_000).map(row).collect::<String>());
        let last = std::sync::Mutex::new(None);
        let note = |progress| *last.lock().unwrap() = Some(progress);
        let summary = school::import_register(&bed.market, file.as_bytes(), &note).await.unwrap();
        assert_eq!(counts(&summary), (30_000, 0, 0, 0, 0));
        let last: school::Progress = last.lock().unwrap().unwrap();
        assert_eq!((last.rows, last.bytes), (30_000, last.bytes_in_all));
    }
}

async fn beds() -> Vec<Bed> {
    [Some(Bed::sqlite().await), Bed::postgres().await].into_iter().flatten().collect()
}

/// Runs over files that are not ours to keep, where they are at hand.
#[tokio::test]
#[allow(clippy::disallowed_methods, reason = "whoever runs the tests says where the files are")]
async fn the_published_files_are_read() {
    use std::io::Write;
    let Ok(folder) = std::env::var("COMMONPOOL_REAL_DATA") else {
        let told = writeln!(std::io::stderr(), "left out: COMMONPOOL_REAL_DATA names no folder");
        return told.unwrap();
    };
    let folder = std::path::Path::new(&folder).join("schools");
    for (file, readable, rejected) in [
        ("schools_london_2015_edubase_derived.csv", 3_872, 0),
        ("gias_2024_header_with_60_synthetic_rows.csv", 60, 0),
        ("gias_example_3_real_rows.csv", 3, 0),
        ("gias_groups_header_with_synthetic_rows.csv", 60, 0),
        ("real_urn_names_sample.csv", 100, 0),
    ] {
        let contents = std::fs::read(folder.join(file)).unwrap();
        for bed in beds().await {
            let begun = std::time::Instant::now();
            let first = import(&bed.market, &contents).await.unwrap();
            writeln!(std::io::stderr(), "{file}: {:?} in {:?}", counts(&first), begun.elapsed())
                .unwrap();
            assert_eq!(first.rejected.len(), rejected, "{file}: {:?}", first.rejected);
            let read = first.new + first.changed + first.unchanged + first.closed;
            assert_eq!(read, readable, "{file}");
            let second = import(&bed.market, &contents).await.unwrap();
            assert_eq!((second.new, second.changed, second.closed), (0, 0, 0), "{file}");
        }
    }
    for (file, column) in [
        ("academy_trusts_open_2016-11-22.csv", "URN"),
        ("gias_code_values_with_counts_2016.tsv", "URN"),
        ("gias_establishment_types_2025-04-22.csv", "URN"),
        ("local_authority_codes.csv", "URN"),
    ] {
        let contents = std::fs::read(folder.join(file)).unwrap();
        for bed in beds().await {
            let refused = import(&bed.market, &contents).await.unwrap_err();
            assert_eq!(refused, Failure::field(column, Problem::ColumnMissing), "{file}");
        }
    }
}
