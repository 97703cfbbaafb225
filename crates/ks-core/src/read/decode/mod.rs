//! Decoding a KS exactly like the server.

mod canonical;
mod field;
mod name_index;
mod ott;
mod raw_fields;
#[cfg(feature = "serde")]
mod serialize;
mod session_kind;
mod v1;
mod v2;
mod warnings;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use sha1::{Digest, Sha1};
use smallvec::SmallVec;

use field::Field;
pub(in crate::read) use name_index::NameSet;
pub use ott::mentions_ott_host;
pub(crate) use raw_fields::split_like_server;
pub use raw_fields::{RawFields, RawValue};

use crate::crypto::Keyring;
use crate::encoding::integer::parse_canonical_int;
use crate::encoding::span::Span;
use crate::encoding::{Version, hex};
use crate::error::{Error, Result};
use crate::model::SessionType;
use crate::privilege::rules::value_kind;
use crate::wire::Envelope;

/// The number of fields of a v2 KS that the server reads: `max_input_vars` in its deployment
/// template (docs/ks-format.md 3.5). PHP's own default is 1000.
pub const MAX_FIELDS: usize = 10_000;

/// A deviation from the canonical form that shows while a KS is read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Deviation {
    Renamed(Span),
    Repeated(Span),
    Dropped,
    TooMany,
    CutAtNul,
    ExtraParts,
}

/// A KS whose signature was checked, with every field as the server sees it.
///
/// Use it for inspection and debugging: it accepts whatever the server accepts, including
/// expired and non-canonical KSs, and [`warnings`](Self::warnings) lists each deviation. A
/// service that accepts KSs uses [`Keyring::verify`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Decoded {
    version: Version,
    secret_index: usize,
    /// The decoded KS, for v2 with its payload decrypted. After it, the same fields unescaped,
    /// or the merged values of v1.
    bytes: Vec<u8>,
    /// The SHA-1 digest, in v1 as hex digits.
    hash: Span,
    partner: Span,
    partner_pattern: Field,
    valid_until: Field,
    session_type: Field,
    rand: Field,
    user: Field,
    v1_privileges: Field,
    master_partner: Field,
    data: Field,
    signed: Span,
    /// Names with their value texts, each name once.
    privileges: Named,
    names: NameSet,
    /// Whether the names and the unescaped bytes of a v2 KS are simple (see
    /// `QueryReader::all_simple`).
    simple: bool,
    deviations: Vec<Deviation>,
}

/// The privileges of most KSs need no allocation.
type Named = SmallVec<[(Span, Field); 4]>;

impl Keyring {
    /// Checks the signature of a KS and decodes it like the server. Accepts a KS that is
    /// expired, restricted or not in canonical form: see [`Decoded`].
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`] if the text is not a KS, [`Error::BadSignature`], and
    /// [`Error::ArrayPrivilege`] for a KS that makes the server itself fail.
    pub fn decode(&self, ks: &str) -> Result<Decoded> {
        self.decode_with_limit(ks, MAX_FIELDS)
    }

    /// Decodes a KS like a server whose PHP reads at most `max_fields` fields
    /// (`max_input_vars`).
    ///
    /// # Errors
    ///
    /// Those of [`decode`](Self::decode).
    pub fn decode_with_limit(&self, ks: &str, max_fields: usize) -> Result<Decoded> {
        // Only this value is returned, so the compiler fills it where the caller expects it.
        let mut result = match Envelope::parse(ks) {
            Ok(envelope) => Ok(Decoded::unread(envelope)),
            Err(error) => Err(error.into()),
        };
        if let Ok(decoded) = &mut result
            && let Err(error) = decoded.read(self, ks, max_fields)
        {
            result = Err(error);
        }
        result
    }

    fn bad_signature(&self) -> Error {
        Error::BadSignature { tried: self.len() }
    }
}

impl Decoded {
    /// Checks the signature and reads the fields. It fills a value where it lies, because
    /// moving one takes longer than reading a field.
    pub(super) fn read(&mut self, keyring: &Keyring, ks: &str, max_fields: usize) -> Result<()> {
        match self.version {
            Version::V1 => self.open_v1(keyring, ks),
            Version::V2 => self.open_v2(keyring, max_fields),
        }
    }

    /// Returns a value whose signature was not checked and whose fields were not read.
    /// `signed` is the payload.
    pub(super) fn unread(envelope: Envelope) -> Self {
        Self {
            version: envelope.version,
            secret_index: 0,
            hash: Span::new(0, 0),
            partner: Span::new(envelope.partner.start, envelope.partner.end),
            bytes: envelope.bytes,
            partner_pattern: Field::NULL,
            valid_until: Field::NULL,
            session_type: Field::NULL,
            rand: Field::NULL,
            user: Field::NULL,
            v1_privileges: Field::NULL,
            master_partner: Field::NULL,
            data: Field::NULL,
            signed: Span::new(envelope.payload.start, envelope.payload.end),
            privileges: Named::new(),
            names: NameSet::default(),
            simple: false,
            deviations: Vec::new(),
        }
    }

    fn text(&self, span: Span) -> &[u8] {
        span.of(&self.bytes)
    }

    fn field_text(&self, field: Field) -> Option<&[u8]> {
        field.span().map(|span| self.text(span))
    }

    /// Returns the version of the format.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// Returns which secret of the keyring signed the KS, counted from 0.
    #[must_use]
    pub fn secret_index(&self) -> usize {
        self.secret_index
    }

    /// Returns the partner id if it is a canonical integer.
    #[must_use]
    pub fn partner_id(&self) -> Option<i32> {
        parse_canonical_int(self.partner_text())
    }

    /// Returns the partner id as the KS spells it.
    #[must_use]
    pub fn partner_text(&self) -> &[u8] {
        self.text(self.partner)
    }

    /// Returns the end in Unix seconds if it is a canonical integer.
    #[must_use]
    pub fn expires_at(&self) -> Option<i64> {
        parse_canonical_int(self.field_text(self.valid_until)?)
    }

    /// Returns USER or ADMIN if the field is `0` or `2`.
    #[must_use]
    pub fn session_type(&self) -> Option<SessionType> {
        match self.field_text(self.session_type)? {
            b"0" => Some(SessionType::User),
            b"2" => Some(SessionType::Admin),
            _ => None,
        }
    }

    /// Returns the user id, with invalid UTF-8 replaced, or `None` if there is no user.
    #[must_use]
    pub fn user_id(&self) -> Option<Cow<'_, str>> {
        let user = self.field_text(self.user).filter(|user| !user.is_empty())?;
        Some(String::from_utf8_lossy(user))
    }

    /// Returns the master partner id if it is a canonical integer.
    #[must_use]
    pub fn master_partner_id(&self) -> Option<i32> {
        parse_canonical_int(self.field_text(self.master_partner)?)
    }

    /// Returns the additional data, with invalid UTF-8 replaced.
    #[must_use]
    pub fn additional_data(&self) -> Option<Cow<'_, str>> {
        let data = self.field_text(self.data).filter(|data| !data.is_empty())?;
        Some(String::from_utf8_lossy(data))
    }

    /// Returns the privileges as the server parsed them: names with their value texts, in
    /// which `/` separates values.
    pub fn privileges(&self) -> impl Iterator<Item = (&[u8], &[u8])> + Clone {
        self.privileges
            .iter()
            .map(|&(name, value)| (self.text(name), self.field_text(value).unwrap_or_default()))
            // An empty text of a v1 KS contains one privilege without a name.
            .filter(|(name, value)| {
                !(name.is_empty() && value.is_empty() && self.privileges.len() == 1)
            })
    }

    /// Returns the privileges with their values split: at `|` in `urirestrict`, at `/` in
    /// other lists and in unknown privileges. A flag has no values.
    pub fn privilege_values(&self) -> impl Iterator<Item = (&[u8], Vec<&[u8]>)> {
        self.privileges().map(|(name, value)| {
            let separator =
                core::str::from_utf8(name).map_or(Some('/'), |name| value_kind(name).separator());
            let values = match separator {
                _ if value.is_empty() => Vec::new(),
                Some(separator) => value.split(|&b| char::from(b) == separator).collect(),
                None => [value].into(),
            };
            (name, values)
        })
    }

    /// Returns `false` if the KS has none of these privileges.
    pub(super) fn may_have_any(&self, names: NameSet) -> bool {
        self.names.may_contain_any(names)
    }

    /// Returns the value text of a privilege: `""` for a flag, `None` if it is absent.
    #[must_use]
    pub fn privilege(&self, name: &str) -> Option<&[u8]> {
        let name = name.as_bytes();
        if !self.may_have_any(NameSet::of(&[name])) {
            return None;
        }
        self.privileges().find(|(n, _)| *n == name).map(|(_, value)| value)
    }

    /// Returns the privileges as the one text in which the server searches.
    #[must_use]
    pub fn privileges_text(&self) -> Cow<'_, [u8]> {
        if self.version == Version::V1 {
            return Cow::Borrowed(self.field_text(self.v1_privileges).unwrap_or_default());
        }
        let mut text = Vec::new();
        for &(name, value) in &self.privileges {
            if !text.is_empty() {
                text.push(b',');
            }
            text.extend_from_slice(self.text(name));
            let value = self.field_text(value).unwrap_or_default();
            if !value.is_empty() {
                text.push(b':');
                text.extend_from_slice(value);
            }
        }
        if text == b"all:*" { Cow::Borrowed(b"*") } else { Cow::Owned(text) }
    }

    /// Returns the text that the hash covers: in v1 the parts, in v2 the fields after the
    /// nonce. The server calls it the real string.
    #[must_use]
    pub fn signed_text(&self) -> &[u8] {
        self.text(self.signed)
    }

    /// Returns the session hash, 40 hex digits that identify the session however its KS is
    /// spelled (docs/ks-format.md 5.7).
    #[must_use]
    pub fn session_hash(&self) -> String {
        match self.version {
            Version::V1 => String::from_utf8_lossy(self.text(self.hash)).into_owned(),
            Version::V2 => hex::encode(self.text(self.hash)),
        }
    }

    /// Returns the hash of the session's `sessionid` group, whose sessions are ended together
    /// (docs/ks-format.md 5.3), or `None` if it is in no group.
    #[must_use]
    pub fn group_hash(&self) -> Option<String> {
        let id = self.privilege("sessionid").filter(|value| !value.is_empty())?;
        let first = id.split(|&b| b == b'/').next().unwrap_or_default();
        let digest = Sha1::new_with_prefix(self.partner_text())
            .chain_update(b"_")
            .chain_update(first)
            .finalize();
        Some(hex::encode(&digest))
    }

    /// Returns the number of parts of a v1 KS.
    pub(crate) fn v1_part_count(&self) -> usize {
        self.signed_text().split(|&b| b == b';').count()
    }
}

impl fmt::Debug for Decoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoded")
            .field("version", &self.version)
            .field("partner", &String::from_utf8_lossy(self.partner_text()))
            .field("session_hash", &self.session_hash())
            .finish_non_exhaustive()
    }
}
