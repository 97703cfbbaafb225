//! KS v1: signed text that anyone can read (docs/ks-format.md 2).
//!
//! ```text
//! KS        = base64( signature "|" info )              standard alphabet, padded
//! signature = hex( SHA-1( secret info ) )               40 digits
//! info      = partner ";" partner ";" expiry ";" type ";" rand ";" user ";"
//!             privileges ";" [ master partner ] ";" additional data
//! ```
//!
//! Nothing is escaped, so no field can contain `;`.

use alloc::vec::Vec;

use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;

use crate::crypto::keyring::Key;
use crate::crypto::secret::Secret;
use crate::encoding::base64::{self, Alphabet};
use crate::encoding::buffer::{Output, STACK_CAPACITY, StackBuffer};
use crate::encoding::hex;
use crate::error::{Error, Result};
use crate::model::{Nonce, Session};

/// The length of the signature and the `|` after it.
const SIGNATURE_PREFIX_LEN: usize = 41;
/// The longest sum of all parts that are not text: two partner ids, the expiry, the type, a
/// master partner and eight semicolons.
const MAX_FIXED_LEN: usize = SIGNATURE_PREFIX_LEN + 3 * 11 + 20 + 1 + 8;

/// Shorter secrets could appear in a field by coincidence.
const MIN_SECRET_LEN_TO_SEARCH: usize = 16;

/// Appends the text of a validated session. It always has all nine parts, like a KS that the
/// server generates.
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
        .fold(MAX_FIXED_LEN, usize::saturating_add);

    let secret = key.secret.as_bytes();
    let contains_secret =
        |part: &&str| part.as_bytes().windows(secret.len()).any(|text| text == secret);
    if secret.len() >= MIN_SECRET_LEN_TO_SEARCH
        && [&*rand, user, &*privileges, data].iter().any(contains_secret)
    {
        return Err(Error::InvalidSecret(
            "appears in one of the KS's fields, and a v1 KS is readable by anyone; check the order of the arguments",
        ));
    }

    let write = |plain: &mut dyn Output| {
        plain.extend(&[0; SIGNATURE_PREFIX_LEN]);
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
    if bound <= STACK_CAPACITY {
        let mut plain = StackBuffer::<STACK_CAPACITY>::new();
        write(&mut plain);
        sign(plain.as_mut_slice(), key, out);
    } else {
        let mut plain = Vec::with_capacity(bound);
        write(&mut plain);
        sign(&mut plain, key, out);
    }
    Ok(())
}

fn sign(plain: &mut [u8], key: &Key, out: &mut Vec<u8>) {
    let (head, info) = plain.split_at_mut(SIGNATURE_PREFIX_LEN);
    head[..40].copy_from_slice(&signature(&key.secret, info));
    head[40] = b'|';
    base64::encode(Alphabet::Standard, plain, out);
}

fn signature(secret: &Secret, info: &[u8]) -> [u8; 40] {
    let digest = Sha1::new_with_prefix(secret.as_bytes()).chain_update(info).finalize();
    let mut text = [0; 40];
    for (digits, byte) in text.as_chunks_mut::<2>().0.iter_mut().zip(digest) {
        *digits = hex::digits(byte);
    }
    text
}

/// Returns `true` if this is the signature of the text by this key.
pub(crate) fn is_signed_by(signed: &[u8], text: &[u8], key: &Key) -> bool {
    // The lengths are public; `ct_eq` compares equal lengths in constant time.
    signature(&key.secret, text).ct_eq(signed).into()
}
