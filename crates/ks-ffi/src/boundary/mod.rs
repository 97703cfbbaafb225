//! The FFI boundary: the only code that touches the caller's memory.

#[macro_use]
mod handle;
#[macro_use]
mod call;
mod caller;
mod failure;
mod output;
mod sized_struct;
mod text;

pub(crate) use call::catch_panics;
pub use call::kks_error;
pub(crate) use caller::Caller;
pub(crate) use failure::Failure;
pub(crate) use handle::{Opaque, tag};
pub(crate) use sized_struct::CallerStruct;
pub(crate) use text::ElementName;
pub(crate) use text::KKS_NUL_TERMINATED;
