//! A server under measurement, and what Linux says of its memory and CPU.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::http::Connection;
use super::scale::Scale;
use crate::assets::read_text;
use crate::environment::{root, site};
use crate::postgres;

/// After this it is not slow but broken.
const START_LIMIT: Duration = Duration::from_secs(20);

/// Linux counts CPU in hundredths of a second.
const MS_PER_TICK: f64 = 10.0;

/// A running server, stopped when dropped.
pub(super) struct Process {
    child: Child,
    /// Where it listens: `127.0.0.1:41234`.
    pub(super) address: String,
    /// From starting the program to its first whole page, in milliseconds.
    pub(super) cold_start_ms: u128,
    /// The first process of its PostgreSQL, if it has one.
    postgres: Option<u32>,
}

impl Process {
    /// The product over a database with the bench's world. It keeps files and mail in `folder`.
    pub(super) fn product(scale: Scale, database: &str, folder: &Path) -> Result<Self> {
        let mut command = Command::new(scale.program("commonpool"));
        command.args(["serve", "--database-url", database, "--log", "warn"]);
        command.arg("--site").arg(site()).arg("--files").arg(folder.join("files"));
        command.arg("--mail").arg(format!("file:{}", folder.join("mail").display()));
        Self::start(command, database)
    }

    /// The ceiling over another copy of the database, with the pages that the product gave.
    pub(super) fn ceiling(scale: Scale, database: &str, pages: &Path) -> Result<Self> {
        let mut command = Command::new(scale.program("commonpool-ceiling"));
        command.args(["serve", "--database-url", database]).arg("--pages").arg(pages);
        Self::start(command, database)
    }

    fn start(mut command: Command, database: &str) -> Result<Self> {
        let has_postgres = database.starts_with("postgres:");
        let postgres = has_postgres.then(postgres::first_process).transpose()?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        command.args(["--listen", &address]).current_dir(root()).stdout(Stdio::null());
        let began = Instant::now();
        let child = command.spawn().context("could not start the release build")?;
        let mut process = Self { child, address, cold_start_ms: 0, postgres };
        while !process.answers() {
            if let Some(status) = process.child.try_wait()? {
                bail!("the server ended at once ({status})");
            }
            if began.elapsed() > START_LIMIT {
                bail!("the server did not start");
            }
            sleep(Duration::from_millis(2));
        }
        process.cold_start_ms = began.elapsed().as_millis();
        Ok(process)
    }

    fn answers(&self) -> bool {
        Connection::open(&self.address, None)
            .and_then(|mut connection| connection.get("/sign-in"))
            .is_ok_and(|answer| answer.status == 200)
    }

    /// Memory that is really there now, in megabytes.
    pub(super) fn memory_mb(&self) -> Result<u64> {
        self.status_mb("VmRSS:")
    }

    /// The most memory that was ever really there, in megabytes.
    pub(super) fn most_memory_mb(&self) -> Result<u64> {
        self.status_mb("VmHWM:")
    }

    fn status_mb(&self, name: &'static str) -> Result<u64> {
        let status = self.proc("status")?;
        let line = status.lines().find(|line| line.starts_with(name)).context(name)?;
        let kilobytes: u64 = line.split_whitespace().nth(1).context(name)?.parse()?;
        Ok(kilobytes / 1_024)
    }

    /// CPU time used so far by it and by the PostgreSQL that it may have, in milliseconds.
    pub(super) fn cpu_ms(&self) -> Result<f64> {
        Ok(Stat::read(&self.proc("stat")?)?.own_ms + postgres_cpu_ms(self.postgres)?)
    }

    fn proc(&self, file: &str) -> Result<String> {
        read_text(&Path::new("/proc").join(self.child.id().to_string()).join(file))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let ended = self.child.kill().and_then(|()| self.child.wait());
        if let Err(problem) = ended {
            eprintln!("The server was not stopped: {problem}");
        }
    }
}

/// What Linux says of a process in `/proc/…/stat`.
struct Stat {
    parent: u32,
    /// CPU of its own: the user's share and the system's.
    own_ms: f64,
    /// CPU of its children that have ended.
    children_ms: f64,
}

impl Stat {
    /// Reads the line: behind the program's name in brackets the parent is the second word, and
    /// the four CPU times are the 12th to the 15th.
    fn read(stat: &str) -> Result<Self> {
        let (_, after_name) = stat.rsplit_once(')').context("no name in stat")?;
        let words: Vec<&str> = after_name.split_whitespace().collect();
        let ms = |from: usize| -> Result<f64> {
            let ticks = words.iter().skip(from).take(2).map(|word| word.parse::<f64>());
            Ok(ticks.sum::<Result<f64, _>>()? * MS_PER_TICK)
        };
        let parent = words.get(1).context("no parent in stat")?.parse()?;
        Ok(Self { parent, own_ms: ms(11)?, children_ms: ms(13)? })
    }
}

/// CPU of all of PostgreSQL's processes, ended ones too.
fn postgres_cpu_ms(first: Option<u32>) -> Result<f64> {
    let Some(first) = first else { return Ok(0.0) };
    let stat = |pid: &str| Stat::read(&read_text(&Path::new("/proc").join(pid).join("stat"))?);
    let postmaster = stat(&first.to_string())?;
    let mut sum = postmaster.own_ms + postmaster.children_ms;
    for entry in std::fs::read_dir("/proc")? {
        let name = entry?.file_name();
        // Whatever is no process, or has ended since, is none of its children.
        let child = name.to_str().and_then(|pid| stat(pid).ok());
        sum += child.filter(|child| child.parent == first).map_or(0.0, |child| child.own_ms);
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_is_the_users_share_and_the_systems() {
        let stat = "42 (a (b) c) S 7 42 42 0 -1 4194304 100 0 0 0 250 50 3 4 20 0 4 0 100 1 1";
        let stat = Stat::read(stat).unwrap();
        assert_eq!(stat.parent, 7);
        assert!((stat.own_ms - 3000.0).abs() < f64::EPSILON);
        assert!((stat.children_ms - 70.0).abs() < f64::EPSILON);
    }
}
