//! The benchmarks of `cargo xtask bench`: generating and reading one KS with the core,
//! with only the primitives it needs (the floor), and with other implementations.
#![forbid(unsafe_code)]

pub mod batch;
pub mod core_jobs;
pub mod floor;
pub mod inputs;
pub mod instructions;
pub mod job;
pub mod program;
pub mod programs;
pub mod table;
