//! Which package may rest on which: the straight line, read from the manifests.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::source::{Source, all};
use super::{hold, sample};

/// Every package, and the packages of the house that it may rest on. A package that is not here
/// is a finding: whoever adds one says where in the line it stands.
const MAY_USE: [(&str, &[&str]); 12] = [
    ("domain", &[]),
    ("migrations", &[]),
    ("market", &["domain", "migrations"]),
    ("islands", &["domain"]),
    ("client", &["islands"]),
    ("app", &["domain", "market", "islands"]),
    ("demo", &["domain", "market"]),
    ("server", &["domain", "market", "app", "demo"]),
    ("xtask", &[]),
    ("testbed", &["domain", "market"]),
    ("ceiling", &["domain", "market", "app", "server"]),
    ("devserver", &["domain", "market", "app", "demo", "server"]),
];

/// What tests of these may rest on besides: the test bed, which rests on `market` itself.
const MAY_TEST_WITH_THE_BED: [&str; 5] = ["market", "app", "demo", "server", "devserver"];

/// What a package must not know, though it is no package of the house.
const MUST_NOT_KNOW: [(&str, &[&str]); 6] = [
    ("domain", &["tokio", "futures", "rand", "leptos", "axum", "http", "sea-orm", "sqlx"]),
    ("market", &["leptos", "axum", "axum-extra", "http", "hyper", "tower", "tower-http"]),
    ("app", &["sea-orm", "sea-orm-migration", "sqlx"]),
    ("islands", &["tokio", "axum", "sea-orm", "sqlx"]),
    ("demo", &["sea-orm", "sqlx"]),
    ("server", &["sea-orm", "sea-orm-migration", "sqlx", "leptos"]),
];

fn forbidden_edges(sources: &[Source]) -> Vec<String> {
    let manifests: Vec<(&Source, Table)> = sources
        .iter()
        .filter(|source| source.path.ends_with("Cargo.toml"))
        .map(|source| (source, source.text.parse().expect("a manifest that can be read")))
        .filter(|(_, manifest): &(_, Table)| manifest.contains_key("package"))
        .collect();
    let house: BTreeSet<&str> = manifests.iter().map(|(_, manifest)| name(manifest)).collect();
    let mut findings = Vec::new();
    for (source, manifest) in &manifests {
        let package = name(manifest);
        let Some((_, may)) = MAY_USE.iter().find(|(known, _)| *known == package) else {
            findings.push(format!("{}: {package} has no place in the line yet", source.path));
            continue;
        };
        let must_not = MUST_NOT_KNOW.iter().find(|(known, _)| *known == package);
        let must_not = must_not.map_or(&[][..], |(_, unknown)| unknown);
        for used in used_by(manifest, &["dependencies", "build-dependencies"]) {
            let outside_the_line = house.contains(&*used) && !may.contains(&&*used);
            if outside_the_line || must_not.contains(&&*used) {
                findings.push(format!("{}: {package} must not rest on {used}", source.path));
            }
        }
        let with_the_bed = MAY_TEST_WITH_THE_BED.contains(&package);
        for used in used_by(manifest, &["dev-dependencies"]) {
            let is_the_bed = used == "testbed" && with_the_bed;
            if house.contains(&*used) && !may.contains(&&*used) && !is_the_bed {
                let what = format!("tests of {package} must not rest on {used}");
                findings.push(format!("{}: {what}", source.path));
            }
        }
    }
    findings
}

fn name(manifest: &Table) -> &str {
    manifest["package"]["name"].as_str().expect("a package has a name")
}

/// The packages named in sections of a manifest, by their own names, for any target.
fn used_by(manifest: &Table, sections: &[&str]) -> BTreeSet<String> {
    let targets = manifest.get("target").and_then(Value::as_table);
    let by_target = targets.into_iter().flat_map(Table::values).filter_map(Value::as_table);
    std::iter::once(manifest)
        .chain(by_target)
        .flat_map(|table| sections.iter().filter_map(|section| table.get(*section)?.as_table()))
        .flatten()
        .map(|(key, value)| value.get("package").and_then(Value::as_str).unwrap_or(key).to_owned())
        .collect()
}

#[test]
fn packages_stand_in_one_straight_line() {
    hold("a package rests only on those before it", &forbidden_edges(&all()));
}

#[test]
fn an_edge_against_the_line_is_found_however_it_is_written() {
    let domain = Source::new("domain/Cargo.toml", "[package]\nname = \"domain\"\n");
    let market = "[package]\nname = \"market\"\n[dependencies]\ndomain.workspace = true\n";
    let bad = |path: &str, text: &str| {
        let mut house = vec![Source::new("domain/Cargo.toml", &domain.text)];
        house.push(Source::new("end2end/testbed/Cargo.toml", "[package]\nname = \"testbed\"\n"));
        house.push(Source::new(path, text));
        forbidden_edges(&house)
    };
    assert_eq!(bad("market/Cargo.toml", market), Vec::<String>::new());
    let http = format!("{market}axum = \"0.8\"\n");
    assert_eq!(
        bad("market/Cargo.toml", &http),
        ["market/Cargo.toml: market must not rest on axum"]
    );
    let renamed = format!("{market}web = {{ package = \"leptos\", version = \"0.8\" }}\n");
    assert_eq!(bad("market/Cargo.toml", &renamed).len(), 1);
    let for_target = format!("{market}[target.'cfg(unix)'.dependencies]\ntestbed = \"1\"\n");
    assert_eq!(bad("market/Cargo.toml", &for_target).len(), 1);
    let for_tests = format!("{market}[dev-dependencies]\ntestbed = \"1\"\n");
    assert_eq!(bad("market/Cargo.toml", &for_tests).len(), 0);
    let islands = "[package]\nname = \"islands\"\n[dev-dependencies]\ntestbed = \"1\"\n";
    assert_eq!(bad("app/islands/Cargo.toml", islands).len(), 1);
}

#[test]
fn a_package_without_a_place_in_the_line_is_found() {
    let findings = forbidden_edges(&sample("extra/Cargo.toml", "[package]\nname = \"extra\"\n"));
    assert_eq!(findings, ["extra/Cargo.toml: extra has no place in the line yet"]);
}
