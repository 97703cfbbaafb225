//! The content of a KS and its builder.

use alloc::borrow::Cow;

use super::{Expiry, SessionType};
use crate::encoding::Version;
use crate::encoding::field_text::{CONTROL_CHARACTER_IN_V1, check_field_text};
use crate::error::{Error, Result};
use crate::privilege::Privileges;

/// The content of a KS, except its partner, which the [`Signer`](crate::Signer) adds.
///
/// Start with [`user`](Self::user), [`admin`](Self::admin) or
/// [`anonymous`](Self::anonymous), then add to it:
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
/// Text is borrowed where possible, so building a session for one KS does not allocate.
/// [`into_owned`](Self::into_owned) returns a session to keep.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Session<'a> {
    /// The user id, or `None` for an anonymous session.
    pub user_id: Option<Cow<'a, str>>,
    /// USER or ADMIN.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub session_type: SessionType,
    /// When the KS ends.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub expiry: Expiry,
    /// What the session may do beyond its type, and what it may not do.
    pub privileges: Privileges<'a>,
    /// The partner that acts for this one, if any.
    pub master_partner_id: Option<i32>,
    /// Free text that the server carries along without reading it.
    pub additional_data: Option<Cow<'a, str>>,
    /// The version of the format.
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

    /// Creates a USER session, the type to give to end users.
    #[must_use]
    pub fn user(user_id: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Some(user_id.into()), SessionType::User)
    }

    /// Creates an ADMIN session, which has unrestricted access to the account. It must not
    /// reach an end user, a browser or an app.
    #[must_use]
    pub fn admin(user_id: impl Into<Cow<'a, str>>) -> Self {
        Self::new(Some(user_id.into()), SessionType::Admin)
    }

    /// Creates a USER session without a user id. Anyone who holds the KS can use it.
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

    /// Sets the lifetime in seconds. The default is 86400, one day.
    #[must_use]
    pub fn expiry(self, seconds: i64) -> Self {
        self.with_expiry(Expiry::In(seconds))
    }

    /// Sets the end in Unix seconds.
    #[must_use]
    pub fn expires_at(self, unix: i64) -> Self {
        self.with_expiry(Expiry::At(unix))
    }

    /// Sets the end as an [`Expiry`].
    #[must_use]
    pub fn with_expiry(mut self, expiry: Expiry) -> Self {
        self.expiry = expiry;
        self
    }

    /// Sets the privileges.
    #[must_use]
    pub fn privileges(self, privileges: Privileges<'a>) -> Self {
        Self { privileges, ..self }
    }

    /// Sets the master partner: the partner that acts for this one (`session.impersonate`).
    /// It is rarely needed.
    #[must_use]
    pub fn master_partner_id(mut self, partner_id: i32) -> Self {
        self.master_partner_id = Some(partner_id);
        self
    }

    /// Sets free text that the server carries along without reading it.
    #[must_use]
    pub fn additional_data(mut self, data: impl Into<Cow<'a, str>>) -> Self {
        self.additional_data = Some(data.into());
        self
    }

    /// Sets the version of the format. The default is [`Version::V2`].
    #[must_use]
    pub fn version(mut self, version: Version) -> Self {
        self.version = version;
        self
    }

    /// Converts all borrowed text into owned text.
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

    /// Checks everything that the types leave open, except the expiry, which depends on the
    /// clock ([`Expiry::resolve`]).
    pub(crate) fn validate(&self) -> Result<()> {
        if self.version == Version::V2 {
            self.privileges.check_v2_count()?;
        }
        match self.user_id.as_deref() {
            Some("") => {
                return Err(Error::InvalidUserId(
                    "is empty, which would create a session for everyone; pass a user id, or set `anonymous`",
                ));
            }
            Some(user) => check_field_text(user, self.version).map_err(Error::InvalidUserId)?,
            None => {}
        }
        if let Some(data) = self.additional_data.as_deref() {
            check_field_text(data, self.version).map_err(Error::InvalidAdditionalData)?;
            if self.version == Version::V1 && data.chars().any(char::is_control) {
                return Err(Error::InvalidAdditionalData(CONTROL_CHARACTER_IN_V1));
            }
        }
        Ok(())
    }
}
