//! Secrets, the keys derived from them, the primitives of the format, and random bytes.

pub(crate) mod cipher;
pub(crate) mod keyring;
#[cfg(feature = "random")]
pub(crate) mod random;
pub(crate) mod secret;
pub(crate) mod sha1;

pub use keyring::Keyring;
