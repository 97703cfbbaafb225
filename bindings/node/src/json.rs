//! JSON with names as JavaScript spells them: `partner_id` as `partnerId`.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// What was read, as text for `JSON.parse`.
pub(crate) fn write(value: &impl Serialize) -> String {
    let mut text = Vec::with_capacity(1024);
    let written = value.serialize(&mut Serializer::with_formatter(&mut text, CamelCase::default()));
    debug_assert!(written.is_ok(), "memory takes every byte, and every key is text");
    String::from_utf8(text).unwrap_or_default()
}

#[derive(Default)]
struct CamelCase {
    in_name: bool,
}

impl Formatter for CamelCase {
    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.in_name = true;
        if first { Ok(()) } else { out.write_all(b",") }
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.in_name = false;
        Ok(())
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        text: &str,
    ) -> io::Result<()> {
        if !self.in_name {
            return out.write_all(text.as_bytes());
        }
        let mut words = text.as_bytes().split(|&byte| byte == b'_');
        out.write_all(words.next().unwrap_or_default())?;
        for word in words {
            if let [first, rest @ ..] = word {
                out.write_all(&[first.to_ascii_uppercase()])?;
                out.write_all(rest)?;
            }
        }
        Ok(())
    }
}
