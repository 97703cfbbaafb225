//! The result of `decode`.

use ks_core::RawValue;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use super::{Repr, SessionType, datetime, privilege_list, to_python};
use crate::advice::Advice;
use crate::arguments::{Text, Time, clock, named};

/// A KS whose signature is valid, with every field as Kaltura's server reads it.
/// Returned by decode.
///
/// Use it for inspection and debugging: the KS may be expired or not canonical,
/// and warnings describes each deviation. To accept a KS in a service, use
/// verify. Immutable, hashable and comparable; it contains no secret. To pickle
/// it, pickle its as_dict().
#[pyclass(frozen, eq, hash, module = "kaltura_ks")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Decoded(pub(crate) ks_core::Decoded);

fn lossy(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

#[pymethods]
impl Decoded {
    /// The partner (account) as an int, or None if it is not a number.
    #[getter]
    fn partner_id(&self) -> Option<i32> {
        self.0.partner_id()
    }

    /// The user, or None. Bytes that are not UTF-8 are replaced.
    #[getter]
    fn user_id(&self) -> Option<String> {
        self.0.user_id().map(Into::into)
    }

    /// SessionType.USER or SessionType.ADMIN, or None if the field is neither 0
    /// nor 2.
    #[getter]
    fn r#type(&self) -> Option<SessionType> {
        self.0.session_type().map(|session_type| SessionType(session_type.number()))
    }

    /// The end in Unix seconds, or None if it is not a number.
    #[getter]
    fn expires_at(&self) -> Option<i64> {
        self.0.expires_at()
    }

    /// The end as a datetime in UTC, or None if it is not a number. Raises
    /// OverflowError after the year 9999; expires_at has no such limit.
    #[getter]
    fn expires<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.expires_at().map(|unix| datetime(py, unix)).transpose()
    }

    /// The privileges with their values split: a list of
    /// {"name": ..., "values": [...]}. A flag has no values.
    #[getter]
    fn privileges<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let values = |values: Vec<&[u8]>| values.into_iter().map(lossy).collect();
        let privileges = self.0.privilege_values();
        privilege_list(py, privileges.map(|(name, list)| (lossy(name), values(list))))
    }

    /// The privileges as one text, which is what the server searches.
    #[getter]
    fn privileges_text(&self) -> String {
        lossy(&self.0.privileges_text())
    }

    /// The partner that acts for this one, or None.
    #[getter]
    fn master_partner_id(&self) -> Option<i32> {
        self.0.master_partner_id()
    }

    /// Free text that the server stores without reading it, or None.
    #[getter]
    fn additional_data(&self) -> Option<String> {
        self.0.additional_data().map(Into::into)
    }

    /// 40 hex digits that identify the session, however its KS is written.
    #[getter]
    fn session_hash(&self) -> String {
        self.0.session_hash()
    }

    /// 40 hex digits that identify the group of sessions with the same sessionid
    /// privilege, which can be ended together, or None.
    #[getter]
    fn group_hash(&self) -> Option<String> {
        self.0.group_hash()
    }

    /// The position of the secret that signed the KS, starting at 0.
    #[getter]
    fn secret_index(&self) -> usize {
        self.0.secret_index()
    }

    /// The format of the KS: 2 or 1.
    #[getter]
    fn version(&self) -> u8 {
        self.0.version().number()
    }

    /// True for an ADMIN session, as the server decides it.
    #[getter]
    fn is_admin(&self) -> bool {
        self.0.is_admin()
    }

    /// True for a widget session, as the server decides it.
    #[getter]
    fn is_widget(&self) -> bool {
        self.0.is_widget()
    }

    /// True if the session has no user, or the user "0" that widget sessions
    /// have.
    #[getter]
    fn is_anonymous(&self) -> bool {
        self.0.is_anonymous()
    }

    /// True if the KS is in canonical form, which verify requires: there are no
    /// warnings.
    #[getter]
    fn is_canonical(&self) -> bool {
        self.0.is_canonical()
    }

    /// Each deviation from the canonical form, and its effect on the server: a
    /// list of Advice.
    #[getter]
    fn warnings(&self) -> Vec<Advice> {
        self.0.warnings().into_iter().map(Into::into).collect()
    }

    /// The fields of the server's own ks object, by the server's names and as it
    /// holds them: a dict. Text that is not UTF-8 is {"$hex": "..."}.
    #[getter]
    fn raw_fields<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let raw = self.0.raw_fields();
        let fields = PyDict::new(py);
        for (name, value) in [
            ("partner_id", &raw.partner_id),
            ("partner_pattern", &raw.partner_pattern),
            ("valid_until", &raw.valid_until),
            ("type", &raw.session_type),
            ("rand", &raw.rand),
            ("user", &raw.user),
            ("privileges", &raw.privileges),
            ("master_partner_id", &raw.master_partner_id),
            ("additional_data", &raw.additional_data),
        ] {
            fields.set_item(name, raw_value(py, value)?)?;
        }
        fields.set_item("parsed_privileges", parsed_privileges(py, &raw.parsed_privileges)?)?;
        fields.set_item("hash", raw.hash)?;
        Ok(fields)
    }

    /// The text that is signed, decrypted: bytes.
    #[getter]
    fn signed_text(&self) -> &[u8] {
        self.0.signed_text()
    }

    /// Returns the result of the server's function verifyPrivileges. For most
    /// privileges, the server applies other rules as well; explain applies those too.
    #[pyo3(signature = (name, value=None))]
    fn verify_privileges(
        &self,
        py: Python<'_>,
        name: Text<'_>,
        value: Option<Text<'_>>,
    ) -> PyResult<bool> {
        let (name, value) = (name.named(py, "name")?, named(py, value, "value")?);
        Ok(self.0.verify_privileges(name, value))
    }

    /// Returns every field as plain data, with the same names in every language.
    fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0)
    }

    /// Returns advice on this KS: anything that the server ignores, misreads or
    /// grants too widely. The time now (Unix seconds or an aware datetime)
    /// defaults to the system clock.
    #[pyo3(signature = (*, now=None))]
    fn lint(&self, py: Python<'_>, now: Option<Time>) -> PyResult<Vec<Advice>> {
        Ok(self.0.lint(clock(py, now)?).into_iter().map(Into::into).collect())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let partner_text = lossy(self.0.partner_text());
        let partner_id = self.0.partner_id();
        Repr {
            class: "Decoded",
            partner_id: match &partner_id {
                Some(number) => number,
                None => &partner_text,
            },
            user_id: self.0.user_id().as_deref(),
            session_type: self.0.session_type(),
            expires_at: self.0.expires_at(),
            privileges: &self.privileges_text(),
            version: self.version(),
        }
        .finish(py)
    }
}

/// Converts a field: text to `str` or `{"$hex": …}`, null to `None`, and an array
/// of PHP to an empty dict.
fn raw_value<'py>(py: Python<'py>, value: &RawValue<'_>) -> PyResult<Bound<'py, PyAny>> {
    let Some(text) = value.as_bytes() else {
        return Ok(match value {
            RawValue::Array => PyDict::new(py).into_any(),
            _ => py.None().into_bound(py),
        });
    };
    match std::str::from_utf8(text) {
        Ok(text) => Ok(PyString::new(py, text).into_any()),
        Err(_) => {
            let hex: String = text.iter().map(|byte| format!("{byte:02x}")).collect();
            let bytes = PyDict::new(py);
            bytes.set_item("$hex", hex)?;
            Ok(bytes.into_any())
        }
    }
}

/// Converts the privileges to pairs of a name and its values, as the server
/// splits them.
fn parsed_privileges<'py>(
    py: Python<'py>,
    privileges: &[(RawValue<'_>, Vec<RawValue<'_>>)],
) -> PyResult<Bound<'py, PyList>> {
    let list = PyList::empty(py);
    for (name, values) in privileges {
        let values: Vec<_> =
            values.iter().map(|value| raw_value(py, value)).collect::<PyResult<_>>()?;
        list.append(vec![raw_value(py, name)?, values.into_pyobject(py)?])?;
    }
    Ok(list)
}
