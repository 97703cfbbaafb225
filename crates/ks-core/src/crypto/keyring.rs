//! The admin secrets of a partner, with the keys derived from them.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use super::cipher::{BLOCK, Cipher};
use super::secret::Secret;
use crate::error::{Error, Result};

/// A secret with the AES key that v2 derives from it.
pub(crate) struct Key {
    pub(crate) secret: Secret,
    pub(crate) cipher: Cipher,
}

impl Key {
    fn new(secret: Secret) -> Self {
        // docs/ks-format.md 3.1: the first 16 bytes of SHA-1(secret).
        let mut digest = Zeroizing::new([0; 20]);
        Sha1::new_with_prefix(secret.as_bytes()).finalize_into((&mut *digest).into());
        let mut key = Zeroizing::new([0; BLOCK]);
        key.copy_from_slice(&digest[..BLOCK]);
        Self { cipher: Cipher::new(&key), secret }
    }
}

/// Derives the keys in one allocation. Never inlined, so that the copies that the compiler makes
/// on the way are below the frame of the caller, which wipes them.
#[inline(never)]
fn derive_keys(secrets: Vec<Secret>) -> Arc<[Key]> {
    secrets.into_iter().map(Key::new).collect()
}

/// Wipes the copies of the key that calls with it may have left in registers and on the stack.
/// The secret and the cipher wipe themselves.
impl Drop for Key {
    fn drop(&mut self) {
        // A key is used at other depths of the stack than it is dropped at.
        wipe_traces::<16_384>();
    }
}

/// Overwrites the vector registers, and the unused stack below the caller. The compiler copies
/// parts of a key there when it moves a value or spills a register, and whatever saves the
/// registers, such as the dynamic linker, copies them to the stack much later.
#[inline(never)]
fn wipe_traces<const STACK: usize>() {
    use core::hint::black_box;

    // The schedule of another key uses the registers that the schedule of this one used. A
    // WASM module has no access to registers, so nothing can copy them into its memory.
    if cfg!(not(target_family = "wasm")) {
        black_box(&Cipher::new(black_box(&[0; BLOCK])));
    }
    // Without this hint, the compiler would leave out an array that nobody reads.
    black_box(&mut [0_u8; STACK]);
}

/// The admin secrets of one partner, in the order in which they are tried.
///
/// The server verifies a KS with the partner's **admin** secrets only. A KS that is signed
/// with the user secret never verifies.
///
/// A keyring has more than one secret while a partner rotates its secret. Use it to decode
/// KSs ([`decode`](Self::decode)), to verify them ([`verify`](Self::verify)) and to create
/// a [`Signer`](crate::Signer). Clones share the keys.
#[derive(Clone)]
pub struct Keyring {
    /// One allocation, so that keys are never copied.
    keys: Arc<[Key]>,
    /// Whether every secret follows the rules of [`Keyring::new`].
    checked: bool,
}

impl Keyring {
    /// Creates a keyring of one admin secret, as the Kaltura Management Console (KMC) shows
    /// it under Settings, Integration settings.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidSecret`] if the secret is empty, is `0` (which the server treats as
    /// empty), contains a comma (at which the server splits it), or consists of 32 hex
    /// digits with white space, quotes or control characters around them.
    pub fn new(secret: impl AsRef<[u8]>) -> Result<Self> {
        Self::with_secrets([secret])
    }

    /// Creates a keyring of several secrets, the current one first.
    ///
    /// # Errors
    ///
    /// Those of [`new`](Self::new) for each secret, and [`Error::InvalidSecret`] if there is
    /// no secret.
    pub fn with_secrets<S: AsRef<[u8]>>(secrets: impl IntoIterator<Item = S>) -> Result<Self> {
        let secrets = secrets.into_iter().map(Secret::new).collect::<Result<Vec<_>>>()?;
        if secrets.is_empty() {
            return Err(Error::InvalidSecret("is missing; pass the partner's admin secret"));
        }
        Ok(Self::from_secrets(secrets, true))
    }

    /// Creates a keyring that skips the checks of [`new`](Self::new), for decoding KSs that
    /// were signed with malformed secrets. It can neither verify nor sign.
    #[must_use]
    pub fn unchecked<S: AsRef<[u8]>>(secrets: impl IntoIterator<Item = S>) -> Self {
        Self::from_secrets(
            secrets.into_iter().map(|s| Secret::unchecked(s.as_ref())).collect(),
            false,
        )
    }

    fn from_secrets(secrets: Vec<Secret>, checked: bool) -> Self {
        let keys = derive_keys(secrets);
        wipe_traces::<4096>();
        Self { keys, checked }
    }

    /// Returns the number of secrets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Returns `true` if the keyring has no secret.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    pub(crate) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Returns an error if the secrets were not checked.
    pub(crate) fn require_checked(&self) -> Result<()> {
        if self.checked {
            return Ok(());
        }
        Err(Error::InvalidSecret(
            "was not checked: a keyring made by `unchecked` can only decode, not sign or verify",
        ))
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

    use super::{Cipher, Keyring};

    #[test]
    fn keys_are_wiped() {
        fn is_wiped_on_drop<T: ZeroizeOnDrop>() {}
        is_wiped_on_drop::<Cipher>();
    }

    #[test]
    fn secrets_are_counted() {
        let one = Keyring::new("a secret").unwrap();
        assert_eq!((one.len(), one.is_empty()), (1, false));
        assert_eq!(Keyring::with_secrets(["a secret", "another"]).unwrap().len(), 2);
        let none = Keyring::unchecked([""; 0]);
        assert_eq!((none.len(), none.is_empty()), (0, true));
    }

    #[test]
    fn debug_output_contains_no_secret() {
        let text = "correct horse battery staple";
        let keyring = Keyring::new(text).unwrap();
        let error = Keyring::new("correct,horse").unwrap_err();
        let shown = format!("{keyring:?} {:?} {error:?} {error}", keyring.keys()[0].secret);
        assert!(!shown.contains("horse"), "{shown}");
    }
}
