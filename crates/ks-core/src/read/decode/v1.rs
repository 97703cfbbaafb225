//! Reading the fields of a v1 KS (docs/ks-format.md 2.3 and 2.5).

use alloc::vec::Vec;

use super::name_index::NameIndex;
use super::{Decoded, Deviation, Field, Span};
use crate::encoding::hex;
use crate::privilege::{ValueKind, privilege_info};
use crate::wire::Envelope;

impl Decoded {
    pub(super) fn read_v1(envelope: Envelope, secret_index: usize) -> Self {
        let info = Span::new(envelope.payload.start, envelope.payload.end);
        // The signature matched, so it consists of 40 digits.
        let hash = hex::decode(envelope.v1_signature()).unwrap_or_default();
        let mut ks = Self::new(envelope, secret_index, hash, info);
        let mut start = info.start();
        let mut parts = [Field::Null; 9];
        for (count, part) in info.of(&ks.bytes).split(|&b| b == b';').enumerate() {
            let span = Span::new(start, start + part.len());
            start = span.end() + 1;
            match parts.get_mut(count) {
                Some(field) => *field = Field::Text(span),
                None => {
                    ks.deviations.push(Deviation::ExtraParts);
                    break;
                }
            }
        }
        [
            _, // The partner id, which the envelope contains.
            ks.partner_pattern,
            ks.valid_until,
            ks.session_type,
            ks.rand,
            ks.user,
            ks.v1_privileges,
            ks.master_partner,
            ks.data,
        ] = parts;
        ks.read_v1_privileges(match ks.v1_privileges {
            Field::Text(span) => span,
            _ => Span::new(info.end(), info.end()),
        });
        ks
    }

    /// Parses the privileges. Repeated names append their values (docs/ks-format.md 2.5).
    fn read_v1_privileges(&mut self, text: Span) {
        let mut names = NameIndex::default();
        // The values of repeated names, with the index of the name.
        let mut later: Vec<(usize, Span)> = Vec::new();
        let mut start = text.start();
        while start <= text.end() {
            let rest = &self.bytes[start..text.end()];
            let len = rest.iter().position(|&b| b == b',').unwrap_or(rest.len());
            let colon = rest[..len].iter().position(|&b| b == b':');
            let name = Span::new(start, start + colon.unwrap_or(len));
            let value = Span::new(start + colon.map_or(len, |c| c + 1), start + len);
            start += len + 1;
            match names.find(&self.privileges, name, &self.bytes) {
                Some(index) => {
                    let info = core::str::from_utf8(self.text(name)).ok().and_then(privilege_info);
                    let before = self.field_text(self.privileges[index].1);
                    let kind = info.map(|info| info.kind);
                    // Two equal values are harmless, except URIs, which the server joins.
                    let differs = before != Some(self.text(value));
                    if kind == Some(ValueKind::UriList) || kind != Some(ValueKind::List) && differs
                    {
                        self.deviations.push(Deviation::Repeated(name));
                    }
                    later.push((index, value));
                }
                None => {
                    names.add(self.text(name), self.privileges.len());
                    self.privileges.push((name, Field::Text(value)));
                }
            }
        }
        later.sort_by_key(|&(index, _)| index);
        for group in later.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(index, _)) = group.first() else { continue };
            let Field::Text(first) = self.privileges[index].1 else { continue };
            let start = self.bytes.len();
            for span in core::iter::once(first).chain(group.iter().map(|&(_, value)| value)) {
                if span.is_empty() {
                    continue; // This element has no values.
                }
                if self.bytes.len() > start {
                    self.bytes.push(b'/');
                }
                self.bytes.extend_from_within(span.start()..span.end());
            }
            self.privileges[index].1 = Field::Text(Span::new(start, self.bytes.len()));
        }
    }
}
