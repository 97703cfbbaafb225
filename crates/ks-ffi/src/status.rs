//! Statuses: a number, a code and a short message for everything that can fail.

use std::ffi::{CStr, CString, c_char};
use std::sync::LazyLock;

use ks_core::ErrorCode;

/// The result of a function that can fail: KKS_OK or another KKS_ constant above.
pub type kks_status = i32;

/// Success.
pub const KKS_OK: i32 = 0;
/// A required pointer is NULL.
pub const KKS_NULL_ARGUMENT: i32 = 1;
/// A handle was already freed or has another type.
pub const KKS_INVALID_HANDLE: i32 = 2;
/// An argument is invalid: an unknown constant or index, an impossible length, a
/// misaligned pointer, text that is not UTF-8, or two mutually exclusive
/// options.
pub const KKS_INVALID_ARGUMENT: i32 = 3;
/// A struct was not initialized by its _init function, or sets a field that this
/// version of the library does not support.
pub const KKS_INVALID_STRUCT: i32 = 4;
/// The buffer is too small. *length is the required length, without the NUL.
pub const KKS_BUFFER_TOO_SMALL: i32 = 5;
/// The value does not exist. Not every KS has every field.
pub const KKS_NO_VALUE: i32 = 6;
/// The server reads this field as an array, not as text.
pub const KKS_ARRAY_VALUE: i32 = 7;
/// An internal error. Please report it.
pub const KKS_INTERNAL_ERROR: i32 = 8;

/// The secret is invalid: the server would reject every KS signed with it.
pub const KKS_INVALID_SECRET: i32 = 100;
/// The partner id is not a 32-bit integer.
pub const KKS_INVALID_PARTNER_ID: i32 = 101;
/// The master partner id is not a 32-bit integer.
pub const KKS_INVALID_MASTER_PARTNER_ID: i32 = 102;
/// The user id is missing, or would not survive a round trip through the server.
pub const KKS_INVALID_USER_ID: i32 = 103;
/// The session type is neither USER (0) nor ADMIN (2).
pub const KKS_INVALID_TYPE: i32 = 104;
/// The expiry is not in the future, is out of range, or is set twice.
pub const KKS_INVALID_EXPIRY: i32 = 105;
/// A privilege would not survive a round trip through the server.
pub const KKS_INVALID_PRIVILEGE: i32 = 106;
/// A privilege that takes a single value is given more than once.
pub const KKS_REPEATED_PRIVILEGE: i32 = 107;
/// The session has more privileges than the server is guaranteed to read.
pub const KKS_TOO_MANY_PRIVILEGES: i32 = 108;
/// The additional data would not survive a round trip through the server.
pub const KKS_INVALID_ADDITIONAL_DATA: i32 = 109;
/// The nonce is not 16 bytes in hex (v2), or cannot be part of a v1 KS.
pub const KKS_INVALID_NONCE: i32 = 110;
/// The KS version is neither 2 nor 1.
pub const KKS_INVALID_VERSION: i32 = 111;
/// The hash type is not one of SHA1, MD5, SHA256 and SHA512.
pub const KKS_INVALID_HASH_TYPE: i32 = 112;
/// The remote address is not an IP address.
pub const KKS_INVALID_REMOTE_ADDR: i32 = 113;
/// The system random number generator is unavailable.
pub const KKS_RANDOM_UNAVAILABLE: i32 = 114;
/// The KS is restricted to IP addresses, and no remote address is set.
pub const KKS_MISSING_REMOTE_ADDR: i32 = 115;
/// The KS is restricted to request URIs, and no request URI is set.
pub const KKS_MISSING_REQUEST_URI: i32 = 116;
/// The app token is malformed.
pub const KKS_INVALID_APP_TOKEN: i32 = 117;
/// The name of an option is unknown. Only dynamic languages pass options by name;
/// no function of this library returns this status.
pub const KKS_UNKNOWN_OPTION: i32 = 118;
/// An option has an invalid value. Like KKS_UNKNOWN_OPTION, for dynamic languages.
pub const KKS_INVALID_OPTION: i32 = 119;

/// The KS is empty.
pub const KKS_EMPTY_KS: i32 = 200;
/// The text is not valid base64, so it is not a KS, or it was truncated or
/// changed.
pub const KKS_NOT_BASE64: i32 = 201;
/// The KS contains blanks where it had plus signs: a URL decoder replaced them.
pub const KKS_BLANK_FOR_PLUS: i32 = 202;
/// The text is valid base64, but not a KS.
pub const KKS_NOT_A_KS: i32 = 203;

/// The KS was not signed with any of the secrets, or it was modified.
pub const KKS_BAD_SIGNATURE: i32 = 300;
/// A privilege uses array syntax, which makes the server fail.
pub const KKS_ARRAY_PRIVILEGE: i32 = 301;
/// The signature is valid, but the KS is not in canonical form.
pub const KKS_NOT_CANONICAL: i32 = 302;
/// The KS belongs to another partner.
pub const KKS_WRONG_PARTNER: i32 = 303;
/// The KS has expired.
pub const KKS_EXPIRED: i32 = 304;
/// The KS is restricted to other IP addresses.
pub const KKS_RESTRICTED_IP: i32 = 305;
/// The KS is restricted to other request URIs.
pub const KKS_RESTRICTED_URI: i32 = 306;
/// The KS allows no action: its actionslimit is not above 0.
pub const KKS_INVALID_ACTIONS_LIMIT: i32 = 307;
/// The KS does not grant a required privilege.
pub const KKS_NOT_GRANTED: i32 = 308;
/// The session was revoked.
pub const KKS_REVOKED: i32 = 309;
/// The role in a setrole or restrictingrole privilege is a negative number.
pub const KKS_INVALID_ROLE: i32 = 310;
/// The KS belongs to Kaltura's TV platform (OTT).
pub const KKS_OTT_KS: i32 = 311;

/// The statuses of the boundary, which the core does not have.
const BOUNDARY: [(i32, &CStr, &CStr); 9] = [
    (KKS_OK, c"ok", c"success"),
    (KKS_NULL_ARGUMENT, c"null_argument", c"a required pointer is NULL"),
    (KKS_INVALID_HANDLE, c"invalid_handle", c"a handle was already freed or has another type"),
    (
        KKS_INVALID_ARGUMENT,
        c"invalid_argument",
        c"invalid argument: an unknown constant or index, an impossible length, a misaligned pointer, text that is not UTF-8, or two mutually exclusive options",
    ),
    (
        KKS_INVALID_STRUCT,
        c"invalid_struct",
        c"a struct was not initialized by its _init function, or sets a field that this version of the library does not support",
    ),
    (
        KKS_BUFFER_TOO_SMALL,
        c"buffer_too_small",
        c"the buffer is too small for the text and its NUL",
    ),
    (KKS_NO_VALUE, c"no_value", c"the value does not exist"),
    (KKS_ARRAY_VALUE, c"array_value", c"the server reads this field as an array, not as text"),
    (KKS_INTERNAL_ERROR, c"internal_error", c"internal error; please report it"),
];

/// The statuses of the core's errors, as C text.
static CORE_STATUSES: LazyLock<Vec<(kks_status, CString, CString)>> = LazyLock::new(|| {
    let c_text = |text: &str| CString::new(text).unwrap_or_default();
    let status =
        |code: &ErrorCode| (code.number(), c_text(code.as_str()), c_text(code.description()));
    ErrorCode::ALL.iter().map(status).collect()
});

fn code_and_message(status: kks_status) -> (&'static CStr, &'static CStr) {
    if let Some(&(_, code, message)) = BOUNDARY.iter().find(|(number, ..)| *number == status) {
        return (code, message);
    }
    match CORE_STATUSES.iter().find(|(number, ..)| *number == status) {
        Some((_, code, message)) => (code, message),
        None => (c"unknown_status", c"not a status of this library"),
    }
}

pub(crate) fn code(status: kks_status) -> &'static CStr {
    code_and_message(status).0
}

pub(crate) fn message(status: kks_status) -> &'static CStr {
    code_and_message(status).1
}

/// Returns the stable code of a status, such as "bad_signature". The codes are
/// the same in every language. Returns "unknown_status" for any other number.
/// Never returns NULL. Do not free the result.
#[unsafe(no_mangle)]
pub extern "C" fn kks_status_code(status: i32) -> *const c_char {
    code(status).as_ptr()
}

/// Returns a short description of a status. kks_error_message has the details.
/// Never returns NULL. Do not free the result.
#[unsafe(no_mangle)]
pub extern "C" fn kks_status_message(status: i32) -> *const c_char {
    message(status).as_ptr()
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn other_numbers_are_unknown() {
        for status in [-1, 9, 99, 199, 299, 399, i32::MIN, i32::MAX] {
            assert_eq!(code(status), c"unknown_status");
        }
    }
}
