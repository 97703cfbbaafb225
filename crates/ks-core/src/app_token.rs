//! The hash that `appToken.startSession` wants.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use sha1::Digest;

use crate::error::{Error, Malformed, quote_word};
use crate::inspect::inspect;
use crate::secret::is_wrapped;

/// The hash of an app token, as `KalturaAppTokenHashType` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum HashType {
    /// The server's default.
    #[default]
    Sha1,
    /// MD5.
    Md5,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

impl FromStr for HashType {
    type Err = Error;

    /// `SHA1`, `MD5`, `SHA256`, `SHA512`, in any case.
    fn from_str(text: &str) -> Result<Self, Error> {
        [Self::Sha1, Self::Md5, Self::Sha256, Self::Sha512]
            .into_iter()
            .find(|hash_type| text.eq_ignore_ascii_case(hash_type.name()))
            .ok_or_else(|| Error::InvalidHashType(quote_word(text)))
    }
}

impl HashType {
    /// Kaltura's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }
}

impl fmt::Display for HashType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The `tokenHash` of `appToken.startSession`: lower-case hex of the hash of
/// the KS and the token, with nothing between (docs/ks-format.md 8).
///
/// `ks` is the KS that the call itself carries, exactly as it is sent: another
/// spelling of the same KS gives another hash. Usually it is a widget KS.
///
/// ```
/// use ks_core::{HashType, app_token_hash};
///
/// let token = "00112233445566778899aabbccddeeff";
/// let hash = app_token_hash("djJ8MTAyfDAwMDAwMDAwMDAwMDAwMDA", token, HashType::Sha256)?;
/// assert_eq!(hash.len(), 64);
/// # Ok::<(), ks_core::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Malformed`] for text that is no KS, or has white space in it, of which
/// the server would only say that the hash is wrong (an empty text stands for a call
/// without a KS);
/// [`Error::InvalidAppToken`] for an empty token, and for 32 hex digits with
/// something around them.
pub fn app_token_hash(ks: &str, token: &str, hash_type: HashType) -> Result<String, Error> {
    fn hex<D: Digest>(ks: &str, token: &str) -> String {
        crate::hex::encode(&D::new_with_prefix(ks).chain_update(token).finalize())
    }
    // Readers skip white space, but a hash does not.
    if let Some(position) = ks.bytes().position(|byte| byte.is_ascii_whitespace()) {
        return Err(Malformed::ForeignByte { byte: ks.as_bytes()[position], position }.into());
    }
    // No KS at all is a case that the server computes too.
    if !ks.is_empty() && inspect(ks)?.truncated {
        return Err(Malformed::CutPayload.into());
    }
    if token.is_empty() {
        return Err(Error::InvalidAppToken("is empty; give the token of appToken.get"));
    }
    if is_wrapped(token.as_bytes()) {
        return Err(Error::InvalidAppToken(
            "has blanks, quotes or unprintable characters around it; take them away",
        ));
    }
    Ok(match hash_type {
        HashType::Sha1 => hex::<sha1::Sha1>(ks, token),
        HashType::Md5 => hex::<md5::Md5>(ks, token),
        HashType::Sha256 => hex::<sha2::Sha256>(ks, token),
        HashType::Sha512 => hex::<sha2::Sha512>(ks, token),
    })
}
