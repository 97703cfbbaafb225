//! A session described by the options of a dynamic language or the command.

use alloc::borrow::Cow;
use alloc::string::ToString;

use crate::encoding::Version;
use crate::error::{Error, Result};
use crate::model::recipe::recipe;
use crate::model::{Expiry, Session, SessionType};
use crate::privilege::Privileges;

/// A session described by options with the names of Kaltura's clients, all but the user
/// optional.
///
/// Prefer the typed constructors such as [`Session::user`]. This type is for callers that
/// receive untyped input (the command and the bindings); it applies the shared defaults and
/// checks.
#[derive(Debug, Clone, Default)]
pub struct SessionOptions<'a> {
    /// The user id. Required unless `anonymous` is `true`.
    pub user_id: Option<Cow<'a, str>>,
    /// Requests a session without a user id.
    pub anonymous: Option<bool>,
    /// 0 (USER, the default) or 2 (ADMIN).
    pub session_type: Option<i64>,
    /// The lifetime in seconds. The default is 86400.
    pub expiry: Option<i64>,
    /// The end in Unix seconds, instead of `expiry`.
    pub expires_at: Option<i64>,
    /// The privileges.
    pub privileges: Option<Privileges<'a>>,
    /// 2 (the default) or 1.
    pub version: Option<i64>,
    /// The partner that acts for this one.
    pub master_partner_id: Option<i64>,
    /// Free text that the server carries along without reading it.
    pub additional_data: Option<Cow<'a, str>>,
}

impl<'a> SessionOptions<'a> {
    /// Converts the options to a session.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidUserId`] if the user id is missing or combined with `anonymous`;
    /// [`Error::InvalidType`], [`Error::InvalidVersion`] and
    /// [`Error::InvalidMasterPartnerId`] for a number out of range;
    /// [`Error::InvalidExpiry`] if both `expiry` and `expires_at` are given.
    #[inline(always)] // Avoids copying the large Session.
    pub fn into_session(self) -> Result<Session<'a>> {
        match (&self.user_id, self.anonymous.unwrap_or_default()) {
            (None, false) => {
                return Err(Error::InvalidUserId("is missing; pass a user id, or set `anonymous`"));
            }
            (Some(_), true) => {
                return Err(Error::InvalidUserId("cannot be combined with `anonymous`; pass one"));
            }
            _ => {}
        }
        let expiry = Expiry::from_options(self.expiry, self.expires_at)?;
        let session_type = self.session_type.map_or(Ok(SessionType::User), TryFrom::try_from)?;
        let version = self.version.map_or(Ok(Version::V2), TryFrom::try_from)?;
        let master_partner_id = self
            .master_partner_id
            .map(|id| i32::try_from(id).map_err(|_| Error::InvalidMasterPartnerId(id.to_string())))
            .transpose()?;
        Ok(Session {
            user_id: self.user_id,
            session_type,
            expiry,
            privileges: self.privileges.unwrap_or_default(),
            master_partner_id,
            additional_data: self.additional_data,
            version,
        })
    }

    /// Fills in a recipe. Put explicit options [`over`](Self::over) the result: they win.
    ///
    /// # Errors
    ///
    /// Those of [`recipe`] and [`Recipe::fill`](crate::recipe::Recipe::fill).
    pub fn from_recipe(name: &str, values: &[(&str, &str)]) -> Result<SessionOptions<'static>> {
        let recipe = recipe(name)?;
        Ok(SessionOptions {
            anonymous: recipe.anonymous.then_some(true),
            session_type: Some(recipe.session_type.number().into()),
            expiry: Some(recipe.expiry),
            privileges: Some(recipe.fill(values)?),
            ..SessionOptions::default()
        })
    }

    /// Adds common defaults: each option that these options do not give is taken from
    /// `defaults`. `user_id` and `anonymous` are alternatives, as are `expiry` and
    /// `expires_at`: giving one of them replaces both.
    #[must_use]
    pub fn over(mut self, defaults: &SessionOptions<'a>) -> Self {
        if self.user_id.is_none() && self.anonymous.is_none() {
            self.user_id.clone_from(&defaults.user_id);
            self.anonymous = defaults.anonymous;
        }
        if self.expiry.is_none() && self.expires_at.is_none() {
            self.expiry = defaults.expiry;
            self.expires_at = defaults.expires_at;
        }
        Self {
            session_type: self.session_type.or(defaults.session_type),
            privileges: self.privileges.or_else(|| defaults.privileges.clone()),
            version: self.version.or(defaults.version),
            master_partner_id: self.master_partner_id.or(defaults.master_partner_id),
            additional_data: self.additional_data.or_else(|| defaults.additional_data.clone()),
            ..self
        }
    }

    /// Converts all borrowed text into owned text.
    #[must_use]
    pub fn into_owned(self) -> SessionOptions<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        SessionOptions {
            user_id: self.user_id.map(own),
            anonymous: self.anonymous,
            session_type: self.session_type,
            expiry: self.expiry,
            expires_at: self.expires_at,
            privileges: self.privileges.map(Privileges::into_owned),
            version: self.version,
            master_partner_id: self.master_partner_id,
            additional_data: self.additional_data.map(own),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SessionOptions;
    use crate::model::Expiry;
    use crate::privilege::Privileges;

    #[test]
    fn explicit_options_win_over_a_recipe() {
        let recipe = SessionOptions::from_recipe("playback", &[("entry", "0_a")]).unwrap();
        let explicit = SessionOptions {
            user_id: Some("ann".into()),
            expiry: Some(60),
            ..SessionOptions::default()
        };
        let session = explicit.over(&recipe).into_session().unwrap();
        assert_eq!(session.expiry, Expiry::In(60));
        assert_eq!(session.privileges.get("sview").unwrap(), ["0_a"]);
        let widget = SessionOptions::from_recipe("widget", &[]).unwrap().into_session().unwrap();
        assert_eq!((widget.user_id, widget.expiry), (None, Expiry::In(86_400)));
    }

    #[test]
    fn owned_options_are_the_same() {
        let options = SessionOptions {
            user_id: Some("ann".into()),
            anonymous: Some(false),
            session_type: Some(2),
            expiry: Some(60),
            expires_at: None,
            privileges: Some(Privileges::parse("edit:1").unwrap()),
            version: Some(1),
            master_partner_id: Some(7),
            additional_data: Some("d".into()),
        };
        let session = options.clone().into_owned().into_session().unwrap();
        assert_eq!(session, options.into_session().unwrap());
        assert_eq!(session.additional_data.as_deref(), Some("d"));
        let anonymous = SessionOptions { anonymous: Some(true), ..SessionOptions::default() };
        assert_eq!(anonymous.into_owned().into_session().unwrap().user_id, None);
        let ends = SessionOptions {
            user_id: Some("u".into()),
            expires_at: Some(5),
            ..SessionOptions::default()
        };
        assert_eq!(ends.into_owned().into_session().unwrap().expiry, Expiry::At(5));
    }

    #[test]
    fn given_options_replace_defaults_and_their_alternatives() {
        let defaults = SessionOptions {
            user_id: Some("ann".into()),
            expiry: Some(60),
            version: Some(1),
            ..SessionOptions::default()
        };
        let same = SessionOptions::default().over(&defaults).into_session().unwrap();
        assert_eq!((same.user_id.as_deref(), same.expiry), (Some("ann"), Expiry::In(60)));
        let row = SessionOptions {
            anonymous: Some(true),
            expires_at: Some(5),
            ..SessionOptions::default()
        };
        let other = row.over(&defaults).into_session().unwrap();
        assert_eq!((other.user_id, other.expiry), (None, Expiry::At(5)));
        assert_eq!(other.version.number(), 1);
    }
}
