//! Inspecting a KS without a secret.

use alloc::string::String;

use crate::encoding::Version;
use crate::encoding::integer::parse_canonical_int;
use crate::error::Malformed;
use crate::wire::Envelope;

/// What a KS shows without a secret. **Nothing of it is verified**: anyone can write such a
/// text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Unverified {
    /// The version of the format.
    pub version: Version,
    /// The partner id, if it is a canonical integer.
    pub partner_id: Option<i32>,
    /// The partner id as the KS spells it.
    pub partner_text: String,
    /// v1: the claimed fields. v2 encrypts them.
    pub claims: Option<Claims>,
    /// v2: the length of the encrypted part. It is a multiple of 16 in a whole KS.
    pub encrypted_bytes: Option<usize>,
    /// Whether a v2 KS was certainly cut, because its encrypted part is incomplete.
    pub truncated: bool,
}

/// The fields that a v1 KS claims, unverified, with invalid UTF-8 replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Claims {
    /// The expiry in Unix seconds, as text.
    pub valid_until: String,
    /// `0` or `2`.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub session_type: Option<String>,
    /// The rand part.
    pub rand: Option<String>,
    /// The user id.
    pub user_id: Option<String>,
    /// The privileges.
    pub privileges: Option<String>,
    /// The master partner id.
    pub master_partner_id: Option<String>,
    /// The additional data.
    pub additional_data: Option<String>,
}

/// Inspects a KS without a secret.
///
/// # Errors
///
/// [`Malformed`] if the text is not a KS.
pub fn inspect(ks: &str) -> Result<Unverified, Malformed> {
    let envelope = Envelope::parse(ks)?;
    let claims = (envelope.version == Version::V1).then(|| {
        let mut parts = envelope
            .payload()
            .split(|&b| b == b';')
            .map(|part| String::from_utf8_lossy(part).into_owned())
            .skip(2);
        Claims {
            valid_until: parts.next().unwrap_or_default(),
            session_type: parts.next(),
            rand: parts.next(),
            user_id: parts.next(),
            privileges: parts.next(),
            master_partner_id: parts.next(),
            additional_data: parts.next(),
        }
    });
    let encrypted_bytes = (envelope.version == Version::V2).then(|| envelope.payload().len());
    Ok(Unverified {
        version: envelope.version,
        partner_id: parse_canonical_int(envelope.partner()),
        partner_text: String::from_utf8_lossy(envelope.partner()).into_owned(),
        claims,
        truncated: encrypted_bytes.is_some_and(|len| len == 0 || len % 16 != 0),
        encrypted_bytes,
    })
}
