//! The structs that callers fill in, and their `_init` functions.

use std::ffi::c_char;
use std::mem::size_of;
use std::ptr;

use crate::boundary::{CallerStruct, KKS_NUL_TERMINATED};
use crate::status::kks_status;

/// The value of a number that is not set. The _init functions set every number
/// to it.
pub const KKS_UNSET: i64 = i64::MIN;

/// The session type USER, for end users.
pub const KKS_USER: i64 = 0;
/// The session type ADMIN, which can do everything in the account. Never give
/// an ADMIN KS to an end user.
pub const KKS_ADMIN: i64 = 2;

/// A privilege: a name and an optional value.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct kks_privilege {
    /// The name, such as "sview".
    pub name: *const c_char,
    /// The length of name, or KKS_NUL_TERMINATED.
    pub name_length: usize,
    /// The value, such as "0_abc123". NULL for a privilege without a value.
    pub value: *const c_char,
    /// The length of value, or KKS_NUL_TERMINATED.
    pub value_length: usize,
}

/// The content of a KS. kks_session_init initializes it and sets every length
/// to KKS_NUL_TERMINATED. Only user_id is required.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct kks_session {
    /// Set by kks_session_init. Do not change it.
    pub size: usize,
    /// Set by kks_session_init. Do not change it.
    pub magic: u64,
    /// The user id. Required unless anonymous is 1.
    pub user_id: *const c_char,
    /// The length of user_id, or KKS_NUL_TERMINATED.
    pub user_id_length: usize,
    /// The privileges as text, such as "sview:0_abc123,privacycontext:portal",
    /// or NULL.
    pub privileges: *const c_char,
    /// The length of privileges, or KKS_NUL_TERMINATED.
    pub privileges_length: usize,
    /// The privileges as an array, instead of the text. Use it for values from
    /// outside your program: a value in the array cannot add another privilege.
    pub privilege_list: *const kks_privilege,
    /// The number of elements of privilege_list.
    pub privilege_count: usize,
    /// Free text that the server keeps in the session, or NULL.
    pub additional_data: *const c_char,
    /// The length of additional_data, or KKS_NUL_TERMINATED.
    pub additional_data_length: usize,
    /// The nonce, for reproducible tests: 32 hex digits (v2) or any text (v1).
    /// Leave it NULL to use a random nonce.
    pub nonce: *const c_char,
    /// The length of nonce, or KKS_NUL_TERMINATED.
    pub nonce_length: usize,
    /// KKS_USER (the default) or KKS_ADMIN.
    pub r#type: i64,
    /// The lifetime in seconds. Defaults to 86400, one day.
    pub expiry: i64,
    /// The end in Unix seconds, instead of expiry.
    pub expires_at: i64,
    /// The partner that acts on behalf of this one. Rarely needed.
    pub master_partner_id: i64,
    /// The KS version, 2 (the default) or 1.
    pub version: i64,
    /// The current time in Unix seconds. Defaults to the system clock.
    pub now: i64,
    /// 1 for an anonymous session, 0 (the default) otherwise.
    pub anonymous: i64,
}

/// A request to Kaltura's server. kks_request_init initializes it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct kks_request {
    /// Set by kks_request_init. Do not change it.
    pub size: usize,
    /// Set by kks_request_init. Do not change it.
    pub magic: u64,
    /// The client's IP address, which an iprestrict privilege is compared with,
    /// or NULL.
    pub remote_addr: *const c_char,
    /// The length of remote_addr, or KKS_NUL_TERMINATED.
    pub remote_addr_length: usize,
    /// The path and query, which a urirestrict privilege is compared with, or
    /// NULL.
    pub request_uri: *const c_char,
    /// The length of request_uri, or KKS_NUL_TERMINATED.
    pub request_uri_length: usize,
    /// The privileges to check.
    pub can: *const kks_privilege,
    /// The number of elements of can.
    pub can_count: usize,
    /// The current time in Unix seconds. Defaults to the system clock.
    pub now: i64,
}

/// What kks_verify checks. kks_verify_options_init initializes it. Only
/// partner_id is required.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct kks_verify_options {
    /// Set by kks_verify_options_init. Do not change it.
    pub size: usize,
    /// Set by kks_verify_options_init. Do not change it.
    pub magic: u64,
    /// The partner that the KS must belong to.
    pub partner_id: i64,
    /// The current time in Unix seconds. Defaults to the system clock.
    pub now: i64,
    /// The client's IP address. Without it, kks_verify returns
    /// KKS_MISSING_REMOTE_ADDR for a KS with an iprestrict privilege.
    pub remote_addr: *const c_char,
    /// The length of remote_addr, or KKS_NUL_TERMINATED.
    pub remote_addr_length: usize,
    /// The path and query of the request. Without it, kks_verify returns
    /// KKS_MISSING_REQUEST_URI for a KS with a urirestrict privilege.
    pub request_uri: *const c_char,
    /// The length of request_uri, or KKS_NUL_TERMINATED.
    pub request_uri_length: usize,
    /// The privileges that the KS must grant.
    pub required: *const kks_privilege,
    /// The number of elements of required.
    pub required_count: usize,
}

impl CallerStruct for kks_session {
    const NAME: &str = "kks_session";
    const MIN_SIZE: usize = size_of::<Self>();

    fn empty() -> Self {
        Self {
            size: size_of::<Self>(),
            magic: Self::MAGIC,
            user_id: ptr::null(),
            user_id_length: KKS_NUL_TERMINATED,
            privileges: ptr::null(),
            privileges_length: KKS_NUL_TERMINATED,
            privilege_list: ptr::null(),
            privilege_count: 0,
            additional_data: ptr::null(),
            additional_data_length: KKS_NUL_TERMINATED,
            nonce: ptr::null(),
            nonce_length: KKS_NUL_TERMINATED,
            r#type: KKS_UNSET,
            expiry: KKS_UNSET,
            expires_at: KKS_UNSET,
            master_partner_id: KKS_UNSET,
            version: KKS_UNSET,
            now: KKS_UNSET,
            anonymous: KKS_UNSET,
        }
    }
}

impl CallerStruct for kks_request {
    const NAME: &str = "kks_request";
    const MIN_SIZE: usize = size_of::<Self>();

    fn empty() -> Self {
        Self {
            size: size_of::<Self>(),
            magic: Self::MAGIC,
            remote_addr: ptr::null(),
            remote_addr_length: KKS_NUL_TERMINATED,
            request_uri: ptr::null(),
            request_uri_length: KKS_NUL_TERMINATED,
            can: ptr::null(),
            can_count: 0,
            now: KKS_UNSET,
        }
    }
}

impl CallerStruct for kks_verify_options {
    const NAME: &str = "kks_verify_options";
    const MIN_SIZE: usize = size_of::<Self>();

    fn empty() -> Self {
        Self {
            size: size_of::<Self>(),
            magic: Self::MAGIC,
            partner_id: KKS_UNSET,
            now: KKS_UNSET,
            remote_addr: ptr::null(),
            remote_addr_length: KKS_NUL_TERMINATED,
            request_uri: ptr::null(),
            request_uri_length: KKS_NUL_TERMINATED,
            required: ptr::null(),
            required_count: 0,
        }
    }
}

/// Initializes a kks_session with no field set. Pass sizeof(kks_session) as
/// size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_session_init(session: *mut kks_session, size: usize) -> kks_status {
    ffi_call!(|caller| caller.init_struct(session, size))
}

/// Initializes a kks_request with no field set. Pass sizeof(kks_request) as
/// size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_request_init(request: *mut kks_request, size: usize) -> kks_status {
    ffi_call!(|caller| caller.init_struct(request, size))
}

/// Initializes a kks_verify_options with no field set. Pass
/// sizeof(kks_verify_options) as size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_verify_options_init(
    options: *mut kks_verify_options,
    size: usize,
) -> kks_status {
    ffi_call!(|caller| caller.init_struct(options, size))
}
