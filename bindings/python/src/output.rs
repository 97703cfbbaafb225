//! From the core to Python: what reading gives back.

use std::fmt::Write;

use ks_core::Verified;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyTuple};
use serde::Serialize;

use crate::errors::raise;
use crate::input::{Int, clock, overlaid};

type Privileges = Vec<(String, Vec<String>)>;

/// The member of `SessionType`.
fn session_type(py: Python<'_>, session_type: ks_core::SessionType) -> PyResult<Bound<'_, PyAny>> {
    static ENUM: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    ENUM.import(py, "kaltura_ks._types", "SessionType")?.call1((session_type.number(),))
}

/// The time as an aware `datetime`.
fn datetime(py: Python<'_>, unix: i64) -> PyResult<Bound<'_, PyAny>> {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    MAKE.import(py, "kaltura_ks._base", "utc_datetime")?.call1((unix,))
}

/// A value of the core as Python's plain data, with the core's names.
fn plain<'py>(py: Python<'py>, value: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    let text = serde_json::to_string(value).map_err(|e| PyRuntimeError::new_err(e.to_string()))?;
    py.import("json")?.call_method1("loads", (text,))
}

fn pairs(privileges: Vec<ks_core::Privilege>) -> Privileges {
    privileges.into_iter().map(|p| (p.name, p.values)).collect()
}

type Pickled<'py> = (Bound<'py, PyAny>, Bound<'py, PyTuple>);

/// What `__reduce__` gives: the function of this module that makes it again.
fn pickled<'py>(
    py: Python<'py>,
    function: &str,
    state: impl IntoPyObject<'py, Target = PyTuple, Output = Bound<'py, PyTuple>, Error = PyErr>,
) -> PyResult<Pickled<'py>> {
    Ok((py.import("kaltura_ks._native")?.getattr(function)?, state.into_pyobject(py)?))
}

/// `<Name partner_id=…, user_id=…, …>`, with the end as a date where it has one.
struct Shown<'a> {
    class: &'a str,
    partner_id: &'a dyn std::fmt::Debug,
    user_id: Option<&'a str>,
    session_type: Option<ks_core::SessionType>,
    expires_at: Option<i64>,
    privileges: &'a str,
    version: u8,
}

impl Shown<'_> {
    fn repr(&self, py: Python<'_>) -> Result<String, std::fmt::Error> {
        let mut out = format!("<{} partner_id={:?}", self.class, self.partner_id);
        match self.user_id {
            Some(user_id) => write!(out, " user_id={user_id:?}")?,
            None => out.push_str(" anonymous"),
        }
        if let Some(session_type) = self.session_type {
            write!(out, " type={session_type}")?;
        }
        if let Some(unix) = self.expires_at {
            write!(out, " expires_at={unix}")?;
            if let Ok(date) = datetime(py, unix) {
                write!(out, " ({date})")?;
            }
        }
        write!(out, " privileges={:?} version={}>", self.privileges, self.version)?;
        Ok(out)
    }
}

fn shown(result: Result<String, std::fmt::Error>) -> PyResult<String> {
    result.map_err(|e| PyRuntimeError::new_err(e.to_string()))
}

/// A KS that was signed by the partner, is not expired, and fits what was
/// expected. Made by `verify`.
///
/// Frozen, hashable, comparable; it can be pickled and holds no secret. Count
/// actions and remember sessions by `session_hash`, never by the text of the
/// KS: many texts are the same session.
#[pyclass(frozen, eq, hash, module = "kaltura_ks")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Session {
    partner_id: i32,
    session: ks_core::Session<'static>,
    expires_at: i64,
    secret_index: usize,
    session_hash: String,
    session_id_hash: Option<String>,
}

impl From<Verified> for Session {
    fn from(verified: Verified) -> Self {
        Self {
            session_hash: verified.session_hash(),
            session_id_hash: verified.session_id_hash().map(str::to_owned),
            partner_id: verified.partner_id,
            session: verified.session,
            expires_at: verified.expires_at,
            secret_index: verified.secret_index,
        }
    }
}

#[pymethods]
impl Session {
    /// The partner (account), as expected. An int.
    #[getter]
    fn partner_id(&self) -> i32 {
        self.partner_id
    }

    /// The user, or None for an anonymous session.
    #[getter]
    fn user_id(&self) -> Option<&str> {
        self.session.user_id.as_deref()
    }

    /// SessionType.USER or SessionType.ADMIN.
    #[getter]
    fn r#type<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        session_type(py, self.session.session_type)
    }

    /// The end in Unix seconds.
    #[getter]
    fn expires_at(&self) -> i64 {
        self.expires_at
    }

    /// The end as a datetime in UTC. Raises OverflowError beyond the year 9999,
    /// which only expires_at can tell.
    #[getter]
    fn expires<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        datetime(py, self.expires_at)
    }

    /// The privileges: a list of (name, list of values), each name once. A flag
    /// has no values.
    #[getter]
    fn privileges(&self) -> Privileges {
        pairs(self.session.privileges.to_list())
    }

    /// The privileges as Kaltura's text: "sview:0_abc,enableentitlement".
    #[getter]
    fn privileges_text(&self) -> String {
        self.session.privileges.to_string()
    }

    /// The partner that acts for this one, or None.
    #[getter]
    fn master_partner_id(&self) -> Option<i32> {
        self.session.master_partner_id
    }

    /// Free text that the server carries along, or None.
    #[getter]
    fn additional_data(&self) -> Option<&str> {
        self.session.additional_data.as_deref()
    }

    /// What identifies this session, however its text is spelled: 40 hex digits.
    #[getter]
    fn session_hash(&self) -> &str {
        &self.session_hash
    }

    /// What identifies its "sessionid" group, which is ended together, or None.
    #[getter]
    fn session_id_hash(&self) -> Option<&str> {
        self.session_id_hash.as_deref()
    }

    /// Which secret of the list signed it, counted from 0.
    #[getter]
    fn secret_index(&self) -> usize {
        self.secret_index
    }

    /// The format of the KS: 2 or 1.
    #[getter]
    fn version(&self) -> u8 {
        self.session.version.number()
    }

    /// Every field as plain data, with the names that it has in every language.
    fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let fields = PyDict::new(py);
        let session = &self.session;
        fields.set_item("version", session.version.number())?;
        fields.set_item("partner_id", self.partner_id)?;
        fields.set_item("type", session.session_type.number())?;
        fields.set_item("user_id", self.user_id())?;
        fields.set_item("expires_at", self.expires_at)?;
        fields.set_item("privileges", plain(py, &session.privileges.to_list())?)?;
        fields.set_item("privileges_text", self.privileges_text())?;
        fields.set_item("master_partner_id", session.master_partner_id)?;
        fields.set_item("additional_data", self.additional_data())?;
        fields.set_item("session_hash", &self.session_hash)?;
        fields.set_item("session_id_hash", &self.session_id_hash)?;
        fields.set_item("secret_index", self.secret_index)?;
        Ok(fields)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        shown(
            Shown {
                class: "Session",
                partner_id: &self.partner_id,
                user_id: self.user_id(),
                session_type: Some(self.session.session_type),
                expires_at: Some(self.expires_at),
                privileges: &self.privileges_text(),
                version: self.version(),
            }
            .repr(py),
        )
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        let fields = self.as_dict(py)?;
        fields.set_item("anonymous", self.session.user_id.is_none())?;
        pickled(py, "_session", (fields,))
    }
}

/// A pickled Session. As trustworthy as the place where it was kept.
#[pyfunction]
pub(crate) fn _session(fields: &Bound<'_, PyDict>) -> PyResult<Session> {
    let get = |name| fields.as_any().get_item(name);
    let inputs = PyDict::new(fields.py());
    for name in [
        "user_id",
        "anonymous",
        "type",
        "expires_at",
        "version",
        "master_partner_id",
        "additional_data",
    ] {
        inputs.set_item(name, get(name)?)?;
    }
    inputs.set_item("privileges", get("privileges_text")?)?;
    let session = overlaid(&ks_core::SessionOptions::default(), &inputs)?.into_session();
    Ok(Session {
        partner_id: get("partner_id")?.extract()?,
        session: session.map_err(|e| raise(fields.py(), &e))?,
        expires_at: get("expires_at")?.extract()?,
        secret_index: get("secret_index")?.extract()?,
        session_hash: get("session_hash")?.extract()?,
        session_id_hash: get("session_id_hash")?.extract()?,
    })
}

/// A KS whose signature was checked, with every field as Kaltura's server sees
/// it. Made by `decode`.
///
/// For people who debug: the KS may be expired or odd, and `warnings` say what
/// is odd about it. A service that accepts KSs uses `verify`. Frozen, hashable,
/// comparable; it can be pickled and holds no secret.
#[pyclass(frozen, eq, hash, module = "kaltura_ks")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Decoded(pub(crate) ks_core::Decoded);

fn lossy(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

#[pymethods]
impl Decoded {
    /// The partner (account) as an int; None where it is no plain number.
    #[getter]
    fn partner_id(&self) -> Option<i32> {
        self.0.partner_id()
    }

    /// The user, or None where there is none. What is not UTF-8 is replaced.
    #[getter]
    fn user_id(&self) -> Option<String> {
        self.0.user_id().map(Into::into)
    }

    /// SessionType.USER or SessionType.ADMIN; None where the field is neither 0 nor 2.
    #[getter]
    fn r#type<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.session_type().map(|t| session_type(py, t)).transpose()
    }

    /// The end in Unix seconds; None where it is no plain number.
    #[getter]
    fn expires_at(&self) -> Option<i64> {
        self.0.expires_at()
    }

    /// The end as a datetime in UTC; None where it is no plain number. Raises
    /// OverflowError beyond the year 9999, which only expires_at can tell.
    #[getter]
    fn expires<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.expires_at().map(|unix| datetime(py, unix)).transpose()
    }

    /// The privileges as the server reads them: a list of (name, list of values).
    #[getter]
    fn privileges(&self) -> Privileges {
        let fields = self.0.server();
        let text =
            |value: &ks_core::ServerValue<'_>| value.to_lossy().unwrap_or_default().into_owned();
        fields
            .parsed_privileges
            .iter()
            .filter(|(name, values)| !(text(name).is_empty() && values.is_empty()))
            .map(|(name, values)| (text(name), values.iter().map(text).collect()))
            .collect()
    }

    /// The privileges as the one text in which the server searches.
    #[getter]
    fn privileges_text(&self) -> String {
        lossy(&self.0.privileges_text())
    }

    /// The partner that acts for this one, or None.
    #[getter]
    fn master_partner_id(&self) -> Option<i32> {
        self.0.master_partner_id()
    }

    /// Free text that the server carries along, or None.
    #[getter]
    fn additional_data(&self) -> Option<String> {
        self.0.additional_data().map(Into::into)
    }

    /// What identifies this session, however its text is spelled: 40 hex digits.
    #[getter]
    fn session_hash(&self) -> String {
        self.0.session_hash()
    }

    /// What identifies its "sessionid" group, which is ended together, or None.
    #[getter]
    fn session_id_hash(&self) -> Option<String> {
        self.0.session_id_hash()
    }

    /// Which secret of the list signed it, counted from 0.
    #[getter]
    fn secret_index(&self) -> usize {
        self.0.secret_index()
    }

    /// The format of the KS: 2 or 1.
    #[getter]
    fn version(&self) -> u8 {
        self.0.version().number()
    }

    /// Whether `verify` would not mind how it is written: there are no warnings.
    #[getter]
    fn canonical(&self) -> bool {
        self.0.is_canonical()
    }

    /// Each oddity of the KS and what the server makes of it: a list of Advice.
    #[getter]
    fn warnings(&self) -> Vec<Advice> {
        self.0.warnings().into_iter().map(Into::into).collect()
    }

    /// Every field by the server's own names, as it holds them: a dict. Text
    /// that is not UTF-8 is {"$hex": "..."}.
    #[getter]
    fn server<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.as_dict(py)?.get_item("server")
    }

    /// The text that is signed, decrypted: bytes.
    #[getter]
    fn real_string(&self) -> &[u8] {
        self.0.real_string()
    }

    /// Every field as plain data, with the names that it has in every language.
    fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &self.0)
    }

    /// Advice on this KS: what the server ignores, misreads or grants too
    /// widely. `now` (Unix seconds) is the system's clock unless given.
    #[pyo3(signature = (*, now=None))]
    fn lint(&self, py: Python<'_>, now: Option<Int>) -> PyResult<Vec<Advice>> {
        Ok(self.0.lint(clock(py, now)?).into_iter().map(Into::into).collect())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let partner = lossy(self.0.partner_text());
        shown(
            Shown {
                class: "Decoded",
                partner_id: match &self.0.partner_id() {
                    Some(number) => number,
                    None => &partner,
                },
                user_id: self.0.user_id().as_deref(),
                session_type: self.0.session_type(),
                expires_at: self.0.expires_at(),
                privileges: &self.privileges_text(),
                version: self.version(),
            }
            .repr(py),
        )
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        pickled(py, "_decoded", (PyBytes::new(py, self.0.opened()), self.secret_index()))
    }
}

/// A pickled Decoded. As trustworthy as the place where it was kept.
#[pyfunction]
pub(crate) fn _decoded(py: Python<'_>, opened: &[u8], secret_index: usize) -> PyResult<Decoded> {
    ks_core::Decoded::from_opened(opened, secret_index).map(Decoded).map_err(|e| raise(py, &e))
}

/// A piece of advice, or something odd about a KS.
#[pyclass(frozen, eq, hash, get_all, module = "kaltura_ks")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Advice {
    /// A stable code, such as "admin_session".
    code: &'static str,
    /// A sentence that says what the server will do, and what to do.
    message: String,
}

impl From<ks_core::Advice> for Advice {
    fn from(advice: ks_core::Advice) -> Self {
        Self { code: advice.code, message: advice.message }
    }
}

#[pymethods]
impl Advice {
    fn __str__(&self) -> String {
        format!("{}: {}", self.code, self.message)
    }

    fn __repr__(&self) -> String {
        format!("<Advice {}>", self.__str__())
    }
}

/// What Kaltura's server would answer to a KS, and why. Made by `explain`.
#[pyclass(frozen, module = "kaltura_ks")]
pub(crate) struct Explanation(pub(crate) ks_core::Explanation);

#[pymethods]
impl Explanation {
    /// Whether the KS is accepted, as far as that can be told without the
    /// server: it may have been ended there (session.end).
    #[getter]
    fn accepted(&self) -> bool {
        self.0.api_error.is_none()
    }

    /// The server's name for it: "OK", "EXPIRED", "INVALID_STR" …; None where
    /// the server itself fails.
    #[getter]
    fn status(&self) -> Option<&'static str> {
        self.0.status.map(ks_core::Status::name)
    }

    /// The server's number for it: 1, -5, -1 …; None where the server itself fails.
    #[getter]
    fn status_number(&self) -> Option<i8> {
        self.0.status.map(ks_core::Status::number)
    }

    /// The code of the API error that a client sees: "INVALID_KS" …; None when
    /// the KS is accepted.
    #[getter]
    fn api_error(&self) -> Option<&'static str> {
        self.0.api_error
    }

    /// Why, in a sentence.
    #[getter]
    fn reason(&self) -> &str {
        &self.0.reason
    }

    /// The privileges asked about: a list of (name, value or None, granted).
    #[getter]
    fn can(&self) -> Vec<(&str, Option<&str>, bool)> {
        let can = self.0.can.iter();
        can.map(|grant| (&*grant.name, grant.value.as_deref(), grant.granted)).collect()
    }

    /// The KS as a Decoded, if one of the secrets signed it, or None.
    #[getter]
    fn decoded(&self) -> Option<Decoded> {
        self.0.decoded.clone().map(Decoded)
    }

    /// Everything but the KS as plain data, with the names that it has in every
    /// language.
    fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &self.0)
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

/// What a KS shows without a secret. Nothing of it is verified: anybody can
/// write such a text. Made by `inspect`.
#[pyclass(frozen, eq, module = "kaltura_ks")]
#[derive(PartialEq)]
pub(crate) struct Unverified(pub(crate) ks_core::Unverified);

#[pymethods]
impl Unverified {
    /// The format: 2 or 1.
    #[getter]
    fn version(&self) -> u8 {
        self.0.version.number()
    }

    /// The partner (account) as an int; None where it is no plain number.
    #[getter]
    fn partner_id(&self) -> Option<i32> {
        self.0.partner_id
    }

    /// The partner as the KS spells it.
    #[getter]
    fn partner_text(&self) -> &str {
        &self.0.partner_text
    }

    /// v1: the fields that the KS claims, a dict of text. v2 has them
    /// encrypted: None.
    #[getter]
    fn claims<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.claims.as_ref().map(|claims| plain(py, claims)).transpose()
    }

    /// v2: how many bytes are encrypted, a multiple of 16 in a whole KS. v1: None.
    #[getter]
    fn encrypted_bytes(&self) -> Option<usize> {
        self.0.encrypted_bytes
    }

    /// Whether a v2 KS was certainly cut.
    #[getter]
    fn truncated(&self) -> bool {
        self.0.truncated
    }

    /// Everything as plain data, with the names that it has in every language.
    fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &self.0)
    }

    fn __repr__(&self) -> String {
        let Self(ks) = self;
        let cut = if ks.truncated { " truncated" } else { "" };
        format!("<Unverified version={} partner_id={:?}{cut}>", self.version(), ks.partner_text)
    }
}
