//! Reading KSs.

use std::borrow::Cow;
use std::ffi::{CString, c_char};
use std::ptr;

use ks_core::{
    Decoded, Expected, Explanation, Keyring, Request, ServerValue, SessionHashes, SessionType,
    Unverified, Verified, explain, inspect,
};

use crate::border::{Caller, Entry};
use crate::error::{Failure, kks_error};
use crate::input::{KKS_NUL_TERMINATED, Pairs, clock, kks_expected, kks_request, partner};
use crate::list::{Row, each_value, kks_list, rows};
use crate::status::{
    KKS_ARRAY_VALUE, KKS_INVALID_ARGUMENT, KKS_NO_VALUE, KKS_NULL_ARGUMENT, kks_status,
};

/// The format, 1 or 2: number.
pub const KKS_FIELD_VERSION: i32 = 1;
/// The partner: number, where it is a plain one; text, as the KS spells it.
pub const KKS_FIELD_PARTNER_ID: i32 = 2;
/// KKS_USER or KKS_ADMIN: number.
pub const KKS_FIELD_TYPE: i32 = 3;
/// The end in Unix seconds: number.
pub const KKS_FIELD_EXPIRES_AT: i32 = 4;
/// The user: text. No value in an anonymous session.
pub const KKS_FIELD_USER_ID: i32 = 5;
/// The privileges in Kaltura's notation: text.
pub const KKS_FIELD_PRIVILEGES: i32 = 6;
/// The partner that acts for this one: number.
pub const KKS_FIELD_MASTER_PARTNER_ID: i32 = 7;
/// Free text: text.
pub const KKS_FIELD_ADDITIONAL_DATA: i32 = 8;
/// What identifies the session, however its KS is spelled, 40 hex digits: text.
pub const KKS_FIELD_SESSION_HASH: i32 = 9;
/// What identifies its sessionid group: text.
pub const KKS_FIELD_SESSION_ID_HASH: i32 = 10;
/// Which secret of the keyring signed it, counted from 0: number.
pub const KKS_FIELD_SECRET_INDEX: i32 = 11;
/// 1 if kks_verify could take it, 0 if it is written oddly: number.
pub const KKS_FIELD_IS_CANONICAL: i32 = 12;
/// 1 if the server takes it for an admin's: number.
pub const KKS_FIELD_IS_ADMIN: i32 = 13;
/// 1 if the server takes it for a widget's: number.
pub const KKS_FIELD_IS_WIDGET: i32 = 14;
/// 1 if it has no user, or the user 0 (widget sessions): number.
pub const KKS_FIELD_IS_ANONYMOUS: i32 = 15;
/// What the signature covers: text.
pub const KKS_FIELD_SIGNED_TEXT: i32 = 16;
/// v2: how many bytes are encrypted: number.
pub const KKS_FIELD_ENCRYPTED_BYTES: i32 = 17;
/// 1 if a v2 KS was certainly cut: number.
pub const KKS_FIELD_IS_TRUNCATED: i32 = 18;
/// The server's status: number (1 is OK), and text ("OK").
pub const KKS_FIELD_STATUS: i32 = 19;
/// The API error that a client would see, such as "INVALID_KS": text. No value
/// when the KS is accepted.
pub const KKS_FIELD_API_ERROR: i32 = 20;
/// Why, in a sentence: text.
pub const KKS_FIELD_REASON: i32 = 21;

/// The partner, as the server holds it: text, as all of KKS_RAW_...
pub const KKS_RAW_PARTNER_ID: i32 = 101;
/// v1: part 1, which nobody reads.
pub const KKS_RAW_PARTNER_PATTERN: i32 = 102;
/// The expiry.
pub const KKS_RAW_VALID_UNTIL: i32 = 103;
/// The type.
pub const KKS_RAW_TYPE: i32 = 104;
/// v1: the rand part. v2: the random block in hex.
pub const KKS_RAW_RAND: i32 = 105;
/// The user.
pub const KKS_RAW_USER: i32 = 106;
/// The privileges.
pub const KKS_RAW_PRIVILEGES: i32 = 107;
/// The master partner.
pub const KKS_RAW_MASTER_PARTNER_ID: i32 = 108;
/// The additional data.
pub const KKS_RAW_ADDITIONAL_DATA: i32 = 109;

/// The privileges: name with value text, in which '/' separates values.
pub const KKS_LIST_PRIVILEGES: i32 = 1;
/// The privileges with each of their values: the name once for each of them.
pub const KKS_LIST_VALUES: i32 = 2;
/// Each way in which the KS is not written as it should be: code with sentence.
pub const KKS_LIST_WARNINGS: i32 = 3;
/// KKS_LIST_VALUES as the server parses them, which tears URIs apart at every '/'.
pub const KKS_LIST_SERVER_VALUES: i32 = 4;

/// The admin secrets of one partner, in the order in which they are tried: more
/// than one for the time of a rotation. Threads may share it without a lock.
pub struct kks_keyring {
    _opaque: [u8; 0],
}

/// A KS whose signature was checked, as the server sees it. It may be expired,
/// restricted or odd: it is for people. Do not let anybody in by it.
pub struct kks_decoded {
    _opaque: [u8; 0],
}

/// A KS that kks_verify accepted.
pub struct kks_verified {
    _opaque: [u8; 0],
}

/// What a KS shows without a secret. Nothing of it is verified.
pub struct kks_unverified {
    _opaque: [u8; 0],
}

/// What Kaltura would answer to a KS, and why.
pub struct kks_explanation {
    _opaque: [u8; 0],
}

opaque!(kks_keyring, Keyring);
opaque!(kks_decoded, Decoded);
opaque!(kks_verified, Verified);
opaque!(kks_unverified, Unverified);
opaque!(kks_explanation, Explanation);

impl<'call> Caller<'call> {
    fn secrets(
        self,
        secrets: *const *const c_char,
        lengths: *const usize,
        count: usize,
    ) -> Result<Vec<&'call [u8]>, Failure> {
        let secrets = self.array("secrets", secrets, count)?;
        let lengths = if lengths.is_null() { &[] } else { self.array("lengths", lengths, count)? };
        let each = secrets.iter().enumerate().map(|(i, &secret)| {
            let length = lengths.get(i).copied().unwrap_or(KKS_NUL_TERMINATED);
            self.bytes(Entry("secrets", i, ""), secret, length)
        });
        each.collect()
    }

    /// A field of something that was read.
    fn field_text<R: Fields>(
        self,
        read: &R,
        field: i32,
        (buffer, capacity, length): (*mut c_char, usize, *mut usize),
    ) -> Result<(), Failure> {
        match read.text(field) {
            Some(Value::Text(text)) => self.fill(buffer, capacity, length, &text),
            other => Err(missing(other)),
        }
    }

    fn field_number<R: Fields>(
        self,
        read: &R,
        field: i32,
        number: *mut i64,
    ) -> Result<(), Failure> {
        match read.number(field) {
            Some(Value::Number(value)) => self.put("number", number, value),
            other => Err(missing(other)),
        }
    }
}

#[cold]
fn missing(value: Option<Value<'_>>) -> Failure {
    match value {
        Some(Value::Array) => KKS_ARRAY_VALUE.into(),
        Some(_) => KKS_NO_VALUE.into(),
        None => KKS_INVALID_ARGUMENT.into(),
    }
}

/// The value of a field.
enum Value<'a> {
    None,
    Array,
    Text(Cow<'a, [u8]>),
    Number(i64),
}

/// Something that was read, with fields by their numbers in `ks.h`. `None` for
/// a number that is no such field of it.
trait Fields {
    fn text(&self, field: i32) -> Option<Value<'_>>;
    fn number(&self, field: i32) -> Option<Value<'_>>;
}

impl<'a> From<ServerValue<'a>> for Value<'a> {
    fn from(value: ServerValue<'a>) -> Self {
        match value {
            ServerValue::Null => Value::None,
            ServerValue::Array => Value::Array,
            ServerValue::Text(text) => Value::Text(text),
        }
    }
}

fn text<'a>(text: Option<impl Into<Cow<'a, str>>>) -> Value<'a> {
    match text.map(Into::into) {
        None => Value::None,
        Some(Cow::Borrowed(text)) => Value::Text(Cow::Borrowed(text.as_bytes())),
        Some(Cow::Owned(text)) => Value::Text(Cow::Owned(text.into_bytes())),
    }
}

fn number(number: Option<impl Into<i64>>) -> Value<'static> {
    number.map_or(Value::None, |number| Value::Number(number.into()))
}

/// A count: far below the largest number.
fn count(count: usize) -> Value<'static> {
    number(i64::try_from(count).ok())
}

impl Fields for Decoded {
    fn text(&self, field: i32) -> Option<Value<'_>> {
        Some(match field {
            KKS_FIELD_PARTNER_ID => Value::Text(self.partner_text().into()),
            KKS_FIELD_USER_ID => text(self.user_id()),
            KKS_FIELD_PRIVILEGES => Value::Text(self.privileges_text()),
            KKS_FIELD_ADDITIONAL_DATA => text(self.additional_data()),
            KKS_FIELD_SESSION_HASH => text(Some(self.session_hash())),
            KKS_FIELD_SESSION_ID_HASH => text(self.session_id_hash()),
            KKS_FIELD_SIGNED_TEXT => Value::Text(self.real_string().into()),
            KKS_RAW_PARTNER_ID => self.server().partner_id.into(),
            KKS_RAW_PARTNER_PATTERN => self.server().partner_pattern.into(),
            KKS_RAW_VALID_UNTIL => self.server().valid_until.into(),
            KKS_RAW_TYPE => self.server().session_type.into(),
            KKS_RAW_RAND => self.server().rand.into(),
            KKS_RAW_USER => self.server().user.into(),
            KKS_RAW_PRIVILEGES => self.server().privileges.into(),
            KKS_RAW_MASTER_PARTNER_ID => self.server().master_partner_id.into(),
            KKS_RAW_ADDITIONAL_DATA => self.server().additional_data.into(),
            _ => return None,
        })
    }

    fn number(&self, field: i32) -> Option<Value<'_>> {
        Some(match field {
            KKS_FIELD_VERSION => number(Some(self.version().number())),
            KKS_FIELD_PARTNER_ID => number(self.partner_id()),
            KKS_FIELD_TYPE => number(self.session_type().map(|t| t.number())),
            KKS_FIELD_EXPIRES_AT => number(self.expires_at()),
            KKS_FIELD_MASTER_PARTNER_ID => number(self.master_partner_id()),
            KKS_FIELD_SECRET_INDEX => count(self.secret_index()),
            KKS_FIELD_IS_CANONICAL => number(Some(self.is_canonical())),
            KKS_FIELD_IS_ADMIN => number(Some(self.is_admin())),
            KKS_FIELD_IS_WIDGET => number(Some(self.is_widget())),
            KKS_FIELD_IS_ANONYMOUS => number(Some(self.is_anonymous())),
            _ => return None,
        })
    }
}

impl Fields for Verified {
    fn text(&self, field: i32) -> Option<Value<'_>> {
        let session = &self.session;
        Some(match field {
            KKS_FIELD_PARTNER_ID => text(Some(self.partner_id.to_string())),
            KKS_FIELD_USER_ID => text(session.user_id.as_deref()),
            KKS_FIELD_PRIVILEGES => text(Some(session.privileges.to_string())),
            KKS_FIELD_ADDITIONAL_DATA => text(session.additional_data.as_deref()),
            KKS_FIELD_SESSION_HASH => text(Some(self.session_hash())),
            KKS_FIELD_SESSION_ID_HASH => text(self.session_id_hash()),
            _ => return None,
        })
    }

    fn number(&self, field: i32) -> Option<Value<'_>> {
        let session = &self.session;
        Some(match field {
            KKS_FIELD_VERSION => number(Some(session.version.number())),
            KKS_FIELD_PARTNER_ID => number(Some(self.partner_id)),
            KKS_FIELD_TYPE => number(Some(session.session_type.number())),
            KKS_FIELD_EXPIRES_AT => number(Some(self.expires_at)),
            KKS_FIELD_IS_ADMIN => number(Some(session.session_type == SessionType::Admin)),
            KKS_FIELD_IS_ANONYMOUS => number(Some(self.is_anonymous())),
            KKS_FIELD_MASTER_PARTNER_ID => number(session.master_partner_id),
            KKS_FIELD_SECRET_INDEX => count(self.secret_index),
            _ => return None,
        })
    }
}

impl Fields for Unverified {
    fn text(&self, field: i32) -> Option<Value<'_>> {
        let claims = self.claims.as_ref();
        Some(match field {
            KKS_FIELD_PARTNER_ID | KKS_RAW_PARTNER_ID => text(Some(&self.partner_text)),
            KKS_RAW_VALID_UNTIL => text(claims.map(|c| &c.valid_until)),
            KKS_RAW_TYPE => text(claims.and_then(|c| c.session_type.as_ref())),
            KKS_RAW_RAND => text(claims.and_then(|c| c.rand.as_ref())),
            KKS_RAW_USER => text(claims.and_then(|c| c.user_id.as_ref())),
            KKS_RAW_PRIVILEGES => text(claims.and_then(|c| c.privileges.as_ref())),
            KKS_RAW_MASTER_PARTNER_ID => text(claims.and_then(|c| c.master_partner_id.as_ref())),
            KKS_RAW_ADDITIONAL_DATA => text(claims.and_then(|c| c.additional_data.as_ref())),
            _ => return None,
        })
    }

    fn number(&self, field: i32) -> Option<Value<'_>> {
        Some(match field {
            KKS_FIELD_VERSION => number(Some(self.version.number())),
            KKS_FIELD_PARTNER_ID => number(self.partner_id),
            KKS_FIELD_ENCRYPTED_BYTES => self.encrypted_bytes.map_or(Value::None, count),
            KKS_FIELD_IS_TRUNCATED => number(Some(self.truncated)),
            _ => return None,
        })
    }
}

impl Fields for Explanation {
    fn text(&self, field: i32) -> Option<Value<'_>> {
        Some(match field {
            KKS_FIELD_STATUS => text(self.status.map(|status| status.name())),
            KKS_FIELD_API_ERROR => text(self.api_error),
            KKS_FIELD_REASON => text(Some(&self.reason)),
            _ => return None,
        })
    }

    fn number(&self, field: i32) -> Option<Value<'_>> {
        (field == KKS_FIELD_STATUS).then(|| number(self.status.map(|status| status.number())))
    }
}

/// Makes a keyring of one admin secret. Free it with kks_keyring_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_keyring_new(
    secret: *const c_char,
    secret_length: usize,
    keyring: *mut *mut kks_keyring,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let secret = caller.bytes("secret", secret, secret_length)?;
        caller.give("keyring", keyring, || Ok(Keyring::new(secret)?))
    })
}

/// Makes a keyring of several secrets, the current one first. lengths may be
/// NULL when every secret ends in NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_keyring_rotating(
    secrets: *const *const c_char,
    lengths: *const usize,
    count: usize,
    keyring: *mut *mut kks_keyring,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let secrets = caller.secrets(secrets, lengths, count)?;
        caller.give("keyring", keyring, || Ok(Keyring::rotating(secrets)?))
    })
}

/// Makes a keyring of any secrets at all, empty ones too, to look into a KS
/// that a careless generator made. kks_verify refuses to use it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_keyring_unchecked(
    secrets: *const *const c_char,
    lengths: *const usize,
    count: usize,
    keyring: *mut *mut kks_keyring,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let secrets = caller.secrets(secrets, lengths, count)?;
        caller.give("keyring", keyring, || Ok(Keyring::unchecked(secrets)))
    })
}

/// Frees a keyring and wipes its secrets. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_keyring_free(keyring: *mut kks_keyring) -> kks_status {
    guarded!(|caller| caller.free(keyring))
}

/// Checks the signature of a KS and reads it as the server does. It takes what
/// the server takes, expired or odd as it may be: a service that lets people in
/// by a KS uses kks_verify. Free it with kks_decoded_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_decode(
    keyring: *const kks_keyring,
    ks: *const c_char,
    ks_length: usize,
    decoded: *mut *mut kks_decoded,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let (keyring, ks) = (caller.open("keyring", keyring)?, caller.ks(ks, ks_length)?);
        caller.give("decoded", decoded, || Ok(keyring.decode(ks)?))
    })
}

/// kks_decode for a server whose PHP reads so many fields (max_input_vars).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_decode_with_limit(
    keyring: *const kks_keyring,
    ks: *const c_char,
    ks_length: usize,
    max_fields: usize,
    decoded: *mut *mut kks_decoded,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let (keyring, ks) = (caller.open("keyring", keyring)?, caller.ks(ks, ks_length)?);
        caller.give("decoded", decoded, || Ok(keyring.decode_with_limit(ks, max_fields)?))
    })
}

/// A text field of a decoded KS: KKS_FIELD_PARTNER_ID (as the KS spells it),
/// _USER_ID, _PRIVILEGES, _ADDITIONAL_DATA, _SESSION_HASH, _SESSION_ID_HASH,
/// _SIGNED_TEXT, or any of KKS_RAW_...
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_decoded_text(
    decoded: *const kks_decoded,
    field: i32,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> kks_status {
    guarded!(|caller| caller.field_text(
        caller.open("decoded", decoded)?,
        field,
        (buffer, capacity, length)
    ))
}

/// A number field of a decoded KS: KKS_FIELD_VERSION, _PARTNER_ID, _TYPE,
/// _EXPIRES_AT, _MASTER_PARTNER_ID, _SECRET_INDEX, _IS_CANONICAL, _IS_ADMIN,
/// _IS_WIDGET, _IS_ANONYMOUS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_decoded_number(
    decoded: *const kks_decoded,
    field: i32,
    number: *mut i64,
) -> kks_status {
    guarded!(|caller| caller.field_number(caller.open("decoded", decoded)?, field, number))
}

/// A list of a decoded KS: one of KKS_LIST_... Free it with kks_list_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_decoded_list(
    decoded: *const kks_decoded,
    which: i32,
    list: *mut *mut kks_list,
) -> kks_status {
    guarded!(|caller| {
        let decoded = caller.open("decoded", decoded)?;
        caller.give("list", list, || {
            Ok(match which {
                KKS_LIST_PRIVILEGES => {
                    decoded.privileges().map(|(name, value)| Row::new(name, some(value))).collect()
                }
                KKS_LIST_VALUES => each_value(decoded.privilege_values()),
                KKS_LIST_WARNINGS => rows(decoded.warnings()),
                KKS_LIST_SERVER_VALUES => {
                    let parsed = decoded.server().parsed_privileges;
                    each_value(parsed.iter().map(|(name, values)| {
                        let bytes = |value| ServerValue::as_bytes(value).unwrap_or_default();
                        (bytes(name), values.iter().map(bytes).collect::<Vec<_>>())
                    }))
                }
                _ => return Err(KKS_INVALID_ARGUMENT.into()),
            })
        })
    })
}

/// Advice on a KS that exists; now is the clock in Unix seconds, or KKS_UNSET.
/// See kks_lint.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_decoded_lint(
    decoded: *const kks_decoded,
    now: i64,
    advice: *mut *mut kks_list,
) -> kks_status {
    guarded!(|caller| {
        let decoded = caller.open("decoded", decoded)?;
        caller.give("advice", advice, || Ok(rows(decoded.lint(clock(now)))))
    })
}

/// The server's own privilege test: *granted becomes 1 or 0. Loose as it is, it
/// explains what Kaltura does; kks_verify is for services. value may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_decoded_grants(
    decoded: *const kks_decoded,
    name: *const c_char,
    name_length: usize,
    value: *const c_char,
    value_length: usize,
    granted: *mut i32,
) -> kks_status {
    guarded!(|caller| {
        let decoded = caller.open("decoded", decoded)?;
        let name = caller.optional_argument("name", name, name_length)?.ok_or(KKS_NULL_ARGUMENT)?;
        let value = caller.optional_argument("value", value, value_length)?;
        caller.put("granted", granted, i32::from(decoded.grants(name, value)))
    })
}

/// Frees a decoded KS. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_decoded_free(decoded: *mut kks_decoded) -> kks_status {
    guarded!(|caller| caller.free(decoded))
}

/// Accepts a KS, or says why not: for services that are handed KSs. Strict
/// where the server is loose. Free the result with kks_verified_free.
///
/// That does not make it somebody's: a widget session, which anybody can get,
/// is such a KS too. Ask for KKS_FIELD_IS_ANONYMOUS where a user is needed.
///
/// A session with actionslimit is counted by the caller, by its
/// KKS_FIELD_SESSION_HASH and never by the text of the KS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_verify(
    keyring: *const kks_keyring,
    ks: *const c_char,
    ks_length: usize,
    expected: *const kks_expected,
    verified: *mut *mut kks_verified,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let keyring = caller.open("keyring", keyring)?;
        let wanted = caller.read("expected", expected)?;
        let ks = caller.ks(ks, ks_length)?;
        let required = caller.pairs("required", wanted.required, wanted.required_count)?;
        let partner_id = partner(wanted.partner_id)?;
        let mut expected = Expected::new(partner_id, clock(wanted.now)).required(&required);
        let address = (wanted.remote_addr, wanted.remote_addr_length);
        if let Some(address) = caller.optional_text("remote_addr", address.0, address.1)? {
            expected = expected.remote_addr(address);
        }
        let uri = (wanted.request_uri, wanted.request_uri_length);
        // Bytes as the client sent them. A KS can only name text.
        let uri = caller.optional_bytes("request_uri", uri.0, uri.1)?;
        let uri = uri.map(String::from_utf8_lossy);
        if let Some(uri) = &uri {
            expected = expected.request_uri(uri);
        }
        let ask = |hashes: &SessionHashes| caller.ask_revoked(&wanted, hashes);
        if wanted.revoked.is_some() {
            expected = expected.revoked(&ask);
        }
        caller.give("verified", verified, || Ok(keyring.verify(ks, &expected)?))
    })
}

/// A text field of a verified KS: KKS_FIELD_PARTNER_ID, _USER_ID, _PRIVILEGES,
/// _ADDITIONAL_DATA, _SESSION_HASH, _SESSION_ID_HASH.
///
/// KKS_NO_VALUE leaves the buffer as it was: without a look at the status, what
/// was in it before is taken for the user.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_verified_text(
    verified: *const kks_verified,
    field: i32,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> kks_status {
    guarded!(|caller| caller.field_text(
        caller.open("verified", verified)?,
        field,
        (buffer, capacity, length)
    ))
}

/// A number field of a verified KS: KKS_FIELD_VERSION, _PARTNER_ID, _TYPE,
/// _EXPIRES_AT, _MASTER_PARTNER_ID, _SECRET_INDEX, _IS_ADMIN, _IS_ANONYMOUS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_verified_number(
    verified: *const kks_verified,
    field: i32,
    number: *mut i64,
) -> kks_status {
    guarded!(|caller| caller.field_number(caller.open("verified", verified)?, field, number))
}

/// A list of a verified KS: KKS_LIST_PRIVILEGES or KKS_LIST_VALUES. Free it
/// with kks_list_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_verified_list(
    verified: *const kks_verified,
    which: i32,
    list: *mut *mut kks_list,
) -> kks_status {
    guarded!(|caller| {
        let privileges = &caller.open("verified", verified)?.session.privileges;
        caller.give("list", list, || {
            Ok(match which {
                KKS_LIST_PRIVILEGES => privileges
                    .iter()
                    .map(|(name, value)| Row::new(name.as_bytes(), some(value.as_bytes())))
                    .collect(),
                KKS_LIST_VALUES => {
                    each_value(privileges.to_list().iter().map(|p| (&p.name, &p.values)))
                }
                _ => return Err(KKS_INVALID_ARGUMENT.into()),
            })
        })
    })
}

/// Frees a verified KS. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_verified_free(verified: *mut kks_verified) -> kks_status {
    guarded!(|caller| caller.free(verified))
}

/// Says what Kaltura would answer to a KS in this request, why, and whether it
/// grants the privileges of request->can. The keyring stands for the partner
/// that the KS names. Whether a session was ended only the server knows.
///
/// A KS that Kaltura refuses is no error here: it is the answer. Free it with
/// kks_explanation_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_explain(
    keyring: *const kks_keyring,
    ks: *const c_char,
    ks_length: usize,
    request: *const kks_request,
    explanation: *mut *mut kks_explanation,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let keyring = caller.open("keyring", keyring)?;
        let asked = caller.read("request", request)?;
        let ks = String::from_utf8_lossy(caller.bytes("ks", ks, ks_length)?);
        let can: Pairs<'_> = caller.pairs("can", asked.can, asked.can_count)?;
        let (address, uri) = (asked.remote_addr_length, asked.request_uri_length);
        let uri = caller.optional_bytes("request_uri", asked.request_uri, uri)?;
        let uri = uri.map(String::from_utf8_lossy); // as for kks_verify
        let request = Request {
            now: clock(asked.now),
            remote_addr: caller.optional_text("remote_addr", asked.remote_addr, address)?,
            request_uri: uri.as_deref(),
        };
        caller.give("explanation", explanation, || Ok(explain(&ks, keyring, &request, can)))
    })
}

/// A text field of an explanation: KKS_FIELD_STATUS, _API_ERROR, _REASON.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_explanation_text(
    explanation: *const kks_explanation,
    field: i32,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> kks_status {
    guarded!(|caller| {
        caller.field_text(
            caller.open("explanation", explanation)?,
            field,
            (buffer, capacity, length),
        )
    })
}

/// A number field of an explanation: KKS_FIELD_STATUS. No value where the server
/// itself fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_explanation_number(
    explanation: *const kks_explanation,
    field: i32,
    number: *mut i64,
) -> kks_status {
    guarded!(|caller| caller.field_number(caller.open("explanation", explanation)?, field, number))
}

/// Whether the privilege request->can[index] is granted: *granted becomes 1 or
/// 0. None is by a KS that is not accepted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_explanation_granted(
    explanation: *const kks_explanation,
    index: usize,
    granted: *mut i32,
) -> kks_status {
    guarded!(|caller| {
        let can = &caller.open("explanation", explanation)?.can;
        let grant = can.get(index).ok_or(KKS_INVALID_ARGUMENT)?;
        caller.put("granted", granted, i32::from(grant.granted))
    })
}

/// The KS itself, if one of the secrets signed it. Free it with
/// kks_decoded_free; it does not need the explanation any more.
///
/// Errors: KKS_NO_VALUE where none of them did.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_explanation_decoded(
    explanation: *const kks_explanation,
    decoded: *mut *mut kks_decoded,
) -> kks_status {
    guarded!(|caller| {
        let explanation = caller.open("explanation", explanation)?;
        caller.give("decoded", decoded, || explanation.decoded.clone().ok_or(KKS_NO_VALUE.into()))
    })
}

/// Frees an explanation. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_explanation_free(explanation: *mut kks_explanation) -> kks_status {
    guarded!(|caller| caller.free(explanation))
}

/// Looks at a KS without a secret. Anybody can write what it finds. Free it with
/// kks_unverified_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_inspect(
    ks: *const c_char,
    ks_length: usize,
    unverified: *mut *mut kks_unverified,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let ks = caller.ks(ks, ks_length)?;
        caller.give("unverified", unverified, || Ok(inspect(ks)?))
    })
}

/// A text field of a KS that was looked at: KKS_FIELD_PARTNER_ID (or
/// KKS_RAW_PARTNER_ID, which is the same), and in v1 what it claims:
/// KKS_RAW_VALID_UNTIL, _TYPE, _RAND, _USER, _PRIVILEGES, _MASTER_PARTNER_ID,
/// _ADDITIONAL_DATA.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_unverified_text(
    unverified: *const kks_unverified,
    field: i32,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> kks_status {
    guarded!(|caller| {
        caller.field_text(caller.open("unverified", unverified)?, field, (buffer, capacity, length))
    })
}

/// A number field of a KS that was looked at: KKS_FIELD_VERSION, _PARTNER_ID,
/// _ENCRYPTED_BYTES, _IS_TRUNCATED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_unverified_number(
    unverified: *const kks_unverified,
    field: i32,
    number: *mut i64,
) -> kks_status {
    guarded!(|caller| caller.field_number(caller.open("unverified", unverified)?, field, number))
}

/// Frees a KS that was looked at. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_unverified_free(unverified: *mut kks_unverified) -> kks_status {
    guarded!(|caller| caller.free(unverified))
}

impl Caller<'_> {
    fn ask_revoked(self, wanted: &kks_expected, hashes: &SessionHashes) -> bool {
        let owned = |text: &str| CString::new(text).unwrap_or_default();
        let session = owned(&hashes.session);
        let group = hashes.session_id.as_deref().map(owned);
        let group = group.as_ref().map_or(ptr::null(), |hash| hash.as_ptr());
        wanted.revoked.is_none_or(|ask| {
            // SAFETY: the caller's function, by the contract of `kks_revoked`.
            unsafe { ask(session.as_ptr(), group, wanted.revoked_context) != 0 }
        })
    }
}

/// A value of a list, where an empty one means none.
fn some(value: &[u8]) -> Option<&[u8]> {
    (!value.is_empty()).then_some(value)
}
