//! The two wire formats: fields to text and back.

pub(crate) mod base64;
pub(crate) mod query;
mod sha1;
pub(crate) mod v1;
pub(crate) mod v2;

use alloc::vec::Vec;
use core::ops::Range;

use crate::error::Malformed;
use crate::session::Version;

/// Where a writer puts its bytes: room on the stack for a usual KS, so that
/// the text is the only thing on the heap, or a vector for a long one.
pub(crate) trait Sink {
    fn push(&mut self, byte: u8);
    fn extend(&mut self, bytes: &[u8]);
    fn written(&mut self) -> &mut [u8];

    /// Appends what another room holds.
    fn append<const N: usize>(&mut self, room: &Room<N>)
    where
        Self: Sized,
    {
        self.extend(room.as_slice());
    }

    /// Appends text as PHP's `urlencode` writes it.
    fn escape(&mut self, text: &[u8]) {
        for &byte in text {
            let [a, b, c, used] = query::ESCAPED[usize::from(byte)];
            self.extend(&[a, b, c][..usize::from(used)]);
        }
    }

    fn decimal(&mut self, number: i64) {
        self.extend(itoa::Buffer::new().format(number).as_bytes());
    }
}

impl Sink for Vec<u8> {
    fn push(&mut self, byte: u8) {
        Self::push(self, byte);
    }

    fn extend(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    fn written(&mut self) -> &mut [u8] {
        self
    }
}

/// Room for a KS whose text is bounded by this many bytes before base64.
pub(crate) const ROOM: usize = 512;

/// A sink of fixed size. Its user makes sure that there is room.
#[derive(Debug, Clone)]
pub(crate) struct Room<const SIZE: usize> {
    bytes: [u8; SIZE],
    len: usize,
}

impl<const SIZE: usize> Room<SIZE> {
    #[inline]
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; SIZE], len: 0 }
    }

    #[inline]
    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// What it holds, and how much of that counts.
    #[inline]
    pub(crate) fn parts(&mut self) -> (&mut [u8; SIZE], &mut usize) {
        (&mut self.bytes, &mut self.len)
    }
}

impl<const SIZE: usize> Default for Room<SIZE> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const SIZE: usize> Sink for Room<SIZE> {
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
    fn written(&mut self) -> &mut [u8] {
        &mut self.bytes[..self.len]
    }

    /// Copies the whole of a room, where that fits, and keeps what counts: a
    /// copy of fixed length costs less.
    #[inline]
    fn append<const N: usize>(&mut self, room: &Room<N>) {
        match self.bytes[self.len..].first_chunk_mut::<N>() {
            Some(place) => {
                *place = room.bytes;
                self.len += room.len;
            }
            None => self.extend(room.as_slice()),
        }
    }

    /// Copies the usual number, an end, in two pieces of fixed length.
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

    /// Writes four bytes each time and keeps as many as count, which spares a
    /// branch. The bound leaves room behind the last.
    #[inline]
    fn escape(&mut self, text: &[u8]) {
        let mut len = self.len;
        for &byte in text {
            let escaped = query::ESCAPED[usize::from(byte)];
            self.bytes[len..len + 4].copy_from_slice(&escaped);
            len += usize::from(escaped[3]);
        }
        self.len = len;
    }
}

/// A KS taken apart as far as that goes without a secret.
pub(crate) struct Envelope {
    /// The decoded bytes.
    pub(crate) bytes: Vec<u8>,
    pub(crate) version: Version,
    /// Where the partner id stands in `bytes`.
    pub(crate) partner: Range<usize>,
    /// v1: the signed text. v2: the encrypted part.
    pub(crate) payload: Range<usize>,
}

impl Envelope {
    /// Takes a text apart as the server does (docs/ks-format.md 1, 2.3, 3.4).
    pub(crate) fn open(text: &str) -> Result<Self, Malformed> {
        let bytes = base64::decode(text)?;
        let pipe = |from: usize| bytes[from..].iter().position(|&b| b == b'|').map(|at| from + at);
        if bytes.starts_with(b"v2|") {
            let end = pipe(3).ok_or(Malformed::TooFewPipes)?;
            let payload = end + 1..bytes.len();
            // Blanks in a v2 KS go unnoticed but for what is missing at its end.
            if !payload.len().is_multiple_of(16)
                && let Some(problem) = diagnose_blanks(text)
            {
                return Err(problem);
            }
            return Ok(Self { version: Version::V2, partner: 3..end, payload, bytes });
        }
        let Some(signature_end) = pipe(0) else { return Err(not_a_ks(text)) };
        let info = signature_end + 1;
        let mut parts = bytes[info..].split(|&b| b == b';');
        let partner_len = parts.next().map_or(0, <[u8]>::len);
        if parts.nth(1).is_none() {
            return Err(diagnose_blanks(text).unwrap_or(Malformed::TooFewParts));
        }
        let payload = info..bytes.len();
        Ok(Self { version: Version::V1, partner: info..info + partner_len, payload, bytes })
    }

    pub(crate) fn partner(&self) -> &[u8] {
        &self.bytes[self.partner.clone()]
    }

    pub(crate) fn payload(&self) -> &[u8] {
        &self.bytes[self.payload.clone()]
    }

    /// v1: the text before the first `|`.
    pub(crate) fn v1_signature(&self) -> &[u8] {
        &self.bytes[..self.payload.start - 1]
    }
}

fn not_a_ks(text: &str) -> Malformed {
    diagnose_blanks(text).unwrap_or(Malformed::NoPipe)
}

/// Whether blanks in a text that was not understood stand where `+` stood.
///
/// The server skips blanks, so the rest decodes to nonsense; with `+` put back
/// it decodes to a KS.
pub(crate) fn diagnose_blanks(text: &str) -> Option<Malformed> {
    let inner = text.trim();
    if !inner.contains(' ') {
        return None;
    }
    looks_like_ks(&base64::decode_exact(inner.replace(' ', "+").as_bytes())?)
        .then_some(Malformed::BlankForPlus)
}

/// Whether decoded bytes begin as a KS of either version does.
pub(crate) fn looks_like_ks(bytes: &[u8]) -> bool {
    match bytes {
        [b'v', b'2', b'|', rest @ ..] => {
            let partner = rest.split(|&b| b == b'|').next().unwrap_or_default();
            let cipher = rest.len().saturating_sub(partner.len() + 1);
            is_number(partner) && cipher > 0 && cipher % 16 == 0
        }
        _ => match bytes.split_at_checked(40) {
            Some((signature, [b'|', info @ ..])) => {
                let mut parts = info.split(|&b| b == b';');
                signature.iter().all(u8::is_ascii_hexdigit)
                    && parts.next().is_some_and(is_number)
                    && parts.nth(1).is_some()
            }
            _ => false,
        },
    }
}

fn is_number(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}
