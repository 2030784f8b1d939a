//! Measures the release build on this machine, beside what we owe, and writes
//! `target/bench/report.json`: one object per work. Never a test: machines differ.

mod http;
mod load;
mod server;

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use crate::assets::{self, write_file};
use crate::environment::{site, target};
use http::Connection;
use server::Server;

/// Pages that anybody may see: what they are called in the report, and their path.
const PAGES: [(&str, &str); 2] = [("home", "/"), ("sign_in", "/sign-in")];

/// What we owe: milliseconds from the start of the program to its first page.
const OWED_COLD_START_MS: u64 = 300;
/// Megabytes of memory when nobody asks for anything, and while everybody does.
const OWED_IDLE_MB: u64 = 60;
const OWED_LOADED_MB: u64 = 150;
/// Compressed bytes of a first view without and with WASM.
const OWED_VIEW_BYTES: u64 = 60_000;
const OWED_VIEW_WITH_WASM_BYTES: u64 = 140_000;

/// Runs every measurement and writes the report.
pub(crate) fn run() -> Result<()> {
    let mut report = Map::new();
    let database = server::demo_database()?;
    let server = Server::start(&database)?;
    report.insert(
        "cold_start".to_owned(),
        json!({"milliseconds": server.cold_start_ms, "owed_at_most": OWED_COLD_START_MS}),
    );
    let idle = server.memory_mb()?;
    for (name, path) in PAGES {
        let mut measured = load::measure(&server, path)?;
        measured.extend(first_view(&server, path)?);
        report.insert(name.to_owned(), Value::Object(measured));
    }
    report.insert(
        "memory".to_owned(),
        json!({
            "idle_mb": idle, "idle_owed_at_most": OWED_IDLE_MB,
            "loaded_mb": server.memory_mb()?, "loaded_owed_at_most": OWED_LOADED_MB,
        }),
    );
    print(&report);
    let path = target().join("bench/report.json");
    write_file(&path, serde_json::to_string_pretty(&report)?.as_bytes())?;
    println!("Written to {}", path.display());
    Ok(())
}

/// What a browser that comes for the first time fetches: the page, its style, its font; and, where
/// a page has live parts, the script that starts them, their JavaScript and their WASM.
fn first_view(server: &Server, path: &str) -> Result<Map<String, Value>> {
    let names: BTreeMap<String, String> =
        serde_json::from_slice(&assets::read(&site().join("manifest.json"))?)?;
    let page = Connection::open(&server.address)?.get(path)?;
    let plain = ["style.css", "font.woff2"];
    let live = ["boot.js", "app.js", "app.wasm"];
    let sum = |files: &[&str]| {
        files.iter().map(|file| compressed_size(&names, file)).sum::<Result<u64>>()
    };
    let without = page.body_bytes + sum(&plain)?;
    Ok(Map::from_iter([
        ("first_view_bytes".to_owned(), json!(without)),
        ("first_view_owed_at_most".to_owned(), json!(OWED_VIEW_BYTES)),
        ("first_view_with_wasm_bytes".to_owned(), json!(without + sum(&live)?)),
        ("first_view_with_wasm_owed_at_most".to_owned(), json!(OWED_VIEW_WITH_WASM_BYTES)),
    ]))
}

fn compressed_size(names: &BTreeMap<String, String>, plain: &str) -> Result<u64> {
    let hashed = names.get(plain).with_context(|| format!("the manifest has no {plain}"))?;
    let compressed = assets::folder().join(format!("{hashed}.br"));
    let path = if compressed.exists() { compressed } else { assets::folder().join(hashed) };
    Ok(fs::metadata(path)?.len())
}

fn print(report: &Map<String, Value>) {
    for (work, figures) in report {
        println!("{work}");
        for (name, figure) in figures.as_object().into_iter().flatten() {
            println!("  {name:<36} {figure}");
        }
    }
}
