//! Renewing a KS: the same content with a new expiry.

use alloc::string::String;

use super::Signer;
use crate::error::{Error, Result, quote_bytes};
use crate::model::Expiry;

impl Signer {
    /// Signs the content of a KS again, with the same version, a new expiry and a new nonce.
    ///
    /// Any secret of the signer's keyring may have signed the old KS; the first one signs the
    /// new KS. The old KS may have expired. The new session has a new hash, so the server does
    /// not treat it as ended even if the old session was: before you renew a KS that someone
    /// sent you, [`verify`](crate::Keyring::verify) it.
    ///
    /// # Errors
    ///
    /// Those of [`decode`](crate::Keyring::decode), [`Error::WrongPartner`] for a KS of another
    /// partner, [`Error::NotCanonical`] if the KS cannot be generated again as it is, and those
    /// of [`generate`](Self::generate).
    #[cfg(feature = "random")]
    pub fn renew(&self, ks: &str, expiry: Expiry, now: i64) -> Result<String> {
        let decoded = self.keyring().decode(ks)?;
        if decoded.partner_id() != Some(self.partner_id()) {
            return Err(Error::WrongPartner {
                expected: self.partner_id(),
                found: quote_bytes(decoded.partner_text()),
            });
        }
        self.generate(&decoded.to_session()?.with_expiry(expiry), now)
    }
}
