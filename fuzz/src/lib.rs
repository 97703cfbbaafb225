//! The bodies of the fuzz targets. Ordinary tests replay the seeds through them
//! (`crates/ks-core/tests/it/fuzz.rs`).
//!
//! Each module has a function `run` that takes arbitrary bytes, and panics if an invariant
//! does not hold.

pub mod agreement;
pub mod base64;
pub mod options;
pub mod privileges;
pub mod reference;
pub mod session;
pub mod signed;
pub mod text;

#[path = "../../crates/ks-core/tests/it/support.rs"]
pub mod support;
