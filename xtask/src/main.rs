//! What developers and continuous integration run; nothing of it ships.
//!
//! `cargo xtask --help` lists the commands. The scripts in `scripts/` install what is missing
//! and then call these.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line speaks to the terminal"
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        reason = "a test fails loudly"
    )
)]

mod assets;
mod bench;
mod budget;
mod client;
mod environment;
mod licences;
mod postgres;
mod run;
mod site;
mod spdx;
mod style;
mod test_run;
#[cfg(test)]
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tools for working on Commonpool.
#[derive(Parser)]
#[command(name = "xtask", about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds the browser part: WASM, its JavaScript, and the script that starts it.
    Client,
    /// Builds the stylesheet and its font.
    Style,
    /// Builds both and writes `target/site/manifest.json`, skipping what has not changed.
    Site,
    /// Starts or stops a throw-away PostgreSQL.
    TestDb {
        #[command(subcommand)]
        action: TestDb,
    },
    /// Runs every check and test, and prints the minutes of each stage.
    Test {
        /// When the whole run began, in seconds since 1970, so that setting up counts too.
        #[arg(long)]
        since: Option<u64>,
    },
    /// Measures the release build and writes `target/bench/report.json`.
    Bench(bench::Options),
    /// Checks the licence and source of everything we build on.
    Licences,
}

#[derive(Subcommand)]
enum TestDb {
    /// Starts it and prints its address.
    Start,
    /// Stops it and removes its folder.
    Stop,
}

fn main() -> ExitCode {
    match perform(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("Failed: {problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Client => client::build().map(drop),
        Command::Style => style::build().map(drop),
        Command::Site => site::build(),
        Command::TestDb { action: TestDb::Start } => {
            println!("{}", postgres::start()?);
            Ok(())
        }
        Command::TestDb { action: TestDb::Stop } => postgres::stop(),
        Command::Test { since } => test_run::run(since),
        Command::Bench(options) => bench::run(&options),
        Command::Licences => licences::check(),
    }
}
