//! KSs in other text: found, read and replaced.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{NOW, SECRET, command, ks, ks_reading, run, sample};
use ks_core::{Keyring, find};

const LATER: &str = "1760000000";

fn renewed_end(ks: &str) -> Option<i64> {
    Keyring::new(SECRET).unwrap().decode(ks).unwrap().expires_at()
}

#[test]
fn renew_gives_the_text_back_with_another_ks_in_it() {
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
fn renew_takes_a_whole_log() {
    let (one, other) = (sample(&["-e", "1h"]), sample(&["-e", "2h"]));
    let log = format!("a ks={one}\r\nnothing here\nb {other} and {one}\n");
    let run = ks_reading(&["renew", "--now", LATER], &log).succeeds();
    let lines: Vec<_> = run.text().split('\n').collect();
    assert_eq!(lines.len(), 4);
    assert!(lines[0].starts_with("a ks=djJ8") && lines[0].ends_with('\r'));
    assert_eq!(lines[1], "nothing here");
    assert!(lines[2].starts_with("b ") && lines[2].contains(" and djJ8"));
    assert!(!run.text().contains(&one) && !run.text().contains(&other));

    // What another secret signed stays, and is told.
    let mut stranger = command(&["generate", "-u", "ann"]);
    stranger.env("KALTURA_ADMIN_SECRET", "another");
    let stranger = run_text(stranger);
    let log = format!("{one}\n{stranger}\n");
    let run = ks_reading(&["renew", "--now", LATER], &log);
    assert_eq!(run.fails(1), "bad_signature");
    assert!(run.stderr.contains("line 2"), "{}", run.stderr);
    assert!(run.text().ends_with(&format!("\n{stranger}\n")) && !run.text().contains(&one));
}

fn run_text(command: std::process::Command) -> String {
    run(command, b"").succeeds().text().trim().to_owned()
}

#[test]
fn every_reader_takes_every_form() {
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
fn a_blank_for_a_plus_is_named() {
    let with_plus = (0..64)
        .map(|i| {
            let nonce = format!("{i:032x}");
            let args = ["generate", "-u", "ann", "--now", NOW, "--nonce", &nonce];
            ks(&args).text().trim().replace('-', "+").replace('_', "/")
        })
        // Where the first part is whole blocks, it may be a KS with words behind it.
        .find(|ks| ks.find('+').is_some_and(|at| at > 31 && at < 50))
        .unwrap();
    let broken = with_plus.replace('+', " ");
    for text in [broken.clone(), format!("https://example.com/?ks={broken}&a=b")] {
        for command in ["decode", "verify", "inspect", "renew"] {
            assert_eq!(ks(&[command, &text]).fails(2), "blank_for_plus");
        }
    }
}

#[test]
fn an_app_token_is_hashed_with_the_ks_exactly_as_given() {
    let hash = |text: &str| {
        let mut command = command(&["app-token"]);
        command.env("KALTURA_APP_TOKEN", "token");
        run(command, text.as_bytes()).succeeds().text().to_owned()
    };
    let token = sample(&[]);
    assert_eq!(hash(&token), hash(&format!("{token}\r\n")));
    assert_ne!(hash(&token), hash(token.trim_end_matches('=')));
    assert_ne!(hash(&token), hash(&format!(" {token}")));
}

#[test]
fn completions_and_man_pages_know_every_command() {
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
        "completions",
        "man",
    ];
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = ks(&["completions", shell]).succeeds();
        for command in commands {
            assert!(script.text().contains(command), "{shell} {command}");
        }
    }
    let page = ks(&["man"]).succeeds();
    for command in commands {
        assert!(page.text().contains(&command.replace('-', "\\-")), "{command}");
        let page = ks(&["man", command]).succeeds();
        assert!(page.text().contains(".TH"), "{command}");
    }
}

#[test]
fn the_table_of_privileges_is_whole() {
    let table = ks(&["privileges"]).succeeds();
    let data = ks(&["privileges", "--json"]).succeeds().json();
    assert_eq!(data.as_array().unwrap().len(), ks_core::privilege::TABLE.len());
    for info in ks_core::privilege::TABLE {
        assert!(table.text().contains(info.meaning), "{}", info.name);
        let one = ks(&["privileges", info.name]).succeeds();
        assert!(one.text().contains(info.meaning));
    }
}
