//! The log: one line for each thing worth knowing, on standard error.

use tracing_subscriber::EnvFilter;

use crate::settings::Settings;

/// Starts it. Starting it twice, as tests do, is fine.
pub fn start(settings: &Settings) {
    let quiet = format!("sea_orm_migration=warn,sqlx=warn,{}", settings.log);
    let filter = EnvFilter::try_new(quiet).unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false);
    if log.try_init().is_err() {
        tracing::debug!("the log has been started already");
    }
}
