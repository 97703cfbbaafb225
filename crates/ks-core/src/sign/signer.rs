//! Generating KSs.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::crypto::Keyring;
use crate::encoding::{Version, base64};
use crate::error::Result;
use crate::model::{Nonce, Session};
use crate::wire::{v1, v2};

/// Generates KSs for one partner.
///
/// It derives the key from the secret once, so a kept signer generates a KS in well under a
/// microsecond. Threads can share it, and clones share its keys.
///
/// ```
/// use ks_core::{Session, Signer};
///
/// let now = 1_750_000_000; // the clock, in Unix seconds
/// let signer = Signer::new(1234567, "0123456789abcdef0123456789abcdef")?;
/// let ks = signer.generate(&Session::user("user@example.com").expiry(3600), now)?;
/// assert!(ks.starts_with("djJ8"));
/// # Ok::<(), ks_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Signer {
    partner_id: i32,
    /// Checked and not empty.
    keyring: Keyring,
    header: v2::Header,
}

impl Signer {
    /// Creates a signer for this partner with its **admin** secret. The server rejects every
    /// KS that is signed with the user secret.
    ///
    /// # Errors
    ///
    /// [`InvalidSecret`](crate::Error::InvalidSecret), see [`Keyring::new`].
    pub fn new(partner_id: i32, secret: impl AsRef<[u8]>) -> Result<Self> {
        Keyring::new(secret)?.signer(partner_id)
    }

    /// Returns the partner that the signer generates KSs for.
    #[must_use]
    pub fn partner_id(&self) -> i32 {
        self.partner_id
    }

    /// Returns the keyring whose first secret signs.
    #[must_use]
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// Generates a KS. `now` is the clock in Unix seconds.
    ///
    /// # Errors
    ///
    /// An error that names the invalid field, or
    /// [`RandomUnavailable`](crate::Error::RandomUnavailable).
    #[cfg(feature = "random")]
    pub fn generate(&self, session: &Session<'_>, now: i64) -> Result<String> {
        let nonce = Nonce::Block(crate::crypto::random::random_block()?);
        self.generate_with_nonce(session, now, &nonce)
    }

    /// Generates a KS with the given nonce, for tests and reproducible KSs.
    ///
    /// # Errors
    ///
    /// Those of [`generate`](Self::generate), and
    /// [`InvalidNonce`](crate::Error::InvalidNonce).
    pub fn generate_with_nonce(
        &self,
        session: &Session<'_>,
        now: i64,
        nonce: &Nonce<'_>,
    ) -> Result<String> {
        let mut text = Vec::new();
        self.write(session, now, nonce, &mut text)?;
        Ok(base64::into_string(text))
    }

    /// Appends the KS to `out`. On error, `out` is unchanged. Use this to reuse a buffer.
    ///
    /// # Errors
    ///
    /// Those of [`generate_with_nonce`](Self::generate_with_nonce).
    pub fn write(
        &self,
        session: &Session<'_>,
        now: i64,
        nonce: &Nonce<'_>,
        out: &mut Vec<u8>,
    ) -> Result<()> {
        session.validate()?;
        let expires_at = session.expiry.resolve(now)?;
        let key = &self.keyring.keys()[0];
        match session.version {
            Version::V1 => v1::seal(session, self.partner_id, expires_at, nonce, key, out),
            Version::V2 => v2::seal(session, &self.header, expires_at, nonce, key, out),
        }
    }
}

impl Keyring {
    /// Creates a signer for this partner that signs with the first secret. It shares the keys
    /// of the keyring.
    ///
    /// # Errors
    ///
    /// [`InvalidSecret`](crate::Error::InvalidSecret) for an [`unchecked`](Self::unchecked) keyring.
    pub fn signer(&self, partner_id: i32) -> Result<Signer> {
        self.require_checked()?;
        let header = v2::Header::new(partner_id);
        Ok(Signer { partner_id, keyring: self.clone(), header })
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("partner_id", &self.partner_id).finish_non_exhaustive()
    }
}
