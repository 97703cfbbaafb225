//! Runs the golden vectors through the command. A vector that it rejects, or reads
//! differently, is listed with its error.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::collections::BTreeMap;

use common::{bytes, command, ks_reading, run, temporary, vectors};
use serde_json::{Map, Value, json};

/// Earlier than every expiry in the generate files, except those that are rejected.
const GENERATE_NOW: &str = "1700000000";

/// Converts a whole number that the vectors write as text.
fn number(value: &Value) -> Value {
    match value.as_str().and_then(|text| text.parse::<i64>().ok()) {
        Some(number) if number.to_string() == value.as_str().unwrap() => json!(number),
        _ => value.clone(),
    }
}

/// Converts a number to text.
fn text(value: &Value) -> Value {
    if value.is_number() { json!(value.to_string()) } else { value.clone() }
}

/// Returns the line of `--batch` for an entry.
fn line(entry: &Value, version: u8) -> Value {
    let inputs = &entry["inputs"];
    let nonce = match &inputs["rand"] {
        _ if version == 2 => inputs["random_hex"].clone(),
        // The expected text contains the float as PHP prints it.
        Value::Object(float) if float.contains_key("$float") => {
            let decoded = String::from_utf8(bytes(&entry["expected"]["decoded"])).unwrap();
            json!(decoded.split(';').nth(4).unwrap())
        }
        Value::Null => json!(""),
        rand => text(rand),
    };
    let mut line = Map::new();
    for (name, value) in [
        ("version", json!(version)),
        ("partner_id", number(&inputs["partner_id"])),
        ("user_id", text(&inputs["user_id"])),
        ("anonymous", json!(inputs["user_id"].is_null())),
        ("type", inputs["type"].clone()),
        ("expires_at", number(&inputs["expiry"])),
        ("privileges", inputs["privileges"].clone()),
        ("master_partner_id", number(&inputs["master_partner_id"])),
        ("additional_data", text(&inputs["additional_data"])),
        ("nonce", nonce),
    ] {
        line.insert(name.into(), value);
    }
    Value::Object(line)
}

/// Returns the KS or the error code of each entry by id. Runs the command once for each
/// secret.
fn generate_all(entries: &[Value], version: u8) -> BTreeMap<String, Result<String, String>> {
    let mut by_secret: BTreeMap<Vec<u8>, Vec<&Value>> = BTreeMap::new();
    for entry in entries {
        by_secret.entry(bytes(&entry["inputs"]["secret"])).or_default().push(entry);
    }
    let mut answers = BTreeMap::new();
    for (secret, entries) in by_secret {
        let file = temporary(secret);
        let lines: String =
            entries.iter().map(|entry| format!("{}\n", line(entry, version))).collect();
        let mut command = command(&["generate", "--batch", "-", "--now", GENERATE_NOW]);
        command.arg("--secret-file").arg(file);
        let run = run(command, lines.as_bytes());
        let ids = entries.iter().map(|entry| entry["id"].as_str().unwrap().to_owned());
        if run.code == 2 {
            let code = run.error_code().to_owned();
            answers.extend(ids.map(|id| (id, Err(code.clone()))));
            continue;
        }
        let lines = run.text().lines().map(|line| {
            let answer: Value = serde_json::from_str(line).unwrap();
            match answer["ks"].as_str() {
                Some(ks) => Ok(ks.to_owned()),
                None => Err(answer["error"]["code"].as_str().unwrap().to_owned()),
            }
        });
        let before = answers.len();
        answers.extend(ids.zip(lines));
        assert_eq!(answers.len(), before + entries.len());
    }
    answers
}

/// Compares each result with the expected KS or the listed error.
fn check_generated(file: &str, version: u8, listed: &[(&str, &str)]) {
    let entries = vectors(file);
    let answers = generate_all(&entries, version);
    let listed: BTreeMap<&str, &str> =
        listed.iter().flat_map(|(code, ids)| ids.split(' ').map(move |id| (id, *code))).collect();
    let (mut exact, mut wrong) = (0, Vec::new());
    for entry in &entries {
        let id = entry["id"].as_str().unwrap();
        match (&answers[id], listed.get(id)) {
            (Ok(ks), None) if *ks == entry["expected"]["ks"] => exact += 1,
            (Ok(ks), Some(&"other")) if *ks != entry["expected"]["ks"] => {}
            (Err(code), Some(rule)) if code == rule => {}
            (got, rule) => wrong.push(format!("{id} {}: {got:?}, listed {rule:?}", entry["note"])),
        }
    }
    println!("{file}: {exact} exact, {} listed", listed.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(exact + listed.len(), entries.len());
}

#[test]
fn v1_generate() {
    check_generated(
        "v1_generate.json",
        1,
        &[
            ("invalid_type", "v1g-003 v1g-004 v1g-006 v1g-007"),
            ("invalid_user_id", "v1g-016 v1g-022 v1g-025"),
            ("invalid_privilege", "v1g-027 v1g-030 v1g-054"),
            ("invalid_additional_data", "v1g-036"),
            ("invalid_partner_id", "v1g-040"),
            ("invalid_expiry", "v1g-042 v1g-043 v1g-046 v1g-047"),
            ("invalid_secret", "v1g-049 v1g-053"),
            // A type of null is the default type here, and empty text on the server.
            ("other", "v1g-008"),
        ],
    );
}

#[test]
fn v2_generate() {
    check_generated(
        "v2_generate.json",
        2,
        &[
            ("invalid_type", "v2g-006 v2g-007 v2g-009 v2g-010 v2g-012 v2g-013"),
            ("invalid_user_id", "v2g-015 v2g-029 v2g-030 v2g-031 v2g-122"),
            (
                "invalid_privilege",
                "v2g-038 v2g-039 v2g-042 v2g-051 v2g-060 v2g-061 v2g-063 v2g-064 v2g-065 v2g-067 v2g-068 v2g-071 v2g-073 v2g-074 v2g-079 v2g-080 v2g-081",
            ),
            ("repeated_privilege", "v2g-054 v2g-066 v2g-078"),
            ("invalid_master_partner_id", "v2g-085 v2g-086"),
            ("invalid_additional_data", "v2g-093"),
            ("invalid_partner_id", "v2g-098 v2g-100"),
            ("invalid_expiry", "v2g-101 v2g-102 v2g-103 v2g-108 v2g-111 v2g-112 v2g-113 v2g-114"),
            ("invalid_secret", "v2g-115 v2g-119"),
            // A type or expiry of null is the default here, and no field on the server.
            ("other", "v2g-011 v2g-110"),
            // Repeated lists are merged here, where the server keeps the last one.
            ("other", "v2g-055 v2g-057 v2g-058"),
        ],
    );
}

/// Returns a command with the secrets of the partner in `ks`, or `None` if the server has
/// none for it.
fn reading(args: &[&str], ks: &str, secrets: &Value) -> Option<std::process::Command> {
    let partner = ks_core::inspect(ks).map(|seen| seen.partner_text).unwrap_or("102".into());
    let list = secrets.get(&partner)?.as_str()?;
    let mut command = command(args);
    for secret in list.split(',') {
        command.arg("--secret-file").arg(temporary(secret));
    }
    Some(command)
}

#[test]
fn parse() {
    // An empty secret or 0, which no partner has, and a secret that starts with a space.
    let refused = [
        ("par-124", "invalid_secret"),
        ("par-126", "invalid_secret"),
        ("par-127", "invalid_secret"),
        ("par-128", "invalid_secret"),
        ("par-129", "invalid_secret"),
    ];
    let entries = vectors("parse.json");
    let (mut exact, mut listed, mut no_secret, mut small_server) = (0, 0, 0, 0);
    let mut wrong = Vec::new();
    for entry in &entries {
        let id = entry["id"].as_str().unwrap();
        let ks = String::from_utf8(bytes(&entry["inputs"]["ks"])).unwrap();
        let expected = &entry["expected"];
        if entry["inputs"].get("php_max_input_vars").is_some() {
            // The command does not model a server with another configuration.
            small_server += 1;
            continue;
        }
        let Some(command) = reading(&["decode", "--json"], &ks, &entry["inputs"]["secrets"]) else {
            // The command does not look up secrets.
            assert_eq!(expected["reason"], "unknown_partner", "{id}");
            no_secret += 1;
            continue;
        };
        let run = run(command, ks.as_bytes());
        if let Some((_, code)) = refused.iter().find(|(listed, _)| *listed == id) {
            assert_eq!(run.json()["error"]["code"], **code, "{id}");
            listed += 1;
            continue;
        }
        let fits = match &expected["result"] {
            Value::Bool(true) => {
                let decoded = run.json();
                run.code == 0
                    && decoded["raw_fields"] == expected["fields"]
                    && decoded["group_hash"] == expected["session_id_hash"]
                    && ["is_admin", "is_widget", "is_anonymous"]
                        .iter()
                        .all(|name| decoded[name] == expected[name])
            }
            Value::String(_) => run.code == 1 && run.error_code() == "array_privilege",
            _ => run.code > 0 && run.json()["error"]["code"] == run.error_code(),
        };
        if fits {
            exact += 1;
        } else {
            wrong.push(format!("{id} {}: {}{}", entry["note"], run.stderr, run.text()));
        }
    }
    println!(
        "parse.json: {exact} exact, {listed} with refused secrets, {no_secret} without a secret, {small_server} for a smaller server"
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!((exact + listed + no_secret + small_server, small_server), (246, 7));
}

/// What the library's own rules make of an entry.
fn departure(id: &str) -> Value {
    vectors("departures.json").into_iter().find(|entry| entry["id"] == id).unwrap_or_default()
}

#[test]
fn validate() {
    // Addresses that the configuration of a server trusts, which the command does not know.
    let internal = ["val-088", "val-089", "val-090"];
    let entries = vectors("validate.json");
    let (mut exact, mut no_secret) = (0, 0);
    let mut wrong = Vec::new();
    for entry in &entries {
        let id = entry["id"].as_str().unwrap();
        let inputs = &entry["inputs"];
        let ks = inputs["ks"].as_str().unwrap();
        let Some(mut command) = reading(&["explain", "--json"], ks, &inputs["secrets"]) else {
            assert_eq!(entry["expected"]["is_valid_base_name"], "INVALID_STR", "{id}");
            no_secret += 1;
            continue;
        };
        command.arg("--now").arg(inputs["now"].to_string());
        for (option, value) in
            [("remote-addr", &inputs["remote_addr"]), ("request-uri", &inputs["request_uri"])]
        {
            if let Some(value) = value.as_str() {
                command.arg(format!("--{option}={value}"));
            }
        }
        let run = run(command, ks.as_bytes());
        let status = run.json()["status"].clone();
        let expected = match &departure(id)["status"] {
            Value::Null => json!({
                "number": entry["expected"]["is_valid_base"],
                "name": entry["expected"]["is_valid_base_name"],
            }),
            status => status.clone(),
        };
        let fits = status == expected && run.code == i32::from(!run.json()["api_error"].is_null());
        if fits || internal.contains(&id) {
            exact += usize::from(fits);
        } else {
            wrong.push(format!("{id} {}: {}", entry["note"], run.text()));
        }
    }
    println!("validate.json: {exact} exact, {no_secret} without a secret");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(exact + no_secret + internal.len(), entries.len());
}

#[test]
fn verify_privileges() {
    let entries = vectors("verify_privileges.json");
    let mut wrong = Vec::new();
    for entry in &entries {
        let inputs = &entry["inputs"];
        let name = inputs["name"].as_str().unwrap();
        let can = match text(&inputs["value"]) {
            Value::String(value) => format!("--can={name}:{value}"),
            _ => format!("--can={name}"),
        };
        let run = ks_reading(
            &["explain", "--json", "--now", "1700000000", &can],
            inputs["ks"].as_str().unwrap(),
        );
        let explained = run.json();
        let expected = match &departure(entry["id"].as_str().unwrap())["granted"] {
            Value::Null => entry["expected"]["verified"].clone(),
            granted => granted.clone(),
        };
        if explained["grants"][0]["granted"] != expected {
            wrong.push(format!("{} {}: {explained}", entry["id"], entry["note"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(entries.len(), 98);
}

#[test]
fn app_token() {
    for entry in vectors("app_token.json") {
        let inputs = &entry["inputs"];
        let mut command = command(&["app-token", "--hash-type"]);
        command.arg(inputs["hash_type"].as_str().unwrap());
        command.env("KALTURA_APP_TOKEN", inputs["token"].as_str().unwrap());
        let ks = inputs["ks"].as_str().unwrap();
        let run = run(command, ks.as_bytes());
        if ks.is_empty() {
            // The server hashes an empty KS too, but that is always a mistake.
            assert_eq!(run.fails(2), "empty_ks");
        } else {
            assert_eq!(run.succeeds().text().trim_end(), entry["expected"]["token_hash"]);
        }
    }
}

#[test]
fn required_text_is_one_name_and_one_value() {
    for row in vectors("required.json") {
        // The command splits a text at commas.
        if row["required"].as_array().unwrap().iter().any(|r| r.as_str().unwrap().contains(',')) {
            continue;
        }
        let privileges = row["privileges"].as_str().unwrap();
        let args = ["generate", "-u", "u", "-p", privileges, "--now", GENERATE_NOW];
        let ks = run(command(&args), b"").text().trim().to_owned();
        let mut verify = command(&["verify", &ks, "--now", GENERATE_NOW]);
        for required in row["required"].as_array().unwrap() {
            verify.args(["--require", required.as_str().unwrap()]);
        }
        let answer = run(verify, b"");
        if row["required"] == json!([""]) {
            assert_eq!(answer.fails(2), "usage", "{row}");
        } else if row["granted"].as_bool().unwrap() {
            assert_eq!(answer.code, 0, "{row}: {answer:?}");
        } else {
            assert_eq!(answer.fails(1), "not_granted", "{row}");
        }
    }
}
