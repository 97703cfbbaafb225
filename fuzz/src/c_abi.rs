//! The C functions with arbitrary buffers, lengths and numbers. AddressSanitizer reports each
//! access beyond a buffer, because each has exactly the size that the call is told.

// Every pointer that is passed is NULL, or that of a live allocation of the length that is
// passed beside it.
#![allow(clippy::undocumented_unsafe_blocks)]

use std::ffi::{CStr, c_char};
use std::ptr;

use arbitrary::{Result, Unstructured};
use ks::app_token::kks_app_token_hash;
use ks::decode::{
    kks_decode, kks_decoded, kks_decoded_free, kks_decoded_grants, kks_decoded_lint,
    kks_decoded_list, kks_decoded_number, kks_decoded_text,
};
use ks::error::{kks_error_code, kks_error_free, kks_error_message, kks_error_status};
use ks::explain::{
    kks_explain, kks_explanation_decoded, kks_explanation_free, kks_explanation_granted,
    kks_explanation_number, kks_explanation_text,
};
use ks::find::kks_find;
use ks::inspect::{kks_inspect, kks_unverified_free, kks_unverified_number, kks_unverified_text};
use ks::keyring::{kks_keyring, kks_keyring_free, kks_keyring_new, kks_keyring_with_secrets};
use ks::lint::kks_lint;
use ks::list::{kks_list, kks_list_count, kks_list_free, kks_list_get};
use ks::renew::kks_signer_renew;
use ks::signer::{kks_keyring_signer, kks_signer, kks_signer_free, kks_signer_generate};
use ks::status::{
    KKS_BUFFER_TOO_SMALL, KKS_INTERNAL_ERROR, KKS_INVALID_HANDLE, KKS_OK, kks_status,
    kks_status_message,
};
use ks::structs::{
    kks_privilege, kks_request, kks_request_init, kks_session, kks_session_init,
    kks_verify_options, kks_verify_options_init,
};
use ks::verify::{
    kks_verified_free, kks_verified_list, kks_verified_number, kks_verified_text, kks_verify,
};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const NUL_TERMINATED: usize = usize::MAX;
/// Beyond the highest field and list.
const FIELDS: std::ops::Range<i32> = -1..44;
const LISTS: std::ops::Range<i32> = -1..6;

/// Calls the functions with arguments that are read from arbitrary bytes.
pub fn run(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let Some(mut library) = Library::new(&mut input) else { return };
    for _ in 0..8 {
        if input.is_empty() || library.call(&mut input).is_err() {
            break;
        }
    }
}

/// A text as a caller passes it: NULL, of a given length, or ended by a NUL.
struct Text {
    bytes: Option<Box<[u8]>>,
    length: usize,
}

impl Text {
    fn new(bytes: &[u8]) -> Self {
        Self { length: bytes.len(), bytes: Some(bytes.into()) }
    }

    fn read(input: &mut Unstructured<'_>) -> Result<Self> {
        let form: u8 = input.arbitrary()?;
        let len = usize::from(input.arbitrary::<u8>()?).min(input.len());
        let mut bytes = input.bytes(len)?.to_vec();
        Ok(match form % 8 {
            0 => Self { bytes: None, length: usize::from(form) * 3 },
            1 => Self { bytes: None, length: NUL_TERMINATED },
            2 | 3 => {
                bytes.push(0);
                Self { length: NUL_TERMINATED, bytes: Some(bytes.into()) }
            }
            _ => Self::new(&bytes),
        })
    }

    fn pointer(&self) -> *const c_char {
        self.bytes.as_ref().map_or(ptr::null(), |bytes| bytes.as_ptr().cast())
    }
}

/// A caller's buffer of exactly its capacity.
struct Buffer(Option<Box<[u8]>>);

impl Buffer {
    fn read(input: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self(match input.arbitrary::<u8>()? {
            0 => None,
            size @ 1..=199 => Some(vec![0xaa; size.into()].into()),
            _ => Some(vec![0xaa; 4096].into()),
        }))
    }

    /// Calls a function that writes text, and returns the text.
    fn fill(
        &mut self,
        write: impl FnOnce(*mut c_char, usize, *mut usize) -> kks_status,
    ) -> Option<Vec<u8>> {
        let mut length = NUL_TERMINATED;
        let capacity = self.0.as_ref().map_or(0, |buffer| buffer.len());
        let pointer = self.0.as_mut().map_or(ptr::null_mut(), |buffer| buffer.as_mut_ptr());
        let status = write(pointer.cast(), capacity, &raw mut length);
        check(status);
        match status {
            KKS_OK => {
                let buffer = self.0.as_deref().unwrap_or_default();
                assert_eq!(buffer.get(length), Some(&0));
                Some(buffer[..length].to_vec())
            }
            KKS_BUFFER_TOO_SMALL => {
                assert!(length >= capacity && length < NUL_TERMINATED);
                None
            }
            _ => {
                assert_eq!(length, NUL_TERMINATED);
                None
            }
        }
    }
}

/// Every status is known, and none is a bug of the library.
fn check(status: kks_status) {
    assert_ne!(status, KKS_INTERNAL_ERROR);
    let message = unsafe { CStr::from_ptr(kks_status_message(status)) };
    assert!(message.to_str().is_ok_and(|message| !message.is_empty()));
}

/// Calls a function that may write an error, and reads and frees the error.
fn with_error(call: impl FnOnce(*mut *mut ks::error::kks_error) -> kks_status) -> kks_status {
    let mut error = ptr::null_mut();
    let status = call(&raw mut error);
    check(status);
    assert_eq!(error.is_null(), status == KKS_OK);
    if !error.is_null() {
        unsafe {
            assert_eq!(kks_error_status(error), status);
            let message = CStr::from_ptr(kks_error_message(error)).to_str().unwrap();
            assert!(!message.is_empty() && !message.contains(SECRET), "{message}");
            assert!(!CStr::from_ptr(kks_error_code(error)).is_empty());
            assert_eq!(kks_error_free(error), KKS_OK);
        }
    }
    status
}

struct Library {
    keyring: *mut kks_keyring,
    signer: *mut kks_signer,
    /// The KS that was generated last.
    ks: Text,
}

impl Library {
    fn new(input: &mut Unstructured<'_>) -> Option<Self> {
        let given = Text::read(input).ok()?;
        let mut keyring = ptr::null_mut();
        let other = with_error(|error| unsafe {
            kks_keyring_new(given.pointer(), given.length, &raw mut keyring, error)
        });
        assert_eq!(keyring.is_null(), other != KKS_OK);
        assert_eq!(unsafe { kks_keyring_free(keyring) }, KKS_OK);
        let secrets = [given.pointer(), SECRET.as_ptr().cast()];
        let lengths = [given.length, SECRET.len()];
        let first = usize::from(other != KKS_OK);
        let made = with_error(|error| unsafe {
            kks_keyring_with_secrets(
                secrets[first..].as_ptr(),
                lengths[first..].as_ptr(),
                secrets.len() - first,
                &raw mut keyring,
                error,
            )
        });
        assert_eq!(made, KKS_OK);
        let partner_id = if input.arbitrary().ok()? { input.arbitrary().ok()? } else { 102 };
        let mut signer = ptr::null_mut();
        with_error(|error| unsafe {
            kks_keyring_signer(keyring, partner_id, &raw mut signer, error)
        });
        Some(Self { keyring, signer, ks: Text::new(b"") })
    }

    fn ks(&self, input: &mut Unstructured<'_>) -> Result<Text> {
        if input.arbitrary()? {
            return Text::read(input);
        }
        let bytes = self.ks.bytes.clone();
        Ok(Text { bytes, length: self.ks.length })
    }

    fn call(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        match input.arbitrary::<u8>()? % 9 {
            0 | 1 => self.generate(input),
            2 => self.decode(input),
            3 => self.verify(input),
            4 => self.explain(input),
            5 => inspect(&self.ks(input)?, input),
            6 => find(input),
            7 => app_token(&self.ks(input)?, input),
            _ => self.renew(input),
        }
    }

    fn generate(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let [user, privileges, data, nonce] = texts(input)?;
        let list = Privileges::read(input)?;
        let mut session = unsafe { std::mem::zeroed::<kks_session>() };
        unsafe { kks_session_init(&raw mut session, size_of::<kks_session>()) };
        (session.user_id, session.user_id_length) = (user.pointer(), user.length);
        if input.arbitrary()? {
            (session.privileges, session.privileges_length) =
                (privileges.pointer(), privileges.length);
        } else {
            (session.privilege_list, session.privilege_count) = list.parts();
        }
        (session.additional_data, session.additional_data_length) = (data.pointer(), data.length);
        if input.ratio(1, 4)? {
            (session.nonce, session.nonce_length) = (nonce.pointer(), nonce.length);
        }
        for number in [
            &mut session.r#type,
            &mut session.expiry,
            &mut session.expires_at,
            &mut session.master_partner_id,
            &mut session.version,
            &mut session.now,
            &mut session.anonymous,
        ] {
            match input.arbitrary::<u8>()? {
                0..=3 => *number = input.arbitrary()?,
                4..=9 => *number = input.int_in_range(0..=2)?,
                _ => {}
            }
        }
        let signer = self.signer;
        let generated = Buffer::read(input)?.fill(|buffer, capacity, length| {
            with_error(|error| unsafe {
                kks_signer_generate(signer, &raw const session, buffer, capacity, length, error)
            })
        });
        if let Some(ks) = generated {
            self.ks = Text::new(&ks);
        }
        let mut advice = ptr::null_mut();
        with_error(|error| unsafe { kks_lint(&raw const session, &raw mut advice, error) });
        read_list(advice);
        Ok(())
    }

    fn decode(&self, input: &mut Unstructured<'_>) -> Result<()> {
        let ks = self.ks(input)?;
        let mut decoded = ptr::null_mut();
        with_error(|error| unsafe {
            kks_decode(self.keyring, ks.pointer(), ks.length, &raw mut decoded, error)
        });
        read_decoded(decoded, input)
    }

    fn verify(&self, input: &mut Unstructured<'_>) -> Result<()> {
        let ks = self.ks(input)?;
        let [address, uri] = texts(input)?;
        let required = Privileges::read(input)?;
        let mut options = unsafe { std::mem::zeroed::<kks_verify_options>() };
        unsafe {
            kks_verify_options_init(&raw mut options, size_of::<kks_verify_options>());
        }
        options.partner_id = if input.arbitrary()? { input.arbitrary()? } else { 102 };
        (options.remote_addr, options.remote_addr_length) = (address.pointer(), address.length);
        (options.request_uri, options.request_uri_length) = (uri.pointer(), uri.length);
        if input.arbitrary()? {
            (options.required, options.required_count) = required.parts();
        }
        let mut verified = ptr::null_mut();
        let status = with_error(|error| unsafe {
            let options = &raw const options;
            kks_verify(self.keyring, ks.pointer(), ks.length, options, &raw mut verified, error)
        });
        assert_eq!(verified.is_null(), status != KKS_OK);
        let mut buffer = Buffer::read(input)?;
        for field in FIELDS {
            buffer.fill(|text, capacity, length| unsafe {
                kks_verified_text(verified, field, text, capacity, length)
            });
            let mut number = 0;
            check(unsafe { kks_verified_number(verified, field, &raw mut number) });
        }
        for which in LISTS {
            let mut list = ptr::null_mut();
            check(unsafe { kks_verified_list(verified, which, &raw mut list) });
            read_list(list);
        }
        assert_eq!(unsafe { kks_verified_free(verified) }, KKS_OK);
        Ok(())
    }

    fn explain(&self, input: &mut Unstructured<'_>) -> Result<()> {
        let ks = self.ks(input)?;
        let [address, uri] = texts(input)?;
        let can = Privileges::read(input)?;
        let mut request = unsafe { std::mem::zeroed::<kks_request>() };
        unsafe { kks_request_init(&raw mut request, size_of::<kks_request>()) };
        (request.remote_addr, request.remote_addr_length) = (address.pointer(), address.length);
        (request.request_uri, request.request_uri_length) = (uri.pointer(), uri.length);
        (request.can, request.can_count) = can.parts();
        let mut explanation = ptr::null_mut();
        with_error(|error| unsafe {
            let (keyring, request) = (self.keyring, &raw const request);
            kks_explain(keyring, ks.pointer(), ks.length, request, &raw mut explanation, error)
        });
        let mut buffer = Buffer::read(input)?;
        for field in FIELDS {
            buffer.fill(|text, capacity, length| unsafe {
                kks_explanation_text(explanation, field, text, capacity, length)
            });
            let mut number = 0;
            check(unsafe { kks_explanation_number(explanation, field, &raw mut number) });
        }
        for index in [0, 1, can.parts().1, usize::MAX] {
            let mut granted = 7;
            check(unsafe { kks_explanation_granted(explanation, index, &raw mut granted) });
            assert!(matches!(granted, 0 | 1 | 7));
        }
        let mut decoded = ptr::null_mut();
        check(unsafe { kks_explanation_decoded(explanation, &raw mut decoded) });
        read_decoded(decoded, input)?;
        assert_eq!(unsafe { kks_explanation_free(explanation) }, KKS_OK);
        Ok(())
    }

    fn renew(&self, input: &mut Unstructured<'_>) -> Result<()> {
        let ks = self.ks(input)?;
        let [expiry, expires_at, now]: [i64; 3] = input.arbitrary()?;
        let unset = |number: i64| if number % 2 == 0 { i64::MIN } else { number };
        Buffer::read(input)?.fill(|buffer, capacity, length| {
            with_error(|error| unsafe {
                kks_signer_renew(
                    self.signer,
                    ks.pointer(),
                    ks.length,
                    unset(expiry),
                    unset(expires_at),
                    unset(now),
                    buffer,
                    capacity,
                    length,
                    error,
                )
            })
        });
        Ok(())
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        unsafe {
            assert_eq!(kks_signer_free(self.signer), KKS_OK);
            assert_eq!(kks_keyring_free(self.keyring), KKS_OK);
        }
    }
}

/// An array of privileges with the texts that it points to.
struct Privileges {
    _texts: Vec<Text>,
    array: Option<Box<[kks_privilege]>>,
    count: usize,
}

impl Privileges {
    fn read(input: &mut Unstructured<'_>) -> Result<Self> {
        let count = usize::from(input.arbitrary::<u8>()? % 4);
        let texts = (0..2 * count).map(|_| Text::read(input)).collect::<Result<Vec<_>>>()?;
        let privilege = |pair: &[Text]| kks_privilege {
            name: pair[0].pointer(),
            name_length: pair[0].length,
            value: pair[1].pointer(),
            value_length: pair[1].length,
        };
        let array = texts.chunks(2).map(privilege).collect();
        // NULL with a count is an error, not a crash.
        let array = if input.ratio(1, 16)? { None } else { Some(array) };
        Ok(Self { _texts: texts, array, count })
    }

    fn parts(&self) -> (*const kks_privilege, usize) {
        (self.array.as_ref().map_or(ptr::null(), |array| array.as_ptr()), self.count)
    }
}

fn texts<const N: usize>(input: &mut Unstructured<'_>) -> Result<[Text; N]> {
    let texts = (0..N).map(|_| Text::read(input)).collect::<Result<Vec<_>>>()?;
    texts.try_into().map_err(|_| arbitrary::Error::NotEnoughData)
}

fn inspect(ks: &Text, input: &mut Unstructured<'_>) -> Result<()> {
    let mut unverified = ptr::null_mut();
    with_error(|error| unsafe { kks_inspect(ks.pointer(), ks.length, &raw mut unverified, error) });
    let mut buffer = Buffer::read(input)?;
    for field in FIELDS {
        buffer.fill(|text, capacity, length| unsafe {
            kks_unverified_text(unverified, field, text, capacity, length)
        });
        let mut number = 0;
        check(unsafe { kks_unverified_number(unverified, field, &raw mut number) });
    }
    assert_eq!(unsafe { kks_unverified_free(unverified) }, KKS_OK);
    Ok(())
}

fn find(input: &mut Unstructured<'_>) -> Result<()> {
    let text = Text::read(input)?;
    let (mut offset, mut found_length) = (0, 0);
    let found = Buffer::read(input)?.fill(|buffer, capacity, length| unsafe {
        let (offset, found) = (&raw mut offset, &raw mut found_length);
        kks_find(text.pointer(), text.length, buffer, capacity, length, offset, found)
    });
    if found.is_some() {
        let bytes = text.bytes.as_deref().unwrap_or_default();
        assert!(found_length > 0 && offset + found_length <= bytes.len());
    }
    Ok(())
}

fn app_token(ks: &Text, input: &mut Unstructured<'_>) -> Result<()> {
    let [token, hash_type] = texts(input)?;
    Buffer::read(input)?.fill(|buffer, capacity, length| {
        with_error(|error| unsafe {
            kks_app_token_hash(
                ks.pointer(),
                ks.length,
                token.pointer(),
                token.length,
                hash_type.pointer(),
                hash_type.length,
                buffer,
                capacity,
                length,
                error,
            )
        })
    });
    Ok(())
}

/// Reads every field and list of a decoded KS, which may be NULL, and frees it.
fn read_decoded(decoded: *mut kks_decoded, input: &mut Unstructured<'_>) -> Result<()> {
    let mut buffer = Buffer::read(input)?;
    for field in FIELDS {
        buffer.fill(|text, capacity, length| unsafe {
            kks_decoded_text(decoded, field, text, capacity, length)
        });
        let mut number = 0;
        check(unsafe { kks_decoded_number(decoded, field, &raw mut number) });
    }
    for which in LISTS {
        let mut list = ptr::null_mut();
        check(unsafe { kks_decoded_list(decoded, which, &raw mut list) });
        read_list(list);
    }
    let mut advice = ptr::null_mut();
    check(unsafe { kks_decoded_lint(decoded, input.arbitrary()?, &raw mut advice) });
    read_list(advice);
    let [name, value] = texts(input)?;
    let mut granted = 7;
    check(unsafe {
        let (name, name_length) = (name.pointer(), name.length);
        let (value, value_length) = (value.pointer(), value.length);
        kks_decoded_grants(decoded, name, name_length, value, value_length, &raw mut granted)
    });
    assert!(matches!(granted, 0 | 1 | 7));
    assert_eq!(unsafe { kks_decoded_free(decoded) }, KKS_OK);
    Ok(())
}

/// Reads every entry of a list, which may be NULL, and frees it.
fn read_list(list: *mut kks_list) {
    let count = unsafe { kks_list_count(list) };
    for index in 0..=count {
        let (mut name, mut value) = (ptr::null(), ptr::null());
        let (mut name_length, mut value_length) = (0, 0);
        let status = unsafe {
            let (name_length, value_length) = (&raw mut name_length, &raw mut value_length);
            kks_list_get(list, index, &raw mut name, name_length, &raw mut value, value_length)
        };
        check(status);
        assert_eq!(status == KKS_OK, index < count);
        for (text, length) in [(name, name_length), (value, value_length)] {
            if status == KKS_OK && !text.is_null() {
                // A text may contain NULs of the KS; one more ends it.
                let bytes = unsafe { std::slice::from_raw_parts(text.cast::<u8>(), length + 1) };
                assert_eq!(bytes.last(), Some(&0));
            }
        }
    }
    let freed = unsafe { kks_list_free(list) };
    assert!(freed == KKS_OK && freed != KKS_INVALID_HANDLE);
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    /// Runs the target over its seeds, then over each seed with one byte changed.
    #[test]
    fn seeds_are_replayed() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/c_abi");
        let mut count = 0;
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let data = fs::read(&path).unwrap();
            println!("{}", path.display()); // The last one is the one that failed.
            super::run(&data);
            let changes = if cfg!(miri) { 1 } else { 64 };
            for at in (0..data.len()).step_by(data.len() / changes + 1) {
                let mut changed = data.clone();
                changed[at] ^= 1 << (at % 8);
                super::run(&changed);
            }
            count += 1;
        }
        assert!(count >= 4, "{} has only {count} seeds", folder.display());
    }
}
