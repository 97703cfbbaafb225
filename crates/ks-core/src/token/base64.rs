//! Base64 as the server reads it, and as it writes it.

use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine;
use base64::engine::general_purpose::GeneralPurposeConfig;
use base64::engine::{DecodePaddingMode, GeneralPurpose};

use crate::error::Malformed;

/// Unpadded, and lenient about the unused bits of the last character.
const READ: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_encode_padding(false)
    .with_decode_padding_mode(DecodePaddingMode::RequireNone)
    .with_decode_allow_trailing_bits(true);
const WRITE: GeneralPurposeConfig = GeneralPurposeConfig::new();

#[cfg(all(feature = "std", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod engines {
    use std::sync::LazyLock;

    use base64::engine::Simd;

    use super::{READ, WRITE};

    pub(super) static READER: LazyLock<Simd> = LazyLock::new(|| Simd::url_safe(READ));
    pub(super) static V1: LazyLock<Simd> = LazyLock::new(|| Simd::standard(WRITE));
    pub(super) static V2: LazyLock<Simd> = LazyLock::new(|| Simd::url_safe(WRITE));
}

#[cfg(not(all(feature = "std", any(target_arch = "x86_64", target_arch = "aarch64"))))]
mod engines {
    use base64::alphabet::{STANDARD, URL_SAFE};
    use base64::engine::GeneralPurpose;

    use super::{READ, WRITE};

    pub(super) static READER: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, READ);
    pub(super) static V1: GeneralPurpose = GeneralPurpose::new(&STANDARD, WRITE);
    pub(super) static V2: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, WRITE);
}

/// The alphabet of a version: the server writes v1 with `+/` and v2 with `-_`,
/// and pads both.
#[derive(Clone, Copy)]
pub(crate) enum Alphabet {
    V1,
    V2,
}

/// Appends the text for `bytes`.
pub(crate) fn encode(alphabet: Alphabet, bytes: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    let len = bytes.len().div_ceil(3) * 4;
    if out.capacity() == 0 {
        *out = Vec::with_capacity(len);
    }
    out.reserve(len);
    out.resize(start + len, 0);
    // The room is exactly what the encoder says it needs, so it cannot fail.
    let written = match alphabet {
        Alphabet::V1 => engines::V1.encode_slice(bytes, &mut out[start..]),
        Alphabet::V2 => engines::V2.encode_slice(bytes, &mut out[start..]),
    };
    debug_assert_eq!(written.ok(), Some(out.len() - start));
}

/// Decodes as the server does (docs/ks-format.md 2.4), and says what is wrong as a
/// person would.
pub(crate) fn decode(text: &str) -> Result<Vec<u8>, Malformed> {
    let bytes = match decode_exact(text.as_bytes()) {
        Some(bytes) => bytes,
        None => decode_slowly(text)?,
    };
    match &bytes[..] {
        [] if text.trim().is_empty() => Err(Malformed::Empty),
        [] | b"0" => Err(Malformed::DecodesToNothing),
        _ => Ok(bytes),
    }
}

/// The usual case: one alphabet, no white space, padding right or left out.
pub(crate) fn decode_exact(text: &[u8]) -> Option<Vec<u8>> {
    let unpadded = match text {
        [rest @ .., b'=', b'='] | [rest @ .., b'='] if text.len().is_multiple_of(4) => rest,
        _ => text,
    };
    let room = unpadded.len() / 4 * 3 + 3;
    // As much again, for what the reader of a v2 KS unescapes.
    let mut out = Vec::with_capacity(2 * room);
    out.resize(room, 0);
    if let Ok(len) = engines::READER.decode_slice(unpadded, &mut out) {
        out.truncate(len);
        return Some(out);
    }
    static STANDARD: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, READ);
    let len = STANDARD.decode_slice(unpadded, &mut out).ok()?;
    out.truncate(len);
    Some(out)
}

/// Both alphabets mixed, white space anywhere; and the reason where it fails.
fn decode_slowly(text: &str) -> Result<Vec<u8>, Malformed> {
    let mut kept = Vec::with_capacity(text.len());
    let mut padding = 0_usize;
    for (position, byte) in text.bytes().enumerate() {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {}
            b'=' => padding += 1,
            _ if !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')) => {
                return Err(if is_jwt(text) {
                    Malformed::JsonWebToken
                } else {
                    Malformed::ForeignByte { byte, position }
                });
            }
            _ if padding > 0 => return Err(blanks_or(text, Malformed::BadPadding)),
            b'+' => kept.push(b'-'),
            b'/' => kept.push(b'_'),
            _ => kept.push(byte),
        }
    }
    if padding > 0 && (padding > 2 || !(kept.len() + padding).is_multiple_of(4)) {
        return Err(blanks_or(text, Malformed::BadPadding));
    }
    decode_exact(&kept).ok_or_else(|| blanks_or(text, Malformed::Cut))
}

fn blanks_or(text: &str, otherwise: Malformed) -> Malformed {
    super::diagnose_blanks(text).unwrap_or(otherwise)
}

/// Three base64url parts, the first a JSON object.
fn is_jwt(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("eyJ") && text.bytes().filter(|&b| b == b'.').count() == 2
}

/// The text of base64, which is ASCII.
pub(crate) fn into_string(text: Vec<u8>) -> String {
    String::from_utf8(text).unwrap_or_default()
}
