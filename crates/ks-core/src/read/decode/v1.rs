//! Reading the fields of a v1 KS (docs/ks-format.md 2.3 and 2.5).

use alloc::vec::Vec;

use super::name_index::NameIndex;
use super::{Decoded, Deviation, Field, Span};
use crate::crypto::Keyring;
use crate::error::{Malformed, Result};
use crate::privilege::{ValueKind, privilege_info};
use crate::wire::{detect_plus_decoded_as_space, v1};

impl Decoded {
    /// Finds the secret that signed a KS, and reads its parts.
    pub(super) fn open_v1(&mut self, keyring: &Keyring, ks: &str) -> Result<()> {
        let (signature, text) = (self.text(self.v1_signature()), self.signed_text());
        let signed_by = |key| v1::is_signed_by(signature, text, key);
        match keyring.keys().iter().position(signed_by) {
            Some(index) => {
                self.secret_index = index;
                self.read_v1();
                Ok(())
            }
            None if detect_plus_decoded_as_space(ks) => Err(Malformed::BlankForPlus.into()),
            None => Err(keyring.bad_signature()),
        }
    }

    /// Returns the place of the signature, the text before the first `|`.
    fn v1_signature(&self) -> Span {
        Span::new(0, self.signed.start() - 1)
    }

    /// Reads the parts of a KS whose signature matched.
    fn read_v1(&mut self) {
        let info = self.signed;
        self.hash = self.v1_signature();
        let mut start = info.start();
        let mut parts = [Field::NULL; 9];
        for (count, part) in info.of(&self.bytes).split(|&b| b == b';').enumerate() {
            let span = Span::new(start, start + part.len());
            start = span.end() + 1;
            match parts.get_mut(count) {
                Some(field) => *field = Field::text(span),
                None => {
                    self.deviations.push(Deviation::ExtraParts);
                    break;
                }
            }
        }
        [
            _, // The partner id, which the envelope contains.
            self.partner_pattern,
            self.valid_until,
            self.session_type,
            self.rand,
            self.user,
            self.v1_privileges,
            self.master_partner,
            self.data,
        ] = parts;
        let nothing = Span::new(info.end(), info.end());
        self.read_v1_privileges(self.v1_privileges.span().unwrap_or(nothing));
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
            match names.find(&self.privileges, self.text(name), |name| self.text(name)) {
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
                    self.privileges.push((name, Field::text(value)));
                }
            }
        }
        self.names = names.set();
        later.sort_by_key(|&(index, _)| index);
        for group in later.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(index, _)) = group.first() else { continue };
            let Some(first) = self.privileges[index].1.span() else { continue };
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
            self.privileges[index].1 = Field::text(Span::new(start, self.bytes.len()));
        }
    }
}
