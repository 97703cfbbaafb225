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
    let mut len = 0;
    let mut write = |escaped: [u8; 4]| {
        *bytes.get_mut(len..)?.first_chunk_mut::<4>()? = escaped;
        len += usize::from(escaped[3]);
        Some(())
    };
    let (mut at, mut count, mut seen) = (0, 0, 0_u64);
    while at < text.len() {
        let start = at;
        while let Some(&byte) = text.get(at).filter(|&&byte| is_name_byte(byte)) {
            write([byte, 0, 0, 1])?;
            at += 1;
        }
        let name = &text[start..at];
        let bit = 1 << (name_hash(name) & 63);
        // A single character may be `0`; the names whose values are checked begin with
        // `i` and `u`.
        let simple = matches!(name, [first, _, ..] if first.is_ascii_alphanumeric() && !matches!(first, b'i' | b'u'));
        if !simple || seen & bit != 0 {
            return None;
        }
        seen |= bit;
        write(*b"=\0\0\x01")?;
        if text.get(at) == Some(&b':') {
            at += 1;
            // It may be a list of empty values.
            if text.get(at) == Some(&b'/') {
                return None;
            }
            while let Some(&byte) = text.get(at).filter(|&&byte| byte != b',') {
                if byte == 0 {
                    return None;
                }
                write(ESCAPED[usize::from(byte)])?;
                at += 1;
            }
            if is_blank(char::from(text[at - 1])) {
                return None;
            }
        }
        write(*b"&\0\0\x01")?;
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
        // The table of four bytes at a time needs three more than the text.
        let fits = |len: usize| encoded(&("a1:".to_owned() + &"x".repeat(len))).is_some();
        assert!(fits(88) && fits(89) && !fits(90));
    }
}
