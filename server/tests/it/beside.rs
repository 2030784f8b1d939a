//! A demo world and real data are never in one database, whichever came first.

use clap::Parser;
use market::installation::{self, InstallationKind};
use server::cli::Cli;
use server::settings::Settings;
use testbed::tables::Onlooker;
use testbed::{Bed, on_both};

const REFUSED: &str = "A demo world cannot stand beside real data";

/// Runs a command of the command line over the bed's database. Whatever serves is told to listen
/// where nobody can, so that one that was not refused ends all the same.
async fn command(bed: &Bed, words: &[&str]) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("files");
    let flags = [
        "commonpool",
        "--database-url",
        bed.database.url(),
        "--listen",
        "192.0.2.1:1",
        "--files",
        files.to_str().unwrap(),
    ];
    let cli = Cli::try_parse_from(flags.iter().chain(words)).unwrap();
    let settings = Settings::read(cli.flags).unwrap();
    let done = server::command::run(settings, cli.command).await;
    done.map(|_| ()).map_err(|error| error.to_string())
}

/// The command is refused because of what the database holds, and writes nothing.
async fn is_refused(bed: &Bed, words: &[&str]) {
    let onlooker = Onlooker::of(bed).await;
    let before = onlooker.look().await;
    let told = command(bed, words).await.expect_err("it was not refused");
    assert!(told.starts_with(REFUSED), "{words:?}: {told}");
    let changes = before.changes(&onlooker.look().await);
    assert!(changes.is_empty(), "{words:?} changed {changes:#?}");
}

const ADD: &[&str] =
    &["user", "add", "--email", "a@pool.example", "--name", "A Person", "--role", "operator"];

on_both! {
    async fn where_data_is_real_no_demo_is_made_or_served(bed) {
        command(&bed, ADD).await.unwrap();
        is_refused(&bed, &["demo", "--load-only"]).await;
        is_refused(&bed, &["demo"]).await;
        assert_eq!(installation::kind(&bed.market).await, Ok(Some(InstallationKind::Real)));
    }

    async fn where_a_demo_is_nothing_real_is_brought_in_or_served(bed) {
        installation::claim(&bed.market, InstallationKind::Demo).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file.csv");
        std::fs::write(&file, "URN,EstablishmentName,title,price\n900001,A School,A Service,1\n").unwrap();
        let file = file.to_str().unwrap();
        is_refused(&bed, ADD).await;
        is_refused(&bed, &["import", "services", file, "--partnership", "a-partnership"]).await;
        is_refused(&bed, &["serve"]).await;
        assert_eq!(installation::kind(&bed.market).await, Ok(Some(InstallationKind::Demo)));
    }

    async fn a_demo_may_know_the_schools_of_the_register_and_stays_a_demo(bed) {
        installation::claim(&bed.market, InstallationKind::Demo).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("register.csv");
        std::fs::write(&file, "URN,EstablishmentName\n100001,A School\n").unwrap();
        command(&bed, &["import", "schools", file.to_str().unwrap()]).await.unwrap();
        let urn = domain::text::Urn::parse("100001").unwrap();
        let page = market::school::school_page(&bed.market, &market::Viewer::Visitor, &urn).await;
        assert_eq!(page.unwrap().entry.name, "A School");
        assert_eq!(installation::kind(&bed.market).await, Ok(Some(InstallationKind::Demo)));
    }

    async fn of_two_processes_that_claim_a_new_database_at_once_one_is_refused(bed) {
        let other = bed.another_process().await;
        let (real, demo) = tokio::join!(
            installation::claim(&bed.market, InstallationKind::Real),
            installation::claim(&other, InstallationKind::Demo),
        );
        assert_eq!([&real, &demo].iter().filter(|claim| claim.is_ok()).count(), 1);
        let held = installation::kind(&bed.market).await.unwrap().unwrap();
        assert_eq!(held == InstallationKind::Real, real.is_ok());
    }
}
