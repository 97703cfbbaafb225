//! Merging repeated names: the values of a list are joined, in the order of their first
//! occurrence.

use alloc::borrow::Cow;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use super::element::v2_spelling;
use super::privilege_info;

/// Returns each name once, with the values of all its elements.
pub(super) fn merge<'t>(
    elements: impl Iterator<Item = (&'t str, &'t str)>,
) -> Vec<(&'t str, Cow<'t, str>)> {
    let mut indexes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for (name, value) in elements {
        let index = *indexes.entry(v2_spelling(name, "").0).or_insert_with(|| {
            groups.push((name, Vec::new()));
            groups.len() - 1
        });
        groups[index].1.push(value);
    }
    groups.into_iter().map(|(name, values)| (name, merge_values(name, &values))).collect()
}

/// Joins the values of one name.
pub(super) fn merge_values<'t>(name: &str, lists: &[&'t str]) -> Cow<'t, str> {
    let separator = privilege_info(name).and_then(|info| info.kind.separator());
    let (Some(separator), [_, _, ..]) = (separator, lists) else {
        // The only one, or repeated with the same value.
        return Cow::Borrowed(lists.first().copied().unwrap_or_default());
    };
    let mut seen = BTreeSet::new();
    let mut values: Vec<&str> = Vec::new();
    let mut star_first = false;
    for list in lists.iter().filter(|list| !list.is_empty()) {
        star_first |= list.split(separator).next() == Some("*");
        values.extend(list.split(separator).filter(|value| seen.insert(*value)));
    }
    // The server treats a star as a wildcard only at the start of a list, where it is in one
    // of the merged lists.
    if star_first && let Some(star) = values.iter().position(|value| *value == "*") {
        values[..=star].rotate_right(1);
    }
    let mut joined = String::new();
    for (i, value) in values.iter().enumerate() {
        if i > 0 {
            joined.push(separator);
        }
        joined.push_str(value);
    }
    Cow::Owned(joined)
}
