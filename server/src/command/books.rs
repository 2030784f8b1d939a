//! `books check`.

use std::process::ExitCode;

use market::ledger::check_books;

use super::{Ended, open, say, told};
use crate::settings::Settings;

/// Compares the books with what they are about.
pub async fn check(settings: &Settings) -> Ended {
    let market = open(settings).await?;
    let found = check_books(&market).await.map_err(|f| told(&f))?;
    for one in &found {
        say(&format!(
            "{}: {} ({}) should be {} and is {}.",
            one.partnership, one.what, one.about, one.expected, one.found
        ));
    }
    if found.is_empty() {
        say("The books agree.");
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}
