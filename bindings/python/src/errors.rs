//! The core's errors as Python exceptions.

use ks_core::{Error, ErrorCode};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

/// Converts an error to an exception. `_errors.py` maps its code to a class.
pub(crate) fn to_exception(py: Python<'_>, error: &Error) -> PyErr {
    if let Error::WrongType { .. } | Error::UnknownOption { .. } = error {
        return PyTypeError::new_err(error.to_string());
    }
    static EXCEPTION: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let exception = || {
        EXCEPTION.import(py, "kaltura_ks._errors", "exception")?.call1((
            error.code().as_str(),
            error.to_string(),
            error.is_rejection(),
        ))
    };
    exception().map_or_else(|failure| failure, PyErr::from_value)
}

/// Returns `true` for the exceptions that describe an input: `KsError` and
/// `TypeError`. Anything else comes from the caller's own objects, or from
/// Python itself, such as `KeyboardInterrupt`.
pub(crate) fn is_about_input(py: Python<'_>, error: &PyErr) -> bool {
    static KS_ERROR: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let ks_error = KS_ERROR.import(py, "kaltura_ks._errors", "KsError");
    error.is_instance_of::<PyTypeError>(py)
        || ks_error.is_ok_and(|ks_error| error.matches(py, ks_error).unwrap_or(false))
}

/// Returns each error code with whether it rejects a KS, for the tests: every
/// code must have the right exception class and a row in the README.
#[pyfunction]
pub(crate) fn _error_codes() -> Vec<(&'static str, bool)> {
    ErrorCode::ALL.iter().map(|code| (code.as_str(), code.number() >= 300)).collect()
}
