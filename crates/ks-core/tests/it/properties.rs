//! Properties that hold for every input.

use crate::support::{NOW, PARTNER, SECRET, seal_v1, seal_v1_with, seal_v2};
use ks_core::{
    Error, ErrorCode, Expiry, Keyring, Nonce, Privilege, Privileges, Request, Session, SessionType,
    Signer, VerifyOptions, Version, explain, find, inspect,
};
use proptest::prelude::*;

/// How many inputs each property gets.
const CASES: u32 = if cfg!(miri) { 2 } else { 512 };

pub(crate) fn signer() -> Signer {
    Signer::new(PARTNER, SECRET).unwrap()
}

fn keyring() -> Keyring {
    Keyring::new(SECRET).unwrap()
}

/// Text that both versions can contain.
fn plain_text() -> impl Strategy<Value = String> {
    "[^;\\p{Cc}]{1,40}"
}

fn privileges() -> impl Strategy<Value = Privileges<'static>> {
    let name = prop_oneof![
        "[a-zA-Z0-9][a-zA-Z0-9_-]{1,12}",
        prop::sample::select(vec![
            "sview",
            "edit",
            "setrole",
            "sessionid",
            "privacycontext",
            "disableentitlement",
            "all",
        ])
        .prop_map(String::from),
    ];
    let value =
        prop_oneof![Just(String::new()), "[^,;/\\p{Cc}\\s]([^,;\\p{Cc}]{0,20}[^,;\\p{Cc}\\s])?"];
    prop::collection::btree_map(name, value, 0..8).prop_map(|map| {
        let text: Vec<String> = map
            .into_iter()
            .map(|(name, value)| if value.is_empty() { name } else { format!("{name}:{value}") })
            .collect();
        Privileges::parse(text.join(",")).unwrap()
    })
}

prop_compose! {
    fn sessions()(
        user in prop::option::of(plain_text()),
        admin in any::<bool>(),
        v1 in any::<bool>(),
        end in prop_oneof![NOW + 1..1_000_000_000_000, 4_000_000_000_000_000_001..=i64::MAX],
        privileges in privileges(),
        master in prop::option::of(any::<i32>()),
        data in prop::option::of(plain_text()),
    ) -> Session<'static> {
        let mut session = match user {
            Some(user) => Session::user(user),
            None => Session::anonymous(),
        };
        if let Some(master) = master {
            session = session.master_partner_id(master);
        }
        if let Some(data) = data {
            session = session.additional_data(data);
        }
        session
            .session_type(if admin { SessionType::Admin } else { SessionType::User })
            .version(if v1 { Version::V1 } else { Version::V2 })
            .expires_at(end)
            .privileges(privileges)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn a_generated_ks_decodes_to_the_same_session(session in sessions()) {
        let ks = signer().generate(&session, NOW).unwrap();
        let decoded = keyring().decode(&ks).unwrap();
        prop_assert_eq!(decoded.warnings(), vec![]);
        prop_assert_eq!(&decoded.to_session().unwrap(), &session);
        let verified = keyring().verify(&ks, &VerifyOptions::new(PARTNER, NOW));
        match session.privileges.get("iprestrict").or(session.privileges.get("urirestrict")) {
            None => {
                let verified = verified.unwrap();
                prop_assert_eq!(&verified.session(), &session);
                prop_assert_eq!(verified.partner_id(), PARTNER);
                prop_assert_eq!(verified.version(), session.version);
                prop_assert_eq!(verified.session_type(), session.session_type);
                prop_assert_eq!(verified.user_id(), session.user_id.as_deref());
                prop_assert_eq!(verified.master_partner_id(), session.master_partner_id);
                prop_assert_eq!(verified.additional_data(), session.additional_data.as_deref());
                prop_assert_eq!(verified.privileges(), session.privileges.clone());
                prop_assert_eq!(verified.secret_index(), 0);
            }
            Some(_) => prop_assert!(verified.is_err()),
        }
        prop_assert_eq!(find(&format!("GET /x?ks={ks}&y=1")).map(|f| f.ks.into_owned()), Some(ks.clone()));
        let renewed = signer().renew(&ks, Expiry::In(60), NOW).unwrap();
        let renewed = keyring().decode(&renewed).unwrap().to_session().unwrap();
        prop_assert_eq!(renewed, session.expires_at(NOW + 60));
    }

    #[test]
    fn a_changed_ks_never_verifies_as_another_session(
        session in sessions(), at in any::<prop::sample::Index>(), new in any::<char>(),
    ) {
        let ks = signer().generate(&session, NOW).unwrap();
        let at = at.index(ks.len());
        let changed: String =
            ks.chars().enumerate().map(|(i, old)| if i == at { new } else { old }).collect();
        if let Ok(verified) = keyring().verify(&changed, &VerifyOptions::new(PARTNER, NOW)) {
            // The same KS in another spelling.
            let hash = keyring().decode(&ks).unwrap().session_hash();
            prop_assert_eq!(verified.session_hash(), hash);
            prop_assert_eq!(verified.session(), session);
        }
    }

    /// `verify` grants nothing that the server would not grant, and `renew` does not change what
    /// a KS grants, whatever names repeat.
    #[test]
    fn repeated_privileges_mean_the_same_as_on_the_server(
        elements in prop::collection::vec(
            "(edit|list|setrole|custom|limitentry|enableentitlement|privacycontext|\\*|all)(:(a|b|\\*)(/(a|b|\\*)){0,2})?",
            1..5,
        ),
        v1 in any::<bool>(),
        name in "edit|list|setrole|custom|limitentry|enableentitlement|privacycontext",
        value in prop::option::of("a|b|c|a/b"),
    ) {
        let text = elements.join(",");
        let ks = if v1 {
            seal_v1(format!("102;102;1700003600;0;r;u;{text};;").as_bytes())
        } else {
            let Ok(privileges) = Privileges::parse(text) else { return Ok(()) };
            signer().generate(&Session::user("u").privileges(privileges), NOW).unwrap()
        };
        let decoded = keyring().decode(&ks).unwrap();
        let required = [(&*name, value.as_deref())];
        let expected = VerifyOptions::new(PARTNER, NOW).required(&required);
        if keyring().verify(&ks, &expected).is_ok() {
            prop_assert!(decoded.grants(&name, value.as_deref()));
        }
        if let Ok(renewed) = signer().renew(&ks, Expiry::In(60), NOW) {
            let renewed = keyring().decode(&renewed).unwrap();
            prop_assert_eq!(
                renewed.grants(&name, value.as_deref()), decoded.grants(&name, value.as_deref()),
                "{:?} {:?}", decoded.privileges_text(), renewed.privileges_text()
            );
        }
    }

    #[test]
    fn nothing_panics_on_any_text(text in any::<String>()) {
        read_everything(&text);
        let _ = Privileges::parse(text.as_str());
        let _ = signer().generate(&Session::user(text.as_str()).additional_data(text.as_str()), NOW);
        let _ = Nonce::parse(text.as_str(), Version::V2);
    }

    #[test]
    fn nothing_panics_on_any_signed_fields(
        fields in prop::collection::vec(any::<u8>(), 0..120), partner in "[-0-9a-z|]{0,4}",
    ) {
        read_everything(&seal_v2("102", &fields));
        read_everything(&seal_v2(&partner, &fields));
        read_everything(&seal_v1(&fields));
        read_everything(&seal_v1(&[b"102;102;1700003600;0;", &fields[..]].concat()));
    }

    #[test]
    fn nothing_panics_on_fields_that_php_renames(
        fields in "(_e|_t|_u|_m|_d|a|sview|iprestrict|%5B|\\[|\\]|\\.|=|&|\\+|%2|%00|;|,|1){0,40}",
    ) {
        read_everything(&seal_v2("102", fields.as_bytes()));
        read_everything(&seal_v1(format!("102;{fields}").as_bytes()));
    }
}

/// Runs every reader on a text and checks that they agree.
pub(crate) fn read_everything(text: &str) {
    let _ = inspect(text);
    let _ = find(text);
    let _ = explain(text, &keyring(), &Request::at(NOW), [("edit", Some("0_a"))]);
    let verified = keyring().verify(text, &VerifyOptions::new(PARTNER, NOW));
    let Ok(decoded) = keyring().decode(text) else {
        assert!(verified.is_err());
        return;
    };
    assert_eq!(decoded.is_canonical(), decoded.warnings().is_empty(), "{:?}", decoded.warnings());
    let _ = serde_json::to_string(&decoded).unwrap();
    let _ = decoded.lint(NOW);
    match decoded.to_session() {
        // A canonical KS can be generated again.
        Ok(session) => {
            let again = signer().generate(&session.clone().expires_at(NOW + 9), NOW).unwrap();
            let again = keyring().decode(&again).unwrap().to_session().unwrap();
            assert_eq!(again, session.expires_at(NOW + 9));
        }
        Err(error) => {
            assert_eq!(error.code(), ErrorCode::NotCanonical);
            assert!(verified.is_err());
        }
    }
    if let Ok(verified) = verified {
        assert!(verified.expires_at() > NOW);
        assert_eq!(decoded.status(&Request::at(NOW)), ks_core::Status::Ok);
    }
}

#[test]
fn a_truncated_ks_is_rejected() {
    for version in [Version::V1, Version::V2] {
        let session = Session::user("user@example.com").version(version);
        let ks = signer().generate(&session, NOW).unwrap();
        let whole = ks.trim_end_matches('=').len();
        for len in 0..whole {
            let error = keyring().decode(&ks[..len]).unwrap_err();
            assert!(
                matches!(
                    error.code().as_str(),
                    "empty_ks" | "not_base64" | "not_a_ks" | "bad_signature"
                ),
                "{len}: {error}"
            );
            if inspect(&ks[..len]).is_ok_and(|seen| seen.truncated) {
                assert!(error.to_string().contains("was cut"), "{len}: {error}");
            }
        }
        for len in whole..=ks.len() {
            let cut_padding = keyring().decode(&ks[..len]);
            assert!(cut_padding.is_ok() || ks.len() - len == 1, "{len}");
        }
    }
}

#[test]
fn errors_name_the_field() {
    let make = |session: Session<'_>| signer().generate(&session, NOW).unwrap_err();
    let privileges = |text: &str| Privileges::parse(text.to_owned()).unwrap_err();
    for (field, error) in [
        ("secret", Signer::new(1, "").unwrap_err()),
        ("secret", Signer::new(1, "0").unwrap_err()),
        ("secret", Signer::new(1, "a,b").unwrap_err()),
        ("secret", Keyring::with_secrets([""; 0]).unwrap_err()),
        ("partner_id", ks_core::parse_partner_id("0102").unwrap_err()),
        ("partner_id", ks_core::parse_partner_id("2147483648").unwrap_err()),
        ("partner_id", ks_core::parse_partner_id("").unwrap_err()),
        ("user_id", make(Session::user(""))),
        ("user_id", make(Session::user("a\0b"))),
        ("user_id", make(Session::user("a;b").version(Version::V1))),
        ("additional_data", make(Session::user("u").additional_data("\0"))),
        ("additional_data", make(Session::user("u").additional_data("\n").version(Version::V1))),
        ("expiry", make(Session::user("u").expiry(0))),
        ("expiry", make(Session::user("u").expiry(-1))),
        ("expiry", make(Session::user("u").expiry(i64::MAX))),
        ("expires_at", make(Session::user("u").expires_at(NOW))),
        ("type", SessionType::try_from(1).unwrap_err()),
        ("version", Version::try_from(3).unwrap_err()),
        ("privileges", privileges("a b")),
        ("privileges", privileges("setrole:1,setrole:2")),
        ("privileges", privileges("sview:/")),
        ("privileges", {
            let names: Vec<_> = (0..201).map(|i| format!("name{i}")).collect();
            let many = Privileges::parse(names.join(",")).unwrap();
            make(Session::user("u").privileges(many))
        }),
        ("nonce", Nonce::parse("00", Version::V2).unwrap_err()),
    ] {
        let sentence = error.to_string();
        assert!(sentence.starts_with(&format!("{field}: ")), "{field}: {sentence}");
        assert!(!sentence.contains(SECRET) && !format!("{error:?}").contains(SECRET));
    }
}

#[test]
fn verify_is_strict_where_the_server_is_loose() {
    let code = |ks: String| {
        keyring()
            .verify(&ks, &VerifyOptions::new(PARTNER, NOW))
            .map_err(|e: Error| e.code().as_str())
    };
    let v2 = |fields: &str| code(seal_v2("102", fields.as_bytes()));
    assert!(v2("_e=1700003600&_t=0&_u=u").is_ok());
    assert!(v2("_e=1700003600&_t=0").is_ok());
    for odd in [
        "_e=abc&_t=0&_u=u",
        "_e=01700003600&_t=0&_u=u",
        "_e=1.7e9&_t=0&_u=u",
        "_e=1700003600&_t=1&_u=u",
        "_e=1700003600&_t=2.0&_u=u",
        "_e=1700003600&_t=0&_u=%FF",
        "_e=1700003600&_t=0&_u=u&_u=v",
        "_e=1700003600&_t=0&_m=x",
        "a.b=1&_e=1700003600&_t=0",
        "a=1&a=2&_e=1700003600&_t=0",
        "=1&_e=1700003600&_t=0",
        "a=1%2C2&_e=1700003600&_t=0",
        "_e[]=1&_t=0",
        "",
    ] {
        assert_eq!(v2(odd), Err("not_canonical"), "{odd}");
    }
    assert_eq!(v2("_e=1700000000&_t=0"), Err("expired"));
    assert_eq!(v2("a%5B%5D=1&_e=1700003600&_t=0"), Err("array_privilege"));
    assert_eq!(v2("actionslimit=0&_e=1700003600&_t=0"), Err("invalid_actions_limit"));
    assert_eq!(code(seal_v2("0102", b"_e=1700003600&_t=0")), Err("wrong_partner"));
    assert_eq!(code(seal_v1(b"102;102;1700003600;0;r;u;edit:\xff\x80;;")), Err("not_canonical"));
    assert_eq!(code(seal_v1(b"102;102;1700003600;0;r;u;edit:1\x01;;")), Err("not_canonical"));
    assert_eq!(code(seal_v1(b"102;102;1700003600;0;r;u; edit:1;;")), Err("not_canonical"));
    assert!(code(seal_v1(b"102;102;1700003600;0;r;u;edit:1")).is_ok());
    let unchecked = Keyring::unchecked([SECRET]);
    let ks = signer().generate(&Session::user("u"), NOW).unwrap();
    assert_eq!(
        unchecked.verify(&ks, &VerifyOptions::new(PARTNER, NOW)).unwrap_err().code().as_str(),
        "invalid_secret"
    );
}

/// Repeated privileges verify as merged, in both versions.
#[test]
fn repeated_privileges_verify_as_merged() {
    for (given, merged) in [
        ("edit:0_a,edit:0_b", "edit:0_a/0_b"),
        ("urirestrict:/a/*,urirestrict:/b", "urirestrict:/a/*|/b"),
        ("disableentitlement,disableentitlement", "disableentitlement"),
    ] {
        for version in [Version::V1, Version::V2] {
            let session = Session::user("u")
                .version(version)
                .privileges(Privileges::parse(given.to_owned()).unwrap());
            let ks = signer().generate(&session, NOW).unwrap();
            let expected = VerifyOptions::new(PARTNER, NOW).request_uri("/b");
            let verified = keyring().verify(&ks, &expected).unwrap();
            assert_eq!(verified.privileges().to_string(), merged, "{version:?}");
        }
    }
    let two_stars = seal_v1(b"102;102;1700003600;0;r;u;*,*;;");
    let refused = keyring().verify(&two_stars, &VerifyOptions::new(PARTNER, NOW)).unwrap_err();
    assert_eq!(refused.code().as_str(), "not_canonical");
}

/// The repeated privileges of v1 are read from the signed text.
#[test]
fn v1_repeats_keep_their_meaning() {
    let seal =
        |privileges: &str| seal_v1(format!("102;102;1700003600;0;r;u;{privileges};;").as_bytes());
    let expected = VerifyOptions::new(PARTNER, NOW);
    for (given, merged) in [
        ("setrole:1,setrole:1", "setrole:1"),
        ("privacycontext:a,privacycontext:a", "privacycontext:a"),
        ("actionslimit:5,actionslimit:5", "actionslimit:5"),
        ("edit:0_a,edit:*", "edit:*/0_a"),
    ] {
        let ks = seal(given);
        let verified = keyring().verify(&ks, &expected).unwrap();
        assert_eq!(verified.privileges().to_string(), merged);
        let renewed = signer().renew(&ks, Expiry::In(60), NOW).unwrap();
        let renewed = keyring().verify(&renewed, &expected).unwrap();
        assert_eq!(renewed.privileges(), verified.privileges());
    }
    for odd in ["*,all:*", "*,*", "setrole:1,setrole:2", "edit:a,", "edit:a, list", " edit:a"] {
        assert_eq!(
            keyring().verify(&seal(odd), &expected).unwrap_err().code().as_str(),
            "not_canonical"
        );
        assert_eq!(keyring().decode(&seal(odd)).unwrap().warnings().len(), 1, "{odd}");
    }
}

#[test]
fn explain_counts_what_the_server_counts() {
    let late = |partner: i32, privileges: &str| {
        let ks = seal_v1(format!("{partner};102;1700003600;0;r;u;{privileges};;").as_bytes());
        explain(&ks, &keyring(), &Request::at(NOW), []).api_error
    };
    assert_eq!(late(102, "actionslimit:5,actionslimit:7"), None);
    assert_eq!(late(102, "actionslimit:5:x"), None);
    assert_eq!(late(102, "actionslimit,actionslimit:5"), Some("INVALID_ACTIONS_LIMIT"));
    assert_eq!(late(-1, "actionslimit:0"), None);
    for role in ["setrole:-5,setrole:7", "setrole:-5:x", "setrole:-1.5"] {
        assert_eq!(late(102, role), Some("INVALID_SET_ROLE"), "{role}");
    }
    assert_eq!(late(102, "setrole:7,setrole:-5"), None);
}

/// A value that is passed by itself remains one value, or is rejected.
#[test]
fn a_value_of_a_list_is_one_value() {
    for privilege in [
        Privilege::edit_user(["a/b"]),
        Privilege::sview("0_mine/0_other"),
        Privilege::uri_restrict(["/a|/b"]),
        Privilege::new("custom", ["a/b"]),
    ] {
        let error = Privileges::from_list([privilege]).unwrap_err();
        assert!(error.to_string().contains("separates values"), "{error}");
    }
    for (values, what) in [([""], "empty"), ([" x"], "blanks"), (["x\0"], "NUL"), (["x,y"], "','")]
    {
        let error = Privileges::from_pairs([("limitentry", values)]).unwrap_err();
        assert!(error.to_string().contains(what), "{error}");
    }
    let flag = Privileges::from_pairs([("enableentitlement", [""])]).unwrap();
    assert_eq!(flag.to_string(), "enableentitlement");
    let pairs = Privileges::from_pairs([("privacycontext", ["a/b"]), ("0", ["1"])]).unwrap();
    assert_eq!(pairs.to_string(), "privacycontext:a/b,0:1");
    assert!(Privileges::parse("0:").is_err());
}

#[test]
fn a_ks_that_only_an_unchecked_keyring_reads_is_not_renewed() {
    let forged = {
        let info = b"102;102;1700003600;2;r;evil;*;;";
        let any = Keyring::unchecked([""]);
        let ks = seal_v1_with(b"", info);
        assert!(any.decode(&ks).is_ok());
        ks
    };
    let any = Keyring::unchecked([""]);
    assert_eq!(any.signer(PARTNER).unwrap_err().code(), ErrorCode::InvalidSecret);
    assert_eq!(
        signer().renew(&forged, Expiry::In(60), NOW).unwrap_err().code(),
        ErrorCode::BadSignature
    );
}

#[test]
fn anonymous_sessions_are_recognized() {
    for (session, nobody) in
        [(Session::user("ann"), false), (Session::user("0"), true), (Session::anonymous(), true)]
    {
        let ks = signer().generate(&session, NOW).unwrap();
        let verified = keyring().verify(&ks, &VerifyOptions::new(PARTNER, NOW)).unwrap();
        assert_eq!(verified.is_anonymous(), nobody);
    }
}

#[test]
fn verify_checks_every_option() {
    let ks = |privileges: &str| {
        let privileges = Privileges::parse(privileges.to_owned()).unwrap();
        signer().generate(&Session::user("u").privileges(privileges), NOW).unwrap()
    };
    let expected = VerifyOptions::new(PARTNER, NOW);
    let code = |ks: &str, expected: &VerifyOptions<'_>| {
        keyring().verify(ks, expected).map_or_else(|e| e.code().as_str(), |_| "ok")
    };
    let ip = ks("iprestrict:203.0.113.7/2001:db8::1");
    assert_eq!(code(&ip, &expected), "missing_remote_addr");
    assert_eq!(code(&ip, &expected.remote_addr("203.0.113.7")), "ok");
    assert_eq!(code(&ip, &expected.remote_addr("2001:DB8:0::1")), "ok");
    assert_eq!(code(&ip, &expected.remote_addr("::ffff:203.0.113.7")), "ok");
    assert_eq!(code(&ip, &expected.remote_addr("203.0.113.70")), "restricted_ip");
    assert_eq!(code(&ip, &expected.remote_addr("localhost")), "invalid_remote_addr");
    let uri = ks("urirestrict:/api_v3/*|/p/1");
    assert_eq!(code(&uri, &expected), "missing_request_uri");
    assert_eq!(code(&uri, &expected.request_uri("/api_v3/service/x")), "ok");
    assert_eq!(code(&uri, &expected.request_uri("/p/1?x")), "restricted_uri");

    let required = |privileges: &str, name: &str, value: Option<&str>| {
        code(&ks(privileges), &expected.required(&[(name, value)]))
    };
    assert_eq!(required("edit:0_a/0_b", "edit", Some("0_b")), "ok");
    assert_eq!(required("edit:0_abc", "edit", Some("0_a")), "not_granted");
    assert_eq!(required("xedit:*", "edit", Some("0_a")), "not_granted");
    assert_eq!(required("edit:*", "edit", Some("0_a")), "ok");
    assert_eq!(required("*", "edit", Some("0_a")), "ok");
    assert_eq!(required("all:*,list:*", "edit", Some("0_a")), "not_granted");
    assert_eq!(required("enableentitlement", "enableentitlement", None), "ok");
    assert_eq!(required("privacycontext:a/b", "privacycontext", Some("a")), "not_granted");

    let session = ks("sessionid:group1");
    let hashes = keyring().decode(&session).unwrap();
    let verified = keyring().verify(&session, &expected).unwrap();
    assert_eq!(verified.session_hash(), hashes.session_hash());
    assert_eq!(verified.group_hash(), hashes.group_hash());
    assert!(verified.group_hash().is_some());
    assert_eq!(verified.clone().unless_revoked(false), Ok(verified.clone()));
    assert_eq!(verified.unless_revoked(true), Err(Error::Revoked));
    let other = VerifyOptions::new(103, NOW);
    assert_eq!(code(&session, &other), "wrong_partner");
}

#[test]
fn rotation_decodes_with_every_secret_and_signs_with_the_first() {
    let old = Signer::new(PARTNER, "old secret").unwrap();
    let both = Keyring::with_secrets([SECRET, "old secret"]).unwrap();
    for version in [Version::V1, Version::V2] {
        let ks = old.generate(&Session::user("u").version(version), NOW).unwrap();
        assert_eq!(both.decode(&ks).unwrap().secret_index(), 1);
        let verified = both.verify(&ks, &VerifyOptions::new(PARTNER, NOW)).unwrap();
        assert_eq!(verified.secret_index(), 1);
        assert_eq!(keyring().decode(&ks).unwrap_err(), Error::BadSignature { tried: 1 });
        let renewed = both.signer(PARTNER).unwrap().renew(&ks, Expiry::In(60), NOW).unwrap();
        assert_eq!(both.decode(&renewed).unwrap().secret_index(), 0);
        assert_eq!(both.decode(&renewed).unwrap().version(), version);
        // An expired one is renewed too.
        assert!(both.signer(PARTNER).unwrap().renew(&ks, Expiry::In(60), NOW + 1_000_000).is_ok());
        assert_eq!(
            old.renew(&renewed, Expiry::In(1), NOW).unwrap_err().code().as_str(),
            "bad_signature"
        );
    }
    let foreign = Signer::new(7, SECRET).unwrap().generate(&Session::user("u"), NOW).unwrap();
    assert_eq!(
        signer().renew(&foreign, Expiry::In(1), NOW).unwrap_err().code().as_str(),
        "wrong_partner"
    );
}
