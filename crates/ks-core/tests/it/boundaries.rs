//! Values at the edges of what is accepted: the longest numbers, every length, the 17th name.

use crate::support::{NOW, PARTNER, SECRET, encode, seal_v1, seal_v2};
use ks_core::{
    ErrorCode, Expiry, Keyring, Nonce, Privileges, Request, Session, Signer, VerifyOptions,
    Version, explain, find, lint, parse_partner_id,
};

fn keyring() -> Keyring {
    Keyring::new(SECRET).unwrap()
}

/// The distance between the lengths that are tested.
const LENGTHS: usize = if cfg!(miri) { 101 } else { 1 };

/// Short KSs are assembled in a buffer of fixed size, whose bound must hold for the longest
/// numbers and for text that escaping makes three times as long.
#[test]
fn every_length_with_the_longest_numbers() {
    let signer = Signer::new(i32::MIN, SECRET).unwrap();
    let options = VerifyOptions::new(i32::MIN, NOW);
    for version in [Version::V1, Version::V2] {
        for filler in ["x", "/"] {
            for len in (0..=560).step_by(LENGTHS) {
                let text = filler.repeat(len);
                let privileges = Privileges::parse(format!("sview:{text}.,list:*")).unwrap();
                let longest = |user: &str| {
                    Session::admin(user.to_owned())
                        .master_partner_id(i32::MIN)
                        .expires_at(i64::MAX)
                        .version(version)
                };
                for session in [
                    longest("u").privileges(privileges),
                    longest("u").additional_data(format!("{text}.")),
                    longest(&format!("{text}.")),
                ] {
                    let ks = signer.generate(&session, NOW).unwrap();
                    let verified = keyring().verify(&ks, &options).unwrap();
                    assert_eq!(verified.session(), session, "{version:?} {filler} {len}");
                }
            }
        }
    }
}

/// The places of names are known by their order, the first 16 and the rest separately.
#[test]
fn a_removed_privilege_does_not_confuse_the_others() {
    let others: String = (0..20).map(|i| format!("p{i}={i}&")).collect();
    let removed = "[x]".repeat(65);
    let fields = format!("{others}p0{removed}=x&p1=one&p18=more&_e=1700003600&_t=0");
    let decoded = keyring().decode(&seal_v2("102", fields.as_bytes())).unwrap();
    let value = |name| decoded.privilege(name).map(String::from_utf8_lossy);
    assert_eq!((value("p0"), value("p1")), (None, Some("one".into())));
    assert_eq!((value("p18"), value("p19")), (Some("more".into()), Some("19".into())));
    assert_eq!(decoded.privileges().count(), 19);
}

/// Nothing but the order and the data shows that these fields are not those of a KS for video.
#[test]
fn a_ks_of_the_tv_platform_is_not_canonical() {
    let ks = seal_v2("102", b"_t=0&_e=1700003600&_u=u&_d=UDID=x");
    let decoded = keyring().decode(&ks).unwrap();
    assert!(decoded.is_ott() && !decoded.is_canonical());
    assert_eq!(decoded.to_session().unwrap_err().code(), ErrorCode::NotCanonical);
}

/// A generator may drop the privilege `0`, which PHP treats as empty.
#[test]
fn names_of_one_character_have_rules() {
    let options = VerifyOptions::new(PARTNER, 1_700_000_000);
    for (name, valid) in [("0", false), ("1", true), ("x", true)] {
        let fields = format!("{name}=&_e=1700003600&_t=0");
        let verified =
            keyring().verify(&seal_v2(&PARTNER.to_string(), fields.as_bytes()), &options);
        assert_eq!(verified.is_ok(), valid, "{name}: {verified:?}");
    }
}

/// The same with every field, all of which escaping makes three times as long.
#[test]
fn every_length_with_every_field() {
    let signer = Signer::new(i32::MIN, SECRET).unwrap();
    for version in [Version::V1, Version::V2] {
        for (privileges, len) in ["*", "*,custom:/.", "a,b"]
            .into_iter()
            .flat_map(|privileges| (1..200).step_by(LENGTHS).map(move |len| (privileges, len)))
        {
            let text = "/".repeat(len);
            let session = Session::admin("/")
                .master_partner_id(i32::MIN)
                .expires_at(i64::MAX)
                .version(version)
                .privileges(Privileges::parse(privileges).unwrap())
                .additional_data(&*text);
            let ks = signer.generate(&session, NOW).unwrap();
            let decoded = keyring().decode(&ks).unwrap();
            assert_eq!(decoded.additional_data().as_deref(), Some(&*text));
            assert_eq!(decoded.user_id().as_deref(), Some("/"));
        }
    }
}

/// Privileges that are encoded ahead of time, at every length around their buffer's.
#[test]
fn every_length_of_simple_privileges() {
    let signer = Signer::new(PARTNER, SECRET).unwrap();
    for len in (1..=200).step_by(LENGTHS) {
        let text = format!("custom:{}{},flag", "x".repeat(len), "%".repeat(len % 7));
        let session = Session::user("u").privileges(Privileges::parse(&*text).unwrap());
        let ks = signer.generate(&session, NOW).unwrap();
        let decoded = keyring().decode(&ks).unwrap();
        assert_eq!(decoded.privileges_text(), text.as_bytes());
    }
}

#[test]
fn partner_ids_0_and_minus_0() {
    assert_eq!(parse_partner_id("0"), Ok(0));
    for odd in ["-0", "00", "+0", "", "-", " 0"] {
        assert_eq!(parse_partner_id(odd).unwrap_err().code(), ErrorCode::InvalidPartnerId, "{odd}");
    }
    let signer = Signer::new(0, SECRET).unwrap();
    for version in [Version::V1, Version::V2] {
        let ks = signer.generate(&Session::user("u").version(version), NOW).unwrap();
        assert_eq!(find(&ks).unwrap().ks, ks);
        let verified = keyring().verify(&ks, &VerifyOptions::new(0, NOW)).unwrap();
        assert_eq!(verified.partner_id(), 0);
    }
    for ks in [seal_v2("-0", b"_e=1700003600&_t=0&_u=u"), seal_v1(b"-0;-0;1700003600;0;r;u;;;")] {
        let error = keyring().verify(&ks, &VerifyOptions::new(0, NOW)).unwrap_err();
        assert_eq!(error.code(), ErrorCode::WrongPartner);
        assert_eq!(keyring().decode(&ks).unwrap().partner_id(), None);
    }
}

/// The first 16 names are compared one by one and later ones are looked up in a map.
#[test]
fn a_repeated_name_is_found_at_every_position() {
    for count in [1, 2, 15, 16, 17, 18, 33] {
        for repeated in 0..count {
            let names: Vec<String> = (0..count).map(|i| format!("n{i}")).collect();
            let again = &names[repeated];
            let v2 = names.iter().map(|name| format!("{name}=1&")).collect::<String>();
            let v2 = seal_v2("102", format!("{v2}{again}=2&_e=1700003600&_t=0").as_bytes());
            let v1 = names.iter().map(|name| format!("{name}:1,")).collect::<String>();
            let v1 = seal_v1(format!("102;102;1700003600;0;r;u;{v1}{again}:2;;").as_bytes());
            for (ks, value) in [(v2, &b"2"[..]), (v1, b"1/2")] {
                let decoded = keyring().decode(&ks).unwrap();
                assert_eq!(decoded.privilege(again), Some(value), "{count} {repeated}");
                assert_eq!(decoded.privileges().count(), count);
                assert_eq!(decoded.warnings()[0].code, "repeated_field");
                let error = keyring().verify(&ks, &VerifyOptions::new(PARTNER, NOW)).unwrap_err();
                assert_eq!(error.code(), ErrorCode::NotCanonical);
            }
        }
    }
}

#[test]
fn a_v1_ks_never_contains_its_own_secret() {
    for (secret, is_searched) in [
        ("0123456789abcdef0123456789abcdef", true),
        ("sixteen letters!", true),
        ("fifteen letters", false), // Too short to be there by mistake.
    ] {
        let signer = Signer::new(PARTNER, secret).unwrap();
        let privileges = Privileges::parse(format!("custom:{secret}")).unwrap();
        let longer = format!("x{secret}x");
        let v1 = Session::user("u").version(Version::V1);
        let block = Nonce::Block([7; 16]);
        for (session, nonce) in [
            (Session::user(longer.as_str()).version(Version::V1), &block),
            (v1.clone().privileges(privileges), &block),
            (v1.clone().additional_data(longer.as_str()), &block),
            (v1.clone(), &Nonce::Text(longer.as_str().into())),
        ] {
            let v1 = signer.generate_with_nonce(&session, NOW, nonce);
            let codes = v1.as_ref().map_err(|error| error.code());
            assert_eq!(codes.err(), is_searched.then_some(ErrorCode::InvalidSecret), "{secret}");
            // v2 encrypts what it contains.
            let v2 = session.version(Version::V2);
            assert!(signer.generate_with_nonce(&v2, NOW, &block).is_ok());
        }
    }
}

/// A KS that the server rejects grants nothing, whatever its privileges are.
#[test]
fn explain_grants_nothing_for_a_rejected_ks() {
    let wanted = [("edit", Some("0_a")), ("edit", None), ("list", Some("*"))];
    let grants = |keyring: &Keyring, ks: &str, now: i64| {
        let explained = explain(ks, keyring, &Request::at(now), wanted);
        let granted: Vec<bool> = explained.grants.iter().map(|grant| grant.granted).collect();
        (explained.is_accepted(), granted)
    };
    for version in [Version::V1, Version::V2] {
        let make = |privileges: &str| {
            let privileges = Privileges::parse(privileges.to_owned()).unwrap();
            let session = Session::user("u").version(version).privileges(privileges);
            Signer::new(PARTNER, SECRET).unwrap().generate(&session.expiry(60), NOW).unwrap()
        };
        let open = make("edit:*,list:*");
        let none = (false, vec![false; 3]);
        assert_eq!(grants(&keyring(), &open, NOW), (true, vec![true; 3]));
        assert_eq!(grants(&keyring(), &open, NOW + 60), none);
        assert_eq!(grants(&Keyring::new("another").unwrap(), &open, NOW), none);
        for rejected in ["iprestrict:203.0.113.7", "urirestrict:/a", "actionslimit:0", "setrole:-1"]
        {
            let ks = make(&format!("edit:*,list:*,{rejected}"));
            assert_eq!(grants(&keyring(), &ks, NOW), none, "{rejected}");
        }
    }
    let array = seal_v2("102", b"edit[]=1&list=%2A&_e=1700003600&_t=0");
    assert_eq!(grants(&keyring(), &array, NOW), (false, vec![false; 3]));
}

/// docs/ks-format.md 5.3, computed with `sha1sum`.
#[test]
fn the_group_hash_is_that_of_the_first_value() {
    const GROUP: &str = "4c5254af064b58520f8355874810d1fdc0f4d641";
    for (privileges, hash) in [
        ("sessionid:group1", Some(GROUP)),
        ("sessionid:group1/group2", Some(GROUP)),
        ("edit:1,sessionid:group1", Some(GROUP)),
        ("sessionid", None),
        ("edit:1", None),
    ] {
        for version in [Version::V1, Version::V2] {
            let privileges = Privileges::parse(privileges).unwrap();
            let session = Session::user("u").version(version).privileges(privileges);
            let ks = Signer::new(PARTNER, SECRET).unwrap().generate(&session, NOW).unwrap();
            assert_eq!(keyring().decode(&ks).unwrap().group_hash().as_deref(), hash);
            let verified = keyring().verify(&ks, &VerifyOptions::new(PARTNER, NOW)).unwrap();
            assert_eq!(verified.group_hash().as_deref(), hash);
        }
    }
}

/// Text that resembles a KS in all but one respect.
#[test]
fn find_ignores_what_only_resembles_a_ks() {
    let signature = "f9d0092aaf0d8161291e954386cc2d600ce7b49f";
    let block = [b'x'; 16];
    let v2 = |partner: &str, cipher: &[u8]| {
        encode(&[format!("v2|{partner}|").as_bytes(), cipher].concat())
    };
    for text in
        [v2("102", &block), v2("-5", &block), encode(format!("{signature}|1;1;1").as_bytes())]
    {
        assert_eq!(find(&text).map(|found| found.ks.into_owned()), Some(text));
    }
    for text in [
        v2("102", &block[..15]),
        v2("102", b""),
        v2("", &block),
        v2("-", &block),
        v2("1-2", &block),
        v2("a", &block),
        encode(&[b"v2|102", &block[..]].concat()),
        encode(&[b"v3|102|", &block[..]].concat()),
        encode(format!("{}|1;1;1", &signature[1..]).as_bytes()),
        encode(format!("{signature}0|1;1;1").as_bytes()),
        encode(format!("{signature};1;1;1").as_bytes()),
        encode(format!("g{}|1;1;1", &signature[1..]).as_bytes()),
        encode(format!("{}g{}|1;1;1", &signature[..20], &signature[21..]).as_bytes()),
        encode(format!("{signature}|1;1 and so on").as_bytes()),
        encode(format!("{signature}|a;1;1").as_bytes()),
        encode(format!("{signature}|;1;1").as_bytes()),
    ] {
        assert_eq!(find(&text), None, "{text}");
        assert_eq!(find(&format!("GET /a?ks={text}&b=1")), None, "{text}");
    }
}

/// `lint` and `generate` reject the same sessions.
#[test]
fn lint_rejects_what_generate_rejects() {
    let signer = Signer::new(PARTNER, SECRET).unwrap();
    let v1 = |privileges: &str| {
        Session::user("u")
            .version(Version::V1)
            .privileges(Privileges::parse(privileges.to_owned()).unwrap())
    };
    for session in [
        Session::user(""),
        Session::user("u").expiry(0),
        Session::user("a;b").version(Version::V1),
        v1("custom:a;b"),
        v1(" edit:1"),
        v1("edit:1,"),
        v1("custom:\u{1}"),
        Session::user("u").with_expiry(Expiry::At(NOW)),
    ] {
        let generated = signer.generate(&session, NOW).map(|_| ()).map_err(|error| error.code());
        assert!(generated.is_err(), "{session:?}");
        assert_eq!(lint(&session, NOW).map(|_| ()).map_err(|error| error.code()), generated);
    }
}
