//! The border to C: the only code that touches memory of the caller's.

use std::ffi::{CStr, c_char};
use std::fmt;
use std::marker::PhantomData;
use std::mem::size_of;
use std::panic::{AssertUnwindSafe, catch_unwind};

use std::ptr;
use std::slice;
use std::sync::atomic::{AtomicU64, Ordering};

use ks_core::{Error, Foreign, utf8_ks};

use crate::error::{Failure, kks_error};
use crate::input::KKS_NUL_TERMINATED;
use crate::status::{
    KKS_INTERNAL_ERROR, KKS_INVALID_ARGUMENT, KKS_INVALID_HANDLE, KKS_INVALID_STRUCT,
    KKS_NULL_ARGUMENT, KKS_OK, kks_status,
};

/// A caller that keeps the contract of `ks.h` for the time of one call: what it
/// points to is there, for as long as `'call`. [`guard`] makes it.
#[derive(Clone, Copy)]
pub(crate) struct Caller<'call>(PhantomData<&'call ()>);

/// Runs a call: no panic leaves it, and its failure becomes a status and, where
/// the caller wants one, an error object.
///
/// # Safety
///
/// The call was made by the contract of `ks.h`, `error` included.
pub(crate) unsafe fn guard(
    error: *mut *mut kks_error,
    call: impl for<'call> FnOnce(Caller<'call>) -> Result<(), Failure>,
) -> kks_status {
    let report = |failure: Failure| {
        let status = failure.status();
        if !error.is_null() {
            // SAFETY: the caller gave room for a pointer, at any alignment.
            unsafe { error.write_unaligned(new_handle(kks_error::of(failure))) };
        }
        status
    };
    let outcome = catch_unwind(AssertUnwindSafe(|| match call(Caller(PhantomData)) {
        Ok(()) => KKS_OK,
        Err(failure) => report(failure),
    }));
    outcome.unwrap_or_else(|_| {
        catch_unwind(AssertUnwindSafe(|| report(Failure::internal()))).unwrap_or(KKS_INTERNAL_ERROR)
    })
}

/// The body of an exported function.
macro_rules! guarded {
    ($error:expr, |$caller:ident| $call:expr) => {
        // SAFETY: a function of ks.h is called by the contract of ks.h.
        unsafe { $crate::border::guard($error, |$caller| $call) }
    };
    (|$caller:ident| $call:expr) => {
        guarded!(std::ptr::null_mut(), |$caller| $call)
    };
}

/// An opaque type of `ks.h`, and what is behind a pointer to it.
pub(crate) trait Opaque {
    /// Handles go from thread to thread.
    type Value: Send + Sync;
    const TAG: u64;
}

macro_rules! opaque {
    ($name:ident, $value:ty) => {
        impl $crate::border::Opaque for $name {
            type Value = $value;
            const TAG: u64 = $crate::border::tag(stringify!($name));
        }
    };
}

/// What a pointer to an opaque type points to. The tag tells a handle that was
/// freed, and one of another type, where its memory still can be read.
#[repr(C)]
struct Tagged<T> {
    tag: AtomicU64,
    value: T,
}

const FREED: u64 = 0;

/// A number for each name (FNV-1a).
pub(crate) const fn tag(name: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut i = 0;
    while i < name.len() {
        hash = (hash ^ name.as_bytes()[i] as u64).wrapping_mul(0x100_0000_01b3);
        i += 1;
    }
    hash
}

#[inline]
fn new_handle<H: Opaque<Value = T>, T>(value: T) -> *mut H {
    Box::into_raw(Box::new(Tagged { tag: AtomicU64::new(H::TAG), value })).cast()
}

/// How each struct begins that the caller fills in.
#[repr(C)]
#[derive(Clone, Copy)]
struct Head {
    size: usize,
    /// The struct's [`CallerStruct::MARK`], which no memory has by chance.
    mark: u64,
}

/// A struct that the caller fills in. It begins with a [`Head`].
pub(crate) trait CallerStruct: Copy {
    const NAME: &str;
    const MARK: u64 = tag(Self::NAME);
    /// The size in ABI 0. Fields that are added later come behind it.
    const FIRST: usize;
    /// With nothing given, and all the size there is now.
    fn empty() -> Self;
}

/// Larger than any struct will ever be: a greater size was never set.
const MAX_SIZE: usize = 4096;

fn possible_size<S: CallerStruct>(size: usize) -> bool {
    (S::FIRST..=MAX_SIZE).contains(&size)
}

/// Bytes that are ASCII, as most are. The standard library's checks of short text
/// go byte by byte, and would be a good part of what a call costs.
#[inline]
fn ascii(bytes: &[u8]) -> Option<&str> {
    let (words, rest) = bytes.as_chunks::<8>();
    let high = words.iter().fold(0, |all, word| all | u64::from_ne_bytes(*word));
    let rest = rest.iter().fold(0, |all, byte| all | byte);
    let is_ascii = high & 0x8080_8080_8080_8080 == 0 && rest & 0x80 == 0;
    // SAFETY: ASCII is UTF-8.
    is_ascii.then(|| unsafe { str::from_utf8_unchecked(bytes) })
}

/// A text for the core, which knows its name.
pub(crate) fn utf8<'t>(name: &'static str, bytes: &'t [u8]) -> Result<&'t str, Failure> {
    let other = || str::from_utf8(bytes).map_err(|_| Error::foreign(name, Foreign::Text).into());
    ascii(bytes).map_or_else(other, Ok)
}

/// The name of an entry of an array, or of a part of one, in a message.
#[derive(Clone, Copy)]
pub(crate) struct Entry(pub(crate) &'static str, pub(crate) usize, pub(crate) &'static str);

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]{}", self.0, self.1, self.2)
    }
}

impl<'call> Caller<'call> {
    /// A text that may be left out: NULL.
    #[inline(always)]
    pub(crate) fn optional_bytes(
        self,
        name: impl fmt::Display + Copy,
        text: *const c_char,
        length: usize,
    ) -> Result<Option<&'call [u8]>, Failure> {
        if text.is_null() {
            // A length without a text is a mistake, not a text left out.
            return if matches!(length, 0 | KKS_NUL_TERMINATED) {
                Ok(None)
            } else {
                Err(Failure::null(name))
            };
        }
        if length == KKS_NUL_TERMINATED {
            // SAFETY: the caller says that the text ends in NUL.
            return Ok(Some(unsafe { CStr::from_ptr(text) }.to_bytes()));
        }
        self.array(name, text.cast(), length).map(Some)
    }

    #[inline]
    pub(crate) fn bytes(
        self,
        name: impl fmt::Display + Copy,
        text: *const c_char,
        length: usize,
    ) -> Result<&'call [u8], Failure> {
        self.optional_bytes(name, text, length)?.ok_or_else(|| Failure::null(name))
    }

    #[inline(always)]
    pub(crate) fn optional_text(
        self,
        name: &'static str,
        text: *const c_char,
        length: usize,
    ) -> Result<Option<&'call str>, Failure> {
        self.optional_bytes(name, text, length)?.map(|bytes| utf8(name, bytes)).transpose()
    }

    pub(crate) fn text(
        self,
        name: &'static str,
        text: *const c_char,
        length: usize,
    ) -> Result<&'call str, Failure> {
        utf8(name, self.bytes(name, text, length)?)
    }

    /// A text for a call that has no place for an error: a status says it all.
    pub(crate) fn optional_argument(
        self,
        name: &'static str,
        text: *const c_char,
        length: usize,
    ) -> Result<Option<&'call str>, Failure> {
        let utf8 = |bytes| str::from_utf8(bytes).map_err(|_| KKS_INVALID_ARGUMENT.into());
        self.optional_bytes(name, text, length)?.map(utf8).transpose()
    }

    /// The text of a KS.
    #[inline]
    pub(crate) fn ks(self, ks: *const c_char, length: usize) -> Result<&'call str, Failure> {
        let bytes = self.bytes("ks", ks, length)?;
        Ok(ascii(bytes).map_or_else(|| utf8_ks(bytes), Ok)?)
    }

    /// An array of plain values. NULL is an array of none.
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
            let message = format!("{name}: a length of {count} cannot be");
            return Err(Failure::at_border(KKS_INVALID_ARGUMENT, message.into()));
        }
        if !first.is_aligned() {
            let message = format!("{name}: the pointer is not aligned for an array of its type");
            return Err(Failure::at_border(KKS_INVALID_ARGUMENT, message.into()));
        }
        // SAFETY: the caller points to this many, and nothing writes to them in this call.
        Ok(unsafe { slice::from_raw_parts(first, count) })
    }

    /// What is behind a handle.
    #[inline]
    pub(crate) fn open<H: Opaque>(
        self,
        name: &'static str,
        handle: *const H,
    ) -> Result<&'call H::Value, Failure> {
        let tagged: *const Tagged<H::Value> = handle.cast();
        if tagged.is_null() {
            return Err(Failure::null(name));
        }
        // SAFETY: a handle points to a tag, whichever type it is of.
        if !tagged.is_aligned() || unsafe { &(*tagged).tag }.load(Ordering::Relaxed) != H::TAG {
            return Err(Failure::invalid_handle(name));
        }
        // SAFETY: the tag says that it is a live one of this type.
        Ok(unsafe { &(*tagged).value })
    }

    /// Frees a handle, once. NULL is fine.
    #[inline]
    pub(crate) fn free<H: Opaque>(self, handle: *mut H) -> Result<(), Failure> {
        let tagged: *mut Tagged<H::Value> = handle.cast();
        if tagged.is_null() {
            return Ok(());
        }
        if !tagged.is_aligned() {
            return Err(KKS_INVALID_HANDLE.into());
        }
        // SAFETY: a handle points to a tag. Of two threads that free it, one gets it.
        unsafe { &(*tagged).tag }
            .compare_exchange(H::TAG, FREED, Ordering::AcqRel, Ordering::Relaxed)
            .map_err(|_| KKS_INVALID_HANDLE)?;
        // SAFETY: made by `new_handle` of this very type, and taken by nobody else.
        drop(unsafe { Box::from_raw(tagged) });
        Ok(())
    }

    /// Gives the caller a new handle.
    #[inline]
    pub(crate) fn give<H: Opaque>(
        self,
        name: &'static str,
        handle: *mut *mut H,
        make: impl FnOnce() -> Result<H::Value, Failure>,
    ) -> Result<(), Failure> {
        if handle.is_null() {
            return Err(Failure::null(name));
        }
        let value = make()?;
        // SAFETY: the caller gave room for a pointer, at any alignment.
        unsafe { handle.write_unaligned(new_handle(value)) };
        Ok(())
    }

    /// Writes a plain value.
    pub(crate) fn put<T: Copy>(
        self,
        name: &'static str,
        place: *mut T,
        value: T,
    ) -> Result<(), Failure> {
        if place.is_null() {
            return Err(Failure::null(name));
        }
        self.put_if_wanted(place, value);
        Ok(())
    }

    /// [`put`](Self::put) where the caller may not care.
    pub(crate) fn put_if_wanted<T: Copy>(self, place: *mut T, value: T) {
        if !place.is_null() {
            // SAFETY: the caller gave room for one, at any alignment.
            unsafe { place.write_unaligned(value) };
        }
    }

    /// Writes several plain values side by side.
    pub(crate) fn put_all<T: Copy>(
        self,
        name: &'static str,
        first: *mut T,
        values: &[T],
    ) -> Result<(), Failure> {
        for (i, value) in values.iter().enumerate() {
            self.put(name, first.wrapping_add(i), *value)?;
        }
        Ok(())
    }

    /// Writes a text and a NUL into the caller's buffer, and its length, which
    /// is also written when the buffer is too small.
    #[inline]
    pub(crate) fn fill(
        self,
        buffer: *mut c_char,
        capacity: usize,
        length: *mut usize,
        text: &[u8],
    ) -> Result<(), Failure> {
        if buffer.is_null() && capacity > 0 {
            return Err(Failure::null("buffer"));
        }
        if capacity <= text.len() {
            self.put_if_wanted(length, text.len());
            return Err(Failure::too_small(text.len() + 1));
        }
        // SAFETY: the caller gave room for `capacity` bytes, which are more than these.
        unsafe {
            ptr::copy(text.as_ptr(), buffer.cast(), text.len());
            buffer.add(text.len()).write(0);
        }
        self.put_if_wanted(length, text.len());
        Ok(())
    }

    /// [`fill`](Self::fill) for several texts that have their NULs already.
    pub(crate) fn fill_with_ended(
        self,
        buffer: *mut c_char,
        capacity: usize,
        length: *mut usize,
        texts: &[u8],
    ) -> Result<(), Failure> {
        let Some(texts) = texts.strip_suffix(b"\0") else {
            self.put_if_wanted(length, 0); // none was made
            return Ok(());
        };
        let mut filled = 0;
        let outcome = self.fill(buffer, capacity, &raw mut filled, texts);
        if filled > 0 {
            self.put_if_wanted(length, filled + 1);
        }
        outcome
    }

    /// Takes a struct of the caller's, which may be of an older or a newer header.
    #[inline]
    pub(crate) fn read<S: CallerStruct>(
        self,
        name: &'static str,
        input: *const S,
    ) -> Result<S, Failure> {
        let size = self.prepared_size(name, input)?;
        if size == size_of::<S>() {
            // SAFETY: the struct is all there, and all of its fields are plain.
            return Ok(unsafe { input.read_unaligned() });
        }
        self.read_other(name, input.cast(), size)
    }

    /// [`read`](Self::read) for a struct of another header than ours.
    #[cold]
    fn read_other<S: CallerStruct>(
        self,
        name: &'static str,
        bytes: *const u8,
        size: usize,
    ) -> Result<S, Failure> {
        let known = size.min(size_of::<S>());
        let mut value = S::empty();
        // SAFETY: the struct has `size` bytes, and all of its fields are plain.
        let beyond = unsafe {
            ptr::copy_nonoverlapping(bytes, (&raw mut value).cast(), known);
            slice::from_raw_parts(bytes.add(known), size - known)
        };
        if beyond.iter().any(|&byte| byte != 0) {
            let message = format!("{name} asks for something that this library is too old for");
            return Err(Failure::at_border(KKS_INVALID_STRUCT, message.into()));
        }
        Ok(value)
    }

    /// The size that a struct of the caller's was prepared with.
    #[inline]
    pub(crate) fn prepared_size<S: CallerStruct>(
        self,
        name: impl fmt::Display,
        input: *const S,
    ) -> Result<usize, Failure> {
        if input.is_null() {
            return Err(Failure::null(name));
        }
        // SAFETY: the caller gave at least the fields of ABI 0, at any alignment.
        let head = unsafe { input.cast::<Head>().read_unaligned() };
        if head.mark == S::MARK && possible_size::<S>(head.size) {
            return Ok(head.size);
        }
        Err(Failure::not_prepared(name, S::NAME))
    }

    /// Prepares a struct of the caller's, of so many bytes.
    pub(crate) fn init<S: CallerStruct>(self, place: *mut S, size: usize) -> Result<(), Failure> {
        if place.is_null() {
            return Err(KKS_NULL_ARGUMENT.into());
        }
        if !possible_size::<S>(size) {
            return Err(KKS_INVALID_STRUCT.into());
        }
        let empty = S::empty();
        let bytes: *mut u8 = place.cast();
        // SAFETY: the caller gave `size` bytes, at any alignment.
        unsafe {
            bytes.write_bytes(0, size);
            ptr::copy_nonoverlapping((&raw const empty).cast(), bytes, size.min(size_of::<S>()));
            bytes.cast::<Head>().write_unaligned(Head { size, mark: S::MARK });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;
    use std::ptr;

    use super::KKS_INTERNAL_ERROR;
    use crate::error::{kks_error, kks_error_free, kks_error_message};

    #[test]
    fn a_panic_becomes_a_status() {
        let mut error: *mut kks_error = ptr::null_mut();
        let status = guarded!(&raw mut error, |_caller| panic!("on purpose"));
        assert_eq!(status, KKS_INTERNAL_ERROR);
        // SAFETY: `error` was written, and is freed once.
        unsafe {
            let message = CStr::from_ptr(kks_error_message(error)).to_str().unwrap();
            assert!(message.contains("defect"), "{message}");
            kks_error_free(error);
        }
    }
}
