//! How the cost of a page grows from the small set to a country's worth: as the answer, not as the
//! table. On demand, since making the data takes minutes.

use std::sync::atomic::AtomicUsize;

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use super::http::Connection;
use super::pages::{self, Page};
use super::process::Process;
use super::rounds::{Turn, interleave, median, rounded};
use super::world::{LARGE, World};

/// For each page how many times as long it takes on the large set, and how long that took to make.
pub(super) fn measure(small: &World, product: &Process) -> Result<Map<String, Value>> {
    let large = World::make(LARGE, small.server())?;
    let other = Process::product(&large.copy("product")?, &large.path("product"))?;
    let mut growth = Map::from_iter([
        ("register_seconds".to_owned(), json!(large.contents.register_seconds)),
        ("price_list_seconds".to_owned(), json!(large.contents.price_list_seconds)),
    ]);
    let measured = [(small, product), (&large, &other)];
    let pages = measured.map(|(world, _)| {
        let home = Page { work: "school_home", address: "/".to_owned(), signed_in: true };
        pages::all(&world.contents).into_iter().chain([home]).collect::<Vec<_>>()
    });
    let [of_small, of_large] = &pages;
    for (here, there) in of_small.iter().zip(of_large) {
        let (done, get_here, get_there) = (AtomicUsize::new(0), getter(here), getter(there));
        let samples = interleave(&[
            Turn {
                server: product,
                sessions: here.sessions(&small.contents),
                work: &get_here,
                done: &done,
            },
            Turn {
                server: &other,
                sessions: there.sessions(&large.contents),
                work: &get_there,
                done: &done,
            },
        ])?;
        let [small, large] = samples.as_slice() else { bail!("two servers took turns") };
        let times = small.iter().zip(large).map(|(a, b)| a.per_second / b.per_second).collect();
        growth.insert(here.work.to_owned(), json!(rounded(median(times)?, 2)));
    }
    growth.insert("memory_mb".to_owned(), json!(other.most_memory_mb()?));
    Ok(growth)
}

/// Asks for a page again and again.
pub(super) fn getter(page: &Page) -> impl Fn(&mut Connection, usize) -> Result<bool> + Sync {
    |connection, _| {
        let status = connection.get(&page.address)?.status;
        if status != 200 {
            bail!("{} answered {status}", page.address);
        }
        Ok(true)
    }
}
