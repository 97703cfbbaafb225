//! Values and text that a call writes to the caller's memory.

use std::ffi::c_char;
use std::ptr;

use crate::boundary::caller::Caller;
use crate::boundary::failure::Failure;

impl Caller<'_> {
    /// Writes a plain value.
    pub(crate) fn write_value<T: Copy>(
        self,
        name: &'static str,
        place: *mut T,
        value: T,
    ) -> Result<(), Failure> {
        if place.is_null() {
            return Err(Failure::null(name));
        }
        self.write_optional_value(place, value);
        Ok(())
    }

    /// Writes a plain value, unless the caller passed NULL for it.
    pub(crate) fn write_optional_value<T: Copy>(self, place: *mut T, value: T) {
        if !place.is_null() {
            // SAFETY: the caller's variable holds a value of this type, at any alignment.
            unsafe { place.write_unaligned(value) };
        }
    }

    /// Writes text and a NUL to the caller's buffer, and the length of the text
    /// to `length`. If the buffer is too small, writes the length only.
    #[inline]
    pub(crate) fn write_text(
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
            self.write_optional_value(length, text.len());
            return Err(Failure::too_small(text.len() + 1));
        }
        // SAFETY: the caller's buffer has `capacity` bytes, more than the text. `copy`
        // allows the text to overlap the buffer.
        unsafe {
            ptr::copy(text.as_ptr(), buffer.cast(), text.len());
            buffer.add(text.len()).write(0);
        }
        self.write_optional_value(length, text.len());
        Ok(())
    }
}
