#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(all(doctest, feature = "random"))]
mod pages;

// Each folder uses only those above it in this list, which follows the data flow:
//
// error      the error type, codes, quoting
// crypto     secrets, keys, primitives, random bytes
// encoding   base64, hex, PHP's query strings
// privilege  the privileges of a session
// model      the session and its parts
// wire       v1 and v2: fields to text, text to plaintext
// read       inspect, find, decode, verify
// sign       generate, renew, hash an app token
// server     how Kaltura's server evaluates a KS
// lint       advice
// interop    what the bindings and the command share
mod crypto;
mod encoding;
mod error;
pub mod interop;
mod lint;
mod model;
pub mod privilege;
mod read;
pub mod server;
mod sign;
mod wire;

pub use crypto::Keyring;
pub use encoding::Version;
pub use error::{Error, ErrorCode, Malformed, Result};
pub use lint::lint;
#[cfg(all(feature = "std", not(all(target_arch = "wasm32", target_os = "unknown"))))]
pub use model::system_now;
pub use model::{
    Advice, DEFAULT_EXPIRY, Expiry, Nonce, Session, SessionType, parse_partner_id, recipe,
};
pub use privilege::{Privilege, Privileges};
pub use read::{
    Claims, Decoded, FoundKs, MAX_FIELDS, RawFields, RawValue, Unverified, Verified, VerifyOptions,
    find, find_all, inspect, locate,
};
pub use server::{Explanation, Grant, GrantRule, Request, Status, explain};
pub use sign::{HashType, Signer, app_token_hash};
