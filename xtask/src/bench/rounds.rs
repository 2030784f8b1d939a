//! Interleaved rounds: the servers take turns, so that whatever else the machine does falls on all
//! of them; of each figure the median counts, and of ratios the median of the rounds' ratios.

use std::sync::atomic::AtomicUsize;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use super::load::{Sample, Work, measure};
use super::process::Process;
use super::scale::Scale;

/// A server that takes turns, and what it is asked for.
pub(super) struct Turn<'a> {
    pub(super) server: &'a Process,
    pub(super) sessions: &'a [String],
    pub(super) work: Work<'a>,
    /// Counts what it has done.
    pub(super) done: &'a AtomicUsize,
}

/// One sample of each round for each server. Every other round goes the other way about.
pub(super) fn interleave(scale: Scale, turns: &[Turn<'_>]) -> Result<Vec<Vec<Sample>>> {
    let mut samples = vec![Vec::new(); turns.len()];
    for round in 0..scale.rounds() {
        let mut order: Vec<_> = turns.iter().zip(samples.iter_mut()).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for (turn, samples) in order {
            samples.push(measure(scale, turn.server, turn.sessions, turn.done, turn.work)?);
        }
    }
    Ok(samples)
}

/// The figures of a server, their names beginning with `prefix`.
pub(super) fn figures(prefix: &str, samples: &[Sample]) -> Result<Map<String, Value>> {
    let of = |figure: fn(&Sample) -> f64| median(samples.iter().map(figure).collect());
    Ok(Map::from_iter([
        (format!("{prefix}requests_per_second"), json!(rounded(of(|s| s.per_second)?, 1))),
        (format!("{prefix}p99_ms"), json!(rounded(of(|s| s.p99_ms)?, 2))),
        (format!("{prefix}cpu_ms_per_request"), json!(rounded(of(|s| s.cpu_ms)?, 3))),
    ]))
}

/// How much of the second's throughput the first reaches, and how much of its CPU it uses.
pub(super) fn ratios(name: &str, ours: &[Sample], theirs: &[Sample]) -> Result<Map<String, Value>> {
    let rounds = || ours.iter().zip(theirs);
    let throughput = median(rounds().map(|(a, b)| a.per_second / b.per_second).collect())?;
    let cpu = median(rounds().map(|(a, b)| a.cpu_ms / b.cpu_ms).collect())?;
    Ok(Map::from_iter([
        (format!("ratio_to_{name}"), json!(rounded(throughput, 3))),
        (format!("cpu_ratio_to_{name}"), json!(rounded(cpu, 3))),
    ]))
}

/// The one in the middle.
pub(super) fn median(mut values: Vec<f64>) -> Result<f64> {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().context("nothing was measured")
}

/// So many places behind the point.
pub(super) fn rounded(value: f64, places: i32) -> f64 {
    let scale = 10_f64.powi(places);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(per_second: f64, cpu_ms: f64) -> Sample {
        Sample { per_second, p99_ms: 1.0, cpu_ms }
    }

    #[test]
    fn a_ratio_is_taken_within_a_round_before_the_middle_one_is() {
        let ours = [sample(50.0, 4.0), sample(10.0, 4.0), sample(60.0, 4.0)];
        let theirs = [sample(100.0, 1.0), sample(10.0, 2.0), sample(100.0, 4.0)];
        let ratios = ratios("ceiling", &ours, &theirs).unwrap();
        assert_eq!(ratios["ratio_to_ceiling"], json!(0.6));
        assert_eq!(ratios["cpu_ratio_to_ceiling"], json!(2.0));
    }

    #[test]
    fn nothing_has_no_middle() {
        assert!(median(Vec::new()).is_err());
        assert!((median(vec![3.0, 1.0, 2.0]).unwrap() - 2.0).abs() < f64::EPSILON);
    }
}
