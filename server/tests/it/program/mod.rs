//! The program as its owner runs it: a process with flags, environment and files, over a database.

mod asked;
mod keeping;
mod mail;
mod member_list;
mod people;
mod price_list;
mod reach;
mod register;
mod smtp;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use testbed::Bed;
use testbed::http::{Answer, Caller};

/// The program over a database, in a folder of its own and with nothing in its environment.
pub struct Program {
    folder: TempDir,
    database: Option<String>,
}

/// How a run ended, and what it said.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    /// On standard output.
    pub out: String,
    /// On standard error.
    pub err: String,
}

impl Ended {
    /// What it said, where all went well.
    pub fn well(self) -> String {
        assert_eq!(self.code, 0, "{self:#?}");
        self.out
    }

    /// What it said went wrong.
    pub fn badly(self) -> String {
        assert_ne!(self.code, 0, "{self:#?}");
        self.err
    }
}

impl Program {
    /// Over the database of a bed.
    pub fn over(bed: &Bed) -> Self {
        Self::at(bed.database.url())
    }

    /// Over the database of an address.
    pub fn at(url: &str) -> Self {
        Self { database: Some(url.to_owned()), ..Self::alone() }
    }

    /// Over whatever database it comes to by itself.
    pub fn alone() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("manifest.json"), "{}").unwrap();
        Self { folder, database: None }
    }

    /// Whether there is a file in its folder.
    pub fn has(&self, name: &str) -> bool {
        self.folder.path().join(name).exists()
    }

    /// Puts a file into its folder.
    pub fn keep(&self, name: &str, contents: impl AsRef<[u8]>) {
        std::fs::write(self.folder.path().join(name), contents).unwrap();
    }

    /// The program, about to be run.
    pub fn command(&self, line: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_commonpool"));
        command.env_clear().current_dir(self.folder.path()).args(line);
        command.env("COMMONPOOL_SITE", ".").env("COMMONPOOL_LOG", "off");
        if let Some(url) = &self.database {
            command.env("DATABASE_URL", url);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs it to its end.
    pub fn run(&self, line: &[&str]) -> Ended {
        ended(self.command(line).spawn().unwrap())
    }

    /// Runs it to its end, typing something.
    pub fn run_typing(&self, line: &[&str], typed: &str) -> Ended {
        let mut child = self.command(line).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        ended(child)
    }

    /// Starts `serve`, and waits until it says where it listens.
    pub fn serve(&self, flags: &[&str]) -> Served {
        let line = [&["serve", "--listen", "127.0.0.1:0"], flags].concat();
        let mut child = self.command(&line).stderr(Stdio::inherit()).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut said).unwrap();
        let address = said.split("listening on ").nth(1).and_then(|rest| rest.split(')').next());
        let address = address.unwrap_or_else(|| panic!("it is not up: {said:?}")).to_owned();
        Served { child, address }
    }
}

fn ended(child: Child) -> Ended {
    let done = child.wait_with_output().unwrap();
    Ended {
        code: done.status.code().expect("it was not killed"),
        out: String::from_utf8(done.stdout).unwrap(),
        err: String::from_utf8(done.stderr).unwrap(),
    }
}

/// The program, serving.
pub struct Served {
    child: Child,
    pub address: String,
}

impl Served {
    /// Looks at a page.
    pub async fn get(&self, who: &Caller, path: &str) -> Answer {
        who.get(&self.address, path).await.unwrap()
    }

    /// Sends a form.
    pub async fn post(&self, who: &Caller, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        who.post(&self.address, path, &fields.collect()).await.unwrap()
    }

    /// Somebody who signs in.
    pub async fn sign_in(&self, email: &str, password: &str) -> Answer {
        let typed = [("email", email), ("password", password)];
        self.post(&Caller::default(), "/sign-in", &typed).await
    }

    /// Tells it to stop as a service manager does, and waits until it has.
    pub fn stop(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
