//! Reading a KS: without a secret, inside other text, exactly like the server, and strictly
//! for a service.

mod decode;
mod find;
mod inspect;
mod locate;
mod verify;

pub(crate) use decode::split_like_server;
pub use decode::{Decoded, MAX_FIELDS, RawFields, RawValue, mentions_ott_host};
pub use find::{FoundKs, find, find_all};
pub use inspect::{Claims, Unverified, inspect};
pub use locate::{joined_lines, locate};
pub use verify::{Verified, VerifyOptions};
