//! The reasons of an [`Explanation`](super::Explanation), in sentences.

use alloc::format;
use alloc::string::String;
use core::net::IpAddr;

use super::{Request, Status};
use crate::encoding::php::compare;
use crate::error::{quote, quote_bytes};
use crate::privilege::restriction::numeric_part;
use crate::read::{Decoded, split_like_server};

pub(super) const OTT: &str = "the KS belongs to Kaltura's TV platform (OTT): its fields are _t, _e, _u and _d in this order. The video API answers INVALID_KS, and a KS of the video API does not work on the TV platform";

pub(super) const OTT_HOST: &str = "the URL is one of Kaltura's TV platform (ott.kaltura.com), whose KSs are signed with other secrets. The video API answers INVALID_KS to them";

pub(super) fn acceptance(ks: &Decoded, request: &Request<'_>) -> String {
    let left = match ks.expires_at() {
        Some(end) => format!("it expires in {} seconds", end.saturating_sub(request.now)),
        None => "the server does not treat its malformed expiry as past".into(),
    };
    let counted =
        if ks.privilege("actionslimit").is_some() { " and how many actions are left" } else { "" };
    if ks.is_widget() {
        return format!(
            "the KS is valid: {left}. It is a widget session: the server never counts its calls and never revokes it"
        );
    }
    format!(
        "the KS is valid: {left}. Only the server knows whether the session was ended (session.end){counted}"
    )
}

pub(super) fn rejection(ks: &Decoded, status: Status, request: &Request<'_>) -> String {
    match status {
        Status::InvalidStr => "the KS has a valid signature, but no fields".into(),
        Status::Expired => expiry(ks, request),
        Status::ExceededRestrictedIp => address(ks, request),
        Status::ExceededRestrictedUri => uri(ks, request),
        other => format!("the server answers {other}"),
    }
}

fn expiry(ks: &Decoded, request: &Request<'_>) -> String {
    match ks.expires_at() {
        Some(end) if end == request.now => {
            format!("the KS expired at {end} (Unix time), exactly at the time of the request")
        }
        Some(end) => format!(
            "the KS expired at {end} (Unix time), {} seconds before the request ({})",
            request.now.saturating_sub(end),
            request.now
        ),
        None => "the KS has no expiry that the server treats as later than the request".into(),
    }
}

/// Returns `true` if some client address could match `iprestrict`.
pub(super) fn can_match_address(ks: &Decoded) -> bool {
    ks.privilege("iprestrict").is_some_and(|allowed| {
        split_like_server(allowed)
            .any(|value| core::str::from_utf8(value).is_ok_and(|v| v.parse::<IpAddr>().is_ok()))
    })
}

/// Returns `true` if some request URI could match `urirestrict`.
pub(super) fn can_match_uri(ks: &Decoded) -> bool {
    ks.privilege("urirestrict").is_some_and(|allowed| {
        allowed.split(|&b| b == b'|').any(|uri| uri.starts_with(b"/") || uri == b"*")
    })
}

fn address(ks: &Decoded, request: &Request<'_>) -> String {
    let allowed = quote_bytes(ks.privilege("iprestrict").unwrap_or_default());
    match request.remote_addr {
        _ if !can_match_address(ks) => format!(
            "the value of iprestrict is {allowed}, which contains no IP address, so the server rejects every request"
        ),
        None => format!(
            "the answer depends on the client's address: iprestrict allows only {allowed}. Pass the address as `remote_addr`"
        ),
        Some(address) => format!(
            "iprestrict allows only {allowed}, not {}; the server compares addresses as text and does not support ranges",
            quote(address)
        ),
    }
}

fn uri(ks: &Decoded, request: &Request<'_>) -> String {
    let allowed = quote_bytes(ks.privilege("urirestrict").unwrap_or_default());
    match request.request_uri {
        _ if !can_match_uri(ks) => format!(
            "the value of urirestrict is {allowed}, which matches no request, because a request URI begins with '/'"
        ),
        None => format!(
            "the answer depends on the request URI: urirestrict allows only {allowed}. Pass the path and query of the request as `request_uri`"
        ),
        Some(uri) => format!(
            "urirestrict allows only {allowed}, not {}; the server compares path and query, and only a star at the end is a wildcard",
            quote(uri)
        ),
    }
}

/// Returns the API error that the full check would give after the base check returned OK, as
/// far as the KS itself decides it.
pub(super) fn error_after_base_check(ks: &Decoded) -> Option<(&'static str, String)> {
    let text = ks.privileges_text();
    let uncounted = ks.is_widget() || ks.partner_id() == Some(-1);
    if let Some(limit) = first_value_of(&text, b"actionslimit").filter(|_| !uncounted)
        && !compare::positive(limit)
    {
        return Some((
            "INVALID_ACTIONS_LIMIT",
            format!(
                "actionslimit is {}, but the server requires a number above 0, so every API call fails. It never means `no limit`",
                quote_bytes(limit)
            ),
        ));
    }
    ["setrole", "restrictingrole"].into_iter().find_map(|name| {
        let role = first_value_of(&text, name.as_bytes()).filter(|role| compare::negative(role))?;
        Some((
            "INVALID_SET_ROLE",
            format!("{name} is {}, but the server rejects negative roles", quote_bytes(role)),
        ))
    })
}

/// Returns the value of the first element with this name in a privilege text, up to a second
/// `:` (docs/ks-format.md 5.5).
fn first_value_of<'t>(text: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
    text.split(|&b| b == b',').find_map(|element| {
        let value = element.strip_prefix(name)?;
        match value.split_first() {
            None => Some(value),
            Some((b':', value)) => Some(numeric_part(value)),
            Some(_) => None,
        }
    })
}
