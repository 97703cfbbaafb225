//! Makes ten million calls, or as many as the argument says, and prints how much memory the
//! process has. The programs beside this one do the same in other languages.

use std::fs;
use std::hint::black_box;
use std::process::ExitCode;

use ks_core::{Keyring, Privileges, Session, Signer, VerifyOptions};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const NOW: i64 = 1_700_000_000;
const CALLS_PER_ROUND: u64 = 5;
/// How much memory may grow after the first tenth of the calls, in KiB.
const ALLOWED: u64 = 1024;

fn main() -> ExitCode {
    let calls = std::env::args().nth(1).map_or(10_000_000, |text| text.parse().unwrap());
    let (mut done, mut tenth) = (0, None);
    for at in [calls / 100, calls / 10, calls] {
        while done < at {
            round();
            done += CALLS_PER_ROUND;
        }
        let used = resident();
        println!("{at:>9} calls: {used} KiB");
        let before = *tenth.get_or_insert(used);
        if at == calls / 10 {
            tenth = Some(used);
        } else if at == calls && used > before + ALLOWED {
            println!("memory grew by {} KiB", used - before);
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Creates handles, generates, decodes, verifies, and fails to verify.
fn round() {
    let signer = Signer::new(102, SECRET).unwrap();
    let privileges = Privileges::parse("sview:0_abcdefgh,privacycontext:portal").unwrap();
    let session = Session::user("ann@example.com").expiry(3600).privileges(privileges);
    let ks = signer.generate(&session, NOW).unwrap();
    let keyring = Keyring::new(SECRET).unwrap();
    black_box(keyring.decode(&ks).unwrap());
    let granted = [("sview", Some("0_abcdefgh"))];
    let options = VerifyOptions::new(102, NOW).required(&granted);
    black_box(keyring.verify(&ks, &options).unwrap());
    let refused = [("sview", Some("0_zzzzzzzz"))];
    black_box(keyring.verify(&ks, &options.required(&refused)).unwrap_err().to_string());
    black_box(signer.renew(&ks, ks_core::Expiry::In(60), NOW).unwrap());
}

/// Returns the resident memory of this process, in KiB.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
