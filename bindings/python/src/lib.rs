//! The native part of the Python package `kaltura_ks`: converts arguments,
//! calls the core, converts results. Every rule, default and message is the
//! core's.
#![forbid(unsafe_code)]
// The arguments are Python's keywords.
#![allow(clippy::too_many_arguments)]

mod errors;
mod input;
mod output;

use std::sync::Mutex;

use ks_core::{Error, Expected, Keyring, Nonce, Request, Session, SessionHashes, Verified};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyMapping, PyString};

use errors::{is_refusal, raise};
use input::{
    Inputs, Int, KsText, Loose, Rights, Seconds, Text, clock, ending, keyring, overlaid,
    unexpected, wanted,
};
use output::{Advice, Decoded, Explanation, Unverified};

/// Does the work, without the GIL where the text is so long that it pays.
fn work<T: Send>(py: Python<'_>, text: &str, work: impl FnOnce() -> T + Send) -> T {
    const LONG: usize = 16 * 1024;
    if text.len() < LONG { work() } else { py.detach(work) }
}

fn sign(py: Python<'_>, signer: &ks_core::Signer, inputs: Inputs<'_, '_>) -> PyResult<String> {
    let (now, nonce) = (inputs.clock(), inputs.nonce.clone());
    let session = inputs.into_session(py)?;
    match nonce {
        None => signer.generate(&session, now),
        Some(nonce) => {
            let nonce = input::nonce(&nonce, session.version)?;
            signer.generate_with_nonce(&session, now, &nonce)
        }
    }
    .map_err(|e| raise(py, &e))
}

fn renew_as(
    py: Python<'_>,
    ks: &str,
    nonce: Option<&Bound<'_, PyAny>>,
    renew: impl FnOnce(Option<Nonce<'_>>) -> Result<String, Error> + Send,
) -> PyResult<String> {
    // Only a readable KS has a version for which a nonce can be read.
    let nonce = match nonce {
        None => None,
        Some(nonce) => {
            let seen = ks_core::inspect(ks).map_err(|e| raise(py, &e.into()))?;
            Some(input::nonce(nonce, seen.version)?)
        }
    };
    work(py, ks, || renew(nonce)).map_err(|e| raise(py, &e))
}

/// Makes KSs for one partner with one secret, at full speed: everything that
/// the two imply is derived once. Keep one and share it between threads.
///
/// Args:
///     partner_id: the partner (account), an int, or a str as it stands in an
///         environment variable.
///     secret: the partner's **admin** secret as str or bytes (KMC, Settings,
///         Integration settings). The server accepts no KS that is signed with
///         the user secret. A list while the secret is being rotated: the
///         first signs, all are tried by renew.
///
/// Raises:
///     InputError: for a partner id or a secret that cannot be one.
#[pyclass(frozen, module = "kaltura_ks")]
struct Signer {
    signer: ks_core::Signer,
    keyring: Keyring,
}

#[pymethods]
impl Signer {
    #[new]
    fn new(partner_id: &Bound<'_, PyAny>, secret: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (partner_id, keyring) = (input::partner_id(partner_id)?, keyring(secret)?);
        let signer = keyring.signer(partner_id).map_err(|e| raise(secret.py(), &e))?;
        Ok(Self { signer, keyring })
    }

    /// The partner it signs for.
    #[getter]
    fn partner_id(&self) -> i32 {
        self.signer.partner_id()
    }

    /// Makes a KS: a str. The arguments are those of the function generate.
    ///
    /// Raises:
    ///     InputError: with the field and what to do in its message; its
    ///         subclass PrivilegeError for the privileges.
    #[pyo3(
        signature = (user_id=None, r#type=None, expiry=None, privileges=None, **more),
        text_signature = "($self, user_id=None, type=0, expiry=86400, privileges='', *, \
            anonymous=False, expires_at=None, version=2, master_partner_id=None, \
            additional_data=None, now=None, nonce=None)"
    )]
    fn generate(
        &self,
        py: Python<'_>,
        user_id: Option<Text<'_>>,
        r#type: Option<Int>,
        expiry: Option<Seconds>,
        privileges: Option<Rights<'_>>,
        more: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<String> {
        let inputs = Inputs::new(py, user_id, r#type, expiry, privileges, more)?;
        sign(py, &self.signer, inputs)
    }

    /// Makes many KSs: a list of str, in order. Other threads run meanwhile.
    ///
    /// Args:
    ///     sessions: an iterable; each element is a user id, or a mapping with
    ///         inputs of generate by name (user_id, type, expiry, privileges,
    ///         anonymous, expires_at, version, master_partner_id,
    ///         additional_data), which go before the common ones. An expiry or
    ///         expires_at of its own replaces whichever of them is common.
    ///     now: the clock in Unix seconds; the system's, read once, unless given.
    ///     return_exceptions: with True the InputError or TypeError of a session
    ///         that is refused stands in its place in the list.
    ///     The others, as in generate, are common to all sessions. user_id and
    ///         anonymous are not: they belong to one.
    ///
    /// Raises:
    ///     InputError: for the first session that is refused, with its place in
    ///         the list ("sessions[3]: ...").
    #[pyo3(
        signature = (sessions, *, return_exceptions=false, **common),
        text_signature = "($self, sessions, *, type=0, expiry=86400, privileges='', \
            expires_at=None, version=2, master_partner_id=None, additional_data=None, now=None, \
            return_exceptions=False)"
    )]
    fn generate_many<'py>(
        &self,
        py: Python<'py>,
        sessions: &Bound<'py, PyAny>,
        return_exceptions: bool,
        common: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyList>> {
        let wrong =
            "sessions must be an iterable of user ids or mappings; put a single one into a list";
        if sessions.is_instance_of::<PyString>() || sessions.cast::<PyMapping>().is_ok() {
            return Err(PyTypeError::new_err(wrong));
        }
        let sessions = sessions.try_iter().map_err(|e| {
            if e.is_instance_of::<PyTypeError>(py) { PyTypeError::new_err(wrong) } else { e }
        })?;
        // What makes a session its own is not common.
        for name in ["user_id", "anonymous", "nonce"] {
            if common.is_some_and(|common| common.contains(name).unwrap_or(false)) {
                return Err(unexpected(name));
            }
        }
        let common = Inputs::new(py, None, None, None, None, common)?;
        let (now, common) = (common.clock(), common.options.into_owned());
        let sessions = sessions
            .map(|session| match overlaid(&common, &session?) {
                Err(e) if !is_refusal(py, &e) => Err(e),
                session => Ok(session),
            })
            .collect::<PyResult<Vec<_>>>()?;
        let made = py.detach(|| {
            let sign = |session: Session<'_>| self.signer.generate(&session, now);
            sessions.into_iter().map(|session| session.map(sign)).collect::<Vec<_>>()
        });
        let list = PyList::empty(py);
        for (index, made) in made.into_iter().enumerate() {
            match made.and_then(|made| made.map_err(|e| raise(py, &e))) {
                Ok(ks) => list.append(ks)?,
                Err(e) if return_exceptions => list.append(e)?,
                Err(e) => {
                    let said = format!("sessions[{index}]: {}", e.value(py));
                    e.value(py).setattr("args", (said,))?;
                    return Err(e);
                }
            }
        }
        Ok(list)
    }

    /// Signs a KS of this partner anew: the same version and content, another
    /// expiry. See the function renew.
    #[pyo3(
        signature = (ks, expiry=None, *, expires_at=None, now=None, nonce=None),
        text_signature = "($self, ks, expiry=86400, *, expires_at=None, now=None, nonce=None)"
    )]
    fn renew(
        &self,
        py: Python<'_>,
        ks: KsText<'_>,
        expiry: Option<Seconds>,
        expires_at: Option<Int>,
        now: Option<Int>,
        nonce: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<String> {
        let ks = ks.named(py, "ks")?;
        let (end, now) = (ending(py, expiry, expires_at)?, clock(py, now)?);
        renew_as(py, &ks, nonce, |nonce| match nonce {
            None => self.keyring.renew_as(&self.signer, &ks, end, now),
            Some(nonce) => self.keyring.renew_as_with_nonce(&self.signer, &ks, end, now, &nonce),
        })
    }

    fn __repr__(&self) -> String {
        format!("<Signer partner_id={}>", self.signer.partner_id())
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err(
            "a Signer holds a secret, so it is not pickled; make one where it is needed",
        ))
    }
}

/// Makes a KS: a str that begins with "djJ8" (v2).
///
/// Args:
///     secret: the partner's **admin** secret as str or bytes (KMC, Settings,
///         Integration settings). The server accepts no KS that is signed with
///         the user secret. Of a list the first signs.
///     user_id: the user. Needed; a session without one is asked for with
///         anonymous=True.
///     type: SessionType.USER (0) for end users, SessionType.ADMIN (2) for
///         unrestricted access to the account. Never give an ADMIN KS away.
///     partner_id: the partner (account): an int, or a str as it stands in an
///         environment variable. Needed.
///     expiry: how long it lives, in seconds or as a timedelta. A day (86400)
///         when neither this nor expires_at is given.
///     privileges: Kaltura's text ("sview:0_abc,list:*"), a list of such
///         elements or of (name, values) pairs, or a mapping from name to a
///         value, a list of values, or True for a flag.
///     anonymous: True for a session without a user.
///     expires_at: the end in Unix seconds, instead of expiry.
///     version: 2 (encrypted) or 1 (readable by anybody).
///     master_partner_id: the partner that acts for this one. Rarely needed.
///     additional_data: free text that the server carries along.
///     now: the clock in Unix seconds; the system's unless given.
///     nonce: what makes the KS unique, for tests: 16 bytes, or a str with 32
///         hex digits (any text for version 1). Random unless given.
///
/// Raises:
///     InputError: with the field and what to do in its message; its subclass
///         PrivilegeError for the privileges.
///
/// Keep a Signer to make more than one: it is faster.
#[pyfunction]
#[pyo3(
    signature = (secret, user_id=None, r#type=None, partner_id=None, expiry=None, privileges=None,
        **more),
    text_signature = "(secret, user_id=None, type=0, partner_id=None, expiry=86400, \
        privileges='', *, anonymous=False, expires_at=None, version=2, master_partner_id=None, \
        additional_data=None, now=None, nonce=None)"
)]
fn generate(
    py: Python<'_>,
    secret: &Bound<'_, PyAny>,
    user_id: Option<Text<'_>>,
    r#type: Option<Int>,
    partner_id: Option<&Bound<'_, PyAny>>,
    expiry: Option<Seconds>,
    privileges: Option<Rights<'_>>,
    more: Option<&Bound<'_, PyDict>>,
) -> PyResult<String> {
    let partner_id = partner_id
        .ok_or_else(|| PyTypeError::new_err("partner_id must be given, as int or str"))?;
    let partner_id = input::partner_id(partner_id)?;
    let signer = keyring(secret)?.signer(partner_id).map_err(|e| raise(py, &e))?;
    sign(py, &signer, Inputs::new(py, user_id, r#type, expiry, privileges, more)?)
}

/// Checks the signature of a KS and reads it as Kaltura's server does: a
/// Decoded. Takes a KS that is expired or odd, and says so.
///
/// Args:
///     ks: the KS as str (or bytes, as the official client gives it).
///     secret: the partner's admin secret as str or bytes, or a list of them.
///
/// Raises:
///     FormatError: for what is no KS.
///     SignatureError: none of the secrets signed it, or it was changed.
///     NotCanonicalError: a KS at which the server itself fails.
///     InputError: for a secret that cannot be one.
#[pyfunction]
fn decode(py: Python<'_>, ks: KsText<'_>, secret: &Bound<'_, PyAny>) -> PyResult<Decoded> {
    let (ks, keyring) = (ks.named(py, "ks")?, keyring(secret)?);
    work(py, &ks, || keyring.decode(&ks)).map(Decoded).map_err(|e| raise(py, &e))
}

/// Accepts a KS in a service of your own: a Session, or an exception that says
/// why not. Strict where Kaltura's server is loose. That does not make it
/// somebody's: look at is_anonymous where a user is needed.
///
/// Args:
///     ks: the KS as str (or bytes).
///     secret: the partner's admin secret as str or bytes, or a list of them.
///     partner_id: the partner (account) whose KSs you accept.
///     remote_addr: the client's IP address, a str. Without it a KS with
///         iprestrict is refused: a RestrictionError (missing_remote_addr).
///     request_uri: path and query as the client sent them. Without it a KS
///         with urirestrict is refused: a RestrictionError (missing_request_uri).
///     required: privileges that the KS must carry: "edit:0_abc, list:*", or a
///         list of such elements and of (name, value or None) pairs.
///     revoked: called last as revoked(session_hash, session_id_hash or None);
///         True means that the session, or its group, was ended.
///     now: the clock in Unix seconds; the system's unless given.
///
/// Raises:
///     FormatError: for what is no KS.
///     RefusedError: one of its subclasses SignatureError, PartnerError,
///         NotCanonicalError, ExpiredError, RestrictionError, NotGrantedError,
///         RevokedError.
///     InputError: for an argument that cannot be used.
#[pyfunction]
#[pyo3(signature = (ks, secret, partner_id, *, remote_addr=None, request_uri=None, required=None,
    revoked=None, now=None))]
fn verify(
    py: Python<'_>,
    ks: KsText<'_>,
    secret: &Bound<'_, PyAny>,
    partner_id: &Bound<'_, PyAny>,
    remote_addr: Option<Text<'_>>,
    request_uri: Option<Loose<'_>>,
    required: Option<&Bound<'_, PyAny>>,
    revoked: Option<Py<PyAny>>,
    now: Option<Int>,
) -> PyResult<output::Session> {
    let (ks, keyring) = (ks.named(py, "ks")?, keyring(secret)?);
    let partner_id = input::partner_id(partner_id)?;
    let remote_addr = remote_addr.map(|text| text.named(py, "remote_addr")).transpose()?;
    let request_uri = request_uri.map(|text| text.named(py, "request_uri")).transpose()?;
    let required = wanted(required, "required")?;
    if let Some(revoked) = &revoked
        && !revoked.bind(py).is_callable()
    {
        let given = revoked.bind(py).get_type().name()?;
        return Err(PyTypeError::new_err(format!("revoked must be callable, not {given}")));
    }
    let now = clock(py, now)?;
    let failed = Mutex::new(None);
    let verify = || -> Result<Verified, Error> {
        let required: Vec<_> = required.iter().map(|(n, v)| (&**n, v.as_deref())).collect();
        let mut expected = Expected::new(partner_id, now).required(&required);
        if let Some(address) = remote_addr {
            expected = expected.remote_addr(address);
        }
        if let Some(uri) = &request_uri {
            expected = expected.request_uri(uri);
        }
        let Some(revoked) = &revoked else { return keyring.verify(&ks, &expected) };
        let revoked = |hashes: &SessionHashes| {
            Python::attach(|py| {
                let answer = revoked.bind(py).call1((&hashes.session, &hashes.session_id));
                answer.and_then(|answer| answer.is_truthy()).unwrap_or_else(|error| {
                    if let Ok(mut failed) = failed.lock() {
                        *failed = Some(error);
                    }
                    true // what could not be asked is not accepted
                })
            })
        };
        keyring.verify(&ks, &expected.revoked(&revoked))
    };
    let verified = work(py, &ks, verify);
    match failed.into_inner() {
        Ok(Some(error)) => Err(error),
        _ => verified.map(Into::into).map_err(|e| raise(py, &e)),
    }
}

/// Says what Kaltura's server would answer to a KS, and why: an Explanation.
/// Never raises for a bad KS.
///
/// Args:
///     ks: the KS as str (or bytes).
///     secret: the partner's admin secret as str or bytes, or a list of them.
///     can: privileges to ask about, as required of verify; the answers are in
///         the Explanation.
///     remote_addr: the client's IP address, a str, for iprestrict.
///     request_uri: path and query as the client sent them, for urirestrict.
///     now: the server's clock in Unix seconds; the system's unless given.
#[pyfunction]
#[pyo3(signature = (ks, secret, *, can=None, remote_addr=None, request_uri=None, now=None))]
fn explain(
    py: Python<'_>,
    ks: Loose<'_>,
    secret: &Bound<'_, PyAny>,
    can: Option<&Bound<'_, PyAny>>,
    remote_addr: Option<Text<'_>>,
    request_uri: Option<Loose<'_>>,
    now: Option<Int>,
) -> PyResult<Explanation> {
    let (ks, keyring) = (ks.named(py, "ks")?, keyring(secret)?);
    let can = wanted(can, "can")?;
    let remote_addr = remote_addr.map(|text| text.named(py, "remote_addr")).transpose()?;
    let request_uri = request_uri.map(|text| text.named(py, "request_uri")).transpose()?;
    let request =
        Request { now: clock(py, now)?, remote_addr, request_uri: request_uri.as_deref() };
    let can = can.iter().map(|(name, value)| (&**name, value.as_deref()));
    Ok(Explanation(work(py, &ks, || ks_core::explain(&ks, &keyring, &request, can))))
}

/// Looks at a KS without a secret: an Unverified. Nothing of it is verified.
///
/// Args:
///     ks: the KS as str (or bytes).
///
/// Raises:
///     FormatError: for what is no KS, saying what it is instead.
#[pyfunction]
fn inspect(py: Python<'_>, ks: KsText<'_>) -> PyResult<Unverified> {
    let ks = ks.named(py, "ks")?;
    let seen = work(py, &ks, || ks_core::inspect(&ks));
    seen.map(Unverified).map_err(|e| raise(py, &e.into()))
}

/// Finds the first KS in a URL, a log line, a JSON body or any other text: a
/// str with URL escapes undone, or None. It is told by what it decodes to.
#[pyfunction]
fn find(py: Python<'_>, text: Loose<'_>) -> PyResult<Option<String>> {
    let text = text.named(py, "text")?;
    Ok(work(py, &text, || ks_core::find(&text).map(|found| found.ks.into_owned())))
}

/// Signs a KS anew: a str with the same partner, version and content, and
/// another expiry. The old KS may be expired.
///
/// Args:
///     ks: the KS as str (or bytes).
///     secret: the partner's admin secret as str or bytes. Of a list all are
///         tried, and the first signs.
///     expiry: how long the new one lives, in seconds or as a timedelta. A day
///         (86400) when neither this nor expires_at is given.
///     expires_at: the end in Unix seconds, instead of expiry.
///     now, nonce: as in generate.
///
/// Raises:
///     FormatError: for what is no KS.
///     SignatureError: none of the secrets signed it.
///     NotCanonicalError: a KS that cannot be written again as it is.
///     InputError: for an argument that cannot be used.
#[pyfunction]
#[pyo3(
    signature = (ks, secret, expiry=None, *, expires_at=None, now=None, nonce=None),
    text_signature = "(ks, secret, expiry=86400, *, expires_at=None, now=None, nonce=None)"
)]
fn renew(
    py: Python<'_>,
    ks: KsText<'_>,
    secret: &Bound<'_, PyAny>,
    expiry: Option<Seconds>,
    expires_at: Option<Int>,
    now: Option<Int>,
    nonce: Option<&Bound<'_, PyAny>>,
) -> PyResult<String> {
    let (ks, keyring) = (ks.named(py, "ks")?, keyring(secret)?);
    let (end, now) = (ending(py, expiry, expires_at)?, clock(py, now)?);
    renew_as(py, &ks, nonce, |nonce| match nonce {
        None => keyring.renew(&ks, end, now),
        Some(nonce) => keyring.renew_with_nonce(&ks, end, now, &nonce),
    })
}

/// Advice on a session before it is signed: what the server will ignore,
/// misread or grant too widely. A list of Advice, empty when all is well.
///
/// The arguments are those of generate, without secret, partner_id and nonce.
/// For a KS that exists there is Decoded.lint.
///
/// Raises:
///     InputError: for what generate would refuse.
#[pyfunction]
#[pyo3(
    signature = (user_id=None, r#type=None, expiry=None, privileges=None, **more),
    text_signature = "(user_id=None, type=0, expiry=86400, privileges='', *, anonymous=False, \
        expires_at=None, version=2, master_partner_id=None, additional_data=None, now=None)"
)]
fn lint(
    py: Python<'_>,
    user_id: Option<Text<'_>>,
    r#type: Option<Int>,
    expiry: Option<Seconds>,
    privileges: Option<Rights<'_>>,
    more: Option<&Bound<'_, PyDict>>,
) -> PyResult<Vec<Advice>> {
    let inputs = Inputs::new(py, user_id, r#type, expiry, privileges, more)?;
    if inputs.nonce.is_some() {
        return Err(unexpected("nonce"));
    }
    let now = inputs.clock();
    let advice = ks_core::lint(&inputs.into_session(py)?, now).map_err(|e| raise(py, &e))?;
    Ok(advice.into_iter().map(Into::into).collect())
}

/// The tokenHash that appToken.startSession wants: a str of hex digits.
///
/// Args:
///     ks: the KS that the call itself carries, exactly as it is sent. Usually
///         a widget session.
///     token: the app token's secret value.
///     hash_type: "SHA1", "MD5", "SHA256" or "SHA512", as the app token says.
///
/// Raises:
///     InputError: for another hash type, or an empty token.
///     FormatError: for what is no KS.
#[pyfunction]
#[pyo3(signature = (ks, token, hash_type=None), text_signature = "(ks, token, hash_type='SHA1')")]
fn app_token_hash(
    py: Python<'_>,
    ks: KsText<'_>,
    token: Text<'_>,
    hash_type: Option<Text<'_>>,
) -> PyResult<String> {
    let ks = ks.named(py, "ks")?;
    let hash_type = match hash_type {
        None => ks_core::HashType::default(),
        Some(text) => text.named(py, "hash_type")?.parse().map_err(|e| raise(py, &e))?,
    };
    ks_core::app_token_hash(&ks, token.named(py, "token")?, hash_type).map_err(|e| raise(py, &e))
}

/// The native part of kaltura_ks. Private: import kaltura_ks.
#[pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use super::{
        Signer, app_token_hash, decode, explain, find, generate, inspect, lint,
        output::{_advice, _decoded, _session, Advice, Decoded, Explanation, Session, Unverified},
        renew, verify,
    };
}
