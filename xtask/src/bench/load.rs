//! Does one work over eight connections for a while, and says how it went.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use super::http::Connection;
use super::process::Process;
use super::scale::Scale;

/// Connections that stay open and ask as fast as they are answered.
pub(super) const CONNECTIONS: usize = 8;

/// What is done again and again: over which connection, and for the how many-th time. False says
/// that there is nothing left to do.
pub(super) type Work<'a> = &'a (dyn Fn(&mut Connection, usize) -> Result<bool> + Sync);

/// How it went.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    pub(super) per_second: f64,
    /// The time that all but one in a hundred stay under.
    pub(super) p99_ms: f64,
    /// Of the server and of its database together.
    pub(super) cpu_ms: f64,
}

/// Measures a work. `done` counts across measurements what has been done.
pub(super) fn measure(
    scale: Scale,
    process: &Process,
    sessions: &[String],
    done: &AtomicUsize,
    work: Work<'_>,
) -> Result<Sample> {
    repeat(process, sessions, done, work, scale.warm_up())?;
    let cpu_before = process.cpu_ms()?;
    let began = Instant::now();
    let mut times = repeat(process, sessions, done, work, scale.length())?;
    let took = began.elapsed();
    let cpu = process.cpu_ms()? - cpu_before;
    times.sort_unstable();
    let count = f64::from(u32::try_from(times.len())?);
    Ok(Sample {
        per_second: count / took.as_secs_f64(),
        p99_ms: percentile(&times, 99)?.as_secs_f64() * 1_000.0,
        cpu_ms: cpu / count,
    })
}

/// The time that each took.
fn repeat(
    process: &Process,
    sessions: &[String],
    done: &AtomicUsize,
    work: Work<'_>,
    length: Duration,
) -> Result<Vec<Duration>> {
    let deadline = Instant::now() + length;
    let one = |session: Option<&String>| -> Result<Vec<Duration>> {
        let mut connection = Connection::open(&process.address, session.map(String::as_str))?;
        let mut times = Vec::new();
        while Instant::now() < deadline {
            let began = Instant::now();
            if !work(&mut connection, done.fetch_add(1, Ordering::Relaxed))? {
                break;
            }
            times.push(began.elapsed());
        }
        Ok(times)
    };
    thread::scope(|scope| {
        let sessions = (0..CONNECTIONS).map(|number| sessions.get(number % sessions.len().max(1)));
        let all: Vec<_> = sessions.map(|session| scope.spawn(move || one(session))).collect();
        let mut times = Vec::new();
        for handle in all {
            times.extend(handle.join().map_err(|_| anyhow!("a connection panicked"))??);
        }
        Ok(times)
    })
}

/// The time under which so many in a hundred stay; `sorted` goes from short to long.
fn percentile(sorted: &[Duration], percent: usize) -> Result<Duration> {
    let index = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(index).copied().ok_or_else(|| anyhow!("nothing was measured"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slow_request_in_a_hundred_shows_in_the_percentile() {
        let mut times = vec![Duration::from_millis(1); 99];
        times.push(Duration::from_millis(50));
        assert_eq!(percentile(&times, 99).unwrap(), Duration::from_millis(50));
        assert_eq!(percentile(&times, 50).unwrap(), Duration::from_millis(1));
        assert!(percentile(&[], 99).is_err());
    }
}
