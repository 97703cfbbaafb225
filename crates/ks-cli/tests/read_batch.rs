//! `decode --batch`, `explain --batch` and `verify --batch`.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::fmt::Write as _;

use common::{NOW, command, ks, ks_reading, run, sample, temporary};
use serde_json::{Value, json};

const LATER: &str = "1760000000";

fn results(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn lines_of(results: &[Value]) -> Vec<u64> {
    results.iter().map(|result| result["line"].as_u64().unwrap()).collect()
}

#[test]
fn each_ks_of_a_log_has_a_result_with_its_line() {
    let one = sample(&["-e", "1h", "--additional-data", "one"]);
    let other = sample(&["-e", "2h", "--additional-data", "two"]);
    let log = format!("GET /?ks={one} 200\nnothing\r\n\n{{\"a\":\"{one}\",\"b\":\"{other}\"}}");
    let decoded = ks_reading(&["decode", "--batch", "-"], &log).succeeds();
    let decoded = results(decoded.text());
    assert_eq!(lines_of(&decoded), [1, 4, 4]);
    assert_eq!(decoded[2]["additional_data"], "two");
    // Except for the line, it is the result for a single KS.
    let mut single = ks(&["decode", "--json", &one]).succeeds().json();
    single["line"] = json!(1);
    assert_eq!(decoded[0], single);

    let verified = ks_reading(&["verify", "--now", NOW, "--batch", "-"], &log).succeeds();
    assert_eq!(lines_of(&results(verified.text())), [1, 4, 4]);
    let explained = ks_reading(&["explain", "--now", NOW, "--batch", "-", "--can", "list:*"], &log);
    assert_eq!(explained.fails(1), "batch");
    let explained = results(explained.text());
    assert_eq!(lines_of(&explained), [1, 4, 4]);
    assert_eq!(explained[1]["status"]["name"], "OK");
    assert_eq!(explained[1]["grants"][0]["granted"], false);
}

#[test]
fn failures_are_results_and_counted() {
    let token = sample(&["-e", "1h"]);
    let mut stranger = command(&["generate", "-u", "ann"]);
    stranger.env("KALTURA_ADMIN_SECRET", "another");
    let stranger = run(stranger, b"").succeeds();
    let cut = &token[..41];
    let log = format!("{token}\nks={}\nks={cut}\n\u{e9}\n", stranger.text().trim());
    let decoded = ks_reading(&["decode", "--batch", "-"], &log);
    assert_eq!(decoded.fails(1), "batch");
    assert!(decoded.stderr.contains("2 of 3 results"), "{}", decoded.stderr);
    let decoded = results(decoded.text());
    assert_eq!(decoded[1]["error"]["code"], "bad_signature");
    assert!(decoded[2]["error"]["message"].as_str().unwrap().contains("cut"), "{}", decoded[2]);

    let verified = ks_reading(&["verify", "--now", LATER, "--batch", "-"], &log);
    assert_eq!(verified.fails(1), "batch");
    assert_eq!(results(verified.text())[0]["error"]["code"], "expired");
    let explained = ks_reading(&["explain", "--now", LATER, "--batch", "-"], &log);
    assert_eq!(explained.fails(1), "batch");
    let explained = results(explained.text());
    assert_eq!(explained[0]["status"]["name"], "EXPIRED");
    assert_eq!(explained[1]["api_error"], "INVALID_KS");

    // Bytes that are not UTF-8 do not hide a KS, and another partner is a note.
    let log = [b"\xff ".as_slice(), token.as_bytes(), b"\xfe\n"].concat();
    let other = ks_reading(&["decode", "--partner-id", "7", "--batch", "-"], log).succeeds();
    assert_eq!(results(other.text())[0]["notes"][0]["code"], "wrong_partner");
}

#[test]
fn explain_reads_error_answers_without_a_ks() {
    let token = sample(&["-e", "1h"]);
    let answer = r#"{"code":"EXCEEDED_ACTIONS_LIMIT","message":"x","objectType":"KalturaAPIException","args":[]}"#;
    let log = format!("nothing\n{answer}\nKalturaAPIException\n{answer} ks={token}\n");
    let explained = ks_reading(&["explain", "--now", NOW, "--batch", "-"], &log);
    assert_eq!(explained.fails(1), "batch");
    let explained = results(explained.text());
    assert_eq!(lines_of(&explained), [2, 4]);
    // It is the result for the answer alone.
    let mut single = ks(&["explain", "--json", answer]).json();
    single["line"] = json!(2);
    assert_eq!(explained[0], single);
    assert_eq!(explained[0]["answer"]["code"], "EXCEEDED_ACTIONS_LIMIT");
    // Only `explain` reads answers.
    assert_eq!(ks_reading(&["decode", "--batch", "-"], answer).fails(1), "not_a_ks");
}

#[test]
fn a_log_without_a_ks_is_an_error() {
    let run = ks_reading(&["decode", "--batch", "-"], "one\ntwo\n");
    assert_eq!((run.text(), run.fails(1)), ("", "not_a_ks"));
    assert!(ks_reading(&["decode", "--batch", "-"], "").succeeds().stdout.is_empty());
    assert_eq!(ks(&["verify", "--batch", "/no/such/file"]).fails(2), "io");
    assert_eq!(ks(&["decode", "djJ8", "--batch", "-"]).fails(2), "usage");
    let stdin_twice = ks_reading(&["decode", "--secret-stdin", "--batch", "-"], "x");
    assert_eq!(stdin_twice.fails(2), "usage");
}

#[test]
fn results_have_the_order_of_the_lines_on_any_number_of_threads() {
    let mut lines = String::new();
    for i in 0..20_000 {
        // Lines of different lengths, and a bad one now and then.
        let fill = "x".repeat(i % 50);
        let expiry = if i % 1000 == 999 { "0" } else { "60" };
        writeln!(lines, "{{\"user_id\":\"u{i}{fill}\",\"expiry\":{expiry}}}").unwrap();
    }
    assert!(lines.len() > 1 << 20, "several chunks");
    let file = temporary(lines);
    let file = file.to_str().unwrap();
    for jobs in ["1", "2", "7"] {
        let made = ks(&["generate", "--now", NOW, "--batch", file, "--jobs", jobs]);
        assert_eq!(made.fails(1), "batch");
        assert!(made.stderr.contains("20 of 20000 lines"), "{}", made.stderr);
        let log = temporary(&made.stdout);
        let args = ["decode", "--batch", log.to_str().unwrap(), "--jobs", jobs];
        let read = ks(&args).succeeds();
        let mut line = 0;
        for result in read.text().lines() {
            line += 1;
            if line % 1000 == 0 {
                line += 1;
            }
            let start = format!(
                "{{\"line\":{line},\"version\":2,\"partner_id\":102,\"type\":0,\"user_id\":\"u{}",
                line - 1
            );
            assert!(result.starts_with(&start), "{jobs} {line}: {result}");
        }
        assert_eq!(line, 19_999);
    }
    assert_eq!(ks(&["generate", "--batch", file, "--jobs", "0"]).code, 2);
    assert_eq!(ks(&["generate", "-u", "ann", "--jobs", "2"]).fails(2), "usage");
}
