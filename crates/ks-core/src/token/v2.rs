//! KS v2: `base64url(v2|partner|AES-CBC(SHA-1(body) + body))`, where the body
//! is 16 random bytes and a query string (docs/ks-format.md 3).

use alloc::vec::Vec;

use subtle::ConstantTimeEq;

use super::base64::{self, Alphabet};
use super::sha1::sha1;
use super::{ROOM, Room, Sink};
use crate::cipher::BLOCK;
use crate::error::Result;
use crate::secret::Key;
use crate::session::{Nonce, Session};

/// SHA-1 of the body.
pub(crate) const HASH: usize = 20;
/// The random block at the head of the body.
pub(crate) const RANDOM: usize = 16;
/// The tag, hash, random block, `_e _t _u _m _d` with their signs, the numbers,
/// the growth of a lone star, and padding.
const FIXED: usize = 3 + 12 + HASH + RANDOM + 5 * 4 + 20 + 1 + 11 + 8 + BLOCK;

/// What every v2 KS of a partner begins with: `v2|102|`.
#[derive(Debug, Clone)]
pub(crate) struct Header(Room<16>);

impl Header {
    pub(crate) fn new(partner_id: i32) -> Self {
        let mut header = Room::new();
        header.extend(b"v2|");
        header.decimal(partner_id.into());
        header.push(b'|');
        Self(header)
    }

    fn len(&self) -> usize {
        self.0.as_slice().len()
    }
}

/// Appends the text of a checked session.
pub(crate) fn seal(
    session: &Session<'_>,
    header: &Header,
    expires_at: i64,
    nonce: &Nonce<'_>,
    key: &Key,
    out: &mut Vec<u8>,
) -> Result<()> {
    let random = nonce.block()?;
    // An escaped byte takes three. Every privilege has a sign and a `&`, of
    // which the text has at least one.
    let text = [
        session.privileges.text_len(),
        session.user_id.as_deref().map_or(0, str::len),
        session.additional_data.as_deref().map_or(0, str::len),
    ]
    .into_iter()
    .fold(0, usize::saturating_add);
    let bound = text.saturating_mul(3).saturating_add(session.privileges.len() + FIXED);
    if bound <= ROOM {
        let mut plain = Room::<ROOM>::new();
        write(&mut plain, session, header, expires_at, random);
        encrypt(plain.written(), header, key, out);
    } else {
        let mut plain = Vec::with_capacity(bound);
        write(&mut plain, session, header, expires_at, random);
        encrypt(&mut plain, header, key, out);
    }
    Ok(())
}

/// Header, room for the hash, random block, fields, zero padding.
fn write<S: Sink>(
    plain: &mut S,
    session: &Session<'_>,
    header: &Header,
    expires_at: i64,
    random: &[u8; RANDOM],
) {
    plain.append(&header.0);
    plain.extend(&[0; HASH]);
    plain.extend(random);
    let before_fields = plain.written().len();
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
    let end = plain.written().len();
    let body = &plain.written()[before_fields - RANDOM..];
    let hash = sha1(body);
    plain.written()[before_fields - RANDOM - HASH..before_fields - RANDOM].copy_from_slice(&hash);
    let used = (end - header.len()) % BLOCK;
    if used > 0 {
        plain.extend(&[0; BLOCK][used..]);
    }
}

fn encrypt(plain: &mut [u8], header: &Header, key: &Key, out: &mut Vec<u8>) {
    key.cipher.encrypt(&mut plain[header.len()..]);
    base64::encode(Alphabet::V2, plain, out);
}

/// Decrypts in place. Gives the length of hash and body if this key made them.
pub(crate) fn open(cipher: &mut [u8], key: &Key) -> Option<usize> {
    if cipher.is_empty() || !cipher.len().is_multiple_of(BLOCK) {
        return None;
    }
    key.cipher.decrypt(cipher);
    // The server strips every NUL at the end, not only the padding.
    let len = cipher.iter().rposition(|&b| b != 0)? + 1;
    let (hash, body) = cipher[..len].split_at_checked(HASH)?;
    bool::from(sha1(body).ct_eq(hash)).then_some(len)
}
