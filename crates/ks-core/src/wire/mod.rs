//! The two wire formats: fields to text, and text to plaintext.

mod envelope;
pub(crate) mod v1;
pub(crate) mod v2;

pub(crate) use envelope::{Envelope, detect_plus_decoded_as_space, looks_like_ks};
