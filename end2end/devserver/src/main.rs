//! `commonpool-dev`: the product under a clock that tests set by hand. Never shipped.
//!
//! Takes the flags of `commonpool`, `--clock INSTANT` (`2027-01-12T09:00:00Z`) to start at, and
//! `--control ADDR`: there `PUT /clock` with an instant sets the clock, `POST /jobs` does everything
//! that is due, and `GET /gallery` shows every part of the design in every state.
//! `--list-pages` prints the pages that the accessibility crawler visits, as JSON, and exits.
#![recursion_limit = "256"]

mod control;
mod pages;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use clap::Parser;
use market::Market;
use market::clock::{Clock, SetClock, SystemClock};
use market::file::Files;
use market::installation::{self, InstallationKind};
use market::person::PasswordCost;
use server::command::say;
use server::post::PostOffice;
use server::serve::{Start, public_url, start};
use server::settings::{Flags, Settings};

#[derive(Debug, Parser)]
#[command(name = "commonpool-dev")]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    /// The instant at which the clock starts, like `2027-01-12T09:00:00Z`; without one, the machine's.
    #[arg(long)]
    clock: Option<DateTime<Utc>>,
    /// Where the clock and the jobs are controlled.
    #[arg(long)]
    control: Option<SocketAddr>,
    /// Print the pages and exit.
    #[arg(long)]
    list_pages: bool,
}

type Ended = Result<(), Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            server::command::say_wrong(&format!("commonpool-dev: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Ended {
    let settings = Settings::read(cli.flags)?;
    server::log::start(&settings);
    let clock = Arc::new(SetClock::at(cli.clock.unwrap_or_else(|| SystemClock.now())));
    let db = market::db::connect(&settings.database_url).await?;
    let files = Files::in_folder(&settings.files)?;
    let choices = market::Settings {
        password_cost: PasswordCost::Least,
        second_factor: market::person::SecondFactorRule::Required,
    };
    let market = Market::new(db, clock.clone(), files, choices);
    // A demo world that was loaded is served as one; any other database holds real data.
    let demo = installation::kind(&market).await.map_err(|f| server::command::told(&f))?
        == Some(InstallationKind::Demo);
    if !demo {
        installation::claim(&market, InstallationKind::Real)
            .await
            .map_err(|f| server::command::told(&f))?;
    }
    if cli.list_pages {
        let list = pages::list(&market).await.map_err(|failure| server::command::told(&failure))?;
        say(&list);
        return Ok(());
    }
    let url = public_url(&settings);
    let post = Arc::new(PostOffice::open(&settings.mail, &settings.mail_from, url.clone())?);
    let running = start(Start {
        market: market.clone(),
        post: post.clone(),
        listen: settings.listen,
        public_url: url,
        site: settings.site.clone(),
        behind_proxy: settings.behind_proxy,
        demo,
    })
    .await?;
    say(&format!("listening on {}", running.address));
    if let Some(address) = cli.control {
        let at = format!("http://{}", running.address);
        let gallery = app::shell::gallery(&server::serve::assets(&settings.site)?, &at);
        control::serve(address, clock, market, post, gallery).await?;
    } else {
        tokio::signal::ctrl_c().await?;
    }
    running.stop().await;
    Ok(())
}
