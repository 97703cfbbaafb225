//! Verifying a KS for a service: strict where the server is loose.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use super::decode::{Decoded, MAX_FIELDS};
use crate::crypto::Keyring;
use crate::encoding::integer::parse_canonical_int;
use crate::encoding::php::compare;
use crate::encoding::{Version, hex};
use crate::error::{Error, Result, quote, quote_bytes};
use crate::model::{Session, SessionType};
use crate::privilege::restriction::{parse_address, uri_matches};
use crate::privilege::{Privileges, is_granted};
use crate::wire::Envelope;

/// What a service requires of a KS.
///
/// ```
/// use ks_core::{Keyring, Session, Signer, VerifyOptions};
///
/// # let now = 1_750_000_000;
/// # let secret = "0123456789abcdef0123456789abcdef";
/// # let ks = Signer::new(1234567, secret)?.generate(&Session::user("ann"), now)?;
/// let keyring = Keyring::new(secret)?;
/// let verified = keyring.verify(&ks, &VerifyOptions::new(1234567, now))?;
/// assert_eq!(verified.user_id(), Some("ann"));
/// # Ok::<(), ks_core::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct VerifyOptions<'a> {
    partner_id: i32,
    now: i64,
    remote_addr: Option<&'a str>,
    request_uri: Option<&'a str>,
    required: &'a [(&'a str, Option<&'a str>)],
}

impl<'a> VerifyOptions<'a> {
    /// Requires a KS of this partner that is not expired at `now`, in Unix seconds.
    #[must_use]
    pub fn new(partner_id: i32, now: i64) -> Self {
        Self { partner_id, now, remote_addr: None, request_uri: None, required: &[] }
    }

    /// Sets the client's address. Without it, a KS with `iprestrict` is rejected.
    #[must_use]
    pub fn remote_addr(mut self, address: &'a str) -> Self {
        self.remote_addr = Some(address);
        self
    }

    /// Sets the path and query of the request. Without it, a KS with `urirestrict` is
    /// rejected.
    #[must_use]
    pub fn request_uri(mut self, uri: &'a str) -> Self {
        self.request_uri = Some(uri);
        self
    }

    /// Requires privileges, each a name with or without a value.
    ///
    /// A value is granted by exactly this value, alone or in a list, by `name:*`, or by a lone
    /// `*`. A name without a value must be present, and a flag must be present without a value
    /// (docs/ks-format.md 11, rule 19).
    #[must_use]
    pub fn required(mut self, privileges: &'a [(&'a str, Option<&'a str>)]) -> Self {
        self.required = privileges;
        self
    }
}

impl fmt::Debug for VerifyOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyOptions")
            .field("partner_id", &self.partner_id)
            .field("now", &self.now)
            .field("required", &self.required)
            .finish_non_exhaustive()
    }
}

/// A KS that the partner signed, that is not expired, and that meets the [`VerifyOptions`].
///
/// A verified KS may still be anonymous: anyone can obtain a widget session. Check
/// [`is_anonymous`](Self::is_anonymous) if you need a user.
///
/// If the session has an `actionslimit`, the caller counts the actions: by
/// [`session_hash`](Self::session_hash), never by the text of the KS, because many texts are
/// the same session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    partner_id: i32,
    session: Session<'static>,
    expires_at: i64,
    secret_index: usize,
    session_hash: [u8; 20],
    group_hash: Option<String>,
}

impl Verified {
    /// Returns the partner, as required.
    #[must_use]
    pub fn partner_id(&self) -> i32 {
        self.partner_id
    }

    /// Returns the version of the format.
    #[must_use]
    pub fn version(&self) -> Version {
        self.session.version
    }

    /// Returns USER or ADMIN.
    #[must_use]
    pub fn session_type(&self) -> SessionType {
        self.session.session_type
    }

    /// Returns the user id, or `None` for a session without a user.
    #[must_use]
    pub fn user_id(&self) -> Option<&str> {
        self.session.user_id.as_deref()
    }

    /// Returns `true` if the session has no user, or the user `0` that widget sessions carry.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        !compare::truthy(self.user_id().unwrap_or_default().as_bytes())
    }

    /// Returns the end in Unix seconds.
    #[must_use]
    pub fn expires_at(&self) -> i64 {
        self.expires_at
    }

    /// Returns the privileges.
    #[must_use]
    pub fn privileges(&self) -> Privileges<'_> {
        self.session.privileges.clone()
    }

    /// Returns the master partner, if there is one.
    #[must_use]
    pub fn master_partner_id(&self) -> Option<i32> {
        self.session.master_partner_id
    }

    /// Returns the additional data.
    #[must_use]
    pub fn additional_data(&self) -> Option<&str> {
        self.session.additional_data.as_deref()
    }

    /// Returns the content as a session, with which a [`Signer`](crate::Signer) would generate
    /// an equal KS.
    #[must_use]
    pub fn session(&self) -> Session<'static> {
        self.session.clone()
    }

    /// Returns which secret of the keyring signed the KS, counted from 0.
    #[must_use]
    pub fn secret_index(&self) -> usize {
        self.secret_index
    }

    /// Returns the session hash: 40 hex digits that identify the session.
    #[must_use]
    pub fn session_hash(&self) -> String {
        hex::encode(&self.session_hash)
    }

    /// Returns the hash of the session's `sessionid` group, or `None` if it is in no group.
    #[must_use]
    pub fn group_hash(&self) -> Option<String> {
        self.group_hash.clone()
    }

    /// Rejects the session if the caller's revocation check, by
    /// [`session_hash`](Self::session_hash) and [`group_hash`](Self::group_hash), found it
    /// ended.
    ///
    /// # Errors
    ///
    /// [`Error::Revoked`].
    pub fn unless_revoked(self, revoked: bool) -> Result<Self> {
        if revoked { Err(Error::Revoked) } else { Ok(self) }
    }
}

impl Keyring {
    /// Verifies a KS for a service, or returns the reason for rejecting it.
    ///
    /// # Errors
    ///
    /// In this order: [`Error::InvalidSecret`] for an unchecked keyring,
    /// [`Error::InvalidRemoteAddr`], [`Error::Malformed`], [`Error::WrongPartner`],
    /// [`Error::BadSignature`], [`Error::ArrayPrivilege`], [`Error::NotCanonical`],
    /// [`Error::Expired`], the errors about addresses and URIs,
    /// [`Error::InvalidActionsLimit`], [`Error::NotGranted`]. docs/ks-format.md 11 lists the
    /// rules.
    pub fn verify(&self, ks: &str, options: &VerifyOptions<'_>) -> Result<Verified> {
        self.require_checked()?;
        let remote_addr = options.remote_addr.map(parse_address).transpose()?;
        let envelope = Envelope::parse(ks)?;
        if parse_canonical_int(envelope.partner()) != Some(options.partner_id) {
            return Err(Error::WrongPartner {
                expected: options.partner_id,
                found: quote_bytes(envelope.partner()),
            });
        }
        let decoded = self.decode_envelope(envelope, ks, MAX_FIELDS)?;
        let session = decoded.to_session()?;
        let now = options.now;
        let expires_at = decoded.expires_at().unwrap_or_default(); // A canonical KS has one.
        if expires_at <= now {
            return Err(Error::Expired { expires_at, now });
        }
        check_restrictions(&decoded, &session, options, remote_addr)?;
        for &(name, value) in options.required {
            if !is_granted(&session.privileges, session.version, name, value) {
                let required = value
                    .map_or(Cow::Borrowed(name), |value| Cow::Owned(format!("{name}:{value}")));
                return Err(Error::NotGranted(quote(&required)));
            }
        }
        Ok(Verified {
            partner_id: options.partner_id,
            expires_at,
            secret_index: decoded.secret_index(),
            session_hash: *decoded.session_hash_bytes(),
            group_hash: decoded.group_hash(),
            session,
        })
    }
}

/// Checks `iprestrict`, `urirestrict` and `actionslimit`.
fn check_restrictions(
    decoded: &Decoded,
    session: &Session<'_>,
    options: &VerifyOptions<'_>,
    remote_addr: Option<core::net::IpAddr>,
) -> Result<()> {
    let restriction = |name: &str| {
        decoded.privilege(name)?; // A fast look first: most KSs are not restricted.
        session.privileges.iter().find(|(n, _)| *n == name).map(|(_, value)| value)
    };
    if let Some(allowed) = restriction("iprestrict") {
        let address = remote_addr.ok_or(Error::MissingRemoteAddr)?;
        if !allowed.split('/').any(|value| parse_address(value) == Ok(address)) {
            return Err(Error::RestrictedIp(quote(&address.to_string())));
        }
    }
    if let Some(allowed) = restriction("urirestrict") {
        let uri = options.request_uri.ok_or(Error::MissingRequestUri)?;
        if !uri_matches(allowed.as_bytes(), uri.as_bytes()) {
            return Err(Error::RestrictedUri(quote(uri)));
        }
    }
    if restriction("actionslimit").is_some_and(|limit| !compare::positive(limit.as_bytes())) {
        return Err(Error::InvalidActionsLimit);
    }
    Ok(())
}

#[cfg(feature = "serde")]
impl serde::Serialize for Verified {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;

        let mut verified = serializer.serialize_struct("Verified", 13)?;
        verified.serialize_field("version", &self.version())?;
        verified.serialize_field("partner_id", &self.partner_id())?;
        verified.serialize_field("type", &self.session_type())?;
        verified.serialize_field("user_id", &self.user_id())?;
        verified.serialize_field("is_anonymous", &self.is_anonymous())?;
        verified.serialize_field("expires_at", &self.expires_at())?;
        verified.serialize_field("privileges", &self.session.privileges.to_list())?;
        verified.serialize_field("privileges_text", &self.session.privileges)?;
        verified.serialize_field("master_partner_id", &self.master_partner_id())?;
        verified.serialize_field("additional_data", &self.additional_data())?;
        verified.serialize_field("session_hash", &self.session_hash())?;
        verified.serialize_field("group_hash", &self.group_hash())?;
        verified.serialize_field("secret_index", &self.secret_index())?;
        verified.end()
    }
}
