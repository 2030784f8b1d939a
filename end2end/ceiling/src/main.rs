//! `commonpool-ceiling`: what `make bench` measures the product against. Never shipped.
//!
//! `world` makes the data that is measured on; `statements` counts what each page of the product
//! asks of the database; `serve` answers the same requests by the same use cases, with pages put
//! together by `write!`: the most that this machine can do while it does the same work.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails loudly")
)]
#![recursion_limit = "256"]

mod bulk;
mod counted;
mod deal;
mod kept;
mod kind;
mod price_list;
mod purchase;
mod raw;
mod register;
mod serve;
mod template;
mod work;
mod world;

use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use market::clock::{Clock, SetClock, SystemClock};
use market::file::Files;
use market::person::PasswordCost;
use market::{Market, Settings};

#[derive(Debug, Parser)]
#[command(name = "commonpool-ceiling", about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the data, and print who is signed in and what to ask for, as JSON.
    World {
        /// A new database: `sqlite://PATH` or `postgres://…`.
        #[arg(long)]
        database_url: String,
        /// How many services its partnership has.
        #[arg(long, default_value_t = 2_000)]
        services: usize,
        /// How many schools the register has. The first 56 are members.
        #[arg(long, default_value_t = 56)]
        schools: u32,
        /// How many buyers will all want the same day.
        #[arg(long, default_value_t = 0)]
        racers: u32,
        /// How many orders there are besides, each with a saving.
        #[arg(long, default_value_t = 0)]
        orders: u64,
    },
    /// Count the statements behind pages of the product, and print them as JSON.
    Statements {
        /// The database.
        #[arg(long)]
        database_url: String,
        /// The folder of the built site.
        #[arg(long)]
        site: PathBuf,
        /// The pages, as the bench kept them.
        #[arg(long)]
        pages: PathBuf,
    },
    /// Serve the ceiling.
    Serve {
        /// The database.
        #[arg(long)]
        database_url: String,
        /// Where to listen.
        #[arg(long)]
        listen: SocketAddr,
        /// The product's own pages, as the bench kept them.
        #[arg(long)]
        pages: PathBuf,
    },
}

/// How a command ended.
type Ended<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            server::command::say_wrong(&format!("commonpool-ceiling: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Ended {
    match command {
        Command::World { database_url, services, schools, racers, orders } => {
            let plan = world::Plan { services, schools, racers };
            let mut made = make(&database_url, plan).await?;
            if orders > 0 {
                made.orders_seconds = bulk::fill(&database_url, orders).await?;
            }
            raw::tidy(&database_url).await?;
            server::command::say(&serde_json::to_string(&made)?);
            Ok(())
        }
        Command::Statements { database_url, site, pages } => {
            let counts = counted::count(&database_url, &site, &kept::read(&pages)?).await?;
            server::command::say(&serde_json::to_string(&counts)?);
            Ok(())
        }
        Command::Serve { database_url, listen, pages } => {
            let raw = raw::Raw::beside(&database_url).await?;
            serve::serve(
                open(&database_url, Arc::new(SystemClock)).await?,
                raw,
                listen,
                kept::read(&pages)?,
            )
            .await
        }
    }
}

/// Makes the world in a new database, under a clock that it moves.
async fn make(database_url: &str, plan: world::Plan) -> Ended<world::World> {
    let now = SystemClock.now();
    let clock = Arc::new(SetClock::at(now));
    let market = open(database_url, clock.clone()).await?;
    Box::pin(world::make(&market, &clock, now, plan)).await
}

/// Passwords are hashed at the least cost: none of them is measured, and none is a secret.
async fn open(database_url: &str, clock: Arc<dyn Clock>) -> Ended<Market> {
    let db = market::db::connect(database_url).await?;
    let settings = Settings {
        password_cost: PasswordCost::Least,
        second_factor: market::person::SecondFactorRule::WhereChosen,
    };
    Ok(Market::new(db, clock, Files::in_memory(), settings))
}

/// A failure of the market, told.
fn told(failure: domain::Failure) -> Box<dyn Error + Send + Sync> {
    format!("{failure:?}").into()
}
