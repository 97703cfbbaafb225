//! What Kaltura's server makes of a KS: its statuses, its tests, its answers.
//!
//! The server compares loosely. These functions follow it to the letter, so
//! that an answer can be explained; a service of your own that accepts KSs uses
//! [`Keyring::verify`](crate::Keyring::verify), which is strict.
//!
//! Facts: docs/ks-format.md 2.5, 4.2 and 5 to 7, which says what was run on the
//! server's own code and what was only read there.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;

use crate::decode::{Decoded, ServerValue, values};
use crate::error::{Error, quote, quote_bytes};
use crate::php;
use crate::secret::Keyring;

/// The server's verdict on a KS, with its numbers and names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// 1: valid.
    Ok,
    /// 0: cannot be told without the revocation store.
    Unknown,
    /// -1: no KS, a bad signature, or an unknown partner.
    InvalidStr,
    /// -2: another partner's.
    InvalidPartner,
    /// -3: another user's.
    InvalidUser,
    /// -4: not of the type asked for.
    InvalidType,
    /// -5: at or past its end.
    Expired,
    /// -6: ended by `session.end` or with its group.
    Logout,
    /// -7: a bad light KS.
    InvalidLks,
    /// -8: its actions are used up.
    ExceededActionsLimit,
    /// -9: the client's address is not among those of `iprestrict`.
    ExceededRestrictedIp,
    /// -11: the request URI is not among those of `urirestrict`.
    ExceededRestrictedUri,
}

impl Status {
    /// Every status, in the order of the server's numbers.
    pub const ALL: &'static [Self] = &[
        Self::Ok,
        Self::Unknown,
        Self::InvalidStr,
        Self::InvalidPartner,
        Self::InvalidUser,
        Self::InvalidType,
        Self::Expired,
        Self::Logout,
        Self::InvalidLks,
        Self::ExceededActionsLimit,
        Self::ExceededRestrictedIp,
        Self::ExceededRestrictedUri,
    ];

    /// The server's number.
    #[must_use]
    pub fn number(self) -> i8 {
        match self {
            Self::Ok => 1,
            Self::Unknown => 0,
            Self::InvalidStr => -1,
            Self::InvalidPartner => -2,
            Self::InvalidUser => -3,
            Self::InvalidType => -4,
            Self::Expired => -5,
            Self::Logout => -6,
            Self::InvalidLks => -7,
            Self::ExceededActionsLimit => -8,
            Self::ExceededRestrictedIp => -9,
            Self::ExceededRestrictedUri => -11,
        }
    }

    /// The server's name, which an `INVALID_KS` answer has as its first argument.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Unknown => "UNKNOWN",
            Self::InvalidStr => "INVALID_STR",
            Self::InvalidPartner => "INVALID_PARTNER",
            Self::InvalidUser => "INVALID_USER",
            Self::InvalidType => "INVALID_TYPE",
            Self::Expired => "EXPIRED",
            Self::Logout => "LOGOUT",
            Self::InvalidLks => "INVALID_LKS",
            Self::ExceededActionsLimit => "EXCEEDED_ACTIONS_LIMIT",
            Self::ExceededRestrictedIp => "EXCEEDED_RESTRICTED_IP",
            Self::ExceededRestrictedUri => "EXCEEDED_RESTRICTED_URI",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A request as the server would see it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// The server's clock, in Unix seconds.
    pub now: i64,
    /// The client's address, for `iprestrict`.
    pub remote_addr: Option<&'a str>,
    /// Path and query, for `urirestrict`.
    pub request_uri: Option<&'a str>,
}

impl<'a> Request<'a> {
    /// A request at this time, in Unix seconds.
    #[must_use]
    pub fn at(now: i64) -> Self {
        Self { now, remote_addr: None, request_uri: None }
    }

    /// From this client address.
    #[must_use]
    pub fn remote_addr(mut self, remote_addr: &'a str) -> Self {
        self.remote_addr = Some(remote_addr);
        self
    }

    /// For this path and query.
    #[must_use]
    pub fn request_uri(mut self, request_uri: &'a str) -> Self {
        self.request_uri = Some(request_uri);
        self
    }
}

impl Decoded {
    /// The server's base check (docs/ks-format.md 5.2): what can be told without
    /// its database.
    #[must_use]
    pub fn status(&self, request: &Request<'_>) -> Status {
        if !php::truthy(self.real_string()) {
            return Status::InvalidStr;
        }
        let expired = match self.valid_until() {
            ServerValue::Null => true,
            ServerValue::Array => false,
            ServerValue::Text(text) => {
                !matches!(php::compare_with_int(&text, request.now), Some(Ordering::Greater) | None)
            }
        };
        if expired {
            return Status::Expired;
        }
        if let Some(allowed) = self.privilege("iprestrict") {
            // No address counts as an empty one.
            let address = request.remote_addr.unwrap_or_default().as_bytes();
            if !values(allowed).any(|value| {
                if request.remote_addr.is_some() {
                    php::equal(value, address)
                } else {
                    value.is_empty()
                }
            }) {
                return Status::ExceededRestrictedIp;
            }
        }
        if let Some(allowed) = self.privilege("urirestrict")
            && !uri_matches(allowed, request.request_uri.unwrap_or_default().as_bytes())
        {
            return Status::ExceededRestrictedUri;
        }
        Status::Ok
    }

    /// Whether the server takes the session for an admin's: a type of 1 or
    /// more, loosely compared (docs/ks-format.md 5.4).
    #[must_use]
    pub fn is_admin(&self) -> bool {
        match self.raw_type() {
            ServerValue::Null => false,
            ServerValue::Array => true,
            ServerValue::Text(text) => {
                matches!(php::compare_with_int(&text, 1), Some(Ordering::Greater | Ordering::Equal))
            }
        }
    }

    /// Whether the session has no user: none, an empty one, or `0`.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        match self.raw_user() {
            ServerValue::Null => true,
            ServerValue::Array => false,
            ServerValue::Text(user) => !php::truthy(&user),
        }
    }

    /// Whether the server takes it for a widget session, which it never counts
    /// and never revokes (docs/ks-format.md 5.3).
    #[must_use]
    pub fn is_widget(&self) -> bool {
        let user_type = match self.raw_type() {
            ServerValue::Null => true,
            ServerValue::Array => false,
            ServerValue::Text(text) => php::compare_with_int(&text, 0) == Some(Ordering::Equal),
        };
        user_type && self.is_anonymous() && php::contains(&self.privileges_text(), b"widget:1")
    }

    /// The server's privilege test (docs/ks-format.md 7.1), without the parts
    /// that need its database (playlists and redirects). No value, an empty one
    /// and `0` ask for the name alone.
    #[must_use]
    pub fn grants(&self, name: &str, value: Option<&str>) -> bool {
        let text = self.privileges_text();
        let Some(value) = value.filter(|value| php::truthy(value.as_bytes())) else {
            return php::contains(&text, name.as_bytes());
        };
        *text == *b"*"
            || php::contains(&text, format!("{name}:*").as_bytes())
            || php::contains(&text, format!("{name}:{value}").as_bytes())
            || self.privilege(name).is_some_and(|granted| {
                values(granted).any(|granted| php::equal(granted, value.as_bytes()))
            })
    }

    /// The code of the API error that the full check would give after the base
    /// check said OK, as far as the KS itself decides it.
    fn late_api_error(&self) -> Option<(&'static str, String)> {
        let text = self.privileges_text();
        let uncounted = self.is_widget() || self.partner_id() == Some(-1);
        if let Some(limit) = first_text(&text, b"actionslimit").filter(|_| !uncounted)
            && !php::positive(limit)
        {
            return Some((
                "INVALID_ACTIONS_LIMIT",
                format!(
                    "actionslimit is {}, and the server wants a number above 0: every API call is refused",
                    quote_bytes(limit)
                ),
            ));
        }
        let role = first_text(&text, b"setrole").filter(|role| php::negative(role))?;
        Some((
            "INVALID_SET_ROLE",
            format!("setrole is {}, and the server takes no negative role", quote_bytes(role)),
        ))
    }
}

/// What stands between the first and a second `:` of the first such element of
/// a privilege text (docs/ks-format.md 5.5).
fn first_text<'t>(text: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
    text.split(|&b| b == b',').find_map(|element| {
        let mut parts = element.split(|&b| b == b':');
        (parts.next() == Some(name)).then(|| parts.next().unwrap_or_default())
    })
}

/// Whether one of the `|` alternatives is the URI, or ends in `*` behind a
/// prefix of it.
pub(crate) fn uri_matches(allowed: &[u8], uri: &[u8]) -> bool {
    allowed.split(|&b| b == b'|').any(|alternative| {
        alternative == uri
            || alternative.strip_suffix(b"*").is_some_and(|prefix| uri.starts_with(prefix))
    })
}

/// Whether one privilege is granted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Grant {
    /// The name asked for.
    pub name: String,
    /// The value asked for, if any.
    pub value: Option<String>,
    /// The server's answer.
    pub granted: bool,
}

/// What Kaltura would answer to a KS, and why.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Explanation {
    /// The status of the base check; `None` where the server itself fails.
    pub status: Option<Status>,
    /// The API error code that a client would see; `None` when it is accepted.
    pub api_error: Option<&'static str>,
    /// Why, in a sentence.
    pub reason: String,
    /// The privileges asked about, in order. None is granted by a KS that is
    /// not accepted.
    pub can: Vec<Grant>,
    /// The KS, if one of the secrets signed it.
    pub decoded: Option<Decoded>,
}

/// Says what Kaltura would answer to a KS in this request, why, and whether it
/// grants the privileges asked about.
///
/// The keyring stands for the partner that the KS names. Revocation and action
/// counts are in the server's database, so a KS that is accepted here may have
/// been ended there.
#[must_use]
pub fn explain<'q>(
    ks: &str,
    keyring: &Keyring,
    request: &Request<'_>,
    can: impl IntoIterator<Item = (&'q str, Option<&'q str>)>,
) -> Explanation {
    let decoded = keyring.decode(ks);
    let (status, api_error, reason) = match &decoded {
        Err(error @ Error::ArrayPrivilege(_)) => {
            (None, Some("INTERNAL_SERVER_ERROR"), format!("{error}"))
        }
        Err(error) => (Some(Status::InvalidStr), Some("INVALID_KS"), format!("{error}")),
        Ok(ks) => match ks.status(request) {
            Status::Ok => match ks.late_api_error() {
                Some((code, reason)) => (Some(Status::Ok), Some(code), reason),
                None => (Some(Status::Ok), None, accepted(ks, request)),
            },
            status => (Some(status), Some("INVALID_KS"), refused(ks, status, request)),
        },
    };
    let can = can
        .into_iter()
        .map(|(name, value)| Grant {
            name: name.to_owned(),
            value: value.map(ToOwned::to_owned),
            granted: api_error.is_none() && decoded.as_ref().is_ok_and(|ks| ks.grants(name, value)),
        })
        .collect();
    Explanation { status, api_error, reason, can, decoded: decoded.ok() }
}

fn accepted(ks: &Decoded, request: &Request<'_>) -> String {
    let left = match ks.expires_at() {
        Some(end) => format!("{} s are left", end.saturating_sub(request.now)),
        None => "its odd expiry does not count as past".into(),
    };
    let counted = if ks.privilege("actionslimit").is_some() {
        ", and how many actions it has left"
    } else {
        ""
    };
    if ks.is_widget() {
        return format!(
            "valid: signed, {left}; a widget session, which is never counted or revoked"
        );
    }
    format!(
        "valid: signed, {left}; whether it was ended (session.end) only the server knows{counted}"
    )
}

fn refused(ks: &Decoded, status: Status, request: &Request<'_>) -> String {
    match status {
        Status::InvalidStr => "the KS is signed but says nothing: it has no fields".into(),
        Status::Expired => match ks.expires_at() {
            Some(end) if end == request.now => {
                format!(
                    "expired: it ended at {end} (Unix seconds), this very second; equal counts as expired"
                )
            }
            Some(end) => format!(
                "expired: it ended at {end} (Unix seconds), {} s before the clock ({})",
                request.now.saturating_sub(end),
                request.now
            ),
            None => {
                "expired: it has no expiry that the server takes for later than the clock".into()
            }
        },
        Status::ExceededRestrictedIp => {
            let allowed = quote_bytes(ks.privilege("iprestrict").unwrap_or_default());
            match request.remote_addr {
                None => format!(
                    "iprestrict allows only {allowed}, and no client address (remote_addr) was given; give it to know"
                ),
                Some(address) => format!(
                    "iprestrict allows only {allowed}, not {}; addresses are compared as text, without ranges",
                    quote(address)
                ),
            }
        }
        Status::ExceededRestrictedUri => {
            let allowed = quote_bytes(ks.privilege("urirestrict").unwrap_or_default());
            match request.request_uri {
                None => format!(
                    "urirestrict allows only {allowed}, and no request URI (request_uri: path and query) was given; give it to know"
                ),
                Some(uri) => format!(
                    "urirestrict allows only {allowed}, not {}; path and query count, and only a star at the end matches more",
                    quote(uri)
                ),
            }
        }
        other => format!("the server answers {other}"),
    }
}

/// The end that the server's own generator gives a session: `now` plus
/// `lifetime`, and for privileges that hold the text `downloadasset` rounded up
/// to the next 5 minutes, so that equal requests share a KS (docs/ks-format.md
/// 4.2).
///
/// `None` where that is no 64-bit integer, or where the server, which rounds in
/// floating point, writes it in exponent form (from 10^14 on).
#[must_use]
pub fn rounded_end(lifetime: i64, privileges: &str, now: i64) -> Option<i64> {
    let end = now.checked_add(lifetime)?;
    if !privileges.contains("downloadasset") {
        return Some(end);
    }
    let rounded = match end.rem_euclid(300) {
        0 => end,
        past => end.checked_add(300 - past)?,
    };
    (rounded < 100_000_000_000_000).then_some(rounded)
}

/// A privilege text read by the rules of v1 and of app tokens
/// (docs/ks-format.md 2.5): names with their values in order, repeated names merged; and the text
/// rebuilt from them. Nothing is trimmed or checked.
#[must_use]
pub fn parse_v1_privileges(text: &str) -> (Vec<(&str, Vec<&str>)>, String) {
    let mut parsed: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for element in text.split(',') {
        let (name, value) = element.split_once(':').unwrap_or((element, ""));
        let place = *places.entry(name).or_insert_with(|| {
            parsed.push((name, Vec::new()));
            parsed.len() - 1
        });
        parsed[place].1.extend(value.split('/').filter(|_| !value.is_empty()));
    }
    let mut rebuilt = String::new();
    for (i, (name, values)) in parsed.iter().enumerate() {
        rebuilt.push_str(if i == 0 { "" } else { "," });
        rebuilt.push_str(name);
        rebuilt.push_str(if values.is_empty() { "" } else { ":" });
        rebuilt.push_str(&values.join("/"));
    }
    (parsed, rebuilt)
}

#[cfg(feature = "serde")]
mod serde_impls {
    use serde::ser::{SerializeMap, SerializeStruct, Serializer};

    use super::{Explanation, Status};

    impl serde::Serialize for Status {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(2))?;
            map.serialize_entry("number", &self.number())?;
            map.serialize_entry("name", self.name())?;
            map.end()
        }
    }

    impl serde::Serialize for Explanation {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut fields = serializer.serialize_struct("Explanation", 4)?;
            fields.serialize_field("status", &self.status)?;
            fields.serialize_field("api_error", &self.api_error)?;
            fields.serialize_field("reason", &self.reason)?;
            fields.serialize_field("can", &self.can)?;
            fields.end()
        }
    }
}
