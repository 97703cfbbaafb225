//! Advice, and the function that gives it before a session is signed.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};

use crate::errors::to_exception;
use crate::options::SessionArguments;

/// A piece of advice on a session, or a warning about a KS. Immutable, hashable
/// and comparable; it can be pickled.
#[pyclass(frozen, eq, hash, get_all, module = "kaltura_ks")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Advice {
    /// A stable code, such as "admin_session".
    code: String,
    /// A sentence that describes what the server will do, and what to do about it.
    message: String,
}

impl From<ks_core::Advice> for Advice {
    fn from(advice: ks_core::Advice) -> Self {
        Self { code: advice.code.into(), message: advice.message }
    }
}

#[pymethods]
impl Advice {
    #[new]
    fn new(code: String, message: String) -> Self {
        Self { code, message }
    }

    fn __str__(&self) -> String {
        format!("{}: {}", self.code, self.message)
    }

    fn __repr__(&self) -> String {
        format!("<Advice {}>", self.__str__())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> (Bound<'py, PyType>, (String, String)) {
        let advice = slf.get();
        (slf.get_type(), (advice.code.clone(), advice.message.clone()))
    }
}

/// Checks a session before it is signed, and returns advice on anything that the
/// server would ignore, misread or grant too widely.
///
/// The arguments are those of generate, without secret, partner_id and nonce.
/// For an existing KS, use Decoded.lint.
///
/// Returns:
///     A list of Advice. It is empty if there is nothing to improve.
///
/// Raises:
///     InputError: a session that generate would reject.
#[pyfunction]
#[pyo3(
    signature = (user_id=None, r#type=None, expiry=None, privileges=None, **more),
    text_signature = "(user_id=None, type=0, expiry=86400, privileges='', *, anonymous=False, \
        expires_at=None, version=2, master_partner_id=None, additional_data=None, now=None)"
)]
pub(crate) fn lint(
    py: Python<'_>,
    user_id: Option<&Bound<'_, PyAny>>,
    r#type: Option<&Bound<'_, PyAny>>,
    expiry: Option<&Bound<'_, PyAny>>,
    privileges: Option<&Bound<'_, PyAny>>,
    more: Option<&Bound<'_, PyDict>>,
) -> PyResult<Vec<Advice>> {
    let arguments = SessionArguments::new(py, user_id, r#type, expiry, privileges, more)?;
    if arguments.nonce.is_some() {
        return Err(PyTypeError::new_err("lint() does not take a nonce"));
    }
    let now = arguments.now;
    let advice = ks_core::lint(&arguments.into_session(py)?, now);
    Ok(advice.map_err(|error| to_exception(py, &error))?.into_iter().map(Into::into).collect())
}
