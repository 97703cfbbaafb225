//! SHA-1 of one contiguous slice.
//!
//! The streaming interface of the `sha1` crate copies its input through a buffer, which
//! takes a tenth of the time of generating a KS. This function calls the crate's compression
//! function on the input in place and adds the padding of FIPS 180-4, section 5.1.1.

use sha1::block_api::compress;

const BLOCK: usize = 64;

/// Returns the SHA-1 digest of `text`.
pub(crate) fn sha1(text: &[u8]) -> [u8; 20] {
    let mut state = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    let mut last = [[0; BLOCK]; 2];
    let bytes = last.as_flattened_mut();
    bytes[..rest.len()].copy_from_slice(rest);
    bytes[rest.len()] = 0x80;
    // The length in bits is the last eight bytes of the first or the second block.
    let used = if rest.len() + 1 + 8 <= BLOCK { 1 } else { 2 };
    let bits = (text.len() as u64).wrapping_mul(8);
    bytes[used * BLOCK - 8..used * BLOCK].copy_from_slice(&bits.to_be_bytes());
    compress(&mut state, blocks);
    compress(&mut state, &last[..used]);

    let mut digest = [0; 20];
    for (bytes, word) in digest.as_chunks_mut::<4>().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
    digest
}

#[cfg(test)]
mod tests {
    use sha1::{Digest, Sha1};

    #[test]
    fn agrees_with_the_crate_at_every_length() {
        let text: [u8; 300] = core::array::from_fn(|i| i.to_le_bytes()[0]);
        for len in (0..text.len()).step_by(if cfg!(miri) { 37 } else { 1 }) {
            assert_eq!(super::sha1(&text[..len])[..], Sha1::digest(&text[..len])[..], "{len}");
        }
    }
}
