//! Checks of what surrounds the code: workflows, dependencies, the oldest compiler, and
//! compatibility with the last release.

pub(crate) mod compare;
pub(crate) mod dependencies;
pub(crate) mod msrv;
mod tools;
pub(crate) mod workflows;
