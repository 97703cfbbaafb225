//! A line of `ks generate --batch`: a JSON object with the fields of a session.

use std::borrow::Cow;
use std::fmt;

use ks_core::interop::{SessionOptions, Value, quote};
use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::failure::Failure;

/// What a line gives.
#[derive(Default)]
pub(crate) struct BatchLine {
    pub(crate) options: SessionOptions<'static>,
    pub(crate) partner: Option<i32>,
    pub(crate) nonce: Option<String>,
}

const PARTNER_ID: &str = "partner_id";
const NONCE: &str = "nonce";
/// The fields of a line besides those of [`SessionOptions`].
const OTHER_NAMES: [&str; 2] = [PARTNER_ID, NONCE];

/// Parses a line. `None` is a line that exceeds the limit.
pub(crate) fn parse(line: Option<&[u8]>) -> Result<BatchLine, Failure> {
    let line = line.ok_or_else(|| invalid_json("the line is longer than 16 MiB"))?;
    let line = std::str::from_utf8(line).map_err(|_| invalid_json("the line is not UTF-8"))?;
    let mut builder = Builder::default();
    let mut deserializer = serde_json::Deserializer::from_str(line);
    match Fields(&mut builder).deserialize(&mut deserializer).and_then(|()| deserializer.end()) {
        Ok(()) => builder.problem.map_or(Ok(builder.line), Err),
        Err(_) => parse_slowly(line),
    }
}

/// Parses a line field by field, so that an error can name its field.
fn parse_slowly(line: &str) -> Result<BatchLine, Failure> {
    if line.trim().is_empty() {
        return Err(invalid_json("the line is empty; it must be an object, at least {}"));
    }
    let RawFields(fields) = serde_json::from_str(line).map_err(|error| {
        if error.is_data() {
            // The parser's message would repeat a string, which may be a secret.
            return invalid_json("the line is not a JSON object, but another JSON value");
        }
        // To the parser, every line is line 1.
        let text = error.to_string().replace(" at line 1 column ", " at column ");
        invalid_json(format!("the line is not a JSON object: {text}"))
    })?;
    let mut builder = Builder::default();
    for (name, raw) in fields {
        builder.set(&name, value_of(raw))?;
    }
    Ok(builder.line)
}

fn invalid_json(message: impl Into<String>) -> Failure {
    Failure::new("invalid_json", message)
}

/// Collects the fields of a line.
#[derive(Default)]
struct Builder {
    line: BatchLine,
    /// A bit for each field so far, in the order of the names.
    seen: u32,
    /// The first error.
    problem: Option<Failure>,
}

impl Builder {
    fn set(&mut self, name: &str, value: Value) -> Result<(), Failure> {
        let mut names = SessionOptions::NAMES.iter().chain(&OTHER_NAMES);
        let Some(index) = names.position(|known| *known == name) else {
            return Err(unknown_field(name));
        };
        if self.seen & (1 << index) != 0 {
            let name = quote(name);
            return Err(Failure::new("duplicate_field", format!("{name} is given more than once")));
        }
        self.seen |= 1 << index;
        let result = match name {
            PARTNER_ID => value.into_partner_id().map(|partner| self.line.partner = partner),
            NONCE => value.into_text(NONCE).map(|nonce| self.line.nonce = nonce),
            _ => self.line.options.set(name, value),
        };
        result.map_err(|error| Failure::of_field(&error))
    }
}

fn unknown_field(name: &str) -> Failure {
    if name == "secret" {
        return Failure::new(
            "secret_in_batch",
            "a line must not contain a secret; all lines are signed with the secret that the command reads",
        );
    }
    let valid = [SessionOptions::NAMES, &OTHER_NAMES].concat();
    Failure::of_field(&ks_core::Error::unknown_option(name, &valid))
}

/// Returns the value of raw JSON, even if no type here can represent it.
fn value_of(raw: &RawValue) -> Value {
    let text = raw.get();
    match serde_json::from_str(text) {
        Ok(Value::Float(_)) if !text.contains(['.', 'e', 'E']) => Value::BigInt,
        Ok(value) => value,
        // A number beyond the range of a float.
        Err(_) if !text.starts_with(['"', '[', '{']) => Value::BigInt,
        // A lone surrogate, in the text or in one of its parts.
        Err(_) => Value::NotUnicode,
    }
}

/// Converts the values of a line while they are parsed.
struct Fields<'b>(&'b mut Builder);

impl<'de> DeserializeSeed<'de> for Fields<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key_seed(Name)? {
            let value = map.next_value()?;
            if matches!(value, Value::Float(_)) {
                return Err(de::Error::custom("a number with a fraction is read from its text"));
            }
            // An error of the JSON syntax takes precedence, so the rest is parsed too.
            if self.0.problem.is_none() {
                self.0.problem = self.0.set(&name, value).err();
            }
        }
        Ok(())
    }
}

/// A field name, borrowed if it contains no escape.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_borrowed_str<E: de::Error>(self, name: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}

/// A line whose values are still JSON.
struct RawFields<'l>(Vec<(String, &'l RawValue)>);

impl<'de: 'l, 'l> Deserialize<'de> for RawFields<'l> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RawVisitor;

        impl<'de> Visitor<'de> for RawVisitor {
            type Value = RawFields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawFields<'de>, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(RawFields(fields))
            }
        }

        deserializer.deserialize_map(RawVisitor)
    }
}
