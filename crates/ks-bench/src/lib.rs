//! The contenders of `cargo xtask bench`: what it costs to make and to read one
//! KS, with the core, with nothing but the primitives (the floor), and with
//! other people's programs.
#![forbid(unsafe_code)]

pub mod core_jobs;
pub mod floor;
pub mod inputs;
pub mod job;
pub mod program;
pub mod programs;
pub mod table;
