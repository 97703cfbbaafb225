//! AES-128-CBC as v2 uses it: whole blocks and an IV of zeros (docs/ks-format.md 3.1).
//! Both implementations run in constant time and wipe their keys.

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(any(target_arch = "wasm32", test))]
mod wasm;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::Cipher;
#[cfg(target_arch = "wasm32")]
pub(crate) use wasm::Cipher;

/// The length of a block and of a key, in bytes.
pub(crate) const BLOCK: usize = 16;

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use proptest::prelude::*;
    use zeroize::ZeroizeOnDrop;

    use super::*;

    #[test]
    fn keys_are_wiped() {
        fn is_wiped_on_drop<T: ZeroizeOnDrop>(_: T) {}
        is_wiped_on_drop(Cipher::new(&[7; BLOCK]));
        is_wiped_on_drop(wasm::Cipher::new(&[7; BLOCK]));
    }

    proptest! {
        #[test]
        fn both_ciphers_agree(key: [u8; BLOCK], blocks: Vec<[u8; BLOCK]>) {
            let (native, wasm) = (Cipher::new(&key), wasm::Cipher::new(&key));
            let plain = blocks.as_flattened();
            let mut bytes = plain.to_vec();
            native.encrypt(&mut bytes);
            let cipher = bytes.clone();
            wasm.decrypt(&mut bytes);
            prop_assert_eq!(&bytes, plain);
            wasm.encrypt(&mut bytes);
            prop_assert_eq!(&bytes, &cipher);
            native.decrypt(&mut bytes);
            prop_assert_eq!(&bytes, plain);
        }
    }
}
