//! The privileges that `verify` requires and that `explain` asks about.

use ks_core::Error;
use ks_core::interop::{Unrepresentable, split_privilege, split_privileges};
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::arguments::{ConversionError, FromPython, list};
use crate::errors::to_exception;

/// Privileges to look for in a KS: names with the value that must be granted, or
/// `None` for any.
pub(crate) struct RequestedPrivileges(Vec<(String, Option<String>)>);

impl RequestedPrivileges {
    /// Converts Kaltura's text, or a list of such elements and of pairs. `field`
    /// is the name of the argument.
    pub(crate) fn new(argument: Option<&Bound<'_, PyAny>>, field: &str) -> PyResult<Self> {
        let Some(argument) = argument else { return Ok(Self(Vec::new())) };
        let owned =
            |(name, value): (&str, Option<&str>)| (name.to_owned(), value.map(str::to_owned));
        if argument.is_instance_of::<PyString>() {
            let text = requested_text(argument, field)?;
            return Ok(Self(split_privileges(&text).map(owned).collect()));
        }
        let elements = list(argument)?.ok_or_else(|| wrong_request(argument, field))?;
        let elements = elements.iter().map(|element| {
            if element.is_instance_of::<PyString>() {
                // An element is one privilege, even if its value contains a comma.
                return Ok(owned(split_privilege(&requested_text(element, field)?)));
            }
            let (name, value): (Bound<'_, PyAny>, Option<Bound<'_, PyAny>>) =
                element.extract().map_err(|_| wrong_request(element, field))?;
            let value = value.map(|value| requested_text(&value, field)).transpose()?;
            Ok((requested_text(&name, field)?, value))
        });
        elements.collect::<PyResult<_>>().map(Self)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> + Clone {
        self.0.iter().map(|(name, value)| (&**name, value.as_deref()))
    }
}

fn requested_text(object: &Bound<'_, PyAny>, field: &str) -> PyResult<String> {
    let text = <&str>::from_python(object.as_borrowed()).map(str::to_owned);
    text.map_err(|error| match error {
        // The code is that of privileges, the name is that of the argument.
        ConversionError::Value(Unrepresentable::Text) => {
            let error = Error::unrepresentable("privileges", Unrepresentable::Text);
            let error = match error {
                Error::InvalidPrivilege { reason, .. } => {
                    Error::InvalidPrivilege { name: field.into(), reason }
                }
                error => error,
            };
            to_exception(object.py(), &error)
        }
        _ => wrong_request(object, field),
    })
}

fn wrong_request(object: &Bound<'_, PyAny>, field: &str) -> PyErr {
    let expected = "str, or a list of str and of (name, value or None) pairs of str";
    ConversionError::wrong_type(expected, object).into_exception(object.py(), field)
}
