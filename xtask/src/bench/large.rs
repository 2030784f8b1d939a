//! How the cost of a page grows from the small set to a country's worth: as the answer, not as the
//! table. On demand, since making the data takes minutes.

use std::sync::atomic::AtomicUsize;
use std::time::Instant;

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use super::http::Connection;
use super::pages::{self, Page};
use super::process::Process;
use super::rounds::{Turn, interleave, median, rounded};
use super::scale::Scale;
use super::world::{Contents, World};

/// How often the report of savings is asked for, one time after the other.
const REPORTS: usize = 31;

/// For each page how many times as long it takes on the large set, and how long that took to make.
pub(super) fn measure(
    scale: Scale,
    small: &World,
    product: &Process,
) -> Result<Map<String, Value>> {
    let large = World::make(scale, scale.large(), small.server())?;
    let other = Process::product(scale, &large.copy("product")?, &large.path("product"))?;
    let made = &large.contents;
    let mut growth = Map::from_iter([
        ("register_seconds".to_owned(), json!(rounded(made.register_seconds, 1))),
        ("price_list_seconds".to_owned(), json!(rounded(made.price_list_seconds, 1))),
        ("orders_seconds".to_owned(), json!(rounded(made.orders_seconds, 1))),
    ]);
    let pages = |world: &Contents| {
        let mut pages = pages::measured(world);
        pages.extend(pages::of_every_day());
        pages
    };
    for (here, there) in pages(&small.contents).iter().zip(&pages(made)) {
        println!("Measuring {} on the large set", here.work);
        let (done, get_here, get_there) = (AtomicUsize::new(0), getter(here), getter(there));
        let turn = |server, sessions, work| Turn { server, sessions, work, done: &done };
        let samples = interleave(
            scale,
            &[
                turn(product, here.sessions(&small.contents), &get_here),
                turn(&other, there.sessions(made), &get_there),
            ],
        )?;
        let [small, large] = samples.as_slice() else { bail!("two servers took turns") };
        let times = small.iter().zip(large).map(|(a, b)| a.per_second / b.per_second).collect();
        growth.insert(here.work.to_owned(), json!(rounded(median(times)?, 2)));
    }
    growth.insert("savings_report_ms".to_owned(), json!(report_ms(&other, made)?));
    growth.insert("memory_mb".to_owned(), json!(other.most_memory_mb()?));
    Ok(growth)
}

/// How long the partnership's report of savings takes by itself.
fn report_ms(server: &Process, world: &Contents) -> Result<f64> {
    let mut connection = Connection::open(&server.address, Some(&world.staff))?;
    let mut times = Vec::new();
    for _ in 0..REPORTS {
        let began = Instant::now();
        let status = connection.get("/savings")?.status;
        times.push(began.elapsed().as_secs_f64() * 1_000.0);
        if status != 200 {
            bail!("/savings answered {status}");
        }
    }
    Ok(rounded(median(times)?, 1))
}

/// Asks for a page again and again.
pub(super) fn getter(page: &Page) -> impl Fn(&mut Connection, usize) -> Result<bool> + Sync {
    |connection, _| page.ask(connection).map(|_| true)
}
