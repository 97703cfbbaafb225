//! Predicting Kaltura's answer to a KS.

use std::ffi::c_char;

use ks_core::{Explanation, Request, explain};

use crate::decode::kks_decoded;
use crate::error::kks_error;
use crate::fields::{
    Fields, KKS_FIELD_ANSWER_CHECK, KKS_FIELD_ANSWER_CODE, KKS_FIELD_ANSWER_MEANING,
    KKS_FIELD_ANSWER_MESSAGE, KKS_FIELD_ANSWER_STATUS, KKS_FIELD_API_ERROR, KKS_FIELD_IS_ACCEPTED,
    KKS_FIELD_REASON, KKS_FIELD_STATUS, KKS_LIST_ADVICE, KKS_LIST_GRANT_REASONS, Value, number,
    text,
};
use crate::input::clock;
use crate::keyring::kks_keyring;
use crate::list::{ListEntry, advice_entries, kks_list};
use crate::status::{KKS_INVALID_ARGUMENT, KKS_NO_VALUE, kks_status};
use crate::structs::kks_request;

/// Kaltura's answer to a KS, and the reason.
pub struct kks_explanation {
    _opaque: [u8; 0],
}

opaque!(kks_explanation, Explanation);

impl Fields for Explanation {
    fn text(&self, field: i32) -> Option<Value<'_>> {
        let answer = self.answer.as_ref();
        Some(match field {
            KKS_FIELD_STATUS => text(self.status.map(|status| status.name())),
            KKS_FIELD_API_ERROR => text(self.api_error),
            KKS_FIELD_REASON => text(Some(&self.reason)),
            KKS_FIELD_ANSWER_CODE => text(answer.map(|a| &a.code)),
            KKS_FIELD_ANSWER_STATUS => text(answer.and_then(|a| a.status)),
            KKS_FIELD_ANSWER_MESSAGE => text(answer.and_then(|a| a.message.as_ref())),
            KKS_FIELD_ANSWER_MEANING => text(answer.map(|a| a.meaning)),
            KKS_FIELD_ANSWER_CHECK => text(answer.map(|a| a.check)),
            _ => return None,
        })
    }

    fn number(&self, field: i32) -> Option<Value<'_>> {
        Some(match field {
            KKS_FIELD_STATUS => number(self.status.map(|status| status.number())),
            KKS_FIELD_IS_ACCEPTED => number(Some(self.is_accepted())),
            _ => return None,
        })
    }
}

/// Predicts Kaltura's answer to a KS in this request, explains it, and checks
/// the privileges of request->can. The keyring must hold the secrets of the
/// partner that the KS names. Only the server knows whether a session was
/// revoked.
///
/// The text is a KS, or contains one, such as a URL or a log line. It may also
/// be one of Kaltura's error answers, in JSON or XML, with or without a KS.
///
/// If Kaltura would reject the KS, the call still succeeds, and the explanation
/// contains the reason. Free the result with kks_explanation_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_explain(
    keyring: *const kks_keyring,
    text: *const c_char,
    text_length: usize,
    request: *const kks_request,
    explanation: *mut *mut kks_explanation,
    error: *mut *mut kks_error,
) -> kks_status {
    ffi_call!(error, |caller| {
        let keyring = caller.borrow_handle("keyring", keyring)?;
        let input = caller.read_struct("request", request)?;
        let text = String::from_utf8_lossy(caller.bytes("text", text, text_length)?);
        let can = caller.pairs("can", input.can, input.can_count)?;
        let address = (input.remote_addr, input.remote_addr_length);
        let uri = caller.request_uri(input.request_uri, input.request_uri_length)?;
        let request = Request {
            now: clock(input.now)?,
            remote_addr: caller.optional_text("remote_addr", address.0, address.1)?,
            request_uri: uri.as_deref(),
        };
        caller
            .write_handle("explanation", explanation, || Ok(explain(&text, keyring, &request, can)))
    })
}

/// Gets a text field of an explanation: KKS_FIELD_STATUS, _API_ERROR, _REASON,
/// and _ANSWER_CODE, _ANSWER_STATUS, _ANSWER_MESSAGE, _ANSWER_MEANING,
/// _ANSWER_CHECK for one of Kaltura's error answers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_explanation_text(
    explanation: *const kks_explanation,
    field: i32,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> kks_status {
    ffi_call!(|caller| {
        let explanation = caller.borrow_handle("explanation", explanation)?;
        caller.write_text_field(explanation, field, (buffer, capacity, length))
    })
}

/// Gets a number field of an explanation: KKS_FIELD_STATUS, _IS_ACCEPTED. The
/// status has no value if the server itself fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_explanation_number(
    explanation: *const kks_explanation,
    field: i32,
    number: *mut i64,
) -> kks_status {
    ffi_call!(|caller| {
        let explanation = caller.borrow_handle("explanation", explanation)?;
        caller.write_number_field(explanation, field, number)
    })
}

/// Gets a list of an explanation: KKS_LIST_ADVICE or KKS_LIST_GRANT_REASONS.
/// Free it with kks_list_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_explanation_list(
    explanation: *const kks_explanation,
    which: i32,
    list: *mut *mut kks_list,
) -> kks_status {
    ffi_call!(|caller| {
        let explanation = caller.borrow_handle("explanation", explanation)?;
        caller.write_handle("list", list, || {
            Ok(match which {
                KKS_LIST_ADVICE => advice_entries(&explanation.advice),
                KKS_LIST_GRANT_REASONS => {
                    let grants = explanation.grants.iter();
                    let entry = |(rule, reason): (&str, &str)| {
                        ListEntry::new(rule.as_bytes(), Some(reason.as_bytes()))
                    };
                    grants.map(|grant| entry((grant.rule.as_str(), &grant.reason))).collect()
                }
                _ => return Err(KKS_INVALID_ARGUMENT.into()),
            })
        })
    })
}

/// Sets *granted to 1 if Kaltura would accept the KS and grant the privilege
/// request->can[index], and to 0 otherwise.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_explanation_granted(
    explanation: *const kks_explanation,
    index: usize,
    granted: *mut i32,
) -> kks_status {
    ffi_call!(|caller| {
        let grants = &caller.borrow_handle("explanation", explanation)?.grants;
        let grant = grants.get(index).ok_or(KKS_INVALID_ARGUMENT)?;
        caller.write_value("granted", granted, i32::from(grant.granted))
    })
}

/// Gets the decoded KS. It stays valid after the explanation is freed. Free it
/// with kks_decoded_free.
///
/// Errors: KKS_NO_VALUE if no secret of the keyring signed the KS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_explanation_decoded(
    explanation: *const kks_explanation,
    decoded: *mut *mut kks_decoded,
) -> kks_status {
    ffi_call!(|caller| {
        let explanation = caller.borrow_handle("explanation", explanation)?;
        caller.write_handle("decoded", decoded, || {
            explanation.decoded.clone().ok_or(KKS_NO_VALUE.into())
        })
    })
}

/// Frees an explanation. Accepts NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_explanation_free(explanation: *mut kks_explanation) -> kks_status {
    ffi_call!(|caller| caller.free(explanation))
}
