//! Arbitrary text through everything that reads a KS without trusting it.

use ks_core::{
    Error, HashType, Keyring, Nonce, Request, Version, app_token_hash, explain, find, find_all,
    inspect, parse_partner_id,
};

use super::agreement;
use super::support::{NOW, SECRET};

/// Reads arbitrary text with every reader and checks that their answers agree.
pub fn run(data: &[u8]) {
    let text = &*String::from_utf8_lossy(data);
    let keyring = Keyring::new(SECRET).unwrap();
    let inspected = inspect(text);
    let decoded = keyring.decode(text);
    if let Err(problem) = &inspected {
        assert_eq!(decoded.as_ref().err(), Some(&Error::Malformed(*problem)));
    }
    if let (Ok(inspected), Ok(decoded)) = (&inspected, &decoded) {
        assert_eq!(inspected.version, decoded.version());
        assert_eq!(inspected.partner_id, decoded.partner_id());
    }
    match &decoded {
        Ok(_) => agreement::check(text),
        Err(_) => agreement::check_rejected(text),
    }
    check_found(text);
    check_hash(text);
    let _ = explain(text, &keyring, &Request::at(NOW), [(text, Some(text)), (text, None)]);
    let _ = parse_partner_id(text);
    for version in [Version::V1, Version::V2] {
        let _ = Nonce::parse(text, version);
    }
}

/// Every KS that was found is a KS, in order, and can be replaced in place.
fn check_found(text: &str) {
    let all: Vec<_> = find_all(text).collect();
    assert_eq!(find(text).as_ref(), all.first());
    let mut end = 0;
    for found in &all {
        assert!(end <= found.range.start && found.range.start < found.range.end);
        end = found.range.end;
        assert!(inspect(&found.ks).is_ok_and(|ks| !ks.truncated), "{found:?}");
        let mut replaced = text.to_owned();
        replaced.replace_range(found.range.clone(), &found.escape(&found.ks));
        assert!(
            find_all(&replaced).any(|again| again.ks == found.ks),
            "{found:?} is lost in {replaced:?}"
        );
    }
}

fn check_hash(text: &str) {
    let hash = app_token_hash(text, "00112233445566778899aabbccddeeff", HashType::Sha256);
    if hash.is_ok() {
        assert!(text.is_empty() || inspect(text).is_ok_and(|ks| !ks.truncated));
    }
}
