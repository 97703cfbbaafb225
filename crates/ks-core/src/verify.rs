//! Accepting a KS in a service of one's own: strict where the server is loose.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use core::fmt;
use core::net::IpAddr;

use crate::decode::MAX_FIELDS;
use crate::error::{Error, Result, quote, quote_bytes};
use crate::php;
use crate::privilege::{ValueKind, kind_of};
use crate::secret::{Keyring, UNCHECKED};
use crate::server::uri_matches;
use crate::session::{Session, Version, canonical_int};
use crate::token::Envelope;

/// What identifies a session to a revocation check.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionHashes {
    /// Of this session: what `session.end` revokes.
    pub session: String,
    /// Of its `sessionid` group, if it is in one.
    pub session_id: Option<String>,
}

/// What a service expects of a KS.
///
/// ```
/// use ks_core::{Expected, Keyring, Session, Signer};
///
/// # let now = 1_750_000_000;
/// # let secret = "0123456789abcdef0123456789abcdef";
/// # let ks = Signer::new(1234567, secret)?.generate(&Session::user("ann"), now)?;
/// let keyring = Keyring::new(secret)?;
/// let verified = keyring.verify(&ks, &Expected::new(1234567, now))?;
/// assert_eq!(verified.session.user_id.as_deref(), Some("ann"));
/// # Ok::<(), ks_core::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Expected<'a> {
    partner_id: i32,
    now: i64,
    remote_addr: Option<&'a str>,
    request_uri: Option<&'a str>,
    required: &'a [(&'a str, Option<&'a str>)],
    revoked: Option<&'a dyn Fn(&SessionHashes) -> bool>,
}

impl<'a> Expected<'a> {
    /// A KS of this partner, at this time in Unix seconds.
    #[must_use]
    pub fn new(partner_id: i32, now: i64) -> Self {
        Self { partner_id, now, remote_addr: None, request_uri: None, required: &[], revoked: None }
    }

    /// The client's address. A KS with `iprestrict` is refused without it.
    #[must_use]
    pub fn remote_addr(mut self, address: &'a str) -> Self {
        self.remote_addr = Some(address);
        self
    }

    /// Path and query of the request. A KS with `urirestrict` is refused without it.
    #[must_use]
    pub fn request_uri(mut self, uri: &'a str) -> Self {
        self.request_uri = Some(uri);
        self
    }

    /// Privileges that the KS must carry, each a name with or without a value.
    ///
    /// A value is granted by the very value, alone or in the list of a name that
    /// takes one, by `name:*`, or by a lone `*`. A name without a value must be
    /// there, and a flag must be there without one (docs/ks-format.md 11, rule 19).
    #[must_use]
    pub fn required(mut self, privileges: &'a [(&'a str, Option<&'a str>)]) -> Self {
        self.required = privileges;
        self
    }

    /// Asked last: whether the session, or its group, was ended.
    #[must_use]
    pub fn revoked(mut self, check: &'a dyn Fn(&SessionHashes) -> bool) -> Self {
        self.revoked = Some(check);
        self
    }
}

impl fmt::Debug for Expected<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expected")
            .field("partner_id", &self.partner_id)
            .field("now", &self.now)
            .field("required", &self.required)
            .finish_non_exhaustive()
    }
}

/// A KS that was signed by the partner, is not expired, and fits what was expected.
///
/// That does not make it somebody's: a widget session, which anybody can get,
/// is such a KS too. Ask [`is_anonymous`](Self::is_anonymous) where a user is needed.
///
/// The caller counts actions where the session has an `actionslimit`: by
/// [`session_hash`](Self::session_hash), never by the text of the KS, since many
/// texts are the same session.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// The partner, as expected.
    pub partner_id: i32,
    /// What the KS says.
    pub session: Session<'static>,
    /// The end, in Unix seconds.
    pub expires_at: i64,
    /// Which secret of the keyring signed it, counted from 0.
    pub secret_index: usize,
    session_hash: [u8; 20],
    session_id_hash: Option<String>,
}

impl Verified {
    /// What identifies this session: 40 hex digits.
    #[must_use]
    pub fn session_hash(&self) -> String {
        crate::hex::encode(&self.session_hash)
    }

    /// Whether it is nobody's in particular: it has no user, or the user `0`, as
    /// widget sessions do.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        !php::truthy(self.session.user_id.as_deref().unwrap_or_default().as_bytes())
    }

    /// What identifies its `sessionid` group, if it is in one.
    #[must_use]
    pub fn session_id_hash(&self) -> Option<&str> {
        self.session_id_hash.as_deref()
    }
}

impl Keyring {
    /// Accepts a KS, or says why not. For services that are handed KSs.
    ///
    /// # Errors
    ///
    /// In this order: [`Error::InvalidSecret`] for a keyring that was not
    /// checked, [`Error::InvalidRemoteAddr`], [`Error::Malformed`],
    /// [`Error::WrongPartner`], [`Error::BadSignature`],
    /// [`Error::ArrayPrivilege`], [`Error::NotCanonical`], [`Error::Expired`],
    /// the IP and URI errors, [`Error::InvalidActionsLimit`],
    /// [`Error::NotGranted`], [`Error::Revoked`]. The rules are in
    /// docs/ks-format.md 11.
    pub fn verify(&self, ks: &str, expected: &Expected<'_>) -> Result<Verified> {
        if !self.checked {
            return Err(Error::InvalidSecret(UNCHECKED));
        }
        let remote_addr = expected.remote_addr.map(parse_addr).transpose()?;
        let envelope = Envelope::open(ks)?;
        let partner = canonical_int::<i32>(envelope.partner());
        if partner != Some(expected.partner_id) {
            return Err(Error::WrongPartner {
                expected: expected.partner_id,
                found: quote_bytes(envelope.partner()),
            });
        }
        let decoded = self.decode_envelope(envelope, ks, MAX_FIELDS)?;
        let session = decoded.to_session()?;
        let now = expected.now;
        let expires_at = decoded.expires_at().unwrap_or_default(); // a canonical KS has one
        if expires_at <= now {
            return Err(Error::Expired { expires_at, now });
        }
        let limits = |name: &str| {
            decoded.privilege(name)?; // which costs less, and mostly there is none
            session.privileges.iter().find(|(n, _)| *n == name).map(|(_, value)| value)
        };
        if let Some(allowed) = limits("iprestrict") {
            let address = remote_addr.ok_or(Error::MissingRemoteAddr)?;
            if !allowed.split('/').any(|value| parse_addr(value) == Ok(address)) {
                return Err(Error::RestrictedIp(quote(&address.to_string())));
            }
        }
        if let Some(allowed) = limits("urirestrict") {
            let uri = expected.request_uri.ok_or(Error::MissingRequestUri)?;
            if !uri_matches(allowed.as_bytes(), uri.as_bytes()) {
                return Err(Error::RestrictedUri(quote(uri)));
            }
        }
        if limits("actionslimit").is_some_and(|limit| !php::positive(limit.as_bytes())) {
            return Err(Error::InvalidActionsLimit);
        }
        for &(name, value) in expected.required {
            if !is_granted(&session, name, value) {
                let wanted = value.map_or(Cow::Borrowed(name), |value| {
                    Cow::Owned(alloc::format!("{name}:{value}"))
                });
                return Err(Error::NotGranted(quote(&wanted)));
            }
        }
        let session_id_hash = decoded.session_id_hash();
        if let Some(revoked) = expected.revoked {
            let hashes = SessionHashes {
                session: decoded.session_hash(),
                session_id: session_id_hash.clone(),
            };
            if revoked(&hashes) {
                return Err(Error::Revoked);
            }
        }
        Ok(Verified {
            partner_id: expected.partner_id,
            session,
            expires_at,
            secret_index: decoded.secret_index(),
            session_hash: *decoded.raw_hash(),
            session_id_hash,
        })
    }
}

/// An address; an IPv4 one that a socket for both kinds spells as IPv6 too.
fn parse_addr(address: &str) -> Result<IpAddr> {
    let parsed: Result<IpAddr, _> = address.parse();
    let parsed = parsed.map_err(|_| Error::InvalidRemoteAddr(quote(address)))?;
    Ok(parsed.to_canonical())
}

/// A part of what the server grants: whole names and whole values only.
fn is_granted(session: &Session<'_>, name: &str, value: Option<&str>) -> bool {
    let kind = kind_of(name);
    let mut granted = session.privileges.iter().filter(|(n, _)| *n == name).map(|(_, v)| v);
    // v2 spells a lone star all:*; v1 knows only the star.
    let mut all = session.privileges.iter();
    let alone = match (all.next(), all.next(), session.version) {
        (Some(("*", _)), None, _) => true,
        (Some(("all", star)), None, Version::V2) => star == "*",
        _ => false,
    };
    let Some(value) = value else {
        return alone && name == "*"
            || granted.any(|granted| kind != ValueKind::Flag || granted.is_empty());
    };
    // Who asks for that means several, and a star would grant it all at once.
    if value.contains([',', '\0']) {
        return false;
    }
    alone
        || granted.filter(|granted| !granted.is_empty()).any(|granted| match kind {
            ValueKind::Flag => false,
            ValueKind::Text | ValueKind::Number => granted == value,
            ValueKind::One => granted == value || granted == "*",
            ValueKind::List => {
                let mut values = granted.split('/').peekable();
                values.peek() == Some(&"*") || values.any(|granted| granted == value)
            }
            ValueKind::UriList => granted.split('|').any(|granted| granted == value),
        })
}

#[cfg(feature = "serde")]
impl serde::Serialize for Verified {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;

        let session = &self.session;
        let mut verified = serializer.serialize_struct("Verified", 13)?;
        verified.serialize_field("version", &session.version)?;
        verified.serialize_field("partner_id", &self.partner_id)?;
        verified.serialize_field("type", &session.session_type)?;
        verified.serialize_field("user_id", &session.user_id)?;
        verified.serialize_field("is_anonymous", &self.is_anonymous())?;
        verified.serialize_field("expires_at", &self.expires_at)?;
        verified.serialize_field("privileges", &session.privileges.to_list())?;
        verified.serialize_field("privileges_text", &session.privileges)?;
        verified.serialize_field("master_partner_id", &session.master_partner_id)?;
        verified.serialize_field("additional_data", &session.additional_data)?;
        verified.serialize_field("session_hash", &self.session_hash())?;
        verified.serialize_field("session_id_hash", &self.session_id_hash)?;
        verified.serialize_field("secret_index", &self.secret_index)?;
        verified.end()
    }
}
