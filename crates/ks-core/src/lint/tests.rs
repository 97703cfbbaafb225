use alloc::vec;

use super::session::DAY;
use super::*;
use crate::privilege::Privileges;

const NOW: i64 = 1_700_000_000;

fn codes(session: &Session<'_>) -> Vec<&'static str> {
    lint(session, NOW).unwrap().into_iter().map(|advice| advice.code).collect()
}

fn user(privileges: &str) -> Session<'_> {
    Session::user("u").privileges(Privileges::parse(privileges).unwrap())
}

#[test]
fn a_plain_session_needs_no_advice() {
    for privileges in [
        "sview:0_abc,privacycontext:p,enableentitlement",
        "edituser:a b,sessionkey:a;b,searchcontext:a|b",
        "appid:my-app,appdomain:example.com",
        "role:viewerRole,userContextualRole:3,firstName:Ann,lastName:O/Hara,eventId:1",
        "setrole:PLAYBACK_BASE_ROLE,sview:*,urirestrict:/api_v3/*|/p/*",
        "urirestrict:/api_v3/service/media?x=1",
        "disablesessiontypecheck",
        "restrictingrole:X,editadmintags:*,view:*",
    ] {
        assert_eq!(codes(&user(privileges)), Vec::<&str>::new(), "{privileges}");
    }
}

#[test]
fn each_advice_is_given_where_it_belongs() {
    let v1 = |session: Session<'static>| session.version(Version::V1);
    for (session, code) in [
        (Session::admin("u"), "admin_session"),
        (Session::admin("u").expiry(DAY + 1), "admin_long_lived"),
        (Session::user("u").expiry(31 * DAY), "long_lived"),
        (Session::anonymous(), "anonymous_session"),
        (Session::user("0").privileges(Privileges::parse("widget:1").unwrap()), "widget_session"),
        (Session::user("*"), "user_star"),
        (Session::user("undefined"), "placeholder"),
        (Session::user("0123456789abcdef0123456789abcdef"), "user_looks_like_secret"),
        (v1(Session::user("u")), "v1_readable"),
        (user("*"), "user_wildcard"),
        (user("all:*,disableentitlement"), "wildcard_not_alone"),
        (v1(user("all:*")), "all_in_v1"),
        (v1(user("*,list:*")), "v1_star_edits_everything"),
        (user("disableentitlement"), "user_disableentitlement"),
        (user("disableentitlement,enableentitlement"), "both_entitlements"),
        (user("appId:x"), "unknown_privilege"),
        (user("disablechangeaccount"), "unread_privilege"),
        (user("edit"), "missing_value"),
        (user("enableentitlement:1"), "flag_with_value"),
        (user("setrole:1/2"), "one_value_only"),
        (user("edit:0_a/*"), "star_not_first"),
        (user("actionslimit:0"), "actionslimit_zero"),
        (user("actionslimit:x"), "actionslimit_invalid"),
        (user("actionslimit:-1"), "actionslimit_invalid"),
        (user("actionslimit:-1,role:viewerRole"), "actionslimit_blocks_api"),
        (user("actionslimit:4"), "playback_ignores_actionslimit"),
        (user("urirestrict:api_v3/*"), "urirestrict_no_path"),
        (user("urirestrict:/api_v3/service/media"), "urirestrict_exact"),
        (user("restrictexplicitliveview:*"), "restrictexplicitliveview"),
        (user("restrictexplicitliveview:0_abcd1234"), "only_star_counts"),
        (user("editadmintags:tag1"), "only_star_counts"),
        (user("privacycontext:*"), "star_without_effect"),
        (user("sviewplaylist:*"), "star_without_effect"),
        (user("widget:_1234567"), "widget_value"),
        (user("sessionid:abc"), "playback_ignores_revocation"),
        (user("setrole:-1"), "setrole_negative"),
        (user("setrole:-1.5"), "setrole_negative"),
        (user("restrictingrole:-2"), "restrictingrole_negative"),
        (user("edit:*"), "edit_everything"),
        (user("sview:0_a;0_b"), "odd_separator"),
        (user("sview:0_a;list:*"), "other_notation"),
        (user("setrole:A&sview:*"), "other_notation"),
        (user("list:\\*"), "other_notation"),
        (user("sview:0_adisableentitlementforentry:0_a"), "lost_comma"),
        (user("privacycontext:lceducation,learningclues"), "comma_in_value"),
        (user("genieentryids:1_aaa,1_bbb"), "comma_in_value"),
        (user("sview:None"), "placeholder"),
        (Session { user_id: None, ..user("widget:1,actionslimit:0") }, "widget_not_counted"),
        (Session::user("u ").expiry(60), "blanks_in_user"),
        (user("sview: 0_a"), "blanks_in_value"),
        (Session::user("u").expiry(1_893_456_000), "expiry_is_a_time"),
        (Session::user("u").expiry(86_400_000), "expiry_in_milliseconds"),
    ] {
        assert!(codes(&session).contains(&code), "{code}: {session:?}: {:?}", codes(&session));
    }
}

#[test]
fn round_seconds_are_no_milliseconds() {
    for seconds in [3600, DAY, 30 * DAY, 90 * DAY, 100 * DAY, 365 * DAY, 3650 * DAY] {
        let codes = codes(&Session::user("u").expiry(seconds));
        assert!(!codes.contains(&"expiry_in_milliseconds"), "{seconds}");
    }
    for milliseconds in [1_800_000, 3_600_000, 86_400_000, 604_800_000] {
        let codes = codes(&Session::user("u").expiry(milliseconds));
        assert!(codes.contains(&"expiry_in_milliseconds"), "{milliseconds}");
    }
}

/// What follows a comma is another privilege, unless it looks like the rest of a value.
#[test]
fn a_comma_within_a_value_is_explained() {
    let about = |privileges| {
        let advice = lint(&user(privileges), NOW).unwrap();
        advice.into_iter().find(|it| it.code == "comma_in_value").map(|it| it.message)
    };
    for (privileges, part) in [
        ("sview:0_a,1_b", "join the values with '/'"),
        ("edituser:a,b", "join the values with '/'"),
        ("privacycontext:a,b", "a value cannot contain a comma"),
        ("setrole:a,b", "a value cannot contain a comma"),
    ] {
        let message = about(privileges).unwrap();
        assert!(message.contains(part) && message.contains("\" is a privilege"), "{message}");
    }
    for privileges in [
        "sview:0_a,1_",
        "sview:0_a,ab",
        "sview:0_a,11b",
        "sview,1_b",
        "sview:0_a,1_-",
        "sview:0_a,x_b",
    ] {
        assert_eq!(about(privileges), None, "{privileges}");
    }
}

/// Each limit is the last value without advice.
#[test]
fn advice_starts_beyond_a_limit() {
    let lives = |seconds| Session::user("u").expiry(seconds);
    let ends = |end| Session::user("u").expires_at(end);
    let secret = "0123456789abcdef0123456789abcdef";
    for (code, within, beyond) in [
        ("admin_long_lived", Session::admin("u").expiry(DAY), Session::admin("u").expiry(DAY + 1)),
        ("long_lived", lives(30 * DAY), lives(30 * DAY + 1)),
        ("far_end", ends(100_000_000_000), ends(100_000_000_001)),
        ("expiry_is_a_time", lives(1_000_000_000), lives(1_000_000_001)),
        ("expiry_in_milliseconds", lives(599_000), lives(600_000)),
        ("expiry_in_milliseconds", lives(660_001), lives(660_000)),
        ("expiry_in_milliseconds", lives(661_000), lives(660_000)),
        ("user_looks_like_secret", Session::user(&secret[1..]), Session::user(secret)),
        ("anonymous_session", Session::user("00"), Session::user("0")),
        (
            "widget_not_revoked",
            user("widget:1,sessionid:a"),
            Session { user_id: None, ..user("widget:1,sessionid:a") },
        ),
        (
            "widget_not_revoked",
            Session { user_id: None, ..user("sessionid:a") },
            Session { user_id: None, ..user("sessionid:a,widget:1") },
        ),
        (
            "widget_not_revoked",
            Session { user_id: None, ..user("widget:1,list:*") },
            Session { user_id: None, ..user("widget:1,sessionid:a") },
        ),
        ("widget_value", user("widget:1"), user("widget:12")),
        ("widget_value", user("widget:1"), user("widget:2")),
        ("widget_session", Session::user("u"), Session { user_id: None, ..user("widget:1") }),
    ] {
        assert!(!codes(&within).contains(&code), "{code}: {within:?}");
        assert!(codes(&beyond).contains(&code), "{code}: {beyond:?}");
    }
    // ADMIN sessions are not called anonymous, nor long-lived by the limit of others.
    let admin = Session { user_id: None, ..Session::admin("u").expiry(31 * DAY) };
    assert_eq!(codes(&admin), ["admin_session", "admin_long_lived"]);
}

#[test]
fn a_missing_value_says_what_it_does() {
    let message = |privileges| {
        let advice = lint(&user(privileges), NOW).unwrap();
        advice.into_iter().find(|it| it.code == "missing_value").map(|it| it.message)
    };
    for name in ["iprestrict", "urirestrict", "actionslimit"] {
        assert!(message(name).unwrap().contains("reject every request"), "{name}");
    }
    assert!(message("edit").unwrap().contains("has no effect"));
    assert_eq!(message("enableentitlement"), None);
    // An ADMIN session may edit everything anyway.
    let admin = Session::admin("u").privileges(Privileges::parse("edit:*").unwrap());
    assert!(codes(&admin).contains(&"admin_needs_no_edit"));
    assert!(!codes(&admin).contains(&"edit_everything"));
}

#[test]
fn unknown_names_are_counted_beyond_the_first() {
    let many: Vec<_> = (0..100).map(|i| alloc::format!("frob{i}x")).collect();
    let session = Session::user("u").privileges(Privileges::parse(many.join(",")).unwrap());
    let advice = lint(&session, NOW).unwrap();
    let few = Session::user("u").privileges(Privileges::parse(many[..20].join(",")).unwrap());
    assert_eq!(codes(&few), vec!["unknown_privilege"; 20]);
    assert_eq!(advice.len(), 21);
    assert!(advice[20].message.starts_with("80 more"), "{}", advice[20].message);
}

#[test]
fn advice_is_given_once() {
    let session = user("urirestrict:api/*|api2/*");
    assert_eq!(codes(&session), vec!["urirestrict_no_path"]);
}
