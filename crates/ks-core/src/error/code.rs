//! The stable codes of all errors: the only list of code strings, C status numbers and
//! short descriptions.

use core::fmt;

macro_rules! codes {
    ($($variant:ident = $number:literal, $code:literal, $description:literal;)*) => {
        /// The stable code of an [`Error`](super::Error), the same in every language.
        ///
        /// 100 to 199: an argument is invalid. 200 to 299: the text is not a KS.
        /// 300 to 399: a readable KS was rejected.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $(#[doc = $description] $variant = $number,)*
        }

        impl ErrorCode {
            /// Every code, in the order of the numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the code string, such as `bad_signature`. It never changes.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// Returns the status number of the C ABI. A number is never used again.
            #[must_use]
            pub fn number(self) -> i32 {
                match self { $(Self::$variant => $number,)* }
            }

            /// Returns `true` for the codes of a readable KS that was rejected.
            #[must_use]
            pub fn is_rejection(self) -> bool {
                self.number() >= 300
            }

            /// Returns a short description that applies to every error with this code.
            #[must_use]
            pub fn description(self) -> &'static str {
                match self { $(Self::$variant => $description,)* }
            }
        }
    };
}

codes! {
    InvalidSecret = 100, "invalid_secret",
        "the secret cannot sign a KS that the server accepts";
    InvalidPartnerId = 101, "invalid_partner_id",
        "the partner id is not a 32-bit integer";
    InvalidMasterPartnerId = 102, "invalid_master_partner_id",
        "the master partner id is not a 32-bit integer";
    InvalidUserId = 103, "invalid_user_id",
        "the user id is missing or cannot be encoded";
    InvalidType = 104, "invalid_type",
        "the session type is neither USER (0) nor ADMIN (2)";
    InvalidExpiry = 105, "invalid_expiry",
        "the expiry is not in the future, is out of range, or is given twice";
    InvalidPrivilege = 106, "invalid_privilege",
        "a privilege would not survive the round trip through the server";
    RepeatedPrivilege = 107, "repeated_privilege",
        "a privilege that takes one value is given more than once";
    TooManyPrivileges = 108, "too_many_privileges",
        "there are more privileges than the server is guaranteed to read";
    InvalidAdditionalData = 109, "invalid_additional_data",
        "the additional data cannot be encoded";
    InvalidNonce = 110, "invalid_nonce",
        "the nonce is not 16 bytes, or cannot be encoded in a v1 KS";
    InvalidVersion = 111, "invalid_version",
        "the KS version is neither 1 nor 2";
    InvalidHashType = 112, "invalid_hash_type",
        "the hash type of the app token is unknown";
    InvalidRemoteAddr = 113, "invalid_remote_addr",
        "the remote address is not an IP address";
    RandomUnavailable = 114, "random_unavailable",
        "the system random number generator is unavailable";
    MissingRemoteAddr = 115, "missing_remote_addr",
        "the KS is restricted to client addresses, and no address was given";
    MissingRequestUri = 116, "missing_request_uri",
        "the KS is restricted to request URIs, and no URI was given";
    InvalidAppToken = 117, "invalid_app_token",
        "the app token is malformed";
    UnknownOption = 118, "unknown_option",
        "there is no such option";
    InvalidOption = 119, "invalid_option",
        "an option has a value that cannot be used";
    EmptyKs = 200, "empty_ks",
        "no KS was given";
    NotBase64 = 201, "not_base64",
        "the text is not valid base64: it is not a KS, or it was truncated or changed";
    BlankForPlus = 202, "blank_for_plus",
        "the KS contains blanks where it had plus signs";
    NotAKs = 203, "not_a_ks",
        "the text is valid base64, but not a KS";
    BadSignature = 300, "bad_signature",
        "no secret of the keyring signed this KS, or the KS was modified";
    ArrayPrivilege = 301, "array_privilege",
        "a privilege uses array syntax, which makes the server fail";
    NotCanonical = 302, "not_canonical",
        "the signature is valid, but the KS is not in canonical form";
    WrongPartner = 303, "wrong_partner",
        "the KS belongs to another partner";
    Expired = 304, "expired",
        "the KS has expired";
    RestrictedIp = 305, "restricted_ip",
        "the KS does not allow this client address";
    RestrictedUri = 306, "restricted_uri",
        "the KS does not allow this request URI";
    InvalidActionsLimit = 307, "invalid_actions_limit",
        "the actionslimit of the KS allows no API call";
    NotGranted = 308, "not_granted",
        "the KS does not grant a required privilege";
    Revoked = 309, "revoked",
        "the session was ended before its expiry";
    InvalidRole = 310, "invalid_role",
        "the setrole or restrictingrole of the KS is a negative number";
    OttKs = 311, "ott_ks",
        "the KS belongs to Kaltura's TV platform (OTT)";
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for ErrorCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;
    use alloc::string::ToString;

    use super::ErrorCode;
    use crate::error::{Error, Malformed};

    #[test]
    fn codes_and_numbers_are_unique() {
        let numbers: BTreeSet<i32> = ErrorCode::ALL.iter().map(|code| code.number()).collect();
        let codes: BTreeSet<&str> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!((numbers.len(), codes.len()), (ErrorCode::ALL.len(), ErrorCode::ALL.len()));
    }

    #[test]
    fn a_bad_signature_says_how_many_secrets_were_tried() {
        let message = |tried| Error::BadSignature { tried }.to_string();
        assert!(message(1).starts_with("the KS was not signed with the given secret"));
        assert!(message(3).starts_with("the KS was not signed with any of the 3 given secrets"));
    }

    #[test]
    fn a_wrong_type_has_the_code_of_its_field() {
        for (field, code) in [
            ("secret", ErrorCode::InvalidSecret),
            ("token", ErrorCode::InvalidAppToken),
            ("partner_id", ErrorCode::InvalidPartnerId),
            ("master_partner_id", ErrorCode::InvalidMasterPartnerId),
            ("user_id", ErrorCode::InvalidUserId),
            ("anonymous", ErrorCode::InvalidUserId),
            ("type", ErrorCode::InvalidType),
            ("additional_data", ErrorCode::InvalidAdditionalData),
            ("nonce", ErrorCode::InvalidNonce),
            ("version", ErrorCode::InvalidVersion),
            ("hash_type", ErrorCode::InvalidHashType),
            ("remote_addr", ErrorCode::InvalidRemoteAddr),
            ("privileges", ErrorCode::InvalidPrivilege),
            ("expiry", ErrorCode::InvalidExpiry),
            ("expires_at", ErrorCode::InvalidExpiry),
            ("now", ErrorCode::InvalidExpiry),
            ("revoked", ErrorCode::InvalidOption),
        ] {
            let error = Error::WrongType { field, problem: "must be text".into() };
            assert_eq!(error.code(), code, "{field}");
        }
    }

    /// The command's exit status depends on it.
    #[test]
    fn a_rejection_is_about_a_readable_ks() {
        for error in [Error::BadSignature { tried: 1 }, Error::Revoked, Error::OttKs] {
            assert!(error.is_rejection() && error.code().is_rejection(), "{error}");
        }
        for error in [
            Error::InvalidSecret(""),
            Error::MissingRemoteAddr,
            Error::InvalidOption("".into()),
            Malformed::Empty.into(),
            Malformed::NoPipe.into(),
        ] {
            assert!(!error.is_rejection() && !error.code().is_rejection(), "{error}");
        }
    }
}
