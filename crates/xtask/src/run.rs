//! Running commands in the workspace.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What fails here fails with a sentence.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// The folder of this repository.
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    pub(crate) fn find() -> Outcome<Self> {
        let here = env::var_os("CARGO_MANIFEST_DIR").ok_or("run it as `cargo xtask`")?;
        let root = Path::new(&here).ancestors().nth(2).ok_or("no workspace above xtask")?;
        Ok(Self { root: root.to_owned() })
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// A command, its words separated by blanks, to be run in the root.
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut words = line.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).current_dir(&self.root).stdin(Stdio::null());
        command
    }

    /// Runs a command line, which must succeed.
    pub(crate) fn run(&self, line: &str) -> Outcome {
        run(&mut self.command(line))
    }
}

/// Shows a command, runs it, and wants it to succeed.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let shown = show(command);
    println!("$ {shown}");
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("`{shown}` failed ({status})")) }
}

/// Runs a command quietly and gives its standard output.
pub(crate) fn read(command: &mut Command) -> Outcome<String> {
    let run =
        command.stderr(Stdio::inherit()).output().map_err(|error| cannot_start(command, &error))?;
    if run.status.success() {
        Ok(String::from_utf8_lossy(&run.stdout).trim().to_owned())
    } else {
        Err(format!("`{}` failed ({})", show(command), run.status))
    }
}

/// Runs a command that may hang, and ends it when its time is up.
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
                // An error means that it has ended by itself just now.
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("`{shown}` gave no answer in {} s", limit.as_secs()));
            }
            None => sleep(Duration::from_millis(100)),
        }
    }
}

/// The command as a line.
pub(crate) fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    format!("`{}` cannot be started: {error}", command.get_program().to_string_lossy())
}
