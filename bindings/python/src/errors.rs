//! The core's errors as Python exceptions.

use ks_core::Error;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

/// The exception for an error. Which class, the table in `_base.py` says.
pub(crate) fn raise(py: Python<'_>, error: &Error) -> PyErr {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let make = || {
        MAKE.import(py, "kaltura_ks._base", "exception")?.call1((
            error.code(),
            error.to_string(),
            error.is_refusal(),
        ))
    };
    make().map_or_else(|e| e, PyErr::from_value)
}

/// Whether an input was refused: a KsError or a TypeError. Whatever else a
/// caller's own objects raise, or Python itself, is not about the input.
pub(crate) fn is_refusal(py: Python<'_>, error: &PyErr) -> bool {
    static KS_ERROR: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let ks_error = KS_ERROR.import(py, "kaltura_ks._base", "KsError");
    error.is_instance_of::<PyTypeError>(py)
        || ks_error.is_ok_and(|ks_error| error.matches(py, ks_error).unwrap_or(false))
}
