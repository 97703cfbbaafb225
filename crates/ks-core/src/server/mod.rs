//! How Kaltura's server evaluates a KS: statuses, privilege checks and API errors.
//!
//! The server compares loosely. These functions follow it exactly, so that its answers can be
//! explained. A service of your own that accepts KSs uses
//! [`Keyring::verify`](crate::Keyring::verify), which is strict.
//!
//! Facts: docs/ks-format.md 2.5, 4.2 and 5 to 7, which say what was run on the server's own
//! code and what was only read there.

mod check;
mod explain;
mod generator;
mod request;
mod status;

pub use explain::{Explanation, Grant, explain};
pub use generator::{parse_v1_privileges, rounded_expiry};
pub use request::Request;
pub use status::Status;
