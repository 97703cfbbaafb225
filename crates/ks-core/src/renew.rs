//! Signing a KS anew: the same content, another expiry.

use alloc::string::String;

use crate::error::{Error, Result};
use crate::secret::{Keyring, UNCHECKED};
use crate::session::{Expiry, Nonce};
use crate::signer::Signer;

impl Signer {
    /// Signs a KS of its own secret anew: the same version and content, another
    /// expiry and nonce. The old one may be expired, or ended: the new session
    /// has a hash of its own, so [`verify`](Keyring::verify) first what comes
    /// from outside.
    ///
    /// # Errors
    ///
    /// Those of [`Keyring::decode`], [`Error::WrongPartner`] for another
    /// partner's KS, [`Error::NotCanonical`] for one that cannot be written
    /// again as it is, and those of making a KS.
    #[cfg(feature = "random")]
    pub fn renew(&self, ks: &str, expiry: Expiry, now: i64) -> Result<String> {
        self.renew_with_nonce(ks, expiry, now, &Nonce::Block(crate::random::block()?))
    }

    /// [`renew`](Self::renew) with a given nonce.
    ///
    /// # Errors
    ///
    /// As [`renew`](Self::renew), and [`Error::InvalidNonce`].
    pub fn renew_with_nonce(
        &self,
        ks: &str,
        expiry: Expiry,
        now: i64,
        nonce: &Nonce<'_>,
    ) -> Result<String> {
        let own = Keyring { keys: [self.key().clone()].into(), checked: true };
        own.renew_as_with_nonce(self, ks, expiry, now, nonce)
    }
}

impl Keyring {
    /// Signs a KS of any of its secrets anew with the first: the same partner,
    /// version and content, another expiry and nonce. The old one may be expired.
    ///
    /// # Errors
    ///
    /// As [`Signer::renew`].
    #[cfg(feature = "random")]
    pub fn renew(&self, ks: &str, expiry: Expiry, now: i64) -> Result<String> {
        self.renew_with_nonce(ks, expiry, now, &Nonce::Block(crate::random::block()?))
    }

    /// [`renew`](Self::renew) with a given nonce.
    ///
    /// # Errors
    ///
    /// As [`renew`](Self::renew), and [`Error::InvalidNonce`].
    pub fn renew_with_nonce(
        &self,
        ks: &str,
        expiry: Expiry,
        now: i64,
        nonce: &Nonce<'_>,
    ) -> Result<String> {
        let partner = crate::inspect(ks)?;
        let Some(partner_id) = partner.partner_id else {
            self.decode(ks)?; // the better error, if there is one
            return Err(Error::InvalidPartnerId(crate::error::quote(&partner.partner_text)));
        };
        self.renew_as_with_nonce(&self.signer(partner_id)?, ks, expiry, now, nonce)
    }

    /// Signs a KS of any of its secrets anew with this signer, whose partner it
    /// must be.
    ///
    /// # Errors
    ///
    /// As [`Signer::renew`].
    #[cfg(feature = "random")]
    pub fn renew_as(&self, signer: &Signer, ks: &str, expiry: Expiry, now: i64) -> Result<String> {
        let nonce = Nonce::Block(crate::random::block()?);
        self.renew_as_with_nonce(signer, ks, expiry, now, &nonce)
    }

    /// [`renew_as`](Self::renew_as) with a given nonce.
    ///
    /// # Errors
    ///
    /// As [`Signer::renew`], and [`Error::InvalidNonce`].
    pub fn renew_as_with_nonce(
        &self,
        signer: &Signer,
        ks: &str,
        expiry: Expiry,
        now: i64,
        nonce: &Nonce<'_>,
    ) -> Result<String> {
        if !self.checked {
            return Err(Error::InvalidSecret(UNCHECKED));
        }
        let decoded = self.decode(ks)?;
        if decoded.partner_id() != Some(signer.partner_id()) {
            return Err(Error::WrongPartner {
                expected: signer.partner_id(),
                found: crate::error::quote_bytes(decoded.partner_text()),
            });
        }
        signer.generate_with_nonce(&decoded.to_session()?.ending(expiry), now, nonce)
    }
}
