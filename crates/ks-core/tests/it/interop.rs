//! What the bindings and the command need from the core.

use std::time::{SystemTime, UNIX_EPOCH};

use ks_core::interop::{Unrepresentable, split_privilege, split_privileges};
use ks_core::{
    Error, Expiry, HashType, Keyring, Nonce, Privileges, Session, Signer, VerifyOptions, Version,
    app_token_hash, system_now,
};
use serde_json::Value;

const NOW: i64 = 1_700_000_000;
const OLD: &str = "fedcba9876543210fedcba9876543210";
const NEW: &str = "0123456789abcdef0123456789abcdef";

/// Bindings take the time from the core.
#[test]
fn the_clock_is_that_of_the_system() {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let before = now();
    let clock = u64::try_from(system_now().unwrap()).unwrap();
    assert!((before..=now()).contains(&clock), "{clock}");
}

fn session(version: Version) -> Session<'static> {
    Session::user("Ann & Bob")
        .privileges(Privileges::parse("sview:0_a b/0_c,list:*").unwrap())
        .version(version)
}

#[test]
fn a_signer_renews_what_any_secret_of_its_keyring_signed() {
    let old = Signer::new(102, OLD).unwrap().generate(&session(Version::V2), NOW).unwrap();
    let keyring = Keyring::with_secrets([NEW, OLD]).unwrap();
    let signer = keyring.signer(102).unwrap();
    let renewed = signer.renew(&old, Expiry::In(60), NOW + 100_000).unwrap();
    let decoded = Keyring::new(NEW).unwrap().decode(&renewed).unwrap();
    assert_eq!(decoded.expires_at(), Some(NOW + 100_060));
    let error = keyring.signer(103).unwrap().renew(&old, Expiry::In(60), NOW).unwrap_err();
    assert_eq!(error.code().as_str(), "wrong_partner");
    let error = Keyring::unchecked([""]).signer(102).unwrap_err();
    assert_eq!(error.code().as_str(), "invalid_secret");
}

#[test]
fn a_nonce_has_16_bytes() {
    assert_eq!(Nonce::from_bytes(&[7; 16]).unwrap(), Nonce::Block([7; 16]));
    assert_eq!(Nonce::from_bytes(&[7; 15]).unwrap_err().code().as_str(), "invalid_nonce");
}

#[test]
fn a_required_text_is_one_name_and_one_value() {
    let rows: Vec<Value> =
        serde_json::from_str(include_str!("../../../../tests/vectors/required.json")).unwrap();
    let keyring = Keyring::new(NEW).unwrap();
    for row in &rows {
        let privileges = Privileges::parse(row["privileges"].as_str().unwrap()).unwrap();
        let session = Session::user("u").privileges(privileges);
        let ks = Signer::new(102, NEW).unwrap().generate(&session, NOW).unwrap();
        let required = row["required"].as_array().unwrap().iter();
        let required: Vec<_> =
            required.map(|text| split_privilege(text.as_str().unwrap())).collect();
        let answer = keyring.verify(&ks, &VerifyOptions::new(102, NOW).required(&required));
        let code = answer.map_or_else(|e| e.code().as_str(), |_| "ok");
        let wanted = if row["granted"].as_bool().unwrap() { "ok" } else { "not_granted" };
        assert_eq!(code, wanted, "{row}");
    }
}

#[test]
fn a_text_is_split_at_commas() {
    let asked = |text| split_privileges(text).collect::<Vec<_>>();
    assert_eq!(asked(""), []);
    assert_eq!(asked("edit:a, list "), [("edit", Some("a")), ("list", None)]);
    assert_eq!(asked("edit:a/b,"), [("edit", Some("a/b")), ("", None)]);
}

#[test]
fn an_app_token_hash_needs_a_ks_and_a_token() {
    let code = |ks: &str, token: &str| {
        app_token_hash(ks, token, HashType::Sha1).map_or_else(|e| e.code().as_str(), |_| "ok")
    };
    let ks = "djJ8MTAyfDAwMDAwMDAwMDAwMDAwMDA";
    assert_eq!(code(ks, "t"), "ok");
    assert_eq!(code(ks, ""), "invalid_app_token");
    assert_eq!(code(&ks[..ks.len() - 8], "t"), "not_a_ks");
    assert_eq!(code("djJ8\u{fffd}", "t"), "not_base64");
    assert_eq!(code("https://example.com/", "t"), "not_base64");
}

#[test]
fn unrepresentable_values_have_the_code_of_their_field() {
    for (field, code) in [
        ("secret", "invalid_secret"),
        ("token", "invalid_app_token"),
        ("partner_id", "invalid_partner_id"),
        ("master_partner_id", "invalid_master_partner_id"),
        ("user_id", "invalid_user_id"),
        ("type", "invalid_type"),
        ("expiry", "invalid_expiry"),
        ("expires_at", "invalid_expiry"),
        ("now", "invalid_expiry"),
        ("additional_data", "invalid_additional_data"),
        ("nonce", "invalid_nonce"),
        ("version", "invalid_version"),
        ("hash_type", "invalid_hash_type"),
        ("remote_addr", "invalid_remote_addr"),
        ("privileges", "invalid_privilege"),
        ("request_uri", "invalid_option"),
    ] {
        for input in [Unrepresentable::Number, Unrepresentable::Text] {
            let error = Error::unrepresentable(field, input);
            assert_eq!(error.code().as_str(), code);
            assert!(!error.to_string().contains("  "));
        }
    }
}
