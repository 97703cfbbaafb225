//! The sources of secrets and settings, and how the command protects secrets.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::process::Command;

use common::{NOW, SECRET, command, run, temporary};

/// Returns `ks generate` without a secret.
fn generate(args: &[&str]) -> Command {
    let mut command = command(&[&["generate", "-u", "ann", "--now", NOW], args].concat());
    command.env_remove("KALTURA_ADMIN_SECRET");
    command
}

#[test]
fn aliases_of_variables_are_used_after_the_main_ones() {
    let mut alias = generate(&[]);
    alias.env("KALTURA_SECRET", SECRET).env_remove("KALTURA_PARTNER_ID");
    alias.env("KALTURA_PARTNERID", "7");
    let ks = run(alias, b"").succeeds();
    let seen = ks_core::inspect(ks.text().trim()).unwrap();
    assert_eq!(seen.partner_id, Some(7));

    let mut both = generate(&[]);
    both.env("KALTURA_ADMIN_SECRET", SECRET).env("KALTURA_SECRET", "0");
    both.env("KALTURA_PARTNERID", "x");
    run(both, b"").succeeds();

    let mut invalid = generate(&[]);
    invalid.env("KALTURA_SECRET", SECRET).env_remove("KALTURA_PARTNER_ID");
    invalid.env("KALTURA_PARTNERID", "x");
    let invalid = run(invalid, b"");
    assert_eq!(invalid.fails(2), "invalid_partner_id");
    assert!(invalid.stderr.contains("KALTURA_PARTNERID"), "{}", invalid.stderr);
}

#[cfg(unix)]
#[test]
fn a_command_prints_the_secret() {
    let file = temporary(format!("{SECRET}\n"));
    let cat = format!("cat '{}'", file.display());
    run(generate(&["--secret-command", &cat]), b"").succeeds();
    for (script, code) in [
        ("exit 3", "secret_command"),
        ("true", "secret_command"),
        ("no-such-program 2>/dev/null", "secret_command"),
        ("printf 'one\\ntwo\\n'", "invalid_secret"),
        ("echo \"'0123456789abcdef0123456789abcdee'\"", "invalid_secret"),
    ] {
        let run = run(generate(&["--secret-command", script]), b"");
        assert_eq!(run.fails(2), code, "{script}");
    }
    let twice = generate(&["--secret-command", &cat, "--secret-stdin"]);
    assert_eq!(run(twice, SECRET.as_bytes()).fails(2), "usage");
    // The command does not read the lines of a batch.
    let batch = run(generate(&["--secret-command", &cat, "--batch", "-"]), b"{}\n{}\n").succeeds();
    assert_eq!(batch.text().lines().count(), 2);
}

#[cfg(unix)]
#[test]
fn a_secret_file_that_others_can_read_gets_a_note() {
    use std::os::unix::fs::PermissionsExt;
    let file = temporary(SECRET);
    let generate = || run(generate(&["--secret-file", file.to_str().unwrap()]), b"");
    generate().succeeds();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(generate().notes(), ["secret_file_readable"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_process_with_a_secret_dumps_no_core() {
    use std::io::{BufRead, BufReader, Write};
    let mut command = command(&["generate", "-u", "ann", "--batch", "-"]);
    let mut child = command.stdin(std::process::Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"{}\n").unwrap();
    // Once there is a result, the secret has been read.
    let mut result = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut result).unwrap();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    drop(input);
    assert!(child.wait().unwrap().success());
}

/// Runs the command in a terminal of its own and answers its question.
#[cfg(target_os = "linux")]
fn run_in_terminal(args: &[&str], answer: &str) -> (Option<i32>, String, String) {
    use std::fs::File;
    use std::io::{Read, Write};
    use std::time::{Duration, Instant};

    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{LocalModes, tcgetattr};

    let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&controller).unwrap();
    unlockpt(&controller).unwrap();
    let name = ptsname(&controller, Vec::new()).unwrap().into_string().unwrap();
    let terminal = File::options().read(true).write(true).open(name).unwrap();

    // `setsid` makes the terminal that of the command.
    let mut command = Command::new("setsid");
    command.args(["--ctty", "--wait", env!("CARGO_BIN_EXE_ks")]).args(args);
    command.env_remove("KALTURA_ADMIN_SECRET").env_remove("KALTURA_SECRET");
    command.stdin(terminal.try_clone().unwrap()).stderr(terminal.try_clone().unwrap());
    command.stdout(std::process::Stdio::piped());
    let child = command.spawn().unwrap();
    // The command turns off the echo before it reads.
    let start = Instant::now();
    while tcgetattr(&terminal).unwrap().local_modes.contains(LocalModes::ECHO) {
        assert!(start.elapsed() < Duration::from_secs(60), "the command does not ask");
        std::thread::sleep(Duration::from_millis(10));
    }
    let mut controller = File::from(controller);
    writeln!(controller, "{answer}").unwrap();
    let output = child.wait_with_output().unwrap();
    // The terminal has buffered everything that was shown.
    drop((command, terminal));
    let mut shown = Vec::new();
    // Reading fails at the end, when no process has the terminal open.
    let _ = controller.read_to_end(&mut shown);
    let shown = String::from_utf8_lossy(&shown).into_owned();
    (output.status.code(), String::from_utf8(output.stdout).unwrap(), shown)
}

#[cfg(target_os = "linux")]
#[test]
fn a_secret_is_asked_for_on_a_terminal_and_not_shown() {
    let args = ["generate", "-u", "ann", "--partner-id", "102"];
    let (status, stdout, shown) = run_in_terminal(&args, SECRET);
    assert_eq!(status, Some(0), "{shown}");
    assert!(stdout.starts_with("djJ8") && stdout.lines().count() == 1, "{stdout}");
    assert!(shown.contains("Admin secret: ") && !shown.contains(SECRET), "{shown}");

    let (status, _, shown) = run_in_terminal(&args, "");
    assert_eq!(status, Some(2), "{shown}");
    assert!(shown.contains("missing_secret"), "{shown}");
}
