//! Base64 with the processor's vector instructions against plain implementations.

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::GeneralPurposeConfig;
use base64::engine::{DecodePaddingMode, GeneralPurpose, Simd};
use ks_core::{Keyring, Malformed, Nonce, Session, Signer, Version, inspect};

use super::reference::{decode_base64, encode_base64};
use super::support::{NOW, PARTNER, SECRET, seal_v1};

/// Checks arbitrary text against a plain decoder, and arbitrary bytes in arbitrary spellings
/// against a plain encoder.
pub fn run(data: &[u8]) {
    check_engines(data);
    check_text(&String::from_utf8_lossy(data));
    if let Some((&spelling, bytes)) = data.split_first() {
        check_spelling(bytes, spelling);
        check_written(&String::from_utf8_lossy(bytes));
    }
}

/// The two engines of the `base64` crate agree, with the configurations that the core uses.
fn check_engines(data: &[u8]) {
    let read = GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true);
    let plain = GeneralPurpose::new(&alphabet::URL_SAFE, read).decode(data);
    assert_eq!(Simd::url_safe(read).decode(data).ok(), plain.ok());
    let write = GeneralPurposeConfig::new();
    let standard = Simd::standard(write).encode(data);
    assert_eq!(standard, encode_base64(data, false));
    assert_eq!(Simd::url_safe(write).encode(data), encode_base64(data, true));
}

/// The core accepts the texts that the plain decoder accepts.
fn check_text(text: &str) {
    let inspected = inspect(text);
    match decode_base64(text.as_bytes()) {
        None => assert!(
            matches!(
                inspected,
                Err(Malformed::ForeignByte { .. }
                    | Malformed::BadPadding
                    | Malformed::Cut
                    | Malformed::JsonWebToken
                    | Malformed::MissingCharacters
                    | Malformed::BlankForPlus)
            ),
            "{inspected:?}"
        ),
        Some(bytes) if bytes.is_empty() || bytes == b"0" => {
            assert!(matches!(inspected, Err(Malformed::Empty | Malformed::DecodesToNothing)));
        }
        Some(bytes) => match inspected {
            Ok(ks) => {
                let partner = match ks.version {
                    Version::V2 => bytes[3..].split(|&b| b == b'|').next(),
                    Version::V1 => bytes.split(|&b| b == b'|' || b == b';').nth(1),
                };
                let partner = String::from_utf8_lossy(partner.unwrap()).into_owned();
                if ks.version == Version::V2 || !bytes.contains(&b';') {
                    assert_eq!(ks.partner_text, partner);
                }
            }
            Err(problem) => assert!(
                matches!(
                    problem,
                    Malformed::NoPipe
                        | Malformed::TooFewPipes
                        | Malformed::TooFewParts
                        | Malformed::BlankForPlus
                ),
                "{problem:?}"
            ),
        },
    }
}

/// A signed KS decodes to the signed bytes, whatever its spelling.
fn check_spelling(bytes: &[u8], spelling: u8) {
    let info = [b"102;102;1700003600;0;r;u;;;", bytes].concat();
    let plain = decode_base64(seal_v1(&info).as_bytes()).unwrap();
    let mut text = encode_base64(&plain, spelling & 1 != 0);
    if spelling & 2 != 0 {
        text = text.trim_end_matches('=').to_owned();
    }
    if spelling & 4 != 0 {
        text = text.replacen(['+', '-'], "-", 1).replacen(['/', '_'], "/", 1);
    }
    if spelling & 8 != 0 {
        let at = usize::from(spelling >> 4) * text.len() / 16;
        text.insert_str(at, " \r\n\t");
    }
    let decoded = Keyring::new(SECRET).unwrap().decode(&text).unwrap();
    assert_eq!(decoded.signed_text(), info);
}

/// A generated KS is what the plain encoder writes of its bytes.
fn check_written(text: &str) {
    let signer = Signer::new(PARTNER, SECRET).unwrap();
    for version in [Version::V1, Version::V2] {
        let session = Session::user("u").additional_data(text).version(version);
        if let Ok(ks) = signer.generate_with_nonce(&session, NOW, &Nonce::Block([7; 16])) {
            let bytes = decode_base64(ks.as_bytes()).unwrap();
            assert_eq!(ks, encode_base64(&bytes, version == Version::V2));
        }
    }
}
