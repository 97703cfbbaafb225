//! Advice on lost commas, commas inside values and separators of other notations.

use alloc::format;
use alloc::string::String;

use super::report::Report;
use crate::error::quote;
pub(super) use crate::privilege::joined_names;
use crate::privilege::rules::value_kind;
use crate::privilege::{PrivilegeInfo, ValueKind, lost_comma_in, unquoted};

pub(super) fn lost_comma((first, second): (&str, &str)) -> String {
    format!(
        "{} and {} are joined without a comma. Write {first},{second}",
        quote(first),
        quote(second)
    )
}

/// Whether a name without a value may belong to the value of the privilege before
/// it: it looks like an id, or the privilege takes text.
pub(super) fn continues_value(before: &str, name: &str) -> bool {
    let is_entry_id = name.len() > 2
        && name.as_bytes()[0].is_ascii_digit()
        && name.as_bytes()[1] == b'_'
        && name[2..].bytes().all(|b| b.is_ascii_alphanumeric());
    let takes_text = matches!(value_kind(before), ValueKind::Text | ValueKind::One);
    is_entry_id || takes_text || before == "edituser"
}

pub(super) fn comma_in_value(before: &str, name: &str) -> String {
    let instead = match value_kind(before).separator() {
        Some(separator) => {
            format!("If it is another value of {before}, join the values with '{separator}'")
        }
        None => format!("If it is part of {before}: a value cannot contain a comma"),
    };
    format!(
        "a comma ends a privilege, so {} is a privilege of its own, which the server will ignore. {instead}",
        quote(name)
    )
}

/// Reports separators in a value that belong to another notation. Returns whether
/// it found one.
pub(super) fn lint_separators(info: &PrivilegeInfo, value: &str, report: &mut Report) -> bool {
    let name = info.name;
    if let Some(at) = lost_comma_in(value) {
        let (first, second) = value.split_at(at);
        let joint = first.trim_end_matches(['&', ';', '|', ' ', '+']);
        if joint.len() == first.len() {
            report.add(
                "lost_comma",
                format!(
                    "the value of {name} contains {}, which is a privilege of its own: a comma is missing before it. Write {}",
                    quote(second),
                    quote(&format!("{name}:{first},{second}"))
                ),
            );
        } else {
            report.add(
                "other_notation",
                format!(
                    "the value of {name} contains {}, which is a privilege of its own. Privileges are joined with ',', not with {}",
                    quote(second),
                    quote(&first[joint.len()..])
                ),
            );
        }
        return true;
    }
    if let Some(bare) = unquoted(value) {
        report.add(
            "other_notation",
            format!(
                "the value of {name} is {}, and the server keeps the quotes, brackets and backslashes as part of it. Write {}",
                quote(value),
                quote(&format!("{name}:{bare}"))
            ),
        );
        return true;
    }
    false
}
