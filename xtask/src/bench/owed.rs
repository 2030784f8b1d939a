//! What we owe, beside what was measured. It is said, and never fails the run: machines differ.

use serde_json::{Map, Value, json};

/// What a figure of the report must be.
struct Owed {
    /// The object of the report and the figure in it.
    figure: (&'static str, &'static str),
    bound: Bound,
}

enum Bound {
    AtLeast(f64),
    AtMost(f64),
}
use Bound::{AtLeast, AtMost};

/// Bytes of a first view, compressed: without WASM, and with it.
const VIEW: f64 = 60_000.0;
const VIEW_WITH_WASM: f64 = 140_000.0;

/// How many statements each page may run: two say who looks, and one what waits for them.
const STATEMENTS: [(&str, f64); 22] = [
    ("sign_in", 0.0),
    ("listing", 9.0),
    ("search", 9.0),
    ("detail", 13.0),
    ("deal", 11.0),
    ("days", 13.0),
    ("check_order", 13.0),
    ("order", 10.0),
    ("school_home", 10.0),
    ("school_orders", 4.0),
    ("school_invoices", 4.0),
    ("school_savings", 4.0),
    ("school_deals", 4.0),
    ("director_home", 8.0),
    ("members", 8.0),
    ("orders", 4.0),
    ("invoices", 4.0),
    ("savings", 4.0),
    ("saving_entries", 4.0),
    ("deals", 4.0),
    ("register", 4.0),
    ("bookings", 4.0),
];
/// The pages whose speed is owed.
const FAST: [&str; 4] = ["listing", "search", "detail", "deal"];
/// The pages whose cost may not grow with the tables.
const GROWING: [&str; 18] = [
    "listing",
    "search",
    "detail",
    "deal",
    "school_home",
    "school_orders",
    "school_invoices",
    "school_savings",
    "school_deals",
    "director_home",
    "members",
    "orders",
    "invoices",
    "savings",
    "saving_entries",
    "deals",
    "register",
    "bookings",
];

fn owed() -> Vec<Owed> {
    let mut owed = Vec::new();
    let mut owe = |work, figure, bound| owed.push(Owed { figure: (work, figure), bound });
    for (page, statements) in STATEMENTS {
        // To sign in is a page without a row: there is next to nothing to compare.
        if FAST.contains(&page) {
            owe(page, "ratio_to_ceiling", AtLeast(0.5));
            owe(page, "p99_ms", AtMost(20.0));
        }
        owe(page, "statements", AtMost(statements));
    }
    owe("first_view", "bytes", AtMost(VIEW));
    owe("first_view", "with_wasm_bytes", AtMost(VIEW_WITH_WASM));
    owe("first_view", "blocking_files", AtMost(1.0));
    owe("booking", "cpu_ms_per_request", AtMost(5.0));
    owe("whole_order", "cpu_ms_per_order", AtMost(5.0));
    for race in ["race_sqlite", "race_postgres"] {
        owe(race, "sold", AtMost(20.0));
        owe(race, "sold", AtLeast(20.0));
        owe(race, "told", AtLeast(80.0));
    }
    owe("cold_start", "milliseconds", AtMost(300.0));
    owe("memory", "idle_mb", AtMost(60.0));
    owe("memory", "loaded_mb", AtMost(150.0));
    owed
}

/// What is owed where there is a country's worth of data.
fn owed_at_size() -> Vec<Owed> {
    let times = GROWING.map(|page| Owed { figure: ("large", page), bound: AtMost(3.0) });
    let others = [("register_seconds", 20.0), ("savings_report_ms", 100.0)];
    let others =
        others.map(|(figure, most)| Owed { figure: ("large", figure), bound: AtMost(most) });
    times.into_iter().chain(others).collect()
}

/// Compares a report with what is owed, prints both, and gives them as the report's own list.
pub(super) fn judge(report: &Map<String, Value>, large: bool) -> Value {
    let mut owed = owed();
    if large {
        owed.extend(owed_at_size());
    }
    println!("\n{:<44} {:>12}  {:<18}", "figure", "measured", "owed");
    let judged = owed.iter().map(|owed| {
        let (work, figure) = owed.figure;
        let name = format!("{work}.{figure}");
        let measured = report.get(work).and_then(|work| work.get(figure)).and_then(Value::as_f64);
        let (words, met) = owed.bound.judge(measured);
        let shown = measured.map_or("-".to_owned(), |value| value.to_string());
        println!("{name:<44} {shown:>12}  {words:<18} {}", verdict(met));
        json!({"figure": name, "measured": measured, "owed": words, "met": met})
    });
    judged.collect()
}

fn verdict(met: Option<bool>) -> &'static str {
    match met {
        Some(true) => "met",
        Some(false) => "NOT MET",
        None => "NOT MEASURED",
    }
}

impl Bound {
    fn judge(&self, measured: Option<f64>) -> (String, Option<bool>) {
        match self {
            AtLeast(least) => (format!("at least {least}"), measured.map(|value| value >= *least)),
            AtMost(most) => (format!("at most {most}"), measured.map(|value| value <= *most)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_debt_is_met_missed_or_not_measured() {
        let report = json!({
            "listing": {"ratio_to_ceiling": 0.5, "p99_ms": 20.1},
            "memory": {"idle_mb": 12},
        });
        let Value::Object(report) = report else { panic!("an object") };
        let judged = judge(&report, false);
        let met = |name: &str| {
            let all = judged.as_array().unwrap();
            all.iter().find(|one| one["figure"] == name).unwrap()["met"].clone()
        };
        assert_eq!(met("listing.ratio_to_ceiling"), json!(true));
        assert_eq!(met("listing.p99_ms"), json!(false));
        assert_eq!(met("memory.idle_mb"), json!(true));
        assert_eq!(met("detail.p99_ms"), Value::Null);
    }

    #[test]
    fn growth_is_owed_only_where_it_was_asked_for() {
        let count = |large| judge(&Map::new(), large).as_array().unwrap().len();
        assert_eq!(count(true), count(false) + GROWING.len() + 2);
    }
}
