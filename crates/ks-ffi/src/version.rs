//! The version of the library and of its ABI.

use std::ffi::c_char;

/// The ABI number, which is also part of the file name libks.so.0. A new number
/// means that programs must be compiled again.
pub const KKS_ABI_VERSION: u32 = 0;

/// Returns the version of the library in use. KKS_VERSION is the version of
/// this header.
#[unsafe(no_mangle)]
pub extern "C" fn kks_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// Returns the ABI number of the library in use. A program that loads the
/// library at run time compares it with KKS_ABI_VERSION.
#[unsafe(no_mangle)]
pub extern "C" fn kks_abi_version() -> u32 {
    KKS_ABI_VERSION
}
