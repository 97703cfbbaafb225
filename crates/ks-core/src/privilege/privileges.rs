//! The checked list of a session's privileges.

use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use super::element::{Element, elements, name_hash, same_name, v2_spelling};
use super::merge::merge;
use super::restriction::{normalize_addresses, validate_value};
use super::rules::{
    Checked, MAX_PRIVILEGES, append_privilege, check_name_of, check_nul, check_repeats,
    check_server_privileges, split_values,
};
use super::v2_fields::{V2Fields, encode_simple, write_field};
use super::{Privilege, ValueKind, privilege_info};
use crate::encoding::buffer::Output;
use crate::encoding::field_text::{CONTROL_CHARACTER_IN_V1, SEMICOLON_IN_V1};
use crate::error::{Error, Result};

/// The privileges of a session, in order, each name once.
///
/// Create them from Kaltura's text ([`parse`](Self::parse)), from a list
/// ([`from_list`](Self::from_list)) or from names and values
/// ([`from_pairs`](Self::from_pairs)). Input that the server would rename, drop, cut or
/// ignore is rejected with an error that says what to write instead:
///
/// * A name consists of letters, digits, `-` and `_`, and begins with a letter or digit.
///   A lone `*` means all privileges.
/// * A value contains no comma and no NUL. A value that is passed by itself, not within a
///   text, does not contain the separator of its list (`/`, or `|` for `urirestrict`).
/// * A repeated name is merged into one list if it takes a list; otherwise it is an error.
/// * `iprestrict` takes addresses, no ranges, and normalizes their spelling;
///   `urirestrict` takes `*` only at the end of a URI.
#[derive(Clone, Default)]
pub struct Privileges<'a> {
    /// The checked text. Elements may have blanks around them, and list names may repeat:
    /// v1 keeps the text, v2 merges it.
    text: Cow<'a, str>,
    /// The number of elements.
    count: u32,
    /// The number of different names.
    names: u32,
    /// The server's v2 generator would trim or skip something.
    has_blanks_or_empty: bool,
    /// The encoded fields of v2, if they are simple and short enough to be kept.
    fields: V2Fields,
}

/// Up to this number, names are compared one by one.
const FEW_NAMES: usize = 32;

impl<'a> Privileges<'a> {
    /// Creates an empty set of privileges.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            text: Cow::Borrowed(""),
            count: 0,
            names: 0,
            has_blanks_or_empty: false,
            fields: V2Fields::new(),
        }
    }

    /// Parses Kaltura's text: `name` or `name:value`, joined with commas; the values of a
    /// list are joined with `/`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidPrivilege`], [`Error::RepeatedPrivilege`].
    pub fn parse(text: impl Into<Cow<'a, str>>) -> Result<Self> {
        // Read in the place of the result, because a move takes a fifth of the time of parsing.
        let mut parsed = Ok(Self { text: text.into(), ..Self::new() });
        if let Ok(privileges) = &mut parsed {
            match encode_simple(privileges.text.as_bytes(), &mut privileges.fields) {
                Some(count) => privileges.set_counts(count, count),
                None => parsed = parsed.and_then(Self::validated),
            }
        }
        parsed
    }

    #[cold]
    fn validated(mut self) -> Result<Self> {
        if self.validate_elements()? {
            self.text = Cow::Owned(normalize_addresses(&self.text));
            self.has_blanks_or_empty = false;
        }
        Ok(self)
    }

    /// Combines a list of [`Privilege`]s.
    ///
    /// # Errors
    ///
    /// Those of [`parse`](Self::parse).
    pub fn from_list(list: impl IntoIterator<Item = Privilege>) -> Result<Privileges<'static>> {
        Privileges::from_pairs(list.into_iter().map(|p| (p.name, p.values)))
    }

    /// Combines names with their values: `[("sview", vec!["0_abc"]), ("list", vec!["*"])]`.
    ///
    /// # Errors
    ///
    /// Those of [`parse`](Self::parse).
    pub fn from_pairs<N, V, I>(
        pairs: impl IntoIterator<Item = (N, I)>,
    ) -> Result<Privileges<'static>>
    where
        N: AsRef<str>,
        V: AsRef<str>,
        I: IntoIterator<Item = V>,
    {
        let mut text = String::new();
        for (name, values) in pairs {
            append_privilege(&mut text, name.as_ref(), values)?;
        }
        Privileges::parse(text)
    }

    /// Reads the privileges of a v1 KS. The server does not trim their text, and merges it
    /// by the rules of docs/ks-format.md 2.5.
    pub(crate) fn from_v1(text: &str) -> Result<Privileges<'static>> {
        let mut privileges = Privileges { text: text.into(), ..Self::new() };
        let normalize = privileges.validate_elements()?;
        if privileges.has_blanks_or_empty {
            return Err(Error::privilege(
                text,
                "has blanks or empty elements, which the server reads as part of the names and values",
            ));
        }
        let stars = || privileges.elements().filter(|(name, _)| same_name(name, "*"));
        if privileges.repeats() && stars().any(|(name, _)| name == "*") && stars().count() > 1 {
            let reason = "is combined with another * or all:*, so it is no longer a wildcard";
            return Err(Error::privilege("*", reason));
        }
        let text = if normalize { normalize_addresses(text) } else { text.to_string() };
        Ok(Privileges { text: text.into(), ..privileges.into_owned() })
    }

    /// Reads what the server parsed, each name once. Returns an error for everything that
    /// is not in canonical form. `capacity` is the expected length of the text.
    pub(crate) fn from_server<'p>(
        pairs: impl Iterator<Item = (&'p [u8], &'p [u8])> + Clone,
        capacity: usize,
    ) -> Result<Privileges<'static>> {
        let Checked { count, normalize } = check_server_privileges(pairs.clone())?;
        let mut text = Vec::with_capacity(capacity);
        for (name, value) in pairs {
            if !text.is_empty() {
                text.push(b',');
            }
            text.extend_from_slice(name);
            if !value.is_empty() {
                text.push(b':');
                text.extend_from_slice(value);
            }
        }
        let mut text = String::from_utf8(text).unwrap_or_default(); // The check found UTF-8.
        if normalize {
            text = normalize_addresses(&text);
        }
        let mut privileges = Privileges { text: Cow::Owned(text), ..Privileges::new() };
        privileges.set_counts(count, count);
        Ok(privileges)
    }

    /// Sets the number of elements and the number of different names. Both are 32 bits, because
    /// a session is copied often.
    fn set_counts(&mut self, count: usize, names: usize) {
        let short = |number| u32::try_from(number).unwrap_or(u32::MAX);
        (self.count, self.names) = (short(count), short(names));
    }

    /// Returns the number of elements as given, before repeated names are merged.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Returns `true` if there are no privileges.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns each name once, with its value text: `""` for a flag, `0_a/0_b` for a list.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let merged = if self.repeats() { merge(self.elements()) } else { Vec::new() };
        let unmerged = self.elements().filter(|_| !self.repeats());
        merged.into_iter().chain(unmerged.map(|(name, value)| (name, Cow::Borrowed(value))))
    }

    fn repeats(&self) -> bool {
        self.names < self.count
    }

    /// Checks that a server with a low limit on fields reads the fields behind the privileges
    /// of a v2 KS too (docs/ks-format.md 3.5).
    pub(crate) fn check_v2_count(&self) -> Result<()> {
        let names = self.names as usize;
        if names > MAX_PRIVILEGES { Err(Error::TooManyPrivileges(names)) } else { Ok(()) }
    }

    /// Checks every element and sets the flags of `self`. Returns `true` if the addresses
    /// must be normalized.
    fn validate_elements(&mut self) -> Result<bool> {
        let text = &*self.text;
        let mut normalize = false;
        let mut count = 0;
        let mut may_repeat = false;
        // A comma at the very end is followed by an empty element.
        let mut blanks_or_empty = text.ends_with(',');
        // One bit per hash of a name, so that repeats are rarely searched for.
        let mut seen = 0_u64;
        let mut rest = text;
        while !rest.is_empty() {
            let element = Element::take_first(&mut rest);
            blanks_or_empty |= element.trimmed || element.text.is_empty();
            if element.text.is_empty() {
                continue;
            }
            count += 1;
            if !element.checked {
                check_name_of(element.text, element.name)?;
                check_nul(element.name, element.value)?;
            }
            normalize |= validate_value(element.name, element.value)?;
            let bit = 1 << (name_hash(element.name.as_bytes()) & 63);
            if seen & bit != 0 && !may_repeat {
                may_repeat = count > FEW_NAMES
                    || elements(text).take(count - 1).any(|e| same_name(e.name, element.name));
            }
            seen |= bit;
        }
        let names = if may_repeat { check_repeats(text)? } else { count };
        self.has_blanks_or_empty = blanks_or_empty;
        self.set_counts(count, names);
        Ok(normalize)
    }

    /// Appends the fields of v2.
    #[inline]
    pub(crate) fn write_fields(&self, out: &mut impl Output) {
        if self.fields.as_slice().is_empty() {
            self.iter().for_each(|(name, value)| write_field(name, &value, out));
        } else {
            out.append(&self.fields);
        }
    }

    /// Returns the values of a name: an empty list for a flag, `None` if it is absent.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Vec<String>> {
        self.iter().find(|(n, _)| *n == name).map(|(_, value)| owned_values(name, &value))
    }

    /// Converts to a list of [`Privilege`]s, each name once.
    #[must_use]
    pub fn to_list(&self) -> Vec<Privilege> {
        self.iter()
            .map(|(name, value)| Privilege {
                name: name.to_string(),
                values: owned_values(name, &value),
            })
            .collect()
    }

    /// Converts borrowed text into owned text.
    #[must_use]
    pub fn into_owned(self) -> Privileges<'static> {
        Privileges {
            text: Cow::Owned(self.text.into_owned()),
            count: self.count,
            names: self.names,
            has_blanks_or_empty: self.has_blanks_or_empty,
            fields: self.fields,
        }
    }

    /// Returns the text for a v1 KS, which contains it untrimmed. The server merges repeated
    /// `/` lists itself; other repeats are merged here.
    pub(crate) fn v1_text(&self) -> Result<Cow<'_, str>> {
        if self.has_blanks_or_empty {
            return Err(Error::privilege(
                &self.text,
                "has blanks or empty elements, which the server reads as part of the name in a v1 KS; remove them",
            ));
        }
        if self.text.contains(';') {
            return Err(Error::privilege(&self.text, SEMICOLON_IN_V1));
        }
        if self.text.chars().any(char::is_control) {
            return Err(Error::privilege(&self.text, CONTROL_CHARACTER_IN_V1));
        }
        let is_list = |name| privilege_info(name).is_some_and(|info| info.kind == ValueKind::List);
        let mut seen = BTreeSet::new();
        let merged_by_server = !self.repeats()
            || self
                .elements()
                .all(|(name, _)| is_list(name) || seen.insert(v2_spelling(name, "").0));
        Ok(if merged_by_server { Cow::Borrowed(&*self.text) } else { Cow::Owned(self.to_string()) })
    }

    /// Returns the length of the text, which bounds the length of the encoded fields.
    pub(crate) fn text_len(&self) -> usize {
        self.text.len()
    }

    fn elements(&self) -> impl Iterator<Item = (&str, &str)> {
        elements(&self.text).map(|element| (element.name, element.value))
    }
}

/// Writes Kaltura's text, without blanks and with each name once.
impl fmt::Display for Privileges<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (name, value)) in self.iter().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            f.write_str(name)?;
            if !value.is_empty() {
                write!(f, ":{value}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Privileges<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Privileges({:?})", self.to_string())
    }
}

impl PartialEq for Privileges<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Privileges<'_> {}

impl core::hash::Hash for Privileges<'_> {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.iter().for_each(|element| element.hash(state));
    }
}

impl FromStr for Privileges<'static> {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text.to_string())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Privileges<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn owned_values(name: &str, value: &str) -> Vec<String> {
    split_values(name, value).map(String::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        /// `encode_simple` either agrees with `validate_elements`, or leaves the text to it.
        #[test]
        fn simple_encoding_agrees_with_validation(
            text in "([a-c]{1,2}|sview|iprestrict|\\*|0|_e|é)?(:[a-c0*/ é\\x00]{0,3})?(,(ab|list|edit| x|)?(:[%+& ]{0,2}|:203.0.113.7)?){0,4}"
        ) {
            let mut fields = V2Fields::new();
            let Some(count) = encode_simple(text.as_bytes(), &mut fields) else { return Ok(()) };
            let mut full = Privileges { text: text.as_str().into(), ..Privileges::new() };
            proptest::prop_assert_eq!(full.validate_elements(), Ok(false), "{}", text);
            proptest::prop_assert_eq!((full.len(), full.repeats(), full.has_blanks_or_empty), (count, false, false));
            let mut written = Vec::new();
            full.write_fields(&mut written);
            proptest::prop_assert_eq!(fields.as_slice(), written);
        }
    }
}
