//! The core's errors as Python exceptions.

use ks_core::Error;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

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
