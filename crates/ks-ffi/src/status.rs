//! The numbers of what can go wrong.

use std::ffi::{CStr, CString, c_char};
use std::sync::LazyLock;

use ks_core::Error;

/// What every call that can fail returns: KKS_OK or one of the numbers above.
pub type kks_status = i32;

/// It worked.
pub const KKS_OK: i32 = 0;
/// A pointer that must be given is NULL.
pub const KKS_NULL_ARGUMENT: i32 = 1;
/// A handle was freed, or is none of the type that the call takes.
pub const KKS_INVALID_HANDLE: i32 = 2;
/// An argument is none that the call takes: there is no such number, field or
/// index, a length cannot be, a pointer is not aligned, a text is not UTF-8, or
/// two are given of which one may be.
pub const KKS_INVALID_ARGUMENT: i32 = 3;
/// A struct was not prepared by its _init function, or asks for what this library is too old for.
pub const KKS_INVALID_STRUCT: i32 = 4;
/// The buffer is too small; *length says what is needed, without the NUL.
pub const KKS_BUFFER_TOO_SMALL: i32 = 5;
/// There is no such value; a KS does not have every field.
pub const KKS_NO_VALUE: i32 = 6;
/// The server reads an array in this field, and no text.
pub const KKS_ARRAY_VALUE: i32 = 7;
/// A defect of the library. Please report it.
pub const KKS_INTERNAL_ERROR: i32 = 8;
/// An error without a number of its own; kks_error_code tells which.
pub const KKS_OTHER_ERROR: i32 = 9;

/// The secret cannot sign a KS that the server accepts.
pub const KKS_INVALID_SECRET: i32 = 100;
/// The partner id is no whole number of 32 bits.
pub const KKS_INVALID_PARTNER_ID: i32 = 101;
/// The master partner id is no whole number of 32 bits.
pub const KKS_INVALID_MASTER_PARTNER_ID: i32 = 102;
/// The user id cannot be written, or is missing.
pub const KKS_INVALID_USER_ID: i32 = 103;
/// The type is neither USER (0) nor ADMIN (2).
pub const KKS_INVALID_TYPE: i32 = 104;
/// The expiry is not later than the clock, or given twice.
pub const KKS_INVALID_EXPIRY: i32 = 105;
/// A privilege cannot be written so that the server reads it back.
pub const KKS_INVALID_PRIVILEGE: i32 = 106;
/// A privilege that takes one value is given twice.
pub const KKS_REPEATED_PRIVILEGE: i32 = 107;
/// More privileges than a KS may carry.
pub const KKS_TOO_MANY_PRIVILEGES: i32 = 108;
/// The additional data cannot be written.
pub const KKS_INVALID_ADDITIONAL_DATA: i32 = 109;
/// The nonce is not 16 bytes in hex, or cannot be written in a v1 KS.
pub const KKS_INVALID_NONCE: i32 = 110;
/// There is no such KS version; there are 2 and 1.
pub const KKS_INVALID_VERSION: i32 = 111;
/// There is no such app token hash.
pub const KKS_INVALID_HASH_TYPE: i32 = 112;
/// The remote address is no IP address.
pub const KKS_INVALID_REMOTE_ADDR: i32 = 113;
/// The operating system gave no random bytes.
pub const KKS_RANDOM_UNAVAILABLE: i32 = 114;
/// The KS is restricted to addresses, and none was given.
pub const KKS_MISSING_REMOTE_ADDR: i32 = 115;
/// The KS is restricted to request URIs, and none was given.
pub const KKS_MISSING_REQUEST_URI: i32 = 116;
/// The app token cannot be one.
pub const KKS_INVALID_APP_TOKEN: i32 = 117;

/// No KS was given.
pub const KKS_EMPTY_KS: i32 = 200;
/// The text is not base64, so it is no KS, or was cut or changed.
pub const KKS_NOT_BASE64: i32 = 201;
/// The KS has blanks where a plus sign was: a URL decoder changed it.
pub const KKS_BLANK_FOR_PLUS: i32 = 202;
/// The text is base64, but no KS.
pub const KKS_NOT_A_KS: i32 = 203;

/// None of the secrets signed this KS, or it was changed.
pub const KKS_BAD_SIGNATURE: i32 = 300;
/// A privilege is written as an array, at which the server fails.
pub const KKS_ARRAY_PRIVILEGE: i32 = 301;
/// The KS is signed, but not written as it should be.
pub const KKS_NOT_CANONICAL: i32 = 302;
/// The KS is another partner's.
pub const KKS_WRONG_PARTNER: i32 = 303;
/// The KS has expired.
pub const KKS_EXPIRED: i32 = 304;
/// The KS is restricted to other addresses.
pub const KKS_RESTRICTED_IP: i32 = 305;
/// The KS is restricted to other request URIs.
pub const KKS_RESTRICTED_URI: i32 = 306;
/// The KS allows no action.
pub const KKS_INVALID_ACTIONS_LIMIT: i32 = 307;
/// A required privilege is not granted.
pub const KKS_NOT_GRANTED: i32 = 308;
/// The session was ended.
pub const KKS_REVOKED: i32 = 309;

/// The border's own statuses, which the core knows nothing of.
const BORDER: [(i32, &CStr, &CStr); 10] = [
    (KKS_OK, c"ok", c"it worked"),
    (KKS_NULL_ARGUMENT, c"null_argument", c"a pointer that must be given is NULL"),
    (KKS_INVALID_HANDLE, c"invalid_handle", c"a handle was freed, or is of another type"),
    (
        KKS_INVALID_ARGUMENT,
        c"invalid_argument",
        c"an argument is none that the call takes: there is no such number, field or index, a length cannot be, a pointer is not aligned, a text is not UTF-8, or two are given of which one may be",
    ),
    (
        KKS_INVALID_STRUCT,
        c"invalid_struct",
        c"a struct was not prepared by its _init function, or is of a newer library",
    ),
    (KKS_BUFFER_TOO_SMALL, c"buffer_too_small", c"the buffer is too small for the text and its NUL"),
    (KKS_NO_VALUE, c"no_value", c"there is no such value; a KS does not have every field"),
    (KKS_ARRAY_VALUE, c"array_value", c"the server reads an array in this field, and no text"),
    (KKS_INTERNAL_ERROR, c"internal_error", c"a defect of the library; please report it"),
    (KKS_OTHER_ERROR, c"other_error", c"an error that has no number of its own"),
];

/// The core's codes with their numbers, which are never used for anything else.
const CORE: [(i32, &str); 32] = [
    (KKS_INVALID_SECRET, "invalid_secret"),
    (KKS_INVALID_PARTNER_ID, "invalid_partner_id"),
    (KKS_INVALID_MASTER_PARTNER_ID, "invalid_master_partner_id"),
    (KKS_INVALID_USER_ID, "invalid_user_id"),
    (KKS_INVALID_TYPE, "invalid_type"),
    (KKS_INVALID_EXPIRY, "invalid_expiry"),
    (KKS_INVALID_PRIVILEGE, "invalid_privilege"),
    (KKS_REPEATED_PRIVILEGE, "repeated_privilege"),
    (KKS_TOO_MANY_PRIVILEGES, "too_many_privileges"),
    (KKS_INVALID_ADDITIONAL_DATA, "invalid_additional_data"),
    (KKS_INVALID_NONCE, "invalid_nonce"),
    (KKS_INVALID_VERSION, "invalid_version"),
    (KKS_INVALID_HASH_TYPE, "invalid_hash_type"),
    (KKS_INVALID_APP_TOKEN, "invalid_app_token"),
    (KKS_INVALID_REMOTE_ADDR, "invalid_remote_addr"),
    (KKS_RANDOM_UNAVAILABLE, "random_unavailable"),
    (KKS_MISSING_REMOTE_ADDR, "missing_remote_addr"),
    (KKS_MISSING_REQUEST_URI, "missing_request_uri"),
    (KKS_EMPTY_KS, "empty_ks"),
    (KKS_NOT_BASE64, "not_base64"),
    (KKS_BLANK_FOR_PLUS, "blank_for_plus"),
    (KKS_NOT_A_KS, "not_a_ks"),
    (KKS_BAD_SIGNATURE, "bad_signature"),
    (KKS_ARRAY_PRIVILEGE, "array_privilege"),
    (KKS_NOT_CANONICAL, "not_canonical"),
    (KKS_WRONG_PARTNER, "wrong_partner"),
    (KKS_EXPIRED, "expired"),
    (KKS_RESTRICTED_IP, "restricted_ip"),
    (KKS_RESTRICTED_URI, "restricted_uri"),
    (KKS_INVALID_ACTIONS_LIMIT, "invalid_actions_limit"),
    (KKS_NOT_GRANTED, "not_granted"),
    (KKS_REVOKED, "revoked"),
];

/// The number of a core error. A code that is newer than the table above is
/// [`KKS_OTHER_ERROR`], and keeps its code and its words in the error object.
pub(crate) fn number(code: &str) -> kks_status {
    CORE.iter().find(|(_, known)| *known == code).map_or(KKS_OTHER_ERROR, |&(number, _)| number)
}

/// The core's codes and sentences as C reads them.
static WORDS: LazyLock<Vec<(kks_status, CString, CString)>> = LazyLock::new(|| {
    let owned = |text: &str| CString::new(text).unwrap_or_default();
    let number_of = |&(code, words): &(&str, &str)| (number(code), owned(code), owned(words));
    Error::CODES.iter().map(number_of).collect()
});

fn words(status: kks_status) -> (&'static CStr, &'static CStr) {
    if let Some(&(_, code, message)) = BORDER.iter().find(|(number, ..)| *number == status) {
        return (code, message);
    }
    match WORDS.iter().find(|(number, ..)| *number == status) {
        Some((_, code, message)) => (code, message),
        None => (c"unknown_status", c"no status of this library"),
    }
}

pub(crate) fn code(status: kks_status) -> &'static CStr {
    words(status).0
}

pub(crate) fn message(status: kks_status) -> &'static CStr {
    words(status).1
}

/// The stable code of a status, such as "bad_signature": the same string in
/// every language. "unknown_status" for any other number. Never NULL, never
/// freed.
#[unsafe(no_mangle)]
pub extern "C" fn kks_status_code(status: i32) -> *const c_char {
    code(status).as_ptr()
}

/// What a status means, in a sentence without particulars; kks_error_message
/// has them. Never NULL, never freed.
#[unsafe(no_mangle)]
pub extern "C" fn kks_status_message(status: i32) -> *const c_char {
    message(status).as_ptr()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{BORDER, CORE, Error, KKS_OTHER_ERROR, code, number, words};

    #[test]
    fn every_core_code_has_a_number_of_its_own() {
        let numbers: BTreeSet<i32> =
            CORE.iter().map(|c| c.0).chain(BORDER.iter().map(|b| b.0)).collect();
        assert_eq!(numbers.len(), CORE.len() + BORDER.len());
        for &(name, message) in Error::CODES {
            let status = number(name);
            assert_ne!(status, KKS_OTHER_ERROR, "{name} needs a number");
            assert_eq!(code(status).to_str(), Ok(name));
            assert_eq!(words(status).1.to_str(), Ok(message));
        }
        assert_eq!(CORE.len(), Error::CODES.len(), "a number stays, even when its code is gone");
    }

    #[test]
    fn a_code_or_a_number_that_nobody_knows() {
        assert_eq!(number("a_code_of_tomorrow"), KKS_OTHER_ERROR);
        assert_eq!(code(number("a_code_of_tomorrow")), c"other_error");
        for status in [-1, 10, 99, 118, 310, i32::MIN, i32::MAX] {
            assert_eq!(code(status), c"unknown_status");
        }
    }
}
