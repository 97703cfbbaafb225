//! AES-128 in CBC mode with a zero IV, in place, on whole blocks.

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod library;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub(crate) use library::Aes128;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(crate) use wasm::Aes128;

pub(crate) const BLOCK: usize = 16;
