//! Privileges: what a session may do beyond its type, and what it may not.
//!
//! A [`Privileges`] is Kaltura's text (`sview:0_abc,disableentitlement`),
//! checked so that the server reads back what was meant.

mod named;
mod table;

use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::net::IpAddr;
use core::str::FromStr;

pub use named::Values;
pub use table::{PrivilegeInfo, TABLE, ValueKind, nearest_name, privilege_info};

use crate::error::{Error, Result, quote};
use crate::session::NO_CONTROL_IN_V1;
use crate::token::query::ESCAPED;
use crate::token::{Room, Sink};

/// More than these, and a server with a low limit on fields drops the expiry
/// and the user, which stand behind the privileges (docs/ks-format.md 3.5).
const MAX_PRIVILEGES: usize = 200;

/// A privilege that is asked for, `name` or `name:value`, in its parts. What
/// stands behind the first colon is one value, whatever is in it.
#[must_use]
pub fn name_and_value(text: &str) -> (&str, Option<&str>) {
    match text.split_once(':') {
        Some((name, value)) => (name, Some(value)),
        None => (text, None),
    }
}

/// Privileges that are asked for in one text, joined with commas: each by
/// [`name_and_value`], without the blanks around it. An empty text asks for none.
pub fn names_and_values(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let elements = text.split(',').filter(move |_| !text.is_empty());
    elements.map(|element| name_and_value(element.trim_matches([' ', '\t', '\n', '\r'])))
}

/// One privilege: a name with no, one or several values.
///
/// The documented ones have constructors of their own:
///
/// ```
/// use ks_core::{Privilege, Privileges};
///
/// let privileges = Privileges::from_list([
///     Privilege::sview(["0_abc", "0_def"]),
///     Privilege::privacy_context("portal"),
///     Privilege::enable_entitlement(),
/// ])?;
/// assert_eq!(privileges.to_string(), "sview:0_abc/0_def,privacycontext:portal,enableentitlement");
/// # Ok::<(), ks_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Privilege {
    /// The name; upper and lower case differ.
    pub name: String,
    /// The values. None for a flag.
    pub values: Vec<String>,
}

impl Privilege {
    /// Any privilege. It is checked when it becomes one of [`Privileges`].
    #[must_use]
    pub fn new(name: impl Into<String>, values: impl Values) -> Self {
        Self { name: name.into(), values: values.into_values() }
    }

    /// Any privilege without a value.
    #[must_use]
    pub fn flag(name: impl Into<String>) -> Self {
        Self { name: name.into(), values: Vec::new() }
    }
}

/// The privileges of a session, in order, each name once.
///
/// Made of Kaltura's text ([`parse`](Self::parse)), of a list
/// ([`from_list`](Self::from_list)) or of names and values
/// ([`from_pairs`](Self::from_pairs)). Whatever the server would rename, drop,
/// cut or forget is refused, with an error that says what to write instead:
///
/// * names have letters, digits, `-` and `_`, and begin with a letter or digit;
///   a lone `*` means all;
/// * values have no comma and no NUL; a value that is given by itself, and not
///   in a text, does not hold what joins several (`/`, or `|` for `urirestrict`);
/// * a name that is given again is merged into one list where it takes a list,
///   else it is an error;
/// * `iprestrict` takes addresses, no ranges, and gets one spelling;
///   `urirestrict` takes `*` only at the end.
#[derive(Clone, Default)]
pub struct Privileges<'a> {
    /// Checked text. Elements may have blanks around them, and list names may
    /// come again: v1 keeps the text, v2 merges.
    text: Cow<'a, str>,
    count: usize,
    /// A name comes more than once.
    repeats: bool,
    /// The server's v2 writer would trim or skip something.
    blanks: bool,
    /// What v2 writes, where that is plain and short enough to be kept.
    fields: Fields,
}

/// Privileges as v2 writes them: `name=value&` for each.
type Fields = Room<FIELDS>;

/// Enough for the recipes of Kaltura's guides; longer ones are written when they
/// are needed.
const FIELDS: usize = 96;

impl<'a> Privileges<'a> {
    /// No privileges.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            text: Cow::Borrowed(""),
            count: 0,
            repeats: false,
            blanks: false,
            fields: Room::new(),
        }
    }

    /// Kaltura's text: `name` or `name:value`, joined with commas; several
    /// values of a list are joined with `/`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidPrivilege`], [`Error::RepeatedPrivilege`],
    /// [`Error::TooManyPrivileges`].
    pub fn parse(text: impl Into<Cow<'a, str>>) -> Result<Self> {
        let mut privileges = Self { text: text.into(), ..Self::new() };
        if let Some(count) = plain_fields(privileges.text.as_bytes(), &mut privileges.fields) {
            privileges.count = count;
            return Ok(privileges);
        }
        if privileges.check()? {
            privileges.text = Cow::Owned(respelled(&privileges.text));
            privileges.blanks = false;
        }
        Ok(privileges)
    }

    /// A list of [`Privilege`]s.
    ///
    /// # Errors
    ///
    /// Those of [`parse`](Self::parse).
    pub fn from_list(list: impl IntoIterator<Item = Privilege>) -> Result<Privileges<'static>> {
        Privileges::from_pairs(list.into_iter().map(|p| (p.name, p.values)))
    }

    /// Names with their values: `[("sview", vec!["0_abc"]), ("list", vec!["*"])]`.
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
            push_pair(&mut text, name.as_ref(), values)?;
        }
        Privileges::parse(text)
    }

    /// The privileges of a v1 KS, whose text the server neither trims nor merges
    /// but by 2.5 of docs/ks-format.md.
    pub(crate) fn from_v1(text: &str) -> Result<Privileges<'static>> {
        let mut privileges = Privileges { text: text.into(), ..Self::new() };
        let respell = privileges.check()?;
        if privileges.blanks {
            return Err(Error::privilege(
                text,
                "has blanks or empty elements, which are part of the names and values",
            ));
        }
        if privileges.repeats && privileges.elements().any(|(name, _)| name == "*") {
            let reason = "stands beside another star or all:*, so that it is not alone";
            return Err(Error::privilege("*", reason));
        }
        let text = if respell { respelled(text) } else { text.to_string() };
        Ok(Privileges { text: text.into(), ..privileges.into_owned() })
    }

    /// What the server parsed, each name once; an error for what a careful
    /// generator does not write. `room` is about how long the text will be.
    pub(crate) fn from_server<'p>(
        pairs: impl Iterator<Item = (&'p [u8], &'p [u8])>,
        room: usize,
    ) -> Result<Privileges<'static>> {
        let mut text = Vec::with_capacity(room);
        let mut count = 0;
        let (mut star, mut all, mut respell) = (false, false, false);
        for (name, value) in pairs {
            let refuse = |reason: &'static str| {
                Err(Error::privilege(&String::from_utf8_lossy(name), reason))
            };
            if value.iter().any(|b| matches!(b, b',' | 0)) {
                return refuse("the value has a comma or a NUL, which no privilege text can hold");
            }
            let blank = |b: Option<&u8>| b.is_some_and(|&b| is_blank(char::from(b)));
            if blank(value.last()) {
                return refuse("the value has a blank behind it, which is part of it");
            }
            let element = if value.is_empty() { name } else { b"name:value" };
            if !is_good_name(element, name) {
                return refuse(bad_name(name));
            }
            (star, all) = (star || name == b"*", all || name == b"all");
            if !text.is_empty() {
                text.push(b',');
            }
            text.extend_from_slice(name);
            if !value.is_empty() {
                text.push(b':');
                text.extend_from_slice(value);
            }
            if let (b"iprestrict" | b"urirestrict", Ok(value)) = (name, core::str::from_utf8(value))
            {
                respell |= check_value(&String::from_utf8_lossy(name), value)?;
            }
            count += 1;
        }
        if count > MAX_PRIVILEGES {
            return Err(Error::TooManyPrivileges(count));
        }
        if star && all {
            return Err(Error::RepeatedPrivilege(quote("*")));
        }
        let Ok(mut text) = String::from_utf8(text) else {
            return Err(Error::privilege("…", "is not UTF-8 text"));
        };
        if respell {
            text = respelled(&text);
        }
        Ok(Privileges {
            text: Cow::Owned(text),
            count,
            repeats: false,
            blanks: false,
            fields: Room::new(),
        })
    }

    /// How many elements were given.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Each name once, with its value text: `""` for a flag, `0_a/0_b` for a list.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        self.elements().enumerate().filter_map(move |(i, (name, value))| {
            if !self.repeats {
                return Some((name, Cow::Borrowed(value)));
            }
            let first = !self.elements().take(i).any(|(n, _)| same_name(n, name));
            first.then(|| (name, self.merged(name, value, i)))
        })
    }

    /// Looks at every element once: refuses what cannot be written, and finds
    /// out the rest about the text. Gives whether an address is not spelled as
    /// the server would see it.
    fn check(&mut self) -> Result<bool> {
        let text = &*self.text;
        let mut respell = false;
        let mut count = 0;
        let mut repeats = false;
        // A comma at the very end leaves an empty element behind it.
        let mut blanks = text.ends_with(',');
        // A bit for each name seen, so that the search for an equal one is rare.
        let mut seen = 0_u64;
        let mut rest = text;
        while !rest.is_empty() {
            let element = Element::first(&mut rest);
            blanks |= element.blanks || element.text.is_empty();
            if element.text.is_empty() {
                continue;
            }
            count += 1;
            if count > MAX_PRIVILEGES {
                return Err(Error::TooManyPrivileges(elements(text).count()));
            }
            if !element.checked {
                check_name_of(element.text, element.name)?;
                check_nul(element.name, element.value)?;
            }
            respell |= check_value(element.name, element.value)?;
            let bit = 1 << (name_hash(element.name.as_bytes()) & 63);
            if seen & bit != 0 {
                repeats |= check_repeat(text, count - 1, &element)?;
            }
            seen |= bit;
        }
        (self.count, self.repeats, self.blanks) = (count, repeats, blanks);
        Ok(respell)
    }

    /// Writes the fields of v2.
    #[inline]
    pub(crate) fn write_fields(&self, out: &mut impl Sink) {
        if self.fields.as_slice().is_empty() {
            self.iter().for_each(|(name, value)| write_field(name, &value, out));
        } else {
            out.append(&self.fields);
        }
    }

    /// The values of a name; an empty list for a flag, `None` when it is absent.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Vec<String>> {
        self.iter().find(|(n, _)| *n == name).map(|(_, value)| split(name, &value))
    }

    /// As a list of [`Privilege`]s, each name once.
    #[must_use]
    pub fn to_list(&self) -> Vec<Privilege> {
        self.iter()
            .map(|(name, value)| Privilege { name: name.to_string(), values: split(name, &value) })
            .collect()
    }

    /// The same privileges with their text their own.
    #[must_use]
    pub fn into_owned(self) -> Privileges<'static> {
        Privileges {
            text: Cow::Owned(self.text.into_owned()),
            count: self.count,
            repeats: self.repeats,
            blanks: self.blanks,
            fields: self.fields,
        }
    }

    /// The text for a v1 KS, which carries it untrimmed. The server merges the
    /// repeated `/` lists of v1 by itself; all else that comes again is merged here.
    pub(crate) fn v1_text(&self) -> Result<Cow<'_, str>> {
        if self.blanks {
            return Err(Error::privilege(
                &self.text,
                "has blanks or empty elements, which v1 keeps and the server reads as part of the name; leave them out",
            ));
        }
        if self.text.contains(';') {
            return Err(Error::privilege(
                &self.text,
                "contains ';', which separates the parts of a v1 KS and cannot be escaped; use v2",
            ));
        }
        if self.text.chars().any(char::is_control) {
            return Err(Error::privilege(&self.text, NO_CONTROL_IN_V1));
        }
        let is_list = |name| privilege_info(name).is_some_and(|info| info.kind == ValueKind::List);
        let merged_by_server = !self.repeats
            || self.elements().enumerate().all(|(i, (name, _))| {
                is_list(name) || !self.elements().take(i).any(|(n, _)| same_name(n, name))
            });
        Ok(if merged_by_server { Cow::Borrowed(&*self.text) } else { Cow::Owned(self.to_string()) })
    }

    /// How many bytes the text has, as a bound for what it becomes.
    pub(crate) fn text_len(&self) -> usize {
        self.text.len()
    }

    fn elements(&self) -> impl Iterator<Item = (&str, &str)> {
        elements(&self.text).map(|element| (element.name, element.value))
    }

    /// `value` of the element `at`, with the values of all later elements of its name.
    fn merged<'s>(&'s self, name: &str, value: &'s str, at: usize) -> Cow<'s, str> {
        let mut later = self.elements().skip(at + 1).filter(|(n, _)| same_name(n, name)).peekable();
        let separator = privilege_info(name).and_then(|info| info.kind.separator());
        let (Some(_), Some(separator)) = (later.peek(), separator) else {
            return Cow::Borrowed(value); // alone, or the same again
        };
        let mut seen = BTreeSet::new();
        let mut values: Vec<&str> = Vec::new();
        let mut star_first = false;
        let all = core::iter::once(value).chain(later.map(|(_, value)| value));
        for list in all.filter(|value| !value.is_empty()) {
            star_first |= list.split(separator).next() == Some("*");
            values.extend(list.split(separator).filter(|value| seen.insert(*value)));
        }
        // The server takes a star for a wildcard only where it comes first, and
        // that it does in one of the lists.
        if star_first && let Some(star) = values.iter().position(|value| *value == "*") {
            values[..=star].rotate_right(1);
        }
        let mut joined = String::new();
        for (i, value) in values.iter().enumerate() {
            if i > 0 {
                joined.push(separator);
            }
            joined.push_str(value);
        }
        Cow::Owned(joined)
    }
}

/// Kaltura's text, without blanks and with each name once.
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

/// One element of a text, trimmed as the server's v2 writer trims it.
struct Element<'t> {
    /// `name` or `name:value`.
    text: &'t str,
    name: &'t str,
    /// What stands behind the first colon.
    value: &'t str,
    /// Something was trimmed.
    blanks: bool,
    /// The name is a good one and the value has no NUL.
    checked: bool,
}

impl<'t> Element<'t> {
    /// Takes the first element off a text. By hand, because this is a good part
    /// of what a KS costs.
    #[inline(always)]
    fn first(text: &mut &'t str) -> Self {
        let bytes = text.as_bytes();
        let name_len = bytes.iter().position(|&b| !is_name(b)).unwrap_or(bytes.len());
        let value_at = match bytes.get(name_len) {
            None | Some(b',') => name_len,
            Some(b':') => name_len + 1,
            Some(_) => return Self::odd(text),
        };
        let value_len = bytes[value_at..].iter().position(|&b| matches!(b, b',' | 0));
        let end = value_len.map_or(bytes.len(), |len| value_at + len);
        if end > 0 && (bytes.get(end) == Some(&0) || is_blank(char::from(bytes[end - 1]))) {
            return Self::odd(text);
        }
        let element = Self {
            text: &text[..end],
            name: &text[..name_len],
            value: &text[value_at..end],
            blanks: false,
            checked: name_len > 1 && bytes[0].is_ascii_alphanumeric(),
        };
        *text = text.get(end + 1..).unwrap_or_default();
        element
    }

    /// [`first`](Self::first) where something is to be trimmed or refused.
    #[cold]
    fn odd(rest: &mut &'t str) -> Self {
        let (whole, behind) = rest.split_once(',').unwrap_or((rest, ""));
        *rest = behind;
        let text = whole.trim_matches(is_blank);
        let (name, value) = text.split_once(':').unwrap_or((text, ""));
        Self { text, name, value, blanks: text.len() != whole.len(), checked: false }
    }
}

/// A byte of a name that comes back from the server's parser as it was
/// (docs/ks-format.md 3.5). A table, because it is asked for each byte.
#[inline(always)]
pub(crate) fn is_name(byte: u8) -> bool {
    static NAME: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0_u8;
        while byte < 128 {
            table[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            byte += 1;
        }
        table
    };
    NAME[usize::from(byte)]
}

/// The elements of a text that are not empty.
fn elements(mut text: &str) -> impl Iterator<Item = Element<'_>> {
    core::iter::from_fn(move || {
        while !text.is_empty() {
            let element = Element::first(&mut text);
            if !element.text.is_empty() {
                return Some(element);
            }
        }
        None
    })
}

/// What PHP's `trim` takes away: not form feed, not the no-break space.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\0' | '\x0b')
}

/// What v2 makes of an element's name and value (docs/ks-format.md 3.3).
pub(crate) fn as_v2<'t>(name: &'t str, value: &'t str) -> (&'t str, &'t str) {
    if name == "*" { ("all", "*") } else { (name, value) }
}

/// A field of v2. Nothing in a checked name is escaped.
#[inline(always)]
fn write_field(name: &str, value: &str, out: &mut impl Sink) {
    let (name, value) = as_v2(name, value);
    out.extend(name.as_bytes());
    out.push(b'=');
    out.escape(value.as_bytes());
    out.push(b'&');
}

fn same_name(a: &str, b: &str) -> bool {
    as_v2(a, "").0 == as_v2(b, "").0
}

/// Whether an earlier element has this name; an error if one is lost by that.
fn check_repeat(text: &str, at: usize, element: &Element<'_>) -> Result<bool> {
    let Element { name, value, .. } = *element;
    let Some(earlier) = elements(text).take(at).find(|e| same_name(e.name, name)) else {
        return Ok(false);
    };
    let takes_list = privilege_info(name).is_some_and(|info| info.kind.separator().is_some());
    if takes_list || as_v2(earlier.name, earlier.value) == as_v2(name, value) {
        Ok(true)
    } else {
        Err(Error::RepeatedPrivilege(quote(name)))
    }
}

/// Equal for names that v2 writes alike.
fn name_hash(name: &[u8]) -> u8 {
    match name {
        b"*" => name_hash(b"all"),
        [first, .., last] => first.wrapping_mul(7) ^ last.wrapping_mul(13),
        [only] => *only,
        [] => 0,
    }
}

/// Keeps what v2 writes of a text in which nothing is to be trimmed, merged,
/// respelled or refused, and gives how many privileges it has; `None` for any other
/// text, which is looked at closely. In one pass, because it is a good part of what
/// a KS costs.
fn plain_fields(text: &[u8], fields: &mut Fields) -> Option<usize> {
    let (bytes, written) = fields.parts();
    let mut len = 0;
    let mut write = |escaped: [u8; 4]| {
        *bytes.get_mut(len..)?.first_chunk_mut::<4>()? = escaped;
        len += usize::from(escaped[3]);
        Some(())
    };
    let (mut at, mut count, mut seen) = (0, 0, 0_u64);
    while at < text.len() {
        let start = at;
        while let Some(&byte) = text.get(at).filter(|&&byte| is_name(byte)) {
            write([byte, 0, 0, 1])?;
            at += 1;
        }
        let name = &text[start..at];
        let bit = 1 << (name_hash(name) & 63);
        // One letter may be `0`; `i` and `u` begin the names whose values are checked.
        let plain = matches!(name, [first, _, ..] if first.is_ascii_alphanumeric() && !matches!(first, b'i' | b'u'));
        if !plain || seen & bit != 0 {
            return None;
        }
        seen |= bit;
        write(*b"=\0\0\x01")?;
        if text.get(at) == Some(&b':') {
            at += 1;
            while let Some(&byte) = text.get(at).filter(|&&byte| byte != b',') {
                if byte == 0 {
                    return None;
                }
                write(ESCAPED[usize::from(byte)])?;
                at += 1;
            }
            if is_blank(char::from(text[at - 1])) {
                return None;
            }
        }
        write(*b"&\0\0\x01")?;
        count += 1;
        match text.get(at..) {
            Some([]) => break,
            Some([b',', _, ..]) => at += 1,
            _ => return None,
        }
    }
    *written = len;
    Some(count)
}

/// Which kind of value a name takes. What nobody knows is split as the server
/// splits: at `/`.
pub(crate) fn kind_of(name: &str) -> ValueKind {
    privilege_info(name).map_or(ValueKind::List, |info| info.kind)
}

/// The values of a name in the text of its value.
fn split(name: &str, value: &str) -> Vec<String> {
    match kind_of(name).separator() {
        _ if value.is_empty() => Vec::new(),
        Some(separator) => value.split(separator).map(String::from).collect(),
        None => [value.to_string()].into(),
    }
}

/// Appends a name with its values to a text, so that each value stays one.
fn push_pair<V: AsRef<str>>(
    text: &mut String,
    name: &str,
    values: impl IntoIterator<Item = V>,
) -> Result<()> {
    let kind = kind_of(name);
    let separator = kind.separator();
    let refuse = |reason: String| Err(Error::privilege(name, reason));
    let mut element = name.to_string();
    for (i, value) in values.into_iter().enumerate() {
        let value = value.as_ref();
        if i > 0 && separator.is_none() {
            return refuse("takes one value; give one".into());
        }
        if value.is_empty() {
            if kind == ValueKind::Flag {
                continue;
            }
            return refuse("an empty value; leave the value out where a flag is meant".into());
        }
        check_nul(name, value)?;
        if value.trim_matches(is_blank).len() != value.len() {
            return refuse(format!(
                "the value {} has blanks around it; leave them out",
                quote(value)
            ));
        }
        if value.contains(',') {
            return refuse(format!(
                "the value {} contains ',', which separates privileges and cannot be escaped",
                quote(value)
            ));
        }
        if let Some(separator) = separator.filter(|&separator| value.contains(separator)) {
            return refuse(format!(
                "the value {} contains '{separator}', which separates values and cannot be escaped; give several values one by one",
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

/// Names that come back from the server's parser as they were
/// (docs/ks-format.md 3.5).
fn check_name_of(element: &str, name: &str) -> Result<()> {
    if is_good_name(element.as_bytes(), name.as_bytes()) {
        return Ok(());
    }
    Err(Error::privilege(element, bad_name(name.as_bytes())))
}

/// `element` is the name itself where it has no value.
fn is_good_name(element: &[u8], name: &[u8]) -> bool {
    name.iter().all(|&b| is_name(b))
        && name.first().is_some_and(u8::is_ascii_alphanumeric)
        && !matches!(element, b"0" | b"0:")
        || element == b"*"
}

#[cold]
fn bad_name(name: &[u8]) -> &'static str {
    match name {
        b"0" => "the server silently drops this element; leave it out",
        b"*" => "a star takes no value; write name:* for every object, or a lone *",
        [] => "the name is empty; write name or name:value",
        [b'_', ..] => "a name cannot begin with '_'; the fields of the KS itself do",
        _ => {
            "a name has only letters, digits, '-' and '_', and begins with a letter or digit; the server would rename, cut or drop it"
        }
    }
}

fn check_nul(name: &str, value: &str) -> Result<()> {
    if value.contains('\0') {
        return Err(Error::privilege(name, "the value contains a NUL character"));
    }
    Ok(())
}

/// Whether the value must be spelled anew; an error if it cannot be written.
fn check_value(name: &str, value: &str) -> Result<bool> {
    match name.as_bytes().first() {
        Some(b'i') if name == "iprestrict" && !value.is_empty() => {
            let mut respell = false;
            for address in value.split('/') {
                let Ok(parsed) = address.parse::<IpAddr>() else {
                    return Err(Error::privilege(
                        name,
                        format!(
                            "{} is not an IP address; list every address (iprestrict:203.0.113.7/2001:db8::1), the server knows no ranges and no wildcards",
                            quote(address)
                        ),
                    ));
                };
                respell |= parsed.to_string() != address;
            }
            Ok(respell)
        }
        Some(b'u') if name == "urirestrict" => {
            for uri in value.split('|') {
                if uri.strip_suffix('*').unwrap_or(uri).contains('*') {
                    return Err(Error::privilege(
                        name,
                        format!(
                            "{} has a star inside, which the server takes literally; a star matches only at the end (urirestrict:/api_v3/*)",
                            quote(uri)
                        ),
                    ));
                }
            }
            Ok(false)
        }
        _ => Ok(false),
    }
}

/// The text with the addresses of `iprestrict` as the server's socket spells them.
fn respelled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for element in elements(text) {
        if !out.is_empty() {
            out.push(',');
        }
        match (element.name, element.value) {
            ("iprestrict", value) if !value.is_empty() => {
                out.push_str("iprestrict");
                for (i, address) in value.split('/').enumerate() {
                    out.push(if i == 0 { ':' } else { '/' });
                    match address.parse::<IpAddr>() {
                        Ok(parsed) => out.push_str(&parsed.to_string()),
                        Err(_) => out.push_str(address),
                    }
                }
            }
            _ => out.push_str(element.text),
        }
    }
    out
}

#[cfg(feature = "serde")]
mod serde_impls;
#[cfg(feature = "serde")]
pub use serde_impls::RawPrivileges;

#[cfg(test)]
mod tests;
