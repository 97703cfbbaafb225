//! The cases of `tests/cases/` through the command.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::path::Path;

use common::{Run, SECRET, command, run};
use serde_json::{Value, json};

const NOW: &str = "1750000000";

fn cases(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// Runs the command for the partner of the cases.
fn ks(args: &[&str], stdin: &[u8]) -> Run {
    let mut command = command(args);
    command.env("KALTURA_ADMIN_SECRET", SECRET).env("KALTURA_PARTNER_ID", "1234567");
    run(command, stdin)
}

/// Runs the command with a text on standard input.
fn reading(args: &[String], text: &str) -> Run {
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    ks(&[&args[..], &["--now", NOW]].concat(), text.as_bytes())
}

/// The line of `ks generate --batch` for a case.
fn line(case: &Value) -> Value {
    let mut line = case["session"].clone();
    let fields = line.as_object_mut().unwrap_or_else(|| panic!("{case}"));
    if !fields.contains_key("user_id") && !fields.contains_key("anonymous") {
        fields.insert("user_id".into(), json!("ann"));
    }
    line
}

/// The answers of one batch: the KS, or the error.
fn generate(cases: &[Value]) -> Vec<Value> {
    let lines: String = cases.iter().map(|case| format!("{}\n", line(case))).collect();
    let run = ks(&["generate", "--batch", "-", "--now", NOW], lines.as_bytes());
    let answers: Vec<_> =
        run.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), cases.len(), "{}", run.stderr);
    answers
}

/// The KS of each case: given, or generated.
fn with_ks(cases: Vec<Value>) -> Vec<(Value, String)> {
    let (given, made): (Vec<_>, Vec<_>) =
        cases.into_iter().partition(|case| case["ks"].is_string());
    let answers = generate(&made);
    let given = given.into_iter().map(|case| {
        let ks = case["ks"].as_str().unwrap().to_owned();
        (case, ks)
    });
    let made = made.into_iter().zip(answers).map(|(case, answer)| {
        let ks = answer["ks"].as_str().unwrap_or_else(|| panic!("{case}: {answer}")).to_owned();
        (case, ks)
    });
    given.chain(made).collect()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap()).collect()
}

/// The options of a request that a case names.
fn request(case: &Value) -> Vec<String> {
    let option = |name: &str, option: &str| {
        case[name].as_str().map(|value| format!("--{option}={value}"))
    };
    let options = [option("remote_addr", "remote-addr"), option("request_uri", "request-uri")];
    options.into_iter().flatten().collect()
}

fn assert_codes(found: &Value, case: &Value, has: &str, lacks: &str) {
    let found: Vec<_> =
        found.as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    for code in texts(&case[has]) {
        assert!(found.contains(&code), "{case}: {found:?}");
    }
    for code in texts(&case[lacks]) {
        assert!(!found.contains(&code), "{case}: {found:?}");
    }
}

#[test]
fn sessions_are_generated_or_refused() {
    let cases = cases("generate.json");
    for (case, answer) in cases.iter().zip(generate(&cases)) {
        let error = &answer["error"];
        assert_eq!(*error.get("code").unwrap_or(&json!("ok")), case["code"], "{case}: {answer}");
        if let Some(part) = case["message"].as_str() {
            assert!(error["message"].as_str().unwrap().contains(part), "{case}: {answer}");
        }
    }
}

#[test]
fn advice_is_given_on_sessions_and_on_their_kss() {
    for case in cases("lint.json") {
        let line = line(&case);
        let mut args = vec!["lint".to_owned(), "--json".to_owned()];
        for (name, value) in line.as_object().unwrap() {
            let name = if name == "version" { "ks-version" } else { name };
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            args.push(format!("--{}={value}", name.replace('_', "-")));
        }
        let run = reading(&args, "");
        assert_eq!(run.code, 0, "{case}: {run:?}");
        assert_codes(&run.json(), &case, "has", "lacks");
    }
}

#[test]
fn kss_are_explained_with_what_surrounds_them() {
    for (case, ks) in with_ks(cases("explain.json")) {
        let text = case["text"].as_str().map_or(ks.clone(), |text| text.replace("{ks}", &ks));
        let mut args = vec!["explain".to_owned(), "--json".to_owned()];
        args.extend(request(&case));
        args.extend(texts(&case["can"]).iter().map(|asked| format!("--can={asked}")));
        let now = case["now"].as_i64().map_or(NOW.to_owned(), |now| now.to_string());
        args.push(format!("--now={now}"));
        let args: Vec<_> = args.iter().map(String::as_str).collect();
        let answer = self::ks(&args, text.as_bytes()).json();
        if let Some(status) = case["status"].as_str() {
            assert_eq!(answer["status"]["name"], status, "{case}: {answer}");
            assert_eq!(answer["api_error"], case["api_error"], "{case}: {answer}");
        }
        if let Some(part) = case["reason"].as_str() {
            assert!(answer["reason"].as_str().unwrap().contains(part), "{case}: {answer}");
        }
        let column = |name: &str| -> Vec<Value> {
            answer["grants"].as_array().unwrap().iter().map(|it| it[name].clone()).collect()
        };
        let granted = case["granted"].as_array().cloned().unwrap_or_default();
        assert_eq!(column("granted"), granted, "{case}: {answer}");
        if let Some(rules) = case["rule"].as_array() {
            assert_eq!(&column("rule"), rules, "{case}: {answer}");
        }
        assert_codes(&answer["advice"], &case, "advice", "lacks_advice");
    }
}

#[test]
fn kss_are_verified() {
    for (case, ks) in with_ks(cases("verify.json")) {
        let mut args = vec!["verify".to_owned(), "--json".to_owned()];
        args.extend(request(&case));
        args.extend(texts(&case["required"]).iter().map(|asked| format!("--require={asked}")));
        let answer = reading(&args, &ks).json();
        let code = answer["error"].get("code").cloned().unwrap_or(json!("ok"));
        assert_eq!(code, case["code"], "{case}: {answer}");
    }
}

/// Damages a KS as texts on their way do.
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
fn kss_are_found_in_damaged_text() {
    for (case, ks) in with_ks(cases("find.json")) {
        let text = case["text"].as_str().unwrap().replace("{ks}", &mangled(&ks, &case));
        let answer = reading(&["decode".into(), "--json".into()], &text).json();
        let code = answer["error"].get("code").cloned().unwrap_or(json!("found"));
        assert_eq!(code, case["code"], "{case}: {answer}");
    }
}

#[test]
fn error_answers_are_explained() {
    for case in cases("answers.json") {
        let answer =
            reading(&["explain".into(), "--json".into()], case["text"].as_str().unwrap()).json();
        let explained = &answer["answer"];
        assert_eq!(explained["code"], case["code"], "{case}: {answer}");
        assert_eq!(explained["status"], case["status"], "{case}: {answer}");
        if let Some(part) = case["check"].as_str() {
            assert!(explained["check"].as_str().unwrap().contains(part), "{case}: {answer}");
        }
        assert_eq!(answer["is_accepted"], false, "{case}");
    }
}

#[test]
fn recipes_are_filled_in() {
    for case in cases("recipes.json") {
        let mut args = vec!["generate".to_owned(), "--json".to_owned()];
        args.push(format!("--recipe={}", case["recipe"].as_str().unwrap()));
        for (name, value) in case["set"].as_object().unwrap() {
            args.push(format!("--set={name}={}", value.as_str().unwrap()));
        }
        if case["recipe"] != "widget" {
            args.push("--user-id=ann".into());
        }
        let answer = reading(&args, "").json();
        if let Some(privileges) = case["privileges"].as_str() {
            let ks = answer["ks"].as_str().unwrap_or_else(|| panic!("{case}: {answer}"));
            let decoded = reading(&["decode".into(), "--json".into()], ks).json();
            assert_eq!(decoded["privileges_text"], privileges, "{case}: {answer}");
        } else {
            assert_eq!(answer["error"]["code"], case["code"], "{case}: {answer}");
            let message = answer["error"]["message"].as_str().unwrap();
            let part = case["message"].as_str().unwrap();
            assert!(message.contains(part), "{case}: {answer}");
        }
    }
}
