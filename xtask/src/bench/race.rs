//! A hundred buyers, twenty places: all of them press the button at once, half of them on another
//! process of the product over the same database.

use std::collections::BTreeMap;
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Value, json};

use super::http::Connection;
use super::process::Process;
use super::scale::Scale;
use super::world::{Contents, World};

/// How many people of the service work on one day.
const PLACES: usize = 20;

/// How it ended for one buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// The day is hers.
    Sold,
    /// She was told that it is gone, and offered the next.
    Told,
    /// Anything else.
    Other,
}

/// Runs the race in a world of its own.
pub(super) fn measure(scale: Scale, server: Option<&str>) -> Result<Value> {
    let world = World::make(scale, Scale::race(), server)?;
    let database = world.copy("race")?;
    let begin = || Process::product(scale, &database, &world.path("product"));
    let processes = [begin()?, begin()?];
    let contents = &world.contents;
    let day = contents.days.first().context("there is no day to race for")?;
    let began = Instant::now();
    let outcomes = run(&processes, contents, day)?;
    let took = began.elapsed();
    let count = |outcome: Outcome| outcomes.get(&outcome).copied().unwrap_or(0);
    let free = free_on(&processes, contents, day)?;
    if free != 0 {
        bail!("after the race {free} of {PLACES} places are free");
    }
    Ok(json!({
        "buyers": contents.racers.len(),
        "places": PLACES,
        "processes": processes.len(),
        "sold": count(Outcome::Sold),
        "told": count(Outcome::Told),
        "other": count(Outcome::Other),
        "milliseconds": u64::try_from(took.as_millis())?,
    }))
}

fn run(processes: &[Process; 2], world: &Contents, day: &str) -> Result<BTreeMap<Outcome, usize>> {
    let together = Barrier::new(world.racers.len());
    let path = format!("{}/book", world.raced);
    let want = |process: &Process, session: &str, number: usize| -> Result<Outcome> {
        let connection = Connection::open(&process.address, Some(session));
        // Whoever cannot come still opens the gate for the others.
        together.wait();
        let form = format!("day={day}&{}&key=bench-race-{number:04}", world.raced_seen);
        let answer = connection?.post(&path, &form)?;
        let offers_another = String::from_utf8_lossy(&answer.body).contains(" instead</button>");
        Ok(match (answer.status, offers_another) {
            (303, _) => Outcome::Sold,
            (409, true) => Outcome::Told,
            _ => Outcome::Other,
        })
    };
    let want = &want;
    thread::scope(|scope| {
        let turns = world.racers.iter().zip(processes.iter().cycle()).enumerate();
        let all: Vec<_> = turns
            .map(|(number, (session, process))| scope.spawn(move || want(process, session, number)))
            .collect();
        let mut outcomes = BTreeMap::new();
        for handle in all {
            let outcome = handle.join().map_err(|_| anyhow!("a buyer panicked"))??;
            *outcomes.entry(outcome).or_insert(0) += 1;
        }
        Ok(outcomes)
    })
}

/// How many places of the day are still free, as the product's API says.
fn free_on(processes: &[Process; 2], world: &Contents, day: &str) -> Result<u64> {
    let [process, _] = processes;
    let mut connection =
        Connection::open(&process.address, world.racers.first().map(String::as_str))?;
    let service = world.raced.strip_prefix("/services/").context("the raced service has no id")?;
    let month = day.get(..7).context("a day has a month")?;
    let answer = connection.get(&format!("/api/services/{service}/free-days?month={month}"))?;
    let month: Value = serde_json::from_slice(&answer.body)?;
    let weeks = month.get("weeks").and_then(Value::as_array).context("a month has weeks")?;
    let mut days = weeks.iter().filter_map(Value::as_array).flatten();
    let found = days.find(|one| one.get("day").and_then(Value::as_str) == Some(day));
    found.and_then(|one| one.get("free")?.as_u64()).context("the day is not in its month")
}
