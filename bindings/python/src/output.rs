//! From the core to Python: what reading gives back.

use std::convert::Infallible;
use std::fmt::Write;
use std::hash::{Hash, Hasher};

use ks_core::Verified;
use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyString, PyTuple};
use serde::{Deserialize, Serialize};

use crate::errors::raise;
use crate::input::{Int, clock};

/// Kaltura's number of a session type, which Python sees as a `SessionType`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Kind(u8);

impl<'py> IntoPyObject<'py> for Kind {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        static ENUM: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        ENUM.import(py, "kaltura_ks._types", "SessionType")?.call1((self.0,))
    }
}

/// Privileges, which Python sees as Kaltura's text.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Granted(ks_core::Privileges<'static>);

impl<'py> IntoPyObject<'py> for Granted {
    type Target = PyString;
    type Output = Bound<'py, PyString>;
    type Error = Infallible;

    fn into_pyobject(self, py: Python<'py>) -> Result<Bound<'py, PyString>, Infallible> {
        self.0.to_string().into_pyobject(py)
    }
}

/// The time as an aware `datetime`.
fn datetime(py: Python<'_>, unix: i64) -> PyResult<Bound<'_, PyAny>> {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    MAKE.import(py, "kaltura_ks._base", "utc_datetime")?.call1((unix,))
}

fn json(value: &impl Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|e| PyRuntimeError::new_err(e.to_string()))
}

/// A value of the core as Python's plain data, with the core's names.
fn plain<'py>(py: Python<'py>, value: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (json(value)?,))
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
#[pyclass(frozen, eq, hash, get_all, module = "kaltura_ks")]
#[derive(PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Session {
    /// The format of the KS: 2 or 1.
    version: u8,
    /// The partner (account), as expected. An int.
    partner_id: i32,
    /// SessionType.USER or SessionType.ADMIN.
    r#type: Kind,
    /// The user, or None for an anonymous session.
    user_id: Option<String>,
    /// Whether it is nobody's in particular: without a user, or with the user
    /// "0", as widget sessions have, which anybody can get.
    is_anonymous: bool,
    /// The end in Unix seconds.
    expires_at: i64,
    /// The privileges as Kaltura's text: "sview:0_abc,enableentitlement".
    privileges_text: Granted,
    /// The partner that acts for this one, or None.
    master_partner_id: Option<i32>,
    /// Free text that the server carries along, or None.
    additional_data: Option<String>,
    /// What identifies this session, however its text is spelled: 40 hex digits.
    session_hash: String,
    /// What identifies its "sessionid" group, which is ended together, or None.
    session_id_hash: Option<String>,
    /// Which secret of the list signed it, counted from 0.
    secret_index: usize,
}

impl From<Verified> for Session {
    fn from(verified: Verified) -> Self {
        Self {
            version: verified.session.version.number(),
            partner_id: verified.partner_id,
            r#type: Kind(verified.session.session_type.number()),
            is_anonymous: verified.is_anonymous(),
            session_hash: verified.session_hash(),
            session_id_hash: verified.session_id_hash().map(str::to_owned),
            expires_at: verified.expires_at,
            secret_index: verified.secret_index,
            privileges_text: Granted(verified.session.privileges),
            master_partner_id: verified.session.master_partner_id,
            user_id: verified.session.user_id.map(Into::into),
            additional_data: verified.session.additional_data.map(Into::into),
        }
    }
}

#[pymethods]
impl Session {
    /// The end as a datetime in UTC. Raises OverflowError beyond the year 9999,
    /// which only expires_at can tell.
    #[getter]
    fn expires<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        datetime(py, self.expires_at)
    }

    /// The privileges: a list of (name, list of values), each name once. A flag
    /// has no values.
    #[getter]
    fn privileges(&self) -> Vec<(String, Vec<String>)> {
        self.privileges_text.0.to_list().into_iter().map(|p| (p.name, p.values)).collect()
    }

    /// Every field as plain data, with the names that it has in every language.
    fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let fields = plain(py, self)?;
        fields.set_item("privileges", plain(py, &self.privileges_text.0.to_list())?)?;
        Ok(fields)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        shown(
            Shown {
                class: "Session",
                partner_id: &self.partner_id,
                user_id: self.user_id.as_deref(),
                session_type: ks_core::SessionType::try_from(i64::from(self.r#type.0)).ok(),
                expires_at: Some(self.expires_at),
                privileges: &self.privileges_text.0.to_string(),
                version: self.version,
            }
            .repr(py),
        )
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        pickled(py, "_session", (json(self)?,))
    }
}

/// A pickled Session. As trustworthy as the place where it was kept.
#[pyfunction]
pub(crate) fn _session(fields: &str) -> PyResult<Session> {
    serde_json::from_str(fields).map_err(|e| PyValueError::new_err(e.to_string()))
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
    fn r#type(&self) -> Option<Kind> {
        self.0.session_type().map(|kind| Kind(kind.number()))
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

    /// The privileges with their values apart: a list of (name, list of values).
    #[getter]
    fn privileges(&self) -> Vec<(String, Vec<String>)> {
        let texts = |values: Vec<&[u8]>| values.into_iter().map(lossy).collect();
        self.0.privilege_values().map(|(name, values)| (lossy(name), texts(values))).collect()
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

/// A piece of advice, or something odd about a KS. Frozen, hashable,
/// comparable; it can be pickled.
#[pyclass(frozen, eq, hash, get_all, module = "kaltura_ks")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Advice {
    /// A stable code, such as "admin_session".
    code: String,
    /// A sentence that says what the server will do, and what to do.
    message: String,
}

impl From<ks_core::Advice> for Advice {
    fn from(advice: ks_core::Advice) -> Self {
        Self { code: advice.code.into(), message: advice.message }
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

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        pickled(py, "_advice", (&self.code, &self.message))
    }
}

/// A pickled Advice.
#[pyfunction]
pub(crate) fn _advice(code: String, message: String) -> Advice {
    Advice { code, message }
}

/// What Kaltura's server would answer to a KS, and why. Made by `explain`.
/// Frozen, hashable, comparable; it is not pickled.
#[pyclass(frozen, eq, hash, module = "kaltura_ks")]
pub(crate) struct Explanation(pub(crate) ks_core::Explanation);

impl PartialEq for Explanation {
    fn eq(&self, Self(other): &Self) -> bool {
        let Self(own) = self;
        own.status == other.status
            && own.api_error == other.api_error
            && own.reason == other.reason
            && own.can == other.can
            && own.decoded == other.decoded
    }
}

impl Hash for Explanation {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // The rest seldom tells two apart.
        (&self.0.reason, &self.0.decoded).hash(state);
    }
}

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

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("an Explanation is not pickled; keep its as_dict()"))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }
}

/// What a KS shows without a secret. Nothing of it is verified: anybody can
/// write such a text. Made by `inspect`. Frozen, hashable, comparable; it is
/// not pickled.
#[pyclass(frozen, eq, hash, module = "kaltura_ks")]
#[derive(PartialEq)]
pub(crate) struct Unverified(pub(crate) ks_core::Unverified);

impl Hash for Unverified {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self(ks) = self;
        // Equal ones hash alike without the claims too, which have no hash.
        (ks.version, &ks.partner_text, ks.encrypted_bytes).hash(state);
    }
}

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

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("an Unverified is not pickled; keep the KS"))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }
}
