//! The rules for names, repeats and lists of values (docs/ks-format.md 11, rules 3 to 8).

use alloc::collections::BTreeMap;
use alloc::collections::btree_map::Entry;
use alloc::format;
use alloc::string::{String, ToString};

use super::element::{Element, elements, is_blank, v2_spelling};
use super::info::ValueKind;
use super::notation::name_problem;
use super::restriction::validate_value;
use super::table::privilege_info;
use crate::encoding::php::query_bytes::is_name_byte;
use crate::error::{Error, Result, quote};

/// The highest number of privileges. With more, a server with a low limit on fields drops
/// the expiry and the user, which follow them (docs/ks-format.md 3.5).
pub(crate) const MAX_PRIVILEGES: usize = 200;

/// Splits `name` or `name:value` at the first colon. The rest is one value, whatever it
/// contains.
#[must_use]
pub fn split_privilege(text: &str) -> (&str, Option<&str>) {
    match text.split_once(':') {
        Some((name, value)) => (name, Some(value)),
        None => (text, None),
    }
}

/// Splits a text at commas and each part with [`split_privilege`], without blanks around the
/// parts. An empty text contains no privilege.
pub fn split_privileges(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let elements = text.split(',').filter(move |_| !text.is_empty());
    elements.map(|element| split_privilege(element.trim_matches([' ', '\t', '\n', '\r'])))
}

/// Returns the kind of value that a name takes. The values of unknown names are split at
/// `/`, like on the server.
pub(crate) fn value_kind(name: &str) -> ValueKind {
    privilege_info(name).map_or(ValueKind::List, |info| info.kind)
}

/// Splits the value text of a privilege into its values; none for a flag.
pub fn split_values<'v>(name: &str, value: &'v str) -> impl Iterator<Item = &'v str> {
    let separator = value_kind(name).separator();
    let values = value.split(move |character| Some(character) == separator);
    values.filter(move |_| !value.is_empty())
}

/// Appends a privilege to a text. Each value must remain one value when it is read.
pub(crate) fn append_privilege<V: AsRef<str>>(
    text: &mut String,
    name: &str,
    values: impl IntoIterator<Item = V>,
) -> Result<()> {
    let kind = value_kind(name);
    let separator = kind.separator();
    let reject = |reason: String| Err(Error::privilege(name, reason));
    let mut element = name.to_string();
    for (i, value) in values.into_iter().enumerate() {
        let value = value.as_ref();
        if i > 0 && separator.is_none() {
            return reject("takes one value; give one".into());
        }
        if value.is_empty() {
            if kind == ValueKind::Flag && name != "*" {
                continue;
            }
            return reject(
                "has an empty value; to write the name alone, leave out the value".into(),
            );
        }
        check_nul(name, value)?;
        if value.trim_matches(is_blank).len() != value.len() {
            return reject(format!("the value {} has blanks around it; remove them", quote(value)));
        }
        if value.contains(',') {
            return reject(format!(
                "the value {} contains ',', which separates privileges and cannot be escaped",
                quote(value)
            ));
        }
        if let Some(separator) = separator.filter(|&separator| value.contains(separator)) {
            return reject(format!(
                "the value {} contains '{separator}', which separates values and cannot be escaped; pass several values as a list",
                quote(value)
            ));
        }
        element.push(if i == 0 { ':' } else { separator.unwrap_or('/') });
        element.push_str(value);
    }
    check_name_of(&element, name)?;
    if !text.is_empty() {
        text.push(',');
    }
    text.push_str(&element);
    Ok(())
}

/// Checks that the server's parser keeps the name of an element as it is
/// (docs/ks-format.md 3.5).
pub(super) fn check_name_of(element: &str, name: &str) -> Result<()> {
    if is_valid_name(element.as_bytes(), name.as_bytes()) {
        return Ok(());
    }
    Err(Error::privilege(element, name_problem(element, name)))
}

/// `element` is the name itself if it has no value.
fn is_valid_name(element: &[u8], name: &[u8]) -> bool {
    name.iter().all(|&b| is_name_byte(b))
        && name.first().is_some_and(u8::is_ascii_alphanumeric)
        && !matches!(element, b"0" | b"0:")
        || element == b"*"
}

pub(super) fn check_nul(name: &str, value: &str) -> Result<()> {
    if value.contains('\0') {
        return Err(Error::privilege(name, "the value contains a NUL character; remove it"));
    }
    Ok(())
}

/// Checks the elements whose names repeat and returns the number of different names. It is
/// an error if one of two values would be lost.
pub(super) fn check_repeats(text: &str) -> Result<usize> {
    let mut names: BTreeMap<&str, Element<'_>> = BTreeMap::new();
    let mut count = 0;
    for element in elements(text) {
        match names.entry(v2_spelling(element.name, "").0) {
            Entry::Vacant(place) => {
                count += 1;
                place.insert(element);
            }
            Entry::Occupied(first) => check_repeat(first.get(), &element)?,
        }
    }
    Ok(count)
}

fn check_repeat(first: &Element<'_>, element: &Element<'_>) -> Result<()> {
    let Element { name, value, .. } = *element;
    let takes_list = privilege_info(name).is_some_and(|info| info.kind.separator().is_some());
    if takes_list || v2_spelling(first.name, first.value) == v2_spelling(name, value) {
        Ok(())
    } else {
        Err(Error::RepeatedPrivilege(quote(name)))
    }
}

/// What [`check_server_privileges`] finds.
pub(crate) struct Checked {
    pub(super) count: usize,
    /// The addresses of `iprestrict` must be normalized.
    pub(super) normalize: bool,
}

/// Checks that privileges which the server parsed, each name once, are in canonical form.
pub(crate) fn check_server_privileges<'p>(
    pairs: impl Iterator<Item = (&'p [u8], &'p [u8])>,
) -> Result<Checked> {
    let mut checked = Checked { count: 0, normalize: false };
    for (name, value) in pairs {
        let reject =
            |reason: &'static str| Err(Error::privilege(&String::from_utf8_lossy(name), reason));
        if value.iter().any(|b| matches!(b, b',' | 0)) {
            return reject("the value has a comma or a NUL, which a privilege text cannot contain");
        }
        if value.last().is_some_and(|&b| is_blank(char::from(b))) {
            return reject("the value has a trailing blank, which the server keeps");
        }
        if name == b"*" {
            return reject(
                "a generator writes a star as all:* in a v2 KS; under the name `*`, the server lets the KS edit every entry",
            );
        }
        let element = if value.is_empty() { name } else { b"name:value" };
        if !is_valid_name(element, name) {
            let name = String::from_utf8_lossy(name);
            return Err(Error::privilege(&name, name_problem(&name, &name)));
        }
        let Ok(value) = core::str::from_utf8(value) else {
            return reject("the value is not valid UTF-8");
        };
        match name {
            b"iprestrict" => checked.normalize |= validate_value("iprestrict", value)?,
            b"urirestrict" => checked.normalize |= validate_value("urirestrict", value)?,
            // It may be a list of empty values.
            _ if value.starts_with('/') => {
                checked.normalize |= validate_value(&String::from_utf8_lossy(name), value)?;
            }
            _ => {}
        }
        checked.count += 1;
    }
    if checked.count > MAX_PRIVILEGES {
        return Err(Error::TooManyPrivileges(checked.count));
    }
    Ok(checked)
}

/// Returns `true` if [`check_server_privileges`] has nothing to check in a privilege whose name
/// consists of letters, digits, `-` and `_`, and whose value is simple.
#[inline]
pub(crate) fn has_no_rule(name: &[u8], value: &[u8]) -> bool {
    // `0` may be dropped, and the values of `iprestrict` and `urirestrict`, and lists of empty
    // values, have rules.
    let [first, _, ..] = name else { return false };
    first.is_ascii_alphanumeric() && !matches!(first, b'i' | b'u') && value.first() != Some(&b'/')
}
