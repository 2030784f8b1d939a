//! `import schools FILE`.

use testbed::on_both;
use testbed::tables::Onlooker;

use super::Program;

const HEADER: &str = "URN,LA (code),LA (name),EstablishmentName,TypeOfEstablishment (code),\
    EstablishmentStatus (code),OpenDate,CensusDate,NumberOfPupils,Postcode";
const SCHOOLS: &str = "900001,317,Redbridge,Lark Lane Primary School,01,1,,15-01-2026,412,IG1 1AA\n\
    900002,317,Redbridge,Hill Rise School,02,1,01-09-1971,15-01-2026,230,IG1 1AB\n";
const IMPORT: [&str; 3] = ["import", "schools", "register.csv"];

fn register(rows: &str) -> String {
    format!("{HEADER}\n{SCHOOLS}{rows}")
}

on_both! {
    async fn schools_come_in_once_and_a_second_run_of_the_file_writes_nothing(bed) {
        let program = Program::over(&bed);
        program.keep("register.csv", register(""));
        let said = program.run(&IMPORT).well();
        assert_eq!(said, "new 2, changed 0, unchanged 0, closed 0, rejected 0\n");
        let onlooker = Onlooker::of(&bed).await;
        let before = onlooker.look().await;
        let said = program.run(&IMPORT).well();
        assert_eq!(said, "new 0, changed 0, unchanged 2, closed 0, rejected 0\n");
        assert_eq!(before.changes(&onlooker.look().await), Vec::<String>::new());
        let served = program.serve(&[]);
        let page = served.get(&testbed::http::Caller::default(), "/schools/900001").await;
        assert!(page.text.contains("Lark Lane Primary School"), "{}", page.text);
    }

    async fn rows_that_are_left_out_are_told_by_line_and_reason_and_the_others_are_in(bed) {
        let program = Program::over(&bed);
        let wrong = ",317,Redbridge,Nobody,01,1,,,,\n\
            900003,317,Redbridge,Weir School,01,1,31-02-2020,,,\n\
            900004,317,Redbridge,\"Lock Gate,01,1,,,7,\n\
            900005,317,Redbridge,Quay School,01,1,,,7,\n\
            900006,317,Redbridge,\"Mill, the School\",01,1,,,7,\n\
            900007,317,Redbridge,Ford School,01,1,,,7,\n";
        program.keep("register.csv", register(wrong));
        let ended = program.run(&IMPORT);
        assert_eq!(ended.code, 2, "{ended:#?}");
        assert_eq!(ended.out, "new 3, changed 0, unchanged 0, closed 0, rejected 3\n");
        let told: Vec<&str> = ended.err.lines().collect();
        assert_eq!(
            told,
            [
                "line 4: URN is blank",
                "line 5: OpenDate is not a date, like 31-08-2026",
                "line 6: A quotation mark opens on this line and is not closed, so nothing was read \
                 from here to the end of line 8. Close it or take it out",
            ]
        );
    }

    async fn files_that_are_no_register_are_refused_with_the_reason_and_nothing_is_written(bed) {
        let program = Program::over(&bed);
        program.keep("register.csv", register(""));
        program.run(&IMPORT).well();
        let onlooker = Onlooker::of(&bed).await;
        let before = onlooker.look().await;
        let cut = format!("\"{HEADER}");
        for (file, told) in [
            (&b""[..], "The file is empty"),
            (b"\r\n \r\n", "The file is empty"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This is not a text file"),
            (b"PK\x03\x04\x14\0\x06\0", "This is not a text file"),
            (b"\xff\xfeU\0R\0N\0\0\0", "This is not a text file"),
            (b"Name,Town\nLark Lane,Ilford\n", "URN: This column is missing from the file"),
            (b"URN,EstablishmentName,URN\n1,2,3\n", "URN: This column is in the file twice"),
            (cut.as_bytes(), "a quotation mark is not closed"),
        ] {
            program.keep("register.csv", file);
            let said = program.run(&IMPORT).badly();
            let name = String::from_utf8_lossy(file);
            assert!(said.contains(told), "{name:?}: {said}");
        }
        let said = program.run(&["import", "schools", "nowhere.csv"]).badly();
        assert!(said.contains("nowhere.csv could not be read"), "{said}");
        assert_eq!(before.changes(&onlooker.look().await), Vec::<String>::new());
    }

    async fn a_mark_of_the_order_of_bytes_and_windows_letters_are_read(bed) {
        let program = Program::over(&bed);
        program.keep("register.csv", format!("\u{feff}{}", register("")));
        assert!(program.run(&IMPORT).well().starts_with("new 2, "));
        let windows = b"URN,EstablishmentName\r\n900007,St Ninian\x92s \xc9cole\r\n";
        program.keep("register.csv", windows);
        assert!(program.run(&IMPORT).well().starts_with("new 1, "));
        let served = program.serve(&[]);
        let page = served.get(&testbed::http::Caller::default(), "/schools/900007").await;
        assert!(page.text.contains("St Ninian\u{2019}s \u{c9}cole"), "{}", page.text);
    }
}
