//! The border between JavaScript and the core: takes what the facade
//! (`src-js`) has checked the JavaScript types of, calls the core, and gives
//! text back: a KS, or what was read as JSON.
//!
//! Rules, defaults and sentences live in the core.

#![allow(clippy::too_many_arguments, reason = "an object would be slower to cross than its parts")]

mod json;

use std::cell::RefCell;

use ks_core::privilege::{RawPrivileges, name_and_value};
use ks_core::{
    Error, Expected, Expiry, HashType, Keyring, Nonce, Privileges, Request, Session, SessionHashes,
    SessionOptions, check_partner_id,
};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

/// Half as large as the usual one.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[wasm_bindgen(raw_module = "../../src-js/border.js")]
extern "C" {
    #[wasm_bindgen(js_name = ksError)]
    fn ks_error(code: &str, message: &str) -> JsValue;

    /// Takes over a KS from where it lies in the memory of the module.
    fn made(start: *const u8, length: usize);

    /// Takes over why there is none.
    fn refused(error: JsValue);

    /// Asks the caller's function, and throws what it throws.
    #[wasm_bindgen(catch, js_name = askRevoked)]
    fn ask_revoked(
        check: &JsValue,
        session: &str,
        session_id: Option<String>,
    ) -> Result<bool, JsValue>;
}

/// A result, or the `KsError` to throw.
type Outcome<T> = Result<T, JsValue>;

fn thrown(error: impl Into<Error>) -> JsValue {
    let error = error.into();
    ks_error(error.code(), &error.to_string())
}

/// Makes KSs for one partner with one secret.
#[wasm_bindgen]
pub struct Signer(ks_core::Signer);

#[wasm_bindgen]
impl Signer {
    /// The first secret signs.
    #[wasm_bindgen(constructor)]
    pub fn new(
        partner_id: f64,
        secret: Option<String>,
        secrets: Option<Vec<u8>>,
        ends: Option<Vec<u32>>,
    ) -> Outcome<Signer> {
        let keyring = keyring(secret, secrets, ends)?;
        let partner_id = check_partner_id(whole(partner_id)).map_err(thrown)?;
        keyring.signer(partner_id).map(Self).map_err(thrown)
    }

    /// Makes a KS: what `session` takes, the clock and the nonce. It goes to
    /// `made`, or the reason to `refused`: V8 takes a twentieth of all the time
    /// of a KS to take a result apart that has several numbers.
    pub fn generate(
        &self,
        user_id: Option<String>,
        anonymous: bool,
        session_type: Option<f64>,
        expiry: Option<f64>,
        expires_at: Option<f64>,
        privileges: Option<String>,
        privilege_list: Option<Vec<String>>,
        value_counts: Option<Vec<i32>>,
        version: Option<f64>,
        master_partner_id: Option<f64>,
        additional_data: Option<String>,
        now: f64,
        nonce: Option<String>,
    ) {
        let ks = session(
            user_id,
            anonymous,
            session_type,
            expiry,
            expires_at,
            privileges,
            privilege_list,
            value_counts,
            version,
            master_partner_id,
            additional_data,
        )
        .and_then(|session| match nonce {
            None => self.0.generate(&session, whole(now)),
            Some(nonce) => Nonce::parse(nonce, session.version)
                .and_then(|nonce| self.0.generate_with_nonce(&session, whole(now), &nonce)),
        });
        match ks {
            Ok(ks) => made(ks.as_ptr(), ks.len()),
            Err(error) => refused(thrown(error)),
        }
    }
}

/// Advice on a session: what `session` takes, and the clock.
#[wasm_bindgen]
pub fn lint(
    user_id: Option<String>,
    anonymous: bool,
    session_type: Option<f64>,
    expiry: Option<f64>,
    expires_at: Option<f64>,
    privileges: Option<String>,
    privilege_list: Option<Vec<String>>,
    value_counts: Option<Vec<i32>>,
    version: Option<f64>,
    master_partner_id: Option<f64>,
    additional_data: Option<String>,
    now: f64,
) -> Outcome<String> {
    let advice = session(
        user_id,
        anonymous,
        session_type,
        expiry,
        expires_at,
        privileges,
        privilege_list,
        value_counts,
        version,
        master_partner_id,
        additional_data,
    )
    .and_then(|session| ks_core::lint(&session, whole(now)));
    Ok(json::write(&advice.map_err(thrown)?))
}

/// Advice on a KS.
#[wasm_bindgen(js_name = lintKs)]
pub fn lint_ks(
    ks: &str,
    secret: Option<String>,
    secrets: Option<Vec<u8>>,
    ends: Option<Vec<u32>>,
    now: f64,
) -> Outcome<String> {
    let decoded = keyring(secret, secrets, ends)?.decode(ks).map_err(thrown)?;
    Ok(json::write(&decoded.lint(whole(now))))
}

/// Reads a KS as the server does.
#[wasm_bindgen]
pub fn decode(
    ks: &str,
    secret: Option<String>,
    secrets: Option<Vec<u8>>,
    ends: Option<Vec<u32>>,
    max_fields: Option<u32>,
) -> Outcome<String> {
    let keyring = keyring(secret, secrets, ends)?;
    let decoded = match max_fields {
        None => keyring.decode(ks),
        Some(limit) => keyring.decode_with_limit(ks, limit as usize),
    };
    Ok(json::write(&decoded.map_err(thrown)?))
}

/// Accepts a KS, or throws why not. `revoked` is a function or undefined.
#[wasm_bindgen]
pub fn verify(
    ks: &str,
    secret: Option<String>,
    secrets: Option<Vec<u8>>,
    ends: Option<Vec<u32>>,
    partner_id: f64,
    now: f64,
    remote_addr: Option<String>,
    request_uri: Option<String>,
    required: Vec<String>,
    revoked: JsValue,
) -> Outcome<String> {
    let partner_id = check_partner_id(whole(partner_id)).map_err(thrown)?;
    let required: Vec<_> = required.iter().map(|privilege| name_and_value(privilege)).collect();
    let mut expected = Expected::new(partner_id, whole(now)).required(&required);
    if let Some(address) = &remote_addr {
        expected = expected.remote_addr(address);
    }
    if let Some(uri) = &request_uri {
        expected = expected.request_uri(uri);
    }
    // What the caller's function throws passes by the core.
    let exception = RefCell::new(None);
    let ask = |hashes: &SessionHashes| {
        ask_revoked(&revoked, &hashes.session, hashes.session_id.clone()).unwrap_or_else(|error| {
            exception.replace(Some(error));
            true
        })
    };
    if !revoked.is_undefined() {
        expected = expected.revoked(&ask);
    }
    let verified = keyring(secret, secrets, ends)?.verify(ks, &expected);
    if let Some(error) = exception.take() {
        return Err(error);
    }
    Ok(json::write(&verified.map_err(thrown)?))
}

/// Says what Kaltura would answer to a KS.
#[wasm_bindgen]
pub fn explain(
    ks: &str,
    secret: Option<String>,
    secrets: Option<Vec<u8>>,
    ends: Option<Vec<u32>>,
    now: f64,
    remote_addr: Option<String>,
    request_uri: Option<String>,
    can: Vec<String>,
) -> Outcome<String> {
    let request = Request {
        now: whole(now),
        remote_addr: remote_addr.as_deref(),
        request_uri: request_uri.as_deref(),
    };
    let keyring = keyring(secret, secrets, ends)?;
    Ok(json::write(&ks_core::explain(
        ks,
        &keyring,
        &request,
        can.iter().map(|privilege| name_and_value(privilege)),
    )))
}

/// Looks at a KS without a secret.
#[wasm_bindgen]
pub fn inspect(ks: &str) -> Outcome<String> {
    ks_core::inspect(ks).map(|seen| json::write(&seen)).map_err(thrown)
}

/// Signs a KS anew with another expiry.
#[wasm_bindgen]
pub fn renew(
    ks: &str,
    secret: Option<String>,
    secrets: Option<Vec<u8>>,
    ends: Option<Vec<u32>>,
    expiry: Option<f64>,
    expires_at: Option<f64>,
    now: f64,
    nonce: Option<String>,
) -> Outcome<String> {
    let keyring = keyring(secret, secrets, ends)?;
    let end = Expiry::given(expiry.map(whole), expires_at.map(whole)).map_err(thrown)?;
    match nonce {
        None => keyring.renew(ks, end, whole(now)),
        Some(nonce) => {
            let version = ks_core::inspect(ks).map_err(thrown)?.version;
            Nonce::parse(nonce, version)
                .and_then(|nonce| keyring.renew_with_nonce(ks, end, whole(now), &nonce))
        }
    }
    .map_err(thrown)
}

/// The `tokenHash` of `appToken.startSession`.
#[wasm_bindgen(js_name = appTokenHash)]
pub fn app_token_hash(ks: &str, token: &str, hash_type: Option<String>) -> Outcome<String> {
    let hash_type = match hash_type {
        None => HashType::default(),
        Some(name) => name.parse().map_err(thrown)?,
    };
    ks_core::app_token_hash(ks, token, hash_type).map_err(thrown)
}

fn session(
    user_id: Option<String>,
    anonymous: bool,
    session_type: Option<f64>,
    expiry: Option<f64>,
    expires_at: Option<f64>,
    privileges: Option<String>,
    privilege_list: Option<Vec<String>>,
    value_counts: Option<Vec<i32>>,
    version: Option<f64>,
    master_partner_id: Option<f64>,
    additional_data: Option<String>,
) -> Result<Session<'static>, Error> {
    let privileges = match (privilege_list, value_counts) {
        (Some(list), Some(counts)) => listed_privileges(list, &counts),
        _ => Privileges::parse(privileges.unwrap_or_default()),
    };
    let options = SessionOptions {
        user_id: user_id.map(Into::into),
        anonymous,
        session_type: session_type.map(whole),
        expiry: expiry.map(whole),
        expires_at: expires_at.map(whole),
        privileges: privileges?,
        version: version.map(whole),
        master_partner_id: master_partner_id.map(whole),
        additional_data: additional_data.map(Into::into),
    };
    options.into_session()
}

/// Privileges that were an array or an object: names, each with its values
/// behind it, of which there are `counts`; a negative count is that of a text
/// that has its value in it.
fn listed_privileges(list: Vec<String>, counts: &[i32]) -> Result<Privileges<'static>, Error> {
    let mut texts = list.into_iter();
    let mut elements = Vec::new();
    for &count in counts {
        let text = texts.next().unwrap_or_default();
        let values = usize::try_from(count).ok().map(|count| texts.by_ref().take(count).collect());
        elements.push((text, values));
    }
    RawPrivileges::from_iter(elements).try_into()
}

/// A secret comes as text, or several as their bytes, one behind the other, and
/// where each ends. They are wiped here.
fn keyring(
    secret: Option<String>,
    secrets: Option<Vec<u8>>,
    ends: Option<Vec<u32>>,
) -> Outcome<Keyring> {
    if let Some(secret) = secret.map(Zeroizing::new) {
        return Keyring::new(&*secret).map_err(thrown);
    }
    let secrets = Zeroizing::new(secrets.unwrap_or_default());
    let mut start = 0;
    let list = ends.into_iter().flatten().map(|end| {
        let secret = secrets.get(start..end as usize).unwrap_or_default();
        start = end as usize;
        secret
    });
    Keyring::rotating(list).map_err(thrown)
}

/// A whole number, which the facade has found to be one, and exact.
#[allow(clippy::cast_possible_truncation, reason = "the facade sends safe integers only")]
fn whole(number: f64) -> i64 {
    number as i64
}
