//! The licence and source of everything we build on, from cargo's and npm's own records.
//!
//! `deny.toml` says the same for people who have cargo-deny, and more about advisories; this
//! check needs nothing that is not here anyway. A test below holds the two lists together.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::environment::root;
use crate::{assets, run, spdx};

/// Licences that ask for no more than a notice.
const ACCEPTED: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Accepted for the font alone: it may be served with the pages, and not be sold by itself.
const FONT_LICENCE: &str = "OFL-1.1";

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Crates that may not come in, and why.
const BANNED: [(&str, &str); 2] = [
    ("openssl-sys", "rustls is used everywhere, so that one binary runs on any machine"),
    ("native-tls", "rustls is used everywhere, so that one binary runs on any machine"),
];

/// Crates of which two versions in one program would be an error.
const SINGLE: [&str; 4] = ["leptos", "libsqlite3-sys", "sea-orm", "wasm-bindgen"];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

#[derive(Deserialize)]
struct NpmLock {
    packages: BTreeMap<String, NpmPackage>,
}

#[derive(Deserialize)]
struct NpmPackage {
    #[serde(default)]
    license: Option<String>,
    #[serde(default)]
    dev: bool,
}

/// Fails with a list of everything that may not be used.
pub(crate) fn check() -> Result<()> {
    let metadata = run::output(
        Command::new("cargo")
            .args(["metadata", "--format-version", "1", "--locked"])
            .current_dir(root()),
    )?;
    let metadata: Metadata = serde_json::from_str(&metadata).context("cargo metadata")?;
    let npm: NpmLock = serde_json::from_slice(&assets::read(&root().join("package-lock.json"))?)?;
    let mut problems = crate_problems(&metadata.packages);
    problems.extend(npm_problems(&npm));
    if !problems.is_empty() {
        bail!("{} packages may not be used:\n  {}", problems.len(), problems.join("\n  "));
    }
    println!("{} crates and {} npm packages checked.", metadata.packages.len(), npm.packages.len());
    Ok(())
}

fn crate_problems(packages: &[Package]) -> Vec<String> {
    let mut problems = Vec::new();
    for package in packages {
        let Package { name, version, .. } = package;
        // What has no source is our own.
        let Some(source) = &package.source else { continue };
        if source != CRATES_IO {
            problems.push(format!("{name} {version} does not come from crates.io"));
        }
        let licence = package.license.as_deref().unwrap_or_default();
        if !spdx::allows(licence, |licence| ACCEPTED.contains(&licence)) {
            problems.push(format!("{name} {version} has the licence \"{licence}\""));
        }
        if let Some((_, reason)) = BANNED.iter().find(|(banned, _)| banned == name) {
            problems.push(format!("{name} {version} is banned: {reason}"));
        }
    }
    for single in SINGLE {
        let versions = packages.iter().filter(|package| package.name == single).count();
        if versions > 1 {
            problems.push(format!("{single} is there in {versions} versions"));
        }
    }
    problems
}

/// What only tests use is never handed on, so its licence may be any.
fn npm_problems(lock: &NpmLock) -> Vec<String> {
    lock.packages
        .iter()
        .filter(|(path, package)| !path.is_empty() && !package.dev)
        .filter_map(|(path, package)| {
            let name = path.trim_start_matches("node_modules/");
            let font = name.starts_with("@fontsource");
            let licence = package.license.as_deref().unwrap_or_default();
            let accepted =
                |licence: &str| ACCEPTED.contains(&licence) || (font && licence == FONT_LICENCE);
            (!spdx::allows(licence, accepted))
                .then(|| format!("{name} (npm) has the licence \"{licence}\""))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, license: &str) -> Package {
        Package {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            license: Some(license.to_owned()),
            source: Some(CRATES_IO.to_owned()),
        }
    }

    #[test]
    fn a_copyleft_crate_is_refused() {
        assert_eq!(crate_problems(&[package("a", "MIT")]).len(), 0);
        assert_eq!(crate_problems(&[package("a", "GPL-3.0-only")]).len(), 1);
        assert_eq!(crate_problems(&[Package { license: None, ..package("a", "") }]).len(), 1);
    }

    #[test]
    fn a_crate_from_elsewhere_is_refused() {
        let elsewhere =
            Package { source: Some("git+https://example.com".to_owned()), ..package("a", "MIT") };
        assert_eq!(crate_problems(&[elsewhere]).len(), 1);
    }

    #[test]
    fn a_second_version_of_the_database_library_is_refused() {
        let twice = [package("libsqlite3-sys", "MIT"), package("libsqlite3-sys", "MIT")];
        assert_eq!(crate_problems(&twice).len(), 1);
    }

    #[test]
    fn the_font_licence_is_for_fonts_alone() {
        let lock = |name: &str| NpmLock {
            packages: BTreeMap::from([(
                format!("node_modules/{name}"),
                NpmPackage { license: Some(FONT_LICENCE.to_owned()), dev: false },
            )]),
        };
        assert_eq!(npm_problems(&lock("@fontsource-variable/a")).len(), 0);
        assert_eq!(npm_problems(&lock("a")).len(), 1);
    }

    #[test]
    fn deny_toml_accepts_the_same_licences() {
        let deny = assets::read_text(&root().join("deny.toml")).unwrap();
        let (_, allowed) = deny.split_once("allow = [").unwrap();
        let (allowed, _) = allowed.split_once(']').unwrap();
        let mut allowed: Vec<&str> = allowed
            .split(',')
            .map(|item| item.trim().trim_matches('"'))
            .filter(|item| !item.is_empty())
            .collect();
        allowed.sort_unstable();
        assert_eq!(allowed, ACCEPTED);
    }
}
