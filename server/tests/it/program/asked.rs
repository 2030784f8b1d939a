//! What the program is asked: its help, and settings by flag, environment and file.

use clap::{CommandFactory, Parser};
use server::cli::Cli;

use super::Program;

/// The commands that do something, each with the words that lead to it.
fn leaves(command: &clap::Command, words: &[String]) -> Vec<Vec<String>> {
    let below: Vec<_> = command.get_subcommands().filter(|one| one.get_name() != "help").collect();
    if below.is_empty() {
        return vec![words.to_vec()];
    }
    let named = |one: &clap::Command| [words, &[one.get_name().to_owned()]].concat();
    below.into_iter().flat_map(|one| leaves(one, &named(one))).collect()
}

/// The words of a line as a shell reads it.
fn shell_words(line: &str) -> Vec<String> {
    let parts = line.split('\'').enumerate().flat_map(|(place, part)| {
        let quoted = place % 2 == 1;
        if quoted { vec![part] } else { part.split_whitespace().collect() }
    });
    parts.map(str::to_owned).collect()
}

#[test]
fn the_help_has_an_example_of_every_command_and_each_can_be_read() {
    let help = Program::alone().run(&["--help"]).well();
    let (_, examples) = help.split_once("Examples:").expect("examples");
    let lines = examples.lines().map(str::trim).filter(|line| line.starts_with("commonpool "));
    let lines: Vec<Vec<String>> = lines.map(shell_words).collect();
    for line in &lines {
        let read = Cli::try_parse_from(line);
        assert!(read.is_ok(), "{line:?}: {}", read.unwrap_err());
    }
    for leaf in leaves(&Cli::command(), &[]) {
        let is_shown = |line: &Vec<String>| line.windows(leaf.len()).any(|words| words == leaf);
        assert!(lines.iter().any(is_shown), "no example of {leaf:?}");
    }
}

#[test]
fn every_command_has_a_help_of_its_own_that_says_what_it_does() {
    for leaf in leaves(&Cli::command(), &[]) {
        let line: Vec<&str> = leaf.iter().map(String::as_str).chain(["--help"]).collect();
        let help = Program::alone().run(&line).well();
        let first = help.lines().next().unwrap_or_default();
        assert!(first.len() > 10 && help.contains("Usage: commonpool"), "{leaf:?}: {help}");
    }
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file_and_that_over_the_default() {
    let (by_flag, by_environment) = ("sqlite://flag.db", "sqlite://environment.db");
    for (flag, environment, file, made) in [
        (true, true, true, "flag.db"),
        (false, true, true, "environment.db"),
        (false, false, true, "file.db"),
        (false, false, false, "var/commonpool.db"),
    ] {
        let program = Program::alone();
        let mut command = program.command(&["migrate"]);
        if flag {
            command.args(["--database-url", by_flag]);
        }
        if environment {
            command.env("DATABASE_URL", by_environment);
        }
        if file {
            program.keep("pool.toml", "database-url = \"sqlite://file.db\"\n");
            command.env("COMMONPOOL_CONFIG", "pool.toml");
        }
        super::ended(command.spawn().unwrap()).well();
        for one in ["flag.db", "environment.db", "file.db", "var/commonpool.db"] {
            assert_eq!(program.has(one), one == made, "{one} where {made} was asked for");
        }
    }
}

#[test]
fn settings_that_cannot_be_used_are_named_before_anything_is_done() {
    for (line, told) in [
        ("lisen = \"0.0.0.0:80\"", "lisen"),
        ("listen = \"everywhere\"", "listen"),
        ("behind-proxy = \"perhaps\"", "behind-proxy"),
        ("listen = ", "pool.toml"),
    ] {
        let program = Program::alone();
        program.keep("pool.toml", line);
        let told_then = program.run(&["--config", "pool.toml", "migrate"]).badly();
        assert!(told_then.contains(told), "{line}: {told_then}");
        assert!(!program.has("var"), "{line}");
    }
    let told = Program::alone().run(&["--config", "nowhere.toml", "migrate"]).badly();
    assert!(told.contains("nowhere.toml could not be read"), "{told}");
    let told = Program::alone().run(&["--database-url", "mysql://pool", "migrate"]).badly();
    assert!(told.contains("mysql"), "{told}");
    let told = Program::alone().run(&["serve", "--mail", "pigeon:roof"]).badly();
    assert!(told.contains("mail cannot be sent that way"), "{told}");
}
