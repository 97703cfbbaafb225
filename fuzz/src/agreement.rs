//! What must hold between the readers of one KS.

use ks_core::{
    Error, ErrorCode, Expiry, Keyring, Request, Signer, Status, Verified, VerifyOptions, explain,
};

use super::support::{NOW, PARTNER, SECRET};

/// Privileges that are required and requested from every KS, beside its own.
const NAMES: [&str; 6] = ["edit", "sview", "list", "setrole", "urirestrict", "*"];
const VALUES: [&str; 4] = ["0_a", "*", "0", "a/b"];

/// Checks all readers on a KS that `decode` accepts.
pub fn check(ks: &str) {
    let keyring = Keyring::new(SECRET).unwrap();
    let decoded = keyring.decode(ks).unwrap();
    assert_eq!(decoded.is_canonical(), decoded.warnings().is_empty(), "{:?}", decoded.warnings());
    serde_json::to_string(&decoded).unwrap();
    let _ = decoded.lint(NOW);
    check_field_limit(ks);
    check_renewal(ks);

    let address = restriction(&decoded, "iprestrict", '/');
    let uri = restriction(&decoded, "urirestrict", '|').map(|uri| uri.replace('*', "x"));
    let mut options = VerifyOptions::new(PARTNER, NOW);
    let mut request = Request::at(NOW);
    if let Some(address) = address.as_deref().filter(|it| it.parse::<std::net::IpAddr>().is_ok()) {
        options = options.remote_addr(address);
        request = request.remote_addr(address);
    }
    if let Some(uri) = uri.as_deref() {
        options = options.request_uri(uri);
        request = request.request_uri(uri);
    }
    let explained = explain(ks, &keyring, &request, []);
    assert_eq!(explained.decoded.as_ref(), Some(&decoded));
    match keyring.verify(ks, &options) {
        Ok(verified) => {
            check_verified(ks, &verified, &options);
            assert_eq!(decoded.status(&request), Status::Ok);
            assert!(decoded.is_canonical());
            assert_eq!(decoded.partner_id(), Some(PARTNER));
            assert_eq!(decoded.session_hash(), verified.session_hash());
            assert_eq!(decoded.group_hash(), verified.group_hash());
            assert_eq!(decoded.expires_at(), Some(verified.expires_at()));
            assert_eq!(decoded.is_admin(), verified.session_type().number() == 2);
            assert_eq!(decoded.user_id().as_deref(), verified.user_id());
            if decoded.is_anonymous() {
                assert!(verified.is_anonymous());
            }
            check_grants(ks, &options);
        }
        Err(error) => assert!(!error.to_string().contains(SECRET)),
    }
}

/// Checks all readers on a text that `decode` rejects.
pub fn check_rejected(text: &str) {
    let keyring = Keyring::new(SECRET).unwrap();
    let Err(error) = keyring.decode(text) else { panic!("{text} decodes") };
    assert!(keyring.verify(text, &VerifyOptions::new(PARTNER, NOW)).is_err());
    let signer = Signer::new(PARTNER, SECRET).unwrap();
    assert_eq!(signer.renew(text, Expiry::In(60), NOW).as_ref(), Err(&error));
    let wanted = [("edit", Some("0_a")), ("*", None)];
    let explained = explain(text, &keyring, &Request::at(NOW), wanted);
    // It also explains a KS within other text.
    assert!(explained.decoded.is_some() || !explained.is_accepted());
    assert!(explained.is_accepted() || explained.grants.iter().all(|grant| !grant.granted));
    assert!(!error.to_string().contains(SECRET) && !explained.reason.contains(SECRET));
}

/// Returns the first value of a restriction that lists several.
fn restriction(decoded: &ks_core::Decoded, name: &str, separator: char) -> Option<String> {
    let value = std::str::from_utf8(decoded.privilege(name)?).ok()?;
    Some(value.split(separator).next().unwrap_or_default().to_owned())
}

/// A KS of which the server reads fewer fields never verifies as something else.
fn check_field_limit(ks: &str) {
    let keyring = Keyring::new(SECRET).unwrap();
    for limit in 0..4 {
        if let (Ok(few), Ok(all)) = (keyring.decode_with_limit(ks, limit), keyring.decode(ks)) {
            assert_eq!(few.session_hash(), all.session_hash());
        }
    }
}

/// A renewed KS has the same content.
fn check_renewal(ks: &str) {
    let keyring = Keyring::new(SECRET).unwrap();
    let signer = Signer::new(PARTNER, SECRET).unwrap();
    let decoded = keyring.decode(ks).unwrap();
    match signer.renew(ks, Expiry::In(60), NOW) {
        Ok(renewed) => {
            let renewed = keyring.decode(&renewed).unwrap();
            let session = decoded.to_session().unwrap();
            assert_eq!(renewed.to_session().unwrap(), session.expires_at(NOW + 60));
        }
        Err(error) => assert!(
            matches!(error.code(), ErrorCode::NotCanonical | ErrorCode::WrongPartner)
                // A v1 KS in which its own secret is written.
                || error.code() == ErrorCode::InvalidSecret,
            "{error}"
        ),
    }
}

/// The session of a verified KS can be signed again, and verifies to the same session.
fn check_verified(ks: &str, verified: &Verified, options: &VerifyOptions<'_>) {
    assert!(verified.expires_at() > NOW);
    serde_json::to_string(verified).unwrap();
    let keyring = Keyring::new(SECRET).unwrap();
    let signer = keyring.signer(PARTNER).unwrap();
    let session = verified.session();
    let again = match signer.generate(&session, NOW) {
        Ok(again) => keyring.verify(&again, options).unwrap(),
        Err(error) => {
            // Milliseconds that another generator signed as the expiry; or a v1 KS that
            // contains its own secret.
            let known = matches!(error, Error::InvalidExpiry(_) | Error::InvalidSecret(_));
            assert!(known, "{error}");
            return;
        }
    };
    assert_eq!(again.session(), session, "{ks}");
    assert_eq!(again.expires_at(), verified.expires_at());
    assert_eq!(again.group_hash(), verified.group_hash());
    assert_eq!(again.is_anonymous(), verified.is_anonymous());
}

/// `verify` grants nothing that the server would not grant.
fn check_grants(ks: &str, options: &VerifyOptions<'_>) {
    let keyring = Keyring::new(SECRET).unwrap();
    let decoded = keyring.decode(ks).unwrap();
    let own: Vec<(String, Vec<String>)> = decoded
        .privilege_values()
        .map(|(name, values)| {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            (text(name), values.into_iter().take(4).map(text).collect())
        })
        .take(8)
        .collect();
    let values = own.iter().flat_map(|(_, values)| values).map(String::as_str).take(8);
    let values: Vec<&str> = values.chain(VALUES).collect();
    let names = own.iter().map(|(name, _)| name.as_str()).chain(NAMES);
    let pairs = names.flat_map(|name| {
        values.iter().map(move |value| (name, Some(*value))).chain([(name, None)])
    });
    // Each takes a whole verification, so the KS chooses an eighth of them.
    let chosen = usize::from(decoded.session_hash().as_bytes()[0]);
    for (name, value) in pairs.skip(chosen % 8).step_by(8) {
        let required = [(name, value)];
        if keyring.verify(ks, &options.required(&required)).is_ok() {
            assert!(decoded.grants(name, value), "{name} {value:?}");
        }
    }
}
