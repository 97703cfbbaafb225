//! Running commands in the workspace.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Errors are human-readable messages.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// The root directory of this repository.
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// Finds it from the environment that cargo sets.
    pub(crate) fn find() -> Outcome<Self> {
        let here = env::var_os("CARGO_MANIFEST_DIR")
            .ok_or("CARGO_MANIFEST_DIR is not set; run this program as `cargo xtask`")?;
        let root = Path::new(&here).ancestors().nth(2).ok_or("xtask is not inside a workspace")?;
        Ok(Self { root: root.to_owned() })
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Returns a command to run in the root. Its words are separated by spaces.
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut words = line.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).current_dir(&self.root).stdin(Stdio::null());
        command
    }

    /// Runs a command line. Returns an error if it fails.
    pub(crate) fn run(&self, line: &str) -> Outcome {
        run(&mut self.command(line))
    }
}

/// Prints a command and runs it. Returns an error if it fails.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let shown = show(command);
    println!("$ {shown}");
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("`{shown}` failed ({status})")) }
}

/// Runs a command without printing it, and returns its standard output.
pub(crate) fn read(command: &mut Command) -> Outcome<String> {
    let run =
        command.stderr(Stdio::inherit()).output().map_err(|error| cannot_start(command, &error))?;
    if run.status.success() {
        Ok(String::from_utf8_lossy(&run.stdout).trim().to_owned())
    } else {
        Err(format!("`{}` failed ({})", show(command), run.status))
    }
}

/// Runs a command that may hang, and kills it after `limit`.
pub(crate) fn run_within(command: &mut Command, limit: Duration) -> Outcome {
    let shown = show(command);
    println!("$ {shown}");
    let mut child = command.spawn().map_err(|error| cannot_start(command, &error))?;
    let start = Instant::now();
    loop {
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(format!("`{shown}` failed ({status})")),
            None if start.elapsed() > limit => {
                // This fails only if the command has just ended by itself.
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("`{shown}` did not finish within {} s", limit.as_secs()));
            }
            None => sleep(Duration::from_millis(100)),
        }
    }
}

/// Formats the command as a line.
pub(crate) fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    format!("`{}` cannot be started: {error}", command.get_program().to_string_lossy())
}
