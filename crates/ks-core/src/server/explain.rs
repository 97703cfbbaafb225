//! Predicting what Kaltura answers to a request with a KS.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::answer::{AnswerExplanation, explain_answer, of_ks};
use super::calls::likely_refused;
use super::grants::{Evaluation, Grant};
use super::reasons;
use super::{Request, Status};
use crate::crypto::Keyring;
use crate::encoding::uri::path_and_query;
use crate::error::{Error, Malformed, quote};
use crate::model::Advice;
use crate::read::{Decoded, inspect, locate, mentions_ott_host};

/// What Kaltura would answer to a request with a KS, and why.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Explanation {
    /// The status of the base check; `None` if the server itself fails, and for an error
    /// answer without a KS.
    pub status: Option<Status>,
    /// The API error code that a client would see; `None` if the KS is accepted.
    pub api_error: Option<&'static str>,
    /// The reason, in a sentence.
    pub reason: String,
    /// The requested privileges, in order. A KS that is not accepted grants none.
    pub grants: Vec<Grant>,
    /// What the answer depends on, and which calls of a USER session are likely refused.
    pub advice: Vec<Advice>,
    /// One of Kaltura's error answers, if the text contains one.
    pub answer: Option<AnswerExplanation>,
    /// The decoded KS, if one of the secrets signed it.
    pub decoded: Option<Decoded>,
}

impl Explanation {
    /// Returns `true` if the server would accept the KS.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.status == Some(Status::Ok) && self.api_error.is_none()
    }
}

/// Predicts what Kaltura would answer to a request with this KS, with the reason, and whether
/// the KS grants the requested privileges.
///
/// The text may be a KS, or a URL, a log line or another text with a KS in it. It may also be
/// one of Kaltura's error answers, in JSON or XML, which is explained together with a KS
/// beside it. Without a request URI, the path and query of a URL are used.
///
/// The keyring must be that of the partner in the KS. Revocation and action counts are in the
/// server's database, so a KS that is accepted here may have been ended there.
///
/// Each question about a privilege searches the whole text of the KS's privileges, as the
/// server does, so the time grows with their length times the number of questions.
#[must_use]
pub fn explain<'q>(
    text: &str,
    keyring: &Keyring,
    request: &Request<'_>,
    can: impl IntoIterator<Item = (&'q str, Option<&'q str>)>,
) -> Explanation {
    let mut advice = Vec::new();
    let mut answer = None;
    let mut decoded = keyring.decode(text);
    // Most texts are a KS; only others are searched.
    if matches!(decoded, Err(Error::Malformed(_))) {
        answer = explain_answer(text);
        let ks = locate(text);
        if let Some(answer) = &answer
            && !is_readable(&ks)
        {
            return of_answer(answer.clone(), can);
        }
        decoded = ks.map_err(Error::from).and_then(|ks| keyring.decode(&ks));
    }
    let request = with_request_uri(text, request, &mut advice);
    let (status, api_error, mut reason) = judge(&decoded, &request);
    let accepted = status == Some(Status::Ok) && api_error.is_none();
    if let Ok(ks) = &decoded {
        advise(ks, status, accepted, &request, &mut advice);
    } else if mentions_ott_host(text) {
        advice.push(ott_host());
    }
    if let Some(answer) = &answer {
        reason = format!(
            "{}: {}. {}. About the KS beside it: {reason}",
            answer.code, answer.meaning, answer.check
        );
        if let Some(more) = decoded.as_ref().ok().and_then(|ks| of_ks(answer, ks)) {
            reason = format!("{reason}. {more}");
        }
    }
    let evaluation = decoded.as_ref().ok().filter(|_| accepted).map(Evaluation::new);
    let grants = can
        .into_iter()
        .map(|(name, value)| match &evaluation {
            Some(evaluation) => evaluation.grant(name, value),
            None => Grant::not_accepted(name, value),
        })
        .collect();
    Explanation { status, api_error, reason, grants, advice, answer, decoded: decoded.ok() }
}

/// Explains what needs no secret: one of Kaltura's error answers without a KS, and a KS in a
/// URL of Kaltura's TV platform. Returns `None` for any other text, which [`explain`] takes.
#[must_use]
pub fn explain_without_secret<'q>(
    text: &str,
    can: impl IntoIterator<Item = (&'q str, Option<&'q str>)>,
) -> Option<Explanation> {
    if let Some(answer) = explain_answer(text)
        && !is_readable(&locate(text))
    {
        return Some(of_answer(answer, can));
    }
    mentions_ott_host(text).then(|| Explanation {
        status: Some(Status::InvalidStr),
        api_error: Some("INVALID_KS"),
        reason: reasons::OTT_HOST.into(),
        grants: can.into_iter().map(|(name, value)| Grant::not_accepted(name, value)).collect(),
        advice: [ott_host()].into(),
        answer: None,
        decoded: None,
    })
}

fn ott_host() -> Advice {
    Advice::new("ott_host", reasons::OTT_HOST.into())
}

/// Returns `true` if a KS was found and is not damaged.
fn is_readable(ks: &Result<Cow<'_, str>, Malformed>) -> bool {
    ks.as_ref().is_ok_and(|ks| inspect(ks).is_ok())
}

/// The explanation of an error answer without a KS.
fn of_answer<'q>(
    answer: AnswerExplanation,
    can: impl IntoIterator<Item = (&'q str, Option<&'q str>)>,
) -> Explanation {
    Explanation {
        status: None,
        api_error: answer.known_code(),
        reason: format!("{}: {}. {}", answer.code, answer.meaning, answer.check),
        grants: can.into_iter().map(|(name, value)| Grant::not_accepted(name, value)).collect(),
        advice: Vec::new(),
        answer: Some(answer),
        decoded: None,
    }
}

/// Takes the request URI from the URL that the KS is in, and scheme and host off a request
/// URI that has them.
fn with_request_uri<'r>(
    text: &'r str,
    request: &Request<'r>,
    advice: &mut Vec<Advice>,
) -> Request<'r> {
    let word = text.trim();
    let (uri, code, message) = match request.request_uri {
        Some(given) => (
            path_and_query(given),
            "request_uri_trimmed",
            "scheme and host are not part of a request URI; compared with urirestrict:",
        ),
        None => (
            path_and_query(word).filter(|_| !word.contains(char::is_whitespace)),
            "request_uri_from_url",
            "the request URI is taken from the URL that contains the KS:",
        ),
    };
    let Some(uri) = uri else { return *request };
    advice.push(Advice::new(code, format!("{message} {}", quote(uri))));
    Request { request_uri: Some(uri), ..*request }
}

/// The status, the API error and the reason.
fn judge(
    decoded: &Result<Decoded, Error>,
    request: &Request<'_>,
) -> (Option<Status>, Option<&'static str>, String) {
    let ks = match decoded {
        Ok(ks) => ks,
        Err(error @ Error::ArrayPrivilege(_)) => {
            return (None, Some("INTERNAL_SERVER_ERROR"), format!("{error}"));
        }
        Err(error) => {
            return (Some(Status::InvalidStr), Some("INVALID_KS"), format!("{error}"));
        }
    };
    if ks.is_ott() {
        return (Some(Status::InvalidStr), Some("INVALID_KS"), reasons::OTT.into());
    }
    match status_of(ks, request) {
        Status::Ok => match reasons::error_after_base_check(ks) {
            Some((code, reason)) => (Some(Status::Ok), Some(code), reason),
            None => (Some(Status::Ok), None, reasons::acceptance(ks, request)),
        },
        status => {
            let reason = reasons::rejection(ks, status, request);
            (Some(status), Some("INVALID_KS"), reason)
        }
    }
}

/// The base check for a request from a real client, whose address is never empty and whose
/// URI starts with a slash.
fn status_of(ks: &Decoded, request: &Request<'_>) -> Status {
    let matches_every_uri = ks
        .privilege("urirestrict")
        .map(|allowed| allowed.split(|&b| b == b'|').any(|uri| uri == b"*" || uri == b"/*"));
    let request = match (request.request_uri, matches_every_uri) {
        (None, Some(true)) => &Request { request_uri: Some("/"), ..*request },
        _ => request,
    };
    let unknown_address = request.remote_addr.is_none() && ks.privilege("iprestrict").is_some();
    match ks.status(request) {
        Status::Ok | Status::ExceededRestrictedUri if unknown_address => {
            Status::ExceededRestrictedIp
        }
        Status::Ok if request.request_uri.is_none() && matches_every_uri == Some(false) => {
            Status::ExceededRestrictedUri
        }
        status => status,
    }
}

/// Returns what the answer to a KS depends on, and which calls are likely refused.
fn advise(
    ks: &Decoded,
    status: Option<Status>,
    accepted: bool,
    request: &Request<'_>,
    advice: &mut Vec<Advice>,
) {
    match status {
        Some(Status::ExceededRestrictedIp)
            if request.remote_addr.is_none() && reasons::can_match_address(ks) =>
        {
            advice.push(Advice::new(
                "depends_on_remote_addr",
                "the answer depends on the client's address; pass `remote_addr`".into(),
            ));
        }
        Some(Status::ExceededRestrictedUri)
            if request.request_uri.is_none() && reasons::can_match_uri(ks) =>
        {
            advice.push(Advice::new(
                "depends_on_request_uri",
                "the answer depends on the request URI; pass `request_uri`".into(),
            ));
        }
        _ => {}
    }
    if accepted {
        advice.extend(likely_refused(ks));
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Explanation {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;

        let mut explanation = serializer.serialize_struct("Explanation", 7)?;
        explanation.serialize_field("status", &self.status)?;
        explanation.serialize_field("api_error", &self.api_error)?;
        explanation.serialize_field("reason", &self.reason)?;
        explanation.serialize_field("is_accepted", &self.is_accepted())?;
        explanation.serialize_field("grants", &self.grants)?;
        explanation.serialize_field("advice", &self.advice)?;
        explanation.serialize_field("answer", &self.answer)?;
        explanation.end()
    }
}
