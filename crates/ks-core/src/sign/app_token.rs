//! The hash that `appToken.startSession` requires.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use sha1::Digest;

use crate::crypto::secret::has_stray_characters;
use crate::encoding::hex;
use crate::error::{Error, Malformed, quote_short};
use crate::model::Advice;
use crate::read::inspect;

/// The hash type of an app token (`KalturaAppTokenHashType`).
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

    /// Parses `SHA1`, `MD5`, `SHA256` or `SHA512`, in any case.
    fn from_str(text: &str) -> Result<Self, Error> {
        [Self::Sha1, Self::Md5, Self::Sha256, Self::Sha512]
            .into_iter()
            .find(|hash_type| text.eq_ignore_ascii_case(hash_type.name()))
            .ok_or_else(|| Error::InvalidHashType(quote_short(text)))
    }
}

impl HashType {
    /// Returns Kaltura's name of the hash type.
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

/// Returns `true` for the form of token ids: the number of a data center and 8 characters,
/// such as `1_5555aa44`.
fn is_token_id(token: &str) -> bool {
    token.split_once('_').is_some_and(|(center, id)| {
        !center.is_empty()
            && center.len() <= 2
            && center.bytes().all(|b| b.is_ascii_digit())
            && id.len() == 8
            && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}

/// Returns advice on a token that does not have the form of Kaltura's: 32 hex digits,
/// whatever its hash type.
#[must_use]
pub fn app_token_advice(token: &str) -> Option<Advice> {
    let is_usual = token.len() == 32 && token.bytes().all(|b| b.is_ascii_hexdigit());
    (!is_usual).then(|| {
        Advice::new(
            "unusual_app_token",
            "the app token is not 32 hex digits, as Kaltura's tokens are. Pass the field `token` that appToken.get returns, not its id or a hash".into(),
        )
    })
}

/// Returns the `tokenHash` of `appToken.startSession`: the hash of the KS followed by the
/// token, in lower-case hex (docs/ks-format.md 8).
///
/// `ks` is the KS that the call itself carries, exactly as it is sent: another spelling of the
/// same KS has another hash. It is usually a widget KS.
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
/// [`Error::Malformed`] for text that is not a KS or contains white space, about which the
/// server would only say that the hash is wrong. An empty text is accepted: it stands for a
/// call without a KS. [`Error::InvalidAppToken`] for an empty token, for the id of a token,
/// and for 32 hex digits with stray characters around them.
pub fn app_token_hash(ks: &str, token: &str, hash_type: HashType) -> Result<String, Error> {
    fn hash<D: Digest>(ks: &str, token: &str) -> String {
        hex::encode(&D::new_with_prefix(ks).chain_update(token).finalize())
    }
    // Readers of a KS skip white space, but the hash includes it.
    if let Some(position) = ks.bytes().position(|byte| byte.is_ascii_whitespace()) {
        return Err(Malformed::ForeignByte { byte: ks.as_bytes()[position], position }.into());
    }
    // The server also computes the hash for a call without a KS.
    if !ks.is_empty() && inspect(ks)?.truncated {
        return Err(Malformed::CutPayload.into());
    }
    if token.is_empty() {
        return Err(Error::InvalidAppToken("is empty; pass the token that appToken.get returns"));
    }
    if is_token_id(token) {
        return Err(Error::InvalidAppToken(
            "is the id of an app token, not the token itself; pass the field `token` that appToken.get returns",
        ));
    }
    if has_stray_characters(token.as_bytes()) {
        return Err(Error::InvalidAppToken(
            "has surrounding whitespace, quotes or control characters; remove them",
        ));
    }
    Ok(match hash_type {
        HashType::Sha1 => hash::<sha1::Sha1>(ks, token),
        HashType::Md5 => hash::<md5::Md5>(ks, token),
        HashType::Sha256 => hash::<sha2::Sha256>(ks, token),
        HashType::Sha512 => hash::<sha2::Sha512>(ks, token),
    })
}
