//! The canonical form: whether a careful generator could have written a KS, and the session
//! it would have been given (docs/ks-format.md 11).

use alloc::borrow::{Cow, ToOwned};

use super::{Decoded, Field};
use crate::encoding::Version;
use crate::encoding::php::query_bytes::is_simple;
use crate::error::{Error, Result};
use crate::model::{Expiry, Session, SessionType};
use crate::privilege::Privileges;
use crate::privilege::rules::{MAX_PRIVILEGES, check_server_privileges, has_no_rule};
use crate::wire::v2;

impl Decoded {
    /// Returns `true` if the KS is in canonical form, so that [`Keyring::verify`] accepts it.
    /// [`warnings`](Self::warnings) lists the reasons if it is not.
    ///
    /// [`Keyring::verify`]: crate::Keyring::verify
    #[must_use]
    pub fn is_canonical(&self) -> bool {
        self.check_canonical().is_ok()
    }

    /// Returns the session from which a generator would make this KS.
    ///
    /// # Errors
    ///
    /// [`Error::NotCanonical`] with the first of the [`warnings`](Self::warnings).
    pub fn to_session(&self) -> Result<Session<'static>> {
        let numbers = self.check_canonical()?;
        let owned = |text: &str| Cow::Owned(text.to_owned());
        let mut session = Session::anonymous()
            .session_type(numbers.session_type)
            .version(self.version)
            .with_expiry(Expiry::At(numbers.expires_at));
        session.privileges = self.canonical_privileges()?;
        session.user_id = self.canonical_user_id().map(owned);
        session.master_partner_id = self.master_partner_id();
        session.additional_data = self.canonical_additional_data().map(owned);
        Ok(session)
    }

    /// Checks that the KS is in canonical form and returns its numbers.
    fn check_canonical(&self) -> Result<Numbers> {
        if self.partner_id().is_none() || self.is_ott() {
            return Err(self.not_canonical());
        }
        self.check_canonical_fields()
    }

    /// Checks that everything but the partner id is in canonical form, and returns its numbers.
    /// The caller has checked that the KS is not one of the TV platform.
    pub(in crate::read) fn check_canonical_fields(&self) -> Result<Numbers> {
        self.canonical_numbers().ok_or_else(|| self.not_canonical())
    }

    #[cold]
    fn not_canonical(&self) -> Error {
        let first = self.warnings().into_iter().next();
        let reason = first.map_or(Cow::Borrowed("a field is malformed"), |w| w.message.into());
        Error::NotCanonical(reason)
    }

    fn canonical_numbers(&self) -> Option<Numbers> {
        let numbers =
            Numbers { expires_at: self.expires_at()?, session_type: self.session_type()? };
        let simple = self.is_simple();
        let canonical = self.deviations.is_empty()
            && self.has_nonce()
            && self.has_canonical_master_partner()
            && self.is_printable()
            && (simple
                || self.plain_text(self.user).is_some() && self.plain_text(self.data).is_some())
            && self.check_privileges_of(simple).is_ok();
        canonical.then_some(numbers)
    }

    /// Returns `true` for a v2 KS whose names are usual and whose values are simple.
    fn is_simple(&self) -> bool {
        self.simple && is_simple(self.signed_text())
    }

    /// Returns the user id of a canonical KS.
    pub(in crate::read) fn canonical_user_id(&self) -> Option<&str> {
        self.plain_text(self.user).filter(|text| !text.is_empty())
    }

    /// Returns the additional data of a canonical KS.
    pub(in crate::read) fn canonical_additional_data(&self) -> Option<&str> {
        self.plain_text(self.data).filter(|text| !text.is_empty())
    }

    /// Returns the text of a field that is absent or UTF-8 without NUL; `None` for any other.
    pub(super) fn plain_text(&self, field: Field) -> Option<&str> {
        match self.field_text(field) {
            Some(text) if text.contains(&0) => None,
            Some(text) => core::str::from_utf8(text).ok(),
            None if field == Field::ARRAY => None,
            None => Some(""),
        }
    }

    pub(super) fn has_canonical_master_partner(&self) -> bool {
        match self.field_text(self.master_partner) {
            None => self.master_partner == Field::NULL,
            Some(b"") => self.version == Version::V1,
            Some(_) => self.master_partner_id().is_some(),
        }
    }

    /// Returns `true` if the whole nonce of a v2 KS is present.
    pub(super) fn has_nonce(&self) -> bool {
        self.version == Version::V1
            || self.field_text(self.rand).is_some_and(|nonce| nonce.len() == v2::NONCE_LEN)
    }

    /// Returns `true` if a v1 KS contains only text that generators write.
    #[inline]
    pub(super) fn is_printable(&self) -> bool {
        self.version == Version::V2 || self.is_printable_v1()
    }

    fn is_printable_v1(&self) -> bool {
        let printable = |field: Field| {
            self.field_text(field).is_none_or(|text| {
                core::str::from_utf8(text).is_ok_and(|text| !text.chars().any(char::is_control))
            })
        };
        core::str::from_utf8(self.signed_text()).is_ok_and(|text| !text.contains('\0'))
            && printable(self.v1_privileges)
            && printable(self.master_partner)
            && printable(self.data)
    }

    /// Checks that the privileges are in canonical form.
    pub(super) fn check_privileges(&self) -> Result<()> {
        self.check_privileges_of(self.is_simple())
    }

    fn check_privileges_of(&self, simple: bool) -> Result<()> {
        match self.version {
            Version::V2 if simple && self.has_no_rules() => Ok(()),
            Version::V2 => check_server_privileges(self.privileges()).map(drop),
            Version::V1 => self.canonical_privileges().map(drop),
        }
    }

    fn has_no_rules(&self) -> bool {
        let mut privileges = self.privileges.iter();
        self.privileges.len() <= MAX_PRIVILEGES
            && privileges.all(|&(name, value)| {
                has_no_rule(self.text(name), self.field_text(value).unwrap_or_default())
            })
    }

    /// Returns the privileges in canonical form.
    pub(in crate::read) fn canonical_privileges(&self) -> Result<Privileges<'static>> {
        match (self.version, self.v1_privileges) {
            (Version::V2, _) => Privileges::from_server(self.privileges(), self.signed.len()),
            // From the signed text, because repeated names mean more than their merged values.
            (Version::V1, field) => {
                match core::str::from_utf8(self.field_text(field).unwrap_or_default()) {
                    Ok(text) => Privileges::from_v1(text),
                    Err(_) => Err(Error::privilege("…", "the text is not valid UTF-8")),
                }
            }
        }
    }
}

/// The expiry and the type of a KS in canonical form.
pub(in crate::read) struct Numbers {
    pub(in crate::read) expires_at: i64,
    pub(in crate::read) session_type: SessionType,
}
