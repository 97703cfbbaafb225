//! From Python to the core: types are checked here, values there.

use std::borrow::Cow;
use std::convert::Infallible;
use std::ops::Deref;
use std::time::{SystemTime, UNIX_EPOCH};

use ks_core::privilege::{RawPrivileges, name_and_value, names_and_values};
use ks_core::{
    Error, Expiry, Foreign, Keyring, Malformed, Nonce, Privileges, Session, SessionOptions,
    Version, utf8_ks,
};
use pyo3::exceptions::{PyOverflowError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyBytes, PyDelta, PyDeltaAccess, PyDict, PyInt, PyList, PyMapping, PyString, PyTuple,
};

use crate::errors::raise;

/// Why an object is not what its argument wants. Only the argument knows its name.
pub(crate) enum Unfit {
    /// The wrong type: what was wanted, and the type given (never the value).
    Type(&'static str, String),
    /// What no type of Rust can hold.
    Value(Foreign),
    /// Bytes that are no text, so no KS.
    Ks(Malformed),
}

impl Unfit {
    fn r#type(wanted: &'static str, given: &Bound<'_, PyAny>) -> Self {
        let given = given.get_type().name();
        Self::Type(wanted, given.map_or_else(|_| "?".into(), |name| name.to_string()))
    }

    fn raise(self, py: Python<'_>, field: &str) -> PyErr {
        match self {
            Self::Type(wanted, given) => {
                PyTypeError::new_err(format!("{field} must be {wanted}, not {given}"))
            }
            Self::Value(what) => raise(py, &Error::foreign(field, what)),
            Self::Ks(what) => raise(py, &what.into()),
        }
    }
}

/// What was made of an argument.
pub(crate) struct Argument<T>(Result<T, Unfit>);

impl<T> Argument<T> {
    pub(crate) fn named(self, py: Python<'_>, field: &str) -> PyResult<T> {
        self.0.map_err(|unfit| unfit.raise(py, field))
    }
}

impl<'a, 'py, T: Argued<'a, 'py>> FromPyObject<'a, 'py> for Argument<T> {
    type Error = Infallible;

    fn extract(obj: Borrowed<'a, 'py, PyAny>) -> Result<Self, Infallible> {
        Ok(Self(T::of(obj)))
    }
}

/// Types that arguments have.
pub(crate) trait Argued<'a, 'py>: Sized {
    fn of(obj: Borrowed<'a, 'py, PyAny>) -> Result<Self, Unfit>;
}

/// An `int`, but no `bool`.
pub(crate) type Int = Argument<i64>;

impl<'py> Argued<'_, 'py> for i64 {
    fn of(obj: Borrowed<'_, 'py, PyAny>) -> Result<Self, Unfit> {
        if obj.is_instance_of::<PyBool>() {
            return Err(Unfit::r#type("int", &obj));
        }
        obj.extract().map_err(|e: PyErr| {
            if e.is_instance_of::<PyOverflowError>(obj.py()) {
                Unfit::Value(Foreign::Number)
            } else {
                Unfit::r#type("int", &obj)
            }
        })
    }
}

/// Seconds as an `int` or a `timedelta`, whose fraction of a second is cut off.
pub(crate) struct Whole(i64);
pub(crate) type Seconds = Argument<Whole>;

impl<'py> Argued<'_, 'py> for Whole {
    fn of(obj: Borrowed<'_, 'py, PyAny>) -> Result<Self, Unfit> {
        match i64::of(obj) {
            Ok(seconds) => Ok(Self(seconds)),
            Err(Unfit::Type(..)) => match obj.cast::<PyDelta>() {
                Ok(delta) => {
                    let days = i64::from(delta.get_days());
                    Ok(Self(days * 86_400 + i64::from(delta.get_seconds())))
                }
                Err(_) => Err(Unfit::r#type("int or timedelta", &obj)),
            },
            Err(unfit) => Err(unfit),
        }
    }
}

/// A `str`.
pub(crate) type Text<'a> = Argument<&'a str>;

impl<'a, 'py> Argued<'a, 'py> for &'a str {
    fn of(obj: Borrowed<'a, 'py, PyAny>) -> Result<Self, Unfit> {
        if !obj.is_instance_of::<PyString>() {
            return Err(Unfit::r#type("str", &obj));
        }
        // Not Python's own UnicodeEncodeError, which carries the whole text.
        obj.extract().map_err(|_: PyErr| Unfit::Value(Foreign::Text))
    }
}

/// Text that comes from outside, as `str` or `bytes`. What is not Unicode in it
/// is replaced.
pub(crate) type Loose<'a> = Argument<Cow<'a, str>>;

impl<'a, 'py> Argued<'a, 'py> for Cow<'a, str> {
    fn of(obj: Borrowed<'a, 'py, PyAny>) -> Result<Self, Unfit> {
        if let Some(bytes) = bytes_of(obj) {
            return Ok(String::from_utf8_lossy(bytes));
        }
        let Ok(text) = obj.cast::<PyString>() else {
            return Err(Unfit::r#type("str or bytes", &obj));
        };
        Ok(<&str>::of(obj).map_or_else(|_| text.to_string_lossy().into_owned().into(), Into::into))
    }
}

fn bytes_of<'a>(obj: Borrowed<'a, '_, PyAny>) -> Option<&'a [u8]> {
    obj.is_instance_of::<PyBytes>().then(|| obj.extract().ok()).flatten()
}

/// A KS as `str`, or as the `bytes` that other libraries give.
pub(crate) struct Ks<'a>(Cow<'a, str>);
pub(crate) type KsText<'a> = Argument<Ks<'a>>;

impl<'a, 'py> Argued<'a, 'py> for Ks<'a> {
    fn of(obj: Borrowed<'a, 'py, PyAny>) -> Result<Self, Unfit> {
        match bytes_of(obj) {
            Some(bytes) => utf8_ks(bytes).map(Cow::Borrowed).map_err(Unfit::Ks),
            None => Cow::of(obj),
        }
        .map(Self)
    }
}

impl Deref for Ks<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// A partner id as `int`, or as `str` as it stands in an environment variable.
pub(crate) fn partner_id(obj: &Bound<'_, PyAny>) -> PyResult<i32> {
    let py = obj.py();
    let id = if obj.is_instance_of::<PyString>() {
        ks_core::parse_partner_id(obj.extract::<Text<'_>>()?.named(py, "partner_id")?)
    } else {
        let number = i64::of(obj.as_borrowed()).map_err(|unfit| match unfit {
            Unfit::Type(..) => Unfit::r#type("int or str", obj).raise(py, "partner_id"),
            unfit => unfit.raise(py, "partner_id"),
        });
        ks_core::check_partner_id(number?)
    };
    id.map_err(|e| raise(py, &e))
}

/// The secrets in an argument: one as `str` or `bytes`, or several in a list.
pub(crate) fn keyring(secret: &Bound<'_, PyAny>) -> PyResult<Keyring> {
    let py = secret.py();
    let keyring = if let Some(several) = list(secret)? {
        Keyring::rotating(several.iter().map(secret_bytes).collect::<PyResult<Vec<_>>>()?)
    } else {
        Keyring::new(secret_bytes(secret)?)
    };
    keyring.map_err(|e| raise(py, &e))
}

fn secret_bytes<'a>(secret: &'a Bound<'_, PyAny>) -> PyResult<&'a [u8]> {
    let py = secret.py();
    if secret.is_instance_of::<PyString>() {
        secret.extract::<Text<'_>>()?.named(py, "secret").map(str::as_bytes)
    } else if let Ok(bytes) = secret.cast::<PyBytes>() {
        Ok(bytes.as_bytes())
    } else {
        Err(Unfit::r#type("str, bytes or a list of them", secret).raise(py, "secret"))
    }
}

/// The clock in Unix seconds: the caller's, or the system's.
pub(crate) fn clock(py: Python<'_>, now: Option<Int>) -> PyResult<i64> {
    now.map_or_else(|| Ok(system_clock()), |now| now.named(py, "now"))
}

fn system_clock() -> i64 {
    // Before 1970 the clock is wrong, and any answer as good as another.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
}

/// A nonce as `bytes` or `str`; only the version tells what text means.
pub(crate) fn nonce<'a>(nonce: &'a Bound<'_, PyAny>, version: Version) -> PyResult<Nonce<'a>> {
    let py = nonce.py();
    let nonce = if let Ok(bytes) = nonce.cast::<PyBytes>() {
        Nonce::from_bytes(bytes.as_bytes())
    } else if nonce.is_instance_of::<PyString>() {
        Nonce::parse(nonce.extract::<Text<'_>>()?.named(py, "nonce")?, version)
    } else {
        return Err(Unfit::r#type("bytes or str", nonce).raise(py, "nonce"));
    };
    nonce.map_err(|e| raise(py, &e))
}

pub(crate) fn ending(
    py: Python<'_>,
    expiry: Option<Seconds>,
    expires_at: Option<Int>,
) -> PyResult<Expiry> {
    let options = SessionOptions {
        anonymous: true,
        expiry: expiry.map(|seconds| seconds.named(py, "expiry")).transpose()?.map(|s| s.0),
        expires_at: expires_at.map(|unix| unix.named(py, "expires_at")).transpose()?,
        ..SessionOptions::default()
    };
    Ok(options.into_session().map_err(|e| raise(py, &e))?.expiry)
}

/// What a session is made of, as it is given by names.
#[derive(Clone, Default)]
pub(crate) struct Inputs<'a, 'py> {
    pub(crate) options: SessionOptions<'a>,
    pub(crate) now: Option<i64>,
    pub(crate) nonce: Option<Bound<'py, PyAny>>,
}

impl<'a, 'py> Inputs<'a, 'py> {
    /// The inputs that stand first, whose text is borrowed, and the rest.
    pub(crate) fn new(
        py: Python<'py>,
        user_id: Option<Text<'a>>,
        r#type: Option<Int>,
        expiry: Option<Seconds>,
        privileges: Option<Rights<'a>>,
        more: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Self> {
        let user_id = user_id.map(|text| text.named(py, "user_id")).transpose()?;
        let options = SessionOptions {
            user_id: user_id.map(Cow::Borrowed),
            session_type: r#type.map(|int| int.named(py, "type")).transpose()?,
            expiry: expiry.map(|seconds| seconds.named(py, "expiry")).transpose()?.map(|s| s.0),
            privileges: privileges.map(|rights| rights.0).unwrap_or_default(),
            ..SessionOptions::default()
        };
        let mut inputs = Self { options, ..Self::default() };
        if let Some(more) = more {
            inputs.set_all(more.as_mapping())?;
        }
        Ok(inputs)
    }

    pub(crate) fn set_all(&mut self, named: &Bound<'py, PyMapping>) -> PyResult<()> {
        for item in named.items()?.iter() {
            let (name, value): (Bound<'py, PyAny>, Bound<'py, PyAny>) = item.extract()?;
            self.set(&name.str()?.to_string_lossy(), value)?;
        }
        Ok(())
    }

    fn set(&mut self, name: &str, value: Bound<'py, PyAny>) -> PyResult<()> {
        let py = value.py();
        // Rows of a database say nothing with None, as batch lines do with null.
        if value.is_none() && NAMES.contains(&name) {
            return Ok(());
        }
        let int = || -> PyResult<Option<i64>> {
            value.extract::<Option<Int>>()?.map(|int| int.named(py, name)).transpose()
        };
        let text = || -> PyResult<Option<Cow<'static, str>>> {
            let text = value.extract::<Option<Text<'_>>>()?;
            text.map(|text| Ok(text.named(py, name)?.to_owned().into())).transpose()
        };
        let options = &mut self.options;
        match name {
            "user_id" => options.user_id = text()?,
            "anonymous" => {
                let flag = value.cast::<PyBool>();
                options.anonymous =
                    flag.map_err(|_| Unfit::r#type("bool", &value).raise(py, name))?.is_true();
            }
            "type" => options.session_type = int()?,
            "expiry" => {
                let seconds: Option<Seconds> = value.extract()?;
                options.expiry = seconds.map(|s| s.named(py, name).map(|s| s.0)).transpose()?;
            }
            "expires_at" => options.expires_at = int()?,
            "privileges" => {
                let rights: Option<Rights<'_>> = value.extract()?;
                options.privileges = rights.map(|r| r.0.into_owned()).unwrap_or_default();
            }
            "version" => options.version = int()?,
            "master_partner_id" => options.master_partner_id = int()?,
            "additional_data" => options.additional_data = text()?,
            "now" => self.now = int()?,
            "nonce" => self.nonce = Some(value).filter(|value| !value.is_none()),
            _ => return Err(unexpected(name)),
        }
        Ok(())
    }

    /// The clock in Unix seconds: the caller's, or the system's.
    pub(crate) fn clock(&self) -> i64 {
        self.now.unwrap_or_else(system_clock)
    }

    pub(crate) fn into_session(self, py: Python<'_>) -> PyResult<Session<'a>> {
        self.options.into_session().map_err(|e| raise(py, &e))
    }
}

/// What [`Inputs::set`] knows.
const NAMES: [&str; 11] = [
    "user_id",
    "anonymous",
    "type",
    "expiry",
    "expires_at",
    "privileges",
    "version",
    "master_partner_id",
    "additional_data",
    "now",
    "nonce",
];

pub(crate) fn unexpected(name: &str) -> PyErr {
    PyTypeError::new_err(format!("unexpected keyword or session input {name:?}"))
}

/// One session of many: a user id, or a mapping of inputs, over what is common.
pub(crate) fn overlaid<'py>(
    common: &SessionOptions<'static>,
    session: &Bound<'py, PyAny>,
) -> PyResult<Session<'static>> {
    let py = session.py();
    let mut inputs = Inputs { options: common.clone(), ..Inputs::default() };
    if session.is_instance_of::<PyString>() {
        inputs.set("user_id", session.clone())?;
    } else if let Ok(session) = session.cast::<PyMapping>() {
        // An end of its own stands instead of the common one, however either is given.
        let is_said = |name| {
            session.contains(name).is_ok_and(|is_there| is_there)
                && session.get_item(name).is_ok_and(|value| !value.is_none())
        };
        if is_said("expiry") || is_said("expires_at") {
            (inputs.options.expiry, inputs.options.expires_at) = (None, None);
        }
        inputs.set_all(session)?;
        if inputs.now.is_some() || inputs.nonce.is_some() {
            return Err(unexpected(if inputs.now.is_some() { "now" } else { "nonce" }));
        }
    } else {
        let wanted = "a user id (str) or a mapping of inputs";
        return Err(Unfit::r#type(wanted, session).raise(py, "a session"));
    }
    inputs.into_session(py)
}

/// Privileges as text, as a list or as a mapping.
pub(crate) struct Rights<'a>(pub(crate) Privileges<'a>);

impl<'a, 'py> FromPyObject<'a, 'py> for Rights<'a> {
    type Error = PyErr;

    fn extract(obj: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let py = obj.py();
        let privileges = if obj.is_instance_of::<PyString>() {
            Privileges::parse(obj.extract::<Text<'a>>()?.named(py, "privileges")?)
        } else {
            let raw = if let Some(list) = list(&obj)? {
                list.iter().map(element).collect::<PyResult<RawPrivileges>>()?
            } else if let Ok(mapping) = obj.cast::<PyMapping>() {
                let items: Vec<(Bound<'_, PyAny>, Bound<'_, PyAny>)> =
                    mapping.items()?.extract()?;
                items.iter().map(|(name, values)| pair(name, values)).collect::<PyResult<_>>()?
            } else {
                return Err(Unfit::r#type("str, a list or a mapping", &obj).raise(py, "privileges"));
            };
            raw.try_into()
        };
        privileges.map(Self).map_err(|e| raise(py, &e))
    }
}

/// What stands in a list or a tuple.
fn list<'py>(obj: &Bound<'py, PyAny>) -> PyResult<Option<Vec<Bound<'py, PyAny>>>> {
    let is_list = obj.is_instance_of::<PyList>() || obj.is_instance_of::<PyTuple>();
    is_list.then(|| obj.extract()).transpose()
}

/// A text with everything in it, or a name with its values.
type Element = (String, Option<Vec<String>>);

fn element(obj: &Bound<'_, PyAny>) -> PyResult<Element> {
    let py = obj.py();
    if obj.is_instance_of::<PyString>() {
        return Ok((text_of(obj, "privileges")?, None));
    }
    if let Some(list) = list(obj)?
        && let [name, values] = &list[..]
    {
        return pair(name, values);
    }
    if let Ok(mapping) = obj.cast::<PyMapping>() {
        if mapping.len()? == 2 && mapping.contains("name")? && mapping.contains("values")? {
            return pair(&mapping.get_item("name")?, &mapping.get_item("values")?);
        }
        return Err(PyTypeError::new_err(
            "privileges: a mapping in a list must have the keys 'name' and 'values' and no others; one from names to values stands without the list",
        ));
    }
    let wanted = "str or a (name, values) pair";
    Err(Unfit::r#type(wanted, obj).raise(py, "privileges: an element of the list"))
}

fn pair(name: &Bound<'_, PyAny>, values: &Bound<'_, PyAny>) -> PyResult<Element> {
    let py = name.py();
    if !name.is_instance_of::<PyString>() {
        return Err(Unfit::r#type("str", name).raise(py, "privileges: a name"));
    }
    let name = text_of(name, "privileges")?;
    let values = if let Ok(flag) = values.cast::<PyBool>() {
        if !flag.is_true() {
            let said = "privileges: False is no value; leave the privilege out";
            return Err(PyTypeError::new_err(said));
        }
        Vec::new()
    } else if values.is_none() {
        Vec::new()
    } else if let Some(list) = list(values)? {
        list.iter().map(value).collect::<PyResult<_>>()?
    } else {
        [value(values)?].into()
    };
    Ok((name, Some(values)))
}

fn value(obj: &Bound<'_, PyAny>) -> PyResult<String> {
    let py = obj.py();
    if obj.is_instance_of::<PyString>() {
        text_of(obj, "privileges")
    } else if obj.is_instance_of::<PyInt>() && !obj.is_instance_of::<PyBool>() {
        let number = i64::of(obj.as_borrowed());
        Ok(number.map_err(|unfit| unfit.raise(py, "privileges"))?.to_string())
    } else {
        let wanted = "str, int, a list of these, or True for a flag";
        Err(Unfit::r#type(wanted, obj).raise(py, "privileges: a value"))
    }
}

fn text_of(obj: &Bound<'_, PyAny>, field: &str) -> PyResult<String> {
    obj.extract::<Text<'_>>()?.named(obj.py(), field).map(str::to_owned)
}

/// Names with or without values, to ask for: Kaltura's text, or a list of such
/// texts and of pairs.
pub(crate) fn wanted(
    given: Option<&Bound<'_, PyAny>>,
    field: &str,
) -> PyResult<Vec<(String, Option<String>)>> {
    let Some(given) = given else { return Ok(Vec::new()) };
    let py = given.py();
    let wrong = |given: &Bound<'_, PyAny>| {
        let wanted = "str, or a list of str and of (name, value or None) pairs of str";
        Unfit::r#type(wanted, given).raise(py, field)
    };
    let owned = |(name, value): (&str, Option<&str>)| (name.to_owned(), value.map(str::to_owned));
    let text = |given: &Bound<'_, PyAny>| match <&str>::of(given.as_borrowed()) {
        Ok(text) => Ok(text.to_owned()),
        Err(Unfit::Value(what)) => Err(raise(py, &foreign_privilege(field, what))),
        Err(_) => Err(wrong(given)),
    };
    if given.is_instance_of::<PyString>() {
        return Ok(names_and_values(&text(given)?).map(owned).collect());
    }
    let list = list(given)?.ok_or_else(|| wrong(given))?;
    list.iter()
        .map(|element| {
            if element.is_instance_of::<PyString>() {
                // One privilege, whatever its value holds.
                return Ok(owned(name_and_value(&text(element)?)));
            }
            let (name, value): (Bound<'_, PyAny>, Option<Bound<'_, PyAny>>) =
                element.extract().map_err(|_| wrong(element))?;
            Ok((text(&name)?, value.map(|value| text(&value)).transpose()?))
        })
        .collect()
}

/// The code is a privilege's, the name is the argument's.
fn foreign_privilege(field: &str, what: Foreign) -> Error {
    match Error::foreign("privileges", what) {
        Error::InvalidPrivilege { reason, .. } => {
            Error::InvalidPrivilege { name: field.into(), reason }
        }
        error => error,
    }
}
