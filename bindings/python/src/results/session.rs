//! The result of `verify`.

use std::convert::Infallible;

use ks_core::{Error, Verified};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};
use serde::{Deserialize, Serialize};

use super::{Repr, SessionType, datetime, privilege_list, to_json, to_python};
use crate::errors::to_exception;

/// Privileges that Python sees as Kaltura's text.
#[derive(PartialEq, Eq, Hash, Serialize, Deserialize)]
struct PrivilegesText(ks_core::Privileges<'static>);

impl<'py> IntoPyObject<'py> for &PrivilegesText {
    type Target = PyString;
    type Output = Bound<'py, PyString>;
    type Error = Infallible;

    fn into_pyobject(self, py: Python<'py>) -> Result<Bound<'py, PyString>, Infallible> {
        self.0.to_string().into_pyobject(py)
    }
}

/// A verified session: the KS was signed by the partner, has not expired and
/// meets the caller's expectations. Returned by verify.
///
/// Immutable, hashable and comparable; it can be pickled and contains no secret.
/// Use session_hash, not the text of the KS, to count actions or to remember a
/// session: the same session can be written as many different texts.
#[pyclass(frozen, eq, hash, get_all, module = "kaltura_ks")]
#[derive(PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Session {
    /// The format of the KS: 2 or 1.
    version: u8,
    /// The partner (account), an int.
    partner_id: i32,
    /// SessionType.USER or SessionType.ADMIN.
    r#type: SessionType,
    /// The user, or None for an anonymous session.
    user_id: Option<String>,
    /// True if the session has no user, or the user "0" that widget sessions
    /// have. Anyone can obtain a widget session.
    is_anonymous: bool,
    /// The end in Unix seconds.
    expires_at: i64,
    /// The privileges as Kaltura's text: "sview:0_abc,enableentitlement".
    privileges_text: PrivilegesText,
    /// The partner that acts for this one, or None.
    master_partner_id: Option<i32>,
    /// Free text that the server stores without reading it, or None.
    additional_data: Option<String>,
    /// 40 hex digits that identify the session, however its KS is written.
    session_hash: String,
    /// 40 hex digits that identify the group of sessions with the same sessionid
    /// privilege, which can be ended together, or None.
    group_hash: Option<String>,
    /// The position of the secret that signed the KS, starting at 0.
    secret_index: usize,
}

impl Session {
    /// Converts the result of the core, after asking the caller's `revoked`. If
    /// `revoked` raises an exception, the session is not returned.
    pub(crate) fn new(
        py: Python<'_>,
        verified: Result<Verified, Error>,
        revoked: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let verified = verified.map_err(|error| to_exception(py, &error))?;
        let Some(revoked) = revoked else { return Ok(verified.into()) };
        let answer = revoked.call1((verified.session_hash(), verified.group_hash()))?;
        let verified = verified.unless_revoked(answer.is_truthy()?);
        verified.map(Into::into).map_err(|error| to_exception(py, &error))
    }
}

impl From<Verified> for Session {
    fn from(verified: Verified) -> Self {
        let session = verified.session();
        Self {
            version: verified.version().number(),
            partner_id: verified.partner_id(),
            r#type: SessionType(verified.session_type().number()),
            is_anonymous: verified.is_anonymous(),
            session_hash: verified.session_hash(),
            group_hash: verified.group_hash(),
            expires_at: verified.expires_at(),
            secret_index: verified.secret_index(),
            privileges_text: PrivilegesText(session.privileges),
            master_partner_id: session.master_partner_id,
            user_id: session.user_id.map(Into::into),
            additional_data: session.additional_data.map(Into::into),
        }
    }
}

#[pymethods]
impl Session {
    /// The end as a datetime in UTC. Raises OverflowError after the year 9999;
    /// expires_at has no such limit.
    #[getter]
    fn expires<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        datetime(py, self.expires_at)
    }

    /// The privileges, each name once: a list of {"name": ..., "values": [...]}.
    /// A flag has no values.
    #[getter]
    fn privileges<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let privileges = self.privileges_text.0.to_list();
        privilege_list(py, privileges.into_iter().map(|p| (p.name, p.values)))
    }

    /// Returns every field as plain data, with the same names in every language.
    fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let fields = to_python(py, self)?;
        fields.set_item("privileges", self.privileges(py)?)?;
        Ok(fields)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Repr {
            class: "Session",
            partner_id: &self.partner_id,
            user_id: self.user_id.as_deref(),
            session_type: ks_core::SessionType::try_from(i64::from(self.r#type.0)).ok(),
            expires_at: Some(self.expires_at),
            privileges: &self.privileges_text.0.to_string(),
            version: self.version,
        }
        .finish(py)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        Ok((py.import("kaltura_ks._native")?.getattr("_session")?, (to_json(self)?,)))
    }
}

/// Restores a pickled Session. It is as trustworthy as its pickle.
#[pyfunction]
pub(crate) fn _session(fields: &str) -> PyResult<Session> {
    serde_json::from_str(fields).map_err(|error| PyValueError::new_err(error.to_string()))
}
