//! Results and inputs as data, for JSON and dynamic languages.

use ks_core::interop::{SessionOptions, Value as OptionValue};
use ks_core::{HashType, Keyring, Session, SessionType, Signer, VerifyOptions, Version};
use serde_json::{Value, from_value, json};

use crate::support::{SECRET, seal_v2};

const NOW: i64 = 1_700_000_000;

/// Reads options from JSON, like a line of `ks generate --batch`.
fn session(value: Value) -> Result<Session<'static>, String> {
    let code = |e: ks_core::Error| e.code().to_string();
    let OptionValue::Map(entries) = from_value(value).unwrap() else {
        unreachable!("options are a map")
    };
    let mut options = SessionOptions::default();
    for (name, value) in entries {
        options.set(&name, value).map_err(code)?;
    }
    options.into_session().map_err(code)
}

#[test]
fn a_raw_value_is_null_text_or_an_array() {
    let ks = seal_v2("102", b"_e=1&_t[]=2&_u=a%FF");
    let decoded = Keyring::new(SECRET).unwrap().decode(&ks).unwrap();
    let raw = decoded.raw_fields();
    assert_eq!(raw.user.to_lossy().as_deref(), Some("a\u{fffd}"));
    assert_eq!(raw.user.as_bytes(), Some(&b"a\xff"[..]));
    for other in [raw.session_type, raw.additional_data] {
        assert_eq!((other.to_lossy(), other.as_bytes()), (None, None), "{other:?}");
    }
}

#[test]
fn names_of_types_and_versions_are_read_and_written() {
    for (text, kind) in [
        ("0", Some(SessionType::User)),
        ("2", Some(SessionType::Admin)),
        ("user", Some(SessionType::User)),
        ("USER", Some(SessionType::User)),
        ("Admin", Some(SessionType::Admin)),
        ("1", None),
        ("", None),
        ("users", None),
    ] {
        assert_eq!(text.parse::<SessionType>().ok(), kind, "{text}");
    }
    assert_eq!(
        (SessionType::User.to_string(), SessionType::Admin.to_string()),
        ("USER".into(), "ADMIN".into())
    );
    for (text, version) in
        [("1", Some(Version::V1)), ("2", Some(Version::V2)), ("3", None), ("v2", None)]
    {
        assert_eq!(text.parse::<Version>().ok(), version, "{text}");
    }
    for name in ["MD5", "SHA1", "SHA256", "SHA512"] {
        assert_eq!(name.parse::<HashType>().unwrap().to_string(), name);
        assert_eq!(name.to_lowercase().parse::<HashType>().unwrap().to_string(), name);
    }
    assert!("SHA".parse::<HashType>().is_err());
}

#[test]
fn privileges_are_text_a_list_or_a_map() {
    let text = |privileges: Value| {
        session(json!({"user_id": "u", "privileges": privileges}))
            .map(|session| session.privileges.to_string())
    };
    let expected = Ok("sview:0_a/0_b,actionslimit:4,disableentitlement".to_owned());
    assert_eq!(text(json!("sview:0_a/0_b,actionslimit:4,disableentitlement")), expected);
    assert_eq!(text(json!(["sview:0_a/0_b", "actionslimit:4", "disableentitlement"])), expected);
    assert_eq!(
        text(json!([
            {"name": "sview", "values": ["0_a", "0_b"]},
            {"name": "actionslimit", "values": 4},
            {"name": "disableentitlement", "values": []}
        ])),
        expected
    );
    let map = r#"{"sview": ["0_a", "0_b"], "actionslimit": 4, "disableentitlement": true}"#;
    let map: Value = serde_json::from_str(map).unwrap();
    let mut names: Vec<_> = text(map).unwrap().split(',').map(str::to_owned).collect();
    names.sort();
    assert_eq!(names, ["actionslimit:4", "disableentitlement", "sview:0_a/0_b"]);
    for bad in [
        json!(1),
        json!(true),
        json!({"a": false}),
        json!({"a": 1.5}),
        json!(["a,b"]),
        json!({"a b": 1}),
        json!({"sview": ""}),
        json!([{"name": "sview", "value": "0_a"}]),
        json!([{"name": "sview", "values": [], "value": "0_a"}]),
    ] {
        assert!(text(bad.clone()).is_err(), "{bad}");
    }
}

#[test]
fn options_have_defaults_and_are_checked() {
    let plain = session(json!({"user_id": "u"})).unwrap();
    assert_eq!(plain, Session::user("u"));
    for (code, value) in [
        ("invalid_user_id", json!({})),
        ("invalid_user_id", json!({"user_id": "u", "anonymous": true})),
        ("invalid_type", json!({"user_id": "u", "type": 1})),
        ("invalid_version", json!({"user_id": "u", "version": 3})),
        ("invalid_expiry", json!({"user_id": "u", "expiry": 1, "expires_at": 2})),
        (
            "invalid_master_partner_id",
            json!({"user_id": "u", "master_partner_id": 4_000_000_000_i64}),
        ),
    ] {
        assert_eq!(session(value.clone()), Err(code.to_owned()), "{value}");
    }
    for wrong_type in [
        json!({"user_id": 5}),
        json!({"user_id": "u", "type": true}),
        json!({"user_id": "u", "expiry": 1.5}),
        json!({"user_id": "u", "expiry": "60"}),
        json!({"user_id": "u", "usr": 1}),
    ] {
        assert!(session(wrong_type.clone()).is_err(), "{wrong_type}");
    }
}

#[test]
fn results_use_the_names_of_the_options() {
    let secret = "0123456789abcdef0123456789abcdef";
    let session =
        session(json!({"user_id": "u", "type": 2, "privileges": "*,sessionid:x"})).unwrap();
    let ks = Signer::new(102, secret).unwrap().generate(&session, NOW).unwrap();
    let keyring = Keyring::new(secret).unwrap();
    let decoded = serde_json::to_value(keyring.decode(&ks).unwrap()).unwrap();
    let verified = keyring.verify(&ks, &VerifyOptions::new(102, NOW)).unwrap();
    let verified = serde_json::to_value(verified).unwrap();
    for (key, value) in [
        ("version", json!(2)),
        ("partner_id", json!(102)),
        ("type", json!(2)),
        ("user_id", json!("u")),
        ("expires_at", json!(NOW + 86_400)),
        ("secret_index", json!(0)),
        ("master_partner_id", json!(null)),
    ] {
        assert_eq!(decoded[key], value, "{key}");
        assert_eq!(verified[key], value, "{key}");
    }
    assert_eq!(decoded["session_hash"], verified["session_hash"]);
    assert_eq!(decoded["privileges_text"], verified["privileges_text"]);
    assert_eq!(decoded["privileges"], verified["privileges"]);
    assert_eq!(decoded["is_canonical"], json!(true));
    assert_eq!(decoded["warnings"], json!([]));
    assert_eq!(decoded["raw_fields"]["privileges"], "all:*,sessionid:x");
    assert_eq!(decoded["group_hash"], verified["group_hash"]);
    assert_eq!(decoded["is_anonymous"], verified["is_anonymous"]);
}
