//! `iprestrict` and `urirestrict`: which values can work, and what they match
//! (docs/ks-format.md 5.2; 11, rule 13).

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::IpAddr;

use super::element::elements;
use super::info::ValueKind;
use super::table::privilege_info;
use crate::encoding::hex;
use crate::error::{Error, Result, quote};

/// Checks the value of a restriction. Returns `true` if its addresses must be normalized.
pub(super) fn validate_value(name: &str, value: &str) -> Result<bool> {
    match name.as_bytes().first() {
        Some(b'i') if name == "iprestrict" && !value.is_empty() => {
            let mut normalize = false;
            for address in value.split('/') {
                let Ok(parsed) = address.parse::<IpAddr>() else {
                    return Err(Error::privilege(
                        name,
                        format!(
                            "{} is not an IP address; list every address (iprestrict:203.0.113.7/2001:db8::1), because the server supports neither ranges nor wildcards",
                            quote(address)
                        ),
                    ));
                };
                normalize |= parsed.to_string() != address;
            }
            Ok(normalize)
        }
        Some(b'u') if name == "urirestrict" => {
            match value.split('|').find(|uri| has_star_inside(uri)) {
                Some(uri) => Err(Error::privilege(
                    name,
                    format!(
                        "{} contains a star before its end, which the server compares literally; a star is a wildcard only at the end (urirestrict:/api_v3/*)",
                        quote(uri)
                    ),
                )),
                None => Ok(false),
            }
        }
        _ if !value.is_empty() && value.bytes().all(|b| b == b'/') && takes_slash_list(name) => {
            Err(Error::privilege(name, "the value is a list of empty values; write a value"))
        }
        _ => Ok(false),
    }
}

fn takes_slash_list(name: &str) -> bool {
    privilege_info(name).is_some_and(|info| info.kind == ValueKind::List)
}

/// Returns `true` if a list of `iprestrict` contains a value that is not an address.
pub(crate) fn has_invalid_address(value: &str) -> bool {
    value.split('/').any(|address| address.parse::<IpAddr>().is_err())
}

/// Returns `true` if a URI of `urirestrict` has a star that is not at its end.
pub(crate) fn has_star_inside(uri: &str) -> bool {
    uri.strip_suffix('*').unwrap_or(uri).contains('*')
}

/// Returns a privilege text with the addresses of `iprestrict` spelled like the server's
/// socket spells them.
pub(super) fn normalize_addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for element in elements(text) {
        if !out.is_empty() {
            out.push(',');
        }
        match (element.name, element.value) {
            ("iprestrict", value) if !value.is_empty() => {
                out.push_str("iprestrict");
                for (i, address) in value.split('/').enumerate() {
                    out.push(if i == 0 { ':' } else { '/' });
                    match address.parse::<IpAddr>() {
                        Ok(parsed) => out.push_str(&parsed.to_string()),
                        Err(_) => out.push_str(address),
                    }
                }
            }
            _ => out.push_str(element.text),
        }
    }
    out
}

/// Returns the part of a role or a limit that the server reads: the text up to a second `:`
/// (docs/ks-format.md 5.5).
pub(crate) fn numeric_part(value: &[u8]) -> &[u8] {
    value.split(|&b| b == b':').next().unwrap_or_default()
}

/// Parses a client's address as servers report it: an IPv6 address may have brackets around
/// it and a zone after it, which are ignored. An IPv4 address that a dual-stack socket spells
/// as IPv6 becomes IPv4 again.
pub(crate) fn parse_address(address: &str) -> Result<IpAddr> {
    let invalid = || Error::InvalidRemoteAddr(quote(address));
    let bracketed = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let (bare, zone) = match bracketed.unwrap_or(address).split_once('%') {
        Some((bare, zone)) => (bare, Some(zone)),
        None => (bracketed.unwrap_or(address), None),
    };
    let parsed: IpAddr = bare.parse().map_err(|_| invalid())?;
    if parsed.is_ipv4() && (bracketed.is_some() || zone.is_some()) || zone == Some("") {
        return Err(invalid());
    }
    Ok(parsed.to_canonical())
}

/// Returns `true` if one of the alternatives, separated by `|`, equals the URI, or ends in
/// `*` after a prefix of it.
pub(crate) fn uri_matches(allowed: &[u8], uri: &[u8]) -> bool {
    allowed.split(|&b| b == b'|').any(|alternative| {
        alternative == uri
            || alternative.strip_suffix(b"*").is_some_and(|prefix| uri.starts_with(prefix))
    })
}

/// Returns `true` if the path of a URI has a `.` or `..` segment, as it is or escaped up to
/// twice. A server resolves such a path to another one, which the restriction does not cover.
pub(crate) fn has_dot_segment(uri: &str) -> bool {
    let path = uri.split(['?', '#']).next().unwrap_or_default();
    let mut path = path.as_bytes().to_vec();
    for _ in 0..3 {
        // Some servers remove `;` and the text after it before they resolve the path.
        let is_dot = |segment: &[u8]| {
            let name = segment.split(|&b| b == b';').next().unwrap_or_default();
            matches!(name, b"." | b"..")
        };
        if path.split(|b| matches!(b, b'/' | b'\\')).any(is_dot) {
            return true;
        }
        path = percent_decoded(&path);
    }
    false
}

/// Decodes `%HH` to its byte. A `%` without two digits stays.
fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).filter(|_| *first == b'%').and_then(hex::decode::<1>);
        decoded.push(digits.map_or(*first, |[byte]| byte));
        rest = if digits.is_some() { &after[2..] } else { after };
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::{has_dot_segment, parse_address};

    #[test]
    fn brackets_and_zones_are_ignored() {
        for (given, address) in [
            ("203.0.113.7", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("[::ffff:203.0.113.7]", "203.0.113.7"),
            ("[::1]", "::1"),
            ("fe80::1%eth0", "fe80::1"),
            ("[FE80::1%25]", "fe80::1"),
        ] {
            assert_eq!(parse_address(given), Ok(address.parse().unwrap()), "{given}");
        }
        for odd in [
            "",
            "[]",
            "%",
            "::1%",
            "[::1",
            "::1]",
            "[203.0.113.7]",
            "203.0.113.7%eth0",
            "localhost",
        ] {
            assert!(parse_address(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn dot_segments_are_found_however_they_are_escaped() {
        for uri in [
            "/pub/../admin",
            "/pub/..",
            "/./a",
            "..",
            "/a/%2e%2E/b",
            "/a/.%2e/b",
            "/a%2f..%2fb",
            "/a/%252e%252e/b",
            "/a\\..\\b",
            "/a/%5c../%5C..",
            "/a/..;x=1/b",
            "/a/..%3bx/b",
            "/a/../b?x",
        ] {
            assert!(has_dot_segment(uri), "{uri}");
        }
        for uri in [
            "",
            "/",
            "/a/b.c/...",
            "/a..b/.c/d.",
            "/a?x=/../b",
            "/a#/../b",
            "/a/%2/..%",
            "/a/100%25/b",
            "/.;",
        ] {
            assert_eq!(has_dot_segment(uri), uri == "/.;", "{uri}");
        }
    }
}
