//! The token hash for `appToken.startSession`.

use ks_core::HashType;
use pyo3::prelude::*;

use crate::arguments::{Ks, KsText, Text, named};
use crate::errors::to_exception;

/// Returns the tokenHash that appToken.startSession expects, as hex digits.
///
/// Args:
///     ks: The KS that the call itself carries, exactly as it is sent. This is
///         usually a widget session.
///     token: The secret value of the app token.
///     hash_type: "SHA1", "MD5", "SHA256" or "SHA512", as configured in the app
///         token.
///
/// Raises:
///     InputError: an unknown hash type, or an app token that is malformed.
///     FormatError: the text is not a KS.
#[pyfunction]
#[pyo3(signature = (ks, token, hash_type=None), text_signature = "(ks, token, hash_type='SHA1')")]
pub(crate) fn app_token_hash(
    py: Python<'_>,
    ks: KsText<'_>,
    token: Text<'_>,
    hash_type: Option<Text<'_>>,
) -> PyResult<String> {
    let (Ks(ks), token) = (ks.named(py, "ks")?, token.named(py, "token")?);
    let hash_type = named(py, hash_type, "hash_type")?;
    let hash = || {
        let hash_type = match hash_type {
            None => HashType::default(),
            Some(name) => name.parse()?,
        };
        ks_core::app_token_hash(&ks, token, hash_type)
    };
    hash().map_err(|error| to_exception(py, &error))
}
