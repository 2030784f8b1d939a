//! Files and functions that fit into a head.

use super::source::{Source, all};
use super::{hold, sample};

/// The most lines of a file.
const FILE_MAX: usize = 450;
/// The most lines of a file of tests: a table of cases may be long.
const TEST_FILE_MAX: usize = 600;
/// The most lines of a function, from its first line to its closing brace.
const FUNCTION_MAX: usize = 80;

/// Functions that are one table, a case a line or two: every message, every refusal and problem in
/// words, every role with what it may do. Split, they would be harder to read over.
const TABLES: [(&str, &str); 4] = [
    ("app/src/mail.rs", "say"),
    ("app/src/words/problem.rs", "problem"),
    ("app/src/words/refusal.rs", "refusal"),
    ("domain/src/access/mod.rs", "allowed"),
];

fn long_files(sources: &[Source]) -> Vec<String> {
    let written = |source: &&Source| ["rs", "ts", "js", "scss"].iter().any(|kind| source.is(kind));
    sources
        .iter()
        .filter(written)
        .filter_map(|source| {
            let most = if source.is_test() { TEST_FILE_MAX } else { FILE_MAX };
            let lines = source.text.lines().count();
            (lines > most).then(|| format!("{}: {lines} lines, {most} at most", source.path))
        })
        .collect()
}

fn long_functions(sources: &[Source]) -> Vec<String> {
    let written = |source: &&Source| source.is("rs") || source.is("ts");
    sources.iter().filter(written).flat_map(long_functions_of).collect()
}

/// The formatter puts a function's closing brace under its first letter, so counting is simple.
fn long_functions_of(source: &Source) -> Vec<String> {
    let lines: Vec<&str> = source.text.lines().collect();
    let mut findings = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else { continue };
        if TABLES.contains(&(source.path.as_str(), name)) {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let end = format!("{}}}", &line[..indent]);
        let length = lines[index..]
            .iter()
            .position(|line| **line == end || (line.trim_end().ends_with(';') && is_bare(line)));
        let length = length.map_or(1, |last| last + 1);
        if length > FUNCTION_MAX {
            let what = format!("{name} has {length} lines, {FUNCTION_MAX} at most");
            findings.push(source.finding(index + 1, &what));
        }
    }
    findings
}

/// Whether the line declares a function without a body.
fn is_bare(line: &str) -> bool {
    function_name(line).is_some() || line.trim_start().starts_with(") ->")
}

/// The name of the function that begins on the line.
fn function_name(line: &str) -> Option<&str> {
    const BEFORE: [&str; 9] = [
        "pub ",
        "pub(crate) ",
        "pub(super) ",
        "default ",
        "const ",
        "async ",
        "unsafe ",
        "export ",
        "extern \"C\" ",
    ];
    let mut rest = line.trim_start();
    while let Some(shorter) = BEFORE.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter;
    }
    let rest = rest.strip_prefix("fn ").or_else(|| rest.strip_prefix("function "))?;
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    Some(&rest[..end])
}

#[test]
fn files_are_short() {
    hold("a file has one subject; split it by subject", &long_files(&all()));
}

#[test]
fn functions_are_short() {
    hold("a function does one thing; give its parts names", &long_functions(&all()));
}

#[test]
fn a_long_file_is_found_and_tests_may_be_longer() {
    let text = "x\n".repeat(FILE_MAX + 1);
    assert_eq!(long_files(&sample("domain/src/deal/state.rs", &text)).len(), 1);
    assert_eq!(long_files(&sample("domain/src/deal/tests.rs", &text)).len(), 0);
    assert_eq!(long_files(&sample("docs/architecture.md", &text)).len(), 0);
}

#[test]
fn a_long_function_is_found() {
    let function = |lines: usize| {
        format!("    pub async fn go(\n    ) {{\n{}    }}\n", "        step();\n".repeat(lines))
    };
    assert_eq!(long_functions(&sample("a.rs", &function(FUNCTION_MAX - 3))).len(), 0);
    let findings = long_functions(&sample("a.rs", &function(FUNCTION_MAX - 2)));
    assert_eq!(findings, ["a.rs:1: go has 81 lines, 80 at most"]);
}

#[test]
fn a_function_without_a_body_is_not_counted_into_the_next() {
    let text = format!("trait A {{\n    fn a();\n{}    }}\n", "    // word\n".repeat(100));
    assert_eq!(long_functions(&sample("a.rs", &text)), Vec::<String>::new());
}
