//! Converts arguments: KSs, secrets, single options, partner ids and names.

use std::cell::RefCell;

use ks_core::interop::SessionOptions;
use ks_core::{Error, Keyring};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::bridge::to_js_error;
use crate::value::Packed;

/// The length of the buffer for the text of a KS. Most KSs are shorter than 500 bytes.
const KS_BUFFER: usize = 4096;

thread_local! {
    /// Where JavaScript writes the text of a KS, with `TextEncoder`. wasm-bindgen writes a text
    /// character by character, which takes three times as long for a usual KS.
    static KS: RefCell<[u8; KS_BUFFER]> = const { RefCell::new([0; KS_BUFFER]) };
}

/// Returns the address of the buffer for the text of a KS.
#[wasm_bindgen(js_name = ksBuffer)]
pub fn ks_buffer() -> *mut u8 {
    KS.with_borrow_mut(|buffer| buffer.as_mut_ptr())
}

/// Returns the length of the buffer for the text of a KS.
#[wasm_bindgen(js_name = ksBufferLength)]
pub fn ks_buffer_length() -> usize {
    KS_BUFFER
}

/// Returns the text of a KS. One that does not fit into the buffer crosses as `long`, any
/// other as its length in the buffer, which is cleared.
pub(crate) fn ks_text(long: Option<String>, length: usize) -> String {
    long.unwrap_or_else(|| {
        KS.with_borrow_mut(|buffer| {
            let written = buffer.get_mut(..length).unwrap_or_default();
            let text = str::from_utf8(written).unwrap_or_default().to_owned();
            written.fill(0);
            text
        })
    })
}

/// Creates a keyring of one secret as text, or of several as their concatenated bytes and
/// where each ends. The bytes are wiped.
pub(crate) fn keyring(
    secret: Option<String>,
    secrets: Option<Vec<u8>>,
    ends: Option<Vec<u32>>,
) -> Result<Keyring, Error> {
    if let Some(secret) = secret.map(Zeroizing::new) {
        return Keyring::new(&*secret);
    }
    let secrets = Zeroizing::new(secrets.unwrap_or_default());
    let mut start = 0;
    let list = ends.into_iter().flatten().map(|end| {
        let secret = secrets.get(start..end as usize).unwrap_or_default();
        start = end as usize;
        secret
    });
    Keyring::with_secrets(list)
}

/// Returns the core's name of an argument; `name` is one of them.
fn field(name: &str) -> &'static str {
    const OTHERS: &[&str] = &["now", "remote_addr", "request_uri", "token", "hash_type", "nonce"];
    let mut fields = SessionOptions::NAMES.iter().chain(OTHERS);
    fields.find(|field| **field == name).copied().unwrap_or("now")
}

/// Converts a value of any type to the text of an argument; null to undefined.
#[wasm_bindgen(js_name = toText)]
pub fn to_text(name: &str, text: &str, shape: &[f64]) -> Result<Option<String>, JsValue> {
    Packed::new(text, shape).value().into_text(field(name)).map_err(to_js_error)
}

/// Converts a value of any type to the whole number of an argument; null to undefined.
#[wasm_bindgen(js_name = toInteger)]
#[allow(clippy::cast_precision_loss, reason = "JavaScript passes no number that is inexact")]
pub fn to_integer(name: &str, text: &str, shape: &[f64]) -> Result<Option<f64>, JsValue> {
    let value = Packed::new(text, shape).value();
    let mut options = SessionOptions::default();
    let number = if SessionOptions::NAMES.contains(&name) {
        options.set(name, value).map(|()| {
            let SessionOptions { session_type, expiry, expires_at, version, .. } = options;
            session_type.or(expiry).or(expires_at).or(version).or(options.master_partner_id)
        })
    } else {
        value.into_int(field(name))
    };
    Ok(number.map_err(to_js_error)?.map(|number| number as f64))
}

/// Converts a value of any type to a flag; null to undefined.
#[wasm_bindgen(js_name = toFlag)]
pub fn to_flag(name: &str, text: &str, shape: &[f64]) -> Result<Option<bool>, JsValue> {
    let mut options = SessionOptions::default();
    options.set(name, Packed::new(text, shape).value()).map_err(to_js_error)?;
    Ok(options.anonymous)
}

/// Converts a value of any type to a partner id; null to undefined.
#[wasm_bindgen(js_name = toPartnerId)]
pub fn to_partner_id(text: &str, shape: &[f64]) -> Result<Option<i32>, JsValue> {
    Packed::new(text, shape).value().into_partner_id().map_err(to_js_error)
}

/// Creates the error for an unknown option, with the valid ones.
#[wasm_bindgen(js_name = unknownOption)]
#[must_use]
pub fn unknown_option(name: &str, valid: &str) -> JsValue {
    to_js_error(Error::unknown_option(name, &valid.split(',').collect::<Vec<_>>()))
}

/// Quotes text of a caller for an error message.
#[wasm_bindgen]
#[must_use]
pub fn quote(text: &str) -> String {
    ks_core::interop::quote(text)
}
