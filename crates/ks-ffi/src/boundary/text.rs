//! Text and arrays that the caller passes in.

use std::ffi::{CStr, c_char};
use std::fmt;
use std::mem::size_of;
use std::slice;

use ks_core::Error;
use ks_core::interop::{Unrepresentable, ks_from_bytes};

use crate::boundary::caller::Caller;
use crate::boundary::failure::Failure;
use crate::status::KKS_INVALID_ARGUMENT;

/// The length of text that ends in NUL.
pub(crate) const KKS_NUL_TERMINATED: usize = usize::MAX;

/// Returns bytes as text if they are all ASCII, which most are. The standard
/// library checks short text byte by byte, which would be a noticeable share of
/// the time of a call.
#[inline]
fn ascii(bytes: &[u8]) -> Option<&str> {
    let (words, rest) = bytes.as_chunks::<8>();
    let high = words.iter().fold(0, |all, word| all | u64::from_ne_bytes(*word));
    let rest = rest.iter().fold(0, |all, byte| all | byte);
    let is_ascii = high & 0x8080_8080_8080_8080 == 0 && rest & 0x80 == 0;
    // SAFETY: ASCII is UTF-8.
    is_ascii.then(|| unsafe { str::from_utf8_unchecked(bytes) })
}

/// Checks that the bytes of a named field are UTF-8.
fn utf8<'t>(name: &'static str, bytes: &'t [u8]) -> Result<&'t str, Failure> {
    let other = || {
        str::from_utf8(bytes)
            .map_err(|_| Error::unrepresentable(name, Unrepresentable::Text).into())
    };
    ascii(bytes).map_or_else(other, Ok)
}

/// The name of an array element, or of a field of one, in a message: the array,
/// the index, and the field with its dot.
#[derive(Clone, Copy)]
pub(crate) struct ElementName(pub(crate) &'static str, pub(crate) usize, pub(crate) &'static str);

impl fmt::Display for ElementName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]{}", self.0, self.1, self.2)
    }
}

impl<'call> Caller<'call> {
    /// Reads bytes. NULL means that they are not given.
    #[inline(always)]
    pub(crate) fn optional_bytes(
        self,
        name: impl fmt::Display + Copy,
        text: *const c_char,
        length: usize,
    ) -> Result<Option<&'call [u8]>, Failure> {
        if text.is_null() {
            // NULL with a length is a mistake of the caller, not a missing value.
            return if matches!(length, 0 | KKS_NUL_TERMINATED) {
                Ok(None)
            } else {
                Err(Failure::null(name))
            };
        }
        if length == KKS_NUL_TERMINATED {
            // SAFETY: by this length the caller guarantees that the text ends in NUL.
            return Ok(Some(unsafe { CStr::from_ptr(text) }.to_bytes()));
        }
        self.array(name, text.cast(), length).map(Some)
    }

    /// Reads bytes that must be given.
    #[inline]
    pub(crate) fn bytes(
        self,
        name: impl fmt::Display + Copy,
        text: *const c_char,
        length: usize,
    ) -> Result<&'call [u8], Failure> {
        self.optional_bytes(name, text, length)?.ok_or_else(|| Failure::null(name))
    }

    /// Reads text. NULL means that it is not given.
    #[inline(always)]
    pub(crate) fn optional_text(
        self,
        name: &'static str,
        text: *const c_char,
        length: usize,
    ) -> Result<Option<&'call str>, Failure> {
        self.optional_bytes(name, text, length)?.map(|bytes| utf8(name, bytes)).transpose()
    }

    /// Reads text that must be given.
    pub(crate) fn text(
        self,
        name: &'static str,
        text: *const c_char,
        length: usize,
    ) -> Result<&'call str, Failure> {
        utf8(name, self.bytes(name, text, length)?)
    }

    /// Reads text for a function that has no error argument, so the status must
    /// be specific.
    pub(crate) fn optional_plain_text(
        self,
        name: &'static str,
        text: *const c_char,
        length: usize,
    ) -> Result<Option<&'call str>, Failure> {
        let utf8 = |bytes| str::from_utf8(bytes).map_err(|_| KKS_INVALID_ARGUMENT.into());
        self.optional_bytes(name, text, length)?.map(utf8).transpose()
    }

    /// Reads the text of a KS.
    #[inline]
    pub(crate) fn ks(self, ks: *const c_char, length: usize) -> Result<&'call str, Failure> {
        let bytes = self.bytes("ks", ks, length)?;
        Ok(ascii(bytes).map_or_else(|| ks_from_bytes(bytes), Ok)?)
    }

    /// Reads an array of plain values. NULL with a count of 0 is an empty array.
    pub(crate) fn array<T: Copy>(
        self,
        name: impl fmt::Display,
        first: *const T,
        count: usize,
    ) -> Result<&'call [T], Failure> {
        if count == 0 {
            return Ok(&[]);
        }
        if first.is_null() {
            return Err(Failure::null(name));
        }
        let fits =
            count.checked_mul(size_of::<T>()).is_some_and(|size| isize::try_from(size).is_ok());
        if !fits {
            let message = format!("{name}: the length {count} is impossible");
            return Err(Failure::at_boundary(KKS_INVALID_ARGUMENT, message.into()));
        }
        if !first.is_aligned() {
            let message = format!("{name}: the pointer is not aligned for its type");
            return Err(Failure::at_boundary(KKS_INVALID_ARGUMENT, message.into()));
        }
        // SAFETY: the caller passes this many values and does not change them during the call.
        Ok(unsafe { slice::from_raw_parts(first, count) })
    }
}
