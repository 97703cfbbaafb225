//! Advice on `iprestrict`, `urirestrict`, `actionslimit` and the role privileges:
//! what makes the server reject requests.

use alloc::format;
use core::net::IpAddr;

use super::input::LintInput;
use super::report::Report;
use crate::encoding::Version;
use crate::encoding::php::compare;
use crate::error::quote;
use crate::privilege::restriction::{has_invalid_address, has_star_inside, numeric_part};

pub(super) fn lint_restriction(
    input: &LintInput<'_>,
    name: &str,
    value: &str,
    report: &mut Report,
) {
    match name {
        "iprestrict" => lint_addresses(value, report),
        "urirestrict" => lint_uris(value, report),
        _ => lint_actions_limit(input, value, report),
    }
}

fn lint_addresses(value: &str, report: &mut Report) {
    let mut addresses = value.split('/');
    if addresses.all(|address| address.parse::<IpAddr>().is_err()) {
        report.add(
            "iprestrict_never_matches",
            "iprestrict contains no IP address, so the server rejects every request. Write the addresses, joined with '/'",
        );
    } else if has_invalid_address(value) {
        report.add(
            "iprestrict_range",
            "iprestrict compares whole addresses as text: it supports neither ranges nor wildcards, and '/' separates addresses. List every address",
        );
    }
}

/// The number of URIs that are checked. Nobody writes more by hand.
const MOST_URIS: usize = 20;

fn lint_uris(value: &str, report: &mut Report) {
    for uri in value.split('|').take(MOST_URIS) {
        if has_star_inside(uri) {
            report.add(
                "urirestrict_star_inside",
                "a `*` inside a request URI of urirestrict is an ordinary character. Only a `*` at the end of a URI is a wildcard",
            );
        } else if !uri.starts_with(['/', '*']) {
            report.add(
                "urirestrict_no_path",
                "urirestrict is compared with the path and query of a request, which begin with '/'. This URI never matches",
            );
        } else if !uri.ends_with('*') && !uri.contains('?') {
            report.add(
                "urirestrict_exact",
                format!(
                    "{} accepts only this exact request URI, without any parameters. To accept longer URIs too, add a `*` at its end",
                    quote(&format!("urirestrict:{uri}"))
                ),
            );
        }
    }
}

fn lint_actions_limit(input: &LintInput<'_>, value: &str, report: &mut Report) {
    if input.is_anonymous() && input.has("widget") {
        report.add(
            "widget_not_counted",
            "the server never counts the actions of a widget session, so actionslimit has no effect",
        );
        return;
    }
    let limit = numeric_part(value.as_bytes());
    if compare::positive(limit) {
        report.add(
            "playback_ignores_actionslimit",
            "actionslimit counts API calls. Playback and download pages ignore it",
        );
    } else if input.is_for_application() {
        report.add(
            "actionslimit_blocks_api",
            "this actionslimit makes every API call with the KS fail (INVALID_ACTIONS_LIMIT). Kaltura's applications (KAF) use it deliberately: the KS only logs the user in. A negative number never means `no limit`",
        );
    } else if limit == b"0" {
        report.add(
            "actionslimit_zero",
            "actionslimit:0 makes every API call fail (INVALID_ACTIONS_LIMIT); it does not mean `unlimited`. To set no limit, remove it",
        );
    } else {
        report.add(
            "actionslimit_invalid",
            "actionslimit must be a whole number above 0. This one makes every API call fail (INVALID_ACTIONS_LIMIT); it does not mean `unlimited`. To set no limit, remove it",
        );
    }
}

pub(super) fn lint_role(name: &str, value: &str, report: &mut Report) {
    if compare::negative(numeric_part(value.as_bytes())) {
        report.add(
            if name == "setrole" { "setrole_negative" } else { "restrictingrole_negative" },
            format!("a negative {name} makes every call fail (INVALID_SET_ROLE). Write the role's id or system name"),
        );
    }
}

/// v1 joins the values of a repeated `urirestrict` with `/`, so that none of the
/// URIs matches (docs/ks-format.md 5.2).
pub(super) fn lint_repeats(input: &LintInput<'_>, report: &mut Report) {
    let count = input.privileges.iter().filter(|(name, _)| *name == "urirestrict").count();
    if input.version == Version::V1 && count > 1 {
        report.add(
            "urirestrict_repeated",
            "the v1 KS repeats urirestrict. The server joins the URIs with '/', so that no request matches. Give urirestrict once, with the URIs joined with '|'",
        );
    }
}
