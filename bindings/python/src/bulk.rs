//! Calls over many KSs, in chunks: a chunk is converted with the GIL, processed
//! without it, and its results are appended with it.

use std::borrow::Cow;

use ks_core::{Error, Nonce};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyIterator, PyList, PyMapping, PyString};

use crate::arguments::{Ks, KsText, LossyText};
use crate::errors::{is_about_input, to_exception};
use crate::options::{self, Row, SessionArguments};

/// Large enough that releasing the GIL costs nothing per item, and small enough
/// that a chunk fits the processor's cache.
const CHUNK: usize = 512;

/// Generates a KS for each row, with the common arguments as defaults.
pub(crate) fn generate_many<'py>(
    signer: &ks_core::Signer,
    rows: &Bound<'py, PyAny>,
    common: SessionArguments<'_, '_>,
    return_exceptions: bool,
) -> PyResult<Bound<'py, PyList>> {
    let py = rows.py();
    let mut objects = Objects::new(rows, "sessions", "user ids or mappings")?;
    let results = Results::new(py, "sessions", return_exceptions);
    let (now, common) = (common.now, common.options.into_owned());
    let template = options::template(py, common.clone())?;
    let mut kss = Vec::new();
    while let Some(objects) = objects.next_chunk()? {
        let rows = inputs(py, &objects, |row| Row::new(row, &common))?;
        kss.clear();
        let ends: Vec<_> = py.detach(|| {
            let mut session = template.clone();
            let mut write = |row| -> Result<usize, Error> {
                let nonce = Nonce::random()?;
                match row {
                    Row::User(user) => {
                        session.user_id = Some(Cow::Borrowed(user));
                        signer.write(&session, now, &nonce, &mut kss)?;
                    }
                    Row::Session(session) => signer.write(&session, now, &nonce, &mut kss)?,
                }
                Ok(kss.len())
            };
            rows.into_iter().map(|row| row.map(&mut write)).collect()
        });
        let mut start = 0;
        for end in ends {
            let ks = end.and_then(|end| {
                let end = end.map_err(|error| to_exception(py, &error))?;
                let ks = PyString::from_bytes(py, &kss[start..end])?;
                start = end;
                Ok(ks.into_any())
            });
            results.push(ks)?;
        }
    }
    Ok(results.list)
}

/// Reads each KS with `read`, which runs without the GIL, and converts what it
/// returns with `finish`.
pub(crate) fn read_many<'py, T: Send>(
    kss: &Bound<'py, PyAny>,
    return_exceptions: bool,
    convert: for<'a> fn(&'a Bound<'py, PyAny>) -> PyResult<Cow<'a, str>>,
    read: impl Fn(&str) -> T + Sync,
    finish: impl Fn(T) -> PyResult<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyList>> {
    let py = kss.py();
    let mut objects = Objects::new(kss, "kss", "KSs")?;
    let results = Results::new(py, "kss", return_exceptions);
    while let Some(objects) = objects.next_chunk()? {
        let kss = inputs(py, &objects, convert)?;
        let read: Vec<_> = py.detach(|| kss.into_iter().map(|ks| ks.map(|ks| read(&ks))).collect());
        for result in read {
            results.push(result.and_then(&finish))?;
        }
    }
    Ok(results.list)
}

/// Converts an element of `kss`.
pub(crate) fn ks<'a>(object: &'a Bound<'_, PyAny>) -> PyResult<Cow<'a, str>> {
    object.extract::<KsText<'a>>()?.named(object.py(), "a KS").map(|Ks(ks)| ks)
}

/// Converts an element of `kss`, replacing anything in it that is not Unicode.
pub(crate) fn lossy<'a>(object: &'a Bound<'_, PyAny>) -> PyResult<Cow<'a, str>> {
    object.extract::<LossyText<'a>>()?.named(object.py(), "a KS")
}

/// The objects of an iterable argument, in chunks.
struct Objects<'py>(Bound<'py, PyIterator>);

impl<'py> Objects<'py> {
    fn new(iterable: &Bound<'py, PyAny>, field: &str, elements: &str) -> PyResult<Self> {
        let wrong_type = || {
            PyTypeError::new_err(format!(
                "{field} must be an iterable of {elements}; pass a single one in a list"
            ))
        };
        // Text and mappings are iterable too, but not as their caller means it.
        let is_list = iterable.is_instance_of::<PyList>();
        if !is_list
            && (iterable.is_instance_of::<PyString>() || iterable.cast::<PyMapping>().is_ok())
        {
            return Err(wrong_type());
        }
        let py = iterable.py();
        iterable.try_iter().map(Self).map_err(|error| {
            if error.is_instance_of::<PyTypeError>(py) { wrong_type() } else { error }
        })
    }

    fn next_chunk(&mut self) -> PyResult<Option<Vec<Bound<'py, PyAny>>>> {
        let chunk = self.0.by_ref().take(CHUNK).collect::<PyResult<Vec<_>>>()?;
        Ok(Some(chunk).filter(|chunk| !chunk.is_empty()))
    }
}

/// Converts the objects of a chunk. An exception that is about the input belongs
/// to its object; any other ends the call.
fn inputs<'a, 'py, T>(
    py: Python<'py>,
    objects: &'a [Bound<'py, PyAny>],
    convert: impl Fn(&'a Bound<'py, PyAny>) -> PyResult<T>,
) -> PyResult<Vec<PyResult<T>>> {
    let convert = |object| match convert(object) {
        Err(error) if !is_about_input(py, &error) => Err(error),
        input => Ok(input),
    };
    objects.iter().map(convert).collect()
}

/// The list of results.
struct Results<'py> {
    list: Bound<'py, PyList>,
    field: &'static str,
    return_exceptions: bool,
}

impl<'py> Results<'py> {
    fn new(py: Python<'py>, field: &'static str, return_exceptions: bool) -> Self {
        Self { list: PyList::empty(py), field, return_exceptions }
    }

    fn push(&self, result: PyResult<Bound<'py, PyAny>>) -> PyResult<()> {
        let py = self.list.py();
        match result {
            Ok(object) => self.list.append(object),
            Err(error) if !is_about_input(py, &error) => Err(error),
            Err(error) if self.return_exceptions => self.list.append(error),
            Err(error) => {
                let value = error.value(py);
                let message = format!("{}[{}]: {value}", self.field, self.list.len());
                value.setattr("args", (message,))?;
                Err(error)
            }
        }
    }
}
