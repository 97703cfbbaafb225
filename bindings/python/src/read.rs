//! Reading KSs: decode, verify, explain, inspect and find.

use std::borrow::Cow;

use ks_core::{Error, Keyring, Request, VerifyOptions};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::arguments::{self, Ks, KsText, LossyText, Text, Time, clock, keyring, named, type_name};
use crate::errors::to_exception;
use crate::privileges::RequestedPrivileges;
use crate::results::decoded::Decoded;
use crate::results::explanation::Explanation;
use crate::results::session::Session;
use crate::results::unverified::Unverified;

/// Calls `work`, without the GIL if the text is long enough for that to pay off.
pub(crate) fn detach_if_long<T: Send>(
    py: Python<'_>,
    text: &str,
    work: impl FnOnce() -> T + Send,
) -> T {
    const LONG: usize = 16 * 1024;
    if text.len() < LONG { work() } else { py.detach(work) }
}

/// Checks the signature of a KS and decodes its fields as Kaltura's server does.
/// Accepts expired and non-canonical KSs; the result describes each deviation.
///
/// Args:
///     ks: The KS as str, or as the bytes that the official client returns.
///     secret: The partner's admin secret as str or bytes, or a list of secrets.
///
/// Raises:
///     FormatError: the text is not a KS.
///     SignatureError: none of the secrets signed the KS, or it was modified.
///     NotCanonicalError: the server itself fails on this KS.
///     InputError: a secret that cannot sign a KS.
#[pyfunction]
pub(crate) fn decode(
    py: Python<'_>,
    ks: KsText<'_>,
    secret: &Bound<'_, PyAny>,
) -> PyResult<Decoded> {
    decode_with(py, &keyring(secret)?, ks)
}

pub(crate) fn decode_with(py: Python<'_>, keyring: &Keyring, ks: KsText<'_>) -> PyResult<Decoded> {
    let Ks(ks) = ks.named(py, "ks")?;
    let decoded = detach_if_long(py, &ks, || keyring.decode(&ks));
    decoded.map(Decoded).map_err(|error| to_exception(py, &error))
}

/// Verifies a KS for a service of your own. Stricter than Kaltura's server, which
/// accepts KSs that are not canonical.
///
/// A verified KS may still be anonymous: anyone can obtain a widget session.
/// Check is_anonymous if you need a user.
///
/// Args:
///     ks: The KS as str or bytes.
///     secret: The partner's admin secret as str or bytes, or a list of secrets.
///     partner_id: The partner (account) whose KSs you accept.
///     remote_addr: The client's IP address. Without it, a KS with an iprestrict
///         privilege is rejected (missing_remote_addr).
///     request_uri: The path and query as the client sent them. Without it, a KS
///         with a urirestrict privilege is rejected (missing_request_uri).
///     required: Privileges that the KS must grant: "edit:0_abc, list:*", or a
///         list of such elements and of (name, value or None) pairs.
///     revoked: A function that is called last, as revoked(session_hash,
///         group_hash or None). It returns True if the session or its group was
///         ended. If it raises an exception, verify raises that exception.
///     now: The time in Unix seconds or as an aware datetime. Defaults to the
///         system clock.
///
/// Returns:
///     A Session.
///
/// Raises:
///     FormatError: the text is not a KS.
///     RejectedError: one of its subclasses SignatureError, PartnerError,
///         NotCanonicalError, ExpiredError, RestrictionError, NotGrantedError
///         and RevokedError.
///     InputError: an argument that cannot be used.
#[pyfunction]
#[pyo3(signature = (ks, secret, partner_id, *, remote_addr=None, request_uri=None, required=None,
    revoked=None, now=None))]
pub(crate) fn verify(
    py: Python<'_>,
    ks: KsText<'_>,
    secret: &Bound<'_, PyAny>,
    partner_id: &Bound<'_, PyAny>,
    remote_addr: Option<Text<'_>>,
    request_uri: Option<LossyText<'_>>,
    required: Option<&Bound<'_, PyAny>>,
    revoked: Option<&Bound<'_, PyAny>>,
    now: Option<Time>,
) -> PyResult<Session> {
    let keyring = keyring(secret)?;
    Expectations::new(py, partner_id, remote_addr, request_uri, required, revoked, now)?
        .verify(py, &keyring, ks)
}

/// What a caller of `verify` expects of a KS.
pub(crate) struct Expectations<'a, 'py> {
    partner_id: i32,
    remote_addr: Option<&'a str>,
    request_uri: Option<Cow<'a, str>>,
    required: RequestedPrivileges,
    pub(crate) revoked: Option<&'a Bound<'py, PyAny>>,
    now: i64,
}

impl<'a, 'py> Expectations<'a, 'py> {
    pub(crate) fn new(
        py: Python<'py>,
        partner_id: &Bound<'py, PyAny>,
        remote_addr: Option<Text<'a>>,
        request_uri: Option<LossyText<'a>>,
        required: Option<&Bound<'py, PyAny>>,
        revoked: Option<&'a Bound<'py, PyAny>>,
        now: Option<Time>,
    ) -> PyResult<Self> {
        if let Some(revoked) = revoked
            && !revoked.is_callable()
        {
            let message = format!("revoked must be callable, not {}", type_name(revoked));
            return Err(PyTypeError::new_err(message));
        }
        Ok(Self {
            partner_id: arguments::partner_id(partner_id)?,
            remote_addr: named(py, remote_addr, "remote_addr")?,
            request_uri: named(py, request_uri, "request_uri")?,
            required: RequestedPrivileges::new(required, "required")?,
            revoked,
            now: clock(py, now)?,
        })
    }

    pub(crate) fn required(&self) -> Vec<(&str, Option<&str>)> {
        self.required.iter().collect()
    }

    /// Returns the options, which borrow the list that `required` returns.
    pub(crate) fn options<'o>(
        &'o self,
        required: &'o [(&'o str, Option<&'o str>)],
    ) -> VerifyOptions<'o> {
        let mut options = VerifyOptions::new(self.partner_id, self.now).required(required);
        if let Some(address) = self.remote_addr {
            options = options.remote_addr(address);
        }
        if let Some(uri) = &self.request_uri {
            options = options.request_uri(uri);
        }
        options
    }

    pub(crate) fn verify(
        &self,
        py: Python<'py>,
        keyring: &Keyring,
        ks: KsText<'_>,
    ) -> PyResult<Session> {
        let Ks(ks) = ks.named(py, "ks")?;
        let required = self.required();
        let options = self.options(&required);
        let verified = detach_if_long(py, &ks, || keyring.verify(&ks, &options));
        Session::new(py, verified, self.revoked)
    }
}

/// Predicts how Kaltura's server would answer a KS, and why. Never raises an
/// exception for a bad KS.
///
/// Args:
///     ks: The KS as str or bytes, or a text that contains one: a URL, a log line,
///         or one of Kaltura's error answers in JSON or XML.
///     secret: The partner's admin secret as str or bytes, or a list of secrets.
///     can: Privileges to check, in the forms that the argument required of verify
///         accepts. The attribute grants of the result contains the answers.
///     remote_addr: The client's IP address, for iprestrict.
///     request_uri: The path and query as the client sent them, for urirestrict.
///     now: The server's time in Unix seconds or as an aware datetime. Defaults
///         to the system clock.
///
/// Returns:
///     An Explanation.
#[pyfunction]
#[pyo3(signature = (ks, secret, *, can=None, remote_addr=None, request_uri=None, now=None))]
pub(crate) fn explain(
    py: Python<'_>,
    ks: LossyText<'_>,
    secret: &Bound<'_, PyAny>,
    can: Option<&Bound<'_, PyAny>>,
    remote_addr: Option<Text<'_>>,
    request_uri: Option<LossyText<'_>>,
    now: Option<Time>,
) -> PyResult<Explanation> {
    let keyring = keyring(secret)?;
    Questions::new(py, can, remote_addr, request_uri, now)?.explain(py, &keyring, ks)
}

/// What a caller of `explain` asks about a KS.
pub(crate) struct Questions<'a> {
    can: RequestedPrivileges,
    remote_addr: Option<&'a str>,
    request_uri: Option<Cow<'a, str>>,
    now: i64,
}

impl<'a> Questions<'a> {
    pub(crate) fn new(
        py: Python<'_>,
        can: Option<&Bound<'_, PyAny>>,
        remote_addr: Option<Text<'a>>,
        request_uri: Option<LossyText<'a>>,
        now: Option<Time>,
    ) -> PyResult<Self> {
        Ok(Self {
            can: RequestedPrivileges::new(can, "can")?,
            remote_addr: named(py, remote_addr, "remote_addr")?,
            request_uri: named(py, request_uri, "request_uri")?,
            now: clock(py, now)?,
        })
    }

    pub(crate) fn ask(&self, keyring: &Keyring, ks: &str) -> ks_core::Explanation {
        let mut request = Request::at(self.now);
        if let Some(address) = self.remote_addr {
            request = request.remote_addr(address);
        }
        if let Some(uri) = &self.request_uri {
            request = request.request_uri(uri);
        }
        ks_core::explain(ks, keyring, &request, self.can.iter())
    }

    pub(crate) fn explain(
        &self,
        py: Python<'_>,
        keyring: &Keyring,
        ks: LossyText<'_>,
    ) -> PyResult<Explanation> {
        let ks = ks.named(py, "ks")?;
        Ok(Explanation(detach_if_long(py, &ks, || self.ask(keyring, &ks))))
    }
}

/// Reads the parts of a KS that are visible without a secret. None of them is
/// verified.
///
/// Args:
///     ks: The KS as str or bytes.
///
/// Returns:
///     An Unverified.
///
/// Raises:
///     FormatError: the text is not a KS. The message says what it is instead.
#[pyfunction]
pub(crate) fn inspect(py: Python<'_>, ks: KsText<'_>) -> PyResult<Unverified> {
    let Ks(ks) = ks.named(py, "ks")?;
    let seen = detach_if_long(py, &ks, || ks_core::inspect(&ks));
    seen.map(Into::into).map_err(|malformed| to_exception(py, &Error::from(malformed)))
}

/// Finds the first KS in a URL, a log line, a JSON body or any other text. A KS
/// is recognized by its decoded content, not by the surrounding text.
///
/// Args:
///     text: The text as str or bytes.
///
/// Returns:
///     The KS as str, with URL escapes decoded, or None.
#[pyfunction]
pub(crate) fn find(py: Python<'_>, text: LossyText<'_>) -> PyResult<Option<String>> {
    let text = text.named(py, "text")?;
    Ok(detach_if_long(py, &text, || ks_core::find(&text).map(|found| found.ks.into_owned())))
}
