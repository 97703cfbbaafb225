//! A partner's secrets: the class `Keyring`.

use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::arguments::{self, KsText, LossyText, Text, Time};
use crate::bulk;
use crate::errors::to_exception;
use crate::read::{Expectations, Questions, decode_with};
use crate::results::decoded::Decoded;
use crate::results::explanation::Explanation;
use crate::results::session::Session;
use crate::signer::Signer;

/// A partner's admin secrets, for reading many KSs. Create it once and share it
/// between threads: it derives the keys up front.
///
/// Args:
///     secret: The partner's **admin** secret as str or bytes (KMC, Settings,
///         Integration settings), or a list of secrets during a rotation. All
///         of them are tried, in order; the first one signs.
///
/// Raises:
///     InputError: a secret that cannot sign a KS.
#[pyclass(frozen, module = "kaltura_ks")]
pub(crate) struct Keyring(ks_core::Keyring);

#[pymethods]
impl Keyring {
    #[new]
    fn new(secret: &Bound<'_, PyAny>) -> PyResult<Self> {
        arguments::keyring(secret).map(Self)
    }

    /// Checks the signature of a KS and decodes its fields. See the function
    /// decode.
    fn decode(&self, py: Python<'_>, ks: KsText<'_>) -> PyResult<Decoded> {
        decode_with(py, &self.0, ks)
    }

    /// Verifies a KS for a service of your own. See the function verify.
    #[pyo3(signature = (ks, partner_id, *, remote_addr=None, request_uri=None, required=None,
        revoked=None, now=None))]
    fn verify(
        &self,
        py: Python<'_>,
        ks: KsText<'_>,
        partner_id: &Bound<'_, PyAny>,
        remote_addr: Option<Text<'_>>,
        request_uri: Option<LossyText<'_>>,
        required: Option<&Bound<'_, PyAny>>,
        revoked: Option<&Bound<'_, PyAny>>,
        now: Option<Time>,
    ) -> PyResult<Session> {
        Expectations::new(py, partner_id, remote_addr, request_uri, required, revoked, now)?
            .verify(py, &self.0, ks)
    }

    /// Predicts how Kaltura's server would answer a KS, and why. See the
    /// function explain.
    #[pyo3(signature = (ks, *, can=None, remote_addr=None, request_uri=None, now=None))]
    fn explain(
        &self,
        py: Python<'_>,
        ks: LossyText<'_>,
        can: Option<&Bound<'_, PyAny>>,
        remote_addr: Option<Text<'_>>,
        request_uri: Option<LossyText<'_>>,
        now: Option<Time>,
    ) -> PyResult<Explanation> {
        Questions::new(py, can, remote_addr, request_uri, now)?.explain(py, &self.0, ks)
    }

    /// Decodes many KSs. Other threads run in the meantime.
    ///
    /// Args:
    ///     kss: An iterable of KSs as str or bytes.
    ///     return_exceptions: With True, the exception for a KS that cannot be
    ///         decoded takes its place in the list.
    ///
    /// Returns:
    ///     A list with a Decoded for each KS, in order.
    ///
    /// Raises:
    ///     FormatError, SignatureError, NotCanonicalError: for the first KS that
    ///         cannot be decoded, with its position ("kss[3]: ...").
    #[pyo3(signature = (kss, *, return_exceptions=false))]
    fn decode_many<'py>(
        &self,
        py: Python<'py>,
        kss: &Bound<'py, PyAny>,
        return_exceptions: bool,
    ) -> PyResult<Bound<'py, PyList>> {
        bulk::read_many(
            kss,
            return_exceptions,
            bulk::ks,
            |ks| self.0.decode(ks),
            |decoded| {
                let decoded = decoded.map_err(|error| to_exception(py, &error))?;
                Ok(Bound::new(py, Decoded(decoded))?.into_any())
            },
        )
    }

    /// Verifies many KSs. Other threads run in the meantime.
    ///
    /// Args:
    ///     kss: An iterable of KSs as str or bytes.
    ///     return_exceptions: With True, the exception for a KS that is rejected
    ///         takes its place in the list.
    ///     The others are those of verify, and apply to every KS.
    ///
    /// Returns:
    ///     A list with a Session for each KS, in order.
    ///
    /// Raises:
    ///     FormatError, RejectedError: for the first KS that is rejected, with its
    ///         position ("kss[3]: ...").
    ///     InputError: an argument that cannot be used.
    #[pyo3(signature = (kss, partner_id, *, remote_addr=None, request_uri=None, required=None,
        revoked=None, now=None, return_exceptions=false))]
    fn verify_many<'py>(
        &self,
        py: Python<'py>,
        kss: &Bound<'py, PyAny>,
        partner_id: &Bound<'py, PyAny>,
        remote_addr: Option<Text<'_>>,
        request_uri: Option<LossyText<'_>>,
        required: Option<&Bound<'py, PyAny>>,
        revoked: Option<&Bound<'py, PyAny>>,
        now: Option<Time>,
        return_exceptions: bool,
    ) -> PyResult<Bound<'py, PyList>> {
        let expectations =
            Expectations::new(py, partner_id, remote_addr, request_uri, required, revoked, now)?;
        let required = expectations.required();
        let options = expectations.options(&required);
        let revoked = expectations.revoked;
        bulk::read_many(
            kss,
            return_exceptions,
            bulk::ks,
            |ks| self.0.verify(ks, &options),
            |verified| Ok(Bound::new(py, Session::new(py, verified, revoked)?)?.into_any()),
        )
    }

    /// Explains many KSs. Other threads run in the meantime.
    ///
    /// Args:
    ///     kss: An iterable of KSs as str or bytes.
    ///     return_exceptions: With True, the TypeError for an element that is not
    ///         text takes its place in the list.
    ///     The others are those of explain, and apply to every KS.
    ///
    /// Returns:
    ///     A list with an Explanation for each KS, in order.
    #[pyo3(signature = (kss, *, can=None, remote_addr=None, request_uri=None, now=None,
        return_exceptions=false))]
    fn explain_many<'py>(
        &self,
        py: Python<'py>,
        kss: &Bound<'py, PyAny>,
        can: Option<&Bound<'py, PyAny>>,
        remote_addr: Option<Text<'_>>,
        request_uri: Option<LossyText<'_>>,
        now: Option<Time>,
        return_exceptions: bool,
    ) -> PyResult<Bound<'py, PyList>> {
        let questions = Questions::new(py, can, remote_addr, request_uri, now)?;
        bulk::read_many(
            kss,
            return_exceptions,
            bulk::lossy,
            |ks| questions.ask(&self.0, ks),
            |explanation| Ok(Bound::new(py, Explanation(explanation))?.into_any()),
        )
    }

    /// Returns a Signer for one partner, which shares the keys of this keyring.
    fn signer(&self, partner_id: &Bound<'_, PyAny>) -> PyResult<Signer> {
        Signer::from_keyring(&self.0, partner_id)
    }

    fn __repr__(&self) -> String {
        format!("<Keyring secrets={}>", self.0.len())
    }
}
