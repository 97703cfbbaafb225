//! Input that other languages can pass but no Rust type here can represent.

use alloc::format;

use crate::error::{Error, Malformed};

/// A value that a dynamic language can pass but no Rust type here can represent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unrepresentable {
    /// An integer that does not fit 64 bits.
    Number,
    /// Text that is not Unicode.
    Text,
}

impl Error {
    /// Creates the error for a value of the option `field` that no Rust type can represent.
    #[must_use]
    pub fn unrepresentable(field: &str, input: Unrepresentable) -> Self {
        let (noun, sentence) = match input {
            Unrepresentable::Number => {
                ("an integer beyond 64 bits", "must fit 64 bits; this integer is larger")
            }
            Unrepresentable::Text => (
                "text that is not Unicode",
                "must be Unicode text; this text contains a lone surrogate or invalid UTF-8",
            ),
        };
        match field {
            "secret" => Self::InvalidSecret(sentence),
            "token" => Self::InvalidAppToken(sentence),
            "partner_id" => Self::InvalidPartnerId(noun.into()),
            "master_partner_id" => Self::InvalidMasterPartnerId(noun.into()),
            "user_id" => Self::InvalidUserId(sentence),
            "type" => Self::InvalidType(noun.into()),
            "additional_data" => Self::InvalidAdditionalData(sentence),
            "nonce" => Self::InvalidNonce(sentence),
            "version" => Self::InvalidVersion(noun.into()),
            "hash_type" => Self::InvalidHashType(noun.into()),
            "remote_addr" => Self::InvalidRemoteAddr(noun.into()),
            "privileges" => {
                let name = if input == Unrepresentable::Text { "the text" } else { "a value" };
                Self::InvalidPrivilege { name: name.into(), reason: sentence.into() }
            }
            "expiry" | "expires_at" | "now" => {
                Self::InvalidExpiry(format!("{field}: {sentence}").into())
            }
            other => Self::InvalidOption(format!("{other}: {sentence}")),
        }
    }
}

/// Converts bytes to the text of a KS. A KS is ASCII, so any other byte is an error.
///
/// # Errors
///
/// [`Malformed::ForeignByte`].
pub fn ks_from_bytes(bytes: &[u8]) -> Result<&str, Malformed> {
    core::str::from_utf8(bytes).map_err(|e| {
        let position = e.valid_up_to();
        Malformed::ForeignByte { byte: bytes.get(position).copied().unwrap_or_default(), position }
    })
}

#[cfg(test)]
mod tests {
    use super::{Malformed, ks_from_bytes};

    #[test]
    fn bytes_that_are_not_text() {
        assert_eq!(ks_from_bytes(b"djJ8"), Ok("djJ8"));
        assert_eq!(
            ks_from_bytes(b"djJ8\xff"),
            Err(Malformed::ForeignByte { byte: 0xff, position: 4 })
        );
    }
}
