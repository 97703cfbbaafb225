//! Advice on the type, the lifetime, the user and the version of a session.

use alloc::format;

use super::input::LintInput;
use super::placeholders::placeholder_in;
use super::report::Report;
use crate::encoding::Version;
use crate::error::quote;
use crate::model::Expiry;
use crate::read::Decoded;

pub(super) const DAY: i64 = 86_400;

/// The year 5138. No session is meant to live that long.
const FAR_END: i64 = 100_000_000_000;

/// About 31 years in seconds. No real lifetime is longer, and every Unix time since
/// 2001 is.
const LOOKS_LIKE_TIMESTAMP: i64 = 1_000_000_000;

pub(super) fn lint_session(input: &LintInput<'_>, report: &mut Report) {
    lint_type_and_lifetime(input, report);
    lint_end(input, report);
    lint_user(input, report);
    if input.version == Version::V1 {
        report.add(
            "v1_readable",
            "a v1 KS is not encrypted: anyone who sees it can read the user id and the privileges. Use v2 unless the receiver supports only v1",
        );
    }
}

fn lint_type_and_lifetime(input: &LintInput<'_>, report: &mut Report) {
    if input.admin {
        report.add(
            "admin_session",
            "an ADMIN session has unrestricted access to the account. Never send it to an end user, a browser or an app; use a USER session there",
        );
        if input.lifetime.is_some_and(|seconds| seconds > DAY) {
            report.add(
                "admin_long_lived",
                "this ADMIN session lives longer than a day. The server does not limit the lifetime of a locally made KS, and anyone who obtains it controls the account until it expires. Make ADMIN sessions when you need them, for minutes or hours",
            );
        }
    } else if input.lifetime.is_some_and(|seconds| seconds > 30 * DAY) {
        report.add(
            "long_lived",
            "this session lives longer than 30 days. Before it expires, only session.end can revoke it, directly or through its sessionid group",
        );
    }
}

fn lint_end(input: &LintInput<'_>, report: &mut Report) {
    if input.end.is_some_and(|end| end > FAR_END) {
        report.add(
            "far_end",
            "the session expires after the year 5000. The expiry is counted in seconds; this one was probably given in milliseconds",
        );
    }
    let Some(Expiry::In(seconds)) = input.expiry else { return };
    if seconds > LOOKS_LIKE_TIMESTAMP {
        report.add(
            "expiry_is_a_time",
            "expiry is the number of seconds from now, and this one is more than 31 years. To give the end as a Unix time, use expires_at",
        );
    } else if looks_like_milliseconds(seconds) {
        report.add(
            "expiry_in_milliseconds",
            format!(
                "expiry is the number of seconds from now: {seconds} seconds are {} days. If you meant milliseconds, give {}",
                seconds / DAY,
                seconds / 1000
            ),
        );
    }
}

/// Whether a lifetime makes a rounder number of minutes or hours in milliseconds
/// than in seconds, as 86400000 does.
fn looks_like_milliseconds(lifetime: i64) -> bool {
    const TEN_MINUTES: i64 = 600_000;
    let seconds = lifetime / 1000;
    let is_round = if lifetime % DAY == 0 { seconds % 3600 == 0 } else { seconds % 60 == 0 };
    lifetime >= TEN_MINUTES && lifetime % 1000 == 0 && is_round
}

fn lint_user(input: &LintInput<'_>, report: &mut Report) {
    if input.is_anonymous() && !input.admin {
        if input.has("widget") {
            report.add(
                "widget_session",
                "this is a widget session: the server never counts its actions and never revokes it",
            );
        } else {
            report.add(
                "anonymous_session",
                "this session has no user, so per-user limits and statistics do not apply",
            );
        }
    }
    let Some(user) = input.user.as_deref() else { return };
    if user == "*" {
        report.add(
            "user_star",
            "when the server compares users, it treats the user id `*` as equal to every user id. Give the user's own id",
        );
    }
    if user.trim() != user {
        report.add(
            "blanks_in_user",
            "the user id has leading or trailing whitespace, which the server keeps as part of the id. Remove it",
        );
    }
    if user.len() == 32 && user.bytes().all(|b| b.is_ascii_hexdigit()) {
        report.add(
            "user_looks_like_secret",
            "the user id is 32 hex digits, which looks like an admin secret or an app token. Check the order of the arguments: anyone who can decode the KS can read the user id",
        );
    }
    if let Some(placeholder) = placeholder_in(user) {
        report.add(
            "placeholder",
            format!(
                "the user id contains {}, which looks like a placeholder that was not filled in",
                quote(placeholder)
            ),
        );
    }
}

/// Advice that only an existing KS needs.
pub(super) fn lint_decoded(ks: &Decoded, now: i64, report: &mut Report) {
    if ks.expires_at().is_none_or(|end| end <= now) {
        report.add(
            "expired",
            "the session has expired, and every call with it is rejected. `renew` makes a new KS with the same content",
        );
    }
    if ks.version() == Version::V1 && ks.v1_part_count() < 9 {
        report.add(
            "v1_open_end",
            "this v1 KS has fewer than the 9 parts that the server writes, so text can be appended to it. Generate it as v2, or with all 9 parts",
        );
    }
}
