//! Reading a KS: without a secret, inside other text, exactly like the server, and strictly
//! for a service.

mod decode;
mod find;
mod inspect;
mod verify;

pub(crate) use decode::split_like_server;
pub use decode::{Decoded, MAX_FIELDS, RawFields, RawValue};
pub use find::{FoundKs, find, find_all};
pub use inspect::{Claims, Unverified, inspect};
pub use verify::{Verified, VerifyOptions};
