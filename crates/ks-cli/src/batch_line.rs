//! A line of `ks generate --batch`: a JSON object with the fields of a session.

use std::borrow::Cow;
use std::fmt;

use ks_core::Error;
use ks_core::interop::{SessionOptions, Unrepresentable, Value, partner_id_from_i64, quote};
use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
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
    if let Ok(Fields(parsed)) = serde_json::from_str(line) {
        return parsed;
    }
    parse_slowly(line)
}

/// Parses a line field by field, so that an error can name its field.
fn parse_slowly(line: &str) -> Result<BatchLine, Failure> {
    if line.trim().is_empty() {
        return Err(invalid_json("the line is empty; it must be an object, at least {}"));
    }
    let RawFields(fields) = serde_json::from_str(line).map_err(|error| {
        // To the parser, every line is line 1.
        let text = error.to_string().replace(" at line 1 column ", " at column ");
        invalid_json(format!("the line is not a JSON object: {text}"))
    })?;
    let mut builder = Builder::default();
    for (name, raw) in fields {
        builder.set(&name, || value_of(raw))?;
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
}

impl Builder {
    fn set(&mut self, name: &str, value: impl FnOnce() -> Value) -> Result<(), Failure> {
        let names = SessionOptions::NAMES.iter().chain(&OTHER_NAMES);
        let Some((bit, name)) = names.enumerate().find(|(_, known)| **known == name) else {
            return Err(unknown_field(name));
        };
        if self.seen & (1 << bit) != 0 {
            let name = quote(name);
            return Err(Failure::new("duplicate_field", format!("{name} is given more than once")));
        }
        self.seen |= 1 << bit;
        let result = match *name {
            PARTNER_ID => partner_id(value()).map(|partner| self.line.partner = partner),
            NONCE => nonce(value()).map(|nonce| self.line.nonce = nonce),
            _ => self.line.options.set(name, value()),
        };
        result.map_err(|error| Failure::of_field(&error))
    }
}

fn partner_id(value: Value) -> Result<Option<i32>, Error> {
    match value {
        Value::Null => Ok(None),
        Value::Int(number) => partner_id_from_i64(number).map(Some),
        Value::BigInt => Err(Error::unrepresentable(PARTNER_ID, Unrepresentable::Number)),
        _ => Err(Error::InvalidPartnerId("must be a whole number".into())),
    }
}

fn nonce(value: Value) -> Result<Option<String>, Error> {
    match value {
        Value::Null => Ok(None),
        Value::Text(text) => Ok(Some(text)),
        Value::NotUnicode => Err(Error::unrepresentable(NONCE, Unrepresentable::Text)),
        _ => Err(Error::InvalidNonce("must be text")),
    }
}

fn unknown_field(name: &str) -> Failure {
    if name == "secret" {
        return Failure::new(
            "secret_in_batch",
            "a line must not contain a secret; all lines are signed with the secret that the command reads",
        );
    }
    // Other spellings of a name, such as `userId` and `user-id`.
    let normalized = |name: &str| name.to_ascii_lowercase().replace(['_', '-'], "");
    let mut names = SessionOptions::NAMES.iter().chain(&OTHER_NAMES);
    let next = match names.find(|known| normalized(known) == normalized(name)) {
        Some(known) => format!(". Did you mean {known}?"),
        None => "; see `ks generate --help`".into(),
    };
    Failure::new("unknown_field", format!("unknown field {}{next}", quote(name)))
}

/// Returns the value of raw JSON, even if no type here can represent it.
fn value_of(raw: &RawValue) -> Value {
    let text = raw.get();
    match serde_json::from_str(text) {
        Ok(JsonValue(value)) => value,
        // A lone surrogate.
        Err(_) if text.starts_with('"') => Value::NotUnicode,
        Err(_) if text.starts_with(['[', '{']) => Value::Other(
            "a list or an object with a value that is not text or a whole number".into(),
        ),
        Err(_) if text.contains(['.', 'e', 'E']) => Value::Float(text.parse().unwrap_or(f64::NAN)),
        Err(_) => Value::BigInt,
    }
}

/// A line whose values are converted while they are parsed.
struct Fields(Result<BatchLine, Failure>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor;

        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut builder = Builder::default();
                let mut problem = None;
                while let Some(name) = map.next_key_seed(Name)? {
                    let JsonValue(value) = map.next_value()?;
                    // Errors of the JSON syntax come first, so the rest is parsed too.
                    if problem.is_none() {
                        problem = builder.set(&name, || value).err();
                    }
                }
                Ok(Fields(problem.map_or(Ok(builder.line), Err)))
            }
        }

        deserializer.deserialize_map(FieldsVisitor)
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

/// A JSON value as a value of the core. A number with a fraction, or beyond 64 bits, is
/// an error, because only its text tells one from the other.
struct JsonValue(Value);

impl<'de> Deserialize<'de> for JsonValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor).map(Self)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a whole number, true, false, null, a list or an object")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        Ok(i64::try_from(value).map_or(Value::BigInt, Value::Int))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(JsonValue(value)) = seq.next_element()? {
            list.push(value);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some((name, JsonValue(value))) = map.next_entry()? {
            entries.push((name, value));
        }
        Ok(Value::Map(entries))
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
