//! For WASM, which has no instructions for AES. The library's portable code
//! does two blocks at once, of which CBC can only use one; this does one, in
//! the lanes of a vector, in a third of the time.
//!
//! A byte is substituted by 16 table look-ups in registers (`swizzle`), all of
//! them every time, so that nothing depends on a secret but values: no branch
//! and no address. FIPS 197 is the source of every step.

use core::arch::wasm32::{
    i8x16_lt, i8x16_shuffle, i8x16_splat, i8x16_swizzle, u8x16_add, u8x16_splat, u8x16_sub, u64x2,
    u64x2_extract_lane, v128, v128_and, v128_or, v128_xor,
};

use zeroize::Zeroizing;

use super::BLOCK;

const ROUNDS: usize = 10;

/// The round keys, wiped when dropped.
#[derive(Clone)]
pub(crate) struct Aes128(pub(crate) Zeroizing<[[u8; BLOCK]; ROUNDS + 1]>);

impl Aes128 {
    /// Section 5.2: each word of a round key is the one before it, mixed with
    /// the word of the round before.
    pub(crate) fn new(key: &[u8; BLOCK]) -> Self {
        let mut keys = Zeroizing::new([*key; ROUNDS + 1]);
        let mut constant = 1;
        for round in 1..=ROUNDS {
            let before = keys[round - 1];
            let last = substitute(load(&before), &SBOX);
            let last =
                i8x16_shuffle::<13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12>(
                    last, last,
                );
            let mut words = u128::from_le_bytes(before);
            words ^= words << 32;
            words ^= words << 64;
            let word = u128::from_le_bytes(store(last))
                ^ (0x0001_0000_0001_0000_0001_0000_0001 * u128::from(constant));
            keys[round] = (words ^ word).to_le_bytes();
            constant = double(constant);
        }
        Self(keys)
    }

    fn round_key(&self, round: usize) -> v128 {
        load(&self.0[round])
    }

    pub(crate) fn encrypt(&self, text: &mut [u8]) {
        let mut chain = u8x16_splat(0);
        for block in text.as_chunks_mut::<BLOCK>().0 {
            let mut state = v128_xor(v128_xor(load(block), chain), self.round_key(0));
            for round in 1..ROUNDS {
                state = shift_rows(substitute(state, &SBOX));
                state = v128_xor(mix_columns(state), self.round_key(round));
            }
            chain = v128_xor(shift_rows(substitute(state, &SBOX)), self.round_key(ROUNDS));
            *block = store(chain);
        }
    }

    pub(crate) fn decrypt(&self, text: &mut [u8]) {
        let mut chain = u8x16_splat(0);
        for block in text.as_chunks_mut::<BLOCK>().0 {
            let cipher = load(block);
            let mut state = v128_xor(cipher, self.round_key(ROUNDS));
            for round in (1..ROUNDS).rev() {
                state = substitute(unshift_rows(state), &INVERSE_SBOX);
                state = unmix_columns(v128_xor(state, self.round_key(round)));
            }
            state = substitute(unshift_rows(state), &INVERSE_SBOX);
            *block = store(v128_xor(v128_xor(state, self.round_key(0)), chain));
            chain = cipher;
        }
    }
}

#[inline(always)]
fn load(bytes: &[u8; BLOCK]) -> v128 {
    let (words, _) = bytes.as_chunks::<8>();
    u64x2(u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1]))
}

#[inline(always)]
fn store(vector: v128) -> [u8; BLOCK] {
    let mut bytes = [0; BLOCK];
    let (words, _) = bytes.as_chunks_mut::<8>();
    words[0] = u64x2_extract_lane::<0>(vector).to_le_bytes();
    words[1] = u64x2_extract_lane::<1>(vector).to_le_bytes();
    bytes
}

/// SubBytes, or its inverse: `swizzle` gives 0 for every lane whose byte is not
/// in the row of 16 that it looks in.
#[inline(always)]
fn substitute(state: v128, table: &[[u8; BLOCK]; 16]) -> v128 {
    let mut found = u8x16_splat(0);
    let mut index = state;
    for row in table {
        found = v128_or(found, i8x16_swizzle(load(row), index));
        index = u8x16_sub(index, u8x16_splat(16));
    }
    found
}

#[inline(always)]
fn shift_rows(state: v128) -> v128 {
    i8x16_shuffle::<0, 5, 10, 15, 4, 9, 14, 3, 8, 13, 2, 7, 12, 1, 6, 11>(state, state)
}

#[inline(always)]
fn unshift_rows(state: v128) -> v128 {
    i8x16_shuffle::<0, 13, 10, 7, 4, 1, 14, 11, 8, 5, 2, 15, 12, 9, 6, 3>(state, state)
}

/// Each byte times x in the field.
#[inline(always)]
fn doubled(state: v128) -> v128 {
    let carry = v128_and(i8x16_lt(state, i8x16_splat(0)), u8x16_splat(0x1b));
    v128_xor(u8x16_add(state, state), carry)
}

/// The columns turned by two bytes.
#[inline(always)]
fn turned_twice(state: v128) -> v128 {
    i8x16_shuffle::<2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13>(state, state)
}

/// Byte a of a column beside b, c, d becomes 2a + 3b + c + d = 2(a + b) + b + (c + d).
#[inline(always)]
fn mix_columns(state: v128) -> v128 {
    let next = i8x16_shuffle::<1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12>(state, state);
    let pair = v128_xor(state, next);
    v128_xor(v128_xor(doubled(pair), next), turned_twice(pair))
}

/// The inverse polynomial is that of `mix_columns` times 4x² + 5.
#[inline(always)]
fn unmix_columns(state: v128) -> v128 {
    let sum = v128_xor(state, turned_twice(state));
    mix_columns(v128_xor(state, doubled(doubled(sum))))
}

const fn double(byte: u8) -> u8 {
    (byte << 1) ^ (if byte & 0x80 == 0 { 0 } else { 0x1b })
}

/// Section 5.1.1, made rather than listed: powers of the generator 3 and of its
/// inverse run through every byte and its inverse.
const TABLES: ([[u8; BLOCK]; 16], [[u8; BLOCK]; 16]) = {
    let mut forward = [[0; BLOCK]; 16];
    let mut inverse = [[0; BLOCK]; 16];
    let (mut power, mut reciprocal) = (1_u8, 1_u8);
    let mut left = 256;
    while left > 0 {
        left -= 1;
        // 0, which is no power, has no inverse and stands for its own.
        let (byte, b) = if left == 0 { (0, 0) } else { (power, reciprocal) };
        let image =
            b ^ b.rotate_left(1) ^ b.rotate_left(2) ^ b.rotate_left(3) ^ b.rotate_left(4) ^ 0x63;
        forward[byte as usize / 16][byte as usize % 16] = image;
        inverse[image as usize / 16][image as usize % 16] = byte;
        power ^= double(power);
        // Divided by 3: times 0xf6.
        reciprocal ^= reciprocal << 1;
        reciprocal ^= reciprocal << 2;
        reciprocal ^= reciprocal << 4;
        if reciprocal & 0x80 != 0 {
            reciprocal ^= 0x09;
        }
    }
    (forward, inverse)
};
static SBOX: [[u8; BLOCK]; 16] = TABLES.0;
static INVERSE_SBOX: [[u8; BLOCK]; 16] = TABLES.1;
