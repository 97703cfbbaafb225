//! The inputs of all benchmarks.

use std::hint::black_box;

use ks_core::{Decoded, Keyring, Nonce, Privileges, Session, SessionType, Signer};

use crate::job::Outcome;

/// An invented admin secret of 32 hex digits, like those of Kaltura.
pub const SECRET: &str = "0123456789abcdef0123456789abcdef";
/// The partner id.
pub const PARTNER_ID: i32 = 1_234_567;
/// The user id.
pub const USER_ID: &str = "user@example.com";
/// The session type, ADMIN.
pub const TYPE: u8 = 2;
/// The lifetime in seconds.
pub const EXPIRY: i64 = 86_400;
/// The privileges as Kaltura's text.
pub const PRIVILEGES: &str = "sview:0_abcdefgh,list:*,disableentitlement";
/// The time that the core's benchmarks use. Other programs read the clock.
pub const NOW: i64 = 1_790_000_000;

/// Returns the inputs as arguments of a program, in the order of session.start.
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

/// Creates a session of the core from the inputs, and parses the privileges. The
/// optimizer cannot see the inputs, as in a service that receives them.
///
/// # Errors
///
/// Those of the core.
pub fn session() -> ks_core::Result<Session<'static>> {
    let privileges = Privileges::parse(black_box(PRIVILEGES))?;
    Ok(Session::admin(black_box(USER_ID)).expiry(black_box(EXPIRY)).privileges(privileges))
}

/// The number of KSs that [`varied`] returns.
pub const VARIED: u32 = 4096;

/// Generates different KSs of different lengths, so that neither the caches nor the
/// branch predictor learn one of them.
///
/// # Errors
///
/// Those of the core.
pub fn varied() -> ks_core::Result<Vec<String>> {
    let signer = Signer::new(PARTNER_ID, SECRET)?;
    (0..VARIED).map(|i| varied_ks(&signer, i)).collect()
}

fn varied_ks(signer: &Signer, i: u32) -> ks_core::Result<String> {
    let privileges = match i % 6 {
        0 => String::new(),
        1 => format!("sview:0_{i:08x}"),
        2 => format!("sview:0_{i:08x},list:*,disableentitlement"),
        3 => format!("setrole:PLAYBACK_BASE_ROLE,sview:0_{i:08x},privacycontext:portal{i}"),
        4 => format!("edit:0_{i:08x}/0_{:08x},actionslimit:{}", i + 1, i % 50 + 1),
        _ => "list:*,enableentitlement,sessionid:0123456789abcdef0123456789abcdef".into(),
    };
    let session_type = if i.is_multiple_of(16) { SessionType::Admin } else { SessionType::User };
    let mut nonce = [0; 16];
    nonce[..4].copy_from_slice(&i.to_le_bytes());
    let session = Session::user(format!("user{}@example{}.com", i * 7919, i % 10))
        .session_type(session_type)
        .expiry(EXPIRY + i64::from(i))
        .privileges(Privileges::parse(privileges)?);
    signer.generate_with_nonce(&session, NOW, &Nonce::Block(nonce))
}

/// Checks that a KS contains the inputs, so that no implementation wins by doing less.
///
/// # Errors
///
/// A message with the decoded KS if it differs.
pub fn check(ks: &str) -> Outcome<()> {
    let read: Decoded = Keyring::new(SECRET)?.decode(ks)?;
    let expected = session()?;
    let same = read.partner_id() == Some(PARTNER_ID)
        && read.session_type() == Some(expected.session_type)
        && read.user_id().as_deref() == Some(USER_ID)
        && *read.privileges_text() == *PRIVILEGES.as_bytes()
        && read.expires_at().is_some_and(|end| end > NOW);
    if same { Ok(()) } else { Err(format!("the KS does not contain the inputs: {read:?}").into()) }
}
