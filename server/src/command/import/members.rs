//! `import members`.

use std::path::PathBuf;
use std::process::ExitCode;

use market::installation::{self, InstallationKind};
use market::listed::CarriedOut;
use market::partnership::import_members_for_owner;

use super::super::{Ended, open, partnership, run_by, say, told};
use super::{tell_wrong, told_of_list};
use crate::cli::RunBy;
use crate::settings::Settings;

/// What the command line asked for.
pub(super) struct Asked {
    /// The list of members.
    pub file: PathBuf,
    /// The partnership's part of an address.
    pub partnership: String,
    /// Whether nothing is to be changed.
    pub dry_run: bool,
    /// Who runs this.
    pub run_by: RunBy,
}

/// Brings in a list of a partnership's members. Rows that cannot be used are told one by one, by line
/// and column; the others are brought in, all or none.
pub(super) async fn run(settings: &Settings, asked: Asked) -> Ended {
    let contents = std::fs::read(&asked.file)
        .map_err(|error| format!("{} cannot be read: {error}", asked.file.display()))?;
    let market = run_by(&open(settings).await?, asked.run_by).await?;
    installation::claim(&market, InstallationKind::Real).await.map_err(|f| told(&f))?;
    let partnership = partnership(&market, &asked.partnership).await?;
    let done = import_members_for_owner(&market, partnership, &contents, asked.dry_run).await;
    let done = done.map_err(|failure| told_of_list(&failure))?;
    tell_wrong(&done.wrong);
    let CarriedOut { new, changed, unchanged, rejected } = done.would;
    let would = if asked.dry_run { "would be: " } else { "" };
    say(&format!(
        "{would}new {new}, changed {changed}, unchanged {unchanged}, rejected {rejected}"
    ));
    Ok(if done.wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}
