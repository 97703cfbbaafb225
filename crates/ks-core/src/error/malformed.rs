//! Why a text is not a KS, as far as that shows without a secret.

use alloc::format;
use alloc::string::String;

use super::ErrorCode;

/// The reason why a text is not a KS. It is found before any secret is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Malformed {
    /// The text is empty, or only white space.
    #[error("no KS was given; pass the text of a KS (a v2 KS starts with djJ8)")]
    Empty,
    /// The text contains a byte that belongs to no base64 alphabet.
    #[error(
        "not valid base64: unexpected {} at position {position}; a KS contains only letters, digits, '-', '_', '+', '/' and '=' at the end",
        describe_byte(*byte)
    )]
    ForeignByte {
        /// The first such byte.
        byte: u8,
        /// Its position in the text, in bytes from 0.
        position: usize,
    },
    /// The padding is neither absent nor correct.
    #[error(
        "not valid base64: incorrect '=' padding, so the text was truncated or concatenated; copy the whole KS"
    )]
    BadPadding,
    /// Characters are missing inside a v2 KS: its start and its padding are there.
    #[error(
        "not valid base64: the start and the end of the KS are there, but characters are missing or were added between them; copy the whole KS in one piece"
    )]
    MissingCharacters,
    /// The text has one base64 character too many.
    #[error(
        "not valid base64: no complete KS has this length, so the text was cut; copy the whole KS"
    )]
    Cut,
    /// The decoded text is empty, or `0`, which the server treats as empty.
    #[error("not a KS: the decoded text is empty, or the digit 0; copy the whole KS")]
    DecodesToNothing,
    /// The text is a JSON Web Token.
    #[error(
        "not a KS: this is a JSON Web Token (three parts joined with '.'); a v2 KS starts with djJ8"
    )]
    JsonWebToken,
    /// The text has blanks where it had `+`.
    #[error(
        "the KS contains blanks where it had '+', because a URL decoder changed it; escape the KS in URLs, or write '-' for '+' and '_' for '/', which the server accepts too"
    )]
    BlankForPlus,
    /// The text is valid base64, but neither version of a KS.
    #[error(
        "not a KS: the decoded text contains no '|'; a v2 KS starts with djJ8, and a v1 KS decodes to 40 hex digits and '|'"
    )]
    NoPipe,
    /// A v2 KS that ends before its encrypted part.
    #[error("the KS was cut: it ends before its encrypted part; copy the whole KS")]
    TooFewPipes,
    /// A v2 KS whose encrypted part is incomplete.
    #[error(
        "the KS was cut, broken into lines or modified: the length of its encrypted part is not a multiple of 16; copy the whole KS in one piece"
    )]
    CutPayload,
    /// The text is longer than any KS.
    #[error("not a KS: the text has more than 2 GiB; pass a single KS")]
    TooLong,
    /// A log or a page shortened the KS.
    #[error("the KS was shortened with `...` in the text that it comes from; copy the whole KS")]
    Shortened,
    /// There is no KS in the text.
    #[error(
        "there is no KS in this text; copy the whole KS (a v2 KS starts with djJ8), or the whole text that contains it"
    )]
    NotInText,
    /// A v1 KS with fewer than three parts.
    #[error(
        "not a KS: it looks like v1, but has fewer than 3 parts separated by ';'; copy the whole KS"
    )]
    TooFewParts,
}

impl Malformed {
    /// Returns the stable code of this error.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Empty => ErrorCode::EmptyKs,
            Self::ForeignByte { .. }
            | Self::BadPadding
            | Self::MissingCharacters
            | Self::Cut
            | Self::DecodesToNothing => ErrorCode::NotBase64,
            Self::BlankForPlus => ErrorCode::BlankForPlus,
            Self::JsonWebToken
            | Self::NoPipe
            | Self::TooFewPipes
            | Self::CutPayload
            | Self::TooLong
            | Self::Shortened
            | Self::NotInText
            | Self::TooFewParts => ErrorCode::NotAKs,
        }
    }
}

fn describe_byte(byte: u8) -> String {
    match byte {
        0x20..=0x7e => format!("'{}'", char::from(byte)),
        _ => format!("byte 0x{byte:02x}"),
    }
}
