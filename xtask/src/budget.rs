//! How heavy the browser part and the style may be, compressed as browsers fetch them. Checked
//! right after they are built, so that it is never yesterday's build that is weighed.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::assets::{self, Names};
use crate::environment::site;

/// Plain names, and the most bytes that each may have with Brotli. Together with a page they keep
/// a first view under what `bench` says we owe on a slow line: all but the WASM, which a first view
/// of 140 kB would leave 85 kB and which has 122 kB since there are two islands. It may not grow
/// further; `make bench` shows the debt.
const BUDGET: [(&str, u64); 2] = [("app.wasm", 125_000), ("style.css", 14_000)];

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
    for (plain, most) in BUDGET {
        let hashed = names.get(plain).with_context(|| format!("the manifest has no {plain}"))?;
        let path = site.join("pkg").join(format!("{hashed}.br"));
        let bytes = fs::metadata(&path).with_context(|| format!("no {}", path.display()))?.len();
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

    fn site_of(wasm: usize, css: usize) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, content: &[u8]| {
            assets::write_file(&folder.path().join(name), content).unwrap();
        };
        put("manifest.json", br#"{"app.wasm": "app.1.wasm", "style.css": "style.2.css"}"#);
        put("pkg/app.1.wasm.br", &vec![0; wasm]);
        put("pkg/style.2.css.br", &vec![0; css]);
        folder
    }

    #[test]
    fn what_is_over_its_budget_is_named() {
        assert_eq!(over_budget(site_of(125_000, 14_000).path()).unwrap(), Vec::<String>::new());
        let over = over_budget(site_of(125_001, 14_000).path()).unwrap();
        assert_eq!(over, ["app.wasm has 125001 bytes compressed, 125000 at most"]);
        assert_eq!(over_budget(site_of(1, 14_001).path()).unwrap().len(), 1);
    }

    #[test]
    fn a_site_that_was_not_built_is_no_light_site() {
        assert!(over_budget(tempfile::tempdir().unwrap().path()).is_err());
    }
}
