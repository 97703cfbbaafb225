//! Verifying KSs for a service.

use std::ffi::c_char;

use ks_core::{SessionType, Verified, VerifyOptions};

use crate::error::kks_error;
use crate::fields::{
    Fields, KKS_FIELD_ADDITIONAL_DATA, KKS_FIELD_EXPIRES_AT, KKS_FIELD_GROUP_HASH,
    KKS_FIELD_IS_ADMIN, KKS_FIELD_IS_ANONYMOUS, KKS_FIELD_MASTER_PARTNER_ID, KKS_FIELD_PARTNER_ID,
    KKS_FIELD_PRIVILEGES, KKS_FIELD_SECRET_INDEX, KKS_FIELD_SESSION_HASH, KKS_FIELD_TYPE,
    KKS_FIELD_USER_ID, KKS_FIELD_VERSION, KKS_LIST_PRIVILEGES, KKS_LIST_VALUES, Value, count,
    number, text,
};
use crate::input::{clock, partner};
use crate::keyring::kks_keyring;
use crate::list::{ListEntry, flatten_values, kks_list};
use crate::status::{KKS_INVALID_ARGUMENT, kks_status};
use crate::structs::kks_verify_options;

/// A KS that kks_verify accepted.
pub struct kks_verified {
    _opaque: [u8; 0],
}

opaque!(kks_verified, Verified);

impl Fields for Verified {
    fn text(&self, field: i32) -> Option<Value<'_>> {
        Some(match field {
            KKS_FIELD_PARTNER_ID => text(Some(self.partner_id().to_string())),
            KKS_FIELD_USER_ID => text(self.user_id()),
            KKS_FIELD_PRIVILEGES => text(Some(self.privileges().to_string())),
            KKS_FIELD_ADDITIONAL_DATA => text(self.additional_data()),
            KKS_FIELD_SESSION_HASH => text(Some(self.session_hash())),
            KKS_FIELD_GROUP_HASH => text(self.group_hash()),
            _ => return None,
        })
    }

    fn number(&self, field: i32) -> Option<Value<'_>> {
        Some(match field {
            KKS_FIELD_VERSION => number(Some(self.version().number())),
            KKS_FIELD_PARTNER_ID => number(Some(self.partner_id())),
            KKS_FIELD_TYPE => number(Some(self.session_type().number())),
            KKS_FIELD_EXPIRES_AT => number(Some(self.expires_at())),
            KKS_FIELD_IS_ADMIN => number(Some(self.session_type() == SessionType::Admin)),
            KKS_FIELD_IS_ANONYMOUS => number(Some(self.is_anonymous())),
            KKS_FIELD_MASTER_PARTNER_ID => number(self.master_partner_id()),
            KKS_FIELD_SECRET_INDEX => count(self.secret_index()),
            _ => return None,
        })
    }
}

/// Verifies a KS for a service, or returns the reason for rejecting it. The
/// checks are stricter than the server's. Free the result with
/// kks_verified_free.
///
/// A verified KS may still be anonymous: anyone can obtain a widget session.
/// Check KKS_FIELD_IS_ANONYMOUS if you need a user.
///
/// This function cannot tell whether a session was revoked. If you keep a list
/// of revoked sessions, look up KKS_FIELD_SESSION_HASH and KKS_FIELD_GROUP_HASH
/// in it. Count the actions of a session with an actionslimit privilege by its
/// KKS_FIELD_SESSION_HASH, never by the text of the KS, because one session has
/// many texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_verify(
    keyring: *const kks_keyring,
    ks: *const c_char,
    ks_length: usize,
    options: *const kks_verify_options,
    verified: *mut *mut kks_verified,
    error: *mut *mut kks_error,
) -> kks_status {
    ffi_call!(error, |caller| {
        let keyring = caller.borrow_handle("keyring", keyring)?;
        let input = caller.read_struct("options", options)?;
        let ks = caller.ks(ks, ks_length)?;
        let required = caller.pairs("required", input.required, input.required_count)?;
        let now = clock(input.now)?;
        let mut options = VerifyOptions::new(partner(input.partner_id)?, now).required(&required);
        let address = (input.remote_addr, input.remote_addr_length);
        if let Some(address) = caller.optional_text("remote_addr", address.0, address.1)? {
            options = options.remote_addr(address);
        }
        let uri = caller.request_uri(input.request_uri, input.request_uri_length)?;
        if let Some(uri) = &uri {
            options = options.request_uri(uri);
        }
        caller.write_result("verified", verified, || keyring.verify(ks, &options))
    })
}

/// Gets a text field of a verified KS: KKS_FIELD_PARTNER_ID, _USER_ID,
/// _PRIVILEGES, _ADDITIONAL_DATA, _SESSION_HASH, _GROUP_HASH.
///
/// KKS_NO_VALUE leaves the buffer unchanged. Check the status, or you will read
/// stale buffer contents as the user id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_verified_text(
    verified: *const kks_verified,
    field: i32,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> kks_status {
    ffi_call!(|caller| {
        let verified = caller.borrow_handle("verified", verified)?;
        caller.write_text_field(verified, field, (buffer, capacity, length))
    })
}

/// Gets a number field of a verified KS: KKS_FIELD_VERSION, _PARTNER_ID, _TYPE,
/// _EXPIRES_AT, _MASTER_PARTNER_ID, _SECRET_INDEX, _IS_ADMIN, _IS_ANONYMOUS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_verified_number(
    verified: *const kks_verified,
    field: i32,
    number: *mut i64,
) -> kks_status {
    ffi_call!(|caller| {
        caller.write_number_field(caller.borrow_handle("verified", verified)?, field, number)
    })
}

/// Gets a list of a verified KS: KKS_LIST_PRIVILEGES or KKS_LIST_VALUES. Free
/// it with kks_list_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_verified_list(
    verified: *const kks_verified,
    which: i32,
    list: *mut *mut kks_list,
) -> kks_status {
    ffi_call!(|caller| {
        let privileges = caller.borrow_handle("verified", verified)?.privileges();
        caller.write_handle("list", list, || {
            Ok(match which {
                KKS_LIST_PRIVILEGES => privileges
                    .iter()
                    .map(|(name, value)| ListEntry::privilege(name.as_bytes(), value.as_bytes()))
                    .collect(),
                KKS_LIST_VALUES => {
                    flatten_values(privileges.to_list().iter().map(|p| (&p.name, &p.values)))
                }
                _ => return Err(KKS_INVALID_ARGUMENT.into()),
            })
        })
    })
}

/// Frees a verified KS. Accepts NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_verified_free(verified: *mut kks_verified) -> kks_status {
    ffi_call!(|caller| caller.free(verified))
}
