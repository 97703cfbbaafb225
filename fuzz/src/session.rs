//! Arbitrary sessions: everything that `generate` accepts verifies to the same session and
//! renews, in both versions.

use std::borrow::Cow;

use arbitrary::{Result, Unstructured};
use ks_core::{
    ErrorCode, Expiry, Keyring, Nonce, Privileges, Session, SessionType, VerifyOptions, Version,
    find, lint,
};

use super::support::{NOW, SECRET};

/// Builds a session from arbitrary bytes and follows it through a KS and back.
pub fn run(data: &[u8]) {
    let mut input = Unstructured::new(data);
    // Too few bytes yield zeros, so every input is a session.
    let _ = session(&mut input);
}

fn text(input: &mut Unstructured<'_>) -> Result<String> {
    let len = usize::from(input.arbitrary::<u8>()?).min(input.len());
    Ok(String::from_utf8_lossy(input.bytes(len)?).into_owned())
}

fn optional_text(input: &mut Unstructured<'_>) -> Result<Option<String>> {
    if input.arbitrary()? { text(input).map(Some) } else { Ok(None) }
}

fn session(input: &mut Unstructured<'_>) -> Result<()> {
    let partner_id: i32 = input.arbitrary()?;
    let now: i64 = input.arbitrary()?;
    let session_type = if input.arbitrary()? { SessionType::Admin } else { SessionType::User };
    let version = if input.arbitrary()? { Version::V1 } else { Version::V2 };
    let expiry = match input.arbitrary()? {
        true => Expiry::In(input.arbitrary()?),
        false => Expiry::At(input.arbitrary()?),
    };
    let master: Option<i32> = input.arbitrary()?;
    let block: Option<[u8; 16]> = input.arbitrary()?;
    let user = optional_text(input)?;
    let data = optional_text(input)?;
    let nonce = match block {
        Some(block) => Nonce::Block(block),
        None => Nonce::Text(text(input)?.into()),
    };
    let privileges = String::from_utf8_lossy(input.bytes(input.len())?).into_owned();
    let Ok(privileges) = Privileges::parse(privileges) else { return Ok(()) };

    let mut session = user.map_or(Session::anonymous(), Session::user);
    session = session.session_type(session_type).version(version).with_expiry(expiry);
    session = session.privileges(privileges);
    session.master_partner_id = master;
    session.additional_data = data.map(Cow::Owned);
    check(partner_id, &session, now, &nonce);
    Ok(())
}

fn check(partner_id: i32, session: &Session<'_>, now: i64, nonce: &Nonce<'_>) {
    let keyring = Keyring::new(SECRET).unwrap();
    let signer = keyring.signer(partner_id).unwrap();
    let mut buffer = b"before".to_vec();
    let written = signer.write(session, now, nonce, &mut buffer);
    let ks = match signer.generate_with_nonce(session, now, nonce) {
        Ok(ks) => ks,
        Err(error) => {
            assert_eq!((written, &*buffer), (Err(error.clone()), &b"before"[..]));
            assert!(!error.to_string().contains(SECRET));
            return;
        }
    };
    assert_eq!(buffer, [b"before", ks.as_bytes()].concat());
    assert!(lint(session, now).is_ok());
    if ks.len() <= 1 << 15 {
        assert_eq!(find(&format!("ks: {ks}")).unwrap().ks, ks);
    }

    let decoded = keyring.decode(&ks).unwrap();
    assert_eq!(decoded.warnings(), []);
    let end = decoded.expires_at().unwrap();
    let mut expected = session.clone().expires_at(end).privileges(as_read(session));
    // The field is written, and an empty text is the same as none.
    expected.additional_data = expected.additional_data.filter(|data| !data.is_empty());
    assert_eq!(decoded.to_session().unwrap(), expected);
    match session.expiry {
        Expiry::In(seconds) => assert_eq!(Some(end), now.checked_add(seconds)),
        Expiry::At(at) => assert_eq!(end, at),
    }
    check_verified(&ks, &keyring, partner_id, &expected, now);

    let renewed = signer.renew(&ks, Expiry::In(60), NOW).unwrap();
    let renewed = keyring.decode(&renewed).unwrap().to_session().unwrap();
    assert_eq!(renewed, expected.expires_at(NOW + 60));
}

/// Returns the privileges as they are read: v2 writes a star as `all:*`.
fn as_read(session: &Session<'_>) -> Privileges<'static> {
    let written = session.privileges.to_string();
    let elements: Vec<&str> = written.split(',').collect();
    let star = |element: &&str| *element == "*" && session.version == Version::V2;
    let read = elements.iter().map(|element| if star(element) { "all:*" } else { element });
    Privileges::parse(read.collect::<Vec<_>>().join(",")).unwrap()
}

fn check_verified(ks: &str, keyring: &Keyring, partner_id: i32, session: &Session<'_>, now: i64) {
    let value = |name: &str| {
        session.privileges.iter().find(|(n, _)| *n == name).map(|(_, value)| value.into_owned())
    };
    let first =
        |value: &str, separator: char| value.split(separator).next().unwrap_or_default().to_owned();
    let addresses = value("iprestrict");
    let address = addresses.as_deref().map(|value| first(value, '/'));
    let uris = value("urirestrict");
    let uri = uris.as_deref().map(|value| first(value, '|'));
    let mut options = VerifyOptions::new(partner_id, now);
    if let Some(address) = address.as_deref().filter(|address| !address.is_empty()) {
        options = options.remote_addr(address);
    }
    if let Some(uri) = uri.as_deref() {
        options = options.request_uri(uri);
    }
    match keyring.verify(ks, &options) {
        Ok(verified) => {
            assert_eq!(&verified.session(), session);
            assert_eq!(verified.partner_id(), partner_id);
            // The KS is rejected at its end, and for another partner.
            let ended = VerifyOptions::new(partner_id, verified.expires_at());
            assert_eq!(keyring.verify(ks, &ended).unwrap_err().code(), ErrorCode::Expired);
            let other = VerifyOptions::new(partner_id ^ 1, now);
            assert_eq!(keyring.verify(ks, &other).unwrap_err().code(), ErrorCode::WrongPartner);
        }
        Err(error) => match error.code() {
            // `iprestrict` without an address allows none.
            ErrorCode::MissingRemoteAddr => assert_eq!(addresses.as_deref(), Some("")),
            ErrorCode::InvalidActionsLimit => {
                let limit = value("actionslimit").unwrap();
                let number: i64 = limit.parse().unwrap_or_default();
                assert!(number <= 0 || number.to_string() != limit, "{limit}");
            }
            ErrorCode::InvalidRole => {
                let negative = |name| value(name).is_some_and(|role| role.contains('-'));
                assert!(negative("setrole") || negative("restrictingrole"));
            }
            ErrorCode::RestrictedUri => {
                // A path with dot segments is never allowed.
                let uri = uri.unwrap();
                assert!(uri.contains('.') || uri.contains('%'), "{uri}");
            }
            _ => panic!("{error}: {:?}", session),
        },
    }
}
