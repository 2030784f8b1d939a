//! `jobs list` and `jobs retry`.

use std::process::ExitCode;

use chrono::{DateTime, Utc};
use market::Market;
use market::job::{self, JobRow, Retry, Standing};

use super::{Ended, open, run_by, say, told};
use crate::cli::Jobs;
use crate::settings::Settings;

/// Lists what has not gone well, or takes it up again.
pub async fn run(settings: &Settings, what: Jobs) -> Ended {
    let market = open(settings).await?;
    match what {
        Jobs::List => list(&market).await,
        Jobs::Retry { id, run_by: by } => {
            let which = match id {
                Some(id) => Retry::One(id.parse().map_err(|_| format!("no job {id:?}"))?),
                None => Retry::All,
            };
            let market = run_by(&market, by).await?;
            let taken_up = job::retry(&market, which).await.map_err(|f| told(&f))?;
            say(&format!("Taken up again: {taken_up}. The server does them within seconds."));
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn list(market: &Market) -> Ended {
    let counts = job::counts(market).await.map_err(|f| told(&f))?;
    for row in job::list(market).await.map_err(|f| told(&f))? {
        say(&line(&row));
    }
    say(&format!(
        "{} due, {} of them late; {} failing, {} set aside.",
        counts.due, counts.late, counts.failing, counts.set_aside
    ));
    Ok(ExitCode::SUCCESS)
}

fn line(row: &JobRow) -> String {
    let standing = match row.standing {
        Standing::Failing => format!("tried again at {}", minute(row.next_at)),
        Standing::SetAside => "set aside".to_owned(),
    };
    let incident = row.incident.as_deref().unwrap_or("no incident");
    let (id, kind, tries, since) = (row.id, &row.kind, row.attempts, minute(row.due_since));
    format!("{id}  {kind}  due since {since}  tries {tries}  {standing}  {incident}")
}

fn minute(instant: DateTime<Utc>) -> String {
    instant.format("%Y-%m-%d %H:%M UTC").to_string()
}
