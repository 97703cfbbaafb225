//! What a KS contains: the session and its parts, and advice about it.

mod advice;
#[cfg(all(feature = "std", not(all(target_arch = "wasm32", target_os = "unknown"))))]
mod clock;
mod expiry;
mod nonce;
mod partner_id;
pub mod recipe;
mod session;
mod session_type;

pub use advice::Advice;
#[cfg(all(feature = "std", not(all(target_arch = "wasm32", target_os = "unknown"))))]
pub use clock::system_now;
pub use expiry::{DEFAULT_EXPIRY, Expiry};
pub use nonce::Nonce;
pub use partner_id::{parse_partner_id, partner_id_from_i64};
pub use session::Session;
pub use session_type::SessionType;
