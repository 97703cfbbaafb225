//! Decoding, verifying and explaining a KS.

use ks_core::interop::{partner_id_from_i64, split_privilege};
use ks_core::{HashType, Request, Verified, VerifyOptions};
use wasm_bindgen::prelude::*;

use crate::arguments::{keyring, ks_text};
use crate::bridge::{is_revoked, receive_error, to_js_error};
use crate::result::{Found, return_result};
use crate::sign::Signer;
use crate::value::{Packed, to_i64};

/// A partner's admin secrets, with the keys that are derived from them.
#[wasm_bindgen]
pub struct Keyring(ks_core::Keyring);

#[wasm_bindgen]
impl Keyring {
    /// Creates a keyring of one secret or of several, in the order in which they are tried.
    #[wasm_bindgen(constructor)]
    pub fn new(
        secret: Option<String>,
        secrets: Option<Vec<u8>>,
        ends: Option<Vec<u32>>,
    ) -> Result<Keyring, JsValue> {
        keyring(secret, secrets, ends).map(Self).map_err(to_js_error)
    }

    /// Creates a signer for a partner.
    pub fn signer(&self, partner_id: f64) -> Result<Signer, JsValue> {
        partner_id_from_i64(to_i64(partner_id))
            .and_then(|partner_id| self.0.signer(partner_id))
            .map(Signer)
            .map_err(to_js_error)
    }
}

/// Declares each reading verb twice: as a method of `Keyring`, and as a function that takes
/// the secrets.
macro_rules! reading_verbs {
    ($($(#[$doc:meta])* $js_name:ident = $verb:ident($($parameter:ident: $type:ty),*);)*) => {
        #[wasm_bindgen]
        impl Keyring {
            $(
                $(#[$doc])*
                #[wasm_bindgen(js_name = $js_name)]
                pub fn $verb(&self, $($parameter: $type,)* ks: Option<String>, ks_length: usize) {
                    keyring_verbs::$verb(&self.0, &ks_text(ks, ks_length), $($parameter),*);
                }
            )*
        }

        $(
            $(#[$doc])*
            #[wasm_bindgen(js_name = $js_name)]
            pub fn $verb(
                secret: Option<String>,
                secrets: Option<Vec<u8>>,
                ends: Option<Vec<u32>>,
                $($parameter: $type,)*
                ks: Option<String>,
                ks_length: usize,
            ) {
                let ks = ks_text(ks, ks_length);
                match keyring(secret, secrets, ends) {
                    Ok(keyring) => keyring_verbs::$verb(&keyring, &ks, $($parameter),*),
                    Err(error) => receive_error(to_js_error(error)),
                }
            }
        )*
    };
}

reading_verbs! {
    /// Checks the signature and decodes the fields as the server does.
    decode = decode();
    /// Verifies a KS for a service. `revoked` is a function or undefined.
    verify = verify(
        partner_id: f64,
        now: f64,
        remote_addr: Option<String>,
        request_uri: Option<String>,
        required: Option<String>,
        required_shape: Option<Vec<f64>>,
        revoked: JsValue
    );
    /// Predicts what Kaltura would answer.
    explain = explain(
        now: f64,
        remote_addr: Option<String>,
        request_uri: Option<String>,
        can: Option<String>,
        can_shape: Option<Vec<f64>>
    );
    /// Gives advice on a KS.
    lintKs = lint_ks(now: f64);
}

/// What the verbs do with a keyring.
mod keyring_verbs {
    use ks_core::Keyring;

    use super::{
        JsValue, Packed, Request, Verified, VerifyOptions, is_revoked, partner_id_from_i64,
        return_result, split_privilege, to_i64, to_js_error,
    };

    pub(super) fn decode(keyring: &Keyring, ks: &str) {
        return_result(keyring.decode(ks).map_err(to_js_error));
    }

    pub(super) fn verify(
        keyring: &Keyring,
        ks: &str,
        partner_id: f64,
        now: f64,
        remote_addr: Option<String>,
        request_uri: Option<String>,
        required: Option<String>,
        required_shape: Option<Vec<f64>>,
        revoked: JsValue,
    ) {
        let verify = || -> Result<Verified, JsValue> {
            let partner_id = partner_id_from_i64(to_i64(partner_id)).map_err(to_js_error)?;
            let required = privileges(required.as_deref(), required_shape.as_deref());
            let mut options = VerifyOptions::new(partner_id, to_i64(now)).required(&required);
            if let Some(address) = &remote_addr {
                options = options.remote_addr(address);
            }
            if let Some(uri) = &request_uri {
                options = options.request_uri(uri);
            }
            let verified = keyring.verify(ks, &options).map_err(to_js_error)?;
            if revoked.is_undefined() {
                return Ok(verified);
            }
            let revoked = is_revoked(&revoked, &verified.session_hash(), verified.group_hash())?;
            verified.unless_revoked(revoked).map_err(to_js_error)
        };
        return_result(verify());
    }

    pub(super) fn explain(
        keyring: &Keyring,
        ks: &str,
        now: f64,
        remote_addr: Option<String>,
        request_uri: Option<String>,
        can: Option<String>,
        can_shape: Option<Vec<f64>>,
    ) {
        let request = Request {
            now: to_i64(now),
            remote_addr: remote_addr.as_deref(),
            request_uri: request_uri.as_deref(),
        };
        let can = privileges(can.as_deref(), can_shape.as_deref());
        return_result(Ok(ks_core::explain(ks, keyring, &request, can)));
    }

    pub(super) fn lint_ks(keyring: &Keyring, ks: &str, now: f64) {
        let decoded = keyring.decode(ks).map_err(to_js_error);
        return_result(decoded.map(|decoded| decoded.lint(to_i64(now))));
    }

    /// Reads a packed list of privileges, which may be absent.
    fn privileges<'a>(
        text: Option<&'a str>,
        shape: Option<&'a [f64]>,
    ) -> Vec<(&'a str, Option<&'a str>)> {
        let (Some(text), Some(shape)) = (text, shape) else { return Vec::new() };
        Packed::new(text, shape).texts().into_iter().map(split_privilege).collect()
    }
}

/// Reads what a KS shows without a secret.
#[wasm_bindgen]
pub fn inspect(ks: Option<String>, ks_length: usize) {
    return_result(ks_core::inspect(&ks_text(ks, ks_length)).map_err(to_js_error));
}

/// Finds the first KS in a text.
#[wasm_bindgen]
pub fn find(text: &str) {
    return_result(Ok(Found { text, found: ks_core::find(text) }));
}

/// Computes the `tokenHash` of `appToken.startSession`.
#[wasm_bindgen(js_name = appTokenHash)]
pub fn app_token_hash(ks: &str, token: &str, hash_type: Option<String>) -> Result<String, JsValue> {
    hash_type
        .map_or(Ok(HashType::default()), |name| name.parse())
        .and_then(|hash_type| ks_core::app_token_hash(ks, token, hash_type))
        .map_err(to_js_error)
}
