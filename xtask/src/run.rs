//! Running other programs.

use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Runs a program to its end and fails where it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not start {}", name(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", name(command));
    }
    Ok(())
}

/// Runs a program and gives what it printed.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("could not start {}", name(command)))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        bail!("{} failed ({}): {}", name(command), output.status, errors.trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("{} printed no text", name(command)))
}

/// Runs a program, but not past `deadline`: then it is stopped and that is a failure.
pub(crate) fn run_until(command: &mut Command, deadline: Instant) -> Result<()> {
    let mut child =
        command.spawn().with_context(|| format!("could not start {}", name(command)))?;
    loop {
        if let Some(status) = child.try_wait()? {
            if status.success() {
                return Ok(());
            }
            bail!("{} failed ({status})", name(command));
        }
        if Instant::now() > deadline {
            child.kill()?;
            child.wait()?;
            bail!("{} was stopped: the whole run is over its time limit", name(command));
        }
        sleep(Duration::from_millis(100));
    }
}

/// The program and its arguments as one line, for messages.
fn name(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}
