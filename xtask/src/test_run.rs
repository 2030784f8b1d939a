//! The whole test run, stage by stage, within a time limit.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Result, bail};

use crate::environment::{node_module, root, target};
use crate::run::{output, run_until};
use crate::{bench, budget, licences, postgres, site};

/// A run past this fails: tests that take longer are not run often enough.
const LIMIT: Duration = Duration::from_mins(40);

/// Every host package. `client` is WASM only; with it, features that exclude one another meet.
const HOST: [&str; 3] = ["--workspace", "--exclude", "client"];

/// Runs everything and prints the minutes of each stage, whether it ends well or not.
/// `since` is when the run began (seconds since 1970), so that setting up counts.
pub(crate) fn run(since: Option<u64>) -> Result<()> {
    let mut stages = Stages::new(since)?;
    let result = run_stages(&mut stages);
    let stopped = postgres::stop();
    stages.print();
    result?;
    stopped?;
    if stages.total() > LIMIT {
        bail!("the tests took longer than {} minutes", LIMIT.as_secs() / 60);
    }
    println!("All tests passed.");
    Ok(())
}

fn run_stages(stages: &mut Stages) -> Result<()> {
    stages.command("formatting", cargo(["fmt", "--all", "--check"]))?;
    stages.work("licences", licences::check)?;
    let mut lints = cargo(["clippy", "--locked", "--all-targets"]);
    stages.command("lints of the server", lints.args(HOST).args(["--", "-D", "warnings"]))?;
    // On the host, the browser part compiles too; it is linted there with its own features.
    let mut lints = cargo(["clippy", "--locked", "--package", "client"]);
    stages.command("lints of the browser part", lints.args(["--", "-D", "warnings"]))?;
    // Tests and programs in one build, so that both share one set of features.
    let mut build = cargo(["build", "--locked", "--lib", "--bins", "--tests"]);
    stages.command("building", build.args(HOST))?;

    let mut address = String::new();
    stages.work("starting PostgreSQL", || {
        address = postgres::start()?;
        Ok(())
    })?;
    let folder = postgres::test_folder()?;
    let mut tests = test_command();
    tests.args(HOST).env("COMMONPOOL_TEST_POSTGRES", &address).env("TMPDIR", folder.path());
    stages.command("tests", tests)?;
    stages.work("browser part and style", site::build)?;
    stages.work("weight of the browser part", budget::check)?;
    browser_stages(stages, folder.path())?;
    stages.work("rehearsal of the bench", bench::rehearse)
}

/// nextest where it is there. It leaves out examples in the documentation: a tidy test sees that there
/// are none.
fn test_command() -> Command {
    if output(&mut cargo(["nextest", "--version"])).is_ok() {
        cargo(["nextest", "run", "--locked"])
    } else {
        cargo(["test", "--locked"])
    }
}

fn browser_stages(stages: &mut Stages, folder: &Path) -> Result<()> {
    let mut types = Command::new("node");
    types.arg(node_module("typescript/bin/tsc")).args(["--project", "end2end"]).current_dir(root());
    stages.command("types of the browser tests", &mut types)?;
    let mut browser = Command::new("node");
    browser
        .arg(node_module("@playwright/test/cli.js"))
        .arg("test")
        .current_dir(root().join("end2end"))
        .env("COMMONPOOL_BIN", target().join("debug"))
        .env("TMPDIR", folder);
    stages.command("browser tests", &mut browser)
}

fn cargo<const N: usize>(words: [&str; N]) -> Command {
    let mut command = Command::new("cargo");
    command.args(words).current_dir(root());
    command
}

/// What has run, and for how long.
struct Stages {
    began: Instant,
    setting_up: Duration,
    done: Vec<(String, Duration)>,
}

impl Stages {
    #[allow(
        clippy::disallowed_methods,
        reason = "the script that starts us says when, in the time of the wall"
    )]
    fn new(since: Option<u64>) -> Result<Self> {
        let setting_up = match since {
            None => Duration::ZERO,
            Some(seconds) => {
                SystemTime::now().duration_since(UNIX_EPOCH + Duration::from_secs(seconds))?
            }
        };
        let done = vec![("setting up".to_owned(), setting_up)];
        Ok(Self { began: Instant::now(), setting_up, done })
    }

    fn total(&self) -> Duration {
        self.setting_up + self.began.elapsed()
    }

    fn command(
        &mut self,
        name: &str,
        mut command: impl std::borrow::BorrowMut<Command>,
    ) -> Result<()> {
        let deadline = self.began + LIMIT.saturating_sub(self.setting_up);
        self.work(name, || run_until(command.borrow_mut(), deadline))
    }

    fn work(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        println!("\n== {name}");
        let start = Instant::now();
        let result = work();
        self.done.push((name.to_owned(), start.elapsed()));
        result.map_err(|problem| problem.context(format!("the stage \"{name}\" failed")))
    }

    fn print(&self) {
        println!("\n{:<28} {:>8}", "stage", "minutes");
        for (name, took) in &self.done {
            println!("{name:<28} {:>8}", minutes(*took));
        }
        println!("{:<28} {:>8}", "all", minutes(self.total()));
    }
}

/// Minutes with one digit after the point.
fn minutes(duration: Duration) -> String {
    format!("{:.1}", duration.as_secs_f64() / 60.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_past_the_time_limit_is_stopped_and_fails() {
        let mut stages = Stages::new(None).unwrap();
        stages.setting_up = LIMIT;
        let mut endless = Command::new("sleep");
        assert!(stages.command("endless", endless.arg("600")).is_err());
        assert!(stages.began.elapsed() < Duration::from_mins(1));
    }

    #[test]
    fn a_failing_stage_is_named_and_timed() {
        let mut stages = Stages::new(None).unwrap();
        let problem = stages.command("refused", Command::new("false")).unwrap_err();
        assert!(problem.to_string().contains("refused"));
        assert_eq!(stages.done.len(), 2);
    }

    #[test]
    fn minutes_have_one_digit_after_the_point() {
        assert_eq!(minutes(Duration::from_secs(90)), "1.5");
    }
}
