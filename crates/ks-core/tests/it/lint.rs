//! Advice on existing KSs, and on what only the signed text shows.

use crate::support::{NOW, SECRET, seal_v1, seal_v2};
use ks_core::interop::app_token_advice;
use ks_core::server::explain_without_secret;
use ks_core::{HashType, Keyring, Signer, app_token_hash};

fn codes(ks: &str) -> Vec<&'static str> {
    let decoded = Keyring::new(SECRET).unwrap().decode(ks).unwrap();
    decoded.lint(NOW).into_iter().map(|advice| advice.code).collect()
}

fn v1(privileges: &str) -> String {
    seal_v1(format!("102;102;{};0;r;u;{privileges};;", NOW + 60).as_bytes())
}

/// A KS of another generator may have values that ours rejects.
#[test]
fn addresses_of_a_signed_ks_are_examined() {
    for (addresses, code) in [
        ("203.0.113.7/::1", None),
        ("203.0.113.7/10.0.0.*", Some("iprestrict_range")),
        ("10.0.0.0/8", Some("iprestrict_range")),
        ("office", Some("iprestrict_never_matches")),
    ] {
        let fields = format!("iprestrict={addresses}&_e=1700003600&_t=0&_u=u");
        let codes = codes(&seal_v2("102", fields.as_bytes()));
        let found: Vec<_> = codes.iter().filter(|code| code.starts_with("iprestrict")).collect();
        assert_eq!(found, code.iter().collect::<Vec<_>>(), "{addresses}");
    }
}

#[test]
fn app_tokens_have_32_hex_digits() {
    let token = "00112233445566778899aabbccddeeff";
    assert!(app_token_advice(token).is_none());
    for other in ["", &token[1..], &format!("{token}0"), &format!("{}g", &token[1..]), "1_5555aa44"]
    {
        assert_eq!(app_token_advice(other).unwrap().code, "unusual_app_token", "{other}");
    }
}

#[test]
fn v1_advice_looks_at_the_signed_text() {
    // The server examines every playlist of a v1 KS, which its parser joins with `/`.
    assert_eq!(codes(&v1("sviewplaylist:0_b,sviewplaylist:0_c")), ["v1_readable"]);
    assert!(codes(&v1("sviewplaylist:0_b/0_c")).contains(&"one_value_only"));
    let repeated = codes(&v1("urirestrict:/a/*,urirestrict:/a/*"));
    assert!(repeated.contains(&"urirestrict_repeated"), "{repeated:?}");
    assert!(codes(&v1("list:*,*")).contains(&"v1_star_edits_everything"));
}

#[test]
fn existing_kss_get_advice_of_their_own() {
    let open = seal_v1(format!("102;102;{};0;r;u;list:*", NOW + 60).as_bytes());
    assert!(codes(&open).contains(&"v1_open_end"));
    assert!(!codes(&v1("list:*")).contains(&"v1_open_end"));
    let milliseconds = seal_v2("102", b"_e=1795641776325&_t=0&_u=u");
    assert_eq!(codes(&milliseconds), ["long_lived", "far_end"]);
    assert_eq!(codes(&seal_v2("102", b"_e=1&_t=0&_u=u")), ["expired"]);
    assert_eq!(codes(&seal_v2("102", b"_t=0&_u=u")), ["expired"]);
    let never = seal_v2("102", format!("iprestrict=x&_e={}&_t=0&_u=u", NOW + 60).as_bytes());
    assert_eq!(codes(&never), ["iprestrict_never_matches"]);
}

#[test]
fn mistakes_are_told_from_caution() {
    let text = "actionslimit:0,sview:None,privacycontext:*,edit:*,sessionid:a,setrole:-1";
    let decoded = Keyring::new(SECRET).unwrap().decode(&v1(text)).unwrap();
    let advice = decoded.lint(NOW);
    let mistakes: Vec<_> = advice.iter().filter(|it| it.is_mistake()).map(|it| it.code).collect();
    let expected = ["actionslimit_zero", "placeholder", "star_without_effect", "setrole_negative"];
    assert_eq!(mistakes, expected);
    assert!(advice.iter().any(|it| it.code == "edit_everything"));
}

#[test]
fn a_secret_with_a_comment_behind_it_is_named() {
    for comment in [" # admin", "\t// admin", " ; admin", "  #"] {
        let error = Signer::new(102, format!("{SECRET}{comment}")).unwrap_err().to_string();
        assert!(error.contains("comment") && !error.contains(SECRET), "{comment}: {error}");
    }
    for other in ["a secret # with a sign", "0123 # x", "#", &format!("{SECRET}#")] {
        assert!(Signer::new(102, other).is_ok(), "{other}");
    }
}

#[test]
fn an_app_token_that_is_an_id_is_named() {
    let ks = "djJ8MTAyfDAwMDAwMDAwMDAwMDAwMDA";
    let hash = |token: &str| app_token_hash(ks, token, HashType::Sha1);
    for id in ["1_5555aa44", "0_abcdefgh"] {
        assert!(hash(id).unwrap_err().to_string().contains("id of an app token"), "{id}");
    }
    for token in ["00112233445566778899aabbccddeeff", "t", "1_5555aa4", "x_5555aa44", "1_5555AA44"]
    {
        assert!(hash(token).is_ok(), "{token}");
    }
    assert_eq!(app_token_advice("00112233445566778899aabbccddeeff"), None);
    assert_eq!(app_token_advice("t").unwrap().code, "unusual_app_token");
}

#[test]
fn some_texts_are_explained_without_a_secret() {
    let ks = v1("list:*");
    let ott = format!("https://rest-us.ott.kaltura.com/api_v3/service/asset?ks={ks}");
    let explained = explain_without_secret(&ott, [("edit", None)]).unwrap();
    assert_eq!(explained.api_error, Some("INVALID_KS"));
    assert!(explained.reason.contains("TV platform") && !explained.grants[0].granted);
    let answer = explain_without_secret("MISSING_KS", []).unwrap();
    assert_eq!(answer.answer.unwrap().code, "MISSING_KS");
    assert!(explain_without_secret(&ks, []).is_none());
    let both = format!("{{\"code\":\"SERVICE_FORBIDDEN\",\"message\":\"x\"}} {ks}");
    assert!(explain_without_secret(&both, []).is_none());
}
