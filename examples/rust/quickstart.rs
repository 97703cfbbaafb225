//! The program that every language has: generate a KS for a viewer, inspect it without the
//! secret, decode it, verify it as a service would, and renew it.
//!
//! `cargo run -p ks-core --example quickstart`

use ks_core::{
    Expiry, Keyring, Privilege, Privileges, Session, Signer, VerifyOptions, inspect, system_now,
};

const PARTNER_ID: i32 = 1_234_567;

fn main() -> Result<(), ks_core::Error> {
    // An invented secret. Keep a real one in the environment or a vault.
    let secret = std::env::var("KALTURA_ADMIN_SECRET")
        .unwrap_or_else(|_| "0123456789abcdef0123456789abcdef".into());
    let now = system_now()?;

    // A USER session that may play one entry for four hours.
    let signer = Signer::new(PARTNER_ID, &secret)?;
    let session =
        Session::user("ann@example.com").expiry(4 * 3600).privileges(Privileges::from_list([
            Privilege::sview("0_abcdefgh"),
            Privilege::privacy_context("portal"),
        ])?);
    let ks = signer.generate(&session, now)?;
    println!("KS        {ks}");

    // Without the secret, only the version and the partner are visible, and nothing is verified.
    let seen = inspect(&ks)?;
    println!("inspect   v{} of partner {}", seen.version.number(), seen.partner_text);

    // With the secret, every field as the server sees it.
    let keyring = Keyring::new(&secret)?;
    let decoded = keyring.decode(&ks)?;
    println!(
        "decode    {} until {}",
        decoded.user_id().unwrap_or_default(),
        decoded.expires_at().unwrap_or_default()
    );

    // A service verifies the KS and requires the privilege that it needs.
    let required = [("sview", Some("0_abcdefgh"))];
    let verified = keyring.verify(&ks, &VerifyOptions::new(PARTNER_ID, now).required(&required))?;
    println!("verify    session {}", verified.session_hash());
    let other = [("sview", Some("0_zzzzzzzz"))];
    if let Err(error) = keyring.verify(&ks, &VerifyOptions::new(PARTNER_ID, now).required(&other)) {
        println!("rejected  {}: {error}", error.code());
    }

    // The same content with a new expiry.
    let renewed = signer.renew(&ks, Expiry::In(5 * 3600), now)?;
    println!("renewed   {renewed}");
    Ok(())
}
