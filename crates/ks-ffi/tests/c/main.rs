//! Tests of libks as C and C++ programs use it: the header, the library and the
//! installed package. The system's compilers build every program here. If a tool is
//! missing, its test fails and names the package to install.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cases;
mod guide;
mod header;
mod languages;
mod layout;
mod library;
mod programs;
mod records;
mod support;
mod vectors;
mod wiping;
mod wrapper;
