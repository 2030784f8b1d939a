//! The files that the rules read.

use std::fs;
use std::path::Path;

use crate::environment::root;

/// Folders in which nothing is ours: what was built, what was installed, what a run left.
const NOT_OURS: [&str; 4] = ["target", "node_modules", "var", "results"];
/// Files that programs write.
const WRITTEN_BY_PROGRAMS: [&str; 2] = ["Cargo.lock", "package-lock.json"];

/// A text file of the checkout.
#[derive(Debug)]
pub(super) struct Source {
    /// Its path from the checkout, with `/`.
    pub(super) path: String,
    /// Its text.
    pub(super) text: String,
}

impl Source {
    pub(super) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// Whether its name ends so: `is("rs")`.
    pub(super) fn is(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|found| found == extension)
    }

    /// Whether it lies in a folder: `within("market/src")`.
    pub(super) fn within(&self, folder: &str) -> bool {
        self.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Whether the whole file is a test.
    pub(super) fn is_test(&self) -> bool {
        self.path.contains("/tests/")
            || self.path.ends_with("/tests.rs")
            || self.path.ends_with(".spec.ts")
    }

    /// Its lines with their numbers.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// A finding at a line.
    pub(super) fn finding(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }
}

/// Every text file of the house.
pub(super) fn all() -> Vec<Source> {
    let mut sources = Vec::new();
    walk(root(), &mut sources);
    assert!(sources.len() > 100, "the sources were not found");
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    sources
}

fn walk(folder: &Path, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with('.') || NOT_OURS.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            walk(&path, sources);
        } else if !WRITTEN_BY_PROGRAMS.contains(&name.as_str())
            && let Ok(text) = fs::read_to_string(&path)
        {
            let path = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            sources.push(Source { path, text });
        }
    }
}
