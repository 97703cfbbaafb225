//! How Kaltura's server evaluates a KS: statuses, privilege checks and API errors.
//!
//! The server compares loosely. These functions follow it exactly, so that its answers can be
//! explained. A service of your own that accepts KSs uses
//! [`Keyring::verify`](crate::Keyring::verify), which is strict.
//!
//! Facts: docs/ks-format.md 2.5, 4.2 and 5 to 7, which say what was run on the server's own
//! code and what was only read there.

mod answer;
mod answer_codes;
mod calls;
mod check;
mod explain;
mod generator;
mod grants;
mod reasons;
mod request;
mod status;

pub use answer::{AnswerExplanation, explain_answer};
pub use answer_codes::{ANSWERS, AnswerCode};
pub use explain::{Explanation, explain, explain_without_secret};
pub use generator::{parse_v1_privileges, rounded_expiry};
pub use grants::{Grant, GrantRule};
pub use request::Request;
pub use status::Status;

pub use crate::encoding::uri::path_and_query;
pub use crate::read::{joined_lines, mentions_ott_host};
