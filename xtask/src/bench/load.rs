//! Asks for one page over eight connections for a while.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};
use serde_json::{Map, Value, json};

use super::http::Connection;
use super::server::Server;

const CONNECTIONS: usize = 8;
const WARM_UP: Duration = Duration::from_secs(1);
const LENGTH: Duration = Duration::from_secs(5);

/// Requests a second, the time that all but one in a hundred stay under, CPU per request.
pub(super) fn measure(server: &Server, path: &str) -> Result<Map<String, Value>> {
    ask(&server.address, path, WARM_UP)?;
    let cpu_before = server.cpu_ms()?;
    let began = Instant::now();
    let mut times = ask(&server.address, path, LENGTH)?;
    let took = began.elapsed();
    let cpu = server.cpu_ms()? - cpu_before;
    times.sort_unstable();
    let requests = f64::from(u32::try_from(times.len())?);
    Ok(Map::from_iter([
        ("requests_per_second".to_owned(), json!((requests / took.as_secs_f64()).round())),
        ("p99_ms".to_owned(), json!(milliseconds(percentile(&times, 99)?))),
        ("cpu_ms_per_request".to_owned(), json!((cpu / requests * 1000.0).round() / 1000.0)),
    ]))
}

/// The time that each request took.
fn ask(address: &str, path: &str, length: Duration) -> Result<Vec<Duration>> {
    let deadline = Instant::now() + length;
    let one = || -> Result<Vec<Duration>> {
        let mut connection = Connection::open(address)?;
        let mut times = Vec::new();
        while Instant::now() < deadline {
            let began = Instant::now();
            let status = connection.get(path)?.status;
            if status != 200 {
                bail!("{path} answered {status}");
            }
            times.push(began.elapsed());
        }
        Ok(times)
    };
    thread::scope(|scope| {
        let all: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(one)).collect();
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

fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 100_000.0).round() / 100.0
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
