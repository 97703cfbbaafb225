//! Structs that the caller fills in, compiled with this header or another
//! version of it.

use std::mem::size_of;
use std::ptr;
use std::slice;

use crate::boundary::caller::Caller;
use crate::boundary::failure::Failure;
use crate::boundary::handle::tag;
use crate::status::{KKS_INVALID_STRUCT, KKS_NULL_ARGUMENT};

/// How each such struct begins.
#[repr(C)]
#[derive(Clone, Copy)]
struct StructHeader {
    size: usize,
    /// The struct's [`CallerStruct::MAGIC`]: uninitialized memory does not contain it.
    magic: u64,
}

/// A struct that the caller fills in. It begins with a [`StructHeader`].
pub(crate) trait CallerStruct: Copy {
    const NAME: &str;
    const MAGIC: u64 = tag(Self::NAME);
    /// The size in the first release. Later fields are appended.
    const MIN_SIZE: usize;
    /// The struct in its current size, with no field set.
    fn empty() -> Self;
}

/// More than any struct will ever need, so a greater size is a mistake.
const MAX_SIZE: usize = 4096;

fn is_possible_size<S: CallerStruct>(size: usize) -> bool {
    (S::MIN_SIZE..=MAX_SIZE).contains(&size)
}

impl Caller<'_> {
    /// Reads a struct.
    #[inline]
    pub(crate) fn read_struct<S: CallerStruct>(
        self,
        name: &'static str,
        input: *const S,
    ) -> Result<S, Failure> {
        let size = self.initialized_size(name, input)?;
        if size == size_of::<S>() {
            // SAFETY: the whole struct is there, and all of its fields are plain values.
            return Ok(unsafe { input.read_unaligned() });
        }
        self.read_struct_of_size(name, input.cast(), size)
    }

    /// Reads a struct that another version of the header declares.
    #[cold]
    fn read_struct_of_size<S: CallerStruct>(
        self,
        name: &'static str,
        bytes: *const u8,
        size: usize,
    ) -> Result<S, Failure> {
        let known = size.min(size_of::<S>());
        let mut value = S::empty();
        // SAFETY: the struct has `size` bytes, and all of its fields are plain values.
        let unknown = unsafe {
            ptr::copy_nonoverlapping(bytes, (&raw mut value).cast(), known);
            slice::from_raw_parts(bytes.add(known), size - known)
        };
        if unknown.iter().any(|&byte| byte != 0) {
            let message =
                format!("{name} sets a field that this version of the library does not support");
            return Err(Failure::at_boundary(KKS_INVALID_STRUCT, message.into()));
        }
        Ok(value)
    }

    /// Returns the size with which the caller initialized a struct.
    #[inline]
    fn initialized_size<S: CallerStruct>(
        self,
        name: &'static str,
        input: *const S,
    ) -> Result<usize, Failure> {
        if input.is_null() {
            return Err(Failure::null(name));
        }
        // SAFETY: the caller's struct has at least MIN_SIZE bytes, at any alignment.
        let header = unsafe { input.cast::<StructHeader>().read_unaligned() };
        if header.magic == S::MAGIC && is_possible_size::<S>(header.size) {
            return Ok(header.size);
        }
        Err(Failure::not_initialized(name, S::NAME))
    }

    /// Initializes a struct of `size` bytes.
    pub(crate) fn init_struct<S: CallerStruct>(
        self,
        place: *mut S,
        size: usize,
    ) -> Result<(), Failure> {
        if place.is_null() {
            return Err(KKS_NULL_ARGUMENT.into());
        }
        if !is_possible_size::<S>(size) {
            return Err(KKS_INVALID_STRUCT.into());
        }
        let empty = S::empty();
        let bytes: *mut u8 = place.cast();
        // SAFETY: the caller's struct has `size` bytes, at any alignment.
        unsafe {
            bytes.write_bytes(0, size);
            ptr::copy_nonoverlapping((&raw const empty).cast(), bytes, size.min(size_of::<S>()));
            bytes.cast::<StructHeader>().write_unaligned(StructHeader { size, magic: S::MAGIC });
        }
        Ok(())
    }
}
