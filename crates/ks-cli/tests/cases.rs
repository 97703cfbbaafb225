//! The cases of `tests/cases/` through the command (see the README there). The core's
//! tests run the same cases.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use common::{NOW, Run, SECRET, command, ks_reading, run};
use ks_core::Keyring;
use serde_json::Value;

const PARTNER: &str = "1234567";
const NONCE: &str = "07070707070707070707070707070707";

fn cases(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap()
}

fn ks(args: &[&str]) -> Run {
    let mut command = command(args);
    command.env("KALTURA_PARTNER_ID", PARTNER);
    run(command, b"")
}

/// Generates the sessions of all cases as a batch. Returns the result of each case by id.
fn generated(cases: &[Value]) -> BTreeMap<String, Value> {
    let sessions: Vec<&Value> = cases.iter().filter(|case| case["session"].is_object()).collect();
    let lines: String = sessions
        .iter()
        .map(|case| {
            let mut session = case["session"].clone();
            if session["version"] != 1 {
                session["nonce"] = NONCE.into();
            }
            format!("{session}\n")
        })
        .collect();
    let args = ["generate", "-u", "ann", "--partner-id", PARTNER, "--now", NOW, "--batch", "-"];
    let made = ks_reading(&args, lines);
    let results = made.text().lines().map(|line| serde_json::from_str(line).unwrap());
    let ids = sessions.iter().map(|case| case["id"].as_str().unwrap().to_owned());
    let by_id: BTreeMap<_, _> = ids.zip(results).collect();
    assert_eq!(by_id.len(), sessions.len());
    by_id
}

/// Returns the KS of each case by id: given, or generated.
fn kss(cases: &[Value]) -> BTreeMap<String, String> {
    let generated = generated(cases);
    let ks = |case: &Value| {
        let id = case["id"].as_str().unwrap();
        let ks = case["ks"].as_str().or_else(|| generated[id]["ks"].as_str());
        (id.to_owned(), ks.unwrap_or_else(|| panic!("{case}: {}", generated[id])).to_owned())
    };
    cases.iter().map(ks).collect()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap()).collect()
}

fn assert_contains(message: &Value, part: &Value, case: &Value) {
    if let Some(part) = part.as_str() {
        assert!(message.as_str().unwrap().contains(part), "{case}: {message}");
    }
}

/// Checks the advice codes that a case expects and excludes.
fn assert_advice(advice: &Value, has: &Value, lacks: &Value, case: &Value) {
    let codes: Vec<_> =
        advice.as_array().unwrap().iter().map(|a| a["code"].as_str().unwrap()).collect();
    assert!(texts(has).iter().all(|code| codes.contains(code)), "{case}: {codes:?}");
    assert!(!texts(lacks).iter().any(|code| codes.contains(code)), "{case}: {codes:?}");
}

#[test]
fn generate() {
    let cases = cases("generate.json");
    let generated = generated(&cases);
    for case in &cases {
        let result = &generated[case["id"].as_str().unwrap()];
        let error = &result["error"];
        let code = if result["ks"].is_string() { "ok" } else { error["code"].as_str().unwrap() };
        assert_eq!(code, case["code"], "{case}: {result}");
        if code != "ok" {
            assert_contains(&error["message"], &case["message"], case);
        }
    }
}

/// Returns the options of the session in a case.
fn options(case: &Value) -> Vec<String> {
    let mut options = vec!["--user-id=ann".to_owned()];
    for (name, value) in case["session"].as_object().unwrap() {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match name.as_str() {
            "anonymous" => options[0] = "--anonymous".into(),
            "user_id" => options[0] = format!("--user-id={value}"),
            "version" => options.push(format!("--ks-version={value}")),
            _ => options.push(format!("--{}={value}", name.replace('_', "-"))),
        }
    }
    options
}

#[test]
fn lint() {
    for case in cases("lint.json") {
        let options = options(&case);
        let mut args = vec!["lint", "--json", "--now", NOW];
        args.extend(options.iter().map(String::as_str));
        let advice = ks(&args).succeeds().json();
        assert_advice(&advice, &case["has"], &case["lacks"], &case);
    }
}

#[test]
fn explain() {
    let cases = cases("explain.json");
    let kss = kss(&cases);
    for case in &cases {
        let ks_text = &kss[case["id"].as_str().unwrap()];
        let text = case["text"].as_str().unwrap_or("{ks}").replace("{ks}", ks_text);
        let now = case["now"].as_i64().map_or(NOW.to_owned(), |now| now.to_string());
        let mut args = vec!["explain".to_owned(), "--json".into(), "--now".into(), now];
        args.extend(texts(&case["can"]).iter().map(|can| format!("--can={can}")));
        for (option, value) in
            [("remote-addr", &case["remote_addr"]), ("request-uri", &case["request_uri"])]
        {
            args.extend(value.as_str().map(|value| format!("--{option}={value}")));
        }
        args.extend(["--".into(), text]);
        let run = ks(&args.iter().map(String::as_str).collect::<Vec<_>>());
        let explained = run.json();
        if let Some(status) = case["status"].as_str() {
            assert_eq!(explained["status"]["name"], status, "{case}: {explained}");
            assert_eq!(explained["api_error"], case["api_error"], "{case}: {explained}");
        }
        assert_contains(&explained["reason"], &case["reason"], case);
        let grants = explained["grants"].as_array().unwrap();
        let of = |name: &str| Value::Array(grants.iter().map(|g| g[name].clone()).collect());
        let wanted = case.get("granted").cloned().unwrap_or_else(|| Value::Array(Vec::new()));
        assert_eq!(of("granted"), wanted, "{case}");
        if case.get("rule").is_some() {
            assert_eq!(of("rule"), case["rule"], "{case}");
        }
        assert_advice(&explained["advice"], &case["advice"], &case["lacks_advice"], case);
        let success =
            explained["is_accepted"] == true && grants.iter().all(|grant| grant["granted"] == true);
        assert_eq!(run.code, i32::from(!success), "{case}");
        // The text for people contains the reason too.
        let text_args: Vec<_> =
            args.iter().map(String::as_str).filter(|a| *a != "--json").collect();
        assert!(ks(&text_args).text().contains("reason"), "{case}");
    }
}

#[test]
fn verify() {
    let cases = cases("verify.json");
    let kss = kss(&cases);
    for case in &cases {
        let mut args = vec!["verify", "--json", "--now", NOW];
        for required in texts(&case["required"]) {
            args.extend(["--require", required]);
        }
        for (option, value) in
            [("--remote-addr", &case["remote_addr"]), ("--request-uri", &case["request_uri"])]
        {
            if let Some(value) = value.as_str() {
                args.extend([option, value]);
            }
        }
        args.push(&kss[case["id"].as_str().unwrap()]);
        let run = ks(&args);
        let code = if run.code == 0 { "ok" } else { run.error_code() };
        assert_eq!(code, case["code"], "{case}: {run:?}");
    }
}

#[test]
fn find() {
    let cases = cases("find.json");
    let kss = kss(&cases);
    for case in &cases {
        let ks_text = &kss[case["id"].as_str().unwrap()];
        let text = case["text"].as_str().unwrap().replace("{ks}", &mangled(ks_text, case));
        let run = ks_reading(&["decode", "--json", "--partner-id", PARTNER], &text);
        let code = match run.code {
            0 => "found",
            _ => run.error_code(),
        };
        assert_eq!(code, case["code"], "{case}: {run:?}");
        if code == "found" {
            let expected = Keyring::new(SECRET).unwrap().decode(ks_text).unwrap();
            assert_eq!(run.json()["session_hash"], expected.session_hash(), "{case}");
        }
    }
}

/// Damages a KS as e-mails, terminals and logs do.
fn mangled(ks: &str, case: &Value) -> String {
    let lines = |end: &str| {
        let lines: Vec<_> = ks.as_bytes().chunks(60).map(|l| str::from_utf8(l).unwrap()).collect();
        lines.join(end)
    };
    match case["mangle"].as_str() {
        None => ks.to_owned(),
        Some("quoted_printable") => lines("=\r\n").replace("==", "=3D=3D"),
        Some("lines") => lines("\n"),
        Some("quoted_lines") => format!("> {}", lines("\n> ")),
        Some("missing_middle") => format!("{}{}", &ks[..50], &ks[53..]),
        Some("missing_four") => format!("{}{}", &ks[..50], &ks[54..]),
        Some("cut") => ks.trim_end_matches('=')[..77].to_owned(),
        Some(other) => panic!("{other}"),
    }
}

#[test]
fn answers() {
    for case in cases("answers.json") {
        let text = case["text"].as_str().unwrap();
        let run = ks_reading(&["explain", "--json"], text);
        assert_eq!(run.code, 1, "{case}: {run:?}");
        let answer = &run.json()["answer"];
        assert_eq!(answer["code"], case["code"], "{case}");
        assert_eq!(answer["status"], case["status"], "{case}");
        assert_contains(&answer["check"], &case["check"], &case);
        let shown = ks_reading(&["explain"], text);
        assert!(shown.text().starts_with("answer"), "{case}: {shown:?}");
    }
}

#[test]
fn recipes() {
    let table = ks(&["recipes"]).succeeds();
    for case in cases("recipes.json") {
        let recipe = case["recipe"].as_str().unwrap();
        let mut args = vec!["generate".to_owned(), "--recipe".into(), recipe.into()];
        for (field, value) in case["set"].as_object().unwrap() {
            args.push(format!("--set={field}={}", value.as_str().unwrap()));
        }
        let details = ks(&["recipes", recipe]);
        if details.code == 0 {
            assert!(table.text().contains(recipe), "{case}");
            assert!(details.text().contains(&format!("--recipe {recipe}")), "{details:?}");
        }
        if !details.text().contains("without a user") {
            args.extend(["-u".into(), "ann".into()]);
        }
        let made = ks(&args.iter().map(String::as_str).collect::<Vec<_>>());
        if made.code == 0 {
            let decoded = ks_reading(&["decode", "--json"], made.text()).json();
            assert_eq!(decoded["privileges_text"], case["privileges"], "{case}");
        } else {
            assert_eq!(made.fails(2), case["code"].as_str().unwrap(), "{case}");
            assert_contains(&made.stderr.as_str().into(), &case["message"], &case);
        }
    }
}

#[test]
fn options_take_precedence_over_a_recipe() {
    let decoded = |args: &[&str]| {
        let recipe = ["generate", "--recipe", "playback", "--set", "entry=0_a", "--now", NOW];
        let made = ks(&[&recipe, args].concat());
        assert_eq!(made.code, 0, "{made:?}");
        ks_reading(&["decode", "--json"], made.text()).succeeds().json()
    };
    let recipe = "setrole:PLAYBACK_BASE_ROLE,sview:0_a";
    let plain = decoded(&["-u", "ann"]);
    assert_eq!(
        (&plain["privileges_text"], &plain["expires_at"]),
        (&recipe.into(), &1_750_014_400.into())
    );
    let other = decoded(&["-u", "ann", "-t", "admin", "-e", "60", "-p", "list:*"]);
    assert_eq!((&other["privileges_text"], &other["type"]), (&"list:*".into(), &2.into()));
    assert_eq!(other["expires_at"], 1_750_000_060);
    let more = decoded(&["--anonymous", "--privilege", "actionslimit:4"]);
    assert_eq!(more["privileges_text"], format!("{recipe},actionslimit:4"));
    // The user of the environment does not make a widget session somebody's.
    let mut widget = command(&["generate", "--recipe", "widget"]);
    widget.env("KALTURA_USER_ID", "ann");
    let widget = run(widget, b"");
    let widget = ks_reading(&["decode", "--json"], widget.text()).succeeds().json();
    assert_eq!(widget["user_id"], Value::Null);
    assert_eq!(ks(&["generate", "-u", "ann", "--set", "entry=0_a"]).fails(2), "usage");
    let no_value = ["generate", "-u", "ann", "--recipe", "playback", "--set", "entry"];
    assert_eq!(ks(&no_value).fails(2), "usage");
}
