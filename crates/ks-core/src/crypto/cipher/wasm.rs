//! For WASM, which has no AES instructions. In CBC mode each block waits for the
//! one before, and the `aes` crate gains its speed from blocks side by side;
//! `softaes` takes four fifths of its time for a single one.

use softaes::key_schedule::inv_mix_block;
use softaes::{Block, SoftAes};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::BLOCK;

const ROUNDS: usize = 10;

/// The round keys, as bytes, which `zeroize` can wipe.
pub(crate) struct Cipher(Zeroizing<[[u8; BLOCK]; ROUNDS + 1]>);

impl ZeroizeOnDrop for Cipher {}

impl Cipher {
    /// FIPS 197, section 5.2. `key_expansion_128` of the library looks through
    /// the whole S-box for each byte, which takes longer than making a KS.
    pub(crate) fn new(key: &[u8; BLOCK]) -> Self {
        let mut keys = Zeroizing::new([[0; BLOCK]; ROUNDS + 1]);
        keys[0] = *key;
        let mut constant = 1;
        for round in 1..=ROUNDS {
            let (before, rest) = keys.split_at_mut(round);
            let (before, _) = before[round - 1].as_chunks::<4>();
            let [a, b, c, d] = before[3];
            let mut word = sub_word([b, c, d, a]);
            word[0] ^= constant;
            constant = (constant << 1) ^ (0x1b * (constant >> 7));
            for (column, before) in rest[0].as_chunks_mut().0.iter_mut().zip(before) {
                for (byte, before) in word.iter_mut().zip(before) {
                    *byte ^= before;
                }
                *column = word;
            }
        }
        Self(keys)
    }

    /// Encrypts whole blocks in place.
    pub(crate) fn encrypt(&self, bytes: &mut [u8]) {
        let [first, middle @ .., last] = &*self.0;
        let mut state = Block::default();
        for block in bytes.as_chunks_mut().0 {
            state = state.xor(&Block::from_bytes(block)).xor(&Block::from_bytes(first));
            for key in middle {
                state = SoftAes::block_encrypt(&state, &Block::from_bytes(key));
            }
            state = SoftAes::block_encrypt_last(&state, &Block::from_bytes(last));
            *block = state.to_bytes();
        }
    }

    /// Decrypts whole blocks in place.
    pub(crate) fn decrypt(&self, bytes: &mut [u8]) {
        let mut keys = self.0.clone();
        keys.reverse();
        for key in &mut keys[1..ROUNDS] {
            *key = inv_mix_block(Block::from_bytes(key)).to_bytes();
        }
        let [first, middle @ .., last] = &*keys;
        let mut before = Block::default();
        for block in bytes.as_chunks_mut().0 {
            let cipher = Block::from_bytes(block);
            let mut state = cipher.xor(&Block::from_bytes(first));
            for key in middle {
                state = SoftAes::block_decrypt(&state, &Block::from_bytes(key));
            }
            state = SoftAes::block_decrypt_last(&state, &Block::from_bytes(last));
            *block = state.xor(&before).to_bytes();
            before = cipher;
        }
    }
}

/// The S-box on four bytes: the last round without a key, on four equal columns,
/// of which ShiftRows moves nothing.
fn sub_word(word: [u8; 4]) -> [u8; 4] {
    let columns = [word; 4];
    let mut block = [0; BLOCK];
    block.copy_from_slice(columns.as_flattened());
    let block = SoftAes::block_encrypt_last(&Block::from_bytes(&block), &Block::default());
    let [a, b, c, d, ..] = block.to_bytes();
    [a, b, c, d]
}
