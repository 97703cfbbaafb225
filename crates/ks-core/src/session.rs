//! What a KS says: [`Session`] and its builder.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::ToString;
use core::fmt;
use core::str::FromStr;

use crate::error::{Error, Result, quote_word};
use crate::privilege::Privileges;

/// How long a KS lives when nothing is said: a day, as in every Kaltura client.
pub const DEFAULT_EXPIRY: i64 = 86_400;

/// USER or ADMIN, with Kaltura's numbers (`KalturaSessionType`). There is no 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SessionType {
    /// 0: may do what its user and its privileges allow. For end users.
    #[default]
    User = 0,
    /// 2: may do everything in the account. Must not reach an end user.
    Admin = 2,
}

impl SessionType {
    /// Kaltura's number: 0 or 2.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::User => 0,
            Self::Admin => 2,
        }
    }
}

impl TryFrom<i64> for SessionType {
    type Error = Error;

    fn try_from(number: i64) -> Result<Self> {
        match number {
            0 => Ok(Self::User),
            2 => Ok(Self::Admin),
            other => Err(Error::InvalidType(other.to_string())),
        }
    }
}

impl FromStr for SessionType {
    type Err = Error;

    /// `user`, `admin` (any case), `0` or `2`.
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "0" => Ok(Self::User),
            "2" => Ok(Self::Admin),
            _ if text.eq_ignore_ascii_case("user") => Ok(Self::User),
            _ if text.eq_ignore_ascii_case("admin") => Ok(Self::Admin),
            _ => Err(Error::InvalidType(quote_word(text))),
        }
    }
}

impl fmt::Display for SessionType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::User => "USER",
            Self::Admin => "ADMIN",
        })
    }
}

/// The two formats of a KS. The server accepts both for every partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Version {
    /// Signed text that anybody can read. Only for receivers that know no v2.
    V1 = 1,
    /// Encrypted. The default.
    #[default]
    V2 = 2,
}

impl Version {
    /// 1 or 2.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::V1 => 1,
            Self::V2 => 2,
        }
    }
}

impl TryFrom<i64> for Version {
    type Error = Error;

    fn try_from(number: i64) -> Result<Self> {
        match number {
            1 => Ok(Self::V1),
            2 => Ok(Self::V2),
            other => Err(Error::InvalidVersion(other.to_string())),
        }
    }
}

impl FromStr for Version {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "1" => Ok(Self::V1),
            "2" => Ok(Self::V2),
            _ => Err(Error::InvalidVersion(quote_word(text))),
        }
    }
}

/// When a KS ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expiry {
    /// So many seconds after the clock.
    In(i64),
    /// At this time, in Unix seconds.
    At(i64),
}

impl Default for Expiry {
    fn default() -> Self {
        Self::In(DEFAULT_EXPIRY)
    }
}

impl Expiry {
    /// The end as callers of every language describe it: `expiry` (seconds from
    /// now) or `expires_at` (Unix seconds); a day when neither is given.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidExpiry`] when both are given.
    pub fn given(expiry: Option<i64>, expires_at: Option<i64>) -> Result<Self> {
        match (expiry, expires_at) {
            (Some(_), Some(_)) => Err(Error::InvalidExpiry(Cow::Borrowed(
                "expiry: both expiry (seconds from now) and expires_at (Unix seconds) are given; give one",
            ))),
            (Some(seconds), None) => Ok(Self::In(seconds)),
            (None, Some(unix)) => Ok(Self::At(unix)),
            (None, None) => Ok(Self::default()),
        }
    }

    /// The end in Unix seconds, seen from `now`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidExpiry`] when it is not later than `now` (the server
    /// calls equal expired) or no 64-bit integer.
    pub fn resolve(self, now: i64) -> Result<i64> {
        match self {
            Self::In(seconds) if seconds <= 0 => Err(Error::InvalidExpiry(
                format!("expiry: {seconds} seconds from now is not in the future; give at least 1, such as 86400 for a day")
                    .into(),
            )),
            Self::In(seconds) => now.checked_add(seconds).ok_or(Error::InvalidExpiry(Cow::Borrowed(
                "expiry: the end lies beyond 64 bits; give the seconds from now, such as 86400 for a day",
            ))),
            Self::At(end) if end <= now => Err(Error::InvalidExpiry(
                format!("expires_at: {end} (Unix seconds) is not later than the clock ({now})").into(),
            )),
            Self::At(end) => Ok(end),
        }
    }
}

/// A partner id as text: a canonical decimal integer of 32 bits.
///
/// Negative ids are Kaltura's own system partners.
///
/// # Errors
///
/// [`Error::InvalidPartnerId`] for any other spelling.
pub fn parse_partner_id(text: &str) -> Result<i32> {
    canonical_int(text.as_bytes()).ok_or_else(|| Error::InvalidPartnerId(quote_word(text)))
}

/// The number that `text` writes in canonical decimal: no sign but `-`, no
/// leading zero, no blank.
pub(crate) fn canonical_int<N: TryFrom<i64>>(text: &[u8]) -> Option<N> {
    let negative = text.first() == Some(&b'-');
    let digits = if negative { &text[1..] } else { text };
    match digits {
        [b'0'] if !negative => return N::try_from(0).ok(),
        [b'1'..=b'9', ..] => {}
        _ => return None,
    }
    let mut number = 0_i64;
    for digit in digits {
        let digit = digit.is_ascii_digit().then(|| i64::from(digit - b'0'))?;
        let shifted = number.checked_mul(10)?;
        number = if negative { shifted.checked_sub(digit)? } else { shifted.checked_add(digit)? };
    }
    N::try_from(number).ok()
}

/// What a KS says, but for its partner, which a [`Signer`](crate::Signer) knows.
///
/// Start with [`user`](Self::user), [`admin`](Self::admin) or
/// [`anonymous`](Self::anonymous) and add to it:
///
/// ```
/// use ks_core::{Privileges, Session};
///
/// let session = Session::user("user@example.com")
///     .expiry(3600)
///     .privileges(Privileges::parse("sview:0_abc123,privacycontext:portal")?);
/// # Ok::<(), ks_core::Error>(())
/// ```
///
/// Text is borrowed where it can be, so a session built for one KS costs
/// nothing; [`into_owned`](Self::into_owned) makes one to keep.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Session<'a> {
    /// The user, or `None` for an anonymous session.
    pub user_id: Option<Cow<'a, str>>,
    /// USER or ADMIN.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub session_type: SessionType,
    /// When it ends.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub expiry: Expiry,
    /// What it may do beyond its type, and what it may not.
    pub privileges: Privileges<'a>,
    /// The partner that acts for this one, if any.
    pub master_partner_id: Option<i32>,
    /// Free text that the server carries along.
    pub additional_data: Option<Cow<'a, str>>,
    /// The format it is written in.
    pub version: Version,
}

impl<'a> Session<'a> {
    fn new(user_id: Option<Cow<'a, str>>, session_type: SessionType) -> Self {
        Self {
            user_id,
            session_type,
            expiry: Expiry::default(),
            privileges: Privileges::new(),
            master_partner_id: None,
            additional_data: None,
            version: Version::V2,
        }
    }

    /// A USER session, the kind to hand to end users.
    #[must_use]
    pub fn user(user_id: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Some(user_id.into()), SessionType::User)
    }

    /// An ADMIN session: unrestricted access to the account. It must not reach
    /// an end user, a browser or an app.
    #[must_use]
    pub fn admin(user_id: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Some(user_id.into()), SessionType::Admin)
    }

    /// A USER session without a user: whoever holds it, it is for everybody.
    #[must_use]
    pub fn anonymous() -> Self {
        Self::new(None, SessionType::User)
    }

    /// Sets USER or ADMIN.
    #[must_use]
    pub fn session_type(mut self, session_type: SessionType) -> Self {
        self.session_type = session_type;
        self
    }

    /// Lets the KS live for so many seconds. 86400 (a day) when not said.
    #[must_use]
    pub fn expiry(mut self, seconds: i64) -> Self {
        self.expiry = Expiry::In(seconds);
        self
    }

    /// Lets the KS end at this time, in Unix seconds.
    #[must_use]
    pub fn expires_at(mut self, unix: i64) -> Self {
        self.expiry = Expiry::At(unix);
        self
    }

    /// Sets the end either way.
    #[must_use]
    pub fn ending(mut self, expiry: Expiry) -> Self {
        self.expiry = expiry;
        self
    }

    /// Sets the privileges.
    #[must_use]
    pub fn privileges(self, privileges: Privileges<'a>) -> Self {
        Self { privileges, ..self }
    }

    /// Sets the master partner: the partner that acts for this one
    /// (`session.impersonate`). Rarely needed.
    #[must_use]
    pub fn master_partner_id(mut self, partner_id: i32) -> Self {
        self.master_partner_id = Some(partner_id);
        self
    }

    /// Sets free text that the server carries along and does not read.
    #[must_use]
    pub fn additional_data(mut self, data: impl Into<Cow<'a, str>>) -> Self {
        self.additional_data = Some(data.into());
        self
    }

    /// Sets the format. [`Version::V2`] when not said.
    #[must_use]
    pub fn version(mut self, version: Version) -> Self {
        self.version = version;
        self
    }

    /// The same session with all its text its own.
    #[must_use]
    pub fn into_owned(self) -> Session<'static> {
        let own = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
        Session {
            user_id: self.user_id.map(own),
            session_type: self.session_type,
            expiry: self.expiry,
            privileges: self.privileges.into_owned(),
            master_partner_id: self.master_partner_id,
            additional_data: self.additional_data.map(own),
            version: self.version,
        }
    }

    /// Checks what the types leave open, and gives the end in Unix seconds.
    pub(crate) fn check(&self, now: i64) -> Result<i64> {
        match self.user_id.as_deref() {
            Some("") => {
                return Err(Error::InvalidUserId(
                    "is empty, which makes a session for everybody; give a user, or ask for an anonymous session by name",
                ));
            }
            Some(user) => check_text(user, self.version).map_err(Error::InvalidUserId)?,
            None => {}
        }
        if let Some(data) = self.additional_data.as_deref() {
            check_text(data, self.version).map_err(Error::InvalidAdditionalData)?;
            if self.version == Version::V1 && data.chars().any(char::is_control) {
                return Err(Error::InvalidAdditionalData(NO_CONTROL_IN_V1));
            }
        }
        self.expiry.resolve(now)
    }
}

pub(crate) const NO_CONTROL_IN_V1: &str =
    "contains a control character, which readers of a v1 KS refuse; use v2";

/// Text that survives the way to the server and back.
fn check_text(text: &str, version: Version) -> Result<(), &'static str> {
    if text.as_bytes().contains(&0) {
        return Err("contains a NUL character");
    }
    if version == Version::V1 && text.as_bytes().contains(&b';') {
        return Err(
            "contains ';', which separates the parts of a v1 KS and cannot be escaped; use v2",
        );
    }
    Ok(())
}

/// A session as callers of every language describe it: by the names of
/// Kaltura's own clients, all but the user optional.
///
/// The typed way is [`Session::user`] and its kin. This one is for programs
/// that are handed their inputs (the command, the bindings), so that defaults
/// and refusals are the same everywhere.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
pub struct SessionOptions<'a> {
    /// The user. Needed unless `anonymous`.
    pub user_id: Option<Cow<'a, str>>,
    /// Asks for a session without a user by name.
    pub anonymous: bool,
    /// 0 (USER, the default) or 2 (ADMIN).
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub session_type: Option<i64>,
    /// Seconds from now; 86400 when neither this nor `expires_at` is given.
    pub expiry: Option<i64>,
    /// Unix seconds, instead of `expiry`.
    pub expires_at: Option<i64>,
    /// The privileges.
    pub privileges: Privileges<'a>,
    /// 2 (the default) or 1.
    pub version: Option<i64>,
    /// The partner that acts for this one.
    pub master_partner_id: Option<i64>,
    /// Free text that the server carries along.
    pub additional_data: Option<Cow<'a, str>>,
}

impl<'a> SessionOptions<'a> {
    /// The session they describe.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidUserId`] for no user, or for one beside `anonymous`;
    /// [`Error::InvalidType`], [`Error::InvalidVersion`],
    /// [`Error::InvalidMasterPartnerId`]; [`Error::InvalidExpiry`] for two ends.
    #[inline(always)] // a session is large to be moved about
    pub fn into_session(self) -> Result<Session<'a>> {
        match (&self.user_id, self.anonymous) {
            (None, false) => {
                return Err(Error::InvalidUserId(
                    "is missing; give a user, or ask for an anonymous session by name",
                ));
            }
            (Some(_), true) => {
                return Err(Error::InvalidUserId(
                    "is given, and so is anonymous; an anonymous session has no user",
                ));
            }
            _ => {}
        }
        let expiry = Expiry::given(self.expiry, self.expires_at)?;
        let master_partner_id = self
            .master_partner_id
            .map(|id| i32::try_from(id).map_err(|_| Error::InvalidMasterPartnerId(id.to_string())))
            .transpose()?;
        Ok(Session {
            user_id: self.user_id,
            session_type: self.session_type.map_or(Ok(SessionType::User), TryFrom::try_from)?,
            expiry,
            privileges: self.privileges,
            master_partner_id,
            additional_data: self.additional_data,
            version: self.version.map_or(Ok(Version::V2), TryFrom::try_from)?,
        })
    }
}

impl SessionOptions<'_> {
    /// The same options with all their text their own.
    #[must_use]
    pub fn into_owned(self) -> SessionOptions<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        SessionOptions {
            user_id: self.user_id.map(own),
            anonymous: self.anonymous,
            session_type: self.session_type,
            expiry: self.expiry,
            expires_at: self.expires_at,
            privileges: self.privileges.into_owned(),
            version: self.version,
            master_partner_id: self.master_partner_id,
            additional_data: self.additional_data.map(own),
        }
    }
}

/// A partner id as a number of any size.
///
/// # Errors
///
/// [`Error::InvalidPartnerId`] beyond 32 bits.
pub fn check_partner_id(number: i64) -> Result<i32> {
    i32::try_from(number).map_err(|_| Error::InvalidPartnerId(number.to_string()))
}

/// The value that makes a KS unique: the random block of v2, the rand part of v1.
///
/// Leave it to the library but for tests and reproducible KSs: equal KSs share
/// their action limit and are logged out together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nonce<'a> {
    /// 16 bytes: the random block of v2. v1 writes them as 32 hex digits.
    Block([u8; 16]),
    /// Text for the rand part of a v1 KS.
    Text(Cow<'a, str>),
}

impl<'a> Nonce<'a> {
    /// A block that no other process and no other call gets.
    ///
    /// # Errors
    ///
    /// [`Error::RandomUnavailable`].
    #[cfg(feature = "random")]
    pub fn random() -> Result<Self> {
        crate::random::block().map(Self::Block)
    }

    /// A nonce as users write it: 32 hex digits for v2, any text for v1.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidNonce`].
    pub fn parse(text: impl Into<Cow<'a, str>>, version: Version) -> Result<Self> {
        let text = text.into();
        match version {
            Version::V1 => Ok(Self::Text(text)),
            Version::V2 => crate::hex::decode(text.as_bytes())
                .map(Self::Block)
                .ok_or(Error::InvalidNonce("must be 16 bytes, written as 32 hex digits")),
        }
    }

    /// A nonce as bytes, of which there must be 16.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidNonce`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        bytes.try_into().map(Self::Block).map_err(|_| Error::InvalidNonce("must be 16 bytes"))
    }

    pub(crate) fn block(&self) -> Result<&[u8; 16]> {
        match self {
            Self::Block(block) => Ok(block),
            Self::Text(_) => {
                Err(Error::InvalidNonce("must be 16 bytes for a v2 KS; text goes into v1 only"))
            }
        }
    }

    pub(crate) fn v1_text(&self) -> Result<Cow<'_, str>> {
        match self {
            Self::Block(block) => Ok(Cow::Owned(crate::hex::encode(block))),
            Self::Text(text) => {
                check_text(text, Version::V1).map_err(Error::InvalidNonce)?;
                Ok(Cow::Borrowed(text))
            }
        }
    }
}

#[cfg(feature = "serde")]
mod serde_impls {
    use serde::ser::{SerializeMap, Serializer};

    use super::{Expiry, SessionType, Version};

    impl serde::Serialize for SessionType {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_u8(self.number())
        }
    }

    impl serde::Serialize for Version {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_u8(self.number())
        }
    }

    impl serde::Serialize for Expiry {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(1))?;
            match self {
                Self::In(seconds) => map.serialize_entry("expiry", seconds)?,
                Self::At(unix) => map.serialize_entry("expires_at", unix)?,
            }
            map.end()
        }
    }
}
