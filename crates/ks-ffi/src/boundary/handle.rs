//! Handles: the opaque types of `ks.h`, and how they are created, borrowed and
//! freed.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::boundary::caller::Caller;
use crate::boundary::failure::Failure;
use crate::status::KKS_INVALID_HANDLE;

/// An opaque type of `ks.h` and the value behind a pointer to it.
pub(crate) trait Opaque {
    /// Threads can share handles and move them between each other.
    type Value: Send + Sync;
    const TAG: u64;
}

macro_rules! opaque {
    ($name:ident, $value:ty) => {
        impl $crate::boundary::Opaque for $name {
            type Value = $value;
            const TAG: u64 = $crate::boundary::tag(stringify!($name));
        }
    };
}

/// What a handle points to. The tag detects a handle that was freed or has
/// another type, as long as its memory is still readable.
#[repr(C)]
struct Tagged<T> {
    tag: AtomicU64,
    value: T,
}

const FREED: u64 = 0;

/// A number for each type name (FNV-1a).
pub(crate) const fn tag(name: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut i = 0;
    while i < name.len() {
        hash = (hash ^ name.as_bytes()[i] as u64).wrapping_mul(0x100_0000_01b3);
        i += 1;
    }
    hash
}

/// Moves a value to the heap and returns a handle for it.
#[inline(always)]
pub(super) fn new_handle<H: Opaque<Value = T>, T>(value: T) -> *mut H {
    // The fields are written one by one, because a `Tagged` on the stack would be one more move
    // of a large value.
    let mut handle = Box::<Tagged<T>>::new_uninit();
    let place = handle.as_mut_ptr();
    // SAFETY: the allocation has room for both fields, and both are written.
    unsafe {
        (&raw mut (*place).tag).write(AtomicU64::new(H::TAG));
        (&raw mut (*place).value).write(value);
    }
    Box::into_raw(handle).cast()
}

impl<'call> Caller<'call> {
    /// Returns the value behind a handle.
    #[inline]
    pub(crate) fn borrow_handle<H: Opaque>(
        self,
        name: &'static str,
        handle: *const H,
    ) -> Result<&'call H::Value, Failure> {
        let tagged: *const Tagged<H::Value> = handle.cast();
        if tagged.is_null() {
            return Err(Failure::null(name));
        }
        // SAFETY: a handle points to a tag, whatever its type.
        if !tagged.is_aligned() || unsafe { &(*tagged).tag }.load(Ordering::Relaxed) != H::TAG {
            return Err(Failure::invalid_handle(name));
        }
        // SAFETY: the tag shows that the handle is live and of this type.
        Ok(unsafe { &(*tagged).value })
    }

    /// Creates a value and writes a handle for it to the caller's variable.
    #[inline]
    pub(crate) fn write_handle<H: Opaque>(
        self,
        name: &'static str,
        handle: *mut *mut H,
        create: impl FnOnce() -> Result<H::Value, Failure>,
    ) -> Result<(), Failure> {
        self.write_result(name, handle, create)
    }

    /// Does the same with a result of the core. Its value is large, so it is not moved to a
    /// result with another error first.
    #[inline(always)]
    pub(crate) fn write_result<H: Opaque, E: Into<Failure>>(
        self,
        name: &'static str,
        handle: *mut *mut H,
        create: impl FnOnce() -> Result<H::Value, E>,
    ) -> Result<(), Failure> {
        if handle.is_null() {
            return Err(Failure::null(name));
        }
        match create() {
            Ok(value) => {
                // SAFETY: the caller's variable holds a pointer, at any alignment.
                unsafe { handle.write_unaligned(new_handle(value)) };
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Frees a handle once. Accepts NULL.
    #[inline]
    pub(crate) fn free<H: Opaque>(self, handle: *mut H) -> Result<(), Failure> {
        let tagged: *mut Tagged<H::Value> = handle.cast();
        if tagged.is_null() {
            return Ok(());
        }
        if !tagged.is_aligned() {
            return Err(KKS_INVALID_HANDLE.into());
        }
        // SAFETY: a handle points to a tag. Of two threads that free it, one succeeds.
        unsafe { &(*tagged).tag }
            .compare_exchange(H::TAG, FREED, Ordering::AcqRel, Ordering::Relaxed)
            .map_err(|_| KKS_INVALID_HANDLE)?;
        // SAFETY: `new_handle` created it with this type, and no other thread frees it.
        drop(unsafe { Box::from_raw(tagged) });
        Ok(())
    }
}
