//! The golden vectors through the C ABI: `vectors.c`, and a program of each package
//! in `bindings/`, make the calls, and this file compares the results (see
//! `tests/vectors/README.md`).

use std::fs;
use std::process::Command;
use std::sync::LazyLock;

use ks_core::inspect;
use serde_json::{Value, json};

use crate::records::{Answer, Case, Field, ask, same, text, value};
use crate::support::{compile, root, valgrind};

/// Earlier than every expiry in the generate files, except those that are rejected.
const NOW: i64 = 1_700_000_000;

fn vectors(file: &str) -> Vec<Value> {
    let path = root().join("tests/vectors").join(file);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn departure(id: &str) -> Value {
    static DEPARTURES: LazyLock<Vec<Value>> = LazyLock::new(|| vectors("departures.json"));
    DEPARTURES.iter().find(|entry| entry["id"] == id).cloned().unwrap_or_default()
}

/// Converts the vectors' notation to bytes. Numbers are written as PHP does.
fn field(value: &Value) -> Field {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone().into_bytes()),
        Value::Number(number) => Some(number.to_string().into_bytes()),
        Value::Object(map) => {
            let hex = map.get("$hex")?.as_str()?;
            let byte = |i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap();
            Some((0..hex.len()).step_by(2).map(byte).collect())
        }
        other => panic!("not text: {other}"),
    }
}

/// Returns the error code of the field that C's types cannot represent, if any.
fn inexpressible(inputs: &Value) -> Option<&'static str> {
    let integer = |value: &Value| {
        value.is_null()
            || value.is_i64()
            || value.as_str().is_some_and(|t| t.parse::<i64>().is_ok())
    };
    let canonical = |value: &Value| match value {
        Value::String(text) => text.parse::<i32>().is_ok_and(|n| n.to_string() == *text),
        other => other.is_null() || other.is_i64(),
    };
    if !canonical(&inputs["partner_id"]) {
        return Some("invalid_partner_id");
    }
    if !integer(&inputs["type"]) || inputs["type"].is_null() {
        return Some("invalid_type");
    }
    let ends = (&inputs["expiry"], &inputs["expiry_seconds"]);
    if !integer(ends.0) || (ends.0.is_null() && ends.1.is_null()) {
        return Some("invalid_expiry");
    }
    if !canonical(&inputs["master_partner_id"]) {
        return Some("invalid_master_partner_id");
    }
    inputs["additional_data"].is_boolean().then_some("invalid_additional_data")
}

/// Checks the answer to a generate entry: the exact KS, or the listed departure.
fn generated(entry: &Value) -> Answer {
    let departure = departure(entry["id"].as_str().unwrap());
    let expected = entry["expected"].clone();
    let secret = field(&entry["inputs"]["secret"]).unwrap();
    Box::new(move |answer| {
        let code = value(&answer[0]);
        if let Some(error) = departure["error"].as_str() {
            return same(&code, &json!(error));
        }
        same(&code, &json!("ok")).map_err(|e| format!("{e}: {}", value(&answer[1])))?;
        let ks = value(&answer[1]);
        let decoded = || {
            let keyring = ks_core::Keyring::new(&secret).unwrap();
            keyring.decode(ks.as_str().unwrap()).unwrap()
        };
        if let Some(privileges) = departure["privileges"].as_str() {
            return same(
                &value(&Some(decoded().privileges_text().into_owned())),
                &json!(privileges),
            );
        }
        match &expected["ks"] {
            Value::Null => {
                same(&value(&Some(decoded().signed_text().to_vec())), &expected["fields"])
            }
            exact => same(&ks, exact),
        }
    })
}

/// Builds the case of a generate entry. An entry that C cannot express is an
/// error with its id.
fn generate(
    entry: &Value,
    version: i64,
    nonce: Field,
    end: Field,
    now: i64,
) -> Result<Case, String> {
    let inputs = &entry["inputs"];
    let id = entry["id"].as_str().unwrap().to_owned();
    if let Some(code) = inexpressible(inputs) {
        assert_eq!(departure(&id)["error"], code, "{id}");
        return Err(id);
    }
    let asked = vec![
        text("generate"),
        field(&inputs["partner_id"]),
        field(&inputs["secret"]),
        field(&inputs["user_id"]),
        field(&inputs["privileges"]),
        field(&inputs["additional_data"]),
        nonce,
        field(&inputs["type"]),
        end,
        field(&inputs["master_partner_id"]),
        text(&version.to_string()),
        text(&now.to_string()),
    ];
    Ok(Case { id, asked, answer: generated(entry) })
}

fn generate_v1() -> Vec<Result<Case, String>> {
    let case = |entry: &Value| {
        let rand = match &entry["inputs"]["rand"] {
            Value::Object(float) if float.contains_key("$float") => {
                // PHP's spelling of the number is in the expected text.
                let decoded = field(&entry["expected"]["decoded"]).unwrap();
                Some(decoded.split(|&b| b == b';').nth(4).unwrap().to_vec())
            }
            Value::Null => text(""),
            rand => field(rand),
        };
        let end = entry["inputs"]["expiry"].as_object().map_or_else(
            || field(&entry["inputs"]["expiry"]),
            |_| None, // a float: inexpressible
        );
        generate(entry, 1, rand, end, NOW)
    };
    vectors("v1_generate.json").iter().map(case).collect()
}

fn generate_v2() -> Vec<Result<Case, String>> {
    let case = |entry: &Value| {
        let inputs = &entry["inputs"];
        let end = if inputs["expiry"].is_object() { None } else { field(&inputs["expiry"]) };
        generate(entry, 2, field(&inputs["random_hex"]), end, NOW)
    };
    vectors("v2_generate.json").iter().map(case).collect()
}

/// The entries of the server's own wrapper, which rounds the expiry.
fn generate_session() -> Vec<Result<Case, String>> {
    let case = |entry: &Value| {
        let inputs = &entry["inputs"];
        let now = inputs["now"].as_i64().unwrap_or(NOW);
        let nonce = match (&entry["expected"]["ks"], &entry["expected"]["random_hex"]) {
            (_, Value::String(hex)) => text(hex),
            (Value::String(ks), _) => text(&inspect(ks).unwrap().claims.unwrap().rand.unwrap()),
            _ => text(&"07".repeat(16)),
        };
        let lifetime = inputs["expiry_seconds"].as_i64().unwrap();
        let privileges = inputs["privileges"].as_str().unwrap_or("");
        match ks_core::server::rounded_expiry(lifetime, privileges, now) {
            Some(end) => {
                let version = inputs["ks_version"].as_i64().unwrap_or(0);
                generate(entry, version, nonce, text(&end.to_string()), now)
            }
            None => {
                assert_eq!(departure(entry["id"].as_str().unwrap())["error"], "invalid_expiry");
                Err(entry["id"].as_str().unwrap().into())
            }
        }
    };
    vectors("generate_session.json").iter().map(case).collect()
}

/// The secrets of the partner that a KS names: what the server reads from its
/// database.
fn secrets(ks: &Field, secrets: &Value) -> Vec<Field> {
    let ks = String::from_utf8_lossy(ks.as_deref().unwrap_or_default()).into_owned();
    let partner = inspect(&ks).map(|seen| seen.partner_text).unwrap_or_default();
    match secrets.get(&partner).and_then(Value::as_str) {
        // A keyring has at least one secret. This one signed no KS.
        None | Some("" | "0") => vec![text("a secret that signed no KS")],
        Some(list) => list.split(',').map(text).collect(),
    }
}

/// Checks the answer to a question with secrets. If a keyring rejects the
/// secrets, the answer must be that error.
fn with_secrets(secrets: &[Field], answer: Answer) -> Answer {
    let secrets: Vec<Vec<u8>> = secrets.iter().flatten().cloned().collect();
    match ks_core::Keyring::with_secrets(secrets) {
        Ok(_) => answer,
        Err(error) => Box::new(move |answer| {
            same(
                &json!([value(&answer[0]), value(&answer[1])]),
                &json!([error.code().as_str(), error.to_string()]),
            )
        }),
    }
}

/// The entries for a server whose PHP reads fewer fields (`max_input_vars`).
const OTHER_FIELD_LIMIT: [&str; 7] =
    ["par-239", "par-240", "par-241", "par-242", "par-243", "par-244", "par-245"];

fn parse() -> Vec<Result<Case, String>> {
    let case = |entry: &Value| {
        let inputs = &entry["inputs"];
        let id = entry["id"].as_str().unwrap().to_owned();
        if !inputs["php_max_input_vars"].is_null() {
            assert!(OTHER_FIELD_LIMIT.contains(&&*id), "{id}");
            return Err(id);
        }
        let ks = field(&inputs["ks"]);
        let secrets = secrets(&ks, &inputs["secrets"]);
        let mut asked = vec![text("decode"), ks];
        asked.extend(secrets.clone());
        let expected = entry["expected"].clone();
        let answer = move |answer: &[Field]| {
            let code = value(&answer[0]);
            let code = code.as_str().unwrap();
            if code == "ok" {
                return same(&read(answer), &expected);
            }
            // The vectors' labels are ours too; several of them share a code.
            let codes: &[&str] = match expected["reason"].as_str() {
                Some("base64") => &["empty_ks", "not_base64", "blank_for_plus"],
                Some("no_pipe" | "too_few_pipes" | "too_few_parts") => &["not_a_ks"],
                // The encrypted part of a truncated v2 KS fits no secret.
                Some("signature" | "unknown_partner") => &["bad_signature", "not_a_ks"],
                _ if expected["result"] == "php_type_error" => &["array_privilege"],
                _ => &[],
            };
            if codes.contains(&code) {
                Ok(())
            } else {
                Err(format!("got {code}, wanted {expected}"))
            }
        };
        Ok(Case { id, asked, answer: with_secrets(&secrets, Box::new(answer)) })
    };
    vectors("parse.json").iter().map(case).collect()
}

/// Converts a decoded KS from the record of `vectors.c` to the notation of
/// `parse.json`.
fn read(answer: &[Field]) -> Value {
    let text = |i: usize| value(&answer[1 + 2 * i]);
    // A status follows each text.
    let status = |i: usize| value(&answer[2 + 2 * i]);
    let texts: Vec<Value> = (0..12)
        .map(|i| match (text(i), status(i)) {
            (value, status) if status == "ok" => value,
            (code, _) if code == "array_value" => json!({}),
            _ => Value::Null,
        })
        .collect();
    let flag = |i: usize| json!(value(&answer[25 + i]) == "1");
    let mut parsed: Vec<(Value, Vec<Value>)> = Vec::new();
    for row in answer[28..].chunks(2) {
        let (name, its_value) = (value(&row[0]), value(&row[1]));
        if parsed.last().is_none_or(|(last, _)| *last != name) {
            parsed.push((name, Vec::new()));
        }
        if let Some((_, values)) = parsed.last_mut()
            && !its_value.is_null()
        {
            values.push(its_value);
        }
    }
    json!({
        "result": true,
        "fields": {
            "partner_id": texts[0], "partner_pattern": texts[1], "valid_until": texts[2],
            "type": texts[3], "rand": texts[4], "user": texts[5], "privileges": texts[6],
            "master_partner_id": texts[7], "additional_data": texts[8],
            "parsed_privileges": parsed, "hash": texts[9],
        },
        "is_admin": flag(0), "is_widget": flag(1), "is_anonymous": flag(2),
        "session_id_hash": texts[10], "real_str": texts[11],
    })
}

/// The entries for a server with its own list of internal URIs, which is not part
/// of a KS.
const INTERNAL_URIS: [&str; 3] = ["val-088", "val-089", "val-090"];

fn validate() -> Vec<Result<Case, String>> {
    let case = |entry: &Value| {
        let inputs = &entry["inputs"];
        let id = entry["id"].as_str().unwrap().to_owned();
        if INTERNAL_URIS.contains(&&*id) {
            return Err(id);
        }
        let ks = field(&inputs["ks"]);
        let secrets = secrets(&ks, &inputs["secrets"]);
        let mut asked = vec![text("explain"), ks];
        asked.extend(["now", "remote_addr", "request_uri"].map(|name| field(&inputs[name])));
        asked.extend(secrets.clone());
        let expected = &entry["expected"];
        let wanted = match &departure(&id)["status"] {
            Value::Null => {
                json!([expected["is_valid_base"].to_string(), expected["is_valid_base_name"]])
            }
            status => json!([status["number"].to_string(), status["name"]]),
        };
        let answer = move |answer: &[Field]| {
            // If the server fails, there is no status. The vectors have the parser's status.
            let got = match answer {
                [number, name] => json!([value(number), value(name)]),
                _ => json!(["-1", "INVALID_STR"]),
            };
            same(&got, &wanted)
        };
        Ok(Case { id, asked, answer: with_secrets(&secrets, Box::new(answer)) })
    };
    vectors("validate.json").iter().map(case).collect()
}

fn verify_privileges() -> Vec<Result<Case, String>> {
    let case = |entry: &Value| {
        let inputs = &entry["inputs"];
        let secret = text("0123456789abcdef0123456789abcdef");
        let mut asked = vec![text("grants")];
        asked.extend(["ks", "name", "value"].map(|name| field(&inputs[name])));
        asked.push(secret);
        let departure = departure(entry["id"].as_str().unwrap())["granted"].clone();
        let granted = departure.as_bool().unwrap_or(entry["expected"]["verified"] == true);
        let wanted = if granted { "1" } else { "0" };
        let answer = move |answer: &[Field]| same(&value(&answer[0]), &json!(wanted));
        Ok(Case { id: entry["id"].as_str().unwrap().into(), asked, answer: Box::new(answer) })
    };
    vectors("verify_privileges.json").iter().map(case).collect()
}

fn app_token() -> Vec<Result<Case, String>> {
    let case = |entry: &Value| {
        let mut asked = vec![text("app_token")];
        asked.extend(["ks", "token", "hash_type"].map(|name| field(&entry["inputs"][name])));
        let wanted = entry["expected"]["token_hash"].clone();
        let answer = move |answer: &[Field]| same(&value(&answer[0]), &wanted);
        Ok(Case { id: entry["id"].as_str().unwrap().into(), asked, answer: Box::new(answer) })
    };
    vectors("app_token.json").iter().map(case).collect()
}

/// The KSs of other generators. The core's own tests compare them with independent
/// decoders, so this test compares C with the core.
fn peers() -> Vec<Result<Case, String>> {
    let case = |entry: &Value| {
        let secret = field(&entry["inputs"]["secret"]);
        let ks = entry["ks"].as_str().unwrap();
        let asked = vec![text("decode"), text(ks), secret.clone()];
        let wanted =
            match ks_core::Keyring::new(secret.unwrap_or_default()).and_then(|k| k.decode(ks)) {
                Err(error) => json!([error.code().as_str(), error.to_string()]),
                Ok(decoded) => {
                    let signed = value(&Some(decoded.signed_text().to_vec()));
                    json!([serde_json::to_value(decoded.raw_fields()).unwrap(), signed])
                }
            };
        let answer = move |answer: &[Field]| {
            let got = if value(&answer[0]) == "ok" {
                let read = read(answer);
                json!([read["fields"], read["real_str"]])
            } else {
                json!([value(&answer[0]), value(&answer[1])])
            };
            same(&got, &wanted)
        };
        Ok(Case { id: entry["id"].as_str().unwrap().into(), asked, answer: Box::new(answer) })
    };
    vectors("peers.json").iter().map(case).collect()
}

/// Runs all vectors with a program and compares its answers. `left_out` has the
/// entries that its language cannot express although C can.
pub(crate) fn run_vectors(command: &mut Command, name: &str, left_out: &[&str]) {
    let files = [
        ("v1_generate", generate_v1(), 56),
        ("v2_generate", generate_v2(), 139),
        ("generate_session", generate_session(), 46),
        ("parse", parse(), 246),
        ("validate", validate(), 128),
        ("verify_privileges", verify_privileges(), 98),
        ("app_token", app_token(), 11),
        ("peers", peers(), 589),
    ];
    ask(command, name, &files, left_out);
}

#[test]
fn all_vectors() {
    run_vectors(
        &mut Command::new(compile("crates/ks-ffi/tests/c/vectors.c", &[])),
        "questions",
        &[],
    );
}

#[test]
fn all_vectors_under_valgrind() {
    let program = compile("crates/ks-ffi/tests/c/vectors.c", &["-DVALGRIND"]);
    run_vectors(&mut valgrind(&program), "questions-valgrind", &[]);
}
