//! Reading a KS exactly as the server sees it.

use alloc::borrow::Cow;
use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use sha1::{Digest, Sha1};

use crate::error::{Error, Malformed, Result, quote_bytes};
use crate::lint::Advice;
use crate::php;
use crate::privilege::{Privileges, ValueKind, kind_of, privilege_info};
use crate::secret::Keyring;
use crate::session::{Expiry, Session, SessionType, Version, canonical_int};
use crate::token::query::{self, Token};
use crate::token::{Envelope, base64, diagnose_blanks, v1, v2};

/// A name of the query string: as it stands there, or changed.
type Name<'t> = Cow<'t, [u8]>;

/// How many fields of a v2 KS the server reads: `max_input_vars` in its
/// deployment template (docs/ks-format.md 3.5). PHP's own default is 1000.
pub const MAX_FIELDS: usize = 10_000;

/// A place in [`Decoded`]'s bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Span {
    start: usize,
    end: usize,
}

/// A field as PHP holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Field {
    Null,
    Text(Span),
    Array,
}

/// Something in a KS that a careful generator does not write.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Oddity {
    Renamed(Span),
    Repeated(Span),
    Dropped,
    TooMany,
    CutAtNul,
    ExtraParts,
}

/// A KS whose signature was checked, with every field as the server sees it.
///
/// This is for people: it takes what the server takes, expired or odd as it may
/// be, and says in [`warnings`](Self::warnings) what is odd. A service that
/// accepts KSs uses [`Keyring::verify`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Decoded {
    version: Version,
    secret_index: usize,
    hash: [u8; 20],
    /// The decoded KS, for v2 with its payload decrypted; behind it, text that
    /// had to be written anew: unescaped or merged.
    bytes: Vec<u8>,
    partner: Span,
    partner_pattern: Field,
    valid_until: Field,
    session_type: Field,
    rand: Field,
    user: Field,
    v1_privileges: Field,
    master_partner: Field,
    data: Field,
    real: Span,
    /// Name and value text, each name once.
    privileges: Vec<(Span, Field)>,
    oddities: Vec<Oddity>,
}

/// A value as the server holds it: text that need not be UTF-8, null, or an array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerValue<'a> {
    /// The field is absent.
    Null,
    /// Text.
    Text(Cow<'a, [u8]>),
    /// PHP read `name[...]`.
    Array,
}

impl ServerValue<'_> {
    /// The text in UTF-8, with what is not replaced; `None` for null and arrays.
    #[must_use]
    pub fn to_lossy(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) => Some(String::from_utf8_lossy(text)),
            _ => None,
        }
    }

    /// The bytes; `None` for null and arrays.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The fields of the server's own `ks` object, by its names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ServerFields<'a> {
    /// As text, however it is spelled.
    pub partner_id: ServerValue<'a>,
    /// v1: part 1, which nobody reads.
    pub partner_pattern: ServerValue<'a>,
    /// The expiry in Unix seconds, as text.
    pub valid_until: ServerValue<'a>,
    /// `0`, `2`, or whatever stands there.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub session_type: ServerValue<'a>,
    /// v1: the rand part. v2: the random block in hex.
    pub rand: ServerValue<'a>,
    /// The user id.
    pub user: ServerValue<'a>,
    /// The privileges as one text.
    pub privileges: ServerValue<'a>,
    /// The master partner id.
    pub master_partner_id: ServerValue<'a>,
    /// The additional data.
    pub additional_data: ServerValue<'a>,
    /// Each name with its values, in order.
    pub parsed_privileges: Vec<(ServerValue<'a>, Vec<ServerValue<'a>>)>,
    /// The session hash.
    pub hash: String,
}

impl Keyring {
    /// Checks the signature of a KS and reads it as the server does. Takes a KS
    /// that is expired, restricted or odd: see [`Decoded`].
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`] for what is no KS, [`Error::BadSignature`], and
    /// [`Error::ArrayPrivilege`] where the server itself fails.
    pub fn decode(&self, ks: &str) -> Result<Decoded> {
        self.decode_with_limit(ks, MAX_FIELDS)
    }

    /// [`decode`](Self::decode) for a server whose PHP reads so many fields
    /// (`max_input_vars`).
    ///
    /// # Errors
    ///
    /// Those of [`decode`](Self::decode).
    pub fn decode_with_limit(&self, ks: &str, max_fields: usize) -> Result<Decoded> {
        self.decode_envelope(Envelope::open(ks)?, ks, max_fields)
    }

    pub(crate) fn decode_envelope(
        &self,
        mut envelope: Envelope,
        ks: &str,
        max_fields: usize,
    ) -> Result<Decoded> {
        let bad_signature = || Error::BadSignature { tried: self.keys.len() };
        match envelope.version {
            Version::V1 => {
                let index =
                    self.keys.iter().position(|key| v1::is_signed_by(&envelope, key)).ok_or_else(
                        || match diagnose_blanks(ks) {
                            Some(problem) => problem.into(),
                            None => bad_signature(),
                        },
                    )?;
                Ok(Decoded::read_v1(envelope, index))
            }
            Version::V2 => {
                if envelope.payload.is_empty() || !envelope.payload.len().is_multiple_of(16) {
                    return Err(Malformed::CutPayload.into());
                }
                let last = self.keys.len().checked_sub(1).ok_or_else(bad_signature)?;
                for (index, key) in self.keys.iter().enumerate() {
                    let payload = envelope.payload.clone();
                    // A failed attempt spoils the bytes, so all but the last work on a copy.
                    if index == last {
                        if let Some(len) = v2::open(&mut envelope.bytes[payload], key) {
                            return Decoded::read_v2(envelope, len, index, max_fields);
                        }
                    } else {
                        let mut copy = envelope.bytes[payload.clone()].to_vec();
                        if let Some(len) = v2::open(&mut copy, key) {
                            envelope.bytes[payload].copy_from_slice(&copy);
                            return Decoded::read_v2(envelope, len, index, max_fields);
                        }
                    }
                }
                Err(bad_signature())
            }
        }
    }
}

impl Decoded {
    fn new(envelope: Envelope, secret_index: usize, hash: [u8; 20], real: Span) -> Self {
        Self {
            version: envelope.version,
            secret_index,
            hash,
            partner: Span { start: envelope.partner.start, end: envelope.partner.end },
            bytes: envelope.bytes,
            partner_pattern: Field::Null,
            valid_until: Field::Null,
            session_type: Field::Null,
            rand: Field::Null,
            user: Field::Null,
            v1_privileges: Field::Null,
            master_partner: Field::Null,
            data: Field::Null,
            real,
            privileges: Vec::new(),
            oddities: Vec::new(),
        }
    }

    fn read_v1(envelope: Envelope, secret_index: usize) -> Self {
        let info = Span { start: envelope.payload.start, end: envelope.payload.end };
        // The signature matched, so it is 40 digits.
        let hash = crate::hex::decode(envelope.v1_signature()).unwrap_or_default();
        let mut ks = Self::new(envelope, secret_index, hash, info);
        let mut start = info.start;
        let mut parts = [Field::Null; 9];
        for (count, part) in ks.bytes[info.start..info.end].split(|&b| b == b';').enumerate() {
            let span = Span { start, end: start + part.len() };
            start = span.end + 1;
            match parts.get_mut(count) {
                Some(field) => *field = Field::Text(span),
                None => {
                    ks.oddities.push(Oddity::ExtraParts);
                    break;
                }
            }
        }
        [
            _, // the partner id, which the envelope knows
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
            _ => Span { start: info.end, end: info.end },
        });
        ks
    }

    /// docs/ks-format.md 2.5: repeated names append their values.
    fn read_v1_privileges(&mut self, text: Span) {
        let mut lookup = Lookup::default();
        // Values of names that were there before, with the place of the name.
        let mut later: Vec<(usize, Span)> = Vec::new();
        let mut start = text.start;
        while start <= text.end {
            let rest = &self.bytes[start..text.end];
            let len = rest.iter().position(|&b| b == b',').unwrap_or(rest.len());
            let colon = rest[..len].iter().position(|&b| b == b':');
            let name = Span { start, end: start + colon.unwrap_or(len) };
            let value = Span { start: start + colon.map_or(len, |c| c + 1), end: start + len };
            start += len + 1;
            match lookup.find(&self.privileges, self.text(name), |span| self.text(span)) {
                Some(place) => {
                    let info = core::str::from_utf8(self.text(name)).ok().and_then(privilege_info);
                    let before = self.field_text(self.privileges[place].1);
                    if info.is_none_or(|info| info.kind != ValueKind::List)
                        && before != Some(self.text(value))
                    {
                        self.oddities.push(Oddity::Repeated(name));
                    }
                    later.push((place, value));
                }
                None => {
                    lookup.add(self.text(name), self.privileges.len());
                    self.privileges.push((name, Field::Text(value)));
                }
            }
        }
        later.sort_by_key(|&(place, _)| place);
        for group in later.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(place, _)) = group.first() else { continue };
            let Field::Text(first) = self.privileges[place].1 else { continue };
            let start = self.bytes.len();
            for span in core::iter::once(first).chain(group.iter().map(|&(_, value)| value)) {
                if span.start == span.end {
                    continue; // no values
                }
                if self.bytes.len() > start {
                    self.bytes.push(b'/');
                }
                self.bytes.extend_from_within(span.start..span.end);
            }
            self.privileges[place].1 = Field::Text(Span { start, end: self.bytes.len() });
        }
    }

    fn read_v2(
        mut envelope: Envelope,
        len: usize,
        secret_index: usize,
        max_fields: usize,
    ) -> Result<Self> {
        let start = envelope.payload.start;
        let end = start + len;
        let body = start + v2::HASH;
        let fields = (body + v2::RANDOM).min(end);
        let mut hash = [0; v2::HASH];
        hash.copy_from_slice(&envelope.bytes[start..body]);
        let mut bytes = core::mem::take(&mut envelope.bytes);
        let mut ks = Self::new(envelope, secret_index, hash, Span { start: fields, end });
        ks.rand = Field::Text(Span { start: body, end: fields });

        // Names and values never grow, so as much room as the text has is enough.
        bytes.truncate(end);
        bytes.resize(end + (end - fields), 0);
        let (text, room) = bytes.split_at_mut(end);
        let mut room = Written { room, at: end, used: 0 };
        let mut lookup = Lookup::default();
        ks.privileges.reserve(4);
        for token in query::tokens(&text[fields..], max_fields) {
            let (name, at, value, escaped, renamed) = match token {
                Token::Variable { name, at, value, escaped, renamed } => {
                    (name, fields + at, value, escaped, renamed)
                }
                Token::Dropped => {
                    ks.oddities.push(Oddity::Dropped);
                    continue;
                }
                Token::TooMany => {
                    ks.oddities.push(Oddity::TooMany);
                    continue;
                }
                Token::CutAtNul => {
                    ks.oddities.push(Oddity::CutAtNul);
                    continue;
                }
            };
            let span = room.name(&name, at);
            let value = value.map_or(Field::Array, |value| {
                let plain = Span { start: fields + value.start, end: fields + value.end };
                Field::Text(if escaped { room.unescape(&text[fields..][value]) } else { plain })
            });
            let reserved = match *name {
                [b'_', b'e'] => Some(&mut ks.valid_until),
                [b'_', b't'] => Some(&mut ks.session_type),
                [b'_', b'u'] => Some(&mut ks.user),
                [b'_', b'm'] => Some(&mut ks.master_partner),
                [b'_', b'd'] => Some(&mut ks.data),
                _ => None,
            };
            let again = match reserved {
                Some(field) => core::mem::replace(field, value) != Field::Null,
                None => {
                    let known = lookup
                        .find(&ks.privileges, &name, |span| room.either(text, span))
                        .map(|place| &mut ks.privileges[place].1);
                    match known {
                        Some(field) => {
                            *field = value;
                            true
                        }
                        None => {
                            lookup.add(&name, ks.privileges.len());
                            ks.privileges.push((span, value));
                            false
                        }
                    }
                }
            };
            if renamed {
                ks.oddities.push(Oddity::Renamed(span));
            }
            if again {
                ks.oddities.push(Oddity::Repeated(span));
            }
        }
        let used = end + room.used;
        bytes.truncate(used);
        ks.bytes = bytes;
        match ks.privileges.iter().find(|(_, value)| *value == Field::Array) {
            Some(&(name, _)) => Err(Error::ArrayPrivilege(quote_bytes(ks.text(name)))),
            None => Ok(ks),
        }
    }

    /// The KS after its signature was checked, for v2 decrypted: what
    /// [`from_opened`](Self::from_opened) takes. It holds no secret.
    #[must_use]
    pub fn opened(&self) -> &[u8] {
        &self.bytes[..self.real.end]
    }

    /// Reads again what was [`opened`](Self::opened) before, for languages that
    /// move objects between processes (Python's pickle). **Nothing is
    /// verified**: trust it as much as the place where it was kept. It reads
    /// [`MAX_FIELDS`] fields.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`], [`Error::BadSignature`] where the bytes are not
    /// what [`opened`](Self::opened) gave, [`Error::ArrayPrivilege`].
    pub fn from_opened(bytes: &[u8], secret_index: usize) -> Result<Self> {
        let mut text = Vec::new();
        base64::encode(base64::Alphabet::V2, bytes, &mut text);
        let envelope = Envelope::open(&base64::into_string(text))?;
        if envelope.version == Version::V1 {
            return match crate::hex::decode::<{ v2::HASH }>(envelope.v1_signature()) {
                Some(_) => Ok(Self::read_v1(envelope, secret_index)),
                None => Err(Error::BadSignature { tried: 0 }),
            };
        }
        let payload = envelope.payload();
        match payload.split_at_checked(v2::HASH) {
            Some((hash, body)) if *hash == *Sha1::digest(body) => {
                let len = payload.len();
                Self::read_v2(envelope, len, secret_index, MAX_FIELDS)
            }
            _ => Err(Error::BadSignature { tried: 0 }),
        }
    }

    fn text(&self, span: Span) -> &[u8] {
        &self.bytes[span.start..span.end]
    }

    fn field_text(&self, field: Field) -> Option<&[u8]> {
        match field {
            Field::Text(span) => Some(self.text(span)),
            _ => None,
        }
    }

    fn server_value(&self, field: Field) -> ServerValue<'_> {
        match field {
            Field::Null => ServerValue::Null,
            Field::Text(span) => ServerValue::Text(Cow::Borrowed(self.text(span))),
            Field::Array => ServerValue::Array,
        }
    }

    /// The format.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// Which secret of the keyring signed it, counted from 0.
    #[must_use]
    pub fn secret_index(&self) -> usize {
        self.secret_index
    }

    /// The partner, where the text in the KS is a canonical number.
    #[must_use]
    pub fn partner_id(&self) -> Option<i32> {
        canonical_int(self.partner_text())
    }

    /// The partner as the KS spells it.
    #[must_use]
    pub fn partner_text(&self) -> &[u8] {
        self.text(self.partner)
    }

    /// The end in Unix seconds, where it is a canonical number.
    #[must_use]
    pub fn expires_at(&self) -> Option<i64> {
        canonical_int(self.field_text(self.valid_until)?)
    }

    /// USER or ADMIN, where the field is `0` or `2`.
    #[must_use]
    pub fn session_type(&self) -> Option<SessionType> {
        match self.field_text(self.session_type)? {
            b"0" => Some(SessionType::User),
            b"2" => Some(SessionType::Admin),
            _ => None,
        }
    }

    /// The user id; what is not UTF-8 in it is replaced. `None` when there is none.
    #[must_use]
    pub fn user_id(&self) -> Option<Cow<'_, str>> {
        let user = self.field_text(self.user).filter(|user| !user.is_empty())?;
        Some(String::from_utf8_lossy(user))
    }

    /// The master partner, where the field is a canonical number.
    #[must_use]
    pub fn master_partner_id(&self) -> Option<i32> {
        canonical_int(self.field_text(self.master_partner)?)
    }

    /// The additional data; what is not UTF-8 in it is replaced.
    #[must_use]
    pub fn additional_data(&self) -> Option<Cow<'_, str>> {
        let data = self.field_text(self.data).filter(|data| !data.is_empty())?;
        Some(String::from_utf8_lossy(data))
    }

    /// The privileges as the server parsed them: name and value text, in which
    /// `/` separates values.
    pub fn privileges(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.privileges
            .iter()
            .map(|&(name, value)| (self.text(name), self.field_text(value).unwrap_or_default()))
            // v1 reads one nameless privilege in an empty text.
            .filter(|(name, value)| {
                !(name.is_empty() && value.is_empty() && self.privileges.len() == 1)
            })
    }

    /// The privileges with their values apart: at `|` in `urirestrict`, at `/` in
    /// other lists and in what nobody knows. No values for a flag.
    pub fn privilege_values(&self) -> impl Iterator<Item = (&[u8], Vec<&[u8]>)> {
        self.privileges().map(|(name, value)| {
            let separator =
                core::str::from_utf8(name).map_or(Some('/'), |name| kind_of(name).separator());
            let values = match separator {
                _ if value.is_empty() => Vec::new(),
                Some(separator) => value.split(|&b| char::from(b) == separator).collect(),
                None => [value].into(),
            };
            (name, values)
        })
    }

    /// The value text of a privilege, `""` for none; `None` where it is absent.
    #[must_use]
    pub fn privilege(&self, name: &str) -> Option<&[u8]> {
        self.privileges().find(|(n, _)| *n == name.as_bytes()).map(|(_, value)| value)
    }

    /// The privileges as the one text in which the server searches.
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

    /// What the hash covers: v1 the parts, v2 the query string without its
    /// random block. The server's "real string".
    #[must_use]
    pub fn real_string(&self) -> &[u8] {
        self.text(self.real)
    }

    /// What identifies this session, however its text is spelled: 40 hex digits
    /// (docs/ks-format.md 5.7).
    #[must_use]
    pub fn session_hash(&self) -> String {
        crate::hex::encode(&self.hash)
    }

    /// What identifies its `sessionid` group, which is ended together
    /// (docs/ks-format.md 5.3).
    #[must_use]
    pub fn session_id_hash(&self) -> Option<String> {
        let id = self.privilege("sessionid").filter(|value| !value.is_empty())?;
        let first = id.split(|&b| b == b'/').next().unwrap_or_default();
        let digest = Sha1::new_with_prefix(self.partner_text())
            .chain_update(b"_")
            .chain_update(first)
            .finalize();
        Some(crate::hex::encode(&digest))
    }

    /// Every field by the server's own names.
    #[must_use]
    pub fn server(&self) -> ServerFields<'_> {
        let rand = match (self.version, self.field_text(self.rand)) {
            (Version::V2, Some(block)) => {
                ServerValue::Text(Cow::Owned(crate::hex::encode(block).into_bytes()))
            }
            _ => self.server_value(self.rand),
        };
        let text = |bytes| ServerValue::Text(Cow::Borrowed(bytes));
        let privileges = match (self.version, self.v1_privileges) {
            (Version::V1, field) => self.server_value(field),
            (Version::V2, _) => ServerValue::Text(self.privileges_text()),
        };
        let parsed_privileges = self
            .privileges
            .iter()
            .map(|&(name, value)| {
                let value = self.field_text(value).unwrap_or_default();
                (text(self.text(name)), values(value).map(text).collect())
            })
            .collect();
        ServerFields {
            partner_id: text(self.partner_text()),
            partner_pattern: self.server_value(self.partner_pattern),
            valid_until: self.server_value(self.valid_until),
            session_type: self.server_value(self.session_type),
            rand,
            user: self.server_value(self.user),
            privileges,
            master_partner_id: self.server_value(self.master_partner),
            additional_data: self.server_value(self.data),
            parsed_privileges,
            hash: self.session_hash(),
        }
    }

    /// Whether a careful generator could have written its content, so that
    /// [`Keyring::verify`] takes it (docs/ks-format.md 11). [`warnings`](Self::warnings) say why not.
    #[must_use]
    pub fn is_canonical(&self) -> bool {
        self.canonical_session().is_some()
    }

    /// Each way in which the KS is not written as it should be, and what the
    /// server makes of it.
    #[must_use]
    pub fn warnings(&self) -> Vec<Advice> {
        let mut found = Vec::new();
        let mut warn = |code: &'static str, message: String| found.push(Advice::new(code, message));
        let shown = |field: Field| match field {
            Field::Null => "missing".to_string(),
            Field::Array => "an array".to_string(),
            Field::Text(span) => quote_bytes(self.text(span)),
        };
        if self.partner_id().is_none() {
            warn(
                "odd_partner_id",
                format!(
                    "the partner id is {}, not a plain number; the server looks its secret up by this very text",
                    quote_bytes(self.partner_text())
                ),
            );
        }
        if self.expires_at().is_none() {
            warn(
                "odd_expiry",
                match self.valid_until {
                    Field::Null => {
                        "the expiry is missing; the server takes the KS for expired".into()
                    }
                    field => format!(
                        "the expiry is {}, not a plain number; the server may take it for expired or for never",
                        shown(field)
                    ),
                },
            );
        }
        if self.session_type().is_none() {
            warn(
                "odd_type",
                format!(
                    "the type is {}, neither 0 (USER) nor 2 (ADMIN); the server takes it for {}",
                    shown(self.session_type),
                    if self.is_admin() { "ADMIN" } else { "USER" }
                ),
            );
        }
        for (what, code, field) in [
            ("user id", "odd_user_id", self.user),
            ("additional data", "odd_additional_data", self.data),
        ] {
            if self.plain_text(field).is_none() {
                warn(code, format!("the {what} is {}, not plain UTF-8 text", shown(field)));
            }
        }
        if !self.is_plain_master_partner() {
            warn(
                "odd_master_partner_id",
                format!(
                    "the master partner id is {}, not a plain number",
                    shown(self.master_partner)
                ),
            );
        }
        if !php::truthy(self.real_string()) {
            warn("no_fields", "the KS has no fields; the server calls it INVALID_STR".into());
        }
        if !self.has_random_block() {
            warn(
                "short_random",
                "the random block has fewer than 16 bytes, so there is nothing behind it".into(),
            );
        }
        if !self.is_printable() {
            warn(
                "unprintable",
                "the signed text has bytes that are not printable text, which no v1 generator writes"
                    .into(),
            );
        }
        for oddity in &self.oddities {
            let name = |span: &Span| quote_bytes(self.text(*span));
            match oddity {
                Oddity::Renamed(span) => warn("renamed_field", format!("the server renames a field to {}, because of odd characters in its name", name(span))),
                Oddity::Repeated(span) if self.version == Version::V2 => warn("repeated_field", format!("{} is given more than once; the server keeps only the last one", name(span))),
                Oddity::Repeated(span) => warn("repeated_field", format!("{} takes one value and is given more than once; the server mostly reads the first", name(span))),
                Oddity::Dropped => warn("dropped_field", "a field has no usable name, and the server drops it".into()),
                Oddity::TooMany => warn("too_many_fields", "there are more fields than the server reads; it drops the last ones, the expiry and the user among them".into()),
                Oddity::CutAtNul => warn("cut_at_nul", "a NUL byte ends the fields; the server reads nothing behind it".into()),
                Oddity::ExtraParts => warn("extra_parts", "there are more than 9 parts; the server ignores the rest".into()),
            }
        }
        let is_told = self.oddities.iter().any(|oddity| matches!(oddity, Oddity::Repeated(_)));
        if let Err(error) = self.canonical_privileges()
            && !(is_told && matches!(error, Error::RepeatedPrivilege(_)))
        {
            let what = error.to_string();
            warn("odd_privilege", what.strip_prefix("privileges: ").unwrap_or(&what).into());
        }
        found
    }

    /// The text of a field that is absent or UTF-8 without NUL; `None` for
    /// anything else.
    fn plain_text(&self, field: Field) -> Option<&str> {
        match field {
            Field::Null => Some(""),
            Field::Array => None,
            Field::Text(span) => {
                let text = self.text(span);
                if text.contains(&0) { None } else { core::str::from_utf8(text).ok() }
            }
        }
    }

    fn is_plain_master_partner(&self) -> bool {
        match self.master_partner {
            Field::Null => true,
            Field::Text(span) if span.start == span.end => self.version == Version::V1,
            _ => self.master_partner_id().is_some(),
        }
    }

    fn has_random_block(&self) -> bool {
        self.version == Version::V1
            || self.field_text(self.rand).is_some_and(|block| block.len() == v2::RANDOM)
    }

    /// Whether a v1 KS has only bytes that a generator writes.
    fn is_printable(&self) -> bool {
        let printable = |field: Field| {
            self.field_text(field).is_none_or(|text| {
                core::str::from_utf8(text).is_ok_and(|text| !text.chars().any(char::is_control))
            })
        };
        self.version == Version::V2
            || core::str::from_utf8(self.real_string()).is_ok_and(|text| !text.contains('\0'))
                && printable(self.v1_privileges)
                && printable(self.master_partner)
                && printable(self.data)
    }

    /// The privileges as a careful generator writes them.
    fn canonical_privileges(&self) -> Result<Privileges<'static>> {
        match (self.version, self.v1_privileges) {
            (Version::V2, _) => {
                Privileges::from_server(self.privileges(), self.real.end - self.real.start)
            }
            // As it was signed: its repeated names mean more than what they are merged to.
            (Version::V1, field) => {
                match core::str::from_utf8(self.field_text(field).unwrap_or_default()) {
                    Ok(text) => Privileges::from_v1(text),
                    Err(_) => Err(Error::privilege("…", "is not UTF-8 text")),
                }
            }
        }
    }

    /// The session as a generator would be given it.
    ///
    /// # Errors
    ///
    /// [`Error::NotCanonical`] with the first of the [`warnings`](Self::warnings).
    pub fn to_session(&self) -> Result<Session<'static>> {
        self.canonical_session().ok_or_else(|| {
            let first = self.warnings().into_iter().next();
            let why = first.map_or(Cow::Borrowed("a field is odd"), |w| w.message.into());
            Error::NotCanonical(why)
        })
    }

    /// [`to_session`](Self::to_session) without the reason where it fails.
    fn canonical_session(&self) -> Option<Session<'static>> {
        self.partner_id()?;
        let canonical = self.oddities.is_empty()
            && self.has_random_block()
            && self.is_plain_master_partner()
            && self.is_printable();
        canonical.then_some(())?;
        let user = self.plain_text(self.user)?;
        let data = self.plain_text(self.data)?;
        let owned = |text: &str| (!text.is_empty()).then(|| Cow::Owned(text.to_owned()));
        Some(Session {
            user_id: owned(user),
            session_type: self.session_type()?,
            expiry: Expiry::At(self.expires_at()?),
            privileges: self.canonical_privileges().ok()?,
            master_partner_id: self.master_partner_id(),
            additional_data: owned(data),
            version: self.version,
        })
    }

    pub(crate) fn valid_until(&self) -> ServerValue<'_> {
        self.server_value(self.valid_until)
    }

    pub(crate) fn raw_type(&self) -> ServerValue<'_> {
        self.server_value(self.session_type)
    }

    pub(crate) fn raw_user(&self) -> ServerValue<'_> {
        self.server_value(self.user)
    }

    /// How many of the nine parts a v1 KS has.
    pub(crate) fn v1_parts(&self) -> usize {
        self.real_string().split(|&b| b == b';').count()
    }

    pub(crate) fn raw_hash(&self) -> &[u8; 20] {
        &self.hash
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

/// The values in a privilege's value text; an empty text holds none.
pub(crate) fn values(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|&b| b == b'/').filter(move |_| !value.is_empty())
}

/// The room behind the text of a v2 KS while its fields are read.
struct Written<'b> {
    room: &'b mut [u8],
    /// Where the room begins, counted with the text before it.
    at: usize,
    used: usize,
}

impl Written<'_> {
    fn unescape(&mut self, value: &[u8]) -> Span {
        let len = query::unescape_into(value, b' ', &mut self.room[self.used..]);
        self.take(len)
    }

    /// A name at its place in the text, or copied to the room if it was changed.
    fn name(&mut self, name: &Name<'_>, at: usize) -> Span {
        match name {
            Cow::Borrowed(name) => Span { start: at, end: at + name.len() },
            Cow::Owned(name) => {
                self.room[self.used..self.used + name.len()].copy_from_slice(name);
                self.take(name.len())
            }
        }
    }

    fn take(&mut self, len: usize) -> Span {
        let start = self.at + self.used;
        self.used += len;
        Span { start, end: start + len }
    }

    fn either<'s>(&'s self, text: &'s [u8], span: Span) -> &'s [u8] {
        match span.start.checked_sub(self.at) {
            None => &text[span.start..span.end],
            Some(start) => &self.room[start..span.end - self.at],
        }
    }
}

/// The place of each privilege name: the few of a usual KS are compared, many
/// are looked up.
#[derive(Default)]
struct Lookup {
    many: BTreeMap<Vec<u8>, usize>,
}

impl Lookup {
    const FEW: usize = 16;

    fn find<'s>(
        &self,
        known: &[(Span, Field)],
        name: &[u8],
        text: impl Fn(Span) -> &'s [u8],
    ) -> Option<usize> {
        let few = known.iter().take(Self::FEW).position(|&(span, _)| text(span) == name);
        few.or_else(|| self.many.get(name).copied())
    }

    fn add(&mut self, name: &[u8], place: usize) {
        if place >= Self::FEW {
            self.many.insert(name.to_vec(), place);
        }
    }
}

#[cfg(feature = "serde")]
mod serde_impls {
    use alloc::string::String;
    use alloc::vec::Vec;

    use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

    use super::{Decoded, ServerFields, ServerValue};

    /// By the names of the inputs that would make it, and under `server` by the
    /// server's own names.
    impl Serialize for Decoded {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            #[derive(serde::Serialize)]
            struct Privilege {
                name: String,
                values: Vec<String>,
            }
            #[derive(serde::Serialize)]
            struct Server<'a> {
                #[serde(flatten)]
                fields: ServerFields<'a>,
                is_admin: bool,
                is_widget: bool,
                is_anonymous: bool,
                session_id_hash: Option<String>,
            }
            let lossy = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
            let privileges: Vec<_> = self
                .privilege_values()
                .map(|(name, values)| Privilege {
                    name: lossy(name),
                    values: values.into_iter().map(lossy).collect(),
                })
                .collect();
            let warnings = self.warnings();
            let mut ks = serializer.serialize_struct("Decoded", 14)?;
            ks.serialize_field("version", &self.version)?;
            ks.serialize_field("partner_id", &self.partner_id())?;
            ks.serialize_field("type", &self.session_type())?;
            ks.serialize_field("user_id", &self.user_id())?;
            ks.serialize_field("expires_at", &self.expires_at())?;
            ks.serialize_field("privileges", &privileges)?;
            ks.serialize_field("privileges_text", &lossy(&self.privileges_text()))?;
            ks.serialize_field("master_partner_id", &self.master_partner_id())?;
            ks.serialize_field("additional_data", &self.additional_data())?;
            ks.serialize_field("session_hash", &self.session_hash())?;
            ks.serialize_field("secret_index", &self.secret_index)?;
            ks.serialize_field("canonical", &warnings.is_empty())?;
            ks.serialize_field("warnings", &warnings)?;
            ks.serialize_field(
                "server",
                &Server {
                    fields: self.server(),
                    is_admin: self.is_admin(),
                    is_widget: self.is_widget(),
                    is_anonymous: self.is_anonymous(),
                    session_id_hash: self.session_id_hash(),
                },
            )?;
            ks.end()
        }
    }

    /// Text as a string, and as `{"$hex": "..."}` where it is not UTF-8.
    impl Serialize for ServerValue<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::Null => serializer.serialize_none(),
                Self::Array => serializer.serialize_map(Some(0))?.end(),
                Self::Text(text) => match core::str::from_utf8(text) {
                    Ok(text) => serializer.serialize_str(text),
                    Err(_) => {
                        let mut map = serializer.serialize_map(Some(1))?;
                        map.serialize_entry("$hex", &crate::hex::encode(text))?;
                        map.end()
                    }
                },
            }
        }
    }
}
