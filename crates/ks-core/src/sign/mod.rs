//! Signing: generating a KS, renewing one, and the hash that proves an app token.

mod app_token;
#[cfg(feature = "random")]
mod renew;
mod signer;

pub use app_token::{HashType, app_token_advice, app_token_hash};
pub use signer::Signer;
