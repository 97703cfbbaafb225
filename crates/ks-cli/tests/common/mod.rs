//! Runs the command and checks its output.

#![allow(dead_code)] // Each test file uses a part of it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

pub(crate) const SECRET: &str = "0123456789abcdef0123456789abcdef";
pub(crate) const NOW: &str = "1750000000";

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn text(&self) -> &str {
        str::from_utf8(&self.stdout).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.stdout)
            .unwrap_or_else(|e| panic!("{e}: {:?}", String::from_utf8_lossy(&self.stdout)))
    }

    /// Returns the code of `error[code]: …`, the only line on standard error.
    pub(crate) fn error_code(&self) -> &str {
        let line = self.stderr.strip_suffix('\n').unwrap_or_else(|| panic!("{self:?}"));
        assert!(!line.contains('\n'), "one line: {line}");
        let rest = line.strip_prefix("error[").unwrap_or_else(|| panic!("{line}"));
        rest.split_once("]: ").unwrap_or_else(|| panic!("{line}")).0
    }

    /// Returns the error code, after checking the exit status.
    pub(crate) fn fails(&self, status: i32) -> &str {
        assert_eq!(self.code, status, "{self:?}");
        self.error_code()
    }

    /// Returns the codes of `note[code]: …`, the only lines on standard error of a success.
    pub(crate) fn notes(&self) -> Vec<&str> {
        assert_eq!(self.code, 0, "{self:?}");
        let codes = self.stderr.lines().map(|line| {
            let rest = line.strip_prefix("note[").unwrap_or_else(|| panic!("{line}"));
            rest.split_once("]: ").unwrap_or_else(|| panic!("{line}")).0
        });
        codes.collect()
    }

    pub(crate) fn succeeds(self) -> Self {
        assert!(self.code == 0 && self.stderr.is_empty(), "{self:?}");
        self
    }
}

/// Returns the command with a secret and a partner, and no other setting of the environment.
pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ks"));
    for name in [
        "KALTURA_USER_ID",
        "KALTURA_APP_TOKEN",
        "KALTURA_SECRET",
        "KALTURA_PARTNERID",
        "NO_COLOR",
        "CLICOLOR_FORCE",
    ] {
        command.env_remove(name);
    }
    command.env("KALTURA_ADMIN_SECRET", SECRET).env("KALTURA_PARTNER_ID", "102").env("TZ", "UTC");
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs the command with `stdin`. No run may print the secret, panic or be killed.
pub(crate) fn run(mut command: Command, stdin: &[u8]) -> Run {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let stdin = stdin.to_vec();
    // A command that fails early does not read all of it.
    let writer = std::thread::spawn(move || drop(pipe.write_all(&stdin)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let run = Run {
        code: output.status.code().unwrap_or(-1),
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    assert!((0..=2).contains(&run.code), "{:?}: {}", command, run.stderr);
    assert!(!run.stderr.contains("panicked"), "{:?}: {}", command, run.stderr);
    let shown = String::from_utf8_lossy(&run.stdout);
    assert!(!shown.contains(SECRET) && !run.stderr.contains(SECRET), "{command:?}");
    run
}

pub(crate) fn ks(args: &[&str]) -> Run {
    run(command(args), b"")
}

pub(crate) fn ks_reading(args: &[&str], stdin: impl AsRef<[u8]>) -> Run {
    run(command(args), stdin.as_ref())
}

/// Generates a KS at [`NOW`].
pub(crate) fn sample(args: &[&str]) -> String {
    let nonce = "000102030405060708090a0b0c0d0e0f";
    let args = [&["generate", "-u", "ann", "--now", NOW, "--nonce", nonce], args].concat();
    ks(&args).succeeds().text().trim_end().to_owned()
}

/// Writes a file that only the owner can read. The next run of the tests overwrites it.
pub(crate) fn temporary(bytes: impl AsRef<[u8]>) -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("{}-{count}", env!("CARGO_CRATE_NAME")));
    std::fs::write(&path, bytes).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    path
}

pub(crate) fn vectors(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// Returns the bytes of a text in the notation of the vectors.
pub(crate) fn bytes(value: &Value) -> Vec<u8> {
    match value {
        Value::String(text) => text.clone().into_bytes(),
        Value::Object(map) => {
            let hex = map["$hex"].as_str().unwrap();
            (0..hex.len() / 2)
                .map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap())
                .collect()
        }
        other => panic!("not a text: {other}"),
    }
}
