//! The result of `inspect`.

use pyo3::prelude::*;

use super::to_python;

/// The parts of a KS that are visible without a secret. None of them is
/// verified: anyone can write such a text. Returned by inspect.
#[pyclass(frozen, module = "kaltura_ks")]
pub(crate) struct Unverified(ks_core::Unverified);

impl From<ks_core::Unverified> for Unverified {
    fn from(ks: ks_core::Unverified) -> Self {
        Self(ks)
    }
}

#[pymethods]
impl Unverified {
    /// The format: 2 or 1.
    #[getter]
    fn version(&self) -> u8 {
        self.0.version.number()
    }

    /// The partner (account) as an int, or None if it is not a number.
    #[getter]
    fn partner_id(&self) -> Option<i32> {
        self.0.partner_id
    }

    /// The partner as it is written in the KS.
    #[getter]
    fn partner_text(&self) -> &str {
        &self.0.partner_text
    }

    /// Version 1: the fields that the KS claims to have, a dict of text. None for
    /// version 2, whose fields are encrypted.
    #[getter]
    fn claims<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.claims.as_ref().map(|claims| to_python(py, claims)).transpose()
    }

    /// Version 2: the number of encrypted bytes, a multiple of 16 unless the KS
    /// was truncated. None for version 1.
    #[getter]
    fn encrypted_bytes(&self) -> Option<usize> {
        self.0.encrypted_bytes
    }

    /// True if a version 2 KS was certainly truncated.
    #[getter]
    fn truncated(&self) -> bool {
        self.0.truncated
    }

    /// Returns every field as plain data, with the same names in every language.
    fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0)
    }

    fn __repr__(&self) -> String {
        let Self(ks) = self;
        let truncated = if ks.truncated { " truncated" } else { "" };
        format!(
            "<Unverified version={} partner_id={:?}{truncated}>",
            self.version(),
            ks.partner_text
        )
    }
}
