//! `ks generate --batch`.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};

use common::{NOW, command, ks, ks_reading, run, temporary};
use ks_core::{Decoded, Keyring};
use serde_json::{Value, json};

const BATCH: &[&str] = &["generate", "--batch", "-", "--now", NOW];

fn answers(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn decoded(answer: &Value) -> Decoded {
    Keyring::new(common::SECRET).unwrap().decode(answer["ks"].as_str().unwrap()).unwrap()
}

#[test]
fn options_are_the_defaults_of_each_line() {
    let options: &[&str] =
        &["-u", "default", "-t", "admin", "-e", "1h", "-p", "list:*", "--master-partner-id", "7"];
    let lines = [
        json!({}),
        json!({"user_id": "ann", "type": 0, "partner_id": -2, "expires_at": 1_760_000_000, "privileges": ""}),
        json!({"anonymous": true, "privileges": ["sview:0_a", {"name": "edit", "values": ["0_b", 3]}]}),
        json!({"expiry": 60, "version": 1, "nonce": "x", "privileges": {"actionslimit": 4, "sview": "*"}}),
        json!({"user_id": null, "expiry": null, "privileges": null, "additional_data": "d"}),
    ];
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let run = ks_reading(&[BATCH, options].concat(), text).succeeds();
    let made: Vec<_> = answers(run.text()).iter().map(decoded).collect();
    let seen: Vec<_> = made
        .iter()
        .map(|ks| {
            json!([
                ks.partner_id(),
                ks.user_id(),
                ks.is_admin(),
                ks.expires_at(),
                String::from_utf8_lossy(&ks.privileges_text()),
                ks.master_partner_id(),
                ks.additional_data(),
                ks.version().number(),
            ])
        })
        .collect();
    assert_eq!(
        json!(seen),
        json!([
            [102, "default", true, 1_750_003_600, "list:*", 7, null, 2],
            [-2, "ann", false, 1_760_000_000, "", 7, null, 2],
            [102, null, true, 1_750_003_600, "sview:0_a,edit:0_b/3", 7, null, 2],
            [102, "default", true, 1_750_000_060, "actionslimit:4,sview:*", 7, null, 1],
            [102, "default", true, 1_750_003_600, "list:*", 7, "d", 2],
        ])
    );
}

#[test]
fn a_bad_line_gets_an_error_and_the_others_a_ks() {
    let bad = [
        ("", "invalid_json", "empty"),
        ("nonsense", "invalid_json", "not a JSON object"),
        ("[]", "invalid_json", "another JSON value"),
        ("\"correct horse battery\"", "invalid_json", "object, but another JSON value"),
        ("{\"user_id\":\"a\"", "invalid_json", "column"),
        ("{\"user_id\":\"a\"} {}", "invalid_json", "trailing"),
        ("{\"user_id\":7}", "invalid_user_id", "user_id: must be text, not an integer"),
        ("{\"user_id\":\"\\ud800\"}", "invalid_user_id", "lone surrogate"),
        ("{\"user_id\":\"\"}", "invalid_user_id", "user_id"),
        ("{\"user_id\":\"a\",\"anonymous\":true}", "invalid_user_id", "anonymous"),
        (
            "{\"anonymous\":\"yes\"}",
            "invalid_user_id",
            "anonymous: must be true or false, not text",
        ),
        ("{\"user_id\":\"a\\u0000b\"}", "invalid_user_id", "NUL"),
        ("{\"type\":true}", "invalid_type", "type: must be an integer, not true"),
        ("{\"type\":\"boss\"}", "invalid_type", "use USER (0) or ADMIN (2)"),
        ("{\"type\":1}", "invalid_type", "type"),
        ("{\"expiry\":1.5}", "invalid_expiry", "not a number with a fraction"),
        ("{\"expiry\":\"24h\"}", "invalid_expiry", "expiry: must be an integer, not text"),
        ("{\"expiry\":0}", "invalid_expiry", "expiry"),
        ("{\"expiry\":9223372036854775808}", "invalid_expiry", "expiry: must fit 64 bits"),
        ("{\"expiry\":99999999999999999999}", "invalid_expiry", "expiry: must fit 64 bits"),
        ("{\"expiry\":1,\"expires_at\":1760000000}", "invalid_expiry", "cannot be combined"),
        ("{\"expires_at\":[1]}", "invalid_expiry", "expires_at: must be an integer, not a list"),
        ("{\"partner_id\":2147483648}", "invalid_partner_id", "partner_id"),
        ("{\"partner_id\":\"x\"}", "invalid_partner_id", "partner_id: \"x\""),
        ("{\"master_partner_id\":2147483648}", "invalid_master_partner_id", "master_partner_id"),
        ("{\"version\":3}", "invalid_version", "version"),
        ("{\"nonce\":\"00\"}", "invalid_nonce", "nonce"),
        ("{\"additional_data\":{}}", "invalid_additional_data", "additional_data: must be text"),
        ("{\"privileges\":5}", "invalid_privilege", "privileges"),
        ("{\"privileges\":\"_e:1\"}", "invalid_privilege", "_e"),
        ("{\"privileges\":[\"a,b\"]}", "invalid_privilege", "comma"),
        ("{\"privileges\":{\"setrole\":1,\"setrole\":2}}", "repeated_privilege", "setrole"),
        ("{\"user_id\":\"a\",\"user_id\":\"b\"}", "duplicate_field", "user_id"),
        ("{\"userId\":\"a\"}", "unknown_option", "did you mean user_id?"),
        ("{\"secret\":\"s\"}", "secret_in_batch", "secret"),
    ];
    let mut lines = String::new();
    for (line, ..) in bad {
        // A good line before each bad one.
        writeln!(lines, "{{\"user_id\":\"good\"}}\n{line}").unwrap();
    }
    // The last line needs no newline. A line that is not UTF-8 is a bad line.
    let input = [lines.as_bytes(), b"\xff\n{\"user_id\":\"good\"}"].concat();
    let run = run(command(&[BATCH, &["-u", "u"]].concat()), &input);
    assert_eq!(run.fails(1), "batch");
    let (failures, lines) = (bad.len() + 1, 2 * bad.len() + 2);
    assert!(run.stderr.contains(&format!("{failures} of {lines} lines")), "{}", run.stderr);
    let answers = answers(run.text());
    assert_eq!(answers.len(), lines);
    for (i, (line, code, word)) in bad.iter().enumerate() {
        assert_eq!(decoded(&answers[2 * i]).user_id().unwrap(), "good");
        let error = &answers[2 * i + 1]["error"];
        assert_eq!(error["code"], *code, "{line}: {error}");
        assert_eq!(error["line"], 2 * i + 2);
        assert!(error["message"].as_str().unwrap().contains(word), "{line}: {error}");
    }
    assert_eq!(answers[lines - 2]["error"]["code"], "invalid_json");
    assert_eq!(decoded(&answers[lines - 1]).user_id().unwrap(), "good");
}

#[test]
fn a_byte_order_mark_is_not_part_of_the_first_line() {
    let run = ks_reading(BATCH, "\u{feff}{\"user_id\":\"a\"}\n{\"user_id\":\"b\"}\n").succeeds();
    assert_eq!(decoded(&answers(run.text())[0]).user_id().unwrap(), "a");
    let run = ks_reading(BATCH, "{\"user_id\":\"a\"}\n\u{feff}{\"user_id\":\"b\"}\n");
    assert_eq!(run.fails(1), "batch");
}

#[test]
fn an_error_of_all_lines_is_reported_once() {
    let no_partner = |line: &str| {
        let mut command = command(BATCH);
        command.env_remove("KALTURA_PARTNER_ID");
        run(command, line.as_bytes())
    };
    let run = no_partner("{\"user_id\":\"a\"}\n{\"user_id\":\"a\",\"partner_id\":5}");
    assert_eq!(run.fails(1), "batch");
    let lines = answers(run.text());
    assert_eq!(lines[0]["error"]["code"], "missing_partner_id");
    assert_eq!(decoded(&lines[1]).partner_id(), Some(5));

    assert!(ks_reading(BATCH, "").succeeds().stdout.is_empty());
    assert_eq!(ks(&["generate", "--batch", "/no/such/file"]).fails(2), "io");
    let file = temporary("{\"user_id\":\"a\"}\n");
    ks(&["generate", "--batch", file.to_str().unwrap()]).succeeds();
}

#[test]
fn a_line_that_is_too_long_is_skipped() {
    let mut input = b"{\"user_id\":\"".to_vec();
    input.resize(17 * 1024 * 1024, b'a');
    input.extend_from_slice(b"\"}\n{\"user_id\":\"good\"}\n");
    let run = ks_reading(BATCH, input);
    assert_eq!(run.fails(1), "batch");
    let lines = answers(run.text());
    assert_eq!(lines.len(), 2);
    assert!(lines[0]["error"]["message"].as_str().unwrap().contains("16 MiB"));
    assert_eq!(decoded(&lines[1]).user_id().unwrap(), "good");
}

/// The result of a line is written before the next line arrives, and 100,000 lines need
/// no more memory than one.
#[test]
fn results_are_written_as_lines_arrive() {
    let mut child = command(BATCH).stdin(std::process::Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for i in 0..3 {
        writeln!(input, "{{\"user_id\":\"user{i}\"}}").unwrap();
        let mut answer = String::new();
        output.read_line(&mut answer).unwrap();
        let answer = serde_json::from_str(&answer).unwrap();
        assert_eq!(decoded(&answer).user_id().unwrap(), format!("user{i}"));
    }

    let reader = std::thread::spawn(move || {
        let (mut lines, mut last) = (0, String::new());
        for line in output.by_ref().lines() {
            last = line.unwrap();
            lines += 1;
            if lines == 100_000 {
                break;
            }
        }
        (lines, last)
    });
    for i in 0..100_000 {
        writeln!(input, "{{\"user_id\":\"user{i}\",\"privileges\":\"sview:0_{i}\"}}").unwrap();
    }
    let (lines, last) = reader.join().unwrap();
    assert_eq!(lines, 100_000);
    let last = serde_json::from_str(&last).unwrap();
    assert_eq!(decoded(&last).user_id().unwrap(), "user99999");

    // Read while the command waits for more lines, on systems that have this file.
    if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", child.id())) {
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let kilobytes: u32 = peak.trim().trim_end_matches(" kB").parse().unwrap();
        println!("peak memory: {kilobytes} kB");
        assert!(kilobytes < 20_000, "{kilobytes} kB");
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}
