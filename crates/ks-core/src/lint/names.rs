//! Advice on names that the server does not know or does not read.

use alloc::borrow::Cow;
use alloc::format;

use super::notation;
use super::report::Report;
use crate::error::quote;
use crate::privilege::{PrivilegeInfo, suggest_name};

/// The number of unknown names that get their own advice. The rest are only counted.
const MOST_UNKNOWN: usize = 20;

pub(super) fn lint_unread(info: &PrivilegeInfo, report: &mut Report) {
    if !info.read_by_server && info.read_by_application.is_none() {
        report.add(
            "unread_privilege",
            format!(
                "{}: the server keeps this privilege but does not read it ({})",
                info.name, info.meaning
            ),
        );
    }
}

pub(super) fn lint_unknown(
    name: &str,
    value: &str,
    before: Option<&(&str, Cow<'_, str>)>,
    report: &mut Report,
) {
    report.unknown_names += 1;
    if report.unknown_names > MOST_UNKNOWN {
        return;
    }
    if let Some(parts) = notation::joined_names(name) {
        report.add("lost_comma", notation::lost_comma(parts));
        return;
    }
    if let Some(known) = suggest_name(name) {
        report.add(
            "unknown_privilege",
            format!(
                "unknown privilege {}: the server will ignore it. Did you mean {known}?",
                quote(name)
            ),
        );
        return;
    }
    if value.is_empty()
        && let Some((before, _)) = before
            .filter(|(_, value)| !value.is_empty())
            .filter(|(before, _)| notation::continues_value(before, name))
    {
        report.add("comma_in_value", notation::comma_in_value(before, name));
        return;
    }
    report.add(
        "unknown_privilege",
        format!("unknown privilege {}: the server will keep and ignore it", quote(name)),
    );
}

pub(super) fn summarize_unknown(report: &mut Report) {
    if let Some(more) = report.unknown_names.checked_sub(MOST_UNKNOWN).filter(|&more| more > 0) {
        report.add(
            "unknown_privilege",
            format!("{more} more unknown privileges: the server will keep and ignore them"),
        );
    }
}
