//! A partner's admin secret: checked, wiped when dropped, never shown.

use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// A partner's admin secret: wiped when dropped, never shown.
#[derive(Clone)]
pub(crate) struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Checks a secret by the rules of [`Keyring::new`](super::Keyring::new).
    pub(crate) fn new(secret: impl AsRef<[u8]>) -> Result<Self> {
        let secret = secret.as_ref();
        if secret.is_empty() {
            return Err(Error::InvalidSecret(
                "is empty; pass the admin secret, shown in the Kaltura Management Console (KMC) under Settings, Integration settings",
            ));
        }
        if secret == b"0" {
            return Err(Error::InvalidSecret(
                "is \"0\", which the server treats as an empty secret; pass the admin secret",
            ));
        }
        if secret.contains(&b',') {
            return Err(Error::InvalidSecret(
                "contains a comma, at which the server splits it; pass several secrets as a list, and sign with one of them",
            ));
        }
        if has_comment(secret) {
            return Err(Error::InvalidSecret(
                "is followed by a comment or other text, which would become part of it; remove everything after the 32 hex digits",
            ));
        }
        if has_stray_characters(secret) {
            return Err(Error::InvalidSecret(
                "has surrounding whitespace, quotes or control characters; remove them",
            ));
        }
        Ok(Self::unchecked(secret))
    }

    /// Accepts any bytes, for reading a KS that a careless generator signed.
    pub(crate) fn unchecked(secret: &[u8]) -> Self {
        Self(Zeroizing::new(secret.to_vec()))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Returns `true` for 32 hex digits, the form of Kaltura's secrets and app tokens, with
/// white space, quotes or control characters around them. Files and shells leave such
/// characters behind, and no signature would ever match.
pub(crate) fn has_stray_characters(text: &[u8]) -> bool {
    const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
    let stray = |byte: &u8| matches!(byte, b' ' | b'"' | b'\'') || byte.is_ascii_control();
    let mut bare = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    while let [first, rest @ ..] = bare
        && stray(first)
    {
        bare = rest;
    }
    while let [rest @ .., last] = bare
        && stray(last)
    {
        bare = rest;
    }
    bare.len() == 32 && bare.len() < text.len() && bare.iter().all(u8::is_ascii_hexdigit)
}

/// Returns `true` for 32 hex digits with a comment behind them, as in an environment file:
/// `0123…cdef # admin`.
fn has_comment(text: &[u8]) -> bool {
    let digits = text.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    let behind = text[digits..].trim_ascii_start();
    digits == 32
        && behind.len() < text.len() - digits
        && (behind.starts_with(b"#") || behind.starts_with(b"//") || behind.starts_with(b";"))
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use zeroize::ZeroizeOnDrop;

    use super::Secret;

    #[test]
    fn secrets_are_wiped() {
        fn is_wiped_on_drop<T: ZeroizeOnDrop>(_: &T) {}
        is_wiped_on_drop(&Secret::new("a secret").unwrap().0);
    }

    #[test]
    fn stray_characters_around_a_secret_are_rejected() {
        let secret = "0123456789abcdef0123456789abcdef";
        assert!(Secret::new(secret).is_ok());
        for (before, after) in
            [("", "\n"), (" ", ""), ("\"", "\""), ("'", "'\r\n"), ("\u{feff}", "")]
        {
            let surrounded = format!("{before}{secret}{after}");
            assert!(Secret::new(&surrounded).is_err(), "{surrounded:?}");
        }
        for comment in [" # admin", "\t// admin", " ;x", " #"] {
            let error = Secret::new(format!("{secret}{comment}")).unwrap_err().to_string();
            assert!(error.contains("comment"), "{comment}: {error}");
        }
        assert!(Secret::new(format!("{secret}# admin")).is_ok());
        // These are not Kaltura's secrets with something around them.
        for other in [&secret[1..], &format!("{secret}0"), &format!(" {}", &secret[1..])] {
            assert!(Secret::new(other).is_ok(), "{other:?}");
        }
        assert!(Secret::new(format!("{secret} / admin")).is_ok());
        assert!(Secret::new(format!("{} # admin", &secret[1..])).is_ok());
        assert!(Secret::new("").is_err() && Secret::new("0").is_err() && Secret::new("00").is_ok());
        assert!(Secret::new(" a secret of another form ").is_ok());
    }
}
