//! SHA-1 of one contiguous slice.
//!
//! The streaming interface of the `sha1` crate copies its input through a buffer, which
//! takes a tenth of the time of generating a KS. These functions call the crate's compression
//! function on the input in place and add the padding of FIPS 180-4, section 5.1.1.

use sha1::block_api::compress;

const BLOCK: usize = 64;

/// The longest padding.
pub(crate) const MAX_PADDING: usize = BLOCK + 8;

/// The state before the first block.
const START: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];

/// Returns the SHA-1 digest of `text`.
pub(crate) fn sha1(text: &[u8]) -> [u8; 20] {
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    let mut last = [0; 2 * BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    let used = pad(&mut last, rest.len(), text.len());
    let mut state = START;
    compress(&mut state, blocks);
    compress(&mut state, last[..used].as_chunks().0);
    to_bytes(state)
}

/// Returns the SHA-1 digest of a text at the start of a buffer, without copying any of it. The
/// last [`MAX_PADDING`] bytes of the buffer follow the text, and are zero before and after.
pub(crate) fn sha1_before_zeros(buffer: &mut [u8]) -> [u8; 20] {
    let len = buffer.len() - MAX_PADDING;
    let used = pad(buffer, len, len);
    let mut state = START;
    compress(&mut state, buffer[..used].as_chunks().0);
    buffer[len..].fill(0);
    to_bytes(state)
}

/// Pads the end of a text, which is the first `len` bytes of the buffer and followed by zeros.
/// Returns the length with the padding, a multiple of the block.
fn pad(buffer: &mut [u8], len: usize, text_len: usize) -> usize {
    buffer[len] = 0x80;
    let used = (len + 1 + 8).next_multiple_of(BLOCK);
    let bits = (text_len as u64).wrapping_mul(8);
    buffer[used - 8..used].copy_from_slice(&bits.to_be_bytes());
    used
}

fn to_bytes(state: [u32; 5]) -> [u8; 20] {
    let mut digest = [0; 20];
    for (bytes, word) in digest.as_chunks_mut::<4>().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
    digest
}

#[cfg(test)]
mod tests {
    use sha1::{Digest, Sha1};

    use super::{MAX_PADDING, sha1, sha1_before_zeros};

    #[test]
    fn agrees_with_the_crate_at_every_length() {
        let text: [u8; 300] = core::array::from_fn(|i| i.to_le_bytes()[0]);
        for len in (0..text.len()).step_by(if cfg!(miri) { 37 } else { 1 }) {
            let expected: [u8; 20] = Sha1::digest(&text[..len]).into();
            assert_eq!(sha1(&text[..len]), expected, "{len}");
            let mut buffer = [&text[..len], &[0; MAX_PADDING]].concat();
            let before = buffer.clone();
            assert_eq!(sha1_before_zeros(&mut buffer), expected, "{len}");
            assert_eq!(buffer, before, "{len}");
        }
    }
}
