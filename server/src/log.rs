//! The log: one line for each thing worth knowing, on standard error.

use tracing_subscriber::EnvFilter;

use crate::settings::Settings;

/// Starts it. Starting it twice, as tests do, is fine.
pub fn start(settings: &Settings) {
    let filter = EnvFilter::try_new(&settings.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if log.try_init().is_err() {
        tracing::debug!("the log has been started already");
    }
}
