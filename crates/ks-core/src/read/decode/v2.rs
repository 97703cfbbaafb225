//! Reading the fields of a v2 KS (docs/ks-format.md 3.4 and 3.5).

use super::name_index::NameIndex;
use super::{Decoded, Deviation, Field, Named, Span};
use crate::crypto::Keyring;
use crate::encoding::php::parse_str::{QueryEvent, QueryReader};
use crate::error::{Error, Malformed, Result, quote_bytes};
use crate::wire::v2;

impl Decoded {
    /// Finds the secret that encrypted a KS, and reads its fields.
    pub(super) fn open_v2(&mut self, keyring: &Keyring, max_fields: usize) -> Result<()> {
        let payload = self.signed.start()..self.signed.end();
        if payload.is_empty() || !payload.len().is_multiple_of(16) {
            return Err(Malformed::CutPayload.into());
        }
        let last = keyring.len().checked_sub(1).ok_or_else(|| keyring.bad_signature())?;
        for (index, key) in keyring.keys().iter().enumerate() {
            // Decryption is in place and a wrong key destroys the ciphertext, so every attempt
            // but the last works on a copy.
            let opened = if index == last {
                v2::open(&mut self.bytes[payload.clone()], key)
            } else {
                let mut copy = self.bytes[payload.clone()].to_vec();
                let opened = v2::open(&mut copy, key);
                if opened.is_some() {
                    self.bytes[payload.clone()].copy_from_slice(&copy);
                }
                opened
            };
            if let Some(len) = opened {
                self.secret_index = index;
                return self.read_v2(len, max_fields);
            }
        }
        Err(keyring.bad_signature())
    }

    /// Reads the fields of a decrypted payload, of which `len` bytes count.
    fn read_v2(&mut self, len: usize, max_fields: usize) -> Result<()> {
        let start = self.signed.start();
        let end = start + len;
        let body = start + v2::HASH_LEN;
        let fields = (body + v2::NONCE_LEN).min(end);
        self.hash = Span::new(start, body);
        self.rand = Field::text(Span::new(body, fields));
        self.signed = Span::new(fields, end);

        // The fields are unescaped in a copy, because the signed text is kept.
        let mut bytes = core::mem::take(&mut self.bytes);
        bytes.truncate(end);
        bytes.extend_from_within(fields..end);
        let mut reader = QueryReader::new(&mut bytes, fields..end, max_fields);
        self.read_fields(&mut reader);
        self.bytes = bytes;
        self.check_arrays()
    }

    #[inline(never)]
    fn read_fields(&mut self, reader: &mut QueryReader<'_>) {
        let mut names = NameIndex::default();
        loop {
            reader.usual_variables(|reader, text, name, value| {
                self.set_field(reader, &mut names, text, name, Field::text(value));
            });
            let Some(event) = reader.unusual() else { break };
            self.read_unusual(event, reader, &mut names);
        }
        self.names = names.set();
        self.simple = reader.all_simple();
    }

    #[cold]
    fn read_unusual(&mut self, event: QueryEvent, reader: &QueryReader<'_>, names: &mut NameIndex) {
        match event {
            QueryEvent::Variable { name, value, renamed } => {
                if renamed {
                    self.deviate(Deviation::Renamed(name));
                }
                let value = value.map_or(Field::ARRAY, Field::text);
                self.set_field(reader, names, reader.text(name), name, value);
            }
            QueryEvent::Removed(name) => {
                self.remove_field(reader, name);
                *names = NameIndex::of(&self.privileges, |name| reader.text(name));
                self.deviate(Deviation::Dropped);
            }
            QueryEvent::Dropped => self.deviate(Deviation::Dropped),
            QueryEvent::TooMany => self.deviate(Deviation::TooMany),
            QueryEvent::CutAtNul => self.deviate(Deviation::CutAtNul),
        }
    }

    /// Sets a field or a privilege. The last of several values counts.
    #[inline(always)]
    fn set_field(
        &mut self,
        reader: &QueryReader<'_>,
        names: &mut NameIndex,
        text: &[u8],
        name: Span,
        value: Field,
    ) {
        let previous = if let Some(field) = self.reserved_field(text) {
            core::mem::replace(field, value)
        } else if let Some(index) = names.find(&self.privileges, text, |name| reader.text(name)) {
            core::mem::replace(&mut self.privileges[index].1, value)
        } else {
            names.add(text, self.privileges.len());
            self.privileges.push((name, value));
            return;
        };
        if previous != Field::NULL {
            self.deviate(Deviation::Repeated(name));
        }
    }

    fn check_arrays(&self) -> Result<()> {
        if self.simple {
            return Ok(()); // The name of an array is unusual.
        }
        match self.privileges.iter().find(|(_, value)| *value == Field::ARRAY) {
            Some(&(name, _)) => Err(Error::ArrayPrivilege(quote_bytes(self.text(name)))),
            None => Ok(()),
        }
    }

    #[cold]
    fn deviate(&mut self, deviation: Deviation) {
        self.deviations.push(deviation);
    }

    /// Returns the field of a reserved name.
    #[inline(always)]
    fn reserved_field(&mut self, name: &[u8]) -> Option<&mut Field> {
        match name {
            b"_e" => Some(&mut self.valid_until),
            b"_t" => Some(&mut self.session_type),
            b"_u" => Some(&mut self.user),
            b"_m" => Some(&mut self.master_partner),
            b"_d" => Some(&mut self.data),
            _ => None,
        }
    }

    #[cold]
    fn remove_field(&mut self, reader: &QueryReader<'_>, name: Span) {
        match self.reserved_field(reader.text(name)) {
            Some(field) => *field = Field::NULL,
            None => {
                let others = |it: &&(Span, Field)| reader.text(it.0) != reader.text(name);
                self.privileges = self.privileges.iter().filter(others).copied().collect::<Named>();
            }
        }
    }
}
