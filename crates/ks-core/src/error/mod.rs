//! The error type for creating, decoding and verifying a KS.

mod code;
mod field_names;
mod malformed;
mod quote;

use alloc::borrow::Cow;
use alloc::string::String;

pub use code::ErrorCode;
pub use field_names::rename_fields;
pub use malformed::Malformed;
pub(crate) use quote::quote_bytes;
pub use quote::{quote, quote_short, redact_secrets};

/// The result of every fallible operation in this crate.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// The error type for creating, decoding and verifying a KS.
///
/// [`code`](Self::code) is stable and the same in every language. The message says what is
/// wrong and what to do; its wording may change. No error contains a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    // ---- generating a KS ----
    /// The secret cannot sign a KS that the server accepts.
    #[error("secret: {0}")]
    InvalidSecret(&'static str),
    /// The partner id is not a 32-bit integer in canonical decimal.
    #[error(
        "partner_id: {0} is not a partner id; pass the number shown in the Kaltura Management Console (KMC) under Settings, Integration settings"
    )]
    InvalidPartnerId(String),
    /// The master partner id is not a 32-bit integer in canonical decimal.
    #[error(
        "master_partner_id: {0} is not a partner id; pass a whole number from -2147483648 to 2147483647"
    )]
    InvalidMasterPartnerId(String),
    /// The user id is missing or cannot be encoded.
    #[error("user_id: {0}")]
    InvalidUserId(&'static str),
    /// The type is neither USER (0) nor ADMIN (2).
    #[error("type: {0} is not a session type; use USER (0) or ADMIN (2)")]
    InvalidType(String),
    /// The expiry is not in the future, is out of range, or is given twice.
    #[error("{0}")]
    InvalidExpiry(Cow<'static, str>),
    /// A privilege would not survive the round trip through the server.
    #[error("privileges: {name}: {reason}")]
    InvalidPrivilege {
        /// The privilege as given, shortened and with unprintable characters escaped.
        name: String,
        /// What is wrong with it, and what to write instead.
        reason: Cow<'static, str>,
    },
    /// A privilege that takes one value is given twice with different values.
    #[error(
        "privileges: {0} is given more than once with different values, but takes one value; give it once"
    )]
    RepeatedPrivilege(String),
    /// There are more privileges than the server is guaranteed to read.
    #[error(
        "privileges: {0} privileges are too many; give at most 200, because a server may drop the expiry and the user, which follow them. Join values into one list, such as sview:0_a/0_b"
    )]
    TooManyPrivileges(usize),
    /// The additional data cannot be encoded.
    #[error("additional_data: {0}")]
    InvalidAdditionalData(&'static str),
    /// The nonce is not 16 bytes, or cannot be encoded in a v1 KS.
    #[error("nonce: {0}")]
    InvalidNonce(&'static str),
    /// The KS version is neither 1 nor 2.
    #[error("version: {0} is not a KS version; use 2 (the default) or 1")]
    InvalidVersion(String),
    /// The hash type of the app token is unknown.
    #[error("hash_type: {0} is not a hash type of an app token; use SHA1, MD5, SHA256 or SHA512")]
    InvalidHashType(String),
    /// The app token is malformed.
    #[error("token: {0}")]
    InvalidAppToken(&'static str),
    /// The remote address is not an IP address.
    #[error(
        "remote_addr: {0} is not an IP address; pass one address, such as 203.0.113.7 or 2001:db8::1"
    )]
    InvalidRemoteAddr(String),
    /// An option of a dynamic language has a value of the wrong type.
    #[error("{field}: {problem}")]
    WrongType {
        /// The name of the option.
        field: &'static str,
        /// The accepted types, and the type of the value.
        problem: String,
    },
    /// An option has a value that cannot be used.
    #[error("{0}")]
    InvalidOption(String),
    /// There is no such option.
    #[error("unknown option {problem}")]
    UnknownOption {
        /// The name as given, with a suggestion if there is a similar one, and the valid names.
        problem: String,
    },
    /// The system random number generator is unavailable.
    #[error(
        "the system random number generator is unavailable, so the KS would not be unique; check the sandbox or container that the program runs in"
    )]
    RandomUnavailable,

    // ---- reading a KS ----
    /// The text is not a KS.
    #[error("{0}")]
    Malformed(#[from] Malformed),
    /// No secret of the keyring signed this KS, or the KS was modified.
    #[error(
        "{}, or the KS was modified. Use an admin secret of the partner: the server rejects every KS signed with the user secret",
        describe_tried(*tried)
    )]
    BadSignature {
        /// How many secrets were tried.
        tried: usize,
    },
    /// A privilege uses array syntax, which makes the server return an internal error.
    #[error(
        "privilege {0} is written with array syntax (name[...]), which makes the server return an internal error; generate the KS without brackets in privilege names"
    )]
    ArrayPrivilege(String),
    /// The signature is valid, but the KS is not in canonical form.
    #[error("the KS is not in canonical form: {0}")]
    NotCanonical(Cow<'static, str>),
    /// The KS belongs to another partner.
    #[error("the KS is for partner {found}, but partner {expected} was expected")]
    WrongPartner {
        /// The expected partner.
        expected: i32,
        /// The partner in the KS, quoted and shortened.
        found: String,
    },
    /// The KS has expired.
    #[error("the KS expired at {expires_at} (Unix time), {} before the clock ({now})", describe_seconds(now.saturating_sub(*expires_at)))]
    Expired {
        /// The end of the KS, in Unix seconds.
        expires_at: i64,
        /// The clock, in Unix seconds.
        now: i64,
    },
    /// The KS is restricted to client addresses, and no address was given.
    #[error("the KS has an iprestrict privilege; pass the client's address as `remote_addr`")]
    MissingRemoteAddr,
    /// The KS does not allow this client address.
    #[error("the iprestrict privilege of the KS does not allow the address {0}")]
    RestrictedIp(String),
    /// The KS is restricted to request URIs, and no URI was given.
    #[error(
        "the KS has a urirestrict privilege; pass the path and query of the request as `request_uri`"
    )]
    MissingRequestUri,
    /// The KS does not allow this request URI.
    #[error("the urirestrict privilege of the KS does not allow the URI {0}")]
    RestrictedUri(String),
    /// The value of `actionslimit` is not a positive number.
    #[error(
        "the actionslimit privilege of the KS allows no API call; its value must be a whole number above 0"
    )]
    InvalidActionsLimit,
    /// The KS does not grant a required privilege.
    #[error("the KS does not grant the privilege {0}")]
    NotGranted(String),
    /// The session was ended before its expiry.
    #[error("the session was ended, by session.end or with its sessionid group")]
    Revoked,
    /// The role of the KS is a negative number.
    #[error(
        "the {0} privilege of the KS is a negative number, which the server rejects; its value must be the id or system name of a role"
    )]
    InvalidRole(&'static str),
    /// The KS belongs to Kaltura's TV platform (OTT).
    #[error(
        "the KS belongs to Kaltura's TV platform (OTT); the video API rejects it, and this library does not verify such KSs"
    )]
    OttKs,
}

impl Error {
    /// Returns the stable code of this error, the same in every language.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::InvalidSecret(_) => ErrorCode::InvalidSecret,
            Self::InvalidPartnerId(_) => ErrorCode::InvalidPartnerId,
            Self::InvalidMasterPartnerId(_) => ErrorCode::InvalidMasterPartnerId,
            Self::InvalidUserId(_) => ErrorCode::InvalidUserId,
            Self::InvalidType(_) => ErrorCode::InvalidType,
            Self::InvalidExpiry(_) => ErrorCode::InvalidExpiry,
            Self::InvalidPrivilege { .. } => ErrorCode::InvalidPrivilege,
            Self::RepeatedPrivilege(_) => ErrorCode::RepeatedPrivilege,
            Self::TooManyPrivileges(_) => ErrorCode::TooManyPrivileges,
            Self::InvalidAdditionalData(_) => ErrorCode::InvalidAdditionalData,
            Self::InvalidNonce(_) => ErrorCode::InvalidNonce,
            Self::InvalidVersion(_) => ErrorCode::InvalidVersion,
            Self::InvalidHashType(_) => ErrorCode::InvalidHashType,
            Self::InvalidAppToken(_) => ErrorCode::InvalidAppToken,
            Self::InvalidRemoteAddr(_) => ErrorCode::InvalidRemoteAddr,
            Self::WrongType { field, .. } => code_of_field(field),
            Self::InvalidOption(_) => ErrorCode::InvalidOption,
            Self::UnknownOption { .. } => ErrorCode::UnknownOption,
            Self::RandomUnavailable => ErrorCode::RandomUnavailable,
            Self::Malformed(problem) => problem.code(),
            Self::BadSignature { .. } => ErrorCode::BadSignature,
            Self::ArrayPrivilege(_) => ErrorCode::ArrayPrivilege,
            Self::NotCanonical(_) => ErrorCode::NotCanonical,
            Self::WrongPartner { .. } => ErrorCode::WrongPartner,
            Self::Expired { .. } => ErrorCode::Expired,
            Self::MissingRemoteAddr => ErrorCode::MissingRemoteAddr,
            Self::RestrictedIp(_) => ErrorCode::RestrictedIp,
            Self::MissingRequestUri => ErrorCode::MissingRequestUri,
            Self::RestrictedUri(_) => ErrorCode::RestrictedUri,
            Self::InvalidActionsLimit => ErrorCode::InvalidActionsLimit,
            Self::NotGranted(_) => ErrorCode::NotGranted,
            Self::Revoked => ErrorCode::Revoked,
            Self::InvalidRole(_) => ErrorCode::InvalidRole,
            Self::OttKs => ErrorCode::OttKs,
        }
    }

    /// Returns `true` if a readable KS was rejected (bad signature, expired, not granted and
    /// so on), as opposed to unusable input.
    #[must_use]
    pub fn is_rejection(&self) -> bool {
        self.code().is_rejection()
    }

    pub(crate) fn privilege(name: &str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self::InvalidPrivilege { name: quote(name), reason: reason.into() }
    }
}

/// Returns the code of an invalid value of this field.
fn code_of_field(field: &str) -> ErrorCode {
    match field {
        "secret" => ErrorCode::InvalidSecret,
        "token" => ErrorCode::InvalidAppToken,
        "partner_id" => ErrorCode::InvalidPartnerId,
        "master_partner_id" => ErrorCode::InvalidMasterPartnerId,
        "user_id" | "anonymous" => ErrorCode::InvalidUserId,
        "type" => ErrorCode::InvalidType,
        "additional_data" => ErrorCode::InvalidAdditionalData,
        "nonce" => ErrorCode::InvalidNonce,
        "version" => ErrorCode::InvalidVersion,
        "hash_type" => ErrorCode::InvalidHashType,
        "remote_addr" => ErrorCode::InvalidRemoteAddr,
        "privileges" => ErrorCode::InvalidPrivilege,
        "expiry" | "expires_at" | "now" => ErrorCode::InvalidExpiry,
        _ => ErrorCode::InvalidOption,
    }
}

fn describe_tried(secrets: usize) -> String {
    match secrets {
        1 => "the KS was not signed with the given secret".into(),
        _ => alloc::format!("the KS was not signed with any of the {secrets} given secrets"),
    }
}

fn describe_seconds(seconds: i64) -> String {
    match seconds {
        1 => "1 second".into(),
        _ => alloc::format!("{seconds} seconds"),
    }
}
