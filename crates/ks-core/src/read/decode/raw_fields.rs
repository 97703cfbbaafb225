//! The fields of a KS as the server holds them, under its own names.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Decoded, Field};
use crate::encoding::{Version, hex};

/// A field as the server holds it: null, text that may not be UTF-8, or an array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawValue<'a> {
    /// The field is absent.
    Null,
    /// Text.
    Text(Cow<'a, [u8]>),
    /// The field was written with array syntax (`name[...]`).
    Array,
}

impl RawValue<'_> {
    /// Returns the text, with invalid UTF-8 replaced; `None` for null and arrays.
    #[must_use]
    pub fn to_lossy(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) => Some(String::from_utf8_lossy(text)),
            _ => None,
        }
    }

    /// Returns the bytes; `None` for null and arrays.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The fields of the server's own `ks` object, under its names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RawFields<'a> {
    /// The partner id, as spelled in the KS.
    pub partner_id: RawValue<'a>,
    /// v1: the second part, which the server ignores.
    pub partner_pattern: RawValue<'a>,
    /// The expiry in Unix seconds, as text.
    pub valid_until: RawValue<'a>,
    /// The type: `0`, `2`, or whatever the KS contains.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub session_type: RawValue<'a>,
    /// v1: the rand part. v2: the nonce in hex.
    pub rand: RawValue<'a>,
    /// The user id.
    pub user: RawValue<'a>,
    /// The privileges as one text.
    pub privileges: RawValue<'a>,
    /// The master partner id.
    pub master_partner_id: RawValue<'a>,
    /// The additional data.
    pub additional_data: RawValue<'a>,
    /// Each privilege's name with its values, in order.
    pub parsed_privileges: Vec<(RawValue<'a>, Vec<RawValue<'a>>)>,
    /// The session hash.
    pub hash: String,
}

impl Decoded {
    /// Returns every field under the server's own name.
    #[must_use]
    pub fn raw_fields(&self) -> RawFields<'_> {
        let rand = match (self.version, self.field_text(self.rand)) {
            (Version::V2, Some(block)) => {
                RawValue::Text(Cow::Owned(hex::encode(block).into_bytes()))
            }
            _ => self.raw_value(self.rand),
        };
        let text = |bytes| RawValue::Text(Cow::Borrowed(bytes));
        let privileges = match (self.version, self.v1_privileges) {
            (Version::V1, field) => self.raw_value(field),
            (Version::V2, _) => RawValue::Text(self.privileges_text()),
        };
        let parsed_privileges = self
            .privileges
            .iter()
            .map(|&(name, value)| {
                let value = self.field_text(value).unwrap_or_default();
                (text(self.text(name)), split_like_server(value).map(text).collect())
            })
            .collect();
        RawFields {
            partner_id: text(self.partner_text()),
            partner_pattern: self.raw_value(self.partner_pattern),
            valid_until: self.raw_value(self.valid_until),
            session_type: self.raw_value(self.session_type),
            rand,
            user: self.raw_value(self.user),
            privileges,
            master_partner_id: self.raw_value(self.master_partner),
            additional_data: self.raw_value(self.data),
            parsed_privileges,
            hash: self.session_hash(),
        }
    }

    pub(crate) fn valid_until(&self) -> RawValue<'_> {
        self.raw_value(self.valid_until)
    }

    pub(crate) fn raw_type(&self) -> RawValue<'_> {
        self.raw_value(self.session_type)
    }

    pub(crate) fn raw_user(&self) -> RawValue<'_> {
        self.raw_value(self.user)
    }

    fn raw_value(&self, field: Field) -> RawValue<'_> {
        match field.span() {
            Some(span) => RawValue::Text(Cow::Borrowed(self.text(span))),
            None if field == Field::ARRAY => RawValue::Array,
            None => RawValue::Null,
        }
    }
}

/// Splits the value text of a privilege like the server, at `/`. An empty text has no values.
pub(crate) fn split_like_server(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|&b| b == b'/').filter(move |_| !value.is_empty())
}

#[cfg(feature = "serde")]
/// Serializes text as a string, or as `{"$hex": "..."}` if it is not UTF-8.
impl serde::Serialize for RawValue<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;

        match self {
            Self::Null => serializer.serialize_none(),
            Self::Array => serializer.serialize_map(Some(0))?.end(),
            Self::Text(text) => match core::str::from_utf8(text) {
                Ok(text) => serializer.serialize_str(text),
                Err(_) => {
                    let mut map = serializer.serialize_map(Some(1))?;
                    map.serialize_entry("$hex", &hex::encode(text))?;
                    map.end()
                }
            },
        }
    }
}
