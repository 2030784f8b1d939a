//! The tables, and what a database holds: real data or a demo, never both.

use market::installation::{self, InstallationKind};
use testbed::tables::Onlooker;
use testbed::{Bed, Database, on_both};

use super::Program;

#[tokio::test(flavor = "multi_thread")]
async fn migrating_makes_the_tables_in_an_empty_database_and_a_second_time_changes_nothing() {
    let databases = [Some(Database::bare_sqlite()), Database::bare_postgres().await];
    for database in databases.into_iter().flatten() {
        let program = Program::at(database.url());
        assert_eq!(program.run(&["migrate"]).well(), "The tables are up to date.\n");
        let bed = Bed::on(database).await;
        let onlooker = Onlooker::of(&bed).await;
        let before = onlooker.look().await;
        assert_eq!(program.run(&["migrate"]).well(), "The tables are up to date.\n");
        assert_eq!(before, onlooker.look().await);
        let said = program.run(&["jobs", "list"]).well();
        assert_eq!(said, "0 due, 0 of them late; 0 failing, 0 set aside.\n");
    }
}

on_both! {
    async fn a_demo_is_not_made_beside_real_data(bed) {
        let program = Program::over(&bed);
        program.keep("register.csv", "URN,EstablishmentName\n900001,Lark Lane School\n");
        program.run(&["import", "schools", "register.csv"]).well();
        let onlooker = Onlooker::of(&bed).await;
        let before = onlooker.look().await;
        for line in [&["demo"][..], &["demo", "--load-only"]] {
            let said = program.run(line).badly();
            assert!(said.contains("A demo world cannot stand beside real data"), "{said}");
        }
        assert_eq!(before, onlooker.look().await);
    }

    async fn nothing_real_is_put_beside_a_demo(bed) {
        installation::claim(&bed.market, InstallationKind::Demo).await.unwrap();
        let program = Program::over(&bed);
        program.keep("prices.csv", "title,price\nA day,100\n");
        let onlooker = Onlooker::of(&bed).await;
        let before = onlooker.look().await;
        for line in [
            &["serve"][..],
            &["import", "services", "prices.csv", "--partnership", "a-partnership"],
            &["user", "add", "--email", "a@pool.example", "--name", "A B", "--role", "operator"],
        ] {
            let said = program.run(line).badly();
            assert!(said.contains("A demo world cannot stand beside real data"), "{line:?}: {said}");
        }
        assert_eq!(before, onlooker.look().await);
    }
}
