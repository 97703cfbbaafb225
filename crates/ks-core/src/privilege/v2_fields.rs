//! Privileges as fields of a v2 KS: `name=value&` for each.

use super::element::{is_blank, name_hash, v2_spelling};
use crate::encoding::buffer::{Output, StackBuffer};
use crate::encoding::php::query_bytes::is_name_byte;
use crate::encoding::php::urlencode::ESCAPED;

/// Enough for the recipes of Kaltura's guides. Longer fields are encoded when they are
/// needed.
const CAPACITY: usize = 96;

/// The encoded fields of simple privileges, kept beside their text.
pub(super) type V2Fields = StackBuffer<CAPACITY>;

/// Appends one field. A checked name needs no escaping.
#[inline(always)]
pub(super) fn write_field(name: &str, value: &str, out: &mut impl Output) {
    let (name, value) = v2_spelling(name, value);
    out.extend(name.as_bytes());
    out.push(b'=');
    out.escape(value.as_bytes());
    out.push(b'&');
}

/// Encodes a text in which nothing must be trimmed, merged, normalized or rejected, and
/// returns the number of privileges; `None` for any other text and for long ones.
///
/// One pass without a function call per byte, because this is a significant share of the
/// time to generate a KS.
pub(super) fn encode_simple(text: &[u8], fields: &mut V2Fields) -> Option<usize> {
    let (bytes, written) = fields.parts();
    let (mut at, mut len, mut count, mut seen) = (0, 0, 0, 0_u64);
    while at < text.len() {
        let name_len = copy_name_bytes(&text[at..], &mut bytes[len..]);
        let name = &text[at..at + name_len];
        let bit = 1 << (name_hash(name) & 63);
        // A single character may be `0`; the names whose values are checked begin with
        // `i` and `u`.
        let simple = matches!(name, [first, _, ..] if first.is_ascii_alphanumeric() && !matches!(first, b'i' | b'u'));
        if !simple || seen & bit != 0 {
            return None;
        }
        seen |= bit;
        (at, len) = (at + name_len, len + name_len);
        *bytes.get_mut(len)? = b'=';
        len += 1;
        if text.get(at) == Some(&b':') {
            at += 1;
            // It may be a list of empty values.
            if text.get(at) == Some(&b'/') {
                return None;
            }
            loop {
                let run = copy_name_bytes(&text[at..], bytes.get_mut(len..)?);
                (at, len) = (at + run, len + run);
                match text.get(at) {
                    None | Some(b',') => break,
                    Some(0) => return None,
                    Some(&byte) => {
                        let escaped = ESCAPED[usize::from(byte)];
                        *bytes.get_mut(len..)?.first_chunk_mut::<4>()? = escaped;
                        (at, len) = (at + 1, len + usize::from(escaped[3]));
                    }
                }
            }
            if is_blank(char::from(text[at - 1])) {
                return None;
            }
        }
        *bytes.get_mut(len)? = b'&';
        len += 1;
        count += 1;
        match text.get(at..) {
            Some([]) => break,
            Some([b',', _, ..]) => at += 1,
            _ => return None,
        }
    }
    *written = len;
    Some(count)
}

/// Copies the bytes at the start of a text that a name can contain, up to the length of `out`,
/// and returns their number. They need no escaping in a value either. The byte after them may
/// be copied too; the caller overwrites it.
#[inline(always)]
fn copy_name_bytes(text: &[u8], out: &mut [u8]) -> usize {
    let room = text.len().min(out.len());
    let copy = |(&byte, place): (&u8, &mut u8)| {
        *place = byte;
        !is_name_byte(byte)
    };
    text.iter().zip(out).position(copy).unwrap_or(room)
}

#[cfg(test)]
mod tests {
    use alloc::borrow::ToOwned;

    use super::{V2Fields, encode_simple};

    fn encoded(text: &str) -> Option<(usize, V2Fields)> {
        let mut fields = V2Fields::new();
        encode_simple(text.as_bytes(), &mut fields).map(|count| (count, fields))
    }

    /// Texts of the usual form are encoded ahead of time.
    #[test]
    fn simple_texts_are_encoded() {
        for (text, count, fields) in [
            ("sview:0_abc", 1, "sview=0_abc&"),
            ("list:*,edit:0_a/0_b", 2, "list=%2A&edit=0_a%2F0_b&"),
            ("enableentitlement,privacycontext:a b", 2, "enableentitlement=&privacycontext=a+b&"),
            ("a1,b1,c1:x:y", 3, "a1=&b1=&c1=x%3Ay&"),
            ("x-1:\u{e9}", 1, "x-1=%C3%A9&"),
        ] {
            let (found, written) = encoded(text).unwrap();
            assert_eq!((found, written.as_slice()), (count, fields.as_bytes()), "{text}");
        }
        for text in [
            "a",
            "0",
            "iprestrict:::1",
            "urirestrict:/",
            "a1,a1",
            "a1,",
            ",a1",
            "a1:x ",
            "a1:\0",
            "a1:/",
            "_a",
            "*",
        ] {
            assert!(encoded(text).is_none(), "{text}");
        }
        let fits = |value: &str| encoded(&("a1:".to_owned() + value)).is_some();
        assert!(fits(&"x".repeat(92)) && !fits(&"x".repeat(93)));
        assert!(fits(&("x".repeat(89) + "*")) && !fits(&("x".repeat(90) + "*")));
    }
}
