//! Values of dynamic languages and of JSON, and their conversion to options.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{SessionOptions, Unrepresentable};
use crate::encoding::similar::most_similar;
use crate::error::{Error, Result, quote};
use crate::model::SessionType;
use crate::privilege::Privileges;
use crate::privilege::rules::append_privilege;

/// A value of a dynamic language or of JSON.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// The absence of a value. An option with this value counts as not given.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// An integer that does not fit 64 bits.
    BigInt,
    /// A number with a fraction, or not a number.
    Float(f64),
    /// Text.
    Text(String),
    /// Text that is not Unicode.
    NotUnicode,
    /// A list.
    List(Vec<Value>),
    /// Names with values.
    Map(Vec<(String, Value)>),
    /// Anything else, with the name of its type for error messages.
    Other(String),
}

impl Value {
    /// Describes the type for an error message. The value itself may be a secret.
    fn kind(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Null => "null",
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
            Self::Int(_) | Self::BigInt => "an integer",
            Self::Float(_) => "a number with a fraction",
            Self::Text(_) | Self::NotUnicode => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::Other(name) => return Cow::Owned(name.clone()),
        })
    }

    fn wrong_type(&self, field: &'static str, expected: &'static str) -> Error {
        Error::WrongType { field, problem: format!("must be {expected}, not {}", self.kind()) }
    }

    /// Converts to text; `None` for null.
    ///
    /// # Errors
    ///
    /// [`Error::WrongType`], or the error for `field` if the text is not Unicode.
    pub fn into_text(self, field: &'static str) -> Result<Option<String>> {
        match self {
            Self::Null => Ok(None),
            Self::Text(text) => Ok(Some(text)),
            Self::NotUnicode => Err(Error::unrepresentable(field, Unrepresentable::Text)),
            other => Err(other.wrong_type(field, "text")),
        }
    }

    /// Converts to an integer; `None` for null.
    ///
    /// # Errors
    ///
    /// [`Error::WrongType`], or the error for `field` if the number does not fit 64 bits.
    pub fn into_int(self, field: &'static str) -> Result<Option<i64>> {
        match self {
            Self::Null => Ok(None),
            Self::Int(number) => Ok(Some(number)),
            Self::BigInt => Err(Error::unrepresentable(field, Unrepresentable::Number)),
            other => Err(other.wrong_type(field, "an integer")),
        }
    }

    /// Converts to a partner id: an integer, or text in canonical decimal; `None` for null.
    ///
    /// # Errors
    ///
    /// Those of [`into_int`](Self::into_int), and [`Error::InvalidPartnerId`].
    pub fn into_partner_id(self) -> Result<Option<i32>> {
        match self {
            Self::Text(text) => crate::model::parse_partner_id(&text).map(Some),
            Self::NotUnicode => Err(Error::unrepresentable("partner_id", Unrepresentable::Text)),
            other => {
                other.into_int("partner_id")?.map(crate::model::partner_id_from_i64).transpose()
            }
        }
    }

    fn into_bool(self, field: &'static str) -> Result<Option<bool>> {
        match self {
            Self::Null => Ok(None),
            Self::Bool(flag) => Ok(Some(flag)),
            other => Err(other.wrong_type(field, "true or false")),
        }
    }
}

impl SessionOptions<'_> {
    /// The names of the options, as [`set`](Self::set) accepts them.
    pub const NAMES: &'static [&'static str] = &[
        "user_id",
        "type",
        "expiry",
        "expires_at",
        "privileges",
        "version",
        "master_partner_id",
        "additional_data",
        "anonymous",
    ];

    /// Sets an option by its name. A null value leaves the option not given.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownOption`], [`Error::WrongType`], and the errors of the option's field.
    pub fn set(&mut self, name: &str, value: Value) -> Result<()> {
        match name {
            "user_id" => self.user_id = value.into_text("user_id")?.map(Cow::Owned),
            "anonymous" => self.anonymous = value.into_bool("anonymous")?,
            "type" => self.session_type = session_type(value)?,
            "expiry" => self.expiry = value.into_int("expiry")?,
            "expires_at" => self.expires_at = value.into_int("expires_at")?,
            "privileges" => {
                self.privileges = match value {
                    Value::Null => None,
                    given => Some(privileges_from_value(given)?),
                }
            }
            "version" => self.version = value.into_int("version")?,
            "master_partner_id" => self.master_partner_id = master_partner_id(value)?,
            "additional_data" => {
                self.additional_data = value.into_text("additional_data")?.map(Cow::Owned);
            }
            unknown => return Err(Error::unknown_option(unknown, Self::NAMES)),
        }
        Ok(())
    }
}

impl Error {
    /// Creates the error for an option that is none of the valid ones.
    #[must_use]
    pub fn unknown_option(name: &str, valid: &[&str]) -> Self {
        let similar = most_similar(name, valid.iter().copied());
        let hint = similar.map(|known| format!(" (did you mean {known}?)")).unwrap_or_default();
        let valid = valid.join(", ");
        Self::UnknownOption {
            problem: format!("{}{hint}; valid options are: {valid}", quote(name)),
        }
    }
}

fn session_type(value: Value) -> Result<Option<i64>> {
    match value {
        Value::Text(text) => {
            let parsed: SessionType = text.parse()?;
            Ok(Some(parsed.number().into()))
        }
        other => other.into_int("type"),
    }
}

fn master_partner_id(value: Value) -> Result<Option<i64>> {
    match value {
        Value::Text(text) => match crate::model::parse_partner_id(&text) {
            Ok(id) => Ok(Some(id.into())),
            Err(Error::InvalidPartnerId(shown)) => Err(Error::InvalidMasterPartnerId(shown)),
            Err(other) => Err(other),
        },
        other => other.into_int("master_partner_id"),
    }
}

/// The types that privileges are accepted as.
const PRIVILEGES: &str =
    "text, a list of texts or of names with values, or a map from name to value";
/// The types that the value of a privilege is accepted as.
const PRIVILEGE_VALUE: &str =
    "text, an integer, a list of these, or true for a privilege without a value";

/// Converts privileges: text, a list of `name:value` texts or of `{"name", "values"}` maps or of
/// `[name, values]` pairs, or a map from name to value: text, an integer, a list, or `true` or
/// null for a flag.
///
/// # Errors
///
/// [`Error::WrongType`], and those of [`Privileges::parse`].
pub fn privileges_from_value(value: Value) -> Result<Privileges<'static>> {
    let mut text = String::new();
    match value {
        Value::Null => {}
        Value::Text(given) => text = given,
        Value::NotUnicode => {
            return Err(Error::unrepresentable("privileges", Unrepresentable::Text));
        }
        Value::List(elements) => {
            for element in elements {
                append_element(&mut text, element)?;
            }
        }
        Value::Map(pairs) => {
            for (name, values) in pairs {
                append_privilege(&mut text, &name, values_of(values)?)?;
            }
        }
        other => return Err(other.wrong_type("privileges", PRIVILEGES)),
    }
    Privileges::parse(text)
}

fn append_element(text: &mut String, element: Value) -> Result<()> {
    match element {
        Value::Text(element) if element.contains(',') => Err(Error::privilege(
            &element,
            "contains a comma; pass each privilege as its own list element",
        )),
        Value::Text(element) => {
            if !text.is_empty() {
                text.push(',');
            }
            text.push_str(&element);
            Ok(())
        }
        Value::NotUnicode => Err(Error::unrepresentable("privileges", Unrepresentable::Text)),
        Value::List(pair) => match <[Value; 2]>::try_from(pair) {
            Ok([Value::Text(name), values]) => append_privilege(text, &name, values_of(values)?),
            Ok(_) => {
                Err(Value::Other("a pair without a name".into())
                    .wrong_type("privileges", PRIVILEGES))
            }
            Err(list) => Err(Value::List(list).wrong_type("privileges", PRIVILEGES)),
        },
        Value::Map(entries) => {
            let (mut name, mut values) = (None, None);
            for (key, value) in entries {
                match &*key {
                    "name" => name = value.into_text("privileges")?,
                    "values" => values = Some(value),
                    _ => {
                        return Err(Error::privilege(
                            &key,
                            "a map in a list takes only `name` and `values`; to pass names with values, pass one map instead of a list",
                        ));
                    }
                }
            }
            match name {
                Some(name) => {
                    append_privilege(text, &name, values_of(values.unwrap_or(Value::Null))?)
                }
                None => Err(Value::Other("a map without a name".into())
                    .wrong_type("privileges", PRIVILEGES)),
            }
        }
        other => Err(other.wrong_type("privileges", PRIVILEGES)),
    }
}

/// Returns the values of one privilege; none for a flag.
fn values_of(value: Value) -> Result<Vec<String>> {
    match value {
        Value::Null | Value::Bool(true) => Ok(Vec::new()),
        Value::List(values) => values.into_iter().map(single_value).collect(),
        one => Ok([single_value(one)?].into()),
    }
}

fn single_value(value: Value) -> Result<String> {
    match value {
        Value::Text(text) => Ok(text),
        Value::Int(number) => Ok(number.to_string()),
        Value::BigInt => Err(Error::unrepresentable("privileges", Unrepresentable::Number)),
        Value::NotUnicode => Err(Error::unrepresentable("privileges", Unrepresentable::Text)),
        Value::Bool(false) => Err(Error::privilege(
            "false",
            "is not a value; leave out the privilege, or pass true for one without a value",
        )),
        other => Err(other.wrong_type("privileges", PRIVILEGE_VALUE)),
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::error::ErrorCode;

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn privileges_are_accepted_in_every_form() {
        let values = || Value::List([text("0_a"), text("0_b")].into());
        for form in [
            text("sview:0_a/0_b,list:*"),
            Value::List([text("sview:0_a/0_b"), text("list:*")].into()),
            Value::List([Value::List([text("sview"), values()].into()), text("list:*")].into()),
            Value::List(
                [
                    Value::Map(
                        [("name".into(), text("sview")), ("values".into(), values())].into(),
                    ),
                    text("list:*"),
                ]
                .into(),
            ),
            Value::Map([("sview".into(), values()), ("list".into(), text("*"))].into()),
        ] {
            assert_eq!(privileges_from_value(form).unwrap().to_string(), "sview:0_a/0_b,list:*");
        }
        let flag = Value::Map([("disableentitlement".into(), Value::Bool(true))].into());
        assert_eq!(privileges_from_value(flag).unwrap().to_string(), "disableentitlement");
    }

    #[test]
    fn wrong_values_name_their_field() {
        let mut options = SessionOptions::default();
        for (name, value, code, message) in [
            (
                "user_id",
                Value::Int(5),
                ErrorCode::InvalidUserId,
                "user_id: must be text, not an integer",
            ),
            ("expiry", text("x"), ErrorCode::InvalidExpiry, "expiry: must be an integer, not text"),
            (
                "expiry",
                Value::BigInt,
                ErrorCode::InvalidExpiry,
                "expiry: must fit 64 bits; this integer is larger",
            ),
            (
                "anonymous",
                Value::Int(1),
                ErrorCode::InvalidUserId,
                "anonymous: must be true or false, not an integer",
            ),
            (
                "userid",
                Value::Null,
                ErrorCode::UnknownOption,
                "unknown option \"userid\" (did you mean user_id?); valid options are: user_id, type, expiry, expires_at, privileges, version, master_partner_id, additional_data, anonymous",
            ),
        ] {
            let error = options.set(name, value).unwrap_err();
            assert_eq!((error.code(), &*error.to_string()), (code, message));
        }
        for value in [Value::Bool(false), Value::Float(1.5), Value::Other("a dog".into())] {
            let map = Value::Map([("sview".into(), value)].into());
            assert_eq!(privileges_from_value(map).unwrap_err().code(), ErrorCode::InvalidPrivilege);
        }
    }

    #[test]
    fn partner_ids_may_be_decimal_text() {
        assert_eq!(text("102").into_partner_id(), Ok(Some(102)));
        assert_eq!(Value::Int(102).into_partner_id(), Ok(Some(102)));
        assert_eq!(text("0102").into_partner_id().unwrap_err().code(), ErrorCode::InvalidPartnerId);
    }
}
