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
        self.rand = Field::Text(Span::new(body, fields));
        self.signed = Span::new(fields, end);

        // The fields are unescaped in a copy, because the signed text is kept.
        let mut bytes = core::mem::take(&mut self.bytes);
        bytes.truncate(end);
        bytes.extend_from_within(fields..end);
        self.read_fields(&mut bytes, QueryReader::new(end, max_fields));
        self.bytes = bytes;
        match self.privileges.iter().find(|(_, value)| *value == Field::Array) {
            Some(&(name, _)) => Err(Error::ArrayPrivilege(quote_bytes(self.text(name)))),
            None => Ok(()),
        }
    }

    #[inline(never)]
    fn read_fields(&mut self, bytes: &mut [u8], mut reader: QueryReader) {
        let mut names = NameIndex::default();
        while let Some(event) = reader.next(bytes) {
            let (name, value, renamed) = match event {
                QueryEvent::Variable { name, value, renamed } => {
                    (name, value.map_or(Field::Array, Field::Text), renamed)
                }
                QueryEvent::Removed(name) => {
                    self.remove_field(bytes, name);
                    names = NameIndex::of(&self.privileges, bytes);
                    self.deviations.push(Deviation::Dropped);
                    continue;
                }
                QueryEvent::Dropped => {
                    self.deviations.push(Deviation::Dropped);
                    continue;
                }
                QueryEvent::TooMany => {
                    self.deviations.push(Deviation::TooMany);
                    continue;
                }
                QueryEvent::CutAtNul => {
                    self.deviations.push(Deviation::CutAtNul);
                    continue;
                }
            };
            let repeated = match self.reserved_field(name.of(bytes)) {
                Some(field) => core::mem::replace(field, value) != Field::Null,
                None => match names.find(&self.privileges, name, bytes) {
                    Some(index) => {
                        self.privileges[index].1 = value;
                        true
                    }
                    None => {
                        names.add(name.of(bytes), self.privileges.len());
                        self.privileges.push((name, value));
                        false
                    }
                },
            };
            if renamed {
                self.deviations.push(Deviation::Renamed(name));
            }
            if repeated {
                self.deviations.push(Deviation::Repeated(name));
            }
        }
        self.names = names.set();
        self.simple = reader.all_simple();
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
    fn remove_field(&mut self, bytes: &[u8], name: Span) {
        match self.reserved_field(name.of(bytes)) {
            Some(field) => *field = Field::Null,
            None => {
                let others = |it: &&(Span, Field)| it.0.of(bytes) != name.of(bytes);
                self.privileges = self.privileges.iter().filter(others).copied().collect::<Named>();
            }
        }
    }
}
