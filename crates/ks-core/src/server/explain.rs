//! Predicting what Kaltura answers to a request with a KS.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Request, Status};
use crate::crypto::Keyring;
use crate::encoding::php::compare;
use crate::error::{Error, quote, quote_bytes};
use crate::read::Decoded;

/// Whether the server grants one privilege.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Grant {
    /// The requested name.
    pub name: String,
    /// The requested value, if any.
    pub value: Option<String>,
    /// The server's answer.
    pub granted: bool,
}

/// What Kaltura would answer to a request with a KS, and why.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Explanation {
    /// The status of the base check; `None` if the server itself fails.
    pub status: Option<Status>,
    /// The API error code that a client would see; `None` if the KS is accepted.
    pub api_error: Option<&'static str>,
    /// The reason, in a sentence.
    pub reason: String,
    /// The requested privileges, in order. A KS that is not accepted grants none.
    pub grants: Vec<Grant>,
    /// The decoded KS, if one of the secrets signed it.
    pub decoded: Option<Decoded>,
}

impl Explanation {
    /// Returns `true` if the server would accept the KS.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.status == Some(Status::Ok) && self.api_error.is_none()
    }
}

/// Predicts what Kaltura would answer to a request with this KS, with the reason, and whether
/// the KS grants the requested privileges.
///
/// The keyring must be that of the partner in the KS. Revocation and action counts are in the
/// server's database, so a KS that is accepted here may have been ended there.
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
            Status::Ok => match ks.error_after_base_check() {
                Some((code, reason)) => (Some(Status::Ok), Some(code), reason),
                None => (Some(Status::Ok), None, acceptance_reason(ks, request)),
            },
            status => (Some(status), Some("INVALID_KS"), rejection_reason(ks, status, request)),
        },
    };
    let grants = can
        .into_iter()
        .map(|(name, value)| Grant {
            name: name.to_owned(),
            value: value.map(ToOwned::to_owned),
            granted: api_error.is_none() && decoded.as_ref().is_ok_and(|ks| ks.grants(name, value)),
        })
        .collect();
    Explanation { status, api_error, reason, grants, decoded: decoded.ok() }
}

fn acceptance_reason(ks: &Decoded, request: &Request<'_>) -> String {
    let left = match ks.expires_at() {
        Some(end) => format!("it expires in {} seconds", end.saturating_sub(request.now)),
        None => "the server does not treat its malformed expiry as past".into(),
    };
    let counted =
        if ks.privilege("actionslimit").is_some() { " and how many actions are left" } else { "" };
    if ks.is_widget() {
        return format!(
            "the KS is valid: {left}. It is a widget session, whose calls are neither counted nor revoked"
        );
    }
    format!(
        "the KS is valid: {left}. Only the server knows whether the session was ended (session.end){counted}"
    )
}

fn rejection_reason(ks: &Decoded, status: Status, request: &Request<'_>) -> String {
    match status {
        Status::InvalidStr => "the KS has a valid signature, but no fields".into(),
        Status::Expired => match ks.expires_at() {
            Some(end) if end == request.now => {
                format!("the KS expired at {end} (Unix time), exactly at the time of the request")
            }
            Some(end) => format!(
                "the KS expired at {end} (Unix time), {} seconds before the request ({})",
                request.now.saturating_sub(end),
                request.now
            ),
            None => "the KS has no expiry that the server treats as later than the request".into(),
        },
        Status::ExceededRestrictedIp => {
            let allowed = quote_bytes(ks.privilege("iprestrict").unwrap_or_default());
            match request.remote_addr {
                None => format!(
                    "iprestrict allows only {allowed}; pass the client's address as `remote_addr` to know"
                ),
                Some(address) => format!(
                    "iprestrict allows only {allowed}, not {}; the server compares addresses as text and does not support ranges",
                    quote(address)
                ),
            }
        }
        Status::ExceededRestrictedUri => {
            let allowed = quote_bytes(ks.privilege("urirestrict").unwrap_or_default());
            match request.request_uri {
                None => format!(
                    "urirestrict allows only {allowed}; pass the path and query of the request as `request_uri` to know"
                ),
                Some(uri) => format!(
                    "urirestrict allows only {allowed}, not {}; the server compares path and query, and only a star at the end matches more",
                    quote(uri)
                ),
            }
        }
        other => format!("the server answers {other}"),
    }
}

impl Decoded {
    /// Returns the API error that the full check would give after the base check returned OK,
    /// as far as the KS itself decides it.
    fn error_after_base_check(&self) -> Option<(&'static str, String)> {
        let text = self.privileges_text();
        let uncounted = self.is_widget() || self.partner_id() == Some(-1);
        if let Some(limit) = first_value_of(&text, b"actionslimit").filter(|_| !uncounted)
            && !compare::positive(limit)
        {
            return Some((
                "INVALID_ACTIONS_LIMIT",
                format!(
                    "actionslimit is {}, but the server requires a number above 0, so every API call fails",
                    quote_bytes(limit)
                ),
            ));
        }
        let role = first_value_of(&text, b"setrole").filter(|role| compare::negative(role))?;
        Some((
            "INVALID_SET_ROLE",
            format!("setrole is {}, but the server rejects negative roles", quote_bytes(role)),
        ))
    }
}

/// Returns the value of the first element with this name in a privilege text, up to a second
/// `:` (docs/ks-format.md 5.5).
fn first_value_of<'t>(text: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
    text.split(|&b| b == b',').find_map(|element| {
        let mut parts = element.split(|&b| b == b':');
        (parts.next() == Some(name)).then(|| parts.next().unwrap_or_default())
    })
}

#[cfg(feature = "serde")]
impl serde::Serialize for Explanation {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;

        let mut explanation = serializer.serialize_struct("Explanation", 5)?;
        explanation.serialize_field("status", &self.status)?;
        explanation.serialize_field("api_error", &self.api_error)?;
        explanation.serialize_field("reason", &self.reason)?;
        explanation.serialize_field("is_accepted", &self.is_accepted())?;
        explanation.serialize_field("grants", &self.grants)?;
        explanation.end()
    }
}
