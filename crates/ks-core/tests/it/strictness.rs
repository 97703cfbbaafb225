//! Where `verify` is stricter than the server, one rule at a time.

use crate::support::{NOW, PARTNER, SECRET, seal_v1, seal_v2, seal_v2_body};
use ks_core::{Error, Expiry, Keyring, Privileges, Session, Signer, VerifyOptions, Version};

fn signer() -> Signer {
    Signer::new(PARTNER, SECRET).unwrap()
}

fn keyring() -> Keyring {
    Keyring::new(SECRET).unwrap()
}

fn ks(session: Session<'_>) -> String {
    signer().generate(&session, NOW).unwrap()
}

fn restricted(privileges: &str) -> String {
    ks(Session::user("u").privileges(Privileges::parse(privileges.to_owned()).unwrap()))
}

fn options<'a>() -> VerifyOptions<'a> {
    VerifyOptions::new(PARTNER, NOW)
}

fn code(ks: &str, options: &VerifyOptions<'_>) -> &'static str {
    keyring().verify(ks, options).map_or_else(|error| error.code().as_str(), |_| "ok")
}

#[test]
fn an_actions_limit_is_a_whole_number_above_0() {
    for limit in ["1", "5", "9223372036854775807"] {
        assert_eq!(code(&restricted(&format!("actionslimit:{limit}")), &options()), "ok");
    }
    for limit in ["0", "-1", "0.5", "1.0", "1e3", "1e999", "+1", "01", "5:x", "x", "0x1"] {
        let ks = restricted(&format!("actionslimit:{limit}"));
        assert_eq!(code(&ks, &options()), "invalid_actions_limit", "{limit}");
    }
    assert_eq!(code(&restricted("actionslimit"), &options()), "invalid_actions_limit");
    // A blank before the number, which no generator of ours writes there.
    let blank = seal_v2("102", b"actionslimit=+1&_e=1700003600&_t=0");
    assert_eq!(code(&blank, &options()), "invalid_actions_limit");
    let blank = seal_v1(b"102;102;1700003600;0;r;u;actionslimit: 1;;");
    assert_eq!(code(&blank, &options()), "invalid_actions_limit");
}

#[test]
fn an_address_may_have_brackets_and_a_zone() {
    let local = restricted("iprestrict:::1/fe80::1/203.0.113.7");
    for address in ["::1", "[::1]", "fe80::1%eth0", "[fe80::1%eth0]", "FE80:0::1", "203.0.113.7"] {
        assert_eq!(code(&local, &options().remote_addr(address)), "ok", "{address}");
    }
    for address in ["::2", "[::2]", "fe80::2%eth0", "203.0.113.8"] {
        assert_eq!(code(&local, &options().remote_addr(address)), "restricted_ip", "{address}");
    }
    for address in ["", "localhost", "[203.0.113.7]", "203.0.113.7:80", "fe80::1%"] {
        assert_eq!(code(&local, &options().remote_addr(address)), "invalid_remote_addr");
    }
}

#[test]
fn an_address_is_read_only_for_a_restricted_ks() {
    for address in ["", "unix:", "localhost", "203.0.113.7, 203.0.113.8"] {
        assert_eq!(code(&ks(Session::user("u")), &options().remote_addr(address)), "ok");
    }
}

#[test]
fn a_path_with_dot_segments_is_never_allowed() {
    let public = restricted("urirestrict:/pub/*|/pub/../admin");
    for uri in ["/pub/a", "/pub/a.b/..c", "/pub/a?x=/../b", "/pub/%41"] {
        assert_eq!(code(&public, &options().request_uri(uri)), "ok", "{uri}");
    }
    for uri in ["/pub/../admin", "/pub/%2e%2e/admin", "/pub/.%2E/admin", "/pub/%252e%252e/admin"] {
        let error = keyring().verify(&public, &options().request_uri(uri)).unwrap_err();
        assert_eq!(error.code().as_str(), "restricted_uri", "{uri}");
        assert!(error.to_string().contains("segments"), "{error}");
    }
    // Only a restricted KS depends on the URI.
    let open = ks(Session::user("u"));
    assert_eq!(code(&open, &options().request_uri("/pub/../admin")), "ok");
}

/// A star beside a repeated list was generated, but neither verified nor renewed.
#[test]
fn a_star_beside_a_repeated_list_verifies_and_renews() {
    for version in [Version::V1, Version::V2] {
        for text in ["*,sview:a,sview:b", "sview:a,*,sview:b", "all:*,edit:a,edit:b"] {
            let privileges = Privileges::parse(text).unwrap();
            let session = Session::user("u").version(version).privileges(privileges.clone());
            let ks = ks(session);
            let verified = keyring().verify(&ks, &options()).unwrap();
            assert_eq!(verified.privileges().to_list().len(), 2, "{text}");
            let renewed = signer().renew(&ks, Expiry::In(60), NOW).unwrap();
            let renewed = keyring().verify(&renewed, &options()).unwrap();
            assert_eq!(renewed.privileges(), verified.privileges());
        }
    }
}

#[test]
fn a_session_that_names_no_single_user_is_anonymous() {
    let is_anonymous = |session| keyring().verify(&ks(session), &options()).unwrap().is_anonymous();
    assert!(is_anonymous(Session::anonymous()));
    for user in ["0", "00", "0.0", "-0", "*", " ", "\t\n", "\u{a0}", " 0 "] {
        assert!(is_anonymous(Session::user(user)), "{user:?}");
    }
    for user in ["u", "1", "00x", "0x0", "**", "null", " u "] {
        assert!(!is_anonymous(Session::user(user)), "{user:?}");
    }
}

/// A star beside other privileges is not a wildcard, in either version and spelling.
#[test]
fn a_star_beside_other_privileges_is_not_granted() {
    for version in [Version::V1, Version::V2] {
        for text in ["*,list:*", "list:*,all:*"] {
            let session = Session::user("u").privileges(Privileges::parse(text).unwrap());
            let ks = ks(session.version(version));
            for wanted in [("*", None), ("all", None), ("all", Some("*")), ("edit", Some("0_a"))] {
                let error = keyring().verify(&ks, &options().required(&[wanted])).unwrap_err();
                assert!(matches!(error, Error::NotGranted(_)), "{text} {wanted:?}");
            }
            assert!(keyring().verify(&ks, &options().required(&[("list", Some("x"))])).is_ok());
        }
    }
}

/// The server's generator writes a star as `all:*`. Under the name `*`, it also lets a KS edit
/// every entry, which a renewed KS would not.
#[test]
fn a_v2_field_named_star_is_not_canonical() {
    for fields in ["*=&_e=1700003600&_t=0", "%2A=&list=%2A&_e=1700003600&_t=0"] {
        let ks = seal_v2("102", fields.as_bytes());
        assert_eq!(code(&ks, &options()), "not_canonical");
        assert!(keyring().decode(&ks).unwrap().warnings()[0].message.contains("all:*"));
        assert!(signer().renew(&ks, Expiry::In(60), NOW).is_err());
    }
}

/// The server compares these values as they are, so a star in the list is only a star.
#[test]
fn a_star_in_a_list_counts_only_where_the_server_tests_for_it() {
    let ks = restricted("disableentitlementforentry:*/0_a,edit:*/0_a");
    let required = |name, value| code(&ks, &options().required(&[(name, Some(value))]));
    assert_eq!(required("disableentitlementforentry", "0_a"), "ok");
    assert_eq!(required("disableentitlementforentry", "0_b"), "not_granted");
    assert_eq!(required("edit", "0_b"), "ok");
}

/// A lone star grants a value, but it is not a restriction, and grants no name alone.
#[test]
fn a_lone_star_is_no_restriction() {
    for version in [Version::V1, Version::V2] {
        let session = Session::user("u").privileges(Privileges::parse("*").unwrap());
        let star = ks(session.version(version));
        let required = |name, value| {
            let wanted = [(name, value)];
            keyring().verify(&star, &options().required(&wanted)).err()
        };
        assert_eq!(required("*", None), None);
        assert_eq!(required("edit", Some("0_a")), None);
        for name in ["urirestrict", "iprestrict", "edit", "enableentitlement"] {
            assert!(matches!(required(name, None), Some(Error::NotGranted(_))), "{name}");
        }
        for name in ["urirestrict", "iprestrict", "setrole"] {
            assert!(matches!(required(name, Some("/a")), Some(Error::NotGranted(_))), "{name}");
        }
        assert!(matches!(required("edit", Some("0_a,0_b")), Some(Error::NotGranted(_))));
        assert!(matches!(required("edit", Some("0")), Some(Error::InvalidOption { .. })));
    }
}

/// `verify` accepts the base64 and the URL escapes that the server accepts.
#[test]
fn every_spelling_of_a_ks_verifies() {
    for version in [Version::V1, Version::V2] {
        // The base64 of this text contains characters in which the alphabets differ.
        let user = "\u{ff}\u{fff}?>~\u{3fff}";
        let ks = ks(Session::user(user).version(version));
        let bare = ks.trim_end_matches('=');
        let spellings = [
            ks.replace('-', "+").replace('_', "/"),
            ks.replace('+', "-").replace('/', "_"),
            bare.to_owned(),
            format!(" {}\r\n\t{}\n", &bare[..9], &bare[9..]),
        ];
        assert!(spellings.iter().filter(|spelling| **spelling != ks).count() >= 2);
        for spelling in spellings {
            let verified = keyring().verify(&spelling, &options()).unwrap();
            assert_eq!(verified.user_id(), Some(user), "{spelling}");
        }
    }
    for fields in [
        "_e=1700003600&_t=0&_u=a%20b%2a",
        "_e=%31700003600&%5Ft=0&%5fu=a+b*",
        "&_e=1700003600&&_t=0&_u=%61+b%2A&",
    ] {
        let verified = keyring().verify(&seal_v2("102", fields.as_bytes()), &options()).unwrap();
        assert_eq!(verified.user_id(), Some("a b*"), "{fields}");
    }
}

/// PHP cuts or renames such names, so what the KS says is not what the server reads.
#[test]
fn a_name_that_php_changes_is_not_canonical() {
    for name in ["+edit", "ed+it", "ed.it", "edit%00x", "edit[x", "%20edit", "+++edit"] {
        let ks = seal_v2("102", format!("{name}=1&_e=1700003600&_t=0&_u=u").as_bytes());
        assert_eq!(code(&ks, &options()), "not_canonical", "{name}");
        let warnings = keyring().decode(&ks).unwrap().warnings();
        assert_eq!(warnings[0].code, "renamed_field", "{name}");
    }
    // PHP drops the first `a`, so the second is not a repetition, but `b` is.
    let deep = format!("a=1&b=2&a{}=3&b=4&_e=1700003600&_t=0&_u=u", "[x]".repeat(65));
    let decoded = keyring().decode(&seal_v2("102", deep.as_bytes())).unwrap();
    assert_eq!(decoded.privileges().collect::<Vec<_>>(), [(&b"b"[..], &b"4"[..])]);
    let codes: Vec<&str> = decoded.warnings().iter().map(|warning| warning.code).collect();
    assert_eq!(codes, ["dropped_field", "repeated_field"]);
}

/// An empty text of a v1 KS contains no privilege, but an empty element of a longer one does.
#[test]
fn an_empty_v1_text_has_no_privilege() {
    let names = |privileges: &str| {
        let ks = seal_v1(format!("102;102;1700003600;0;r;u;{privileges};;").as_bytes());
        let decoded = keyring().decode(&ks).unwrap();
        decoded.privileges().map(|(name, _)| String::from_utf8_lossy(name).into_owned()).collect()
    };
    let none: Vec<String> = names("");
    assert!(none.is_empty());
    assert_eq!(names("edit:1,"), ["edit", ""]);
    assert_eq!(names(":x"), [""]);
    assert_eq!(names(","), [""; 0]);
}

/// The two versions treat repeated names differently.
#[test]
fn warnings_say_what_the_server_makes_of_a_repeated_name() {
    let warning = |ks: &str| keyring().decode(ks).unwrap().warnings().remove(0).message;
    let v1 =
        |text: &str| warning(&seal_v1(format!("102;102;1700003600;0;r;u;{text};;").as_bytes()));
    assert!(v1("setrole:1,setrole:2").contains("usually reads the first"));
    assert!(v1("urirestrict:/a,urirestrict:/b").contains("joins the URIs"));
    assert!(v1("editplaylist:a,editplaylist:b").contains("only in v1"));
    assert!(v1("sviewplaylist:a,sviewplaylist:b").contains("only in v1"));
    for name in ["setrole", "urirestrict", "editplaylist"] {
        let fields = format!("{name}=/a&{name}=/b&_e=1700003600&_t=0&_u=u");
        assert!(warning(&seal_v2("102", fields.as_bytes())).contains("keeps only the last"));
    }
}

#[test]
fn a_short_nonce_is_reported() {
    for len in [1, 8, 15, 16] {
        let ks = seal_v2_body("102", &[7; 16][..len]);
        assert_eq!(code(&ks, &options()), "not_canonical");
        let codes: Vec<_> =
            keyring().decode(&ks).unwrap().warnings().into_iter().map(|it| it.code).collect();
        assert_eq!(codes.contains(&"short_random"), len < 16, "{len}");
        assert!(codes.contains(&"no_fields"), "{len}");
    }
}

/// Repeated lists add up in v1; other names lose a value, unless it is the same.
#[test]
fn repeated_names_of_v1_are_judged_by_their_kind() {
    let repeats = |privileges: &str| {
        let ks = seal_v1(format!("102;102;1700003600;0;r;u;{privileges};;").as_bytes());
        let warnings = keyring().decode(&ks).unwrap().warnings();
        warnings.iter().filter(|warning| warning.code == "repeated_field").count()
    };
    for (privileges, count) in [
        ("edit:1,edit:2", 0),
        ("edit:1,edit:1", 0),
        ("setrole:1,setrole:1", 0),
        ("setrole:1,setrole:2", 1),
        ("setrole:1,setrole:2,setrole:1", 1),
        ("urirestrict:/a,urirestrict:/a", 1),
        ("urirestrict:/a,urirestrict:/b", 1),
        ("unknown:1,unknown:1", 0),
        ("unknown:1,unknown:2", 1),
        ("enableentitlement,enableentitlement", 0),
        ("enableentitlement,enableentitlement:1", 1),
    ] {
        assert_eq!(repeats(privileges), count, "{privileges}");
    }
}

/// A warning shows the value that it is about.
#[test]
fn warnings_show_the_value() {
    let messages = |fields: &str| {
        let warnings = keyring().decode(&seal_v2("102", fields.as_bytes())).unwrap().warnings();
        warnings.into_iter().map(|it| format!("{}: {}", it.code, it.message)).collect::<String>()
    };
    let seen = messages("_e=soon&_t=9&_m=x&_u=%FF");
    for part in [
        "odd_expiry: the expiry is \"soon\"",
        "odd_type: the type is \"9\", neither 0 (USER) nor 2 (ADMIN); the server treats it as ADMIN",
        "odd_master_partner_id: the master partner id is \"x\"",
        "odd_user_id: the user id is \"\u{fffd}\"",
    ] {
        assert!(seen.contains(part), "{part}: {seen}");
    }
    let seen = messages("_e[]=1&_t=-1");
    assert!(seen.contains("the expiry is an array"), "{seen}");
    assert!(seen.contains("treats it as USER"), "{seen}");
    let seen = messages("a=1");
    assert!(
        seen.contains("the expiry is missing") && seen.contains("the type is missing"),
        "{seen}"
    );
}

#[test]
fn restrictions_have_the_form_of_generated_ones() {
    let sealed = |fields: &str| seal_v2("102", format!("{fields}&_e=1700003600&_t=0").as_bytes());
    let options = options().remote_addr("2001:db8::1").request_uri("/a/b");
    for odd in [
        "iprestrict=10.0.0.0/8",
        "iprestrict=::1/",
        "urirestrict=/a/*/b",
        "urirestrict=**",
        "edit=/",
    ] {
        assert_eq!(code(&sealed(odd), &options), "not_canonical", "{odd}");
    }
    let verified = keyring().verify(&sealed("iprestrict=2001:DB8::1"), &options).unwrap();
    assert_eq!(verified.privileges().to_string(), "iprestrict:2001:db8::1");
    assert_eq!(code(&sealed("urirestrict=/a/*&x=/"), &options), "ok");
}

/// docs/ks-format.md 3.5.
#[test]
fn at_most_200_privileges_verify() {
    for first in ["p", "i"] {
        let fields = |count: usize| -> String {
            (0..count).map(|i| format!("{first}{i}=x&")).collect::<String>() + "_e=1700003600&_t=0"
        };
        let verified =
            keyring().verify(&seal_v2("102", fields(200).as_bytes()), &options()).unwrap();
        assert_eq!(verified.privileges().len(), 200);
        for count in [201, 202, 300] {
            assert_eq!(
                code(&seal_v2("102", fields(count).as_bytes()), &options()),
                "not_canonical"
            );
        }
    }
}
