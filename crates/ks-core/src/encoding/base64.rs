//! Base64 as the server reads and writes it (docs/ks-format.md 2.4).

use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine;
use base64::engine::general_purpose::GeneralPurposeConfig;
use base64::engine::{DecodePaddingMode, GeneralPurpose};

use crate::error::Malformed;

/// Reads unpadded text and ignores the unused bits of the last character.
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
    pub(super) static STANDARD: LazyLock<Simd> = LazyLock::new(|| Simd::standard(WRITE));
    pub(super) static URL_SAFE: LazyLock<Simd> = LazyLock::new(|| Simd::url_safe(WRITE));
}

#[cfg(not(all(feature = "std", any(target_arch = "x86_64", target_arch = "aarch64"))))]
mod engines {
    use base64::alphabet;
    use base64::engine::GeneralPurpose;

    use super::{READ, WRITE};

    pub(super) static READER: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, READ);
    pub(super) static STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, WRITE);
    pub(super) static URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, WRITE);
}

/// The alphabets. The server writes v1 with the standard one and v2 with the URL-safe one,
/// and pads both.
#[derive(Clone, Copy)]
pub(crate) enum Alphabet {
    Standard,
    UrlSafe,
}

/// Appends the encoded bytes to `out`.
pub(crate) fn encode(alphabet: Alphabet, bytes: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    let len = bytes.len().div_ceil(3) * 4;
    if out.capacity() == 0 {
        *out = Vec::with_capacity(len);
    }
    out.reserve(len);
    out.resize(start + len, 0);
    // The slice has exactly the length that the encoder needs, so it cannot fail.
    let written = match alphabet {
        Alphabet::Standard => engines::STANDARD.encode_slice(bytes, &mut out[start..]),
        Alphabet::UrlSafe => engines::URL_SAFE.encode_slice(bytes, &mut out[start..]),
    };
    debug_assert_eq!(written.ok(), Some(out.len() - start));
}

/// Decodes like the server: both alphabets, white space anywhere, padding exact or absent.
pub(crate) fn decode(text: &str) -> Result<Vec<u8>, Malformed> {
    let bytes = match decode_exact(text.as_bytes()) {
        Some(bytes) => bytes,
        None => decode_lenient(text)?,
    };
    match &bytes[..] {
        [] if text.trim().is_empty() => Err(Malformed::Empty),
        [] | b"0" => Err(Malformed::DecodesToNothing),
        _ => Ok(bytes),
    }
}

/// Decodes the usual case: one alphabet, no white space, padding exact or absent.
pub(crate) fn decode_exact(text: &[u8]) -> Option<Vec<u8>> {
    let unpadded = match text {
        [rest @ .., b'=', b'='] | [rest @ .., b'='] if text.len().is_multiple_of(4) => rest,
        _ => text,
    };
    let max_len = unpadded.len() / 4 * 3 + 3;
    // Twice the capacity, so that the reader of a v2 KS can unescape into the same buffer.
    let mut out = Vec::with_capacity(2 * max_len);
    out.resize(max_len, 0);
    if let Ok(len) = engines::READER.decode_slice(unpadded, &mut out) {
        out.truncate(len);
        return Some(out);
    }
    static STANDARD: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, READ);
    let len = STANDARD.decode_slice(unpadded, &mut out).ok()?;
    out.truncate(len);
    Some(out)
}

/// Decodes mixed alphabets and white space, or returns the reason why that fails.
fn decode_lenient(text: &str) -> Result<Vec<u8>, Malformed> {
    let mut kept = Vec::with_capacity(text.len());
    let mut padding = 0_usize;
    for (position, byte) in text.bytes().enumerate() {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {}
            b'=' => padding += 1,
            _ if !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')) => {
                return Err(Malformed::ForeignByte { byte, position });
            }
            _ if padding > 0 => return Err(Malformed::BadPadding),
            b'+' => kept.push(b'-'),
            b'/' => kept.push(b'_'),
            _ => kept.push(byte),
        }
    }
    if padding > 0 && (padding > 2 || !(kept.len() + padding).is_multiple_of(4)) {
        return Err(Malformed::BadPadding);
    }
    decode_exact(&kept).ok_or(Malformed::Cut)
}

/// Converts encoded text, which is ASCII, to a `String`.
pub(crate) fn into_string(text: Vec<u8>) -> String {
    String::from_utf8(text).unwrap_or_default()
}
