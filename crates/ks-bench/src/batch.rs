//! The throughput of the command's batches.

use std::env;
use std::fmt;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::inputs::{self, PARTNER_ID, SECRET};
use crate::job::Outcome;
use crate::table::Rounds;

/// The KSs per second of one command.
#[derive(Debug)]
pub struct Throughput {
    name: &'static str,
    one_thread: f64,
    two_threads: f64,
    /// The time of one thread divided by that of two.
    speedup: f64,
}

impl Throughput {
    /// Returns the line above the rows.
    #[must_use]
    pub fn heading(lines: usize) -> String {
        let title = format!("KSs per second, batches of {lines} lines");
        format!("{title:<44}{:>12}{:>12}{:>9}", "1 thread", "2 threads", "speedup")
    }
}

impl fmt::Display for Throughput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, one_thread, two_threads, speedup } = self;
        write!(f, "{name:<44}{one_thread:>12.0}{two_threads:>12.0}{speedup:>9.2}")
    }
}

/// Measures all batch commands on `lines` lines, with one and two threads in turn.
///
/// # Errors
///
/// If the command is not built, or fails.
pub fn measure(lines: usize, rounds: usize) -> Outcome<Vec<Throughput>> {
    let sessions = sessions_file(lines)?;
    let kss = sessions.with_extension("kss");
    run(&["generate", "--batch"], &sessions, 1, File::create(&kss)?.into())?;
    let commands: [(&str, &[&str], &Path); 4] = [
        ("ks generate --batch", &["generate", "--batch"], &sessions),
        ("ks decode --batch", &["decode", "--batch"], &kss),
        ("ks verify --batch", &["verify", "--batch"], &kss),
        ("ks explain --batch", &["explain", "--batch"], &kss),
    ];
    let mut table = Vec::new();
    for (name, args, input) in commands {
        let mut times = [Rounds::default(), Rounds::default()];
        for _ in 0..rounds {
            for (threads, times) in (1..).zip(&mut times) {
                times.push(run(args, input, threads, Stdio::null())?);
            }
        }
        let [one, two] = &times;
        let speed = |times: &Rounds| lines as f64 / times.median();
        table.push(Throughput {
            name,
            one_thread: speed(one),
            two_threads: speed(two),
            speedup: one.times(two),
        });
    }
    Ok(table)
}

/// Runs a batch and returns the seconds it took.
fn run(args: &[&str], input: &Path, threads: u32, output: Stdio) -> Outcome<f64> {
    let mut command = ks()?;
    command.args(args).arg(input).args(["--jobs", &threads.to_string()]).stdout(output);
    let start = Instant::now();
    let status = command.status()?;
    let seconds = start.elapsed().as_secs_f64();
    if status.success() { Ok(seconds) } else { Err(format!("`ks` ended with {status}").into()) }
}

/// Returns the `ks` beside this program, with a secret and a partner.
pub(crate) fn ks() -> Outcome<Command> {
    let path = env::current_exe()?.with_file_name("ks");
    if !path.exists() {
        return Err(format!("{} is not built", path.display()).into());
    }
    let mut command = Command::new(path);
    command.env("KALTURA_ADMIN_SECRET", SECRET).env("KALTURA_PARTNER_ID", PARTNER_ID.to_string());
    Ok(command)
}

/// Writes a file of different sessions, one per line.
pub(crate) fn sessions_file(lines: usize) -> Outcome<PathBuf> {
    let folder = env::current_exe()?.with_file_name("bench-programs");
    fs::create_dir_all(&folder)?;
    let path = folder.join(format!("sessions-{lines}.jsonl"));
    let mut file = std::io::BufWriter::new(File::create(&path)?);
    for i in 0..lines {
        let line = serde_json::json!({
            "user_id": format!("user{i}@example.com"),
            "expiry": inputs::EXPIRY,
            "privileges": format!("sview:0_{i:08x},list:*,disableentitlement"),
        });
        writeln!(file, "{line}")?;
    }
    file.flush()?;
    Ok(path)
}
