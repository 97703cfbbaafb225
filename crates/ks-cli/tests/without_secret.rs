//! `ks explain` without a secret: error answers, and URLs of the TV platform.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{Run, command, run, sample};

fn explain(text: &str) -> Run {
    let mut command = command(&["explain"]);
    command.env_remove("KALTURA_ADMIN_SECRET");
    run(command, text.as_bytes())
}

#[test]
fn what_needs_no_secret_is_explained() {
    let answer = explain(r#"{"code":"MISSING_KS","message":"Missing KS"}"#);
    assert_eq!(answer.code, 1, "{answer:?}");
    assert!(answer.text().contains("MISSING_KS") && answer.text().contains("setKs"), "{answer:?}");
    let url = format!("https://rest-us.ott.kaltura.com/api_v3/service/asset?ks={}", sample(&[]));
    let platform = explain(&url);
    assert_eq!(platform.code, 1, "{platform:?}");
    assert!(platform.text().contains("TV platform"), "{platform:?}");
}

#[test]
fn a_ks_needs_the_secret() {
    let ks = sample(&[]);
    let both = format!("{{\"code\":\"SERVICE_FORBIDDEN\",\"message\":\"x\"}} {ks}");
    for text in [ks, both, "nonsense".into()] {
        assert_eq!(explain(&text).fails(2), "missing_secret", "{text}");
    }
}
