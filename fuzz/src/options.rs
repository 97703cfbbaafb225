//! Options and results as JSON, as the bindings and the command pass them.

use ks_core::interop::{SessionOptions, Value, privileges_from_value, redact_secrets};
use ks_core::{Error, Keyring, Signer, VerifyOptions};
use serde_json::Value as Json;

use super::support::{NOW, PARTNER, SECRET};

/// Reads arbitrary text as the JSON of a session's options, and follows the session through
/// a KS to the JSON of the results.
pub fn run(data: &[u8]) {
    let Ok(value) = serde_json::from_slice::<Value>(data) else { return };
    if let Err(error) = privileges_from_value(value.clone()) {
        check_sentence(&error);
    }
    let Value::Map(entries) = value else { return };
    let mut options = SessionOptions::default();
    for (name, value) in entries {
        if let Err(error) = options.set(&name, value) {
            check_sentence(&error);
            return;
        }
    }
    let defaults = options.clone();
    let options = SessionOptions::default().over(&defaults);
    let session = match options.into_session() {
        Ok(session) => session,
        Err(error) => return check_sentence(&error),
    };
    let signer = Signer::new(PARTNER, SECRET).unwrap();
    match signer.generate(&session, NOW) {
        Ok(ks) => check_results(&ks, &session),
        Err(error) => check_sentence(&error),
    }
}

/// The options that the results name would generate the same KS.
fn check_results(ks: &str, session: &ks_core::Session<'_>) {
    let keyring = Keyring::new(SECRET).unwrap();
    let decoded = serde_json::to_value(keyring.decode(ks).unwrap()).unwrap();
    assert_eq!(decoded["is_canonical"], Json::Bool(true));
    let mut options = SessionOptions::default();
    for name in SessionOptions::NAMES {
        let given: Value = match (*name, decoded.get(name)) {
            ("anonymous", _) => Value::Bool(decoded["user_id"].is_null()),
            ("expiry", _) => continue,
            ("privileges", _) => Value::Text(decoded["privileges_text"].as_str().unwrap().into()),
            (_, Some(value)) => serde_json::from_value(value.clone()).unwrap(),
            (_, None) => panic!("no {name} in {decoded}"),
        };
        options.set(name, given).unwrap();
    }
    let again = options.into_session().unwrap();
    let mut expected = session.clone().with_expiry(again.expiry);
    expected.additional_data = expected.additional_data.filter(|data| !data.is_empty());
    // v2 spells a star that is not alone as `all`.
    if expected.privileges.get("*").is_none() {
        assert_eq!(again, expected);
    }
    if let Ok(verified) = keyring.verify(ks, &VerifyOptions::new(PARTNER, NOW)) {
        let verified = serde_json::to_value(verified).unwrap();
        for name in ["version", "type", "user_id", "expires_at", "session_hash", "group_hash"] {
            assert_eq!(verified[name], decoded[name], "{name}");
        }
    }
}

/// An error is one sentence that repeats no secret.
fn check_sentence(error: &Error) {
    let sentence = error.to_string();
    assert!(!sentence.is_empty() && !sentence.contains('\n'), "{sentence}");
    assert_eq!(redact_secrets(&sentence), sentence);
}
