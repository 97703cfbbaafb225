//! What a KS contains: the session and its parts, and advice about it.

mod advice;
mod expiry;
mod nonce;
mod partner_id;
pub mod recipe;
mod session;
mod session_type;

pub use advice::Advice;
pub use expiry::{DEFAULT_EXPIRY, Expiry};
pub use nonce::Nonce;
pub use partner_id::{parse_partner_id, partner_id_from_i64};
pub use session::Session;
pub use session_type::SessionType;
