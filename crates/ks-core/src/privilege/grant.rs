//! The strict test whether privileges grant what a service requires
//! (docs/ks-format.md 11, rule 19).

use super::element::same_name;
use super::rules::value_kind;
use super::{DecidedBy, Privileges, ValueKind, privilege_info};
use crate::encoding::Version;

/// Returns `true` if the privileges grant `name`, or `name` with this value. Unlike the
/// server, it compares only whole names and whole values.
pub(crate) fn is_granted(
    privileges: &Privileges<'_>,
    version: Version,
    name: &str,
    value: Option<&str>,
) -> bool {
    // A comma means that several privileges were passed as one; a wildcard must not grant
    // such a value.
    if value.is_some_and(|value| value.contains([',', '\0'])) {
        return false;
    }
    let decided_by = privilege_info(name).map(|info| info.decided_by);
    // A wildcard grants only what the server checks with `verifyPrivileges`.
    let by_star =
        matches!(decided_by, None | Some(DecidedBy::VerifyPrivileges | DecidedBy::StarOnly));
    if is_wildcard(privileges, version) {
        return value.map_or(name == "*", |_| by_star);
    }
    // A star beside other privileges is not a wildcard.
    if same_name(name, "*") && value.is_none_or(|value| value == "*") {
        return false;
    }
    let kind = value_kind(name);
    let mut granted = privileges.iter().filter(|(n, _)| *n == name).map(|(_, v)| v);
    let Some(value) = value else {
        return granted.any(|granted| kind != ValueKind::Flag || granted.is_empty());
    };
    granted.filter(|granted| !granted.is_empty()).any(|granted| match kind {
        ValueKind::Flag => false,
        ValueKind::Text | ValueKind::Number => granted == value,
        ValueKind::One if decided_by == Some(DecidedBy::StarOnly) => granted == "*",
        ValueKind::One => granted == value || by_star && granted == "*",
        ValueKind::List => {
            let mut values = granted.split('/').peekable();
            by_star && values.peek() == Some(&"*") || values.any(|granted| granted == value)
        }
        ValueKind::UriList => granted.split('|').any(|granted| granted == value),
    })
}

/// Returns `true` for a star that stands alone. v2 spells it `all:*`.
fn is_wildcard(privileges: &Privileges<'_>, version: Version) -> bool {
    let mut all = privileges.iter();
    match (all.next(), all.next(), version) {
        (Some(("*", _)), None, _) => true,
        (Some(("all", star)), None, Version::V2) => star == "*",
        _ => false,
    }
}
