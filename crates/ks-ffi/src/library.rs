//! The library itself.

use std::ffi::c_char;

/// The number of the ABI, in ks.h and in the name libks.so.0. It changes when
/// programs must be compiled anew.
pub const KKS_ABI_VERSION: u32 = 0;

/// The version of the library that is running; KKS_VERSION is that of ks.h.
#[unsafe(no_mangle)]
pub extern "C" fn kks_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// The ABI number of the library that is running. A program that loads it by
/// hand compares this with KKS_ABI_VERSION.
#[unsafe(no_mangle)]
pub extern "C" fn kks_abi_version() -> u32 {
    KKS_ABI_VERSION
}
