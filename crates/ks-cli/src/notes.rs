//! Notes printed alongside the answer.

use ks_core::interop::quote_short;
use ks_core::{Error, inspect};
use serde::Serialize;

use crate::failure::Failure;
use crate::input::Input;

/// A note has the same form as the core's advice.
#[derive(Debug, Serialize)]
pub(crate) struct Note {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

/// An answer with its notes, for JSON.
#[derive(Serialize)]
pub(crate) struct WithNotes<'a, T> {
    #[serde(flatten)]
    pub(crate) answer: &'a T,
    #[serde(skip_serializing_if = "<[Note]>::is_empty")]
    pub(crate) notes: &'a [Note],
}

/// Returns the notes on the KS that was taken from the input.
pub(crate) fn notes_for(input: &Input, ks: &str, partner: Option<i32>) -> Vec<Note> {
    let several = match input.count() {
        0 | 1 => None,
        count => Some(Note {
            code: "several_kss",
            message: format!(
                "the text contains {count} different KSs; the result is for the first one"
            ),
        }),
    };
    several.into_iter().chain(other_partner(ks, partner)).collect()
}

/// Returns a note if the KS is not for the partner that was given.
pub(crate) fn other_partner(ks: &str, partner: Option<i32>) -> Option<Note> {
    let named = inspect(ks).ok()?.partner_text;
    let given = partner.filter(|given| given.to_string() != named)?;
    Some(Note {
        code: "wrong_partner",
        message: format!(
            "the KS is for partner {}, but the partner id given is {given}",
            quote_short(&named) // It is unverified and may be any text.
        ),
    })
}

/// Adds to a bad signature that the secret may belong to another partner.
pub(crate) fn signature_failure(error: Error, ks: &str, partner: Option<i32>) -> Failure {
    let is_bad_signature = matches!(error, Error::BadSignature { .. });
    let mut failure = Failure::from(error);
    if is_bad_signature && let Some(note) = other_partner(ks, partner) {
        failure.message += &format!(". Check that the secret is that partner's: {}", note.message);
    }
    failure
}
