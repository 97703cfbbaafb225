//! `explain`: the server's answer, the reason and the advice, for one rule after the other.

use ks_core::server::{ANSWERS, GrantRule, explain_answer};
use ks_core::{Keyring, Privileges, Request, Session, Signer, Status, explain};

use crate::support::{NOW, PARTNER, SECRET, seal_v2};

const LATER: &str = "_e=1700003600&_t=0&_u=u";

/// The status, the API error and the codes of the advice, if the reason contains `part`.
fn explained(
    fields: &str,
    request: &Request<'_>,
    part: &str,
) -> (Option<Status>, Option<&'static str>, Vec<&'static str>) {
    let ks = seal_v2("102", fields.as_bytes());
    let explained = explain(&ks, &Keyring::new(SECRET).unwrap(), request, []);
    assert!(explained.reason.contains(part), "{fields}: {}", explained.reason);
    let codes = explained.advice.iter().map(|advice| advice.code).collect();
    (explained.status, explained.api_error, codes)
}

#[test]
fn restrictions_are_explained() {
    let at = Request::at(NOW);
    let rejected =
        |status, codes: &[&'static str]| (Some(status), Some("INVALID_KS"), codes.to_vec());
    let accepted = |codes: &[&'static str]| {
        let usual = ["user_session", "own_content"];
        (Some(Status::Ok), None, [codes, &usual].concat())
    };
    let ip = Status::ExceededRestrictedIp;
    let uri = Status::ExceededRestrictedUri;
    let elsewhere = at.remote_addr("203.0.113.8").request_uri("/b");
    let here = at.remote_addr("203.0.113.7").request_uri("/a");
    for (restriction, request, part, expected) in [
        ("iprestrict=office", at, "no IP address", rejected(ip, &[])),
        ("iprestrict=office", here, "no IP address", rejected(ip, &[])),
        ("iprestrict=203.0.113.7", at, "depends on the", rejected(ip, &["depends_on_remote_addr"])),
        ("iprestrict=x/203.0.113.7", elsewhere, "not \"203.0.113.8\"", rejected(ip, &[])),
        ("iprestrict=203.0.113.7", here, "is valid", accepted(&[])),
        // The base check compares a missing address like an empty one, which no client has.
        ("iprestrict=/::1", at, "depends on the", rejected(ip, &["depends_on_remote_addr"])),
        ("urirestrict=api", at, "matches no request", rejected(uri, &[])),
        ("urirestrict=api|*x", here, "matches no request", rejected(uri, &[])),
        ("urirestrict=/a", at, "depends on the", rejected(uri, &["depends_on_request_uri"])),
        ("urirestrict=x|/a*", at, "depends on the", rejected(uri, &["depends_on_request_uri"])),
        ("urirestrict=x|/a", elsewhere, "not \"/b\"", rejected(uri, &[])),
        ("urirestrict=x|/a", here, "is valid", accepted(&[])),
        ("urirestrict=*", at, "is valid", accepted(&[])),
        ("urirestrict=/a|/*", at, "is valid", accepted(&[])),
        ("urirestrict=/*&iprestrict=::1", at, "address", rejected(ip, &["depends_on_remote_addr"])),
        (
            "iprestrict=203.0.113.7&urirestrict=/a",
            at.request_uri("/b"),
            "address",
            rejected(ip, &["depends_on_remote_addr"]),
        ),
        (
            "urirestrict=/a?b",
            at.request_uri("https://example.com/a?b#c"),
            "is valid",
            accepted(&["request_uri_trimmed"]),
        ),
    ] {
        let answer = explained(&format!("{restriction}&{LATER}"), &request, part);
        assert_eq!(answer, expected, "{restriction}");
    }
    // A URL with a KS is the request too.
    let ks = seal_v2("102", format!("urirestrict=/a?*&{LATER}").as_bytes());
    let keyring = Keyring::new(SECRET).unwrap();
    let url = format!(" https://example.com/a?ks={ks} ");
    let found = explain(&url, &keyring, &at, []);
    assert!(found.is_accepted() && found.advice[0].code == "request_uri_from_url");
    assert!(!explain(&format!("GET {url}"), &keyring, &at, []).is_accepted());
}

#[test]
fn other_rejections_are_explained() {
    let at = Request::at(NOW);
    let invalid = Some("INVALID_KS");
    let str_ = Some(Status::InvalidStr);
    for (fields, part, status, error) in [
        ("", "no fields", str_, invalid),
        ("_t=0&_u=u", "no expiry", Some(Status::Expired), invalid),
        ("_e=1700000000&_t=0&_u=u", "exactly at", Some(Status::Expired), invalid),
        ("_e=1699999940&_t=0&_u=u", " 60 seconds before", Some(Status::Expired), invalid),
        ("_e=1700000001&_t=0&_u=u", "expires in 1 seconds", Some(Status::Ok), None),
        ("_e=x&_t=0&_u=u", "malformed expiry", Some(Status::Ok), None),
        ("_t=0&_e=1700003600&_u=u&_d=UDID=x", "TV platform", str_, invalid),
        ("&_t=0&_e=1700003600&_u=u", "TV platform", str_, invalid),
        ("x=1&_t=0&_e=1700003600&_u=u&_d=CreateDate=1", "TV platform", str_, invalid),
        ("_e=1700003600&_t=0&_u=u&_d=UDID=x", "is valid", Some(Status::Ok), None),
        ("_t=0&_u=u&_e=1700003600&_d=UDID=x", "is valid", Some(Status::Ok), None),
        ("_t=0&_e=1700003600&_u=u&_d=x", "is valid", Some(Status::Ok), None),
        ("a[]=1&_e=1700003600&_t=0", "array", None, Some("INTERNAL_SERVER_ERROR")),
        (
            "actionslimit=0&_e=1700003600&_t=0&_u=u",
            "no limit",
            Some(Status::Ok),
            Some("INVALID_ACTIONS_LIMIT"),
        ),
        (
            "actionslimit=-1&_e=1700003600&_t=0&_u=u",
            "\"-1\"",
            Some(Status::Ok),
            Some("INVALID_ACTIONS_LIMIT"),
        ),
        ("actionslimit=5&_e=1700003600&_t=0&_u=u", "how many actions", Some(Status::Ok), None),
        ("actionslimits=0&_e=1700003600&_t=0&_u=u", "is valid", Some(Status::Ok), None),
        (
            "setrole=-1&_e=1700003600&_t=0&_u=u",
            "setrole",
            Some(Status::Ok),
            Some("INVALID_SET_ROLE"),
        ),
        (
            "restrictingrole=-1&_e=1700003600&_t=0&_u=u",
            "restrictingrole",
            Some(Status::Ok),
            Some("INVALID_SET_ROLE"),
        ),
        ("widget=1&actionslimit=0&_e=1700003600&_t=0", "widget session", Some(Status::Ok), None),
        ("widget=1&_e=1700003600&_t=0&_u=0", "widget session", Some(Status::Ok), None),
        ("widget=2&_e=1700003600&_t=0", "was ended", Some(Status::Ok), None),
        ("widget=1&_e=1700003600&_t=0&_u=u", "was ended", Some(Status::Ok), None),
        ("widget=1&_e=1700003600&_t=2", "was ended", Some(Status::Ok), None),
    ] {
        let (found, code, _) = explained(fields, &at, part);
        assert_eq!((found, code), (status, error), "{fields}");
    }
}

#[test]
fn likely_refused_calls_are_named() {
    for (fields, expected) in [
        (LATER, &["user_session", "own_content"][..]),
        ("list=*&_e=1700003600&_t=0&_u=u", &["user_session"]),
        ("list=x&_e=1700003600&_t=0&_u=u", &["user_session", "own_content"]),
        ("setrole=&_e=1700003600&_t=0&_u=u", &["user_session", "own_content"]),
        ("setrole=7&_e=1700003600&_t=0&_u=u", &["role_permissions", "own_content"]),
        ("setrole=PLAYBACK_BASE_ROLE&_e=1700003600&_t=0&_u=u", &["playback_only", "own_content"]),
        ("list=*&_e=1700003600&_t=0", &["user_session", "no_user"]),
        ("setrole=7&_e=1700003600&_t=2&_u=u", &[]),
        ("_e=1700000000&_t=0&_u=u", &[]),
    ] {
        assert_eq!(explained(fields, &Request::at(NOW), "").2, expected, "{fields}");
    }
}

/// Privileges, what is asked for, and the answer with a part of its reason.
type GrantCase = (&'static str, &'static str, Option<&'static str>, bool, GrantRule, &'static str);

#[test]
fn every_grant_names_its_rule() {
    use GrantRule::*;
    let cases: &[GrantCase] = &[
        ("edit:0_a/0_b", "edit", Some("0_b"), true, VerifyPrivileges, "with this value"),
        (
            "edit:0_a",
            "edit",
            Some("0_b"),
            false,
            VerifyPrivileges,
            "neither \"edit:0_b\" nor edit:*",
        ),
        ("edit:*", "edit", Some("0_b"), true, VerifyPrivileges, "every value"),
        ("xedit:0_abc", "edit", Some("0_a"), true, VerifyPrivileges, "longer privilege"),
        ("edit:0_a", "edit", None, true, VerifyPrivileges, "carries edit"),
        ("edit:0_a", "edit", Some("0"), true, VerifyPrivileges, "carries edit"),
        ("list:*", "edit", None, false, VerifyPrivileges, "does not carry edit"),
        ("editplaylist:0_p", "edit", Some("0_b"), false, VerifyPrivileges, "playlist \"0_p\""),
        ("sviewplaylist:0_p", "sview", Some("0_b"), false, VerifyPrivileges, "playlist \"0_p\""),
        ("sviewplaylist:0_p", "edit", Some("0_b"), false, VerifyPrivileges, "neither"),
        ("all:*,list:*", "edit", Some("0_b"), false, VerifyPrivileges, "only if it is the only"),
        ("*", "edit", Some("0_b"), true, Wildcard, "only privilege"),
        ("*", "*", None, true, Wildcard, "every privilege"),
        ("*", "all", Some("*"), true, Wildcard, "every privilege"),
        ("*,list:*", "*", None, false, Wildcard, "only if"),
        ("list:*", "all", None, false, Wildcard, "no wildcard"),
        ("editadmintags:*", "editadmintags", Some("x"), true, StarOnly, "which the KS grants"),
        ("editadmintags:x", "editadmintags", Some("x"), false, StarOnly, "does not grant"),
        ("enableentitlement", "enableentitlement", None, true, WholeElement, "carries the flag"),
        (
            "enableentitlement",
            "enableentitlement",
            Some("1"),
            false,
            WholeElement,
            "without a value",
        ),
        ("enableentitlement:1", "enableentitlement", None, false, WholeElement, "with a value"),
        ("list:*", "enableentitlement", None, false, WholeElement, "does not carry the flag"),
        (
            "enableentitlement,disableentitlement",
            "disableentitlement",
            None,
            false,
            WholeElement,
            "precedence",
        ),
        ("setrole:7", "setrole", Some("7"), true, Name, "with this value"),
        ("setrole:7", "setrole", Some("8"), false, Name, "value \"7\""),
        ("setrole:7", "setrole", None, true, Name, "carries setrole"),
        ("setrole:A/B", "setrole", Some("A"), true, Name, "with this value"),
        ("setrole:A/B", "setrole", Some("A/B"), true, Name, "with this value"),
        ("setrole:A/B", "setrole", Some("B"), false, Name, "value \"A/B\""),
        ("*", "setrole", Some("7"), false, Name, "no wildcard"),
        ("urirestrict:/a|/b", "urirestrict", Some("/b"), true, Name, "with this value"),
        ("urirestrict:/a|/b", "urirestrict", Some("/a|/b"), false, Name, "value"),
        ("iprestrict:::1/::2", "iprestrict", Some("::2"), true, Name, "with this value"),
        ("privacycontext:a/b", "privacycontext", Some("a/b"), true, Name, "with this value"),
        ("privacycontext:a/b", "privacycontext", Some("a"), false, Name, "value"),
        ("editplaylist:0_p/0_q", "editplaylist", Some("0_q"), true, Name, "with this value"),
        ("custom:a/b", "custom", Some("b"), true, VerifyPrivileges, "no rule"),
        ("custom:a/b", "custom", None, true, VerifyPrivileges, "no rule"),
        ("customs:a", "custom", None, false, VerifyPrivileges, "no rule"),
        ("role:viewerRole", "role", Some("viewerRole"), true, NotRead, "not the API server"),
        ("role:viewerRole", "role", Some("x"), false, NotRead, "carries role"),
        ("list:*", "role", None, false, NotRead, "does not carry role"),
    ];
    let keyring = Keyring::new(SECRET).unwrap();
    for &(privileges, name, value, granted, rule, part) in cases {
        let session = Session::user("u").privileges(Privileges::parse(privileges).unwrap());
        let ks = Signer::new(PARTNER, SECRET).unwrap().generate(&session, NOW).unwrap();
        let decoded = keyring.decode(&ks).unwrap();
        assert_eq!(decoded.grants(name, value), granted);
        let grant = decoded.grant(name, value);
        assert_eq!(
            (grant.granted, grant.rule),
            (granted, rule),
            "{privileges} {name} {value:?}: {}",
            grant.reason
        );
        assert!(grant.reason.contains(part), "{privileges} {name} {value:?}: {}", grant.reason);
    }
}

/// `INVALID_KS` has many causes, which the status tells apart.
#[test]
fn an_invalid_ks_is_explained_by_its_status() {
    let of = |status: &str| {
        let text = format!(
            r#"{{"code": "INVALID_KS", "message": "Invalid KS \"{status}\"", "args": {{}}}}"#
        );
        explain_answer(&text).unwrap()
    };
    let known = ANSWERS.iter().filter(|answer| answer.code == "INVALID_KS");
    let statuses: Vec<_> = known.filter_map(|answer| Some((answer.status?, answer))).collect();
    assert!(statuses.len() > 3);
    for (status, answer) in statuses {
        let explained = of(status);
        assert_eq!(
            (explained.meaning, explained.check),
            (answer.meaning, answer.check),
            "{status}"
        );
    }
}

/// docs/ks-format.md 5.1.
#[test]
fn statuses_have_the_numbers_of_the_server() {
    let numbers: Vec<i8> = Status::ALL.iter().map(|status| status.number()).collect();
    assert_eq!(numbers, [1, 0, -1, -2, -3, -4, -5, -6, -7, -8, -9, -11]);
    let mut names: Vec<&str> = Status::ALL.iter().map(|status| status.name()).collect();
    assert_eq!(names[0], "OK");
    assert_eq!(Status::Expired.to_string(), "EXPIRED");
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Status::ALL.len());
}

/// One of Kaltura's error answers, with the KS beside it.
#[test]
fn an_answer_is_explained_with_its_ks() {
    let keyring = Keyring::new(SECRET).unwrap();
    for (code, fields, part) in [
        ("SERVICE_FORBIDDEN", "_e=1700003600&_t=2&_u=u", "This KS is an ADMIN session"),
        ("SERVICE_FORBIDDEN", LATER, "without setrole"),
        ("SERVICE_FORBIDDEN", "setrole=7&_e=1700003600&_t=0&_u=u", "with setrole"),
        ("CATEGORY_NOT_FOUND", "disableentitlement=&_e=1700003600&_t=0&_u=u", "is not the reason"),
        ("ENTRY_ID_NOT_FOUND", "disableentitlement=&_e=1700003600&_t=0&_u=u", "is not the reason"),
        ("CATEGORY_NOT_FOUND", LATER, "does not carry disableentitlement"),
        ("ENTRY_ID_NOT_FOUND", LATER, "does not carry disableentitlement"),
    ] {
        let ks = seal_v2("102", fields.as_bytes());
        let answer =
            format!(r#"{{"code": "{code}", "message": "x", "objectType": "KalturaAPIException"}}"#);
        let request = Request::at(NOW);
        let together = explain(&format!("ks={ks} {answer}"), &keyring, &request, []);
        assert!(together.is_accepted() && together.decoded.is_some(), "{code}");
        assert_eq!(together.answer.unwrap().code, code);
        assert!(
            together.reason.starts_with(code) && together.reason.contains(part),
            "{}",
            together.reason
        );
        let alone = explain(&answer, &keyring, &request, []);
        assert_eq!(alone.api_error, Some(code));
        assert!(!alone.reason.contains(part) && alone.status.is_none(), "{}", alone.reason);
    }
    let answer = |text: &str| explain_answer(text).map(|answer| answer.code);
    let second = r#"{"args": {"code": null}, "code": "MISSING_KS", "message": "x"}"#;
    assert_eq!(answer(second).as_deref(), Some("MISSING_KS"));
    assert_eq!(answer(r#"{"code": 500016, "message": "x"}"#).as_deref(), Some("500016"));
    let long = |len: usize| second.to_owned() + &"x".repeat(len - second.len());
    assert!(answer(&long(64 * 1024)).is_some() && answer(&long(64 * 1024 + 1)).is_none());
    let ks = seal_v2("102", LATER.as_bytes());
    let text = format!(
        r#"ks={ks} {{"code": "MISSING_KS", "message": "x", "objectType": "KalturaAPIException"}}"#
    );
    let other = explain(&text, &keyring, &Request::at(NOW), []);
    assert!(
        other.reason.contains("is valid") && !other.reason.contains("This KS"),
        "{}",
        other.reason
    );
}
