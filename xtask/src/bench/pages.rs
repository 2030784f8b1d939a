//! The pages that are measured: what the product gives for them, and what a browser that comes for
//! the first time fetches with them.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::http::Connection;
use super::process::{Process, program};
use super::world::Contents;
use crate::assets::{self, write_file};
use crate::environment::{root, site};
use crate::run;

/// A page that is measured.
pub(super) struct Page {
    /// What it is called in the report.
    pub(super) work: &'static str,
    /// Its address.
    pub(super) address: String,
    /// Whether a buyer looks at it, or somebody who is not signed in.
    pub(super) signed_in: bool,
}

/// Every page that has a ceiling.
pub(super) fn all(world: &Contents) -> Vec<Page> {
    let page = |work, address: &str| Page {
        work,
        address: address.to_owned(),
        signed_in: work != "sign_in",
    };
    vec![
        page("sign_in", "/sign-in"),
        page("listing", "/services"),
        page("search", &format!("/services?q={}", world.searched)),
        page("detail", &world.booked),
    ]
}

impl Page {
    /// The sessions to ask in: all connections as the same buyer, since the ceiling's page is hers.
    pub(super) fn sessions<'a>(&self, world: &'a Contents) -> &'a [String] {
        if self.signed_in { world.sessions.get(..1).unwrap_or_default() } else { &[] }
    }

    fn connection(&self, server: &Process, world: &Contents) -> Result<Connection> {
        Connection::open(&server.address, self.sessions(world).first().map(String::as_str))
    }

    /// How many bytes of HTML a server gives for it.
    pub(super) fn bytes(&self, server: &Process, world: &Contents) -> Result<usize> {
        let answer = self.connection(server, world)?.get(&self.address)?;
        if answer.status != 200 {
            bail!("{} answered {}", self.address, answer.status);
        }
        Ok(answer.body.len())
    }
}

/// A page of the product for the ceiling to take apart.
#[derive(Serialize)]
struct Kept {
    address: String,
    session: Option<String>,
    headers: Vec<(String, String)>,
    html: String,
}

/// Headers that belong to one answer, or that the ceiling's server makes itself.
const NOT_KEPT: [&str; 4] = ["date", "content-length", "transfer-encoding", "connection"];

/// Asks the product for each page and keeps it for the ceiling.
pub(super) fn keep(pages: &[Page], product: &Process, world: &Contents, file: &Path) -> Result<()> {
    let mut kept = Vec::new();
    for page in pages {
        let answer = page.connection(product, world)?.get(&page.address)?;
        if answer.status != 200 {
            bail!("the product answered {} at {}", answer.status, page.address);
        }
        let headers = answer.headers.into_iter();
        kept.push(Kept {
            address: page.address.clone(),
            session: page.sessions(world).first().cloned(),
            headers: headers.filter(|(name, _)| !NOT_KEPT.contains(&name.as_str())).collect(),
            html: String::from_utf8(answer.body).context("a page is no text")?,
        });
    }
    write_file(file, &serde_json::to_vec(&kept)?)
}

/// Statements behind a page: of the product, and of the ceiling that claims to do the same.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Statements {
    pub(super) product: u64,
    pub(super) ceiling: u64,
}

/// Counts the statements behind each page that was kept.
pub(super) fn statements(kept: &Path, database: &str) -> Result<BTreeMap<String, Statements>> {
    let mut command = Command::new(program("commonpool-ceiling"));
    command.args(["statements", "--database-url", database]).arg("--site").arg(site());
    command.arg("--pages").arg(kept).current_dir(root());
    Ok(serde_json::from_str(&run::output(&mut command)?)?)
}

/// What a browser that comes for the first time fetches: the page, its style, its font; and, where
/// a page has live parts, the script that starts them, their JavaScript and their WASM.
pub(super) fn first_view(
    page: &Page,
    server: &Process,
    world: &Contents,
) -> Result<Map<String, Value>> {
    let names: BTreeMap<String, String> =
        serde_json::from_slice(&assets::read(&site().join("manifest.json"))?)?;
    let mut connection = page.connection(server, world)?;
    let html = connection.get(&page.address)?.body;
    connection.compressed = true;
    let sent = u64::try_from(connection.get(&page.address)?.body.len())?;
    let sum = |files: &[&str]| {
        files.iter().map(|file| compressed_size(&names, file)).sum::<Result<u64>>()
    };
    let without = sent + sum(&["style.css", "font.woff2"])?;
    let live = String::from_utf8_lossy(&html).contains("<leptos-island");
    let with = without + if live { sum(&["boot.js", "app.js", "app.wasm"])? } else { 0 };
    Ok(Map::from_iter([
        ("page_bytes_compressed".to_owned(), json!(sent)),
        ("first_view_bytes".to_owned(), json!(without)),
        ("first_view_with_wasm_bytes".to_owned(), json!(with)),
        ("has_wasm".to_owned(), json!(live)),
    ]))
}

fn compressed_size(names: &BTreeMap<String, String>, plain: &str) -> Result<u64> {
    let hashed = names.get(plain).with_context(|| format!("the manifest has no {plain}"))?;
    assets::compressed_size(&assets::folder().join(hashed))
}
