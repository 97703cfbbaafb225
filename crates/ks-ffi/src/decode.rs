//! Decoding KSs as the server does.

use std::ffi::c_char;

use ks_core::{Decoded, RawValue};

use crate::error::kks_error;
use crate::fields::{
    Fields, KKS_FIELD_ADDITIONAL_DATA, KKS_FIELD_EXPIRES_AT, KKS_FIELD_GROUP_HASH,
    KKS_FIELD_IS_ADMIN, KKS_FIELD_IS_ANONYMOUS, KKS_FIELD_IS_CANONICAL, KKS_FIELD_IS_WIDGET,
    KKS_FIELD_MASTER_PARTNER_ID, KKS_FIELD_PARTNER_ID, KKS_FIELD_PRIVILEGES,
    KKS_FIELD_SECRET_INDEX, KKS_FIELD_SESSION_HASH, KKS_FIELD_SIGNED_TEXT, KKS_FIELD_TYPE,
    KKS_FIELD_USER_ID, KKS_FIELD_VERSION, KKS_LIST_PRIVILEGES, KKS_LIST_SERVER_VALUES,
    KKS_LIST_VALUES, KKS_LIST_WARNINGS, KKS_RAW_ADDITIONAL_DATA, KKS_RAW_MASTER_PARTNER_ID,
    KKS_RAW_PARTNER_ID, KKS_RAW_PARTNER_PATTERN, KKS_RAW_PRIVILEGES, KKS_RAW_RAND, KKS_RAW_TYPE,
    KKS_RAW_USER, KKS_RAW_VALID_UNTIL, Value, count, number, text,
};
use crate::input::clock;
use crate::keyring::kks_keyring;
use crate::list::{ListEntry, advice_entries, flatten_values, kks_list};
use crate::status::{KKS_INVALID_ARGUMENT, KKS_NULL_ARGUMENT, kks_status};

/// A KS with a valid signature, as the server reads it. It may be expired,
/// restricted or not canonical. Never use it for access control; use
/// kks_verify.
pub struct kks_decoded {
    _opaque: [u8; 0],
}

opaque!(kks_decoded, Decoded);

impl Fields for Decoded {
    fn text(&self, field: i32) -> Option<Value<'_>> {
        Some(match field {
            KKS_FIELD_PARTNER_ID => Value::Text(self.partner_text().into()),
            KKS_FIELD_USER_ID => text(self.user_id()),
            KKS_FIELD_PRIVILEGES => Value::Text(self.privileges_text()),
            KKS_FIELD_ADDITIONAL_DATA => text(self.additional_data()),
            KKS_FIELD_SESSION_HASH => text(Some(self.session_hash())),
            KKS_FIELD_GROUP_HASH => text(self.group_hash()),
            KKS_FIELD_SIGNED_TEXT => Value::Text(self.signed_text().into()),
            KKS_RAW_PARTNER_ID => self.raw_fields().partner_id.into(),
            KKS_RAW_PARTNER_PATTERN => self.raw_fields().partner_pattern.into(),
            KKS_RAW_VALID_UNTIL => self.raw_fields().valid_until.into(),
            KKS_RAW_TYPE => self.raw_fields().session_type.into(),
            KKS_RAW_RAND => self.raw_fields().rand.into(),
            KKS_RAW_USER => self.raw_fields().user.into(),
            KKS_RAW_PRIVILEGES => self.raw_fields().privileges.into(),
            KKS_RAW_MASTER_PARTNER_ID => self.raw_fields().master_partner_id.into(),
            KKS_RAW_ADDITIONAL_DATA => self.raw_fields().additional_data.into(),
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

/// Checks the signature of a KS and decodes its fields as the server does. It
/// accepts whatever the server accepts, including expired and non-canonical
/// KSs, so use kks_verify for access control. Free the result with
/// kks_decoded_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_decode(
    keyring: *const kks_keyring,
    ks: *const c_char,
    ks_length: usize,
    decoded: *mut *mut kks_decoded,
    error: *mut *mut kks_error,
) -> kks_status {
    ffi_call!(error, |caller| {
        let keyring = caller.borrow_handle("keyring", keyring)?;
        let ks = caller.ks(ks, ks_length)?;
        caller.write_result("decoded", decoded, || keyring.decode(ks))
    })
}

/// Gets a text field of a decoded KS: KKS_FIELD_PARTNER_ID (as the KS spells
/// it), _USER_ID, _PRIVILEGES, _ADDITIONAL_DATA, _SESSION_HASH, _GROUP_HASH,
/// _SIGNED_TEXT, or any KKS_RAW_ field.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_decoded_text(
    decoded: *const kks_decoded,
    field: i32,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> kks_status {
    ffi_call!(|caller| {
        let decoded = caller.borrow_handle("decoded", decoded)?;
        caller.write_text_field(decoded, field, (buffer, capacity, length))
    })
}

/// Gets a number field of a decoded KS: KKS_FIELD_VERSION, _PARTNER_ID, _TYPE,
/// _EXPIRES_AT, _MASTER_PARTNER_ID, _SECRET_INDEX, _IS_CANONICAL, _IS_ADMIN,
/// _IS_WIDGET, _IS_ANONYMOUS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_decoded_number(
    decoded: *const kks_decoded,
    field: i32,
    number: *mut i64,
) -> kks_status {
    ffi_call!(|caller| {
        caller.write_number_field(caller.borrow_handle("decoded", decoded)?, field, number)
    })
}

/// Gets a list of a decoded KS: KKS_LIST_PRIVILEGES, _VALUES, _WARNINGS or
/// _SERVER_VALUES. Free it with kks_list_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_decoded_list(
    decoded: *const kks_decoded,
    which: i32,
    list: *mut *mut kks_list,
) -> kks_status {
    ffi_call!(|caller| {
        let decoded = caller.borrow_handle("decoded", decoded)?;
        caller.write_handle("list", list, || {
            Ok(match which {
                KKS_LIST_PRIVILEGES => {
                    let entry = |(name, value)| ListEntry::privilege(name, value);
                    decoded.privileges().map(entry).collect()
                }
                KKS_LIST_VALUES => flatten_values(decoded.privilege_values()),
                KKS_LIST_WARNINGS => advice_entries(&decoded.warnings()),
                KKS_LIST_SERVER_VALUES => {
                    let parsed = decoded.raw_fields().parsed_privileges;
                    flatten_values(parsed.iter().map(|(name, values)| {
                        let bytes = |value| RawValue::as_bytes(value).unwrap_or_default();
                        (bytes(name), values.iter().map(bytes).collect::<Vec<_>>())
                    }))
                }
                _ => return Err(KKS_INVALID_ARGUMENT.into()),
            })
        })
    })
}

/// Returns advice on a decoded KS, like kks_lint. now is the current time in
/// Unix seconds, or KKS_UNSET for the system clock.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_decoded_lint(
    decoded: *const kks_decoded,
    now: i64,
    advice: *mut *mut kks_list,
) -> kks_status {
    ffi_call!(|caller| {
        let decoded = caller.borrow_handle("decoded", decoded)?;
        let now = clock(now)?;
        caller.write_handle("advice", advice, || Ok(advice_entries(&decoded.lint(now))))
    })
}

/// Sets *granted to 1 if the server would allow what the privilege is for, by
/// its own rules, and to 0 otherwise. value may be NULL. The rules are lenient:
/// use this to predict Kaltura's answer, and kks_verify for access control.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_decoded_grants(
    decoded: *const kks_decoded,
    name: *const c_char,
    name_length: usize,
    value: *const c_char,
    value_length: usize,
    granted: *mut i32,
) -> kks_status {
    ffi_call!(|caller| {
        let decoded = caller.borrow_handle("decoded", decoded)?;
        let name = caller.optional_plain_text("name", name, name_length)?;
        let name = name.ok_or(KKS_NULL_ARGUMENT)?;
        let value = caller.optional_plain_text("value", value, value_length)?;
        caller.write_value("granted", granted, i32::from(decoded.grants(name, value)))
    })
}

/// Frees a decoded KS. Accepts NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_decoded_free(decoded: *mut kks_decoded) -> kks_status {
    ffi_call!(|caller| caller.free(decoded))
}
