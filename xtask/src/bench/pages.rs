//! The pages that are looked at: what the product gives for them, what the database is asked, and
//! what a browser that comes for the first time fetches with them.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::http::{Answer, Connection};
use super::process::Process;
use super::scale::Scale;
use super::world::Contents;
use crate::assets::{self, write_file};
use crate::environment::{root, site};
use crate::run;

/// Who looks at a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// Somebody who is not signed in.
    Nobody,
    /// A school's buyer.
    Buyer,
    /// Staff of the partnership.
    Staff,
    /// Somebody who keeps a provider's days.
    Provider,
}

/// A page that is looked at.
pub(super) struct Page {
    /// What it is called in the report.
    pub(super) work: &'static str,
    /// Its address.
    pub(super) address: String,
    /// Who looks.
    pub(super) who: Who,
    /// Whether the ceiling shows it too.
    pub(super) has_ceiling: bool,
}

impl Page {
    fn new(work: &'static str, who: Who, address: impl Into<String>) -> Self {
        Self { work, address: address.into(), who, has_ceiling: false }
    }

    fn with_ceiling(self) -> Self {
        Self { has_ceiling: true, ..self }
    }
}

/// The pages whose speed is measured against the ceiling.
pub(super) fn measured(world: &Contents) -> Vec<Page> {
    let search = format!("/services?q={}", world.searched);
    let pages = [
        Page::new("sign_in", Who::Nobody, "/sign-in"),
        Page::new("listing", Who::Buyer, "/services"),
        Page::new("search", Who::Buyer, search),
        Page::new("detail", Who::Buyer, &world.booked),
        Page::new("deal", Who::Buyer, &world.deal),
    ];
    pages.map(Page::with_ceiling).into()
}

/// The pages between a service and its order.
pub(super) fn of_an_order(world: &Contents) -> Vec<Page> {
    let day = world.days.last().map(String::as_str).unwrap_or_default();
    let pages = [
        Page::new("days", Who::Buyer, format!("{}/days", world.booked)),
        Page::new("check_order", Who::Buyer, format!("{}/check?day={day}", world.booked)),
        Page::new("order", Who::Buyer, format!("{}?placed", world.order)),
    ];
    pages.map(Page::with_ceiling).into()
}

/// The pages that people come back to; how their cost grows is measured, and no ceiling is built.
pub(super) fn of_every_day() -> Vec<Page> {
    let pages = [
        ("school_home", Who::Buyer, "/"),
        ("school_orders", Who::Buyer, "/orders"),
        ("school_invoices", Who::Buyer, "/invoices"),
        ("school_savings", Who::Buyer, "/savings"),
        ("school_deals", Who::Buyer, "/deals"),
        ("director_home", Who::Staff, "/"),
        ("members", Who::Staff, "/members"),
        ("orders", Who::Staff, "/orders"),
        ("invoices", Who::Staff, "/invoices"),
        ("savings", Who::Staff, "/savings"),
        ("saving_entries", Who::Staff, "/savings/entries?stage=realised"),
        ("deals", Who::Staff, "/deals"),
        ("register", Who::Staff, "/schools?q=lane"),
        ("bookings", Who::Provider, "/bookings?when=coming"),
    ];
    pages.map(|(work, who, address)| Page::new(work, who, address)).into()
}

impl Page {
    /// The sessions to ask in: all connections as the same person, since the ceiling's page is hers.
    pub(super) fn sessions<'a>(&self, world: &'a Contents) -> &'a [String] {
        match self.who {
            Who::Nobody => &[],
            Who::Buyer => world.sessions.get(..1).unwrap_or_default(),
            Who::Staff => std::slice::from_ref(&world.staff),
            Who::Provider => std::slice::from_ref(&world.provider),
        }
    }

    fn connection(&self, server: &Process, world: &Contents) -> Result<Connection> {
        Connection::open(&server.address, self.sessions(world).first().map(String::as_str))
    }

    /// Asks for it.
    pub(super) fn ask(&self, connection: &mut Connection) -> Result<Answer> {
        let answer = connection.get(&self.address)?;
        if answer.status != 200 {
            bail!("{} answered {}", self.address, answer.status);
        }
        Ok(answer)
    }

    /// How many bytes of HTML a server gives for it.
    pub(super) fn bytes(&self, server: &Process, world: &Contents) -> Result<usize> {
        Ok(self.ask(&mut self.connection(server, world)?)?.body.len())
    }
}

/// A page of the product for the ceiling to take apart, and for its statements to be counted.
#[derive(Serialize)]
struct Kept {
    address: String,
    session: Option<String>,
    has_ceiling: bool,
    headers: Vec<(String, String)>,
    html: String,
}

/// Headers that belong to one answer, or that the ceiling's server makes itself.
const NOT_KEPT: [&str; 4] = ["date", "content-length", "transfer-encoding", "connection"];

/// Asks the product for each page and keeps it for the ceiling. Each was open once before: lists
/// show which services were viewed last, and stay the same from then on.
pub(super) fn keep(pages: &[Page], product: &Process, world: &Contents, file: &Path) -> Result<()> {
    for page in pages {
        page.ask(&mut page.connection(product, world)?)?;
    }
    let mut kept = Vec::new();
    for page in pages {
        let answer = page.ask(&mut page.connection(product, world)?)?;
        let headers = answer.headers.into_iter();
        kept.push(Kept {
            address: page.address.clone(),
            session: page.sessions(world).first().cloned(),
            has_ceiling: page.has_ceiling,
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
    pub(super) ceiling: Option<u64>,
}

/// Counts the statements behind each page that was kept, in their order.
pub(super) fn statements(scale: Scale, kept: &Path, database: &str) -> Result<Vec<Statements>> {
    let mut command = Command::new(scale.program("commonpool-ceiling"));
    command.args(["statements", "--database-url", database]).arg("--site").arg(site());
    command.arg("--pages").arg(kept).current_dir(root());
    Ok(serde_json::from_str(&run::output(&mut command)?)?)
}

/// What a browser that comes for the first time fetches: the page, its style, its font; and, where
/// a page has live parts, the script that starts them, their JavaScript and their WASM. Besides,
/// how many files keep it from showing anything.
pub(super) fn first_view(
    page: &Page,
    server: &Process,
    world: &Contents,
) -> Result<Map<String, Value>> {
    let names: BTreeMap<String, String> =
        serde_json::from_slice(&assets::read(&site().join("manifest.json"))?)?;
    let mut connection = page.connection(server, world)?;
    let html = page.ask(&mut connection)?.body;
    connection.compressed = true;
    let sent = u64::try_from(page.ask(&mut connection)?.body.len())?;
    let sum = |files: &[&str]| {
        files.iter().map(|file| compressed_size(&names, file)).sum::<Result<u64>>()
    };
    let without = sent + sum(&["style.css", "font.woff2"])?;
    let text = String::from_utf8_lossy(&html);
    let live = text.contains("<leptos-island");
    let with = without + if live { sum(&["boot.js", "app.js", "app.wasm"])? } else { 0 };
    Ok(Map::from_iter([
        ("page_bytes".to_owned(), json!(html.len())),
        ("page_bytes_compressed".to_owned(), json!(sent)),
        ("first_view_bytes".to_owned(), json!(without)),
        ("first_view_with_wasm_bytes".to_owned(), json!(with)),
        ("has_wasm".to_owned(), json!(live)),
        ("blocking_files".to_owned(), json!(blocking(&text))),
    ]))
}

/// The most that any page's first view has of each, and which page that is.
pub(super) fn heaviest(pages: &[Page], report: &Map<String, Value>) -> Option<Value> {
    let most = |figure: &str| {
        let of_page =
            |page: &Page| Some((report.get(page.work)?.get(figure)?.as_u64()?, page.work));
        pages.iter().filter_map(of_page).max()
    };
    let (bytes, page) = most("first_view_bytes")?;
    let (with_wasm, page_with_wasm) = most("first_view_with_wasm_bytes")?;
    let (blocking, _) = most("blocking_files")?;
    Some(json!({
        "bytes": bytes,
        "page": page,
        "with_wasm_bytes": with_wasm,
        "page_with_wasm": page_with_wasm,
        "blocking_files": blocking,
    }))
}

/// Stylesheets, and scripts that are neither modules nor told to wait.
fn blocking(html: &str) -> usize {
    let tags = |name: &str| {
        let tags = html.split(name).skip(1).filter_map(|tag| tag.split('>').next());
        tags.map(str::to_owned).collect::<Vec<String>>()
    };
    let sheets = tags("<link ").iter().filter(|tag| tag.contains("stylesheet")).count();
    let waits = |tag: &String| {
        ["type=\"module\"", " async", " defer"].iter().any(|told| tag.contains(told))
    };
    sheets + tags("<script").iter().filter(|tag| !waits(tag)).count()
}

fn compressed_size(names: &BTreeMap<String, String>, plain: &str) -> Result<u64> {
    let hashed = names.get(plain).with_context(|| format!("the manifest has no {plain}"))?;
    assets::compressed_size(&assets::folder().join(hashed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_of_modules_blocks_nothing_and_any_other_does() {
        let head = "<link rel=\"stylesheet\" href=\"a\"><link rel=\"icon\" href=\"b\">";
        let module = "<script type=\"module\" src=\"c\"></script>";
        assert_eq!(blocking(&format!("{head}{module}")), 1);
        assert_eq!(blocking(&format!("{head}{module}<script src=\"d\"></script>")), 2);
        assert_eq!(blocking(&format!("{head}<script src=\"d\" defer></script>")), 1);
    }
}
