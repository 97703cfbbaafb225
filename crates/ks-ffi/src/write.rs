//! Making KSs.

use std::ffi::c_char;

use ks_core::server::{parse_v1_privileges, rounded_end};
use ks_core::{Expiry, HashType, Nonce, Signer, app_token_hash, inspect, lint, parse_partner_id};

use crate::border::{Caller, Entry, utf8};
use crate::error::{Failure, kks_error};
use crate::input::{Order, clock, given, kks_session, partner};
use crate::list::{each_value, kks_list, rows};
use crate::read::kks_keyring;
use crate::status::{KKS_INVALID_STRUCT, KKS_NO_VALUE, KKS_OK, kks_status};

/// Makes KSs for one partner with one secret, from which everything is derived
/// once. Threads may share it without a lock.
pub struct kks_signer {
    _opaque: [u8; 0],
}

opaque!(kks_signer, Signer);

/// One result of kks_signer_generate_many.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct kks_made {
    /// Where the KS begins in the buffer. SIZE_MAX where it was not made.
    pub offset: usize,
    /// How long it is, without its NUL. 0 where it was not made.
    pub length: usize,
    /// KKS_OK, or why it was not made.
    pub status: kks_status,
    /// Nothing yet.
    pub reserved: i32,
}

/// Appends the text of a KS.
fn write(signer: &Signer, order: Order<'_>, to: &mut Vec<u8>) -> Result<(), Failure> {
    let nonce = order.nonce.map_or_else(Nonce::random, Ok)?;
    Ok(signer.write(&order.session, order.now, &nonce, to)?)
}

/// Makes a signer with the partner's admin secret: Kaltura accepts no KS that
/// is signed with the user secret. Free it with kks_signer_free.
///
/// partner_id is wider than a partner id, so that a number that is none is
/// refused and not cut to another partner's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_signer_new(
    partner_id: i64,
    secret: *const c_char,
    secret_length: usize,
    signer: *mut *mut kks_signer,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let secret = caller.bytes("secret", secret, secret_length)?;
        caller.give("signer", signer, || Ok(Signer::new(partner(partner_id)?, secret)?))
    })
}

/// The partner that a signer signs for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_signer_partner_id(
    signer: *const kks_signer,
    partner_id: *mut i32,
) -> kks_status {
    guarded!(|caller| caller.put(
        "partner_id",
        partner_id,
        caller.open("signer", signer)?.partner_id()
    ))
}

/// Makes a KS. About 300 bytes are enough for a usual one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_signer_generate(
    signer: *const kks_signer,
    session: *const kks_session,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let mut ks = Vec::new();
        write(caller.open("signer", signer)?, caller.order(session)?, &mut ks)?;
        caller.fill(buffer, capacity, length, &ks)
    })
}

/// Makes many KSs, one for each of count sessions that stand side by side, into
/// one buffer: each ends in NUL, and results[i] tells where the KS of
/// sessions[i] is, or why there is none. *length is the size of all, with their
/// NULs; so much must the buffer hold.
///
/// A session that cannot be made does not fail the call: look at each status,
/// and to hear more of one, give it to kks_signer_generate.
///
/// Errors: KKS_BUFFER_TOO_SMALL, with nothing written but *length, which for
/// the same sessions is enough the next time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_signer_generate_many(
    signer: *const kks_signer,
    sessions: *const kks_session,
    count: usize,
    buffer: *mut c_char,
    capacity: usize,
    results: *mut kks_made,
    length: *mut usize,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let signer = caller.open("signer", signer)?;
        let stride = if count == 0 { 0 } else { caller.prepared_size("sessions", sessions)? };
        if results.is_null() && count > 0 {
            return Err(Failure::null("results"));
        }
        let mut texts = Vec::new();
        let mut made = Vec::new();
        for index in 0..count {
            let session = sessions.wrapping_byte_add(stride.wrapping_mul(index));
            if caller.prepared_size(Entry("sessions", index, ""), session)? != stride {
                let message = "the sessions were not all prepared with one size";
                return Err(Failure::at_border(KKS_INVALID_STRUCT, message.into()));
            }
            let offset = texts.len();
            let result = caller.order(session).and_then(|order| write(signer, order, &mut texts));
            made.push(match result {
                Ok(()) => {
                    let length = texts.len() - offset;
                    texts.push(0);
                    kks_made { offset, length, status: KKS_OK, reserved: 0 }
                }
                // No place in the buffer, so that nobody reads the next KS for this one.
                Err(failure) => kks_made {
                    offset: usize::MAX,
                    length: 0,
                    status: failure.status(),
                    reserved: 0,
                },
            });
        }
        caller.fill_with_ended(buffer, capacity, length, &texts)?;
        caller.put_all("results", results, &made)
    })
}

/// Frees a signer and wipes its secret. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_signer_free(signer: *mut kks_signer) -> kks_status {
    guarded!(|caller| caller.free(signer))
}

/// Makes one KS without a signer to keep. A program that makes many is several
/// times faster with a signer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_generate(
    partner_id: i64,
    secret: *const c_char,
    secret_length: usize,
    session: *const kks_session,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let secret = caller.bytes("secret", secret, secret_length)?;
        let signer = Signer::new(partner(partner_id)?, secret)?;
        let mut ks = Vec::new();
        write(&signer, caller.order(session)?, &mut ks)?;
        caller.fill(buffer, capacity, length, &ks)
    })
}

/// Advice on a session before it is signed: what the server will ignore,
/// misread or grant too widely. Each entry of the list is a stable code with a
/// sentence. Free it with kks_list_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_lint(
    session: *const kks_session,
    advice: *mut *mut kks_list,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let order = caller.order(session)?;
        caller.give("advice", advice, || Ok(rows(lint(&order.session, order.now)?)))
    })
}

/// When a KS that is signed anew ends, and with which clock and nonce.
struct Renewal<'call> {
    ks: &'call str,
    expiry: Expiry,
    now: i64,
    nonce: Nonce<'call>,
}

impl<'call> Caller<'call> {
    fn renewal(
        self,
        (ks, ks_length): (*const c_char, usize),
        session: *const kks_session,
    ) -> Result<Renewal<'call>, Failure> {
        let ks = self.ks(ks, ks_length)?;
        let session = self.read("session", session)?;
        let nonce = self
            .optional_text("nonce", session.nonce, session.nonce_length)?
            .map_or_else(Nonce::random, |text| Nonce::parse(text, inspect(ks)?.version))?;
        let expiry = Expiry::given(given(session.expiry), given(session.expires_at))?;
        Ok(Renewal { ks, expiry, now: clock(session.now), nonce })
    }
}

/// Signs a KS of the signer's own secret anew: the same version and content,
/// with the expiry (or expires_at), now and nonce of the session, whose other
/// fields are not read. The old KS may be expired.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_signer_renew(
    signer: *const kks_signer,
    ks: *const c_char,
    ks_length: usize,
    session: *const kks_session,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let signer = caller.open("signer", signer)?;
        let Renewal { ks, expiry, now, nonce } = caller.renewal((ks, ks_length), session)?;
        let renewed = signer.renew_with_nonce(ks, expiry, now, &nonce)?;
        caller.fill(buffer, capacity, length, renewed.as_bytes())
    })
}

/// kks_signer_renew for a KS of any secret of a keyring, whose first secret
/// signs: for the time of a rotation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_renew(
    keyring: *const kks_keyring,
    ks: *const c_char,
    ks_length: usize,
    session: *const kks_session,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let keyring = caller.open("keyring", keyring)?;
        let Renewal { ks, expiry, now, nonce } = caller.renewal((ks, ks_length), session)?;
        let renewed = keyring.renew_with_nonce(ks, expiry, now, &nonce)?;
        caller.fill(buffer, capacity, length, renewed.as_bytes())
    })
}

/// The tokenHash that appToken.startSession wants, in lower-case hex (at most
/// 128 digits). ks is the KS that the call itself carries, exactly as it is
/// sent. hash_type is "SHA1" (or NULL), "MD5", "SHA256" or "SHA512".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_app_token_hash(
    ks: *const c_char,
    ks_length: usize,
    token: *const c_char,
    token_length: usize,
    hash_type: *const c_char,
    hash_type_length: usize,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let hash_type = match caller.optional_text("hash_type", hash_type, hash_type_length)? {
            Some(name) => name.parse()?,
            None => HashType::default(),
        };
        let ks = caller.ks(ks, ks_length)?;
        let hash = app_token_hash(ks, caller.text("token", token, token_length)?, hash_type)?;
        caller.fill(buffer, capacity, length, hash.as_bytes())
    })
}

/// Reads a partner id that is text: a plain whole number of 32 bits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_parse_partner_id(
    text: *const c_char,
    text_length: usize,
    partner_id: *mut i32,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let text = utf8("partner_id", caller.bytes("text", text, text_length)?)?;
        caller.put("partner_id", partner_id, parse_partner_id(text)?)
    })
}

/// The end, in Unix seconds, that Kaltura's own generator gives a session that
/// lives for lifetime seconds: privileges that name downloadasset are rounded
/// up to 5 minutes, so that equal requests share a KS.
///
/// Errors: KKS_NO_VALUE where the server has no such number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_rounded_end(
    lifetime: i64,
    privileges: *const c_char,
    privileges_length: usize,
    now: i64,
    end: *mut i64,
) -> kks_status {
    guarded!(|caller| {
        let text = caller.optional_argument("privileges", privileges, privileges_length)?;
        let rounded = rounded_end(lifetime, text.unwrap_or_default(), clock(now));
        caller.put("end", end, rounded.ok_or(KKS_NO_VALUE)?)
    })
}

/// Reads a privilege text by the rules of v1 and of app tokens: each entry of
/// the list is a name with one of its values, or without a value. Nothing is
/// trimmed or checked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_parse_v1_privileges(
    privileges: *const c_char,
    privileges_length: usize,
    parsed: *mut *mut kks_list,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let text = caller.text("privileges", privileges, privileges_length)?;
        caller.give("parsed", parsed, || {
            let pairs = parse_v1_privileges(text).0;
            Ok(each_value(pairs.iter().map(|(name, values)| (name, values))))
        })
    })
}

/// The privilege text that the server rebuilds from what
/// kks_parse_v1_privileges reads.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kks_rebuild_v1_privileges(
    privileges: *const c_char,
    privileges_length: usize,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
    error: *mut *mut kks_error,
) -> kks_status {
    guarded!(error, |caller| {
        let text = caller.text("privileges", privileges, privileges_length)?;
        caller.fill(buffer, capacity, length, parse_v1_privileges(text).1.as_bytes())
    })
}
