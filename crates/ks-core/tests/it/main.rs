//! The integration tests that need no process of their own. They are one program, because each
//! program takes seconds to link.

#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_possible_truncation)]

mod boundaries;
mod cases;
mod data;
mod docs;
mod explain;
mod find;
mod fuzz;
mod guide;
mod interop;
mod linear_time;
mod lint;
mod properties;
mod strictness;
mod vectors;

#[allow(unreachable_pub)] // It is the library of the fuzz targets.
#[path = "../../../../fuzz/src/lib.rs"]
mod targets;
use targets::support;
