//! Privilege texts in other notations: what was written, and what to write instead.

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use super::info::ValueKind;
use super::table::{TABLE, privilege_info};
use crate::error::quote;

/// Nobody writes longer values by hand, so a search in more would only cost time.
const LONGEST: usize = 4096;

/// Returns the two known names that a name consists of: `*` or a flag, and another
/// privilege, joined without a comma.
pub(crate) fn joined_names(name: &str) -> Option<(&str, &str)> {
    let is_known = |name: &str| privilege_info(name).is_some();
    if let Some(rest) = name.strip_prefix('*') {
        return is_known(rest).then_some(("*", rest));
    }
    TABLE
        .iter()
        .filter(|info| info.kind == ValueKind::Flag)
        .filter_map(|info| Some((info.name, name.strip_prefix(info.name)?)))
        .find(|(_, rest)| is_known(rest))
        .map(|(first, _)| name.split_at(first.len()))
}

/// Returns where another privilege begins inside a value, because the comma before
/// it is missing: `0_abcdisableentitlementforentry:0_abc`.
pub(crate) fn lost_comma_in(value: &str) -> Option<usize> {
    // Shorter names occur in other words.
    const SHORTEST: usize = 4;
    if value.len() > LONGEST {
        return None;
    }
    let begins = |at: usize| at > 0 && !value[..at].ends_with([':', '/', '=', '_', '-', '?', '%']);
    let with_value = value.match_indices(':').filter_map(|(colon, _)| {
        let longest = TABLE
            .iter()
            .filter(|info| info.name.len() >= SHORTEST && value[..colon].ends_with(info.name))
            .max_by_key(|info| info.name.len())?;
        Some(colon - longest.name.len()).filter(|&at| begins(at))
    });
    let flag = TABLE
        .iter()
        .filter(|info| info.kind == ValueKind::Flag && info.name.len() >= SHORTEST)
        .filter(|info| value.ends_with(info.name))
        .max_by_key(|info| info.name.len())
        .map(|info| value.len() - info.name.len())
        .filter(|&at| begins(at));
    with_value.chain(flag).min()
}

/// Returns a text without the quotes, brackets and backslashes that other notations
/// put around or before it; `None` if it has none.
pub(crate) fn unquoted(text: &str) -> Option<&str> {
    let around = |c: char| matches!(c, '\'' | '"' | '`' | '[' | ']' | '(' | ')' | '\\' | ' ');
    let bare = text.trim_matches(around);
    let is_around = |part: &str| part.contains(|c: char| around(c) && c != ' ');
    let (before, behind) = text.split_at(text.len() - text.trim_start_matches(around).len());
    let is_quoted =
        is_around(before) || is_around(&behind[behind.trim_end_matches(around).len()..]);
    (is_quoted && !bare.is_empty()).then_some(bare)
}

/// Explains why a name is not one, and what to write instead.
#[cold]
pub(crate) fn name_problem(element: &str, name: &str) -> Cow<'static, str> {
    match name.as_bytes() {
        b"0" => {
            "a v2 KS cannot contain the element 0, because the server drops it. Remove it".into()
        }
        b"*" => "`*` takes no value. Write name:* for every object, or `*` alone".into(),
        [] => "the name is empty. Write name or name:value".into(),
        [b'_', ..] => {
            "a name cannot begin with '_', which is reserved for the KS's own fields".into()
        }
        _ => other_notation(element, name).unwrap_or(
            "a name can contain only letters, digits, '-' and '_', and must begin with a letter or a digit. In a v2 KS, the server would rename, cut or drop it".into(),
        ),
    }
}

fn other_notation(element: &str, name: &str) -> Option<Cow<'static, str>> {
    if element.len() > LONGEST {
        return None;
    }
    if let Some((first, second)) = joined_names(name) {
        let (_, value) = element.split_at(first.len());
        debug_assert!(value.starts_with(second));
        return Some(
            format!(
                "a comma is missing after {}. Write {}",
                quote(first),
                quote(&format!("{first},{value}"))
            )
            .into(),
        );
    }
    if name.starts_with('/') {
        return Some(
            "looks like a request URI. A comma ends a privilege; join the URIs of urirestrict with '|' (urirestrict:/a/*|/b/*)".into(),
        );
    }
    if element.starts_with("{\"") || element.starts_with("[{") {
        return Some(
            "looks like JSON. A privilege text is written as name:value, with commas between"
                .into(),
        );
    }
    if unquoted(element).is_some() {
        let parts = element.split([';', '&']).map(|part| unquoted(part).unwrap_or(part).trim());
        let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
        return Some(
            format!(
                "has quotes, brackets or backslashes around it. Write {}, with commas between privileges",
                quote(&parts.join(","))
            )
            .into(),
        );
    }
    if name.contains("%3A") || name.contains("%3a") || name.contains("%2C") || name.contains("%2c")
    {
        let plain = element.replace("%3A", ":").replace("%3a", ":");
        let plain = plain.replace("%2C", ",").replace("%2c", ",");
        return Some(
            format!(
                "is percent-encoded for a URL. Write {}; the library encodes the KS itself",
                quote(&plain)
            )
            .into(),
        );
    }
    if let Some((left, right)) = element.split_once('=')
        && privilege_info(left).is_some()
    {
        return Some(
            format!("uses '=' between name and value. Write {}", quote(&format!("{left}:{right}")))
                .into(),
        );
    }
    if name.contains(['{', '}', '$', '<', '>']) {
        return Some(
            "looks like a placeholder that was not filled in. Write a name or name:value".into(),
        );
    }
    if let Some(at) = name.find([';', '&', '|', '\n', ' '])
        && privilege_info(&name[..at]).is_some()
    {
        let separator = &name[at..=at];
        return Some(
            format!("privileges are joined with ',', not with {}", quote(separator)).into(),
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_comma_is_found() {
        for (value, second) in [
            (
                "0_abcd1234disableentitlementforentry:0_abcd1234",
                "disableentitlementforentry:0_abcd1234",
            ),
            ("example.comsessionkey:viewer1", "sessionkey:viewer1"),
            ("0_adisableentitlement", "disableentitlement"),
            ("A&sview:*", "sview:*"),
            ("0_a;list:*", "list:*"),
        ] {
            assert_eq!(lost_comma_in(value).map(|at| &value[at..]), Some(second), "{value}");
        }
        for value in ["0_abc", "edit:*", "x:list:y", "2001:db8::1", "a/list:b", "list", "all"] {
            assert_eq!(lost_comma_in(value), None, "{value}");
        }
        let long = |len: usize| "x".repeat(len - 7) + ";list:*";
        assert_eq!(lost_comma_in(&long(LONGEST)), Some(LONGEST - 6));
        assert_eq!(lost_comma_in(&long(LONGEST + 1)), None);
        assert_eq!(joined_names("*privacycontext"), Some(("*", "privacycontext")));
        assert_eq!(joined_names("disableentitlementlist"), Some(("disableentitlement", "list")));
        assert_eq!(joined_names("disableentitlementforentry"), None);
    }

    #[test]
    fn quotes_and_brackets_are_taken_off() {
        for (text, bare) in
            [("'*'", "*"), ("[sview:0_a]", "sview:0_a"), ("\\*", "*"), ("\"a\"", "a")]
        {
            assert_eq!(unquoted(text), Some(bare));
        }
        for text in ["*", "a b", " a", "it's", "a[b]c"] {
            assert_eq!(unquoted(text), None, "{text}");
        }
    }

    #[test]
    fn each_notation_has_its_own_sentence() {
        for (element, part) in [
            ("setrole=X", "Write \"setrole:X\""),
            ("'*'", "Write \"*\""),
            ("[sview:0_a];[sviewplaylist:0_b]", "Write \"sview:0_a,sviewplaylist:0_b\""),
            ("sview%3A1_abc", "Write \"sview:1_abc\""),
            ("*privacycontext:MediaSpace", "Write \"*,privacycontext:MediaSpace\""),
            ("/api_v3/service/caption_captionasset/*", "'|'"),
            ("{\"sview\":\"0_a\"}", "JSON"),
            ("{entry}", "placeholder"),
            ("disableentitlement;list:*", "\";\""),
            ("disableentitlement list:*", "\" \""),
            ("_e:1", "reserved"),
            ("0", "the element 0"),
            ("0:", "the element 0"),
            ("*:x", "takes no value"),
            (":x", "is empty"),
            ("[{\"objectType\":\"x\"}]", "JSON"),
            ("sview%2C1_abc", "Write \"sview,1_abc\""),
            ("sview%3a1_abc", "Write \"sview:1_abc\""),
            ("sview%2c1_abc", "Write \"sview,1_abc\""),
            ("sview%3a1_abc%2clist", "Write \"sview:1_abc,list\""),
            ("unknown=X", "letters"),
            ("unknown;list", "letters"),
            ("<id>", "placeholder"),
            ("é", "letters"),
            // Nobody writes such a text by hand.
            (&*alloc::format!("'{}'", "x".repeat(LONGEST)), "letters"),
            (&*alloc::format!("'{}'", "x".repeat(LONGEST - 2)), "quotes"),
        ] {
            let name = element.split(':').next().unwrap();
            assert!(
                name_problem(element, name).contains(part),
                "{element}: {}",
                name_problem(element, name)
            );
        }
    }
}
