//! The data that is measured on: made once for a size, and copied for each server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;
use tempfile::TempDir;

use super::scale::{Scale, Size};
use crate::environment::root;
use crate::{postgres, run};

/// What is in it, as `commonpool-ceiling world` prints it.
#[derive(Debug, Deserialize)]
pub(super) struct Contents {
    /// A session of each of eight buyers.
    pub(super) sessions: Vec<String>,
    /// A session of the partnership's staff.
    pub(super) staff: String,
    /// A session of somebody who keeps a provider's days.
    pub(super) provider: String,
    /// A session of each who races for a day.
    pub(super) racers: Vec<String>,
    /// A word that some services hold.
    pub(super) searched: String,
    /// The address of the service whose days are booked.
    pub(super) booked: String,
    /// What the form of every booking carries of what was shown.
    pub(super) seen: String,
    /// The address of the service that is raced for.
    pub(super) raced: String,
    /// What its form carries.
    pub(super) raced_seen: String,
    /// The address of the deal.
    pub(super) deal: String,
    /// The address of an order of the first buyer's.
    pub(super) order: String,
    /// The days that can be booked, on each of which `people` are free.
    pub(super) days: Vec<String>,
    pub(super) people: usize,
    /// How long the register took to come in.
    pub(super) register_seconds: f64,
    /// How long the price list took.
    pub(super) price_list_seconds: f64,
    /// How long the orders of a country took.
    pub(super) orders_seconds: f64,
}

/// Where a world is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// Its name in the report.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// A world, removed when dropped.
pub(super) struct World {
    folder: TempDir,
    /// The PostgreSQL it is on, if it is on one.
    server: Option<String>,
    name: String,
    pub(super) contents: Contents,
}

impl World {
    pub(super) fn make(scale: Scale, size: Size, server: Option<&str>) -> Result<Self> {
        let Size { services, schools, orders, racers } = size;
        println!("Making {services} services, {schools} schools and {orders} orders");
        let folder = tempfile::Builder::new().prefix("commonpool-bench-").tempdir()?;
        let name = format!("world_{services}");
        let url = match server {
            None => url(&folder.path().join(format!("{name}.db"))),
            Some(server) => postgres::create(server, &name, None)?,
        };
        let told = run::output(
            Command::new(scale.program("commonpool-ceiling"))
                .args(["world", "--database-url", &url])
                .args(["--services", &services.to_string()])
                .args(["--schools", &schools.to_string()])
                .args(["--orders", &orders.to_string()])
                .args(["--racers", &racers.to_string()])
                .current_dir(root()),
        )?;
        let contents = serde_json::from_str(&told).context("the world could not be read")?;
        Ok(Self { folder, server: server.map(str::to_owned), name, contents })
    }

    /// A copy of its own for a server: what one writes the other does not read.
    pub(super) fn copy(&self, purpose: &str) -> Result<String> {
        let copy = format!("{}_{purpose}", self.name);
        if let Some(server) = &self.server {
            return postgres::create(server, &copy, Some(&self.name));
        }
        let path = self.folder.path().join(format!("{copy}.db"));
        fs::copy(self.folder.path().join(format!("{}.db", self.name)), &path)?;
        Ok(url(&path))
    }

    /// A place for what belongs to the world's servers.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The PostgreSQL it is on.
    pub(super) fn server(&self) -> Option<&str> {
        self.server.as_deref()
    }
}

fn url(path: &Path) -> String {
    format!("sqlite://{}", path.display())
}
