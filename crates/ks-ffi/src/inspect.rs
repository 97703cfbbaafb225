//! Inspecting KSs without a secret.

use std::ffi::c_char;

use ks_core::{Unverified, inspect};

use crate::error::kks_error;
use crate::fields::{
    Fields, KKS_FIELD_ENCRYPTED_BYTES, KKS_FIELD_IS_TRUNCATED, KKS_FIELD_PARTNER_ID,
    KKS_FIELD_VERSION, KKS_RAW_ADDITIONAL_DATA, KKS_RAW_MASTER_PARTNER_ID, KKS_RAW_PARTNER_ID,
    KKS_RAW_PRIVILEGES, KKS_RAW_RAND, KKS_RAW_TYPE, KKS_RAW_USER, KKS_RAW_VALID_UNTIL, Value,
    count, number, text,
};
use crate::status::kks_status;

/// The parts of a KS that are readable without a secret. Nothing is verified.
pub struct kks_unverified {
    _opaque: [u8; 0],
}

opaque!(kks_unverified, Unverified);

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

/// Reads a KS without a secret. Nothing in the result is verified: anyone can
/// write such a text. Free the result with kks_unverified_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_inspect(
    ks: *const c_char,
    ks_length: usize,
    unverified: *mut *mut kks_unverified,
    error: *mut *mut kks_error,
) -> kks_status {
    ffi_call!(error, |caller| {
        let ks = caller.ks(ks, ks_length)?;
        caller.write_result("unverified", unverified, || inspect(ks))
    })
}

/// Gets a text field of an inspected KS: KKS_FIELD_PARTNER_ID (the same as
/// KKS_RAW_PARTNER_ID), and the claims of a v1 KS: KKS_RAW_VALID_UNTIL, _TYPE,
/// _RAND, _USER, _PRIVILEGES, _MASTER_PARTNER_ID, _ADDITIONAL_DATA.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_unverified_text(
    unverified: *const kks_unverified,
    field: i32,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> kks_status {
    ffi_call!(|caller| {
        let unverified = caller.borrow_handle("unverified", unverified)?;
        caller.write_text_field(unverified, field, (buffer, capacity, length))
    })
}

/// Gets a number field of an inspected KS: KKS_FIELD_VERSION, _PARTNER_ID,
/// _ENCRYPTED_BYTES, _IS_TRUNCATED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_unverified_number(
    unverified: *const kks_unverified,
    field: i32,
    number: *mut i64,
) -> kks_status {
    ffi_call!(|caller| {
        let unverified = caller.borrow_handle("unverified", unverified)?;
        caller.write_number_field(unverified, field, number)
    })
}

/// Frees an inspected KS. Accepts NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_unverified_free(unverified: *mut kks_unverified) -> kks_status {
    ffi_call!(|caller| caller.free(unverified))
}
