//! Reading the fields of a v2 KS (docs/ks-format.md 3.4 and 3.5).

use alloc::borrow::Cow;

use super::name_index::NameIndex;
use super::{Decoded, Deviation, Field, Span};
use crate::encoding::php::parse_str::{QueryEvent, query_events};
use crate::encoding::php::urlencode::unescape_into;
use crate::error::{Error, Result, quote_bytes};
use crate::wire::{Envelope, v2};

impl Decoded {
    pub(super) fn read_v2(
        mut envelope: Envelope,
        len: usize,
        secret_index: usize,
        max_fields: usize,
    ) -> Result<Self> {
        let start = envelope.payload.start;
        let end = start + len;
        let body = start + v2::HASH_LEN;
        let fields = (body + v2::NONCE_LEN).min(end);
        let mut hash = [0; v2::HASH_LEN];
        hash.copy_from_slice(&envelope.bytes[start..body]);
        let mut bytes = core::mem::take(&mut envelope.bytes);
        let mut ks = Self::new(envelope, secret_index, hash, Span { start: fields, end });
        ks.rand = Field::Text(Span { start: body, end: fields });

        // Unescaping never makes text longer, so as much space as the fields take is enough.
        bytes.truncate(end);
        bytes.resize(end + (end - fields), 0);
        let (text, space) = bytes.split_at_mut(end);
        let mut scratch = Scratch { space, start: end, used: 0 };
        let mut names = NameIndex::default();
        ks.privileges.reserve(4);
        for event in query_events(&text[fields..], max_fields) {
            let (name, at, value, escaped, renamed) = match event {
                QueryEvent::Variable { name, at, value, escaped, renamed } => {
                    (name, fields + at, value, escaped, renamed)
                }
                QueryEvent::Dropped => {
                    ks.deviations.push(Deviation::Dropped);
                    continue;
                }
                QueryEvent::TooMany => {
                    ks.deviations.push(Deviation::TooMany);
                    continue;
                }
                QueryEvent::CutAtNul => {
                    ks.deviations.push(Deviation::CutAtNul);
                    continue;
                }
            };
            let span = scratch.keep_name(&name, at);
            let value = value.map_or(Field::Array, |value| {
                let plain = Span { start: fields + value.start, end: fields + value.end };
                Field::Text(if escaped { scratch.unescape(&text[fields..][value]) } else { plain })
            });
            let reserved = match *name {
                [b'_', b'e'] => Some(&mut ks.valid_until),
                [b'_', b't'] => Some(&mut ks.session_type),
                [b'_', b'u'] => Some(&mut ks.user),
                [b'_', b'm'] => Some(&mut ks.master_partner),
                [b'_', b'd'] => Some(&mut ks.data),
                _ => None,
            };
            let repeated = match reserved {
                Some(field) => core::mem::replace(field, value) != Field::Null,
                None => {
                    let known = names
                        .find(&ks.privileges, &name, |span| scratch.resolve(text, span))
                        .map(|index| &mut ks.privileges[index].1);
                    match known {
                        Some(field) => {
                            *field = value;
                            true
                        }
                        None => {
                            names.add(&name, ks.privileges.len());
                            ks.privileges.push((span, value));
                            false
                        }
                    }
                }
            };
            if renamed {
                ks.deviations.push(Deviation::Renamed(span));
            }
            if repeated {
                ks.deviations.push(Deviation::Repeated(span));
            }
        }
        let used = end + scratch.used;
        bytes.truncate(used);
        ks.bytes = bytes;
        match ks.privileges.iter().find(|(_, value)| *value == Field::Array) {
            Some(&(name, _)) => Err(Error::ArrayPrivilege(quote_bytes(ks.text(name)))),
            None => Ok(ks),
        }
    }
}

/// The space after the plaintext of a v2 KS, for names and values that differ from it.
struct Scratch<'b> {
    space: &'b mut [u8],
    /// Where the space starts, counted from the start of the plaintext's buffer.
    start: usize,
    used: usize,
}

impl Scratch<'_> {
    fn unescape(&mut self, value: &[u8]) -> Span {
        let len = unescape_into(value, b' ', &mut self.space[self.used..]);
        self.take(len)
    }

    /// Returns the span of a name: its place in the text, or a copy if PHP changed it.
    #[allow(clippy::ptr_arg)] // Whether the name is borrowed decides where it stays.
    fn keep_name(&mut self, name: &Cow<'_, [u8]>, at: usize) -> Span {
        match name {
            Cow::Borrowed(name) => Span { start: at, end: at + name.len() },
            Cow::Owned(name) => {
                self.space[self.used..self.used + name.len()].copy_from_slice(name);
                self.take(name.len())
            }
        }
    }

    fn take(&mut self, len: usize) -> Span {
        let start = self.start + self.used;
        self.used += len;
        Span { start, end: start + len }
    }

    /// Returns the text of a span, which lies in the plaintext or in this space.
    fn resolve<'s>(&'s self, text: &'s [u8], span: Span) -> &'s [u8] {
        match span.start.checked_sub(self.start) {
            None => &text[span.start..span.end],
            Some(start) => &self.space[start..span.end - self.start],
        }
    }
}
