//! KS v2: encrypted fields (docs/ks-format.md 3).
//!
//! ```text
//! KS     = base64url( "v2|" partner "|" cipher )        URL-safe alphabet, padded
//! cipher = AES-128-CBC( key, IV = 0, plain )
//! key    = first 16 bytes of SHA-1( secret )
//!
//!          0          20            36
//! plain  = | SHA-1    | nonce       | fields | NULs up to a multiple of 16 |
//!            of the     16 bytes      name=value&name=value...
//!            next two
//!
//! fields = privileges, then _e expiry, _t type, [_u user], [_m master partner],
//!          [_d additional data]; names and values escaped like PHP's urlencode
//! ```

use alloc::vec::Vec;

use subtle::ConstantTimeEq;

use crate::crypto::cipher::BLOCK;
use crate::crypto::keyring::Key;
use crate::crypto::sha1::{MAX_PADDING, sha1, sha1_before_zeros};
use crate::encoding::base64::{self, Alphabet};
use crate::encoding::buffer::{Output, STACK_CAPACITY, StackBuffer};
use crate::error::Result;
use crate::model::{Nonce, Session};

/// The length of the SHA-1 digest.
pub(crate) const HASH_LEN: usize = 20;
/// The length of the nonce.
pub(crate) const NONCE_LEN: usize = 16;
/// The longest sum of everything but text: the header, the hash, the nonce, the names
/// `_e _t _u _m _d` with `=` and `&`, their numbers, the growth of `*` to `all=*`, and the
/// padding of SHA-1, which is longer than that of the blocks and is replaced by it.
const MAX_FIXED_LEN: usize = 3 + 12 + HASH_LEN + NONCE_LEN + 5 * 4 + 20 + 1 + 11 + 8 + MAX_PADDING;

/// The clear text that every v2 KS of a partner begins with, such as `v2|102|`.
#[derive(Debug, Clone)]
pub(crate) struct Header(StackBuffer<16>);

impl Header {
    pub(crate) fn new(partner_id: i32) -> Self {
        let mut header = StackBuffer::new();
        header.extend(b"v2|");
        header.decimal(partner_id.into());
        header.push(b'|');
        Self(header)
    }

    fn len(&self) -> usize {
        self.0.as_slice().len()
    }
}

/// Appends the text of a validated session.
pub(crate) fn seal(
    session: &Session<'_>,
    header: &Header,
    expires_at: i64,
    nonce: &Nonce<'_>,
    key: &Key,
    out: &mut Vec<u8>,
) -> Result<()> {
    let nonce = nonce.block()?;
    // An escaped byte takes three. A privilege adds `=` and `&`, and its text has at least
    // one separator.
    let text = [
        session.privileges.text_len(),
        session.user_id.as_deref().map_or(0, str::len),
        session.additional_data.as_deref().map_or(0, str::len),
    ]
    .into_iter()
    .fold(0, usize::saturating_add);
    let bound = text.saturating_mul(3).saturating_add(session.privileges.len() + MAX_FIXED_LEN);
    if bound <= STACK_CAPACITY {
        let mut plain = StackBuffer::<STACK_CAPACITY>::new();
        write(&mut plain, session, header, expires_at, nonce);
        encrypt(plain.as_mut_slice(), header, key, out);
    } else {
        let mut plain = Vec::with_capacity(bound);
        write(&mut plain, session, header, expires_at, nonce);
        encrypt(&mut plain, header, key, out);
    }
    Ok(())
}

/// Writes the header and the plaintext.
fn write<O: Output>(
    plain: &mut O,
    session: &Session<'_>,
    header: &Header,
    expires_at: i64,
    nonce: &[u8; NONCE_LEN],
) {
    plain.append(&header.0);
    let hash_at = plain.as_mut_slice().len();
    plain.extend(&[0; HASH_LEN]);
    let body_at = hash_at + HASH_LEN;
    plain.extend(nonce);
    session.privileges.write_fields(plain);
    plain.extend(b"_e=");
    plain.decimal(expires_at);
    plain.extend(b"&_t=");
    plain.push(b'0' + session.session_type.number());
    if let Some(user) = session.user_id.as_deref() {
        plain.extend(b"&_u=");
        plain.escape(user.as_bytes());
    }
    if let Some(master) = session.master_partner_id {
        plain.extend(b"&_m=");
        plain.decimal(master.into());
    }
    if let Some(data) = session.additional_data.as_deref() {
        plain.extend(b"&_d=");
        plain.escape(data.as_bytes());
    }
    let used = plain.as_mut_slice().len() - hash_at;
    plain.extend(&[0; MAX_PADDING]);
    let written = plain.as_mut_slice();
    let hash = sha1_before_zeros(&mut written[body_at..]);
    written[hash_at..body_at].copy_from_slice(&hash);
    plain.truncate(hash_at + used.next_multiple_of(BLOCK));
}

fn encrypt(plain: &mut [u8], header: &Header, key: &Key, out: &mut Vec<u8>) {
    key.cipher.encrypt(&mut plain[header.len()..]);
    base64::encode(Alphabet::UrlSafe, plain, out);
}

/// Decrypts in place. Returns the length of the hash and body if this key encrypted them.
pub(crate) fn open(cipher: &mut [u8], key: &Key) -> Option<usize> {
    if cipher.is_empty() || !cipher.len().is_multiple_of(BLOCK) {
        return None;
    }
    key.cipher.decrypt(cipher);
    // The server strips all trailing NULs, not only the padding.
    let len = cipher.iter().rposition(|&b| b != 0)? + 1;
    let (hash, body) = cipher[..len].split_at_checked(HASH_LEN)?;
    is_equal(&sha1(body), hash).then_some(len)
}

/// Compares two digests in constant time: their differences are collected and tested once.
fn is_equal(a: &[u8; HASH_LEN], b: &[u8]) -> bool {
    let (a, b) = (a.as_chunks::<4>().0, b.as_chunks::<4>().0);
    let words = a.iter().zip(b).map(|(a, b)| u32::from_ne_bytes(*a) ^ u32::from_ne_bytes(*b));
    words.fold(0, |difference, word| difference | word).ct_eq(&0).into()
}

#[cfg(test)]
mod tests {
    use super::{HASH_LEN, is_equal};

    #[test]
    fn digests_differ_wherever_a_bit_differs() {
        let digest: [u8; HASH_LEN] = core::array::from_fn(|i| u8::try_from(11 * i).unwrap());
        assert!(is_equal(&digest, &digest));
        for bit in 0..8 * HASH_LEN {
            let flip = |digest: &mut [u8; HASH_LEN], byte: usize| digest[byte] ^= 1 << (bit % 8);
            let mut other = digest;
            flip(&mut other, bit / 8);
            assert!(!is_equal(&digest, &other), "{bit}");
            // The same difference elsewhere does not cancel it.
            for distance in 1..HASH_LEN {
                let mut two = other;
                flip(&mut two, (bit / 8 + distance) % HASH_LEN);
                assert!(!is_equal(&digest, &two), "{bit} {distance}");
            }
        }
    }
}
