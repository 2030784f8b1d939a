//! The commands of the command line.

mod audit;
mod books;
mod import;
mod jobs;
mod reach;
mod serve;
mod user;

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use domain::Failure;
use domain::id::OrganisationId;
use market::Market;
use market::clock::SystemClock;
use market::file::Files;

use crate::cli::{Books, Command, RunBy, User};
use crate::settings::Settings;

/// How a command ended: said already what went wrong, or an error to be told.
pub type Ended = Result<ExitCode, Box<dyn Error + Send + Sync>>;

/// Does what the command line says.
pub async fn run(settings: Settings, command: Command) -> Ended {
    match command {
        Command::Serve => serve::serve(&settings).await,
        Command::Demo { load_only } => serve::demo(&settings, load_only).await,
        Command::Migrate => {
            open(&settings).await?;
            say("The tables are up to date.");
            Ok(ExitCode::SUCCESS)
        }
        Command::User(User::Add(add)) => user::add(&settings, add).await,
        Command::User(User::ForgetCode { email, run_by }) => {
            user::forget_code(&settings, &email, run_by).await
        }
        Command::User(User::Erase { email, run_by }) => {
            user::erase(&settings, &email, run_by).await
        }
        Command::Books(Books::Check) => books::check(&settings).await,
        Command::Audit(what) => audit::run(&settings, what).await,
        Command::Import(what) => import::run(&settings, what).await,
        Command::Jobs(what) => jobs::run(&settings, what).await,
    }
}

/// Opens the market that the settings name.
pub async fn open(settings: &Settings) -> Result<Market, Box<dyn Error + Send + Sync>> {
    if let Some(path) = settings.database_url.strip_prefix("sqlite://")
        && let Some(folder) = std::path::Path::new(path).parent()
    {
        std::fs::create_dir_all(folder)?;
    }
    let db = market::db::connect(&settings.database_url).await.map_err(|e| reach::told(&e))?;
    let files = Files::in_folder(&settings.files)?;
    Ok(Market::new(db, Arc::new(SystemClock), files, market::Settings::default()))
}

/// The market in the hands of whoever runs the command line, where they said who they are.
pub async fn run_by(market: &Market, by: RunBy) -> Result<Market, Box<dyn Error + Send + Sync>> {
    let Some(email) = by.by else { return Ok(market.clone()) };
    let person = market::person::with_email(market, &email).await.map_err(|f| told(&f))?;
    let person = person.ok_or_else(|| format!("nobody here has the address {email:?}"))?;
    Ok(market.run_by(person))
}

/// The partnership that the command line names by its part of an address.
pub async fn partnership(
    market: &Market,
    slug: &str,
) -> Result<OrganisationId, Box<dyn Error + Send + Sync>> {
    market::installation::partnership(market, slug).await.map_err(|failure| match failure {
        Failure::NotFound => format!("there is no partnership {slug:?}").into(),
        other => told(&other),
    })
}

/// Says something on standard output.
pub fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
        tracing::debug!("nobody reads the output any more");
    }
}

/// Says what went wrong on standard error.
pub fn say_wrong(text: &str) {
    if writeln!(std::io::stderr().lock(), "{text}").is_err() {
        tracing::debug!("nobody reads the errors any more");
    }
}

/// A failure of the market in words, for the command line.
pub fn told(failure: &Failure) -> Box<dyn Error + Send + Sync> {
    app::words::told_in_one_line(failure).into()
}
