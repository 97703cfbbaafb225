//! The bytes that matter in a query string, found 16 at a time.

use wide::{i8x16, u8x16};

/// Returns `true` for a byte of a name that `parse_str` never changes: a letter, a digit, `-`
/// or `_`.
#[inline(always)]
pub(crate) fn is_name_byte(byte: u8) -> bool {
    static NAME_BYTES: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0_u8;
        while byte < 128 {
            table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
            byte += 1;
        }
        table
    };
    NAME_BYTES[usize::from(byte)]
}

/// Returns `true` for printable ASCII except a blank and a comma.
#[inline(always)]
pub(crate) fn is_simple_byte(byte: u8) -> bool {
    matches!(byte, b'!'..=b'~') && byte != b','
}

/// Returns `true` if every byte is simple.
pub(crate) fn is_simple(text: &[u8]) -> bool {
    let Some(last) = text.last_chunk() else {
        return text.iter().all(|&byte| is_simple_byte(byte));
    };
    let (chunks, _) = text.as_chunks();
    let simple = |chunk| {
        let bytes = u8x16::new(chunk);
        within(bytes, b'!', b'~') & !bytes.simd_eq(u8x16::splat(b','))
    };
    chunks.iter().fold(simple(*last), |all, &chunk| all & simple(chunk)).all()
}

/// The next bytes of a text, with a bit for each.
#[derive(Default)]
pub(super) struct Window {
    start: usize,
    /// The bytes that are not of a name.
    name_ends: u64,
    /// The bytes that end a value or begin an escape.
    plain_ends: u64,
}

impl Window {
    const LEN: usize = u64::BITS as usize;

    /// Returns the position of the first byte from `at` on that is not of a name, or the end
    /// of the text. The text is the same at every call, and `at` never goes back.
    #[inline(always)]
    pub(super) fn name_end(&mut self, text: &[u8], at: usize) -> usize {
        self.find(text, at, |window| window.name_ends)
    }

    /// Returns the position of the first `&`, NUL, `%` or `+` from `at` on, or the end of the
    /// text.
    #[inline(always)]
    pub(super) fn plain_end(&mut self, text: &[u8], at: usize) -> usize {
        self.find(text, at, |window| window.plain_ends)
    }

    #[inline(always)]
    fn find(&mut self, text: &[u8], at: usize, ends: impl Fn(&Self) -> u64) -> usize {
        let offset = at.wrapping_sub(self.start);
        if offset < Self::LEN {
            let rest = ends(self) >> offset;
            if rest != 0 {
                return at + rest.trailing_zeros() as usize;
            }
        }
        self.find_later(text, at, ends)
    }

    /// Moves the window until it contains an end.
    #[inline(never)]
    fn find_later(&mut self, text: &[u8], mut at: usize, ends: impl Fn(&Self) -> u64) -> usize {
        loop {
            self.load(text, at);
            let len = ends(self).trailing_zeros() as usize;
            at += len;
            if len < Self::LEN {
                return at;
            }
        }
    }

    #[inline(never)]
    fn load(&mut self, text: &[u8], start: usize) {
        let (mut name, mut plain) = (0, 0);
        let mut add = |index: usize, chunk: &[u8; CHUNK], skip: usize| {
            let bytes = u8x16::new(*chunk);
            name |= (name_bytes(bytes) >> skip) << (CHUNK * index);
            plain |= (plain_bytes(bytes) >> skip) << (CHUNK * index);
        };
        let (chunks, rest) = text[start..].as_chunks();
        if let [first, second, third, fourth, ..] = chunks {
            add(0, first, 0);
            add(1, second, 0);
            add(2, third, 0);
            add(3, fourth, 0);
        } else {
            for (index, chunk) in chunks.iter().enumerate() {
                add(index, chunk, 0);
            }
            // The last 16 bytes include the rest. A shorter text is padded with ends.
            let (last, skip) = match text.last_chunk() {
                Some(last) => (*last, CHUNK - rest.len()),
                None => (padded(rest), 0),
            };
            add(chunks.len(), &last, skip);
        }
        // The bits behind the text are ends.
        *self = Self { start, name_ends: !name, plain_ends: !plain };
    }
}

const CHUNK: usize = 16;

fn padded(bytes: &[u8]) -> [u8; CHUNK] {
    let mut chunk = [0; CHUNK];
    chunk[..bytes.len()].copy_from_slice(bytes);
    chunk
}

#[inline(always)]
fn name_bytes(bytes: u8x16) -> u64 {
    let lower_case = bytes | u8x16::splat(b'a' - b'A');
    let letter_or_digit = within(lower_case, b'a', b'z') | within(bytes, b'0', b'9');
    bits(letter_or_digit | bytes.simd_eq(u8x16::splat(b'-')) | bytes.simd_eq(u8x16::splat(b'_')))
}

#[inline(always)]
fn plain_bytes(bytes: u8x16) -> u64 {
    let is = |byte| bytes.simd_eq(u8x16::splat(byte));
    bits(!(within(bytes, b'%', b'&') | is(b'+') | is(0)))
}

/// Tells which bytes are in a range. The range is moved up to the highest signed numbers, so
/// that one comparison is enough.
#[inline(always)]
fn within(bytes: u8x16, first: u8, last: u8) -> u8x16 {
    let moved = (bytes + u8x16::splat(127 - last)).cast_signed();
    let below = (126 - (last - first)).cast_signed();
    moved.simd_gt(i8x16::splat(below)).cast_unsigned()
}

#[inline(always)]
fn bits(bytes: u8x16) -> u64 {
    u64::from(bytes.to_bitmask())
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::{CHUNK, Window, is_name_byte, is_simple, is_simple_byte, name_bytes, plain_bytes};

    fn is_plain(byte: u8) -> bool {
        !matches!(byte, b'&' | 0 | b'%' | b'+')
    }

    fn position(text: &[u8], at: usize, run: impl Fn(u8) -> bool) -> usize {
        text[at..].iter().position(|&byte| !run(byte)).map_or(text.len(), |len| at + len)
    }

    #[test]
    fn each_byte_has_its_class() {
        for byte in 0..=255_u8 {
            let bits = |is: bool| if is { 0xffff } else { 0 };
            let chunk = [byte; CHUNK].into();
            let is_name = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            assert_eq!(is_name_byte(byte), is_name, "{byte}");
            assert_eq!(name_bytes(chunk), bits(is_name), "{byte}");
            assert_eq!(plain_bytes(chunk), bits(is_plain(byte)), "{byte}");
            let simple = byte.is_ascii_graphic() && byte != b',';
            assert_eq!(is_simple_byte(byte), simple, "{byte}");
            assert_eq!(is_simple(&[byte; 21]), simple, "{byte}");
        }
    }

    #[test]
    fn one_byte_anywhere_is_not_simple() {
        for len in 1..70 {
            assert!(is_simple(&[b'x'; 70][..len]));
            for at in 0..len {
                let mut text = [b'x'; 70];
                text[at] = b',';
                assert!(!is_simple(&text[..len]), "{at} of {len}");
            }
        }
        assert!(is_simple(b""));
    }

    /// Texts of long and short runs.
    fn texts() -> impl Strategy<Value = Vec<u8>> {
        let run = prop_oneof![
            (0..90_usize).prop_map(|len| b"ab1-_".repeat(len / 5)),
            prop::collection::vec(prop::sample::select(b"=&%+!/\x00\xff".to_vec()), 0..4),
        ];
        prop::collection::vec(run, 0..8).prop_map(|runs| runs.concat())
    }

    proptest! {
        #[test]
        fn ends_are_found_in_texts_of_any_length(text in texts(), steps: Vec<(bool, u8)>) {
            let mut window = Window::default();
            let mut at = 0;
            for (name, step) in steps {
                let end = if name {
                    let end = window.name_end(&text, at);
                    prop_assert_eq!(end, position(&text, at, is_name_byte));
                    end
                } else {
                    let end = window.plain_end(&text, at);
                    prop_assert_eq!(end, position(&text, at, is_plain));
                    end
                };
                at = (end + usize::from(step % 4)).min(text.len());
            }
        }
    }
}
