//! The functions of `src-js/bridge.js` that the module calls.

use std::borrow::Cow;

use ks_core::Error;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "../../src-js/bridge.js")]
extern "C" {
    /// Creates a `KsError`.
    #[wasm_bindgen(js_name = newError)]
    fn new_error(code: &str, message: &str) -> JsValue;

    /// Stores the error that the current call throws.
    #[wasm_bindgen(js_name = receiveError)]
    pub(crate) fn receive_error(error: JsValue);

    /// Copies a KS out of the module's memory.
    #[wasm_bindgen(js_name = receiveKs)]
    fn receive_ks(start: *const u8, length: usize);

    /// Builds the result of the current call from its text and its table.
    #[wasm_bindgen(js_name = receiveResult)]
    pub(crate) fn receive_result(
        kind: u32,
        text: *const u8,
        length: usize,
        is_ascii: bool,
        table: *const f64,
    );

    /// Calls a revocation check, and throws what it throws.
    #[wasm_bindgen(catch, js_name = isRevoked)]
    pub(crate) fn is_revoked(
        check: &JsValue,
        session_hash: &str,
        group_hash: Option<String>,
    ) -> Result<bool, JsValue>;
}

/// Converts an error of the core to a `KsError` whose message uses JavaScript's names.
pub(crate) fn to_js_error(error: impl Into<Error>) -> JsValue {
    let error = error.into();
    new_error(error.code().as_str(), &error.message_with(camel_case))
}

/// Passes a KS to JavaScript, or the error.
///
/// Results are passed through imported functions because V8 spends about 5% of a call on
/// taking apart a return value of several numbers.
pub(crate) fn return_ks(ks: Result<String, Error>) {
    match ks {
        Ok(ks) => receive_ks(ks.as_ptr(), ks.len()),
        Err(error) => receive_error(to_js_error(error)),
    }
}

/// Spells a name of the core as JavaScript does: `expires_at` becomes `expiresAt`.
pub(crate) fn camel_case(name: &str) -> Cow<'_, str> {
    let mut words = name.split('_');
    let mut spelled = String::from(words.next().unwrap_or_default());
    for word in words {
        let mut letters = word.chars();
        spelled.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        spelled.push_str(letters.as_str());
    }
    spelled.into()
}
