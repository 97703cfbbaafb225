//! Advice on the value of one privilege that the table knows.

use alloc::format;

use super::input::LintInput;
use super::placeholders::placeholder_in;
use super::report::Report;
use super::{notation, restrictions};
use crate::error::quote;
use crate::privilege::{DecidedBy, PrivilegeInfo, ValueKind};

pub(super) fn lint_value(
    input: &LintInput<'_>,
    info: &PrivilegeInfo,
    value: &str,
    report: &mut Report,
) {
    if value.is_empty() {
        lint_missing(info, report);
        return;
    }
    let name = info.name;
    if let Some(placeholder) = placeholder_in(value) {
        report.add(
            "placeholder",
            format!(
                "the value of {name} contains {}, which looks like a placeholder that was not filled in",
                quote(placeholder)
            ),
        );
        return;
    }
    if value.trim() != value {
        report.add(
            "blanks_in_value",
            format!(
                "the value of {name} has leading or trailing whitespace, which the server keeps as part of the value. Remove it"
            ),
        );
    }
    if notation::lint_separators(info, value, report) {
        return;
    }
    lint_shape(input, info, value, report);
    lint_star(info, value, report);
    match name {
        "actionslimit" | "iprestrict" | "urirestrict" => {
            restrictions::lint_restriction(input, name, value, report);
        }
        "setrole" | "restrictingrole" => restrictions::lint_role(name, value, report),
        _ => lint_meaning(input, name, value, report),
    }
}

fn lint_missing(info: &PrivilegeInfo, report: &mut Report) {
    let name = info.name;
    if info.kind == ValueKind::Flag || info.read_by_application.is_some() {
        return;
    }
    let effect = match name {
        "iprestrict" | "urirestrict" | "actionslimit" => "makes the server reject every request",
        _ => "has no effect",
    };
    report.add(
        "missing_value",
        format!("{name} without a value {effect}. Write {name}: followed by {}", info.value),
    );
}

/// Checks that the value has the form that the privilege takes.
fn lint_shape(input: &LintInput<'_>, info: &PrivilegeInfo, value: &str, report: &mut Report) {
    let name = info.name;
    if info.decided_by == DecidedBy::WholeElement {
        report.add(
            "flag_with_value",
            format!("{name} is a flag and is not set if it has a value. Write {name} alone"),
        );
    }
    if matches!(info.kind, ValueKind::One | ValueKind::Number) && value.contains('/') {
        report.add(
            "one_value_only",
            format!(
                "{name} takes one value: the server reads only the text before the first '/', or rejects the whole value. Give one value"
            ),
        );
    }
    // Other texts and user ids may contain anything.
    let is_id = matches!(info.kind, ValueKind::List | ValueKind::One)
        && !info.value.starts_with("any")
        && !info.value.starts_with("user")
        && name != "iprestrict";
    if is_id && let Some(odd) = value.chars().find(|c| matches!(c, ';' | '|' | '&' | ' ' | '%')) {
        report.add(
            "odd_separator",
            format!(
                "the value of {name} contains {odd:?}, which is not a separator there. Join privileges with ',' and the values of a list with '/'"
            ),
        );
    }
    if name == "sessionid" && input.has("widget") && input.is_anonymous() {
        report.add(
            "widget_not_revoked",
            "the server never revokes a widget session, so its sessionid has no effect",
        );
    }
}

/// Checks for stars that are not wildcards, and for values other than the only one that
/// has an effect, `*`.
fn lint_star(info: &PrivilegeInfo, value: &str, report: &mut Report) {
    let name = info.name;
    if info.decided_by == DecidedBy::StarOnly && value != "*" {
        report.add(
            "only_star_counts",
            format!(
                "{} has no effect: the server checks only for {name}:*",
                quote(&format!("{name}:{value}"))
            ),
        );
        return;
    }
    let mut values = value.split('/');
    match (info.decided_by, info.kind) {
        (DecidedBy::Name, ValueKind::UriList) => {}
        (DecidedBy::Name, _) if values.any(|value| value == "*") => report.add(
            "star_without_effect",
            format!(
                "the `*` in {name} is not a wildcard: the server uses it as a literal value. Give the value that you mean ({})",
                info.value
            ),
        ),
        (DecidedBy::VerifyPrivileges, ValueKind::List)
            if values.skip(1).any(|value| value == "*") =>
        {
            report.add(
                "star_not_first",
                format!("in the list of {name}, a `*` after the first value is not a wildcard. Write {name}:* alone"),
            );
        }
        _ => {}
    }
}

/// Checks for effects of a privilege that the caller may not expect.
fn lint_meaning(input: &LintInput<'_>, name: &str, value: &str, report: &mut Report) {
    match name {
        "restrictexplicitliveview" if value == "*" => report.add(
            "restrictexplicitliveview",
            "restrictexplicitliveview:* removes the preview of explicit-live streams from this session",
        ),
        "sessionid" => report.add(
            "playback_ignores_revocation",
            "ending the sessionid group stops API calls. Playback and download pages do not check whether a session was ended",
        ),
        "widget" if value != "1" => report.add(
            "widget_value",
            if value.starts_with('1') {
                "the server searches the privileges for the text widget:1, so this is a widget session: the server never counts its actions and never revokes it. Write widget:1, or remove it".into()
            } else {
                format!(
                    "{} does not make a widget session: the server searches for widget:1. The widget id is an argument of session.startWidgetSession, not a privilege",
                    quote(&format!("widget:{value}"))
                )
            },
        ),
        "edit" if input.admin => report.add(
            "admin_needs_no_edit",
            "an ADMIN session may edit everything, so edit has no effect. Remove it",
        ),
        "edit" if value.starts_with('*') => report.add(
            "edit_everything",
            "edit:* lets a USER session edit every entry of the account, including those of other users. List the entries instead",
        ),
        _ => {}
    }
}
