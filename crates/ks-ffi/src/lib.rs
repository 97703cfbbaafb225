//! `libks`: the C ABI of [`ks_core`].
//!
//! `include/ks.h` documents the contract for callers. This crate converts
//! arguments, calls the core and converts results. Rules, defaults and messages
//! belong to the core. Only [`boundary`] touches the caller's memory.
#![allow(non_camel_case_types)] // the names of ks.h
#![allow(clippy::missing_safety_doc)] // ks.h has the contract of every function

#[macro_use]
mod boundary;
pub mod app_token;
pub mod decode;
pub mod error;
pub mod explain;
pub mod fields;
pub mod find;
mod input;
pub mod inspect;
pub mod keyring;
pub mod lint;
pub mod list;
pub mod renew;
pub mod signer;
pub mod status;
pub mod structs;
pub mod verify;
pub mod version;

// The body of the fuzz target, whose seeds the tests replay.
#[cfg(test)]
extern crate self as ks;
#[cfg(test)]
#[allow(unreachable_pub)] // The fuzz target calls it from another crate.
#[path = "../../../fuzz/src/c_abi.rs"]
mod fuzz;
