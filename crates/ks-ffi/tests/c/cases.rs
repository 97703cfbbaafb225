//! The cases of `tests/cases/` through the C ABI: `cases.c` makes the calls (see the
//! README there). `find.json` and `recipes.json` are about functions that C does not
//! have.

use std::fs;
use std::process::Command;

use ks_core::interop::{self, SessionOptions, split_privilege};
use ks_core::{Nonce, Signer};
use serde_json::{Value, from_value, json};

use crate::records::{Answer, Case, CasesOf, Field, ask, same, text, value};
use crate::support::{compile, root, valgrind};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const PARTNER: i32 = 1_234_567;
const NOW: i64 = 1_750_000_000;

fn cases(file: &str) -> Vec<Value> {
    let path = root().join("tests/cases").join(file);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn field(value: &Value) -> Field {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.as_bytes().to_vec()),
        number => Some(number.to_string().into_bytes()),
    }
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap()).collect()
}

/// The fields of a session, in the order of `cases.c`.
fn session(case: &Value) -> Vec<Field> {
    let session = &case["session"];
    let user = session.get("user_id").map_or_else(|| text("ann"), field);
    let mut fields = vec![user];
    fields.extend(["type", "expiry", "expires_at", "version"].map(|name| field(&session[name])));
    match session["privileges"].as_object() {
        None => fields.push(field(&session["privileges"])),
        Some(map) => {
            fields.push(None);
            fields.extend(map.iter().flat_map(|(name, value)| [text(name), field(value)]));
        }
    }
    fields
}

/// The KS of a case: given, or generated from its session.
fn ks(case: &Value) -> String {
    if let Some(ks) = case["ks"].as_str() {
        return ks.to_owned();
    }
    let mut options = SessionOptions::default();
    for (name, value) in case["session"].as_object().unwrap() {
        options.set(name, from_value::<interop::Value>(value.clone()).unwrap()).unwrap();
    }
    options.user_id.get_or_insert("ann".into());
    let signer = Signer::new(PARTNER, SECRET).unwrap();
    let nonce = Nonce::Block([7; 16]);
    signer.generate_with_nonce(&options.into_session().unwrap(), NOW, &nonce).unwrap()
}

fn pairs(value: &Value) -> Vec<Field> {
    let pair = |asked: &str| {
        let (name, value) = split_privilege(asked);
        [text(name), value.and_then(text)]
    };
    texts(value).into_iter().flat_map(pair).collect()
}

/// Checks a list of codes: those that it must contain, and those that it must not.
fn check_codes(list: &[Field], has: &Value, lacks: &Value) -> Result<(), String> {
    let codes: Vec<Value> = list.chunks(2).map(|entry| value(&entry[0])).collect();
    let wrong = texts(has).into_iter().find(|code| !codes.contains(&json!(code)));
    let wrong =
        wrong.or_else(|| texts(lacks).into_iter().find(|code| codes.contains(&json!(code))));
    wrong.map_or(Ok(()), |code| Err(format!("{code} is wrong in {codes:?}")))
}

fn contains(message: &Field, part: &Value) -> Result<(), String> {
    let message = value(message);
    let message = message.as_str().unwrap_or_default();
    match part.as_str() {
        Some(part) if !message.contains(part) => Err(format!("{part:?} is not in {message:?}")),
        _ => Ok(()),
    }
}

fn case(entry: &Value, kind: &str, fields: Vec<Field>, answer: Answer) -> Result<Case, String> {
    let id = entry["id"].as_str().unwrap().to_owned();
    Ok(Case { id, asked: [vec![text(kind)], fields].concat(), answer })
}

fn generate() -> Vec<Result<Case, String>> {
    let each = |entry: &Value| {
        let expected = entry.clone();
        let answer = move |answer: &[Field]| {
            same(&value(&answer[0]), &expected["code"])?;
            answer.get(1).map_or(Ok(()), |message| contains(message, &expected["message"]))
        };
        case(entry, "generate", session(entry), Box::new(answer))
    };
    cases("generate.json").iter().map(each).collect()
}

fn lint() -> Vec<Result<Case, String>> {
    let each = |entry: &Value| {
        let expected = entry.clone();
        let answer = move |answer: &[Field]| {
            let end = answer.iter().position(|field| *field == text("ks")).unwrap();
            check_codes(&answer[..end], &expected["has"], &expected["lacks"])?;
            // Advice on the session is also advice on its KS.
            match expected["session"].get("expiry") {
                None => check_codes(&answer[end + 1..], &expected["has"], &Value::Null),
                Some(_) => Ok(()),
            }
        };
        case(entry, "lint", session(entry), Box::new(answer))
    };
    cases("lint.json").iter().map(each).collect()
}

fn verify() -> Vec<Result<Case, String>> {
    let each = |entry: &Value| {
        let mut fields = vec![text(&ks(entry))];
        fields.extend(["remote_addr", "request_uri"].map(|name| field(&entry[name])));
        fields.extend(pairs(&entry["required"]));
        let code = entry["code"].clone();
        let answer = move |answer: &[Field]| same(&value(&answer[0]), &code);
        case(entry, "verify", fields, Box::new(answer))
    };
    cases("verify.json").iter().map(each).collect()
}

fn explain() -> Vec<Result<Case, String>> {
    let each = |entry: &Value| {
        let ks = ks(entry);
        let asked = entry["text"].as_str().map_or(ks.clone(), |text| text.replace("{ks}", &ks));
        let now = entry["now"].as_i64().unwrap_or(NOW);
        let mut fields = vec![text(&asked), text(&now.to_string())];
        fields.extend(["remote_addr", "request_uri"].map(|name| field(&entry[name])));
        fields.extend(pairs(&entry["can"]));
        let expected = entry.clone();
        let answer = move |answer: &[Field]| {
            if expected["status"].is_string() {
                same(&value(&answer[0]), &expected["status"])?;
                same(&value(&answer[1]), &expected["api_error"])?;
                let accepted = expected["status"] == "OK" && expected["api_error"].is_null();
                same(&value(&answer[6]), &json!(if accepted { "1" } else { "0" }))?;
            }
            contains(&answer[2], &expected["reason"])?;
            let end = answer.iter().position(|field| *field == text("advice")).unwrap();
            let grants = &answer[7..end];
            let granted: Vec<bool> = grants.chunks(2).map(|grant| grant[0] == text("1")).collect();
            let rules: Vec<Value> = grants.chunks(2).map(|grant| value(&grant[1])).collect();
            let wanted = expected["granted"].as_array().cloned().unwrap_or_default();
            same(&json!(granted), &Value::Array(wanted))?;
            if expected["rule"].is_array() {
                same(&json!(rules), &expected["rule"])?;
            }
            check_codes(&answer[end + 1..], &expected["advice"], &expected["lacks_advice"])
        };
        case(entry, "explain", fields, Box::new(answer))
    };
    cases("explain.json").iter().map(each).collect()
}

fn answers() -> Vec<Result<Case, String>> {
    let each = |entry: &Value| {
        let fields = vec![field(&entry["text"]), text(&NOW.to_string()), None, None];
        let expected = entry.clone();
        let answer = move |answer: &[Field]| {
            same(&value(&answer[3]), &expected["code"])?;
            same(&value(&answer[4]), &expected["status"])?;
            contains(&answer[5], &expected["check"])?;
            same(&value(&answer[6]), &json!("0"))
        };
        case(entry, "explain", fields, Box::new(answer))
    };
    cases("answers.json").iter().map(each).collect()
}

fn files() -> Vec<CasesOf> {
    let count = |(name, cases): (&'static str, Vec<_>)| {
        assert!(cases.len() > 5);
        let number = cases.len();
        (name, cases, number)
    };
    [
        ("generate", generate()),
        ("lint", lint()),
        ("verify", verify()),
        ("explain", explain()),
        ("answers", answers()),
    ]
    .map(count)
    .into()
}

#[test]
fn all_cases() {
    let program = compile("crates/ks-ffi/tests/c/cases.c", &[]);
    ask(&mut Command::new(program), "questions-cases", &files(), &[]);
}

#[test]
fn all_cases_under_valgrind() {
    let program = compile("crates/ks-ffi/tests/c/cases.c", &["-DVALGRIND"]);
    ask(&mut valgrind(&program), "questions-cases-valgrind", &files(), &[]);
}
