//! The cases of `tests/cases/`: what people really paste, and the answer that every
//! language must give (see the README there).

use std::path::Path;

use ks_core::interop::{self, SessionOptions, split_privilege};
use ks_core::recipe::{RECIPES, recipe};
use ks_core::server::{GrantRule, explain_answer};
use ks_core::{
    Error, Keyring, Nonce, Request, Session, Signer, VerifyOptions, explain, lint, locate,
};
use serde_json::{Value, from_value};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const PARTNER: i32 = 1_234_567;
const NOW: i64 = 1_750_000_000;

fn cases(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(!cases.is_empty());
    for (i, case) in cases.iter().enumerate() {
        assert!(!cases[..i].iter().any(|earlier| earlier["id"] == case["id"]), "{case}");
    }
    cases
}

/// The session of a case. Without a user, it is `ann`.
fn session(case: &Value) -> Result<Session<'static>, Error> {
    let fields = case["session"].as_object().unwrap_or_else(|| panic!("{case}"));
    let mut options = SessionOptions::default();
    if !fields.contains_key("user_id") && !fields.contains_key("anonymous") {
        options.set("user_id", interop::Value::Text("ann".into()))?;
    }
    for (name, value) in fields {
        options.set(name, from_value::<interop::Value>(value.clone()).unwrap())?;
    }
    options.into_session()
}

fn keyring() -> Keyring {
    Keyring::new(SECRET).unwrap()
}

/// The KS of a case: given, or generated from its session.
fn ks(case: &Value) -> String {
    match case["ks"].as_str() {
        Some(ks) => ks.to_owned(),
        None => {
            let session = session(case).unwrap();
            let nonce = Nonce::Block([7; 16]);
            Signer::new(PARTNER, SECRET)
                .unwrap()
                .generate_with_nonce(&session, NOW, &nonce)
                .unwrap()
        }
    }
}

fn codes(advice: &[ks_core::Advice]) -> Vec<&str> {
    advice.iter().map(|advice| advice.code).collect()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap()).collect()
}

/// A part of a message that a case expects.
fn assert_contains(message: &str, part: &Value, case: &Value) {
    if let Some(part) = part.as_str() {
        assert!(message.contains(part), "{case}: {message}");
    }
}

#[test]
fn generate() {
    let signer = Signer::new(PARTNER, SECRET).unwrap();
    for case in cases("generate.json") {
        let made = session(&case).and_then(|session| signer.generate(&session, NOW));
        let code = made.as_ref().map_or_else(|error| error.code().as_str(), |_| "ok");
        assert_eq!(code, case["code"], "{case}: {made:?}");
        if let Err(error) = made {
            assert_contains(&error.to_string(), &case["message"], &case);
        }
    }
}

#[test]
fn advice() {
    for case in cases("lint.json") {
        let advice = lint(&session(&case).unwrap(), NOW).unwrap();
        let found = codes(&advice);
        for code in texts(&case["has"]) {
            assert!(found.contains(&code), "{case}: {found:?}");
        }
        for code in texts(&case["lacks"]) {
            assert!(!found.contains(&code), "{case}: {found:?}");
        }
        // What is said before the KS is made is said of the KS too.
        if case["session"].get("expiry").is_none() {
            let decoded = keyring().decode(&ks(&case)).unwrap().lint(NOW);
            for code in texts(&case["has"]) {
                assert!(codes(&decoded).contains(&code), "{case}: {decoded:?}");
            }
        }
    }
}

#[test]
fn explanations() {
    for case in cases("explain.json") {
        let ks = ks(&case);
        let text = case["text"].as_str().map_or(ks.clone(), |text| text.replace("{ks}", &ks));
        let request = Request {
            now: case["now"].as_i64().unwrap_or(NOW),
            remote_addr: case["remote_addr"].as_str(),
            request_uri: case["request_uri"].as_str(),
        };
        let can = texts(&case["can"]);
        let explained =
            explain(&text, &keyring(), &request, can.iter().map(|asked| split_privilege(asked)));
        if let Some(status) = case["status"].as_str() {
            assert_eq!(explained.status.map(|status| status.name()), Some(status), "{case}");
            assert_eq!(explained.api_error, case["api_error"].as_str(), "{case}");
            let accepted = status == "OK" && case["api_error"].is_null();
            assert_eq!(explained.is_accepted(), accepted, "{case}");
        }
        assert_contains(&explained.reason, &case["reason"], &case);
        let granted: Vec<_> = explained.grants.iter().map(|grant| grant.granted).collect();
        let rules: Vec<_> = explained.grants.iter().map(|grant| grant.rule.as_str()).collect();
        let wanted = case["granted"].as_array().cloned().unwrap_or_default();
        assert_eq!(serde_json::to_value(granted).unwrap(), Value::Array(wanted), "{case}");
        if case.get("rule").is_some() {
            assert_eq!(rules, texts(&case["rule"]), "{case}");
        }
        let found = codes(&explained.advice);
        for code in texts(&case["advice"]) {
            assert!(found.contains(&code), "{case}: {found:?}");
        }
        for code in texts(&case["lacks_advice"]) {
            assert!(!found.contains(&code), "{case}: {found:?}");
        }
    }
}

#[test]
fn verify() {
    for case in cases("verify.json") {
        let required: Vec<_> = texts(&case["required"]).into_iter().map(split_privilege).collect();
        let mut options = VerifyOptions::new(PARTNER, NOW).required(&required);
        if let Some(address) = case["remote_addr"].as_str() {
            options = options.remote_addr(address);
        }
        if let Some(uri) = case["request_uri"].as_str() {
            options = options.request_uri(uri);
        }
        let answer = keyring().verify(&ks(&case), &options);
        let code = answer.as_ref().map_or_else(|error| error.code().as_str(), |_| "ok");
        assert_eq!(code, case["code"], "{case}: {answer:?}");
    }
}

#[test]
fn finding() {
    for case in cases("find.json") {
        let ks = ks(&case);
        let text = case["text"].as_str().unwrap().replace("{ks}", &mangled(&ks, &case));
        let code = match locate(&text) {
            Ok(found) if found == ks => "found",
            // The next step says what is wrong with a damaged KS.
            Ok(found) => keyring().decode(&found).unwrap_err().code().as_str(),
            Err(problem) => problem.code().as_str(),
        };
        assert_eq!(code, case["code"], "{case}");
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

/// The padding of these cases' KS, which some of them need.
#[test]
fn the_ks_of_the_find_cases_is_padded() {
    let padded = |case: &Value| ks(case).ends_with('=');
    assert!(cases("find.json").iter().filter(|case| case["mangle"].is_string()).all(padded));
}

#[test]
fn answers() {
    for case in cases("answers.json") {
        let answer =
            explain_answer(case["text"].as_str().unwrap()).unwrap_or_else(|| panic!("{case}"));
        assert_eq!(answer.code, case["code"], "{case}");
        assert_eq!(answer.status, case["status"].as_str(), "{case}");
        assert_contains(answer.check, &case["check"], &case);
        let request = Request::at(NOW);
        let explained = explain(case["text"].as_str().unwrap(), &keyring(), &request, []);
        assert_eq!(explained.answer, Some(answer), "{case}");
        assert!(!explained.is_accepted(), "{case}");
    }
}

#[test]
fn recipes() {
    let mut used = Vec::new();
    for case in cases("recipes.json") {
        let name = case["recipe"].as_str().unwrap();
        let values = case["set"].as_object().unwrap();
        let values: Vec<_> =
            values.iter().map(|(n, v)| (n.as_str(), v.as_str().unwrap())).collect();
        let filled = recipe(name).and_then(|recipe| recipe.fill(&values));
        match &filled {
            Ok(privileges) => {
                assert_eq!(privileges.to_string(), case["privileges"], "{case}");
                used.push(name.to_owned());
            }
            Err(error) => {
                assert_eq!(error.code().as_str(), case["code"], "{case}: {error}");
                assert_contains(&error.to_string(), &case["message"], &case);
            }
        }
    }
    for recipe in RECIPES {
        assert!(used.iter().any(|name| name == recipe.name), "{}", recipe.name);
    }
}

#[test]
fn every_rule_has_a_case() {
    let cases = cases("explain.json");
    let rules: Vec<_> = cases.iter().flat_map(|case| texts(&case["rule"])).collect();
    for rule in GrantRule::ALL {
        assert!(rules.contains(&rule.as_str()), "{}", rule.as_str());
    }
}
