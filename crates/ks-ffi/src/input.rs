//! Converts the caller's structs and numbers into arguments of the core.

use std::borrow::Cow;
use std::ffi::c_char;

use ks_core::interop::{SessionOptions, partner_id_from_i64};
use ks_core::system_now;
use ks_core::{Nonce, Privileges, Session};

use crate::boundary::{Caller, ElementName, Failure};
use crate::status::{KKS_INVALID_ARGUMENT, KKS_INVALID_PARTNER_ID, KKS_INVALID_PRIVILEGE};
use crate::structs::{KKS_UNSET, kks_privilege, kks_session};

/// Returns a number if it is set.
pub(crate) fn optional_number(number: i64) -> Option<i64> {
    (number != KKS_UNSET).then_some(number)
}

/// Returns the time that the caller set, or the system clock, in Unix seconds.
pub(crate) fn clock(now: i64) -> Result<i64, Failure> {
    Ok(optional_number(now).map_or_else(system_now, Ok)?)
}

/// Checks the caller's partner id, which is wider than a valid one.
pub(crate) fn partner(partner_id: i64) -> Result<i32, Failure> {
    let partner_id = optional_number(partner_id).ok_or_else(|| {
        Failure::at_boundary(KKS_INVALID_PARTNER_ID, "partner_id is not set".into())
    })?;
    Ok(partner_id_from_i64(partner_id)?)
}

/// Privileges as names and optional values.
pub(crate) type Pairs<'call> = Vec<(&'call str, Option<&'call str>)>;

impl<'call> Caller<'call> {
    /// Reads an array of privileges.
    pub(crate) fn pairs(
        self,
        list: &'static str,
        first: *const kks_privilege,
        count: usize,
    ) -> Result<Pairs<'call>, Failure> {
        let utf8 = |element: ElementName, bytes| {
            let message = || format!("{element} is not valid UTF-8").into();
            str::from_utf8(bytes)
                .map_err(|_| Failure::at_boundary(KKS_INVALID_PRIVILEGE, message()))
        };
        let pair = |(index, p): (usize, &kks_privilege)| {
            let name = ElementName(list, index, ".name");
            let value = ElementName(list, index, ".value");
            let value_bytes = self.optional_bytes(value, p.value, p.value_length)?;
            Ok((
                utf8(name, self.bytes(name, p.name, p.name_length)?)?,
                value_bytes.map(|bytes| utf8(value, bytes)).transpose()?,
            ))
        };
        self.array(list, first, count)?.iter().enumerate().map(pair).collect()
    }

    /// Reads a request URI: bytes as the client sent them, while a KS can only
    /// contain text.
    pub(crate) fn request_uri(
        self,
        uri: *const c_char,
        length: usize,
    ) -> Result<Option<Cow<'call, str>>, Failure> {
        Ok(self.optional_bytes("request_uri", uri, length)?.map(String::from_utf8_lossy))
    }

    /// Reads a session and calls `then` with it, the time, and the nonce if the caller set one.
    /// The large session is not returned, because each move of it takes about 5 ns.
    #[inline(always)]
    pub(crate) fn with_session<T>(
        self,
        session: *const kks_session,
        then: impl FnOnce(&Session<'call>, i64, Option<Nonce<'call>>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let input = self.read_struct("session", session)?;
        let s = &input;
        let text = self.optional_text("privileges", s.privileges, s.privileges_length)?;
        let privileges = match (text, s.privilege_count) {
            (None, 0) => None,
            (Some(text), 0) => Some(Privileges::parse(text)?),
            (None, count) => {
                let pairs = self.pairs("privilege_list", s.privilege_list, count)?;
                Some(Privileges::from_pairs(pairs)?)
            }
            (Some(_), _) => {
                return Err(Failure::at_boundary(
                    KKS_INVALID_ARGUMENT,
                    "privileges and privilege_list are both set; set only one of them".into(),
                ));
            }
        };
        let anonymous = match optional_number(s.anonymous) {
            None => None,
            Some(0) => Some(false),
            Some(1) => Some(true),
            Some(other) => {
                let message = format!("anonymous is {other}; it must be 0 or 1");
                return Err(Failure::at_boundary(KKS_INVALID_ARGUMENT, message.into()));
            }
        };
        let session = SessionOptions {
            user_id: self.optional_text("user_id", s.user_id, s.user_id_length)?.map(Into::into),
            anonymous,
            session_type: optional_number(s.r#type),
            expiry: optional_number(s.expiry),
            expires_at: optional_number(s.expires_at),
            privileges,
            version: optional_number(s.version),
            master_partner_id: optional_number(s.master_partner_id),
            additional_data: self
                .optional_text("additional_data", s.additional_data, s.additional_data_length)?
                .map(Into::into),
        }
        .into_session()?;
        let nonce = self
            .optional_text("nonce", s.nonce, s.nonce_length)?
            .map(|text| Nonce::parse(text, session.version))
            .transpose()?;
        then(&session, clock(s.now)?, nonce)
    }
}
