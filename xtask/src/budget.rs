//! How heavy the browser part and the style may be, compressed as browsers fetch them. Checked
//! right after they are built, so that it is never yesterday's build that is weighed.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::assets::{self, Names};
use crate::environment::site;

/// What every page loads: plain names, and the most bytes that each may have with Brotli. With
/// 10 kB of HTML they keep a first view under the 60 kB that we owe on a slow line.
const EVERYWHERE: [(&str, u64); 2] = [("style.css", 14_000), ("font.woff2", 35_000)];
/// What pages with an island load besides: the whole stays under the 140 kB that we owe.
const WITH_ISLANDS: [(&str, u64); 3] =
    [("boot.js", 1_000), ("app.js", 7_000), ("app.wasm", 70_000)];

/// Fails where a file of the built site is heavier than its budget.
pub(crate) fn check() -> Result<()> {
    let over = over_budget(&site())?;
    if !over.is_empty() {
        bail!("{}", over.join("; "));
    }
    Ok(())
}

fn over_budget(site: &Path) -> Result<Vec<String>> {
    let names: Names = serde_json::from_slice(&assets::read(&site.join("manifest.json"))?)?;
    let mut over = Vec::new();
    for (plain, most) in EVERYWHERE.into_iter().chain(WITH_ISLANDS) {
        let hashed = names.get(plain).with_context(|| format!("the manifest has no {plain}"))?;
        let bytes = assets::compressed_size(&site.join("pkg").join(hashed))?;
        println!("{plain:<12} {bytes:>8} of {most} bytes");
        if bytes > most {
            over.push(format!("{plain} has {bytes} bytes compressed, {most} at most"));
        }
    }
    Ok(over)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site_of(wasm: usize, font: usize) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, size: usize| {
            assets::write_file(&folder.path().join("pkg").join(name), &vec![0; size]).unwrap();
        };
        let names = ["style.css", "font.woff2", "boot.js", "app.js", "app.wasm"];
        let names: Names = names.map(|name| (name.to_owned(), name.to_owned())).into();
        let manifest = serde_json::to_vec(&names).unwrap();
        assets::write_file(&folder.path().join("manifest.json"), &manifest).unwrap();
        for name in ["style.css.br", "boot.js.br", "app.js.br"] {
            put(name, 1);
        }
        put("app.wasm", 1_000_000);
        put("app.wasm.br", wasm);
        put("font.woff2", font);
        folder
    }

    #[test]
    fn what_is_over_its_budget_is_named() {
        assert_eq!(over_budget(site_of(70_000, 35_000).path()).unwrap(), Vec::<String>::new());
        let over = over_budget(site_of(70_001, 35_000).path()).unwrap();
        assert_eq!(over, ["app.wasm has 70001 bytes compressed, 70000 at most"]);
        assert_eq!(over_budget(site_of(1, 35_001).path()).unwrap().len(), 1);
    }

    #[test]
    fn the_parts_leave_10_kb_for_the_page_of_what_is_owed_for_a_first_view() {
        let sum = |parts: &[(&str, u64)]| parts.iter().map(|(_, most)| most).sum::<u64>();
        assert!(sum(&EVERYWHERE) + 10_000 <= 60_000);
        assert!(sum(&EVERYWHERE) + sum(&WITH_ISLANDS) + 10_000 <= 140_000);
    }

    #[test]
    fn a_site_that_was_not_built_is_no_light_site() {
        assert!(over_budget(tempfile::tempdir().unwrap().path()).is_err());
    }
}
