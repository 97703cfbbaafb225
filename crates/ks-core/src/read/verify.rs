//! Verifying a KS for a service: strict where the server is loose.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use super::decode::{Decoded, MAX_FIELDS, NameSet};
use crate::crypto::Keyring;
use crate::encoding::Version;
use crate::encoding::integer::parse_canonical_int;
use crate::encoding::php::compare;
use crate::encoding::uri::path_and_query;
use crate::error::{Error, Result, quote, quote_bytes};
use crate::model::{Session, SessionType};
use crate::privilege::restriction::{has_dot_segment, numeric_part, parse_address, uri_matches};
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

    /// Sets the client's address. Without it, a KS with `iprestrict` is rejected. Brackets
    /// around an IPv6 address and the zone after it (`[::1]`, `fe80::1%eth0`) are ignored.
    #[must_use]
    pub fn remote_addr(mut self, address: &'a str) -> Self {
        self.remote_addr = Some(address);
        self
    }

    /// Sets the path and query of the request; of a whole URL, only these are used. Without
    /// it, a KS with `urirestrict` is rejected. A path with `.` or `..` segments is never
    /// allowed.
    #[must_use]
    pub fn request_uri(mut self, uri: &'a str) -> Self {
        self.request_uri = Some(uri);
        self
    }

    /// Requires privileges, each a name with or without a value.
    ///
    /// A value is granted by exactly this value, alone or in a list. Where the server accepts
    /// wildcards, `name:*` and a lone `*` grant it too. An empty value and `0` are errors. A
    /// name without a value must be present, and a flag must be present without a value
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
    /// In canonical form, so its partner, expiry and type are present.
    decoded: Decoded,
}

impl Verified {
    /// Returns the partner, as required.
    #[must_use]
    pub fn partner_id(&self) -> i32 {
        self.decoded.partner_id().unwrap_or_default()
    }

    /// Returns the version of the format.
    #[must_use]
    pub fn version(&self) -> Version {
        self.decoded.version()
    }

    /// Returns USER or ADMIN.
    #[must_use]
    pub fn session_type(&self) -> SessionType {
        self.decoded.session_type().unwrap_or(SessionType::User)
    }

    /// Returns the user id, or `None` for a session without a user.
    #[must_use]
    pub fn user_id(&self) -> Option<&str> {
        self.decoded.canonical_user_id()
    }

    /// Returns `true` if the session names no single user: it has no user id, one of white
    /// space only, the `0` of widget sessions or another spelling of it (`00`, `0.0`), or `*`,
    /// which the server accepts for every user.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        let user = self.user_id().unwrap_or_default().trim();
        matches!(user, "" | "*") || compare::equal(user.as_bytes(), b"0")
    }

    /// Returns the end in Unix seconds.
    #[must_use]
    pub fn expires_at(&self) -> i64 {
        self.decoded.expires_at().unwrap_or_default()
    }

    /// Returns the privileges, each name once.
    #[must_use]
    pub fn privileges(&self) -> Privileges<'static> {
        self.decoded.canonical_privileges().unwrap_or_default() // Checked by `verify`.
    }

    /// Returns the master partner, if there is one.
    #[must_use]
    pub fn master_partner_id(&self) -> Option<i32> {
        self.decoded.master_partner_id()
    }

    /// Returns the additional data.
    #[must_use]
    pub fn additional_data(&self) -> Option<&str> {
        self.decoded.canonical_additional_data()
    }

    /// Returns the content as a session, with which a [`Signer`](crate::Signer) would generate
    /// an equal KS.
    #[must_use]
    pub fn session(&self) -> Session<'static> {
        // Checked by `verify`.
        self.decoded.to_session().unwrap_or_else(|_| Session::anonymous())
    }

    /// Returns which secret of the keyring signed the KS, counted from 0.
    #[must_use]
    pub fn secret_index(&self) -> usize {
        self.decoded.secret_index()
    }

    /// Returns the session hash: 40 hex digits that identify the session.
    #[must_use]
    pub fn session_hash(&self) -> String {
        self.decoded.session_hash()
    }

    /// Returns the hash of the session's `sessionid` group, or `None` if it is in no group.
    #[must_use]
    pub fn group_hash(&self) -> Option<String> {
        self.decoded.group_hash()
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

/// The privileges that restrict a KS.
const RESTRICTIONS: [&[u8]; 5] =
    [b"iprestrict", b"urirestrict", b"actionslimit", b"setrole", b"restrictingrole"];
const RESTRICTION_SET: NameSet = NameSet::of(&RESTRICTIONS);

impl Keyring {
    /// Verifies a KS for a service, or returns the reason for rejecting it.
    ///
    /// # Errors
    ///
    /// In this order: [`Error::InvalidSecret`] for an unchecked keyring,
    /// [`Error::InvalidOption`] for a required privilege with an empty value,
    /// [`Error::Malformed`], [`Error::WrongPartner`], [`Error::BadSignature`],
    /// [`Error::ArrayPrivilege`], [`Error::OttKs`], [`Error::NotCanonical`],
    /// [`Error::Expired`], the errors about addresses and URIs if the KS is restricted,
    /// [`Error::InvalidActionsLimit`], [`Error::InvalidRole`], [`Error::NotGranted`].
    /// docs/ks-format.md 11 lists the rules.
    pub fn verify(&self, ks: &str, options: &VerifyOptions<'_>) -> Result<Verified> {
        self.require_checked()?;
        check_required_values(options.required)?;
        let envelope = Envelope::parse(ks)?;
        if parse_canonical_int(envelope.partner()) != Some(options.partner_id) {
            return Err(Error::WrongPartner {
                expected: options.partner_id,
                found: quote_bytes(envelope.partner()),
            });
        }
        // Only this value is returned from here on, so the compiler fills it where the caller
        // expects it.
        let mut result = Ok(Verified { decoded: Decoded::unread(envelope) });
        if let Ok(verified) = &mut result
            && let Err(error) = verified.read(self, ks, options)
        {
            result = Err(error);
        }
        result
    }
}

impl Verified {
    /// Checks the signature, reads the fields, and applies every rule.
    #[inline]
    fn read(&mut self, keyring: &Keyring, ks: &str, options: &VerifyOptions<'_>) -> Result<()> {
        self.decoded.read(keyring, ks, MAX_FIELDS)?;
        if self.decoded.is_ott() {
            return Err(Error::OttKs);
        }
        let expires_at = self.decoded.check_canonical_fields()?.expires_at;
        let now = options.now;
        if expires_at <= now {
            return Err(Error::Expired { expires_at, now });
        }
        self.check_restrictions(options)?;
        self.check_required(options.required)
    }

    /// Checks `iprestrict`, `urirestrict`, `actionslimit` and the roles.
    fn check_restrictions(&self, options: &VerifyOptions<'_>) -> Result<()> {
        if !self.decoded.may_have_any(RESTRICTION_SET) {
            return Ok(()); // Most KSs.
        }
        let [addresses, uris, limit, set_role, restricting_role] = self.restrictions();
        if let Some(allowed) = addresses {
            let address = parse_address(options.remote_addr.ok_or(Error::MissingRemoteAddr)?)?;
            let allowed = String::from_utf8_lossy(&allowed);
            if !allowed.split('/').any(|value| parse_address(value) == Ok(address)) {
                return Err(Error::RestrictedIp(quote(&address.to_string())));
            }
        }
        if let Some(allowed) = uris {
            let uri = options.request_uri.ok_or(Error::MissingRequestUri)?;
            let uri = path_and_query(uri).unwrap_or(uri);
            if has_dot_segment(uri) {
                let dots = "which has \".\" or \"..\" segments; pass the URI without them";
                return Err(Error::RestrictedUri(format!("{}, {dots}", quote(uri))));
            }
            if !uri_matches(&allowed, uri.as_bytes()) {
                return Err(Error::RestrictedUri(quote(uri)));
            }
        }
        if let Some(limit) = limit {
            let limit = parse_canonical_int::<i64>(&limit);
            limit.filter(|&limit| limit > 0).ok_or(Error::InvalidActionsLimit)?;
        }
        for (name, role) in [("setrole", set_role), ("restrictingrole", restricting_role)] {
            if role.is_some_and(|role| compare::negative(numeric_part(&role))) {
                return Err(Error::InvalidRole(name));
            }
        }
        Ok(())
    }

    /// Returns the value of each of the [`RESTRICTIONS`].
    fn restrictions(&self) -> [Option<Cow<'_, [u8]>>; RESTRICTIONS.len()] {
        let mut found = [const { None }; RESTRICTIONS.len()];
        let mut add = |name: &[u8], value| {
            if let Some(index) = RESTRICTIONS.iter().position(|restriction| *restriction == name) {
                found[index] = Some(value);
            }
        };
        if self.version() == Version::V1 {
            // A v1 KS may repeat a name, so its privileges are parsed from the signed text.
            for (name, value) in self.privileges().iter() {
                add(name.as_bytes(), Cow::Owned(value.into_owned().into_bytes()));
            }
        } else {
            for (name, value) in self.decoded.privileges() {
                add(name, Cow::Borrowed(value));
            }
        }
        found
    }

    fn check_required(&self, required: &[(&str, Option<&str>)]) -> Result<()> {
        if required.is_empty() {
            return Ok(());
        }
        let privileges = self.privileges();
        for &(name, value) in required {
            if !is_granted(&privileges, self.version(), name, value) {
                let required = value
                    .map_or(Cow::Borrowed(name), |value| Cow::Owned(format!("{name}:{value}")));
                return Err(Error::NotGranted(quote(&required)));
            }
        }
        Ok(())
    }
}

/// Checks that no required value is empty. The server treats `""` and `"0"` as no value, and
/// a caller whose id is empty would be granted more than it asked for.
fn check_required_values(required: &[(&str, Option<&str>)]) -> Result<()> {
    match required.iter().find(|(_, value)| value.is_some_and(|v| !compare::truthy(v.as_bytes()))) {
        Some((name, value)) => Err(Error::InvalidOption(format!(
            "required: the value of {} is {}, which the server treats as no value; pass a value, or the name alone",
            quote(name),
            quote(value.unwrap_or_default())
        ))),
        None => Ok(()),
    }
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
        let privileges = self.privileges();
        verified.serialize_field("privileges", &privileges.to_list())?;
        verified.serialize_field("privileges_text", &privileges)?;
        verified.serialize_field("master_partner_id", &self.master_partner_id())?;
        verified.serialize_field("additional_data", &self.additional_data())?;
        verified.serialize_field("session_hash", &self.session_hash())?;
        verified.serialize_field("group_hash", &self.group_hash())?;
        verified.serialize_field("secret_index", &self.secret_index())?;
        verified.end()
    }
}
