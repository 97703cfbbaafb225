#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

/// The README of the repository, whose code is tested as documentation is.
#[cfg(all(doctest, feature = "random"))]
#[doc = include_str!("../../../README.md")]
struct Readme;

mod app_token;
mod cipher;
mod decode;
mod error;
mod hex;
mod inspect;
mod lint;
mod php;
pub mod privilege;
#[cfg(feature = "random")]
mod random;
mod renew;
mod secret;
pub mod server;
mod session;
mod signer;
mod token;
mod verify;

pub use app_token::{HashType, app_token_hash};
pub use decode::{Decoded, MAX_FIELDS, ServerFields, ServerValue};
pub use error::{Error, Foreign, Malformed, Result, quote, utf8_ks, without_secrets};
pub use inspect::{Claims, Found, Unverified, find, find_all, inspect};
pub use lint::{Advice, lint};
pub use privilege::{Privilege, Privileges};
pub use secret::Keyring;
pub use server::{Explanation, Grant, Request, Status, explain};
pub use session::{
    DEFAULT_EXPIRY, Expiry, Nonce, Session, SessionOptions, SessionType, Version, check_partner_id,
    parse_partner_id,
};
pub use signer::Signer;
pub use verify::{Expected, SessionHashes, Verified};
