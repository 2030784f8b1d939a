//! A process of the product, started and killed by a test.

use std::io::{BufRead, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use testbed::Bed;
use testbed::http::Caller;

/// What the processes of one test share beside the database: the site, and the folder of mail.
pub struct Shared {
    folder: TempDir,
}

impl Shared {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("manifest.json"), "{}").unwrap();
        Self { folder }
    }

    /// The letters that the processes have sent, as they were sent.
    pub fn letters(&self) -> Vec<String> {
        let Ok(folder) = std::fs::read_dir(self.folder.path().join("mail")) else {
            return Vec::new();
        };
        folder
            .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
            .filter(|letter| letter.contains("Message-ID"))
            .collect()
    }

    /// Starts a process over a bed's database, at the bed's time.
    pub fn process(&self, bed: &Bed) -> Process {
        let path = |name: &str| self.folder.path().join(name);
        let text = |path: &Path| path.display().to_string();
        let mut command = Command::new(env!("CARGO_BIN_EXE_commonpool-dev"));
        command.args(["--database-url", bed.database.url(), "--listen", "127.0.0.1:0"]);
        command.args(["--control", "127.0.0.1:0", "--clock", &bed.market.now().to_rfc3339()]);
        command.args(["--site", &text(self.folder.path()), "--files", &text(&path("files"))]);
        command.args(["--mail", &format!("file:{}", text(&path("mail"))), "--log", "error"]);
        Process::up(command.stdout(Stdio::piped()).spawn().unwrap())
    }
}

/// After this, jobs are not slow but stuck.
const FINISH_LIMIT: Duration = Duration::from_secs(30);

pub struct Process {
    child: Child,
    /// Where it serves.
    pub address: String,
    control: String,
}

impl Process {
    /// Waits until it says where it serves and where it is controlled.
    fn up(mut child: Child) -> Self {
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = said(&mut lines, "listening on ");
        let control = said(&mut lines, "controlled on ");
        Self { child, address, control }
    }

    /// Ends it at once, whatever it is doing (SIGKILL).
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sets its clock.
    pub async fn set_clock(&self, instant: &str) {
        let answer = Caller::default().send(&self.control, "PUT", "/clock", instant).await.unwrap();
        assert_eq!(answer.status, 204);
    }

    /// Lets it do everything that is due, beside what it does by itself.
    pub async fn do_jobs(&self) {
        let answer = Caller::default().send(&self.control, "POST", "/jobs", "").await.unwrap();
        assert_eq!(answer.status, 204);
    }

    /// Lets it do what is due until no job is in anybody's hands: what another process had begun is
    /// done when that one says so, or when its lease has run out.
    pub async fn finish_jobs(&self, bed: &Bed) {
        let finish = async {
            loop {
                self.do_jobs().await;
                let counts = market::job::counts(&bed.market).await.unwrap();
                if counts.due == 0 {
                    assert_eq!((counts.failing, counts.set_aside), (0, 0));
                    return;
                }
            }
        };
        tokio::time::timeout(FINISH_LIMIT, finish).await.expect("jobs that do not end");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

fn said(lines: &mut Lines<BufReader<ChildStdout>>, before: &str) -> String {
    let line = lines.next().expect("the process ended before it was up").unwrap();
    line.strip_prefix(before).unwrap_or_else(|| panic!("{line}")).to_owned()
}
