//! KSs in other text are found, read and replaced.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{NOW, SECRET, command, ks, ks_reading, run, sample};
use ks_core::{Keyring, find};

const LATER: &str = "1760000000";

fn renewed_end(ks: &str) -> Option<i64> {
    Keyring::new(SECRET).unwrap().decode(ks).unwrap().expires_at()
}

#[test]
fn renew_replaces_the_ks_in_its_text() {
    let token = sample(&["-p", "sview:0_abc", "-e", "1h"]);
    let escaped = token.replace('=', "%3D");
    for (before, after) in [
        ("", ""),
        ("https://example.com/p/102/ks/", "/playManifest?a=b"),
        ("https://example.com/?ks=", "&format=1"),
        ("{\"ks\": \"", "\", \"partnerId\": 102}"),
        ("10.0.0.1 - - \"GET /?ks=", " HTTP/1.1\" 200"),
    ] {
        for token in [&token, &escaped] {
            let text = format!("{before}{token}{after}");
            let run = ks(&["renew", "--now", LATER, "--", &text]).succeeds();
            let renewed = run.text().strip_suffix('\n').unwrap();
            assert!(renewed.starts_with(before) && renewed.ends_with(after), "{renewed}");
            assert_eq!(renewed.contains("%3D"), text.contains("%3D"));
            let found = find(renewed).unwrap();
            assert_ne!(&*found.ks, token.as_str());
            assert_eq!(renewed_end(&found.ks), Some(1_760_086_400));
        }
    }
    let until = ["renew", &token, "--now", LATER, "--expires-at", "1770000000"];
    assert_eq!(renewed_end(ks(&until).succeeds().text().trim()), Some(1_770_000_000));
    let hours = ks(&["renew", &token, "--now", LATER, "-e", "2h", "--json"]).succeeds().json();
    assert_eq!(renewed_end(hours["text"].as_str().unwrap()), Some(1_760_007_200));
    assert_eq!(hours["renewed"], 1);
}

#[test]
fn renew_replaces_all_kss_of_a_log() {
    let (one, other) = (sample(&["-e", "1h"]), sample(&["-e", "2h"]));
    let log = format!("a ks={one}\r\nnothing here\nb {other} and {one}\n");
    let run = ks_reading(&["renew", "--now", LATER], &log).succeeds();
    let lines: Vec<_> = run.text().split('\n').collect();
    assert_eq!(lines.len(), 4);
    assert!(lines[0].starts_with("a ks=djJ8") && lines[0].ends_with('\r'));
    assert_eq!(lines[1], "nothing here");
    assert!(lines[2].starts_with("b ") && lines[2].contains(" and djJ8"));
    assert!(!run.text().contains(&one) && !run.text().contains(&other));

    // A KS signed with another secret is unchanged and reported.
    let mut stranger = command(&["generate", "-u", "ann"]);
    stranger.env("KALTURA_ADMIN_SECRET", "another");
    let stranger = run_text(stranger);
    let log = format!("{one}\n{stranger}\n");
    let run = ks_reading(&["renew", "--now", LATER], &log);
    assert_eq!(run.fails(1), "bad_signature");
    assert!(run.stderr.contains("line 2"), "{}", run.stderr);
    assert!(run.text().ends_with(&format!("\n{stranger}\n")) && !run.text().contains(&one));
}

#[test]
fn renew_changes_no_other_byte() {
    let token = sample(&[]);
    let (before, after) = (&b"caf\xe9 \x80\x81\xff\xfe ks="[..], &b" \xc3\r\n\xf0\x9f"[..]);
    let run = ks_reading(
        &["renew", "--now", LATER],
        [before, token.as_bytes(), after, token.as_bytes(), b"\n"].concat(),
    );
    let json = ks_reading(&["renew", "--json"], [before, token.as_bytes()].concat());
    assert_eq!(json.fails(2), "not_utf8");
    assert!(run.code == 0 && run.stderr.is_empty(), "{run:?}");
    let bytes = run.stdout;
    assert!(bytes.starts_with(before));
    let one = &bytes[before.len()..][..token.len()];
    assert_eq!(&bytes[before.len() + token.len()..][..after.len()], after);
    let other = &bytes[before.len() + token.len() + after.len()..];
    for renewed in [one, other.strip_suffix(b"\n").unwrap()] {
        assert_eq!(renewed_end(str::from_utf8(renewed).unwrap()), Some(1_760_086_400));
    }
}

#[test]
fn renew_loses_no_log() {
    let mut stranger = command(&["generate", "-u", "ann"]);
    stranger.env("KALTURA_ADMIN_SECRET", "another");
    let stranger = run_text(stranger);
    let token = sample(&[]);
    // Whether some or all KSs are unchanged, the text is printed and each is reported.
    for (log, renewed) in
        [(format!("{token}\n{stranger}\n"), 1), (format!("a {stranger}\nb {stranger}\n"), 0)]
    {
        let run = ks_reading(&["renew", "--now", LATER], &log);
        assert_eq!(run.code, 1);
        assert!(run.stderr.lines().all(|line| line.starts_with("error[bad_signature]: line ")));
        assert!(run.text().lines().nth(1) == log.lines().nth(1), "{run:?}");

        let answer = ks_reading(&["renew", "--now", LATER, "--json"], &log).json();
        assert_eq!(answer["renewed"], renewed);
        let errors = answer["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 2 - renewed);
        let last = errors.last().unwrap();
        assert_eq!((&last["line"], &last["code"]), (&2.into(), &"bad_signature".into()));
        assert!(last["message"].as_str().unwrap().contains("admin secret"));
    }
    // A single KS, and an expiry that no KS can have, are plain errors.
    assert_eq!(ks(&["renew", "--json", &stranger]).json()["error"]["code"], "bad_signature");
    let log = format!("{token}\n{token}\n");
    assert_eq!(ks_reading(&["renew", "-e", "0"], log).fails(2), "invalid_expiry");
}

#[test]
fn of_several_kss_the_first_is_shown_and_none_is_verified() {
    let (one, other) = (sample(&["-e", "1h"]), sample(&["-e", "2h"]));
    let log = format!("first {one} and {other}\nagain {one}\n");
    for name in ["decode", "explain", "inspect", "lint"] {
        let run = ks_reading(&[name, "--now", NOW], &log).succeeds();
        assert!(run.text().contains("contains 2 different KSs"), "{run:?}");
        let answer = ks_reading(&[name, "--json", "--now", NOW], &log).succeeds().json();
        let notes = if name == "lint" { &answer } else { &answer["notes"] };
        let last = notes.as_array().unwrap().last().unwrap();
        assert_eq!(last["code"], "several_kss");
    }
    assert_eq!(ks_reading(&["verify", "--now", NOW], &log).fails(1), "several_kss");
    // The same KS in two spellings is one.
    let twice = format!("{one} {}", one.trim_end_matches('=').replace('-', "+").replace('_', "/"));
    ks_reading(&["verify", "--now", NOW], twice).succeeds();
}

#[test]
fn privilege_options_are_split_at_commas() {
    let ks = sample(&["-p", "sview:0_a,list:*"]);
    let verify = |wanted: &str| ks_reading(&["verify", "--now", NOW, "--require", wanted], &ks);
    verify("sview:0_a,list:x").succeeds();
    // A star does not grant a value that contains another privilege.
    assert_eq!(verify("list:x,edit:1").fails(1), "not_granted");
    for nothing in ["", ",", "list,", ":x"] {
        assert_eq!(verify(nothing).fails(2), "usage", "{nothing:?}");
    }
    let can =
        ks_reading(&["explain", "--now", NOW, "--json", "--can", "list:x,edit:1"], &ks).json();
    assert_eq!(
        (&can["grants"][0]["granted"], &can["grants"][1]["granted"]),
        (&true.into(), &false.into())
    );
}

#[test]
fn a_ks_alone_may_be_escaped_for_a_url() {
    // Each is one block longer, until the text needs padding.
    let ks = (1..=33).step_by(16).map(|len| sample(&["--additional-data", &"x".repeat(len)]));
    let ks = ks.into_iter().find(|ks| ks.ends_with('=')).unwrap();
    for text in [ks.replace('=', "%3D"), ks.replace('=', "%253D")] {
        for name in ["decode", "explain", "verify", "inspect", "renew"] {
            let run = ks_reading(&[name, "--now", NOW], &text);
            assert_eq!(run.code, 0, "{run:?}");
        }
    }
}

#[test]
fn renew_joins_lines_and_prints_text_without_a_ks() {
    let token = sample(&["-v", "1"]);
    let lines: Vec<_> =
        token.as_bytes().chunks(76).map(|line| str::from_utf8(line).unwrap()).collect();
    let renewed = ks_reading(&["renew", "--now", NOW], lines.join("\n")).succeeds();
    assert_eq!(renewed.text().trim().lines().count(), 1);
    let log = "a line\nanother line without any\n";
    let run = ks_reading(&["renew", "--now", NOW], log);
    assert_eq!((run.text(), run.fails(1)), (log, "not_a_ks"));
}

#[test]
fn the_partner_is_checked_by_every_command() {
    let token = sample(&["-t", "admin"]);
    for name in ["decode", "explain", "renew", "lint", "verify"] {
        let run = ks(&[name, &token, "--now", NOW, "--partner-id", "abc"]);
        assert_eq!(run.fails(2), "invalid_partner_id", "{name}");
        let run = ks(&[name, &token, "--now", NOW, "--partner-id", "102"]).succeeds();
        assert!(!run.text().contains("wrong_partner"), "{run:?}");
        let run = ks(&[name, &token, "--now", NOW, "--partner-id", "103"]);
        if name == "verify" {
            assert_eq!(run.fails(1), "wrong_partner");
            continue;
        }
        assert_eq!(run.code, 0);
        // The output of renew is the text and nothing else.
        let reported = if name == "renew" { &run.stderr } else { run.text() };
        assert!(reported.contains("wrong_partner"), "{run:?}");
        let answer = ks(&[name, &token, "--now", NOW, "--partner-id", "103", "--json"]).json();
        let notes = if name == "lint" { &answer } else { &answer["notes"] };
        assert_eq!(notes.as_array().unwrap().last().unwrap()["code"], "wrong_partner");
    }
}

#[test]
fn a_privilege_option_needs_a_name() {
    let token = sample(&[]);
    for asked in ["", ":0_abc"] {
        assert_eq!(ks(&["explain", &token, "--now", NOW, "--can", asked]).fails(2), "usage");
    }
}

fn run_text(command: std::process::Command) -> String {
    run(command, b"").succeeds().text().trim().to_owned()
}

#[test]
fn every_command_reads_every_form() {
    let token = sample(&[]);
    let forms = [
        token.clone(),
        format!("{token}\n"),
        format!("https://example.com/?ks={}", token.replace('=', "%3d")),
        format!("{{\"objectType\":\"KalturaSessionInfo\",\"ks\":\"{token}\"}}"),
        format!("<?xml version=\"1.0\"?><xml><result>{token}</result></xml>"),
        format!("2026-01-01T00:00:00Z INFO ks={token} partner=102\nsecond line\n"),
        format!("{}\n{}\n", &token[..76], &token[76..]),
        token.trim_end_matches('=').to_owned(),
        token.replace('-', "+").replace('_', "/"),
    ];
    for form in &forms {
        for args in [
            &["decode", "--now", NOW][..],
            &["explain", "--now", NOW],
            &["verify", "--now", NOW],
            &["lint", "--now", NOW],
            &["inspect"],
            &["renew", "--now", NOW],
        ] {
            ks_reading(args, form).succeeds();
            ks_reading(&[args, &["-"]].concat(), form).succeeds();
            ks(&[args, &["--", form]].concat()).succeeds();
        }
    }
}

#[test]
fn a_space_in_place_of_a_plus_is_reported() {
    let with_plus = (0..64)
        .map(|i| {
            let nonce = format!("{i:032x}");
            let args = ["generate", "-u", "ann", "--now", NOW, "--nonce", &nonce];
            ks(&args).text().trim().replace('-', "+").replace('_', "/")
        })
        // If the first part were whole blocks, it could be a KS followed by words.
        .find(|ks| ks.find('+').is_some_and(|at| at > 31 && at < 50))
        .unwrap();
    let broken = with_plus.replace('+', " ");
    let escaped = broken.replace(' ', "%20");
    for text in [
        broken.clone(),
        format!("https://example.com/?ks={broken}&a=b"),
        format!("https://example.com/?ks={escaped}&a=b"),
    ] {
        for command in ["decode", "verify", "inspect", "renew"] {
            let status = if command == "verify" { 1 } else { 2 };
            assert_eq!(ks(&[command, &text]).fails(status), "blank_for_plus");
        }
    }
    // A URL inside another URL has lost nothing.
    let twice = with_plus.replace('+', "%252B").replace('/', "%252F").replace('=', "%253D");
    let url =
        format!("https://example.com/?next=https%3A%2F%2Fexample.com%2F%3Fks%3D{twice}%26a=b");
    let run = ks(&["renew", &url, "--now", LATER]).succeeds();
    assert!(run.text().contains("%253D%26a=b") && !run.text().contains(&twice), "{run:?}");
}

#[test]
fn an_app_token_is_hashed_with_the_ks_exactly_as_given() {
    let hash = |text: &str| {
        let mut command = command(&["app-token", "--hash-type", "sha1"]);
        command.env("KALTURA_APP_TOKEN", "token");
        run(command, text.as_bytes()).succeeds().text().to_owned()
    };
    let token = sample(&[]);
    assert_eq!(hash(&token), hash(&format!("{token}\r\n")));
    assert_ne!(hash(&token), hash(token.trim_end_matches('=')));
    let mut blank = command(&["app-token", &format!(" {token}")]);
    blank.env("KALTURA_APP_TOKEN", "token");
    assert_eq!(run(blank, b"").fails(2), "not_base64");
}

#[test]
fn completions_and_man_pages_contain_every_command() {
    let commands = [
        "generate",
        "decode",
        "explain",
        "verify",
        "inspect",
        "renew",
        "lint",
        "app-token",
        "privileges",
        "recipes",
        "completions",
        "man",
    ];
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = ks(&["completions", shell]).succeeds();
        for command in commands {
            assert!(script.text().contains(command), "{shell} {command}");
        }
    }
    let script = ks(&["completions", "bash"]).succeeds();
    assert!(script.text().contains(" disableentitlement "), "no names of privileges");
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("man");
    let _ = std::fs::remove_dir_all(&dir);
    ks(&["man", "--dir", dir.to_str().unwrap()]).succeeds();
    let pages = std::fs::read_dir(&dir).unwrap().count();
    assert_eq!(pages, commands.len() + 1);
    let page = ks(&["man"]).succeeds();
    for command in commands {
        assert!(page.text().contains(&command.replace('-', "\\-")), "{command}");
        let page = ks(&["man", command]).succeeds();
        assert!(page.text().contains(".TH"), "{command}");
    }
}

#[test]
fn the_table_of_privileges_is_complete() {
    let table = ks(&["privileges"]).succeeds();
    let data = ks(&["privileges", "--json"]).succeeds().json();
    assert_eq!(data.as_array().unwrap().len(), ks_core::privilege::TABLE.len());
    for info in ks_core::privilege::TABLE {
        assert!(table.text().contains(info.meaning), "{}", info.name);
        let one = ks(&["privileges", info.name]).succeeds();
        assert!(one.text().contains(info.meaning));
    }
}
