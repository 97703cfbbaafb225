//! Privileges as data: written as Kaltura's text, read from text, list or map.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Privileges;
use crate::error::Error;

impl Serialize for Privileges<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// [`Privileges`] as data, not yet checked: text, a list of `"name:value"` texts
/// or `{"name", "values"}` objects, or a map from name to value: text, number,
/// list, or `true`/`null` for a flag.
///
/// [`Privileges`] itself can be deserialized too. This one is for programs that
/// want the error of the check with its code, which a deserializer's error has
/// no place for.
#[derive(Debug, Clone)]
pub struct RawPrivileges(Raw);

#[derive(Debug, Clone)]
enum Raw {
    Text(String),
    List(Vec<Element>),
}

impl TryFrom<RawPrivileges> for Privileges<'static> {
    type Error = Error;

    fn try_from(raw: RawPrivileges) -> Result<Self, Error> {
        let list = match raw.0 {
            Raw::Text(text) => return text.parse(),
            Raw::List(list) => list,
        };
        let mut pairs: Vec<(String, Vec<String>)> = Vec::new();
        for element in list {
            pairs.push(match element {
                Element::Text(text) if text.contains(',') => {
                    return Err(Error::privilege(
                        &text,
                        "contains a comma; give each privilege as a list element of its own",
                    ));
                }
                Element::Text(text) => match text.split_once(':') {
                    Some((name, value)) => (name.into(), [value.to_string()].into()),
                    None => (text, Vec::new()),
                },
                Element::Pair { name, values } => (name, values.0),
            });
        }
        Privileges::from_pairs(pairs)
    }
}

impl<'de> Deserialize<'de> for Privileges<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Privileges::try_from(RawPrivileges::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for RawPrivileges {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor).map(Self)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("privileges as text, as a list, or as a map from name to value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Text(String::new()))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Raw, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = list.next_element()? {
            elements.push(element);
        }
        Ok(Raw::List(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut elements = Vec::new();
        while let Some((name, values)) = map.next_entry()? {
            elements.push(Element::Pair { name, values });
        }
        Ok(Raw::List(elements))
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Element {
    Text(String),
    Pair { name: String, values: ValueList },
}

/// The values of one privilege, however they are written.
#[derive(Debug, Clone)]
struct ValueList(Vec<String>);

impl<'de> Deserialize<'de> for ValueList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Scalar {
            Int(i64),
            Text(String),
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            None,
            Flag(bool),
            One(Scalar),
            Many(Vec<Scalar>),
        }
        let text = |scalar| match scalar {
            Scalar::Int(number) => number.to_string(),
            Scalar::Text(text) => text,
        };
        match Written::deserialize(deserializer)? {
            Written::None | Written::Flag(true) => Ok(Self(Vec::new())),
            Written::Flag(false) => {
                Err(D::Error::custom("false is no privilege value; leave the privilege out"))
            }
            Written::One(scalar) => match text(scalar) {
                empty if empty.is_empty() => Ok(Self(Vec::new())),
                one => Ok(Self([one].into())),
            },
            Written::Many(many) => Ok(Self(many.into_iter().map(text).collect())),
        }
    }
}
