//! `import services FILE`.

use std::fmt::Write;
use std::time::Instant;

use testbed::tables::Onlooker;
use testbed::{Bed, on_both};

use super::{Ended, Program};
use crate::trade::Sql;

const HEADER: &str = "title,category,description,provider,unit,price,capacity\n";
/// The program, over a database with a partnership.
struct Office {
    program: Program,
    partnership: String,
}

impl Office {
    async fn of(bed: &Bed) -> Self {
        let sql = Sql::over(bed).await;
        let partnership = sql.organisation("partnership", "Riverside Schools", None).await;
        sql.run(
            "INSERT INTO partnership (organisation_id, model, legal_shape, invoice_prefix, \
             payment_terms_days, version) VALUES ($1, 'traded_only', 'company', 'RIVER', 30, 1)",
            [partnership.uuid().into()],
        )
        .await;
        let partnership = partnership.uuid().simple().to_string();
        Self { program: Program::over(bed), partnership }
    }

    /// Brings in a list.
    fn import(&self, list: impl AsRef<[u8]>, flags: &[&str]) -> Ended {
        self.program.keep("prices.csv", list);
        let line = ["import", "services", "prices.csv", "--partnership", &self.partnership];
        self.program.run(&[&line, flags].concat())
    }
}

/// Whatever has to be answered about VAT is answered.
const STANDARD: [&str; 2] = ["--vat", "standard"];

on_both! {
    async fn two_thousand_services_come_in_within_seconds_and_once(bed) {
        let office = Office::of(&bed).await;
        let mut list = HEADER.to_owned();
        for number in 0..2_000 {
            let provider = number % 40;
            writeln!(list, "Service {number},training,,Provider {provider},place,{number},").unwrap();
        }
        let begun = Instant::now();
        let said = office.import(&list, &STANDARD).well();
        assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
        assert_eq!(said, "new 2000, changed 0, unchanged 0, rejected 0\n");
        let onlooker = Onlooker::of(&bed).await;
        let before = onlooker.look().await;
        let said = office.import(&list, &STANDARD).well();
        assert_eq!(said, "new 0, changed 0, unchanged 2000, rejected 0\n");
        assert_eq!(before.changes(&onlooker.look().await), Vec::<String>::new());
    }

    async fn rows_that_cannot_be_used_are_told_by_line_and_the_program_ends_with_two(bed) {
        let office = Office::of(&bed).await;
        let list = "Pupil counselling,counselling,,,day,395,3\n\
            ,payroll,,,pupil,dear,\n\
            Governor training,no such thing,,,fortnight,120,\n\
            Clerking,clerking,,,session,120,many\n\
            Clerking,clerking,,,session,-5,\n\
            Minutes,clerking,,,session,\"40,\n";
        let ended = office.import(format!("{HEADER}{list}"), &STANDARD);
        assert_eq!(ended.code, 2, "{ended:#?}");
        let lines: Vec<&str> = ended.err.lines().filter_map(|l| l.split(':').next()).collect();
        assert_eq!(
            lines,
            ["line 3", "line 4", "line 5", "line 6", "line 7", "Categories"],
            "{}",
            ended.err
        );
        for (line, told) in [
            ("line 3", "Title is blank."),
            ("line 3", "price: Enter an amount"),
            ("line 4", "unit: Use one of day, half day, session"),
            ("line 4", "category: Use one of the categories listed below"),
            ("Categories: ", "Governor services; "),
            ("line 5", "capacity: "),
            ("line 6", "price: "),
            ("line 7", "A quotation mark opens on this line and is not closed"),
        ] {
            let is_told = |said: &str| said.starts_with(line) && said.contains(told);
            assert!(ended.err.lines().any(is_told), "{line}, {told}: {}", ended.err);
        }
        assert_eq!(ended.out, "new 1, changed 0, unchanged 0, rejected 5\n");
    }

    async fn what_is_no_price_list_is_refused_with_the_reason_and_nothing_is_written(bed) {
        let office = Office::of(&bed).await;
        let onlooker = Onlooker::of(&bed).await;
        // The first command says of a new database that its data are real.
        office.import("", &STANDARD).badly();
        let before = onlooker.look().await;
        for (file, told) in [
            (&b""[..], "The file is empty"),
            (b"\n\n", "The file is empty"),
            (b"\"title,category,price\n", "a quotation mark is not closed"),
            (b"a,b\n1,2\n", "the header lacks: title, category, price"),
            (b"title,category\nClerking,clerking\n", "the header lacks: price"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "Choose an Excel workbook (.xlsx) or a CSV file"),
            (b"title,category,price\nCler\0king,clerking,120\n", "Choose an Excel workbook"),
            (b"%PDF-1.7\n", "Choose an Excel workbook"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "Choose an Excel workbook"),
            (b"PK\x03\x04\x14\0\x06\0", "This workbook is damaged"),
        ] {
            let said = office.import(file, &STANDARD).badly();
            assert!(said.contains(told), "{:?}: {said}", String::from_utf8_lossy(file));
        }
        let list = format!("{HEADER}Clerking,clerking,,,session,120,\n");
        let said = office.import(&list, &["--vat", "reduced"]).badly();
        assert!(said.contains("no VAT reason \"reduced\"; there are "), "{said}");
        let elsewhere = Office { partnership: "nowhere".to_owned(), ..office };
        let said = elsewhere.import(&list, &STANDARD).badly();
        assert!(said.contains("there is no partnership \"nowhere\""), "{said}");
        let line = ["import", "services", "nowhere.csv", "--partnership", "nowhere"];
        let said = elsewhere.program.run(&line).badly();
        assert!(said.contains("nowhere.csv cannot be read"), "{said}");
        assert_eq!(before.changes(&onlooker.look().await), Vec::<String>::new());
    }

    async fn a_workbook_comes_in_like_the_list_it_was_saved_from(bed) {
        let office = Office::of(&bed).await;
        let book = testbed::workbook::of(&[
            &["Title", "Category", "Price per day"],
            &["Pupil counselling", "counselling", "\u{a3}395.00"],
            &["Clerking", "clerking", "dear"],
        ]);
        let ended = office.import(book, &STANDARD);
        assert_eq!((ended.code, ended.out.as_str()), (2, "new 1, changed 0, unchanged 0, rejected 1\n"));
        assert!(ended.err.starts_with("line 3: price: "), "{}", ended.err);
    }

    async fn an_open_quotation_mark_costs_its_own_lines_and_the_rest_is_in(bed) {
        let office = Office::of(&bed).await;
        let list = "Pupil counselling,counselling,,,day,395,3\n\
            Clerking,\"clerking,,,session,120,\n\
            Minutes,clerking,,,session,40,\n\
            Choir,\"music, and song\",,,session,40,\n\
            Band,music,,,session,40,\n";
        let ended = office.import(format!("{HEADER}{list}"), &STANDARD);
        assert_eq!((ended.code, ended.out.as_str()), (2, "new 2, changed 0, unchanged 0, rejected 1\n"));
        let told = "line 3: A quotation mark opens on this line and is not closed, so nothing was \
            read from here to the end of line 5.";
        assert!(ended.err.starts_with(told), "{}", ended.err);
    }

    async fn a_list_as_spreadsheets_write_it_is_read_whatever_its_letters(bed) {
        let office = Office::of(&bed).await;
        let list = format!("\u{feff}{HEADER}\"Caf\u{e9}, weekly\",catering,,,day,\u{a3}40,\r\n");
        assert!(office.import(list, &STANDARD).well().starts_with("new 1, "));
        let list = b"title,category,price\r\nCaf\xe9 run,catering,\xa340\r\n";
        let said = office.import(list, &["--drafts"]).well();
        assert!(said.starts_with("new 1, ") && said.contains("1 not on sale"), "{said}");
    }
}
