//! The FFI boundary between JavaScript and the core.
//!
//! The facade in `src-js` checks the JavaScript types. This crate converts arguments, calls
//! `ks_core`, and passes a KS or the parts of a result to `src-js/bridge.js`. Rules, defaults
//! and messages belong in `ks_core`.

#![allow(clippy::too_many_arguments, reason = "passing an object would be slower than its parts")]
#![allow(clippy::needless_pass_by_value, reason = "wasm-bindgen passes owned values")]

pub mod arguments;
mod bridge;
pub mod read;
mod result;
pub mod sign;
pub mod tables;
mod value;
