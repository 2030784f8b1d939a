//! A throw-away PostgreSQL for the tests: in memory where there is room, on a free port of this
//! machine only, fast and without any promise to survive a power cut.

use std::env::temp_dir;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use crate::assets::write_file;
use crate::environment::{target, variable};
use crate::run;

/// Settings of every server of ours.
const SETTINGS: [&str; 4] =
    ["wal_level=minimal", "max_wal_senders=0", "max_connections=300", "listen_addresses=127.0.0.1"];

/// Settings that trade safety for speed: nothing here outlives the tests. Helpers of a statement would
/// cost more than the small tables of a test are worth.
const UNSAFE_AND_FAST: [&str; 5] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "jit=off",
    "max_parallel_workers_per_gather=0",
];

/// Where Linux keeps files in memory. Tests make and drop thousands of databases, which take a file
/// system on a disk two to three times as long.
const IN_MEMORY: &str = "/dev/shm";
/// The room that the tests' databases need at most, in KiB.
const ROOM: u64 = 4 * 1024 * 1024;

/// Kept between `start` and `stop`, and for a run that was broken off.
#[derive(Serialize, Deserialize)]
struct Running {
    folder: PathBuf,
    programs: PathBuf,
    user: Option<String>,
}

/// Starts a server for tests and gives its address. One that was left by an earlier run is stopped
/// first.
pub(crate) fn start() -> Result<String> {
    start_with(&in_memory(), &[&SETTINGS[..], &UNSAFE_AND_FAST].concat())
}

/// A folder for what tests write, in memory where there is room. It goes with what it gives.
pub(crate) fn test_folder() -> Result<TempDir> {
    Ok(tempfile::Builder::new().prefix("commonpool-tests-").tempdir_in(in_memory())?)
}

fn in_memory() -> PathBuf {
    if has_room(IN_MEMORY) { PathBuf::from(IN_MEMORY) } else { temp_dir() }
}

/// Starts a server that keeps its promises, as one that people use does: to be measured.
pub(crate) fn start_durable() -> Result<String> {
    start_with(&temp_dir(), &SETTINGS)
}

/// Whether there is such a folder with room for the tests' databases: containers are often given a
/// tiny one.
fn has_room(folder: &str) -> bool {
    let told = run::output(Command::new("df").args(["--output=avail", "-k", folder]));
    let free = told.ok().and_then(|told| told.lines().nth(1)?.trim().parse().ok());
    free.is_some_and(|free: u64| free >= ROOM)
}

fn start_with(place: &Path, settings: &[&str]) -> Result<String> {
    stop()?;
    let running = Running {
        folder: tempfile::Builder::new().prefix("commonpool-postgres-").tempdir_in(place)?.keep(),
        programs: programs()?,
        user: unprivileged_user()?,
    };
    write_file(&state_file(), serde_json::to_string(&running)?.as_bytes())?;
    if let Some(user) = &running.user {
        run::run(Command::new("chown").arg(user).arg(&running.folder))?;
    }
    let data = running.folder.join("data");
    run::output(
        running
            .command("initdb")
            .args(["--auth=trust", "--username=commonpool", "--encoding=UTF8", "--locale=C.UTF-8"])
            .args(["--no-sync", "--pgdata"])
            .arg(&data),
    )?;
    let port = free_port()?;
    let mut options = format!("-p {port} -k {}", running.folder.display());
    for setting in settings {
        options.push_str(" -c ");
        options.push_str(setting);
    }
    // Its output goes to a file: a server that held our pipe open would keep us waiting for ever.
    run::run(
        running
            .command("pg_ctl")
            .args(["start", "--silent", "--wait", "--pgdata"])
            .arg(&data)
            .arg("--log")
            .arg(running.folder.join("log"))
            .args(["--options", &options]),
    )?;
    Ok(format!("postgres://commonpool@127.0.0.1:{port}/postgres"))
}

/// Makes a database, the copy of another where one is named, and gives its address.
pub(crate) fn create(server: &str, name: &str, template: Option<&str>) -> Result<String> {
    let mut command = running()?.command("createdb");
    command.arg(format!("--maintenance-db={server}"));
    command.args(template.map(|template| format!("--template={template}"))).arg(name);
    run::run(&mut command)?;
    let (host, _) = server.rsplit_once('/').context("an address names a database")?;
    Ok(format!("{host}/{name}"))
}

/// The number of the server's first process, whose children are all others.
pub(crate) fn first_process() -> Result<u32> {
    let file = running()?.folder.join("data/postmaster.pid");
    let text = crate::assets::read_text(&file)?;
    Ok(text.lines().next().context("no number of a process")?.trim().parse()?)
}

fn running() -> Result<Running> {
    Ok(serde_json::from_slice(&crate::assets::read(&state_file())?)?)
}

/// Stops the server that was started last, where there is one, and removes its folder.
pub(crate) fn stop() -> Result<()> {
    let state = state_file();
    if !state.exists() {
        return Ok(());
    }
    let running = running()?;
    let data = running.folder.join("data");
    if data.join("postmaster.pid").exists() {
        let stopped = run::output(
            running.command("pg_ctl").args(["stop", "--mode=immediate", "--pgdata"]).arg(&data),
        );
        // After a crash of the machine the file is there and the server is not.
        if let Err(problem) = stopped {
            eprintln!("PostgreSQL was no longer running: {problem}");
        }
    }
    if running.folder.exists() {
        fs::remove_dir_all(&running.folder)
            .with_context(|| format!("could not remove {}", running.folder.display()))?;
    }
    fs::remove_file(&state)?;
    Ok(())
}

impl Running {
    /// One of PostgreSQL's programs, run as somebody who is not root.
    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = match &self.user {
            None => Command::new(program),
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(program);
                command
            }
        };
        // The caller's folder may be closed to that user.
        command.current_dir(&self.folder);
        command
    }
}

fn state_file() -> PathBuf {
    target().join("test-postgres.json")
}

/// The folder of `initdb` and `pg_ctl`: on the PATH, or where Debian hides the newest.
fn programs() -> Result<PathBuf> {
    let path = variable("PATH").unwrap_or_default();
    // A link may stand alone: the other programs are beside what it leads to.
    let found =
        std::env::split_paths(&path).map(|folder| folder.join("initdb")).find(|p| p.is_file());
    if let Some(folder) = found.and_then(|p| p.canonicalize().ok()?.parent().map(Path::to_owned)) {
        return Ok(folder);
    }
    let debian = Path::new("/usr/lib/postgresql");
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(debian)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version = path.file_name()?.to_str()?.parse().ok()?;
            path.join("bin/initdb").is_file().then(|| (version, path.join("bin")))
        })
        .collect();
    versions.sort();
    match versions.pop() {
        Some((_, folder)) => Ok(folder),
        None => bail!("PostgreSQL is missing. Run: scripts/setup postgres"),
    }
}

/// PostgreSQL refuses to run as root; then it runs as Debian's `postgres`, else as `nobody`.
fn unprivileged_user() -> Result<Option<String>> {
    if run::output(Command::new("id").arg("-u"))?.trim() != "0" {
        return Ok(None);
    }
    let known = |user: &str| run::output(Command::new("id").args(["-u", user])).is_ok();
    let user = ["postgres", "nobody"].into_iter().find(|user| known(user));
    Ok(Some(
        user.context("there is no user `postgres` or `nobody` to run PostgreSQL as")?.to_owned(),
    ))
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
