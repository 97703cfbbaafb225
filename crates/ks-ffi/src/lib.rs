//! `libks`: the C ABI of [`ks_core`].
//!
//! The contract is written once, for those who program against it: the page at
//! the top of `include/ks.h`. This crate converts arguments, calls the core and
//! converts results. Rules, defaults and words are the core's; all memory of the
//! caller's is touched in [`border`] and nowhere else.
#![allow(non_camel_case_types)] // they are the names of ks.h
#![allow(clippy::missing_safety_doc)] // what a caller must keep is the page in ks.h

#[macro_use]
mod border;
pub mod error;
pub mod input;
pub mod library;
pub mod list;
pub mod read;
pub mod status;
pub mod write;
