//! Everything static in one folder, with a list of what is called what.

use std::collections::BTreeSet;
use std::fs;

use anyhow::Result;

use crate::assets::{self, Names};
use crate::{client, environment, style};

/// Builds the browser part and the style, writes the manifest, removes what is no longer named.
pub(crate) fn build() -> Result<()> {
    let mut names = style::build()?;
    names.extend(client::build()?);
    write_manifest(&names)?;
    remove_stale(&names)?;
    print_sizes(&names)
}

/// The server reads the manifest at start: `{"app.js": "app.0a1b2c3d4e5f6071.js", …}`.
fn write_manifest(names: &Names) -> Result<()> {
    let text = serde_json::to_string_pretty(names)?;
    assets::write_file(&environment::site().join("manifest.json"), text.as_bytes())
}

fn remove_stale(names: &Names) -> Result<()> {
    let current: BTreeSet<&str> = names.values().map(String::as_str).collect();
    for entry in fs::read_dir(assets::folder())? {
        let entry = entry?;
        let file = entry.file_name().to_string_lossy().into_owned();
        let plain = file.trim_end_matches(".br").trim_end_matches(".gz");
        if !current.contains(plain) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn print_sizes(names: &Names) -> Result<()> {
    println!("{:<12} {:>10} {:>12}", "file", "bytes", "compressed");
    for (plain, hashed) in names {
        let path = assets::folder().join(hashed);
        let size = fs::metadata(&path)?.len();
        let compressed = assets::compressed_size(&path)?;
        println!("{plain:<12} {size:>10} {compressed:>12}");
    }
    Ok(())
}
