//! Text encodings that know nothing of sessions: base64, hex, PHP's query strings, and
//! what a field of either KS version can hold.

pub(crate) mod base64;
pub(crate) mod buffer;
pub(crate) mod field_text;
pub(crate) mod hex;
pub(crate) mod integer;
pub(crate) mod php;
pub(crate) mod similar;
pub(crate) mod span;
pub(crate) mod uri;
mod version;

pub use version::Version;
