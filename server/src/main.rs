//! `commonpool`: everything is in the library.
#![recursion_limit = "256"]

fn main() -> std::process::ExitCode {
    server::cli::run()
}
