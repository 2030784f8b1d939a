//! Migrations and decisions are numbered without gaps, and each is where its number says.

use super::hold;
use super::source::{Source, all};

/// Whether numbers run 1, 2, 3, … ; each finding names the first that does not.
fn gaps<'a>(named: impl Iterator<Item = (&'a str, Option<usize>)>) -> Vec<String> {
    let mut findings = Vec::new();
    for (expected, (path, number)) in (1..).zip(named) {
        if number != Some(expected) {
            findings.push(format!("{path}: number {expected:04} was expected here"));
        }
    }
    findings
}

fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.split('.').next().unwrap_or(file)
}

fn four_digits(text: &str) -> Option<usize> {
    text.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
}

fn migrations(sources: &[Source]) -> Vec<String> {
    let files: Vec<&Source> = sources
        .iter()
        .filter(|source| source.within("migrations/src") && !source.path.ends_with("/lib.rs"))
        .collect();
    let number = |path: &str| stem(path).strip_prefix('m').and_then(four_digits);
    let mut findings = gaps(files.iter().map(|file| (file.path.as_str(), number(&file.path))));
    let list = sources.iter().find(|source| source.path == "migrations/src/lib.rs");
    let list = list.map_or("", |source| source.text.as_str());
    for file in files {
        let name = stem(&file.path);
        if !list.contains(&format!("mod {name};"))
            || !list.contains(&format!("Box::new({name}::Migration)"))
        {
            findings.push(format!("{}: not listed in migrations/src/lib.rs", file.path));
        }
        if !file.text.contains(&format!("migration!(\"{name}\")")) {
            findings.push(format!("{}: is not called by its file's name", file.path));
        }
    }
    findings
}

fn decisions(sources: &[Source]) -> Vec<String> {
    let files: Vec<&Source> =
        sources.iter().filter(|source| source.within("docs/decisions")).collect();
    let mut findings =
        gaps(files.iter().map(|file| (file.path.as_str(), four_digits(stem(&file.path)))));
    for file in files {
        let number = stem(&file.path).get(..4).unwrap_or_default();
        let heading = format!("# {number} ");
        for part in [heading.as_str(), "\n- Status: ", "\n- Date: "] {
            if !file.text.contains(part) {
                findings.push(format!("{}: has no {:?}", file.path, part.trim()));
            }
        }
        for section in ["Context", "Decision", "Consequences"] {
            if !file.text.contains(&format!("\n## {section}\n")) {
                findings.push(format!("{}: does not say its {section}", file.path));
            }
        }
    }
    findings
}

#[test]
fn migrations_are_numbered_without_gaps_and_listed() {
    hold("migrations", &migrations(&all()));
}

#[test]
fn decisions_are_numbered_without_gaps_and_say_why() {
    hold("decisions", &decisions(&all()));
}

#[test]
fn a_gap_an_unlisted_and_a_misnamed_migration_are_found() {
    let list =
        "mod m0001_a;\nmod m0002_b;\nBox::new(m0001_a::Migration)\nBox::new(m0002_b::Migration)";
    let house = |files: &[(&str, &str)]| {
        let mut sources: Vec<Source> = files
            .iter()
            .map(|(name, text)| Source::new(&format!("migrations/src/{name}.rs"), text))
            .collect();
        sources.push(Source::new("migrations/src/lib.rs", list));
        migrations(&sources)
    };
    let named = "migration!(\"m0001_a\");";
    assert_eq!(house(&[("m0001_a", named), ("m0002_b", "migration!(\"m0002_b\");")]).len(), 0);
    assert_eq!(house(&[("m0002_b", "migration!(\"m0002_b\");")]).len(), 1);
    assert_eq!(house(&[("m0001_a", named), ("m0002_b", named)]).len(), 1);
    assert_eq!(house(&[("m0001_c", "migration!(\"m0001_c\");")]).len(), 1);
}

#[test]
fn a_gap_and_a_decision_without_its_reason_are_found() {
    let whole = "# 0001 Title\n\n- Status: accepted\n- Date: 2026-11-21\n\n## Context\n\n\
                 ## Decision\n\n## Consequences\n";
    let one = |path: &str, text: &str| decisions(&[Source::new(path, text)]).len();
    assert_eq!(one("docs/decisions/0001-title.md", whole), 0);
    assert_eq!(one("docs/decisions/0001-title.md", &whole.replace("## Context", "")), 1);
    assert_eq!(one("docs/decisions/0001-title.md", &whole.replace("- Date", "")), 1);
    assert_eq!(one("docs/decisions/0002-title.md", &whole.replace("0001", "0002")), 1);
}
