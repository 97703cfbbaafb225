//! Session options: the arguments of `generate`, and the rows of `generate_many`.

use std::borrow::Cow;

use ks_core::interop::{SessionOptions, Value};
use ks_core::{Error, Privileges, Session};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDateTime, PyDelta, PyDict, PyMapping, PyString};

use crate::arguments::{Duration, FromPython, Time, clock, to_value, type_name};
use crate::errors::to_exception;

/// The arguments that describe one KS: a session, the time and the nonce.
pub(crate) struct SessionArguments<'a, 'py> {
    pub(crate) options: SessionOptions<'a>,
    pub(crate) now: i64,
    pub(crate) nonce: Option<Bound<'py, PyAny>>,
}

impl<'a, 'py: 'a> SessionArguments<'a, 'py> {
    /// Takes the usual arguments apart from the rest: their text is borrowed, and
    /// their usual types are converted directly.
    pub(crate) fn new(
        py: Python<'py>,
        user_id: Option<&'a Bound<'py, PyAny>>,
        r#type: Option<&'a Bound<'py, PyAny>>,
        expiry: Option<&'a Bound<'py, PyAny>>,
        privileges: Option<&'a Bound<'py, PyAny>>,
        more: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Self> {
        let mut options = SessionOptions::default();
        if let Some(user_id) = user_id {
            match <&str>::from_python(user_id.as_borrowed()) {
                Ok(text) => options.user_id = Some(Cow::Borrowed(text)),
                Err(_) => set(&mut options, "user_id", user_id)?,
            }
        }
        if let Some(privileges) = privileges {
            match <&str>::from_python(privileges.as_borrowed()) {
                Ok(text) => {
                    let privileges = Privileges::parse(text);
                    options.privileges =
                        Some(privileges.map_err(|error| to_exception(py, &error))?);
                }
                Err(_) => set(&mut options, "privileges", privileges)?,
            }
        }
        if let Some(r#type) = r#type {
            match i64::from_python(r#type.as_borrowed()) {
                Ok(number) => options.session_type = Some(number),
                Err(_) => set(&mut options, "type", r#type)?,
            }
        }
        if let Some(expiry) = expiry {
            match i64::from_python(expiry.as_borrowed()) {
                Ok(seconds) => options.expiry = Some(seconds),
                Err(_) => set(&mut options, "expiry", expiry)?,
            }
        }
        let (mut now, mut nonce) = (None, None);
        for (name, value) in more.into_iter().flat_map(|more| more.iter()) {
            match &*option_name(&name)? {
                "now" => now = value.extract::<Option<Time>>()?,
                "nonce" => nonce = Some(value).filter(|nonce| !nonce.is_none()),
                name => set(&mut options, name, &value)?,
            }
        }
        Ok(Self { options, now: clock(py, now)?, nonce })
    }

    /// Converts the arguments that are common to all rows of `generate_many`.
    pub(crate) fn common(py: Python<'py>, common: Option<&Bound<'py, PyDict>>) -> PyResult<Self> {
        let common = Self::new(py, None, None, None, None, common)?;
        if common.nonce.is_some() {
            return Err(PyTypeError::new_err(
                "generate_many() does not take a nonce, which must be different for each KS",
            ));
        }
        Ok(common)
    }

    pub(crate) fn into_session(self, py: Python<'_>) -> PyResult<Session<'a>> {
        self.options.into_session().map_err(|error| to_exception(py, &error))
    }
}

/// Converts the common options of `generate_many` to a session whose user each
/// row sets.
pub(crate) fn template(
    py: Python<'_>,
    common: SessionOptions<'static>,
) -> PyResult<Session<'static>> {
    let user_id = Some(Cow::Borrowed(""));
    let options = SessionOptions { user_id, anonymous: None, ..common };
    options.into_session().map_err(|error| to_exception(py, &error))
}

/// Sets one option by its name. `None` means that it is not given, so that rows
/// of a database can be passed as they are.
fn set(options: &mut SessionOptions<'_>, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
    let py = value.py();
    // Errors of the conversion repeat the name, which may be a misplaced secret
    // unless it is a known one.
    if !SessionOptions::NAMES.contains(&name) {
        return Err(to_exception(py, &Error::unknown_option(name, SessionOptions::NAMES)));
    }
    // A duration and a time are both integers to the core, which cannot tell whether
    // a datetime was given as the expiry.
    let value = if name == "expiry" && value.is_instance_of::<PyDelta>() {
        Value::Int(value.extract::<Duration>()?.named(py, name)?.0)
    } else if name == "expires_at" && value.is_instance_of::<PyDateTime>() {
        Value::Int(value.extract::<Time>()?.named(py, name)?.0)
    } else {
        to_value(value, name)?
    };
    options.set(name, value).map_err(|error| to_exception(py, &error))
}

fn option_name<'a>(name: &'a Bound<'_, PyAny>) -> PyResult<Cow<'a, str>> {
    match <&str>::from_python(name.as_borrowed()) {
        Ok(name) => Ok(Cow::Borrowed(name)),
        Err(_) => Ok(Cow::Owned(name.str()?.to_string_lossy().into_owned())),
    }
}

/// One row of `generate_many`: a user id, which is borrowed, or the session that
/// a mapping describes.
pub(crate) enum Row<'a> {
    User(&'a str),
    Session(Box<Session<'static>>),
}

impl<'a> Row<'a> {
    /// Converts a row. What a mapping gives replaces the common options.
    pub(crate) fn new(
        row: &'a Bound<'_, PyAny>,
        common: &SessionOptions<'static>,
    ) -> PyResult<Self> {
        let py = row.py();
        let mut options = SessionOptions::default();
        if row.is_instance_of::<PyString>() {
            if let Ok(user_id) = <&str>::from_python(row.as_borrowed()) {
                return Ok(Self::User(user_id));
            }
            set(&mut options, "user_id", row)?;
        } else if let Ok(dict) = row.cast_exact::<PyDict>() {
            for (name, value) in dict {
                set(&mut options, &option_name(&name)?, &value)?;
            }
        } else if let Ok(mapping) = row.cast::<PyMapping>() {
            for item in mapping.items()?.iter() {
                let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
                set(&mut options, &option_name(&name)?, &value)?;
            }
        } else {
            return Err(PyTypeError::new_err(format!(
                "a session must be a user id (str) or a mapping of arguments, not {}",
                type_name(row)
            )));
        }
        let session = options.over(common).into_session();
        session.map(Box::new).map(Self::Session).map_err(|error| to_exception(py, &error))
    }
}
