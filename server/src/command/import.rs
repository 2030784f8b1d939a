//! `import`.

mod members;
mod services;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use domain::{Failure, Problem};
use indicatif::{ProgressBar, ProgressStyle};
use market::installation::{self, InstallationKind};
use market::listed::RowWrong;
use market::school::{self, Progress};

use super::{Ended, open, run_by, say, say_wrong, told};
use crate::cli;
use crate::settings::Settings;

/// Brings in what the command line names.
pub async fn run(settings: &Settings, what: cli::Import) -> Ended {
    match what {
        cli::Import::Schools { file, run_by } => schools(settings, &file, run_by).await,
        cli::Import::Services { file, partnership, vat, drafts, run_by } => {
            let asked = services::Asked { file, partnership, vat, drafts, run_by };
            services::run(settings, asked).await
        }
        cli::Import::Members { file, partnership, dry_run, run_by } => {
            let asked = members::Asked { file, partnership, dry_run, run_by };
            members::run(settings, asked).await
        }
    }
}

/// Brings the national register in, or up to date. Rows that were left out are told one by one;
/// the rest is in all the same.
async fn schools(settings: &Settings, file: &Path, by: cli::RunBy) -> Ended {
    let contents = std::fs::read(file)
        .map_err(|cause| format!("{} could not be read: {cause}", file.display()))?;
    let market = run_by(&open(settings).await?, by).await?;
    // The register is public: a demo may know the schools of an area that somebody wants to try.
    if installation::kind(&market).await.map_err(|f| told(&f))? != Some(InstallationKind::Demo) {
        installation::claim(&market, InstallationKind::Real).await.map_err(|f| told(&f))?;
    }
    let bar = ProgressBar::new(0);
    bar.set_style(ProgressStyle::with_template("{bar:40} {percent}%  {msg}  {elapsed}")?);
    let show = |progress: Progress| {
        bar.set_length(progress.bytes_in_all);
        bar.set_position(progress.bytes);
        bar.set_message(format!("{} rows", progress.rows));
    };
    let done = school::import_register(&market, &contents, &show).await;
    bar.finish_and_clear();
    let summary = done.map_err(|failure| told(&failure))?;
    say(&app::words::import_summary(&summary));
    for rejection in &summary.rejected {
        let told = app::words::row_problem(rejection.reason);
        say_wrong(&format!("line {}: {told}", rejection.line));
    }
    Ok(ended(summary.rejected.len()))
}

/// How an import ends that left out so many rows: the others are in all the same.
fn ended(rejected: usize) -> ExitCode {
    if rejected == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) }
}

/// A failure of a list, with the columns that its header lacks.
fn told_of_list(failure: &Failure) -> Box<dyn Error + Send + Sync> {
    match failure {
        Failure::Invalid(problems)
            if problems.iter().all(|one| one.problem == Problem::ColumnMissing) =>
        {
            let missing: Vec<&str> = problems.iter().map(|one| one.field).collect();
            format!("the header lacks: {}", missing.join(", ")).into()
        }
        other => told(other),
    }
}

/// Tells of each row that cannot be used, by line and column.
fn tell_wrong(rows: &[RowWrong]) {
    for row in rows {
        say_wrong(&format!("line {}: {}", row.line, app::words::row_wrong(row)));
    }
    if let Some(categories) = app::words::categories_where_needed(rows) {
        say_wrong(&categories);
    }
}
