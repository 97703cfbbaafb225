//! Generating and renewing KSs: the class `Signer` and the functions for a
//! single KS.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::arguments::{
    self, Duration, Ks, KsText, Seconds, Time, UnixTime, clock, keyring, missing_partner_id, named,
};
use crate::bulk;
use crate::errors::to_exception;
use crate::options::SessionArguments;
use crate::read::detach_if_long;

/// Generates KSs for one partner. Create it once and share it between threads:
/// it derives the key from the secret up front.
///
/// Args:
///     partner_id: The partner (account): an int, or a str such as an
///         environment variable.
///     secret: The partner's **admin** secret as str or bytes (KMC, Settings,
///         Integration settings). The server rejects a KS that is signed with
///         the user secret. During a rotation, pass a list: the first secret
///         signs, and renew tries all of them.
///
/// Raises:
///     InputError: a partner id or a secret that cannot be used.
#[pyclass(frozen, module = "kaltura_ks")]
pub(crate) struct Signer(ks_core::Signer);

impl Signer {
    pub(crate) fn from_keyring(
        keyring: &ks_core::Keyring,
        partner_id: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let signer = keyring.signer(arguments::partner_id(partner_id)?);
        signer.map(Self).map_err(|error| to_exception(partner_id.py(), &error))
    }

    fn sign(&self, py: Python<'_>, arguments: SessionArguments<'_, '_>) -> PyResult<String> {
        let (now, nonce) = (arguments.now, arguments.nonce.clone());
        let session = arguments.into_session(py)?;
        match nonce {
            None => self.0.generate(&session, now),
            Some(nonce) => {
                let nonce = arguments::nonce(&nonce, session.version)?;
                self.0.generate_with_nonce(&session, now, &nonce)
            }
        }
        .map_err(|error| to_exception(py, &error))
    }
}

#[pymethods]
impl Signer {
    #[new]
    fn new(partner_id: &Bound<'_, PyAny>, secret: &Bound<'_, PyAny>) -> PyResult<Self> {
        Self::from_keyring(&keyring(secret)?, partner_id)
    }

    /// The partner that this signer signs for.
    #[getter]
    fn partner_id(&self) -> i32 {
        self.0.partner_id()
    }

    /// Generates a KS. The arguments are those of the function generate.
    ///
    /// Returns:
    ///     The KS as str.
    ///
    /// Raises:
    ///     InputError: an argument that cannot be used. The message names it.
    ///     PrivilegeError: a privilege that the server would change. It is a
    ///         subclass of InputError.
    #[pyo3(
        signature = (user_id=None, r#type=None, expiry=None, privileges=None, **more),
        text_signature = "($self, user_id=None, type=0, expiry=86400, privileges='', *, \
            anonymous=False, expires_at=None, version=2, master_partner_id=None, \
            additional_data=None, now=None, nonce=None)"
    )]
    fn generate(
        &self,
        py: Python<'_>,
        user_id: Option<&Bound<'_, PyAny>>,
        r#type: Option<&Bound<'_, PyAny>>,
        expiry: Option<&Bound<'_, PyAny>>,
        privileges: Option<&Bound<'_, PyAny>>,
        more: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<String> {
        self.sign(py, SessionArguments::new(py, user_id, r#type, expiry, privileges, more)?)
    }

    /// Generates many KSs. Other threads run in the meantime.
    ///
    /// Args:
    ///     sessions: An iterable. Each element is a user id, or a mapping with
    ///         arguments of generate: user_id, type, expiry, privileges,
    ///         anonymous, expires_at, version, master_partner_id and
    ///         additional_data. They replace the common arguments; None means
    ///         "not given". An expiry or expires_at replaces both.
    ///     now: The time in Unix seconds or as an aware datetime. Defaults to the
    ///         system clock, which is read once.
    ///     return_exceptions: With True, the InputError or TypeError for a
    ///         session that is rejected takes its place in the list.
    ///     The others are those of generate, and are common to all sessions.
    ///
    /// Returns:
    ///     A list with a str for each session, in order.
    ///
    /// Raises:
    ///     InputError: for the first session that is rejected, with its position
    ///         ("sessions[3]: ...").
    #[pyo3(
        signature = (sessions, *, return_exceptions=false, **common),
        text_signature = "($self, sessions, *, user_id=None, type=0, expiry=86400, privileges='', \
            anonymous=False, expires_at=None, version=2, master_partner_id=None, \
            additional_data=None, now=None, return_exceptions=False)"
    )]
    fn generate_many<'py>(
        &self,
        py: Python<'py>,
        sessions: &Bound<'py, PyAny>,
        return_exceptions: bool,
        common: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyList>> {
        let common = SessionArguments::common(py, common)?;
        bulk::generate_many(&self.0, sessions, common, return_exceptions)
    }

    /// Renews a KS of this partner: signs the same session with a new expiry.
    /// See the function renew.
    #[pyo3(
        signature = (ks, expiry=None, *, expires_at=None, now=None),
        text_signature = "($self, ks, expiry=86400, *, expires_at=None, now=None)"
    )]
    fn renew(
        &self,
        py: Python<'_>,
        ks: KsText<'_>,
        expiry: Option<Duration>,
        expires_at: Option<Time>,
        now: Option<Time>,
    ) -> PyResult<String> {
        let Ks(ks) = ks.named(py, "ks")?;
        let expiry = named(py, expiry, "expiry")?.map(|Seconds(seconds)| seconds);
        let expires_at = named(py, expires_at, "expires_at")?.map(|UnixTime(unix)| unix);
        let now = clock(py, now)?;
        let expiry = ks_core::Expiry::from_options(expiry, expires_at)
            .map_err(|error| to_exception(py, &error))?;
        let renewed = detach_if_long(py, &ks, || self.0.renew(&ks, expiry, now));
        renewed.map_err(|error| to_exception(py, &error))
    }

    fn __repr__(&self) -> String {
        format!("<Signer partner_id={}>", self.0.partner_id())
    }
}

/// Generates a KS. To generate many, create a Signer or a Keyring once.
///
/// Args:
///     secret: The partner's **admin** secret as str or bytes (KMC, Settings,
///         Integration settings). The server rejects a KS that is signed with
///         the user secret. The first secret of a list signs.
///     user_id: The user. Required unless anonymous is True.
///     type: SessionType.USER (0, "user") for end users, or SessionType.ADMIN (2,
///         "admin") for unrestricted access to the account. Never pass an ADMIN
///         KS to an end user.
///     partner_id: The partner (account): an int, or a str such as an
///         environment variable. Required.
///     expiry: The lifetime in seconds or as a timedelta. Defaults to one day.
///     privileges: Kaltura's text ("sview:0_abc,list:*"), a list of such
///         elements or of (name, values) pairs, or a mapping from name to a
///         value, a list of values, or True for a flag.
///     anonymous: With True, the session has no user.
///     expires_at: The end in Unix seconds or as an aware datetime, instead of
///         expiry.
///     version: 2 (encrypted) or 1 (anyone can read it).
///     master_partner_id: The partner that acts for this one. Rarely needed.
///     additional_data: Free text that the server stores without reading it.
///     now: The time in Unix seconds or as an aware datetime. Defaults to the
///         system clock.
///     nonce: The value that makes the KS unique, for tests: 16 bytes, or a str
///         of 32 hex digits (any text for version 1). Random by default.
///
/// Returns:
///     The KS as str. It starts with "djJ8" (version 2).
///
/// Raises:
///     InputError: an argument that cannot be used. The message names it.
///     PrivilegeError: a privilege that the server would change. It is a
///         subclass of InputError.
#[pyfunction]
#[pyo3(
    signature = (secret, user_id=None, r#type=None, partner_id=None, expiry=None, privileges=None,
        **more),
    text_signature = "(secret, user_id=None, type=0, partner_id=None, expiry=86400, \
        privileges='', *, anonymous=False, expires_at=None, version=2, master_partner_id=None, \
        additional_data=None, now=None, nonce=None)"
)]
pub(crate) fn generate(
    py: Python<'_>,
    secret: &Bound<'_, PyAny>,
    user_id: Option<&Bound<'_, PyAny>>,
    r#type: Option<&Bound<'_, PyAny>>,
    partner_id: Option<&Bound<'_, PyAny>>,
    expiry: Option<&Bound<'_, PyAny>>,
    privileges: Option<&Bound<'_, PyAny>>,
    more: Option<&Bound<'_, PyDict>>,
) -> PyResult<String> {
    let partner_id = partner_id.ok_or_else(missing_partner_id)?;
    Signer::new(partner_id, secret)?
        .sign(py, SessionArguments::new(py, user_id, r#type, expiry, privileges, more)?)
}

/// Renews a KS: signs the same session with a new expiry. Version and content
/// stay the same. The old KS may have expired.
///
/// Args:
///     ks: The KS as str or bytes.
///     secret: The partner's admin secret as str or bytes. All secrets of a list
///         are tried, and the first one signs.
///     partner_id: The partner (account) whose KSs you renew.
///     expiry: The new lifetime in seconds or as a timedelta. Defaults to one
///         day.
///     expires_at: The new end in Unix seconds or as an aware datetime, instead
///         of expiry.
///     now: The time in Unix seconds or as an aware datetime. Defaults to the
///         system clock.
///
/// Returns:
///     The new KS as str.
///
/// Raises:
///     FormatError: the text is not a KS.
///     SignatureError: none of the secrets signed the KS, or it was modified.
///     PartnerError: the KS belongs to another partner.
///     NotCanonicalError: a KS that cannot be written again unchanged.
///     InputError: an argument that cannot be used.
#[pyfunction]
#[pyo3(
    signature = (ks, secret, partner_id, expiry=None, *, expires_at=None, now=None),
    text_signature = "(ks, secret, partner_id, expiry=86400, *, expires_at=None, now=None)"
)]
pub(crate) fn renew(
    py: Python<'_>,
    ks: KsText<'_>,
    secret: &Bound<'_, PyAny>,
    partner_id: &Bound<'_, PyAny>,
    expiry: Option<Duration>,
    expires_at: Option<Time>,
    now: Option<Time>,
) -> PyResult<String> {
    Signer::new(partner_id, secret)?.renew(py, ks, expiry, expires_at, now)
}
