//! The outer form of a KS: what can be parsed without a secret.

use alloc::vec::Vec;
use core::ops::Range;

use crate::encoding::{Version, base64};
use crate::error::Malformed;

/// The parts of a KS that can be parsed without a secret.
pub(crate) struct Envelope {
    /// The decoded bytes.
    pub(crate) bytes: Vec<u8>,
    pub(crate) version: Version,
    /// The place of the partner id in `bytes`.
    pub(crate) partner: Range<usize>,
    /// v1: the signed text. v2: the encrypted part.
    pub(crate) payload: Range<usize>,
}

impl Envelope {
    /// Parses a text like the server does (docs/ks-format.md 1, 2.3, 3.4). Nothing is
    /// decrypted and no signature is checked.
    pub(crate) fn parse(text: &str) -> Result<Self, Malformed> {
        check_len(text.len())?;
        let bytes = base64::decode(text).map_err(|problem| diagnose(text, problem))?;
        let pipe = |from: usize| bytes[from..].iter().position(|&b| b == b'|').map(|at| from + at);
        if bytes.starts_with(b"v2|") {
            let end = pipe(3).ok_or(Malformed::TooFewPipes)?;
            let payload = end + 1..bytes.len();
            // The server skips blanks, so a lost `+` shows only in the length.
            if !payload.len().is_multiple_of(16) && detect_plus_decoded_as_space(text) {
                return Err(Malformed::BlankForPlus);
            }
            return Ok(Self { version: Version::V2, partner: 3..end, payload, bytes });
        }
        let Some(signature_end) = pipe(0) else {
            return Err(blank_for_plus_or(text, Malformed::NoPipe));
        };
        let info = signature_end + 1;
        let mut parts = bytes[info..].split(|&b| b == b';');
        let partner_len = parts.next().map_or(0, <[u8]>::len);
        if parts.nth(1).is_none() {
            return Err(blank_for_plus_or(text, Malformed::TooFewParts));
        }
        let payload = info..bytes.len();
        Ok(Self { version: Version::V1, partner: info..info + partner_len, payload, bytes })
    }

    pub(crate) fn partner(&self) -> &[u8] {
        &self.bytes[self.partner.clone()]
    }

    pub(crate) fn payload(&self) -> &[u8] {
        &self.bytes[self.payload.clone()]
    }
}

/// Rejects texts whose decoded bytes, with the unescaped fields after them, are too long for
/// the positions in a [`Span`](crate::encoding::span::Span).
fn check_len(len: usize) -> Result<(), Malformed> {
    const MAX_LEN: usize = 1 << 31;
    if len > MAX_LEN { Err(Malformed::TooLong) } else { Ok(()) }
}

/// Finds a better reason for a text that is not valid base64.
fn diagnose(text: &str, problem: Malformed) -> Malformed {
    match problem {
        Malformed::ForeignByte { .. } if is_jwt(text) => Malformed::JsonWebToken,
        Malformed::BadPadding | Malformed::Cut => {
            blank_for_plus_or(text, without_middle(text, problem))
        }
        _ => problem,
    }
}

/// Finds out that characters are missing inside a v2 KS rather than at its end: the padding
/// is there and complete, and only the length does not fit it.
fn without_middle(text: &str, problem: Malformed) -> Malformed {
    let text = text.trim();
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let is_whole = digits.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/-_".contains(&b));
    if is_whole && text.starts_with("djJ8") && (1..=2).contains(&padding) {
        Malformed::MissingCharacters
    } else {
        problem
    }
}

/// Returns `true` for three base64url parts of which the first is a JSON object.
fn is_jwt(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("eyJ") && text.bytes().filter(|&b| b == b'.').count() == 2
}

fn blank_for_plus_or(text: &str, otherwise: Malformed) -> Malformed {
    if detect_plus_decoded_as_space(text) { Malformed::BlankForPlus } else { otherwise }
}

/// Returns `true` if a text that was not understood is a KS in which a URL decoder replaced
/// `+` with a space. The server skips spaces, so the rest decodes to nonsense.
pub(crate) fn detect_plus_decoded_as_space(text: &str) -> bool {
    let inner = text.trim();
    inner.contains(' ')
        && base64::decode_exact(inner.replace(' ', "+").as_bytes())
            .is_some_and(|bytes| looks_like_ks(&bytes))
}

/// Returns `true` if decoded bytes have the form of a KS of either version.
pub(crate) fn looks_like_ks(bytes: &[u8]) -> bool {
    match bytes {
        [b'v', b'2', b'|', rest @ ..] => {
            let partner = rest.split(|&b| b == b'|').next().unwrap_or_default();
            let cipher = rest.len().saturating_sub(partner.len() + 1);
            is_number(partner) && cipher > 0 && cipher % 16 == 0
        }
        _ => match bytes.split_at_checked(40) {
            Some((signature, [b'|', info @ ..])) => {
                let mut parts = info.split(|&b| b == b';');
                signature.iter().all(u8::is_ascii_hexdigit)
                    && parts.next().is_some_and(is_number)
                    && parts.nth(1).is_some()
            }
            _ => false,
        },
    }
}

fn is_number(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::check_len;
    use crate::error::Malformed;

    #[test]
    fn the_longest_text_has_2_gib() {
        assert_eq!(check_len(1 << 31), Ok(()));
        assert_eq!(check_len((1 << 31) + 1), Err(Malformed::TooLong));
    }
}
