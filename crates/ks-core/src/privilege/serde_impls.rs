//! Privileges as data: written as Kaltura's text, read from text, list or map.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Privileges, push_pair};
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

/// A list, each element a `"name:value"` text or a name with its values
/// (`Some`), for languages that take lists apart themselves.
impl FromIterator<(String, Option<Vec<String>>)> for RawPrivileges {
    fn from_iter<I: IntoIterator<Item = (String, Option<Vec<String>>)>>(list: I) -> Self {
        let element = |(text, values)| match values {
            None => Element::Text(text),
            Some(values) => Element::Pair { name: text, values: ValueList(values) },
        };
        Self(Raw::List(list.into_iter().map(element).collect()))
    }
}

impl TryFrom<RawPrivileges> for Privileges<'static> {
    type Error = Error;

    fn try_from(raw: RawPrivileges) -> Result<Self, Error> {
        let list = match raw.0 {
            Raw::Text(text) => return text.parse(),
            Raw::List(list) => list,
        };
        let mut text = String::new();
        for element in list {
            match element {
                Element::Text(element) if element.contains(',') => {
                    return Err(Error::privilege(
                        &element,
                        "contains a comma; give each privilege as a list element of its own",
                    ));
                }
                Element::Text(element) => {
                    if !text.is_empty() {
                        text.push(',');
                    }
                    text.push_str(&element);
                }
                Element::Pair { name, values } => push_pair(&mut text, &name, values.0)?,
            }
        }
        text.parse()
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

#[derive(Debug, Clone)]
enum Element {
    Text(String),
    Pair { name: String, values: ValueList },
}

impl<'de> Deserialize<'de> for Element {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ElementVisitor)
    }
}

struct ElementVisitor;

impl<'de> Visitor<'de> for ElementVisitor {
    type Value = Element;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a privilege as \"name:value\" or as an object with name and values")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Element, E> {
        Ok(Element::Text(text.to_string()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Element, A::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Pair {
            name: String,
            values: ValueList,
        }
        let Pair { name, values } = Pair::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Element::Pair { name, values })
    }
}

/// The values of one privilege, however they are written.
#[derive(Debug, Clone)]
struct ValueList(Vec<String>);

impl<'de> Deserialize<'de> for ValueList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValuesVisitor)
    }
}

struct ValuesVisitor;

impl<'de> Visitor<'de> for ValuesVisitor {
    type Value = ValueList;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a privilege value: text, a whole number, a list of these, or true for a flag")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<ValueList, E> {
        Ok(ValueList(Vec::new()))
    }

    fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<ValueList, E> {
        if flag {
            return self.visit_unit();
        }
        Err(E::custom("false is no privilege value; leave the privilege out"))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<ValueList, E> {
        Ok(ValueList([number.to_string()].into()))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<ValueList, E> {
        Ok(ValueList([number.to_string()].into()))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<ValueList, E> {
        Ok(ValueList([text.to_string()].into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<ValueList, A::Error> {
        let mut values = Vec::new();
        while let Some(Scalar(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(ValueList(values))
    }
}

/// One value of several.
struct Scalar(String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl Visitor<'_> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a privilege value as text or a whole number")
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Scalar, E> {
        Ok(Scalar(number.to_string()))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Scalar, E> {
        Ok(Scalar(number.to_string()))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar(text.to_string()))
    }
}
