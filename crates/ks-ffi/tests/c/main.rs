//! libks as C and C++ programs see it: the header, the library, the installed
//! package. Every program here is compiled and run by the system's own tools;
//! a tool that is missing fails its test and says which package has it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod guide;
mod header;
mod languages;
mod library;
mod programs;
mod support;
mod vectors;
mod wrapper;
