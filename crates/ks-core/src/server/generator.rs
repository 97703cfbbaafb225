//! What the server does with the arguments of session.start before it generates a KS.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

/// Returns the expiry that the server's own generator gives a session: `now` plus `lifetime`,
/// rounded up to the next 5 minutes if the privileges contain the text `downloadasset`, so that
/// equal requests share a KS (docs/ks-format.md 4.2).
///
/// Returns `None` if the result does not fit 64 bits, or if the server, which rounds in
/// floating point, would write it in exponent form (from 10^14 on).
#[must_use]
pub fn rounded_expiry(lifetime: i64, privileges: &str, now: i64) -> Option<i64> {
    let end = now.checked_add(lifetime)?;
    if !privileges.contains("downloadasset") {
        return Some(end);
    }
    let rounded = match end.rem_euclid(300) {
        0 => end,
        past => end.checked_add(300 - past)?,
    };
    (rounded < 100_000_000_000_000).then_some(rounded)
}

/// Parses a privilege text by the rules of v1 and of app tokens (docs/ks-format.md 2.5).
/// Returns the names with their values in order, repeated names merged, and the text rebuilt
/// from them. Nothing is trimmed or checked.
#[must_use]
pub fn parse_v1_privileges(text: &str) -> (Vec<(&str, Vec<&str>)>, String) {
    let mut parsed: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut indexes: BTreeMap<&str, usize> = BTreeMap::new();
    for element in text.split(',') {
        let (name, value) = element.split_once(':').unwrap_or((element, ""));
        let index = *indexes.entry(name).or_insert_with(|| {
            parsed.push((name, Vec::new()));
            parsed.len() - 1
        });
        parsed[index].1.extend(value.split('/').filter(|_| !value.is_empty()));
    }
    let mut rebuilt = String::new();
    for (i, (name, values)) in parsed.iter().enumerate() {
        rebuilt.push_str(if i == 0 { "" } else { "," });
        rebuilt.push_str(name);
        rebuilt.push_str(if values.is_empty() { "" } else { ":" });
        rebuilt.push_str(&values.join("/"));
    }
    (parsed, rebuilt)
}
