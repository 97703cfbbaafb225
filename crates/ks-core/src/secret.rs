//! Secrets and the keys made of them.

use alloc::vec::Vec;
use core::fmt;

use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use crate::cipher::{BLOCK, Cipher};
use crate::error::{Error, Result};

/// A partner's admin secret: wiped when dropped, never shown.
#[derive(Clone)]
pub(crate) struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Checks it as [`Keyring::new`] says.
    pub(crate) fn new(secret: impl AsRef<[u8]>) -> Result<Self> {
        let secret = secret.as_ref();
        if secret.is_empty() {
            return Err(Error::InvalidSecret(
                "is empty; take the admin secret from KMC, Settings, Integration settings",
            ));
        }
        if secret == b"0" {
            return Err(Error::InvalidSecret("is 0, which the server takes for no secret at all"));
        }
        if secret.contains(&b',') {
            return Err(Error::InvalidSecret(
                "contains a comma, at which the server splits; give several secrets as a list, and sign with one of them",
            ));
        }
        if is_wrapped(secret) {
            return Err(Error::InvalidSecret(
                "has blanks, quotes or unprintable characters around it; take them away",
            ));
        }
        Ok(Self::unchecked(secret))
    }

    /// Takes any bytes, for reading a KS that a careless generator made.
    fn unchecked(secret: &[u8]) -> Self {
        Self(Zeroizing::new(secret.to_vec()))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Whether one of Kaltura's secrets or app tokens has something around it: it would
/// count as part of it, and nothing would ever fit.
pub(crate) fn is_wrapped(text: &[u8]) -> bool {
    const MARK: &[u8] = "\u{feff}".as_bytes();
    let around = |byte: &u8| matches!(byte, b' ' | b'"' | b'\'') || byte.is_ascii_control();
    let mut bare = text.strip_prefix(MARK).unwrap_or(text);
    while let [first, rest @ ..] = bare
        && around(first)
    {
        bare = rest;
    }
    while let [rest @ .., last] = bare
        && around(last)
    {
        bare = rest;
    }
    bare.len() == 32 && bare.len() < text.len() && bare.iter().all(u8::is_ascii_hexdigit)
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A secret with the AES key that v2 makes of it.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) secret: Secret,
    pub(crate) cipher: Cipher,
}

impl Key {
    pub(crate) fn new(secret: Secret) -> Self {
        // docs/ks-format.md 3.1: the first 16 bytes of SHA-1(secret).
        let mut digest = Zeroizing::new([0; 20]);
        Sha1::new_with_prefix(secret.as_bytes()).finalize_into((&mut *digest).into());
        let mut key = Zeroizing::new([0; BLOCK]);
        key.copy_from_slice(&digest[..BLOCK]);
        Self { cipher: Cipher::new(&key), secret }
    }
}

/// Why a keyring of [`Keyring::unchecked`] is refused.
pub(crate) const UNCHECKED: &str =
    "this keyring takes any secret, so nothing can be signed or verified with it";

/// The admin secrets of one partner, in the order in which they are tried.
///
/// The server verifies a KS with the partner's **admin** secrets only. A KS that is
/// signed with the user secret never verifies.
///
/// More than one while a partner rotates its secret. A keyring reads
/// ([`decode`](Self::decode)) and checks ([`verify`](Self::verify)) KSs.
#[derive(Clone)]
pub struct Keyring {
    pub(crate) keys: Vec<Key>,
    /// Whether every secret follows the rules of [`Keyring::new`].
    pub(crate) checked: bool,
}

impl Keyring {
    /// A keyring of one secret: an admin secret as KMC shows it (Settings,
    /// Integration settings).
    ///
    /// # Errors
    ///
    /// [`Error::InvalidSecret`] for an empty secret and for `0`, which the
    /// server takes for "no secret", for 32 hex digits with something around them, as
    /// files and shells leave it, and for one with a comma, at which the
    /// server splits when it verifies.
    pub fn new(secret: impl AsRef<[u8]>) -> Result<Self> {
        Self::rotating([secret])
    }

    /// A keyring of several secrets, the current one first.
    ///
    /// # Errors
    ///
    /// Those of [`new`](Self::new) for each, and [`Error::InvalidSecret`] for none.
    pub fn rotating<S: AsRef<[u8]>>(secrets: impl IntoIterator<Item = S>) -> Result<Self> {
        let secrets = secrets.into_iter().map(Secret::new).collect::<Result<Vec<_>>>()?;
        if secrets.is_empty() {
            return Err(Error::InvalidSecret("none was given; give the partner's admin secret"));
        }
        Ok(Self::of(secrets, true))
    }

    /// A keyring of any secrets at all, empty ones too, to look into a KS that
    /// a careless generator made. [`verify`](Self::verify) refuses to use it.
    #[must_use]
    pub fn unchecked<S: AsRef<[u8]>>(secrets: impl IntoIterator<Item = S>) -> Self {
        Self::of(secrets.into_iter().map(|s| Secret::unchecked(s.as_ref())).collect(), false)
    }

    /// The keys are written once: a vector that grew would leave copies behind.
    fn of(secrets: Vec<Secret>, checked: bool) -> Self {
        let mut keys = Vec::with_capacity(secrets.len());
        keys.extend(secrets.into_iter().map(Key::new));
        Self { keys, checked }
    }

    /// How many secrets there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({} secrets)", self.keys.len())
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use zeroize::ZeroizeOnDrop;

    use super::*;

    fn is_wiped_on_drop<T: ZeroizeOnDrop>(_: &T) {}

    #[test]
    fn everything_made_of_a_secret_is_wiped() {
        let Key { secret, cipher } = Key::new(Secret::new("a secret").unwrap());
        is_wiped_on_drop(&secret.0);
        is_wiped_on_drop(&cipher);
    }

    #[test]
    fn a_secret_is_taken_without_what_stands_around_it() {
        let secret = "0123456789abcdef0123456789abcdef";
        assert!(Secret::new(secret).is_ok());
        for (before, behind) in
            [("", "\n"), (" ", ""), ("\"", "\""), ("'", "'\r\n"), ("\u{feff}", "")]
        {
            let wrapped = format!("{before}{secret}{behind}");
            assert!(Secret::new(&wrapped).is_err(), "{wrapped:?}");
        }
        assert!(Secret::new(" a secret of other form ").is_ok());
    }

    #[test]
    fn nothing_shows_a_secret() {
        let text = "correct horse battery staple";
        let shown = format!(
            "{:?} {:?} {:?} {:?}",
            Secret::new(text).unwrap(),
            Keyring::new(text).unwrap(),
            crate::Signer::new(1, text).unwrap(),
            Secret::new("correct,horse").unwrap_err(),
        );
        assert!(!shown.contains("horse"), "{shown}");
    }
}
