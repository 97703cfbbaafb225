//! What the bindings and the command share: options, values of dynamic languages and quoting.
//!
//! This module is not covered by semantic versioning. Rust programs use the typed API.

mod options;
mod unrepresentable;
mod value;
#[cfg(feature = "serde")]
mod value_serde;

pub use options::SessionOptions;
pub use unrepresentable::{Unrepresentable, ks_from_bytes};
pub use value::{Value, privileges_from_value};

pub use crate::error::{quote, quote_short, redact_secrets, rename_fields};
pub use crate::model::partner_id_from_i64;
pub use crate::privilege::rules::{split_privilege, split_privileges, split_values};
pub use crate::sign::app_token_advice;
