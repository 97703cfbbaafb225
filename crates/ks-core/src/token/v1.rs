//! KS v1: `base64(hex(SHA-1(secret + info)) | info)` (docs/ks-format.md 2).

use alloc::vec::Vec;

use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;

use super::base64::{self, Alphabet};
use super::{Envelope, ROOM, Room, Sink};
use crate::error::{Error, Result};
use crate::secret::{Key, Secret};
use crate::session::{Nonce, Session};

/// 40 hex digits and `|`.
const SIGNATURE: usize = 41;
/// Two partner ids, an end, a type, a master partner and eight semicolons.
const FIXED: usize = SIGNATURE + 3 * 11 + 20 + 1 + 8;

/// A secret as short as a word may stand in a text by chance.
const TELLING: usize = 16;

/// Appends the text of a checked session. Always all nine parts, as the server
/// writes them.
pub(crate) fn seal(
    session: &Session<'_>,
    partner_id: i32,
    expires_at: i64,
    nonce: &Nonce<'_>,
    key: &Key,
    out: &mut Vec<u8>,
) -> Result<()> {
    let privileges = session.privileges.v1_text()?;
    let rand = nonce.v1_text()?;
    let user = session.user_id.as_deref().unwrap_or_default();
    let data = session.additional_data.as_deref().unwrap_or_default();
    let bound = [privileges.len(), rand.len(), user.len(), data.len()]
        .into_iter()
        .fold(FIXED, usize::saturating_add);

    // Whoever sees a v1 KS reads all of it.
    let secret = key.secret.as_bytes();
    let tells = |part: &&str| part.as_bytes().windows(secret.len()).any(|text| text == secret);
    if secret.len() >= TELLING && [&*rand, user, &*privileges, data].iter().any(tells) {
        return Err(Error::InvalidSecret(
            "stands in what the KS says, and anybody can read a v1 KS; are the arguments in order?",
        ));
    }

    let write = |plain: &mut dyn Sink| {
        plain.extend(&[0; SIGNATURE]);
        plain.decimal(partner_id.into());
        plain.push(b';');
        plain.decimal(partner_id.into());
        plain.push(b';');
        plain.decimal(expires_at);
        plain.push(b';');
        plain.push(b'0' + session.session_type.number());
        for part in [&rand, user, &privileges] {
            plain.push(b';');
            plain.extend(part.as_bytes());
        }
        plain.push(b';');
        if let Some(master) = session.master_partner_id {
            plain.decimal(master.into());
        }
        plain.push(b';');
        plain.extend(data.as_bytes());
    };
    if bound <= ROOM {
        let mut plain = Room::<ROOM>::new();
        write(&mut plain);
        sign(plain.written(), key, out);
    } else {
        let mut plain = Vec::with_capacity(bound);
        write(&mut plain);
        sign(&mut plain, key, out);
    }
    Ok(())
}

fn sign(plain: &mut [u8], key: &Key, out: &mut Vec<u8>) {
    let (head, info) = plain.split_at_mut(SIGNATURE);
    head[..40].copy_from_slice(&signature(&key.secret, info));
    head[40] = b'|';
    base64::encode(Alphabet::V1, plain, out);
}

fn signature(secret: &Secret, info: &[u8]) -> [u8; 40] {
    let digest = Sha1::new_with_prefix(secret.as_bytes()).chain_update(info).finalize();
    let mut text = [0; 40];
    for (digits, byte) in text.as_chunks_mut::<2>().0.iter_mut().zip(digest) {
        *digits = crate::hex::digits(byte);
    }
    text
}

/// Whether this key signed the KS.
pub(crate) fn is_signed_by(envelope: &Envelope, key: &Key) -> bool {
    // Lengths are public; `ct_eq` compares equal lengths in constant time.
    signature(&key.secret, envelope.payload()).ct_eq(envelope.v1_signature()).into()
}
