//! Arguments of one value: Python objects as the core's types.

use std::borrow::Cow;
use std::convert::Infallible;

use ks_core::interop::{Unrepresentable, Value, ks_from_bytes};
use ks_core::system_now;
use ks_core::{Error, Keyring, Malformed, Nonce, Version};
use pyo3::exceptions::{PyOverflowError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyBytes, PyDateTime, PyDelta, PyDeltaAccess, PyFloat, PyList, PyMapping, PyString,
    PyTuple, PyTzInfo,
};

use crate::errors::to_exception;

/// Why a Python object could not be converted. The caller adds the argument's name.
pub(crate) enum ConversionError {
    /// The wrong type: the expected types, and the name of the actual one. The
    /// value is left out, since it may be a secret.
    Type(&'static str, String),
    /// A value of the right type that no Rust type can hold.
    Value(Unrepresentable),
    /// Bytes that are not ASCII where a KS is expected.
    Ks(Malformed),
    /// A `datetime` without a time zone.
    Naive,
    /// An exception of the caller's own object.
    Raised(PyErr),
}

impl ConversionError {
    pub(crate) fn wrong_type(expected: &'static str, object: &Bound<'_, PyAny>) -> Self {
        Self::Type(expected, type_name(object))
    }

    pub(crate) fn into_exception(self, py: Python<'_>, field: &str) -> PyErr {
        match self {
            Self::Type(expected, actual) => {
                PyTypeError::new_err(format!("{field} must be {expected}, not {actual}"))
            }
            Self::Value(what) => to_exception(py, &Error::unrepresentable(field, what)),
            Self::Ks(malformed) => to_exception(py, &malformed.into()),
            Self::Naive => PyTypeError::new_err(format!(
                "{field} must be an aware datetime; add a time zone, as in datetime.now(timezone.utc)"
            )),
            Self::Raised(error) => error,
        }
    }
}

pub(crate) fn type_name(object: &Bound<'_, PyAny>) -> String {
    object.get_type().name().map_or_else(|_| "?".into(), |name| name.to_string())
}

/// A type that an argument can be converted to.
pub(crate) trait FromPython<'a, 'py>: Sized {
    fn from_python(object: Borrowed<'a, 'py, PyAny>) -> Result<Self, ConversionError>;
}

/// A converted argument, or the reason for rejecting it. Extracting it always
/// succeeds, so that the error can name the argument.
pub(crate) struct Converted<T>(Result<T, ConversionError>);

impl<T> Converted<T> {
    pub(crate) fn named(self, py: Python<'_>, field: &str) -> PyResult<T> {
        self.0.map_err(|error| error.into_exception(py, field))
    }
}

impl<'a, 'py, T: FromPython<'a, 'py>> FromPyObject<'a, 'py> for Converted<T> {
    type Error = Infallible;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> Result<Self, Infallible> {
        Ok(Self(T::from_python(object)))
    }
}

/// Names an optional argument in its error.
pub(crate) fn named<T>(
    py: Python<'_>,
    argument: Option<Converted<T>>,
    field: &str,
) -> PyResult<Option<T>> {
    argument.map(|argument| argument.named(py, field)).transpose()
}

/// An `int` that is not a `bool`.
impl<'py> FromPython<'_, 'py> for i64 {
    fn from_python(object: Borrowed<'_, 'py, PyAny>) -> Result<Self, ConversionError> {
        if object.is_instance_of::<PyBool>() {
            return Err(ConversionError::wrong_type("int", &object));
        }
        object.extract().map_err(|error: PyErr| {
            if error.is_instance_of::<PyOverflowError>(object.py()) {
                ConversionError::Value(Unrepresentable::Number)
            } else {
                ConversionError::wrong_type("int", &object)
            }
        })
    }
}

/// A duration in seconds: an `int` or a `timedelta`, rounded down.
pub(crate) struct Seconds(pub(crate) i64);
pub(crate) type Duration = Converted<Seconds>;

impl<'py> FromPython<'_, 'py> for Seconds {
    fn from_python(object: Borrowed<'_, 'py, PyAny>) -> Result<Self, ConversionError> {
        match i64::from_python(object) {
            Err(ConversionError::Type(..)) => match object.cast::<PyDelta>() {
                Ok(delta) => Ok(Self(whole_seconds(&delta))),
                Err(_) => Err(ConversionError::wrong_type("int or timedelta", &object)),
            },
            seconds => seconds.map(Self),
        }
    }
}

fn whole_seconds(delta: &Bound<'_, PyDelta>) -> i64 {
    i64::from(delta.get_days()) * 86_400 + i64::from(delta.get_seconds())
}

/// A time in Unix seconds: an `int` or an aware `datetime`, rounded down.
pub(crate) struct UnixTime(pub(crate) i64);
pub(crate) type Time = Converted<UnixTime>;

impl<'py> FromPython<'_, 'py> for UnixTime {
    fn from_python(object: Borrowed<'_, 'py, PyAny>) -> Result<Self, ConversionError> {
        match i64::from_python(object) {
            Err(ConversionError::Type(..)) => match object.cast::<PyDateTime>() {
                Ok(time) => unix_seconds(&time).map(Self),
                Err(_) => Err(ConversionError::wrong_type("int or aware datetime", &object)),
            },
            seconds => seconds.map(Self),
        }
    }
}

fn unix_seconds(time: &Bound<'_, PyDateTime>) -> Result<i64, ConversionError> {
    let since_epoch = || {
        if time.call_method0("utcoffset")?.is_none() {
            return Ok(None);
        }
        let delta = time.sub(epoch(time.py())?)?;
        Ok(Some(whole_seconds(delta.cast::<PyDelta>()?)))
    };
    since_epoch().map_err(ConversionError::Raised)?.ok_or(ConversionError::Naive)
}

/// Returns 1970-01-01 UTC, the start of Unix time, as a `datetime`.
pub(crate) fn epoch(py: Python<'_>) -> PyResult<Bound<'_, PyDateTime>> {
    PyDateTime::new(py, 1970, 1, 1, 0, 0, 0, 0, Some(&*PyTzInfo::utc(py)?))
}

/// A `str`.
pub(crate) type Text<'a> = Converted<&'a str>;

impl<'a, 'py> FromPython<'a, 'py> for &'a str {
    fn from_python(object: Borrowed<'a, 'py, PyAny>) -> Result<Self, ConversionError> {
        if !object.is_instance_of::<PyString>() {
            return Err(ConversionError::wrong_type("str", &object));
        }
        // Python's own UnicodeEncodeError would carry the whole text.
        object.extract().map_err(|_: PyErr| ConversionError::Value(Unrepresentable::Text))
    }
}

/// Text from outside the program, as `str` or `bytes`. Anything in it that is
/// not Unicode is replaced.
pub(crate) type LossyText<'a> = Converted<Cow<'a, str>>;

impl<'a, 'py> FromPython<'a, 'py> for Cow<'a, str> {
    fn from_python(object: Borrowed<'a, 'py, PyAny>) -> Result<Self, ConversionError> {
        if let Some(bytes) = bytes_of(object) {
            return Ok(String::from_utf8_lossy(bytes));
        }
        let Ok(text) = object.cast::<PyString>() else {
            return Err(ConversionError::wrong_type("str or bytes", &object));
        };
        Ok(<&str>::from_python(object)
            .map_or_else(|_| text.to_string_lossy().into_owned().into(), Into::into))
    }
}

fn bytes_of<'a>(object: Borrowed<'a, '_, PyAny>) -> Option<&'a [u8]> {
    object.is_instance_of::<PyBytes>().then(|| object.extract().ok()).flatten()
}

/// A KS as `str`, or as the `bytes` that other libraries return.
pub(crate) struct Ks<'a>(pub(crate) Cow<'a, str>);
pub(crate) type KsText<'a> = Converted<Ks<'a>>;

impl<'a, 'py> FromPython<'a, 'py> for Ks<'a> {
    fn from_python(object: Borrowed<'a, 'py, PyAny>) -> Result<Self, ConversionError> {
        match bytes_of(object) {
            Some(bytes) => ks_from_bytes(bytes).map(Cow::Borrowed).map_err(ConversionError::Ks),
            None => Cow::from_python(object),
        }
        .map(Self)
    }
}

/// Converts an object to the core's untyped value. `field` names it in errors.
pub(crate) fn to_value(object: &Bound<'_, PyAny>, field: &str) -> PyResult<Value> {
    // A list of pairs of a name and a list is the deepest value with a meaning.
    // The limit also ends the conversion of a list that contains itself.
    const MAX_DEPTH: usize = 3;
    convert(object, field, MAX_DEPTH)
}

fn convert(object: &Bound<'_, PyAny>, field: &str, depth: usize) -> PyResult<Value> {
    if object.is_none() {
        return Ok(Value::Null);
    }
    if object.is_instance_of::<PyString>() {
        let text = <&str>::from_python(object.as_borrowed());
        return Ok(text.map_or(Value::NotUnicode, |text| Value::Text(text.to_owned())));
    }
    if let Ok(flag) = object.cast::<PyBool>() {
        return Ok(Value::Bool(flag.is_true()));
    }
    match i64::from_python(object.as_borrowed()) {
        Ok(number) => return Ok(Value::Int(number)),
        Err(ConversionError::Value(_)) => return Ok(Value::BigInt),
        Err(_) => {}
    }
    if let Ok(float) = object.cast::<PyFloat>() {
        return Ok(Value::Float(float.value()));
    }
    if depth > 0 {
        if let Some(items) = list(object)? {
            let items = items.iter().map(|item| convert(item, field, depth - 1));
            return items.collect::<PyResult<_>>().map(Value::List);
        }
        if let Ok(mapping) = object.cast::<PyMapping>() {
            let items = mapping.items()?;
            let pairs = items.iter().map(|item| {
                let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
                Ok((key(&name, field)?, convert(&value, field, depth - 1)?))
            });
            return pairs.collect::<PyResult<_>>().map(Value::Map);
        }
    }
    Ok(Value::Other(type_name(object)))
}

fn key(name: &Bound<'_, PyAny>, field: &str) -> PyResult<String> {
    let key = <&str>::from_python(name.as_borrowed()).map(str::to_owned);
    key.map_err(|error| match error {
        ConversionError::Type(..) => PyTypeError::new_err(format!(
            "{field}: the keys of a mapping must be str, not {}",
            type_name(name)
        )),
        error => error.into_exception(name.py(), field),
    })
}

/// Converts a partner id: an `int`, or a `str` such as an environment variable.
pub(crate) fn partner_id(object: &Bound<'_, PyAny>) -> PyResult<i32> {
    let id = to_value(object, "partner_id")?.into_partner_id();
    id.map_err(|error| to_exception(object.py(), &error))?.ok_or_else(missing_partner_id)
}

pub(crate) fn missing_partner_id() -> PyErr {
    PyTypeError::new_err("partner_id must be given, as int or str")
}

/// Converts the secrets in an argument: one `str` or `bytes`, or a list of them.
pub(crate) fn keyring(secret: &Bound<'_, PyAny>) -> PyResult<Keyring> {
    let py = secret.py();
    let keyring = if let Some(secrets) = list(secret)? {
        Keyring::with_secrets(secrets.iter().map(secret_bytes).collect::<PyResult<Vec<_>>>()?)
    } else {
        Keyring::new(secret_bytes(secret)?)
    };
    keyring.map_err(|error| to_exception(py, &error))
}

fn secret_bytes<'a>(secret: &'a Bound<'_, PyAny>) -> PyResult<&'a [u8]> {
    let py = secret.py();
    if secret.is_instance_of::<PyString>() {
        secret.extract::<Text<'_>>()?.named(py, "secret").map(str::as_bytes)
    } else if let Ok(bytes) = secret.cast::<PyBytes>() {
        Ok(bytes.as_bytes())
    } else {
        let expected = "str, bytes or a list of them";
        Err(ConversionError::wrong_type(expected, secret).into_exception(py, "secret"))
    }
}

/// Returns the items of a list or tuple, or `None` for any other object.
pub(crate) fn list<'py>(object: &Bound<'py, PyAny>) -> PyResult<Option<Vec<Bound<'py, PyAny>>>> {
    let is_list = object.is_instance_of::<PyList>() || object.is_instance_of::<PyTuple>();
    is_list.then(|| object.extract()).transpose()
}

/// Returns the time in Unix seconds: the caller's, or else the system clock's.
pub(crate) fn clock(py: Python<'_>, now: Option<Time>) -> PyResult<i64> {
    match named(py, now, "now")? {
        Some(UnixTime(now)) => Ok(now),
        None => system_now().map_err(|error| to_exception(py, &error)),
    }
}

/// Converts a nonce: `bytes`, or a `str` whose meaning depends on the version.
pub(crate) fn nonce<'a>(nonce: &'a Bound<'_, PyAny>, version: Version) -> PyResult<Nonce<'a>> {
    let py = nonce.py();
    let nonce = if let Ok(bytes) = nonce.cast::<PyBytes>() {
        Nonce::from_bytes(bytes.as_bytes())
    } else if nonce.is_instance_of::<PyString>() {
        Nonce::parse(nonce.extract::<Text<'_>>()?.named(py, "nonce")?, version)
    } else {
        let error = ConversionError::wrong_type("bytes or str", nonce);
        return Err(error.into_exception(py, "nonce"));
    };
    nonce.map_err(|error| to_exception(py, &error))
}
