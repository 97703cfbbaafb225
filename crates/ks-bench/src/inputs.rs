//! The one KS that everybody makes.

use std::hint::black_box;

use ks_core::{Decoded, Keyring, Privileges, Session};

use crate::job::Outcome;

/// An admin secret as Kaltura gives them out: 32 hex digits. Invented.
pub const SECRET: &str = "0123456789abcdef0123456789abcdef";
/// The partner.
pub const PARTNER_ID: i32 = 1_234_567;
/// The user.
pub const USER_ID: &str = "user@example.com";
/// ADMIN.
pub const TYPE: u8 = 2;
/// Seconds from now.
pub const EXPIRY: i64 = 86_400;
/// The privileges, as users write them.
pub const PRIVILEGES: &str = "sview:0_abcdefgh,list:*,disableentitlement";
/// The core's clock. Other programs read their own.
pub const NOW: i64 = 1_790_000_000;

/// The inputs as arguments of a program, in the order of session.start.
#[must_use]
pub fn arguments() -> [String; 6] {
    [
        SECRET.into(),
        USER_ID.into(),
        TYPE.to_string(),
        PARTNER_ID.to_string(),
        EXPIRY.to_string(),
        PRIVILEGES.into(),
    ]
}

/// The inputs as a session of the core, its privileges parsed here. Opaque to
/// the optimiser, as in a service that is handed them.
///
/// # Errors
///
/// Those of the core.
pub fn session() -> ks_core::Result<Session<'static>> {
    let privileges = Privileges::parse(black_box(PRIVILEGES))?;
    Ok(Session::admin(black_box(USER_ID)).expiry(black_box(EXPIRY)).privileges(privileges))
}

/// Whether a KS says what the inputs say: no contender wins by doing less.
///
/// # Errors
///
/// What differs.
pub fn check(ks: &str) -> Outcome<()> {
    let read: Decoded = Keyring::new(SECRET)?.decode(ks)?;
    let expected = session()?;
    let same = read.partner_id() == Some(PARTNER_ID)
        && read.session_type() == Some(expected.session_type)
        && read.user_id().as_deref() == Some(USER_ID)
        && *read.privileges_text() == *PRIVILEGES.as_bytes()
        && read.expires_at().is_some_and(|end| end > NOW);
    if same { Ok(()) } else { Err(format!("made another KS than asked for: {read:?}").into()) }
}
