//! Kaltura's error answers: what a code means for the KS, and what to check.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::answer_codes::{ANSWERS, INVALID_KS};
use crate::read::Decoded;

/// One of Kaltura's error answers, found in a text and explained.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AnswerExplanation {
    /// The code in the answer.
    pub code: String,
    /// The inner status of `INVALID_KS`.
    pub status: Option<&'static str>,
    /// The server's message, if the answer has one.
    pub message: Option<String>,
    /// What the code means for the KS.
    pub meaning: &'static str,
    /// What to check or change.
    pub check: &'static str,
}

impl AnswerExplanation {
    /// The code as a static text, if it is a known one.
    pub(super) fn known_code(&self) -> Option<&'static str> {
        ANSWERS.iter().map(|answer| answer.code).find(|code| *code == self.code)
    }
}

/// A longer text is a log or a page, not an answer.
const LONGEST: usize = 64 * 1024;

/// Explains the first of Kaltura's error answers in a text: JSON, XML, or the code
/// alone. Returns `None` if there is none.
///
/// ```
/// use ks_core::server::explain_answer;
///
/// let answer = r#"{"code":"MISSING_KS","message":"Missing KS","objectType":"KalturaAPIException"}"#;
/// let explained = explain_answer(answer).unwrap();
/// assert_eq!(explained.code, "MISSING_KS");
/// assert!(explained.check.contains("ks"));
/// ```
#[must_use]
pub fn explain_answer(text: &str) -> Option<AnswerExplanation> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    let code = json_field(text, "code")
        .filter(|_| text.contains("message") || text.contains("objectType"))
        .or_else(|| xml_field(text, "code").filter(|_| text.contains("<error")))
        .or_else(|| ANSWERS.iter().map(|answer| answer.code).find(|code| *code == text))?;
    if !is_code(code) {
        return None;
    }
    let message = json_field(text, "message").or_else(|| xml_field(text, "message"));
    let status = (code == INVALID_KS).then(|| inner_status(text));
    let known = ANSWERS
        .iter()
        .find(|answer| answer.code == code && answer.status == status)
        .or_else(|| ANSWERS.iter().find(|answer| answer.code == code));
    Some(AnswerExplanation {
        code: code.to_owned(),
        status,
        message: message.map(|message| crate::error::redact_secrets(&unescaped(message))),
        meaning: known.map_or("this error says nothing about the KS itself", |a| a.meaning),
        check: known.map_or(
            "Read the message: the KS was accepted as far as this call checked it, or the call failed before it was read",
            |a| a.check,
        ),
    })
}

/// Adds what the KS beside an answer says about it.
pub(super) fn of_ks(answer: &AnswerExplanation, ks: &Decoded) -> Option<&'static str> {
    match answer.code.as_str() {
        "SERVICE_FORBIDDEN" if ks.is_admin() => Some(
            "This KS is an ADMIN session, so its type is not the reason: the account lacks the feature, or setrole or restrictingrole removes the permission",
        ),
        "SERVICE_FORBIDDEN" if ks.privilege("setrole").is_none() => Some(
            "This KS is a USER session without setrole: it has only the permissions of its user",
        ),
        "SERVICE_FORBIDDEN" => {
            Some("This KS is a USER session with setrole: it has only the permissions of that role")
        }
        "CATEGORY_NOT_FOUND" | "ENTRY_ID_NOT_FOUND" if ks.grants("disableentitlement", None) => {
            Some(
                "This KS carries disableentitlement, so entitlement is not the reason: check the id and the partner",
            )
        }
        "CATEGORY_NOT_FOUND" | "ENTRY_ID_NOT_FOUND" => Some(
            "This KS does not carry disableentitlement, so an account that enforces entitlement hides what its user is not entitled to",
        ),
        _ => None,
    }
}

/// The status name in an `INVALID_KS` answer. The number and the name at the end of
/// the message are always those of `INVALID_STR` (docs/ks-format.md 6).
fn inner_status(text: &str) -> &'static str {
    const NAMES: &[&str] = &[
        "EXCEEDED_RESTRICTED_IP",
        "EXCEEDED_RESTRICTED_URI",
        "EXCEEDED_ACTIONS_LIMIT",
        "INVALID_TYPE",
        "INVALID_USER",
        "INVALID_PARTNER",
        "LOGOUT",
        "EXPIRED",
    ];
    NAMES.iter().copied().find(|name| text.contains(name)).unwrap_or("INVALID_STR")
}

/// The text of a JSON member with this name, still escaped.
fn json_field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.match_indices(name).find_map(|(at, _)| {
        let before = text[..at].strip_suffix('"')?;
        // A quote inside another text is escaped.
        if before.ends_with('\\') {
            return None;
        }
        let behind = text[at + name.len()..].strip_prefix('"')?.trim_start();
        let value = behind.strip_prefix(':')?.trim_start();
        match value.strip_prefix('"') {
            Some(value) => {
                let mut escaped = false;
                let end = value.bytes().position(|b| {
                    let ends = b == b'"' && !escaped;
                    escaped = b == b'\\' && !escaped;
                    ends
                })?;
                Some(&value[..end])
            }
            // The TV platform writes numbers.
            None => {
                let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
                (end > 0).then(|| &value[..end])
            }
        }
    })
}

/// The text of the first XML element with this name.
fn xml_field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.match_indices(name).find_map(|(at, _)| {
        let is_start = text[..at].ends_with('<');
        let behind = text[at + name.len()..].strip_prefix('>').filter(|_| is_start)?;
        Some(behind[..behind.find('<')?].trim())
    })
}

/// A code has upper-case letters, digits and underscores.
fn is_code(text: &str) -> bool {
    (3..=80).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// A message without the escapes of JSON and XML.
fn unescaped(message: &str) -> String {
    const SHOWN: usize = 300;
    let message: String = message.chars().take(SHOWN).collect();
    message
        .replace("\\\"", "\"")
        .replace("\\/", "/")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::super::answer_codes::AnswerCode;
    use super::*;

    #[test]
    fn json_xml_and_bare_codes_are_read() {
        let json = r#"{"code":"INVALID_KS","message":"Invalid KS \"EXPIRED\", Error \"-1,INVALID_STR\"","objectType":"KalturaAPIException","args":{"KSID":"EXPIRED","ERR_CODE":"-1","ERR_DESC":"INVALID_STR"}}"#;
        let answer = explain_answer(json).unwrap();
        assert_eq!((&*answer.code, answer.status), ("INVALID_KS", Some("EXPIRED")));
        assert_eq!(answer.message.unwrap(), "Invalid KS \"EXPIRED\", Error \"-1,INVALID_STR\"");
        let xml = "<?xml version=\"1.0\"?><xml><result><error><objectType>KalturaAPIException</objectType><code>SERVICE_FORBIDDEN</code><message>The access to service [user-&gt;list] is forbidden</message></error></result></xml>";
        let answer = explain_answer(xml).unwrap();
        assert_eq!(answer.code, "SERVICE_FORBIDDEN");
        assert_eq!(answer.message.unwrap(), "The access to service [user->list] is forbidden");
        assert_eq!(explain_answer(" MISSING_KS\n").unwrap().code, "MISSING_KS");
        let unknown = explain_answer(r#"{"code":"SOMETHING_NEW","message":"x"}"#).unwrap();
        assert_eq!(unknown.code, "SOMETHING_NEW");
        assert_eq!(
            explain_answer(r#"{"code": 500016, "message": "KS expired"}"#).unwrap().code,
            "500016"
        );
    }

    #[test]
    fn other_texts_are_no_answers() {
        for text in [
            "",
            "nonsense",
            "djJ8MTAyfA==",
            r#"{"ks":"djJ8"}"#,
            r#"{"code":"abc","message":"x"}"#,
            r#"{"code":"INVALID_KS"}"#,
            "<code>INVALID_KS</code>",
            r#"{"message":"code","x":"\"code\":\"A_B\""}"#,
        ] {
            assert_eq!(explain_answer(text), None, "{text}");
        }
    }

    #[test]
    fn codes_are_listed_once() {
        for (i, answer) in ANSWERS.iter().enumerate() {
            assert!(is_code(answer.code) && !answer.meaning.is_empty() && !answer.check.is_empty());
            let same =
                |other: &AnswerCode| (other.code, other.status) == (answer.code, answer.status);
            assert!(!ANSWERS[..i].iter().any(same), "{}", answer.code);
        }
    }
}
