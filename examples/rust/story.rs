//! The story of every example: make a KS for a viewer, look at it without the
//! secret, open it, and accept it in a service.
//!
//! `cargo run -p ks-core --example story`

use std::time::{SystemTime, UNIX_EPOCH};

use ks_core::{Expected, Expiry, Keyring, Privilege, Privileges, Session, Signer, inspect};

const PARTNER_ID: i32 = 1_234_567;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // An invented secret; a real one comes from the environment or a vault.
    let secret = std::env::var("KALTURA_ADMIN_SECRET")
        .unwrap_or_else(|_| "0123456789abcdef0123456789abcdef".into());
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?;

    // A USER session that plays one entry for four hours.
    let signer = Signer::new(PARTNER_ID, &secret)?;
    let session =
        Session::user("ann@example.com").expiry(4 * 3600).privileges(Privileges::from_list([
            Privilege::sview("0_abcdefgh"),
            Privilege::privacy_context("portal"),
        ])?);
    let ks = signer.generate(&session, now)?;
    println!("KS        {ks}");

    // Without the secret only the partner shows, and nothing is verified.
    let seen = inspect(&ks)?;
    println!("inspect   v{} of partner {}", seen.version.number(), seen.partner_text);

    // With it, every field as the server sees it.
    let keyring = Keyring::new(&secret)?;
    let decoded = keyring.decode(&ks)?;
    println!(
        "decode    {} until {}",
        decoded.user_id().unwrap_or_default(),
        decoded.expires_at().unwrap_or_default()
    );

    // A service accepts it only for what it is meant for.
    let required = [("sview", Some("0_abcdefgh"))];
    let verified = keyring.verify(&ks, &Expected::new(PARTNER_ID, now).required(&required))?;
    println!("verify    session {}", verified.session_hash());
    let other = [("sview", Some("0_zzzzzzzz"))];
    if let Err(refusal) = keyring.verify(&ks, &Expected::new(PARTNER_ID, now).required(&other)) {
        println!("refused   {}: {refusal}", refusal.code());
    }

    // The same content with an hour more.
    let renewed = signer.renew(&ks, Expiry::In(5 * 3600), now)?;
    println!("renewed   {renewed}");
    Ok(())
}
