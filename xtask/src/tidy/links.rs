//! What the documentation points at is there.

use super::hold;
use super::source::{Source, all};
use crate::environment::root;

/// The folders that paths in the documentation begin with.
const FOLDERS: [&str; 11] = [
    "app/",
    "demo/",
    "docs/",
    "domain/",
    "end2end/",
    "market/",
    "migrations/",
    "scripts/",
    "server/",
    "style/",
    "xtask/",
];

fn dead_links(sources: &[Source], is_there: impl Fn(&str) -> bool) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| source.is("md")) {
        let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (line, text) in source.lines() {
            let linked = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
            for link in linked.filter(|link| !link.contains("://") && !link.starts_with('#')) {
                let path = link.split('#').next().unwrap_or(link);
                if !is_there(&joined(folder, path)) {
                    findings.push(source.finding(line, &format!("{link} is not there")));
                }
            }
            for path in text.split('`').skip(1).step_by(2).filter(|code| is_path(code)) {
                if !is_there(path.trim_end_matches('/')) {
                    findings.push(source.finding(line, &format!("{path} is not there")));
                }
            }
        }
    }
    findings
}

/// Whether what stands between backticks is a path of the house, and not a pattern of paths.
fn is_path(code: &str) -> bool {
    FOLDERS.iter().any(|folder| code.starts_with(folder))
        && !code.contains(|c: char| c.is_whitespace() || "<>*{}…".contains(c))
}

/// A relative path, seen from the checkout.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn what_the_documentation_points_at_is_there() {
    hold("a dead link or path", &dead_links(&all(), |path| root().join(path).exists()));
}

#[test]
fn a_dead_link_and_a_dead_path_are_found() {
    let found = |text: &str| {
        let house = [Source::new("docs/decisions/0001-a.md", text)];
        dead_links(&house, |path| ["docs/architecture.md", "market/src/db"].contains(&path))
    };
    assert_eq!(found("[map](../architecture.md#storage), `market/src/db/`").len(), 0);
    assert_eq!(found("[elsewhere](https://example.org/x), `domain/src/<room>/`").len(), 0);
    assert_eq!(found("[map](architecture.md)").len(), 1);
    assert_eq!(found("`market/src/nowhere.rs`").len(), 1);
}
