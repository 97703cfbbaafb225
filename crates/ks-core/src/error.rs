//! One error type, with one stable code string for each case.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

/// The result of everything here that can fail.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// Why a KS was not made, or not taken.
///
/// [`Error::code`] is stable and the same in every language; the sentence says
/// what to do and may change. No error holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    // ---- making a KS ----
    /// The secret cannot sign a KS that the server accepts.
    #[error("secret: {0}")]
    InvalidSecret(&'static str),
    /// The partner id is no canonical integer of 32 bits.
    #[error(
        "partner_id: {0} is not a partner id; it is a whole number from -2147483648 to 2147483647, as in KMC under Settings, Integration settings"
    )]
    InvalidPartnerId(String),
    /// The master partner id is no canonical integer of 32 bits.
    #[error(
        "master_partner_id: {0} is not a partner id; it is a whole number from -2147483648 to 2147483647"
    )]
    InvalidMasterPartnerId(String),
    /// The user id cannot be written, or is missing.
    #[error("user_id: {0}")]
    InvalidUserId(&'static str),
    /// The type is neither USER (0) nor ADMIN (2).
    #[error("type: {0} is not a session type; use USER (0) or ADMIN (2)")]
    InvalidType(String),
    /// The expiry is not later than the clock, or no 64-bit integer.
    #[error("{0}")]
    InvalidExpiry(Cow<'static, str>),
    /// A privilege cannot be written so that the server reads it back.
    #[error("privileges: {name}: {reason}")]
    InvalidPrivilege {
        /// The privilege as given, shortened and with odd characters escaped.
        name: String,
        /// What is wrong with it, and what to write instead.
        reason: Cow<'static, str>,
    },
    /// A privilege that takes one value is given twice with different values.
    #[error(
        "privileges: {0} is given more than once, and the server would keep only the last one; give it once"
    )]
    RepeatedPrivilege(String),
    /// More privileges than a KS may carry.
    #[error(
        "privileges: {0} privileges; at most 200 fit, beyond that the server may drop the expiry and the user. Use one privilege with a list (sview:0_a/0_b)"
    )]
    TooManyPrivileges(usize),
    /// The additional data cannot be written.
    #[error("additional_data: {0}")]
    InvalidAdditionalData(&'static str),
    /// The nonce is not 16 bytes, or cannot be written in a v1 KS.
    #[error("nonce: {0}")]
    InvalidNonce(&'static str),
    /// There is no such KS version.
    #[error("version: {0} is not a KS version; use 2 (the default) or 1")]
    InvalidVersion(String),
    /// There is no such app token hash.
    #[error("hash_type: {0} is not a hash type of an app token; use SHA1, MD5, SHA256 or SHA512")]
    InvalidHashType(String),
    /// The app token cannot be one.
    #[error("app token: {0}")]
    InvalidAppToken(&'static str),
    /// A remote address is no IP address.
    #[error(
        "remote_addr: {0} is not an IP address; give one address, such as 203.0.113.7 or 2001:db8::1"
    )]
    InvalidRemoteAddr(String),
    /// The system gave no random bytes.
    #[error("the operating system gave no random bytes; a KS without them would not be unique")]
    RandomUnavailable,

    // ---- reading a KS ----
    /// The text is no KS.
    #[error("{0}")]
    Malformed(#[from] Malformed),
    /// No secret of the keyring signed this KS.
    #[error(
        "bad signature: none of the secrets given ({tried}) signed this KS, or it was changed after it was signed. Use the partner's admin secret: the server accepts no KS signed with the user secret"
    )]
    BadSignature {
        /// How many secrets were tried.
        tried: usize,
    },
    /// A privilege reads back as an array, at which the server fails.
    #[error(
        "privilege {0} is written as an array (name[...]), at which the server fails with an internal error; make the KS without brackets in names"
    )]
    ArrayPrivilege(String),
    /// The KS is signed, but not written as it should be.
    #[error("not canonical: {0}")]
    NotCanonical(Cow<'static, str>),
    /// The KS is another partner's.
    #[error("wrong partner: the KS is for partner {found}, expected {expected}")]
    WrongPartner {
        /// The partner asked for.
        expected: i32,
        /// The partner text in the KS, shortened.
        found: String,
    },
    /// The KS has expired.
    #[error("expired: the KS ended at {expires_at} and the clock says {now} (Unix seconds)")]
    Expired {
        /// The end of the KS in Unix seconds.
        expires_at: i64,
        /// The clock in Unix seconds.
        now: i64,
    },
    /// The KS is restricted to addresses and none was given to compare.
    #[error(
        "the KS has an iprestrict privilege; give the client's address (remote_addr), or it cannot be accepted"
    )]
    MissingRemoteAddr,
    /// The KS is restricted to other addresses.
    #[error("restricted IP: {0} is not among the addresses of the KS's iprestrict privilege")]
    RestrictedIp(String),
    /// The KS is restricted to request URIs and none was given to compare.
    #[error(
        "the KS has a urirestrict privilege; give the request URI (request_uri: path and query), or it cannot be accepted"
    )]
    MissingRequestUri,
    /// The KS is restricted to other request URIs.
    #[error("restricted URI: {0} does not match the KS's urirestrict privilege")]
    RestrictedUri(String),
    /// The value of `actionslimit` is not a positive number.
    #[error("actionslimit: the KS allows no action; the value must be a whole number above 0")]
    InvalidActionsLimit,
    /// A required privilege is not granted.
    #[error("not granted: the KS does not carry the privilege {0}")]
    NotGranted(String),
    /// The caller's revocation check says that the session was ended.
    #[error("revoked: the session was ended (session.end, or its sessionid group was logged out)")]
    Revoked,
}

/// Why a text is no KS: found before any secret is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Malformed {
    /// Nothing, or only white space.
    #[error("empty: no KS was given; give the text of one (a v2 KS starts with djJ8)")]
    Empty,
    /// A byte outside the base64 alphabets.
    #[error(
        "not base64: unexpected {} at position {position}; a KS has only letters, digits, '-', '_', '+', '/' and '=' at the end",
        describe_byte(*byte)
    )]
    ForeignByte {
        /// The first such byte.
        byte: u8,
        /// Its place in the text, counted in bytes from 0.
        position: usize,
    },
    /// Padding that is neither left out nor exactly right.
    #[error(
        "not base64: the '=' at the end are not right, so the text was cut or joined; copy the whole KS"
    )]
    BadPadding,
    /// One character too many for base64.
    #[error(
        "not base64: a text of this length cannot be whole, so the KS was cut; copy the whole KS"
    )]
    Cut,
    /// The text decodes to nothing that the server would look at.
    #[error("not a KS: the text decodes to nothing")]
    DecodesToNothing,
    /// A JSON Web Token.
    #[error(
        "not a KS: this is a JSON Web Token (three parts joined with '.'); a v2 KS starts with djJ8"
    )]
    JsonWebToken,
    /// Blanks stand where `+` stood.
    #[error(
        "the KS has blanks where '+' was: a URL decoder changed it. Escape a KS in a URL, or write '-' for '+' and '_' for '/', which the server accepts too"
    )]
    BlankForPlus,
    /// Valid base64, but neither version of a KS.
    #[error(
        "not a KS: the decoded text has no '|'; a v2 KS starts with djJ8, a v1 KS decodes to 40 hex digits and '|'"
    )]
    NoPipe,
    /// A v2 KS that ends before its encrypted part.
    #[error("a v2 KS that ends before its encrypted part; copy the whole KS")]
    TooFewPipes,
    /// A v2 KS whose encrypted part is not whole.
    #[error(
        "the KS was cut, broken into lines or changed: its encrypted part is not whole (a multiple of 16 bytes); copy the whole KS in one piece"
    )]
    CutPayload,
    /// A v1 KS with fewer than three parts.
    #[error(
        "not a KS: looks like v1, but has fewer than 3 parts joined with ';'; copy the whole KS"
    )]
    TooFewParts,
}

impl Malformed {
    /// The stable code of this case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty_ks",
            Self::ForeignByte { .. } | Self::BadPadding | Self::Cut | Self::DecodesToNothing => {
                "not_base64"
            }
            Self::BlankForPlus => "blank_for_plus",
            Self::JsonWebToken
            | Self::NoPipe
            | Self::TooFewPipes
            | Self::CutPayload
            | Self::TooFewParts => "not_a_ks",
        }
    }
}

impl Error {
    /// Every [`code`](Self::code) there is, in the order of this type, with what
    /// it means where no particular error is at hand.
    pub const CODES: &'static [(&'static str, &'static str)] = &[
        ("invalid_secret", "the secret cannot sign a KS that the server accepts"),
        ("invalid_partner_id", "the partner id is no whole number of 32 bits"),
        ("invalid_master_partner_id", "the master partner id is no whole number of 32 bits"),
        ("invalid_user_id", "the user id cannot be written, or is missing"),
        ("invalid_type", "the type is neither USER (0) nor ADMIN (2)"),
        ("invalid_expiry", "the expiry is not later than the clock, or given twice"),
        ("invalid_privilege", "a privilege cannot be written so that the server reads it back"),
        ("repeated_privilege", "a privilege that takes one value is given twice"),
        ("too_many_privileges", "more privileges than a KS may carry"),
        ("invalid_additional_data", "the additional data cannot be written"),
        ("invalid_nonce", "the nonce is not 16 bytes, or cannot be written in a v1 KS"),
        ("invalid_version", "there is no such KS version; there are 2 and 1"),
        ("invalid_hash_type", "there is no such app token hash"),
        ("invalid_app_token", "the app token cannot be one"),
        ("invalid_remote_addr", "the remote address is no IP address"),
        ("random_unavailable", "the operating system gave no random bytes"),
        ("empty_ks", "no KS was given"),
        ("not_base64", "the text is not base64, so it is no KS, or was cut or changed"),
        ("blank_for_plus", "the KS has blanks where a plus sign was"),
        ("not_a_ks", "the text is base64, but no KS"),
        ("bad_signature", "none of the secrets signed this KS, or it was changed"),
        ("array_privilege", "a privilege is written as an array, at which the server fails"),
        ("not_canonical", "the KS is signed, but not written as it should be"),
        ("wrong_partner", "the KS is another partner's"),
        ("expired", "the KS has expired"),
        ("missing_remote_addr", "the KS is restricted to addresses, and none was given"),
        ("restricted_ip", "the KS is restricted to other addresses"),
        ("missing_request_uri", "the KS is restricted to request URIs, and none was given"),
        ("restricted_uri", "the KS is restricted to other request URIs"),
        ("invalid_actions_limit", "the KS allows no action"),
        ("not_granted", "a required privilege is not granted"),
        ("revoked", "the session was ended"),
    ];

    /// The stable code string of this case, the same in every language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidSecret(_) => "invalid_secret",
            Self::InvalidPartnerId(_) => "invalid_partner_id",
            Self::InvalidMasterPartnerId(_) => "invalid_master_partner_id",
            Self::InvalidUserId(_) => "invalid_user_id",
            Self::InvalidType(_) => "invalid_type",
            Self::InvalidExpiry(_) => "invalid_expiry",
            Self::InvalidPrivilege { .. } => "invalid_privilege",
            Self::RepeatedPrivilege(_) => "repeated_privilege",
            Self::TooManyPrivileges(_) => "too_many_privileges",
            Self::InvalidAdditionalData(_) => "invalid_additional_data",
            Self::InvalidNonce(_) => "invalid_nonce",
            Self::InvalidVersion(_) => "invalid_version",
            Self::InvalidHashType(_) => "invalid_hash_type",
            Self::InvalidAppToken(_) => "invalid_app_token",
            Self::InvalidRemoteAddr(_) => "invalid_remote_addr",
            Self::RandomUnavailable => "random_unavailable",
            Self::Malformed(problem) => problem.code(),
            Self::BadSignature { .. } => "bad_signature",
            Self::ArrayPrivilege(_) => "array_privilege",
            Self::NotCanonical(_) => "not_canonical",
            Self::WrongPartner { .. } => "wrong_partner",
            Self::Expired { .. } => "expired",
            Self::MissingRemoteAddr => "missing_remote_addr",
            Self::RestrictedIp(_) => "restricted_ip",
            Self::MissingRequestUri => "missing_request_uri",
            Self::RestrictedUri(_) => "restricted_uri",
            Self::InvalidActionsLimit => "invalid_actions_limit",
            Self::NotGranted(_) => "not_granted",
            Self::Revoked => "revoked",
        }
    }

    /// Whether the KS was read and the answer is no (a bad signature, expired,
    /// not granted …), as opposed to input that could not be used at all.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::BadSignature { .. }
                | Self::ArrayPrivilege(_)
                | Self::NotCanonical(_)
                | Self::WrongPartner { .. }
                | Self::Expired { .. }
                | Self::RestrictedIp(_)
                | Self::RestrictedUri(_)
                | Self::InvalidActionsLimit
                | Self::NotGranted(_)
                | Self::Revoked
        )
    }

    /// The refusal of an input that no type here can hold, but that other
    /// languages have. `field` is its name ([`SessionOptions`](crate::SessionOptions),
    /// `secret`, `token`, `partner_id`, `privileges`, `nonce`, `now`, `hash_type` …).
    #[must_use]
    pub fn foreign(field: &str, input: Foreign) -> Self {
        let (what, sentence) = match input {
            Foreign::Number => ("a number beyond 64 bits", "is a number beyond 64 bits"),
            Foreign::Text => (
                "text that is not Unicode",
                "is not Unicode text (a lone surrogate, or bytes that are not UTF-8)",
            ),
        };
        match field {
            "secret" => Self::InvalidSecret(sentence),
            "token" => Self::InvalidAppToken(sentence),
            "partner_id" => Self::InvalidPartnerId(what.into()),
            "master_partner_id" => Self::InvalidMasterPartnerId(what.into()),
            "user_id" => Self::InvalidUserId(sentence),
            "type" => Self::InvalidType(what.into()),
            "additional_data" => Self::InvalidAdditionalData(sentence),
            "nonce" => Self::InvalidNonce(sentence),
            "version" => Self::InvalidVersion(what.into()),
            "hash_type" => Self::InvalidHashType(what.into()),
            "remote_addr" => Self::InvalidRemoteAddr(what.into()),
            "privileges" => {
                let name = if input == Foreign::Text { "the text" } else { "a value" };
                Self::InvalidPrivilege { name: name.into(), reason: sentence.into() }
            }
            time => Self::InvalidExpiry(format!("{time}: {sentence}").into()),
        }
    }

    pub(crate) fn privilege(name: &str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self::InvalidPrivilege { name: quote(name), reason: reason.into() }
    }
}

/// What [`Error::foreign`] refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// A whole number beyond 64 bits.
    Number,
    /// Text that is not Unicode.
    Text,
}

/// The text of a KS in a language whose text is bytes. Any byte beyond ASCII
/// spoils a KS.
///
/// # Errors
///
/// [`Malformed::ForeignByte`].
pub fn utf8_ks(bytes: &[u8]) -> Result<&str, Malformed> {
    core::str::from_utf8(bytes).map_err(|e| {
        let position = e.valid_up_to();
        Malformed::ForeignByte { byte: bytes.get(position).copied().unwrap_or_default(), position }
    })
}

/// Kaltura's secrets and app tokens have so many hex digits.
const SECRET_DIGITS: usize = 32;

/// A sentence without what looks like a secret in it, for sentences that repeat
/// what was given: a secret may have been given in the wrong place.
#[must_use]
pub fn without_secrets(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        let (run, behind) = rest.split_at(digits);
        shown += if digits < SECRET_DIGITS { run } else { "(hex digits, not shown)" };
        let other = behind.find(|c: char| c.is_ascii_hexdigit()).unwrap_or(behind.len());
        shown += &behind[..other];
        rest = &behind[other..];
    }
    shown
}

/// A text of the caller's for an error message: at most 60 characters, with
/// quotes around it, everything unprintable escaped, and no secret.
#[must_use]
pub fn quote(text: &str) -> String {
    const SHOWN: usize = 60;
    // So much that no secret is cut before it is seen to be one.
    let start: String = text.chars().take(SHOWN + SECRET_DIGITS).collect();
    let mut shown = without_secrets(&start);
    let is_all = start.len() == text.len() && shown.chars().nth(SHOWN).is_none();
    if let Some((end, _)) = shown.char_indices().nth(SHOWN) {
        shown.truncate(end);
    }
    if is_all { format!("{shown:?}") } else { format!("{shown:?}…") }
}

/// [`quote`] for what is short when it is right. Anything longer may be a secret.
pub(crate) fn quote_word(text: &str) -> String {
    const LONGEST: usize = 16;
    match text.chars().count() {
        0..=LONGEST => quote(text),
        count => format!("a text of {count} characters"),
    }
}

/// [`quote`] for bytes of a KS.
pub(crate) fn quote_bytes(bytes: &[u8]) -> String {
    // Never copy megabytes into a message.
    let head = &bytes[..bytes.len().min(500)];
    quote(&String::from_utf8_lossy(head))
}

fn describe_byte(byte: u8) -> String {
    match byte {
        0x20..=0x7e => format!("'{}'", char::from(byte)),
        _ => format!("byte 0x{byte:02x}"),
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use alloc::format;
    use alloc::string::ToString;

    use super::{Error, Malformed, quote, quote_word, utf8_ks, without_secrets};

    #[test]
    fn what_looks_like_a_secret_is_left_out() {
        let secret = "0123456789abcdefABCDEF0123456789";
        let hidden = "(hex digits, not shown)";
        assert_eq!(without_secrets(&format!("{secret} is no é")), format!("{hidden} is no é"));
        assert_eq!(without_secrets(&format!("/{secret}{secret}:")), format!("/{hidden}:"));
        assert_eq!(without_secrets(&secret[1..]), &secret[1..]);
        assert_eq!(without_secrets("deaf é cafe"), "deaf é cafe");
        for before in 0..100 {
            let text = "x".repeat(before) + secret;
            for shown in [quote(&text), quote_word(&text)] {
                assert!(!shown.contains("0123"), "{before}: {shown}");
            }
        }
        assert_eq!(quote(&"é".repeat(60)), format!("{:?}", "é".repeat(60)));
        assert_eq!(quote(&"é".repeat(61)), format!("{:?}…", "é".repeat(60)));
        assert_eq!(quote_word("SHA-256"), "\"SHA-256\"");
        let error = "a secret that is no hex".parse::<crate::HashType>().unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    /// Every code that a `code()` of this file gives is in [`Error::CODES`],
    /// once, and the other way round.
    #[test]
    fn codes_are_complete() {
        let given: Vec<&str> = include_str!("error.rs")
            .split("pub fn code(&self)")
            .skip(1)
            .filter_map(|rest| rest.split("\n    }\n").next())
            .take(2)
            .flat_map(|body| body.split('"').skip(1).step_by(2))
            .collect();
        let listed: Vec<&str> = Error::CODES.iter().map(|(code, _)| *code).collect();
        let sorted = |mut codes: Vec<&'static str>| {
            codes.sort_unstable();
            codes
        };
        assert_eq!(sorted(given), sorted(listed));
    }

    #[test]
    fn bytes_that_are_no_text() {
        assert_eq!(utf8_ks(b"djJ8"), Ok("djJ8"));
        assert_eq!(utf8_ks(b"djJ8\xff"), Err(Malformed::ForeignByte { byte: 0xff, position: 4 }));
    }
}
