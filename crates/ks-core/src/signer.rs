//! Making KSs.

use alloc::string::String;
use alloc::vec::Vec;
#[cfg(feature = "random")]
use core::borrow::Borrow;
use core::fmt;

use crate::error::{Error, Result};
use crate::secret::{Key, Keyring, Secret, UNCHECKED};
use crate::session::{Nonce, Session, Version};
use crate::token::{base64, v1, v2};

/// Makes KSs for one partner with one secret.
///
/// Everything that partner and secret imply is derived once, so a kept signer
/// makes a KS in well under a microsecond. It can be shared by threads.
///
/// ```
/// use ks_core::{Keyring, Session, Signer};
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
    key: Key,
    header: v2::Header,
}

impl Signer {
    /// A signer for this partner with its **admin** secret. The server accepts
    /// no KS that is signed with the user secret.
    ///
    /// # Errors
    ///
    /// [`InvalidSecret`](crate::Error::InvalidSecret), see [`Keyring::new`].
    pub fn new(partner_id: i32, secret: impl AsRef<[u8]>) -> Result<Self> {
        Ok(Self::with_key(partner_id, Key::new(Secret::new(secret)?)))
    }

    pub(crate) fn with_key(partner_id: i32, key: Key) -> Self {
        Self { partner_id, key, header: v2::Header::new(partner_id) }
    }

    /// The partner it signs for.
    #[must_use]
    pub fn partner_id(&self) -> i32 {
        self.partner_id
    }

    pub(crate) fn key(&self) -> &Key {
        &self.key
    }

    /// Makes a KS. `now` is the clock in Unix seconds.
    ///
    /// # Errors
    ///
    /// The errors of making a KS, each naming the field.
    #[cfg(feature = "random")]
    pub fn generate(&self, session: &Session<'_>, now: i64) -> Result<String> {
        self.generate_with_nonce(session, now, &Nonce::Block(crate::random::block()?))
    }

    /// Makes many KSs, in order, each with its own result.
    ///
    /// ```
    /// # use ks_core::{Session, Signer};
    /// let signer = Signer::new(1234567, "0123456789abcdef0123456789abcdef")?;
    /// let users = ["ann", "bob"].map(String::from);
    /// let sessions = users.iter().map(Session::user);
    /// for ks in signer.generate_many(sessions, 1_750_000_000) {
    ///     assert!(ks?.starts_with("djJ8"));
    /// }
    /// # Ok::<(), ks_core::Error>(())
    /// ```
    #[cfg(feature = "random")]
    pub fn generate_many<'t>(
        &self,
        sessions: impl IntoIterator<Item: Borrow<Session<'t>>>,
        now: i64,
    ) -> impl Iterator<Item = Result<String>> {
        sessions.into_iter().map(move |session| self.generate(session.borrow(), now))
    }

    /// Makes a KS with a given nonce, for tests and reproducible KSs.
    ///
    /// # Errors
    ///
    /// As [`generate`](Self::generate), and [`InvalidNonce`](crate::Error::InvalidNonce).
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

    /// Appends the text of a KS to `out`, which stays as it is on an error. For
    /// who has a buffer already: it saves a `String`.
    ///
    /// # Errors
    ///
    /// As [`generate_with_nonce`](Self::generate_with_nonce).
    pub fn write(
        &self,
        session: &Session<'_>,
        now: i64,
        nonce: &Nonce<'_>,
        out: &mut Vec<u8>,
    ) -> Result<()> {
        let expires_at = session.check(now)?;
        match session.version {
            Version::V1 => v1::seal(session, self.partner_id, expires_at, nonce, &self.key, out),
            Version::V2 => v2::seal(session, &self.header, expires_at, nonce, &self.key, out),
        }
    }
}

impl Keyring {
    /// A signer for this partner with the first secret.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidSecret`] for a keyring that was not checked.
    pub fn signer(&self, partner_id: i32) -> Result<Signer> {
        match self.keys.first() {
            Some(key) if self.checked => Ok(Signer::with_key(partner_id, key.clone())),
            _ => Err(Error::InvalidSecret(UNCHECKED)),
        }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("partner_id", &self.partner_id).finish_non_exhaustive()
    }
}
