//! Where things are: the checkout, cargo's target folder, the site that the server serves.

use std::path::{Path, PathBuf};

/// The value of an environment variable, where it is set to valid text.
#[allow(
    clippy::disallowed_methods,
    reason = "the one place of this program that reads the environment"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The checkout.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    variable("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The folder of static files that the server is pointed at by `--site`.
pub(crate) fn site() -> PathBuf {
    variable("COMMONPOOL_SITE").map_or_else(|| root().join("target/site"), |dir| root().join(dir))
}

/// A file of an installed npm package.
pub(crate) fn node_module(path: &str) -> PathBuf {
    root().join("node_modules").join(path)
}
