//! The fields of results: their numbers, and how they are written.

use std::borrow::Cow;
use std::ffi::c_char;

use ks_core::RawValue;

use crate::boundary::{Caller, Failure};
use crate::status::{KKS_ARRAY_VALUE, KKS_INVALID_ARGUMENT, KKS_NO_VALUE};

/// The KS version, 1 or 2. Number.
pub const KKS_FIELD_VERSION: i32 = 1;
/// The partner id. Text, as the KS spells it; and number, if it is in canonical
/// form.
pub const KKS_FIELD_PARTNER_ID: i32 = 2;
/// The session type, KKS_USER or KKS_ADMIN. Number.
pub const KKS_FIELD_TYPE: i32 = 3;
/// The end in Unix seconds. Number.
pub const KKS_FIELD_EXPIRES_AT: i32 = 4;
/// The user id. Text. An anonymous session has no value.
pub const KKS_FIELD_USER_ID: i32 = 5;
/// The privileges in Kaltura's notation. Text.
pub const KKS_FIELD_PRIVILEGES: i32 = 6;
/// The partner that acts on behalf of this one. Number.
pub const KKS_FIELD_MASTER_PARTNER_ID: i32 = 7;
/// The additional data. Text.
pub const KKS_FIELD_ADDITIONAL_DATA: i32 = 8;
/// The session hash, 40 hex digits, which is the same for every spelling of the
/// KS. Text.
pub const KKS_FIELD_SESSION_HASH: i32 = 9;
/// The hash of the group that the sessionid privilege puts the session in. Text.
pub const KKS_FIELD_GROUP_HASH: i32 = 10;
/// The index of the secret that signed the KS, counted from 0. Number.
pub const KKS_FIELD_SECRET_INDEX: i32 = 11;
/// 1 if the KS is in canonical form, which kks_verify requires, 0 otherwise.
/// Number.
pub const KKS_FIELD_IS_CANONICAL: i32 = 12;
/// 1 if the server treats the session as an ADMIN session. Number.
pub const KKS_FIELD_IS_ADMIN: i32 = 13;
/// 1 if the server treats the session as a widget session. Number.
pub const KKS_FIELD_IS_WIDGET: i32 = 14;
/// 1 if the session has no user, or the user 0 that widget sessions carry.
/// Number.
pub const KKS_FIELD_IS_ANONYMOUS: i32 = 15;
/// The text that the signature covers. Text.
pub const KKS_FIELD_SIGNED_TEXT: i32 = 16;
/// The number of encrypted bytes of a v2 KS. Number.
pub const KKS_FIELD_ENCRYPTED_BYTES: i32 = 17;
/// 1 if a v2 KS is certainly truncated. Number.
pub const KKS_FIELD_IS_TRUNCATED: i32 = 18;
/// The server's status. Number (1 is OK), and text ("OK").
pub const KKS_FIELD_STATUS: i32 = 19;
/// The API error that a client would see, such as "INVALID_KS". Text. No value
/// if the KS is accepted.
pub const KKS_FIELD_API_ERROR: i32 = 20;
/// The reason, in a sentence. Text.
pub const KKS_FIELD_REASON: i32 = 21;
/// 1 if Kaltura would accept the KS. Number.
pub const KKS_FIELD_IS_ACCEPTED: i32 = 22;
/// The code of one of Kaltura's error answers in the text, such as
/// "SERVICE_FORBIDDEN". Text. No value if the text contains no such answer.
pub const KKS_FIELD_ANSWER_CODE: i32 = 23;
/// The inner status of the answer INVALID_KS, such as "EXPIRED". Text.
pub const KKS_FIELD_ANSWER_STATUS: i32 = 24;
/// The server's message in the answer. Text.
pub const KKS_FIELD_ANSWER_MESSAGE: i32 = 25;
/// What the answer means for the KS. Text.
pub const KKS_FIELD_ANSWER_MEANING: i32 = 26;
/// What to check or change after the answer. Text.
pub const KKS_FIELD_ANSWER_CHECK: i32 = 27;

/// The partner id as the server stores it. Text, like every KKS_RAW_ field.
pub const KKS_RAW_PARTNER_ID: i32 = 101;
/// v1: the second part, which the server ignores.
pub const KKS_RAW_PARTNER_PATTERN: i32 = 102;
/// The expiry.
pub const KKS_RAW_VALID_UNTIL: i32 = 103;
/// The type.
pub const KKS_RAW_TYPE: i32 = 104;
/// v1: the rand part. v2: the nonce in hex.
pub const KKS_RAW_RAND: i32 = 105;
/// The user id.
pub const KKS_RAW_USER: i32 = 106;
/// The privileges.
pub const KKS_RAW_PRIVILEGES: i32 = 107;
/// The master partner id.
pub const KKS_RAW_MASTER_PARTNER_ID: i32 = 108;
/// The additional data.
pub const KKS_RAW_ADDITIONAL_DATA: i32 = 109;

/// Each privilege with its value, in which '/' separates several values.
pub const KKS_LIST_PRIVILEGES: i32 = 1;
/// One entry for each value of each privilege, and one for a privilege without a
/// value.
pub const KKS_LIST_VALUES: i32 = 2;
/// Each deviation from the canonical form: a code and a message.
pub const KKS_LIST_WARNINGS: i32 = 3;
/// Like KKS_LIST_VALUES, but split at every '/' as the server does, also inside
/// URIs.
pub const KKS_LIST_SERVER_VALUES: i32 = 4;
/// What Kaltura's answer depends on, and which calls Kaltura is likely to refuse:
/// a code and a message.
pub const KKS_LIST_ADVICE: i32 = 5;
/// For each privilege of request->can, the server's rule that decides about it,
/// such as "admin_passes", and the reason.
pub const KKS_LIST_GRANT_REASONS: i32 = 6;

/// The value of a field.
pub(crate) enum Value<'a> {
    None,
    Array,
    Text(Cow<'a, [u8]>),
    Number(i64),
}

/// A result with fields, by their numbers in `ks.h`. The methods return `None`
/// for a number that is not such a field of this result.
pub(crate) trait Fields {
    fn text(&self, field: i32) -> Option<Value<'_>>;
    fn number(&self, field: i32) -> Option<Value<'_>>;
}

impl Caller<'_> {
    /// Writes a text field to the caller's buffer.
    pub(crate) fn write_text_field<R: Fields>(
        self,
        result: &R,
        field: i32,
        (buffer, capacity, length): (*mut c_char, usize, *mut usize),
    ) -> Result<(), Failure> {
        match result.text(field) {
            Some(Value::Text(text)) => self.write_text(buffer, capacity, length, &text),
            other => Err(status_for_missing(other)),
        }
    }

    /// Writes a number field to the caller's variable.
    pub(crate) fn write_number_field<R: Fields>(
        self,
        result: &R,
        field: i32,
        number: *mut i64,
    ) -> Result<(), Failure> {
        match result.number(field) {
            Some(Value::Number(value)) => self.write_value("number", number, value),
            other => Err(status_for_missing(other)),
        }
    }
}

#[cold]
fn status_for_missing(value: Option<Value<'_>>) -> Failure {
    match value {
        Some(Value::Array) => KKS_ARRAY_VALUE.into(),
        Some(_) => KKS_NO_VALUE.into(),
        None => KKS_INVALID_ARGUMENT.into(),
    }
}

impl<'a> From<RawValue<'a>> for Value<'a> {
    fn from(value: RawValue<'a>) -> Self {
        match value {
            RawValue::Null => Value::None,
            RawValue::Array => Value::Array,
            RawValue::Text(text) => Value::Text(text),
        }
    }
}

/// Converts text that may be missing.
pub(crate) fn text<'a>(text: Option<impl Into<Cow<'a, str>>>) -> Value<'a> {
    match text.map(Into::into) {
        None => Value::None,
        Some(Cow::Borrowed(text)) => Value::Text(Cow::Borrowed(text.as_bytes())),
        Some(Cow::Owned(text)) => Value::Text(Cow::Owned(text.into_bytes())),
    }
}

/// Converts a number that may be missing.
pub(crate) fn number(number: Option<impl Into<i64>>) -> Value<'static> {
    number.map_or(Value::None, |number| Value::Number(number.into()))
}

/// Converts a count.
pub(crate) fn count(count: usize) -> Value<'static> {
    number(i64::try_from(count).ok())
}
