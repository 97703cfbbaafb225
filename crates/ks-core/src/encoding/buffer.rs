//! Output buffers for generating a KS: one on the stack for a KS of usual length, so that
//! its text is the only allocation, and a vector for a long one.

use alloc::vec::Vec;

use super::php::urlencode::ESCAPED;

/// A destination for the bytes of a KS.
pub(crate) trait Output {
    fn push(&mut self, byte: u8);
    fn extend(&mut self, bytes: &[u8]);
    fn truncate(&mut self, len: usize);
    fn as_mut_slice(&mut self) -> &mut [u8];

    /// Appends the content of a stack buffer.
    fn append<const N: usize>(&mut self, buffer: &StackBuffer<N>)
    where
        Self: Sized,
    {
        self.extend(buffer.as_slice());
    }

    /// Appends text escaped like PHP's `urlencode`.
    fn escape(&mut self, text: &[u8]) {
        for &byte in text {
            let [a, b, c, used] = ESCAPED[usize::from(byte)];
            self.extend(&[a, b, c][..usize::from(used)]);
        }
    }

    /// Appends a number in decimal.
    fn decimal(&mut self, number: i64) {
        self.extend(itoa::Buffer::new().format(number).as_bytes());
    }
}

impl Output for Vec<u8> {
    fn push(&mut self, byte: u8) {
        Self::push(self, byte);
    }

    fn extend(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    fn truncate(&mut self, len: usize) {
        Self::truncate(self, len);
    }

    fn as_mut_slice(&mut self) -> &mut [u8] {
        self
    }
}

/// The capacity of the stack buffer that a KS of usual length is assembled in.
pub(crate) const STACK_CAPACITY: usize = 512;

/// A buffer of fixed capacity. The caller must not exceed it: writing more panics.
#[derive(Debug, Clone)]
pub(crate) struct StackBuffer<const CAPACITY: usize> {
    bytes: [u8; CAPACITY],
    len: usize,
}

impl<const CAPACITY: usize> StackBuffer<CAPACITY> {
    #[inline]
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; CAPACITY], len: 0 }
    }

    #[inline]
    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// Returns the whole capacity and the length in use, for writers that keep both in
    /// registers.
    #[inline]
    pub(crate) fn parts(&mut self) -> (&mut [u8; CAPACITY], &mut usize) {
        (&mut self.bytes, &mut self.len)
    }
}

impl<const CAPACITY: usize> Default for StackBuffer<CAPACITY> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const CAPACITY: usize> Output for StackBuffer<CAPACITY> {
    #[inline]
    fn push(&mut self, byte: u8) {
        self.bytes[self.len] = byte;
        self.len += 1;
    }

    #[inline]
    fn extend(&mut self, bytes: &[u8]) {
        self.bytes[self.len..self.len + bytes.len()].copy_from_slice(bytes);
        self.len += bytes.len();
    }

    #[inline]
    fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    #[inline]
    fn as_mut_slice(&mut self) -> &mut [u8] {
        &mut self.bytes[..self.len]
    }

    /// Copies the whole capacity of `buffer` where it fits, because a copy of fixed length
    /// is faster.
    #[inline]
    fn append<const N: usize>(&mut self, buffer: &StackBuffer<N>) {
        match self.bytes[self.len..].first_chunk_mut::<N>() {
            Some(place) => {
                *place = buffer.bytes;
                self.len += buffer.len;
            }
            None => self.extend(buffer.as_slice()),
        }
    }

    /// Copies a number of 8 to 16 digits, such as an expiry, in two pieces of fixed length.
    #[inline(always)]
    fn decimal(&mut self, number: i64) {
        let mut buffer = itoa::Buffer::new();
        let digits = buffer.format(number).as_bytes();
        let (Some(first), Some(last)) = (digits.first_chunk::<8>(), digits.last_chunk::<8>())
        else {
            return self.extend(digits);
        };
        if digits.len() > 16 {
            return self.extend(digits);
        }
        let end = self.len + digits.len();
        self.bytes[self.len..self.len + 8].copy_from_slice(first);
        self.bytes[end - 8..end].copy_from_slice(last);
        self.len = end;
    }

    /// Writes four bytes for each input byte and keeps as many as count, which avoids a
    /// branch. The capacity must therefore exceed the result by three bytes.
    #[inline]
    fn escape(&mut self, text: &[u8]) {
        let mut len = self.len;
        for &byte in text {
            let escaped = ESCAPED[usize::from(byte)];
            self.bytes[len..len + 4].copy_from_slice(&escaped);
            len += usize::from(escaped[3]);
        }
        self.len = len;
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;
    use alloc::vec::Vec;

    use super::{Output, StackBuffer};

    /// The stack buffer writes in pieces of fixed length, a vector does not.
    #[test]
    fn both_buffers_have_the_same_content() {
        let mut numbers = [0, 1, i64::MIN, i64::MAX].to_vec();
        for power in 0..19 {
            let ten = 10_i64.pow(power);
            numbers.extend([ten - 1, ten, ten + 7, 1 - ten, -ten]);
        }
        let mut small = StackBuffer::<16>::new();
        small.extend(b"0123456789");
        for number in numbers {
            let mut stack = StackBuffer::<64>::new();
            let mut vector = Vec::new();
            let outputs: [&mut dyn Output; 2] = [&mut stack, &mut vector];
            for out in outputs {
                out.push(b'<');
                out.decimal(number);
                out.escape("a b%\u{e9}-_.~".as_bytes());
                out.push(b'>');
            }
            stack.append(&small);
            Output::append(&mut vector, &small);
            let expected = format!("<{number}a+b%25%C3%A9-_.%7E>0123456789");
            assert_eq!(stack.as_slice(), expected.as_bytes());
            assert_eq!(vector, expected.as_bytes());
            assert_eq!(stack.as_mut_slice(), expected.as_bytes());
            stack.truncate(99);
            stack.truncate(2);
            Output::truncate(&mut vector, 2);
            assert_eq!(
                (stack.as_slice(), &vector[..]),
                (&expected.as_bytes()[..2], &expected.as_bytes()[..2])
            );
        }
        assert_eq!(i64::MIN.to_string().len(), 20);
    }

    /// A buffer is appended up to the last byte, although its whole capacity does not fit.
    #[test]
    fn a_buffer_is_appended_where_its_capacity_does_not_fit() {
        let mut small = StackBuffer::<16>::new();
        small.extend(b"0123");
        for used in [16, 20, 28] {
            let mut stack = StackBuffer::<32>::new();
            stack.extend(&[b'x'; 32][..used]);
            stack.append(&small);
            assert_eq!(&stack.as_slice()[used..], b"0123");
        }
        assert!(StackBuffer::<4>::default().as_slice().is_empty());
    }
}
