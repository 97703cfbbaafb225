//! The native module of the Python package `kaltura_ks`. It converts arguments,
//! calls `ks-core` and converts results; rules, defaults and messages are the
//! core's.
#![forbid(unsafe_code)]
// Arguments are keywords in Python, so their number does not confuse a caller.
#![allow(clippy::too_many_arguments)]

mod advice;
mod app_token;
mod arguments;
mod bulk;
mod errors;
mod keyring;
mod options;
mod privileges;
mod read;
mod results;
mod signer;
mod tables;

use pyo3::prelude::*;

/// The native part of kaltura_ks. Private: import kaltura_ks.
#[pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use super::{
        advice::{Advice, lint},
        app_token::app_token_hash,
        errors::_error_codes,
        keyring::Keyring,
        read::{decode, explain, find, inspect, verify},
        results::{
            decoded::Decoded,
            explanation::Explanation,
            session::{_session, Session},
            unverified::Unverified,
        },
        signer::{Signer, generate, renew},
        tables::{fill_recipe, privilege_table, recipes},
    };
}
