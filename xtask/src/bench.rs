//! Measures the release build on this machine as ratios to a ceiling measured in the same run,
//! beside what we owe, and writes `target/bench/report.json`: one object per work. Never a test:
//! machines differ.
//!
//! The ceiling is `end2end/ceiling`: the same session and permission checks, the same use case, the
//! same bytes of HTML put together by `write!`.

mod booking;
mod http;
mod large;
mod load;
mod owed;
mod pages;
mod process;
mod rounds;
mod world;

use std::sync::atomic::AtomicUsize;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use crate::assets::write_file;
use crate::environment::target;
use crate::postgres;
use pages::{Page, Statements};
use process::Process;
use rounds::{Turn, figures, interleave, median, ratios};
use world::{Engine, SMALL, World};

/// How far the ceiling's page may be from the product's, in hundredths.
const BYTES_APART_PER_CENT: usize = 1;

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Measure also how costs grow up to 100,000 services and 30,000 schools. Takes long.
    #[arg(long)]
    large: bool,
    /// Measure on a PostgreSQL of its own instead of `SQLite`, its CPU included.
    #[arg(long)]
    postgres: bool,
}

/// Runs every measurement and writes the report.
pub(crate) fn run(options: &Options) -> Result<()> {
    if !options.postgres {
        return measure_on(None, options.large);
    }
    let server = postgres::start_durable()?;
    let measured = measure_on(Some(&server), options.large);
    postgres::stop()?;
    measured
}

fn measure_on(server: Option<&str>, large: bool) -> Result<()> {
    let engine = server.map_or(Engine::Sqlite, |_| Engine::Postgres);
    let world = World::make(SMALL, server)?;
    let mut report = Map::from_iter([("database".to_owned(), json!(engine.name()))]);
    let (product, cold_start) = start(&world)?;
    report.insert("cold_start".to_owned(), cold_start);
    let idle = product.memory_mb()?;
    let listed = pages::all(&world.contents);
    let kept = world.path("pages.json");
    pages::keep(&listed, &product, &world.contents, &kept)?;
    let ceiling = Process::ceiling(&world.copy("ceiling")?, &kept)?;
    let statements = pages::statements(&kept, &world.copy("counted")?)?;
    for page in &listed {
        println!("Measuring {}", page.work);
        let statements = statements.get(&page.address).copied().context("not counted")?;
        let measured = measure(page, &world, &product, &ceiling, statements)?;
        report.insert(page.work.to_owned(), Value::Object(measured));
    }
    println!("Measuring booking");
    let mut left_out = Vec::new();
    match booking::measure(&product, &ceiling, &world.contents) {
        Ok(measured) => report.extend(measured),
        Err(problem) => left_out.push(format!("booking: {problem:#}")),
    }
    report.insert(
        "memory".to_owned(),
        json!({"idle_mb": idle, "loaded_mb": product.most_memory_mb()?, "ceiling_loaded_mb": ceiling.most_memory_mb()?}),
    );
    if large {
        report.insert("large".to_owned(), Value::Object(large::measure(&world, &product)?));
    }
    print(&report);
    let owed = owed::judge(&report, large);
    report.insert("owed".to_owned(), owed);
    let name = match engine {
        Engine::Sqlite => "report.json",
        Engine::Postgres => "report-postgres.json",
    };
    let path = target().join("bench").join(name);
    write_file(&path, serde_json::to_string_pretty(&report)?.as_bytes())?;
    println!("\nWritten to {}", path.display());
    if left_out.is_empty() { Ok(()) } else { bail!("not measured: {}", left_out.join("; ")) }
}

/// Starts the product three times over a migrated database; the last one stays.
fn start(world: &World) -> Result<(Process, Value)> {
    let database = world.copy("product")?;
    let begin = || Process::product(&database, &world.path("product"));
    let earlier = [begin()?.cold_start_ms, begin()?.cold_start_ms];
    let product = begin()?;
    let times = earlier.iter().chain([&product.cold_start_ms]);
    let times = times.map(|ms| u32::try_from(*ms).map(f64::from)).collect::<Result<_, _>>()?;
    Ok((product, json!({"milliseconds": median(times)?})))
}

/// A page of the product and of the ceiling, in turns.
fn measure(
    page: &Page,
    world: &World,
    product: &Process,
    ceiling: &Process,
    statements: Statements,
) -> Result<Map<String, Value>> {
    let contents = &world.contents;
    let (ours, theirs) = (page.bytes(product, contents)?, page.bytes(ceiling, contents)?);
    if ours.abs_diff(theirs) * 100 > ours * BYTES_APART_PER_CENT {
        bail!("{}: the ceiling gives {theirs} bytes where the product gives {ours}", page.work);
    }
    let (done, get) = (AtomicUsize::new(0), large::getter(page));
    let turn = |server| Turn { server, sessions: page.sessions(contents), work: &get, done: &done };
    let samples = interleave(&[turn(product), turn(ceiling)])?;
    let [by_product, by_ceiling] = samples.as_slice() else { bail!("two servers took turns") };
    let mut measured = figures("", by_product)?;
    measured.extend(figures("ceiling_", by_ceiling)?);
    measured.extend(ratios("ceiling", by_product, by_ceiling)?);
    measured.extend([
        ("statements".to_owned(), json!(statements.product)),
        ("ceiling_statements".to_owned(), json!(statements.ceiling)),
        ("page_bytes".to_owned(), json!(ours)),
        ("ceiling_page_bytes".to_owned(), json!(theirs)),
    ]);
    measured.extend(pages::first_view(page, product, contents)?);
    Ok(measured)
}

fn print(report: &Map<String, Value>) {
    for (work, figures) in report {
        println!("\n{work}");
        if let Some(text) = figures.as_str() {
            println!("  {text}");
        }
        for (name, figure) in figures.as_object().into_iter().flatten() {
            println!("  {name:<36} {figure:>12}");
        }
    }
}
