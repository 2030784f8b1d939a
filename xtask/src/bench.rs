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
mod race;
mod rounds;
mod scale;
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
use scale::Scale;
use world::{Engine, World};

/// How far the ceiling's page may be from the product's, in hundredths.
const BYTES_APART_PER_CENT: usize = 1;

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Measure also how costs grow up to 100,000 services, 30,000 schools and 1,000,000 orders.
    /// Takes some minutes more.
    #[arg(long)]
    large: bool,
    /// Measure on a PostgreSQL of its own instead of `SQLite`, its CPU included.
    #[arg(long)]
    postgres: bool,
    /// Go through every step with the debug build and little data: no figure means anything.
    #[arg(long)]
    rehearse: bool,
}

/// Goes through every measurement with little data, so that none of them is broken unseen.
pub(crate) fn rehearse() -> Result<()> {
    run(&Options { large: false, postgres: false, rehearse: true })
}

/// Runs every measurement and writes the report.
pub(crate) fn run(options: &Options) -> Result<()> {
    let scale = Scale { is_rehearsal: options.rehearse };
    // The race is run on both databases, so a PostgreSQL is needed in any case.
    let server = postgres::start_durable()?;
    let measured = measure_on(scale, options.postgres, &server, options.large);
    postgres::stop()?;
    measured
}

fn measure_on(scale: Scale, on_postgres: bool, server: &str, large: bool) -> Result<()> {
    let (engine, own) =
        if on_postgres { (Engine::Postgres, Some(server)) } else { (Engine::Sqlite, None) };
    let world = World::make(scale, scale.small(), own)?;
    let mut report = Map::from_iter([("database".to_owned(), json!(engine.name()))]);
    let (product, cold_start) = start(scale, &world)?;
    report.insert("cold_start".to_owned(), cold_start);
    let idle = product.memory_mb()?;
    let ceiling = look_at_pages(scale, &world, &product, &mut report)?;
    println!("Measuring booking");
    report.extend(booking::measure(scale, &product, &ceiling, &world.contents)?);
    report.insert(
        "memory".to_owned(),
        json!({"idle_mb": idle, "loaded_mb": product.most_memory_mb()?, "ceiling_loaded_mb": ceiling.most_memory_mb()?}),
    );
    for (engine, server) in [(Engine::Sqlite, None), (Engine::Postgres, Some(server))] {
        println!("Racing for one day on {}", engine.name());
        report.insert(format!("race_{}", engine.name()), race::measure(scale, server)?);
    }
    if large {
        let grown = large::measure(scale, &world, &product)?;
        report.insert("large".to_owned(), Value::Object(grown));
    }
    print(&report);
    let owed = owed::judge(&report, large);
    report.insert("owed".to_owned(), owed);
    let name = match (scale.is_rehearsal, engine) {
        (true, _) => "rehearsal.json",
        (false, Engine::Sqlite) => "report.json",
        (false, Engine::Postgres) => "report-postgres.json",
    };
    let path = target().join("bench").join(name);
    write_file(&path, serde_json::to_string_pretty(&report)?.as_bytes())?;
    println!("\nWritten to {}", path.display());
    Ok(())
}

/// Starts the product three times over a migrated database; the last one stays.
fn start(scale: Scale, world: &World) -> Result<(Process, Value)> {
    let database = world.copy("product")?;
    let begin = || Process::product(scale, &database, &world.path("product"));
    let earlier = [begin()?.cold_start_ms, begin()?.cold_start_ms];
    let product = begin()?;
    let times = earlier.iter().chain([&product.cold_start_ms]);
    let times = times.map(|ms| u32::try_from(*ms).map(f64::from)).collect::<Result<_, _>>()?;
    Ok((product, json!({"milliseconds": median(times)?})))
}

/// Weighs every page and counts its statements; measures those that have a ceiling beside it.
/// Gives the ceiling that it started.
fn look_at_pages(
    scale: Scale,
    world: &World,
    product: &Process,
    report: &mut Map<String, Value>,
) -> Result<Process> {
    let contents = &world.contents;
    let measured = pages::measured(contents);
    let mut all = pages::measured(contents);
    all.extend(pages::of_an_order(contents));
    all.extend(pages::of_every_day());
    let kept = world.path("pages.json");
    pages::keep(&all, product, contents, &kept)?;
    let ceiling = Process::ceiling(scale, &world.copy("ceiling")?, &kept)?;
    let statements = pages::statements(scale, &kept, &world.copy("counted")?)?;
    for (page, statements) in all.iter().zip(statements) {
        let mut looked_at = pages::first_view(page, product, contents)?;
        looked_at.insert("statements".to_owned(), json!(statements.product));
        if measured.iter().any(|other| other.work == page.work) {
            println!("Measuring {}", page.work);
            looked_at.extend(measure(scale, page, world, [product, &ceiling], statements)?);
        }
        report.insert(page.work.to_owned(), Value::Object(looked_at));
    }
    let heaviest = pages::heaviest(&all, report).context("no page was looked at")?;
    report.insert("first_view".to_owned(), heaviest);
    Ok(ceiling)
}

/// A page of the product and of the ceiling, in turns.
fn measure(
    scale: Scale,
    page: &Page,
    world: &World,
    [product, ceiling]: [&Process; 2],
    statements: Statements,
) -> Result<Map<String, Value>> {
    let contents = &world.contents;
    let (ours, theirs) = (page.bytes(product, contents)?, page.bytes(ceiling, contents)?);
    if ours.abs_diff(theirs) * 100 > ours * BYTES_APART_PER_CENT {
        bail!("{}: the ceiling gives {theirs} bytes where the product gives {ours}", page.work);
    }
    let (done, get) = (AtomicUsize::new(0), large::getter(page));
    let turn = |server| Turn { server, sessions: page.sessions(contents), work: &get, done: &done };
    let samples = interleave(scale, &[turn(product), turn(ceiling)])?;
    let [by_product, by_ceiling] = samples.as_slice() else { bail!("two servers took turns") };
    let mut measured = figures("", by_product)?;
    measured.extend(figures("ceiling_", by_ceiling)?);
    measured.extend(ratios("ceiling", by_product, by_ceiling)?);
    measured.extend([
        ("ceiling_statements".to_owned(), json!(statements.ceiling.context("not counted")?)),
        ("ceiling_page_bytes".to_owned(), json!(theirs)),
    ]);
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
