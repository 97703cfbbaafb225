//! Results: the records that reading returns, and what they have in common.

pub(crate) mod decoded;
pub(crate) mod explanation;
pub(crate) mod session;
pub(crate) mod unverified;

use std::fmt::{self, Debug, Write};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDelta, PyDict, PyList};
use serde::{Deserialize, Serialize};

use crate::arguments::epoch;

/// Kaltura's number of a session type, converted to a `SessionType` of Python.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct SessionType(u8);

impl<'py> IntoPyObject<'py> for SessionType {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        static ENUM: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        ENUM.import(py, "kaltura_ks._types", "SessionType")?.call1((self.0,))
    }
}

/// Converts Unix seconds to an aware `datetime`.
fn datetime(py: Python<'_>, unix: i64) -> PyResult<Bound<'_, PyAny>> {
    // timedelta(days=0, seconds=unix)
    let since_epoch = py.get_type::<PyDelta>().call1((0, unix))?;
    epoch(py)?.add(since_epoch)
}

fn to_json(value: &impl Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| PyRuntimeError::new_err(error.to_string()))
}

/// Converts a value of the core to plain Python data with the core's names.
pub(crate) fn to_python<'py>(
    py: Python<'py>,
    value: &impl Serialize,
) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (to_json(value)?,))
}

/// Converts privileges to a list of `{"name": …, "values": …}`.
fn privilege_list<'py>(
    py: Python<'py>,
    privileges: impl Iterator<Item = (String, Vec<String>)>,
) -> PyResult<Bound<'py, PyList>> {
    let list = PyList::empty(py);
    for (name, values) in privileges {
        let privilege = PyDict::new(py);
        privilege.set_item("name", name)?;
        privilege.set_item("values", values)?;
        list.append(privilege)?;
    }
    Ok(list)
}

/// The fields in a repr: `<Name partner_id=… user_id=… …>`.
struct Repr<'a> {
    class: &'a str,
    partner_id: &'a dyn Debug,
    user_id: Option<&'a str>,
    session_type: Option<ks_core::SessionType>,
    expires_at: Option<i64>,
    privileges: &'a str,
    version: u8,
}

impl Repr<'_> {
    fn finish(&self, py: Python<'_>) -> PyResult<String> {
        self.write(py).map_err(|error| PyRuntimeError::new_err(error.to_string()))
    }

    fn write(&self, py: Python<'_>) -> Result<String, fmt::Error> {
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
