//! What a person should know beside the answer.

use ks_core::inspect;
use serde::Serialize;

use crate::input::Input;

/// In the form of the core's advice.
#[derive(Debug, Serialize)]
pub(crate) struct Note {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

/// An answer with the notes behind it, if there are any.
#[derive(Serialize)]
pub(crate) struct Noted<'a, T> {
    #[serde(flatten)]
    pub(crate) answer: &'a T,
    #[serde(skip_serializing_if = "<[Note]>::is_empty")]
    pub(crate) notes: &'a [Note],
}

/// What is to be known of the KS that was taken from the input.
pub(crate) fn of(input: &Input, ks: &str, partner: Option<i32>) -> Vec<Note> {
    let several = match input.count() {
        0 | 1 => None,
        count => Some(Note {
            code: "several_kss",
            message: format!("this is the first of {count} different KSs in the text"),
        }),
    };
    several.into_iter().chain(other_partner(ks, partner)).collect()
}

/// Says so where the KS is of another partner than the one that was given.
pub(crate) fn other_partner(ks: &str, partner: Option<i32>) -> Option<Note> {
    let named = inspect(ks).ok()?.partner_text;
    let given = partner.filter(|given| given.to_string() != named)?;
    let named: String = named.chars().take(20).collect();
    Some(Note {
        code: "wrong_partner",
        message: format!(
            "the KS says that it is of partner {named:?}, and the partner given is {given}"
        ),
    })
}
