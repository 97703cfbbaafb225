//! The result of `explain`.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use super::decoded::Decoded;
use super::to_python;
use crate::advice::Advice;

/// How Kaltura's server would answer a KS, and why. Returned by explain.
/// Immutable.
#[pyclass(frozen, module = "kaltura_ks")]
pub(crate) struct Explanation(pub(crate) ks_core::Explanation);

#[pymethods]
impl Explanation {
    /// True if the server would accept the KS. Only the server knows whether the
    /// session was ended (session.end).
    #[getter]
    fn is_accepted(&self) -> bool {
        self.0.is_accepted()
    }

    /// The server's name for the status: "OK", "EXPIRED", "INVALID_STR" and so
    /// on, or None if the server itself fails.
    #[getter]
    fn status(&self) -> Option<&'static str> {
        self.0.status.map(ks_core::Status::name)
    }

    /// The server's number for the status: 1, -5, -1 and so on, or None if the
    /// server itself fails.
    #[getter]
    fn status_number(&self) -> Option<i8> {
        self.0.status.map(ks_core::Status::number)
    }

    /// The code of the API error that a client sees, such as "INVALID_KS", or
    /// None if the KS is accepted.
    #[getter]
    fn api_error(&self) -> Option<&'static str> {
        self.0.api_error
    }

    /// The reason, as a sentence.
    #[getter]
    fn reason(&self) -> &str {
        &self.0.reason
    }

    /// The answers to the privileges in the argument can: a list of
    /// {"name": ..., "value": ..., "granted": ..., "rule": ..., "reason": ...}. The
    /// rule is the code of the server's rule that decided.
    #[getter]
    fn grants<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for grant in &self.0.grants {
            let answer = PyDict::new(py);
            answer.set_item("name", &grant.name)?;
            answer.set_item("value", &grant.value)?;
            answer.set_item("granted", grant.granted)?;
            answer.set_item("rule", grant.rule.as_str())?;
            answer.set_item("reason", &grant.reason)?;
            list.append(answer)?;
        }
        Ok(list)
    }

    /// What the answer depends on, and which calls the server
    /// is likely to reject. A list of Advice.
    #[getter]
    fn advice(&self) -> Vec<Advice> {
        self.0.advice.iter().cloned().map(Into::into).collect()
    }

    /// The explanation of one of Kaltura's error answers, if the text contains one:
    /// {"code": ..., "status": ..., "message": ..., "meaning": ..., "check": ...},
    /// or None.
    #[getter]
    fn answer<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.answer.as_ref().map(|answer| to_python(py, answer)).transpose()
    }

    /// The KS as a Decoded, or None if none of the secrets signed it.
    #[getter]
    fn decoded(&self) -> Option<Decoded> {
        self.0.decoded.clone().map(Decoded)
    }

    /// Returns every field but the KS as plain data, with the same names in every
    /// language.
    fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0)
    }

    fn __str__(&self) -> &str {
        &self.0.reason
    }

    fn __repr__(&self) -> String {
        let status = self.status().unwrap_or("none");
        let answer = self.0.api_error.unwrap_or("accepted");
        format!("<Explanation {status} ({answer}): {}>", self.0.reason)
    }
}
