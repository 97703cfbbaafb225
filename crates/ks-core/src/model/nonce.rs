//! The nonce that makes a KS unique.

use alloc::borrow::Cow;

use crate::encoding::field_text::check_field_text;
use crate::encoding::{Version, hex};
use crate::error::{Error, Result};

/// The value that makes a KS unique: the random block of v2, the rand part of v1.
///
/// Leave it to the library except for tests and reproducible KSs: equal KSs share their
/// action limit and are ended together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nonce<'a> {
    /// 16 bytes: the random block of v2. v1 writes them as 32 hex digits.
    Block([u8; 16]),
    /// Text for the rand part of a v1 KS.
    Text(Cow<'a, str>),
}

impl<'a> Nonce<'a> {
    /// Returns a random block that no other call and no other process returns.
    ///
    /// # Errors
    ///
    /// [`Error::RandomUnavailable`].
    #[cfg(feature = "random")]
    pub fn random() -> Result<Self> {
        crate::crypto::random::random_block().map(Self::Block)
    }

    /// Parses a nonce: 32 hex digits for v2, any text for v1.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidNonce`].
    pub fn parse(text: impl Into<Cow<'a, str>>, version: Version) -> Result<Self> {
        let text = text.into();
        match version {
            Version::V1 => Ok(Self::Text(text)),
            Version::V2 => hex::decode(text.as_bytes())
                .map(Self::Block)
                .ok_or(Error::InvalidNonce("must be 16 bytes, written as 32 hex digits")),
        }
    }

    /// Converts exactly 16 bytes to a nonce.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidNonce`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        bytes.try_into().map(Self::Block).map_err(|_| Error::InvalidNonce("must be 16 bytes"))
    }

    pub(crate) fn block(&self) -> Result<&[u8; 16]> {
        match self {
            Self::Block(block) => Ok(block),
            Self::Text(_) => {
                Err(Error::InvalidNonce("must be 16 bytes for a v2 KS; only v1 accepts text"))
            }
        }
    }

    pub(crate) fn v1_text(&self) -> Result<Cow<'_, str>> {
        match self {
            Self::Block(block) => Ok(Cow::Owned(hex::encode(block))),
            Self::Text(text) => {
                check_field_text(text, Version::V1).map_err(Error::InvalidNonce)?;
                Ok(Cow::Borrowed(text))
            }
        }
    }
}
